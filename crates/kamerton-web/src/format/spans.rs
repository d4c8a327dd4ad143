//! How long ago, and how long.

use kamerton_core::time::{DAY, Day, HOUR, MINUTE, SECOND};

use crate::words::{Arg, Words};

const MONTH: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// How long ago something was, from the microseconds since: «5 дней назад». Years are rounded to the nearest:
/// two days before it is four years ago, nobody says three.
pub fn ago(words: &Words, passed: i64) -> String {
    let (id, count) = match passed {
        ..MINUTE => ("ago-now", 0),
        MINUTE..HOUR => ("ago-minutes", passed / MINUTE),
        HOUR..DAY => ("ago-hours", passed / HOUR),
        DAY..DAY60 => ("ago-days", passed / DAY),
        DAY60..YEAR2 => ("ago-months", passed / MONTH),
        _ => ("ago-years", years(passed)),
    };
    words.say(id, &[("count", Arg::Number(count))])
}

const DAY60: i64 = 60 * DAY;
const YEAR2: i64 = 2 * YEAR;

/// The nearest number of years.
const fn years(passed: i64) -> i64 {
    (passed + YEAR / 2) / YEAR
}

/// On which day it was, for a narrow column: «сегодня», «вчера», «6 дней назад», «2 месяца назад».
pub fn days_since(words: &Words, day: Day, today: Day) -> String {
    let days = i64::from(today.0 - day.0);
    let (id, count) = match days {
        ..=0 => ("since-today", 0),
        1 => ("since-yesterday", 1),
        2..60 => ("ago-days", days),
        60..730 => ("ago-months", days / 30),
        _ => ("ago-years", years(days * DAY)),
    };
    words.say(id, &[("count", Arg::Number(count))])
}

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
        DAY..DAY60 => say("lasts-days", micros / DAY),
        DAY60..YEAR2 => say("lasts-months", micros / MONTH),
        _ => say("lasts-years", years(micros)),
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
            (59 * MINUTE, "59 минут назад", "59 minutes ago"),
            (119 * MINUTE, "1 час назад", "1 hour ago"),
            (2 * HOUR, "2 часа назад", "2 hours ago"),
            (47 * HOUR, "1 день назад", "1 day ago"),
            (48 * HOUR, "2 дня назад", "2 days ago"),
            (77 * DAY, "2 месяца назад", "2 months ago"),
            (731 * DAY, "2 года назад", "2 years ago"),
            (1_458 * DAY, "4 года назад", "4 years ago"),
            (1_826 * DAY, "5 лет назад", "5 years ago"),
        ] {
            assert_eq!(ago(&ru, passed), in_russian);
            assert_eq!(ago(&en, passed), in_english);
        }
    }

    #[test]
    fn days_in_words() {
        let (ru, en) = (Words::new("ru"), Words::new("en"));
        let today = Day(20_000);
        for (passed, in_russian, in_english) in [
            (-1, "сегодня", "today"),
            (0, "сегодня", "today"),
            (1, "вчера", "yesterday"),
            (6, "6 дней назад", "6 days ago"),
            (59, "59 дней назад", "59 days ago"),
            (77, "2 месяца назад", "2 months ago"),
            (800, "2 года назад", "2 years ago"),
            (1_458, "4 года назад", "4 years ago"),
        ] {
            let day = today.plus(-passed);
            assert_eq!(plain(&days_since(&ru, day, today)), in_russian);
            assert_eq!(plain(&days_since(&en, day, today)), in_english);
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
            // As long as it is ago, for whoever sees both.
            (4 * DAY - HOUR, "3 дня", "3 days"),
            (77 * DAY, "2 месяца", "2 months"),
            (1_458 * DAY, "4 года", "4 years"),
        ] {
            assert_eq!(plain(&lasts(&ru, micros)), in_russian);
            assert_eq!(plain(&lasts(&en, micros)), in_english);
        }
    }
}
