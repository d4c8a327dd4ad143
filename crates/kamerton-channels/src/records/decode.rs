//! Bytes to text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use crate::import::{ImportError, io_error};

/// Reads bytes as UTF-8, a byte order mark left out.
///
/// # Errors
/// The text with U+FFFD for what could not be read, and a sentence saying where that was.
pub fn decode_utf8(bytes: Vec<u8>) -> Result<String, (String, String)> {
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let why = format!("this is not valid UTF-8 from byte {at} on");
        (String::from_utf8_lossy(error.as_bytes()).into_owned(), why)
    })
}

/// Reads bytes of a declared or guessed encoding; never fails, unreadable bytes become U+FFFD.
///
/// A byte order mark wins, then a `declared` label the encoding standard knows (`windows-1251`,
/// `koi8-r`), then UTF-8 where it is valid. What remains is windows-1251 when most bytes beyond
/// ASCII are letters there as Cyrillic words have them, else UTF-8 or windows-1252.
pub fn decode_text(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(rest).0.into_owned();
    }
    let label = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    // A page that declares one encoding and is plainly written in another is read as it is written.
    let encoding = match label {
        Some(label) if label != UTF_8 => label,
        _ => guessed(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Reads a whole file of at most `limit` bytes as text; `None` when it is larger.
///
/// # Errors
/// [`ImportError::Io`] when it cannot be read.
pub fn read_text(
    path: &Path,
    limit: usize,
    declared: Option<&str>,
) -> Result<Option<String>, ImportError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(io_error(path))?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(io_error(path))?;
    Ok((bytes.len() <= limit).then(|| decode_text(&bytes, declared)))
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(encoding) = guessed_utf16(bytes) {
        return encoding;
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let broken = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    // А-я are C0..FF, Ё and ё are A8 and B8. In UTF-8 text with a few broken bytes half of the
    // high bytes are continuation bytes 80..BF, so that it falls short of this.
    let cyrillic = bytes.iter().filter(|byte| matches!(**byte, 0xC0..|0xA8| 0xB8)).count();
    if cyrillic * 4 >= high * 3 && has_high_pair(bytes) {
        return WINDOWS_1251;
    }
    let had_utf8 = bytes.get(..broken).is_some_and(|head| !head.is_ascii());
    if had_utf8 { UTF_8 } else { WINDOWS_1252 }
}

/// Two neighbouring letters beyond ASCII: Cyrillic words have them, Western European seldom do.
fn has_high_pair(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair.iter().all(|byte| *byte >= 0xC0))
}

/// UTF-16 without a mark shows by its zero bytes, which no other text has.
fn guessed_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(1_024))?;
    let zero_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zero_at(0), zero_at(1));
    if even + odd < head.len() / 8 + 1 {
        return None;
    }
    Some(if odd >= even { UTF_16LE } else { UTF_16BE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_says_where_it_breaks() {
        assert_eq!(decode_utf8(b"\xEF\xBB\xBFa".to_vec()), Ok("a".to_owned()));
        let (lossy, why) = decode_utf8(b"ab\xFFc".to_vec()).unwrap_err();
        assert_eq!(lossy, "ab\u{FFFD}c");
        assert!(why.contains("byte 2"), "{why}");
    }

    #[test]
    fn encodings_are_guessed() {
        let text = "Привет, мир! Ёлка";
        let cyrillic = WINDOWS_1251.encode(text).0;
        assert_eq!(decode_text(&cyrillic, None), text);
        assert_eq!(decode_text(&cyrillic, Some("utf-8")), text);
        assert_eq!(decode_text(text.as_bytes(), None), text);
        let koi = encoding_rs::KOI8_R.encode(text).0;
        assert_eq!(decode_text(&koi, Some("koi8-r")), text);
        assert_eq!(decode_text(b"caf\xE9 ol\xE9", None), "café olé");
    }

    #[test]
    fn utf16_is_read() {
        let little: Vec<u8> = "\u{FEFF}Да".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{FEFF}Да".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(
            (decode_text(&little, None), decode_text(&big, None)),
            ("Да".into(), "Да".into())
        );
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = "Длинный русский текст".as_bytes().to_vec();
        bytes.push(0xFF);
        assert_eq!(decode_text(&bytes, None), "Длинный русский текст\u{FFFD}");
    }
}
