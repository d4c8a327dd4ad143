//! Whose an element is: prefixes and the namespaces that they stand for.

/// The vocabularies that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// RSS, Atom, or no namespace at all: what makes up a feed.
    Core,
    /// The frame of RDF.
    Rdf,
    /// Dublin Core, its terms included.
    Dublin,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// Podcasts.
    Itunes,
    /// How often a feed wants to be asked.
    Syndication,
    /// A piece of a page.
    Xhtml,
    /// What answers what.
    Threads,
    /// Anything else.
    Other,
}

/// Prefixes that are remembered at the same time.
const MOST: usize = 250;

/// The prefixes that are declared where we are.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'a> {
    declared: Vec<(&'a str, Ns)>,
}

impl<'a> Namespaces<'a> {
    /// How many there are; to be given back when the element is left.
    pub fn mark(&self) -> usize {
        self.declared.len()
    }

    /// Forgets what was declared since.
    pub fn back_to(&mut self, mark: usize) {
        self.declared.truncate(mark);
    }

    /// Takes in what a tag declares.
    pub fn declare(
        &mut self,
        attributes: impl Iterator<Item = (&'a str, std::borrow::Cow<'a, str>)>,
    ) {
        for (name, value) in attributes {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if name == "xmlns" => "",
                _ => continue,
            };
            if self.declared.len() < MOST {
                self.declared.push((prefix, namespace(&value)));
            }
        }
    }

    /// Whose an element of this name is. A prefix that nobody declared means what it usually means.
    pub fn of(&self, name: &str) -> Ns {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let known = self.declared.iter().rev().find(|(own, _)| *own == prefix);
        match (known, prefix) {
            // The default of a whole document may be anything that its maker took for RSS.
            (Some((_, Ns::Other)), "") | (None, "") => Ns::Core,
            (Some((_, ns)), _) => *ns,
            (None, _) => usual(prefix),
        }
    }
}

fn namespace(uri: &str) -> Ns {
    let uri = uri.trim().to_ascii_lowercase();
    let uri = uri
        .trim_start_matches("http://")
        .trim_start_matches("https://")
        .trim_end_matches(['/', '#']);
    let begins = |beginning: &str| uri.starts_with(beginning);
    match uri {
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Ns::Rdf,
        "www.w3.org/1999/xhtml" => Ns::Xhtml,
        "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Ns::Itunes,
        _ if begins("www.w3.org/2005/atom") || begins("purl.org/atom/ns") => Ns::Core,
        _ if begins("purl.org/rss/1.0/modules/content") => Ns::Content,
        _ if begins("purl.org/rss/1.0/modules/syndication") => Ns::Syndication,
        _ if begins("purl.org/rss/1.0/modules") => Ns::Other,
        _ if begins("purl.org/rss/1.0") || begins("my.netscape.com/rdf") => Ns::Core,
        _ if begins("purl.org/net/rss1.1") || begins("channel.netscape.com/rdf") => Ns::Core,
        _ if begins("backend.userland.com") || begins("blogs.law.harvard.edu/tech/rss") => Ns::Core,
        _ if begins("purl.org/dc/") => Ns::Dublin,
        _ if begins("search.yahoo.com/mrss") || begins("tools.search.yahoo.com/mrss") => Ns::Media,
        _ if begins("purl.org/syndication/thread") => Ns::Threads,
        _ if uri.contains("podcast-1.0.dtd") => Ns::Itunes,
        _ => Ns::Other,
    }
}

fn usual(prefix: &str) -> Ns {
    match prefix.to_ascii_lowercase().as_str() {
        "atom" | "atom10" | "rss" | "a10" => Ns::Core,
        "rdf" => Ns::Rdf,
        "dc" | "dcterms" | "dcterm" => Ns::Dublin,
        "content" => Ns::Content,
        "media" => Ns::Media,
        "itunes" => Ns::Itunes,
        "sy" => Ns::Syndication,
        "xhtml" => Ns::Xhtml,
        "thr" => Ns::Threads,
        _ => Ns::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn prefixes_are_resolved() {
        let mut names = Namespaces::default();
        assert_eq!(names.of("dc:creator"), Ns::Dublin);
        assert_eq!(names.of("item"), Ns::Core);
        let mark = names.mark();
        let declared = [
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xmlns:dc", "http://example.org/other"),
            ("xmlns:x", " http://www.w3.org/1999/xhtml "),
            ("href", "http://purl.org/dc/terms/"),
        ];
        names.declare(declared.into_iter().map(|(name, uri)| (name, Cow::Borrowed(uri))));
        assert_eq!(names.of("entry"), Ns::Core);
        assert_eq!(names.of("dc:creator"), Ns::Other);
        assert_eq!(names.of("x:div"), Ns::Xhtml);
        names.back_to(mark);
        assert_eq!(names.of("dc:creator"), Ns::Dublin);
    }
}
