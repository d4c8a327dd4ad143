//! A channel at work: what the house would do with it, without the house.

use std::collections::BTreeSet;
use std::time::Duration;

use kamerton_channels::live::{
    About, Act, Call, Link, Outgoing, Raw, Received, Refused, Say, Sent, Settings, To, Trouble,
};
use kamerton_channels::outbound::{Allowed, Outbound, Way};
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::time::Instant;
use kamerton_fakes::Delivery;

use crate::subjects::Subject;

/// No request of these tests takes longer.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// The clock of the machine.
pub fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// A clock that stands still: what comes in is the same whenever it is looked at.
fn still() -> Instant {
    static STILL: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *STILL.get_or_init(now)
}

/// A way out as the house makes it for a connection: only where the connector says.
pub fn out(subject: &Subject, settings: &Settings) -> Outbound {
    trusting(subject, settings, "")
}

/// The same, trusting these authorities too.
pub fn trusting(subject: &Subject, settings: &Settings, certificates: &str) -> Outbound {
    let way = Way {
        allowed: Allowed::parse(["127.0.0.1"]).unwrap(),
        hosts: subject.connector.hosts(settings),
        patience: Some(PATIENCE),
        certificates: certificates.to_owned(),
        ..Way::default()
    };
    Outbound::by(way).unwrap()
}

/// A connected account.
pub struct Joined {
    pub subject: Subject,
    pub about: About,
    pub out: Outbound,
    pub cursor: String,
}

/// Where something can be said, in the house's own names.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// What somebody said.
    pub said: MessageFact,
    /// Its author.
    pub author: String,
}

impl Joined {
    /// Connects it: the check has to be content.
    pub async fn of(subject: Subject) -> Self {
        let out = out(&subject, &subject.settings);
        let about = About::default();
        let report = {
            let link = Link { settings: &subject.settings, about: &about, out: &out, now };
            subject.connector.check(&link).await.unwrap()
        };
        assert!(report.about.is_some(), "the check finds {:?}", report.findings);
        let about = report.about.unwrap();
        assert!(about.me.is_some(), "whose voice it is stands in the report");
        let mut joined = Self { subject, about, out, cursor: String::new() };
        // Some platforms tell only what happens from the first look on.
        joined.look().await.unwrap();
        joined
    }

    pub fn link(&self) -> Link<'_> {
        Link { settings: &self.subject.settings, about: &self.about, out: &self.out, now }
    }

    /// Looks for news once, without waiting.
    pub async fn look(&mut self) -> Result<Vec<Raw>, Trouble> {
        let (raws, cursor) = self.peek().await?;
        self.cursor = cursor;
        Ok(raws)
    }

    /// Looks without remembering that it did.
    pub async fn peek(&self) -> Result<(Vec<Raw>, String), Trouble> {
        let poll = self.subject.connector.poll();
        let Some(poll) = poll else { return Ok((self.received(), self.cursor.clone())) };
        let link = Link { now: still, ..self.link() };
        let polled = poll.poll(&link, &self.cursor, Duration::ZERO).await?;
        Ok((polled.raws, polled.cursor))
    }

    /// Asks the platform for something: for news, or whether all is well.
    pub async fn ask(&self) -> Result<(), Trouble> {
        match self.subject.connector.poll() {
            Some(_) => self.peek().await.map(drop),
            None => self.subject.connector.check(&self.link()).await.map(drop),
        }
    }

    /// All that a webhook would have brought.
    fn received(&self) -> Vec<Raw> {
        let mut found = Vec::new();
        for delivery in self.subject.fake.sent() {
            found.extend(self.receive(&delivery, &self.subject.settings).unwrap().raws);
        }
        found
    }

    /// Hands a call to the webhook.
    pub fn receive(&self, delivery: &Delivery, settings: &Settings) -> Result<Received, Refused> {
        let link = Link { settings, about: &self.about, out: &self.out, now: still };
        let call = Call {
            headers: &delivery.headers,
            query: &delivery.query,
            body: &delivery.body,
            from: None,
        };
        self.subject.connector.webhook().unwrap().receive(&call, &link)
    }

    /// What payloads say.
    pub fn facts(&self, raws: &[Raw]) -> Vec<Fact> {
        let convert = |raw: &Raw| {
            let read = self.subject.connector.convert(&raw.body, &self.about);
            read.unwrap_or_else(|unread| panic!("{unread}: {}", raw.body))
        };
        raws.iter().flat_map(convert).collect()
    }

    /// Messages among them that somebody wrote.
    pub fn messages(&self, raws: &[Raw]) -> Vec<MessageFact> {
        let message = |fact| match fact {
            Fact::Message(message) if !message.service => Some(message),
            _ => None,
        };
        self.facts(raws).into_iter().filter_map(message).collect()
    }

    /// Somebody says something in a place, and we hear of it.
    pub async fn learn(&mut self, person: &str, place: &str, text: &str) -> Learnt {
        self.subject.fake.say(person, place, text);
        let raws = self.look().await.unwrap();
        let said = self.messages(&raws).into_iter().find(|message| message.text == text);
        let said = said.unwrap_or_else(|| panic!("«{text}» did not come: {raws:?}"));
        let author = said.author.clone().unwrap().remote_id;
        Learnt { said, author }
    }

    /// The same in the usual public place.
    pub async fn learn_group(&mut self) -> Learnt {
        let person = self.subject.fake.person("Анна Кот");
        let group = self.subject.fake.group();
        self.learn(&person, &group, "подскажите, где купить?").await
    }

    /// Does something.
    pub async fn act(&self, outgoing: &Outgoing) -> Result<Sent, Trouble> {
        // Limits go by the clock of the fake: what is said next is not said too soon.
        self.subject.fake.clock().pass(Duration::from_secs(5));
        self.subject.connector.send().unwrap().send(&self.link(), outgoing).await
    }

    /// The texts that stand in a place, ours alone.
    pub fn ours(&self, place: &str) -> Vec<String> {
        let seen = self.subject.fake.seen(place);
        seen.into_iter().filter(|seen| seen.ours).map(|seen| seen.text).collect()
    }
}

/// An answer to a message.
pub fn reply(to: &MessageFact, text: &str) -> Outgoing {
    say(
        To::Message {
            place: to.place.remote_id.clone(),
            message: to.key.clone(),
            thread: to.thread.clone(),
        },
        text,
    )
}

/// Something said, with a name of its own.
pub fn say(to: To, text: &str) -> Outgoing {
    let name: u64 = text.bytes().fold(7, |name, byte| name * 31 % 1_000_003 + u64::from(byte));
    let say = Say { to, text: text.to_owned(), files: Vec::new(), at: None };
    Outgoing { id: format!("{name:032x}"), act: Act::Say(say) }
}

/// The kind of trouble.
pub fn kind<T>(done: &Result<T, Trouble>) -> &'static str {
    match done {
        Ok(_) => "done",
        Err(Trouble::Limited { .. }) => "limited",
        Err(Trouble::SignIn(_)) => "sign in",
        Err(Trouble::Refused(_)) => "refused",
        Err(Trouble::Passing(_)) => "passing",
        Err(Trouble::Unknown(_)) => "unknown",
        Err(Trouble::Unreadable(_)) => "unreadable",
        Err(Trouble::Settings(_)) => "settings",
    }
}

/// What was found wrong, gathered, so that one run shows all of it.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Notes something unless it is as it should be.
    pub fn demand(&mut self, is_right: bool, what: impl FnOnce() -> String) {
        if !is_right {
            self.0.push(what());
        }
    }

    /// One of these words is demanded.
    pub fn one_of<T: std::fmt::Debug>(
        &mut self,
        what: &str,
        done: &Result<T, Trouble>,
        wanted: &[&str],
    ) {
        self.demand(wanted.contains(&kind(done)), || format!("{what}: {wanted:?}, not {done:?}"));
    }

    /// Fails with all that was noted.
    pub fn end(self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

/// Keys with bodies, in no order.
pub fn set(raws: &[Raw]) -> BTreeSet<(String, String)> {
    raws.iter().map(|raw| (raw.key.clone(), raw.body.clone())).collect()
}

impl Joined {
    /// What was said last in a place, as the webhook brings it; the cursor stays where it is.
    pub fn last_said(&self, place: &str) -> MessageFact {
        let texts: Vec<String> =
            self.subject.fake.seen(place).into_iter().map(|seen| seen.text).collect();
        let raws = self.received();
        let found = self.messages(&raws).into_iter().rev();
        found.into_iter().find(|message| texts.contains(&message.text)).unwrap()
    }
}
