//! The ledger entries of what a batch touched: derived anew, compared, stored.

use std::collections::{BTreeSet, HashMap, HashSet};

use kamerton_core::derive as rules;
use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::message_links::GroundRow;
use kamerton_store::{Session, rollups};

use super::Touched;
use crate::brand::Brand;
use crate::error::Result;

impl Touched {
    /// Derives the entries of all touched grounds, and looks at what waits for answers.
    pub(super) async fn derive(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        now: Instant,
    ) -> Result<()> {
        self.tell_switch(session, brand).await?;
        let rows = self.known.grounds(session, brand, &self.grounds).await?;
        for row in &rows {
            self.indices.message(row.place, row.ground.author.identity, row.ground.day);
        }
        self.update_ledger(session, brand, &rows).await?;
        self.update_took_part(session, brand).await?;
        self.update_waiting(session, brand, &rows, now).await
    }

    pub(super) async fn update_ledger(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        rows: &[GroundRow],
    ) -> Result<()> {
        let mut derived: BTreeSet<Entry> = BTreeSet::new();
        for row in rows {
            let entries = rules::entries(&row.ground);
            if entries.iter().any(|entry| entry.kind == EntryKind::Contact) {
                self.grounds_known.insert(row.ground.message, (row.place, row.sent_at));
            }
            derived.extend(entries);
        }
        let old: Vec<MessageId> =
            self.grounds.iter().filter(|id| !self.fresh.contains(id)).copied().collect();
        let stored: BTreeSet<Entry> = ledger::of_grounds(session, brand.id, old)
            .await?
            .iter()
            .map(EntryRow::entry)
            // Kept by what waits for answers, see `answers`.
            .filter(|entry| entry.kind != EntryKind::QuestionOverdue)
            .collect();
        let added: Vec<Entry> = derived.difference(&stored).copied().collect();
        let removed: Vec<Entry> = stored.difference(&derived).copied().collect();
        self.change_ledger(session, brand, &added, &removed).await
    }

    /// Stores added entries, takes removed ones back, and notes whose people must be folded.
    pub(super) async fn change_ledger(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        added: &[Entry],
        removed: &[Entry],
    ) -> Result<()> {
        if let Some(plan) = &mut self.plan {
            plan.added.extend(added);
            plan.removed.extend(removed);
            return Ok(());
        }
        for entry in removed {
            ledger::delete(session, brand.id, entry).await?;
            self.account(entry.identity, entry.day);
            self.refold.insert(entry.identity);
        }
        let rows: Vec<EntryRow> =
            added.iter().map(|entry| EntryRow::of(entry, brand.policy().version)).collect();
        ledger::save(session, brand.id, &rows).await?;
        for entry in added {
            self.account(entry.identity, entry.day);
        }
        Ok(())
    }

    /// Members who wrote or reacted on a day took part in it.
    async fn update_took_part(&mut self, session: &mut Session, brand: &Brand) -> Result<()> {
        let accounts: HashSet<IdentityId> =
            self.took_part.iter().chain(&self.check_part).map(|(identity, _)| *identity).collect();
        let roles: HashMap<IdentityId, Role> = self
            .known
            .accounts(session, brand, accounts)
            .await?
            .into_iter()
            .map(|row| (row.id, row.role))
            .collect();
        let is_member =
            |identity: &IdentityId| roles.get(identity).is_some_and(|role| role.is_community());
        let mut removed = Vec::new();
        let mut added: Vec<Entry> = self
            .took_part
            .difference(&self.check_part)
            .filter(|(identity, _)| is_member(identity))
            .map(|(identity, day)| rules::took_part(*identity, *day))
            .collect();
        for (identity, day) in &self.check_part {
            let entry = rules::took_part(*identity, *day);
            // What was written and deleted in one batch never counted.
            let took_part = rollups::took_part(session, brand.id, *identity, *day).await?;
            if !took_part || !is_member(identity) {
                removed.push(entry);
            } else if self.took_part.contains(&(*identity, *day)) {
                added.push(entry);
            }
        }
        self.change_ledger(session, brand, &added, &removed).await
    }
}
