//! What of a mail's text its author wrote for it: without the mail that it answers, without signatures.
//!
//! A mail is looked at line by line, once. What follows a signature, a copied original or its head is cut
//! off; a line that says who wrote what is quoted is left out; quotes at the end are left out. Quotes
//! between own words stay in [`trimmed`], which shows what was answered to what, and are missing in
//! [`own`], which is what its author says.

mod heads;
mod introductions;
mod lines;
mod signatures;

use self::heads::Head;
use self::lines::Line;

/// A text after trimming.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trimmed<'a> {
    lines: Vec<Line<'a>>,
    /// Who wrote it, where a mail is only passed on: its words are not those of the sender.
    pub passed_on: Option<String>,
}

impl Trimmed<'_> {
    /// As it was laid out, quotes between own words included.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text).collect();
        let text = lines.join("\n");
        text.trim_start_matches('\n').trim_end().to_owned()
    }

    /// Only what is not quoted; never more than one empty line.
    pub fn own(&self) -> String {
        let mut text = String::new();
        let mut gap = false;
        for line in self.lines.iter().filter(|line| !line.quoted) {
            if line.is_blank() {
                gap = !text.is_empty();
                continue;
            }
            if !text.is_empty() {
                text.push_str(if gap { "\n\n" } else { "\n" });
            }
            gap = false;
            text.push_str(line.text.trim_end());
        }
        text
    }
}

/// What is known of a text before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// Its quotes were left out before: the line that introduced them may stand at its end.
    pub rendered: bool,
    /// The subject says that the mail is passed on.
    pub passed_on: bool,
}

/// Trims a text.
#[cfg(test)]
pub(super) fn trim(text: &str) -> Trimmed<'_> {
    trim_as(text, Known::default())
}

/// Trims a text of which something is known.
pub(super) fn trim_as(text: &str, known: Known) -> Trimmed<'_> {
    Trimming::new(text, known).run()
}

struct Trimming<'a> {
    lines: Vec<Line<'a>>,
    kept: Vec<Line<'a>>,
    known: Known,
    /// The author said something of their own.
    said: bool,
    /// Something that was left out said that it quotes.
    introduced: bool,
    passed_on: Option<String>,
}

impl<'a> Trimming<'a> {
    fn new(text: &'a str, known: Known) -> Self {
        Self {
            lines: lines::of(text),
            kept: Vec::new(),
            known,
            said: false,
            introduced: false,
            passed_on: None,
        }
    }

    fn run(mut self) -> Trimmed<'a> {
        let mut at = 0;
        while let Some(next) = self.step(at) {
            at = next;
        }
        self.drop_end();
        Trimmed { lines: self.kept, passed_on: self.passed_on }
    }

    /// Looks at one line; gives the number of the next one to look at, nothing at the end.
    fn step(&mut self, at: usize) -> Option<usize> {
        let line = *self.lines.get(at)?;
        let rest = self.lines.get(at..).unwrap_or_default();
        if line.code || line.is_blank() {
            return self.keep(at, 1);
        }
        if line.quoted {
            return self.quote(at);
        }
        if signatures::begins(line.text) {
            return None;
        }
        if heads::begins_copy(line.text) {
            return self.copy(at, 1);
        }
        if let Some(head) = heads::head(rest) {
            return match (self.said, self.known.passed_on) {
                (true, _) => None,
                (false, true) => self.pass_on(head.from, at + head.lines),
                // What a mail begins with is its own.
                (false, false) => self.keep(at, head.lines),
            };
        }
        if let Some(length) = introductions::length(rest, self.known.rendered) {
            return self.introduction(at, length);
        }
        self.keep(at, 1)
    }

    fn keep(&mut self, at: usize, count: usize) -> Option<usize> {
        let end = at + count;
        for line in self.lines.get(at..end)? {
            self.said |= !line.quoted && !line.is_blank() && !lines::is_divider(line.text);
            self.kept.push(*line);
        }
        Some(end)
    }

    /// A copied mail begins: the end of what was said, or all there is where it is only passed on.
    fn copy(&mut self, at: usize, marks: usize) -> Option<usize> {
        if self.said {
            return None;
        }
        let blank = |line: &&Line<'_>| line.is_blank();
        let gap = self.lines.get(at + marks..)?.iter().take_while(blank).count();
        let begin = at + marks + gap;
        let rest = self.lines.get(begin..)?;
        if let Some(Head { lines, from }) = heads::head(rest) {
            return self.pass_on(from, begin + lines);
        }
        if let Some(length) = introductions::length(rest, true) {
            let from = introductions::name(rest.get(..length)?);
            return self.pass_on(from, begin + length);
        }
        self.pass_on(None, begin)
    }

    /// What follows was written by somebody else.
    fn pass_on(&mut self, from: Option<String>, next: usize) -> Option<usize> {
        self.kept.clear();
        self.passed_on = from;
        Some(next)
    }

    /// Lines that are quoted, with the empty ones between them.
    fn quote(&mut self, at: usize) -> Option<usize> {
        let rest = self.lines.get(at..)?;
        let length = lines::quote_length(rest);
        let block = rest.get(..length)?;
        if !self.said && introductions::is_inside(block) {
            self.introduced = true;
            return Some(at + length);
        }
        self.keep(at, length)
    }

    fn introduction(&mut self, at: usize, length: usize) -> Option<usize> {
        let after = self.lines.get(at + length..)?;
        let gap = after.iter().take_while(|line| line.is_blank()).count();
        let quoted = after.get(gap..)?;
        let begins_quote = quoted.first().is_some_and(|line| line.quoted || line.is_barred());
        self.introduced = true;
        if !begins_quote {
            // At the top it only names whom the rest is for.
            return if self.said { None } else { Some(at + length) };
        }
        let quote = at + length + gap;
        let mut end = quote;
        // Where bars mark the quote, they are the quote's only behind its introduction.
        while let Some(line) = self.lines.get_mut(end).filter(|line| line.is_barred()) {
            line.quoted = true;
            end += 1;
        }
        if self.said {
            return self.keep(at + length, end - at - length).or(Some(end));
        }
        Some(quote + lines::quote_length(self.lines.get(quote..)?))
    }

    /// Nothing of others and no signature stays at the end.
    fn drop_end(&mut self) {
        let may_quote = self.said || self.introduced;
        let foreign = |line: &Line<'_>| {
            line.is_blank()
                || line.quoted && may_quote
                || !line.quoted && !line.code && lines::is_divider(line.text)
        };
        let mut own = self.kept.iter().filter(|line| !line.quoted && !line.is_blank()).count();
        while let Some(last) = self.kept.last() {
            let signs = !last.quoted && !last.code && own > 1 && signatures::is_mobile(last.text);
            if !foreign(last) && !signs {
                break;
            }
            own -= usize::from(!last.quoted && !last.is_blank());
            self.kept.pop();
        }
    }
}

#[cfg(test)]
mod tests;
