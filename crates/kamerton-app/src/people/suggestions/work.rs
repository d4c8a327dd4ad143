//! Looking for who a new account may be: by what it is found by, against what those who are found say of
//! themselves. It costs what is found, whatever the number of accounts.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::time::Instant;
use kamerton_identity::{
    Account, LOOKUP_VERSION, Linkage, Lookup, Model, Population, Settings, Suggestion, candidates,
    lookup, terms,
};
use kamerton_store::identities::IdentityRow;
use kamerton_store::suggestions::{self, IdentityKeyRow, ModelRow, SuggestionRow, TermRow};
use kamerton_store::{Session, Store, identities, workspaces};

use super::super::plan::MANY;
use super::{clash, is_of_somebody, kinds, turned};
use crate::brand::Brand;
use crate::error::{AppError, Result};

/// Accounts that are looked at together.
const AT_ONCE: i64 = 64;
/// What more accounts share finds nobody.
const CROWD: i64 = 150;
/// Of those who share something, the ones who share the rarest things are compared, up to so many.
const COMPARED: usize = 60;
/// So many are kept of an account, the likeliest.
const KEPT: usize = 10;
/// The term that all accounts have.
const EVERYBODY: i64 = 0;
/// Fewer accounts teach nothing.
const LEAST: i64 = 300;
/// So many accounts are learnt from at most: in half a second, on any machine.
const LEARNT_FROM: i64 = 20_000;
/// Of more accounts than this, those that were looked at before are not looked at again when something was
/// learnt: that takes a minute for so many.
const ANEW: i64 = 50_000;
/// Accounts that wait are counted up to so many to say whether a community has doubled.
const COUNTED: i64 = 1_000_000;

/// Looks at some of the accounts that wait; says how many. None are left where that is 0. Nobody is told of
/// what was found: whoever calls this again and again does so in between.
///
/// Writing takes its turn twice and for a moment: searching, which takes the time, reads. What accounts are
/// found by is there for all before anybody searches: of two that are looked at at once, by two nodes, one
/// finds the other.
///
/// # Errors
/// When the store cannot; then what was looked at waits on.
pub async fn work(store: &Store, brand: &Brand, now: Instant) -> Result<usize> {
    let settings = settings();
    let mut session = store.write().await?;
    let rows = suggestions::waiting(&mut session, brand.id, AT_ONCE).await?;
    let ids: Vec<IdentityId> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    let looked: Vec<Looked> =
        rows.into_iter().filter(is_of_somebody).map(|row| Looked::of(row, &settings)).collect();
    suggestions::save_keys(&mut session, brand.id, &keys(&looked)).await?;
    session.commit().await?;
    let mut session = store.read().await?;
    let model = learnt(&mut session, brand).await?;
    let mut found: Vec<SuggestionRow> = Vec::new();
    for one in &looked {
        for suggestion in search(&mut session, brand, one, &settings, model.as_ref()).await? {
            found.extend(row_of(suggestion, now)?);
        }
    }
    drop(session);
    // Two that were looked at together have found each other.
    found.sort_by_key(|row| (row.one, row.other));
    found.dedup_by_key(|row| (row.one, row.other));
    write_down(store, brand, &ids, &looked, &found).await?;
    Ok(ids.len())
}

/// Stores what was found, unless another node has looked at these accounts meanwhile.
async fn write_down(
    store: &Store,
    brand: &Brand,
    ids: &[IdentityId],
    looked: &[Looked],
    found: &[SuggestionRow],
) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let waiting = suggestions::still_waiting(&mut session, brand.id, ids.iter().copied()).await?;
    let waiting: BTreeSet<IdentityId> = waiting.into_iter().collect();
    suggestions::add_terms(&mut session, brand.id, &terms_of(looked, &waiting)).await?;
    let again: Vec<IdentityId> = waiting.iter().copied().collect();
    suggestions::forget_open(&mut session, brand.id, &again).await?;
    suggestions::find(&mut session, brand.id, found).await?;
    suggestions::set_keyed(&mut session, brand.id, LOOKUP_VERSION, again).await?;
    Ok(session.commit().await?)
}

/// Learns from a brand's accounts how much each thing says that two are one person, where there are twice as
/// many as when that was done last; says whether it was. To be done before [`work`].
///
/// # Errors
/// When the store cannot; then nothing is changed.
pub async fn learn(store: &Store, brand: &Brand, now: Instant) -> Result<bool> {
    let mut session = store.read().await?;
    let waiting = suggestions::count_waiting(&mut session, brand.id, COUNTED).await?;
    if waiting == 0 {
        return Ok(false);
    }
    let looked = suggestions::terms(&mut session, brand.id, [EVERYBODY]).await?;
    let accounts = waiting + looked.first().map_or(0, |row| row.accounts);
    let before = suggestions::model(&mut session, brand.id).await?.map_or(0, |row| row.accounts);
    if accounts < LEAST.max(before * 2) {
        return Ok(false);
    }
    let rows = suggestions::drawn(&mut session, brand.id, LEARNT_FROM).await?;
    drop(session);
    let people: Vec<Account> =
        rows.iter().filter(|row| is_of_somebody(row)).map(account_of).collect();
    drop(rows);
    let model = Linkage::new(&people, &[], settings()).model;
    let body = serde_json::to_string(&model)
        .map_err(|error| AppError::Asked(format!("what was learnt cannot be written: {error}")))?;
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let row = ModelRow { accounts, learnt_at: now, body };
    suggestions::set_model(&mut session, brand.id, &row).await?;
    if accounts <= ANEW {
        suggestions::begin_anew(&mut session, brand.id).await?;
    }
    session.commit().await?;
    Ok(true)
}

/// What was learnt; nothing where it was never, or by a program that wrote it otherwise.
async fn learnt(session: &mut Session, brand: &Brand) -> Result<Option<Model>> {
    let row = suggestions::model(session, brand.id).await?;
    Ok(row.and_then(|row| serde_json::from_str(&row.body).ok()))
}

fn settings() -> Settings {
    let several = MANY.map(str::to_owned).to_vec();
    Settings { several, ..Settings::default() }
}

/// An account with what it is found by.
struct Looked {
    row: IdentityRow,
    account: Account,
    lookup: Lookup,
}

impl Looked {
    fn of(row: IdentityRow, settings: &Settings) -> Self {
        let account = account_of(&row);
        let lookup = lookup(&account, settings);
        Self { row, account, lookup }
    }
}

/// What an account says of itself.
fn account_of(row: &IdentityRow) -> Account {
    let address = |kind: &str| {
        let is = row.kind == kind && !row.name_only;
        is.then(|| row.remote_id.as_str().into()).into_iter().collect()
    };
    Account {
        id: row.id.0.simple().to_string(),
        // An account that is known by its name alone may be one with another of its platform.
        platform: if row.name_only { String::new() } else { row.kind.clone() },
        remote_id: row.remote_id.clone(),
        name: row.name.clone().unwrap_or_default(),
        handles: row.handle.iter().cloned().collect(),
        emails: address("email"),
        phones: address("phone"),
        ..Account::default()
    }
}

/// What accounts are found by.
fn keys(looked: &[Looked]) -> Vec<IdentityKeyRow> {
    let of = |one: &Looked| {
        let identity = one.row.id;
        let row = |key: &i64| IdentityKeyRow { key: *key, identity };
        one.lookup.kept.iter().map(row).collect::<Vec<_>>()
    };
    looked.iter().flat_map(of).collect()
}

/// How many of those of these accounts that still wait have each word.
fn terms_of(looked: &[Looked], waiting: &BTreeSet<IdentityId>) -> Vec<TermRow> {
    let mut terms: BTreeMap<i64, i64> = BTreeMap::new();
    for one in looked.iter().filter(|one| waiting.contains(&one.row.id)) {
        let own: BTreeSet<i64> = one.lookup.terms.iter().copied().chain([EVERYBODY]).collect();
        for term in own {
            *terms.entry(term).or_default() += 1;
        }
    }
    terms.into_iter().map(|(term, accounts)| TermRow { term, accounts }).collect()
}

/// Who an account may be, the likeliest first.
async fn search(
    session: &mut Session,
    brand: &Brand,
    new: &Looked,
    settings: &Settings,
    model: Option<&Model>,
) -> Result<Vec<Suggestion>> {
    let met = met(session, brand, new).await?;
    let others = possible(session, brand, new, met).await?;
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<Account> = others.iter().map(account_of).collect();
    let wanted = terms(&new.account, &others, settings).into_iter().chain([EVERYBODY]);
    let counted = suggestions::terms(session, brand.id, wanted).await?;
    let accounts = counted.iter().find(|row| row.term == EVERYBODY).map_or(1, |row| row.accounts);
    let population = Population {
        accounts: accounts.max(1).unsigned_abs(),
        terms: counted.iter().map(|row| (row.term, row.accounts.unsigned_abs())).collect(),
    };
    let mut found = candidates(&new.account, &others, &population, settings, model, &[]);
    found.truncate(KEPT);
    Ok(found)
}

/// Accounts that share something with one, those who share the rarest first.
async fn met(session: &mut Session, brand: &Brand, new: &Looked) -> Result<Vec<IdentityId>> {
    let mut shared: Vec<Vec<IdentityId>> = Vec::new();
    for key in &new.lookup.asked {
        let found = suggestions::of_key(session, brand.id, *key, CROWD + 1).await?;
        if found.len() as i64 <= CROWD {
            shared.push(found);
        }
    }
    shared.sort_by_key(Vec::len);
    let mut met = Vec::new();
    let mut seen = BTreeSet::from([new.row.id]);
    for id in shared.into_iter().flatten() {
        if met.len() < COMPARED && seen.insert(id) {
            met.push(id);
        }
    }
    Ok(met)
}

/// Those who can be another person's account that may be the same: nobody who is that person already,
/// was said to be somebody else, or has an account on a platform where this person has another.
async fn possible(
    session: &mut Session,
    brand: &Brand,
    new: &Looked,
    met: Vec<IdentityId>,
) -> Result<Vec<IdentityRow>> {
    let Some(person) = new.row.person.filter(|_| !met.is_empty()) else { return Ok(Vec::new()) };
    let mut rows = identities::by_id(session, brand.id, met).await?;
    rows.retain(|row| is_of_somebody(row) && row.person != Some(person));
    let people: BTreeSet<PersonId> = rows.iter().filter_map(|row| row.person).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let all = identities::of_people(session, brand.id, people.into_iter().chain([person])).await?;
    let own: Vec<IdentityId> =
        all.iter().filter(|row| row.person == Some(person)).map(|row| row.id).collect();
    let said = suggestions::of_accounts(session, brand.id, &own).await?;
    let refused: BTreeSet<IdentityId> = said
        .iter()
        .filter(|row| row.refused_at.is_some())
        .flat_map(|row| [row.one, row.other])
        .collect();
    let apart: BTreeSet<PersonId> = all
        .iter()
        .filter(|row| refused.contains(&row.id))
        .filter_map(|row| row.person)
        .filter(|other| *other != person)
        .collect();
    let kinds = kinds(&all);
    rows.retain(|row| {
        row.person.is_some_and(|other| !apart.contains(&other) && !clash(&kinds, person, other))
    });
    Ok(rows)
}

/// A suggestion as it is kept, the smaller id first.
fn row_of(found: Suggestion, now: Instant) -> Result<Option<SuggestionRow>> {
    let id = |text: &str| text.parse::<uuid::Uuid>().ok().map(IdentityId);
    let (Some(a), Some(b)) = (id(&found.a), id(&found.b)) else { return Ok(None) };
    let because: Vec<_> =
        if a < b { found.reasons } else { found.reasons.into_iter().map(turned).collect() };
    let because = serde_json::to_string(&because)
        .map_err(|error| AppError::Asked(format!("a reason cannot be written down: {error}")))?;
    Ok(Some(SuggestionRow {
        one: a.min(b),
        other: a.max(b),
        likely: (f64::from(found.probability) * 1e6).round() as i64,
        because,
        found_at: now,
        refused_at: None,
        refused_by: None,
    }))
}
