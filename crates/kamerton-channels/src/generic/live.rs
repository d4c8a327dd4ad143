//! The connector.

use std::time::Duration;

use kamerton_core::fact::Fact;
use kamerton_core::time::SECOND;
use kamerton_core::webhook::{Head, Refused as Unsigned};

use super::wire;
use crate::events::{self, Unreadable};
use crate::live::{
    About, ActKind, Asks, Bucket, Call, Card, Connector, Field, FieldKind, Finding, Grade, HandOff,
    History, Link, Outgoing, Raw, Reason, Received, Refused, Report, Request, Restriction, Send,
    Sent, Settings, Start, Trouble, Unread, Webhook, Words, Work,
};
use crate::outbound;
use crate::signed::Secret;

/// The word of this channel.
pub(super) const WORD: &str = "generic";

/// The connector.
pub static LIVE: Live = Live;

/// A program that stands between us and something else.
pub struct Live;

const FIELDS: [Field; 2] = [
    Field { name: "address", kind: FieldKind::Address, required: false },
    Field { name: "secret", kind: FieldKind::SigningSecret, required: false },
];

impl Connector for Live {
    fn word(&self) -> &'static str {
        WORD
    }

    fn words(&self) -> Words {
        Words { ru: include_str!("words.ru.ftl"), en: include_str!("words.en.ftl") }
    }

    fn card(&self) -> Card {
        use ActKind::{
            Ask, Delete, Edit, Files, Moderate, Pin, Post, Private, Reply, Repost, Restrict,
            Schedule,
        };
        Card {
            starts: Start::Anyone,
            window: None,
            longest_text: 100_000,
            most_files: 10,
            largest_file: 10 << 20,
            edits_for: None,
            history: History::None,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: &[
                Reply, Private, Post, Schedule, Files, Repost, Edit, Delete, Moderate, Pin, Ask,
                Restrict,
            ],
            asks: Some(Asks {
                longest_question: 4_000,
                most_answers: 100,
                longest_answer: 1_000,
                anonymous: true,
            }),
            restricts: &[Restriction::Silent, Restriction::Out, Restriction::Lifted],
            restricts_for_a_time: true,
            impossible: &["channel-generic-no-promise"],
            left_out: &[],
        }
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 0]
    }

    fn guided(&self) -> &'static [&'static str] {
        &["address"]
    }

    fn hosts(&self, settings: &Settings) -> Option<Vec<String>> {
        let place = outbound::place(settings.get("address"));
        Some(place.map(|place| place.host).into_iter().collect())
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(async move { Ok(checked(link.settings)) })
    }

    fn convert(&self, body: &str, _: &About) -> Result<Vec<Fact>, Unread> {
        events::read(body.as_bytes()).map_err(|unreadable| {
            Unread(match unreadable {
                Unreadable::NoJson(why) => why,
                Unreadable::Mistakes(mistakes) => {
                    let told = mistakes.iter().map(|one| format!("{}: {}", one.at, one.why));
                    told.collect::<Vec<_>>().join("; ")
                }
            })
        })
    }

    fn webhook(&self) -> Option<&dyn Webhook> {
        Some(self)
    }

    fn send(&self) -> Option<&dyn Send> {
        Some(self)
    }
}

/// Nothing is asked of the other side: an empty call could be taken for something to do.
fn checked(settings: &Settings) -> Report {
    let secret = Secret::parse(settings.get("secret")).is_ok();
    let outward = outbound::place(settings.get("address"));
    let finding = |grade, message| Finding { grade, message, arguments: Vec::new() };
    Report {
        about: Some(About::default()),
        findings: vec![
            match secret {
                true => finding(Grade::Good, "channel-generic-found-secret"),
                false => finding(Grade::Broken, "channel-generic-found-no-secret"),
            },
            match outward {
                Some(place) => Finding {
                    grade: if place.secure { Grade::Good } else { Grade::Lacking },
                    message: match place.secure {
                        true => "channel-generic-found-address",
                        false => "channel-generic-found-plain",
                    },
                    arguments: vec![("host", place.host)],
                },
                None => finding(Grade::Lacking, "channel-generic-found-one-way"),
            },
        ],
    }
}

impl Webhook for Live {
    fn receive(&self, call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused> {
        let head = Head {
            id: call.header("webhook-id").unwrap_or_default(),
            timestamp: call.header("webhook-timestamp").unwrap_or_default(),
            signatures: call.header("webhook-signature").unwrap_or_default(),
        };
        let secret = Secret::parse(link.settings.get("secret")).map_err(|_| Refused::NotTheirs)?;
        secret.check(&head, call.body, (link.now)()).map_err(|why| match why {
            Unsigned::Stale => Refused::Stale,
            Unsigned::Unsigned | Unsigned::WrongSignature => Refused::NotTheirs,
        })?;
        // Unlike a platform, whoever wrote this program can mend it: what is wrong is told at once.
        events::read(call.body).map_err(|_| Refused::Unreadable)?;
        let body = std::str::from_utf8(call.body).map_err(|_| Refused::Unreadable)?;
        let raw = Raw { key: head.id.to_owned(), at: None, body: body.to_owned() };
        Ok(Received { raws: vec![raw], ..Received::default() })
    }

    fn register<'a>(&'a self, _: &'a Link<'a>, _: &'a str) -> Work<'a, ()> {
        // The program was told our address by whoever wrote it.
        Box::pin(async { Ok(()) })
    }

    fn unregister<'a>(&'a self, _: &'a Link<'a>) -> Work<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn is_told_by_hand(&self) -> bool {
        true
    }
}

impl Send for Live {
    fn buckets(&self, _: &Outgoing, _: &About) -> Vec<Bucket> {
        vec![Bucket::new("all", 10, Duration::from_secs(1))]
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(async move {
            let request = request(link, outgoing)?;
            // The id says that it is the same thing again, so trying again is safe where the answer
            // was lost: the other side promises to do it once.
            let answer = link.ask(request).await.map_err(|error| Trouble::asking(&error))?;
            let why = || Reason::of("channel-generic-why-status").with("status", answer.status);
            match answer.status {
                200..=299 => wire::sent(&answer.body),
                401 | 403 => Err(Trouble::SignIn(why())),
                429 | 503 => Err(Trouble::Limited {
                    after: answer.retry_after.unwrap_or(Duration::from_secs(30)),
                    bucket: String::new(),
                    why: why(),
                }),
                408 | 500..=599 => Err(Trouble::Passing(why())),
                _ => Err(Trouble::Refused(why())),
            }
        })
    }
}

/// The signed call that says what is to be done.
fn request(link: &Link<'_>, outgoing: &Outgoing) -> Result<Request, Trouble> {
    let address = link.settings.get("address");
    if address.is_empty() {
        return Err(Trouble::Settings(Reason::of("channel-generic-why-no-address")));
    }
    let secret = Secret::parse(link.settings.get("secret")).map_err(|error| {
        Trouble::Settings(Reason::of("channel-generic-why-secret").saying(error.to_string()))
    })?;
    let body = wire::body(outgoing).to_string().into_bytes();
    let seconds = ((link.now)().micros() / SECOND).to_string();
    let signature = secret.sign(&outgoing.id, &seconds, &body);
    Ok(Request::post(address, "application/json", body)
        .with("webhook-id", outgoing.id.as_str())
        .with("webhook-timestamp", seconds)
        .with("webhook-signature", signature)
        .at_most(64 << 10))
}
