//! Where everything of people belongs, by the log of merges and splits, and bringing it there.
//!
//! What is placed is found from the log alone, and compared with what is stored: so a merge, a split
//! and taking either back go one way, and a recount ([`crate::check`]) goes the same.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::id::{IdentityId, MergeId, PersonId};
use kamerton_core::placement::{self, Act, Placement, Saying, account_node};
use kamerton_core::time::Instant;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::merges::{self, MergeRow};
use kamerton_store::notes::{self, TagRow};
use kamerton_store::people::{self, MERGED, PersonRow};
use kamerton_store::sayings::{self, SayingRow};
use kamerton_store::{Session, influence, steps};

use super::by_hand::encode;
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::accounts::new_person;
use crate::ingest::restate;

/// Tags, as what is said.
pub(crate) const TAG: &str = "tag";
/// Corrections likewise.
pub(crate) const CORRECTION: &str = "correction";

/// The part of the log that concerns some people, and whom it names.
#[derive(Default)]
pub(crate) struct Log {
    /// In its order.
    pub rows: BTreeMap<i64, MergeRow>,
    /// Everybody whom it names, and whom it was asked for.
    pub people: BTreeSet<PersonId>,
}

impl Log {
    /// What was done with these people, with whom they were joined, and so on.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Self> {
        let mut log = Self::default();
        log.widen(session, brand, people.into_iter().collect()).await?;
        Ok(log)
    }

    async fn widen(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        people: Vec<PersonId>,
    ) -> Result<()> {
        let mut wanted: Vec<PersonId> =
            people.into_iter().filter(|one| self.people.insert(*one)).collect();
        while !wanted.is_empty() {
            let found = merges::of_people(session, brand.id, &wanted).await?;
            wanted.clear();
            for row in found {
                // A merge that was taken back joins nobody; a split that was dissolves somebody.
                if row.undone_at.is_none() || row.act == Act::Split.word() {
                    wanted.extend(
                        [row.from, row.into].into_iter().filter(|one| self.people.insert(*one)),
                    );
                }
                self.rows.insert(row.number, row);
            }
        }
        Ok(())
    }

    /// Who is part of whom.
    pub fn placement(&self) -> Placement {
        Placement::of(self.rows.values().map(MergeRow::deed))
    }
}

/// Everything that some people and those around them hold, with where it belongs.
pub(crate) struct Household {
    pub log: Log,
    pub placement: Placement,
    /// Their accounts as stored, with the person that each is with.
    pub accounts: Vec<(IdentityRow, PersonId)>,
}

impl Household {
    /// Finds it.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Self> {
        let mut log = Log::of(session, brand, people).await?;
        let (accounts, splits) = loop {
            let before = log.people.len();
            let homes = log.people.iter().copied();
            let found = identities::of_homes(session, brand.id, homes).await?;
            let mut accounts: BTreeMap<IdentityId, IdentityRow> =
                found.into_iter().map(|row| (row.id, row)).collect();
            let taken = log.rows.values().filter(|row| row.act == Act::Split.word());
            let taken: Vec<MergeId> = taken.map(|row| row.id).collect();
            let taken = merges::accounts(session, brand.id, taken).await?;
            let missing: Vec<IdentityId> = taken
                .iter()
                .map(|row| row.identity)
                .filter(|id| !accounts.contains_key(id))
                .collect();
            for row in identities::by_id(session, brand.id, missing).await? {
                accounts.insert(row.id, row);
            }
            let splits = splits_of(session, brand, accounts.keys().copied()).await?;
            let mut around: Vec<PersonId> = accounts.values().filter_map(|row| row.home).collect();
            for row in splits.values().flatten() {
                around.extend([row.from, row.into]);
                log.rows.entry(row.number).or_insert_with(|| row.clone());
            }
            log.widen(session, brand, around).await?;
            if log.people.len() == before {
                break (accounts, splits);
            }
        };
        let placement = log.placement();
        let accounts = accounts
            .into_values()
            .filter_map(|row| {
                let deeds = splits.get(&row.id).into_iter().flatten().map(MergeRow::deed);
                let node = account_node(row.home?, deeds);
                Some((row, node))
            })
            .collect();
        Ok(Self { log, placement, accounts })
    }

    /// Brings everything where it belongs, and folds the people who hold something else than before.
    /// Gives whether anything had to be brought.
    ///
    /// # Errors
    /// When the store cannot; then the caller must not commit.
    pub async fn settle(&self, session: &mut Session, brand: &Brand, now: Instant) -> Result<bool> {
        let mut others = BTreeSet::new();
        self.bring_accounts(session, brand, &mut others).await?;
        let notes = self.bring_notes(session, brand).await?;
        let mut rows = self.rows(session, brand).await?;
        let shown = self.bring_people(session, brand, &mut rows, &mut others).await?;
        let said = self.bring_sayings(session, brand, &mut rows, &mut others).await?;
        let moved = !others.is_empty();
        if moved {
            let kept: BTreeSet<PersonId> =
                others.into_iter().filter(|one| self.placement.root(*one) == *one).collect();
            restate::people_anew(session, brand, kept, now).await?;
            influence::set_stale(session, brand.id).await?;
        }
        Ok(moved || notes || shown || said)
    }

    async fn bring_accounts(
        &self,
        session: &mut Session,
        brand: &Brand,
        others: &mut BTreeSet<PersonId>,
    ) -> Result<()> {
        let mut moved = Vec::new();
        for (row, node) in &self.accounts {
            let root = self.placement.root(*node);
            if row.person == Some(root) {
                continue;
            }
            others.extend(row.person);
            others.insert(root);
            steps::follow(session, brand.id, row.id, root).await?;
            moved.push(IdentityRow { person: Some(root), ..row.clone() });
        }
        identities::save(session, brand.id, &moved).await?;
        Ok(())
    }

    async fn bring_notes(&self, session: &mut Session, brand: &Brand) -> Result<bool> {
        let mut found = notes::of_homes(session, brand.id, self.log.people.iter().copied()).await?;
        found.retain(|note| note.person != self.placement.root(note.home));
        for note in &mut found {
            note.person = self.placement.root(note.home);
        }
        notes::put(session, brand.id, &found).await?;
        Ok(!found.is_empty())
    }

    async fn rows(
        &self,
        session: &mut Session,
        brand: &Brand,
    ) -> Result<BTreeMap<PersonId, PersonRow>> {
        let found = people::by_id(session, brand.id, self.log.people.iter().copied()).await?;
        Ok(found.into_iter().map(|row| (row.id, row)).collect())
    }

    /// Who is part of another shows nothing, who is left again is folded, who is dissolved goes.
    async fn bring_people(
        &self,
        session: &mut Session,
        brand: &Brand,
        rows: &mut BTreeMap<PersonId, PersonRow>,
        others: &mut BTreeSet<PersonId>,
    ) -> Result<bool> {
        let dissolved: Vec<PersonId> =
            rows.keys().copied().filter(|id| self.placement.is_dissolved(*id)).collect();
        for id in &dissolved {
            rows.remove(id);
            others.remove(id);
        }
        people::forget(session, brand.id, dissolved.iter().copied()).await?;
        let mut saved = Vec::new();
        for row in rows.values_mut() {
            let root = self.placement.root(row.id);
            let into = (root != row.id).then_some(root);
            if row.merged_into == into {
                continue;
            }
            row.merged_into = into;
            row.role = if into.is_some() { MERGED } else { 0 };
            if into.is_some() {
                *row = PersonRow {
                    name: std::mem::take(&mut row.name),
                    sort_key: std::mem::take(&mut row.sort_key),
                    tail_key: std::mem::take(&mut row.tail_key),
                    search_key: std::mem::take(&mut row.search_key),
                    role: MERGED,
                    merged_into: into,
                    ..new_person(row.id, "", row.first_seen_at)
                };
            } else {
                others.insert(row.id);
            }
            saved.push(row.clone());
        }
        people::save(session, brand.id, &saved).await?;
        Ok(!saved.is_empty() || !dissolved.is_empty())
    }

    /// Tags and corrections that show on whoever is left.
    async fn bring_sayings(
        &self,
        session: &mut Session,
        brand: &Brand,
        rows: &mut BTreeMap<PersonId, PersonRow>,
        others: &mut BTreeSet<PersonId>,
    ) -> Result<bool> {
        let said = Said::of(session, brand, &self.placement, &self.log.people).await?;
        let mut changed = said.forget_hidden(session, brand).await?;
        for id in &self.log.people {
            let root = self.placement.root(*id) == *id;
            let tags = if root { said.tags(*id) } else { Vec::new() };
            changed |= show_tags(session, brand, *id, tags).await?;
            let Some(row) = rows.get_mut(id).filter(|_| root) else { continue };
            let corrections = said.corrections(*id);
            if row.corrections != corrections {
                row.corrections = corrections;
                people::save(session, brand.id, std::slice::from_ref(row)).await?;
                others.insert(*id);
                changed = true;
            }
        }
        Ok(changed)
    }
}

/// The splits that took accounts, by account.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn splits_of(
    session: &mut Session,
    brand: &Brand,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<BTreeMap<IdentityId, Vec<MergeRow>>> {
    let taken = merges::splits(session, brand.id, accounts).await?;
    let ids: BTreeSet<MergeId> = taken.iter().map(|row| row.split).collect();
    let rows = merges::by_id(session, brand.id, ids).await?;
    let mut splits: BTreeMap<IdentityId, Vec<MergeRow>> = BTreeMap::new();
    for one in taken {
        let row = rows.iter().find(|row| row.id == one.split);
        splits.entry(one.identity).or_default().extend(row.cloned());
    }
    Ok(splits)
}

/// The person that an account is with, whoever that one is part of: what is said of the account is
/// said of that person.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn node_of(
    session: &mut Session,
    brand: &Brand,
    account: &IdentityRow,
) -> Result<Option<PersonId>> {
    let Some(home) = account.home else { return Ok(None) };
    let splits = splits_of(session, brand, [account.id]).await?;
    Ok(Some(account_node(home, splits.values().flatten().map(MergeRow::deed))))
}

/// The accounts of a person with those first that are theirs whatever merge is taken back: what is
/// said of the person as such counts for the first.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn own_first(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
    mut accounts: Vec<IdentityRow>,
) -> Result<Vec<IdentityRow>> {
    if accounts.iter().all(|row| row.home == Some(person)) {
        return Ok(accounts);
    }
    let splits = splits_of(session, brand, super::ids(&accounts)).await?;
    let node = |row: &IdentityRow| {
        let deeds = splits.get(&row.id).into_iter().flatten().map(MergeRow::deed);
        row.home.map(|home| account_node(home, deeds))
    };
    accounts.sort_by_key(|row| (node(row) != Some(person), row.first_seen_at, row.id));
    Ok(accounts)
}

/// What is said of some people who may be one.
pub(crate) struct Said<'a> {
    placement: &'a Placement,
    all: Vec<Saying>,
}

impl<'a> Said<'a> {
    /// Finds it.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        placement: &'a Placement,
        people: &BTreeSet<PersonId>,
    ) -> Result<Self> {
        let mut all: Vec<Saying> = sayings::of_homes(session, brand.id, people.iter().copied())
            .await?
            .into_iter()
            .map(|row| Saying {
                what: row.what,
                key: row.key,
                said: row.said,
                home: row.home,
                hidden_in: row.hidden_in,
            })
            .collect();
        all.sort();
        Ok(Self { placement, all })
    }

    /// What was taken off somebody of whom its home is no part any more is as if it had never been.
    async fn forget_hidden(&self, session: &mut Session, brand: &Brand) -> Result<bool> {
        let mut saved = Vec::new();
        for one in &self.all {
            let Some(by) = one.hidden_in else { continue };
            let now = one.is_hidden(self.placement).then(|| self.placement.node(by));
            if now != one.hidden_in {
                saved.push(row_of(&Saying { hidden_in: now, ..one.clone() }));
            }
        }
        sayings::save(session, brand.id, &saved).await?;
        Ok(!saved.is_empty())
    }

    fn shown(&self, root: PersonId) -> Vec<&Saying> {
        let own = self.all.iter().filter(|one| self.placement.root(one.home) == root);
        placement::holds(self.placement, own)
    }

    /// The tags that show on somebody who is left.
    pub fn tags(&self, root: PersonId) -> Vec<TagRow> {
        let shown = self.shown(root).into_iter().filter(|one| one.what == TAG);
        shown
            .map(|one| TagRow { key: one.key.clone(), person: root, tag: one.said.clone() })
            .collect()
    }

    /// The corrections that hold of somebody who is left, as the store keeps them.
    pub fn corrections(&self, root: PersonId) -> String {
        let shown = self.shown(root).into_iter().filter(|one| one.what == CORRECTION);
        encode(placement::corrections_of(shown.map(|one| (one.key.as_str(), one.said.as_str()))))
    }
}

fn row_of(one: &Saying) -> SayingRow {
    SayingRow {
        home: one.home,
        what: one.what.clone(),
        key: one.key.clone(),
        said: one.said.clone(),
        hidden_in: one.hidden_in,
    }
}

/// Stores the tags that show on a person; says whether they are others than before.
async fn show_tags(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
    tags: Vec<TagRow>,
) -> Result<bool> {
    let known = notes::tags(session, brand.id, person).await?;
    if known == tags {
        return Ok(false);
    }
    for tag in known.iter().filter(|one| tags.iter().all(|tag| tag.key != one.key)) {
        notes::untag(session, brand.id, person, &tag.key).await?;
    }
    notes::put_tags(session, brand.id, &tags).await?;
    Ok(true)
}

/// What one of us says of a person, or takes off.
pub(crate) struct Word<'a> {
    /// [`TAG`] or [`CORRECTION`].
    pub what: &'a str,
    /// The tag folded, or the name of the field.
    pub key: &'a str,
    /// What is said; nothing takes it off.
    pub said: Option<&'a str>,
}

/// Says something of a person and lets it show on whoever is left; gives whether it shows otherwise
/// than before, and the corrections that hold then. A tag that is there keeps its writing.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub(crate) async fn say(
    session: &mut Session,
    brand: &Brand,
    home: PersonId,
    words: &[Word<'_>],
) -> Result<(bool, String)> {
    let log = Log::of(session, brand, [home]).await?;
    let placement = log.placement();
    let (node, root) = (placement.node(home), placement.root(home));
    let before = Said::of(session, brand, &placement, &log.people).await?;
    for word in words {
        let same = |one: &&Saying| one.what == word.what && one.key == word.key;
        let mut known = before.all.iter().filter(same);
        if let Some(said) = word.said {
            let is_there = known.any(|one| one.home == node);
            if !is_there || word.what != TAG {
                let (what, key) = (word.what.to_owned(), word.key.to_owned());
                let row =
                    SayingRow { home: node, what, key, said: said.to_owned(), hidden_in: None };
                sayings::save(session, brand.id, &[row]).await?;
            }
            continue;
        }
        // What is said of people who are part of this one comes back when they are parted.
        for one in known.filter(|one| placement.root(one.home) == root) {
            if placement.node(one.home) == root {
                sayings::forget(session, brand.id, &row_of(one)).await?;
            } else if !one.is_hidden(&placement) {
                let hidden = Saying { hidden_in: Some(root), ..one.clone() };
                sayings::save(session, brand.id, &[row_of(&hidden)]).await?;
            }
        }
    }
    let now = Said::of(session, brand, &placement, &log.people).await?;
    let tags = show_tags(session, brand, root, now.tags(root)).await?;
    let corrections = now.corrections(root);
    Ok((tags || corrections != before.corrections(root), corrections))
}

/// What was said of whom a split had made goes back when that is taken back: to whom its accounts
/// were first given, when that is one person, else to whom they were parted from.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub(crate) async fn dissolve(session: &mut Session, brand: &Brand, split: &MergeRow) -> Result<()> {
    let taken = merges::accounts(session, brand.id, [split.id]).await?;
    let accounts = identities::by_id(session, brand.id, taken.iter().map(|row| row.identity));
    let homes: BTreeSet<PersonId> = accounts.await?.iter().filter_map(|row| row.home).collect();
    let log = Log::of(session, brand, homes.iter().copied().chain([split.from])).await?;
    let to = match homes.first() {
        Some(home) if homes.len() == 1 => *home,
        _ => log.placement().node(split.from),
    };
    let mut written = notes::of_homes(session, brand.id, [split.into]).await?;
    for note in &mut written {
        note.home = to;
    }
    notes::put(session, brand.id, &written).await?;
    let known = sayings::of_homes(session, brand.id, [to]).await?;
    for row in sayings::of_homes(session, brand.id, [split.into]).await? {
        sayings::forget(session, brand.id, &row).await?;
        let same = known.iter().find(|one| one.what == row.what && one.key == row.key);
        let row = same.cloned().unwrap_or(row);
        let row = SayingRow { home: to, hidden_in: None, ..row };
        sayings::save(session, brand.id, &[row]).await?;
    }
    Ok(())
}
