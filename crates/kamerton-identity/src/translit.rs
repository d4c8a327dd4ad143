//! One key for a name, whatever script and scheme it was written by.
//!
//! Cyrillic is brought to Latin letters, and Latin of any scheme is coarsened until Юлия, Yuliya,
//! Iuliia, Julia and Ûliâ are one. The same letter means different sounds in different schemes (`j`
//! is й in one and ж in another), so a Latin word has several readings and two words are the same
//! name when any of their readings meet.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// How the doubtful Latin letters are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// `j` й, `c` к, `x` кс, `ch` ч: passports, English.
    Common,
    /// `j` ж, `c` ц, `x` х, `sc` щ: messengers.
    Short,
    /// `j` й, `c` ц, `x` х, `â` я, `û` ю: libraries and standards.
    Learned,
    /// `ch` ш, `j` ж, `ou` у: passports of the Soviet time.
    French,
}

/// The keys of a word, most common reading first, without doubles; none for a word without letters.
pub(crate) fn keys(word: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::with_capacity(2);
    let lower = lower(word);
    let plain = is_plain(&lower);
    for reading in [Reading::Common, Reading::Short, Reading::Learned, Reading::French] {
        if plain && reading != Reading::Common {
            break;
        }
        let key = coarse(&latin(&lower, reading), reading);
        if !key.is_empty() && !found.contains(&key) {
            found.push(key);
        }
    }
    found
}

/// The most common reading of a word; empty for a word without letters.
pub(crate) fn common(word: &str) -> String {
    coarse(&latin(&lower(word), Reading::Common), Reading::Common)
}

/// Whether a letter or a digit; the usual ones without a look into tables.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, 'А'..='я' | 'ё' | 'Ё')
        || !c.is_ascii() && c.is_alphanumeric()
}

/// A text in small letters; the usual ones without a look into tables.
pub(crate) fn small(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            'а'..='я' | 'ё' => out.push(c),
            'А'..='Я' => out.push(char::from_u32(c as u32 + 32).unwrap_or(c)),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// A word in small letters, as it is where it has no others.
fn lower(word: &str) -> Cow<'_, str> {
    let is_small = |c: char| c.is_ascii_lowercase() || ('а'..='ё').contains(&c);
    if word.chars().all(is_small) { Cow::Borrowed(word) } else { Cow::Owned(small(word)) }
}

/// Whether all readings of a word are one: nothing in it is doubtful.
fn is_plain(word: &str) -> bool {
    !word
        .chars()
        .any(|c| matches!(c, 'j' | 'c' | 'x' | 'â' | 'û') || (!c.is_ascii() && !is_cyrillic(c)))
}

/// Whether a letter is Cyrillic.
pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

/// Small Latin letters of a word; marks and signs are gone.
fn latin(word: &str, reading: Reading) -> Vec<u8> {
    let mut out = Vec::with_capacity(word.len() + 4);
    for c in word.chars() {
        if c.is_ascii_lowercase() {
            out.push(c as u8);
            continue;
        }
        let text = match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' | 'э' | 'ё' | 'є' | 'ѣ' => "e",
            'ж' | 'ž' => "zh",
            'з' => "z",
            'и' | 'й' | 'і' | 'ы' => "i",
            'ї' => "ii",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ў' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' | 'č' => "ch",
            'ш' | 'š' => "sh",
            'щ' | 'ŝ' => "shch",
            'ю' => "iu",
            'я' => "ia",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' | 'ð' => "d",
            'æ' => "ae",
            'œ' => "oe",
            'ı' => "i",
            'þ' => "th",
            'â' if reading == Reading::Learned => "ia",
            'û' if reading == Reading::Learned => "iu",
            _ => {
                out.extend(
                    std::iter::once(c).nfd().filter(char::is_ascii_lowercase).map(|c| c as u8),
                );
                continue;
            }
        };
        out.extend_from_slice(text.as_bytes());
    }
    out
}

/// Letter groups of the schemes, longest first. Capitals stand for one sound each: `S` ш and щ, `C` ч,
/// `Z` ж, `T` ц.
const GROUPS: &[(&[u8], &[u8])] = &[
    (b"shtch", b"S"),
    (b"chtch", b"S"),
    (b"shch", b"S"),
    (b"tsch", b"C"),
    (b"shh", b"S"),
    (b"sch", b"S"),
    (b"tch", b"C"),
    (b"sh", b"S"),
    (b"zh", b"Z"),
    (b"kh", b"h"),
    (b"ts", b"T"),
    (b"tz", b"T"),
    (b"tc", b"T"),
    (b"cz", b"T"),
    (b"ph", b"f"),
    (b"ck", b"k"),
    (b"qu", b"ku"),
    (b"ou", b"u"),
];

fn coarse(word: &[u8], reading: Reading) -> String {
    squeeze(&iotated(&sounds(word, reading)))
}

fn sounds(word: &[u8], reading: Reading) -> Vec<u8> {
    let short = reading == Reading::Short;
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some((&letter, after)) = rest.split_first() {
        if matches!(letter, b's' | b'c' | b't' | b'z' | b'k' | b'p' | b'q' | b'o')
            && let Some((group, sound)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group))
        {
            out.extend_from_slice(sound);
            rest = rest.get(group.len()..).unwrap_or_default();
            continue;
        }
        let next = after.first().copied().unwrap_or(0);
        rest = after;
        match (letter, next) {
            (b's', b'c') if short => {
                out.push(b'S');
                rest = after.get(1..).unwrap_or_default();
            }
            (b'c', b'h') => {
                out.push(if reading == Reading::French { b'S' } else { b'C' });
                rest = after.get(1..).unwrap_or_default();
            }
            (b'c', _) if short || reading == Reading::Learned => out.push(b'T'),
            (b'c', b'e' | b'i' | b'y') => out.push(b's'),
            (b'c' | b'q', _) => out.push(b'k'),
            (b'j', _) if short || reading == Reading::French => out.push(b'Z'),
            (b'j' | b'y', _) => out.push(b'i'),
            (b'w', _) => out.push(b'v'),
            (b'x', _) if short || reading == Reading::Learned => out.push(b'h'),
            (b'x', _) => out.extend_from_slice(b"ks"),
            _ => out.push(letter),
        }
    }
    out
}

/// Runs of и, й, ы: before а and у one is left, before е none; ио between consonants is ё.
fn iotated(word: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some((&letter, after)) = rest.split_first() {
        rest = after;
        if letter != b'i' {
            out.push(letter);
            continue;
        }
        while let Some((b'i', after)) = rest.split_first() {
            rest = after;
        }
        let mut ahead = rest.iter().copied();
        match (ahead.next(), ahead.next()) {
            (Some(b'e'), _) => {}
            (Some(b'o'), Some(c)) if !is_vowel(c) => {
                out.push(b'e');
                rest = rest.get(1..).unwrap_or_default();
            }
            _ => out.push(b'i'),
        }
    }
    out
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Doubles, umlauts written out, a mute h and a German ending are no difference.
fn squeeze(word: &[u8]) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = 0;
    let mut letters = word.iter().copied().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let mute = letter == b'h' && is_vowel(last) && !next.is_some_and(is_vowel);
        let umlaut = letter == b'e' && matches!(last, b'a' | b'o' | b'u');
        if letter == last || mute || umlaut {
            continue;
        }
        out.push(char::from(letter));
        last = letter;
    }
    if out.len() > 3 && (out.ends_with("of") || out.ends_with("ef")) {
        out.pop();
        out.push('v');
    }
    out
}

/// Small letters and digits of a word without marks: what is compared letter by letter.
pub(crate) fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    if word.is_ascii() {
        out.extend(
            word.bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|c| char::from(c.to_ascii_lowercase())),
        );
        return out;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'ё' => out.push('е'),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            _ if is_cyrillic(c) => out.push(c),
            _ => out.extend(
                std::iter::once(c)
                    .nfkd()
                    .filter(|c| c.is_alphanumeric())
                    .flat_map(char::to_lowercase),
            ),
        }
    }
    out
}
