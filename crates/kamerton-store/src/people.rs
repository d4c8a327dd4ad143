//! People: one row each, with all that lists sort and filter by.

use std::collections::HashMap;

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId, WorkspaceId};
use kamerton_core::state::{Commerce, PurchaseBasis, Stage, State};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::{Row, Value};
use crate::{Session, values};

/// The stored role of people who were merged into others.
pub const MERGED: i64 = -1;

stored! {
    /// A person as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PersonRow {
        /// Which.
        id: PersonId = "id",
        /// Name as shown.
        name: String = "name",
        /// The name such that bytes sort as the Russian alphabet.
        sort_key: String = "sort_key",
        /// What follows its first word: people are found by their second name too.
        tail_key: String = "tail_key",
        /// The name folded for search.
        search_key: String = "search_key",
        /// Number of the role, or [`MERGED`].
        role: i64 = "role",
        /// State as of the last fold.
        state: State = "state",
        /// Stage.
        stage: Stage = "stage",
        /// Commerce axis.
        commerce: Commerce = "commerce",
        /// From what a purchase is known.
        basis: PurchaseBasis = "purchase_basis",
        /// See `kamerton_core::charge::ring_rank`.
        ring_rank: i64 = "ring_rank",
        /// The last day with entries.
        charge_day: Option<Day> = "charge_day",
        /// Ring at its end.
        charge_ring: f64 = "charge_ring",
        /// Bond at its end.
        charge_bond: f64 = "charge_bond",
        /// The day of the checkpoint in `fold`.
        base_day: Day = "base_day",
        /// A checkpoint, encoded: later entries are folded onto it.
        fold: String = "fold",
        /// Changes of state, encoded.
        moves: String = "moves",
        /// Since when the state is what it is.
        state_since: Option<Day> = "state_since",
        /// When it changes next if nothing happens.
        due_day: Option<Day> = "due_day",
        /// First seen, by event time.
        first_seen_at: Instant = "first_seen_at",
        /// First message.
        first_message_at: Option<Instant> = "first_message_at",
        /// Last message.
        last_message_at: Option<Instant> = "last_message_at",
        /// How many messages.
        messages: i64 = "messages",
        /// Last contact with one of us.
        contact_at: Option<Instant> = "contact_at",
        /// With whom.
        contact_identity: Option<IdentityId> = "contact_identity_id",
        /// In which message.
        contact_message: Option<MessageId> = "contact_message_id",
        /// Where.
        contact_place: Option<PlaceId> = "contact_place_id",
        /// How many orders that make a client.
        orders: i64 = "orders",
        /// Day of the first.
        first_order_day: Option<Day> = "first_order_day",
        /// Day of the last.
        last_order_day: Option<Day> = "last_order_day",
        /// JSON: what one of us set by hand.
        corrections: String = "corrections",
        /// Whom this person was merged into.
        merged_into: Option<PersonId> = "merged_into_id",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET \
     name = excluded.name, sort_key = excluded.sort_key, tail_key = excluded.tail_key, \
     search_key = excluded.search_key, \
     role = excluded.role, state = excluded.state, stage = excluded.stage, \
     commerce = excluded.commerce, purchase_basis = excluded.purchase_basis, \
     ring_rank = excluded.ring_rank, charge_day = excluded.charge_day, \
     charge_ring = excluded.charge_ring, charge_bond = excluded.charge_bond, \
     base_day = excluded.base_day, fold = excluded.fold, moves = excluded.moves, \
     state_since = excluded.state_since, due_day = excluded.due_day, \
     first_seen_at = excluded.first_seen_at, first_message_at = excluded.first_message_at, \
     last_message_at = excluded.last_message_at, messages = excluded.messages, \
     contact_at = excluded.contact_at, contact_identity_id = excluded.contact_identity_id, \
     contact_message_id = excluded.contact_message_id, \
     contact_place_id = excluded.contact_place_id, orders = excluded.orders, \
     first_order_day = excluded.first_order_day, last_order_day = excluded.last_order_day, \
     corrections = excluded.corrections, merged_into_id = excluded.merged_into_id";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM person WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const NAMES: &str =
    "SELECT id, name FROM person WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const FORGET: &str = "DELETE FROM person WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const DUE: &str = "SELECT {columns} FROM person \
     WHERE workspace_id = $1 AND due_day <= $2 ORDER BY due_day, id LIMIT $3";
pub(crate) const AFTER: &str = "SELECT {columns} FROM person \
     WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(crate) const BY_SORT_KEY: &str = "SELECT {columns} FROM person WHERE workspace_id = $1 \
     AND role IN (0, 1, 2, 3, 4) AND sort_key = $2 ORDER BY id LIMIT 100";
pub(crate) const CALLED: &str = "SELECT id FROM person WHERE workspace_id = $1 \
     AND role IN (0, 1, 2, 3, 4) AND sort_key >= $2 AND sort_key < $3 \
     ORDER BY role, sort_key, id LIMIT $4";
pub(crate) const CALLED_SECOND: &str = "SELECT id FROM person WHERE workspace_id = $1 \
     AND role IN (0, 1, 2, 3, 4) AND tail_key >= $2 AND tail_key < $3 \
     AND NOT (sort_key >= $2 AND sort_key < $3) ORDER BY role, tail_key, id LIMIT $4";
const SQLITE_CALLED_COUNT: &str = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM person p \
     WHERE p.workspace_id = $1 AND p.role IN (0, 1, 2, 3, 4) AND p.sort_key >= c.value \
     AND p.sort_key < c.value || char(1114111) UNION ALL SELECT 1 FROM person p \
     WHERE p.workspace_id = $1 AND p.role IN (0, 1, 2, 3, 4) AND p.tail_key >= c.value \
     AND p.tail_key < c.value || char(1114111) AND NOT (p.sort_key >= c.value \
     AND p.sort_key < c.value || char(1114111)) LIMIT $3)) FROM json_each($2) c ORDER BY c.key";
const POSTGRES_CALLED_COUNT: &str = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM person p \
     WHERE p.workspace_id = $1 AND p.role IN (0, 1, 2, 3, 4) AND p.sort_key >= c.begun \
     AND p.sort_key < c.begun || chr(1114111) UNION ALL SELECT 1 FROM person p \
     WHERE p.workspace_id = $1 AND p.role IN (0, 1, 2, 3, 4) AND p.tail_key >= c.begun \
     AND p.tail_key < c.begun || chr(1114111) AND NOT (p.sort_key >= c.begun \
     AND p.sort_key < c.begun || chr(1114111)) LIMIT $3) called) \
     FROM UNNEST(string_to_array($2, E'\\n')) WITH ORDINALITY AS c (begun, number) ORDER BY number";
pub(crate) const ACTIVITY: &str = "SELECT i.person_id, COUNT(*), MIN(m.sent_at), MAX(m.sent_at) \
     FROM identity i CROSS JOIN message m WHERE i.workspace_id = $1 AND i.person_id IN ({in}) \
     AND m.workspace_id = i.workspace_id AND m.identity_id = i.id \
     AND m.service = 0 AND m.deleted_at IS NULL GROUP BY i.person_id";
pub(crate) const WRITTEN_BY: &str = "SELECT COUNT(*) FROM message WHERE workspace_id = $1 \
     AND identity_id IN ({in}) AND service = 0 AND deleted_at IS NULL";

/// How many messages these accounts wrote, without service messages and deleted ones.
///
/// # Errors
/// Whatever the database says.
pub async fn written_by(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<i64> {
    let wanted = accounts.into_iter().map(Value::from);
    let counts = session.map_in(WRITTEN_BY, &values![workspace], wanted, |row| row.int(0)).await?;
    Ok(counts.into_iter().sum())
}

/// Stores people; those that are there are brought up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[PersonRow]) -> Result<()> {
    session.save("person", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Forgets people: those whom a split had made that was taken back.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<u64> {
    session.execute_in(FORGET, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// The people with these ids, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<PersonRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// What the people with these ids are called, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn names(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>> {
    let wanted = ids.into_iter().map(Value::from);
    let read = |row: &Row| Ok((row.id(0)?, row.text(1)?));
    Ok(session.map_in(NAMES, &values![workspace], wanted, read).await?.into_iter().collect())
}

/// At most `limit` people whose state changes on or before `day` by time alone.
///
/// # Errors
/// Whatever the database says.
pub async fn due(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    session.rows(DUE, values![workspace, day, limit]).await
}

/// The next `limit` people by id after `after`, whoever they are: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    session.rows(AFTER, values![workspace, after, limit]).await
}

/// At most a hundred people with this sort key, merged ones left out.
///
/// # Errors
/// Whatever the database says.
pub async fn by_sort_key(
    session: &mut Session,
    workspace: WorkspaceId,
    sort_key: &str,
) -> Result<Vec<PersonRow>> {
    session.rows(BY_SORT_KEY, values![workspace, sort_key]).await
}

/// Sorts after every continuation of a key.
const LAST: char = '\u{10FFFF}';

/// Whose sort key begins so, then whose second name does, in all roles; merged ones left out.
///
/// # Errors
/// Whatever the database says.
pub async fn called(
    session: &mut Session,
    workspace: WorkspaceId,
    begins: &str,
    limit: i64,
) -> Result<Vec<PersonId>> {
    let end = format!("{begins}{LAST}");
    let values = values![workspace, begins, end.as_str(), limit];
    let mut found = session.map(CALLED, values, |row| row.id(0)).await?;
    let left = limit - found.len() as i64;
    if left > 0 {
        let values = values![workspace, begins, end.as_str(), left];
        let second: Vec<PersonId> = session.map(CALLED_SECOND, values, |row| row.id(0)).await?;
        found.extend(second);
    }
    Ok(found)
}

/// How many people have a sort key or a second name that begins with each of these, counted up to
/// `most`. One of the named places with two SQL texts.
///
/// # Errors
/// Whatever the database says.
pub async fn called_count(
    session: &mut Session,
    workspace: WorkspaceId,
    beginnings: &[String],
    most: i64,
) -> Result<Vec<i64>> {
    if beginnings.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, list) = if session.is_postgres() {
        let lines: Vec<String> = beginnings.iter().map(|one| one.replace('\n', " ")).collect();
        (POSTGRES_CALLED_COUNT, lines.join("\n"))
    } else {
        (SQLITE_CALLED_COUNT, serde_json::to_string(beginnings).unwrap_or_default())
    };
    session.map(sql, values![workspace, list, most], |row| row.int(0)).await
}

/// What a person wrote in all: number of messages, first and last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// How many messages.
    pub messages: i64,
    /// First and last.
    pub span: Option<(Instant, Instant)>,
}

/// Counts from the messages themselves what these people wrote.
///
/// # Errors
/// Whatever the database says.
pub async fn activity(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, Activity)>> {
    let wanted = people.into_iter().map(Value::from);
    session
        .map_in(ACTIVITY, &values![workspace], wanted, |row| {
            let span = row.maybe_instant(2)?.zip(row.maybe_instant(3)?);
            Ok((row.id(0)?, Activity { messages: row.int(1)?, span }))
        })
        .await
}
