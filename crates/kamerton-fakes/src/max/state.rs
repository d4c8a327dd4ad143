//! What the platform knows: accounts, chats with their messages, updates, subscriptions.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::Clock;

/// For how long updates are kept for who asks, in microseconds.
const KEPT: i64 = 24 * 3_600 * 1_000_000;
/// The first number of an update.
const FIRST: i64 = 100;

/// A refusal of the API.
#[derive(Debug)]
pub(super) struct No {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
}

/// What a method gives.
pub(super) type Did = Result<Value, No>;

/// A refusal with these words.
pub(super) fn no<T>(status: u16, code: &'static str, message: &str) -> Result<T, No> {
    Err(No { status, code, message: message.to_owned() })
}

/// What a chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Between the bot and one person.
    Dialog,
    /// A chat of many.
    Chat,
    /// A channel.
    Channel,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Dialog => "dialog",
            Self::Chat => "chat",
            Self::Channel => "channel",
        }
    }
}

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub mid: String,
    pub seq: i64,
    /// Nobody: posted in the name of a channel.
    pub sender: Option<i64>,
    /// Milliseconds since 1970.
    pub at: i64,
    pub text: String,
    pub attachments: Vec<Value>,
    /// The link as the API shows it.
    pub link: Value,
    pub edited: bool,
    pub views: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Chat {
    pub id: i64,
    pub kind: Kind,
    pub title: String,
    /// Members, and whether they are administrators.
    pub members: BTreeMap<i64, bool>,
    pub blocked: BTreeSet<i64>,
    pub messages: Vec<Message>,
    pub pinned: Option<String>,
    /// Of a dialog: with whom.
    pub with: Option<i64>,
    /// Of a dialog: whether the person stopped the bot.
    pub stopped: bool,
}

/// An update.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub number: i64,
    /// Microseconds since 1970.
    pub at: i64,
    pub kind: &'static str,
    pub body: Value,
    /// Whether a webhook took it.
    pub delivered: bool,
}

/// Something that a webhook is to be told.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub number: i64,
    /// When it happened, in microseconds.
    pub at: i64,
    pub body: Vec<u8>,
    pub tries: i32,
    pub next_try: i64,
    pub in_flight: bool,
}

/// A subscription.
#[derive(Clone, Debug)]
pub(super) struct Hook {
    pub url: String,
    pub secret: String,
    pub types: Option<Vec<String>>,
    pub time: i64,
    pub due: VecDeque<Due>,
    /// Since when it has answered nothing but refusals, in microseconds.
    pub failing_since: Option<i64>,
}

pub(super) struct State {
    pub clock: Clock,
    pub token: String,
    pub revoked: bool,
    pub secret: String,
    pub bot: i64,
    pub users: BTreeMap<i64, Value>,
    pub chats: BTreeMap<i64, Chat>,
    pub updates: VecDeque<Update>,
    /// Every update that there was.
    pub all: Vec<Update>,
    pub last_update: i64,
    /// Updates before this one were read.
    pub committed: i64,
    pub hooks: Vec<Hook>,
    /// What webhooks answered, call for call; 0 where there was no answer.
    pub calls: Vec<u16>,
    /// Files that were brought: their kind, and from when they can be used, in microseconds.
    pub files: BTreeMap<String, (String, i64)>,
    /// Places where files are awaited: the kind, and the token where it is known beforehand.
    pub tickets: BTreeMap<String, (String, Option<String>)>,
    /// How long the platform looks at a file, in microseconds.
    pub processing: i64,
    /// Whether the token was shown to the storage.
    pub leaked: bool,
    pub lists_chats: bool,
    pub turned: bool,
    pub limits: bool,
    /// Requests lately: when, and about which talk; 0 stands for any request.
    pub asked: VecDeque<(i64, i64)>,
    /// The first wait between two calls of a webhook.
    pub retry: Duration,
    last: i64,
    last_at: i64,
}

impl State {
    pub fn new(clock: Clock) -> Self {
        let bot = 9_000_001;
        let mut state = Self {
            clock,
            token: "f9LHodD0cOKxM3pF0Fke_-T0ken".to_owned(),
            revoked: false,
            secret: String::new(),
            bot,
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            updates: VecDeque::new(),
            all: Vec::new(),
            last_update: FIRST - 1,
            committed: FIRST,
            hooks: Vec::new(),
            calls: Vec::new(),
            files: BTreeMap::new(),
            tickets: BTreeMap::new(),
            processing: 0,
            leaked: false,
            lists_chats: false,
            turned: false,
            limits: true,
            asked: VecDeque::new(),
            retry: Duration::from_secs(60),
            last: 0,
            last_at: 0,
        };
        state.add_user(bot, "Маячок", Some("mayak_bot"), true);
        state
    }

    fn add_user(&mut self, id: i64, name: &str, username: Option<&str>, is_bot: bool) {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let last = Some(last).filter(|last| !last.is_empty());
        let shown = json!({
            "user_id": id, "first_name": first, "last_name": last, "username": username,
            "is_bot": is_bot, "last_activity_time": self.clock.micros() / 1_000,
        });
        self.users.insert(id, shown);
    }

    /// The next number of whatever needs one.
    pub fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    /// Milliseconds since 1970, never the same twice.
    pub fn moment(&mut self) -> i64 {
        self.last_at = (self.clock.micros() / 1_000).max(self.last_at + 1);
        self.last_at
    }

    pub fn new_person(&mut self, name: &str) -> i64 {
        let id = 40_000_000 + self.next();
        self.add_user(id, name, None, false);
        id
    }

    pub fn add_chat(&mut self, kind: Kind, title: &str, admin: bool) -> i64 {
        let id = -70_000_000_000 - self.next();
        let members = BTreeMap::from([(self.bot, admin)]);
        self.chats.insert(id, chat(id, kind, title, members, None));
        id
    }

    /// The number of the dialog with somebody, whether there is one or not.
    pub const fn dialog(user: i64) -> i64 {
        100_000_000 + user
    }

    /// Somebody begins the dialog with the bot, or takes it up again.
    pub fn begin(&mut self, user: i64) {
        let id = Self::dialog(user);
        let members = BTreeMap::from([(self.bot, false), (user, false)]);
        let new = chat(id, Kind::Dialog, "", members, Some(user));
        let begun = self.chats.contains_key(&id);
        let dialog = self.chats.entry(id).or_insert(new);
        if !begun || dialog.stopped {
            dialog.stopped = false;
            let user = self.user(user);
            self.tell("bot_started", json!({"chat_id": id, "user": user, "user_locale": "ru"}));
        }
    }

    pub fn user(&self, id: i64) -> Value {
        self.users.get(&id).cloned().unwrap_or(Value::Null)
    }

    /// Somebody comes into a chat.
    pub fn come(&mut self, user: i64, chat: i64) {
        let shown = self.user(user);
        let Some(place) = self.chats.get_mut(&chat) else { return };
        if place.kind == Kind::Dialog || place.members.contains_key(&user) {
            return;
        }
        place.members.insert(user, false);
        let is_channel = place.kind == Kind::Channel;
        if place.members.get(&self.bot) == Some(&true) {
            let what = json!({
                "chat_id": chat, "user": shown, "inviter_id": null, "is_channel": is_channel,
            });
            self.tell("user_added", what);
        }
    }

    /// Somebody leaves a chat, by themselves or by somebody's hand.
    pub fn go(&mut self, user: i64, chat: i64, by: i64) {
        let shown = self.user(user);
        let Some(place) = self.chats.get_mut(&chat) else { return };
        if place.members.remove(&user).is_none() {
            return;
        }
        let is_channel = place.kind == Kind::Channel;
        let what =
            json!({"chat_id": chat, "user": shown, "admin_id": by, "is_channel": is_channel});
        self.tell("user_removed", what);
    }

    /// Puts a message into a chat; gives its name.
    pub fn put(
        &mut self,
        chat: i64,
        sender: Option<i64>,
        text: &str,
        attachments: Vec<Value>,
        link: Value,
    ) -> String {
        let (seq, at) = (self.next(), self.moment());
        let mid = format!("mid.{:016x}{seq:016x}", chat.unsigned_abs());
        if let Some(place) = self.chats.get_mut(&chat) {
            place.messages.push(Message {
                mid: mid.clone(),
                seq,
                sender,
                at,
                text: text.to_owned(),
                attachments,
                link,
                edited: false,
                views: 0,
            });
        }
        mid
    }

    /// Somebody says something; nothing happens where they cannot.
    pub fn say(&mut self, user: i64, chat: i64, text: &str, link: Value) -> String {
        if chat == Self::dialog(user) {
            self.begin(user);
        }
        if self.chats.get(&chat).is_none_or(|place| place.blocked.contains(&user)) {
            return String::new();
        }
        self.come(user, chat);
        let mid = self.put(chat, Some(user), text, Vec::new(), link);
        self.tell_message("message_created", chat, &mid);
        mid
    }

    /// The bot is told of a message where it hears: in dialogs, and where it is an administrator.
    pub fn tell_message(&mut self, kind: &'static str, chat: i64, mid: &str) {
        if self.hears(chat) {
            let message = self.show(chat, mid);
            self.tell(kind, json!({"message": message}));
        }
    }

    pub fn hears(&self, chat: i64) -> bool {
        let Some(place) = self.chats.get(&chat) else { return false };
        match place.members.get(&self.bot) {
            None => false,
            Some(admin) => *admin || place.kind == Kind::Dialog,
        }
    }

    /// An update happens.
    pub fn tell(&mut self, kind: &'static str, what: Value) {
        self.last_update += 1;
        let (number, timestamp) = (self.last_update, self.moment());
        let mut body = Map::new();
        body.insert("update_type".to_owned(), json!(kind));
        body.insert("timestamp".to_owned(), json!(timestamp));
        if let Value::Object(what) = what {
            body.extend(what);
        }
        let at = self.clock.micros();
        let update = Update { number, at, kind, body: Value::Object(body), delivered: false };
        for hook in &mut self.hooks {
            let wanted = hook.types.as_ref();
            if wanted.is_none_or(|types| types.iter().any(|known| known == kind)) {
                hook.due.push_back(Due {
                    number,
                    at,
                    body: update.body.to_string().into_bytes(),
                    tries: 0,
                    next_try: 0,
                    in_flight: false,
                });
            }
        }
        self.all.push(update.clone());
        self.updates.push_back(update);
    }

    /// What is old is kept for nobody.
    pub fn forget(&mut self) {
        let oldest = self.clock.micros() - KEPT;
        self.updates.retain(|update| update.at >= oldest);
    }

    pub fn message(&self, chat: i64, mid: &str) -> Option<&Message> {
        self.chats.get(&chat)?.messages.iter().find(|message| message.mid == mid)
    }

    pub fn message_mut(&mut self, chat: i64, mid: &str) -> Option<&mut Message> {
        self.chats.get_mut(&chat)?.messages.iter_mut().find(|message| message.mid == mid)
    }

    /// In which chat a message stands.
    pub fn chat_of(&self, mid: &str) -> Option<i64> {
        let has = |chat: &&Chat| chat.messages.iter().any(|message| message.mid == mid);
        self.chats.values().find(has).map(|chat| chat.id)
    }

    /// A message as the API shows it.
    pub fn show(&self, chat: i64, mid: &str) -> Value {
        let (Some(place), Some(message)) = (self.chats.get(&chat), self.message(chat, mid)) else {
            return Value::Null;
        };
        let to = match (place.kind, message.sender == Some(self.bot)) {
            (Kind::Dialog, true) => place.with,
            (Kind::Dialog, false) => Some(self.bot),
            _ => None,
        };
        let mut shown = json!({
            "recipient": {"chat_id": chat, "chat_type": place.kind.word(), "user_id": to},
            "timestamp": message.at,
            "body": {
                "mid": message.mid, "seq": message.seq, "text": message.text,
                "attachments": message.attachments,
            },
        });
        if let Some(fields) = shown.as_object_mut() {
            if let Some(sender) = message.sender {
                fields.insert("sender".to_owned(), self.user(sender));
            }
            if !message.link.is_null() {
                fields.insert("link".to_owned(), message.link.clone());
            }
            if place.kind == Kind::Channel {
                fields.insert("stat".to_owned(), json!({"views": message.views}));
                fields.insert(
                    "url".to_owned(),
                    json!(format!("https://max.ru/c/{chat}/{}", message.seq)),
                );
            }
        }
        shown
    }

    /// What a message is linked to, as the API shows it.
    pub fn link(&self, kind: &str, mid: &str) -> Option<Value> {
        let chat = self.chat_of(mid)?;
        let message = self.message(chat, mid)?;
        let shown = self.show(chat, mid);
        let mut link = json!({"type": kind, "message": shown.get("body")});
        if let Some(fields) = link.as_object_mut() {
            if let Some(sender) = message.sender {
                fields.insert("sender".to_owned(), self.user(sender));
            }
            if kind == "forward" {
                fields.insert("chat_id".to_owned(), json!(chat));
            }
        }
        Some(link)
    }
}

fn chat(id: i64, kind: Kind, title: &str, members: BTreeMap<i64, bool>, with: Option<i64>) -> Chat {
    Chat {
        id,
        kind,
        title: title.to_owned(),
        members,
        blocked: BTreeSet::new(),
        messages: Vec::new(),
        pinned: None,
        with,
        stopped: false,
    }
}
