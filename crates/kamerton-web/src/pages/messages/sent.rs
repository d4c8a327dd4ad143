//! What went out or is to, and what became of it, in words.

use kamerton_core::time::Instant;
use kamerton_store::outgoing::OutgoingRow;
use serde_json::Value;

use crate::channel_words;
use crate::format;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::words::Arg;

/// Something that went out or is to.
pub struct Sent {
    /// Which.
    pub id: String,
    /// What was said, or what was done, in a sentence.
    pub text: String,
    /// Whether the text is ours, word for word.
    pub said: bool,
    /// What else there is to say of it: the answers of a question, how long, when, why.
    pub more: Vec<String>,
    /// The word of its state.
    pub state: String,
    /// Its state in words.
    pub state_words: String,
    /// Who, and when.
    pub by: String,
    /// Why it was not sent, or why nobody knows.
    pub problem: Option<String>,
    /// Where it can be seen.
    pub address: Option<String>,
    /// Whether the visitor may decide about it.
    pub may: bool,
}

impl Sent {
    /// As pages show it.
    pub fn of(page: &Page, visitor: &Visitor, row: &OutgoingRow, now: Instant) -> Self {
        let near = |at| format::moment_near(page.lang, &visitor.brand.zone, at, now);
        let when = near(row.created_at);
        let by = [("name", Arg::Text(&row.by)), ("when", Arg::Text(&when))];
        let problem =
            row.problem.as_deref().filter(|_| matches!(row.state.as_str(), "failed" | "unknown"));
        let act: Value = serde_json::from_str(&row.act).unwrap_or_default();
        let (text, said) = told(page, &act, &row.kind);
        let mut more = Vec::new();
        let answers: Vec<&str> =
            items(&act, "answers").iter().filter_map(|answer| answer.as_str()).collect();
        if !answers.is_empty() {
            more.push(page.with("sent-answers", "answers", &answers.join(" · ")));
        }
        let moment = |name: &str| {
            act.get(name).and_then(|at| serde_json::from_value::<Instant>(at.clone()).ok())
        };
        more.extend(moment("at").map(|at| page.with("sent-planned", "when", &near(at))));
        more.extend(moment("until").map(|at| page.with("sent-until", "when", &near(at))));
        if !row.reason.is_empty() {
            more.push(page.with("sent-reason", "reason", &row.reason));
        }
        Self {
            id: row.id.to_string(),
            text,
            said,
            more,
            state_words: page.word("sent-state", &row.state),
            state: row.state.clone(),
            by: page.words().say("sent-by", &by),
            problem: problem.map(|why| {
                page.with("sent-problem", "why", &channel_words::stored(page.words(), why))
            }),
            address: row.address.clone().filter(|address| address.starts_with("https://")),
            may: visitor.who.may(kamerton_app::channels::needs(row)),
        }
    }
}

fn items<'a>(act: &'a Value, name: &str) -> &'a [Value] {
    act.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What was said or done, and whether it is our own words.
fn told(page: &Page, act: &Value, kind: &str) -> (String, bool) {
    let word = |name: &str| act.get(name).and_then(Value::as_str).unwrap_or_default();
    let done = match word("act") {
        "delete" if kind == "moderate" => "sent-delete",
        "delete" => "sent-take-back",
        "pin" if act.get("pinned") == Some(&Value::Bool(true)) => "sent-pin",
        "pin" => "sent-unpin",
        "restrict" => return (page.word("sent-restrict", word("restriction")), false),
        "repost" if word("text").is_empty() => "sent-repost",
        _ => {
            let texts = ["text", "question"].into_iter().map(word);
            let text = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            if text.is_empty() {
                return (page.say("sent-files"), false);
            }
            return (text.to_owned(), true);
        }
    };
    (page.say(done), false)
}
