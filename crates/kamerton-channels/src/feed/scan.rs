//! XML as it is met in feeds: whatever is read gives tags and texts, and nothing is refused.
//!
//! Entities that a document declares are not expanded and nothing that it names is opened, so that
//! neither billions of laughs nor foreign files come of it. Everything is passed over once: what is not
//! closed costs no second look.

use std::borrow::Cow;

use super::references::resolve;

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag; `closed` when it is its own end.
    Open { tag: Tag<'a>, closed: bool },
    /// An end tag, with its prefix.
    Close(&'a str),
    /// A text, references resolved.
    Text(Cow<'a, str>),
    /// A text that was marked as such.
    Marked(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name, with its prefix.
    pub name: &'a str,
    /// Its attributes as they stand there.
    pub attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Its attributes: names with prefixes, values with references resolved.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// The value of an attribute, whatever its prefix, trimmed.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes().find(|(own, _)| local(own).eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The attributes of a tag, one by one.
#[derive(Debug)]
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || "/\"'".contains(c));
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        let Some(rest) = rest.trim_start().strip_prefix('=') else {
            self.rest = rest;
            return (!name.is_empty()).then_some((name, Cow::Borrowed("")));
        };
        let rest = rest.trim_start();
        let (value, rest) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inside = rest.get(1..)?;
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => rest.split_at_checked(rest.find(char::is_whitespace).unwrap_or(rest.len()))?,
        };
        self.rest = rest;
        Some((name, resolve(value)))
    }
}

/// Goes through a document.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    rest: &'a str,
    /// Ends of which there are none any more, so that they are not looked for again.
    missing: Vec<&'static str>,
}

impl<'a> Scan<'a> {
    /// From the beginning of a document.
    pub fn new(document: &'a str) -> Self {
        Self { rest: document, missing: Vec::new() }
    }

    /// What lies before `end`, which is passed over; nothing when it does not come.
    fn until(&mut self, from: &'a str, end: &'static str) -> Option<&'a str> {
        if self.missing.contains(&end) {
            return None;
        }
        let found = from.split_once(end);
        if found.is_none() {
            self.missing.push(end);
        }
        let (before, after) = found?;
        self.rest = after;
        Some(before)
    }

    /// What begins with `<`: a piece, nothing where it says nothing; an error where it is a mere sign.
    fn markup(&mut self, after: &'a str) -> Result<Option<Token<'a>>, ()> {
        if let Some(inside) = after.strip_prefix("!--") {
            // One that never ends hides nothing.
            if self.until(inside, "-->").is_none() {
                self.rest = inside;
            }
            return Ok(None);
        }
        if let Some(inside) = after.strip_prefix("![CDATA[") {
            if let Some(text) = self.until(inside, "]]>") {
                return Ok(Some(Token::Marked(text)));
            }
            // It never ends: what is in it is read as if it were not marked.
            self.rest = inside;
            return Ok(None);
        }
        if let Some(inside) = after.strip_prefix('?') {
            self.until(inside, "?>").or_else(|| self.until(after, ">")).ok_or(())?;
            return Ok(None);
        }
        if after.starts_with('!') {
            self.declaration(after)?;
            return Ok(None);
        }
        if let Some(inside) = after.strip_prefix('/') {
            // An end tag that is itself not ended ends where the next begins.
            let end = inside.find(['>', '<']).unwrap_or(inside.len());
            let (name, rest) = inside.split_at_checked(end).ok_or(())?;
            self.rest = rest.strip_prefix('>').unwrap_or(rest);
            return Ok(Some(Token::Close(name.trim())));
        }
        let begins = after.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':');
        if begins { self.tag(after).map(Some) } else { Err(()) }
    }

    /// `<!DOCTYPE …>`, what it declares within brackets included.
    fn declaration(&mut self, after: &'a str) -> Result<(), ()> {
        let end = after.find(['>', '[', '<']).ok_or(())?;
        let (_, rest) = after.split_at_checked(end).ok_or(())?;
        if let Some(inside) = rest.strip_prefix('[')
            && self.until(inside, "]").is_some()
        {
            let rest = self.rest.trim_start();
            self.rest = rest.strip_prefix('>').unwrap_or(rest);
            return Ok(());
        }
        if rest.starts_with('<') {
            return Err(());
        }
        self.until(rest, ">").map(|_| ()).ok_or(())
    }

    fn tag(&mut self, after: &'a str) -> Result<Token<'a>, ()> {
        let end = end_of_tag(after).ok_or(())?;
        let inside = after.get(..end).ok_or(())?;
        self.rest = after.get(end + 1..).unwrap_or_default();
        let closed = inside.ends_with('/');
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        let name = inside.split(char::is_whitespace).next().unwrap_or_default();
        let attributes = inside.get(name.len()..).unwrap_or_default();
        Ok(Token::Open { tag: Tag { name, attributes }, closed })
    }
}

/// Where the `>` of a tag is. One within quotes does not count, unless the quotes do not end before the
/// next tag begins.
fn end_of_tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let found =
            at + bytes.get(at..)?.iter().position(|b| matches!(b, b'>' | b'"' | b'\'' | b'<'))?;
        match bytes.get(found)? {
            b'>' => return Some(found),
            // The tag was never ended.
            b'<' => return None,
            quote => {
                let inside = bytes.get(found + 1..)?;
                let end = inside.iter().position(|b| b == quote || *b == b'<');
                match end {
                    Some(end) if inside.get(end) == Some(quote) => at = found + end + 2,
                    _ => {
                        let end = inside.iter().position(|b| matches!(b, b'>' | b'<'))?;
                        return (inside.get(end) == Some(&b'>')).then_some(found + 1 + end);
                    }
                }
            }
        }
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let document = self.rest;
            if document.is_empty() {
                return None;
            }
            if let Some(after) = document.strip_prefix('<') {
                match self.markup(after) {
                    Ok(Some(token)) => return Some(token),
                    Ok(None) => continue,
                    Err(()) => {}
                }
                // A mere sign: it is text, and so is what follows.
                let end = after.find('<').unwrap_or(after.len());
                let (_, rest) = after.split_at_checked(end)?;
                self.rest = rest;
                return Some(Token::Text(resolve(document.get(..end + 1)?)));
            }
            let end = document.find('<').unwrap_or(document.len());
            let (text, rest) = document.split_at_checked(end)?;
            self.rest = rest;
            return Some(Token::Text(resolve(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, expected: &str) {
        let mut seen = String::new();
        for token in Scan::new(document) {
            match token {
                Token::Open { tag, closed } => {
                    seen += &format!("<{}", tag.name);
                    for (name, value) in tag.attributes() {
                        seen += &format!(" {name}={value}");
                    }
                    seen += if closed { "/>" } else { ">" };
                }
                Token::Close(name) => seen += &format!("</{name}>"),
                Token::Text(text) => seen += &text,
                Token::Marked(text) => seen += &format!("[{text}]"),
            }
        }
        assert_eq!(seen, expected, "{document}");
    }

    #[test]
    fn what_is_well_formed() {
        check(
            r#"<?xml version="1.0"?><!-- <a> --><a b="1 &lt; 2" c='d'>x&amp;y</a >"#,
            "<a b=1 < 2 c=d>x&y</a>",
        );
        check("<a:b/><![CDATA[<p>&amp;</p>]]>", "<a:b/>[<p>&amp;</p>]");
        check("<!DOCTYPE a [<!ENTITY b \"c>d\">]><a>&b;</a>", "<a>&b;</a>");
        check("<!DOCTYPE rss PUBLIC \"-//x\" \"http://y\"><a/>", "<a/>");
    }

    #[test]
    fn what_is_not() {
        check("a < b & c <3 <d>", "a < b & c <3 <d>");
        check("<a b=\"c><d>e</d>", "<a b=c><d>e</d>");
        check("<a b=c d>e", "<a b=c d=>e");
        check("<a b=\"x>y\">", "<a b=x>y>");
        check("x<!-- never ended <a>", "x never ended <a>");
        check("<![CDATA[a<b>c", "a<b>c");
        check("<a", "<a");
        check("</a<b>", "</a><b>");
        check("<?x", "<?x");
        check("<!x", "<!x");
        check("", "");
    }
}
