//! MAX's bot API, after its description (0.0.30) and what its documentation says of 2026: the key in a header
//! only, no list of chats, two messages a second into one talk and thirty requests a second, webhooks that
//! are gathered and end after eight hours without success.
//!
//! What is left out: rights one by one, buttons that open something, comments, resumable uploads.

mod hooks;
mod methods;
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

pub use state::Kind;
use state::State;

/// The header that holds the secret of a webhook.
const SECRET: &str = "x-max-bot-api-secret";

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
        methods::name(asked).to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(self.ask(asked))
    }

    fn too_many(&self, after: Duration) -> Reply {
        let reply = methods::reply(Err(methods::too_many()));
        reply.with("retry-after", after.as_secs().to_string())
    }

    fn lives(self: Arc<Self>) -> Work<'static, ()> {
        Box::pin(hooks::deliver(self))
    }
}

/// MAX with one bot, a chat that it leads, and people.
pub struct Max {
    stage: Stage,
    inner: Arc<Inner>,
    group: i64,
}

impl Max {
    /// Starts it.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start() -> std::io::Result<Self> {
        let clock = Clock::default();
        let mut state = State::new(clock.clone());
        let group = state.add_chat(Kind::Chat, "Клуб маяка", true);
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

    /// Makes a chat or channel where the bot is, as an administrator or not.
    pub fn place(&self, kind: Kind, title: &str, admin: bool) -> String {
        self.inner.happen(|state| {
            let id = state.add_chat(kind, title, admin);
            let what = json!({"chat_id": id, "is_channel": kind == Kind::Channel});
            state.tell("bot_added", what);
            id.to_string()
        })
    }

    /// The bot is sent away.
    pub fn expel(&self, place: &str) {
        let chat = number(place);
        self.inner.happen(|state| {
            let bot = state.bot;
            if let Some(place) = state.chats.get_mut(&chat) {
                place.members.remove(&bot);
            }
            state.tell("bot_removed", json!({"chat_id": chat, "is_channel": false}));
        });
    }

    /// Posts in a channel, in its name.
    pub fn post(&self, channel: &str, text: &str) -> String {
        let chat = number(channel);
        self.inner.happen(|state| {
            let mid = state.put(chat, None, text, Vec::new(), Value::Null);
            state.tell_message("message_created", chat, &mid);
            remote(chat, &mid)
        })
    }

    /// Somebody comes into a chat.
    pub fn join(&self, person: &str, place: &str) {
        self.inner.happen(|state| state.come(number(person), number(place)));
    }

    /// Somebody leaves a chat.
    pub fn leave(&self, person: &str, place: &str) {
        self.inner.happen(|state| state.go(number(person), number(place), number(person)));
    }

    /// Somebody renames a chat.
    pub fn rename(&self, person: &str, place: &str, title: &str) {
        let chat = number(place);
        self.inner.happen(|state| {
            if let Some(place) = state.chats.get_mut(&chat) {
                title.clone_into(&mut place.title);
            }
            let user = state.user(number(person));
            state
                .tell("chat_title_changed", json!({"chat_id": chat, "user": user, "title": title}));
        });
    }

    /// Somebody stops the bot.
    pub fn stop(&self, person: &str) {
        let user = number(person);
        self.inner.happen(|state| {
            let chat = State::dialog(user);
            if let Some(dialog) = state.chats.get_mut(&chat) {
                dialog.stopped = true;
            }
            let user = state.user(user);
            state.tell("bot_stopped", json!({"chat_id": chat, "user": user}));
        });
    }

    /// Somebody presses the button with these words below a message.
    pub fn press(&self, person: &str, message: &str, words: &str) {
        let (chat, mid) = split(message);
        self.inner.happen(|state| {
            let shown = state.show(chat, mid);
            let rows =
                shown.pointer("/body/attachments/0/payload/buttons").and_then(Value::as_array);
            let buttons = rows.into_iter().flatten().filter_map(Value::as_array).flatten();
            let mut buttons =
                buttons.filter(|button| button.get("text").and_then(Value::as_str) == Some(words));
            let payload = buttons.next().and_then(|button| button.get("payload")).cloned();
            let (timestamp, user) = (state.moment(), state.user(number(person)));
            let callback = json!({
                "timestamp": timestamp, "callback_id": format!("c{mid}"), "payload": payload,
                "user": user,
            });
            state.tell("message_callback", json!({"callback": callback, "message": shown}));
        });
    }

    /// Whether the bot may list its chats, as before June 2026.
    pub fn lists_chats(&self, lists: bool) {
        self.inner.lock().lists_chats = lists;
    }

    /// Whether the bounds of a page of messages are read the other way round.
    pub fn bounds_turned(&self, turned: bool) {
        self.inner.lock().turned = turned;
    }

    /// Whether limits are kept.
    pub fn limits(&self, kept: bool) {
        self.inner.lock().limits = kept;
    }

    /// How long the platform looks at a file before it can be attached, by its clock.
    pub fn processing(&self, time: Duration) {
        self.inner.lock().processing = i64::try_from(time.as_micros()).unwrap_or(0);
    }

    /// Whether the token was shown to the storage of files: has to stay false.
    pub fn leaked(&self) -> bool {
        self.inner.lock().leaked
    }

    /// Webhooks are tried again after this instead of a minute, then after two and a half times as long …
    pub fn retries_after(&self, time: Duration) {
        self.inner.lock().retry = time;
    }

    /// Addresses that are called.
    pub fn subscribed(&self) -> Vec<String> {
        self.inner.lock().hooks.iter().map(|hook| hook.url.clone()).collect()
    }

    /// What webhooks answered, call for call; 0 where there was no answer.
    pub fn calls(&self) -> Vec<u16> {
        self.inner.lock().calls.clone()
    }

    /// Every update that there was, as it is delivered.
    pub fn updates(&self) -> Vec<Value> {
        self.inner.lock().all.iter().map(|update| update.body.clone()).collect()
    }
}

impl Platform for Max {
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
        State::dialog(number(person)).to_string()
    }

    fn say(&self, person: &str, place: &str, text: &str) -> String {
        let chat = number(place);
        let say = |state: &mut State| state.say(number(person), chat, text, Value::Null);
        remote(chat, &self.inner.happen(say))
    }

    fn answer(&self, person: &str, message: &str, text: &str) -> String {
        let (chat, mid) = split(message);
        let answer = |state: &mut State| {
            let link = state.link("reply", mid).unwrap_or_default();
            state.say(number(person), chat, text, link)
        };
        remote(chat, &self.inner.happen(answer))
    }

    fn edit(&self, message: &str, text: &str) {
        let (chat, mid) = split(message);
        self.inner.happen(|state| {
            if let Some(message) = state.message_mut(chat, mid) {
                text.clone_into(&mut message.text);
                message.edited = true;
            }
            state.tell_message("message_edited", chat, mid);
        });
    }

    fn delete(&self, message: &str) {
        let (chat, mid) = split(message);
        self.inner.happen(|state| {
            let by = state.message(chat, mid).and_then(|message| message.sender).unwrap_or(0);
            send::remove(state, chat, mid, by);
        });
    }

    fn secret(&self, secret: &str) {
        secret.clone_into(&mut self.inner.lock().secret);
    }

    fn revoke_token(&self) {
        self.inner.happen(|state| state.revoked = true);
    }

    fn sent(&self) -> Vec<Delivery> {
        let state = self.inner.lock();
        let secret = state.hooks.first().map_or(&state.secret, |hook| &hook.secret);
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
        let Some(chat) = state.chats.get(&number(place)) else { return Vec::new() };
        let one = |message: &state::Message| {
            let kinds = message.attachments.iter();
            let kinds = kinds.filter_map(|one| one.get("type").and_then(Value::as_str));
            let is_reply = message.link.get("type").and_then(Value::as_str) == Some("reply");
            let to = message.link.pointer("/message/mid").and_then(Value::as_str);
            Seen {
                id: remote(chat.id, &message.mid),
                author: message.sender.unwrap_or(chat.id).to_string(),
                ours: message.sender == Some(state.bot),
                text: message.text.clone(),
                reply_to: to.filter(|_| is_reply).map(|mid| remote(chat.id, mid)),
                thread: None,
                files: kinds.map(str::to_owned).collect(),
                edited: message.edited,
                pinned: chat.pinned.as_ref() == Some(&message.mid),
            }
        };
        chat.messages.iter().map(one).collect()
    }
}

fn number(id: &str) -> i64 {
    id.parse().unwrap_or(0)
}

fn remote(chat: i64, mid: &str) -> String {
    format!("{chat}:{mid}")
}

fn split(remote: &str) -> (i64, &str) {
    let (chat, mid) = remote.split_once(':').unwrap_or((remote, ""));
    (number(chat), mid)
}
