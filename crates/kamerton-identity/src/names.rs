//! What is known of names beforehand: short forms, how frequent a name is, whose name it is.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::translit;

/// Whose name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// A man's.
    Man,
    /// A woman's.
    Woman,
}

/// What a word means as a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Numbers of the full names it may stand for, in order.
    pub full: Vec<u16>,
    /// Whose given name it is, where it is one person's.
    pub sex: Option<Sex>,
    /// Share of people with this given name where Russian names are usual, 0 where it is not known.
    pub given: f32,
    /// Share of people with this surname, as before.
    pub surname: f32,
}

const LISTS: [&str; 3] = [
    include_str!("../data/diminutives-ru.txt"),
    include_str!("../data/names-world.txt"),
    include_str!("../data/nicknames-en.txt"),
];
const TABLE: &str = include_str!("../data/names-ru.tsv");

/// What is known of the name of a key (see [`translit::keys`]).
pub(crate) fn known(key: &str) -> Option<&'static Known> {
    table().known.get(key)
}

/// The key of a full name by its number.
pub(crate) fn full(number: u16) -> &'static str {
    table().full.get(usize::from(number)).map_or("", String::as_str)
}

/// All that is known.
struct Names {
    known: HashMap<String, Known>,
    /// Keys of the full names by their numbers.
    full: Vec<String>,
}

fn table() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(read)
}

fn read() -> Names {
    let mut full_names: Vec<String> = Vec::new();
    let mut names: HashMap<String, Known> = HashMap::default();
    let mut numbers: HashMap<String, u16> = HashMap::default();
    let lines = LISTS.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#'));
    for (full, forms) in lines.filter_map(|line| line.split_once(':')) {
        let Some(full_key) = key(full) else { continue };
        let number = *numbers.entry(full_key.clone()).or_insert_with(|| {
            full_names.push(full_key.clone());
            u16::try_from(full_names.len() - 1).unwrap_or(u16::MAX)
        });
        let forms = forms.split_whitespace().filter_map(key);
        for form in std::iter::once(full_key).chain(forms) {
            let known = names.entry(form).or_default();
            if let Err(place) = known.full.binary_search(&number) {
                known.full.insert(place, number);
            }
        }
    }
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(kind), Some(sex), Some(count)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Some(key) = key(name) else { continue };
        let share = count.parse::<f32>().unwrap_or(0.0) / 1e6;
        let known = names.entry(key).or_default();
        if kind == "g" {
            known.given += share;
            known.sex = known.sex.or(match sex {
                "m" => Some(Sex::Man),
                "f" => Some(Sex::Woman),
                _ => None,
            });
        } else {
            known.surname += share;
        }
    }
    Names { known: names, full: full_names }
}

fn key(name: &str) -> Option<String> {
    translit::keys(name.trim()).into_iter().next()
}

/// Whether a word ends as a patronymic does, and whose.
pub(crate) fn patronymic(key: &str) -> Option<Sex> {
    const MAN: [&str; 3] = ["oviC", "eviC", "iliC"];
    const WOMAN: [&str; 4] = ["ovna", "evna", "iCna", "inisna"];
    if key.len() < 6 {
        None
    } else if MAN.iter().any(|end| key.ends_with(end)) {
        Some(Sex::Man)
    } else if WOMAN.iter().any(|end| key.ends_with(end)) {
        Some(Sex::Woman)
    } else {
        None
    }
}

/// Whose a surname is by its ending, where endings tell: Иванов, Иванова, Красный, Красная.
pub(crate) fn surname_sex(key: &str) -> Option<Sex> {
    const WOMAN: [&str; 5] = ["ova", "eva", "ina", "skaia", "Tkaia"];
    const MAN: [&str; 5] = ["ov", "ev", "in", "ski", "Tki"];
    if key.len() < 5 {
        None
    } else if WOMAN.iter().any(|end| key.ends_with(end)) {
        Some(Sex::Woman)
    } else if MAN.iter().any(|end| key.ends_with(end)) {
        Some(Sex::Man)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let full =
            |name: &str| key(name).and_then(|key| known(&key)).map(|known| known.full.clone());
        let (Some(one), Some(other)) = (full(one), full(other)) else { return false };
        one.iter().any(|number| other.contains(number))
    }

    #[test]
    fn short_forms_stand_for_full_names() {
        for (one, other) in [
            ("Саша", "Александр"),
            ("Саша", "Александра"),
            ("Шурик", "Sasha"),
            ("Валя", "Валентина"),
            ("Валя", "Валентин"),
            ("Serega", "Сергей"),
            ("Саня", "Alexander"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        assert!(!same("Саша", "Мария"));
    }

    #[test]
    fn endings_tell_whose() {
        let of = |word: &str| patronymic(&key(word).unwrap_or_default());
        assert_eq!(of("Сергеевич"), Some(Sex::Man));
        assert_eq!(of("Sergeevna"), Some(Sex::Woman));
        assert_eq!(of("Никитична"), Some(Sex::Woman));
        assert_eq!(of("Маркович"), Some(Sex::Man));
        assert_eq!(of("Зимин"), None);
    }
}
