//! What the platform knows: accounts, chats with their messages, updates that wait.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::clock::Clock;

use super::limits::Limits;

/// The account that forwards channel posts into the discussion group.
pub(super) const FORWARDER: i64 = 777_000;
/// The account that stands for an administrator who stays anonymous.
pub(super) const ANONYMOUS: i64 = 1_087_968_824;
/// For how long updates are kept.
pub(super) const KEPT: i64 = 24 * 3_600;
/// After so long without updates their numbers begin anywhere.
const QUIET: i64 = 7 * 24 * 3_600;
/// Kinds of updates that come only when they are asked for by name.
const BY_NAME: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// A refusal of the API.
#[derive(Debug)]
pub(super) struct No {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

/// What a method gives.
pub(super) type Did = Result<Value, No>;

/// A refusal with these words.
pub(super) fn no<T>(code: u16, description: &str) -> Result<T, No> {
    Err(No { code, description: description.to_owned(), parameters: None })
}

/// What a chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Between the bot and one person.
    Private,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A channel.
    Channel,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// Somebody's standing in a chat.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub status: &'static str,
    pub until: i64,
    /// Whether who is restricted may write.
    pub writes: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// As the API shows it, without what it answers.
    pub body: Map<String, Value>,
    /// The account that stands behind it.
    pub author: i64,
    pub reply_to: Option<i64>,
    pub edited: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Chat {
    pub id: i64,
    pub kind: Kind,
    pub title: String,
    pub username: Option<String>,
    pub forum: bool,
    pub linked: Option<i64>,
    pub migrated_to: Option<i64>,
    pub members: BTreeMap<i64, Member>,
    pub messages: BTreeMap<i64, Message>,
    pub last_message: i64,
    pub topics: BTreeMap<i64, bool>,
    pub pinned: BTreeSet<i64>,
    /// Of a private chat: whether the person has begun it.
    pub begun: bool,
    /// Of a private chat: whether the person has shut the bot out.
    pub blocked: bool,
}

/// An update.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub id: i64,
    pub chat: i64,
    /// Microseconds since 1970.
    pub at: i64,
    pub body: Value,
    /// When a webhook is to be tried next, by the machine's own clock.
    pub next_try: Option<std::time::Instant>,
    pub tries: u32,
    pub in_flight: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Hook {
    pub url: String,
    pub secret: String,
    pub max_connections: i64,
    pub last_error: Option<(i64, String)>,
}

pub(super) struct State {
    pub clock: Clock,
    pub token: String,
    pub revoked: bool,
    pub bot: i64,
    /// Whether the bot hears everything in groups where it is a mere member.
    pub hears_all: bool,
    pub users: BTreeMap<i64, Value>,
    pub chats: BTreeMap<i64, Chat>,
    pub last_user: i64,
    pub last_chat: i64,
    pub last_update: i64,
    pub last_update_at: i64,
    pub last_file: i64,
    /// Files that people have sent, by their ids.
    pub files: BTreeMap<String, super::files::Held>,
    /// Waiting for the bot.
    pub waiting: VecDeque<Update>,
    /// Everything that ever waited.
    pub all: Vec<Update>,
    pub allowed: Option<Vec<String>>,
    pub hook: Option<Hook>,
    /// By what calls are signed when no webhook says otherwise.
    pub secret: String,
    /// Which `getUpdates` waits.
    pub poller: u64,
    /// Methods in answers of the webhook, which the platform executes.
    pub executed: Vec<Value>,
    /// How often the webhook was called and what it answered.
    pub calls: Vec<u16>,
    pub retry: Duration,
    pub limits: Limits,
}

impl State {
    pub fn new(clock: Clock) -> Self {
        let bot = 7_000_000_001;
        let mut state = Self {
            clock,
            token: format!("{bot}:AAFake-Token_for-tests"),
            revoked: false,
            bot,
            hears_all: false,
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            last_user: 5_000_000_000,
            last_chat: -1_001_000_000_000,
            last_update: 900_000_000,
            last_update_at: 0,
            last_file: 0,
            files: BTreeMap::new(),
            waiting: VecDeque::new(),
            all: Vec::new(),
            allowed: None,
            hook: None,
            secret: "fake-secret".to_owned(),
            poller: 0,
            executed: Vec::new(),
            calls: Vec::new(),
            retry: Duration::from_secs(2),
            limits: Limits::default(),
        };
        let bot_user =
            json!({"id": bot, "is_bot": true, "first_name": "Маяк", "username": "mayak_fake_bot"});
        state.users.insert(bot, bot_user);
        let forwarder = json!({"id": FORWARDER, "is_bot": false, "first_name": "Telegram"});
        state.users.insert(FORWARDER, forwarder);
        let anonymous = json!({"id": ANONYMOUS, "is_bot": true, "first_name": "Group",
            "username": "GroupAnonymousBot"});
        state.users.insert(ANONYMOUS, anonymous);
        state
    }

    pub fn user(&self, id: i64) -> Value {
        self.users.get(&id).cloned().unwrap_or_else(
            || json!({"id": id, "is_bot": false, "first_name": format!("Somebody {id}")}),
        )
    }

    /// A new chat with the bot in this standing.
    pub fn add_chat(&mut self, id: i64, kind: Kind, title: &str, bot: &'static str) {
        let mut members = BTreeMap::new();
        members.insert(self.bot, Member::of(bot));
        self.chats.insert(
            id,
            Chat {
                id,
                kind,
                title: title.to_owned(),
                username: None,
                forum: false,
                linked: None,
                migrated_to: None,
                members,
                messages: BTreeMap::new(),
                last_message: 0,
                topics: BTreeMap::new(),
                pinned: BTreeSet::new(),
                begun: false,
                blocked: false,
            },
        );
    }

    pub fn next_chat(&mut self) -> i64 {
        self.last_chat -= 1;
        self.last_chat
    }

    /// A chat as it stands in messages.
    pub fn short(&self, id: i64) -> Value {
        let Some(chat) = self.chats.get(&id) else { return json!({"id": id, "type": "group"}) };
        let mut short = Map::new();
        short.insert("id".to_owned(), json!(id));
        if chat.kind == Kind::Private {
            let user = self.user(id);
            for name in ["first_name", "last_name", "username"] {
                if let Some(value) = user.get(name) {
                    short.insert(name.to_owned(), value.clone());
                }
            }
        } else {
            short.insert("title".to_owned(), json!(chat.title));
            if let Some(username) = &chat.username {
                short.insert("username".to_owned(), json!(username));
            }
        }
        if chat.forum {
            short.insert("is_forum".to_owned(), json!(true));
        }
        short.insert("type".to_owned(), json!(chat.kind.word()));
        Value::Object(short)
    }

    /// A message as the API shows it, with what it answers.
    pub fn show(&self, chat: i64, id: i64) -> Value {
        let Some(message) = self.chats.get(&chat).and_then(|chat| chat.messages.get(&id)) else {
            return Value::Null;
        };
        let mut body = message.body.clone();
        if let Some(to) = message.reply_to
            && let Some(answered) = self.chats.get(&chat).and_then(|chat| chat.messages.get(&to))
        {
            body.insert("reply_to_message".to_owned(), Value::Object(answered.body.clone()));
        }
        Value::Object(body)
    }

    /// Puts a message into a chat; gives its id.
    pub fn put(
        &mut self,
        chat: i64,
        author: i64,
        reply_to: Option<i64>,
        fields: Map<String, Value>,
    ) -> i64 {
        let (date, short, user) = (self.clock.seconds(), self.short(chat), self.user(author));
        let Some(place) = self.chats.get_mut(&chat) else { return 0 };
        place.last_message += 1;
        let id = place.last_message;
        let mut body = Map::new();
        body.insert("message_id".to_owned(), json!(id));
        if place.kind == Kind::Channel {
            body.insert("sender_chat".to_owned(), short.clone());
        } else {
            body.insert("from".to_owned(), user);
        }
        body.insert("chat".to_owned(), short);
        body.insert("date".to_owned(), json!(date));
        if place.kind == Kind::Supergroup
            && !fields.contains_key("message_thread_id")
            && let Some(thread) = reply_to.and_then(|to| place.thread_of(to))
        {
            body.insert("message_thread_id".to_owned(), json!(thread));
            if place.topics.contains_key(&thread) {
                body.insert("is_topic_message".to_owned(), json!(true));
            }
        }
        body.extend(fields);
        place.messages.insert(id, Message { body, author, reply_to, edited: false });
        id
    }

    /// Puts a message of the bot into a chat; of that alone the bot is not told.
    pub fn put_ours(
        &mut self,
        chat: i64,
        reply_to: Option<i64>,
        fields: Map<String, Value>,
    ) -> i64 {
        let id = self.put(chat, self.bot, reply_to, fields);
        self.forward_into_discussion(chat, id);
        id
    }

    /// What is posted in a channel appears by itself in its discussion group.
    pub fn forward_into_discussion(&mut self, channel: i64, post: i64) {
        let Some(place) = self.chats.get(&channel) else { return };
        let (Kind::Channel, Some(group)) = (place.kind, place.linked) else { return };
        let Some(message) = place.messages.get(&post) else { return };
        let mut fields = message.body.clone();
        for name in ["message_id", "chat", "date", "from", "reply_to_message"] {
            fields.remove(name);
        }
        let date = message.body.get("date").cloned().unwrap_or(Value::Null);
        let short = self.short(channel);
        fields.insert("sender_chat".to_owned(), short.clone());
        fields.insert("is_automatic_forward".to_owned(), json!(true));
        let origin = json!({"type": "channel", "date": date, "chat": short, "message_id": post});
        fields.insert("forward_origin".to_owned(), origin);
        let id = self.put(group, FORWARDER, None, fields);
        self.tell_message("message", group, id);
    }

    /// Tells the bot of a message, if it hears it.
    pub fn tell_message(&mut self, kind: &str, chat: i64, id: i64) {
        let shown = self.show(chat, id);
        if self.hears(chat, &shown) {
            self.tell(kind, chat, shown);
        }
    }

    /// Whether the bot gets a message: privacy mode leaves a mere member of a group commands, answers to
    /// it and service messages.
    fn hears(&self, chat: i64, message: &Value) -> bool {
        let Some(place) = self.chats.get(&chat) else { return false };
        let Some(member) = place.members.get(&self.bot) else { return false };
        match (place.kind, member.status) {
            (_, "left" | "kicked") => false,
            (Kind::Private, _) | (_, "administrator" | "creator") => true,
            (Kind::Channel, _) => false,
            _ if self.hears_all => true,
            _ => {
                let text = message.get("text").and_then(Value::as_str);
                let answered = message.pointer("/reply_to_message/from/id").and_then(Value::as_i64);
                let plain = text.is_some() || message.get("caption").is_some();
                !plain
                    || text.is_some_and(|text| text.starts_with('/'))
                    || answered == Some(self.bot)
            }
        }
    }

    /// Lets an update wait for the bot, unless it does not want this kind.
    pub fn tell(&mut self, kind: &str, chat: i64, what: Value) {
        let wanted = match &self.allowed {
            Some(allowed) if !allowed.is_empty() => allowed.iter().any(|known| known == kind),
            _ => !BY_NAME.contains(&kind),
        };
        if !wanted {
            return;
        }
        let now = self.clock.seconds();
        if self.last_update_at != 0 && now - self.last_update_at > QUIET {
            let anywhere = Chance::of(self.last_update.unsigned_abs()).below(800_000_000);
            self.last_update = 1_000_000 + i64::try_from(anywhere).unwrap_or(0);
        }
        self.last_update += 1;
        self.last_update_at = now;
        let id = self.last_update;
        let mut body = Map::new();
        body.insert("update_id".to_owned(), json!(id));
        body.insert(kind.to_owned(), what);
        let update = Update {
            id,
            chat,
            at: self.clock.micros(),
            body: Value::Object(body),
            next_try: None,
            tries: 0,
            in_flight: false,
        };
        self.all.push(update.clone());
        self.waiting.push_back(update);
    }

    /// What is older than a day is not kept.
    pub fn forget(&mut self) {
        let oldest = self.clock.micros() - KEPT * 1_000_000;
        self.waiting.retain(|update| update.at >= oldest);
    }

    pub fn standing(&self, chat: i64, user: i64) -> &'static str {
        let member = self.chats.get(&chat).and_then(|chat| chat.members.get(&user));
        let now = self.clock.seconds();
        member.map_or("left", |member| {
            let over = member.until != 0 && member.until <= now;
            match member.status {
                "kicked" if over => "left",
                "restricted" if over => "member",
                status => status,
            }
        })
    }

    /// A member of a chat as the API shows it.
    pub fn member(&self, chat: i64, user: i64) -> Value {
        let status = self.standing(chat, user);
        let known = self.chats.get(&chat).and_then(|chat| chat.members.get(&user));
        let mut shown = Map::new();
        shown.insert("user".to_owned(), self.user(user));
        shown.insert("status".to_owned(), json!(status));
        match status {
            "kicked" => {
                shown.insert("until_date".to_owned(), json!(known.map_or(0, |known| known.until)));
            }
            "restricted" => {
                shown.insert("until_date".to_owned(), json!(known.map_or(0, |known| known.until)));
                shown.insert("is_member".to_owned(), json!(true));
                let writes = known.is_some_and(|known| known.writes);
                for permission in super::PERMISSIONS {
                    shown.insert((*permission).to_owned(), json!(writes));
                }
            }
            "creator" => {
                shown.insert("is_anonymous".to_owned(), json!(false));
            }
            "administrator" => {
                for right in super::RIGHTS {
                    shown.insert((*right).to_owned(), json!(true));
                }
                shown.insert("is_anonymous".to_owned(), json!(false));
                shown.insert("can_be_edited".to_owned(), json!(false));
            }
            _ => {}
        }
        Value::Object(shown)
    }
}

impl Member {
    pub const fn of(status: &'static str) -> Self {
        Self { status, until: 0, writes: true }
    }
}

impl Chat {
    /// The thread in which a message stands, or which answers to it begin.
    pub fn thread_of(&self, id: i64) -> Option<i64> {
        let message = self.messages.get(&id)?;
        let known = message.body.get("message_thread_id").and_then(Value::as_i64);
        if self.forum { known } else { Some(known.unwrap_or(id)) }
    }
}
