//! One message as the list shows it.

use std::ops::Range;

use kamerton_app::messages::{Listed, Wait};
use kamerton_core::fact::SenderCheck;
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;

use super::files;
use crate::format;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::search_words::{self, Piece};

/// Longer texts are folded.
const LONG: usize = 600;
/// So much of what was answered is quoted.
const QUOTED: usize = 120;
/// At most so many tags.
const TAGS: usize = 4;
/// What messages say that is no news: almost every one does.
const UNSAID: [Label; 4] = [Label::Greeting, Label::Confirms, Label::Helps, Label::Owns];

/// A message.
pub struct Item {
    /// As it is listed.
    pub message: Listed,
    /// When.
    pub when: String,
    /// When, for programs.
    pub at: String,
    /// A part of it, or all of it.
    pub text: Vec<Piece>,
    /// All of it, when it was folded.
    pub whole: Option<Vec<Piece>>,
    /// Whether one of us wrote it.
    pub ours: bool,
    /// What the thread is called.
    pub topic: Option<String>,
    /// What it says, in words.
    pub tags: Vec<String>,
    /// What it answers: whose words, and their beginning.
    pub answers: Option<(String, String)>,
    /// What the server that received it found of its sender: the word of it, and a sentence.
    pub sender: Option<(&'static str, String)>,
    /// What came along, in a line.
    pub files: Option<String>,
    /// Whether it waits.
    pub waits: Option<String>,
    /// Whether it waits for too long.
    pub overdue: bool,
}

impl Item {
    /// A message in the words of the page.
    pub fn new(page: &Page, visitor: &Visitor, message: Listed, now: Instant) -> Self {
        let language = page.words().language();
        let (text, marks) = trimmed(&message);
        let is_long = text.chars().count() > LONG;
        let whole = shown(page, &message, search_words::pieces(text, &marks));
        let role = message.author.as_ref().map(|author| author.role);
        let said = message.labels.iter().filter(|label| !UNSAID.contains(label));
        Self {
            when: format::moment_near(language, &visitor.brand.zone, message.at, now),
            at: message.at.rfc3339(),
            text: if is_long {
                shown(page, &message, search_words::snippet(text, &marks, LONG))
            } else {
                whole.clone()
            },
            whole: is_long.then_some(whole),
            ours: role.is_some_and(Role::is_ours),
            topic: message.topic.as_deref().and_then(title).map(str::to_owned),
            tags: said.take(TAGS).map(|label| page.word("label", label.word())).collect(),
            answers: message.reply_to.as_ref().map(|quoted| {
                let name = quoted.name.clone().unwrap_or_else(|| page.say("messages-nobody"));
                (name, page.quote(&format::clip(&quoted.text, QUOTED)))
            }),
            sender: message.sender_check.map(|check| {
                let word = match check {
                    SenderCheck::Passed => "passed",
                    SenderCheck::Failed => "failed",
                    SenderCheck::Unknown => "unknown",
                };
                (word, page.word("sender-check", word))
            }),
            files: files::line(page, &message.files),
            waits: message.waits.map(|wait| waits(page, &wait, message.at, now)),
            overdue: message.waits.is_some_and(|wait| wait.overdue),
            message,
        }
    }
}

impl Item {
    /// Whether it was found not to come from whom it names.
    pub fn is_forged(&self) -> bool {
        self.message.sender_check == Some(SenderCheck::Failed)
    }
}

/// The text without blanks around it, and the marks in it.
fn trimmed(message: &Listed) -> (&str, Vec<Range<usize>>) {
    let text = message.text.trim();
    let before = message.text.len() - message.text.trim_start().len();
    let moved = message
        .marks
        .iter()
        .map(|mark| mark.start.saturating_sub(before)..mark.end.saturating_sub(before));
    (text, moved.collect())
}

/// Pieces as they are shown: the words of members in quotation marks.
fn shown(page: &Page, message: &Listed, mut pieces: Vec<Piece>) -> Vec<Piece> {
    let ours = message.author.as_ref().is_some_and(|author| author.role.is_ours());
    if ours || pieces.is_empty() {
        return pieces;
    }
    let edge = || Piece { text: String::new(), marked: false };
    pieces.insert(0, edge());
    pieces.push(edge());
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let quoted = format::quoted_pieces(page.words().language(), &texts);
    for (piece, text) in pieces.iter_mut().zip(quoted) {
        piece.text = text;
    }
    pieces
}

/// The title of a topic, without the number that platforms put before it or have instead of one.
fn title(topic: &str) -> Option<&str> {
    let rest = topic.trim_start_matches(|c: char| c.is_ascii_digit());
    let title = if rest.len() < topic.len() { rest.trim_start_matches(':') } else { topic };
    Some(title.trim()).filter(|title| !title.is_empty())
}

fn waits(page: &Page, wait: &Wait, at: Instant, now: Instant) -> String {
    let span = |to: Instant| format::lasts(page.words(), to.since(at));
    match wait.answered_at {
        Some(answered) if wait.open => page.with("wait-ours", "span", &span(answered)),
        Some(answered) => page.with("wait-answered", "span", &span(answered)),
        None if !wait.open => page.say("wait-left"),
        None if wait.overdue => page.with("wait-overdue", "span", &span(now)),
        None => page.with("wait-open", "span", &span(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_that_is_shown_has_its_word() {
        for words in [crate::words::Words::new("ru"), crate::words::Words::new("en")] {
            for label in Label::ALL {
                let id = format!("label-{}", label.word());
                assert_eq!(words.has(&id), !UNSAID.contains(&label), "{id}");
            }
        }
    }

    #[test]
    fn numbers_are_no_titles() {
        let cases = [
            ("6482", None),
            ("1194:Какое зерно", Some("Какое зерно")),
            ("Заказ 72026", Some("Заказ 72026")),
            ("", None),
        ];
        for (topic, expected) in cases {
            assert_eq!(title(topic), expected, "{topic}");
        }
    }
}
