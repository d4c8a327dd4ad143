//! Texts: quotation marks, spaces that do not break, clipping, names and telephone numbers.

use unicode_segmentation::UnicodeSegmentation;

use super::{Language, NBSP};

/// What may stand before the first letter of a word.
const OPENING: [char; 3] = ['«', '„', '('];

/// Words that must not stand alone at the end of a line.
const LEAN_ON_NEXT: [&str; 34] = [
    "а",
    "без",
    "в",
    "во",
    "да",
    "для",
    "до",
    "за",
    "и",
    "из",
    "или",
    "к",
    "ко",
    "на",
    "над",
    "не",
    "ни",
    "но",
    "о",
    "об",
    "обо",
    "от",
    "ото",
    "перед",
    "по",
    "под",
    "при",
    "про",
    "с",
    "со",
    "то",
    "у",
    "через",
    "что",
];

/// Bytes of the longest of them.
const LONGEST_LEAN: usize = "перед".len();

/// Our own words with spaces that do not break: after short prepositions, after a number, before a
/// dash. What people wrote is shown as they wrote it.
pub fn typeset(language: Language, text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        shown.push_str(word);
        if let Some(next) = words.peek() {
            let tied = matches!(*next, "—" | "–")
                || is_number(word)
                || (language == Language::Ru && leans(word));
            shown.push(if tied { NBSP } else { ' ' });
        }
    }
    shown
}

fn leans(word: &str) -> bool {
    let bare = word.trim_start_matches(OPENING);
    bare.len() <= LONGEST_LEAN && LEAN_ON_NEXT.contains(&bare.to_lowercase().as_str())
}

fn is_number(word: &str) -> bool {
    let bare = word.trim_start_matches(OPENING);
    bare.ends_with(|last: char| last.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, NBSP | ',' | '−' | '+'))
}

/// A quotation in the language's marks, those inside it one step smaller: «ёлочки», „лапки“.
pub fn quoted(language: Language, text: &str) -> String {
    quoted_pieces(language, &[text.trim()]).concat()
}

/// As [`quoted`], of a text in pieces: the marks around it come to the first and the last. Whoever marks a
/// piece puts empty ones around, so that the marks of quotation are not marked with it.
pub fn quoted_pieces(language: Language, pieces: &[&str]) -> Vec<String> {
    let [open, close, inner_open, inner_close] = match language {
        Language::Ru => ['«', '»', '„', '“'],
        Language::En => ['“', '”', '‘', '’'],
    };
    let sets_straight = has_quotations(&pieces.concat());
    let mut is_inside = false;
    let mut all: Vec<String> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut shown = String::with_capacity(piece.len() + 8);
        if all.is_empty() {
            shown.push(open);
        }
        for character in piece.chars() {
            let opens = match character {
                '«' | '„' => true,
                '»' | '”' => false,
                '"' if !sets_straight => {
                    shown.push(character);
                    continue;
                }
                '"' | '“' => !is_inside,
                other => {
                    shown.push(other);
                    continue;
                }
            };
            shown.push(if opens { inner_open } else { inner_close });
            is_inside = opens;
        }
        all.push(shown);
    }
    if let Some(last) = all.last_mut() {
        last.push(close);
    }
    all
}

/// Whether the straight marks of a text are those of quotations. Those of code, measures and halves of pairs
/// stay as they were typed: who copies them needs them.
fn has_quotations(text: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let (mut before, mut before_that) = (None, None);
    let mut count = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '"' {
            let after = characters.peek().copied();
            let fits = if count % 2 == 0 {
                let is_within = before == Some('(') && is_edge(before_that);
                (is_edge(before) || is_within) && !is_edge(after)
            } else {
                let ends = |c: char| matches!(c, '.' | ',' | '!' | '?' | ';' | ')' | '…');
                !is_edge(before) && (is_edge(after) || after.is_some_and(ends))
            };
            if !fits {
                return false;
            }
            count += 1;
        } else if matches!(character, '{' | '}' | '=' | '<' | '>' | '\\' | '|') {
            return false;
        }
        (before_that, before) = (before, Some(character));
    }
    count % 2 == 0
}

/// The beginning of a text on one line, at most so many characters as a reader counts them, with
/// an ellipsis when there is more; whole words where that loses little.
pub fn clip(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = line.grapheme_indices(true).nth(most) else { return line };
    let head = line.get(..cut).unwrap_or_default();
    let whole = match head.rfind(' ') {
        Some(space) if !line[cut..].starts_with(' ') && space * 5 >= cut * 4 => &head[..space],
        _ => head,
    };
    format!("{}…", whole.trim_end_matches([' ', ',', '.', ':', ';', '—', '–', '-']))
}

/// A name that cannot turn the line around it: without control characters and marks of direction; a
/// telephone number, where nobody knows more, as it is read. Pages put it into `<bdi>`.
pub fn name(text: &str) -> String {
    let is_safe = |c: char| {
        !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            && (!c.is_control() || c.is_whitespace())
    };
    let kept: String = text.chars().filter(|c| is_safe(*c)).collect();
    phone(&kept.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A telephone number as it is read: `+79991234567` is `+7 999 123-45-67`. Others stay as they are.
pub fn phone(number: &str) -> String {
    let digits = number
        .strip_prefix("+7")
        .filter(|rest| rest.len() == 10 && rest.chars().all(|c| c.is_ascii_digit()));
    let Some(digits) = digits else { return number.to_owned() };
    let (code, rest) = digits.split_at(3);
    let (first, rest) = rest.split_at(3);
    let (second, third) = rest.split_at(2);
    format!("+7{NBSP}{code}{NBSP}{first}-{second}-{third}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RU: Language = Language::Ru;

    #[test]
    fn short_words_hold_on_to_the_next() {
        let set = typeset(RU, "В субботу и в 12 часов — встреча у реки, не на площади");
        assert_eq!(
            set.replace(NBSP, "_"),
            "В_субботу и_в_12_часов_— встреча у_реки, не_на_площади"
        );
        assert_eq!(typeset(RU, "«О нас» (с картой)"), "«О\u{a0}нас» (с\u{a0}картой)");
        assert_eq!(typeset(Language::En, "in a row — done"), "in a row\u{a0}— done");
        assert_eq!(typeset(Language::En, "said 1 day ago"), "said 1\u{a0}day ago");
        assert_eq!(typeset(RU, ""), "");
    }

    #[test]
    fn quotations_inside_quotations() {
        assert_eq!(quoted(RU, "Спасибо"), "«Спасибо»");
        assert_eq!(quoted(RU, "Клуб \"Ветер\" и «Берег»"), "«Клуб „Ветер“ и „Берег“»");
        assert_eq!(quoted(RU, "Клуб „Ветер“"), "«Клуб „Ветер“»");
        assert_eq!(quoted(Language::En, "the “Wind”"), "“the ‘Wind’”");
        let pieces = ["Клуб \"", "Ветер", "\" ждёт"];
        assert_eq!(quoted_pieces(RU, &pieces), ["«Клуб „", "Ветер", "“ ждёт»"]);
        assert_eq!(quoted(RU, " "), "«»");
        for code in [
            "session.get(\"id\")",
            "{ \"id\": 345363 }",
            "id=\"x\"",
            "экран 27\" и 32\"",
            "начал \"и не кончил",
        ] {
            assert_eq!(quoted(RU, code), format!("«{code}»"), "it stays as it was typed");
        }
    }

    #[test]
    fn clipping_keeps_characters_whole() {
        assert_eq!(clip("коротко", 10), "коротко");
        assert_eq!(clip("раз\n\tдва", 10), "раз два");
        assert_eq!(clip("Поставили шипы и поехали", 15), "Поставили шипы…");
        assert_eq!(clip("Поставили шипы, и поехали", 15), "Поставили шипы…");
        assert_eq!(clip("Превысокомногорассмотрительствующее", 8), "Превысок…");
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(clip(&family.repeat(3), 2), format!("{family}{family}…"));
        assert_eq!(clip("й́й́й́", 1), "й́…", "letters with their marks");
        assert_eq!(clip("", 5), "");
    }

    #[test]
    fn names_do_not_turn_the_line_around() {
        assert_eq!(name("Анна\u{202e} (админ)\n"), "Анна (админ)");
        assert_eq!(name("محمد \u{2067}علي"), "محمد علي");
        assert_eq!(name("Зөһрә\u{0}"), "Зөһрә");
        assert_eq!(name("+79991234567").replace(NBSP, " "), "+7 999 123-45-67");
    }

    #[test]
    fn telephone_numbers() {
        assert_eq!(phone("+79991234567").replace(NBSP, " "), "+7 999 123-45-67");
        assert_eq!(phone("+4930123456"), "+4930123456");
        assert_eq!(phone("+7999"), "+7999");
        assert_eq!(phone("+7абвгд"), "+7абвгд");
    }
}
