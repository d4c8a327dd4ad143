//! Links, addresses of mail, and names of accounts.

use super::{Found, Masked, words};

/// Ends of sites that are taken for one without anything behind them.
const ENDS: [&str; 24] = [
    "ru", "рф", "com", "org", "net", "me", "su", "io", "by", "kz", "ua", "info", "biz", "shop",
    "online", "site", "store", "app", "dev", "pro", "club", "link", "de", "uk",
];
/// After these words comes the name of an account.
const SERVICES: [&str; 30] = [
    "tg",
    "тг",
    "телега",
    "телеге",
    "телеграм",
    "телеграме",
    "телеграмм",
    "telegram",
    "inst",
    "insta",
    "instagram",
    "инста",
    "инсте",
    "инстаграм",
    "инстаграме",
    "skype",
    "скайп",
    "discord",
    "дискорд",
    "vk",
    "вк",
    "whatsapp",
    "ватсап",
    "вотсап",
    "viber",
    "вайбер",
    "ник",
    "nick",
    "логин",
    "login",
];
/// How the sign of mail is written where machines are feared.
const SIGNS: [&str; 8] = ["(at)", "{at}", "<at>", " at ", " собака ", "(собака)", " @ ", "(a)"];

pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    pieces(text, &mut found);
    signs(text, &mut found);
    disguised(text, &mut found);
    accounts(text, &mut found);
    found
}

/// What stands between spaces and marks of quotation.
fn pieces(text: &str, found: &mut Vec<Found>) {
    let parts = |letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '«' | '»' | '<' | '>' | '“' | '”' | '`')
    };
    let mut at = 0;
    for piece in text.split_inclusive(parts) {
        let from = at;
        at += piece.len();
        let piece = piece.trim_end_matches(parts);
        let trimmed = piece.trim_start_matches(['(', '{', '\'', ',', ';', '*', '_', '-', '.', '!']);
        let from = from + piece.len() - trimmed.len();
        let trimmed = trimmed.trim_end_matches(['.', ',', ';', '!', '?', ')', '}', '\'', '*', ':']);
        if let Some(begin) = link(trimmed) {
            found.push(Found { from: from + begin, to: from + trimmed.len(), what: Masked::Link });
        }
    }
}

/// Where in a piece a link begins.
fn link(piece: &str) -> Option<usize> {
    let low = piece.to_lowercase();
    if low.contains("://") || low.contains("mailto:") || low.contains("tel:") {
        return Some(0);
    }
    if low.contains("www.") {
        return Some(0);
    }
    let host = low.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let goes_on = host.len() < low.len();
    if host.contains('@') {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let (end, before) = labels.split_last()?;
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let is_end = end.chars().count() >= 2 && end.chars().all(char::is_alphabetic);
    let last_is_label = before.last().is_some_and(is_label);
    (is_end && last_is_label && (goes_on || ENDS.contains(end))).then_some(0)
}

/// Addresses and accounts by their sign.
fn signs(text: &str, found: &mut Vec<Found>) {
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let from = before.trim_end_matches(is_local).len();
        let host = after.len() - after.trim_start_matches(is_host).len();
        let host = after.get(..host).unwrap_or_default().trim_end_matches(['.', '-', ':']);
        let what = if from < at { Masked::Mail } else { Masked::Account };
        if !host.is_empty() || from < at {
            found.push(Found { from, to: at + 1 + host.len(), what });
        }
    }
}

fn is_local(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | '\'')
}

fn is_host(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | ':')
}

/// Addresses whose sign is written in another way, and before a site only.
fn disguised(text: &str, found: &mut Vec<Found>) {
    for sign in SIGNS {
        for (at, _) in text.match_indices(sign) {
            let end = at + sign.len();
            let before = text.get(..at).unwrap_or_default().trim_end();
            let rest = text.get(end..).unwrap_or_default();
            let after = rest.trim_start();
            let from = before.trim_end_matches(is_local).len();
            let host = after.len() - after.trim_start_matches(is_host).len();
            let host = after.get(..host).unwrap_or_default().trim_end_matches(['.', '-', ':']);
            let dotted = host.trim_matches('.').contains('.')
                || after.get(host.len()..).is_some_and(|rest| rest.starts_with(" точка "));
            if from < before.len() && dotted {
                let to = end + (rest.len() - after.len()) + host.len();
                found.push(Found { from, to, what: Masked::Mail });
            }
        }
    }
}

/// Names of accounts after the name of the service, and names with four digits behind a hash.
fn accounts(text: &str, found: &mut Vec<Found>) {
    let mut after_service = None;
    for (from, word) in words(text) {
        let to = from + word.len();
        let between = after_service.take().and_then(|end: usize| text.get(end..from));
        let is_near = between.is_some_and(|between| {
            between.chars().all(|c| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '='))
        });
        let is_latin = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let has_letters = word.chars().any(|c| c.is_ascii_alphabetic());
        if is_near && is_latin && has_letters && word.len() >= 3 {
            found.push(Found { from, to, what: Masked::Account });
        }
        if SERVICES.contains(&word.to_lowercase().as_str()) {
            after_service = Some(to);
        }
        let tail = text.get(to..).and_then(|rest| rest.strip_prefix('#')).unwrap_or_default();
        let digits = tail.chars().take_while(char::is_ascii_digit).count();
        if digits == 4 {
            found.push(Found { from, to: to + 5, what: Masked::Account });
        }
        let joined = word.contains('_') && has_letters && word.len() >= 4 && is_latin;
        if joined {
            found.push(Found { from, to, what: Masked::Account });
        }
    }
}
