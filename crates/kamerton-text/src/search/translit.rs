//! Russian in Latin letters and Latin names in Russian ones: «dostavka», «филипс». People spell both
//! in many ways, so a word has many readings, the usual ones first.

use crate::fold::fold;

/// Longer texts are none that somebody spells: every letter costs a copy of all readings so far.
const LONGEST: usize = 80;
/// At most so many readings.
const MOST: usize = 32;
/// Half-made readings that are kept at each letter.
const KEPT: usize = 48;

/// What a spelling may stand for, the usual first.
type Table = [(&'static str, &'static [&'static str])];

#[rustfmt::skip]
const TO_RUSSIAN: &Table = &[
    ("shch", &["щ"]), ("sch", &["щ", "сч"]), ("tch", &["ч"]), ("zh", &["ж"]), ("kh", &["х"]),
    ("sh", &["ш"]), ("ch", &["ч", "х"]), ("ts", &["ц", "тс"]), ("tz", &["ц"]), ("ph", &["ф"]),
    ("ya", &["я"]), ("ja", &["я"]), ("ia", &["ия", "я", "иа"]), ("yu", &["ю"]), ("ju", &["ю"]),
    ("iu", &["ю", "иу"]), ("yo", &["е", "йо"]), ("jo", &["е"]), ("io", &["ио", "е"]),
    ("ye", &["е", "ье"]), ("je", &["е"]), ("iy", &["ий"]), ("yy", &["ый"]), ("ij", &["ий"]),
    ("yj", &["ый"]), ("ck", &["к"]), ("oo", &["у", "оо"]), ("ee", &["и", "ее"]), ("''", &["ъ"]),
    ("a", &["а"]), ("b", &["б"]), ("c", &["ц", "к", "с"]), ("d", &["д"]), ("e", &["е", "э"]),
    ("f", &["ф"]), ("g", &["г"]), ("h", &["х", ""]), ("i", &["и", "й"]), ("j", &["й", "ж", "дж"]),
    ("k", &["к"]), ("l", &["л", "ль"]), ("m", &["м"]), ("n", &["н", "нь"]), ("o", &["о"]),
    ("p", &["п"]), ("q", &["к", "я"]), ("r", &["р"]), ("s", &["с"]), ("t", &["т", "ть"]),
    ("u", &["у", "ю"]), ("v", &["в"]), ("w", &["в", "ш"]), ("x", &["кс", "х"]),
    ("y", &["ы", "й", "и"]), ("z", &["з"]), ("'", &["ь", ""]), ("4", &["ч", "4"]),
];

#[rustfmt::skip]
const TO_LATIN: &Table = &[
    ("кс", &["x", "ks"]), ("дж", &["j", "g", "dzh"]), ("ай", &["ai", "i", "ay"]),
    ("ей", &["ey", "ay", "ei"]), ("ий", &["y", "iy"]), ("ия", &["ia", "iya"]),
    ("а", &["a"]), ("б", &["b"]), ("в", &["v", "w"]), ("г", &["g", "h"]), ("д", &["d"]),
    ("е", &["e", "yo"]), ("ж", &["zh", "j", "g"]), ("з", &["z", "s"]), ("и", &["i", "y"]),
    ("й", &["y", "i", "j"]), ("к", &["k", "c", "ck"]), ("л", &["l", "ll"]), ("м", &["m"]),
    ("н", &["n"]), ("о", &["o"]), ("п", &["p"]), ("р", &["r"]), ("с", &["s", "c"]), ("т", &["t"]),
    ("у", &["u", "oo", "w"]), ("ф", &["f", "ph"]), ("х", &["h", "kh"]), ("ц", &["ts", "c", "z"]),
    ("ч", &["ch"]), ("ш", &["sh"]), ("щ", &["sch", "shch"]), ("ъ", &[""]), ("ы", &["y"]),
    ("ь", &["", "'"]), ("э", &["e", "a"]), ("ю", &["yu", "u"]), ("я", &["ya", "ia"]),
];

/// What `text` may be in the other of the two scripts, the usual readings first; nothing when it has
/// letters of both or of neither, or is too long to be a name.
pub fn in_the_other_script(text: &str) -> Vec<String> {
    if text.chars().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let text = fold(text).replace(['’', '`'], "'");
    let latin = text.chars().any(|letter| letter.is_ascii_lowercase());
    let russian = text.chars().any(|letter| matches!(letter, 'а'..='я'));
    match (latin, russian) {
        (true, false) => readings(&text, TO_RUSSIAN),
        (false, true) => readings(&text, TO_LATIN),
        _ => Vec::new(),
    }
}

/// A half-made reading, and how unusual it is.
type Reading = (usize, String);

fn readings(text: &str, table: &Table) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut ends: Vec<Vec<Reading>> = vec![Vec::new(); letters.len() + 1];
    if let Some(first) = ends.first_mut() {
        first.push((0, String::new()));
    }
    for (at, letter) in letters.iter().enumerate() {
        let begun = ends.get_mut(at).map(std::mem::take).unwrap_or_default();
        let begun = least(begun, KEPT);
        let rest: String = letters.iter().skip(at).take(4).collect();
        let fits: Vec<_> = table.iter().filter(|(from, _)| rest.starts_with(from)).collect();
        // A short spelling where a longer one would do is unusual.
        let longest = fits.iter().map(|(from, _)| from.chars().count()).max().unwrap_or(1);
        if fits.is_empty() {
            let own = letter.to_string();
            extend(&mut ends, at + 1, &begun, &own, 0);
        }
        for (from, to) in fits {
            let length = from.chars().count();
            for (place, to) in to.iter().enumerate() {
                extend(&mut ends, at + length, &begun, to, place + 2 * (longest - length));
            }
        }
    }
    let whole = ends.pop().unwrap_or_default();
    least(whole, MOST).into_iter().map(|(_, reading)| reading).collect()
}

fn extend(ends: &mut [Vec<Reading>], at: usize, begun: &[Reading], more: &str, cost: usize) {
    let Some(end) = ends.get_mut(at) else { return };
    end.extend(begun.iter().map(|(before, reading)| (before + cost, format!("{reading}{more}"))));
}

fn least(mut readings: Vec<Reading>, most: usize) -> Vec<Reading> {
    readings.sort();
    let mut seen = std::collections::HashSet::new();
    readings.retain(|(_, reading)| seen.len() < most && seen.insert(reading.clone()));
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_to_be_a_name_is_left_alone() {
        assert_eq!(in_the_other_script(&"x".repeat(LONGEST + 1)), [""; 0]);
        assert!(!in_the_other_script(&"x".repeat(LONGEST)).is_empty());
    }

    #[test]
    fn usual_spellings_are_read() {
        let cases = [
            ("dostavka", "доставка"),
            ("Spasibo", "спасибо"),
            ("zakaz", "заказ"),
            ("shchetka", "щетка"),
            ("schetka", "щетка"),
            ("chashka", "чашка"),
            ("zhaloba", "жалоба"),
            ("horosho", "хорошо"),
            ("khorosho", "хорошо"),
            ("yabloko", "яблоко"),
            ("jabloko", "яблоко"),
            ("yubka", "юбка"),
            ("yolka", "елка"),
            ("skolko", "сколько"),
            ("kupit'", "купить"),
            ("kupit", "купить"),
            ("maslo", "масло"),
            ("tsena", "цена"),
            ("cena", "цена"),
            ("Ekaterina", "екатерина"),
            ("vyhod", "выход"),
            ("novyj", "новый"),
            ("филипс", "philips"),
            ("леново", "lenovo"),
            ("бош", "bosh"),
            ("ксерокс", "xerox"),
            ("сяоми", "syaomi"),
        ];
        for (text, expected) in cases {
            let found = in_the_other_script(text);
            assert!(found.iter().any(|one| one == expected), "{text}: {found:?}");
            assert!(found.len() <= MOST);
        }
        assert_eq!(in_the_other_script("dostavka").first().unwrap(), "доставка");
        assert_eq!(in_the_other_script("wi-fi для"), [""; 0]);
        assert_eq!(in_the_other_script("42"), [""; 0]);
    }
}
