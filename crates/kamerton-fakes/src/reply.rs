//! What a fake answers.

use serde_json::Value;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers; length and kind stand elsewhere.
    pub headers: Vec<(String, String)>,
    /// The kind of content.
    pub kind: String,
    /// The content.
    pub body: Vec<u8>,
}

impl Reply {
    /// JSON with this status.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// Anything with this status.
    pub fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), kind: kind.to_owned(), body: body.into() }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Its first lines, without length and the empty line.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        head.push_str("server: fake\r\ndate: ");
        head.push_str(&date(now()));
        head.push_str("\r\n");
        if !self.kind.is_empty() {
            head.push_str(&format!("content-type: {}\r\n", self.kind));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head
    }
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// The date of `Retry-After`, so many seconds from now.
pub(crate) fn later(seconds: u64) -> String {
    date(now() + seconds)
}

/// Months as mail and HTTP write them.
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Year, month from 1 and day of so many days since 1970, by Hinnant's `civil_from_days`.
pub(crate) const fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    match month {
        0..=9 => (year + era * 400, month + 3, day),
        _ => (year + era * 400 + 1, month - 9, day),
    }
}

/// A moment as HTTP writes it (RFC 9110, 5.6.7).
pub(crate) fn date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let at = |names: &[&'static str], number: u64| {
        usize::try_from(number).ok().and_then(|at| names.get(at).copied()).unwrap_or("")
    };
    format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        at(&DAYS, days % 7),
        at(&MONTHS, month - 1),
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        413 => "Payload Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, wanted) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        ] {
            assert_eq!(date(seconds), wanted);
        }
    }
}
