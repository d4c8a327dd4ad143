//! Dates as feeds write them: RFC 822 with all that is made of it, RFC 3339 and its shorter forms.

use kamerton_core::time::{Instant, Zone};

use crate::table::dates::{DateOrder, Moment, moment};

/// Zones that are written by name, in minutes east of Greenwich. A name that means several is taken as
/// feeds use it: most of them come from North America and Europe.
const ZONES: [(&str, i32); 45] = [
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("local", 0),
    ("bst", 60),
    ("ist", 330),
    ("west", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("sast", 120),
    ("cat", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("msd", 240),
    ("trt", 180),
    ("samt", 240),
    ("yekt", 300),
    ("omst", 360),
    ("novt", 420),
    ("krat", 420),
    ("irkt", 480),
    ("yakt", 540),
    ("vlat", 600),
    ("magt", 660),
    ("hkt", 480),
    ("sgt", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("acst", 570),
    ("awst", 480),
    ("nzst", 720),
    ("nzdt", 780),
    ("ast", -240),
    ("akst", -540),
    ("hst", -600),
];

/// Reads a date; nothing when it is none. A time without a zone is taken as Greenwich's.
pub(super) fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    if let Some(instant) = Instant::parse_rfc3339(text) {
        return Some(instant);
    }
    let text = completed(&tidied(text));
    let found =
        moment(&text, DateOrder::DayFirst).or_else(|| moment(&text, DateOrder::MonthFirst))?;
    match found {
        // A day is taken at its beginning, as other readers do.
        Moment::Day(day) => Zone::utc().instant(day.at(0, 0, 0, 0)),
        other => other.instant(Some(&Zone::utc())),
    }
}

/// In words that are read one by one: without what stands in brackets, zones as numbers, `24:00` as the
/// end of a day that it is.
fn tidied(text: &str) -> String {
    let plain = text.split_once('(').map_or(text, |(before, _)| before);
    let plain = plain.replace(['\u{A0}', ',', ';'], " ").replace('_', "-");
    // `01-Jan-04` as `01 Jan 04`.
    let dashed = |word: &str| word.matches('-').count() == 2 && word.contains(char::is_alphabetic);
    let apart = plain.split_whitespace().map(|word| match dashed(word) && !word.contains(':') {
        true => word.replace('-', " "),
        false => word.to_owned(),
    });
    let plain = apart.collect::<Vec<_>>().join(" ");
    let mut words: Vec<String> = Vec::new();
    for word in plain.split_whitespace() {
        let lower = word.to_lowercase();
        let zone = ZONES.iter().find(|(name, _)| *name == lower);
        // `GMT+3`, and `GMT +0300`, where the number counts.
        let number = lower.trim_start_matches("gmt").trim_start_matches("utc");
        let signed = number.starts_with(['+', '-']) && number.len() > 1;
        match zone {
            Some((_, minutes)) if !words.iter().any(|word| is_offset(word)) => {
                words.push(offset(*minutes))
            }
            Some(_) => {}
            None if signed && is_offset(number) => {
                words.retain(|word| !is_offset(word));
                words.push(number.to_owned());
            }
            None => words.push(word.to_owned()),
        }
    }
    long_year(&mut words);
    words.join(" ")
}

/// `1 Jan 04` as `1 Jan 2004`: of two short numbers the one after the month is the year.
fn long_year(words: &mut [String]) {
    let is_short =
        |word: &String| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut short = words.iter().enumerate().filter(|(_, word)| is_short(word)).map(|(at, _)| at);
    let (Some(day), Some(year), None) = (short.next(), short.next(), short.next()) else { return };
    if day + 2 == year
        && let Some(word) = words.get_mut(year)
        && let Ok(number) = word.parse::<u32>()
    {
        *word = format!("{}", if number < 70 { 2_000 + number } else { 1_900 + number });
    }
}

fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// `+0300`, `+03:00`, `+3`.
fn is_offset(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-']).unwrap_or_default();
    let short = (1..=5).contains(&digits.len());
    short && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// Shorter forms of RFC 3339 (`2003`, `2003-12`, `20031231`, `2003-365`, `2003-12-31T10:14Z`) with what
/// they leave out.
fn completed(text: &str) -> String {
    let (day, rest) = match text.find(['T', 't', ' ']) {
        Some(at) if text.starts_with(|first: char| first.is_ascii_digit()) => text.split_at(at),
        _ => (text, ""),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('-').collect();
    let day = match parts.as_slice() {
        [year] if year.len() == 4 && digits(year) && rest.is_empty() => format!("{year}-01-01"),
        [year, month] if year.len() == 4 && month.len() == 2 && digits(year) && digits(month) => {
            format!("{year}-{month}-01")
        }
        [year, days] if year.len() == 4 && days.len() == 3 && digits(year) && digits(days) => {
            ordinal(year, days).unwrap_or_else(|| day.to_owned())
        }
        [whole] if whole.len() == 8 && digits(whole) && !rest.is_empty() => {
            let (year, month_day) = whole.split_at(4);
            let (month, day) = month_day.split_at(2);
            format!("{year}-{month}-{day}")
        }
        _ => return text.to_owned(),
    };
    format!("{day}{}", with_colons(rest))
}

fn ordinal(year: &str, days: &str) -> Option<String> {
    let first = jiff::civil::Date::new(year.parse().ok()?, 1, 1).ok()?;
    let day = first.checked_add(jiff::Span::new().days(days.parse::<i64>().ok()? - 1)).ok()?;
    Some(day.to_string())
}

/// `T101455Z` as `T10:14:55Z`.
fn with_colons(time: &str) -> String {
    let digits = time.get(1..7).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(digits) = digits else { return time.to_owned() };
    let parts = [
        time.get(..1),
        digits.get(..2),
        Some(":"),
        digits.get(2..4),
        Some(":"),
        digits.get(4..),
        time.get(7..),
    ];
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_feeds() {
        for (text, expected) in [
            ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"),
            ("Thu, 01 Jan 2004 19:48:21 +0300", "2004-01-01T16:48:21Z"),
            ("Thu, 01 Jan 2004 19:48:21 +03:00", "2004-01-01T16:48:21Z"),
            ("Thu, 1 Jan 04 19:48 EST", "2004-01-02T00:48:00Z"),
            ("1 Jan 2004 19:48:21", "2004-01-01T19:48:21Z"),
            ("01 Jan 2004", "2004-01-01T00:00:00Z"),
            ("Thu, 01 January 2004 19:48:21 MSK", "2004-01-01T16:48:21Z"),
            ("Thu, 01 Jan 2004 19:48:21 GMT+3", "2004-01-01T16:48:21Z"),
            ("Thu, 01 Jan 2004 19:48:21 GMT +0300 (MSK)", "2004-01-01T16:48:21Z"),
            ("Thu, 01 Jan 2004 19:48:21 PST", "2004-01-02T03:48:21Z"),
            ("Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21Z"),
            ("Jan 1, 2004 7:48:21 PM", "2004-01-01T19:48:21Z"),
            ("1 января 2004 19:48", "2004-01-01T19:48:00Z"),
            ("Чт, 01 янв 2004 19:48:21 +0300", "2004-01-01T16:48:21Z"),
            ("2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"),
            ("2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"),
            ("2003-12-31T10:14:55", "2003-12-31T10:14:55Z"),
            ("2003-12-31T10:14Z", "2003-12-31T10:14:00Z"),
            ("2003-12-31 10:14:55.75", "2003-12-31T10:14:55.75Z"),
            ("2003-12-31", "2003-12-31T00:00:00Z"),
            ("20031231", "2003-12-31T00:00:00Z"),
            ("20031231T101455Z", "2003-12-31T10:14:55Z"),
            ("2003-365", "2003-12-31T00:00:00Z"),
            ("2003-12", "2003-12-01T00:00:00Z"),
            ("2003", "2003-01-01T00:00:00Z"),
            ("1072865695", "2003-12-31T10:14:55Z"),
        ] {
            let found = instant(text).map_or("none".to_owned(), Instant::rfc3339);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in
            ["", "yesterday", "Thu", "99", "2003-99-99T10:00:00Z", "+", "GMT", &"1".repeat(101)]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
