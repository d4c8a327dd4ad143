//! Accounts and people of a batch: found, or made.

use std::collections::{BTreeMap, HashMap, HashSet};

use kamerton_core::charge::Checkpoint;
use kamerton_core::fact::{Account, Fact, PlaceRef};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::state::{Commerce, PurchaseBasis, Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::merges::{self, SplitAccountRow};
use kamerton_store::people::{self, PersonRow};
use kamerton_text::{fold, sort_key, tail};

use super::roles::{first_role, strength};
use super::{Batch, Origin};
use crate::brand::Brand;
use crate::error::Result;
use crate::people::placing::splits_of;
use crate::prepare::Prepared;

/// How an account is named in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountKey {
    /// Kind of account.
    pub kind: String,
    /// The platform's id, or one made of what there is.
    pub remote_id: String,
    /// Whether it is only (place, display name).
    pub name_only: bool,
}

/// Names an account: by id; else by handle; else by place and display name.
///
/// Made ids begin with a character that no platform uses in its own: `@` for a handle without an
/// id, `~` for a name in a place.
pub fn key(account: &Account, place: Option<&PlaceRef>) -> AccountKey {
    let place = place.map_or("", |place| place.remote_id.as_str());
    let (remote_id, name_only) = if account.deleted {
        (format!("~deleted/{place}"), true)
    } else if !account.remote_id.is_empty() {
        (account.remote_id.clone(), account.remote_id.starts_with('~'))
    } else if let Some(handle) = &account.handle {
        (format!("@{}", fold(handle)), false)
    } else {
        (format!("~{place}/{}", account.display_name.as_deref().unwrap_or_default()), true)
    };
    AccountKey { kind: account.kind.clone(), remote_id, name_only }
}

/// A person of whom nothing is known yet.
pub fn new_person(id: PersonId, name: &str, first_seen_at: Instant) -> PersonRow {
    let key = sort_key(name);
    PersonRow {
        id,
        name: name.to_owned(),
        tail_key: tail(&key).to_owned(),
        sort_key: key,
        search_key: fold(name),
        role: 0,
        state: State::Cold,
        stage: Stage::I,
        commerce: Commerce::None,
        basis: PurchaseBasis::None,
        ring_rank: i64::MIN,
        charge_day: None,
        charge_ring: 0.0,
        charge_bond: 0.0,
        base_day: Day(BEFORE_ALL),
        fold: String::new(),
        moves: String::new(),
        state_since: None,
        due_day: None,
        first_seen_at,
        first_message_at: None,
        last_message_at: None,
        messages: 0,
        contact_at: None,
        contact_identity: None,
        contact_message: None,
        contact_place: None,
        orders: 0,
        first_order_day: None,
        last_order_day: None,
        corrections: String::new(),
        merged_into: None,
    }
}

/// The day of the checkpoint of somebody without one: before everything that can be imported.
pub const BEFORE_ALL: i32 = 0;

/// Reads a person's checkpoint; `None` when there is none yet.
pub fn checkpoint(person: &PersonRow) -> Option<Checkpoint> {
    Checkpoint::decode(&person.fold)
}

impl Batch<'_> {
    /// Finds or makes every account that the facts name.
    pub(super) async fn find_accounts(
        &mut self,
        session: &mut Session,
        facts: &[Prepared],
    ) -> Result<()> {
        let mut named = Named::default();
        for prepared in facts {
            named.collect(self.brand, &prepared.fact);
        }
        let ids: Vec<IdentityId> = named.accounts.keys().copied().collect();
        for row in identities::by_id(session, self.brand.id, ids).await? {
            self.accounts.insert(row.id, row);
        }
        let new: HashSet<IdentityId> =
            named.accounts.keys().filter(|id| !self.accounts.contains_key(id)).copied().collect();
        let mut shared = self.people_of_handles(session, &named, &new).await?;
        named.join_handles(&new);
        for (id, one) in &named.accounts {
            match self.accounts.get_mut(id) {
                Some(row) => {
                    if raise_role(row, one, self.origin) {
                        self.restated.insert(*id);
                        self.changed_accounts.insert(*id);
                    }
                    let shown = row.name.is_some();
                    if refresh(row, one) {
                        if !shown {
                            self.named_late.insert(*id);
                        }
                        self.changed_accounts.insert(*id);
                        self.touched.account(*id, Day(i32::MAX));
                    }
                }
                None => {
                    let row = identity_row(self.brand, self.origin, *id, one);
                    self.accounts.insert(*id, row);
                    self.changed_accounts.insert(*id);
                }
            }
        }
        self.join_groups(&named, &new, &mut shared);
        self.give_people(&named, &new, &shared);
        Ok(())
    }

    /// A handle that a list or CRM gave, without an id, and the account that bears it are one.
    async fn people_of_handles(
        &self,
        session: &mut Session,
        named: &Named<'_>,
        new: &HashSet<IdentityId>,
    ) -> Result<HashMap<IdentityId, Shared>> {
        let mut by_kind: BTreeMap<&str, Vec<(String, IdentityId)>> = BTreeMap::new();
        for id in new {
            let Some(one) = named.accounts.get(id) else { continue };
            if let Some(handle) = one.handle {
                by_kind.entry(&one.key.kind).or_default().push((fold(handle), *id));
            }
        }
        let mut shared = HashMap::new();
        for (kind, wanted) in by_kind {
            let handles = wanted.iter().map(|(handle, _)| handle.clone());
            let found = identities::by_handle(session, self.brand.id, kind, handles).await?;
            for (handle, id) in wanted {
                let own =
                    named.accounts.get(&id).is_some_and(|one| is_placeholder(&one.key.remote_id));
                let bearer = found.iter().find(|row| {
                    row.handle_key.as_deref() == Some(handle.as_str())
                        && (own || is_placeholder(&row.remote_id))
                });
                if let Some(known) = bearer.and_then(Shared::with) {
                    shared.insert(id, known);
                }
            }
        }
        Ok(shared)
    }

    /// Accounts that one order or profile names together belong to one person, as far as they had
    /// none: those that have keep theirs, because a merge is never made by itself.
    fn join_groups(
        &self,
        named: &Named<'_>,
        new: &HashSet<IdentityId>,
        shared: &mut HashMap<IdentityId, Shared>,
    ) {
        for group in &named.groups {
            let known = group.iter().find_map(|id| {
                shared.get(id).copied().or_else(|| self.accounts.get(id).and_then(Shared::with))
            });
            let Some(first) = group.first() else { continue };
            let person = known.unwrap_or_else(|| Shared::of(person_of(*first)));
            for id in group {
                if new.contains(id) {
                    shared.entry(*id).or_insert(person);
                }
            }
        }
    }

    fn give_people(
        &mut self,
        named: &Named<'_>,
        new: &HashSet<IdentityId>,
        shared: &HashMap<IdentityId, Shared>,
    ) {
        for (id, one) in &named.accounts {
            if !new.contains(id) || one.account.deleted {
                continue;
            }
            let known = shared.get(id).copied().unwrap_or_else(|| Shared::of(person_of(*id)));
            let person = known.person;
            if let Some(row) = self.accounts.get_mut(id) {
                row.person = Some(person);
                row.home = Some(known.home);
            }
            self.beside.extend(known.account.map(|stored| (*id, stored)));
            self.touched.account(*id, Day(i32::MAX));
            if shared.contains_key(id) {
                // The person has rows of its own already, or gets them with another account.
                self.touched.refold.insert(*id);
            }
            let name = name_of(one);
            self.new_people
                .entry(person)
                .and_modify(|row| {
                    row.first_seen_at = row.first_seen_at.min(one.seen_at);
                })
                .or_insert_with(|| new_person(person, &name, one.seen_at));
        }
    }

    /// People who were called by an id or a handle, because nothing else was known, get the name
    /// that their account shows now: as if it had come first.
    async fn name_people(&self, session: &mut Session) -> Result<()> {
        if self.named_late.is_empty() {
            return Ok(());
        }
        let splits = splits_of(session, self.brand, self.named_late.iter().copied()).await?;
        let mut named: HashMap<PersonId, &IdentityRow> = HashMap::new();
        for row in self.named_late.iter().filter_map(|id| self.accounts.get(id)) {
            // Whom it was first given to, and who was called by it when it was parted from them.
            named.extend(row.home.map(|home| (home, row)));
            let made = splits.get(&row.id).into_iter().flatten();
            named.extend(made.map(|split| (split.into, row)));
        }
        let mut rows = people::by_id(session, self.brand.id, named.keys().copied()).await?;
        rows.retain_mut(|person| {
            let Some(account) = named.get(&person.id) else { return false };
            let makeshift =
                person.name == account.remote_id || Some(&person.name) == account.handle.as_ref();
            let Some(name) = account.name.as_ref().or(account.handle.as_ref()) else {
                return false;
            };
            if makeshift {
                name.trim().clone_into(&mut person.name);
                person.sort_key = sort_key(&person.name);
                tail(&person.sort_key).clone_into(&mut person.tail_key);
                person.search_key = fold(&person.name);
            }
            makeshift
        });
        people::save(session, self.brand.id, &rows).await?;
        Ok(())
    }

    /// Stores new and changed accounts, and new people.
    pub(super) async fn save_accounts(&mut self, session: &mut Session) -> Result<()> {
        self.name_people(session).await?;
        let ids: Vec<PersonId> = self.new_people.keys().copied().collect();
        for known in people::by_id(session, self.brand.id, ids).await? {
            self.new_people.remove(&known.id);
        }
        let new: Vec<PersonRow> = std::mem::take(&mut self.new_people).into_values().collect();
        people::save(session, self.brand.id, &new).await?;
        let changed: Vec<IdentityRow> =
            self.changed_accounts.iter().filter_map(|id| self.accounts.get(id).cloned()).collect();
        identities::save(session, self.brand.id, &changed).await?;
        self.go_along(session).await
    }

    /// An account that is joined to one that splits took is as if it had been there when they did.
    async fn go_along(&mut self, session: &mut Session) -> Result<()> {
        if self.beside.is_empty() {
            return Ok(());
        }
        let known = self.beside.iter().map(|(_, stored)| *stored);
        let splits = splits_of(session, self.brand, known).await?;
        let mut rows = Vec::new();
        for (new, stored) in std::mem::take(&mut self.beside) {
            let taken = splits.get(&stored).into_iter().flatten();
            rows.extend(taken.map(|split| SplitAccountRow { split: split.id, identity: new }));
        }
        merges::take(session, self.brand.id, &rows).await?;
        Ok(())
    }

    /// The id of an account of this batch.
    pub(super) fn account_id(&self, account: &Account, place: Option<&PlaceRef>) -> IdentityId {
        let key = key(account, place);
        self.brand.identity(&key.kind, &key.remote_id)
    }
}

/// Whether an account is only known by its handle.
fn is_placeholder(remote_id: &str) -> bool {
    remote_id.starts_with('@')
}

/// The person that an account begins as.
pub fn person_of(identity: IdentityId) -> PersonId {
    PersonId::derived(&[identity.0.as_bytes()])
}

/// Whose a new account is.
#[derive(Clone, Copy)]
struct Shared {
    /// Who has it now.
    person: PersonId,
    /// Its home.
    home: PersonId,
    /// The stored account that it is joined to.
    account: Option<IdentityId>,
}

impl Shared {
    /// A person who has their own.
    const fn of(person: PersonId) -> Self {
        Self { person, home: person, account: None }
    }

    /// Of whoever has a stored account.
    fn with(row: &IdentityRow) -> Option<Self> {
        let person = row.person?;
        Some(Self { person, home: row.home.unwrap_or(person), account: Some(row.id) })
    }
}

/// The accounts that facts name.
#[derive(Default)]
struct Named<'a> {
    accounts: BTreeMap<IdentityId, One<'a>>,
    groups: Vec<Vec<IdentityId>>,
}

struct One<'a> {
    account: &'a Account,
    key: AccountKey,
    seen_at: Instant,
    person_name: Option<&'a str>,
    /// The first handle that any of the batch's facts gives it.
    handle: Option<&'a str>,
    /// The first display name likewise: a reaction may name an account before a message does.
    name: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn collect(&mut self, brand: &Brand, fact: &'a Fact) {
        match fact {
            Fact::Message(message) => {
                let place = Some(&message.place);
                if let Some(author) = &message.author {
                    self.add(brand, author, place, message.sent_at, None);
                }
                for reaction in &message.reactions {
                    for account in &reaction.accounts {
                        self.add(brand, account, place, message.sent_at, None);
                    }
                }
            }
            Fact::Reaction(reaction) => {
                self.add(brand, &reaction.account, None, reaction.at, None);
            }
            Fact::Membership(membership) => {
                let place = Some(&membership.place);
                self.add(brand, &membership.account, place, membership.at, None);
                if let Some(inviter) = &membership.invited_by {
                    self.add(brand, inviter, place, membership.at, None);
                }
            }
            Fact::Order(order) => self.group(brand, &order.accounts, order.at, None),
            Fact::Profile(profile) => {
                let since = profile.since.unwrap_or_default();
                self.group(brand, &profile.accounts, since, profile.name.as_deref());
            }
            Fact::Deletion(_) | Fact::ReactionCounts(_) => {}
        }
    }

    fn add(
        &mut self,
        brand: &Brand,
        account: &'a Account,
        place: Option<&PlaceRef>,
        seen_at: Instant,
        person_name: Option<&'a str>,
    ) -> IdentityId {
        let key = key(account, place);
        let id = brand.identity(&key.kind, &key.remote_id);
        self.accounts
            .entry(id)
            .and_modify(|one| {
                one.seen_at = one.seen_at.min(seen_at);
                one.person_name = one.person_name.or(person_name);
                one.handle = one.handle.or(account.handle.as_deref());
                one.name = one.name.or(account.display_name.as_deref());
                if one.account.role.is_none() && account.role.is_some() {
                    one.account = account;
                }
            })
            .or_insert(One {
                account,
                key,
                seen_at,
                person_name,
                handle: account.handle.as_deref(),
                name: account.display_name.as_deref(),
            });
        id
    }

    /// A handle and the account that bears it are one person, in one batch as in two.
    fn join_handles(&mut self, new: &HashSet<IdentityId>) {
        let mut bearers: BTreeMap<(&str, String), [Option<IdentityId>; 2]> = BTreeMap::new();
        for (id, one) in self.accounts.iter().filter(|(id, _)| new.contains(id)) {
            let Some(handle) = one.handle else { continue };
            let pair = bearers.entry((&one.key.kind, fold(handle))).or_default();
            let [placeholder, bearer] = pair;
            *(if is_placeholder(&one.key.remote_id) { placeholder } else { bearer }) = Some(*id);
        }
        for [placeholder, bearer] in bearers.into_values() {
            if let Some((placeholder, bearer)) = placeholder.zip(bearer) {
                self.groups.push(vec![placeholder, bearer]);
            }
        }
    }

    fn group(
        &mut self,
        brand: &Brand,
        accounts: &'a [Account],
        seen_at: Instant,
        person_name: Option<&'a str>,
    ) {
        let ids = accounts
            .iter()
            .map(|account| self.add(brand, account, None, seen_at, person_name))
            .collect();
        self.groups.push(ids);
    }
}

fn name_of(one: &One<'_>) -> String {
    let name = one.person_name.or(one.name).or(one.handle);
    name.unwrap_or(&one.account.remote_id).trim().to_owned()
}

fn identity_row(brand: &Brand, origin: &Origin, id: IdentityId, one: &One<'_>) -> IdentityRow {
    debug_assert_eq!(id, brand.identity(&one.key.kind, &one.key.remote_id));
    let account = one.account;
    let handle_key = one.handle.map(fold);
    let name_key = one.name.map(fold);
    let (role, role_source) =
        first_role(&origin.roles, account, handle_key.as_deref(), name_key.as_deref());
    IdentityRow {
        id,
        kind: one.key.kind.clone(),
        remote_id: one.key.remote_id.clone(),
        person: None,
        home: None,
        handle: one.handle.map(str::to_owned),
        handle_key,
        name: one.name.map(str::to_owned),
        name_key,
        name_only: one.key.name_only,
        deleted: account.deleted,
        role,
        role_source: role_source.to_owned(),
        role_user: None,
        source: origin.source.clone(),
        basis: origin.basis.clone(),
        purpose: origin.purpose.clone(),
        retention: origin.retention.clone(),
        first_seen_at: one.seen_at,
    }
}

/// Gives a known account the role that is said of it now, when that is said by somebody stronger
/// than before; says whether what depended on the role has to be restated.
fn raise_role(row: &mut IdentityRow, one: &One<'_>, origin: &Origin) -> bool {
    let (handle, name) = (one.handle.map(fold), one.name.map(fold));
    let (role, source) = first_role(&origin.roles, one.account, handle.as_deref(), name.as_deref());
    if row.deleted || strength(source) <= strength(&row.role_source) {
        return false;
    }
    let changed = row.role != role;
    row.role = role;
    source.clone_into(&mut row.role_source);
    changed
}

/// Brings a known account up to date; says whether anything changed.
fn refresh(row: &mut IdentityRow, one: &One<'_>) -> bool {
    let mut changed = false;
    if one.seen_at < row.first_seen_at {
        row.first_seen_at = one.seen_at;
        changed = true;
    }
    if row.handle.is_none() && one.handle.is_some() {
        row.handle = one.handle.map(str::to_owned);
        row.handle_key = one.handle.map(fold);
        changed = true;
    }
    if row.name.is_none() && one.name.is_some() {
        row.name = one.name.map(str::to_owned);
        row.name_key = one.name.map(fold);
        changed = true;
    }
    changed
}
