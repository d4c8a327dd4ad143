//! Consents to follow somebody's own page: recording, withdrawing, and what becomes of what was read.

use kamerton_core::fact::{DeletionFact, Fact};
use kamerton_core::id::{ConsentId, IdentityId, MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::consents::{self, ConsentRow};
use kamerton_store::identities::IdentityRow;
use kamerton_store::notices::{self, Change};
use kamerton_store::{Session, Store, connections, identities, messages};

use super::{accounts, find, ids};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::channels::Connectors;
use crate::error::Result;
use crate::intake::Intake;
use crate::refusal::Refusal;

/// How a consent may be given: in a message, on paper, aloud.
pub const MANNERS: [&str; 3] = ["message", "paper", "words"];

/// A consent as one of us writes it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Which account may be followed; the only one that can be when not said.
    pub account: Option<IdentityId>,
    /// How it was given: one of [`MANNERS`].
    pub manner: String,
    /// In what words.
    pub words: String,
    /// By which message of theirs.
    pub message: Option<MessageId>,
    /// When; now when not said.
    pub given_at: Option<Instant>,
}

/// What becomes of what was read when a consent is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posts {
    /// It stays.
    Kept,
    /// It goes, as messages go that their authors delete.
    Deleted,
}

impl Posts {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Deleted => "deleted",
        }
    }
}

/// What is known of a person's consents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consents {
    /// All that were given, the latest first, with the account each is for.
    pub given: Vec<(ConsentRow, IdentityRow)>,
    /// Accounts that could be followed and are not.
    pub possible: Vec<IdentityRow>,
}

/// The consents of a person, and which accounts could be followed besides.
///
/// # Errors
/// When there is no such person, or the store cannot.
pub async fn of_person(
    session: &mut Session,
    brand: &Brand,
    connectors: Connectors,
    person: PersonId,
) -> Result<Consents> {
    let own = accounts(session, brand, person).await?;
    of_accounts(session, brand, connectors, own).await
}

/// As [`of_person`], of the accounts of a person who is looked up already.
///
/// # Errors
/// When the store cannot.
pub async fn of_accounts(
    session: &mut Session,
    brand: &Brand,
    connectors: Connectors,
    own: Vec<IdentityRow>,
) -> Result<Consents> {
    let rows = consents::of_identities(session, brand.id, ids(&own)).await?;
    let account = |id: IdentityId| own.iter().find(|account| account.id == id).cloned();
    let mut known = Consents::default();
    for row in rows {
        if let Some(account) = account(row.identity) {
            known.given.push((row, account));
        }
    }
    let kinds = followed_kinds(session, brand, connectors).await?;
    known.possible = own
        .into_iter()
        .filter(|account| can_follow(&kinds, account))
        .filter(|account| {
            let holds = |(row, _): &(ConsentRow, IdentityRow)| {
                row.identity == account.id && row.withdrawn_at.is_none()
            };
            !known.given.iter().any(holds)
        })
        .collect();
    Ok(known)
}

/// The kinds of accounts whose pages something connected can read.
async fn followed_kinds(
    session: &mut Session,
    brand: &Brand,
    connectors: Connectors,
) -> Result<Vec<&'static str>> {
    let rows = connections::of_workspace(session, brand.id).await?;
    let reads = connectors.iter().filter(|one| one.follow_profile().is_some());
    let is_there = |word: &&str| rows.iter().any(|row| row.enabled && row.kind == **word);
    Ok(reads.map(|one| one.word()).filter(is_there).collect())
}

fn can_follow(kinds: &[&str], account: &IdentityRow) -> bool {
    !account.deleted
        && !account.role.is_ours()
        && !account.remote_id.starts_with('~')
        && kinds.contains(&account.kind.as_str())
}

/// Writes a consent down: from now on the account is followed.
///
/// # Errors
/// When nobody can be followed so, nothing says how it was given, the message is not theirs, or the
/// store cannot; then nothing is stored.
pub async fn give(
    store: &Store,
    brand: &Brand,
    connectors: Connectors,
    who: &str,
    given: &Given,
    (by, now): (&Actor, Instant),
) -> Result<ConsentId> {
    let words = given.words.trim();
    let manner = MANNERS.into_iter().find(|manner| *manner == given.manner);
    let manner = manner.ok_or(Refusal::ConsentHow)?;
    if words.is_empty() {
        return Err(Refusal::ConsentHow.into());
    }
    let given_at = given.given_at.unwrap_or(now);
    if given_at > now {
        return Err(Refusal::ConsentAhead.into());
    }
    let mut session = store.write().await?;
    let person = find(&mut session, brand, who).await?;
    let known = of_person(&mut session, brand, connectors, person.id).await?;
    let account = match given.account {
        Some(id) => known.possible.iter().find(|account| account.id == id),
        None => known.possible.first().filter(|_| known.possible.len() == 1),
    };
    let account = account.ok_or(Refusal::CannotFollow { name: person.name.clone() })?;
    if let Some(id) = given.message {
        let own: Vec<IdentityId> =
            accounts(&mut session, brand, person.id).await?.iter().map(|one| one.id).collect();
        let said = messages::by_id(&mut session, brand.id, [id]).await?.pop();
        if !said.and_then(|row| row.identity).is_some_and(|author| own.contains(&author)) {
            return Err(Refusal::NoMessage { id }.into());
        }
    }
    let at = now.micros().to_le_bytes();
    let row = ConsentRow {
        id: ConsentId::derived(&[account.id.0.as_bytes(), &at]),
        identity: account.id,
        manner: manner.to_owned(),
        given_at,
        words: words.to_owned(),
        message: given.message,
        by: by.name.clone(),
        recorded_at: now,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_words: None,
        posts: None,
    };
    consents::add(&mut session, brand.id, &row).await?;
    note(&mut session, brand, by, "person.consent", person.id, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(row.id)
}

/// Withdraws a consent: the account is followed no more, at once, and what was read stays or goes.
///
/// # Errors
/// When the person has no such consent, it was withdrawn before, or the store cannot.
pub async fn withdraw(
    store: &Store,
    brand: &Brand,
    intake: &Intake,
    (person, id): (PersonId, ConsentId),
    (words, posts): (&str, Posts),
    (by, now): (&Actor, Instant),
) -> Result<()> {
    let mut session = store.write().await?;
    let (row, account) = theirs(&mut session, brand, person, id).await?;
    let done = (now, by.name.as_str());
    if row.withdrawn_at.is_none() {
        consents::withdraw(&mut session, brand.id, id, done, words.trim(), posts.word()).await?;
        note(&mut session, brand, by, "person.unconsent", person, now).await?;
    }
    let read = match posts {
        Posts::Kept => Vec::new(),
        Posts::Deleted => consents::posts(&mut session, brand.id, id).await?,
    };
    session.commit().await?;
    // Something on its way meanwhile is deleted when it comes.
    let gone = |row: consents::PostRow| {
        let kind = account.kind.clone();
        Fact::Deletion(DeletionFact { kind, message: row.remote_key, at: now })
    };
    let facts: Vec<Fact> = read.into_iter().map(gone).collect();
    if !facts.is_empty() {
        intake.submit_all(&format!("consent:{id}"), &facts).await?;
    }
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

/// Takes a withdrawal back: the consent holds again. What was deleted is not brought back, so a
/// withdrawal that deleted is not taken back either.
///
/// # Errors
/// When the person has no such consent, it cannot hold again, or the store cannot.
pub async fn restore(
    store: &Store,
    brand: &Brand,
    (person, id): (PersonId, ConsentId),
    (by, now): (&Actor, Instant),
) -> Result<()> {
    let mut session = store.write().await?;
    let (row, _) = theirs(&mut session, brand, person, id).await?;
    let others = consents::open_of(&mut session, brand.id, [row.identity]).await?;
    if !others.is_empty() || !consents::restore(&mut session, brand.id, id).await? {
        return Err(Refusal::NoConsent.into());
    }
    note(&mut session, brand, by, "person.consent", person, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

/// A consent, where it is this person's.
async fn theirs(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
    id: ConsentId,
) -> Result<(ConsentRow, IdentityRow)> {
    let row = consents::by_id(session, brand.id, id).await?.ok_or(Refusal::NoConsent)?;
    let account = identities::by_id(session, brand.id, [row.identity]).await?.pop();
    let account = account.filter(|account| account.person == Some(person));
    Ok((row, account.ok_or(Refusal::NoConsent)?))
}

async fn note(
    session: &mut Session,
    brand: &Brand,
    by: &Actor,
    what: &str,
    person: PersonId,
    now: Instant,
) -> Result<()> {
    let object = person.to_string();
    audit::note_in(session, brand, by, &Deed::one(what, &object), now).await?;
    Ok(())
}
