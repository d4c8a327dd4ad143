//! Days as people write them.

use crate::time::Day;

/// The first day that is meant by `2026-03-01`, `01.03.2026`, `1.3.26`, `2026-03`, `03.2026` or
/// `2026`.
pub(super) fn first(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.trim().split(['-', '.', '/']).collect();
    let (year, month, day) = match *parts.as_slice() {
        [year] if year.len() == 4 => (number(year)?, 1, 1),
        [year, month] if year.len() == 4 => (number(year)?, number(month)?, 1),
        [month, year] if year.len() == 4 => (number(year)?, number(month)?, 1),
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 2 => {
            (number(year)?.checked_add(2_000)?, number(month)?, number(day)?)
        }
        _ => return None,
    };
    Day::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

fn number(digits: &str) -> Option<u16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}
