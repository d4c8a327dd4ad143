//! The fields of feeds and entries: what an element fills in, under whichever name.

use super::names::Ns;
use super::parsed::{Entry, File, Parsed, Person, Written};
use super::scan::Tag;
use super::xml::set;

/// What an element fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The title.
    Title,
    /// A title for want of a better one.
    SpareTitle,
    /// What it is about.
    Summary,
    /// What it is about, for want of something better.
    SpareSummary,
    /// All of it.
    Content,
    /// Where it is to be read.
    Link,
    /// Its id.
    Id,
    /// Its id, which may be the address of its page.
    Guid,
    /// When it appeared.
    Published,
    /// When it was made, for want of something better.
    Created,
    /// When it changed last.
    Updated,
    /// Who wrote it, in a text.
    Creator,
    /// Who looks after it, for want of an author.
    Editor,
    /// The name of a person.
    Name,
    /// The page of a person.
    Uri,
    /// The address of a person.
    Email,
    /// What it is filed under.
    Category,
    /// What it is filed under, separated by commas.
    Keywords,
    /// A file.
    Enclosure,
    /// What it answers.
    Answers,
    /// Its language.
    Language,
    /// Minutes for which it need not be asked again.
    Ttl,
    /// Every hour, day, week.
    Period,
    /// So many times within that.
    Frequency,
    /// An hour at which it need not be asked.
    SilentHour,
    /// A day on which it need not be asked.
    SilentDay,
}

/// What an element fills in; nothing where it says nothing to us.
pub(super) fn field(ns: Ns, name: &str) -> Option<Field> {
    Some(match (ns, name) {
        (Ns::Core, "title") => Field::Title,
        (Ns::Dublin | Ns::Media | Ns::Itunes, "title") => Field::SpareTitle,
        (Ns::Core, "description" | "summary" | "subtitle" | "tagline" | "abstract") => {
            Field::Summary
        }
        (Ns::Core, "info") | (Ns::Itunes, "summary" | "subtitle") => Field::SpareSummary,
        (Ns::Dublin | Ns::Media, "description" | "abstract") => Field::SpareSummary,
        (Ns::Core, "content" | "fullitem" | "body") | (Ns::Content, "encoded") => Field::Content,
        (Ns::Xhtml, "body" | "div") => Field::Content,
        (Ns::Core, "link") => Field::Link,
        (Ns::Core, "id") => Field::Id,
        (Ns::Core, "guid") => Field::Guid,
        (Ns::Core, "pubdate" | "published" | "issued") | (Ns::Dublin, "issued") => Field::Published,
        (Ns::Core | Ns::Dublin, "created") => Field::Created,
        (Ns::Core, "updated" | "modified" | "lastbuilddate") => Field::Updated,
        (Ns::Dublin, "date" | "modified") => Field::Updated,
        (Ns::Dublin, "creator" | "author") | (Ns::Itunes, "author") => Field::Creator,
        (Ns::Core, "managingeditor") => Field::Creator,
        (Ns::Core, "webmaster") => Field::Editor,
        (Ns::Core, "name") => Field::Name,
        (Ns::Core, "uri" | "url" | "homepage") => Field::Uri,
        (Ns::Core, "email") => Field::Email,
        (Ns::Core | Ns::Itunes | Ns::Media, "category") | (Ns::Dublin, "subject") => {
            Field::Category
        }
        (Ns::Core, "tags") | (Ns::Itunes | Ns::Media, "keywords") => Field::Keywords,
        (Ns::Core, "enclosure") => Field::Enclosure,
        (Ns::Threads, "in-reply-to") => Field::Answers,
        (Ns::Core | Ns::Dublin, "language") => Field::Language,
        (Ns::Core, "ttl") => Field::Ttl,
        (Ns::Syndication, "updateperiod") => Field::Period,
        (Ns::Syndication, "updatefrequency") => Field::Frequency,
        (Ns::Core, "hour") => Field::SilentHour,
        (Ns::Core, "day") => Field::SilentDay,
        _ => return None,
    })
}

impl Field {
    /// Whether it may stand there: some only within a person or a list of silent hours.
    pub fn fits(self, in_person: bool, in_silence: bool) -> bool {
        let of_person = matches!(self, Self::Name | Self::Uri | Self::Email);
        let of_silence = matches!(self, Self::SilentHour | Self::SilentDay);
        of_person == in_person && of_silence == in_silence
    }

    /// Whether it may be written in HTML.
    pub fn is_markup(self) -> bool {
        matches!(
            self,
            Self::Title | Self::SpareTitle | Self::Summary | Self::SpareSummary | Self::Content
        )
    }
}

/// Categories, files and authors of one entry that are kept.
const MOST: usize = 100;

/// What stands in for fields that nobody fills in.
#[derive(Debug, Default)]
struct Spare {
    title: Written,
    summary: Written,
    /// The second of two summaries: a text after its beginning.
    second: Written,
    created: String,
    /// An id that is an address.
    page: String,
    editor: Person,
}

/// Puts a feed together.
#[derive(Debug, Default)]
pub(super) struct Fill {
    /// The feed so far.
    pub parsed: Parsed,
    /// The entry that is being read.
    pub entry: Option<Entry>,
    /// Whether the id that is being read is no address.
    pub guid_is_no_link: bool,
    /// Whether the link that is being read is to something else than the page.
    pub link_is_other: bool,
    /// Whether the link that is known leads to a page.
    link_is_page: bool,
    of_feed: Spare,
    of_entry: Spare,
    period: Option<u32>,
    frequency: Option<u32>,
}

impl Fill {
    /// The frame of the document begins.
    pub fn frame(&mut self, name: &str) {
        match name {
            "rss" => self.parsed.format = "rss",
            "rdf" => self.parsed.format = "rdf",
            _ => {}
        }
    }

    /// The feed begins.
    pub fn feed(&mut self, name: &str, is_root: bool, link: String, tag: &Tag<'_>) {
        if self.parsed.format.is_empty() {
            self.parsed.format = match name {
                "feed" => "atom",
                _ if is_root => "cdf",
                _ => "rss",
            };
        }
        set(&mut self.parsed.link, link);
        set(&mut self.parsed.updated, tag.attribute("lastmod").unwrap_or_default());
        let language = tag.attributes().find(|(name, _)| *name == "xml:lang");
        set(
            &mut self.parsed.language,
            language.map(|(_, value)| value.into_owned()).unwrap_or_default(),
        );
    }

    /// An entry begins.
    pub fn begin_entry(&mut self, name: &str, link: String, tag: &Tag<'_>) {
        if self.parsed.format.is_empty() {
            self.parsed.format = if name == "entry" { "atom" } else { "rss" };
        }
        // The name that RDF gives it.
        let about = tag.attributes().find(|(name, _)| name.eq_ignore_ascii_case("rdf:about"));
        let id = about.map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        let updated = tag.attribute("lastmod").unwrap_or_default();
        (self.of_entry, self.link_is_page) = (Spare::default(), false);
        self.entry = Some(Entry { id, link, updated, ..Entry::default() });
    }

    /// The entry ends.
    pub fn end_entry(&mut self, most: usize) {
        let Some(mut entry) = self.entry.take() else { return };
        let spare = std::mem::take(&mut self.of_entry);
        fill(&mut entry.title, spare.title);
        fill(&mut entry.summary, spare.summary);
        fill(&mut entry.content, spare.second);
        set(&mut entry.published, spare.created);
        set(&mut entry.link, spare.page);
        if self.parsed.entries.len() < most {
            self.parsed.entries.push(entry);
        }
    }

    /// The address of a page.
    pub fn link(&mut self, address: String, is_page: bool) {
        let Some(entry) = &mut self.entry else { return set(&mut self.parsed.link, address) };
        if entry.link.is_empty() || is_page && !self.link_is_page && !address.is_empty() {
            (entry.link, self.link_is_page) = (address, is_page);
        }
    }

    /// The feed's own address.
    pub fn own(&mut self, address: String) {
        if self.entry.is_none() {
            set(&mut self.parsed.own, address);
        }
    }

    /// A file.
    pub fn file(&mut self, file: File) {
        let Some(entry) = self.entry.as_mut().filter(|_| !file.address.is_empty()) else { return };
        if entry.files.len() < MOST && entry.files.iter().all(|known| known.address != file.address)
        {
            entry.files.push(file);
        }
    }

    /// What it answers.
    pub fn answers(&mut self, id: String) {
        if let Some(entry) = &mut self.entry {
            set(&mut entry.answers, id);
        }
    }

    /// What it is filed under.
    pub fn category(&mut self, term: &str) {
        let categories = match &mut self.entry {
            Some(entry) => &mut entry.categories,
            None => &mut self.parsed.categories,
        };
        let term = term.trim();
        if !term.is_empty()
            && categories.len() < MOST
            && categories.iter().all(|known| known != term)
        {
            categories.push(term.to_owned());
        }
    }

    /// Who wrote it.
    pub fn author(&mut self, person: Person) {
        let authors = match &mut self.entry {
            Some(entry) => &mut entry.authors,
            None => &mut self.parsed.authors,
        };
        let same = |known: &Person| {
            known == &person || !person.name.is_empty() && known.name == person.name
        };
        if !person.is_empty() && authors.len() < MOST && !authors.iter().any(same) {
            authors.push(person);
        }
    }

    /// Takes a field in; `address` is its value as an address, where it is one.
    pub fn take(&mut self, field: Field, written: Written, address: String) {
        match field {
            Field::Creator => self.author(Person::named(&written.value)),
            Field::Category => self.category(&written.value),
            Field::Keywords => written.value.split(',').for_each(|term| self.category(term)),
            Field::Link if self.link_is_other => {}
            Field::Link if !address.is_empty() => self.link(address, true),
            _ if self.entry.is_some() => self.take_for_entry(field, written, address),
            _ => self.take_for_feed(field, written),
        }
    }

    fn take_for_entry(&mut self, field: Field, written: Written, address: String) {
        let Some(entry) = &mut self.entry else { return };
        let (spare, value) = (&mut self.of_entry, written.value.trim().to_owned());
        match field {
            Field::Title => fill(&mut entry.title, written),
            Field::SpareTitle => fill(&mut spare.title, written),
            Field::Summary if !entry.summary.is_empty() => fill(&mut spare.second, written),
            Field::Summary => fill(&mut entry.summary, written),
            Field::SpareSummary => fill(&mut spare.summary, written),
            Field::Content => fill(&mut entry.content, written),
            Field::Id => set(&mut entry.id, value),
            Field::Guid => {
                if !self.guid_is_no_link && value.starts_with("http") {
                    spare.page = address;
                }
                // It counts more than the name that RDF gives it.
                entry.id = if value.is_empty() { std::mem::take(&mut entry.id) } else { value };
            }
            Field::Published => set(&mut entry.published, value),
            Field::Created => set(&mut spare.created, value),
            Field::Updated => set(&mut entry.updated, value),
            _ => {}
        }
    }

    fn take_for_feed(&mut self, field: Field, written: Written) {
        let (feed, spare) = (&mut self.parsed, &mut self.of_feed);
        let value = written.value.trim().to_owned();
        match field {
            Field::Title => fill(&mut feed.title, written),
            Field::SpareTitle => fill(&mut spare.title, written),
            Field::Summary => fill(&mut feed.about, written),
            Field::SpareSummary => fill(&mut spare.summary, written),
            Field::Id | Field::Guid => set(&mut feed.id, value),
            Field::Published => set(&mut feed.published, value),
            Field::Created => set(&mut spare.created, value),
            Field::Updated => set(&mut feed.updated, value),
            Field::Language => set(&mut feed.language, value),
            Field::Editor => spare.editor = Person::named(&value),
            Field::Ttl => feed.rhythm.minutes = feed.rhythm.minutes.or_else(|| value.parse().ok()),
            Field::Period => self.period = self.period.or_else(|| minutes_of(&value)),
            Field::Frequency => self.frequency = self.frequency.or_else(|| value.parse().ok()),
            Field::SilentHour => {
                let hour = value.parse::<u32>().ok().filter(|hour| *hour <= 24);
                // RSS 0.91 counts them from 1 to 24.
                feed.rhythm.silent_hours |= hour.map_or(0, |hour| 1 << (hour % 24));
            }
            Field::SilentDay => {
                let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                let day = days.iter().position(|day| value.to_ascii_lowercase().starts_with(day));
                feed.rhythm.silent_days |= day.map_or(0, |day| 1 << day);
            }
            _ => {}
        }
    }

    /// The feed, when it was one.
    pub fn finish(mut self) -> Option<Parsed> {
        let mut feed = self.parsed;
        let spare = std::mem::take(&mut self.of_feed);
        fill(&mut feed.title, spare.title);
        fill(&mut feed.about, spare.summary);
        set(&mut feed.published, spare.created);
        if feed.authors.is_empty() && !spare.editor.is_empty() {
            feed.authors.push(spare.editor);
        }
        let syndication = self.period.map(|period| period / self.frequency.unwrap_or(1).max(1));
        feed.rhythm.minutes = feed.rhythm.minutes.or(syndication).filter(|minutes| *minutes > 0);
        (!feed.format.is_empty()).then_some(feed)
    }
}

fn fill(place: &mut Written, value: Written) {
    if place.is_empty() {
        *place = value;
    }
}

/// A period of the module for syndication, in minutes.
fn minutes_of(period: &str) -> Option<u32> {
    Some(match period.to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 24 * 60,
        "weekly" => 7 * 24 * 60,
        "monthly" => 30 * 24 * 60,
        "yearly" => 365 * 24 * 60,
        _ => return None,
    })
}
