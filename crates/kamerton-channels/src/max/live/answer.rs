//! Answers of the platform: what they bring, or why not.

use std::time::Duration;

use serde_json::Value;

use super::api::Api;
use super::read::{text, word};
use crate::live::{Link, Reason, Request, Trouble};
use crate::outbound::{Answer, OutboundError};

/// How long we wait where the platform wants us to and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(2);
/// Letters of the platform's own words that are kept.
const MOST_WORDS: usize = 300;

/// Whether a lost answer matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Something is only looked at.
    Asking,
    /// Something is done.
    Doing,
}

/// What came of a request that was understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// It brought this.
    Well(Value),
    /// There is no such thing.
    Missing(Reason),
    /// The bot may not.
    Forbidden(Reason),
    /// A file that was sent along is still being looked at by the platform; nothing was done.
    NotReady(Reason),
}

impl Outcome {
    /// What it brought, where nothing else will do.
    pub(super) fn well(self) -> Result<Value, Trouble> {
        match self {
            Self::Well(value) => Ok(value),
            Self::Missing(why) | Self::Forbidden(why) => Err(Trouble::Refused(why)),
            Self::NotReady(why) => Err(Trouble::Passing(why)),
        }
    }
}

/// Asks the platform for something.
pub(super) async fn ask(link: &Link<'_>, api: &Api, request: Request) -> Result<Value, Trouble> {
    outcome(link, api, request, Purpose::Asking).await?.well()
}

/// Lets the platform do something; it says that it did.
pub(super) async fn carry_out(link: &Link<'_>, api: &Api, request: Request) -> Result<(), Trouble> {
    is_done(&outcome(link, api, request, Purpose::Doing).await?.well()?)
}

/// Whether an answer says that something was done: anything else may come from a server in between.
pub(super) fn is_done(answer: &Value) -> Result<(), Trouble> {
    match answer.get("success").and_then(Value::as_bool) {
        Some(true) => Ok(()),
        _ => Err(Trouble::Unknown(Reason::of("channel-max-why-unclear"))),
    }
}

/// Sends a request and reads what came of it.
pub(super) async fn outcome(
    link: &Link<'_>,
    api: &Api,
    request: Request,
    purpose: Purpose,
) -> Result<Outcome, Trouble> {
    read(link.ask(request).await, purpose, api.secret())
}

/// Reads what came of a request.
pub(super) fn read(
    answer: Result<Answer, OutboundError>,
    purpose: Purpose,
    secret: &str,
) -> Result<Outcome, Trouble> {
    let answer = answer.map_err(|error| match purpose {
        Purpose::Asking => Trouble::asking(&error),
        Purpose::Doing => Trouble::doing(&error),
    })?;
    let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let said = value.as_ref().unwrap_or(&Value::Null);
    let code = word(said, "code");
    let why = || reason(&answer, said, secret);
    // Some refusals come with 200: what was asked for did not happen.
    let denied = said.get("success").and_then(Value::as_bool) == Some(false);
    if answer.is_well() && !denied {
        return match (value, purpose) {
            (Some(value), _) => Ok(Outcome::Well(value)),
            (None, Purpose::Asking) => Err(Trouble::Unreadable("it is no JSON".to_owned().into())),
            (None, Purpose::Doing) => Err(Trouble::Unknown(Reason::of("channel-max-why-unclear"))),
        };
    }
    if is_sign_in(code) {
        return Err(Trouble::SignIn(why()));
    }
    if is_not_ready(code) || is_not_ready(word(said, "message")) {
        return Ok(Outcome::NotReady(why()));
    }
    match answer.status {
        _ if code.starts_with("too.many") => Err(limited(&answer, why())),
        401 => Err(Trouble::SignIn(why())),
        429 => Err(limited(&answer, why())),
        // Said before anything was taken.
        503 if answer.retry_after.is_some() => Err(limited(&answer, why())),
        503 => Err(Trouble::Passing(why())),
        403 => Ok(Outcome::Forbidden(why())),
        404 | 410 => Ok(Outcome::Missing(why())),
        200..=299 | 400..=499 => Err(Trouble::Refused(why())),
        _ => Err(match purpose {
            Purpose::Asking => Trouble::Passing(why()),
            Purpose::Doing => Trouble::Unknown(why()),
        }),
    }
}

fn limited(answer: &Answer, why: Reason) -> Trouble {
    let after = answer.retry_after.unwrap_or(USUAL_WAIT).max(Duration::from_millis(500));
    Trouble::Limited { after, bucket: String::new(), why }
}

fn is_sign_in(code: &str) -> bool {
    matches!(code, "verify.token" | "unauthorized" | "invalid.token" | "access.token.invalid")
}

fn is_not_ready(code: &str) -> bool {
    code.contains("attachment.not.ready") || code.contains("file.not.processed")
}

/// The platform's own words, short and without what is secret.
fn reason(answer: &Answer, said: &Value, secret: &str) -> Reason {
    let parts = [text(said, "code"), text(said, "message").or_else(|| text(said, "error"))];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
    let words = if secret.is_empty() { words } else { words.replace(secret, "…") };
    let words: String = words
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(MOST_WORDS)
        .collect();
    match words.is_empty() {
        true => Reason::of("channel-max-why-status").with("status", answer.status),
        false => format!("{words} ({})", answer.status).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Answer, OutboundError> {
        let body = body.as_bytes().to_vec();
        let headers = reqwest::header::HeaderMap::new();
        let at = String::new();
        Ok(Answer { status, kind: None, body, retry_after: None, headers, at, moved: None })
    }

    fn doing(status: u16, body: &str) -> Result<Outcome, Trouble> {
        read(answer(status, body), Purpose::Doing, "s3cret")
    }

    #[test]
    fn each_answer_says_what_to_do_next() {
        let well = Outcome::Well(serde_json::json!({"success": true}));
        assert_eq!(doing(200, r#"{"success":true}"#), Ok(well));
        let unauthorised = r#"{"code":"verify.token","message":"Invalid access_token: s3cret"}"#;
        let Err(Trouble::SignIn(why)) = doing(403, unauthorised) else { panic!() };
        assert_eq!(why.said, "verify.token: Invalid access_token: … (403)");
        assert!(matches!(doing(401, ""), Err(Trouble::SignIn(_))));
        assert!(matches!(doing(400, "{}"), Err(Trouble::Refused(_))));
        assert!(matches!(doing(403, r#"{"code":"chat.denied"}"#), Ok(Outcome::Forbidden(_))));
        assert!(matches!(doing(404, "<html>"), Ok(Outcome::Missing(_))));
        assert!(matches!(doing(405, "{}"), Err(Trouble::Refused(_))));
        assert!(matches!(doing(429, "{}"), Err(Trouble::Limited { .. })));
        assert!(matches!(
            doing(400, r#"{"code":"too.many.requests"}"#),
            Err(Trouble::Limited { .. })
        ));
        assert!(matches!(doing(503, ""), Err(Trouble::Passing(_))));
        assert!(matches!(doing(500, ""), Err(Trouble::Unknown(_))));
        assert!(matches!(doing(502, ""), Err(Trouble::Unknown(_))));
        assert!(matches!(doing(200, "<html>"), Err(Trouble::Unknown(_))));
        let asked = |status, body| read(answer(status, body), Purpose::Asking, "");
        assert!(matches!(asked(500, ""), Err(Trouble::Passing(_))));
        assert!(matches!(asked(200, "<html>"), Err(Trouble::Unreadable(_))));
    }

    #[test]
    fn a_refusal_may_come_with_200() {
        let denied = r#"{"success":false,"message":"No rights","code":"chat.denied"}"#;
        assert!(matches!(doing(200, denied), Err(Trouble::Refused(_))));
        let early = r#"{"code":"attachment.not.ready","message":"Key: errors.process"}"#;
        assert!(matches!(doing(400, early), Ok(Outcome::NotReady(_))));
    }

    #[test]
    fn the_wait_of_the_platform_is_kept() {
        let mut limited = answer(429, "{}").unwrap();
        limited.retry_after = Some(Duration::from_secs(17));
        let Err(Trouble::Limited { after, bucket, .. }) = read(Ok(limited), Purpose::Doing, "")
        else {
            panic!()
        };
        assert_eq!((after.as_secs(), bucket.as_str()), (17, ""));
    }
}
