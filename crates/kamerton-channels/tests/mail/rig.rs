//! A mail account at work, without the house.

use std::collections::BTreeMap;
use std::time::Duration;

use kamerton_channels::email::raw::Kept;
use kamerton_channels::live::{
    About, Act, Connector, File, Link, Outgoing, Polled, Report, Say, Sent, Settings, To, Trouble,
};
use kamerton_channels::outbound::{Allowed, Outbound, Way};
use kamerton_core::time::Instant;
use kamerton_fakes::servers::{DOMAIN, PASSWORD};

/// The clock of the machine.
pub fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// Says why nothing is tested, where there are no servers.
pub fn are_missing(postfix: bool) -> bool {
    let missing = kamerton_fakes::servers::missing(postfix);
    if let Some(why) = &missing {
        println!("skipped: {why}");
    }
    missing.is_some()
}

/// An account of these servers.
pub struct Joined {
    pub settings: Settings,
    pub about: About,
    pub out: Outbound,
}

impl Joined {
    /// An account by name, over connections that nobody secures.
    pub fn plain(user: &str, imap: u16, smtp: u16) -> Self {
        let fields = [
            ("address", format!("{user}@{DOMAIN}")),
            ("password", PASSWORD.to_owned()),
            ("user", user.to_owned()),
            ("name", "Камертон «Чай»".to_owned()),
            ("imap-host", "127.0.0.1".to_owned()),
            ("imap-port", imap.to_string()),
            ("imap-security", "none".to_owned()),
            ("smtp-host", "127.0.0.1".to_owned()),
            ("smtp-port", smtp.to_string()),
            ("smtp-security", "none".to_owned()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let mut joined = Self {
            settings: Settings::new(fields),
            about: About::default(),
            out: way("", Duration::from_secs(20)),
        };
        joined.about.me = None;
        joined
    }

    /// The same with something else filled in.
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.settings.set(field, value);
        self
    }

    /// The same with this much patience.
    pub fn patient(mut self, patience: Duration) -> Self {
        self.out = way("", patience);
        self
    }

    pub fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }

    pub async fn check(&self) -> Result<Report, Trouble> {
        connector().check(&self.link()).await
    }

    /// The messages of what a check finds.
    pub async fn finds(&self) -> Vec<&'static str> {
        let report = self.check().await.unwrap();
        report.findings.iter().map(|finding| finding.message).collect()
    }

    pub async fn poll(&self, cursor: &str, wait: u64) -> Result<Polled, Trouble> {
        let poll = connector().poll().unwrap();
        poll.poll(&self.link(), cursor, Duration::from_secs(wait)).await
    }

    /// All news from a cursor on, by the keys of what came.
    pub async fn news(&self, cursor: &mut String) -> Result<BTreeMap<String, Kept>, Trouble> {
        let mut found = BTreeMap::new();
        loop {
            let polled = self.poll(cursor, 0).await?;
            take(&mut found, &polled);
            *cursor = polled.cursor;
            if !polled.more {
                return Ok(found);
            }
        }
    }

    /// All of the past, by the keys of what came; trouble is met by asking again, so often.
    pub async fn past(&self, mut patience: usize) -> BTreeMap<String, Kept> {
        let (mut found, mut cursor) = (BTreeMap::new(), String::new());
        loop {
            let backfill = connector().backfill().unwrap();
            match backfill.backfill(&self.link(), &cursor).await {
                Ok(polled) => {
                    take(&mut found, &polled);
                    cursor = polled.cursor;
                    if !polled.more {
                        return found;
                    }
                }
                Err(trouble) => {
                    assert!(patience > 0, "{trouble}");
                    patience -= 1;
                }
            }
        }
    }

    pub async fn send(&self, outgoing: &Outgoing) -> Result<Sent, Trouble> {
        connector().send().unwrap().send(&self.link(), outgoing).await
    }

    pub async fn prove(&self, outgoing: &Outgoing) -> Result<Option<Sent>, Trouble> {
        connector().prove().unwrap().prove(&self.link(), outgoing, now()).await
    }
}

fn take(found: &mut BTreeMap<String, Kept>, polled: &Polled) {
    for raw in &polled.raws {
        found.insert(raw.key.clone(), Kept::parse(&raw.body).unwrap());
    }
}

pub fn connector() -> &'static dyn Connector {
    kamerton_channels::connector("email").unwrap()
}

/// A way out that may go to this machine.
pub fn way(certificates: &str, patience: Duration) -> Outbound {
    let way = Way {
        allowed: Allowed::parse(["127.0.0.1"]).unwrap(),
        hosts: Some(vec!["127.0.0.1".to_owned()]),
        patience: Some(patience),
        certificates: certificates.to_owned(),
        ..Way::default()
    };
    Outbound::by(way).unwrap()
}

/// A mail of somebody.
pub fn mail(number: usize, text: &str) -> Vec<u8> {
    format!(
        "From: Anna <anna@example.org>\r\nTo: help@{DOMAIN}\r\n\
         Subject: =?utf-8?B?0JfQsNC60LDQtw==?= {number}\r\n\
         Date: Thu, 26 Nov 2026 12:00:00 +0300\r\nMessage-ID: <{number}@example.org>\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// An answer to a mail.
pub fn answer(name: &str, message: &str, text: &str, files: Vec<File>) -> Outgoing {
    let to = To::Message {
        place: format!("help@{DOMAIN}"),
        message: format!("email:{message}"),
        thread: None,
    };
    let say = Say { to, text: text.to_owned(), files, at: None };
    let name = name.bytes().fold(7_u64, |all, byte| all * 31 % 1_000_003 + u64::from(byte));
    Outgoing { id: format!("{name:032x}"), act: Act::Say(say) }
}

/// The texts of mails, in order.
pub fn texts(found: &BTreeMap<String, Kept>) -> Vec<String> {
    let text = |kept: &Kept| {
        let mail = String::from_utf8_lossy(&kept.mail).into_owned();
        mail.split_once("\r\n\r\n").map_or(String::new(), |(_, text)| text.trim().to_owned())
    };
    let mut texts: Vec<String> = found.values().map(text).collect();
    texts.sort();
    texts
}
