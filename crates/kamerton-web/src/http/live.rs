//! Live updates: pages that are open hear that something has changed, and ask for it anew.
//!
//! What is sent says only *what kind* of thing has changed in the visitor's own brand; the page
//! asks for it like for any other page, so nothing goes out here that its route would not show.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use kamerton_core::id::WorkspaceId;
use tokio::sync::broadcast::{self, Receiver, error::RecvError};

use super::guard::Visitor;
use crate::app::App;

/// Changes that wait for a slow reader at most; who is slower hears that much has changed.
const BEHIND: usize = 64;
/// Through proxies that end quiet connections.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// New messages, people or orders.
    Facts,
    /// Something was done with steps.
    Steps,
    /// An import went on.
    Imports,
}

impl Change {
    /// The name of the event in the browser.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Steps => "steps",
            Self::Imports => "imports",
        }
    }
}

/// Tells all open pages of changes.
#[derive(Clone)]
pub struct Live(broadcast::Sender<(WorkspaceId, Change)>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl Live {
    /// Tells the pages of a brand.
    pub fn tell(&self, workspace: WorkspaceId, change: Change) {
        // Nobody listens: nobody has to be told.
        let _ = self.0.send((workspace, change));
    }

    fn listen(&self) -> Receiver<(WorkspaceId, Change)> {
        self.0.subscribe()
    }
}

/// The stream of changes in the visitor's brand.
pub async fn stream(
    State(app): State<App>,
    visitor: Visitor,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let state = (app.live().listen(), visitor.brand.id, app.ending());
    let events = stream::unfold(state, async |(mut changes, own, mut ending)| {
        let word = tokio::select! {
            word = next(&mut changes, own) => word?,
            // Open streams would keep the program from ending.
            _ = ending.wait_for(|ending| *ending) => return None,
        };
        let event = Event::default().event(word).data("1");
        Some((Ok(event), (changes, own, ending)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// The next change in a brand. Pages that hear of many in a row ask once in a while.
async fn next(
    changes: &mut Receiver<(WorkspaceId, Change)>,
    own: WorkspaceId,
) -> Option<&'static str> {
    loop {
        match changes.recv().await {
            Ok((workspace, change)) if workspace == own => return Some(change.word()),
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return Some(Change::Facts.word()),
            Err(RecvError::Closed) => return None,
        }
    }
}
