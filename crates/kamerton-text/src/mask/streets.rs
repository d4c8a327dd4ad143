//! Addresses of houses, as far as plain rules go.

use super::{Found, Masked, words};

/// Words that stand before the name of a street, whole.
const STREETS: [&str; 30] = [
    "улица",
    "улице",
    "улицу",
    "улицы",
    "ул",
    "проспект",
    "проспекте",
    "проспекта",
    "пр-т",
    "пр-кт",
    "пр-д",
    "переулок",
    "переулке",
    "пер",
    "набережная",
    "набережной",
    "наб",
    "шоссе",
    "ш",
    "бульвар",
    "бульваре",
    "б-р",
    "мкр",
    "микрорайон",
    "микрорайоне",
    "проезд",
    "проезде",
    "аллея",
    "аллее",
    "пос",
];
/// Of these, what is no other word.
const SURE: [&str; 6] = ["ул", "пр-т", "пр-кт", "пр-д", "б-р", "мкр"];
/// Words that stand before the number of a house or of what is in it.
const HOUSES: [&str; 22] = [
    "дом",
    "доме",
    "д",
    "корпус",
    "корп",
    "к",
    "строение",
    "стр",
    "квартира",
    "квартире",
    "кв",
    "офис",
    "оф",
    "подъезд",
    "под",
    "этаж",
    "эт",
    "домофон",
    "apt",
    "apartment",
    "flat",
    "suite",
];
/// Of these, what leads to a house with no street before it.
const ALONE: [&str; 10] =
    ["квартира", "квартире", "кв", "подъезд", "домофон", "дом", "доме", "apt", "apartment", "flat"];
/// Words after the name of a street.
const ENGLISH: [&str; 14] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "lane",
    "ln",
    "drive",
    "dr",
    "boulevard",
    "blvd",
    "court",
    "square",
];

/// A word with where it stands.
#[derive(Clone, Copy)]
struct Word<'a> {
    from: usize,
    to: usize,
    text: &'a str,
}

impl Word<'_> {
    fn is_of(self, known: &[&str]) -> bool {
        known.contains(&self.text.to_lowercase().as_str())
    }

    fn is_number(self) -> bool {
        self.text.starts_with(char::is_numeric) && self.text.chars().count() <= 8
    }

    fn is_name(self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

pub(super) fn find(text: &str) -> Vec<Found> {
    let words: Vec<Word<'_>> =
        words(text).map(|(from, word)| Word { from, to: from + word.len(), text: word }).collect();
    let mut found = Vec::new();
    for at in 0..words.len() {
        let span = street(&words, at).or_else(|| house(&words, at)).or_else(|| english(&words, at));
        found.extend(span.map(|(from, to)| Found { from, to, what: Masked::Address }));
    }
    found
}

/// «ул. Ленина, д. 5, кв. 12», and «Ленинский проспект, 12».
fn street(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).copied().filter(|word| word.is_of(&STREETS))?;
    let mut end = at + 1;
    let sure = word.is_of(&SURE);
    while words.get(end).is_some_and(|next| next.is_name()) && end < at + 4 {
        end += 1;
    }
    if end == at + 1 && sure {
        end += 1;
    }
    let named = end > at + 1;
    let last = houses(words, end);
    let before = at.checked_sub(1).and_then(|at| words.get(at)).filter(|word| word.is_name());
    if !(named || last > end && before.is_some()) {
        return None;
    }
    let from = if named && !word.is_of(&["проспект", "бульвар", "шоссе"]) {
        None
    } else {
        before
    };
    let to = words.get(last.min(words.len()).checked_sub(1)?)?.to;
    Some((from.map_or(word.from, |before| before.from), to))
}

/// The end of numbers of houses and of what is in them, from this word on.
fn houses(words: &[Word<'_>], from: usize) -> usize {
    let mut end = from;
    loop {
        let here = words.get(end).copied();
        let next = words.get(end + 1).copied();
        if here.is_some_and(Word::is_number) && end == from {
            end += 1;
        } else if here.is_some_and(|word| word.is_of(&HOUSES)) && next.is_some_and(Word::is_number)
        {
            end += 2;
        } else {
            return end;
        }
    }
}

/// «кв. 12» by itself.
fn house(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).copied().filter(|word| word.is_of(&ALONE))?;
    words.get(at + 1).copied().filter(|next| next.is_number())?;
    let end = houses(words, at);
    Some((word.from, words.get(end.checked_sub(1)?)?.to))
}

/// “12 Main Street”.
fn english(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).copied().filter(|word| word.is_of(&ENGLISH))?;
    let mut first = at;
    while let Some(before) = first.checked_sub(1).and_then(|at| words.get(at)) {
        if first + 4 <= at || !(before.is_name() || before.is_number()) {
            break;
        }
        first -= 1;
        if before.is_number() {
            let end = houses(words, at + 1);
            let last = end.checked_sub(1).and_then(|end| words.get(end)).unwrap_or(&word);
            return Some((before.from, last.to.max(word.to)));
        }
    }
    None
}
