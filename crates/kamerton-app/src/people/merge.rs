//! Joining two people into one, parting accounts off one, and taking either back.
//!
//! Each is a line in a log, and everything is brought where it then belongs ([`super::placing`]). So
//! each can be taken back alone, whenever and in whatever order: what comes out is what would be there
//! if it had never been. What will come of one is said before by [`super::plan`].

use kamerton_core::id::{IdentityId, MergeId, PersonId};
use kamerton_core::placement::Act;
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::merges::{self, MergeRow, SplitAccountRow};
use kamerton_store::notices::{self, Change};
use kamerton_store::people::{self, PersonRow};
use kamerton_store::{Session, Store, workspaces};

use super::list::name_of;
use super::placing::{Household, Log, dissolve};
use super::plan::{self, Plan};
use super::{accounts, find};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::accounts::new_person;
use crate::refusal::Refusal;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 500;

/// Who did something, and why.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// By whom.
    pub by: &'a str,
    /// In their words; may be empty.
    pub reason: &'a str,
}

/// What came of a merge or a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// By which it can be taken back.
    pub id: MergeId,
    /// Who is left of two, or who was made.
    pub person: PersonId,
    /// What moved.
    pub plan: Plan,
}

/// Joins `from` into `into`.
///
/// # Errors
/// When one of them is not found or both are one, or the store cannot; then nothing is changed.
pub async fn merge(
    store: &Store,
    brand: &Brand,
    into: &str,
    from: &str,
    why: Why<'_>,
    now: Instant,
) -> Result<Done> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let into = find(&mut session, brand, into).await?;
    let from = find(&mut session, brand, from).await?;
    let plan = plan::of_merge(&mut session, brand, &into, &from, now).await?;
    let row = write(&mut session, brand, Act::Merge, (from.id, into.id), &plan, why, now).await?;
    let household = Household::of(&mut session, brand, [from.id, into.id]).await?;
    household.settle(&mut session, brand, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(Done { id: row.id, person: into.id, plan })
}

/// Makes some accounts of a person a person of their own, called as the first of them is.
///
/// # Errors
/// When the person is not found, an account is none of theirs, none or all of them are named, or the
/// store cannot; then nothing is changed.
pub async fn split(
    store: &Store,
    brand: &Brand,
    who: &str,
    taken: &[IdentityId],
    why: Why<'_>,
    now: Instant,
) -> Result<Done> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let from = find(&mut session, brand, who).await?;
    let own = accounts(&mut session, brand, from.id).await?;
    let plan = plan::of_split(&mut session, brand, &from, &own, taken, now).await?;
    let number = merges::next_number(&mut session, brand.id).await?;
    let made = made_by(brand, number);
    let going: Vec<&IdentityRow> = own.iter().filter(|row| taken.contains(&row.id)).collect();
    if let Some(first) = going.first() {
        let row: PersonRow = new_person(made, &name_of(first), first.first_seen_at);
        people::save(&mut session, brand.id, &[row]).await?;
    }
    let row = write(&mut session, brand, Act::Split, (from.id, made), &plan, why, now).await?;
    let rows: Vec<SplitAccountRow> =
        going.iter().map(|one| SplitAccountRow { split: row.id, identity: one.id }).collect();
    merges::take(&mut session, brand.id, &rows).await?;
    let household = Household::of(&mut session, brand, [from.id, made]).await?;
    household.settle(&mut session, brand, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(Done { id: row.id, person: made, plan })
}

/// The person that the split of this number makes.
pub(crate) fn made_by(brand: &Brand, number: i64) -> PersonId {
    PersonId::derived(&[brand.id.0.as_bytes(), b"split", &number.to_le_bytes()])
}

async fn write(
    session: &mut Session,
    brand: &Brand,
    act: Act,
    (from, into): (PersonId, PersonId),
    plan: &Plan,
    why: Why<'_>,
    now: Instant,
) -> Result<MergeRow> {
    let number = merges::next_number(session, brand.id).await?;
    let row = MergeRow {
        id: MergeId::derived(&[brand.id.0.as_bytes(), &number.to_le_bytes()]),
        number,
        act: act.word().to_owned(),
        from,
        into,
        moved: serde_json::to_string(&plan.moves).unwrap_or_default(),
        reason: why.reason.trim().chars().take(LONGEST).collect(),
        at: now,
        by: why.by.to_owned(),
        undone_at: None,
        undone_by: None,
    };
    merges::save(session, brand.id, row.clone()).await?;
    Ok(row)
}

/// A merge or a split of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: MergeId,
    /// A merge, or a split.
    pub act: Act,
    /// Who became part, or from whom accounts were taken.
    pub from: PersonId,
    /// Who was left, or who was made.
    pub into: PersonId,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Instant,
    /// When it was taken back.
    pub undone_at: Option<Instant>,
    /// By whom.
    pub undone_by: Option<String>,
}

/// The merges and splits of a person and of all who are part of them, latest first.
///
/// # Errors
/// When the store cannot.
pub async fn lines(session: &mut Session, brand: &Brand, person: PersonId) -> Result<Vec<Line>> {
    let log = Log::of(session, brand, [person]).await?;
    let placement = log.placement();
    let concerns = |row: &&MergeRow| {
        [row.from, row.into].into_iter().any(|side| placement.root(side) == person)
    };
    let line = |row: &MergeRow| Line {
        id: row.id,
        act: row.deed().act,
        from: row.from,
        into: row.into,
        reason: row.reason.clone(),
        by: row.by.clone(),
        at: row.at,
        undone_at: row.undone_at,
        undone_by: row.undone_by.clone(),
    };
    Ok(log.rows.values().rev().filter(concerns).map(line).collect())
}

/// What was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    /// A merge, or a split.
    pub act: Act,
    /// Of a merge, who is a person of their own again, or part of another by an older one; of a split,
    /// with whom the accounts are again.
    pub person: PersonId,
}

/// Takes a merge or a split back, whatever came after it: all is as if it had never been. What came to
/// the joined person as such stays with the one who was left; what came to an account goes with it.
///
/// # Errors
/// When there is no such line in the log, it was taken back already, or the store cannot; then nothing
/// is changed.
pub async fn undo(
    store: &Store,
    brand: &Brand,
    line: &str,
    by: &str,
    now: Instant,
) -> Result<Undone> {
    let no_such = || Refusal::NoMerge { text: line.to_owned() };
    let id: MergeId = line.trim().parse().map_err(|_| no_such())?;
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let row = merges::by_id(&mut session, brand.id, [id]).await?.pop().ok_or_else(no_such)?;
    if row.undone_at.is_some() {
        return Err(Refusal::MergeUndone.into());
    }
    let row = MergeRow { undone_at: Some(now), undone_by: Some(by.to_owned()), ..row };
    merges::save(&mut session, brand.id, row.clone()).await?;
    let act = row.deed().act;
    if act == Act::Split {
        dissolve(&mut session, brand, &row).await?;
    }
    let household = Household::of(&mut session, brand, [row.from, row.into]).await?;
    household.settle(&mut session, brand, now).await?;
    let person = household.placement.root(row.from);
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(Undone { act, person })
}
