//! Dates as people and programs write them.
//!
//! A text is taken apart into words; each says by its looks what it is: a year has four digits, a
//! time a colon, a month a name. Only `1/2/2010` cannot say by itself whether the day or the month
//! comes first: that is decided once for a whole file, see [`DateOrder`].

use jiff::civil::{Date, DateTime, Time, date};
use kamerton_core::time::{Instant, SECOND, Zone};

/// What `1/2/2010` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// The first of February.
    DayFirst,
    /// The second of January.
    MonthFirst,
}

/// A date as far as the text tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// With its zone, or as a number of seconds since 1970.
    Exact(Instant),
    /// A time without a zone.
    Local(DateTime),
    /// A day without a time.
    Day(Date),
}

impl Moment {
    /// The instant, in `zone` where the text named none. A day is taken at its noon, so that it
    /// stays that day in most zones; without a zone that is noon UTC.
    pub(crate) fn instant(self, zone: Option<&Zone>) -> Option<Instant> {
        match self {
            Self::Exact(instant) => Some(instant),
            Self::Local(civil) => zone?.instant(civil),
            Self::Day(day) => {
                let noon = day.at(12, 0, 0, 0);
                zone.map_or_else(|| Zone::utc().instant(noon), |zone| zone.instant(noon))
            }
        }
    }
}

/// Reads a date; `None` when it is none.
pub(crate) fn moment(text: &str, order: DateOrder) -> Option<Moment> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    if let Some(moment) = numeric(text) {
        return Some(moment);
    }
    if let Some(instant) = Instant::parse_rfc3339(text) {
        return Some(Moment::Exact(instant));
    }
    words(text, order)
}

/// A serial number of a spreadsheet: days since 1899-12-30, the fraction is the time. `None`
/// outside the years 1954 to 2119, where a number is more likely something else.
pub(crate) fn serial(text: &str) -> Option<Moment> {
    let days: f64 = text.trim().parse().ok()?;
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    let day = date(1899, 12, 30).checked_add(jiff::Span::new().days(days.trunc() as i64)).ok()?;
    // To the second: the fraction of a day is not exact.
    let seconds = (days.fract() * 86_400.0).round() as i64;
    if seconds == 0 {
        return Some(Moment::Day(day));
    }
    let civil = day.at(0, 0, 0, 0).checked_add(jiff::Span::new().seconds(seconds)).ok()?;
    Some(Moment::Local(civil))
}

/// What order a date with slashes or dashes shows by itself: `12/13/2010` has no thirteenth month.
pub(crate) fn order_shown(text: &str) -> Option<DateOrder> {
    let word = text.split_whitespace().next()?;
    let mut parts = word.split(['/', '-']);
    let (first, second) = (parts.next()?, parts.next()?);
    if first.len() > 2 || !word.contains('/') && parts.next().is_none() {
        return None;
    }
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// `20101231`, seconds, milliseconds or microseconds since 1970. Programs that know only floating
/// point add `.0`.
fn numeric(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits_only(whole) || !digits_only(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let exact = |micros: i64| Some(Moment::Exact(Instant::from_micros(micros)));
    match whole.len() {
        8 => compact_day(number).map(Moment::Day),
        9 | 10 => exact(number.checked_mul(SECOND)?.checked_add(micros_of(fraction)?)?),
        12 | 13 => exact(number.checked_mul(1_000)?),
        14 => {
            let day = compact_day(number / 1_000_000)?;
            Some(Moment::Local(day.to_datetime(clock(number % 1_000_000)?)))
        }
        16 => exact(number),
        _ => None,
    }
}

/// The fraction of a second, in microseconds.
fn micros_of(fraction: &str) -> Option<i64> {
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    digits.parse().ok()
}

fn compact_day(number: i64) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    calendar(year, month, day)
}

fn clock(number: i64) -> Option<Time> {
    let part = |value: i64| i8::try_from(value).ok();
    Time::new(part(number / 10_000)?, part(number / 100 % 100)?, part(number % 100)?, 0).ok()
}

/// Years outside these are mistakes: no message and no purchase is older or newer.
fn calendar(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = match year {
        0..70 => year + 2_000,
        70..100 => year + 1_900,
        1_900..2_200 => year,
        _ => return None,
    };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What the words of a date have told so far.
#[derive(Default)]
struct Heard {
    day: Option<i64>,
    month: Option<i64>,
    year: Option<i64>,
    time: Option<Time>,
    afternoon: Option<bool>,
    offset: Option<i64>,
}

fn words(text: &str, order: DateOrder) -> Option<Moment> {
    let mut heard = Heard::default();
    let spaced = text.replace(',', " ");
    for word in spaced.split_whitespace() {
        heard.word(word, order)?;
    }
    heard.moment()
}

impl Heard {
    /// Takes one word in; `None` when it belongs to no date.
    fn word(&mut self, word: &str, order: DateOrder) -> Option<()> {
        if let Some((day, time)) = word.split_once('T').filter(|(day, _)| is_numeric_day(day)) {
            self.numeric_day(day, order)?;
            return self.clock(time);
        }
        if is_numeric_day(word) {
            return self.numeric_day(word, order);
        }
        if word.contains(':') && !word.starts_with(['+', '-', '−']) {
            return self.clock(word);
        }
        if let Some(offset) = zone_offset(word) {
            return set(&mut self.offset, offset);
        }
        if let Ok(number) = word.trim_end_matches('.').parse::<i64>() {
            let place = if word.len() == 4 { &mut self.year } else { &mut self.day };
            return set(place, number);
        }
        self.name(&word.to_lowercase())
    }

    /// `2022-11-01`, `01.11.2022`, `12/1/2010`.
    fn numeric_day(&mut self, word: &str, order: DateOrder) -> Option<()> {
        let word = word.trim_end_matches('.');
        let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
        let &[first, second, third] = parts.as_slice() else {
            return None;
        };
        let number = |part: &str| part.parse::<i64>().ok().filter(|_| part.len() <= 4);
        let (a, b, c) = (number(first)?, number(second)?, number(third)?);
        let (year, month, day) = match (first.len(), word.contains('.')) {
            (4, _) => (a, b, c),
            (_, true) => (c, b, a),
            _ if order == DateOrder::MonthFirst => (c, a, b),
            _ => (c, b, a),
        };
        set(&mut self.year, year)?;
        set(&mut self.month, month)?;
        set(&mut self.day, day)
    }

    /// `12:30`, `12:30:45.123`, `12:30+03:00`, `1:30pm`, `12:30Z`.
    fn clock(&mut self, word: &str) -> Option<()> {
        let lower = word.to_lowercase();
        let zone = lower.find(['+', '-', '−', 'z', 'a', 'p']).unwrap_or(lower.len());
        let (time, rest) = lower.split_at(zone);
        match rest {
            "" => {}
            "am" | "pm" => set(&mut self.afternoon, rest == "pm")?,
            _ => set(&mut self.offset, zone_offset(rest)?)?,
        }
        let mut parts = time.split(':');
        let hour = parts.next()?.parse().ok()?;
        let minute = parts.next()?.parse().ok()?;
        let (second, fraction) =
            parts.next().map_or(("0", ""), |rest| rest.split_once('.').unwrap_or((rest, "")));
        if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // A leap second has no place in the count of seconds since 1970.
        let second: i8 = second.parse::<i8>().ok().map(|second| second.min(59))?;
        let nanos = i32::try_from(micros_of(fraction)? * 1_000).ok()?;
        set(&mut self.time, Time::new(hour, minute, second, nanos).ok()?)
    }

    fn name(&mut self, word: &str) -> Option<()> {
        if let Some(month) = month_named(word) {
            return set(&mut self.month, month);
        }
        match word {
            "am" | "pm" => set(&mut self.afternoon, word == "pm"),
            "в" | "at" | "г" | "г." | "года" | "of" => Some(()),
            _ => WEEKDAYS.iter().any(|day| word.starts_with(day)).then_some(()),
        }
    }

    fn moment(&self) -> Option<Moment> {
        let day = calendar(self.year?, self.month?, self.day?)?;
        let Some(time) = self.time else {
            return self.offset.is_none().then_some(Moment::Day(day));
        };
        let civil = day.to_datetime(self.in_half_day(time)?);
        let Some(offset) = self.offset else {
            return Some(Moment::Local(civil));
        };
        Some(Moment::Exact(Zone::utc().instant(civil)?.plus(-offset * SECOND)))
    }

    /// The time of a twelve-hour clock.
    fn in_half_day(&self, time: Time) -> Option<Time> {
        let hour = match (self.afternoon, time.hour()) {
            (None, hour) => hour,
            (Some(afternoon), hour @ 1..=12) => hour % 12 + if afternoon { 12 } else { 0 },
            _ => return None,
        };
        time.with().hour(hour).build().ok()
    }
}

/// Sets what was not yet said; `None` when it was.
fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(value);
    Some(())
}

fn is_numeric_day(word: &str) -> bool {
    let separators = word.trim_end_matches('.').matches(['-', '.', '/']).count();
    separators == 2
        && word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(|letter| letter.is_ascii_digit() || "-./".contains(letter))
}

/// Seconds east of Greenwich: `+0300`, `+03:00`, `+3`, `Z`, `UTC`, `MSK`.
fn zone_offset(word: &str) -> Option<i64> {
    const HOUR: i64 = 3_600;
    let lower = word.to_lowercase();
    let offset = match lower.trim_matches(['(', ')']) {
        "z" | "utc" | "gmt" | "ut" => 0,
        "msk" | "мск" => 3 * HOUR,
        "est" => -5 * HOUR,
        "edt" | "cdt-1" => -4 * HOUR,
        "cst" => -6 * HOUR,
        "cdt" => -5 * HOUR,
        "mst" => -7 * HOUR,
        "mdt" => -6 * HOUR,
        "pst" => -8 * HOUR,
        "pdt" => -7 * HOUR,
        "cet" => HOUR,
        "cest" | "eet" => 2 * HOUR,
        "eest" => 3 * HOUR,
        other => return numeric_offset(other),
    };
    Some(offset)
}

fn numeric_offset(word: &str) -> Option<i64> {
    let word = word.strip_prefix("utc").or(word.strip_prefix("gmt")).unwrap_or(word);
    let (sign, digits) = match word.chars().next()? {
        '+' => (1, word.get(1..)?),
        '-' => (-1, word.get(1..)?),
        '−' => (-1, word.get('−'.len_utf8()..)?),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    if ![hours, minutes].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 18 && minutes <= 59).then_some(sign * (hours * 3_600 + minutes * 60))
}

const WEEKDAYS: [&str; 23] = [
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "пн",
    "вт",
    "ср",
    "чт",
    "пт",
    "сб",
    "вс",
    "понед",
    "вторн",
    "среда",
    "четв",
    "пятн",
    "субб",
    "воскр",
    "weds",
    "thur",
];

/// Beginnings of month names; `мая` and `май` are both May.
const MONTHS: [(&str, i64); 25] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("мая", 5),
    ("май", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
];

fn month_named(word: &str) -> Option<i64> {
    let found = MONTHS.iter().find(|(name, _)| word.starts_with(name));
    found.map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let zone = Zone::named("+03:00").unwrap();
        let found =
            moment(text, DateOrder::DayFirst).and_then(|moment| moment.instant(Some(&zone)));
        let found = found.map_or("none".to_owned(), Instant::rfc3339);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("2022-11-01T12:30:45+05:00", "2022-11-01T07:30:45Z"),
            ("2022-11-01 12:30:45.5+0500", "2022-11-01T07:30:45.5Z"),
            ("2022-11-01 12:30 +05:00", "2022-11-01T07:30:00Z"),
            ("2022-11-01 12:30", "2022-11-01T09:30:00Z"),
            ("2022-11-01T12:30", "2022-11-01T09:30:00Z"),
            ("2022-11-01 12:30 UTC", "2022-11-01T12:30:00Z"),
            ("01.11.2022 12:30", "2022-11-01T09:30:00Z"),
            ("01.11.2022, 12:30:05", "2022-11-01T09:30:05Z"),
            ("1.11.22 в 9:05", "2022-11-01T06:05:00Z"),
            ("1.11.2022", "2022-11-01T09:00:00Z"),
            ("20101231", "2010-12-31T09:00:00Z"),
            ("1/12/2010 13:04", "2010-12-01T10:04:00Z"),
            ("1/12/2010 1:04 PM", "2010-12-01T10:04:00Z"),
            ("1/12/2010 12:04am", "2010-11-30T21:04:00Z"),
            ("Tue Oct 31 23:36:20 +0000 2017", "2017-10-31T23:36:20Z"),
            ("Tue, 31 Oct 2017 23:36:20 +0300", "2017-10-31T20:36:20Z"),
            ("1 ноября 2022 г. 12:30", "2022-11-01T09:30:00Z"),
            ("1667295000", "2022-11-01T09:30:00Z"),
            ("1667295000.0", "2022-11-01T09:30:00Z"),
            ("1667295000123", "2022-11-01T09:30:00.123Z"),
            ("20221101123000", "2022-11-01T09:30:00Z"),
            ("2016-12-31 23:59:60 UTC", "2016-12-31T23:59:59Z"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "завтра",
            "31.02.2022",
            "2022-13-01",
            "12:30",
            "1/2",
            "1.2.3.4",
            "12",
            "0000-00-00",
            "2022-11-01 25:00",
            "2022-11-01 12:30 13:30",
            "1.11.20222",
            "99999999",
            "1:2:3:4",
            "13:00 PM 2022-11-01",
            "+03:00",
            "2022-11-01 +",
            "-1.-1.-1",
            "1.11.2022 12:30 +99:00",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn slashes_follow_the_order() {
        let text = "12/1/2010 13:04";
        let day = |order| match moment(text, order) {
            Some(Moment::Local(civil)) => civil.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(day(DateOrder::MonthFirst), "2010-12-01T13:04:00");
        assert_eq!(day(DateOrder::DayFirst), "2010-01-12T13:04:00");
        assert_eq!(order_shown("12/13/2010 8:00"), Some(DateOrder::MonthFirst));
        assert_eq!(order_shown("13/12/2010"), Some(DateOrder::DayFirst));
        assert_eq!(order_shown("12-25-2010"), Some(DateOrder::MonthFirst));
        for text in ["1/2/2010", "2010-12-31", "31.12.2010", "", "a/b/c", "13/13/2010"] {
            assert_eq!(order_shown(text), None, "{text}");
        }
    }

    #[test]
    fn serials_are_days() {
        let civil = |text| match serial(text) {
            Some(Moment::Local(civil)) => civil.to_string(),
            Some(Moment::Day(day)) => day.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(civil("45943"), "2025-10-13");
        assert_eq!(civil("45943.5"), "2025-10-13T12:00:00");
        assert_eq!(civil("45943.999999"), "2025-10-14T00:00:00");
        assert_eq!(serial("17"), None);
        assert_eq!(serial("NaN"), None);
    }

    #[test]
    fn a_time_without_zone_needs_one() {
        let local = moment("2022-11-01 12:30", DateOrder::DayFirst).unwrap();
        assert_eq!(local.instant(None), None);
        let day = moment("2022-11-01", DateOrder::DayFirst).unwrap();
        assert_eq!(day.instant(None).unwrap().rfc3339(), "2022-11-01T12:00:00Z");
    }
}
