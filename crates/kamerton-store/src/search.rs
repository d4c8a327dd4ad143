//! Search text. Tokens come ready-made, so both databases index the same words. One of the named
//! places with two SQL texts.

use kamerton_core::id::{MessageId, WorkspaceId};

use crate::db::Table;
use crate::error::Result;
use crate::value::{Kind, Value};
use crate::{Session, values};

/// What is indexed of a message: its document id and its tokens.
pub type Document = (i64, Vec<String>);

const SQLITE: Table = Table {
    name: "message_search",
    columns: &[("rowid", Kind::Int), ("tokens", Kind::Text)],
    conflict: "",
};
const SQLITE_DELETE: &str = "DELETE FROM message_search WHERE rowid = $1";
const SQLITE_FIND: &str = "SELECT m.id FROM message_search s \
     JOIN message m ON m.workspace_id = $1 AND m.doc_id = s.rowid \
     WHERE message_search MATCH $2 AND s.rowid < $3 ORDER BY s.rowid DESC LIMIT $4";
const POSTGRES_DELETE: &str = "DELETE FROM message_search WHERE workspace_id = $1 AND doc_id = $2";
const POSTGRES_FIND: &str = "SELECT m.id FROM message_search s \
     JOIN message m ON m.workspace_id = s.workspace_id AND m.doc_id = s.doc_id \
     WHERE s.workspace_id = $1 AND s.tokens @@ CAST($2 AS TSQUERY) AND s.doc_id < $3 \
     ORDER BY s.doc_id DESC LIMIT $4";

/// The key of a search document: milliseconds since 2000 and a running number, so that the newest
/// come first by key alone, whenever they were imported.
pub const fn doc_id(sent_at_micros: i64, number: i64) -> i64 {
    const Y2000_MILLIS: i64 = 946_684_800_000;
    let millis = sent_at_micros / 1_000 - Y2000_MILLIS;
    let millis = if millis < 0 { 0 } else { millis };
    (millis << 20) | (number & 0xF_FFFF)
}

/// Indexes new documents.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    session: &mut Session,
    workspace: WorkspaceId,
    documents: Vec<Document>,
) -> Result<()> {
    if session.is_postgres() {
        return insert_postgres(session, workspace, documents).await;
    }
    let mut rows = Vec::with_capacity(documents.len() * 2);
    for (doc, tokens) in documents {
        rows.push(Value::from(doc));
        rows.push(Value::from(tokens.join(" ")));
    }
    session.insert(&SQLITE, rows).await?;
    Ok(())
}

const POSTGRES_BULK: &str = "INSERT INTO message_search (workspace_id, doc_id, tokens) \
     SELECT $1, doc, array_to_tsvector(string_to_array(COALESCE(words, ''), ' ')) \
     FROM UNNEST(string_to_array($2, E'\\n')::bigint[], string_to_array($3, E'\\n')) \
     AS document (doc, words) \
     ON CONFLICT (workspace_id, doc_id) DO UPDATE SET tokens = excluded.tokens";

/// Tokens are alphanumeric, so blanks and line ends can part them. One document without words is an
/// empty text, of which PostgreSQL makes an empty list and not a list of one.
async fn insert_postgres(
    session: &mut Session,
    workspace: WorkspaceId,
    documents: Vec<Document>,
) -> Result<()> {
    for piece in documents.chunks(512) {
        let docs: Vec<String> = piece.iter().map(|(doc, _)| doc.to_string()).collect();
        let words: Vec<String> = piece.iter().map(|(_, tokens)| tokens.join(" ")).collect();
        let values = values![workspace, docs.join("\n"), words.join("\n")];
        session.execute(POSTGRES_BULK, values).await?;
    }
    Ok(())
}

/// Indexes a changed document anew; without tokens it is taken out.
///
/// # Errors
/// Whatever the database says.
pub async fn replace(
    session: &mut Session,
    workspace: WorkspaceId,
    document: Document,
) -> Result<()> {
    if session.is_postgres() {
        session.execute(POSTGRES_DELETE, values![workspace, document.0]).await?;
    } else {
        session.execute(SQLITE_DELETE, values![document.0]).await?;
    }
    if document.1.is_empty() {
        return Ok(());
    }
    insert(session, workspace, vec![document]).await
}

/// The newest messages that hold any of `tokens`, or all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    session: &mut Session,
    workspace: WorkspaceId,
    tokens: &[String],
    all: bool,
    limit: i64,
) -> Result<Vec<MessageId>> {
    find_before(session, workspace, tokens, all, i64::MAX, limit).await
}

/// As [`find`], of the documents before `before`.
///
/// # Errors
/// Whatever the database says.
pub async fn find_before(
    session: &mut Session,
    workspace: WorkspaceId,
    tokens: &[String],
    all: bool,
    before: i64,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let tokens: Vec<String> = tokens.iter().filter_map(|token| searchable(token)).collect();
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let postgres = session.is_postgres();
    let glue = match (postgres, all) {
        (true, true) => " & ",
        (true, false) => " | ",
        (false, true) => " AND ",
        (false, false) => " OR ",
    };
    // Quoted, so that a token is never read as an operator.
    let quote = if postgres { "'" } else { "\"" };
    let words: Vec<String> = tokens.iter().map(|token| format!("{quote}{token}{quote}")).collect();
    let sql = if postgres { POSTGRES_FIND } else { SQLITE_FIND };
    session.map(sql, values![workspace, words.join(glue), before, limit], |row| row.id(0)).await
}

/// A token as both databases take it: ASCII signs would part it on SQLite, end its quotes on
/// either, and are in no index. Nothing when nothing is left.
fn searchable(token: &str) -> Option<String> {
    let kept = |letter: &char| !letter.is_ascii() || letter.is_ascii_alphanumeric();
    let token: String = token.chars().filter(kept).collect();
    (!token.is_empty()).then_some(token)
}

const DOCUMENTS_SQLITE: &str = "SELECT rowid FROM message_search WHERE rowid IN ({in})";
const DOCUMENTS_POSTGRES: &str =
    "SELECT doc_id FROM message_search WHERE workspace_id = $1 AND doc_id IN ({in})";
const STRAY_SQLITE: &str = "SELECT s.rowid FROM message_search s WHERE NOT EXISTS ( \
     SELECT 1 FROM workspace w CROSS JOIN message m WHERE m.workspace_id = w.id \
     AND m.doc_id = s.rowid) LIMIT $1";
const STRAY_POSTGRES: &str = "SELECT s.doc_id FROM message_search s WHERE s.workspace_id = $1 \
     AND NOT EXISTS (SELECT 1 FROM message m WHERE m.workspace_id = s.workspace_id \
     AND m.doc_id = s.doc_id) LIMIT $2";

/// Which of these search documents are there.
///
/// # Errors
/// Whatever the database says.
pub async fn documents(
    session: &mut Session,
    workspace: WorkspaceId,
    wanted: impl IntoIterator<Item = i64>,
) -> Result<Vec<i64>> {
    let wanted = wanted.into_iter().map(Value::from);
    let rows = if session.is_postgres() {
        session.all_in(DOCUMENTS_POSTGRES, &values![workspace], wanted).await?
    } else {
        session.all_in(DOCUMENTS_SQLITE, &[], wanted).await?
    };
    rows.iter().map(|row| row.int(0)).collect()
}

/// Search documents of no message; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn stray_documents(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<i64>> {
    let rows = if session.is_postgres() {
        session.all(STRAY_POSTGRES, values![workspace, limit]).await?
    } else {
        session.all(STRAY_SQLITE, values![limit]).await?
    };
    rows.iter().map(|row| row.int(0)).collect()
}
