//! Joinings and leavings of a batch, and by which invitations people came.

use std::collections::HashSet;

use kamerton_core::fact::{Invited, MembershipFact};
use kamerton_store::Session;
use kamerton_store::messages::{self, MembershipRow};
use kamerton_store::rollups::kinds;

use super::{Batch, days::Days};
use crate::error::Result;

impl Batch<'_> {
    pub(super) async fn store_memberships(
        &mut self,
        session: &mut Session,
        facts: Vec<MembershipFact>,
    ) -> Result<()> {
        let keys = facts.iter().map(|fact| fact.key.clone());
        let known = messages::known_memberships(session, self.brand.id, keys).await?;
        let mut seen: HashSet<String> = known.into_iter().collect();
        let mut rows = Vec::new();
        let mut told_later: Vec<(String, Invited)> = Vec::new();
        let mut days = Days::default();
        for fact in facts {
            if !seen.insert(fact.key.clone()) {
                self.brought.duplicates += 1;
                // A platform may tell of the same joining twice, and only once by which invitation.
                told_later.extend(fact.invitation.map(|invited| (fact.key, invited)));
                continue;
            }
            let place = Some(&fact.place);
            let (_, place_id) = self.place(&fact.place);
            let kind = if fact.joined { kinds::JOINED } else { kinds::LEFT };
            days.place(place_id, self.brand.zone.day(fact.at), kind, 1);
            self.brought.memberships += 1;
            rows.push(MembershipRow {
                key: fact.key.clone(),
                place: place_id,
                identity: self.account_id(&fact.account, place),
                at: fact.at,
                joined: fact.joined,
                invited_by: fact.invited_by.as_ref().map(|who| self.account_id(who, place)),
                invitation_address: fact.invitation.as_ref().map(|one| one.address.clone()),
                invitation_name: fact.invitation.and_then(|one| named(&one)),
            });
        }
        messages::save_memberships(session, self.brand.id, &rows).await?;
        for (key, invited) in told_later {
            let name = named(&invited);
            let by = (invited.address.as_str(), name.as_deref());
            messages::note_invitation(session, self.brand.id, &key, by).await?;
        }
        self.save_days(session, days).await
    }
}

/// The name that one of us gave an invitation.
fn named(invited: &Invited) -> Option<String> {
    Some(invited.name.clone()).filter(|name| !name.is_empty())
}
