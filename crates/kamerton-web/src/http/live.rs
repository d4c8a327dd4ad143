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
use kamerton_store::notices::{self, Notice};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::guard::Visitor;
use crate::app::App;

/// Through proxies that end quiet connections.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The stream of changes in the visitor's brand; proxies are asked to hold nothing of it back.
pub async fn stream(
    State(app): State<App>,
    visitor: Visitor,
) -> ([(&'static str, &'static str); 1], Sse<impl Stream<Item = Result<Event, Infallible>>>) {
    let state = (notices::listen(app.store()), visitor.brand.id, app.ending());
    let events = stream::unfold(state, async |(mut changes, own, mut ending)| {
        let word = tokio::select! {
            word = next(&mut changes, own) => word?,
            // Open streams would keep the program from ending.
            _ = ending.wait_for(|ending| *ending) => return None,
        };
        let event = Event::default().event(word).data("1");
        Some((Ok(event), (changes, own, ending)))
    });
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([("x-accel-buffering", "no")], sse)
}

/// What is told to those who may have missed something: anything may have changed.
const MISSED: &str = "missed";

/// The next change in a brand.
async fn next(changes: &mut Receiver<Notice>, own: WorkspaceId) -> Option<&'static str> {
    loop {
        match changes.recv().await {
            Ok(Notice::Changed(workspace, change)) if workspace == own => {
                return Some(change.word());
            }
            Ok(Notice::Changed(..)) => {}
            Ok(Notice::Missed) | Err(RecvError::Lagged(_)) => return Some(MISSED),
            Err(RecvError::Closed) => return None,
        }
    }
}
