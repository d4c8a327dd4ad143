//! Joining two people into one, and taking it back.
//!
//! Accounts, notes and tags move; everything else of a person is folded from their accounts. What
//! moved is written down as data, so that taking it back restores each row as it was.

use kamerton_core::id::{IdentityId, MergeId, NoteId, PersonId};
use kamerton_core::person::Corrections;
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::merges::{self, MergeRow};
use kamerton_store::notes::TagRow;
use kamerton_store::notices::{self, Change};
use kamerton_store::people::{self, MERGED, PersonRow};
use kamerton_store::{Session, Store, identities, notes, workspaces};
use serde::{Deserialize, Serialize};

use super::by_hand::encode;
use super::{accounts, find, ids};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest::accounts::new_person;
use crate::ingest::restate;
use crate::refusal::Refusal;

/// What a merge moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    accounts: Vec<IdentityId>,
    notes: Vec<NoteId>,
    /// Tags of the one who was absorbed: key and word.
    tags: Vec<(String, String)>,
    /// Those of them that the other had not.
    new_tags: Vec<String>,
    /// Corrections of the one who is left, before, and after.
    before: String,
    after: String,
    /// Corrections of the one who was absorbed.
    absorbed: String,
}

/// Joins `from` into `into`; gives the id by which it can be taken back.
///
/// # Errors
/// When one of them is not found or both are one, or the store cannot; then nothing is changed.
pub async fn merge(
    store: &Store,
    brand: &Brand,
    into: &str,
    from: &str,
    by: &str,
    now: Instant,
) -> Result<MergeId> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let into = find(&mut session, brand, into).await?;
    let from = find(&mut session, brand, from).await?;
    if into.id == from.id {
        return Err(Refusal::SamePerson { name: into.name }.into());
    }
    let at = now.micros().to_le_bytes();
    let id = MergeId::derived(&[into.id.0.as_bytes(), from.id.0.as_bytes(), &at]);
    let own = accounts(&mut session, brand, into.id).await?;
    let gained = accounts(&mut session, brand, from.id).await?;
    let mut moved = move_papers(&mut session, brand, &from, &into).await?;
    moved.accounts = ids(&gained);
    let both: Vec<IdentityId> = ids(&own).into_iter().chain(ids(&gained)).collect();
    give(&mut session, brand, gained, into.id).await?;
    let rows = joined(&from, &into, &moved);
    people::save(&mut session, brand.id, &rows).await?;
    let row = MergeRow {
        id,
        from: from.id,
        into: into.id,
        moved: serde_json::to_string(&moved).unwrap_or_default(),
        at: now,
        by: by.to_owned(),
        undone_at: None,
    };
    merges::save(&mut session, brand.id, row).await?;
    restate::moved(&mut session, brand, &both, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(id)
}

async fn move_papers(
    session: &mut Session,
    brand: &Brand,
    from: &PersonRow,
    into: &PersonRow,
) -> Result<Moved> {
    let mut papers = notes::of_person(session, brand.id, from.id).await?;
    for note in &mut papers {
        note.person = into.id;
    }
    notes::put(session, brand.id, &papers).await?;
    let tags = notes::tags(session, brand.id, from.id).await?;
    let mut new_tags = Vec::new();
    for tag in &tags {
        notes::untag(session, brand.id, from.id, &tag.key).await?;
        if notes::tag(session, brand.id, into.id, &tag.key, &tag.tag).await? {
            new_tags.push(tag.key.clone());
        }
    }
    let after = encode(join(&into.corrections, &from.corrections));
    Ok(Moved {
        accounts: Vec::new(),
        notes: papers.iter().map(|note| note.id).collect(),
        tags: tags.into_iter().map(|tag| (tag.key, tag.tag)).collect(),
        new_tags,
        before: into.corrections.clone(),
        after,
        absorbed: from.corrections.clone(),
    })
}

/// Corrections of both; where both say something, those of the one who is left.
fn join(into: &str, from: &str) -> Corrections {
    let into: Corrections = serde_json::from_str(into).unwrap_or_default();
    let from: Corrections = serde_json::from_str(from).unwrap_or_default();
    Corrections {
        state: into.state.or(from.state),
        stage: into.stage.or(from.stage),
        purchase: into.purchase.or(from.purchase),
    }
}

/// The rows of both people before they are folded.
fn joined(from: &PersonRow, into: &PersonRow, moved: &Moved) -> [PersonRow; 2] {
    let left = PersonRow { corrections: moved.after.clone(), ..into.clone() };
    let absorbed = PersonRow {
        name: from.name.clone(),
        sort_key: from.sort_key.clone(),
        search_key: from.search_key.clone(),
        role: MERGED,
        merged_into: Some(into.id),
        ..new_person(from.id, &from.name, from.first_seen_at)
    };
    [left, absorbed]
}

async fn give(
    session: &mut Session,
    brand: &Brand,
    mut rows: Vec<IdentityRow>,
    person: PersonId,
) -> Result<()> {
    for row in &mut rows {
        row.person = Some(person);
    }
    identities::save(session, brand.id, &rows).await?;
    Ok(())
}

/// Takes a merge back: accounts, notes, tags and corrections are where they were. What came to the
/// joined person since stays with the one who was left, unless it belongs to a moved account.
///
/// # Errors
/// When there is no such merge, it was taken back already, a later one has to be taken back first,
/// or the store cannot; then nothing is changed.
pub async fn split(store: &Store, brand: &Brand, merge: &str, now: Instant) -> Result<PersonId> {
    let id: MergeId =
        merge.trim().parse().map_err(|_| Refusal::NoMerge { text: merge.to_owned() })?;
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let found = merges::by_id(&mut session, brand.id, id).await?;
    let row = found.ok_or_else(|| Refusal::NoMerge { text: id.to_string() })?;
    if row.undone_at.is_some() {
        return Err(Refusal::MergeUndone.into());
    }
    let moved: Moved = serde_json::from_str(&row.moved).map_err(|error| {
        AppError::Asked(format!("what this merge moved cannot be read: {error}"))
    })?;
    let rows = people::by_id(&mut session, brand.id, [row.from, row.into]).await?;
    let from = rows.iter().find(|one| one.id == row.from);
    let into = rows.iter().find(|one| one.id == row.into);
    let (Some(from), Some(into)) = (from, into) else {
        return Err(Refusal::NoMerge { text: id.to_string() }.into());
    };
    if into.merged_into.is_some() {
        return Err(Refusal::MergedSince { name: into.name.clone() }.into());
    }
    let left = ids(&accounts(&mut session, brand, into.id).await?);
    let gone = identities::by_id(&mut session, brand.id, moved.accounts.iter().copied()).await?;
    give(&mut session, brand, gone, from.id).await?;
    return_papers(&mut session, brand, from.id, into.id, &moved).await?;
    people::save(&mut session, brand.id, &parted(from, into, &moved)).await?;
    restate::moved(&mut session, brand, &left, now).await?;
    let person = row.from;
    merges::save(&mut session, brand.id, MergeRow { undone_at: Some(now), ..row }).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(person)
}

async fn return_papers(
    session: &mut Session,
    brand: &Brand,
    from: PersonId,
    into: PersonId,
    moved: &Moved,
) -> Result<()> {
    let mut papers = notes::of_person(session, brand.id, into).await?;
    papers.retain(|note| moved.notes.contains(&note.id));
    for note in &mut papers {
        note.person = from;
    }
    notes::put(session, brand.id, &papers).await?;
    for key in &moved.new_tags {
        notes::untag(session, brand.id, into, key).await?;
    }
    let tags: Vec<TagRow> = moved
        .tags
        .iter()
        .map(|(key, tag)| TagRow { key: key.clone(), person: from, tag: tag.clone() })
        .collect();
    notes::put_tags(session, brand.id, &tags).await?;
    Ok(())
}

/// The rows of both people before they are folded again.
fn parted(from: &PersonRow, into: &PersonRow, moved: &Moved) -> [PersonRow; 2] {
    let mut left = into.clone();
    // What was corrected since the merge is kept.
    if left.corrections == moved.after {
        left.corrections.clone_from(&moved.before);
    }
    let back = PersonRow {
        role: 0,
        merged_into: None,
        corrections: moved.absorbed.clone(),
        ..from.clone()
    };
    [left, back]
}
