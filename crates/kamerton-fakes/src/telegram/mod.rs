//! Telegram's Bot API, after its documentation and machine-readable description (10.1).
//!
//! What is left out: files are not kept, buttons and inline mode do not exist, marks of a style are taken out
//! without being shown, and of rights there are only standing and whether one may write.

mod chats;
mod files;
mod hooks;
mod limits;
mod methods;
mod people;
mod send;
mod state;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::platform::{Delivery, Platform, Seen};
use crate::reply::Reply;
use crate::request::Asked;
use crate::stage::{Behaviour, Stage, Work};

pub use limits::Limits;
use people::{fields, remote, split};
pub use state::Kind;
use state::{Member, State};

/// The header that holds the secret of a webhook.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// What an administrator may do.
const RIGHTS: &[&str] = &[
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
];
/// What somebody may or may not do who is restricted.
const PERMISSIONS: &[&str] = &[
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

/// What asking for a file itself is called, which is no method.
const FILE: &str = "file";

struct Inner {
    state: Mutex<State>,
    news: Notify,
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets something happen and tells whoever waits.
    fn happen<T>(&self, what: impl FnOnce(&mut State) -> T) -> T {
        let done = what(&mut self.lock());
        self.news.notify_waiters();
        done
    }
}

impl Behaviour for Inner {
    fn name(&self, asked: &Asked) -> String {
        if asked.path.starts_with("/file/") {
            return FILE.to_owned();
        }
        asked.path.rsplit('/').next().unwrap_or_default().to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(self.ask(asked))
    }

    fn too_many(&self, after: Duration) -> Reply {
        let seconds = i64::try_from(after.as_secs()).unwrap_or(1);
        methods::reply(Err(send::too_many(seconds)))
    }

    fn lives(self: Arc<Self>) -> Work<'static, ()> {
        Box::pin(hooks::deliver(self))
    }
}

/// A Bot API with one bot, a supergroup that it leads, and people.
pub struct Telegram {
    stage: Stage,
    inner: Arc<Inner>,
    group: i64,
}

impl Telegram {
    /// Starts it.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start() -> std::io::Result<Self> {
        let clock = Clock::default();
        let mut state = State::new(clock.clone());
        let group = state.next_chat();
        state.add_chat(group, Kind::Supergroup, "Клуб маяка", "administrator");
        let owner = state.new_person("Хозяйка Маяка");
        if let Some(chat) = state.chats.get_mut(&group) {
            chat.members.insert(owner, Member::of("creator"));
        }
        let inner = Arc::new(Inner { state: Mutex::new(state), news: Notify::new() });
        let behaviour: Arc<dyn Behaviour> = inner.clone();
        Ok(Self { stage: Stage::start(behaviour, clock)?, inner, group })
    }

    /// The token of the bot.
    pub fn token(&self) -> String {
        self.inner.lock().token.clone()
    }

    /// The id of the bot.
    pub fn bot(&self) -> String {
        self.inner.lock().bot.to_string()
    }

    /// Makes a group or channel with the bot in this standing: `administrator`, `member`, `left`.
    pub fn place(&self, kind: Kind, title: &str, bot: &'static str) -> String {
        self.inner.happen(|state| {
            let id = match kind {
                Kind::Group => {
                    state.last_file += 1;
                    -4_000_000_000 - state.last_file
                }
                _ => state.next_chat(),
            };
            state.add_chat(id, kind, title, bot);
            id.to_string()
        })
    }

    /// Makes a group the discussion of a channel.
    pub fn link(&self, channel: &str, group: &str) {
        let (channel, group) = (split(channel).0, split(group).0);
        self.inner.happen(|state| {
            for (one, other) in [(channel, group), (group, channel)] {
                if let Some(chat) = state.chats.get_mut(&one) {
                    chat.linked = Some(other);
                }
            }
        });
    }

    /// Posts in a channel, by somebody who runs it.
    pub fn post(&self, channel: &str, text: &str) -> String {
        let chat = split(channel).0;
        let fields = fields([("text", json!(text))]);
        remote(chat, self.inner.happen(|state| state.write(0, chat, None, fields)))
    }

    /// The last message of a place.
    pub fn last(&self, place: &str) -> String {
        let chat = split(place).0;
        let last = self.inner.lock().chats.get(&chat).map_or(0, |chat| chat.last_message);
        remote(chat, last)
    }

    /// Somebody sends something else than text: fields of a message as the API shows them.
    pub fn say_with(&self, person: &str, place: &str, what: &Value) -> String {
        let chat = split(place).0;
        let fields = what.as_object().cloned().unwrap_or_default();
        let id = self.inner.happen(|state| state.write(split(person).0, chat, None, fields));
        remote(chat, id)
    }

    /// A file that somebody may send, as a message shows it: `{"document": …}` for [`Self::say_with`].
    pub fn file(&self, name: &str, bytes: Vec<u8>) -> Value {
        files::keep(&mut self.inner.lock(), name, bytes)
    }

    /// Files are given out no more.
    pub fn forget_files(&self) {
        self.inner.lock().files.clear();
    }

    /// Opens a topic, which makes a group a forum; gives its number.
    pub fn topic(&self, person: &str, group: &str, name: &str) -> String {
        let (user, chat) = (split(person).0, split(group).0);
        self.inner.happen(|state| state.open_topic(user, chat, name)).to_string()
    }

    /// Somebody writes in a topic.
    pub fn say_in(&self, person: &str, group: &str, topic: &str, text: &str) -> String {
        let topic: i64 = topic.parse().unwrap_or(0);
        let what = json!({"message_thread_id": topic, "text": text});
        self.say_with(person, group, &what)
    }

    /// An administrator writes in the name of the group.
    pub fn say_anonymously(&self, group: &str, text: &str) -> String {
        let chat = split(group).0;
        remote(chat, self.inner.happen(|state| state.write_anonymously(chat, text)))
    }

    /// Somebody reacts to a message: what they had given, what they give now.
    pub fn react(&self, person: &str, message: &str, old: &[&str], new: &[&str]) {
        let (chat, id) = split(message);
        self.inner.happen(|state| state.react(split(person).0, chat, id, old, new));
    }

    /// Somebody comes into a group.
    pub fn join(&self, person: &str, group: &str) {
        self.inner.happen(|state| state.come(split(person).0, split(group).0, None));
    }

    /// Somebody comes into a group by an invitation that the bot made, with this name.
    pub fn join_by(&self, person: &str, group: &str, address: &str, name: &str) {
        let link = serde_json::json!({
            "invite_link": address, "name": name, "creates_join_request": false,
            "is_primary": false, "is_revoked": false,
        });
        self.inner.happen(|state| state.come(split(person).0, split(group).0, Some(link)));
    }

    /// Somebody leaves a group.
    pub fn leave(&self, person: &str, group: &str) {
        self.inner.happen(|state| state.go(split(person).0, split(group).0));
    }

    /// Somebody begins the private talk with the bot.
    pub fn begin(&self, person: &str) {
        self.inner.happen(|state| state.begin(split(person).0));
    }

    /// Somebody shuts the bot out of their private talk.
    pub fn block(&self, person: &str) {
        let user = split(person).0;
        self.inner.happen(|state| {
            if let Some(chat) = state.chats.get_mut(&user) {
                chat.blocked = true;
            }
            let bot = state.bot;
            let member = Member::of("kicked");
            state.move_member(user, bot, user, member, None);
        });
    }

    /// The bot is given another standing in a place.
    pub fn stand(&self, place: &str, status: &'static str) {
        let chat = split(place).0;
        self.inner.happen(|state| {
            let bot = state.bot;
            let owner = state.last_user;
            state.move_member(chat, bot, owner, Member::of(status), None);
        });
    }

    /// A basic group becomes a supergroup; gives its new id.
    pub fn migrate(&self, group: &str) -> String {
        self.inner.happen(|state| state.migrate(split(group).0)).to_string()
    }

    /// Other limits than the usual ones.
    pub fn limits(&self, limits: Limits) {
        self.inner.lock().limits = limits;
    }

    /// Whether the bot hears everything in groups that it does not lead.
    pub fn hears_all(&self, all: bool) {
        self.inner.lock().hears_all = all;
    }

    /// Webhooks are tried again after this instead of two seconds, then twice, four times …
    pub fn retries_after(&self, time: Duration) {
        self.inner.lock().retry = time;
    }

    /// What the platform executed because the webhook answered with a method: has to stay empty.
    pub fn executed(&self) -> Vec<Value> {
        self.inner.lock().executed.clone()
    }

    /// What the webhook answered, call for call; 0 where there was no answer.
    pub fn calls(&self) -> Vec<u16> {
        self.inner.lock().calls.clone()
    }

    /// How many updates wait for the bot.
    pub fn waiting(&self) -> usize {
        self.inner.lock().waiting.len()
    }

    /// Every update that there was, as it is delivered.
    pub fn updates(&self) -> Vec<Value> {
        self.inner.lock().all.iter().map(|update| update.body.clone()).collect()
    }
}

impl Platform for Telegram {
    fn stage(&self) -> &Stage {
        &self.stage
    }

    fn person(&self, name: &str) -> String {
        self.inner.lock().new_person(name).to_string()
    }

    fn group(&self) -> String {
        self.group.to_string()
    }

    fn private(&self, person: &str) -> String {
        person.to_owned()
    }

    fn say(&self, person: &str, place: &str, text: &str) -> String {
        self.say_with(person, place, &json!({"text": text}))
    }

    fn answer(&self, person: &str, message: &str, text: &str) -> String {
        let (chat, to) = split(message);
        let fields = fields([("text", json!(text))]);
        let user = split(person).0;
        remote(chat, self.inner.happen(|state| state.write(user, chat, Some(to), fields)))
    }

    fn edit(&self, message: &str, text: &str) {
        let (chat, id) = split(message);
        self.inner.happen(|state| state.change_text(chat, id, text));
    }

    /// Bots are not told.
    fn delete(&self, message: &str) {
        let (chat, id) = split(message);
        if let Some(chat) = self.inner.lock().chats.get_mut(&chat) {
            chat.messages.remove(&id);
        }
    }

    fn revoke_token(&self) {
        self.inner.happen(|state| state.revoked = true);
    }

    fn secret(&self, secret: &str) {
        secret.clone_into(&mut self.inner.lock().secret);
    }

    fn sent(&self) -> Vec<Delivery> {
        let state = self.inner.lock();
        let secret = state.hook.as_ref().map_or(&state.secret, |hook| &hook.secret);
        let headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            (SECRET.to_owned(), secret.clone()),
        ];
        let one = |update: &state::Update| Delivery {
            headers: headers.clone(),
            query: String::new(),
            body: update.body.to_string().into_bytes(),
            at: update.at,
            late: Duration::ZERO,
        };
        state.all.iter().map(one).collect()
    }

    fn seen(&self, place: &str) -> Vec<Seen> {
        let state = self.inner.lock();
        let Some(chat) = state.chats.get(&split(place).0) else { return Vec::new() };
        let one = |(id, message): (&i64, &state::Message)| {
            let text = message.body.get("text").or_else(|| message.body.get("caption"));
            let files = ["photo", "document", "video", "audio", "voice", "animation", "poll"];
            let files = files.iter().filter(|kind| message.body.contains_key(**kind));
            let thread = message.body.get("message_thread_id").and_then(Value::as_i64);
            Seen {
                id: remote(chat.id, *id),
                author: message.author.to_string(),
                ours: message.author == state.bot,
                text: text.and_then(Value::as_str).unwrap_or_default().to_owned(),
                reply_to: message.reply_to.map(|to| remote(chat.id, to)),
                thread: thread.map(|thread| thread.to_string()),
                files: files.map(|kind| (*kind).to_owned()).collect(),
                edited: message.edited,
                pinned: chat.pinned.contains(id),
            }
        };
        chat.messages.iter().map(one).collect()
    }
}
