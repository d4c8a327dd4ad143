//! What is quoted on a person's page. The timeline shows most of what the state is explained by, and
//! each message is read once.

use std::collections::HashMap;

use kamerton_core::id::MessageId;
use kamerton_store::Session;
use kamerton_store::timeline::{self, WordsRow};

use crate::brand::Brand;
use crate::error::Result;

/// Messages that were read.
#[derive(Default)]
pub(super) struct Said(HashMap<MessageId, WordsRow>);

impl Said {
    /// Keeps a message that was read.
    pub fn keep(&mut self, row: WordsRow) {
        self.0.insert(row.id, row);
    }

    /// Reads those of these messages that were not read before.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn read(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        mut wanted: Vec<MessageId>,
    ) -> Result<()> {
        wanted.retain(|id| !self.0.contains_key(id));
        for row in timeline::words(session, brand.id, wanted).await? {
            self.keep(row);
        }
        Ok(())
    }

    /// A message that was read, if there is one.
    pub fn get(&self, id: MessageId) -> Option<&WordsRow> {
        self.0.get(&id)
    }
}
