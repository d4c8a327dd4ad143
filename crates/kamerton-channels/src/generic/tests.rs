//! The go-between: what it may send, and what it is sent.

use std::sync::Arc;

use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::live::LIVE;
use crate::live::{
    About, Act, Call, Connector, File, Link, Outgoing, Refused, Say, Send, Settings, To, Trouble,
    Webhook,
};
use crate::outbound::{Allowed, Outbound};
use crate::signed::Secret;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const EVENT: &str = r#"{"type": "message", "place": {"kind": "generic", "id": "desk"}, "id": "7",
  "author": {"id": "1", "name": "Vera"}, "sent_at": "2026-11-20T10:00:00Z", "text": "Hello"}"#;

fn now() -> Instant {
    Instant::from_seconds(1_790_000_000)
}

fn settings(secret: &str, address: &str) -> Settings {
    let fields = [("secret", secret), ("address", address)];
    Settings::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

struct Known {
    settings: Settings,
    about: About,
    out: Outbound,
}

impl Known {
    fn new(secret: &str, address: &str) -> Self {
        let out = Outbound::new(Allowed::parse(["127.0.0.1"]).unwrap()).unwrap();
        Self { settings: settings(secret, address), about: About::default(), out }
    }

    fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }
}

fn signed(secret: &str, body: &str) -> Vec<(String, String)> {
    let at = "1790000000";
    let signature = Secret::parse(secret).unwrap().sign("call-1", at, body.as_bytes());
    [("webhook-id", "call-1"), ("webhook-timestamp", at), ("webhook-signature", &signature)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn call<'a>(headers: &'a [(String, String)], body: &'a str) -> Call<'a> {
    Call { headers, query: "", body: body.as_bytes(), from: None }
}

#[tokio::test]
async fn what_is_signed_is_taken_and_becomes_facts() {
    let known = Known::new(SECRET, "");
    let headers = signed(SECRET, EVENT);
    let received = LIVE.receive(&call(&headers, EVENT), &known.link()).unwrap();
    assert_eq!(received.raws[0].key, "call-1");
    let facts = LIVE.convert(&received.raws[0].body, &known.about).unwrap();
    let [Fact::Message(message)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!((message.key.as_str(), message.text.as_str()), ("generic:desk:7", "Hello"));
}

#[tokio::test]
async fn what_is_not_signed_is_not_taken() {
    let known = Known::new(SECRET, "");
    let right = signed(SECRET, EVENT);
    let other = signed("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", EVENT);
    let reserialised = EVENT.replace("\n  ", " ");
    let nobody = Known::new("", "");
    let refused = |known: &Known, headers: &[(String, String)], body: &str| {
        LIVE.receive(&call(headers, body), &known.link()).unwrap_err()
    };
    assert_eq!(refused(&known, &[], EVENT), Refused::NotTheirs);
    assert_eq!(refused(&known, &other, EVENT), Refused::NotTheirs);
    assert_eq!(refused(&known, &right, &reserialised), Refused::NotTheirs);
    assert_eq!(refused(&nobody, &right, EVENT), Refused::NotTheirs);
    let wrong = "{}";
    assert_eq!(refused(&known, &signed(SECRET, wrong), wrong), Refused::Unreadable);
}

fn answer_to(text: &str) -> Outgoing {
    let file = File { name: "a.txt".into(), kind: "text/plain".into(), bytes: Arc::from(*b"abc") };
    let to = To::Message { place: "desk".into(), message: "generic:desk:7".into(), thread: None };
    let say = Say { to, text: text.into(), files: vec![file], at: None };
    Outgoing { id: "0123456789abcdef0123456789abcdef".into(), act: Act::Say(say) }
}

/// Answers one call so, and gives what was asked.
async fn program(status: &str, answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/answers", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", answer.len());
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&asked).contains("\"YWJj\"") {
            let count = socket.read(&mut piece).await.unwrap();
            assert!(count > 0);
            asked.extend_from_slice(&piece[..count]);
        }
        socket.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
        String::from_utf8(asked).unwrap()
    });
    (address, served)
}

#[tokio::test]
async fn what_goes_out_is_signed_and_its_proof_comes_back() {
    let (address, served) =
        program("200 OK", r#"{"place": "desk", "id": "8", "at": "2026-11-20T10:01:00Z"}"#).await;
    let known = Known::new(SECRET, &address);
    let sent = Send::send(&LIVE, &known.link(), &answer_to("Hello, Vera")).await.unwrap();
    assert_eq!(sent.key.as_deref(), Some("generic:desk:8"));
    let asked = served.await.unwrap();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.clone().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).unwrap()
    };
    let signed = Secret::parse(SECRET).unwrap();
    let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
    assert_eq!(header("webhook-signature"), signed.sign(&id, &at, body.as_bytes()));
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["act"], "say");
    assert_eq!(body["to"]["message"], "generic:desk:7");
    assert_eq!(body["text"], "Hello, Vera");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let known = Known::new(SECRET, "");
    let error = Send::send(&LIVE, &known.link(), &answer_to("x")).await.unwrap_err();
    assert!(matches!(error, Trouble::Settings(_)), "{error:?}");
    type Is = fn(&Trouble) -> bool;
    let cases: [(&str, &str, Is); 5] = [
        ("401 No", "", |trouble| matches!(trouble, Trouble::SignIn(_))),
        ("422 No", "", |trouble| matches!(trouble, Trouble::Refused(_))),
        ("429 Slow", "", |trouble| matches!(trouble, Trouble::Limited { .. })),
        ("500 Oh", "", |trouble| matches!(trouble, Trouble::Passing(_))),
        ("200 OK", "<html>", |trouble| matches!(trouble, Trouble::Unknown(_))),
    ];
    for (status, answer, is) in cases {
        let (address, served) = program(status, answer).await;
        let known = Known::new(SECRET, &address);
        let error = Send::send(&LIVE, &known.link(), &answer_to("x")).await.unwrap_err();
        assert!(is(&error), "{status}: {error:?}");
        served.await.unwrap();
    }
}
