//! Live channels: accounts of platforms that are connected, what comes in by them and what goes out.
//!
//! * What comes in is kept as it came before the platform is told so, and folded right after by the
//!   same way as every live event ([`crate::intake`]).
//! * One node at a time works with a connection: it has a lease with a fence (`lease.rs`).
//! * What goes out is written down first (`outbox`), sent once, and asked about where nobody knows.
//! * A channel may be pages of our own (`visits.rs`); then our history is where an answer is delivered.
//! * Files that came with messages are fetched when somebody wants to see one (`files.rs`), and not kept.
//! * A connection that is broken is a state that people see ([`Health`]).

mod acts;
mod adopt;
mod amend;
mod connections;
mod files;
mod following;
mod health;
mod hearing;
mod held;
mod history;
mod invitations;
mod joins;
mod keeper;
mod names;
mod naming;
mod open;
mod outbox;
mod reaching;
mod receive;
mod refusal;
mod reply;
mod said;
mod sender;
mod settings;
mod tempo;
mod visits;
mod why;
mod worker;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_channels::live::Connector;
use kamerton_channels::outbound::{Allowed, Outbound};
use kamerton_core::id::{ConnectionId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::{Session, Store};
use tokio::sync::{Notify, Semaphore};

use crate::accounts::secret;
use crate::brand::Brand;
use crate::error::Result;
use crate::intake::Intakes;
use crate::sealed::Seal;
use held::Held;

pub use acts::{Doing, Handling, Intent, LONGEST_HOURS, LONGEST_REASON, Possible};
pub use adopt::Candidate;
pub use amend::{Amendable, Amendment};
pub use connections::{Connected, Filled, Looked};
pub use files::LARGEST;
pub use health::{Health, State};
pub use invitations::{Invitation, LONGEST_NAME};
pub(crate) use joins::{join, pairs};
pub(crate) use names::{Readers, Taken};
pub(crate) use naming::Bare;
pub use outbox::{ACTS, Settled, Wish, needs, state};
pub use reaching::{Seen, seen};
pub use receive::NotReceived;
pub use refusal::ChannelRefusal;
pub use reply::{Answer, WayBack};
pub use settings::Shown;
pub use tempo::Tempo;
pub use visits::{Front, Line, visitor};
pub use why::Why;

/// Everything that can be connected.
pub type Connectors = &'static [&'static dyn Connector];

/// How the source of what a connection brings begins.
pub(crate) const SOURCE: &str = "connection:";

/// The source of what a connection brings.
pub fn source(id: ConnectionId) -> String {
    format!("{SOURCE}{id}")
}

/// The places that are none of ours: pages of people who are followed.
///
/// # Errors
/// When the store cannot.
pub async fn pages_of_others(session: &mut Session, brand: &Brand) -> Result<HashSet<PlaceId>> {
    let hidden = connection_places::hidden(session, brand.id).await?;
    if hidden.is_empty() {
        return Ok(HashSet::new());
    }
    let kinds: HashMap<ConnectionId, String> =
        kamerton_store::connections::of_workspace(session, brand.id)
            .await?
            .into_iter()
            .map(|row| (row.id, row.kind))
            .collect();
    let id = |row: &ReachedRow| {
        let kind = kinds.get(&row.connection)?;
        Some(brand.place(brand.channel(kind), &row.remote_id))
    };
    Ok(hidden.iter().filter_map(id).collect())
}

/// How live channels are set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Reads the clock.
    pub clock: fn() -> Instant,
    /// Opens the secrets in the database.
    pub seal: Seal,
    /// What of the private network channels may ask all the same.
    pub allowed: Allowed,
    /// The address under which platforms reach us, where there is one: `https://kamerton.example`.
    pub public_url: Option<String>,
    /// How often what is done.
    pub tempo: Tempo,
}

/// Live channels of all brands. Cheap to clone.
#[derive(Clone)]
pub struct Channels(Arc<Inner>);

struct Inner {
    store: Store,
    intakes: Intakes,
    options: Options,
    connectors: Connectors,
    /// What this process is called where it works with a connection.
    node: String,
    opened: Mutex<HashMap<ConnectionId, open::Kept>>,
    /// What was brought and waits for the disk.
    held: Held,
    /// Ways out, by certificates and proxy.
    ways: Mutex<HashMap<(String, String), Outbound>>,
    heard: Mutex<HashMap<ConnectionId, Instant>>,
    /// Turns of fetching files for readers.
    fetching: Semaphore,
    /// A connection waits for somebody who works with it, or something for being sent.
    wake: Notify,
    /// A connection was changed by one of us.
    changed: Notify,
}

impl Channels {
    /// Live channels on a store, by these connectors. What comes in is handed to `intakes`.
    pub fn new(store: Store, intakes: Intakes, connectors: Connectors, options: Options) -> Self {
        let node = secret::random(12).unwrap_or_else(|_| {
            // Without random numbers there is no sign-in either; a lease needs no secret.
            format!("{}-{}", std::process::id(), (options.clock)().micros())
        });
        Self(Arc::new(Inner {
            store,
            intakes,
            options,
            connectors,
            node,
            opened: Mutex::default(),
            held: Held::default(),
            ways: Mutex::default(),
            heard: Mutex::default(),
            fetching: Semaphore::new(files::AT_ONCE),
            wake: Notify::new(),
            changed: Notify::new(),
        }))
    }

    /// What can be connected.
    pub fn connectors(&self) -> Connectors {
        self.0.connectors
    }

    /// What can be connected under this word.
    ///
    /// # Errors
    /// When there is nothing.
    pub fn connector(&self, word: &str) -> Result<&'static dyn Connector> {
        let found = self.0.connectors.iter().copied().find(|one| one.word() == word);
        Ok(found.ok_or_else(|| ChannelRefusal::NoKind { word: word.to_owned() })?)
    }

    /// Where a platform calls a connection, behind the address of this installation.
    pub fn hook_path(workspace: WorkspaceId, id: ConnectionId) -> String {
        format!("/channel-hooks/{workspace}/{id}")
    }

    /// The whole address that a platform calls, where the installation has one.
    pub fn hook_address(&self, workspace: WorkspaceId, id: ConnectionId) -> Option<String> {
        let base = self.0.options.public_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}{}", Self::hook_path(workspace, id)))
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn now(&self) -> Instant {
        (self.0.options.clock)()
    }
}

/// What a lock guards, also after somebody broke off while holding it: these are caches.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
