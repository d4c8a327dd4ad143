//! What one of us says of a person: role, tags, notes, corrections, orders.

use std::collections::BTreeSet;

use kamerton_core::fact::OrderKind;
use kamerton_core::id::{NoteId, OrderId, UserId};
use kamerton_core::person::Corrections;
use kamerton_core::placement;
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::notes::NoteRow;
use kamerton_store::notices::{self, Change};
use kamerton_store::orders::{self, OrderRow};
use kamerton_store::people::{self, PersonRow};
use kamerton_store::{Store, identities, notes, workspaces};
use kamerton_text::fold;

use super::placing::{self, CORRECTION, TAG, Word};
use super::{accounts, find, ids};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest::restate::{self, Said};
use crate::refusal::Refusal;

/// Says what all accounts of a person are, and restates what depended on it.
///
/// # Errors
/// When nobody or several are called so, or the store cannot; then nothing is changed.
pub async fn role(
    store: &Store,
    brand: &Brand,
    who: &str,
    role: Role,
    now: Instant,
) -> Result<PersonRow> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let own = accounts(&mut session, brand, person.id).await?;
    let said = Said { role, source: "hand" };
    restate::set_roles(&mut session, brand, own, said, now).await?;
    let person = find(&mut session, brand, &person.id.to_string()).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(person)
}

/// Says whose all accounts of one of us are: a user's, or nobody's. Their steps go by it.
///
/// # Errors
/// When nobody or several are called so, the person is none of us, or the store cannot.
pub async fn belongs(
    store: &Store,
    brand: &Brand,
    who: &str,
    user: Option<UserId>,
) -> Result<PersonRow> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let mut own = accounts(&mut session, brand, person.id).await?;
    if !own.iter().any(|account| account.role.is_ours()) {
        return Err(Refusal::NoStaff { name: person.name }.into());
    }
    for account in &mut own {
        account.role_user = user;
    }
    identities::save(&mut session, brand.id, &own).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(person)
}

/// Adds a tag, or takes it off when it begins with a minus; says whether anything changed.
///
/// # Errors
/// When the tag is empty, nobody or several are called so, or the store cannot.
pub async fn tag(store: &Store, brand: &Brand, who: &str, tag: &str) -> Result<bool> {
    let (off, text) = match tag.trim().strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim()),
        None => (false, tag.trim()),
    };
    if text.is_empty() {
        return Err(Refusal::EmptyTag.into());
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let word = Word { what: TAG, key: &fold(text), said: (!off).then_some(text) };
    let (changed, _) = placing::say(&mut session, brand, person.id, &[word]).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(changed)
}

/// Adds a note.
///
/// # Errors
/// When the note is empty, nobody or several are called so, or the store cannot.
pub async fn note(
    store: &Store,
    brand: &Brand,
    who: &str,
    text: &str,
    by: &str,
    now: Instant,
) -> Result<NoteId> {
    if text.trim().is_empty() {
        return Err(Refusal::EmptyNote.into());
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let at = now.micros().to_le_bytes();
    let id = NoteId::derived(&[person.id.0.as_bytes(), &at, text.as_bytes()]);
    let row = NoteRow {
        id,
        person: person.id,
        home: person.id,
        at: now,
        by: by.to_owned(),
        text: text.trim().to_owned(),
    };
    notes::add(&mut session, brand.id, row).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(id)
}

/// Forgets a note; says whether it was there.
///
/// # Errors
/// When the store cannot.
pub async fn forget_note(store: &Store, brand: &Brand, note: NoteId) -> Result<bool> {
    let mut session = store.write().await?;
    let known = notes::forget(&mut session, brand.id, note).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(known)
}

/// Sets or forgets corrections, each such as `state=warm`, `stage=2`, `purchase=yes`, `state=`: all of
/// them or none.
///
/// # Errors
/// When one of `what` is not understood, nobody or several are called so, or the store cannot.
pub async fn correct(
    store: &Store,
    brand: &Brand,
    who: &str,
    what: &[&str],
    now: Instant,
) -> Result<PersonRow> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let mut person = find(&mut session, brand, who).await?;
    let mut corrections: Corrections =
        serde_json::from_str(&person.corrections).unwrap_or_default();
    for one in what {
        set(&mut corrections, one)?;
    }
    let known = placement::words_of(corrections);
    let words: Vec<Word> = what
        .iter()
        .map(|one| {
            let key = one.split_once('=').map_or("", |(field, _)| field.trim());
            let said = known.iter().find(|(field, _)| *field == key).map(|(_, word)| word.as_str());
            Word { what: CORRECTION, key, said }
        })
        .collect();
    (_, person.corrections) = placing::say(&mut session, brand, person.id, &words).await?;
    people::save(&mut session, brand.id, std::slice::from_ref(&person)).await?;
    let own = ids(&accounts(&mut session, brand, person.id).await?);
    if own.is_empty() {
        let person = BTreeSet::from([person.id]);
        restate::people_anew(&mut session, brand, person, now).await?;
    }
    restate::people_of(&mut session, brand, &own, now).await?;
    let person = find(&mut session, brand, &person.id.to_string()).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(person)
}

/// Corrections as the store keeps them: nothing when there are none.
pub(super) fn encode(corrections: Corrections) -> String {
    if corrections == Corrections::default() {
        return String::new();
    }
    serde_json::to_string(&corrections).unwrap_or_default()
}

fn set(corrections: &mut Corrections, what: &str) -> Result<()> {
    let wrong = || {
        AppError::Asked(format!(
            "«{what}» is not understood: write state=STATE, stage=1, 2 or 3, or purchase=yes or no; \
             with nothing after = it is forgotten"
        ))
    };
    let (field, value) = what.split_once('=').ok_or_else(wrong)?;
    let value = value.trim();
    match field.trim() {
        "state" if value.is_empty() => corrections.state = None,
        "state" => corrections.state = Some(State::parse(value).map_err(AppError::Asked)?),
        "stage" if value.is_empty() => corrections.stage = None,
        "stage" => corrections.stage = Some(stage(value).ok_or_else(wrong)?),
        "purchase" => corrections.purchase = purchase(value).ok_or_else(wrong)?,
        _ => return Err(wrong()),
    }
    Ok(())
}

fn stage(value: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.word() == value || stage.code().to_string() == value)
}

const fn purchase(value: &str) -> Option<Option<bool>> {
    match value.as_bytes() {
        b"" => Some(None),
        b"yes" => Some(Some(true)),
        b"no" => Some(Some(false)),
        _ => None,
    }
}

/// An order as one of us enters it.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// What.
    pub kind: OrderKind,
    /// When.
    pub day: Day,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// What was bought.
    pub product: Option<String>,
}

/// Enters an order by hand; it counts for the person's first account. The same order entered twice
/// on one day is one.
///
/// # Errors
/// When nobody or several are called so, the day lies ahead, or the store cannot.
pub async fn order(
    store: &Store,
    brand: &Brand,
    who: &str,
    new: NewOrder,
    now: Instant,
) -> Result<OrderId> {
    if new.day > brand.zone.day(now) {
        return Err(Refusal::OrderAhead(new.day).into());
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let own = accounts(&mut session, brand, person.id).await?;
    let own = placing::own_first(&mut session, brand, person.id, own).await?;
    let Some(first) = own.first() else {
        return Err(Refusal::NoAccount { name: person.name }.into());
    };
    let key = format!(
        "hand:{}:{}:{}:{}:{}:{}",
        first.id,
        new.day,
        new.kind.word(),
        new.amount_minor,
        new.currency,
        new.product.as_deref().unwrap_or_default()
    );
    let row = OrderRow {
        id: OrderId::derived(&[brand.id.0.as_bytes(), key.as_bytes()]),
        key,
        identity: first.id,
        kind: new.kind,
        at: brand.zone.at_hour(new.day, 12),
        day: new.day,
        amount_minor: new.amount_minor,
        currency: new.currency,
        product: new.product,
        source: "hand".to_owned(),
    };
    orders::save(&mut session, brand.id, std::slice::from_ref(&row)).await?;
    restate::people_of(&mut session, brand, &ids(&own), now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(row.id)
}
