//! The connector against small answers of our own, and against the platform's own description of its API.

mod convert;
mod events;
mod history;
mod incoming;
mod outgoing;
mod schema;
mod server;
mod words;

use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use serde_json::{Value, json};

use crate::live::{About, Connector, Link, Settings};
use crate::outbound::{Allowed, Outbound, Way};

/// The community of these tests.
const GROUP: i64 = 1_001;
/// The moment of these tests, in seconds.
const NOW: i64 = 1_760_000_000;
const TOKEN: &str = "vk1.a.community";

fn now() -> Instant {
    Instant::from_seconds(NOW)
}

/// A connected community.
struct Joined {
    settings: Settings,
    about: About,
    out: Outbound,
}

impl Joined {
    fn new(address: &str, more: &[(&str, &str)]) -> Self {
        let usual = [
            ("group", "1001"),
            ("token", TOKEN),
            ("secret", "between us"),
            ("mode", "longpoll"),
            ("address", address),
        ];
        let settings =
            usual.iter().chain(more).map(|(name, value)| ((*name).into(), (*value).into()));
        let allowed = Allowed::parse(["127.0.0.0/8"]).unwrap();
        let out = Outbound::by(Way { allowed, ..Way::default() }).unwrap();
        Self { settings: Settings::new(settings), about: about(), out }
    }

    fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }
}

fn about() -> About {
    let me = Account {
        kind: "vk".to_owned(),
        remote_id: "-1001".to_owned(),
        handle: Some("birds".to_owned()),
        display_name: Some("Птицы".to_owned()),
        role: Some(Role::Brand),
        deleted: false,
    };
    About { me: Some(me), title: "Птицы".to_owned(), ..About::default() }
}

fn convert(body: &str) -> Vec<Fact> {
    super::LIVE.convert(body, &about()).unwrap()
}

/// The facts of an event that came at the moment of these tests.
fn told(kind: &str, object: Value) -> Vec<Fact> {
    let event = json!({ "type": kind, "group_id": GROUP, "event_id": "e1", "v": "5.199", "object": object });
    convert(&json!({ "at": NOW, "event": event }).to_string())
}

fn message(facts: &[Fact]) -> &MessageFact {
    match facts {
        [Fact::Message(message)] => message,
        other => panic!("one message is expected: {other:?}"),
    }
}
