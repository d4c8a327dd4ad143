//! Feeds: RSS, Atom, RDF and JSON Feed, as blogs, news, forums, shops and video sites have them.
//!
//! Reading is one pass that refuses nothing ([`xml`], [`json`]); what was read is put into a form of our
//! own ([`kept`]), from which facts are made. When to ask which feed stands in [`cursor`] and [`rhythm`].

mod answered;
mod convert;
mod cursor;
mod dates;
mod decode;
mod fields;
mod identity;
mod json;
mod kept;
pub mod live;
mod names;
mod page;
mod parsed;
mod references;
mod rhythm;
mod scan;
mod written;
mod xml;

#[cfg(test)]
mod tests;

use parsed::Parsed;
use reqwest::Url;

/// The word of this channel: the kind of its accounts and of its places.
pub const KIND: &str = "feed";

/// What is read of one feed at most, in bytes.
const MOST: usize = 8 << 20;

/// What a document turned out to be.
#[derive(Debug)]
enum Document {
    /// A feed.
    Feed(Box<Parsed>),
    /// Something else, as text.
    Other(String),
}

/// Reads what came from an address; `kind` is what the server said of it.
fn read(bytes: &[u8], kind: Option<&str>, base: Option<Url>) -> Document {
    let text = decode::text(bytes, kind);
    let begins = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}');
    let parsed = match begins.starts_with('{') {
        true => json::read(begins, base.as_ref()),
        false => xml::read(&text, base),
    };
    parsed.map_or(Document::Other(text), |parsed| Document::Feed(Box::new(parsed)))
}
