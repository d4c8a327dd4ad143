//! One question and one answer, in the form of OpenAI's chat completions, within bounds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kamerton_channels::outbound::{Answer, Limits, Outbound};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Answered, Settings, Trouble};

/// Bytes of an answer: a few thousand words, with all that endpoints put around them.
const BYTES: usize = 256 << 10;
/// The longest that one waits before asking again.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// How long one waits where the endpoint does not say.
const WAIT: Duration = Duration::from_secs(1);
/// Letters of an answer that are looked at.
const LETTERS: usize = 6_000;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What is wanted.
    pub system: String,
    /// What it is about.
    pub user: String,
    /// Tokens that the answer may have.
    pub most: u32,
}

impl Prompt {
    /// What is sent.
    pub fn body(&self, model: &str) -> Value {
        json!({
            "model": model,
            "messages": [
                {"role": "system", "content": self.system},
                {"role": "user", "content": self.user},
            ],
            "max_tokens": self.most,
            "temperature": 0.3,
            "stream": false,
        })
    }

    pub(super) fn letters(&self) -> usize {
        self.system.chars().count() + self.user.chars().count()
    }
}

/// An answer: the text of a stranger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it says, cut to a bearable length.
    pub text: String,
    /// Tokens sent and received, where it says so.
    pub used: Option<(i64, i64)>,
}

/// Asks; once more when the endpoint is busy or has failed and there is time.
pub(super) async fn ask(
    out: &Outbound,
    settings: &Settings,
    key: Option<&str>,
    prompt: &Prompt,
    newer: &AtomicBool,
) -> Answered<Reply> {
    let seconds = u64::try_from(settings.seconds).unwrap_or(1).max(1);
    let ends = Instant::now() + Duration::from_secs(seconds);
    let mut answer = once(out, settings, key, prompt, newer, ends).await?;
    if answer.status == 400 && wants_newer(&answer.body) {
        newer.store(true, Ordering::Relaxed);
        answer = once(out, settings, key, prompt, newer, ends).await?;
    } else if let Some(wait) = waits(&answer).filter(|wait| Instant::now() + *wait < ends) {
        tokio::time::sleep(wait).await;
        answer = once(out, settings, key, prompt, newer, ends).await?;
    }
    match answer.status {
        200..=299 => read(&answer.body),
        401 | 403 => Err(Trouble::WrongKey),
        404 => Err(Trouble::NoModel),
        429 => Err(Trouble::Busy),
        status => Err(Trouble::Status(status)),
    }
}

async fn once(
    out: &Outbound,
    settings: &Settings,
    key: Option<&str>,
    prompt: &Prompt,
    newer: &AtomicBool,
    ends: Instant,
) -> Answered<Answer> {
    let url = format!("{}/chat/completions", settings.url.trim_end_matches('/'));
    let mut body = prompt.body(&settings.model);
    if newer.load(Ordering::Relaxed) {
        rename(&mut body);
    }
    let left = ends.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Trouble::Late);
    }
    let limits = Limits { deadline: left, bytes: BYTES };
    let sent = out.post_as(&url, key, "application/json", body.to_string().into_bytes(), limits);
    sent.await.map_err(|error| Trouble::of(&error, settings.near))
}

/// How long to wait before asking again, when that may help.
fn waits(answer: &Answer) -> Option<Duration> {
    let may_help = answer.status == 429 || (500..=599).contains(&answer.status);
    let wait = answer.retry_after.unwrap_or(WAIT);
    (may_help && wait <= LONGEST_WAIT).then_some(wait)
}

/// Newer models of one maker want the limit under another name, and no temperature.
fn wants_newer(body: &[u8]) -> bool {
    String::from_utf8_lossy(body).contains("max_completion_tokens")
}

fn rename(body: &mut Value) {
    if let Some(fields) = body.as_object_mut() {
        fields.remove("temperature");
        if let Some(most) = fields.remove("max_tokens") {
            fields.insert("max_completion_tokens".to_owned(), most);
        }
    }
}

/// What of an answer is read.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: i64,
    #[serde(default)]
    completion_tokens: i64,
}

fn read(body: &[u8]) -> Answered<Reply> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| Trouble::NotJson)?;
    let choice = completion.choices.into_iter().next().ok_or(Trouble::Empty)?;
    let content = choice.message.content.unwrap_or_default();
    let text: String = spoken(&content).chars().filter(is_shown).take(LETTERS).collect();
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Trouble::Empty);
    }
    // None of both is told by those who count nothing.
    let used = completion.usage.map(|usage| (usage.prompt_tokens, usage.completion_tokens));
    Ok(Reply { text, used: used.filter(|used| used.0 > 0) })
}

/// Without what a model thinks aloud.
fn spoken(content: &str) -> &str {
    content.rsplit_once("</think>").map_or(content, |(_, spoken)| spoken)
}

/// Without what is not seen or turns the direction of a line.
const fn is_shown(letter: &char) -> bool {
    !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        && (!letter.is_ascii_control() || *letter == '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(content: &str) -> Answered<String> {
        let body = json!({"choices": [{"message": {"content": content}}]}).to_string();
        read(body.as_bytes()).map(|reply| reply.text)
    }

    #[test]
    fn an_answer_is_read_and_cut() {
        assert_eq!(text(" Привет!\u{202e}\u{7} \n").as_deref(), Ok("Привет!"));
        assert_eq!(text("<think>\nхм\n</think>\nДа").as_deref(), Ok("Да"));
        assert_eq!(text(" "), Err(Trouble::Empty));
        assert_eq!(text(&"я".repeat(10_000)).map(|text| text.chars().count()), Ok(LETTERS));
        for wrong in ["", "<html>", "[]", "{}", r#"{"choices": 1}"#, r#"{"choices":[{}]}"#] {
            assert_eq!(read(wrong.as_bytes()).err(), Some(Trouble::NotJson), "{wrong}");
        }
        let none = r#"{"choices":[]}"#;
        assert_eq!(read(none.as_bytes()).err(), Some(Trouble::Empty));
    }
}
