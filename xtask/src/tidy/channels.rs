//! A channel that can be connected is its folder and one word.

use super::Finding;
use super::repository::Repository;
use super::source::{has_word, lines};

/// Where the one list of channels stands.
const LIST: &str = "crates/kamerton-channels/src/lib.rs";

/// Where a word of the list means something else, each with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("crates/kamerton-app/src/demo/", "a made-up world has accounts on real platforms"),
    ("crates/kamerton-channels/src/contact.rs", "addresses under which people are found"),
    ("crates/kamerton-channels/src/kinds.rs", "the list of what can be imported"),
    ("crates/kamerton-channels/src/events/wire.rs", "an example in the description of the API"),
    ("crates/kamerton-channels/src/table/", "columns of contact lists: whose accounts they hold"),
    ("crates/kamerton-text/src/mask/links.rs", "hosts whose links name a person"),
    ("crates/kamerton-fakes/", "plays the platforms for tests"),
];

/// Words that mean something else everywhere: an e-mail address is a key of a person.
const COMMON: &[&str] = &["email"];

/// No code outside a channel's folder names it: adding one touches the folder and the list.
pub fn a_channel_is_known_by_its_folder(repository: &Repository) -> Vec<Finding> {
    let Some(list) = repository.text(LIST) else { return Vec::new() };
    let words = listed(list);
    let mut findings = Vec::new();
    if words.is_empty() {
        findings.push(Finding::new(LIST, 1, "no list `connectors! { … }` of channels is here"));
    }
    for (path, text) in repository.files("rs").filter(|(path, _)| is_bound(path)) {
        let raw: Vec<&str> = text.lines().collect();
        for line in lines(text).into_iter().filter(|line| !line.is_test) {
            let raw = raw.get(line.number - 1).copied().unwrap_or_default();
            let named = words.iter().find(|word| {
                let own = format!("crates/kamerton-channels/src/{word}/");
                !path.starts_with(&own) && names(word, &line.code, &line.quoted, raw)
            });
            if let Some(word) = named {
                let message = format!(
                    "«{word}»: a channel is known by its folder and its word in the list only; \
                     ask its connector what it can do"
                );
                findings.push(Finding::new(path, line.number, message));
            }
        }
    }
    findings
}

fn names(word: &str, code: &str, quoted: &str, raw: &str) -> bool {
    let paths = [format!("kamerton_channels::{word}::"), format!("crate::{word}::")];
    paths.iter().any(|path| code.contains(path.as_str()))
        || (!COMMON.contains(&word)
            && has_word(quoted, word)
            && raw.contains(&format!("\"{word}\"")))
}

/// The words of the list.
fn listed(text: &str) -> Vec<String> {
    let Some((_, rest)) = text.split_once("\nconnectors! {") else { return Vec::new() };
    let inside = rest.split('}').next().unwrap_or_default();
    let words = inside.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn is_bound(path: &str) -> bool {
    let aside = ["/tests/", "/tests.rs", "/examples/", "/benches/"];
    path.starts_with("crates/")
        && path != LIST
        && !aside.iter().any(|part| path.contains(part))
        && !OTHERWISE.iter().any(|(listed, _)| path.starts_with(listed))
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    const CHANNELS: &str =
        "//! .\nmacro_rules! connectors { () => {} }\n\nconnectors! {\n    vk, max,\n}\n";

    #[test]
    fn only_its_own_folder_names_a_channel() {
        let rule = a_channel_is_known_by_its_folder;
        let app = "crates/kamerton-app/src/a.rs";
        let named = "fn f() {\n    let kind = \"vk\";\n}\n";
        assert_eq!(places(rule, &[(LIST, CHANNELS), (app, named)]), [format!("{app}:2")]);
        let by_path = "use kamerton_channels::max::live;\n";
        assert_eq!(places(rule, &[(LIST, CHANNELS), (app, by_path)]), [format!("{app}:1")]);
        let other = "fn f() {\n    // \"vk\" and vk\n    let max = \"so max it is\";\n}\n";
        assert!(places(rule, &[(LIST, CHANNELS), (app, other)]).is_empty());
        let own = "crates/kamerton-channels/src/vk/live.rs";
        assert!(places(rule, &[(LIST, CHANNELS), (own, named)]).is_empty());
        let neighbour = "crates/kamerton-channels/src/max/live.rs";
        let found = places(rule, &[(LIST, CHANNELS), (neighbour, named)]);
        assert_eq!(found, [format!("{neighbour}:2")]);
        let tested = "#[cfg(test)]\nmod tests {\n    const KIND: &str = \"vk\";\n}\n";
        assert!(places(rule, &[(LIST, CHANNELS), (app, tested)]).is_empty());
    }

    #[test]
    fn a_list_that_is_gone_is_told() {
        assert_eq!(
            places(a_channel_is_known_by_its_folder, &[(LIST, "//! .\n")]),
            [format!("{LIST}:1")]
        );
    }
}
