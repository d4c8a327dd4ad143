//! What a feed says, whatever its format.

use serde::{Deserialize, Serialize};

/// A whole feed as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// Its format, in a word: `rss`, `rdf`, `atom`, `json`, `cdf`.
    pub format: &'static str,
    /// Its title.
    pub title: Written,
    /// What it says of itself.
    pub about: Written,
    /// Its own id.
    pub id: String,
    /// The page it belongs to.
    pub link: String,
    /// Its own address, as it says.
    pub own: String,
    /// Its language.
    pub language: String,
    /// Who writes it.
    pub authors: Vec<Person>,
    /// When it appeared, as written there.
    pub published: String,
    /// When it changed last, as written there.
    pub updated: String,
    /// What it is about.
    pub categories: Vec<String>,
    /// When it wants to be asked.
    pub rhythm: Rhythm,
    /// Its entries, in its own order.
    pub entries: Vec<Entry>,
}

/// When a feed wants to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rhythm {
    /// Every so many minutes.
    pub minutes: Option<u32>,
    /// Hours of the day in Greenwich at which it need not be asked: one bit each.
    pub silent_hours: u32,
    /// Days of the week on which it need not be asked, from Monday: one bit each.
    pub silent_days: u8,
}

/// A text, plain or in HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    /// What is written.
    #[serde(rename = "text", skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Whether it is HTML.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub html: bool,
}

impl Written {
    /// A text of which nobody says what it is: HTML where it has its tags or its references.
    pub fn either(value: String) -> Self {
        let html = looks_like_html(&value);
        Self { value, html }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.value.trim().is_empty()
    }

    /// The plain text.
    pub fn plain(&self) -> String {
        match self.html {
            true => crate::html::to_text(&self.value),
            false => self.value.trim().replace('\0', "\u{FFFD}"),
        }
    }

    /// The plain text in one line.
    pub fn line(&self) -> String {
        let plain = self.plain();
        let mut line = String::with_capacity(plain.len());
        for word in plain.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }
}

/// Somebody who writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Person {
    /// Their name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Their page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub uri: String,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl Person {
    /// `me@example.org (A Name)`, `A Name <me@example.org>`, `A Name`.
    pub fn named(text: &str) -> Self {
        let text = text.trim();
        let is_address = |word: &&str| {
            let parts = word.split_once('@');
            parts.is_some_and(|(one, other)| !one.is_empty() && other.contains('.'))
        };
        let separators = |c: char| c.is_whitespace() || "()<>,;".contains(c);
        let address =
            text.split(separators).map(|word| word.trim_start_matches("mailto:")).find(is_address);
        let Some(address) = address else {
            return Self { name: text.to_owned(), ..Self::default() };
        };
        let rest = text.replacen("mailto:", "", 1).replacen(address, "", 1);
        let name = rest.trim_matches(|c: char| c.is_whitespace() || "()<>,;:\"".contains(c));
        Self { name: name.to_owned(), email: address.to_owned(), uri: String::new() }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.uri.is_empty() && self.email.is_empty()
    }
}

/// A file that comes with an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct File {
    /// Where it is.
    pub address: String,
    /// Its kind: `image/jpeg`, or merely `image`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Its length in bytes, as written there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub length: String,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    /// Its id, as written there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Where it is to be read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// Its title.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub title: Written,
    /// What it is about.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub summary: Written,
    /// All of it.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub content: Written,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
    /// When it appeared, as written there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub published: String,
    /// When it changed last, as written there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub updated: String,
    /// What it is filed under.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Files that come with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// The id of the entry that it answers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub answers: String,
}

/// Elements whose tags say that a text is HTML, those that browsers have given up included.
const ELEMENTS: &str = "\
    a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink \
    blockquote body br button canvas caption center cite code col colgroup command data \
    datagrid datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption \
    figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe \
    img input ins kbd label legend li link m main map mark marquee math menu meta meter \
    multicol nav nextid nobr noframes noscript object ol optgroup option output p param \
    picture pre progress q rp rt ruby s samp script section select small sound source span \
    strike strong style sub summary sup svg table tbody td template textarea tfoot th thead \
    time title tr track tt u ul var video wbr";

fn looks_like_html(text: &str) -> bool {
    let tags = text.split('<').skip(1).any(|after| {
        let name = after.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, rest) = name.split_at_checked(end).unwrap_or_default();
        let ends = rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace());
        after.starts_with("!--") || ends && is_element(name)
    });
    tags || super::references::resolve(text) != text
}

/// `Option` is a word of a language for programs, `option` and `OPTION` are elements.
fn is_element(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let one_case = lower == name || name.to_ascii_uppercase() == name;
    one_case && ELEMENTS.split(' ').any(|known| known == lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_shows_by_its_tags() {
        for (text, html) in [
            ("2 > 1, 1 < 2", false),
            ("Vec<T> and <Option>", false),
            ("Tom & Jerry", false),
            ("Tom &amp; Jerry", true),
            ("<b>x</b>", true),
            ("one<br/>two", true),
            ("<BR>", true),
            ("a <p", false),
        ] {
            assert_eq!(Written::either(text.to_owned()).html, html, "{text}");
        }
    }

    #[test]
    fn people_are_written_in_many_ways() {
        for (text, name, email) in [
            ("me@example.org (A Name)", "A Name", "me@example.org"),
            ("A Name (me@example.org)", "A Name", "me@example.org"),
            ("\"A Name\" <me@example.org>", "A Name", "me@example.org"),
            ("mailto:me@example.org", "", "me@example.org"),
            (" A Name ", "A Name", ""),
            ("@nick", "@nick", ""),
            ("", "", ""),
        ] {
            let person = Person::named(text);
            assert_eq!((person.name.as_str(), person.email.as_str()), (name, email), "{text}");
        }
    }
}
