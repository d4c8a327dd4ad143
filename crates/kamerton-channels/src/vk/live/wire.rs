//! Reading what VK sends: numbers as texts, missing fields and nulls are survived.

use kamerton_core::time::Instant;
use serde_json::Value;

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// A number, also where it is written as text or as yes or no.
pub(super) fn int(value: &Value, name: &str) -> Option<i64> {
    as_int(value.get(name)?)
}

/// A value as a number.
pub(super) fn as_int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64()?;
            (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(yes) => Some(i64::from(*yes)),
        _ => None,
    }
}

/// A number that names something: no zero.
pub(super) fn id(value: &Value, name: &str) -> Option<i64> {
    int(value, name).filter(|number| *number != 0)
}

/// A text; empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A list; empty when there is none.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A moment in seconds.
pub(super) fn moment(value: &Value, name: &str) -> Option<Instant> {
    let seconds = id(value, name)?;
    (1..=LAST).contains(&seconds).then(|| Instant::from_seconds(seconds))
}

/// Whether something is said to be so.
pub(super) fn is(value: &Value, name: &str) -> bool {
    int(value, name).is_some_and(|number| number != 0)
}

/// A moment as the platform writes it.
pub(super) fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(kamerton_core::time::SECOND)
}

/// A short name for content, the same wherever it is.
pub(super) fn mark(value: &Value) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(value.to_string().as_bytes()))
}
