//! Writing that can wait: what is noted in passing must not keep a page waiting.
//!
//! A new reading that takes over writes for seconds, with a large history for minutes.

use std::time::Duration;

use kamerton_core::id::WorkspaceId;
use kamerton_store::{Session, Store, workspaces};

use crate::error::Result;

/// So long whoever shows a page waits for whoever writes: a batch of an import is through by then.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often it is asked within that time where others fold.
const TIMES: u32 = 5;

/// A transaction; `None` when whoever writes takes long. Then it is left for another time.
pub(crate) async fn writer(store: &Store) -> Result<Option<Session>> {
    match tokio::time::timeout(PATIENCE, store.write()).await {
        Ok(session) => Ok(Some(session?)),
        Err(_) => Ok(None),
    }
}

/// A transaction that is the only one which folds a brand; `None` when another one takes long.
pub(crate) async fn folder(store: &Store, brand: WorkspaceId) -> Result<Option<Session>> {
    // A wait for a lock cannot be broken off without losing the connection: it is asked for anew.
    for _ in 0..TIMES {
        let Some(mut session) = writer(store).await? else { return Ok(None) };
        if workspaces::try_lock(&mut session, brand).await? {
            return Ok(Some(session));
        }
        drop(session);
        tokio::time::sleep(PATIENCE / TIMES).await;
    }
    Ok(None)
}
