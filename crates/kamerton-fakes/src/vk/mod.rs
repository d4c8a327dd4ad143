//! VK, after its published description (VKCOM/vk-api-schema 5.199) and the documentation of Callback API and
//! Bots Long Poll.
//!
//! What is left out: talks of several, discussions, comments on photos, videos and goods, rights one by one,
//! captchas; of `execute` only a list of calls is understood.

mod files;
mod hooks;
mod limits;
mod methods;
mod state;
mod talks;
#[cfg(test)]
mod tests;
mod walls;

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
use state::{Entry, GROUP, Message, No, SESSION, State, Who};

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

    async fn ask(&self, asked: &Asked) -> Reply {
        match asked.name.as_str() {
            "longpoll" => self.poll(asked).await,
            "upload" => files::brought(&mut self.lock(), asked),
            name => methods::reply(self.happen(|state| methods::perform(state, asked)), name),
        }
    }

    /// Waits for news, at most 25 seconds.
    async fn poll(&self, asked: &Asked) -> Reply {
        let wait = asked.number("wait").unwrap_or(25).clamp(0, 25);
        let until = tokio::time::Instant::now() + Duration::from_secs(wait.unsigned_abs());
        loop {
            let news = self.news.notified();
            let answer = polled(&self.lock(), asked);
            match answer {
                Some(answer) => return Reply::json(200, &answer),
                None if tokio::time::Instant::now() >= until => {
                    let ts = self.lock().events.len().to_string();
                    return Reply::json(200, &json!({ "ts": ts, "updates": [] }));
                }
                None => {
                    let _ = tokio::time::timeout_at(until, news).await;
                }
            }
        }
    }
}

/// What is answered at once, if anything is.
fn polled(state: &State, asked: &Asked) -> Option<Value> {
    let opened = asked.text("key").and_then(|key| state.sessions.get(&key).copied());
    let fresh = opened.is_some_and(|at| state.clock.micros() - at < SESSION);
    if !fresh || state.revoked {
        return Some(json!({ "failed": 2 }));
    }
    let from = asked.number("ts").and_then(|ts| usize::try_from(ts).ok()).unwrap_or(usize::MAX);
    if from > state.events.len() || from < state.oldest() {
        return Some(json!({ "failed": 1, "ts": state.oldest() }));
    }
    let updates: Vec<_> = state.events.iter().skip(from).map(|event| event.body.clone()).collect();
    let ts = state.events.len().to_string();
    (!updates.is_empty()).then(|| json!({ "ts": ts, "updates": updates }))
}

impl Behaviour for Inner {
    fn name(&self, asked: &Asked) -> String {
        match asked.path.as_str() {
            "/lp" => "longpoll".to_owned(),
            path if path.starts_with("/upload/") => "upload".to_owned(),
            path => path.strip_prefix("/method/").unwrap_or(path).to_owned(),
        }
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(self.ask(asked))
    }

    /// VK names no time.
    fn too_many(&self, _after: Duration) -> Reply {
        methods::reply(Err(No { code: 6, words: "Too many requests per second".to_owned() }), "")
    }

    /// VK refuses with 200.
    fn refuses(&self, reply: &Reply) -> bool {
        reply.status >= 400 || reply.body.starts_with(b"{\"error\"")
    }

    fn lives(self: Arc<Self>) -> Work<'static, ()> {
        Box::pin(hooks::deliver(self))
    }
}

/// A VK with one community, a post on its wall below which people talk, and people.
pub struct Vk {
    stage: Stage,
    inner: Arc<Inner>,
}

impl Vk {
    /// Starts it.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start() -> std::io::Result<Self> {
        let clock = Clock::default();
        let mut state = State::new(clock.clone());
        let host = state.new_person("Хозяйка Маяка");
        state.put_entry(Entry {
            from: host,
            text: "Добро пожаловать".to_owned(),
            ..Entry::default()
        });
        let inner = Arc::new(Inner { state: Mutex::new(state), news: Notify::new() });
        let behaviour: Arc<dyn Behaviour> = inner.clone();
        let stage = Stage::start(behaviour, clock)?;
        stage.base().clone_into(&mut inner.lock().base);
        Ok(Self { stage, inner })
    }

    /// The number of the community.
    pub fn community(&self) -> String {
        GROUP.to_string()
    }

    /// The key of the community.
    pub fn token(&self) -> String {
        self.key(Who::Group)
    }

    /// The key of a person who runs the community.
    pub fn user_token(&self) -> String {
        self.key(Who::User)
    }

    /// The key of an application.
    pub fn service_token(&self) -> String {
        self.key(Who::Service)
    }

    fn key(&self, who: Who) -> String {
        self.inner.lock().tokens.get(&who).cloned().unwrap_or_default()
    }

    /// The string by which servers are confirmed; it changes whenever settings do.
    pub fn confirmation(&self, code: &str) {
        code.clone_into(&mut self.inner.lock().confirmation);
    }

    /// Switches Long Poll on or off.
    pub fn long_poll(&self, on: bool) {
        self.inner.lock().long_poll = on;
    }

    /// Other limits than the usual ones.
    pub fn limits(&self, limits: Limits) {
        self.inner.lock().limits = limits;
    }

    /// Servers that do not answer `ok` are called again after this.
    pub fn retries_after(&self, time: Duration) {
        self.inner.lock().retry = time;
    }

    /// What servers answered, call for call: status and body.
    pub fn calls(&self) -> Vec<String> {
        self.inner.lock().calls.clone()
    }

    /// How many events wait for a server.
    pub fn waiting(&self) -> usize {
        self.inner.lock().waiting.len()
    }

    /// Somebody likes a post or comment, or takes it back.
    pub fn like(&self, person: &str, message: &str, given: bool) {
        let Some(Named::Entry(id)) = Named::of(message) else { return };
        self.inner.happen(|state| {
            let post = state.wall.get(&id).and_then(|one| one.post);
            let object = json!({
                "liker_id": person.parse::<i64>().unwrap_or(0), "object_owner_id": -GROUP, "object_id": id,
                "object_type": if post.is_some() { "comment" } else { "post" },
                "post_id": post.unwrap_or(0), "thread_reply_id": 0,
            });
            state.tell(if given { "like_add" } else { "like_remove" }, object);
        });
    }

    /// Somebody joins the community or leaves it.
    pub fn join(&self, person: &str, joins: bool) {
        let user: i64 = person.parse().unwrap_or(0);
        self.inner.happen(|state| match joins {
            true => state.tell("group_join", json!({ "user_id": user, "join_type": "join" })),
            false => state.tell("group_leave", json!({ "user_id": user, "self": 1 })),
        });
    }
}

/// What a remote id names.
enum Named {
    Entry(i64),
    Message(i64, i64),
}

impl Named {
    fn of(remote: &str) -> Option<Self> {
        let (place, id) = remote.split_once(':')?;
        match place.strip_prefix(&format!("talk-{GROUP}_")) {
            Some(peer) => Some(Self::Message(peer.parse().ok()?, id.parse().ok()?)),
            None => Some(Self::Entry(id.rsplit('_').next()?.parse().ok()?)),
        }
    }
}

fn entry_id(state: &State, id: i64) -> String {
    match state.wall.get(&id).and_then(|one| one.post) {
        Some(post) => format!("wall-{GROUP}:{post}_{id}"),
        None => format!("wall-{GROUP}:{id}"),
    }
}

fn peer(place: &str) -> Option<i64> {
    place.strip_prefix(&format!("talk-{GROUP}_"))?.parse().ok()
}

impl Platform for Vk {
    fn stage(&self) -> &Stage {
        &self.stage
    }

    fn person(&self, name: &str) -> String {
        self.inner.lock().new_person(name).to_string()
    }

    fn group(&self) -> String {
        format!("wall-{GROUP}")
    }

    fn private(&self, person: &str) -> String {
        format!("talk-{GROUP}_{person}")
    }

    /// On the wall people talk below the first post.
    fn say(&self, person: &str, place: &str, text: &str) -> String {
        let from: i64 = person.parse().unwrap_or(0);
        let text = text.to_owned();
        self.inner.happen(|state| match peer(place) {
            Some(peer) => {
                let number = state.put_message(peer, Message { from, text, ..Message::default() });
                format!("{place}:{number}")
            }
            None if state.banned.contains(&from) => String::new(),
            None => {
                let post = Some(state.root());
                let id = state.put_entry(Entry { from, text, post, ..Entry::default() });
                entry_id(state, id)
            }
        })
    }

    fn answer(&self, person: &str, message: &str, text: &str) -> String {
        let from: i64 = person.parse().unwrap_or(0);
        let text = text.to_owned();
        self.inner.happen(|state| match Named::of(message) {
            Some(Named::Message(peer, number)) => {
                let said = Message { from, text, answers: Some(number), ..Message::default() };
                let number = state.put_message(peer, said);
                format!("talk-{GROUP}_{peer}:{number}")
            }
            Some(Named::Entry(id)) if !state.banned.contains(&from) => {
                let above = state.wall.get(&id).cloned().unwrap_or_default();
                let (post, answers) = match above.post {
                    Some(post) => (post, Some((id, above.answers.map_or(id, |(_, top)| top)))),
                    None => (id, None),
                };
                let entry = Entry { from, text, post: Some(post), answers, ..Entry::default() };
                let id = state.put_entry(entry);
                entry_id(state, id)
            }
            _ => String::new(),
        })
    }

    fn edit(&self, message: &str, text: &str) {
        self.inner.happen(|state| match Named::of(message) {
            Some(Named::Message(peer, number)) => {
                let now = state.clock.seconds();
                let talk = state.talks.get_mut(&peer);
                if let Some(message) = talk.and_then(|talk| talk.messages.get_mut(&number)) {
                    text.clone_into(&mut message.text);
                    message.edited_at = Some(now);
                    let shown = state.show_message(peer, number);
                    state.tell("message_edit", shown);
                }
            }
            Some(Named::Entry(id)) => {
                if let Some(entry) = state.wall.get_mut(&id) {
                    text.clone_into(&mut entry.text);
                    entry.edited = true;
                    // Of posts that were changed nobody is told.
                    if entry.post.is_some() {
                        let shown = state.show(id);
                        state.tell("wall_reply_edit", shown);
                    }
                }
            }
            None => {}
        });
    }

    /// Of messages nobody is told.
    fn delete(&self, message: &str) {
        self.inner.happen(|state| match Named::of(message) {
            Some(Named::Message(peer, number)) => {
                if let Some(talk) = state.talks.get_mut(&peer) {
                    talk.messages.remove(&number);
                }
            }
            Some(Named::Entry(id)) => {
                let by = state.wall.get(&id).map_or(0, |one| one.from);
                state.remove(id, by);
            }
            None => {}
        });
    }

    fn secret(&self, secret: &str) {
        secret.clone_into(&mut self.inner.lock().secret);
    }

    fn tells(&self) -> bool {
        self.inner.lock().tells()
    }

    fn revoke_token(&self) {
        self.inner.happen(|state| state.revoked = true);
    }

    fn sent(&self) -> Vec<Delivery> {
        let state = self.inner.lock();
        let secret = state.hooks.first().map_or(&state.secret, |hook| &hook.secret);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let one = |(number, event): (usize, &state::Event)| Delivery {
            headers: headers.clone(),
            query: String::new(),
            body: state.told(number, secret).to_string().into_bytes(),
            at: event.at,
            late: Duration::ZERO,
        };
        state.events.iter().enumerate().map(one).collect()
    }

    fn seen(&self, place: &str) -> Vec<Seen> {
        let state = self.inner.lock();
        let files = |attachments: &[Value]| -> Vec<String> {
            let kinds =
                attachments.iter().filter_map(|one| one.get("type").and_then(Value::as_str));
            kinds.map(str::to_owned).collect()
        };
        if let Some(talk) = peer(place).and_then(|peer| state.talks.get(&peer)) {
            let one = |(number, message): (&i64, &Message)| Seen {
                id: format!("{place}:{number}"),
                author: message.from.to_string(),
                ours: message.from == -GROUP,
                text: message.text.clone(),
                reply_to: message.answers.map(|number| format!("{place}:{number}")),
                thread: None,
                files: files(&message.attachments),
                edited: message.edited_at.is_some(),
                pinned: false,
            };
            return talk.messages.iter().map(one).collect();
        }
        if place != self.group() {
            return Vec::new();
        }
        let one = |(id, entry): (&i64, &Entry)| Seen {
            id: entry_id(&state, *id),
            author: entry.from.to_string(),
            ours: entry.from == -GROUP,
            text: entry.text.clone(),
            reply_to: match (entry.answers, entry.post) {
                (Some((answered, _)), _) => Some(entry_id(&state, answered)),
                (None, post) => post.map(|post| entry_id(&state, post)),
            },
            thread: entry.post.map(|post| post.to_string()),
            files: files(&entry.attachments),
            edited: entry.edited,
            pinned: entry.pinned,
        };
        state.wall.iter().filter(|(_, one)| one.waits_until.is_none()).map(one).collect()
    }
}
