//! Words one slip away: a letter too many, too few, another one, or two swapped.

use std::collections::{HashMap, HashSet};

use super::layout::are_neighbours;
use crate::tokens::{Words, stem};

/// Shorter words are one slip away from too many others.
const SHORTEST: usize = 4;
/// Longer ones are no words.
const LONGEST: usize = 24;
/// At most so many names.
const MOST_NAMES: usize = 1_500;
const RUSSIAN: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
/// Letters that are heard alike and taken for each other.
const ALIKE: [(char, char); 12] = [
    ('а', 'о'),
    ('е', 'и'),
    ('и', 'ы'),
    ('е', 'э'),
    ('д', 'т'),
    ('з', 'с'),
    ('б', 'п'),
    ('г', 'к'),
    ('в', 'ф'),
    ('ж', 'ш'),
    ('ш', 'щ'),
    ('ъ', 'ь'),
];

/// A word near another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The word.
    pub form: String,
    /// As the index has it.
    pub token: String,
    /// How unusual the slip would be.
    pub cost: u8,
}

/// The words one slip away from a word, of each token the likeliest; the likeliest first.
pub fn near(word: &str) -> Vec<Near> {
    let words = Words::cut(word);
    let [only] = words.all.as_slice() else { return Vec::new() };
    let form = words.form(only);
    let letters: Vec<char> = form.chars().collect();
    let Some(alphabet) = alphabet(&letters) else { return Vec::new() };
    let mut best: HashMap<String, Near> = HashMap::new();
    let own = stem(form).into_owned();
    for (form, cost) in slips(&letters, alphabet) {
        let token = stem(&form).into_owned();
        let known =
            best.get(&token).is_some_and(|known| (known.cost, &known.form) <= (cost, &form));
        if token != own && !token.is_empty() && !known {
            best.insert(token.clone(), Near { form, token, cost });
        }
    }
    let mut all: Vec<Near> = best.into_values().collect();
    all.sort_by(|one, other| (one.cost, &one.form).cmp(&(other.cost, &other.form)));
    all
}

/// Names one slip away from a name, the likeliest first.
pub fn near_names(name: &str) -> Vec<String> {
    let key = crate::fold(name);
    let words: Vec<&str> = key.split(' ').collect();
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let letters: Vec<char> = word.chars().collect();
        let Some(alphabet) = alphabet(&letters) else { continue };
        for (slip, cost) in slips(&letters, alphabet) {
            let word_at = |(place, word): (usize, &&str)| {
                if place == at { slip.clone() } else { (*word).to_owned() }
            };
            let name: Vec<String> = words.iter().enumerate().map(word_at).collect();
            all.push((cost, name.join(" ")));
        }
    }
    all.sort();
    let mut seen = HashSet::new();
    all.retain(|(_, name)| *name != key && seen.insert(name.clone()));
    all.into_iter().map(|(_, name)| name).take(MOST_NAMES).collect()
}

/// The letters that a word of these may be written with; nothing for what is no word, or too short
/// or too long a one.
fn alphabet(letters: &[char]) -> Option<&'static str> {
    if !(SHORTEST..=LONGEST).contains(&letters.len()) {
        return None;
    }
    if letters.iter().all(|letter| matches!(letter, 'а'..='я')) {
        return Some(RUSSIAN);
    }
    letters.iter().all(char::is_ascii_lowercase).then_some(LATIN)
}

fn slips(letters: &[char], alphabet: &str) -> Vec<(String, u8)> {
    let mut slips = Vec::with_capacity(letters.len() * 66 + 32);
    let whole = |head: &[char], middle: &[char], tail: &[char]| -> String {
        head.iter().chain(middle).chain(tail).collect()
    };
    for at in 0..=letters.len() {
        let (head, tail) = letters.split_at(at);
        // The first letter is seldom wrong.
        let first = if at == 0 { 3 } else { 0 };
        let before = head.last().copied();
        for letter in alphabet.chars() {
            let doubled = before == Some(letter) || tail.first() == Some(&letter);
            slips.push((whole(head, &[letter], tail), first + if doubled { 1 } else { 2 }));
        }
        let Some((one, rest)) = tail.split_first() else { continue };
        let doubled = before == Some(*one) || rest.first() == Some(one);
        slips.push((whole(head, &[], rest), first + if doubled { 1 } else { 2 }));
        for letter in alphabet.chars().filter(|letter| letter != one) {
            let easy = are_alike(*one, letter) || are_neighbours(*one, letter);
            slips.push((whole(head, &[letter], rest), first + if easy { 1 } else { 3 }));
        }
        if let Some((other, rest)) = rest.split_first().filter(|(other, _)| *other != one) {
            slips.push((whole(head, &[*other, *one], rest), 1 + first / 2));
        }
    }
    slips
}

fn are_alike(one: char, other: char) -> bool {
    ALIKE.contains(&(one, other)) || ALIKE.contains(&(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leads_back_to_the_name() {
        for (typed, meant) in [("Марна", "марина"), ("Марина Кузнецва", "марина кузнецова")]
        {
            assert!(near_names(typed).iter().any(|name| name == meant), "{typed}");
        }
        assert_eq!(near_names("Ян"), [""; 0]);
    }

    #[test]
    fn a_slip_leads_back_to_the_word() {
        let cases = [
            ("доствка", "доставка"),
            ("дотсавка", "доставка"),
            ("доставвка", "доставка"),
            ("даставка", "доставка"),
            ("спсибо", "спасибо"),
            ("диливери", "деливери"),
            ("Колличество", "количество"),
            ("delivary", "delivery"),
        ];
        for (typed, meant) in cases {
            let token = crate::index_tokens(meant).remove(0);
            let found = near(typed);
            let place = found.iter().position(|near| near.token == token);
            assert!(place.is_some(), "{typed}");
            assert!(found.len() < 1_500, "{typed}: {}", found.len());
        }
        assert_eq!(near("даставка").first().unwrap().cost, 1);
        for odd in ["кот", "", "два слова", "wi-fi", "привеt", "12345"] {
            assert_eq!(near(odd), [], "{odd}");
        }
    }
}
