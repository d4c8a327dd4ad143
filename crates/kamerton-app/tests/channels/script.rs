//! A platform in memory, with behaviour, and the connector for it.
//!
//! Every test makes a platform of its own and names it in the settings of its connection.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use kamerton_app::live::{
    About, Act, ActKind, Asks, Backfill, Bucket, Call, Card, Connector, Discover, Field, FieldKind,
    Finding, Follow, Found, Grade, HandOff, History, Link, Name, Outgoing, Poll, Polled, Prove,
    Raw, Reach, Reached, Received, Reconcile, Refused, Reply, Report, Restriction, Send, Sent,
    Settings, Start, To, Trouble, Unread, Webhook, Words, Work, same_secret,
};
use kamerton_core::fact::{Account, Fact, PlaceRef};
use kamerton_core::time::Instant;
use serde_json::Value;

/// The word of the channel of tests.
pub const WORD: &str = "script";

/// What a platform does when it is asked to send.
#[derive(Clone, Debug)]
pub enum Sending {
    /// Does it and says so.
    Well,
    /// Does it, and the answer is lost.
    Lost,
    /// Does not, for this reason.
    Fails(Trouble),
}

/// The state of a platform.
#[derive(Debug, Default)]
pub struct Inside {
    pub token: String,
    /// What is to be had by asking, in order.
    pub updates: Vec<String>,
    /// What was before.
    pub history: Vec<String>,
    /// What a reconciliation gives, and since when it was asked for.
    pub missed: Vec<String>,
    pub reconciled: Vec<Instant>,
    /// Troubles of the next questions.
    pub troubles: VecDeque<Trouble>,
    pub polls: u32,
    pub asking: i32,
    pub most_asking: i32,
    pub hangs: bool,
    pub places: Vec<Found>,
    /// What was done, by the names of our house.
    pub done: Vec<(String, Act)>,
    pub sending: VecDeque<Sending>,
    pub proves: bool,
    pub asked_for_proof: u32,
    /// What people are called, and whose names were asked for.
    pub names: HashMap<String, String>,
    pub asked_for_names: Vec<String>,
    pub registered: Vec<String>,
    /// Whether we are to ask although we could be called.
    pub uncalled: bool,
    /// Whether calls do not arrive, and how often it was told to call no more.
    pub in_vain: bool,
    pub unregistered: u32,
    /// What people write on their own pages, and whose pages were asked for.
    pub pages: HashMap<String, Vec<String>>,
    pub followed: Vec<String>,
    pub page_hangs: bool,
    /// How often messages were seen, and which were asked for.
    pub views: HashMap<String, u64>,
    pub asked_for_reach: Vec<Vec<String>>,
}

/// A platform.
#[derive(Clone, Default)]
pub struct Platform(Arc<Mutex<Inside>>);

static ALL: OnceLock<Mutex<HashMap<String, Platform>>> = OnceLock::new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

fn all() -> MutexGuard<'static, HashMap<String, Platform>> {
    ALL.get_or_init(Mutex::default).lock().unwrap()
}

fn platform(settings: &Settings) -> Platform {
    all().get(settings.get("platform")).cloned().unwrap_or_default()
}

impl Platform {
    /// A new platform, and the settings of a connection to it.
    pub fn new() -> (Self, Settings) {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
        let platform = Self::default();
        platform.lock().token = "right".to_owned();
        all().insert(number.clone(), platform.clone());
        let fields = [("platform", number.as_str()), ("token", "right")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        (platform, Settings::new(fields))
    }

    pub fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    fn ask(&self, settings: &Settings) -> Result<(), Trouble> {
        let mut inside = self.lock();
        if settings.get("token") != inside.token {
            return Err(Trouble::SignIn("revoked".to_owned().into()));
        }
        inside.troubles.pop_front().map_or(Ok(()), Err)
    }
}

/// A payload of these facts.
pub fn payload(facts: &[Fact]) -> String {
    serde_json::json!({ "facts": facts }).to_string()
}

/// A payload as it is kept.
pub fn raw(body: &str) -> Raw {
    Raw { key: body.to_owned(), at: None, body: body.to_owned() }
}

/// The connector.
pub struct Script;

/// The list of connectors of tests.
pub static CONNECTORS: &[&dyn Connector] = &[&Script];

pub fn me() -> Account {
    Account {
        kind: WORD.to_owned(),
        remote_id: "bot".to_owned(),
        display_name: Some("Маяк".to_owned()),
        ..Account::default()
    }
}

impl Connector for Script {
    fn word(&self) -> &'static str {
        WORD
    }

    fn words(&self) -> Words {
        Words { ru: "", en: "" }
    }

    fn card(&self) -> Card {
        Card {
            starts: Start::OnlyThey,
            window: Some(Duration::from_secs(24 * 3_600)),
            longest_text: 40,
            most_files: 1,
            largest_file: 10,
            edits_for: Some(Duration::from_secs(3_600)),
            history: History::All,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: &[
                ActKind::Reply,
                ActKind::Private,
                ActKind::Post,
                ActKind::Files,
                ActKind::Edit,
                ActKind::Delete,
                ActKind::Repost,
                ActKind::Moderate,
                ActKind::Pin,
                ActKind::Ask,
                ActKind::Restrict,
            ],
            asks: Some(Asks {
                longest_question: 40,
                most_answers: 3,
                longest_answer: 10,
                anonymous: false,
            }),
            restricts: &[Restriction::Out, Restriction::Lifted],
            restricts_for_a_time: true,
            impossible: &[],
            left_out: &[],
        }
    }

    fn fields(&self) -> &'static [Field] {
        const fn field(name: &'static str, kind: FieldKind, required: bool) -> Field {
            Field { name, kind, required }
        }
        const FIELDS: &[Field] = &[
            field("platform", FieldKind::Text, true),
            field("token", FieldKind::Secret, true),
            field("hook-secret", FieldKind::OwnSecret, false),
            field("pause", FieldKind::Number(1, 9), false),
        ];
        FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[]
    }

    fn hosts(&self, _settings: &Settings) -> Option<Vec<String>> {
        Some(Vec::new())
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(async move {
            let works = link.settings.get("token") == platform(link.settings).lock().token;
            let grade = if works { Grade::Good } else { Grade::Broken };
            let finding =
                Finding { grade, message: "channel-script-found-token", arguments: vec![] };
            let about = About { me: Some(me()), title: "Маяк".to_owned(), ..About::default() };
            Ok(Report { about: works.then_some(about), findings: vec![finding] })
        })
    }

    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
        let value: Value = serde_json::from_str(body)?;
        if value.get("break").is_some() {
            panic!("on purpose");
        }
        if value.get("new").is_some() && !about.more.contains_key("learnt") {
            return Err(Unread("of a new kind".to_owned()));
        }
        let facts = value.get("facts").cloned().unwrap_or_default();
        Ok(serde_json::from_value(facts)?)
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }

    fn webhook(&self) -> Option<&dyn Webhook> {
        Some(self)
    }

    fn backfill(&self) -> Option<&dyn Backfill> {
        Some(self)
    }

    fn reconcile(&self) -> Option<&dyn Reconcile> {
        Some(self)
    }

    fn discover(&self) -> Option<&dyn Discover> {
        Some(self)
    }

    fn send(&self) -> Option<&dyn Send> {
        Some(self)
    }

    fn prove(&self) -> Option<&dyn Prove> {
        Some(self)
    }

    fn name(&self) -> Option<&dyn Name> {
        Some(self)
    }

    fn follow_profile(&self) -> Option<&dyn Follow> {
        Some(self)
    }

    fn reach(&self) -> Option<&dyn Reach> {
        Some(self)
    }
}

impl Follow for Script {
    fn follow<'a>(
        &'a self,
        link: &'a Link<'a>,
        account: &'a str,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(async move {
            let platform = platform(link.settings);
            platform.lock().followed.push(account.to_owned());
            while platform.lock().page_hangs {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let posts = platform.lock().pages.get(account).cloned().unwrap_or_default();
            Ok(piece(&posts, cursor, 2))
        })
    }
}

impl Reach for Script {
    fn reach<'a>(&'a self, link: &'a Link<'a>, messages: &'a [String]) -> Work<'a, Vec<Reached>> {
        Box::pin(async move {
            let platform = platform(link.settings);
            let mut inside = platform.lock();
            inside.asked_for_reach.push(messages.to_vec());
            let seen = messages.iter().filter_map(|key| Some((key, *inside.views.get(key)?)));
            Ok(seen
                .map(|(key, views)| Reached {
                    message: key.clone(),
                    views: Some(views),
                    ..Reached::default()
                })
                .collect())
        })
    }
}

impl Name for Script {
    fn name<'a>(&'a self, link: &'a Link<'a>, accounts: &'a [String]) -> Work<'a, Vec<Account>> {
        Box::pin(async move {
            let platform = platform(link.settings);
            platform.ask(link.settings)?;
            let mut inside = platform.lock();
            inside.asked_for_names.extend(accounts.iter().cloned());
            let known = accounts.iter().filter_map(|id| Some((id, inside.names.get(id)?)));
            Ok(known
                .map(|(id, name)| Account {
                    kind: WORD.to_owned(),
                    remote_id: id.clone(),
                    display_name: Some(name.clone()),
                    ..Account::default()
                })
                .collect())
        })
    }
}

/// The next piece of a list; a cursor is a place in it.
fn piece(list: &[String], cursor: &str, size: usize) -> Polled {
    let from: usize = cursor.parse().unwrap_or(0);
    let raws: Vec<Raw> = list.iter().skip(from).take(size).map(|body| raw(body)).collect();
    let next = from + raws.len();
    Polled {
        more: next < list.len(),
        raws,
        cursor: next.to_string(),
        pause: Duration::from_millis(5),
    }
}

/// Counts who asks at the same time.
struct Asking(Platform);

impl Asking {
    fn new(platform: &Platform) -> Self {
        let mut inside = platform.lock();
        inside.polls += 1;
        inside.asking += 1;
        inside.most_asking = inside.most_asking.max(inside.asking);
        Self(platform.clone())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.lock().asking -= 1;
    }
}

impl Poll for Script {
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled> {
        Box::pin(async move {
            let platform = platform(link.settings);
            let _asking = Asking::new(&platform);
            platform.ask(link.settings)?;
            while platform.lock().hangs {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            tokio::time::sleep(Duration::from_millis(5).min(wait)).await;
            let updates = platform.lock().updates.clone();
            Ok(piece(&updates, cursor, 10))
        })
    }
}

impl Webhook for Script {
    fn receive(&self, call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused> {
        let given = call.header("x-secret").unwrap_or_default();
        if !same_secret(given.as_bytes(), link.settings.get("hook-secret")) {
            return Err(Refused::NotTheirs);
        }
        let body = std::str::from_utf8(call.body).map_err(|_| Refused::Unreadable)?;
        Ok(Received { raws: vec![raw(body)], reply: Reply::Text("ok".to_owned()) })
    }

    fn register<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, ()> {
        Box::pin(async move {
            let platform = platform(link.settings);
            platform.ask(link.settings)?;
            platform.lock().registered.push(address.to_owned());
            Ok(())
        })
    }

    fn is_wanted(&self, settings: &Settings) -> bool {
        !platform(settings).lock().uncalled
    }

    fn is_in_vain<'a>(&'a self, link: &'a Link<'a>, _: &'a str) -> Work<'a, bool> {
        Box::pin(async { Ok(platform(link.settings).lock().in_vain) })
    }

    fn unregister<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, ()> {
        Box::pin(async {
            platform(link.settings).lock().unregistered += 1;
            Ok(())
        })
    }
}

impl Backfill for Script {
    fn backfill<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str) -> Work<'a, Polled> {
        Box::pin(async move {
            let history = platform(link.settings).lock().history.clone();
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(piece(&history, cursor, 2))
        })
    }
}

impl Reconcile for Script {
    fn reconcile<'a>(
        &'a self,
        link: &'a Link<'a>,
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(async move {
            let platform = platform(link.settings);
            let mut inside = platform.lock();
            inside.reconciled.push(since);
            Ok(piece(&inside.missed, cursor, 2))
        })
    }
}

impl Discover for Script {
    fn discover<'a>(&'a self, link: &'a Link<'a>, _known: &'a [PlaceRef]) -> Work<'a, Vec<Found>> {
        Box::pin(async move { Ok(platform(link.settings).lock().places.clone()) })
    }
}

fn place_of(act: &Act) -> String {
    match act {
        Act::Say(say) => match &say.to {
            To::Place { place, .. } | To::Message { place, .. } => place.clone(),
            To::Person { account } => format!("dm-{account}"),
        },
        Act::Edit { message, .. } => message.split(':').nth(1).unwrap_or_default().to_owned(),
        Act::Ask { place, .. } | Act::Repost { place, .. } => place.clone(),
        _ => String::new(),
    }
}

fn proof(act: &Act, number: usize) -> Sent {
    if let Act::Edit { message, .. } = act {
        return Sent { key: Some(message.clone()), ..Sent::default() };
    }
    if matches!(act, Act::Delete { .. } | Act::Pin { .. } | Act::Restrict { .. }) {
        return Sent::default();
    }
    let key = format!("{WORD}:{}:sent{number}", place_of(act));
    let address = Some(format!("https://script.example/{number}"));
    Sent { key: Some(key), address, ..Sent::default() }
}

impl Send for Script {
    fn buckets(&self, outgoing: &Outgoing, about: &About) -> Vec<Bucket> {
        let per_place = about.more.get("per-place").and_then(|text| text.parse().ok());
        let count = per_place.unwrap_or(1_000);
        vec![Bucket::new(place_of(&outgoing.act), count, Duration::from_millis(300))]
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(async move {
            let platform = platform(link.settings);
            platform.ask(link.settings)?;
            tokio::time::sleep(Duration::from_millis(10)).await;
            let mut inside = platform.lock();
            let how = inside.sending.pop_front().unwrap_or(Sending::Well);
            if let Sending::Fails(trouble) = how {
                return Err(trouble);
            }
            inside.done.push((outgoing.id.clone(), outgoing.act.clone()));
            match how {
                Sending::Lost => Err(Trouble::Unknown("the connection broke".to_owned().into())),
                _ => Ok(proof(&outgoing.act, inside.done.len())),
            }
        })
    }
}

impl Prove for Script {
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        _tried_at: Instant,
    ) -> Work<'a, Option<Sent>> {
        Box::pin(async move {
            let platform = platform(link.settings);
            let mut inside = platform.lock();
            inside.asked_for_proof += 1;
            if !inside.proves {
                return Err(Trouble::Unknown("nobody can tell".to_owned().into()));
            }
            let found = inside.done.iter().position(|(id, _)| *id == outgoing.id);
            Ok(found.map(|at| proof(&outgoing.act, at + 1)))
        })
    }
}
