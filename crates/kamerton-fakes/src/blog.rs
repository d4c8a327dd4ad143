//! A site with feeds: entries that are published, changed and taken away, of which a feed shows the newest;
//! marks by which it knows what whoever asks has (RFC 9110), RSS 2.0 and Atom (RFC 4287).

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::reply::{Reply, civil, date};
use crate::request::Asked;
use crate::stage::{Behaviour, Stage, Work};

/// The path of the feed in RSS, which says when an entry appeared and not when it changed.
pub const RSS: &str = "/rss.xml";
/// The path of the same feed in Atom, which says both.
pub const ATOM: &str = "/atom.xml";

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// When it appeared, in seconds since 1970.
    pub at: i64,
    /// When it was changed last.
    pub changed: i64,
}

struct State {
    entries: Vec<Published>,
    shows: usize,
    marks: bool,
}

struct Inner {
    state: Mutex<State>,
    clock: Clock,
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Behaviour for Inner {
    fn name(&self, asked: &Asked) -> String {
        asked.path.clone()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(async move { self.page(asked) })
    }

    fn too_many(&self, after: Duration) -> Reply {
        Reply::text(429, "text/html", "<p>slow down</p>")
            .with("retry-after", after.as_secs().to_string())
    }
}

impl Inner {
    fn page(&self, asked: &Asked) -> Reply {
        let state = self.lock();
        let (kind, text) = match asked.path.as_str() {
            RSS => ("application/rss+xml", rss(&state)),
            ATOM => ("application/atom+xml", atom(&state, self.clock.seconds())),
            _ => return Reply::text(404, "text/html", "<p>nothing is here</p>"),
        };
        if !state.marks {
            return Reply::text(200, kind, text);
        }
        let mut hash = DefaultHasher::new();
        state.shown().for_each(|entry| (&entry.id, &entry.text, entry.changed).hash(&mut hash));
        let mark = format!("\"{:x}\"", hash.finish());
        if asked.header("if-none-match") == Some(mark.as_str()) {
            return Reply::text(304, "", "").with("etag", mark);
        }
        Reply::text(200, kind, text).with("etag", mark)
    }
}

impl State {
    /// The newest first.
    fn shown(&self) -> impl Iterator<Item = &Published> {
        self.entries.iter().rev().take(self.shows)
    }
}

fn rss(state: &State) -> String {
    let mut text = "<rss version=\"2.0\"><channel><title>Маяк</title>".to_owned();
    for Published { id, text: said, at, .. } in state.shown() {
        let at = date(u64::try_from(*at).unwrap_or(0));
        let _ = write!(
            text,
            "<item><guid isPermaLink=\"false\">{id}</guid><pubDate>{at}</pubDate>\
             <description>{said}</description></item>"
        );
    }
    text + "</channel></rss>"
}

fn atom(state: &State, now: i64) -> String {
    let mut text = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Маяк</title><id>tag:lighthouse</id>\
         <updated>{}</updated>",
        moment(now)
    );
    for Published { id, text: said, at, changed } in state.shown() {
        let _ = write!(
            text,
            "<entry><id>{id}</id><published>{}</published><updated>{}</updated>\
             <content type=\"text\">{said}</content></entry>",
            moment(*at),
            moment(*changed)
        );
    }
    text + "</feed>"
}

/// `2026-11-27T09:30:00Z`
fn moment(at: i64) -> String {
    let seconds = u64::try_from(at).unwrap_or(0);
    let (year, month, day) = civil(seconds / 86_400);
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}

/// A site with a feed.
pub struct Blog {
    stage: Stage,
    inner: Arc<Inner>,
}

impl Blog {
    /// Starts it, with a feed of at most ten entries.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start() -> io::Result<Self> {
        let clock = Clock::default();
        let state = Mutex::new(State { entries: Vec::new(), shows: 10, marks: true });
        let inner = Arc::new(Inner { state, clock: clock.clone() });
        let behaviour: Arc<dyn Behaviour> = inner.clone();
        Ok(Self { stage: Stage::start(behaviour, clock)?, inner })
    }

    /// Where it runs.
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// How many entries the feed shows.
    pub fn shows(&self, count: usize) {
        self.inner.lock().shows = count;
    }

    /// Whether it says by which mark it knows what it has given.
    pub fn marks(&self, marks: bool) {
        self.inner.lock().marks = marks;
    }

    /// Publishes an entry, now.
    pub fn publish(&self, id: &str, text: &str) {
        let at = self.inner.clock.seconds();
        let (id, text) = (id.to_owned(), text.to_owned());
        self.inner.lock().entries.push(Published { id, text, at, changed: at });
    }

    /// Changes an entry, now.
    pub fn edit(&self, id: &str, text: &str) {
        let now = self.inner.clock.seconds();
        for entry in self.inner.lock().entries.iter_mut().filter(|entry| entry.id == id) {
            (entry.text, entry.changed) = (text.to_owned(), now);
        }
    }

    /// Takes an entry away. Feeds tell of that to nobody.
    pub fn remove(&self, id: &str) {
        self.inner.lock().entries.retain(|entry| entry.id != id);
    }

    /// What it shows, the newest first.
    pub fn shown(&self) -> Vec<Published> {
        self.inner.lock().shown().cloned().collect()
    }
}
