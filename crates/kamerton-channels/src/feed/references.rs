//! References to signs: `&amp;`, `&#8230;`, and the names that HTML knows and XML does not.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use crate::html::{Event, walk};

/// The longest name of HTML has 31 letters.
const LONGEST: usize = 32;

/// A text with its references resolved. What is none stays as it is: a sign that people forgot to escape,
/// an entity that the document declares itself.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
        let name = end.and_then(|end| after.get(..end));
        let sign = name.and_then(sign);
        let length = sign.as_ref().and(end).map_or(0, |end| end + 1);
        match sign {
            Some(sign) => resolved.push_str(&sign),
            None => resolved.push('&'),
        }
        rest = after.get(length..).unwrap_or_default();
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

fn sign(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = match hex {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some(numbered(code).to_string().into());
    }
    let known = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{A0}",
        _ => return named(name).map(Cow::Owned),
    };
    Some(Cow::Borrowed(known))
}

/// The sign of a number. Those from 128 to 159 are no signs; who writes them means windows-1252.
pub(super) fn numbered(code: u32) -> char {
    if let Ok(byte @ 0x80..=0x9F) = u8::try_from(code) {
        let bytes = [byte];
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(code).filter(|sign| *sign != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// What HTML calls by this name.
fn named(name: &str) -> Option<String> {
    if !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || !name.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return None;
    }
    let written = format!("&{name};");
    let mut text = String::new();
    walk(written.as_bytes(), |event| {
        if let Event::Text(piece) = event {
            text.push_str(piece);
        }
    });
    // A name that is not known, or of which only the beginning is, stays.
    (!text.ends_with(';') || text == ";").then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_once() {
        for (text, expected) in [
            ("a &amp;lt; b", "a &lt; b"),
            ("Fish & Chips &lt;3", "Fish & Chips <3"),
            ("&eacute;&hellip;&#8230;&#x2026;&#X2026;", "é…………"),
            ("&#146;&#0;&#xD800;&#99999999;", "’\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("?a=1&b=2&c", "?a=1&b=2&c"),
            ("&notit; &unknown; &;", "&notit; &unknown; &;"),
            ("&amp", "&amp"),
        ] {
            assert_eq!(resolve(text), expected);
        }
    }
}
