//! Words that fit some days only, and what is said on all others.
//!
//! They are put right when everything about a message is drawn, a slip of the finger included: the day
//! on which a history ends moves nothing else of it.

use kamerton_core::time::{DAY, Instant};

use super::calendar::{month, weekday};

/// When words fit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// From November to March.
    Winter,
    /// From April to October.
    Summer,
    /// On a day of the week, 0 is Monday.
    Weekday(usize),
}

use When::{Summer, Weekday, Winter};

/// What is said, when it fits, and what is said else: words that are read alike. Most people write no «ё».
const FITS: [(&str, When, &str); 20] = [
    ("Субботний ритуал", Weekday(5), "Домашний ритуал"),
    ("субботний ритуал", Weekday(5), "домашний ритуал"),
    ("Воскресенье:", Weekday(6), "Выходной:"),
    ("воскресенье:", Weekday(6), "выходной:"),
    (" снег,", Winter, " дождь,"),
    (" жара,", Summer, " холод,"),
    (" тепло,", Summer, " солнце,"),
    ("опять гололёд", Winter, "опять туман"),
    ("опять гололед", Winter, "опять туман"),
    ("минус двадцать", Winter, "плюс двадцать"),
    (" ❄️", Winter, ""),
    ("метель", Winter, "гроза"),
    ("Комары съели", Summer, "Снегу по пояс"),
    ("картошка ждёт", Summer, "печка ждёт"),
    ("картошка ждет", Summer, "печка ждет"),
    ("теплица сама себя не соберёт", Summer, "снег сам себя не уберёт"),
    ("теплица сама себя не соберет", Summer, "снег сам себя не уберет"),
    ("открываю балкон и кофейный сезон", Summer, "открываю сезон какао"),
    ("fresh in summer", Summer, "fresh"),
    ("snow here", Winter, "rain here"),
];

/// Makes `text` fit the day of `at`.
pub fn fit(text: &mut String, at: Instant) {
    let season = if matches!(month(at), 4..=10) { Summer } else { Winter };
    let day = Weekday(weekday(at));
    for (said, when, other) in FITS {
        if when != season && when != day && text.contains(said) {
            *text = text.replace(said, other);
        }
    }
}

/// Which of `count` meetings the one is that falls near `at`, in a history that ends at `until`: there is
/// one every four weeks, and it is announced a week before.
pub fn meeting(at: Instant, until: Instant, count: usize) -> usize {
    (until.since(at).max(0) / DAY / 28) as usize % count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, at: &str) -> String {
        let mut text = text.to_owned();
        fit(&mut text, Instant::parse_rfc3339(at).unwrap());
        text
    }

    #[test]
    fn nobody_speaks_of_heat_in_november_or_of_saturday_on_a_friday() {
        let (friday, saturday) = ("2026-11-27T09:00:00Z", "2026-06-27T09:00:00Z");
        assert_eq!(said("У нас в Твери жара, а у вас?", friday), "У нас в Твери холод, а у вас?");
        assert_eq!(said("У нас в Твери жара, а у вас?", saturday), "У нас в Твери жара, а у вас?");
        assert_eq!(said("у нас минус двадцать ❄️", saturday), "у нас плюс двадцать");
        let ritual = "Субботний ритуал: Сойка, Кения и тишина";
        assert_eq!(said(ritual, friday), "Домашний ритуал: Сойка, Кения и тишина");
        assert_eq!(said(ritual, saturday), ritual);
    }

    #[test]
    fn a_meeting_is_the_one_that_was_announced() {
        let until = Instant::parse_rfc3339("2026-11-27T09:00:00Z").unwrap();
        let ago = |days: i64| meeting(until.plus(-days * DAY), until, 6);
        assert_eq!((ago(5), ago(12), ago(33), ago(40)), (0, 0, 1, 1));
    }
}
