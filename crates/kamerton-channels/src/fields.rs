//! Reading fields of JSON records whose types differ from one exporter to the next.
//!
//! Exporters write the same id once as a number and once as a string, leave fields out or set them
//! to `null`. Each function here gives what a convert step needs, or nothing; none of them fails.

use kamerton_core::fact::AttachmentKind;
use kamerton_core::time::{Instant, SECOND};
use serde_json::Value;

/// The text of a field; `None` when it is absent, no string, or blank.
pub fn text<'a>(record: &'a Value, field: &str) -> Option<&'a str> {
    record.get(field)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The text of a field as an owned value.
pub fn owned(record: &Value, field: &str) -> Option<String> {
    text(record, field).map(str::to_owned)
}

/// An id that may be written as a string or as a whole number.
pub fn id(record: &Value, field: &str) -> Option<String> {
    let value = record.get(field)?;
    if let Some(number) = value.as_u64() {
        return Some(number.to_string());
    }
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A whole number that may be written as a string.
pub fn number(record: &Value, field: &str) -> Option<u64> {
    let value = record.get(field)?;
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Whether a field is `true`; anything else is not.
pub fn flag(record: &Value, field: &str) -> bool {
    record.get(field).and_then(Value::as_bool).unwrap_or(false)
}

/// The elements of an array field; none when it is absent or no array.
pub fn items<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Seconds since 1970, whole or with a fraction, as a number or a string such as
/// `1355517523.000005`; exact to the microsecond where the source is.
pub fn seconds(value: &Value) -> Option<Instant> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => in_calendar(whole.checked_mul(SECOND)?),
            None => of_float(number.as_f64()?),
        },
        Value::String(text) => seconds_text(text),
        _ => None,
    }
}

/// Seconds since 1970 written out, without passing through a float that would round them.
pub fn seconds_text(text: &str) -> Option<Instant> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let micros: i64 = digits.parse().ok()?;
    let sign = if text.trim_start().starts_with('-') { -1 } else { 1 };
    in_calendar(whole.checked_mul(SECOND)?.checked_add(sign * micros)?)
}

fn of_float(seconds: f64) -> Option<Instant> {
    if !seconds.is_finite() || seconds.abs() > 1e12 {
        return None;
    }
    in_calendar((seconds * SECOND as f64).round() as i64)
}

/// Refuses instants no calendar holds (the year 9999 and later): they are broken records.
fn in_calendar(micros: i64) -> Option<Instant> {
    let limit = 253_402_300_800 * SECOND;
    (-limit < micros && micros < limit).then(|| Instant::from_micros(micros))
}

/// What a file is, by its media type where given, else by the ending of its name.
pub fn attachment_kind(media_type: Option<&str>, name: Option<&str>) -> AttachmentKind {
    let media_type = media_type.unwrap_or_default();
    let ending = name
        .and_then(|name| name.split(['?', '#']).next())
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    match (media_type.split('/').next().unwrap_or_default(), ending.as_str()) {
        (_, "gif") => AttachmentKind::Animation,
        ("image", _) if media_type.ends_with("/gif") => AttachmentKind::Animation,
        ("image", _) | ("", "jpg" | "jpeg" | "png" | "webp" | "heic" | "bmp" | "avif") => {
            AttachmentKind::Photo
        }
        ("video", _) | ("", "mp4" | "mov" | "webm" | "mkv" | "avi" | "m4v") => {
            AttachmentKind::Video
        }
        ("audio", _) | ("", "mp3" | "ogg" | "oga" | "opus" | "wav" | "flac" | "m4a") => {
            AttachmentKind::Audio
        }
        _ => AttachmentKind::File,
    }
}

/// The text without the lines that quote others (`> …`, and all that follows `>>> `). Code between
/// fences is left alone. A message that is nothing but a quote keeps it: it would say nothing else.
pub fn without_quotes(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.matches("```").count() % 2 == 1;
        if !in_code && line.starts_with(">>> ") {
            break;
        }
        if in_code || !(line.starts_with("> ") || line.trim_end() == ">") {
            kept.push(line);
        }
    }
    let rest = kept.join("\n").trim().to_owned();
    if rest.is_empty() { text.trim().to_owned() } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_and_numbers_come_in_both_forms() {
        let record = json!({"a": 17, "b": " 17 ", "c": null, "d": "", "e": -1});
        assert_eq!(id(&record, "a"), id(&record, "b"));
        assert_eq!(number(&record, "a"), number(&record, "b"));
        for field in ["c", "d", "e", "absent"] {
            assert_eq!(id(&record, field), None, "{field}");
        }
    }

    #[test]
    fn seconds_keep_their_microseconds() {
        let check = |value: Value, micros: i64| {
            assert_eq!(seconds(&value).map(Instant::micros), Some(micros), "{value}");
        };
        check(json!("1355517523.000005"), 1_355_517_523_000_005);
        check(json!("1355517523"), 1_355_517_523_000_000);
        check(json!(1_554_100_000), 1_554_100_000_000_000);
        check(json!(1554100000.25), 1_554_100_000_250_000);
        let huge = json!(i64::MAX);
        for broken in [json!("12.x"), json!("NaN"), json!(1e300), json!(null), json!(""), huge] {
            assert_eq!(seconds(&broken), None, "{broken}");
        }
    }

    #[test]
    fn quotes_of_others_are_left_out() {
        assert_eq!(without_quotes("> old\nnew"), "new");
        assert_eq!(without_quotes("new\n>>> old\nolder"), "new");
        assert_eq!(without_quotes("```\n> code\n```"), "```\n> code\n```");
        assert_eq!(without_quotes("> only"), "> only");
        assert_eq!(without_quotes("a >b\n>c"), "a >b\n>c");
    }

    #[test]
    fn kinds_follow_type_or_name() {
        assert_eq!(attachment_kind(Some("image/png"), None), AttachmentKind::Photo);
        assert_eq!(attachment_kind(None, Some("cat.GIF?x=1")), AttachmentKind::Animation);
        assert_eq!(attachment_kind(None, Some("talk.ogg")), AttachmentKind::Audio);
        assert_eq!(attachment_kind(Some("application/pdf"), Some("a.png")), AttachmentKind::File);
    }
}
