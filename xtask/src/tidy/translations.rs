//! Both languages say the same: a key that is missing in one would show its bare name on screen.

use std::collections::BTreeMap;

use super::Finding;
use super::repository::{Repository, numbered};

const LANGUAGES: [&str; 2] = ["ru", "en"];

/// Every key of a file in one language stands in the file of the same name in the other, once.
pub fn languages_say_the_same(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in repository.files("ftl") {
        let Some(other_path) = in_other_language(path) else {
            let message = "put the file under locales/ru/ or locales/en/";
            findings.push(Finding::new(path, 1, message));
            continue;
        };
        let theirs = repository.text(&other_path).map(keys).unwrap_or_default();
        let mut seen = BTreeMap::new();
        for (line, key) in keys(text) {
            if let Some(first) = seen.insert(key.clone(), line) {
                let message = format!("«{key}» stands in line {first} already");
                findings.push(Finding::new(path, line, message));
            }
            if !theirs.iter().any(|(_, their)| *their == key) {
                let message = format!("«{key}» is missing in {other_path}: translate it there");
                findings.push(Finding::new(path, line, message));
            }
        }
    }
    findings
}

/// `…/locales/ru/cli.ftl` for `…/locales/en/cli.ftl` and the other way round; in the folder of a channel
/// `words.ru.ftl` for `words.en.ftl`.
fn in_other_language(path: &str) -> Option<String> {
    let folders = LANGUAGES.map(|language| format!("/locales/{language}/"));
    let files = LANGUAGES.map(|language| format!("/words.{language}.ftl"));
    [folders, files].into_iter().find_map(|[one, other]| {
        if path.contains(&one) {
            return Some(path.replacen(&one, &other, 1));
        }
        path.contains(&other).then(|| path.replacen(&other, &one, 1))
    })
}

/// The keys of a Fluent file with their lines; an attribute as `key.attribute`.
fn keys(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut message = "";
    for (number, line) in numbered(text) {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if let Some(attribute) = name.trim_start().strip_prefix('.') {
            found.push((number, format!("{message}.{attribute}")));
        } else if is_key(name) {
            message = name;
            found.push((number, name.to_owned()));
        }
    }
    found
}

/// A message or a term begins at the first column; what is indented continues one.
fn is_key(name: &str) -> bool {
    let letters = name.strip_prefix('-').unwrap_or(name);
    letters.starts_with(|c: char| c.is_ascii_alphabetic())
        && letters.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    const RU: &str = "crates/kamerton-web/locales/ru/cli.ftl";
    const EN: &str = "crates/kamerton-web/locales/en/cli.ftl";

    #[test]
    fn a_missing_key_is_found_from_either_side() {
        let files = [(RU, "a = А\nb = Б\n"), (EN, "a = A\nc = C\n")];
        assert_eq!(places(languages_say_the_same, &files), [format!("{EN}:2"), format!("{RU}:2")]);
    }

    #[test]
    fn a_missing_file_is_found() {
        assert_eq!(places(languages_say_the_same, &[(RU, "a = А\n")]), [format!("{RU}:1")]);
    }

    #[test]
    fn continuations_are_no_keys() {
        let plural =
            "# why = because\na = { $count ->\n    [one] x = y\n   *[other] z\n}\n    .title = T\n";
        let names: Vec<String> = keys(plural).into_iter().map(|(_, key)| key).collect();
        assert_eq!(names, ["a", "a.title"]);
    }

    #[test]
    fn a_key_stands_once() {
        let files = [(RU, "a = А\na = Б\n"), (EN, "a = A\n")];
        assert_eq!(places(languages_say_the_same, &files), [format!("{RU}:2")]);
    }
}
