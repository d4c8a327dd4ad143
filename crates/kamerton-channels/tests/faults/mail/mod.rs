//! Mail on its bad days, against a server in memory. Its platform is no API of the web, so the demands are
//! made in its own words; they are those of the other channels. Real servers stand in `tests/mail`.

mod answers;
mod away;
mod limits;
mod lost;
mod numbering;
mod order;

use std::collections::BTreeMap;
use std::time::Duration;

use kamerton_channels::email::raw::Kept;
use kamerton_channels::live::{
    About, Act, Connector, Link, Outgoing, Polled, Raw, Say, Sent, Settings, To, Trouble,
};
use kamerton_channels::outbound::{Allowed, Outbound, Way};
use kamerton_fakes::mail::{Heard, Mail, PASSWORD, USER};

use crate::clock::now;

/// No command of these tests takes longer. Where one has to fail by that, it is `HASTE`.
const PATIENCE: Duration = Duration::from_secs(10);
const HASTE: Duration = Duration::from_millis(400);
const ADDRESS: &str = "help@test.example";

/// Lets time pass, for us and for the server.
fn pass(fake: &Mail, time: Duration) {
    crate::clock::pass(fake.clock(), time);
}

fn connector() -> &'static dyn Connector {
    kamerton_channels::connector("email").unwrap()
}

fn way(certificates: &str) -> Outbound {
    patient(PATIENCE, certificates)
}

fn patient(patience: Duration, certificates: &str) -> Outbound {
    let way = Way {
        allowed: Allowed::parse(["127.0.0.1"]).unwrap(),
        patience: Some(patience),
        certificates: certificates.to_owned(),
        ..Way::default()
    };
    Outbound::by(way).unwrap()
}

/// A mail account at work.
struct Post {
    fake: Mail,
    settings: Settings,
    about: About,
    out: Outbound,
}

impl Post {
    fn new() -> Self {
        crate::clock::begin();
        let fake = Mail::start().unwrap();
        let fields = [
            ("address", ADDRESS.to_owned()),
            ("password", PASSWORD.to_owned()),
            ("user", USER.to_owned()),
            ("imap-host", "127.0.0.1".to_owned()),
            ("imap-port", fake.imap().to_string()),
            ("imap-security", "none".to_owned()),
            ("smtp-host", "127.0.0.1".to_owned()),
            ("smtp-port", fake.smtp().to_string()),
            ("smtp-security", "none".to_owned()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let (settings, out) = (Settings::new(fields), way(""));
        Self { fake, settings, about: about(), out }
    }

    /// One that has read what there is and knows where to go on.
    async fn joined() -> (Self, String) {
        let post = Self::new();
        post.fake.put("INBOX", &mail(0, "вопрос"));
        let mut cursor = String::new();
        assert_eq!(texts(&post.news(&mut cursor).await.unwrap()), ["вопрос"]);
        (post, cursor)
    }

    fn with(mut self, field: &str, value: &str) -> Self {
        self.settings.set(field, value);
        self
    }

    fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }

    async fn poll(&self, cursor: &str) -> Result<Polled, Trouble> {
        connector().poll().unwrap().poll(&self.link(), cursor, Duration::ZERO).await
    }

    /// All news from a cursor on, in order.
    async fn news(&self, cursor: &mut String) -> Result<Vec<Raw>, Trouble> {
        let mut found = Vec::new();
        loop {
            let polled = self.poll(cursor).await?;
            found.extend(polled.raws);
            *cursor = polled.cursor;
            if !polled.more {
                return Ok(found);
            }
        }
    }

    /// All of the past.
    async fn past(&self) -> Result<Vec<Raw>, Trouble> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let polled = connector().backfill().unwrap().backfill(&self.link(), &cursor).await?;
            found.extend(polled.raws);
            cursor = polled.cursor;
            if !polled.more {
                return Ok(found);
            }
        }
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<Sent, Trouble> {
        connector().send().unwrap().send(&self.link(), outgoing).await
    }

    async fn prove(&self, outgoing: &Outgoing) -> Result<Option<Sent>, Trouble> {
        connector().prove().unwrap().prove(&self.link(), outgoing, now()).await
    }

    /// Commands since there were so many.
    fn since(&self, count: usize) -> Vec<Heard> {
        self.fake.asked().split_off(count)
    }
}

fn about() -> About {
    let me = kamerton_core::fact::Account {
        kind: "email".to_owned(),
        remote_id: ADDRESS.to_owned(),
        role: Some(kamerton_core::role::Role::Brand),
        ..kamerton_core::fact::Account::default()
    };
    About { me: Some(me), title: ADDRESS.to_owned(), ..About::default() }
}

/// A mail of somebody.
fn mail(number: usize, text: &str) -> Vec<u8> {
    format!(
        "From: Anna <anna@example.org>\r\nTo: {ADDRESS}\r\nSubject: order {number}\r\n\
         Date: Thu, 26 Nov 2026 12:00:00 +0300\r\nMessage-ID: <{number}@example.org>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// An answer to the mail of this number, with a name made of its text.
fn answer(number: usize, text: &str) -> Outgoing {
    let to = To::Message {
        place: ADDRESS.to_owned(),
        message: format!("email:{number}@example.org"),
        thread: None,
    };
    let name = text.bytes().fold(7_u64, |all, byte| all * 31 % 1_000_003 + u64::from(byte));
    let say = Say { to, text: text.to_owned(), files: Vec::new(), at: None };
    Outgoing { id: format!("{name:032x}"), act: Act::Say(say) }
}

fn text(raw: &Raw) -> String {
    let kept = Kept::parse(&raw.body).unwrap();
    let mail = String::from_utf8_lossy(&kept.mail).into_owned();
    mail.split_once("\r\n\r\n").map_or(String::new(), |(_, text)| text.trim().to_owned())
}

fn texts(raws: &[Raw]) -> Vec<String> {
    raws.iter().map(text).collect()
}

/// Payloads by their keys, as the house keeps them: the first of each.
fn kept(raws: impl IntoIterator<Item = Raw>) -> BTreeMap<String, Raw> {
    let mut kept = BTreeMap::new();
    for raw in raws {
        kept.entry(raw.key.clone()).or_insert(raw);
    }
    kept
}
