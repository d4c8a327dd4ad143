//! Instants, calendar days and the workspace's zone.
//!
//! A fact happens at an [`Instant`]; the method counts in calendar [`Day`]s of the workspace's
//! [`Zone`]. Nothing here reads a clock.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Instant(i64);

/// One second, in the unit of [`Instant`].
pub const SECOND: i64 = 1_000_000;
/// One minute, in the unit of [`Instant`].
pub const MINUTE: i64 = 60 * SECOND;
/// One hour, in the unit of [`Instant`].
pub const HOUR: i64 = 60 * MINUTE;
/// Twenty-four hours, in the unit of [`Instant`]; a calendar day may be an hour off.
pub const DAY: i64 = 24 * HOUR;

impl Instant {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole seconds since 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by `micros`, which may be negative.
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Parses RFC 3339 such as `2022-11-01T09:00:00+03:00`; `None` when it is anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.trim().parse::<Timestamp>().ok().map(Self::from)
    }

    /// RFC 3339 in UTC, or the bare number where the calendar ends.
    pub fn rfc3339(self) -> String {
        Timestamp::from_microsecond(self.0).map_or_else(|_| self.0.to_string(), |t| t.to_string())
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// A calendar day of the workspace's zone: days since 1970-01-01.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(pub i32);

/// More days than lie between 1970 and either end of the calendar.
const CALENDAR: i64 = 7_000_000;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// Parses `2022-11-01`.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse::<Date>().ok().map(Self::from)
    }

    /// The day `days` later, or earlier when negative.
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The Monday of its week.
    pub const fn monday(self) -> Self {
        // Day 0 was a Thursday.
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// The calendar date, clamped to what the calendar can hold.
    pub fn date(self) -> Date {
        // More days than the calendar has cannot even be made into a span.
        EPOCH.saturating_add(i64::from(self.0).clamp(-CALENDAR, CALENDAR).days())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(EPOCH.duration_until(date).as_secs().div_euclid(86_400) as i32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

/// The workspace's time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a zone by IANA name (`Europe/Moscow`) or fixed offset (`+04:00`, `UTC+4`).
    ///
    /// # Errors
    /// A sentence for the person when there is no such zone.
    pub fn named(name: &str) -> Result<Self, String> {
        let name = name.trim();
        if let Some(offset) = fixed_offset(name) {
            return Ok(Self(offset.to_time_zone()));
        }
        TimeZone::get(name).map(Self).map_err(|_| {
            format!(
                "unknown time zone «{name}»: name one as Europe/Moscow, Asia/Yekaterinburg or +03:00"
            )
        })
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The calendar day on which `instant` falls here.
    pub fn day(&self, instant: Instant) -> Day {
        let Ok(timestamp) = Timestamp::from_microsecond(instant.0) else {
            return Day((instant.0.div_euclid(DAY)) as i32);
        };
        let local = instant.0 + i64::from(self.0.to_offset(timestamp).seconds()) * SECOND;
        Day(local.div_euclid(DAY) as i32)
    }

    /// The instant at which the clock here shows `hour`:00 on `day`.
    pub fn at_hour(&self, day: Day, hour: i8) -> Instant {
        let civil = day.date().at(hour.clamp(0, 23), 0, 0, 0);
        civil
            .to_zoned(self.0.clone())
            .map_or(Instant(i64::from(day.0) * DAY), |zoned| zoned.timestamp().into())
    }

    /// The instant of a wall-clock time here. Times a clock change skips move forward.
    pub fn instant(&self, civil: jiff::civil::DateTime) -> Option<Instant> {
        civil.to_zoned(self.0.clone()).ok().map(|zoned| zoned.timestamp().into())
    }

    /// The instant of a wall-clock time here, as a field of a form has it: `2026-11-26T20:55`.
    pub fn parse_clock(&self, text: &str) -> Option<Instant> {
        self.instant(text.trim().parse().ok()?)
    }

    /// What the clock here shows at `instant`, as a field of a form has it.
    pub fn clock(&self, instant: Instant) -> Option<String> {
        let civil = self.civil(instant)?;
        Some(civil.strftime("%Y-%m-%dT%H:%M").to_string())
    }

    /// `instant` as a wall-clock time here.
    pub fn civil(&self, instant: Instant) -> Option<jiff::civil::DateTime> {
        let timestamp = Timestamp::from_microsecond(instant.0).ok()?;
        Some(self.0.to_datetime(timestamp))
    }
}

fn fixed_offset(name: &str) -> Option<jiff::tz::Offset> {
    let rest = name.strip_prefix("UTC").or(name.strip_prefix("GMT")).unwrap_or(name);
    if name == "UTC" || name == "GMT" || name == "Z" {
        return Some(jiff::tz::Offset::UTC);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "−", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at(2),
        None => (digits, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    jiff::tz::Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_zone() {
        let late = Instant::parse_rfc3339("2022-10-31T22:30:00Z").unwrap();
        assert_eq!(Zone::utc().day(late).to_string(), "2022-10-31");
        assert_eq!(Zone::named("Europe/Moscow").unwrap().day(late).to_string(), "2022-11-01");
    }

    #[test]
    fn offsets_are_understood() {
        for name in ["+04:00", "UTC+4", "UTC+04:00", "+0400", "GMT+4"] {
            let zone = Zone::named(name).unwrap();
            let noon = zone.at_hour(Day::parse("2020-01-01").unwrap(), 12);
            assert_eq!(noon.rfc3339(), "2020-01-01T08:00:00Z", "{name}");
        }
        assert!(Zone::named("Mars/Olympus").is_err());
    }

    #[test]
    fn clocks_are_read_as_fields_write_them() {
        let zone = Zone::named("Europe/Moscow").unwrap();
        let at = zone.parse_clock("2024-03-01T09:30").unwrap();
        assert_eq!(at.rfc3339(), "2024-03-01T06:30:00Z");
        assert_eq!(zone.clock(at).as_deref(), Some("2024-03-01T09:30"));
        assert_eq!(zone.parse_clock("tomorrow"), None);
    }

    #[test]
    fn nine_in_the_morning() {
        let zone = Zone::named("Europe/Moscow").unwrap();
        let at = zone.at_hour(Day::parse("2024-03-01").unwrap(), 9);
        assert_eq!(at.rfc3339(), "2024-03-01T06:00:00Z");
    }

    #[test]
    fn days_beyond_the_calendar() {
        assert_eq!(Day(i32::MAX).date(), Date::MAX);
        assert_eq!(Day(i32::MIN).date(), Date::MIN);
    }

    #[test]
    fn days_before_1970() {
        let day = Day::parse("1969-12-31").unwrap();
        assert_eq!(day.0, -1);
        assert_eq!(Zone::utc().day(Instant::from_seconds(-1)), day);
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let day = |text: &str| Day::parse(text).unwrap();
        for text in ["2026-11-23", "2026-11-26", "2026-11-29"] {
            assert_eq!(day(text).monday(), day("2026-11-23"), "{text}");
        }
        assert_eq!(day("1969-12-31").monday(), day("1969-12-29"));
    }
}
