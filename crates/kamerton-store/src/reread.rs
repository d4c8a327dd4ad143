//! Reading the history again: how far it is, what is read otherwise, whose state moved by it.
//!
//! A re-reading has one holder at a time, whichever process that is. Every transaction of it begins
//! with [`hold`], so that one that was thought dead and woke up late writes nothing.

use kamerton_core::id::{MessageId, PersonId, WorkspaceId};
use kamerton_core::reading::Labels;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// How far a version of the analysis is with the history.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RunRow {
        /// Which version.
        analyser: i64 = "analyser",
        /// `reading`, `ready`, `switching` or `switched`.
        stage: String = "stage",
        /// What one of us wants of it: nothing, `now` or `later`.
        wish: String = "wish",
        /// Messages up to this one were read.
        after: MessageId = "after_id",
        /// How many were read.
        looked: i64 = "looked",
        /// How many of them are read otherwise.
        differing: i64 = "differing",
        /// JSON that the application knows.
        report: String = "report",
        /// When it began.
        started_at: Instant = "started_at",
        /// When all was read.
        ready_at: Option<Instant> = "ready_at",
        /// When the new readings took the place of the old ones.
        switched_at: Option<Instant> = "switched_at",
        /// Which process works on it.
        holder: String = "holder",
        /// Until when nobody else may.
        held_until: Instant = "held_until",
    }
}

stored! {
    /// A message that is read otherwise.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ChangeRow {
        /// Which.
        message: MessageId = "message_id",
        /// Which version of its text was read.
        version: i64 = "version",
        /// What it said.
        old_labels: Labels = "old_labels",
        /// Its sentiment before.
        old_sentiment: i64 = "old_sentiment",
        /// Its language before.
        old_lang: i64 = "old_lang",
        /// What it says.
        labels: Labels = "labels",
        /// Its sentiment.
        sentiment: i64 = "sentiment",
        /// Its language.
        lang: i64 = "lang",
    }
}

stored! {
    /// Somebody whose state or stage the switch moved.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MoveRow {
        /// Who.
        person: PersonId = "person_id",
        /// State before.
        old_state: State = "old_state",
        /// Stage before.
        old_stage: Stage = "old_stage",
        /// State.
        state: State = "state",
        /// Stage.
        stage: Stage = "stage",
    }
}

stored! {
    /// A message that was touched by something else while the new reading took over.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct TouchedRow {
        /// Which.
        message: MessageId = "message_id",
    }
}

stored! {
    /// A message that an older version has read, with all that its reading depends on.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OldRow {
        /// Which.
        message: MessageId = "id",
        /// Text.
        text: String = "text",
        /// How often the text was replaced.
        version: i64 = "version",
        /// A service message.
        service: bool = "service",
        /// Whose words they are, when forwarded.
        forwarded_from: Option<String> = "forwarded_from",
        /// JSON.
        attachments: Option<String> = "attachments",
        /// Remote key of what it answers.
        reply_to_key: Option<String> = "reply_to_key",
        /// The link is implied by the thread, not made by the author.
        implied: bool = "implied",
        /// What it says.
        labels: Labels = "labels",
        /// From -100 to 100.
        sentiment: i64 = "sentiment",
        /// Language.
        lang: i64 = "lang",
    }
}

const BEGIN: &str = "ON CONFLICT (workspace_id, analyser) DO NOTHING";
const REPLACE: &str = "ON CONFLICT (workspace_id, message_id) DO UPDATE SET \
     version = excluded.version, old_labels = excluded.old_labels, \
     old_sentiment = excluded.old_sentiment, old_lang = excluded.old_lang, \
     labels = excluded.labels, sentiment = excluded.sentiment, lang = excluded.lang";
const MOVED_AGAIN: &str = "ON CONFLICT (workspace_id, person_id) DO UPDATE SET \
     state = excluded.state, stage = excluded.stage";

pub(crate) const LATEST: &str = "SELECT {columns} FROM reread_run WHERE workspace_id = $1 \
     AND analyser > 0 ORDER BY analyser DESC LIMIT 1";
pub(crate) const CLEAR: [&str; 3] = [
    "DELETE FROM reread_touched WHERE workspace_id = $1",
    "DELETE FROM reread_message WHERE workspace_id = $1",
    "DELETE FROM reread_person WHERE workspace_id = $1",
];
pub(crate) const HOLD: &str = "UPDATE reread_run SET holder = $3, held_until = $5 \
     WHERE workspace_id = $1 AND analyser = $2 AND (holder = $3 OR held_until < $4)";
pub(crate) const SET: &str = "UPDATE reread_run SET stage = $3, after_id = $4, looked = $5, \
     differing = $6, report = $7, ready_at = $8, switched_at = $9 \
     WHERE workspace_id = $1 AND analyser = $2";
pub(crate) const WISH: &str =
    "UPDATE reread_run SET wish = $3 WHERE workspace_id = $1 AND analyser = $2";
pub(crate) const NTH: &str = "SELECT id FROM message WHERE workspace_id = $1 AND id > $2 \
     ORDER BY id LIMIT 1 OFFSET $3";
pub(crate) const LAST: &str = "SELECT id FROM message WHERE workspace_id = $1 AND id > $2 \
     ORDER BY id DESC LIMIT 1";
pub(crate) const OLD: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND id > $2 AND id <= $3 AND analyser < $4 ORDER BY id";
pub(crate) const SAME: &str = "UPDATE message SET analyser = $2 WHERE workspace_id = $1 \
     AND analyser < $2 AND id IN ({in})";
pub(crate) const CHANGES_AFTER: &str = "SELECT {columns} FROM reread_message \
     WHERE workspace_id = $1 AND message_id > $2 ORDER BY message_id LIMIT $3";
pub(crate) const CHANGES_OF: &str = "SELECT {columns} FROM reread_message \
     WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const APPLY_ALIKE: &str = "UPDATE message SET labels = r.labels, \
     sentiment = r.sentiment, lang = r.lang, analyser = $2 FROM reread_message r \
     WHERE r.workspace_id = $1 AND r.message_id > $3 AND r.message_id <= $4 \
     AND r.labels = r.old_labels AND message.workspace_id = r.workspace_id \
     AND message.id = r.message_id AND message.version = r.version AND message.analyser < $2";
pub(crate) const APPLY_THESE: &str = "UPDATE message SET labels = r.labels, \
     sentiment = r.sentiment, lang = r.lang, analyser = $2 FROM reread_message r \
     WHERE r.workspace_id = $1 AND r.message_id IN ({in}) \
     AND message.workspace_id = r.workspace_id AND message.id = r.message_id \
     AND message.version = r.version AND message.analyser < $2";
pub(crate) const LABELLED_AFTER: &str = "SELECT {columns} FROM reread_message \
     WHERE workspace_id = $1 AND message_id > $2 AND labels <> old_labels \
     ORDER BY message_id LIMIT $3";
pub(crate) const PENDING: &str = "SELECT r.message_id, r.labels FROM reread_message r \
     CROSS JOIN message m WHERE r.workspace_id = $1 AND r.message_id IN ({in}) \
     AND r.labels <> r.old_labels AND m.workspace_id = r.workspace_id AND m.id = r.message_id \
     AND m.version = r.version AND m.analyser < $2";
pub(crate) const WRITERS: &str = "SELECT m.id, i.person_id FROM message m \
     LEFT JOIN identity i ON i.workspace_id = m.workspace_id AND i.id = m.identity_id \
     WHERE m.workspace_id = $1 AND m.id IN ({in})";
pub(crate) const SWITCHING: &str = "SELECT 1 FROM reread_run WHERE workspace_id = $1 \
     AND analyser > 0 AND stage = 'switching'";
const TOUCHED_ALREADY: &str = "ON CONFLICT (workspace_id, message_id) DO NOTHING";
pub(crate) const TOUCHED_FIRST: &str = "SELECT message_id FROM reread_touched WHERE workspace_id = $1 AND message_id > $2 \
     ORDER BY message_id LIMIT $3";
pub(crate) const TOUCHED_OF: &str =
    "SELECT message_id FROM reread_touched WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const TOUCHED_DONE: &str =
    "DELETE FROM reread_touched WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const MOVES_AFTER: &str = "SELECT {columns} FROM reread_person \
     WHERE workspace_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3";
pub(crate) const MOVES_OF: &str = "SELECT {columns} FROM reread_person \
     WHERE workspace_id = $1 AND person_id IN ({in})";

/// The latest version that reads or has read the history.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(session: &mut Session, workspace: WorkspaceId) -> Result<Option<RunRow>> {
    Ok(session.rows(LATEST, values![workspace]).await?.pop())
}

/// Begins a re-reading unless this version has one; what the one before found is forgotten.
///
/// # Errors
/// Whatever the database says.
pub async fn begin(session: &mut Session, workspace: WorkspaceId, run: &RunRow) -> Result<()> {
    let begun = session.save("reread_run", BEGIN, workspace, std::slice::from_ref(run)).await?;
    if begun > 0 {
        clear(session, workspace).await?;
    }
    Ok(())
}

/// Forgets what the latest re-reading found.
///
/// # Errors
/// Whatever the database says.
pub async fn clear(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    for sql in CLEAR {
        session.execute(sql, values![workspace]).await?;
    }
    Ok(())
}

/// Takes or keeps a re-reading for `holder` until an instant; says whether it is theirs.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    holder: &str,
    now: Instant,
    until: Instant,
) -> Result<bool> {
    let values = values![workspace, analyser, holder, now, until];
    Ok(session.execute(HOLD, values).await? > 0)
}

/// Stores how far a re-reading is; who holds it and what is wished of it stay.
///
/// # Errors
/// Whatever the database says.
pub async fn set(session: &mut Session, workspace: WorkspaceId, run: &RunRow) -> Result<()> {
    let values = values![
        workspace,
        run.analyser,
        run.stage.as_str(),
        run.after,
        run.looked,
        run.differing,
        run.report.as_str(),
        run.ready_at,
        run.switched_at,
    ];
    session.execute(SET, values).await?;
    Ok(())
}

/// Stores what one of us wants of a re-reading.
///
/// # Errors
/// Whatever the database says.
pub async fn wish(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    wish: &str,
) -> Result<()> {
    session.execute(WISH, values![workspace, analyser, wish]).await?;
    Ok(())
}

/// Where a piece of `count` messages after `after` ends; `None` when there are none.
///
/// # Errors
/// Whatever the database says.
pub async fn end_of_piece(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    count: i64,
) -> Result<Option<MessageId>> {
    if let Some(row) = session.first(NTH, values![workspace, after, count - 1]).await? {
        return Ok(Some(row.id(0)?));
    }
    let last = session.first(LAST, values![workspace, after]).await?;
    last.map(|row| row.id(0)).transpose()
}

/// The messages after `after` up to `end` that a version before this one has read.
///
/// # Errors
/// Whatever the database says.
pub async fn old(
    session: &mut Session,
    workspace: WorkspaceId,
    (after, end): (MessageId, MessageId),
    analyser: i64,
) -> Result<Vec<OldRow>> {
    session.rows(OLD, values![workspace, after, end, analyser]).await
}

/// Notes that this version reads these messages as they were read; gives how many were noted.
///
/// # Errors
/// Whatever the database says.
pub async fn same(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<u64> {
    let wanted = messages.into_iter().map(Value::from);
    session.execute_in(SAME, &values![workspace, analyser], wanted).await
}

/// Keeps what is read otherwise.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[ChangeRow]) -> Result<()> {
    session.save("reread_message", REPLACE, workspace, rows).await?;
    Ok(())
}

/// The next `limit` messages that are read otherwise, by id after `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn changes_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<ChangeRow>> {
    session.rows(CHANGES_AFTER, values![workspace, after, limit]).await
}

/// What the latest re-reading found of these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn changes_of(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<ChangeRow>> {
    session.rows_in(CHANGES_OF, &values![workspace], messages.into_iter().map(Value::from)).await
}

/// Puts the new readings of the messages after `after` up to `end` in place of the old ones, as far
/// as they say the same and only tone or language differ; gives how many.
///
/// # Errors
/// Whatever the database says.
pub async fn apply_alike(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    (after, end): (MessageId, MessageId),
) -> Result<u64> {
    session.execute(APPLY_ALIKE, values![workspace, analyser, after, end]).await
}

/// Puts the new readings of these messages in place of the old ones, where the text is the one that
/// was read; gives how many.
///
/// # Errors
/// Whatever the database says.
pub async fn apply_these(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<u64> {
    let wanted = messages.into_iter().map(Value::from);
    session.execute_in(APPLY_THESE, &values![workspace, analyser], wanted).await
}

/// The next `limit` messages that say something else, by id after `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn labelled_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<ChangeRow>> {
    session.rows(LABELLED_AFTER, values![workspace, after, limit]).await
}

/// What those of these messages will say that say something else and whose new reading is not in
/// place yet.
///
/// # Errors
/// Whatever the database says.
pub async fn pending(
    session: &mut Session,
    workspace: WorkspaceId,
    analyser: i64,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<(MessageId, Labels)>> {
    let wanted = messages.into_iter().map(Value::from);
    session
        .map_in(PENDING, &values![workspace, analyser], wanted, |row| {
            Ok((row.id(0)?, Labels(row.int(1)? as u32)))
        })
        .await
}

/// Who wrote these messages; nobody where the author is unknown or no person.
///
/// # Errors
/// Whatever the database says.
pub async fn writers(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<(MessageId, Option<PersonId>)>> {
    let wanted = messages.into_iter().map(Value::from);
    session
        .map_in(WRITERS, &values![workspace], wanted, |row| Ok((row.id(0)?, row.maybe_id(1)?)))
        .await
}

/// Whether a new reading is taking over at this moment.
///
/// # Errors
/// Whatever the database says.
pub async fn is_switching(session: &mut Session, workspace: WorkspaceId) -> Result<bool> {
    Ok(session.first(SWITCHING, values![workspace]).await?.is_some())
}

/// Notes that these messages were derived by something else while a new reading takes over.
///
/// # Errors
/// Whatever the database says.
pub async fn touch(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<()> {
    let rows: Vec<TouchedRow> =
        messages.into_iter().map(|message| TouchedRow { message }).collect();
    session.save("reread_touched", TOUCHED_ALREADY, workspace, &rows).await?;
    Ok(())
}

/// The first `limit` messages that were touched so.
///
/// # Errors
/// Whatever the database says.
pub async fn touched_first(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let values = values![workspace, MessageId::NIL, limit];
    session.map(TOUCHED_FIRST, values, |row| row.id(0)).await
}

/// Those of these messages that were touched so.
///
/// # Errors
/// Whatever the database says.
pub async fn touched_of(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<MessageId>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(TOUCHED_OF, &values![workspace], wanted, |row| row.id(0)).await
}

/// Forgets that these messages were touched: they are derived once more.
///
/// # Errors
/// Whatever the database says.
pub async fn touched_done(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<()> {
    let wanted = messages.into_iter().map(Value::from);
    session.execute_in(TOUCHED_DONE, &values![workspace], wanted).await?;
    Ok(())
}

/// Keeps whose state moved.
///
/// # Errors
/// Whatever the database says.
pub async fn save_moves(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[MoveRow],
) -> Result<()> {
    session.save("reread_person", MOVED_AGAIN, workspace, rows).await?;
    Ok(())
}

/// How the latest switch moved these people, as far as it did.
///
/// # Errors
/// Whatever the database says.
pub async fn moves_of(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<MoveRow>> {
    session.rows_in(MOVES_OF, &values![workspace], people.into_iter().map(Value::from)).await
}

/// The next `limit` people whom the latest switch moved, by id after `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn moves_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<MoveRow>> {
    session.rows(MOVES_AFTER, values![workspace, after, limit]).await
}
