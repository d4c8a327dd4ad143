//! How long ago, and how long.

use kamerton_core::time::{DAY, HOUR, MINUTE, SECOND};

use crate::words::{Arg, Words};

const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// How long ago something was, from the microseconds since: «5 дней назад».
pub fn ago(words: &Words, passed: i64) -> String {
    let (id, count) = match passed {
        ..MINUTE => ("ago-now", 0),
        MINUTE..HOUR2 => ("ago-minutes", passed / MINUTE),
        HOUR2..DAY2 => ("ago-hours", passed / HOUR),
        DAY2..DAY60 => ("ago-days", passed / DAY),
        DAY60..YEAR2 => ("ago-months", passed / MONTH),
        _ => ("ago-years", passed / YEAR),
    };
    words.say(id, &[("count", Arg::Number(count))])
}

const HOUR2: i64 = 2 * HOUR;
const DAY2: i64 = 2 * DAY;
const DAY60: i64 = 60 * DAY;
const YEAR2: i64 = 2 * YEAR;

/// How long something lasts: «8 секунд», «26 мин», «2 ч 10 мин», «3 дня».
pub fn lasts(words: &Words, micros: i64) -> String {
    let say = |id: &str, count: i64| words.say(id, &[("count", Arg::Number(count))]);
    match micros {
        ..MINUTE => say("lasts-seconds", (micros + SECOND - 1).max(SECOND) / SECOND),
        MINUTE..HOUR => say("lasts-minutes", (micros + MINUTE / 2) / MINUTE),
        HOUR..DAY => {
            let minutes = micros / MINUTE;
            let hours = say("lasts-hours", minutes / 60);
            match minutes % 60 {
                0 => hours,
                rest => format!("{hours} {}", say("lasts-minutes", rest)),
            }
        }
        _ => say("lasts-days", (micros + DAY / 2) / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn ago_in_words() {
        let (ru, en) = (Words::new("ru"), Words::new("en"));
        for (passed, in_russian, in_english) in [
            (-5 * HOUR, "только что", "just now"),
            (59 * SECOND, "только что", "just now"),
            (119 * MINUTE, "119 минут назад", "119 minutes ago"),
            (2 * HOUR, "2 часа назад", "2 hours ago"),
            (47 * HOUR, "47 часов назад", "47 hours ago"),
            (48 * HOUR, "2 дня назад", "2 days ago"),
            (77 * DAY, "2 месяца назад", "2 months ago"),
            (731 * DAY, "2 года назад", "2 years ago"),
            (1_826 * DAY, "5 лет назад", "5 years ago"),
        ] {
            assert_eq!(ago(&ru, passed), in_russian);
            assert_eq!(ago(&en, passed), in_english);
        }
    }

    #[test]
    fn lengths_in_words() {
        let (ru, en) = (Words::new("ru"), Words::new("en"));
        for (micros, in_russian, in_english) in [
            (0, "1 секунда", "1 second"),
            (7_500_000, "8 секунд", "8 seconds"),
            (26 * MINUTE, "26 мин", "26 min"),
            (2 * HOUR, "2 ч", "2 h"),
            (130 * MINUTE, "2 ч 10 мин", "2 h 10 min"),
            (3 * DAY, "3 дня", "3 days"),
        ] {
            assert_eq!(plain(&lasts(&ru, micros)), in_russian);
            assert_eq!(plain(&lasts(&en, micros)), in_english);
        }
    }
}
