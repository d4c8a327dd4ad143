//! Search text. Tokens come ready-made, so both databases index the same words. One of the named
//! places with two SQL texts.

use kamerton_core::id::{MessageId, WorkspaceId};

use crate::db::Table;
use crate::error::Result;
use crate::value::{Kind, Value};
use crate::{Session, values};

/// What is indexed of a message: its document id and its tokens.
pub type Document = (i64, Vec<String>);

/// What a document may hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// This token.
    Token(String),
    /// A token that begins so.
    Beginning(String),
}

/// Which documents are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Any piece of each of these is there. Without one nothing is found: the index cannot tell what
    /// is not in it.
    pub all: Vec<Vec<Piece>>,
    /// Of none of these all pieces are there.
    pub none: Vec<Vec<Piece>>,
}

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
    let pieces = tokens.iter().cloned().map(Piece::Token);
    let all = if all { pieces.map(|piece| vec![piece]).collect() } else { vec![pieces.collect()] };
    let wanted = Wanted { all, none: Vec::new() };
    find_wanted(session, workspace, &wanted, before, limit).await
}

/// The newest messages before `before` that are wanted.
///
/// # Errors
/// Whatever the database says.
pub async fn find_wanted(
    session: &mut Session,
    workspace: WorkspaceId,
    wanted: &Wanted,
    before: i64,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let postgres = session.is_postgres();
    let wanted = &begun(session, wanted).await?;
    let Some(query) = expression(wanted, if postgres { &POSTGRES } else { &SQLITE_SIGNS }) else {
        return Ok(Vec::new());
    };
    let sql = if postgres { POSTGRES_FIND } else { SQLITE_FIND };
    session.map(sql, values![workspace, query, before, limit], |row| row.id(0)).await
}

/// Beginnings stand for so many of their words.
const BEGUN: i64 = 64;
// The next word is looked for by what sorts right after the last one: a plain «greater» would walk
// over all documents that have it.
const SQLITE_BEGUN: &str = "WITH RECURSIVE word (term, number) AS ( \
     SELECT (SELECT term FROM temp.message_word WHERE term >= $1 LIMIT 1), 1 UNION ALL \
     SELECT (SELECT term FROM temp.message_word WHERE term >= word.term || char(1) LIMIT 1), \
     number + 1 FROM word WHERE term < $2 AND number < $3) SELECT term FROM word WHERE term < $2";
const LAST: char = '\u{10FFFF}';

/// What is wanted with words in place of their beginnings, where the index itself would read all
/// documents of all of them: readers of an embedded database know its words.
async fn begun(session: &mut Session, wanted: &Wanted) -> Result<Wanted> {
    let mut wanted = wanted.clone();
    if matches!(session, Session::SqliteRead(_)) {
        for pieces in &mut wanted.all {
            *pieces = words_of(session, std::mem::take(pieces)).await?;
        }
        let mut none = Vec::with_capacity(wanted.none.len());
        for pieces in std::mem::take(&mut wanted.none) {
            let words = match pieces.as_slice() {
                [Piece::Beginning(_)] => words_of(session, pieces.clone()).await?,
                _ => Vec::new(),
            };
            // Only all of its words are the same as a beginning that is unwanted.
            if (1..BEGUN as usize).contains(&words.len()) {
                none.extend(words.into_iter().map(|word| vec![word]));
            } else {
                none.push(pieces);
            }
        }
        wanted.none = none;
    }
    Ok(wanted)
}

async fn words_of(session: &mut Session, pieces: Vec<Piece>) -> Result<Vec<Piece>> {
    let mut words = Vec::new();
    for piece in pieces {
        let Piece::Beginning(beginning) = &piece else {
            words.push(piece);
            continue;
        };
        let Some(first) = searchable(beginning) else { continue };
        let last = format!("{first}{LAST}");
        let found =
            session.map(SQLITE_BEGUN, values![first, last, BEGUN], |row| row.text(0)).await?;
        words.extend(found.into_iter().map(Piece::Token));
        if words.is_empty() {
            words.push(piece);
        }
    }
    Ok(words)
}

const SQLITE_COUNT: &str = "SELECT (SELECT COUNT(*) FROM ( \
     SELECT 1 FROM message_search s CROSS JOIN message m \
     WHERE message_search MATCH c.value AND m.workspace_id = $1 AND m.doc_id = s.rowid LIMIT $3)) \
     FROM json_each($2) c ORDER BY c.key";
// What is found comes out of a list that is made only as far as it is looked at, and is planned as
// if all of it were wanted: else a whole table would be read for a word that nobody wrote.
const POSTGRES_COUNT: &str = "SELECT (WITH hits AS MATERIALIZED ( \
     SELECT 1 FROM message_search s WHERE s.workspace_id = $1 \
     AND s.tokens @@ CAST(c.piece AS TSQUERY)) \
     SELECT COUNT(*) FROM (SELECT 1 FROM hits LIMIT $3) counted) \
     FROM UNNEST(string_to_array($2, E'\\n')) WITH ORDINALITY AS c (piece, number) ORDER BY number";

/// How many documents hold each piece, counted up to `most`.
///
/// # Errors
/// Whatever the database says.
pub async fn count(
    session: &mut Session,
    workspace: WorkspaceId,
    pieces: &[Piece],
    most: i64,
) -> Result<Vec<i64>> {
    let postgres = session.is_postgres();
    let signs = if postgres { &POSTGRES } else { &SQLITE_SIGNS };
    let mut texts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        texts.push(counted(session, piece, signs).await?);
    }
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, list) = if postgres {
        (POSTGRES_COUNT, texts.join("\n"))
    } else {
        (SQLITE_COUNT, serde_json::to_string(&texts).unwrap_or_default())
    };
    session.map(sql, values![workspace, list, most], |row| row.int(0)).await
}

/// A piece as a query. One that no document can hold stands for itself, so that the numbers keep
/// their places.
async fn counted(session: &mut Session, piece: &Piece, signs: &Signs) -> Result<String> {
    if matches!((&*session, piece), (Session::SqliteRead(_), Piece::Beginning(_))) {
        let words = words_of(session, vec![piece.clone()]).await?;
        let texts: Vec<String> = words.iter().filter_map(|word| text_of(word, signs)).collect();
        if !texts.is_empty() {
            return Ok(texts.join(signs.or));
        }
    }
    Ok(text_of(piece, signs).unwrap_or_else(|| signs.quoted("-")))
}

/// How a database writes what is wanted.
struct Signs {
    quote: char,
    beginning: &'static str,
    and: &'static str,
    or: &'static str,
    and_not: &'static str,
}

const SQLITE_SIGNS: Signs =
    Signs { quote: '"', beginning: "*", and: " AND ", or: " OR ", and_not: " NOT " };
const POSTGRES: Signs =
    Signs { quote: '\'', beginning: ":*", and: " & ", or: " | ", and_not: " & !" };

impl Signs {
    // Quoted, so that a token is never read as an operator.
    fn quoted(&self, token: &str) -> String {
        format!("{}{token}{}", self.quote, self.quote)
    }
}

fn text_of(piece: &Piece, signs: &Signs) -> Option<String> {
    Some(match piece {
        Piece::Token(token) => signs.quoted(&searchable(token)?),
        Piece::Beginning(token) => signs.quoted(&searchable(token)?) + signs.beginning,
    })
}

/// What is wanted as a query; nothing when it asks for nothing, or for what no document can hold.
fn expression(wanted: &Wanted, signs: &Signs) -> Option<String> {
    let group = |pieces: &Vec<Piece>, glue: &str| {
        let texts: Vec<String> = pieces.iter().filter_map(|piece| text_of(piece, signs)).collect();
        (!texts.is_empty()).then(|| format!("({})", texts.join(glue)))
    };
    let all: Vec<String> = wanted.all.iter().filter_map(|any| group(any, signs.or)).collect();
    if all.is_empty() {
        return None;
    }
    let mut query = format!("({})", all.join(signs.and));
    for none in wanted.none.iter().filter_map(|all| group(all, signs.and)) {
        query += signs.and_not;
        query += &none;
    }
    Some(query)
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
