//! What is sent to the program that stands between, and what it answers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use kamerton_core::time::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::live::{Act, Outgoing, Reason, Restriction, Say, Sent, To, Trouble};

/// The body of a call: `{"id": …, "act": …, …}`. Places and people are named as the events that came
/// from there named them, messages by the keys that we made of these: `generic:<place>:<id>`.
pub fn body(outgoing: &Outgoing) -> Value {
    let mut body = match &outgoing.act {
        Act::Say(say) => said(say),
        Act::Edit { message, text } => json!({"act": "edit", "message": message, "text": text}),
        Act::Delete { message } => json!({"act": "delete", "message": message}),
        Act::Repost { message, place, text } => {
            json!({"act": "repost", "message": message, "place": place, "text": text})
        }
        Act::Ask { place, thread, question, answers, anonymous, several } => json!({
            "act": "ask", "place": place, "thread": thread, "question": question,
            "answers": answers, "anonymous": anonymous, "several": several,
        }),
        Act::Pin { message, pinned } => json!({"act": "pin", "message": message, "pinned": pinned}),
        Act::Restrict { place, account, restriction, until } => json!({
            "act": "restrict", "place": place, "account": account,
            "restriction": match restriction {
                Restriction::Silent => "silent",
                Restriction::Out => "out",
                Restriction::Lifted => "lifted",
            },
            "until": until.map(Instant::rfc3339),
        }),
    };
    if let Some(body) = body.as_object_mut() {
        body.insert("id".to_owned(), Value::from(outgoing.id.as_str()));
    }
    body
}

fn said(say: &Say) -> Value {
    let files = say.files.iter().map(
        |file| json!({"name": file.name, "kind": file.kind, "base64": BASE64.encode(&file.bytes)}),
    );
    let to = match &say.to {
        To::Place { place, thread } => json!({"place": place, "thread": thread}),
        To::Message { place, message, thread } => {
            json!({"place": place, "message": message, "thread": thread})
        }
        To::Person { account } => json!({"person": account}),
    };
    json!({
        "act": "say", "to": to, "text": say.text, "files": files.collect::<Vec<_>>(),
        "at": say.at.map(Instant::rfc3339),
    })
}

/// What came of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answered {
    place: Option<String>,
    id: Option<String>,
    at: Option<String>,
    address: Option<String>,
}

/// Reads what a call was answered: `{"place": …, "id": …, "at": …, "address": …}`, all of them optional.
///
/// # Errors
/// When it is no such thing: then nobody knows what was done.
pub fn sent(body: &[u8]) -> Result<Sent, Trouble> {
    if body.trim_ascii().is_empty() {
        return Ok(Sent::default());
    }
    let answered: Answered = serde_json::from_slice(body).map_err(|error| {
        Trouble::Unknown(Reason::of("channel-generic-why-not-agreed").saying(error.to_string()))
    })?;
    let key = answered.place.zip(answered.id);
    Ok(Sent {
        key: key.map(|(place, id)| format!("{}:{place}:{id}", super::live::WORD)),
        at: answered.at.and_then(|text| Instant::parse_rfc3339(&text)),
        address: answered.address.filter(|address| crate::outbound::place(address).is_some()),
        made: None,
    })
}
