//! What stands inside a field, taken up as it goes by.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::fields::Field;
use super::names::Ns;
use super::parsed::Written;
use super::references::numbered;
use super::scan::Tag;

/// The longest text that is taken up, in bytes.
const LONGEST: usize = 512 << 10;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How a field is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Writing {
    /// Plain text.
    #[default]
    Plain,
    /// HTML, escaped.
    Html,
    /// HTML as part of the document: its signs stand for themselves.
    Inline,
    /// Nobody says.
    Either,
    /// Packed, and then nobody says.
    Packed,
}

impl Writing {
    /// As a tag says (RFC 4287 and its draft).
    pub fn of(field: Field, ns: Ns, tag: &Tag<'_>, is_atom: bool) -> Self {
        let kind = tag.attribute("type").map(|kind| kind.to_ascii_lowercase());
        let mode = tag.attribute("mode").map(|mode| mode.to_ascii_lowercase());
        if ns == Ns::Xhtml {
            return Self::Inline;
        }
        if !field.is_markup() {
            return Self::Plain;
        }
        match (kind.as_deref(), mode.as_deref()) {
            (_, Some("base64")) => Self::Packed,
            (Some(kind), _) if kind.contains("xhtml") => Self::Inline,
            (Some(kind), Some("escaped")) if kind.contains("html") => Self::Html,
            (Some("text/html"), Some("xml")) => Self::Inline,
            (Some("html" | "text/html"), _) => Self::Html,
            (Some("text" | "plain" | "text/plain"), _) => Self::Plain,
            (Some(kind), _) if kind.contains("xml") => Self::Inline,
            (Some(kind), _)
                if !kind.is_empty() && !kind.starts_with("text/") && kind.contains('/') =>
            {
                Self::Packed
            }
            // Atom says what it means by saying nothing; RSS does not.
            (None, _) if is_atom && ns == Ns::Core => Self::Plain,
            _ => Self::Either,
        }
    }
}

/// What was taken up so far.
#[derive(Debug, Default)]
pub(super) struct Taken {
    writing: Writing,
    text: String,
    /// Whether there were tags in it.
    tags: bool,
}

impl Taken {
    /// Nothing yet.
    pub fn new(writing: Writing) -> Self {
        Self { writing, text: String::new(), tags: false }
    }

    /// A text goes by.
    pub fn text(&mut self, text: &str) {
        if self.writing == Writing::Inline {
            self.push(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        } else {
            self.push(text);
        }
    }

    /// A tag goes by.
    pub fn open(&mut self, name: &str, attributes: &str, closed: bool) {
        self.tags = true;
        let end = if closed { " />" } else { ">" };
        self.push(&format!("<{name}{attributes}{end}"));
    }

    /// An end tag goes by.
    pub fn close(&mut self, name: &str) {
        self.push(&format!("</{name}>"));
    }

    fn push(&mut self, text: &str) {
        // XML has no control characters; some documents do.
        let is_control = |sign: char| sign.is_control() && !matches!(sign, '\t' | '\n' | '\r');
        if text.contains(is_control) {
            let signs = text.chars().filter_map(|sign| match u32::from(sign) {
                code @ 0x80..=0x9F => Some(numbered(code)).filter(|meant| !meant.is_control()),
                _ => Some(sign).filter(|sign| !is_control(*sign)),
            });
            return self.push(&signs.collect::<String>());
        }
        let room = LONGEST.saturating_sub(self.text.len());
        let end = text.floor_char_boundary(room);
        self.text.push_str(text.get(..end).unwrap_or_default());
    }

    /// What it is; only a text that may be markup is looked at for it.
    pub fn finish(self, markup: bool) -> Written {
        let text = self.text.trim().to_owned();
        match self.writing {
            _ if !markup => Written { value: text, html: false },
            Writing::Plain => Written { value: text, html: self.tags },
            Writing::Html => Written { value: text, html: true },
            Writing::Inline => Written { value: text, html: true },
            Writing::Either if self.tags => Written { value: text, html: true },
            Writing::Either => Written::either(text),
            Writing::Packed => {
                let packed: String = text.split_whitespace().collect();
                match BASE64.decode(packed).map(String::from_utf8) {
                    Ok(Ok(text)) => Written::either(text.trim().to_owned()),
                    // A picture or the like.
                    Ok(Err(_)) => Written::default(),
                    Err(_) => Written::either(text),
                }
            }
        }
    }
}
