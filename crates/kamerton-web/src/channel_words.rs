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

/// What a check found. An argument that is itself the id of a message stands for its sentence.
pub fn finding(words: &Words, finding: &Finding) -> String {
    let plain: Vec<(&str, Arg<'_>)> =
        finding.arguments.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    let is_id = |value: &str| value.starts_with("channel-") && words.has(value);
    let put = |value: &String| match is_id(value) {
        true => words.say(value, &plain).trim_end_matches('.').to_owned(),
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
