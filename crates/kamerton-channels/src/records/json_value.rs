//! JSON as it is found in the wild, turned into a value.
//!
//! Half of a surrogate pair (`"\ud83d"`) is written by programs that cut a text in the middle of
//! an emoji, raw control characters by programs that do not escape. The parser refuses both by
//! rights; losing the whole message for it would be wrong, so that they are mended and read again.

use serde_json::Value;

/// Reads one JSON value. Half surrogates and NUL become U+FFFD.
///
/// # Errors
/// A sentence saying what is wrong and where; nesting deeper than 127 levels is such an error.
pub fn json_value(bytes: &[u8]) -> Result<Value, String> {
    let mut value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => match mended(bytes) {
            Some(mended) => serde_json::from_slice(&mended).map_err(sentence)?,
            None => return Err(sentence(error)),
        },
    };
    if memchr::memmem::find(bytes, br"\u0000").is_some() {
        replace_nul(&mut value);
    }
    Ok(value)
}

fn sentence(error: serde_json::Error) -> String {
    format!("this is not valid JSON: {error}")
}

/// Recursion is bounded: the parser has refused what nests deeper than 127 levels.
fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{FFFD}"),
        Value::Array(items) => items.iter_mut().for_each(replace_nul),
        Value::Object(members) => members.values_mut().for_each(replace_nul),
        _ => {}
    }
}

/// The bytes with half surrogates and raw control characters inside strings mended; `None` when
/// there was nothing to mend.
fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::with_capacity(bytes.len() + 16);
    let mut changed = false;
    let mut in_string = false;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        let (used, replacement): (usize, Option<&[u8]>) = match first {
            b'"' => {
                in_string = !in_string;
                (1, None)
            }
            b'\\' if in_string => escape(rest),
            b'\n' if in_string => (1, Some(br"\n")),
            b'\t' if in_string => (1, Some(br"\t")),
            0..0x20 if in_string => (1, Some("\u{FFFD}".as_bytes())),
            _ => (1, None),
        };
        changed |= replacement.is_some();
        mended.extend_from_slice(replacement.or(rest.get(..used)).unwrap_or_default());
        rest = rest.get(used..).unwrap_or(tail);
    }
    changed.then_some(mended)
}

/// Length of the escape that `rest` begins with, and what to put in its place.
fn escape(rest: &[u8]) -> (usize, Option<&'static [u8]>) {
    match code_unit(rest) {
        Some(0xD800..=0xDBFF) => match rest.get(6..).and_then(code_unit) {
            Some(0xDC00..=0xDFFF) => (12, None),
            _ => (6, Some("\u{FFFD}".as_bytes())),
        },
        Some(0xDC00..=0xDFFF) => (6, Some("\u{FFFD}".as_bytes())),
        _ => (2.min(rest.len()), None),
    }
}

fn code_unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(br"\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn half_surrogates_are_mended() {
        for (raw, text) in [
            (r#""a\ud83dz""#, "a\u{FFFD}z"),
            (r#""\ude00""#, "\u{FFFD}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (r#""\\ud83d \ud83d""#, "\\ud83d \u{FFFD}"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
        ] {
            assert_eq!(json_value(raw.as_bytes()), Ok(json!(text)), "{raw}");
        }
    }

    #[test]
    fn control_characters_are_mended() {
        assert_eq!(json_value(br#"{"a":["x\u0000"]}"#), Ok(json!({"a": ["x\u{FFFD}"]})));
        assert_eq!(json_value(b"\"a\nb\tc\0\""), Ok(json!("a\nb\tc\u{FFFD}")));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let deep = "[".repeat(1_000_000);
        for raw in ["", "{", r#"{"a":}"#, r#""\ud83d"#, r"\u12", &deep, "1e999"] {
            assert!(json_value(raw.as_bytes()).is_err());
        }
        assert!(json_value(b"\"\xFF\"").is_err());
    }
}
