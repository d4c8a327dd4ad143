//! Lines that say who wrote when what is quoted: `On Tue, 23 Jul 2002, Anna wrote:`.

use super::lines::{Line, is_space, unquoted};

/// So many lines may be joined to one such sentence.
const MOST_LINES: usize = 6;
/// It is no longer than this.
const LONGEST: usize = 400;

/// How many lines the introduction has that begins here.
pub(super) fn length(lines: &[Line<'_>], rendered: bool) -> Option<usize> {
    let first = lines.first()?;
    if first.text.len() > LONGEST || !may_begin(first.text) {
        return None;
    }
    let mut whole = String::new();
    for (at, line) in lines.iter().take(MOST_LINES).enumerate() {
        // `<anna@example.org` may be closed in the next line.
        let open = is_open(&whole);
        let another = at > 0 && (line.quoted && !open || begins_another(line.text));
        if another || line.code || whole.len() + line.text.len() > LONGEST {
            return None;
        }
        let text = line.text.trim_matches(is_space);
        if at > 0 && !text.is_empty() {
            // A sentence that ended, or a paragraph: no introduction went on.
            let before = whole.trim_end();
            if before.ends_with(['.', '!', '?']) && !ends_shortened(before) {
                return None;
            }
            whole.push(' ');
        }
        whole.push_str(text);
        if text.is_empty() && !has_moment(&whole) {
            return None;
        }
        let after = lines.get(at + 1..).unwrap_or_default();
        let next = after.iter().find(|line| !line.is_blank());
        let follows = match next {
            Some(line) if line.quoted => Follows::Quote,
            Some(line) if line.is_barred() => Follows::Bars,
            Some(_) => Follows::Text,
            None if rendered => Follows::Quote,
            None => Follows::Nothing,
        };
        if !is_open(&whole) && is_whole(&whole, follows) {
            return Some(at + 1);
        }
    }
    None
}

fn is_open(text: &str) -> bool {
    text.matches('<').count() > text.matches('>').count()
}

fn begins_another(line: &str) -> bool {
    opens(line) && has_moment(line) && (has_verb(line) || names_address(line))
}

/// Who is named as the author: what stands in quotes, else before the address.
pub(super) fn name(lines: &[Line<'_>]) -> Option<String> {
    let text = lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ");
    let before = text.split('<').next()?;
    let quoted = before.split('"').nth(1);
    let last = before.rsplit([',', ':']).next().unwrap_or(before);
    let name = quoted.unwrap_or(last).trim().trim_start_matches("от ").trim();
    let named = !name.is_empty() && name.chars().any(char::is_alphabetic) && name.len() <= 200;
    named.then(|| name.to_owned())
}

/// Whether a quote itself begins with an introduction, or is the head of a mail that was passed on.
pub(super) fn is_inside(block: &[Line<'_>]) -> bool {
    let bare: Vec<Line<'_>> = block
        .iter()
        .map(|line| Line { text: unquoted(line.text), quoted: false, code: false })
        .skip_while(Line::is_blank)
        .take(MOST_LINES)
        .collect();
    length(&bare, true).is_some()
        || bare.first().is_some_and(|line| super::heads::begins_copy(line.text))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Quote,
    Bars,
    Text,
    Nothing,
}

fn may_begin(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    has_digit(line) || line.contains('@') || has_verb(line) || line.starts_with("* ")
}

fn has_digit(line: &str) -> bool {
    line.bytes().any(|byte| byte.is_ascii_digit())
}

/// `… am Fr., 28.` goes on in the next line.
fn ends_shortened(line: &str) -> bool {
    let word = line.split_whitespace().next_back().unwrap_or_default();
    word.len() <= 8 && line.ends_with('.')
}

fn is_whole(text: &str, follows: Follows) -> bool {
    let text = text.trim_matches(is_space);
    let bare = text.trim_end_matches(|letter: char| is_space(letter) || ":：".contains(letter));
    let colon = bare.len() < text.len() && text.ends_with([':', '：']);
    let quoted = follows == Follows::Quote || follows == Follows::Bars;
    if !(colon || quoted && bare.ends_with(['>', '.'])) {
        return false;
    }
    let address = names_address(bare);
    if !colon {
        // `2013/7/20 Anna <anna@example.org>`, `Anna writes...`
        return quoted && has_moment(bare) && opens(bare) && address && bare.ends_with('>')
            || follows == Follows::Quote && text.ends_with("...") && ends_with_verb(text);
    }
    let told = ends_with_verb(bare);
    let moment = has_moment(bare);
    if follows == Follows::Quote || follows == Follows::Bars {
        return told
            || moment && (address || has_verb(bare))
            || address && has_verb(bare)
            || address && opens(bare);
    }
    // What follows is not marked: all of it is taken for a copy, so this has to be certain.
    let named = address && (told || bare.ends_with(['>', ')', ']', '@']));
    moment && opens(bare) && (told || named || has_verb(bare) && bare.ends_with('>'))
        || moment && address && has_verb(bare)
}

/// Names an address: `<anna@example.org>`, `anna@example.org`, `[mailto:…]`.
fn names_address(text: &str) -> bool {
    text.split(|letter: char| is_space(letter) || "<>[]()\"',;".contains(letter)).any(|word| {
        let word = word.strip_prefix("mailto:").unwrap_or(word);
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    }) || text.contains("mailto:")
}

/// A time of day, a year, or a date in numbers.
fn has_moment(line: &str) -> bool {
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let ends_in_digit = |part: &str| part.as_bytes().last().is_some_and(u8::is_ascii_digit);
    let mut before = "";
    for part in line.split_inclusive([':', '.', '/', '-']) {
        if ends_in_digit(before) && matches!(digits(part), 2 | 4) {
            return true;
        }
        before = part.get(..part.len().saturating_sub(1)).unwrap_or_default();
        if !part.ends_with([':', '.', '/', '-']) {
            before = "";
        }
    }
    line.split(|letter: char| !letter.is_ascii_digit())
        .any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))
}

/// Begins as such sentences do: with a small word, a day or a number.
fn opens(line: &str) -> bool {
    let lower = line
        .trim_matches(|letter: char| is_space(letter) || "*_>".contains(letter))
        .chars()
        .take(40)
        .collect::<String>()
        .to_lowercase();
    let word: String = lower.chars().take_while(|letter| letter.is_alphabetic()).collect();
    lower.starts_with(|first: char| first.is_ascii_digit())
        || line.trim_start().starts_with("* ")
        || OPENERS.contains(&word.as_str())
        || DAYS.iter().any(|day| word.starts_with(day)) && word.chars().count() <= 12
        || ["在", "於", "于"].iter().any(|first| lower.starts_with(first))
}

const OPENERS: &[&str] = &[
    "on",
    "at",
    "in",
    "am",
    "um",
    "le",
    "el",
    "em",
    "op",
    "il",
    "den",
    "dne",
    "dňa",
    "dnia",
    "w",
    "la",
    "på",
    "quoting",
    "zitat",
    "цитирую",
    "в",
    "во",
    "вы",
    "ти",
    "ви",
    "у",
    "на",
    "pada",
    "pe",
    "tarihinde",
    "vào",
    "στις",
    "a",
    "à",
    "de",
    "ons",
    "dann",
];

const DAYS: &[&str] = &[
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "пн",
    "вт",
    "ср",
    "чт",
    "пт",
    "сб",
    "вс",
    "понедельник",
    "вторник",
    "сред",
    "четверг",
    "пятниц",
    "суббот",
    "воскресень",
    "понеділ",
    "вівтор",
    "серед",
    "четвер",
    "пʼятниц",
    "п'ятниц",
    "субот",
    "неділ",
    "нд",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "mandag",
    "måndag",
    "tirsdag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lørdag",
    "lördag",
    "søndag",
    "söndag",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "segunda",
    "terça",
    "quarta",
    "quinta",
    "sexta",
    "pon",
    "wt",
    "śr",
    "czw",
    "pt",
    "sob",
    "niedz",
];

/// Words for writing, as they stand in such sentences.
const VERBS: &[&str] = &[
    "wrote",
    "writes",
    "said",
    "says",
    "schrieb",
    "schreibt",
    "écrit",
    "écrivait",
    "escribió",
    "escribio",
    "escreveu",
    "ha scritto",
    "scrisse",
    "scrive",
    "schreef",
    "geschreven",
    "skrev",
    "skriver",
    "kirjoitti",
    "napisał",
    "napisała",
    "napisał(a)",
    "napisal",
    "napisala",
    "napisal(a)",
    "napísal",
    "napísal(a)",
    "pisze",
    "пишет",
    "писал",
    "писала",
    "писал(а)",
    "писали",
    "написал",
    "написала",
    "написал(а)",
    "написали",
    "пише",
    "писав",
    "написав",
    "написала",
    "написав(-ла)",
    "написав(ла)",
    "написа",
    "піша",
    "a scris",
    "scria",
    "yazdı",
    "şunları yazdı",
    "ezt írta",
    "írta",
    "έγραψε",
    "va escriure",
    "menulis",
    "đã viết",
    "rašė",
    "rakstīja",
    "kirjutas",
    "je napisao",
    "je napisal",
    "כתב",
    "כתבה",
    "كتب",
    "kirjoittaa",
    "napsal",
    "napsal(a)",
    "geantwoord",
    "het volgende",
];

/// Words of languages that are written without spaces.
const RUN_ON: &[&str] = &["写道", "寫道", "写到", "書きました", "のメール", "님이 작성", "작성"];

fn words_of(text: &str) -> String {
    text.to_lowercase().replace('\u{A0}', " ")
}

/// Whether it stands there as a word of its own.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn has_verb(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let text = words_of(text);
    VERBS.iter().any(|verb| has_word(&text, verb)) || RUN_ON.iter().any(|verb| text.contains(verb))
}

/// `… wrote`, `… wrote on`
fn ends_with_verb(text: &str) -> bool {
    let text = words_of(text);
    let text = text.trim_end_matches(|letter: char| is_space(letter) || ":.：,".contains(letter));
    let text = text.strip_suffix(" on").unwrap_or(text);
    let ends = |verb: &&str| {
        text.strip_suffix(*verb)
            .is_some_and(|before| !before.chars().next_back().is_some_and(char::is_alphanumeric))
    };
    VERBS.iter().any(ends) || RUN_ON.iter().any(|verb| text.ends_with(verb))
}
