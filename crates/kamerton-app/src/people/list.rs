//! Lists of people.

use std::collections::{BTreeSet, HashMap};

use kamerton_core::charge::{BOND_DAY, RING_DAY};
use kamerton_core::id::{IdentityId, PersonId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::state::State;
use kamerton_core::time::{DAY, Day, Instant};
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::people_lists::{self, Filter, NEVER, Position, Sort, Way};
use kamerton_store::{Session, identities, notes, people, places};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;

/// A list that is asked for often, by its word.
pub struct Named {
    /// The word.
    pub word: &'static str,
    /// What it holds, at an instant.
    pub filter: fn(Instant) -> Filter,
    /// Its order.
    pub sort: Sort,
}

/// Ten lists that a community manager asks for.
pub const NAMED: [Named; 10] = [
    Named { word: "kamertons", filter: |_| in_state(State::Kamerton), sort: Sort::Charge },
    Named { word: "warm-without-contact", filter: warm_without_contact, sort: Sort::Charge },
    Named { word: "fading-promoters", filter: fading_promoters, sort: Sort::Active },
    Named { word: "new-this-month", filter: new_this_month, sort: Sort::New },
    Named { word: "clients-without-contact", filter: clients_without_contact, sort: Sort::Charge },
    Named { word: "detractors-lately", filter: detractors_lately, sort: Sort::Active },
    Named { word: "loyal-without-purchase", filter: loyal_without_purchase, sort: Sort::Charge },
    Named { word: "repeat-buyers", filter: repeat_buyers, sort: Sort::Name },
    Named { word: "in-contact", filter: in_contact, sort: Sort::Contact },
    Named { word: "silent-buyers", filter: silent_buyers, sort: Sort::Charge },
];

fn in_state(state: State) -> Filter {
    Filter { state: Some(state), ..Filter::default() }
}

fn ago(now: Instant, days: i64) -> Option<Instant> {
    Some(now.plus(-days * DAY))
}

fn warm_without_contact(now: Instant) -> Filter {
    Filter { contact_before: ago(now, 30), ..in_state(State::Warm) }
}

fn fading_promoters(now: Instant) -> Filter {
    Filter { active_before: ago(now, 30), ..in_state(State::PassivePromoter) }
}

fn new_this_month(now: Instant) -> Filter {
    Filter { seen_from: ago(now, 30), ..Filter::default() }
}

fn clients_without_contact(_: Instant) -> Filter {
    Filter { orders: Some(true), contact_before: Some(NEVER), ..Filter::default() }
}

fn detractors_lately(now: Instant) -> Filter {
    Filter { active_from: ago(now, 30), ..in_state(State::Detractor) }
}

fn loyal_without_purchase(_: Instant) -> Filter {
    let (stage, commerce) = (kamerton_core::state::Stage::III, Default::default());
    Filter { stage: Some(stage), commerce: Some(commerce), ..Filter::default() }
}

fn repeat_buyers(_: Instant) -> Filter {
    Filter { commerce: Some(kamerton_core::state::Commerce::Repeat), ..Filter::default() }
}

fn in_contact(now: Instant) -> Filter {
    Filter { contact_from: ago(now, 30), ..Filter::default() }
}

fn silent_buyers(now: Instant) -> Filter {
    Filter { orders: Some(true), active_before: ago(now, 90), ..Filter::default() }
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Which.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: &'static str,
    /// State.
    pub state: &'static str,
    /// Stage.
    pub stage: &'static str,
    /// Commerce axis.
    pub commerce: &'static str,
    /// From what a purchase is known.
    pub purchase_basis: &'static str,
    /// Charge of today, with one decimal.
    pub ring: f64,
    /// Bond of today, with one decimal.
    pub bond: f64,
    /// Since when the state is what it is: `2024-03-01`.
    pub state_since: Option<String>,
    /// RFC 3339.
    pub last_message_at: Option<String>,
    /// Last contact with one of us.
    pub contact: Option<Contact>,
    /// How many messages.
    pub messages: i64,
    /// How many orders that make a client.
    pub orders: i64,
    /// Tags.
    pub tags: Vec<String>,
    /// Accounts.
    pub accounts: Vec<ListedAccount>,
}

/// A contact with one of us.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contact {
    /// RFC 3339.
    pub at: Option<String>,
    /// With whom.
    pub with: Option<String>,
    /// Title of the place.
    pub place: Option<String>,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListedAccount {
    /// Kind.
    pub kind: String,
    /// Handle.
    pub handle: Option<String>,
    /// Name as shown there.
    pub name: Option<String>,
    /// Known by place and name only.
    pub name_only: bool,
    /// Role.
    pub role: &'static str,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Listing {
    /// Who, in order.
    pub people: Vec<Listed>,
    /// What asks for the next page; none at the end.
    pub next: Option<String>,
    /// How it was found: its people can be counted in the same way.
    #[serde(skip)]
    pub way: Way,
}

/// One page, with bounded work: when few of the many people fit, it may hold fewer than `limit` and
/// yet go on.
///
/// # Errors
/// When the cursor is none of ours, or the store cannot.
pub async fn page(
    session: &mut Session,
    brand: &Brand,
    filter: &Filter,
    sort: Sort,
    after: Option<&str>,
    limit: i64,
    now: Instant,
) -> Result<Listing> {
    let after = after.map(parse_cursor).transpose()?;
    let found = people_lists::page(session, brand.id, filter, sort, after.as_ref(), limit).await?;
    let people = describe(session, brand, &found.people, now).await?;
    Ok(Listing { people, next: found.next.as_ref().map(cursor), way: found.way })
}

/// The first `limit` people of a list, however long the walk.
///
/// # Errors
/// As [`page`].
pub async fn first(
    session: &mut Session,
    brand: &Brand,
    filter: &Filter,
    sort: Sort,
    after: Option<&str>,
    limit: i64,
    now: Instant,
) -> Result<Listing> {
    let mut listing = Listing { next: after.map(str::to_owned), ..Listing::default() };
    loop {
        let left = limit - listing.people.len() as i64;
        let next = listing.next.take();
        let found = page(session, brand, filter, sort, next.as_deref(), left, now).await?;
        listing.people.extend(found.people);
        listing.next = found.next;
        if listing.next.is_none() || listing.people.len() as i64 >= limit {
            return Ok(listing);
        }
    }
}

/// A count in words: above ten thousand people it is `10 000+`.
pub fn count_words(count: people_lists::Count) -> String {
    let digits = count.number.to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push('\u{a0}');
        }
        words.push(digit);
    }
    if count.more {
        words.push('+');
    }
    words
}

/// The end of a page as text that is opaque to whoever hands it back.
pub(super) fn cursor(position: &Position) -> String {
    let text: String = position.text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{:x}.{}.{text}", position.number, position.id.0.simple())
}

pub(super) fn parse_cursor(text: &str) -> Result<Position> {
    let wrong = || Refusal::NoPosition { text: text.to_owned() }.into();
    let mut parts = text.trim().split('.');
    let number = parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
    let id = parts.next().and_then(|part| part.parse().ok());
    let bytes = parts.next().and_then(unhex).and_then(|bytes| String::from_utf8(bytes).ok());
    match (number, id, bytes) {
        (Some(number), Some(id), Some(text)) => Ok(Position { number: number as i64, text, id }),
        _ => Err(wrong()),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, d| sum * 16 + d)).collect())
}

/// People as lists show them, in the order given.
///
/// # Errors
/// When the store cannot.
pub async fn describe(
    session: &mut Session,
    brand: &Brand,
    ids: &[PersonId],
    now: Instant,
) -> Result<Vec<Listed>> {
    let rows = people::by_id(session, brand.id, ids.iter().copied()).await?;
    let mut rows: HashMap<PersonId, PersonRow> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let mut accounts: HashMap<PersonId, Vec<IdentityRow>> = HashMap::new();
    for row in identities::of_people(session, brand.id, ids.iter().copied()).await? {
        if let Some(person) = row.person {
            accounts.entry(person).or_default().push(row);
        }
    }
    let mut tags: HashMap<PersonId, Vec<String>> = HashMap::new();
    for row in notes::tags_of_people(session, brand.id, ids.iter().copied()).await? {
        tags.entry(row.person).or_default().push(row.tag);
    }
    let known = Known::of(session, brand, rows.values()).await?;
    let today = brand.zone.day(now);
    let mut listed = Vec::new();
    for id in ids {
        let Some(row) = rows.remove(id) else { continue };
        let mut own = accounts.remove(id).unwrap_or_default();
        own.sort_by_key(|account| (account.first_seen_at, account.id));
        let mut tags = tags.remove(id).unwrap_or_default();
        tags.sort_unstable();
        listed.push(listed_person(row, own, tags, &known, today));
    }
    Ok(listed)
}

/// One person as lists show them, of whom all but tags and the last contact is known.
///
/// # Errors
/// When the store cannot.
pub(super) async fn describe_one(
    session: &mut Session,
    brand: &Brand,
    row: &PersonRow,
    accounts: &[IdentityRow],
    places: &crate::places::Known,
    now: Instant,
) -> Result<Listed> {
    let tags = notes::tags_of_people(session, brand.id, [row.id]).await?;
    let mut tags: Vec<String> = tags.into_iter().map(|row| row.tag).collect();
    tags.sort_unstable();
    let contact = identities::by_id(session, brand.id, row.contact_identity).await?;
    let known = Known {
        accounts: contact.into_iter().map(|row| (row.id, name_of(&row))).collect(),
        places: row.contact_place.map(|id| (id, places.title(id))).into_iter().collect(),
    };
    Ok(listed_person(row.clone(), accounts.to_vec(), tags, &known, brand.zone.day(now)))
}

/// Names of those of us whom people talked with, and of places.
pub struct Known {
    accounts: HashMap<IdentityId, String>,
    places: HashMap<PlaceId, String>,
}

impl Known {
    /// What the last contacts of these people need.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of<'a>(
        session: &mut Session,
        brand: &Brand,
        rows: impl Iterator<Item = &'a PersonRow>,
    ) -> Result<Self> {
        let wanted: BTreeSet<IdentityId> = rows.filter_map(|row| row.contact_identity).collect();
        let accounts = identities::by_id(session, brand.id, wanted).await?;
        let places = places::all(session, brand.id).await?;
        Ok(Self {
            accounts: accounts.into_iter().map(|row| (row.id, name_of(&row))).collect(),
            places: places.into_iter().map(|row| (row.id, row.title)).collect(),
        })
    }

    /// The title of a place.
    pub fn place(&self, id: PlaceId) -> Option<String> {
        self.places.get(&id).cloned()
    }

    fn contact(&self, row: &PersonRow) -> Option<Contact> {
        row.contact_message?;
        Some(Contact {
            at: row.contact_at.map(Instant::rfc3339),
            with: row.contact_identity.and_then(|id| self.accounts.get(&id).cloned()),
            place: row.contact_place.and_then(|id| self.place(id)),
        })
    }
}

/// A tag as filters compare it.
pub fn tag_key(tag: &str) -> String {
    kamerton_text::fold(tag)
}

/// The beginning of a first or second name as filters compare it.
pub fn name_key(name: &str) -> String {
    kamerton_text::sort_key(name)
}

/// What an account is called.
pub fn name_of(row: &IdentityRow) -> String {
    row.name.clone().or_else(|| row.handle.clone()).unwrap_or_else(|| row.remote_id.clone())
}

fn listed_person(
    row: PersonRow,
    accounts: Vec<IdentityRow>,
    tags: Vec<String>,
    known: &Known,
    today: Day,
) -> Listed {
    let (ring, bond) = charge_on(&row, today);
    Listed {
        id: row.id,
        role: Role::from_code(row.role).word(),
        state: row.state.word(),
        stage: row.stage.word(),
        commerce: row.commerce.word(),
        purchase_basis: row.basis.word(),
        ring: one_decimal(ring),
        bond: one_decimal(bond),
        state_since: row.state_since.map(|day| day.to_string()),
        last_message_at: row.last_message_at.map(Instant::rfc3339),
        contact: known.contact(&row),
        messages: row.messages,
        orders: row.orders,
        name: row.name,
        tags,
        accounts: accounts.into_iter().map(listed_account).collect(),
    }
}

fn listed_account(row: IdentityRow) -> ListedAccount {
    ListedAccount {
        role: row.role.word(),
        name_only: row.name_only,
        kind: row.kind,
        handle: row.handle,
        name: row.name,
    }
}

/// Ring and bond of a person on a day after their last entry.
pub fn charge_on(row: &PersonRow, day: Day) -> (f64, f64) {
    let Some(last) = row.charge_day else { return (0.0, 0.0) };
    let days = (day.0 - last.0).max(0);
    (row.charge_ring * RING_DAY.powi(days), row.charge_bond * BOND_DAY.powi(days))
}

/// Rounded for reading.
pub fn one_decimal(value: f64) -> f64 {
    // Adding zero makes the zero that is below nothing a plain one.
    (value * 10.0).round() / 10.0 + 0.0
}
