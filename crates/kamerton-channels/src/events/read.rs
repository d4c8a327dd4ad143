//! From bytes to facts, or to every mistake with its place.

use kamerton_core::fact::Fact;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::convert::{Convert, Wrong};
use super::wire;

/// Events in one call.
pub const MOST_EVENTS: usize = 1_000;
/// Mistakes that are told of; whoever mends these sends again.
const MOST_MISTAKES: usize = 20;

/// A mistake in what a program sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where: `events[3].sent_at`.
    pub at: String,
    /// What is wrong, and what would be right.
    pub why: String,
}

/// Why a body gives no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no JSON at all.
    NoJson(String),
    /// It is JSON, with mistakes.
    Mistakes(Vec<Mistake>),
}

impl Unreadable {
    fn one(at: &str, why: impl Into<String>) -> Self {
        Self::Mistakes(vec![Mistake { at: at.to_owned(), why: why.into() }])
    }
}

/// A call: many events, or one by itself.
#[derive(Deserialize)]
struct Many<'a> {
    #[serde(borrow)]
    events: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Reads the body of a call: `{"events": [...]}`, or one event by itself.
///
/// # Errors
/// Every mistake, at most the first twenty. A body with a mistake gives no fact at all.
pub fn read(body: &[u8]) -> Result<Vec<Fact>, Unreadable> {
    let text = std::str::from_utf8(body)
        .map_err(|error| Unreadable::NoJson(format!("it is no UTF-8: {error}")))?;
    let many: Many<'_> = serde_json::from_str(text).map_err(no_json)?;
    let Some(events) = many.events else { return one(text, "").map(|fact| vec![fact]) };
    if events.is_empty() || events.len() > MOST_EVENTS {
        let why = format!("{} events: from 1 to {MOST_EVENTS} are taken in a call", events.len());
        return Err(Unreadable::one("events", why));
    }
    all(&events)
}

fn all(events: &[&RawValue]) -> Result<Vec<Fact>, Unreadable> {
    let (mut facts, mut mistakes) = (Vec::with_capacity(events.len()), Vec::new());
    for (at, event) in events.iter().enumerate() {
        match one(event.get(), &format!("events[{at}]")) {
            Ok(fact) => facts.push(fact),
            Err(Unreadable::Mistakes(more)) => mistakes.extend(more),
            Err(other) => return Err(other),
        }
        if mistakes.len() >= MOST_MISTAKES {
            break;
        }
    }
    if mistakes.is_empty() { Ok(facts) } else { Err(Unreadable::Mistakes(mistakes)) }
}

fn no_json(error: serde_json::Error) -> Unreadable {
    match error.classify() {
        serde_json::error::Category::Data => {
            Unreadable::one("", "an object is expected: {\"events\": [...]} or one event")
        }
        _ => Unreadable::NoJson(format!("it is no JSON: {error}")),
    }
}

fn one(text: &str, at: &str) -> Result<Fact, Unreadable> {
    let typed: Typed = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Unreadable::one(at, "an event is an object"),
        _ => Unreadable::NoJson(format!("it is no JSON: {error}")),
    })?;
    let kind = typed.kind.unwrap_or_default();
    match kind.as_str() {
        "message" => fact::<wire::Message>(text, at, Convert::message),
        "reaction" => fact::<wire::Reaction>(text, at, Convert::reaction),
        "joined" => fact::<wire::Membership>(text, at, |wire| Convert::membership(wire, true)),
        "left" => fact::<wire::Membership>(text, at, |wire| Convert::membership(wire, false)),
        "deletion" => fact::<wire::Deletion>(text, at, Convert::deletion),
        "order" => fact::<wire::Order>(text, at, Convert::order),
        "profile" => fact::<wire::Profile>(text, at, Convert::profile),
        other => Err(Unreadable::one(
            &join(at, "type"),
            format!(
                "«{other}» is no type of event: message, reaction, joined, left, deletion, order \
                 or profile"
            ),
        )),
    }
}

fn fact<T: DeserializeOwned>(
    text: &str,
    at: &str,
    convert: impl Fn(T) -> Result<Fact, Wrong>,
) -> Result<Fact, Unreadable> {
    // Without its type, which is no field of the event's own.
    let mut value: Value = serde_json::from_str(text)
        .map_err(|error| Unreadable::NoJson(format!("it is no JSON: {error}")))?;
    if let Value::Object(fields) = &mut value {
        fields.remove("type");
    }
    let wire: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Unreadable::one(&join(at, &path), error.inner().to_string())
    })?;
    convert(wire).map_err(|wrong| Unreadable::one(&join(at, wrong.field), wrong.why))
}

/// The path of a field in a path.
fn join(at: &str, field: &str) -> String {
    match (at, field) {
        (at, "" | ".") => at.to_owned(),
        ("", field) => field.to_owned(),
        (at, field) => format!("{at}.{field}"),
    }
}
