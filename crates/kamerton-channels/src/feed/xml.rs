//! RSS, RDF, Atom and CDF, read with what they have in common.
//!
//! One pass with a stack: an element is a part of the feed, a field to be taken up, or nothing to us.
//! What is inside a field is taken up as it stands, so that markup that should have been escaped is read
//! all the same. An end tag that fits nothing is passed over, one that fits something further out closes
//! what was left open: nothing that is broken swallows the entries that follow.

use reqwest::Url;

use super::fields::{Field, Fill, field};
use super::names::{Namespaces, Ns};
use super::parsed::{File, Parsed, Person};
use super::scan::{Scan, Tag, Token, local};
use super::written::{Taken, Writing};

/// Elements within one another that are told apart. No feed has half of it.
const DEEPEST: usize = 200;
/// The longest address that is put together, in bytes.
const LONGEST_ADDRESS: usize = 4_096;
/// Entries that are read of one feed.
const MOST_ENTRIES: usize = 5_000;

/// What an element is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The frame of the document.
    Frame,
    /// The feed.
    Feed,
    /// An entry.
    Entry,
    /// A person.
    Person,
    /// A group whose members are read as if they stood here.
    Group,
    /// Hours or days at which the feed need not be asked.
    Silence,
    /// A field that is being taken up.
    Field(Field),
    /// A piece of a field.
    Inside,
    /// Nothing to us.
    Skipped,
}

#[derive(Debug)]
struct Frame<'a> {
    name: &'a str,
    part: Part,
    mark: usize,
    base: Option<Url>,
}

/// Reads a document; nothing when it is no feed. `base` is its own address.
pub(super) fn read(document: &str, base: Option<Url>) -> Option<Parsed> {
    let mut reader = Reader { base, ..Reader::default() };
    for token in Scan::new(document) {
        reader.token(token);
    }
    reader.finish()
}

#[derive(Debug, Default)]
struct Reader<'a> {
    fill: Fill,
    person: Option<Person>,
    stack: Vec<Frame<'a>>,
    /// Elements that are open beyond those on the stack.
    deeper: usize,
    names: Namespaces<'a>,
    taken: Option<Taken>,
    base: Option<Url>,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: Token<'a>) {
        match token {
            Token::Open { tag, closed } => self.open(tag, closed),
            Token::Close(name) => self.close(name),
            Token::Text(text) => self.text(&text),
            Token::Marked(text) => self.text(text),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(taken) = &mut self.taken {
            taken.text(text);
        }
    }

    fn open(&mut self, tag: Tag<'a>, closed: bool) {
        let mark = self.names.mark();
        if tag.attributes.contains("xmlns") {
            self.names.declare(tag.attributes());
        }
        let ns = self.names.of(tag.name);
        let name = local(tag.name).to_ascii_lowercase();
        if self.begins_anew(ns, &name) {
            self.leave_entry_and_all_in_it();
        }
        if self.stack.len() >= DEEPEST {
            self.deeper += usize::from(!closed);
            self.names.back_to(mark);
            return;
        }
        let base = tag.attributes.contains("base").then(|| self.base_of(&tag)).flatten();
        let part = self.part(ns, &name);
        self.stack.push(Frame { name: tag.name, part, mark, base });
        let closed = closed || part == Part::Inside && is_void(&name);
        self.begin(part, ns, &name, &tag, closed);
        if closed && part == Part::Inside {
            self.drop_innermost();
        } else if closed {
            self.leave();
        }
    }

    /// Whether an entry begins where the one before was never closed.
    fn begins_anew(&self, ns: Ns, name: &str) -> bool {
        let is_entry = ns == Ns::Core && matches!(name, "item" | "entry");
        let last = self.stack.last().map(|frame| frame.part);
        let within = matches!(last, Some(Part::Entry | Part::Field(_) | Part::Inside));
        is_entry && within && self.fill.entry.is_some()
    }

    fn leave_entry_and_all_in_it(&mut self) {
        self.deeper = 0;
        while let Some(frame) = self.stack.last() {
            let was_entry = frame.part == Part::Entry;
            self.leave();
            if was_entry {
                break;
            }
        }
    }

    fn part(&self, ns: Ns, name: &str) -> Part {
        let around = self.stack.last().map_or(Part::Frame, |frame| frame.part);
        let core = matches!(ns, Ns::Core | Ns::Rdf);
        match around {
            Part::Field(_) | Part::Inside => Part::Inside,
            Part::Skipped => Part::Skipped,
            Part::Frame | Part::Feed if core && matches!(name, "item" | "entry") => Part::Entry,
            Part::Frame if core && matches!(name, "channel" | "feed") => Part::Feed,
            // Whatever a document is wrapped in.
            Part::Frame if self.stack.is_empty() || core && matches!(name, "rss" | "rdf") => {
                Part::Frame
            }
            Part::Frame => Part::Skipped,
            _ => self.part_of_feed(around, ns, name),
        }
    }

    fn part_of_feed(&self, around: Part, ns: Ns, name: &str) -> Part {
        let is_entry = self.fill.entry.is_some();
        match (ns, name) {
            (Ns::Core, "author") if around != Part::Person => Part::Person,
            (Ns::Core, "skiphours" | "skipdays") if around == Part::Feed => Part::Silence,
            (Ns::Media, "group" | "content") if is_entry => Part::Group,
            _ => match field(ns, name) {
                Some(field) if field.fits(around == Part::Person, around == Part::Silence) => {
                    Part::Field(field)
                }
                _ => Part::Skipped,
            },
        }
    }

    /// What a tag says by itself, and the beginning of what it holds.
    fn begin(&mut self, part: Part, ns: Ns, name: &str, tag: &Tag<'a>, closed: bool) {
        match part {
            Part::Frame => self.fill.frame(name),
            Part::Feed => {
                let is_root = self.stack.len() == 1;
                let link = self.address(&tag.attribute("href").unwrap_or_default());
                self.fill.feed(name, is_root, link, tag);
            }
            Part::Entry => {
                let link = self.address(&tag.attribute("href").unwrap_or_default());
                self.fill.begin_entry(name, link, tag);
            }
            Part::Person => {
                self.person = Some(Person::default());
                self.taken = Some(Taken::default());
            }
            Part::Group if name == "content" => self.file(tag),
            Part::Field(field) => {
                self.attributes(field, tag);
                let writing = Writing::of(field, ns, tag, self.fill.parsed.format == "atom");
                self.taken = Some(Taken::new(writing));
            }
            Part::Inside => self.inside(ns, name, tag, closed),
            Part::Group | Part::Silence | Part::Skipped => {}
        }
    }

    fn inside(&mut self, ns: Ns, name: &str, tag: &Tag<'a>, closed: bool) {
        if ns == Ns::Itunes && name == "category" {
            self.fill.category(&tag.attribute("text").unwrap_or_default());
        }
        if let Some(taken) = &mut self.taken {
            taken.open(name, tag.attributes, closed);
        }
    }

    /// What a field says in its attributes.
    fn attributes(&mut self, field: Field, tag: &Tag<'_>) {
        match field {
            Field::Link => self.link(tag),
            Field::Enclosure => self.file(tag),
            Field::Answers => self.fill.answers(tag.attribute("ref").unwrap_or_default()),
            Field::Guid => {
                let no_link = tag.attribute("ispermalink").is_some_and(|is| is != "true");
                self.fill.guid_is_no_link = no_link;
            }
            Field::Category => {
                let term = tag.attribute("term").or_else(|| tag.attribute("text"));
                self.fill.category(&term.unwrap_or_default());
            }
            Field::Content => {
                // Content that lies elsewhere is a link to it.
                let address = self.address(&tag.attribute("src").unwrap_or_default());
                let kind = tag.attribute("type").unwrap_or_default();
                if kind.is_empty() || kind.contains("html") {
                    self.fill.link(address, false);
                } else {
                    self.fill.file(File { address, kind, ..File::default() });
                }
            }
            _ => {}
        }
    }

    /// A link of Atom, which stands in its attributes.
    fn link(&mut self, tag: &Tag<'_>) {
        let rel = tag.attribute("rel").unwrap_or_else(|| "alternate".to_owned());
        self.fill.link_is_other = !rel.eq_ignore_ascii_case("alternate");
        let Some(href) = tag.attribute("href") else { return };
        let address = self.address(&href);
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        match rel.to_ascii_lowercase().as_str() {
            "enclosure" => self.file(tag),
            "self" => self.fill.own(address),
            // Of several the page is meant, and not other forms of it.
            "alternate" => self.fill.link(address, kind.is_empty() || kind.contains("html")),
            _ => {}
        }
    }

    fn file(&mut self, tag: &Tag<'_>) {
        let address = tag.attribute("url").or_else(|| tag.attribute("href")).unwrap_or_default();
        let kind = tag.attribute("type").or_else(|| tag.attribute("medium"));
        let length = tag.attribute("length").or_else(|| tag.attribute("filesize"));
        self.fill.file(File {
            address: self.address(&address),
            kind: kind.unwrap_or_default(),
            length: length.unwrap_or_default(),
            title: tag.attribute("title").unwrap_or_default(),
        });
    }

    fn close(&mut self, name: &str) {
        if self.deeper > 0 {
            // Which of them it was is not known; an end of what is on the stack is believed where that
            // cannot stand so deep.
            let counts = |part| matches!(part, Part::Feed | Part::Entry | Part::Field(_));
            let ours =
                |frame: &Frame<'_>| counts(frame.part) && frame.name.eq_ignore_ascii_case(name);
            if !self.stack.iter().any(ours) {
                self.deeper -= 1;
                return;
            }
            self.deeper = 0;
        }
        let fits = |frame: &Frame<'_>| frame.name.eq_ignore_ascii_case(name);
        let Some(at) = self.stack.iter().rposition(fits) else { return };
        while self.stack.len() > at {
            self.leave();
        }
    }

    /// Leaves the innermost element.
    fn leave(&mut self) {
        let Some((part, name)) = self.stack.last().map(|frame| (frame.part, frame.name)) else {
            return;
        };
        match part {
            Part::Field(field) => {
                let taken = self.taken.take().unwrap_or_default();
                self.take(field, taken);
                // Within a person texts go on being taken up.
                self.taken = self.person.as_ref().map(|_| Taken::default());
            }
            Part::Inside => {
                if let Some(taken) = &mut self.taken {
                    taken.close(local(name));
                }
            }
            Part::Person => self.leave_person(),
            Part::Entry => self.fill.end_entry(MOST_ENTRIES),
            _ => {}
        }
        self.drop_innermost();
    }

    fn drop_innermost(&mut self) {
        if let Some(frame) = self.stack.pop() {
            self.names.back_to(frame.mark);
        }
    }

    /// A person is a text in RSS and has parts in Atom.
    fn leave_person(&mut self) {
        let text = self.taken.take().unwrap_or_default().finish(false).value;
        let person = self.person.take().filter(|person| !person.is_empty());
        self.fill.author(person.unwrap_or_else(|| Person::named(&text)));
    }

    /// Takes a field in.
    fn take(&mut self, field: Field, taken: Taken) {
        let written = taken.finish(field.is_markup());
        let value = written.value.trim();
        let address = match field {
            Field::Link | Field::Guid | Field::Uri => self.address(value),
            _ => String::new(),
        };
        match (&mut self.person, field) {
            (Some(person), Field::Name) => set(&mut person.name, value.to_owned()),
            (Some(person), Field::Email) => set(&mut person.email, value.to_owned()),
            (Some(person), Field::Uri) => set(&mut person.uri, address),
            _ => self.fill.take(field, written, address),
        }
    }

    fn base_of(&self, tag: &Tag<'_>) -> Option<Url> {
        let (_, value) = tag.attributes().find(|(name, _)| *name == "xml:base")?;
        self.resolved(value.trim()).filter(|base| base.as_str().len() <= LONGEST_ADDRESS)
    }

    /// An address in the place where we are; only what can be asked.
    fn resolved(&self, address: &str) -> Option<Url> {
        if address.len() > LONGEST_ADDRESS {
            return None;
        }
        let base = self.stack.iter().rev().find_map(|frame| frame.base.as_ref());
        let url = match base.or(self.base.as_ref()) {
            Some(base) => base.join(address).ok()?,
            None => Url::parse(address).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then_some(url)
    }

    /// An address as text: resolved where it is relative, else as it was written.
    fn address(&self, written: &str) -> String {
        let written = written.trim();
        if written.is_empty() || Url::parse(written).is_ok() {
            return written.to_owned();
        }
        self.resolved(written).map_or_else(|| written.to_owned(), String::from)
    }

    fn finish(mut self) -> Option<Parsed> {
        while !self.stack.is_empty() {
            self.leave();
        }
        self.fill.finish()
    }
}

/// Elements of HTML that have no end.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "embed" | "source" | "col")
}

/// Fills in what is still empty.
pub(super) fn set(place: &mut String, value: String) {
    if place.is_empty() {
        *place = value;
    }
}
