//! One person: charge, state and stage with the messages behind them, and all that is known.

use kamerton_core::charge::{self, DaySum, RING_DAY};
use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, MessageId, OrderId, UserId};
use kamerton_core::money::minor_digits;
use kamerton_core::policy::Policy;
use kamerton_core::ringing::{self, Ringing};
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::{Session, notes, orders};
use serde::Serialize;

use super::ids;
use super::list::{self, Listed};
use super::open::Opened;
use super::said::Said;
use super::timeline::{self, Timeline, Whose};
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{self, Sight};

/// Everything about one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// As in lists.
    #[serde(flatten)]
    pub person: Listed,
    /// First seen, RFC 3339.
    pub first_seen_at: String,
    /// What one of us set by hand, as JSON.
    pub corrections: serde_json::Value,
    /// Why the state is what it is.
    pub why: Why,
    /// What their ring is drawn from; who is no community has none.
    #[serde(skip)]
    pub ringing: Option<Ringing>,
    /// Changes of state, oldest first.
    pub moves: Vec<Moved>,
    /// Where each account came from.
    pub provenance: Vec<Provenance>,
    /// Orders, latest first.
    pub order_list: Vec<Ordered>,
    /// Notes, latest first.
    pub notes: Vec<Noted>,
    /// Everything that happened, latest first.
    pub timeline: Timeline,
}

/// The grounds of a state.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Why {
    /// What weighs most in today's ring, heaviest first.
    pub evidence: Vec<Evidence>,
    /// Own confirmations of the last days, by which a kamerton rings.
    pub confirmations: Vec<Evidence>,
    /// How many days count as the last ones.
    pub confirmation_days: i32,
    /// What changes when, if nothing happens.
    pub next: Option<Moved>,
}

/// An entry that counts, with its message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// `2024-03-01`.
    pub day: String,
    /// Kind of entry.
    pub kind: &'static str,
    /// Weight.
    pub weight: f64,
    /// What is left of it in today's ring.
    pub today: f64,
    /// The message.
    pub message: Option<MessageId>,
    /// Its words.
    pub text: Option<String>,
    /// Title of the place.
    pub place: Option<String>,
}

/// A change of state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// First day of the state.
    pub day: String,
    /// The state.
    pub state: &'static str,
}

/// Where an account came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// Which.
    pub id: IdentityId,
    /// Kind.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// The address or number itself, where the account is one.
    #[serde(skip)]
    pub address: Option<String>,
    /// Role and who said so.
    pub role: &'static str,
    /// `default`, `channel`, `import`, `hand`.
    pub role_source: String,
    /// Where it came from.
    pub source: String,
    /// Legal basis.
    pub basis: String,
    /// What it is kept for.
    pub purpose: String,
    /// Retention class.
    pub retention: String,
    /// RFC 3339.
    pub first_seen_at: String,
    /// Which of our users it is, where one of us has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ordered {
    /// Which.
    pub id: OrderId,
    /// `2024-03-01`.
    pub day: String,
    /// What.
    pub kind: &'static str,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// What was bought.
    pub product: Option<String>,
    /// Where it came from.
    pub source: String,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Noted {
    /// RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Text.
    pub text: String,
}

/// How many entries are shown as evidence.
const MOST_EVIDENCE: usize = 12;

/// Shows one person, with a page of their timeline after `after`. What was said in private has no
/// words for whoever may not see it.
///
/// # Errors
/// When nobody or several are called so, or the store cannot.
pub async fn show(
    session: &mut Session,
    brand: &Brand,
    who: &str,
    sight: Sight,
    after: Option<&str>,
    limit: usize,
    now: Instant,
) -> Result<Shown> {
    let opened = Opened::of(session, brand, who, sight).await?;
    opened_one(session, brand, &opened, (after, limit), now).await
}

/// As [`show`], of somebody who is looked up already.
///
/// # Errors
/// When the store cannot.
pub async fn opened_one(
    session: &mut Session,
    brand: &Brand,
    opened: &Opened,
    (after, limit): (Option<&str>, usize),
    now: Instant,
) -> Result<Shown> {
    let Opened { row, accounts: own, places, .. } = opened;
    let orders = orders::of_identities(session, brand.id, ids(own)).await?;
    let notes = notes::of_person(session, brand.id, row.id).await?;
    let whose = Whose { person: row.id, accounts: own, orders: &orders, notes: &notes };
    let mut said = Said::default();
    let timeline = timeline::page(session, brand, &whose, places, &mut said, after, limit).await?;
    let (why, ringing) = explain(session, brand, opened, said, now).await?;
    let moves = charge::decode_moves(&row.moves).into_iter();
    let moves = moves.map(|one| Moved { day: one.day.to_string(), state: one.state.word() });
    Ok(Shown {
        first_seen_at: row.first_seen_at.rfc3339(),
        corrections: serde_json::from_str(&row.corrections).unwrap_or_default(),
        person: list::describe_one(session, brand, row, own, places, now).await?,
        why,
        ringing,
        moves: moves.collect(),
        provenance: own.iter().map(provenance).collect(),
        order_list: orders.into_iter().map(ordered).collect(),
        notes: notes
            .into_iter()
            .map(|note| Noted { at: note.at.rfc3339(), by: note.by, text: note.text })
            .collect(),
        timeline,
    })
}

fn provenance(row: &IdentityRow) -> Provenance {
    let is_address = ["email", "phone"].contains(&row.kind.as_str()) && !row.name_only;
    Provenance {
        address: is_address.then(|| row.remote_id.clone()).filter(|address| !address.is_empty()),
        id: row.id,
        name: list::name_of(row),
        kind: row.kind.clone(),
        role: row.role.word(),
        role_source: row.role_source.clone(),
        source: row.source.clone(),
        basis: row.basis.clone(),
        purpose: row.purpose.clone(),
        retention: row.retention.clone(),
        first_seen_at: row.first_seen_at.rfc3339(),
        user: row.role_user,
    }
}

fn ordered(row: orders::OrderRow) -> Ordered {
    Ordered {
        id: row.id,
        day: row.day.to_string(),
        kind: row.kind.word(),
        amount_minor: row.amount_minor,
        currency: row.currency,
        product: row.product,
        source: row.source,
    }
}

/// Why the person is in their state: the entries that count, with their messages.
async fn explain(
    session: &mut Session,
    brand: &Brand,
    opened: &Opened,
    mut said: Said,
    now: Instant,
) -> Result<(Why, Option<Ringing>)> {
    let Opened { row, accounts, places, entries } = opened;
    if !Role::from_code(row.role).is_community() {
        return Ok((Why::default(), None));
    }
    let own = ids(accounts);
    let (policy, today) = (brand.policy(), brand.zone.day(now));
    let counted = charge::counted(entries, &own);
    let first = today.plus(1 - policy.states.kamerton_days);
    let weighing = counted.into_iter().filter(|entry| entry.weight != 0);
    let mut heaviest: Vec<(f64, Entry)> =
        weighing.map(|entry| (left_of(&entry, today).abs(), entry)).collect();
    heaviest.sort_by(|a, b| b.0.total_cmp(&a.0));
    let heaviest: Vec<Entry> =
        heaviest.into_iter().take(MOST_EVIDENCE).map(|(_, entry)| entry).collect();
    let mut recent: Vec<Entry> = entries
        .iter()
        .copied()
        .filter(|entry| entry.kind.is_confirmation() && entry.day >= first)
        .collect();
    recent.sort_by_key(|entry| std::cmp::Reverse((entry.day, entry.ground)));
    recent.truncate(MOST_EVIDENCE);
    let grounds = heaviest.iter().chain(&recent).map(|entry| entry.ground).collect();
    said.read(session, brand, grounds).await?;
    let evidence = |entry: &Entry| evidence(entry, &said, places, today);
    let why = Why {
        evidence: heaviest.iter().map(evidence).collect(),
        confirmations: recent.iter().map(evidence).collect(),
        confirmation_days: policy.states.kamerton_days,
        next: next(row, &charge::day_sums(entries, &own), policy),
    };
    let first = ringing::first_day(today);
    let recent: Vec<Entry> = entries.iter().copied().filter(|entry| entry.day >= first).collect();
    let ringing = ringing::ringing(&recent, &own, list::charge_on(row, today).0, today);
    Ok((why, Some(ringing)))
}

/// What is left of an entry in the ring of a day.
fn left_of(entry: &Entry, today: Day) -> f64 {
    entry.weight as f64 / 1_000.0 * RING_DAY.powi((today.0 - entry.day.0).max(0))
}

fn evidence(entry: &Entry, said: &Said, places: &places::Known, today: Day) -> Evidence {
    let message = said.get(entry.ground);
    Evidence {
        day: entry.day.to_string(),
        kind: entry.kind.word(),
        weight: entry.weight as f64 / 1_000.0,
        today: list::one_decimal(left_of(entry, today)),
        message: message.map(|row| row.id),
        text: message.filter(|row| places.shows(row.place)).map(|row| short(&row.text)),
        place: message.map(|row| places.title(row.place)),
    }
}

/// What the state becomes when nothing happens.
fn next(row: &PersonRow, sums: &[DaySum], policy: &Policy) -> Option<Moved> {
    let due = row.due_day?;
    let point = charge::curve(sums, due, due, policy).pop()?;
    Some(Moved { day: due.to_string(), state: point.state.word() })
}

/// The longest quotation, in characters.
const QUOTED: usize = 200;

/// The beginning of a text on one line.
pub fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= QUOTED {
        return line;
    }
    let cut: String = line.chars().take(QUOTED).collect();
    format!("{}…", cut.trim_end())
}

/// An amount in major units.
pub fn money(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let places = minor_digits(currency);
    let unit = 10_u64.pow(places);
    let (major, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    if rest == 0 {
        return format!("{sign}{major} {currency}");
    }
    format!("{sign}{major}.{rest:0width$} {currency}", width = places as usize)
}
