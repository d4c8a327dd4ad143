//! How a channel is and why, in the reader's language.

use kamerton_app::channels::Why;
use kamerton_app::live::Finding;

use crate::words::{Arg, Words};

/// Why something of a channel does not work. What the platform said itself follows in its own language.
pub fn why(words: &Words, why: &Why) -> String {
    let args: Vec<(&str, Arg<'_>)> =
        why.arguments.iter().map(|(name, value)| (name.as_str(), Arg::Text(value))).collect();
    let said = ("said", Arg::Text(why.said.as_str()));
    let kind = format!("channel-why-kind-{}", why.kind);
    match (words.has(&why.message), why.said.is_empty()) {
        (true, true) => words.say(&why.message, &args),
        (true, false) => {
            let ours = words.say(&why.message, &args);
            words.say("channel-why-both", &[("ours", Arg::Text(&ours)), said])
        }
        (false, true) => words.say("channel-why-none", &[]),
        (false, false) if words.has(&kind) => words.say(&kind, &[said]),
        (false, false) => words.say("channel-why-said", &[said]),
    }
}

/// Why something of a channel does not work, of what is kept.
pub fn stored(words: &Words, stored: &str) -> String {
    why(words, &Why::read(stored))
}

/// What a check found. An argument that is itself the id of a message, or several of them, stands for their
/// sentences.
pub fn finding(words: &Words, finding: &Finding) -> String {
    let plain: Vec<(&str, Arg<'_>)> =
        finding.arguments.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    let is_id = |value: &str| value.starts_with("channel-") && words.has(value);
    let put = |value: &String| match value.split(", ").all(is_id) {
        true => {
            let told = value.split(", ").map(|id| words.say(id, &plain));
            let told: Vec<String> = told.map(|one| one.trim_end_matches('.').to_owned()).collect();
            words.enumerated(&told)
        }
        false => value.clone(),
    };
    let values: Vec<String> = finding.arguments.iter().map(|(_, value)| put(value)).collect();
    let names = finding.arguments.iter().map(|(name, _)| *name);
    let args: Vec<(&str, Arg<'_>)> =
        names.zip(&values).map(|(name, value)| (name, Arg::Text(value))).collect();
    words.say(finding.message, &args)
}

#[cfg(test)]
mod tests {
    use kamerton_app::live::{Grade, Reason, Trouble};

    use super::*;

    fn told(lang: &str, trouble: &Trouble) -> String {
        why(&Words::new(lang), &Why::from(trouble))
    }

    #[test]
    fn reasons_are_said_in_the_language_of_whoever_reads() {
        let late = Trouble::Passing(Reason::of("channel-why-late").with("host", "mail.example"));
        assert!(told("ru", &late).contains("mail.example не ответил"), "{}", told("ru", &late));
        assert!(told("en", &late).contains("mail.example did not answer"));
        let refused = Trouble::Refused("chat not found".to_owned().into());
        assert!(told("ru", &refused).contains("«chat not found»"));
        assert!(!told("ru", &refused).contains("refused"));
        let both = Reason::of("channel-vk-why-blocked").saying("error 900");
        let told = told("ru", &Trouble::Refused(both));
        assert!(told.contains("заблокировал") && told.contains("«error 900»"), "{told}");
    }

    #[test]
    fn what_an_older_version_kept_is_shown_as_somebodys_words() {
        let words = Words::new("ru");
        assert!(stored(&words, "not now: no connection").contains("«not now: no connection»"));
        assert!(!stored(&words, "").is_empty());
    }

    #[test]
    fn an_argument_of_a_finding_may_be_a_message() {
        let host = ("host", "mail.example".to_owned());
        let finding = Finding {
            grade: Grade::Broken,
            message: "channel-email-found-no-smtp",
            arguments: vec![
                host,
                ("port", "465".to_owned()),
                ("why", "channel-why-late".to_owned()),
            ],
        };
        let told = super::finding(&Words::new("ru"), &finding);
        assert!(told.contains("не ответил") && !told.contains("channel-"), "{told}");
    }

    #[test]
    fn an_argument_of_a_finding_may_be_several_messages() {
        let rights = "channel-vk-right-messages, channel-vk-right-wall, channel-vk-right-docs";
        let finding = Finding {
            grade: Grade::Lacking,
            message: "channel-vk-found-no-rights",
            arguments: vec![("rights", rights.to_owned())],
        };
        let told = super::finding(&Words::new("ru"), &finding);
        assert!(told.contains("сообщения, стена и документы"), "{told}");
        let told = super::finding(&Words::new("en"), &finding);
        assert!(told.contains("messages, wall and documents"), "{told}");
    }

    /// The ids of reasons that stand in the sources below a folder.
    fn reasons(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                reasons(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let quoted = text.split('"').filter(|one| one.starts_with("channel-"));
                let whys = quoted.filter(|one| one.contains("-why-") && !one.contains("-x-"));
                let whole = whys.filter(|one| !one.contains([' ', '{', '…']));
                found.extend(whole.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_reason_of_the_sources_has_words_in_both_languages() {
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut found = std::collections::BTreeSet::new();
        for name in ["kamerton-channels", "kamerton-app"] {
            reasons(&crates.join(name).join("src"), &mut found);
        }
        assert!(found.len() > 100, "they are not read as they are written: {}", found.len());
        for lang in ["ru", "en"] {
            let words = Words::new(lang);
            let missing: Vec<&String> = found.iter().filter(|id| !words.has(id)).collect();
            assert!(missing.is_empty(), "{lang}: {missing:?}");
        }
    }

    #[test]
    fn a_guide_names_no_field_that_is_folded_away() {
        for (lang, open, close) in [("ru", '«', '»'), ("en", '“', '”')] {
            let words = Words::new(lang);
            let fold = words.say("channels-rest", &[]);
            for connector in kamerton_app::CONNECTORS {
                let word = connector.word();
                let steps = (1..).zip(connector.guide()).flat_map(|(step, ways)| {
                    let id = format!("channel-{word}-guide-{step}");
                    let ways: Vec<_> = (1..=*ways).map(|way| format!("{id}-{way}")).collect();
                    ways.into_iter().chain([id])
                });
                for id in steps {
                    let step = words.say(&id, &[]);
                    assert_ne!(step, id, "{lang}: it has words");
                    let fields = connector.fields().iter().filter(|field| !field.required);
                    for field in fields.filter(|one| !connector.guided().contains(&one.name)) {
                        let label = words.say(&format!("channel-{word}-field-{}", field.name), &[]);
                        let names = step.contains(&format!("{open}{label}{close}"));
                        assert!(!names || step.contains(&fold), "{lang} {id}: «{label}»");
                    }
                }
            }
        }
    }

    #[test]
    fn every_kind_of_trouble_has_words() {
        let kinds =
            ["limited", "sign-in", "refused", "passing", "unknown", "unreadable", "settings"];
        for lang in ["ru", "en"] {
            let words = Words::new(lang);
            for kind in kinds {
                assert!(words.has(&format!("channel-why-kind-{kind}")), "{lang}: {kind}");
            }
        }
    }
}
