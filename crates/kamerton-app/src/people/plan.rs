//! What a merge or a split would do, said before it is done: what moves, what clashes, and how both
//! people look afterwards. Nothing is changed.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::person::{Corrections, Purchases};
use kamerton_core::placement;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::{self, PersonRow};
use kamerton_store::{Session, consents, ledger, notes, orders, relationships, steps};
use serde::{Deserialize, Serialize};

use super::by_hand::encode;
use super::list::{self, name_of};
use super::{accounts, ids};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::accounts::new_person;
use crate::ingest::fold::refold;
use crate::refusal::Refusal;

/// How much moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moves {
    /// Accounts.
    pub accounts: i64,
    /// Messages, service messages and deleted ones left out.
    pub messages: i64,
    /// Orders of every kind.
    pub orders: i64,
    /// Notes.
    pub notes: i64,
    /// Tags that show.
    pub tags: i64,
    /// Steps, whatever was done with them.
    pub steps: i64,
    /// Consents to our following, withdrawn ones too.
    pub consents: i64,
    /// Corrections set by hand.
    pub corrections: i64,
    /// Records of a relationship.
    pub relationships: i64,
}

/// An account in a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanAccount {
    /// Which.
    pub id: IdentityId,
    /// Of what kind.
    pub kind: String,
    /// As it is called.
    pub name: String,
    /// Whether it moves.
    pub moves: bool,
}

/// What speaks against a merge, or has to be known before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Clash {
    /// Both have an account of one platform, where people have one as a rule.
    Platform {
        /// Its kind.
        kind: String,
        /// As that of the one who is left is called.
        left: String,
        /// As the other's is.
        right: String,
    },
    /// One is one of us, or a bot, and the other is not: both will be.
    Role {
        /// What the one who is left is.
        left: &'static str,
        /// What the other is.
        right: &'static str,
    },
    /// One of us set different things by hand: that of the one who is left holds.
    Correction {
        /// `state`, `stage` or `purchase`.
        field: String,
        /// What holds.
        left: String,
        /// What is not seen as long as they are one.
        right: String,
    },
}

/// How a person stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Look {
    /// Member, staff, brand, bot or unknown.
    pub role: &'static str,
    /// State.
    pub state: &'static str,
    /// Stage of the method.
    pub stage: &'static str,
    /// Charge of today.
    pub charge: f64,
    /// Messages.
    pub messages: i64,
    /// Orders that make a client.
    pub orders: i64,
}

/// A person before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Who; nobody yet of whom a split would make.
    pub person: Option<PersonId>,
    /// As they are called.
    pub name: String,
    /// As they stand; nothing of whom a split would make.
    pub before: Option<Look>,
    /// As they would; nothing of whoever would be part of the other.
    pub after: Option<Look>,
}

/// What a merge or a split would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Who would be left, or from whom accounts would be taken.
    pub left: Side,
    /// Who would become part of them, or who would be made.
    pub right: Side,
    /// All their accounts.
    pub accounts: Vec<PlanAccount>,
    /// How much would move.
    pub moves: Moves,
    /// What clashes.
    pub clashes: Vec<Clash>,
}

/// Kinds of which people have several as a rule.
pub(super) const MANY: [&str; 4] = ["email", "phone", "crm", "table"];

/// What joining `from` into `into` would do.
///
/// # Errors
/// When both are one, or the store cannot.
pub async fn of_merge(
    session: &mut Session,
    brand: &Brand,
    into: &PersonRow,
    from: &PersonRow,
    now: Instant,
) -> Result<Plan> {
    if into.id == from.id {
        return Err(Refusal::SamePerson { name: into.name.clone() }.into());
    }
    let own = accounts(session, brand, into.id).await?;
    let gained = accounts(session, brand, from.id).await?;
    let mut moves = moves_of(session, brand, &ids(&gained)).await?;
    moves.messages = from.messages;
    moves.notes = notes::of_person(session, brand.id, from.id).await?.len() as i64;
    let (left_tags, right_tags) = (
        notes::tags(session, brand.id, into.id).await?,
        notes::tags(session, brand.id, from.id).await?,
    );
    moves.tags =
        right_tags.iter().filter(|tag| left_tags.iter().all(|one| one.key != tag.key)).count()
            as i64;
    let (left, right) = (corrections(into), corrections(from));
    moves.corrections = placement::words_of(right).len() as i64;
    let entries = ledger::of_people(session, brand.id, [into.id, from.id]).await?;
    let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
    let both: Vec<IdentityRow> = own.iter().chain(&gained).cloned().collect();
    let held = Corrections {
        state: left.state.or(right.state),
        stage: left.stage.or(right.stage),
        purchase: left.purchase.or(right.purchase),
    };
    let mut joined = PersonRow {
        corrections: encode(held),
        messages: into.messages + from.messages,
        ..into.clone()
    };
    purchases(session, brand, &mut joined, &both).await?;
    refold(&mut joined, &both, &entries, true, brand.zone.day(now), brand);
    let mut clashes = platforms(&own, &gained);
    clashes.extend(roles(into, from));
    clashes.extend(contradictions(left, right));
    Ok(Plan {
        left: Side {
            person: Some(into.id),
            name: into.name.clone(),
            before: Some(look(brand, into, now)),
            after: Some(look(brand, &joined, now)),
        },
        right: Side {
            person: Some(from.id),
            name: from.name.clone(),
            before: Some(look(brand, from, now)),
            after: None,
        },
        accounts: own
            .iter()
            .map(|row| (row, false))
            .chain(gained.iter().map(|row| (row, true)))
            .map(listed)
            .collect(),
        moves,
        clashes,
    })
}

/// What parting some of a person's accounts off them would do. Notes, tags and corrections stay with
/// the person; what is on an account goes with it.
///
/// # Errors
/// When an account is none of theirs, none or all of them are named, or the store cannot.
pub async fn of_split(
    session: &mut Session,
    brand: &Brand,
    from: &PersonRow,
    own: &[IdentityRow],
    taken: &[IdentityId],
    now: Instant,
) -> Result<Plan> {
    let taken: BTreeSet<IdentityId> = taken.iter().copied().collect();
    let (going, staying): (Vec<IdentityRow>, Vec<IdentityRow>) =
        own.iter().cloned().partition(|row| taken.contains(&row.id));
    let name = || from.name.clone();
    if going.len() != taken.len() {
        return Err(Refusal::NotTheirAccount { name: name() }.into());
    }
    let Some(first) = going.first() else {
        return Err(Refusal::NothingToSplit { name: name() }.into());
    };
    if staying.is_empty() {
        return Err(Refusal::SplitsAll { name: name() }.into());
    }
    let mut moves = moves_of(session, brand, &ids(&going)).await?;
    let entries = ledger::of_people(session, brand.id, [from.id]).await?;
    let (theirs, rest): (Vec<Entry>, Vec<Entry>) = entries
        .into_iter()
        .map(|(_, entry)| entry)
        .partition(|entry| taken.contains(&entry.identity));
    let wrote = people::written_by(session, brand.id, taken.iter().copied()).await?;
    moves.messages = wrote;
    let today = brand.zone.day(now);
    let mut made = new_person(PersonId::NIL, &name_of(first), first.first_seen_at);
    made.messages = wrote;
    purchases(session, brand, &mut made, &going).await?;
    refold(&mut made, &going, &theirs, true, today, brand);
    let mut left = PersonRow { messages: from.messages - wrote, ..from.clone() };
    purchases(session, brand, &mut left, &staying).await?;
    refold(&mut left, &staying, &rest, true, today, brand);
    Ok(Plan {
        left: Side {
            person: Some(from.id),
            name: name(),
            before: Some(look(brand, from, now)),
            after: Some(look(brand, &left, now)),
        },
        right: Side {
            person: None,
            name: made.name.clone(),
            before: None,
            after: Some(look(brand, &made, now)),
        },
        accounts: own.iter().map(|row| (row, taken.contains(&row.id))).map(listed).collect(),
        moves,
        clashes: Vec::new(),
    })
}

fn listed((row, moves): (&IdentityRow, bool)) -> PlanAccount {
    PlanAccount { id: row.id, kind: row.kind.clone(), name: name_of(row), moves }
}

fn corrections(row: &PersonRow) -> Corrections {
    serde_json::from_str(&row.corrections).unwrap_or_default()
}

/// What goes with accounts.
async fn moves_of(session: &mut Session, brand: &Brand, accounts: &[IdentityId]) -> Result<Moves> {
    let all = || accounts.iter().copied();
    Ok(Moves {
        accounts: accounts.len() as i64,
        orders: orders::of_identities(session, brand.id, all()).await?.len() as i64,
        steps: steps::of_accounts(session, brand.id, all()).await?,
        consents: consents::of_identities(session, brand.id, all()).await?.len() as i64,
        relationships: relationships::of_identities(session, brand.id, all()).await?.len() as i64,
        ..Moves::default()
    })
}

async fn purchases(
    session: &mut Session,
    brand: &Brand,
    row: &mut PersonRow,
    accounts: &[IdentityRow],
) -> Result<()> {
    let found = orders::of_identities(session, brand.id, ids(accounts)).await?;
    let known = Purchases::of(found.iter().map(|order| (order.kind, order.day)));
    row.orders = known.count;
    row.first_order_day = known.first;
    row.last_order_day = known.last;
    Ok(())
}

fn look(brand: &Brand, row: &PersonRow, now: Instant) -> Look {
    Look {
        role: Role::from_code(row.role).word(),
        state: row.state.word(),
        stage: row.stage.word(),
        charge: list::one_decimal(list::charge_on(row, brand.zone.day(now)).0),
        messages: row.messages,
        orders: row.orders,
    }
}

fn platforms(own: &[IdentityRow], gained: &[IdentityRow]) -> Vec<Clash> {
    let clashes = |row: &&IdentityRow| {
        !MANY.contains(&row.kind.as_str())
            && !row.name_only
            && !row.deleted
            // A handle without an id may be that of the other.
            && !row.remote_id.starts_with('@')
    };
    let of = |rows: &'_ [IdentityRow]| -> BTreeMap<String, String> {
        let own = rows.iter().filter(clashes);
        own.map(|row| (row.kind.clone(), name_of(row))).collect()
    };
    let (left, right) = (of(own), of(gained));
    let both = right.into_iter().filter_map(|(kind, right)| {
        let left = left.get(&kind)?.clone();
        Some(Clash::Platform { kind, left, right })
    });
    both.collect()
}

fn roles(into: &PersonRow, from: &PersonRow) -> Option<Clash> {
    let (left, right) = (Role::from_code(into.role), Role::from_code(from.role));
    (left.is_community() != right.is_community())
        .then(|| Clash::Role { left: left.word(), right: right.word() })
}

fn contradictions(left: Corrections, right: Corrections) -> Vec<Clash> {
    let own = placement::words_of(left);
    let other = placement::words_of(right).into_iter();
    other
        .filter_map(|(field, right)| {
            let (_, left) = own.iter().find(|(known, _)| *known == field)?;
            let (field, left) = (field.to_owned(), left.clone());
            (left != right).then_some(Clash::Correction { field, left, right })
        })
        .collect()
}
