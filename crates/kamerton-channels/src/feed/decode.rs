//! The bytes of a feed turned into text.
//!
//! What a server or a document says of its encoding is often wrong, so the bytes have the last word where
//! they can: a mark at the beginning, then plain UTF-8, then what is declared, then a guess.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

/// Where a document says how it is written.
const HEAD: usize = 1_024;

/// What was sent compressed, as it was; nothing where it is broken or longer than `most` bytes.
pub(super) fn inflated(bytes: Vec<u8>, most: usize) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"\x1F\x8B") {
        return Some(bytes);
    }
    let mut inflated = Vec::new();
    let read =
        MultiGzDecoder::new(bytes.as_slice()).take(most as u64 + 1).read_to_end(&mut inflated);
    // A stream that was cut off gives what there is of it.
    (inflated.len() <= most && (read.is_ok() || !inflated.is_empty())).then_some(inflated)
}

/// The text of a document; `kind` is what the server said of it. Never fails.
pub(super) fn text(bytes: &[u8], kind: Option<&str>) -> String {
    if let Some(text) = four_bytes(bytes) {
        return text;
    }
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => (encoding(bytes, kind), bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding of bytes without a mark.
pub(super) fn encoding(bytes: &[u8], kind: Option<&str>) -> &'static Encoding {
    match bytes.get(..4) {
        Some([b'<', 0, _, 0]) => return UTF_16LE,
        Some([0, b'<', 0, _]) => return UTF_16BE,
        _ => {}
    }
    let declared = kind.and_then(charset).or_else(|| declared(bytes));
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    match declared {
        // No other text is by chance written as UTF-8 is.
        _ if is_utf8 && !bytes.is_ascii() => UTF_8,
        // It was read as bytes to get here, so this is no UTF-16.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => guessed(bytes),
        Some(encoding) if encoding != UTF_8 => encoding,
        _ if is_utf8 => UTF_8,
        _ => guessed(bytes),
    }
}

/// `application/xml; charset=koi8-r`.
fn charset(kind: &str) -> Option<&'static Encoding> {
    let value = kind.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
}

/// `<?xml version="1.0" encoding="koi8-r"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD))?);
    let (_, rest) = head.split_once("<?xml")?;
    let (declaration, _) = rest.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| "\"'".contains(*quote))?;
    Encoding::for_label(value.get(1..)?.split(quote).next()?.trim().as_bytes())
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    // A few broken bytes in what is UTF-8 otherwise.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches(char::REPLACEMENT_CHARACTER).count();
    let fine = lossy.chars().filter(|sign| !sign.is_ascii()).count().saturating_sub(broken);
    if fine > broken * 4 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-32, which the web has given up and some feeds have not.
fn four_bytes(bytes: &[u8]) -> Option<String> {
    let little = match bytes.get(..4)? {
        [0xFF, 0xFE, 0, 0] | [b'<', 0, 0, 0] => true,
        [0, 0, 0xFE, 0xFF] | [0, 0, 0, b'<'] => false,
        _ => return None,
    };
    let signs = bytes.as_chunks::<4>().0.iter().map(|bytes| {
        let code = if little { u32::from_le_bytes(*bytes) } else { u32::from_be_bytes(*bytes) };
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    Some(signs.filter(|sign| *sign != '\u{FEFF}').collect())
}

#[cfg(test)]
mod tests {
    use encoding_rs::{KOI8_R, WINDOWS_1251};

    use super::*;

    const WORDS: &str = "Привет всем читателям нашего журнала, сегодня пишем о погоде и ёлках";

    #[test]
    fn what_is_said_is_believed_where_it_can_be() {
        let cyrillic = WINDOWS_1251.encode(WORDS).0;
        let koi = KOI8_R.encode(WORDS).0;
        for (bytes, kind) in [
            (cyrillic.as_ref(), Some("text/xml; charset=windows-1251")),
            (cyrillic.as_ref(), Some("text/xml;charset=\"CP1251\"")),
            (koi.as_ref(), Some("application/rss+xml; charset=koi8-r")),
            // Mislabelled.
            (cyrillic.as_ref(), Some("text/xml; charset=utf-8")),
            (WORDS.as_bytes(), Some("text/xml; charset=windows-1251")),
            (WORDS.as_bytes(), Some("text/xml; charset=us-ascii")),
            // Not labelled at all.
            (cyrillic.as_ref(), None),
            (koi.as_ref(), None),
            (WORDS.as_bytes(), None),
        ] {
            assert_eq!(text(bytes, kind), WORDS, "{kind:?}");
        }
    }

    #[test]
    fn the_document_says_it_too() {
        let document = format!("<?xml version='1.0' encoding = 'koi8-r'?><a>{WORDS}</a>");
        assert_eq!(text(&KOI8_R.encode(&document).0, None), document);
        let mislabelled = document.replace("koi8-r", "utf-16");
        assert_eq!(text(mislabelled.as_bytes(), None), mislabelled);
    }

    #[test]
    fn wide_ones() {
        let document = format!("<a>{WORDS}</a>");
        let little: Vec<u8> = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = document.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let four: Vec<u8> =
            document.chars().flat_map(|sign| u32::from(sign).to_le_bytes()).collect();
        for bytes in [&little, &big, &four, &[b"\xFF\xFE", little.as_slice()].concat()] {
            assert_eq!(text(bytes, None), document);
        }
        assert_eq!(text(b"\xEF\xBB\xBFx", Some("a/b;charset=koi8-r")), "x");
        assert_eq!(text(b"", None), "");
    }

    #[test]
    fn what_was_compressed_is_bounded() {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&[b'x'; 1_000_000]).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(inflated(packed.clone(), 1_000_000).map(|bytes| bytes.len()), Some(1_000_000));
        assert_eq!(inflated(packed, 999_999), None);
        assert_eq!(inflated(b"plain".to_vec(), 3), Some(b"plain".to_vec()));
    }
}
