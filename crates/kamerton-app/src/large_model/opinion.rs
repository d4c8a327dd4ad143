//! A second opinion on what a message says. It stands beside what the small models say and changes
//! nothing: one of us may take it over as a correction.

use kamerton_core::reading::Label;
use serde::Deserialize;

use super::client::{Prompt, Reply};
use super::prompts;
use super::talk::Talk;
use super::{Answered, Trouble};
use crate::brand::Brand;

/// Letters of a reason.
const WHY: usize = 300;

/// What a large model says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// From -100 to 100.
    pub sentiment: i64,
    /// Whether the opposite is meant.
    pub irony: bool,
    /// What the message says, in the words of our own labels.
    pub labels: Vec<Label>,
    /// Why, with names back in their places.
    pub why: String,
}

/// The form that was asked for, and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    sentiment: i64,
    irony: bool,
    acts: Vec<Label>,
    #[serde(default)]
    why: String,
}

/// Asks what the last message of a talk says.
pub fn opinion_prompt(brand: &Brand, talk: &Talk) -> Prompt {
    prompts::opinion(brand, talk)
}

/// What came back, when it is in the form that was asked for.
///
/// # Errors
/// When it is not.
pub fn opinion(talk: &Talk, reply: &Reply) -> Answered<Opinion> {
    let form: Form = serde_json::from_str(unfenced(&reply.text)).map_err(|_| Trouble::NoSense)?;
    if !(-100..=100).contains(&form.sentiment) || form.acts.len() > Label::ALL.len() {
        return Err(Trouble::NoSense);
    }
    let mut labels = form.acts;
    labels.sort_unstable();
    labels.dedup();
    let why = talk.mask.restore(form.why.trim()).chars().take(WHY).collect();
    Ok(Opinion { sentiment: form.sentiment, irony: form.irony, labels, why })
}

/// Without the fence that models put around code.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix("```").and_then(|text| text.strip_suffix("```")) else {
        return text;
    };
    inner.strip_prefix("json").unwrap_or(inner).trim()
}

#[cfg(test)]
mod tests {
    use kamerton_text::{Lang, Mask};

    use super::*;

    fn of(text: &str) -> Answered<Opinion> {
        let mut mask = Mask::new(Lang::Ru);
        mask.person("Вера", []);
        let talk = Talk {
            lines: Vec::new(),
            about: "Участник 1".to_owned(),
            last: String::new(),
            labels: Vec::new(),
            sentiment: 0,
            mask,
        };
        opinion(&talk, &Reply { text: text.to_owned(), used: None })
    }

    #[test]
    fn only_the_form_that_was_asked_for_is_taken() {
        let right = r#"{"sentiment": -40, "irony": true, "acts": ["thanks", "complaint", "thanks"], "why": "Участник 1 шутит"}"#;
        let wanted = Opinion {
            sentiment: -40,
            irony: true,
            labels: vec![Label::Thanks, Label::Complaint],
            why: "Вера шутит".to_owned(),
        };
        assert_eq!(of(right), Ok(wanted.clone()));
        assert_eq!(of(&format!("```json\n{right}\n```")), Ok(wanted.clone()));
        assert_eq!(of(&format!("```\n{right}\n```")), Ok(wanted));
        for wrong in [
            "Думаю, что человек недоволен.",
            r#"{"sentiment": -400, "irony": true, "acts": []}"#,
            r#"{"sentiment": 1.5, "irony": true, "acts": []}"#,
            r#"{"sentiment": 1, "irony": "да", "acts": []}"#,
            r#"{"sentiment": 1, "irony": true, "acts": ["delete_person"]}"#,
            r#"{"sentiment": 1, "irony": true, "acts": [], "do": "x"}"#,
            "{}",
            "",
        ] {
            assert_eq!(of(wrong), Err(Trouble::NoSense), "{wrong}");
        }
    }
}
