//! Who may be one person and was not joined by a verified key: pairs with a probability and reasons, for
//! one of us to decide. Nothing is joined by itself.

mod decide;
mod work;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_identity::{Because, How, Reason};
use kamerton_store::identities::IdentityRow;
use kamerton_store::suggestions::{self, Behind, SuggestionRow};
use kamerton_store::{Session, identities};
use serde::Serialize;
use uuid::Uuid;

pub use self::decide::{maybe, never};
pub use self::work::{learn, work};
use super::ids;
use super::list::{self, Listed};
use super::plan::MANY;
use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;

/// Open pairs are counted up to so many: each is looked up, and lists of people have their number as well.
pub const MOST_OPEN: i64 = 200;
/// Accounts that wait are counted up to so many.
pub const MOST_WAITING: i64 = 10_000;
/// Of a pair of people with more accounts than this on one side, the first are looked at.
const MOST_ACCOUNTS: usize = 20;
/// The beginning of the list.
const TOP: Behind =
    Behind { likely: i64::MAX, one: IdentityId(Uuid::max()), other: IdentityId(Uuid::max()) };

/// Two people who may be one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// Whom a merge would keep: who wrote more, or was met earlier.
    pub one: Side,
    /// The other.
    pub other: Side,
    /// How likely, from 0 to 1.
    pub probability: f32,
    /// What speaks for it and against it, the strongest first; of `one` and `other` in this order.
    pub because: Vec<Because>,
    /// When it was found.
    #[serde(serialize_with = "rfc3339")]
    pub found_at: Instant,
}

fn rfc3339<S: serde::Serializer>(at: &Instant, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(&at.rfc3339())
}

/// One of two people, by the account that was compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Who.
    pub person: Listed,
    /// Which of their accounts.
    pub account: IdentityId,
    /// Of what kind.
    pub kind: String,
    /// As it is called.
    pub name: Option<String>,
    /// `@name`, without `@`.
    pub handle: Option<String>,
}

/// A page of pairs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// Pairs, the likeliest first.
    pub pairs: Vec<Pair>,
    /// What asks for the next page; none at the end.
    pub next: Option<String>,
    /// How many pairs of accounts are open, counted up to [`MOST_OPEN`].
    pub open: i64,
}

/// Two people who were said to be two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// The one.
    pub one: Listed,
    /// The other.
    pub other: Listed,
    /// Who said so.
    pub by: String,
    /// When.
    #[serde(serialize_with = "rfc3339")]
    pub at: Instant,
}

/// One page. It may hold fewer than `most` and yet go on: what has been decided since is left out.
///
/// # Errors
/// When the cursor is none of ours, or the store cannot.
pub async fn page(
    session: &mut Session,
    brand: &Brand,
    after: Option<&str>,
    most: i64,
    now: Instant,
) -> Result<Found> {
    let mut behind = after.map_or(Ok(TOP), parse_cursor)?;
    let open = suggestions::count_open(session, brand.id, MOST_OPEN).await?;
    loop {
        let rows = suggestions::open(session, brand.id, behind, most).await?;
        let more = rows.len() as i64 == most;
        if let Some(last) = rows.last() {
            behind = Behind { likely: last.likely, one: last.one, other: last.other };
        }
        let pairs = describe(session, brand, &rows, now).await?;
        if !pairs.is_empty() || !more {
            return Ok(Found { pairs, next: more.then(|| cursor(behind)), open });
        }
    }
}

/// The pairs that the person is one of who has these accounts, the likeliest first.
///
/// # Errors
/// When the store cannot.
pub async fn of_person(
    session: &mut Session,
    brand: &Brand,
    own: &[IdentityId],
    now: Instant,
) -> Result<Vec<Pair>> {
    let mut rows = suggestions::of_accounts(session, brand.id, own).await?;
    rows.retain(|row| row.refused_at.is_none());
    rows.sort_by_key(|row| (Reverse(row.likely), row.one, row.other));
    describe(session, brand, &rows, now).await
}

/// Pairs that were said to be two people, the latest first; whoever is one by now is left out.
///
/// # Errors
/// When the store cannot.
pub async fn refused(
    session: &mut Session,
    brand: &Brand,
    most: i64,
    now: Instant,
) -> Result<Vec<Apart>> {
    // Of two people with several accounts each pair of accounts is a row.
    let rows = suggestions::refused(session, brand.id, most * 4).await?;
    let involved: BTreeSet<IdentityId> = rows.iter().flat_map(|row| [row.one, row.other]).collect();
    let holders: BTreeMap<IdentityId, PersonId> = identities::holders(session, brand.id, involved)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.id, row.person?)))
        .collect();
    let mut seen: BTreeSet<(PersonId, PersonId)> = BTreeSet::new();
    let mut apart = Vec::new();
    for row in &rows {
        let (Some(one), Some(other)) = (holders.get(&row.one), holders.get(&row.other)) else {
            continue;
        };
        let (Some(at), true) = (row.refused_at, one != other) else { continue };
        if apart.len() as i64 == most || !seen.insert((*one.min(other), *one.max(other))) {
            continue;
        }
        let listed = list::describe(session, brand, &[*one, *other], now).await?;
        if let Ok([one, other]) = <[Listed; 2]>::try_from(listed) {
            apart.push(Apart { one, other, by: row.refused_by.clone().unwrap_or_default(), at });
        }
    }
    Ok(apart)
}

/// How many pairs of accounts are open, counted up to [`MOST_OPEN`].
///
/// # Errors
/// When the store cannot.
pub async fn open(session: &mut Session, brand: &Brand) -> Result<i64> {
    Ok(suggestions::count_open(session, brand.id, MOST_OPEN).await?)
}

/// How many accounts still wait to be looked at, counted up to [`MOST_WAITING`].
///
/// # Errors
/// When the store cannot.
pub async fn waiting(session: &mut Session, brand: &Brand) -> Result<i64> {
    Ok(suggestions::count_waiting(session, brand.id, MOST_WAITING).await?)
}

/// Rows as pairs of people: each pair of people once, by its likeliest accounts; nobody who was said to
/// be two, or who has an account of their own on the same platform.
async fn describe(
    session: &mut Session,
    brand: &Brand,
    rows: &[SuggestionRow],
    now: Instant,
) -> Result<Vec<Pair>> {
    // The usual case of a person's page: nothing more is read then.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let around = Around::of(session, brand, rows).await?;
    let mut shown: BTreeSet<(PersonId, PersonId)> = BTreeSet::new();
    let mut kept: Vec<(&SuggestionRow, PersonId, PersonId)> = Vec::new();
    for row in rows {
        if let Some((one, other)) = around.is_open(row)
            && shown.insert((one.min(other), one.max(other)))
        {
            kept.push((row, one, other));
        }
    }
    let people: BTreeSet<PersonId> =
        kept.iter().flat_map(|(_, one, other)| [*one, *other]).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let listed: BTreeMap<PersonId, Listed> = list::describe(session, brand, &people, now)
        .await?
        .into_iter()
        .map(|one| (one.id, one))
        .collect();
    let pair = |(row, one, other): (&SuggestionRow, PersonId, PersonId)| {
        let one = around.side(row.one, listed.get(&one)?.clone())?;
        let other = around.side(row.other, listed.get(&other)?.clone())?;
        // What cannot be read was written by a newer program: the pair itself stands.
        let mut because: Vec<Because> = serde_json::from_str(&row.because).unwrap_or_default();
        because.retain(is_plain);
        let pair = Pair {
            one,
            other,
            probability: row.likely as f32 / 1e6,
            because,
            found_at: row.found_at,
        };
        Some(kept_first(pair))
    };
    Ok(kept.into_iter().filter_map(pair).collect())
}

/// Puts whom a merge would keep in front.
fn kept_first(pair: Pair) -> Pair {
    let weight = |side: &Side| (Reverse(side.person.messages), side.person.id);
    if weight(&pair.one) <= weight(&pair.other) {
        return pair;
    }
    let because = pair.because.into_iter().map(turned).collect();
    Pair { one: pair.other, other: pair.one, because, ..pair }
}

/// Whether a reason is understood by itself. That something agrees may weigh less than nothing where many
/// share it; said as a reason against, it reads as a mistake.
fn is_plain(because: &Because) -> bool {
    because.bits > 0.0 || because.reason.how().is_none_or(|how| how == How::Differs)
}

/// A reason as it is seen from the other side.
fn turned(because: Because) -> Because {
    let reason = match because.reason {
        Reason::Given { how, one, other } => Reason::Given { how, one: other, other: one },
        Reason::Surname { how, one, other } => Reason::Surname { how, one: other, other: one },
        Reason::Fact { kind, column, how, one, other } => {
            Reason::Fact { kind, column, how, one: other, other: one }
        }
        same => same,
    };
    Because { reason, ..because }
}

/// The people of pairs with all their accounts, and all that was found and said of those.
struct Around {
    accounts: BTreeMap<IdentityId, IdentityRow>,
    kinds: BTreeMap<PersonId, BTreeSet<String>>,
    /// The likeliest open row of each pair of people.
    best: BTreeMap<(PersonId, PersonId), (i64, IdentityId, IdentityId)>,
    refused: BTreeSet<(PersonId, PersonId)>,
}

impl Around {
    async fn of(session: &mut Session, brand: &Brand, rows: &[SuggestionRow]) -> Result<Self> {
        let involved: BTreeSet<IdentityId> =
            rows.iter().flat_map(|row| [row.one, row.other]).collect();
        let people: BTreeSet<PersonId> = identities::holders(session, brand.id, involved)
            .await?
            .into_iter()
            .filter_map(|row| row.person)
            .collect();
        let rows = identities::of_people(session, brand.id, people).await?;
        let all = ids(&rows);
        let mut around = Self {
            accounts: BTreeMap::new(),
            kinds: kinds(&rows),
            best: BTreeMap::new(),
            refused: BTreeSet::new(),
        };
        around.accounts = rows.into_iter().map(|row| (row.id, row)).collect();
        for row in suggestions::of_accounts(session, brand.id, &all).await? {
            let Some((one, other)) = around.people(&row) else { continue };
            let people = (one.min(other), one.max(other));
            if row.refused_at.is_some() {
                around.refused.insert(people);
            } else {
                let this = (row.likely, row.one, row.other);
                let best = around.best.entry(people).or_insert(this);
                *best = (*best).max(this);
            }
        }
        Ok(around)
    }

    fn people(&self, row: &SuggestionRow) -> Option<(PersonId, PersonId)> {
        let one = self.accounts.get(&row.one)?.person?;
        let other = self.accounts.get(&row.other)?.person?;
        (one != other).then_some((one, other))
    }

    /// Whose a row is, if it is still to be decided and is the likeliest of the two.
    fn is_open(&self, row: &SuggestionRow) -> Option<(PersonId, PersonId)> {
        let (one, other) = self.people(row)?;
        let people = (one.min(other), one.max(other));
        let best = self.best.get(&people) == Some(&(row.likely, row.one, row.other));
        let open = row.refused_at.is_none() && !self.refused.contains(&people);
        (open && best && !clash(&self.kinds, one, other)).then_some((one, other))
    }

    fn side(&self, account: IdentityId, person: Listed) -> Option<Side> {
        let row = self.accounts.get(&account)?;
        Some(Side {
            person,
            account,
            kind: row.kind.clone(),
            name: row.name.clone(),
            handle: row.handle.clone(),
        })
    }
}

/// On which platforms people have an account. Of some people have several, and an account that is known
/// by its name alone may be another's.
fn kinds(rows: &[IdentityRow]) -> BTreeMap<PersonId, BTreeSet<String>> {
    let mut kinds: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.name_only && !MANY.contains(&row.kind.as_str())) {
        if let Some(person) = row.person {
            kinds.entry(person).or_default().insert(row.kind.clone());
        }
    }
    kinds
}

/// Whether two people have an account on one platform each.
fn clash(kinds: &BTreeMap<PersonId, BTreeSet<String>>, one: PersonId, other: PersonId) -> bool {
    match (kinds.get(&one), kinds.get(&other)) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        _ => false,
    }
}

/// Whether an account is a human's.
fn is_of_somebody(row: &IdentityRow) -> bool {
    !row.deleted && row.person.is_some() && matches!(row.role, Role::Member | Role::Staff)
}

fn cursor(behind: Behind) -> String {
    format!("{:x}.{}.{}", behind.likely, behind.one.0.simple(), behind.other.0.simple())
}

fn parse_cursor(text: &str) -> Result<Behind> {
    let mut parts = text.trim().split('.');
    let likely = parts.next().and_then(|part| i64::from_str_radix(part, 16).ok());
    let mut id = || parts.next().and_then(|part| part.parse::<Uuid>().ok()).map(IdentityId);
    match (likely, id(), id()) {
        (Some(likely), Some(one), Some(other)) => Ok(Behind { likely, one, other }),
        _ => Err(Refusal::NoPosition { text: text.to_owned() }.into()),
    }
}
