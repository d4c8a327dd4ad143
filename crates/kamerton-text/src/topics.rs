//! What a message is about: nouns and fixed phrases of the lists, in their base form.

use std::borrow::Cow;
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use crate::Lang;
use crate::tokens::Words;

/// So many topics of a message at most.
const MOST: usize = 3;
/// The longest phrase of the lists, in words.
const LONGEST: usize = 4;

/// Whether a word may be a form of a noun with this stem: it ends as nouns do.
fn ends_as_noun(written: &str, stem: &str) -> bool {
    const ENDINGS: [&str; 36] = [
        "", "а", "я", "о", "е", "ь", "й", "ы", "и", "у", "ю", "ой", "ей", "ою", "ею", "ом", "ем",
        "ам", "ям", "ами", "ями", "ах", "ях", "ов", "ев", "ий", "ия", "ие", "ию", "ии", "ием",
        "ью", "иям", "иями", "иях", "ья",
    ];
    let ending = written.strip_prefix(stem);
    written.is_ascii() || ending.is_none_or(|ending| ENDINGS.contains(&ending))
}

/// A topic of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its base form: «доставка», «личный кабинет».
    pub name: &'static str,
    /// First byte where it is first spoken of.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

#[derive(Debug, Default)]
struct Nouns {
    /// By stems with one space between; nothing for what is never a topic.
    names: HashMap<String, Option<&'static str>>,
    /// The first stems of phrases.
    openers: HashSet<String>,
    /// Words as they are written whose stem is that of a noun and that are none.
    others: HashSet<&'static str>,
}

fn nouns(lang: Lang) -> Option<&'static Nouns> {
    static RUSSIAN: OnceLock<Nouns> = OnceLock::new();
    static ENGLISH: OnceLock<Nouns> = OnceLock::new();
    match lang {
        Lang::Ru => Some(RUSSIAN.get_or_init(|| read(include_str!("../data/ru/nouns.txt")))),
        Lang::En => Some(ENGLISH.get_or_init(|| read(include_str!("../data/en/nouns.txt")))),
        Lang::Other => None,
    }
}

/// The parts of a list, in their order.
enum Part {
    Nouns,
    Phrases,
    Stop,
    NoNouns,
}

/// Reads a list: a noun with its forms of other stems on each line; under `# phrases` a phrase on
/// each line; under `# stop` what is never a topic; under `# no nouns` words of other kinds.
fn read(list: &'static str) -> Nouns {
    let mut nouns = Nouns::default();
    let mut part = Part::Nouns;
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            part = match heading.trim() {
                "phrases" => Part::Phrases,
                "stop" => Part::Stop,
                "no nouns" => Part::NoNouns,
                _ => part,
            };
            continue;
        }
        let mut forms = line.split(' ');
        match part {
            Part::Nouns => {
                let name = line.split(' ').next();
                for form in forms {
                    nouns.names.entry(key(form)).or_insert(name);
                }
            }
            Part::Phrases => {
                let key = key(line);
                nouns.openers.extend(key.split(' ').next().map(str::to_owned));
                nouns.names.entry(key).or_insert(Some(line));
            }
            Part::Stop => nouns.names.extend(forms.map(|form| (key(form), None))),
            Part::NoNouns => nouns.others.extend(forms.by_ref()),
        }
    }
    nouns
}

fn key(phrase: &str) -> String {
    Words::cut(phrase).stems().join(" ")
}

/// The topics of a message, phrases before single nouns, otherwise in their order; none in languages
/// that are not read.
pub(crate) fn among(words: &Words, stems: &[Cow<'_, str>], lang: Lang) -> Vec<Topic> {
    let Some(nouns) = nouns(lang) else { return Vec::new() };
    /// Whoever writes more has named the topic by then.
    const READ: usize = 400;
    let stems = stems.get(..READ).unwrap_or(stems);
    let mut key = String::new();
    let mut found: Vec<(usize, Topic)> = Vec::new();
    let mut at = 0;
    while at < stems.len() {
        let written = words.all.get(at).map_or("", |word| words.form(word));
        let longest = LONGEST.min(stems.len() - at);
        key.clear();
        let mut hit = None;
        for (ahead, stem) in stems.iter().skip(at).take(longest).enumerate() {
            if ahead > 0 {
                key.push(' ');
            }
            key.push_str(stem);
            if let Some(name) = nouns.names.get(&key) {
                hit = Some((ahead + 1, *name));
            }
            if ahead == 0 && !nouns.openers.contains(&key) {
                break;
            }
        }
        let stem = stems.get(at).map_or("", AsRef::as_ref);
        let is_noun = || !nouns.others.contains(written) && ends_as_noun(written, stem);
        let hit = hit.filter(|(length, _)| *length > 1 || is_noun());
        let Some((length, name)) = hit else {
            at += 1;
            continue;
        };
        let ends = words.all.get(at).zip(words.all.get(at + length - 1));
        if let Some((name, (first, last))) = name.zip(ends)
            && !found.iter().any(|(_, topic)| topic.name == name)
        {
            let topic = Topic { name, start: first.start as usize, end: last.end as usize };
            found.push((length, topic));
        }
        at += length;
    }
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length > 1));
    found.into_iter().take(MOST).map(|(_, topic)| topic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_stand_in_base_form() {
        let names = |text, lang| -> Vec<&str> {
            let words = Words::cut(text);
            among(&words, &words.stems(), lang).into_iter().map(|topic| topic.name).collect()
        };
        assert_eq!(
            names("Когда починят доставку и личный кабинет?", Lang::Ru),
            ["личный кабинет", "доставка"]
        );
        assert_eq!(names("ну вот", Lang::Ru), [""; 0]);
        assert_eq!(names("доставку", Lang::Other), [""; 0]);
    }
}
