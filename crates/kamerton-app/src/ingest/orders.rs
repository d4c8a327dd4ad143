//! Orders and profiles of a batch.

use std::collections::HashSet;

use kamerton_core::fact::{OrderFact, ProfileFact};
use kamerton_core::id::{IdentityId, NoteId, OrderId, PersonId};
use kamerton_store::notes::NoteRow;
use kamerton_store::orders::{self, OrderRow};
use kamerton_store::{Session, identities, notes};
use kamerton_text::fold;

use super::Batch;
use crate::error::Result;
use crate::people::placing::{self, TAG, Word};

/// A fact that names a person by several keys.
pub(super) enum OrderOrProfile {
    Order(OrderFact),
    Profile(ProfileFact),
}

impl Batch<'_> {
    pub(super) async fn store_others(
        &mut self,
        session: &mut Session,
        facts: Vec<OrderOrProfile>,
    ) -> Result<()> {
        let mut rows = Vec::new();
        let mut seen: HashSet<OrderId> = HashSet::new();
        for fact in facts {
            match fact {
                OrderOrProfile::Order(order) => {
                    let Some(row) = self.order_row(order) else { continue };
                    if seen.insert(row.id) {
                        rows.push(row);
                    } else {
                        self.brought.duplicates += 1;
                    }
                }
                OrderOrProfile::Profile(profile) => self.store_profile(session, profile).await?,
            }
        }
        let known: HashSet<OrderId> =
            orders::known(session, self.brand.id, seen).await?.into_iter().collect();
        self.brought.duplicates += known.len() as u64;
        rows.retain(|row| !known.contains(&row.id));
        self.brought.orders += rows.len() as u64;
        for row in &rows {
            self.touched.ordered.insert(row.identity);
            self.touched.account(row.identity, row.day);
        }
        orders::save(session, self.brand.id, &rows).await?;
        Ok(())
    }

    fn order_row(&self, order: OrderFact) -> Option<OrderRow> {
        let account = order.accounts.first()?;
        Some(OrderRow {
            id: OrderId::derived(&[self.brand.id.0.as_bytes(), order.key.as_bytes()]),
            identity: self.account_id(account, None),
            kind: order.kind,
            at: order.at,
            day: self.brand.zone.day(order.at),
            amount_minor: order.amount_minor,
            currency: order.currency,
            product: order.product,
            source: self.origin.source.clone(),
            key: order.key,
        })
    }

    /// Tags and a note that a list says of an account; gives whether there is anything new.
    async fn store_said(
        &mut self,
        session: &mut Session,
        account: IdentityId,
        person: PersonId,
        profile: &ProfileFact,
    ) -> Result<bool> {
        let tags = profile.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
        let tags: Vec<(String, &str)> = tags.map(|tag| (fold(tag), tag)).collect();
        let note = profile.note.as_deref().filter(|text| !text.trim().is_empty());
        if tags.is_empty() && note.is_none() {
            return Ok(false);
        }
        let stored = identities::by_id(session, self.brand.id, [account]).await?;
        let home = match stored.first() {
            Some(row) => placing::node_of(session, self.brand, row).await?.unwrap_or(person),
            None => person,
        };
        // Whoever has the account now, the same note is the same.
        let first = stored.first().and_then(|row| row.home).unwrap_or(person);
        let words: Vec<Word<'_>> =
            tags.iter().map(|(key, tag)| Word { what: TAG, key, said: Some(tag) }).collect();
        let (mut new, _) = placing::say(session, self.brand, home, &words).await?;
        if let Some(text) = note {
            let row = NoteRow {
                id: NoteId::derived(&[first.0.as_bytes(), text.as_bytes()]),
                person,
                home,
                at: self.now,
                by: self.origin.source.clone(),
                text: text.to_owned(),
            };
            new |= notes::add(session, self.brand.id, row).await?;
        }
        Ok(new)
    }

    async fn store_profile(&mut self, session: &mut Session, profile: ProfileFact) -> Result<()> {
        let Some(first) = profile.accounts.first() else { return Ok(()) };
        let identity = self.account_id(first, None);
        let Some(person) = self.accounts.get(&identity).and_then(|row| row.person) else {
            return Ok(());
        };
        let new = self.store_said(session, identity, person, &profile).await?;
        let made = profile.accounts.iter().any(|account| {
            self.new_people.contains_key(&person)
                && self.changed_accounts.contains(&self.account_id(account, None))
        });
        if made {
            self.brought.people += 1;
        } else if !new {
            self.brought.duplicates += 1;
        }
        Ok(())
    }
}
