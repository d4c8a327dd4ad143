//! Why a record was refused, in the reader's language.
//!
//! Importers say it in an English sentence, which is kept with the record. The usual ones are
//! translated here: what is quoted and what begins with a digit is taken out as `$first`, `$second`
//! and so on, the words that remain name the message. What has no translation stays as it was said.

use crate::words::{Arg, Words};

/// How a sentence of a record ends that was taken without one of its cells.
const PARTLY: &str = "; the rest of the row was imported";
/// Names of what was taken out.
const NAMES: [&str; 3] = ["first", "second", "third"];

/// A reason in the language of the words.
pub(super) fn reason(words: &Words, why: &str) -> String {
    let (main, partly) = match why.strip_suffix(PARTLY) {
        Some(main) => (main, true),
        None => (why, false),
    };
    let said = translated(words, main).unwrap_or_else(|| main.to_owned());
    if partly { words.say("reason-partly", &[("reason", Arg::Text(&said))]) } else { said }
}

/// Where a record stands, in the language of the words: `orders.csv: line 12`.
pub(super) fn place(words: &Words, place: &str) -> String {
    for part in ["line", "record"] {
        let found = place.rsplit_once(&format!(": {part} "));
        if let Some((file, number)) = found.filter(|(_, number)| number.parse::<u64>().is_ok()) {
            let args = [("file", Arg::Text(file)), ("number", Arg::Text(number))];
            return words.say(&format!("place-{part}"), &args);
        }
    }
    place.to_owned()
}

fn translated(words: &Words, why: &str) -> Option<String> {
    let (key, taken) = taken_apart(why);
    let args: Vec<(&str, Arg<'_>)> =
        NAMES.into_iter().zip(&taken).map(|(name, text)| (name, Arg::Text(text))).collect();
    words.has(&key).then(|| words.say(&key, &args))
}

/// The id of a sentence, and what was taken out of it.
fn taken_apart(why: &str) -> (String, Vec<String>) {
    let (mut key, mut taken) = ("reason".to_owned(), Vec::new());
    for (at, part) in why.split(['«', '»']).enumerate() {
        if at % 2 == 1 {
            taken.push(part.to_owned());
            continue;
        }
        let words = part.split(' ').map(|word| word.trim_matches([',', ';', ':', '.']));
        for word in words.filter(|word| !word.is_empty()) {
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                taken.push(word.to_owned());
            } else {
                key.push('-');
                key.extend(word.chars().filter(char::is_ascii_alphanumeric));
            }
        }
    }
    (key.to_ascii_lowercase(), taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_reasons_are_translated() {
        let words = Words::new("ru");
        for (why, said) in [
            ("the date is empty", "дата не указана"),
            ("«пять тысяч» is no amount", "«пять тысяч» — не сумма"),
            (
                "«нет» is no e-mail address; the rest of the row was imported",
                "«нет» — не почта; остальное в строке загружено",
            ),
            ("the row has 3 cells, the header 5", "ячеек в строке 3, а столбцов 5"),
            (
                "its date 2096-01-01T00:00:00Z lies in the future: kept aside, not counted",
                "дата 2096-01-01T00:00:00Z — в будущем: отложено, не посчитано",
            ),
        ] {
            assert_eq!(reason(&words, why), said);
        }
        assert_eq!(reason(&Words::new("en"), "the date is empty"), "the date is empty");
    }

    #[test]
    fn places_are_told() {
        let words = Words::new("ru");
        assert_eq!(place(&words, "а.csv: line 12"), "а.csv: строка\u{a0}12");
        assert_eq!(place(&words, "а.json: record 7"), "а.json: запись\u{a0}7");
        assert_eq!(place(&words, "m.html: message4711"), "m.html: message4711");
    }

    #[test]
    fn others_stay_as_they_were_said() {
        let why = "«a» is something new in 2030";
        assert_eq!(reason(&Words::new("ru"), why), why);
        assert_eq!(taken_apart(why).1, ["a", "2030"]);
    }
}
