//! Numbers: telephones, cards, orders, indexes.

use super::{Found, Masked};

/// Between two digits of one number stand at most so many other signs.
const APART: usize = 3;
/// Fewer digits than this are no telephone.
const PHONE: usize = 7;
/// The longest telephone.
const LONGEST_PHONE: usize = 15;
/// So many digits in one piece stand for one thing: an index, an order, a code.
const CODE: usize = 6;
/// So many do where a word before says so.
const NAMED: usize = 3;

/// Beginnings of words after which even a short number stands for one thing.
const BEFORE: [&str; 27] = [
    "№",
    "#",
    "номер",
    "заказ",
    "трек",
    "накладн",
    "договор",
    "чек",
    "квитанц",
    "паспорт",
    "снилс",
    "инн",
    "полис",
    "счет",
    "счёт",
    "карт",
    "код",
    "индекс",
    "order",
    "invoice",
    "track",
    "ticket",
    "passport",
    "account",
    "code",
    "тел",
    "phone",
];

/// The numbers of a text.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(run) = next(text, at) {
        at = run.to;
        if let Some(what) = judge(text, &run) {
            let (from, to) = whole(text, run.from, run.to);
            found.push(Found { from, to, what });
        }
    }
    found
}

/// Digits that belong together.
struct Run {
    from: usize,
    to: usize,
    /// Their values, where they have one.
    digits: Vec<u32>,
    count: usize,
    /// The longest piece without anything between.
    solid: usize,
}

fn next(text: &str, at: usize) -> Option<Run> {
    let rest = text.get(at..)?;
    let mut run: Option<Run> = None;
    let (mut apart, mut solid) = (0, 0);
    for (place, letter) in rest.char_indices() {
        let end = at + place + letter.len_utf8();
        if letter.is_numeric() {
            let run = run.get_or_insert(Run {
                from: at + place,
                to: end,
                digits: Vec::new(),
                count: 0,
                solid: 0,
            });
            solid = if apart == 0 { solid + 1 } else { 1 };
            apart = 0;
            run.to = end;
            run.count += 1;
            run.solid = run.solid.max(solid);
            run.digits.extend(letter.to_digit(10));
        } else if run.is_some() {
            apart += 1;
            if apart > APART || !is_between(letter) {
                break;
            }
        }
    }
    run
}

/// What may stand between the digits of one number.
fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '.'
                | '('
                | ')'
                | '/'
                | '_'
                | '*'
                | ','
                | '~'
                | '+'
                | '\\'
                | '|'
                | '·'
                | '•'
                | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn judge(text: &str, run: &Run) -> Option<Masked> {
    let written = text.get(run.from..run.to).unwrap_or_default();
    if is_date(written) {
        return None;
    }
    if run.digits.windows(13).any(|_| is_card(&run.digits)) {
        return Some(Masked::Card);
    }
    let before = text.get(..run.from).unwrap_or_default();
    match run.count {
        PHONE..=LONGEST_PHONE => Some(Masked::Phone),
        count if count > LONGEST_PHONE => Some(Masked::Number),
        _ if run.solid >= CODE => Some(Masked::Number),
        count if count >= NAMED && (before.ends_with('+') || is_named(before)) => {
            Some(Masked::Number)
        }
        _ => None,
    }
}

/// Whether any piece of so many digits as cards have has the right last digit.
fn is_card(digits: &[u32]) -> bool {
    (13..=19).any(|length| digits.windows(length).any(is_luhn))
}

/// ISO/IEC 7812-1, annex B.
fn is_luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => *digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A day as people and machines write it, and nothing else.
fn is_date(written: &str) -> bool {
    let parts: Vec<&str> = written.split(['-', '.', '/']).collect();
    let [first, month, last] = parts.as_slice() else { return false };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let (Some(first_number), Some(month), Some(last_number)) =
        (number(first), number(month), number(last))
    else {
        return false;
    };
    let year = |text: &str, number: u32| text.len() == 4 && (1900..2100).contains(&number);
    let day = |text: &str, number: u32| text.len() <= 2 && (1..=31).contains(&number);
    (1..=12).contains(&month)
        && (year(first, first_number) && day(last, last_number)
            || day(first, first_number)
                && (year(last, last_number) || last.len() == 2 && last_number < 40))
}

/// Whether one of the two words before says that it is a number of something.
fn is_named(before: &str) -> bool {
    let near = before.trim_end_matches([' ', ':', '\u{a0}', '-', '.', '=', '—', '–']);
    if near.ends_with('№') || near.ends_with('#') {
        return true;
    }
    let last = near.split_whitespace().rev().take(2);
    last.map(str::to_lowercase).any(|word| BEFORE.iter().any(|known| word.starts_with(known)))
}

/// With the sign before it and the letters that are stuck to it: `+7…`, `RA123456785RU`.
fn whole(text: &str, from: usize, to: usize) -> (usize, usize) {
    let before = text.get(..from).unwrap_or_default();
    let stuck = |letter: char| letter.is_alphanumeric() || matches!(letter, '+' | '(' | '№' | '#');
    let from = before.trim_end_matches(stuck).len();
    let after = text.get(to..).unwrap_or_default();
    let to = text.len() - after.trim_start_matches(char::is_alphanumeric).len();
    (from, to)
}
