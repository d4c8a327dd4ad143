//! Word of what has changed, so that pages which are open look again: within this process, and
//! on PostgreSQL from process to process by `LISTEN` and `NOTIFY`. Beside an embedded store the
//! command line may write: what it has changed nobody tells, that it has changed something is seen.
//!
//! It is told right after the commit. Word can get lost (a crash in between, a connection that
//! breaks, a pooler that does not pass it on); then a page is as it was until it is asked for anew.

use std::sync::Arc;
use std::time::Duration;

use kamerton_core::id::WorkspaceId;
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::broadcast::{self, Receiver, Sender};

use crate::db::Store;
use crate::error::Result;
use crate::values;

/// Word that waits for a slow listener at most; who is slower hears that some was missed.
const BEHIND: usize = 64;
/// How long to wait before the server is asked again.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How often it is looked at whether another process has written into an embedded store. A look
/// reads some bytes of memory that the processes share.
const LOOK: Duration = Duration::from_secs(2);
const CHANNEL: &str = "kamerton";
/// A number that another one takes the place of whenever another connection has committed.
const OTHERS_SQLITE: &str = "PRAGMA data_version";
pub(crate) const TELL_POSTGRES: &str =
    "SELECT CAST(1 AS BIGINT) FROM (SELECT pg_notify('kamerton', $1)) AS told";

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// New messages, people or orders.
    Facts,
    /// What one of us says of people: notes, tags, corrections, roles, joins.
    People,
    /// How one of us has set up a place.
    Places,
    /// Something was done with steps.
    Steps,
    /// An import went on.
    Imports,
    /// A channel was connected or changed, or how it is; something was sent.
    Channels,
}

impl Change {
    /// All there are.
    pub const ALL: [Self; 6] =
        [Self::Facts, Self::People, Self::Places, Self::Steps, Self::Imports, Self::Channels];

    /// Its name, the same everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::People => "people",
            Self::Places => "places",
            Self::Steps => "steps",
            Self::Imports => "imports",
            Self::Channels => "channels",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.word() == word)
    }
}

/// What somebody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something has changed in a workspace.
    Changed(WorkspaceId, Change),
    /// Some word may have been missed.
    Missed,
}

/// Passes word on within this process.
#[derive(Clone)]
pub(crate) struct Bell {
    /// Told apart from other processes, whose word alone is news.
    name: Arc<str>,
    sender: Sender<Notice>,
}

impl Default for Bell {
    fn default() -> Self {
        let name = uuid::Uuid::now_v7().simple().to_string().into();
        Self { name, sender: broadcast::channel(BEHIND).0 }
    }
}

impl Bell {
    fn ring(&self, notice: Notice) {
        // Nobody listens: nobody has to be told.
        let _ = self.sender.send(notice);
    }

    /// `who workspace what`, as it goes over the server.
    fn written(&self, workspace: WorkspaceId, change: Change) -> String {
        format!("{} {workspace} {}", self.name, change.word())
    }

    /// Word of another process; ours was heard here when it was told.
    fn read(&self, text: &str) -> Option<Notice> {
        let mut words = text.split(' ');
        let who = words.next()?;
        let (workspace, change) = (words.next()?.parse().ok()?, Change::parse(words.next()?)?);
        (who != &*self.name).then_some(Notice::Changed(workspace, change))
    }
}

/// Tells that something has changed and is committed. What cannot be told is not told: the change
/// itself stands.
pub async fn tell(store: &Store, workspace: WorkspaceId, change: Change) {
    store.bell().ring(Notice::Changed(workspace, change));
    if store.is_postgres() {
        let text = store.bell().written(workspace, change);
        let _ = pass_on(store, text).await;
    }
}

async fn pass_on(store: &Store, text: String) -> Result<()> {
    store.read().await?.all(TELL_POSTGRES, values![text]).await?;
    Ok(())
}

/// What is told from now on.
pub fn listen(store: &Store) -> Receiver<Notice> {
    store.bell().sender.subscribe()
}

/// Passes on what other processes tell, until the store is closed. A connection that breaks is made
/// anew. Beside an embedded store others tell nothing: it is looked at whether they have written.
pub async fn follow(store: &Store) {
    let Some(pool) = store.postgres_readers() else { return watch(store).await };
    while !pool.is_closed() {
        // Whatever it was, it may be over in a moment.
        let _ = follow_once(pool, store.bell()).await;
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

async fn follow_once(pool: &PgPool, bell: &Bell) -> Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    bell.ring(Notice::Missed);
    loop {
        match listener.try_recv().await? {
            Some(told) => {
                if let Some(notice) = bell.read(told.payload()) {
                    bell.ring(notice);
                }
            }
            None => bell.ring(Notice::Missed),
        }
    }
}

/// Looks whether another process has written. The connection that writes is asked: its number
/// changes by what others commit, and never by what this process commits itself.
async fn watch(store: &Store) {
    let mut known = None;
    while let Some(writer) = store.sqlite_writer().filter(|pool| !pool.is_closed()) {
        // Whoever writes just now is not waited for: the number is there afterwards too.
        if let Some(mut connection) = writer.try_acquire() {
            let found =
                sqlx::query_scalar::<_, i64>(OTHERS_SQLITE).fetch_one(&mut *connection).await;
            drop(connection);
            if let Ok(found) = found
                && known.replace(found).is_some_and(|known| known != found)
            {
                store.bell().ring(Notice::Missed);
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
