//! What the platform knows: people, one community with its wall and its talks, and what happened.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Clock;

use super::limits::Limits;

/// For how long events can be asked for.
pub(super) const KEPT: i64 = 24 * 3_600 * 1_000_000;
/// For how long the key of a session of Long Poll is good.
pub(super) const SESSION: i64 = 3_600 * 1_000_000;
/// The community.
pub(super) const GROUP: i64 = 31_415;

/// A refusal of the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct No {
    pub code: i64,
    pub words: String,
}

/// What a method gives.
pub(super) type Did = Result<Value, No>;

/// A refusal with these words.
pub(super) fn no<T>(code: i64, words: &str) -> Result<T, No> {
    Err(No { code, words: words.to_owned() })
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Group,
    User,
    Service,
}

/// A post, or a comment below one: both are numbered in one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub from: i64,
    pub text: String,
    pub date: i64,
    pub edited: bool,
    pub attachments: Vec<Value>,
    pub pinned: bool,
    /// Of a comment: the post.
    pub post: Option<i64>,
    /// Of an answer: the comment that it answers, and the one above all.
    pub answers: Option<(i64, i64)>,
    /// Of a post that waits: its time.
    pub waits_until: Option<i64>,
    pub copyright: Option<String>,
    pub copied: Option<Value>,
}

/// A message of a talk.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub from: i64,
    pub text: String,
    pub date: i64,
    pub edited_at: Option<i64>,
    pub attachments: Vec<Value>,
    pub answers: Option<i64>,
    pub random: i64,
    /// Its number among all messages of the community.
    pub old_id: i64,
}

/// A talk between the community and a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    pub messages: BTreeMap<i64, Message>,
    pub last: i64,
    /// Whether the person lets the community write.
    pub allowed: bool,
    /// What was sent under which number against doubles.
    pub by_random: BTreeMap<i64, i64>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub body: Value,
    /// Microseconds since 1970.
    pub at: i64,
}

/// A server that is called.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub secret: String,
    pub status: &'static str,
}

/// An event on its way to a server.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub event: usize,
    pub tries: u32,
    pub next_try: Option<std::time::Instant>,
    pub in_flight: bool,
}

pub(super) struct State {
    pub clock: Clock,
    pub base: String,
    pub tokens: BTreeMap<Who, String>,
    pub revoked: bool,
    pub secret: String,
    pub confirmation: String,
    pub people: BTreeMap<i64, String>,
    pub wall: BTreeMap<i64, Entry>,
    pub last_entry: i64,
    pub talks: BTreeMap<i64, Talk>,
    pub last_message: i64,
    pub banned: BTreeSet<i64>,
    pub kept: BTreeMap<i64, Value>,
    pub uploads: BTreeMap<String, Value>,
    pub last_file: i64,
    pub guids: BTreeMap<String, i64>,
    pub events: Vec<Event>,
    /// Sessions of Long Poll: key, and when it was given.
    pub sessions: BTreeMap<String, i64>,
    pub long_poll: bool,
    pub hooks: Vec<Hook>,
    pub last_hook: i64,
    pub waiting: VecDeque<Waiting>,
    pub retry: Duration,
    /// What our webhook answered, call for call.
    pub calls: Vec<String>,
    pub limits: Limits,
}

impl State {
    pub fn new(clock: Clock) -> Self {
        let token = |word: &str| format!("vk1.a.{word}-key-of-the-fake");
        Self {
            clock,
            base: String::new(),
            tokens: BTreeMap::from([
                (Who::Group, token("group")),
                (Who::User, token("user")),
                (Who::Service, token("service")),
            ]),
            revoked: false,
            secret: String::new(),
            confirmation: "c0ffee42".to_owned(),
            people: BTreeMap::new(),
            wall: BTreeMap::new(),
            last_entry: 0,
            talks: BTreeMap::new(),
            last_message: 1_000,
            banned: BTreeSet::new(),
            kept: BTreeMap::new(),
            uploads: BTreeMap::new(),
            last_file: 0,
            guids: BTreeMap::new(),
            events: Vec::new(),
            sessions: BTreeMap::new(),
            long_poll: true,
            hooks: Vec::new(),
            last_hook: 0,
            waiting: VecDeque::new(),
            retry: Duration::from_secs(2),
            calls: Vec::new(),
            limits: Limits::default(),
        }
    }

    pub fn new_person(&mut self, name: &str) -> i64 {
        let id = 501 + i64::try_from(self.people.len()).unwrap_or(0);
        self.people.insert(id, name.to_owned());
        id
    }

    /// The number of the next post, comment or file.
    pub fn next_entry(&mut self) -> i64 {
        self.last_entry += 1;
        self.last_entry
    }

    /// Tells of something, by Long Poll and to every server that is confirmed.
    pub fn tell(&mut self, kind: &str, object: Value) {
        let number = self.events.len();
        let body = json!({
            "group_id": GROUP, "type": kind, "event_id": format!("{:040x}", 0xfeed_0000_u64 + number as u64),
            "v": "5.199", "object": object,
        });
        self.events.push(Event { body, at: self.clock.micros() });
        if self.tells() {
            let one = Waiting { event: number, tries: 0, next_try: None, in_flight: false };
            self.waiting.push_back(one);
        }
    }

    /// Whether a server is confirmed.
    pub fn tells(&self) -> bool {
        self.hooks.iter().any(|hook| hook.status == "ok")
    }

    /// An event as a server is told it.
    pub fn told(&self, event: usize, secret: &str) -> Value {
        let mut body = self.events.get(event).map(|event| event.body.clone()).unwrap_or_default();
        if let (Some(members), false) = (body.as_object_mut(), secret.is_empty()) {
            members.insert("secret".to_owned(), json!(secret));
        }
        body
    }

    /// The number of the oldest event that can still be asked for.
    pub fn oldest(&self) -> usize {
        let now = self.clock.micros();
        self.events.iter().position(|event| now - event.at < KEPT).unwrap_or(self.events.len())
    }

    /// The first post of the wall, below which people talk.
    pub fn root(&self) -> i64 {
        self.wall.iter().find(|(_, entry)| entry.post.is_none()).map_or(0, |(id, _)| *id)
    }

    /// A post or comment as the API shows it.
    pub fn show(&self, id: i64) -> Value {
        let Some(entry) = self.wall.get(&id) else { return Value::Null };
        let mut shown = json!({
            "id": id, "owner_id": -GROUP, "from_id": entry.from, "date": entry.date, "text": entry.text,
            "attachments": entry.attachments,
            "likes": { "count": 0, "user_likes": 0, "can_like": 1 },
        });
        let count =
            |test: &dyn Fn(&Entry) -> bool| self.wall.values().filter(|one| test(one)).count();
        let mut set = |name: &str, value: Value| {
            if let Some(shown) = shown.as_object_mut() {
                shown.insert(name.to_owned(), value);
            }
        };
        match entry.post {
            Some(post) => {
                set("post_id", json!(post));
                set(
                    "parents_stack",
                    json!(entry.answers.map(|(_, top)| top).into_iter().collect::<Vec<_>>()),
                );
                if let Some((answered, _)) = entry.answers {
                    set("reply_to_comment", json!(answered));
                    set("reply_to_user", json!(self.wall.get(&answered).map_or(0, |one| one.from)));
                } else {
                    let below: Vec<_> = self.below(id);
                    let items: Vec<_> = below.iter().take(10).map(|id| self.show(*id)).collect();
                    set(
                        "thread",
                        json!({ "count": below.len(), "items": items, "can_post": true }),
                    );
                }
            }
            None => {
                let waits = entry.waits_until.is_some();
                set("post_type", json!(if waits { "postpone" } else { "post" }));
                set(
                    "comments",
                    json!({ "count": count(&|one| one.post == Some(id)), "can_post": 1 }),
                );
                set("reposts", json!({ "count": 0, "user_reposted": 0 }));
                set("views", json!({ "count": 12 }));
                if entry.edited {
                    set("edited", json!(entry.date));
                }
                if entry.pinned {
                    set("is_pinned", json!(1));
                }
                if let Some(link) = &entry.copyright {
                    set("copyright", json!({ "link": link, "name": "source", "type": "link" }));
                }
                if let Some(copied) = &entry.copied {
                    set("copy_history", json!([copied]));
                }
            }
        }
        shown
    }

    /// Answers in the thread of a comment.
    pub fn below(&self, comment: i64) -> Vec<i64> {
        let of = |one: &Entry| one.answers.is_some_and(|(_, top)| top == comment);
        self.wall.iter().filter(|(_, one)| of(one)).map(|(id, _)| *id).collect()
    }

    /// A message as the API shows it.
    pub fn show_message(&self, peer: i64, number: i64) -> Value {
        let Some(message) = self.talks.get(&peer).and_then(|talk| talk.messages.get(&number))
        else {
            return Value::Null;
        };
        let out = message.from == -GROUP;
        let mut shown = json!({
            "id": message.old_id, "conversation_message_id": number, "peer_id": peer,
            "from_id": message.from, "date": message.date, "text": message.text, "out": i32::from(out),
            "attachments": message.attachments, "fwd_messages": [], "important": false, "is_hidden": false,
            "random_id": message.random, "version": 10_000_000 + message.old_id,
        });
        if let Some(shown) = shown.as_object_mut() {
            if let Some(at) = message.edited_at {
                shown.insert("update_time".to_owned(), json!(at));
            }
            if let Some(answered) = message.answers {
                let one = self.show_message(peer, answered);
                shown.insert("reply_message".to_owned(), one);
            }
        }
        shown
    }

    /// Puts a message into a talk and tells of it.
    pub fn put_message(&mut self, peer: i64, mut message: Message) -> i64 {
        self.last_message += 1;
        message.old_id = self.last_message;
        message.date = self.clock.seconds();
        let ours = message.from == -GROUP;
        let talk = self.talks.entry(peer).or_default();
        talk.last += 1;
        let number = talk.last;
        if !ours {
            talk.allowed = true;
        } else if message.random != 0 {
            talk.by_random.insert(message.random, number);
        }
        talk.messages.insert(number, message);
        let shown = self.show_message(peer, number);
        match ours {
            true => self.tell("message_reply", shown),
            false => {
                let client = json!({ "keyboard": true, "inline_keyboard": true, "lang_id": 0 });
                self.tell("message_new", json!({ "message": shown, "client_info": client }));
            }
        }
        number
    }

    /// Puts a post or comment on the wall and tells of it.
    pub fn put_entry(&mut self, mut entry: Entry) -> i64 {
        entry.date = entry.waits_until.unwrap_or_else(|| self.clock.seconds());
        let (comment, waits) = (entry.post.is_some(), entry.waits_until.is_some());
        let id = self.next_entry();
        self.wall.insert(id, entry);
        let shown = self.show(id);
        match (comment, waits) {
            (true, _) => self.tell("wall_reply_new", shown),
            (false, true) => self.tell("wall_schedule_post_new", json!({ "post_id": id })),
            (false, false) => self.tell("wall_post_new", shown),
        }
        id
    }

    /// Somebody's profile.
    pub fn profile(&self, id: i64) -> Option<Value> {
        let name = self.people.get(&id)?;
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        Some(json!({
            "id": id, "first_name": first, "last_name": last, "screen_name": format!("id{id}"),
            "can_access_closed": true, "is_closed": false,
        }))
    }

    /// The community.
    pub fn group(&self) -> Value {
        json!({
            "id": GROUP, "name": "Клуб маяка", "screen_name": "lighthouse", "is_closed": 0, "type": "group",
            "members_count": self.people.len(),
        })
    }
}
