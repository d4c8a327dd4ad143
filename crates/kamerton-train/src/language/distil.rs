//! The word lists of the languages: made once from the tables of letters of lingua and the
//! dictionaries of Tesseract, read at every build.

use super::{folder, unpacked};
use anyhow::{Context, Result};
use fst::{Map, Streamer};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The languages that share a script: two letters, the name in lingua, the name in Tesseract.
const LANGUAGES: [(&str, &str, &str); 18] = [
    ("az", "azerbaijani", "aze"),
    ("be", "belarusian", "bel"),
    ("bg", "bulgarian", "bul"),
    ("de", "german", "deu"),
    ("en", "english", "eng"),
    ("es", "spanish", "spa"),
    ("et", "estonian", "est"),
    ("fr", "french", "fra"),
    ("it", "italian", "ita"),
    ("kk", "kazakh", "kaz"),
    ("mk", "macedonian", "mkd"),
    ("mn", "mongolian", "mon"),
    ("pl", "polish", "pol"),
    ("pt", "portuguese", "por"),
    ("ru", "russian", "rus"),
    ("sr", "serbian", "srp"),
    ("tr", "turkish", "tur"),
    ("uk", "ukrainian", "ukr"),
];
/// Words of a language that are kept.
const MOST: usize = 65_000;
/// Rarer words than this share of all are not kept.
const LEAST: f64 = 1e-8;
/// Letters of the longest sequences that lingua counts.
const LONGEST: usize = 5;
/// Rounds of estimation; after some dozens the frequencies hardly change.
const ROUNDS: usize = 40;

/// Writes the word lists: the words of the dictionaries `lists` (`rus.txt`: one a line) with the
/// frequencies under which their sequences of letters are as frequent as the tables of lingua in
/// `models` say.
pub fn distil(models: &Path, lists: &Path) -> Result<()> {
    for (code, name, list) in LANGUAGES {
        let file = format!("lingua-{name}-language-model/models/ngrams.fst");
        let table = Table::read(&models.join(file))?;
        let text = std::fs::read_to_string(lists.join(list).with_extension("txt"))?;
        // The small form of the Turkish İ is an i and a mark.
        let small = |word: &str| word.to_lowercase().replace('\u{307}', "");
        let mut words: Vec<String> = text.lines().map(small).collect();
        words.retain(|word| word.chars().all(|letter| letter.is_alphabetic() || letter == '\''));
        words.sort_unstable();
        words.dedup();
        let shares = shares(&table, &words);
        let mut order: Vec<(&String, f64)> = words.iter().zip(shares).collect();
        order.retain(|(_, share)| *share >= LEAST);
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        order.truncate(MOST);
        println!("{code}: {} words", order.len());
        save(code, &order)?;
    }
    Ok(())
}

/// How frequent each sequence of letters is, for each letter of the language.
struct Table {
    numbers: HashMap<String, u32>,
    frequencies: Vec<f64>,
}

impl Table {
    /// lingua keeps the logarithm of how often a sequence follows its beginning without the last
    /// letter; the product over its beginnings is its frequency.
    fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        let map = Map::new(bytes)?;
        let mut known: BTreeMap<String, f64> = BTreeMap::new();
        let mut stream = map.stream();
        while let Some((key, value)) = stream.next() {
            known.insert(std::str::from_utf8(key)?.to_owned(), f64::from_bits(value));
        }
        let mut table = Self { numbers: HashMap::new(), frequencies: Vec::new() };
        for key in known.keys() {
            let beginnings = key.char_indices().map(|(at, c)| known.get(&key[..at + c.len_utf8()]));
            let Some(sum) = beginnings.map(Option::<&f64>::copied).sum::<Option<f64>>() else {
                continue;
            };
            table.numbers.insert(key.clone(), table.frequencies.len() as u32);
            table.frequencies.push(libm::exp(sum));
        }
        Ok(table)
    }

    /// The known sequences of a word and how many there are in all.
    fn sequences(&self, word: &str) -> (Vec<u32>, usize) {
        let mut known = Vec::new();
        let mut all = 0;
        for part in word.split('\'') {
            let ends: Vec<usize> =
                part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
            for (from, start) in ends.iter().enumerate() {
                for end in ends.iter().skip(from + 1).take(LONGEST) {
                    known.extend(self.numbers.get(&part[*start..*end]));
                    all += 1;
                }
            }
        }
        (known, all)
    }
}

/// The share of each word in running text, by Richardson and Lucy's iteration: a word whose
/// sequences are more frequent than the words foretell together becomes more frequent itself.
fn shares(table: &Table, words: &[String]) -> Vec<f64> {
    let sequences: Vec<(Vec<u32>, usize)> = words.iter().map(|w| table.sequences(w)).collect();
    let mut shares = vec![1e-6; words.len()];
    let mut foretold = vec![0.0; table.frequencies.len()];
    for _ in 0..ROUNDS {
        foretold.fill(0.0);
        for (share, (known, _)) in shares.iter().zip(&sequences) {
            known.iter().for_each(|at| foretold[*at as usize] += share);
        }
        for (share, (known, all)) in shares.iter_mut().zip(&sequences) {
            let ratio = |at: &u32| table.frequencies[*at as usize] / foretold[*at as usize];
            let sum: f64 = known.iter().map(ratio).filter(|ratio| ratio.is_finite()).sum();
            *share *= sum / (*all).max(1) as f64;
        }
    }
    let all: f64 = shares.iter().sum();
    shares.into_iter().map(|share| share / all).collect()
}

/// A line for each class of frequency: its number, then its words in order. Class n holds the words
/// with a share of about ten to the minus n thirds.
fn save(code: &str, words: &[(&String, f64)]) -> Result<()> {
    let mut classes: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (word, share) in words {
        let class = libm::round(-3.0 * libm::log10(*share)) as u32;
        classes.entry(class).or_default().push(word);
    }
    let mut out = String::new();
    for (class, mut words) in classes {
        words.sort_unstable();
        out += &format!("{class} {}\n", words.join(" "));
    }
    let path = folder().join(format!("{code}.txt.zst"));
    Ok(std::fs::write(path, zstd::encode_all(out.as_bytes(), 19)?)?)
}

/// The words of a language with their classes of frequency.
pub fn read(code: &str) -> Result<Vec<(u32, String)>> {
    let text = unpacked(&folder().join(format!("{code}.txt.zst")))?;
    let mut all = Vec::new();
    for line in text.lines() {
        let (class, words) = line.split_once(' ').context("a line without words")?;
        let class = class.parse()?;
        all.extend(words.split(' ').map(|word| (class, word.to_owned())));
    }
    Ok(all)
}
