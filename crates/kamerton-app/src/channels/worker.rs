//! Working with connections: each is taken by one node at a time, which polls it, closes its gaps and
//! sends by it until it ends or loses the lease.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kamerton_core::id::ConnectionId;
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::workspaces;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

use super::Channels;
use super::keeper::Keeper;
use crate::brand::Brand;
use crate::error::Result;

/// The tasks that work with a connection each.
#[derive(Default)]
struct Keepers {
    tasks: JoinSet<()>,
    of: HashMap<Id, ConnectionId>,
}

impl Keepers {
    /// Forgets the next task that has ended.
    async fn ended(&mut self) {
        let ended = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => Some(id),
            // One that broke off has not given its lease back: it runs out.
            Some(Err(error)) => Some(error.id()),
            None => None,
        };
        if let Some(id) = ended {
            self.of.remove(&id);
        }
    }
}

impl Channels {
    /// Works with connections until it is told to stop; what is being sent then comes to its end.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut keepers = Keepers::default();
        while !*stop.borrow() {
            // When the store cannot, it is looked again in a moment.
            let _ = self.take_up(&mut keepers, &stop).await;
            tokio::select! {
                () = keepers.ended(), if !keepers.tasks.is_empty() => {}
                _ = stop.wait_for(|stop| *stop) => {}
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(self.0.options.tempo.look) => {}
            }
        }
        while !keepers.tasks.is_empty() {
            keepers.ended().await;
        }
    }

    /// Takes the connections that nobody works with.
    async fn take_up(&self, keepers: &mut Keepers, stop: &watch::Receiver<bool>) -> Result<()> {
        let mine: HashSet<ConnectionId> = keepers.of.values().copied().collect();
        let all = workspaces::all(&mut self.store().read().await?).await?;
        for workspace in all {
            let mut session = self.store().read().await?;
            let mut rows = connections::of_workspace(&mut session, workspace.id).await?;
            drop(session);
            rows.retain(|row| !mine.contains(&row.id) && self.is_free(row));
            if rows.is_empty() {
                continue;
            }
            let brand = Brand::of(&workspace)?;
            for row in rows {
                let Some(keeper) = self.take(&brand, row.id).await? else { continue };
                let task = keepers.tasks.spawn(Arc::new(keeper).keep(stop.clone()));
                keepers.of.insert(task.id(), row.id);
            }
        }
        Ok(())
    }

    /// Whether a connection waits for somebody who works with it. One whose sign-in is refused waits
    /// for one of us.
    fn is_free(&self, row: &ConnectionRow) -> bool {
        let leased = !row.lease_by.is_empty() && row.lease_until >= self.now();
        row.enabled && row.sign_in_problem.is_none() && !leased
    }

    async fn take(&self, brand: &Brand, id: ConnectionId) -> Result<Option<Keeper>> {
        let now = self.now();
        let until = now.plus(self.0.options.tempo.lease);
        let mut session = self.store().write().await?;
        let fence =
            connections::lease(&mut session, brand.id, id, &self.0.node, (now, until)).await?;
        let row = connections::by_id(&mut session, brand.id, id).await?;
        session.commit().await?;
        self.forget_cached(id);
        Ok(fence.zip(row).map(|(fence, row)| Keeper::new(self.clone(), brand.clone(), row, fence)))
    }
}
