//! Restating: what depended on a role, on who is whom, or on a judgement of ours becomes as if it
//! had always been so.
//!
//! Everything goes through [`Touched`], as facts do, so that there is one way to derive. Accounts
//! may have written hundreds of thousands of messages: they are walked over in pieces, and only the
//! accounts whose people have to be folded are remembered to the end.

use std::collections::BTreeSet;

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, Store, influence, rollups, timeline, workspaces};

use super::Touched;
use super::roles::{RoleRules, strength};
use crate::brand::Brand;
use crate::error::Result;

/// Messages of an account that are looked at together.
const PIECE: i64 = 200;

/// Answers that are derived together.
const ANSWERS: usize = 500;

/// A role that was said of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// The role.
    pub role: Role,
    /// By whom: one of `default`, `channel`, `import`, `hand`.
    pub source: &'a str,
}

/// Gives accounts a role and restates what depended on the old one; gives how many changed.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn set_roles(
    session: &mut Session,
    brand: &Brand,
    accounts: Vec<IdentityRow>,
    said: Said<'_>,
    now: Instant,
) -> Result<usize> {
    let mut changed = Vec::new();
    let mut saved = Vec::new();
    for mut row in accounts {
        if row.deleted || strength(&row.role_source) > strength(said.source) {
            continue;
        }
        if row.role != said.role {
            changed.push(row.id);
        } else if row.role_source == said.source {
            continue;
        }
        row.role = said.role;
        said.source.clone_into(&mut row.role_source);
        saved.push(row);
    }
    identities::save(session, brand.id, &saved).await?;
    changed.sort_unstable();
    changed.dedup();
    roles(session, brand, &changed, now).await?;
    Ok(changed.len())
}

/// Restates everything that depends on the roles of these accounts, which are stored already.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn roles(
    session: &mut Session,
    brand: &Brand,
    accounts: &[IdentityId],
    now: Instant,
) -> Result<()> {
    if accounts.is_empty() {
        return Ok(());
    }
    let mut touched = Touched::default();
    touched.roles_anew(session, brand, accounts, now).await?;
    influence::set_stale(session, brand.id).await?;
    touched.settle(session, brand, now).await?;
    touched.fold(session, brand, now).await
}

/// Folds people from their first day, with their messages and orders counted again: they hold other
/// accounts than before.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn people_anew(
    session: &mut Session,
    brand: &Brand,
    people: BTreeSet<PersonId>,
    now: Instant,
) -> Result<()> {
    let mut touched = Touched { otherwise: true, people, ..Touched::default() };
    touched.fold(session, brand, now).await
}

/// Folds people whose orders or corrections changed.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn people_of(
    session: &mut Session,
    brand: &Brand,
    accounts: &[IdentityId],
    now: Instant,
) -> Result<()> {
    let mut touched = Touched { otherwise: true, ..Touched::default() };
    touched.refold.extend(accounts);
    touched.ordered.extend(accounts);
    touched.fold(session, brand, now).await
}

/// Stores a message that is read otherwise than before, and restates what follows from it.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn reading(
    session: &mut Session,
    brand: &Brand,
    row: MessageRow,
    now: Instant,
) -> Result<()> {
    messages::save(session, brand.id, std::slice::from_ref(&row)).await?;
    let mut touched = Touched::default();
    touched.changed_message(session, brand, &row).await?;
    touched.derive(session, brand, now).await?;
    touched.settle(session, brand, now).await?;
    touched.fold(session, brand, now).await
}

/// Applies the roles that an import names to the accounts of that kind which are there already;
/// gives how many changed. What one of us said by hand stays.
///
/// # Errors
/// When the store cannot; then nothing is changed.
pub async fn known_accounts(
    store: &Store,
    brand: &Brand,
    kind: &str,
    rules: &RoleRules,
    now: Instant,
) -> Result<usize> {
    if rules.is_empty() {
        return Ok(0);
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let found = named(&mut session, brand, account_kind(kind), rules).await?;
    let mut changed = 0;
    for role in Role::ALL {
        let accounts: Vec<IdentityRow> = found
            .iter()
            .filter(|row| {
                let (handle, name) = (row.handle_key.as_deref(), row.name_key.as_deref());
                rules.role(&row.remote_id, handle, name) == Some(role)
            })
            .cloned()
            .collect();
        let said = Said { role, source: "import" };
        changed += set_roles(&mut session, brand, accounts, said, now).await?;
    }
    session.commit().await?;
    Ok(changed)
}

/// The kind of the accounts that an import of a kind brings.
fn account_kind(import: &str) -> &str {
    match import {
        "mbox" => "email",
        "messages" => "table",
        other => other,
    }
}

/// The accounts of a kind that the rules may name.
async fn named(
    session: &mut Session,
    brand: &Brand,
    kind: &str,
    rules: &RoleRules,
) -> Result<Vec<IdentityRow>> {
    let names: BTreeSet<String> = rules.names().map(str::to_owned).collect();
    let mut found = identities::by_name(session, brand.id, names.clone()).await?;
    found.retain(|row| row.kind == kind);
    found.extend(identities::by_handle(session, brand.id, kind, names.clone()).await?);
    found.extend(identities::by_remote(session, brand.id, kind, names).await?);
    found.sort_unstable_by_key(|row| row.id);
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

impl Touched {
    /// Derives everything that depends on the roles of these accounts. What was touched before
    /// must have been derived already: it is forgotten.
    pub(super) async fn roles_anew(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        accounts: impl IntoIterator<Item = &IdentityId>,
        now: Instant,
    ) -> Result<()> {
        self.forget_facts();
        for identity in accounts {
            self.refold.insert(*identity);
            self.took_part_anew(session, brand, *identity, now).await?;
            self.written_anew(session, brand, *identity, now).await?;
        }
        Ok(())
    }

    /// A stored message changed: it is derived anew, and what answers it.
    pub(super) async fn changed_message(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        row: &MessageRow,
    ) -> Result<()> {
        let children = messages::children(session, brand.id, [row.id]).await?;
        self.grounds.insert(row.id);
        self.grounds.extend(children);
        self.changed.insert(row.id);
        Ok(())
    }

    /// These messages say something else than before: they are derived anew, and what answers them.
    /// What was touched before must have been derived already: it is forgotten.
    pub(crate) async fn read_otherwise(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        messages: Vec<MessageId>,
        now: Instant,
    ) -> Result<()> {
        self.forget_facts();
        let answers = messages::children(session, brand.id, messages.iter().copied()).await?;
        self.grounds.extend(answers);
        self.grounds.extend(messages.iter().copied());
        self.changed.extend(messages);
        self.derive(session, brand, now).await?;
        self.forget_facts();
        Ok(())
    }

    /// The days of an account count when it is a member's, and do not when it is not.
    async fn took_part_anew(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        identity: IdentityId,
        now: Instant,
    ) -> Result<()> {
        let found = identities::by_id(session, brand.id, [identity]).await?;
        let member = found.first().is_some_and(|row| row.role.is_community());
        let days: BTreeSet<(IdentityId, Day)> = rollups::active_days(session, brand.id, [identity])
            .await?
            .into_iter()
            .filter(|day| day.messages + day.reactions > 0)
            .map(|day| (identity, day.day))
            .collect();
        if member {
            self.took_part = days;
        } else {
            self.check_part = days;
        }
        self.derive(session, brand, now).await?;
        self.forget_facts();
        Ok(())
    }

    /// Everything an account wrote, what answers it, and what answers that.
    async fn written_anew(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        identity: IdentityId,
        now: Instant,
    ) -> Result<()> {
        let mut after = (Instant::from_micros(i64::MIN), MessageId::NIL);
        loop {
            let piece = timeline::written_after(session, brand.id, identity, after, PIECE).await?;
            let Some(last) = piece.last() else { return Ok(()) };
            after = *last;
            let own: Vec<MessageId> = piece.into_iter().map(|(_, id)| id).collect();
            self.changed.extend(own.iter().copied());
            self.grounds.extend(own.iter().copied());
            self.derive(session, brand, now).await?;
            self.forget_facts();
            // An answer depends on the role of whom it answers, and of whom that one answered.
            let answers = messages::children(session, brand.id, own).await?;
            let further = messages::children(session, brand.id, answers.iter().copied()).await?;
            let all: BTreeSet<MessageId> = answers.into_iter().chain(further).collect();
            let all: Vec<MessageId> = all.into_iter().collect();
            for piece in all.chunks(ANSWERS) {
                self.grounds.extend(piece);
                self.derive(session, brand, now).await?;
                self.forget_facts();
            }
        }
    }

    /// Forgets which facts were touched; whose people have to be folded is kept.
    pub(super) fn forget_facts(&mut self) {
        self.known.forget_messages();
        self.spans.clear();
        self.fresh.clear();
        self.grounds.clear();
        self.changed.clear();
        self.took_part.clear();
        self.check_part.clear();
        self.grounds_known.clear();
    }
}
