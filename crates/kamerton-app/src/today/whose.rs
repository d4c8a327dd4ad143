//! Whose steps are: who shares the day, who of them knows whom, and how many each has left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::id::{IdentityId, PersonId, UserId};
use kamerton_core::plan::for_a_quarter;
use kamerton_core::role::Role;
use kamerton_core::team::{Ownable, Team, Touch, Touched};
use kamerton_core::time::{Day, Instant};
use kamerton_store::notices::{self, Change};
use kamerton_store::steps::{self, StepRow};
use kamerton_store::users::UserRow;
use kamerton_store::{Session, Store, audit_log, identities, people, users as stored};

use crate::accounts::users;
use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;

/// Those who may do a brand's steps, the oldest user first. With one of them nobody asks whose a
/// step is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doers(Vec<UserRow>);

impl Doers {
    /// Those of a brand.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(session: &mut Session, brand: &Brand) -> Result<Self> {
        Ok(Self(users::doers(session, brand.id).await?))
    }

    /// Whether several share the day.
    pub fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// Whether somebody is one of them.
    pub fn has(&self, user: UserId) -> bool {
        self.0.iter().any(|one| one.id == user)
    }

    /// Who they are: id and name.
    pub fn all(&self) -> impl Iterator<Item = (UserId, &str)> {
        self.0.iter().map(|one| (one.id, one.name.as_str()))
    }

    /// The name of one of them.
    pub fn name(&self, user: UserId) -> Option<&str> {
        self.all().find(|(id, _)| *id == user).map(|(_, name)| name)
    }

    /// Whose a step is: of an open one who is to do it, else who did what was done. Of one alone
    /// nobody asks.
    pub fn owner(&self, row: &StepRow) -> Option<UserId> {
        let whose = if row.status == "open" { row.owner } else { row.by.or(row.owner) };
        whose.filter(|_| self.are_several())
    }
}

/// Those who share the day, with who of them knows these people.
///
/// # Errors
/// When the store cannot.
pub(super) async fn team(
    session: &mut Session,
    brand: &Brand,
    people: BTreeSet<PersonId>,
) -> Result<Team> {
    let doers = Doers::of(session, brand).await?;
    if !doers.are_several() {
        return Ok(Team::default());
    }
    let mut touched = talked(session, brand, &doers, &people).await?;
    touched.extend(did(session, brand, &people).await?);
    Ok(Team::new(doers.all().map(|(id, _)| id), &touched))
}

/// With whom of us people talked last, as far as it is known whose the account is.
async fn talked(
    session: &mut Session,
    brand: &Brand,
    doers: &Doers,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<Touched>> {
    let ours = accounts(session, brand, doers).await?;
    if ours.is_empty() {
        return Ok(Vec::new());
    }
    let rows = people::by_id(session, brand.id, people.iter().copied()).await?;
    let touched = |row: people::PersonRow| {
        let user = *ours.get(&row.contact_identity?)?;
        Some(Touched { person: row.id, user, at: row.contact_at?, how: Touch::Talked })
    };
    Ok(rows.into_iter().filter_map(touched).collect())
}

/// Whose our accounts are: as one of us has said, or by the address they sign in with. All accounts
/// of a person are one user's.
async fn accounts(
    session: &mut Session,
    brand: &Brand,
    doers: &Doers,
) -> Result<HashMap<IdentityId, UserId>> {
    let rows = identities::of_roles(session, brand.id, &[Role::Staff, Role::Brand]).await?;
    let mut by_person: HashMap<PersonId, UserId> = HashMap::new();
    for row in &rows {
        let signs_in =
            doers.0.iter().find(|user| row.kind == "email" && user.email == row.remote_id);
        let user = row.role_user.or_else(|| signs_in.map(|user| user.id));
        if let Some((person, user)) = row.person.zip(user) {
            by_person.insert(person, user);
        }
    }
    let whose = |row: &identities::IdentityRow| {
        let user = row.role_user.or_else(|| by_person.get(&row.person?).copied())?;
        Some((row.id, user))
    };
    Ok(rows.iter().filter_map(whose).collect())
}

/// Who did steps with people, or wrote something down on them.
async fn did(
    session: &mut Session,
    brand: &Brand,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<Touched>> {
    let by_name: HashMap<String, PersonId> =
        people.iter().map(|person| (person.to_string(), *person)).collect();
    let noted = audit_log::users_of(session, brand.id, by_name.keys().cloned()).await?;
    let done = steps::done_by(session, brand.id, people.iter().copied()).await?;
    let touched =
        |person: PersonId, user: UserId, at: Instant| Touched { person, user, at, how: Touch::Did };
    let noted = noted.into_iter().filter_map(|(object, user, at)| {
        by_name.get(&object).map(|person| touched(*person, user, at))
    });
    let done = done.into_iter().map(|(person, user, at)| touched(person, user, at));
    Ok(noted.chain(done).collect())
}

/// Gives the open steps of a day that nobody has, or somebody who may not do them any more, to one
/// of those who share it: after a colleague has come or was shut out.
///
/// # Errors
/// When the store cannot.
pub(super) async fn settle(store: &Store, brand: &Brand, day: Day) -> Result<()> {
    let mut session = store.read().await?;
    let doers = Doers::of(&mut session, brand).await?;
    let rows = steps::of_day(&mut session, brand.id, day).await?;
    drop(session);
    let is_astray =
        |row: &StepRow| row.status == "open" && !row.owner.is_some_and(|owner| doers.has(owner));
    if !doers.are_several() || !rows.iter().any(is_astray) {
        return Ok(());
    }
    let mut session = store.write().await?;
    let mut open = steps::of_day(&mut session, brand.id, day).await?;
    open.retain(|row| row.status == "open");
    let people = open.iter().map(|row| row.person).collect();
    let team = team(&mut session, brand, people).await?;
    let asked: Vec<Ownable> = open
        .iter()
        .map(|row| Ownable {
            person: row.person,
            rank: usize::try_from(row.rank).unwrap_or_default(),
            owner: row.owner,
        })
        .collect();
    let owners = team.share_out(&asked);
    for row in &open {
        if let Some(owner) = owners.get(&row.person).filter(|owner| row.owner != Some(**owner)) {
            steps::give(&mut session, brand.id, row.id, *owner).await?;
        }
    }
    session.commit().await?;
    notices::tell(store, brand.id, Change::Steps).await;
    Ok(())
}

/// Passes on what somebody has left of today, who may not do steps any more.
///
/// # Errors
/// When the store cannot.
pub async fn pass_on(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    settle(store, brand, brand.zone.day(now)).await
}

/// Who was first with a step that somebody wants to do something with.
///
/// # Errors
/// When the store cannot.
pub async fn first(session: &mut Session, row: &StepRow) -> Result<Refusal> {
    let is_open = row.status == "open";
    let who = if is_open { row.owner } else { row.by };
    // They may have been shut out of the brand since; they were first all the same.
    let by = match who {
        Some(user) => stored::by_id(session, user).await?.map(|user| user.name),
        None => None,
    };
    Ok(if is_open {
        Refusal::StepTaken { by }
    } else {
        Refusal::StepSettled { status: row.status.clone(), by }
    })
}

/// How many of today's steps are open for somebody, as *Today* shows them at first.
///
/// # Errors
/// When the store cannot.
pub async fn left(
    session: &mut Session,
    brand: &Brand,
    user: UserId,
    now: Instant,
) -> Result<usize> {
    let counts = steps::counts(session, brand.id, brand.zone.day(now)).await?;
    let doers = Doers::of(session, brand).await?;
    let mut sums: BTreeMap<bool, usize> = BTreeMap::new();
    for (owner, status, count) in counts {
        let is_open = status == "open";
        if !doers.are_several() || (is_open && owner == Some(user)) {
            *sums.entry(is_open).or_default() += usize::try_from(count).unwrap_or_default();
        }
    }
    let sum = |is_open| sums.get(&is_open).copied().unwrap_or_default();
    Ok(if doers.are_several() { sum(true) } else { for_a_quarter(sum(true), sum(false)) })
}
