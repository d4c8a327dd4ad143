//! Names for accounts that come as bare ids: where a platform tells them when it is asked.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_channels::live::Trouble;
use kamerton_core::fact::{Account, Fact, ProfileFact};
use kamerton_store::unnamed::{self, UnnamedRow};
use kamerton_store::{Session, identities};

use super::keeper::Keeper;
use super::names::Readers;
use crate::brand::Brand;
use crate::error::Result;

/// So many are asked for at once.
const PIECE: i64 = 500;

/// Ids of accounts that came without a name, by the source that brought them.
pub(crate) type Bare<'a> = BTreeMap<&'a str, BTreeSet<String>>;

/// The accounts of this kind that a fact names by their ids alone.
pub(super) fn bare<'a>(kind: &'a str, fact: &'a Fact) -> impl Iterator<Item = &'a str> {
    let mut named: Vec<&Account> = Vec::new();
    match fact {
        Fact::Message(message) => {
            named.extend(&message.author);
            named.extend(message.reactions.iter().flat_map(|one| &one.accounts));
        }
        Fact::Reaction(reaction) => named.push(&reaction.account),
        Fact::Membership(membership) => {
            named.push(&membership.account);
            named.extend(&membership.invited_by);
        }
        Fact::Order(_) | Fact::Profile(_) | Fact::Deletion(_) | Fact::ReactionCounts(_) => {}
    }
    let is_bare = move |account: &&Account| {
        account.kind == kind
            && account.display_name.is_none()
            && !account.deleted
            && !account.remote_id.is_empty()
            && !account.remote_id.starts_with(['@', '~'])
    };
    named.into_iter().filter(is_bare).map(|account| account.remote_id.as_str())
}

impl Readers {
    /// Keeps which of these have no name yet, after their facts were taken in.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn note_bare(
        &self,
        session: &mut Session,
        brand: &Brand,
        bare: Bare<'_>,
    ) -> Result<()> {
        for (source, ids) in bare.into_iter().filter(|(_, ids)| !ids.is_empty()) {
            let Some((connection, kind)) = self.names_by(source) else { continue };
            let known = identities::by_remote(session, brand.id, kind, ids).await?;
            let row = |remote_id| UnnamedRow { connection, remote_id, asked_at: None };
            let nameless = known.into_iter().filter(|one| one.name.is_none() && !one.deleted);
            let rows: Vec<UnnamedRow> = nameless.map(|one| row(one.remote_id)).collect();
            unnamed::note(session, brand.id, &rows).await?;
        }
        Ok(())
    }
}

impl Keeper {
    /// Asks for the names of those who came without, until the work ends. Each is asked for once: who
    /// has none on the platform gets none by asking again.
    pub async fn keep_naming(&self) {
        let Ok(open) = self.opened().await else { return };
        if open.connector.name().is_none() {
            return;
        }
        drop(open);
        let mut failures = 0;
        while self.until_allowed().await {
            let wait = match self.name_some().await {
                Ok(Ok(true)) => {
                    failures = 0;
                    continue;
                }
                Ok(Ok(false)) => self.tempo().naming,
                Ok(Err(trouble)) => {
                    failures += 1;
                    match self.failed(&trouble, failures, false).await {
                        Some(wait) => wait,
                        None => return,
                    }
                }
                Err(_) => self.tempo().first_wait,
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }

    /// Asks for some; says whether there were such.
    async fn name_some(&self) -> Result<std::result::Result<bool, Trouble>> {
        let mut session = self.channels.store().read().await?;
        let rows = unnamed::to_ask(&mut session, self.brand.id, self.id, PIECE).await?;
        drop(session);
        let open = self.opened().await?;
        let (false, Some(name)) = (rows.is_empty(), open.connector.name()) else {
            return Ok(Ok(false));
        };
        let ids: Vec<String> = rows.into_iter().map(|row| row.remote_id).collect();
        let link = open.link();
        let told = match self.unless_ended(name.name(&link, &ids)).await {
            None => return Ok(Ok(false)),
            Some(Err(trouble)) => return Ok(Err(trouble)),
            Some(Ok(told)) => told,
        };
        let now = self.now();
        let intake = self.channels.0.intakes.of(&self.brand);
        let fact = |account| {
            let accounts = vec![account];
            Fact::Profile(ProfileFact { accounts, since: Some(now), ..ProfileFact::default() })
        };
        let facts: Vec<Fact> = told.into_iter().map(fact).collect();
        intake.submit_all(&source(self), &facts).await?;
        let mut session = self.channels.store().write().await?;
        unnamed::asked(&mut session, self.brand.id, self.id, ids, now).await?;
        session.commit().await?;
        Ok(Ok(true))
    }
}

/// The source of names that were asked for.
fn source(keeper: &Keeper) -> String {
    format!("names:{}", keeper.id)
}
