//! Ahead of a new reading: what will follow from messages once their new readings are in place.
//!
//! While a re-reading prepares its switch, messages that it reads otherwise are seen as it reads
//! them, wherever rules look at them, and nothing is stored: what would be is noted in a [`Plan`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::answer::{self, Said};
use kamerton_core::derive as rules;
use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::reading::Labels;
use kamerton_core::time::Instant;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::message_links::GroundRow;
use kamerton_store::messages;
use kamerton_store::reread::{self, ChangeRow};
use kamerton_store::{Session, identities};

use super::Touched;
use super::answers::{Looked, is_overdue};
use crate::brand::Brand;
use crate::error::Result;

/// What would be stored.
#[derive(Default)]
pub(crate) struct Plan {
    /// The version whose readings are seen as if they were in place.
    pub analyser: i64,
    /// Entries that come.
    pub added: BTreeSet<Entry>,
    /// Entries that go.
    pub removed: BTreeSet<Entry>,
    /// What waits or waited; `true` where it waits no more.
    pub waits: BTreeMap<MessageId, (AwaitingRow, bool)>,
}

impl Plan {
    /// An empty one for a version.
    pub fn of(analyser: i64) -> Self {
        Self { analyser, ..Self::default() }
    }

    pub(super) fn note(&mut self, rows: impl Iterator<Item = Looked>, now: Instant) {
        for looked in rows {
            let mut row = looked.row;
            row.overdue = !looked.gone && is_overdue(&row, now);
            if looked.gone || looked.stored != Some(row) {
                self.waits.insert(row.message, (row, looked.gone));
            }
        }
    }
}

impl Touched {
    /// Plans what follows from messages that will say something else, and from what answers them.
    pub(crate) async fn plan_otherwise(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        changes: &[ChangeRow],
        now: Instant,
    ) -> Result<()> {
        self.forget_facts();
        let ids = |wanted: fn(Labels, Labels) -> bool| -> Vec<MessageId> {
            let rows = changes.iter().filter(|row| wanted(row.old_labels, row.labels));
            rows.map(|row| row.message).collect()
        };
        let tell = ids(rules::tells_otherwise);
        let answers = messages::children(session, brand.id, tell.iter().copied()).await?;
        self.grounds.extend(answers);
        self.grounds.extend(tell);
        let rows = self.grounds_ahead(session, brand).await?;
        self.update_ledger(session, brand, &rows).await?;
        // Whether something waits, and who answered it, depends on less.
        self.grounds = ids(answer::waits_otherwise).into_iter().collect();
        self.changed = ids(answer::answers_otherwise).into_iter().collect();
        self.grounds.extend(&self.changed);
        let rows = self.grounds_ahead(session, brand).await?;
        self.update_waiting(session, brand, &rows, now).await?;
        self.forget_facts();
        Ok(())
    }

    async fn grounds_ahead(
        &mut self,
        session: &mut Session,
        brand: &Brand,
    ) -> Result<Vec<GroundRow>> {
        let mut rows = self.known.grounds(session, brand, &self.grounds).await?;
        let ids = rows.iter().flat_map(|row| [Some(row.ground.message), row.reply_to]);
        let ahead = self.pending(session, brand, ids.flatten().collect()).await?;
        for row in &mut rows {
            if let Some(labels) = ahead.get(&row.ground.message) {
                row.ground.labels = *labels;
            }
            let answered = row.reply_to.and_then(|id| ahead.get(&id));
            if let Some((labels, parent)) = answered.zip(row.ground.parent.as_mut()) {
                parent.labels = *labels;
            }
        }
        Ok(rows)
    }

    /// Sees what was said as it will be read, where that is planned.
    pub(super) async fn read_said_ahead<'a>(
        &self,
        session: &mut Session,
        brand: &Brand,
        said: impl Iterator<Item = &'a mut Said>,
    ) -> Result<()> {
        if self.plan.is_none() {
            return Ok(());
        }
        let mut said: Vec<&mut Said> = said.collect();
        let ids = said.iter().map(|one| one.message).collect();
        let ahead = self.pending(session, brand, ids).await?;
        for one in &mut said {
            if let Some(labels) = ahead.get(&one.message) {
                one.labels = *labels;
            }
        }
        Ok(())
    }

    async fn pending(
        &self,
        session: &mut Session,
        brand: &Brand,
        messages: BTreeSet<MessageId>,
    ) -> Result<HashMap<MessageId, Labels>> {
        let Some(plan) = &self.plan else { return Ok(HashMap::new()) };
        let found = reread::pending(session, brand.id, plan.analyser, messages).await?;
        Ok(found.into_iter().collect())
    }

    /// Stores what was planned for people; what became of the rows since counts.
    pub(crate) async fn put(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        plan: Plan,
        now: Instant,
    ) -> Result<()> {
        let (added, removed): (Vec<Entry>, Vec<Entry>) =
            (plan.added.into_iter().collect(), plan.removed.into_iter().collect());
        self.change_ledger(session, brand, &added, &removed).await?;
        let stored: HashMap<MessageId, AwaitingRow> =
            awaiting::by_id(session, brand.id, plan.waits.keys().copied())
                .await?
                .into_iter()
                .map(|row| (row.message, row))
                .collect();
        let looked = plan.waits.into_iter().map(|(message, (row, gone))| {
            let stored = stored.get(&message).copied();
            (message, Looked { row, stored, gone, is_about: false })
        });
        self.store_waiting(session, brand, looked.collect(), now).await
    }

    /// Tells a new reading that takes over at this moment what is derived beside it.
    pub(super) async fn tell_switch(&self, session: &mut Session, brand: &Brand) -> Result<()> {
        if !self.untold
            && !self.grounds.is_empty()
            && reread::is_switching(session, brand.id).await?
        {
            reread::touch(session, brand.id, self.grounds.iter().copied()).await?;
        }
        Ok(())
    }
}

/// Whose accounts these are; those of nobody are left out.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn people_of(
    session: &mut Session,
    brand: &Brand,
    accounts: BTreeSet<IdentityId>,
) -> Result<HashMap<IdentityId, PersonId>> {
    let rows = identities::by_id(session, brand.id, accounts).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.person?))).collect())
}
