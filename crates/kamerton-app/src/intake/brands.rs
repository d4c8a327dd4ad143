//! The ways in of all brands, each begun when it is first needed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_core::id::WorkspaceId;
use kamerton_store::Store;

use super::{Clock, Intake};
use crate::brand::Brand;
use crate::channels::Connectors;

/// The ways in of all brands. Cheap to clone.
#[derive(Clone)]
pub struct Intakes(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    connectors: Connectors,
    begun: Mutex<HashMap<WorkspaceId, Arc<Intake>>>,
}

impl Intakes {
    /// None yet. What connections bring is read by `connectors`.
    pub fn new(store: Store, clock: Clock, connectors: Connectors) -> Self {
        Self(Arc::new(Inner { store, clock, connectors, begun: Mutex::default() }))
    }

    /// The way in for events of a brand. To be called inside a tokio runtime.
    pub fn of(&self, brand: &Brand) -> Arc<Intake> {
        let mut begun = self.0.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let store = self.0.store.clone();
            Arc::new(Intake::reading(store, brand.clone(), self.0.clock, self.0.connectors))
        };
        Arc::clone(begun.entry(brand.id).or_insert_with(make))
    }

    /// Waits until everything that was acknowledged is as it should be on the disk.
    pub async fn settle(&self) {
        let begun: Vec<Arc<Intake>> = {
            let mut begun = self.0.begun.lock().unwrap_or_else(PoisonError::into_inner);
            begun.drain().map(|(_, intake)| intake).collect()
        };
        // Whoever still holds one is a request that has not ended: its events are on the disk, and
        // are folded at the next start.
        for intake in begun.into_iter().filter_map(Arc::into_inner) {
            intake.shut_down().await;
        }
    }
}
