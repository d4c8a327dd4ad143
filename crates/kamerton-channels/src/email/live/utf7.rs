//! Names of folders as IMAP writes them: UTF-7 of its own kind (RFC 3501, 5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const CODE: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A name as people write it, for the server.
pub(super) fn encoded(name: &str) -> String {
    let mut text = String::new();
    let mut strange: Vec<u8> = Vec::new();
    let flush = |strange: &mut Vec<u8>, text: &mut String| {
        if !strange.is_empty() {
            text.push('&');
            text.push_str(&CODE.encode(&strange));
            text.push('-');
            strange.clear();
        }
    };
    for letter in name.chars() {
        if (' '..='~').contains(&letter) {
            flush(&mut strange, &mut text);
            text.push(letter);
            if letter == '&' {
                text.push('-');
            }
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                strange.extend(unit.to_be_bytes());
            }
        }
    }
    flush(&mut strange, &mut text);
    text
}

/// A name of the server's, for people. What is written otherwise, as new servers do, stays as it is.
pub(super) fn decoded(name: &str) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let Some((code, after)) = after.split_once('-') else {
            return name.to_owned();
        };
        rest = after;
        if code.is_empty() {
            text.push('&');
            continue;
        }
        let Ok(bytes) = CODE.decode(code) else { return name.to_owned() };
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
        text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')));
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for (name, code) in [
            ("INBOX", "INBOX"),
            ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
            ("[Gmail]/Sent Mail", "[Gmail]/Sent Mail"),
            ("A&B", "A&-B"),
            ("日本語 x", "&ZeVnLIqe- x"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encoded(name), code);
            assert_eq!(decoded(code), name);
        }
        for odd in ["&", "a&b", "&!-", "Отправленные", "&AAA-"] {
            let _ = decoded(odd);
        }
        assert_eq!(decoded("Отправленные"), "Отправленные");
    }
}
