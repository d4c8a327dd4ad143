//! Takes out of a text by what somebody could be found or reached, and puts it back into another.
//!
//! Numbers that could be telephones, cards, orders or indexes, addresses of mail and of houses, links,
//! accounts, and the names one knows of become placeholders. Whatever might be one of these is taken
//! for one: a date too many that is hidden costs little. What stays: names that nobody has told of,
//! numbers written as words, short numbers that stand for nothing known.

mod links;
mod names;
mod numbers;
mod streets;

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::Lang;
use names::Names;

/// What was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Masked {
    /// An address of mail.
    Mail,
    /// A link, or the address of a site.
    Link,
    /// The name of an account.
    Account,
    /// A number of a card.
    Card,
    /// What could be a telephone.
    Phone,
    /// Any other number that stands for one thing: an order, a parcel, an index.
    Number,
    /// The address of a house.
    Address,
}

impl Masked {
    const fn word(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, Self::Mail) => "email",
            (Lang::En, Self::Link) => "link",
            (Lang::En, Self::Account) => "account",
            (Lang::En, Self::Card) => "card",
            (Lang::En, Self::Phone) => "phone",
            (Lang::En, Self::Number) => "number",
            (Lang::En, Self::Address) => "address",
            (_, Self::Mail) => "почта",
            (_, Self::Link) => "ссылка",
            (_, Self::Account) => "аккаунт",
            (_, Self::Card) => "карта",
            (_, Self::Phone) => "телефон",
            (_, Self::Number) => "номер",
            (_, Self::Address) => "адрес",
        }
    }
}

/// A piece of a text that is to be hidden: bytes from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    from: usize,
    to: usize,
    what: Masked,
}

/// Masks the texts of one conversation: the same is hidden behind the same placeholder in all of them.
#[derive(Debug)]
pub struct Mask {
    lang: Lang,
    names: Names,
    /// What stands behind each placeholder.
    hidden: Vec<(String, String)>,
    known: HashMap<(Masked, String), usize>,
    counts: HashMap<Masked, usize>,
}

impl Mask {
    /// A mask whose placeholders are English or Russian.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            names: Names::default(),
            hidden: Vec::new(),
            known: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    /// Hides somebody behind «Участник 1», whichever of these spellings is written; `shown` is put back.
    /// Gives the placeholder.
    pub fn person<'a>(
        &mut self,
        shown: &'a str,
        spellings: impl IntoIterator<Item = &'a str>,
    ) -> String {
        let number = self.names.shown.len() + 1;
        let placeholder = format!("{} {number}", self.person_word());
        self.names.shown.push(shown.to_owned());
        self.names.add(&placeholder, std::iter::once(shown).chain(spellings));
        placeholder
    }

    /// Hides one of us behind «Мы». Gives the placeholder.
    pub fn ours<'a>(&mut self, spellings: impl IntoIterator<Item = &'a str>) -> &'static str {
        let we = if self.lang == Lang::En { "We" } else { "Мы" };
        self.names.add(we, spellings);
        we
    }

    const fn person_word(&self) -> &'static str {
        if matches!(self.lang, Lang::En) { "Person" } else { "Участник" }
    }

    /// The text without what could tell whose it is.
    pub fn hide(&mut self, text: &str) -> String {
        let text = plain(text);
        let found = found(&text);
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for one in found {
            self.names.hide(text.get(at..one.from).unwrap_or_default(), &mut masked);
            let original = text.get(one.from..one.to).unwrap_or_default();
            masked.push_str(&self.placeholder(one.what, original));
            at = one.to;
        }
        self.names.hide(text.get(at..).unwrap_or_default(), &mut masked);
        masked
    }

    fn placeholder(&mut self, what: Masked, original: &str) -> String {
        let key = (what, original.to_owned());
        if let Some((placeholder, _)) = self.known.get(&key).and_then(|at| self.hidden.get(*at)) {
            return placeholder.clone();
        }
        let count = self.counts.entry(what).or_default();
        *count += 1;
        let placeholder = format!("[{} {count}]", what.word(self.lang));
        self.known.insert(key, self.hidden.len());
        self.hidden.push((placeholder.clone(), original.to_owned()));
        placeholder
    }

    /// Puts back what placeholders stand for; what stands for nothing stays as it is.
    pub fn restore(&self, text: &str) -> String {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('[') {
            let (before, from) = rest.split_at(at);
            restored.push_str(before);
            let hit = self.hidden.iter().find(|(placeholder, _)| from.starts_with(placeholder));
            let (put, length) = match hit {
                Some((placeholder, original)) => (original.as_str(), placeholder.len()),
                None => ("[", 1),
            };
            restored.push_str(put);
            rest = from.get(length..).unwrap_or_default();
        }
        restored.push_str(rest);
        names::restore(&restored, self.person_word(), &self.names.shown)
    }

    /// How many things were hidden, names not counted.
    pub const fn hidden(&self) -> usize {
        self.hidden.len()
    }
}

/// The text as it is looked at: letters and digits in their plain forms, without what is not seen, and
/// without brackets that could be taken for ours.
pub(crate) fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !is_unseen(*letter))
        .map(|letter| match letter {
            '[' => '(',
            ']' => ')',
            letter => letter,
        })
        .collect()
}

const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0000}'..='\u{e007f}'
    ) || (letter.is_ascii_control() && !matches!(letter, '\n' | '\t'))
}

/// Everything that is to be hidden, in order, without overlaps.
fn found(text: &str) -> Vec<Found> {
    let mut all = links::find(text);
    all.extend(streets::find(text));
    all.extend(numbers::find(text));
    all.sort_by_key(|one| (one.from, std::cmp::Reverse(one.to)));
    let mut merged: Vec<Found> = Vec::with_capacity(all.len());
    for one in all.into_iter().filter(|one| one.from < one.to) {
        match merged.last_mut() {
            Some(last) if one.from < last.to => last.to = last.to.max(one.to),
            _ => merged.push(one),
        }
    }
    merged
}

/// Words with the bytes where they begin and end: letters, digits, underscores, and hyphens inside.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let begin = at + rest.find(is_of_word)?;
        let from = text.get(begin..)?;
        let length = from
            .char_indices()
            .find(|(place, letter)| {
                let goes_on = |after: &str| after.starts_with(char::is_alphanumeric);
                let inside = *letter == '-' && from.get(place + 1..).is_some_and(goes_on);
                !is_of_word(*letter) && !inside
            })
            .map_or(from.len(), |(place, _)| place);
        at = begin + length;
        Some((begin, from.get(..length)?))
    })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests;
