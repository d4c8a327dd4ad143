//! Copies of a whole store from one database into another, in either direction.
//!
//! Which tables and columns there are is asked of the live schema, so that a table that somebody
//! adds cannot be forgotten. Search text is made anew from the texts, because SQLite keeps no
//! tokens that could be read back.

use std::collections::BTreeMap;

use kamerton_core::id::WorkspaceId;
use xxhash_rust::xxh3::xxh3_64;

use crate::db::Table;
use crate::error::{Result, StoreError};
use crate::search;
use crate::sql::Sql;
use crate::value::{Kind, Row, Value};
use crate::{Session, Store, values};

/// Rows that are in memory at once.
const PIECE: i64 = 1_000;
/// Pieces that one transaction holds on SQLite, whose log would otherwise grow to the whole copy.
const PIECES_IN_TRANSACTION: usize = 64;
/// Where search text is kept; it is made, not copied.
const SEARCH: &str = "message_search";
/// The version of the schema is that of the target, from its own migrations.
const VERSION: &str = "schema_version";

/// Where a backup notes what it holds.
pub(crate) const SUMS: &str = "backup_sum";

/// A table as the live schema shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveTable {
    /// Name.
    pub name: String,
    /// Columns with their types, in the order of the schema.
    pub columns: Vec<(String, Kind)>,
    /// Places of the primary key's columns in `columns`, in the key's order.
    key: Vec<usize>,
}

/// How many rows a table has and what they hold, whatever their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Rows.
    pub rows: i64,
    /// The sum of all rows' hashes.
    pub hash: u64,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The table at hand.
    pub table: &'a str,
    /// Rows done, of all tables; every row is copied and then read again.
    pub done: i64,
    /// Rows to do.
    pub total: i64,
}

/// Makes the search tokens of a text.
pub type Tokens<'a> = &'a (dyn Fn(&str) -> Vec<String> + Sync);

const SQLITE_SCHEMA: &str = "SELECT s.name, c.name, c.type, CAST(c.pk AS BIGINT) \
     FROM sqlite_schema s, pragma_table_info(s.name) c \
     WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     ORDER BY s.rowid, c.cid";
const POSTGRES_SCHEMA: &str = "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), \
     format_type(a.atttypid, NULL), \
     CAST(COALESCE(array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1, 0) AS BIGINT) \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 \
     AND NOT a.attisdropped AND c.relnamespace = CAST(current_schema() AS REGNAMESPACE) \
     ORDER BY c.oid, a.attnum";

/// All tables that a copy takes along, parents before children.
///
/// # Errors
/// When a column has a type that no copy knows, or the database says so.
pub async fn tables(session: &mut Session) -> Result<Vec<LiveTable>> {
    let schema = if session.is_postgres() { POSTGRES_SCHEMA } else { SQLITE_SCHEMA };
    let rows = session.all(schema, vec![]).await?;
    let mut tables: Vec<(LiveTable, BTreeMap<i64, usize>)> = Vec::new();
    for row in &rows {
        let name = row.text(0)?;
        if name == VERSION || name == SUMS || name.starts_with(SEARCH) {
            continue;
        }
        if tables.last().is_none_or(|(table, _)| table.name != name) {
            let table = LiveTable { name: name.clone(), columns: vec![], key: vec![] };
            tables.push((table, BTreeMap::new()));
        }
        let Some((table, key)) = tables.last_mut() else { continue };
        let (column, place) = (row.text(1)?, row.int(3)?);
        if place > 0 {
            key.insert(place, table.columns.len());
        }
        let kind = kind_of(&name, &column, &row.text(2)?)?;
        table.columns.push((column, kind));
    }
    Ok(tables
        .into_iter()
        .map(|(table, key)| LiveTable { key: key.into_values().collect(), ..table })
        .collect())
}

fn kind_of(table: &str, column: &str, declared: &str) -> Result<Kind> {
    Ok(match declared.to_lowercase().as_str() {
        "uuid" | "blob" => Kind::Id,
        "bigint" => Kind::Int,
        "double precision" => Kind::Real,
        "text" => Kind::Text,
        other => {
            let found = format!("column {table}.{column} of type {other}, which cannot be copied");
            return Err(StoreError::Unexpected(found));
        }
    })
}

/// How many rows each table has.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(session: &mut Session) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for table in tables(session).await? {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
        counts.insert(table.name, session.one(Sql::of_names(sql), vec![]).await?.int(0)?);
    }
    Ok(counts)
}

/// Count and content of every table.
///
/// # Errors
/// Whatever the database says.
pub async fn sums(session: &mut Session) -> Result<BTreeMap<String, Sum>> {
    let mut sums = BTreeMap::new();
    for table in tables(session).await? {
        let mut steps = Steps { told: &mut |_| {}, done: 0, total: 0 };
        let found = sum(session, &table, &mut steps).await?;
        sums.insert(table.name, found);
    }
    Ok(sums)
}

/// How many rows of a workspace each table holds, search text included.
///
/// # Errors
/// Whatever the database says.
pub async fn counts_of(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for table in tables(session).await? {
        let column = match table.name.as_str() {
            "workspace" => "id",
            _ if table.columns.iter().any(|(name, _)| name == "workspace_id") => "workspace_id",
            _ => continue,
        };
        let sql = format!("SELECT COUNT(*) FROM \"{}\" WHERE {column} = $1", table.name);
        let count = session.one(Sql::of_names(sql), values![workspace]).await?.int(0)?;
        counts.insert(table.name, count);
    }
    Ok(counts)
}

/// How many messages are in the search text, of all workspaces.
///
/// # Errors
/// Whatever the database says.
pub async fn documents(session: &mut Session) -> Result<i64> {
    session.one("SELECT COUNT(*) FROM message_search", vec![]).await?.int(0)
}

/// Copies everything `from` holds into `to`, which must be empty, and reads it back to compare
/// count and content of every table.
///
/// On PostgreSQL the whole copy is one transaction: when it fails nothing is there. On SQLite it is
/// many, so the target has to be a file that nobody uses before this has returned.
///
/// # Errors
/// When the target is not empty, when the schemas differ, when what arrived is not what was sent,
/// or when a database says so.
pub async fn copy(
    from: &mut Session,
    to: &Store,
    tokens: Tokens<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<BTreeMap<String, Sum>> {
    let tables = tables(from).await?;
    let total: i64 = counts(from).await?.values().sum();
    let mut writer = Writer { store: to, session: to.write().await?, pieces: 0 };
    check_target(&mut writer.session, &tables).await?;
    let mut progress = Steps { told: progress, done: 0, total: total * 2 };
    let mut sent = BTreeMap::new();
    for table in &tables {
        let sum = copy_table(from, &mut writer, table, &mut progress).await?;
        sent.insert(table.name.clone(), sum);
    }
    let documents_sent = index(from, &mut writer, tokens).await?;
    for table in &tables {
        let arrived = sum(&mut writer.session, table, &mut progress).await?;
        if sent.get(&table.name) != Some(&arrived) {
            return Err(StoreError::Unexpected(format!(
                "table {} arrived with {} rows and other content than was sent",
                table.name, arrived.rows
            )));
        }
    }
    let documents_there = documents(&mut writer.session).await?;
    if documents_there != documents_sent {
        return Err(StoreError::Unexpected(format!(
            "{documents_there} of {documents_sent} messages arrived in the search text"
        )));
    }
    writer.session.commit().await?;
    Ok(sent)
}

/// The transaction that is written into, renewed now and then on SQLite.
struct Writer<'a> {
    store: &'a Store,
    session: Session,
    pieces: usize,
}

impl Writer<'_> {
    async fn piece_done(&mut self) -> Result<()> {
        self.pieces += 1;
        if self.session.is_postgres() || self.pieces < PIECES_IN_TRANSACTION {
            return Ok(());
        }
        self.pieces = 0;
        // SQLite has one writer: the old transaction has to end before the next can begin, and a
        // reader holds its place meanwhile.
        let place = self.store.read().await?;
        std::mem::replace(&mut self.session, place).commit().await?;
        self.session = self.store.write().await?;
        Ok(())
    }
}

struct Steps<'a> {
    told: &'a mut (dyn FnMut(Progress<'_>) + Send),
    done: i64,
    total: i64,
}

impl Steps<'_> {
    fn step(&mut self, table: &LiveTable, rows: usize) {
        self.done += rows as i64;
        (self.told)(Progress { table: &table.name, done: self.done, total: self.total });
    }
}

/// The target has the same tables, and nothing in them.
async fn check_target(session: &mut Session, wanted: &[LiveTable]) -> Result<()> {
    let there = tables(session).await?;
    for table in wanted {
        let same = there.iter().any(|other| {
            other.name == table.name && sorted(&other.columns) == sorted(&table.columns)
        });
        if !same {
            return Err(StoreError::Unexpected(format!(
                "the two databases differ in table {}: bring both up to date with `kamerton migrate`",
                table.name
            )));
        }
    }
    let full = counts(session).await?.into_iter().find(|(_, count)| *count > 0);
    full.map_or(Ok(()), |(table, count)| Err(StoreError::NotEmpty(table, count)))
}

fn sorted(columns: &[(String, Kind)]) -> BTreeMap<&str, Kind> {
    columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect()
}

async fn copy_table(
    from: &mut Session,
    writer: &mut Writer<'_>,
    table: &LiveTable,
    progress: &mut Steps<'_>,
) -> Result<Sum> {
    let columns: Vec<(String, Kind)> =
        table.columns.iter().map(|(name, kind)| (format!("\"{name}\""), *kind)).collect();
    let columns: Vec<(&str, Kind)> =
        columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    let name = format!("\"{}\"", table.name);
    let into = Table { name: &name, columns: &columns, conflict: "" };
    let mut pieces = Pieces::new(table);
    let mut sum = Sum::default();
    while let Some(rows) = pieces.next(from).await? {
        sum.add(&rows);
        progress.step(table, rows.len());
        writer.session.insert(&into, rows.into_iter().flatten().collect()).await?;
        writer.piece_done().await?;
    }
    Ok(sum)
}

/// Count and content of a table.
async fn sum(session: &mut Session, table: &LiveTable, progress: &mut Steps<'_>) -> Result<Sum> {
    let mut pieces = Pieces::new(table);
    let mut sum = Sum::default();
    while let Some(rows) = pieces.next(session).await? {
        sum.add(&rows);
        progress.step(table, rows.len());
    }
    Ok(sum)
}

impl Sum {
    pub(crate) fn add(&mut self, rows: &[Vec<Value>]) {
        let mut bytes = Vec::new();
        for row in rows {
            bytes.clear();
            row.iter().for_each(|value| encode(value, &mut bytes));
            self.hash = self.hash.wrapping_add(xxh3_64(&bytes));
            self.rows += 1;
        }
    }
}

/// Writes a value such that no two rows look alike; a null is a byte of its own.
fn encode(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Id(Some(id)) => bytes.extend_from_slice(id.as_bytes()),
        Value::Int(Some(number)) => bytes.extend_from_slice(&number.to_le_bytes()),
        Value::Real(Some(measure)) => bytes.extend_from_slice(&measure.to_bits().to_le_bytes()),
        Value::Text(Some(text)) => {
            bytes.extend_from_slice(&text.len().to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        Value::Id(None) | Value::Int(None) | Value::Real(None) | Value::Text(None) => {
            bytes.push(0);
            return;
        }
    }
    bytes.push(1);
}

/// Reads a table piece by piece along its primary key.
struct Pieces<'a> {
    table: &'a LiveTable,
    last: Option<Vec<Value>>,
}

impl<'a> Pieces<'a> {
    const fn new(table: &'a LiveTable) -> Self {
        Self { table, last: None }
    }

    async fn next(&mut self, session: &mut Session) -> Result<Option<Vec<Vec<Value>>>> {
        let after = self.last.clone().unwrap_or_default();
        let rows = session.all(self.sql(after.len()), after).await?;
        let rows: Vec<Vec<Value>> =
            rows.iter().map(|row| read(row, self.table)).collect::<Result<_>>()?;
        let Some(last) = rows.last() else { return Ok(None) };
        let key = self.table.key.iter().filter_map(|at| last.get(*at).cloned()).collect();
        self.last = Some(key);
        Ok(Some(rows))
    }

    fn sql(&self, after: usize) -> Sql {
        let named = |at: &usize| self.table.columns.get(*at).map(|(name, _)| format!("\"{name}\""));
        let columns: Vec<String> =
            (0..self.table.columns.len()).filter_map(|at| named(&at)).collect();
        let key = self.table.key.iter().filter_map(named).collect::<Vec<_>>().join(", ");
        let places: Vec<String> = (1..=after).map(|at| format!("${at}")).collect();
        let condition = match after {
            0 => String::new(),
            _ => format!("WHERE ({key}) > ({})", places.join(", ")),
        };
        Sql::of_names(format!(
            "SELECT {} FROM \"{}\" {condition} ORDER BY {key} LIMIT {PIECE}",
            columns.join(", "),
            self.table.name
        ))
    }
}

fn read(row: &Row, table: &LiveTable) -> Result<Vec<Value>> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, (_, kind))| {
            Ok(match kind {
                Kind::Id => Value::Id(row.maybe_uuid(at)?),
                Kind::Int => Value::Int(row.maybe_int(at)?),
                Kind::Real => Value::Real(row.maybe_real(at)?),
                Kind::Text => Value::Text(row.maybe_text(at)?),
            })
        })
        .collect()
}

const TEXTS_FIRST: &str = "SELECT workspace_id, id, doc_id, text FROM message \
     WHERE service = 0 AND deleted_at IS NULL ORDER BY workspace_id, id LIMIT $1";
const TEXTS_NEXT: &str = "SELECT workspace_id, id, doc_id, text FROM message \
     WHERE (workspace_id, id) > ($2, $3) AND service = 0 AND deleted_at IS NULL \
     ORDER BY workspace_id, id LIMIT $1";

/// Makes the search text anew, of every message that can be found; gives how many they are.
async fn index(from: &mut Session, writer: &mut Writer<'_>, tokens: Tokens<'_>) -> Result<i64> {
    let (mut last, mut indexed) = (None, 0);
    loop {
        let rows = match last {
            None => from.all(TEXTS_FIRST, values![PIECE]).await?,
            Some((workspace, id)) => from.all(TEXTS_NEXT, values![PIECE, workspace, id]).await?,
        };
        let Some(row) = rows.last() else { return Ok(indexed) };
        last = Some((row.id::<WorkspaceId>(0)?, row.uuid(1)?));
        let mut documents: BTreeMap<WorkspaceId, Vec<search::Document>> = BTreeMap::new();
        for row in &rows {
            let words = tokens(&row.text(3)?);
            if !words.is_empty() {
                documents.entry(row.id(0)?).or_default().push((row.int(2)?, words));
                indexed += 1;
            }
        }
        for (workspace, documents) in documents {
            search::insert(&mut writer.session, workspace, documents).await?;
        }
        writer.piece_done().await?;
    }
}

#[cfg(test)]
mod tests;
