//! Looking into JSON that may be other than expected: ids as numbers or text, fields that are missing.

use kamerton_core::time::Instant;
use serde_json::Value;

/// The last millisecond of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// A text that is there and not empty, without what no database keeps.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    let text = value.get(name)?.as_str()?;
    let text = text.replace('\0', "\u{FFFD}");
    (!text.trim().is_empty()).then_some(text)
}

/// The word of an enumeration.
pub(super) fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An id, which is a number or a text.
pub(super) fn id(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() && !text.contains('\0') => {
            Some(text.trim().to_owned())
        }
        _ => None,
    }
}

/// A number, which may be written as a text.
pub(super) fn number(value: &Value, name: &str) -> Option<i64> {
    match value.get(name)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Milliseconds since 1970, where they are a moment that can be written down.
pub(super) fn millis(value: &Value, name: &str) -> Option<i64> {
    number(value, name).filter(|millis| (0..=LAST).contains(millis))
}

/// A moment.
pub(super) fn moment(value: &Value, name: &str) -> Option<Instant> {
    millis(value, name).map(at)
}

/// The moment of these milliseconds.
pub(super) fn at(millis: i64) -> Instant {
    Instant::from_micros(millis.clamp(0, LAST) * 1_000)
}

/// Something that is there and no `null`.
pub(super) fn object<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|found| found.is_object())
}

/// The items of a list; none where there is no list.
pub(super) fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a flag is set.
pub(super) fn is(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or_default()
}
