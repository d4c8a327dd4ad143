//! The connector.

use kamerton_core::fact::{Account, Fact};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use sha2::{Digest, Sha256};

use super::{convert, sites};
use crate::live::{
    About, Act, ActKind, Bucket, Card, Connector, Field, FieldKind, Finding, Grade, HandOff,
    History, Link, Outgoing, Pages, Policy, Prove, Raw, Reason, Report, Say, Send, Sent, Settings,
    Start, To, Trouble, Unread, Visit, Words, Work, Written,
};

/// The word of this channel.
pub(super) const WORD: &str = "site";
/// Our account: what we say on all sites is said by it.
const OURS: &str = "house";
/// Letters of the name of a wording.
const VERSION: usize = 8;

/// The connector.
pub static LIVE: Live = Live;

/// A site of one's own.
pub struct Live;

const FIELDS: [Field; 6] = [
    Field { name: "title", kind: FieldKind::Text, required: true },
    Field { name: "sites", kind: FieldKind::Lines, required: false },
    Field { name: "greeting", kind: FieldKind::Lines, required: false },
    Field { name: "policy", kind: FieldKind::Address, required: false },
    Field { name: "policy-text", kind: FieldKind::Lines, required: false },
    Field { name: "asks", kind: FieldKind::Flag, required: false },
];

impl Connector for Live {
    fn word(&self) -> &'static str {
        WORD
    }

    fn words(&self) -> Words {
        Words { ru: include_str!("words.ru.ftl"), en: include_str!("words.en.ftl") }
    }

    fn card(&self) -> Card {
        Card {
            starts: Start::OnlyThey,
            window: None,
            longest_text: 4_000,
            most_files: 0,
            largest_file: 0,
            edits_for: Some(std::time::Duration::ZERO),
            history: History::None,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: &[ActKind::Reply],
            asks: None,
            restricts: &[],
            restricts_for_a_time: false,
            impossible: &["channel-site-no-first-word", "channel-site-no-form"],
            left_out: &["channel-site-not-edit", "channel-site-not-files", "channel-site-not-join"],
        }
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 0]
    }

    fn guided(&self) -> &'static [&'static str] {
        &["sites", "policy"]
    }

    fn hosts(&self, _: &Settings) -> Option<Vec<String>> {
        Some(Vec::new())
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(async move { Ok(checked(link.settings)) })
    }

    fn convert(&self, body: &str, _: &About) -> Result<Vec<Fact>, Unread> {
        convert::facts(body)
    }

    fn send(&self) -> Option<&dyn Send> {
        Some(self)
    }

    fn prove(&self) -> Option<&dyn Prove> {
        Some(self)
    }

    fn visit(&self) -> Option<&dyn Visit> {
        Some(self)
    }
}

/// There is nobody to ask: only what was filled in can be looked at.
fn checked(settings: &Settings) -> Report {
    let title = settings.get("title").to_owned();
    let me = Account {
        kind: WORD.to_owned(),
        remote_id: OURS.to_owned(),
        display_name: Some(title.clone()).filter(|title| !title.is_empty()),
        role: Some(Role::Brand),
        ..Account::default()
    };
    let finding = |grade, message, arguments| Finding { grade, message, arguments };
    let mut findings = Vec::new();
    let pages = LIVE.pages(settings);
    for line in settings.lines("sites").filter(|line| sites::origin(line).is_none()) {
        let arguments = vec![("line", line.chars().take(100).collect())];
        findings.push(finding(Grade::Broken, "channel-site-found-no-site", arguments));
    }
    findings.push(match pages.sites.as_slice() {
        [] => finding(Grade::Lacking, "channel-site-found-link-only", Vec::new()),
        some => finding(Grade::Good, "channel-site-found-sites", vec![("sites", some.join(", "))]),
    });
    findings.push(match pages.policy.version.as_str() {
        "" => finding(Grade::Lacking, "channel-site-found-no-policy", Vec::new()),
        version => {
            let version = vec![("version", version.to_owned())];
            finding(Grade::Good, "channel-site-found-policy", version)
        }
    });
    Report { about: Some(About { me: Some(me), title, ..About::default() }), findings }
}

impl Visit for Live {
    fn pages(&self, settings: &Settings) -> Pages {
        let (address, text) = (settings.get("policy"), settings.get("policy-text"));
        let mut sites: Vec<String> = settings.lines("sites").filter_map(sites::origin).collect();
        sites.sort_unstable();
        sites.dedup();
        Pages {
            title: settings.get("title").to_owned(),
            greeting: settings.get("greeting").to_owned(),
            policy: Policy {
                version: version(address, text),
                address: address.to_owned(),
                text: text.to_owned(),
            },
            asks: settings.is_set("asks"),
            sites,
        }
    }

    fn raw(&self, written: &Written) -> Raw {
        let key = format!("{}:{}", convert::place_id(written), written.id);
        // What cannot be written as JSON is nothing that could be read again: there is no such thing here.
        let body = serde_json::to_string(written).unwrap_or_default();
        Raw { key, at: None, body }
    }

    fn talk(&self, visitor: &str) -> String {
        format!("{}{visitor}", convert::TALK)
    }
}

/// The name of a wording: another wording has another.
fn version(address: &str, text: &str) -> String {
    if address.is_empty() && text.is_empty() {
        return String::new();
    }
    let hash = Sha256::digest(format!("{address}\n{text}"));
    let mut name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    name.truncate(VERSION);
    name
}

impl Send for Live {
    fn buckets(&self, _: &Outgoing, _: &About) -> Vec<Bucket> {
        Vec::new()
    }

    fn answers(&self, place: &str) -> bool {
        place.starts_with(convert::TALK)
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(async move { sent(outgoing, (link.now)()) })
    }
}

impl Prove for Live {
    fn prove<'a>(
        &'a self,
        _: &'a Link<'a>,
        outgoing: &'a Outgoing,
        tried_at: Instant,
    ) -> Work<'a, Option<Sent>> {
        // Once it stands in the history it is delivered, and the house puts it there by this proof.
        Box::pin(async move { sent(outgoing, tried_at).map(Some) })
    }
}

/// The proof: under which key it stands in the talk.
fn sent(outgoing: &Outgoing, at: Instant) -> Result<Sent, Trouble> {
    match &outgoing.act {
        Act::Say(Say { to: To::Message { place, .. }, .. }) if LIVE.answers(place) => Ok(Sent {
            key: Some(convert::key(place, 'o', &outgoing.id)),
            at: Some(at),
            ..Sent::default()
        }),
        _ => Err(Trouble::Refused(Reason::of("channel-site-why-nobody"))),
    }
}
