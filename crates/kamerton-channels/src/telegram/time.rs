//! Times as Telegram Desktop writes them.

use jiff::civil::{Date, DateTime, Time};
use kamerton_core::time::{Instant, Zone};

/// `02.12.2019 12:43:43 UTC+04:00`, the zone only in newer exports.
pub(super) fn page_time(text: &str) -> Option<(DateTime, Option<Zone>)> {
    let mut parts = text.split_whitespace();
    let (date, time) = (parts.next()?, parts.next()?);
    let date = numbers::<3>(date, '.')?;
    let time = numbers::<3>(time, ':')?;
    let [day, month, year] = date;
    let [hour, minute, second] = time;
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let (hour, minute) = (hour.try_into().ok()?, minute.try_into().ok()?);
    let time = Time::new(hour, minute, second.try_into().ok()?, 0).ok()?;
    let zone = match parts.next() {
        Some(zone) => Some(Zone::named(zone).ok()?),
        None => None,
    };
    Some((date.to_datetime(time), zone))
}

/// `2019-12-02T12:43:43`, with an offset or without.
pub(super) fn record_time(text: &str, zone: Option<&Zone>) -> Option<Instant> {
    Instant::parse_rfc3339(text).or_else(|| zone?.instant(text.trim().parse().ok()?))
}

/// The text of a date separator: `2 December 2019`, `2 декабря 2019`.
pub(super) fn day_of(text: &str) -> Option<Date> {
    let mut parts = text.split_whitespace();
    let day: i8 = parts.next()?.parse().ok()?;
    let month = parts.next()?.to_lowercase();
    let year: i16 = parts.next()?.parse().ok()?;
    let known = |stem: &&str| month.starts_with(*stem);
    let of = |stems: &[&str; 12]| stems.iter().position(known);
    let month = of(&ENGLISH).or_else(|| of(&RUSSIAN))?;
    Date::new(year, i8::try_from(month + 1).ok()?, day).ok()
}

const ENGLISH: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const RUSSIAN: [&str; 12] =
    ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];

fn numbers<const COUNT: usize>(text: &str, separator: char) -> Option<[i16; COUNT]> {
    let mut numbers = [0; COUNT];
    let mut parts = text.split(separator);
    for number in &mut numbers {
        *number = parts.next()?.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_times_are_read() {
        let (civil, own) = page_time("02.12.2019 12:43:43 UTC+04:00").unwrap();
        let at = own.unwrap().instant(civil).unwrap();
        assert_eq!(at.rfc3339(), "2019-12-02T08:43:43Z");
        assert_eq!(page_time("02.12.2019 12:43:43"), Some((civil, None)));
        for broken in [
            "",
            "02.12.2019",
            "32.12.2019 01:00:00",
            "2.2.2019 25:00:00",
            "1.2.3.4 1:2:3",
            "02.12.2019 12:43:43 Nowhere",
        ] {
            assert!(page_time(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn record_times_are_read() {
        let zone = Zone::named("+04:00").ok();
        for text in ["2019-12-02T12:43:43", "2019-12-02T12:43:43+04:00", "2019-12-02T08:43:43Z"] {
            let at = record_time(text, zone.as_ref()).unwrap();
            assert_eq!(at.rfc3339(), "2019-12-02T08:43:43Z", "{text}");
        }
        assert_eq!(record_time("2019-12-02T12:43:43", None), None);
    }

    #[test]
    fn separators_are_read() {
        for text in ["2 December 2019", "2 декабря 2019", "2 Dec 2019", " 2 дек. 2019 г."]
        {
            assert_eq!(day_of(text), Date::new(2019, 12, 2).ok(), "{text}");
        }
        for text in ["", "2", "Ann joined 2019", "31 February 2019"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
