//! Secondary indices: set aside while very much is stored at once, and made again.
//!
//! Rows that come by the million touch a page of every index of their table, each another one.
//! Made when all rows are there, an index is sorted and written once. The migrations alone say what
//! indices there are: what is missing of them is made from their text, also when a store is opened
//! after a load that was broken off.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::db::{Session, Store};
use crate::error::Result;
use crate::migrate;

/// The tables whose indices are set aside.
const LARGE: [&str; 9] = [
    "message",
    "reaction",
    "identity",
    "person",
    "membership",
    "orders",
    "person_day",
    "entry",
    "awaiting",
];
const PRESENT_SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'index'";
const PRESENT_POSTGRES: &str = "SELECT CAST(indexname AS TEXT) FROM pg_catalog.pg_indexes \
     WHERE schemaname = current_schema()";
/// What a sort may keep in memory before it goes to the disk: 128 MB.
const SORT_SQLITE: &str = "-131072";
const SORT_POSTGRES: &str = "SET LOCAL maintenance_work_mem = '128MB'";

/// An index as a migration makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Index {
    name: String,
    table: String,
    /// The statement that makes it unless it is there.
    text: String,
}

/// Drops the secondary indices of large tables, but for `kept`; [`make`] brings them back. Only
/// for a store that holds nothing else than what is about to be loaded.
///
/// # Errors
/// Whatever the database says; then all are as they were.
pub async fn set_aside(store: &Store, kept: &[&str]) -> Result<()> {
    let mut session = store.write().await?;
    let present = present(&mut session).await?;
    for index in declared(store.is_postgres()) {
        let large = LARGE.contains(&index.table.as_str());
        if large && !kept.contains(&index.name.as_str()) && present.contains(&index.name) {
            session.script(format!("DROP INDEX {}", index.name)).await?;
        }
    }
    session.commit().await
}

/// Makes the indices of `tables` that are missing; gives how many those were.
///
/// # Errors
/// Whatever the database says; then those made before stay.
pub async fn make(store: &Store, tables: &[&str]) -> Result<usize> {
    let mut missing = missing(store).await?;
    missing.retain(|index| tables.contains(&index.table.as_str()));
    make_these(store, &missing).await
}

/// Makes all indices that are missing; gives how many those were.
///
/// # Errors
/// As [`make`].
pub async fn make_all(store: &Store) -> Result<usize> {
    let missing = missing(store).await?;
    make_these(store, &missing).await
}

async fn missing(store: &Store) -> Result<Vec<Index>> {
    let present = present(&mut store.read().await?).await?;
    let mut missing = declared(store.is_postgres());
    missing.retain(|index| !present.contains(&index.name));
    Ok(missing)
}

async fn present(session: &mut Session) -> Result<BTreeSet<String>> {
    let sql = if session.is_postgres() { PRESENT_POSTGRES } else { PRESENT_SQLITE };
    Ok(session.map(sql, vec![], |row| row.text(0)).await?.into_iter().collect())
}

async fn make_these(store: &Store, missing: &[Index]) -> Result<usize> {
    match store.file() {
        _ if missing.is_empty() => {}
        Some(file) => make_sqlite(file, missing).await?,
        None => make_postgres(store, missing).await?,
    }
    Ok(missing.len())
}

/// On a connection of its own, which sorts on the disk and not in memory. The planner's statistics
/// of an index go with it, so they are put back in the same transaction: other connections read
/// them when they see that the schema has changed.
async fn make_sqlite(file: &Path, missing: &[Index]) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(Duration::from_secs(30))
        .pragma("cache_size", SORT_SQLITE)
        .pragma("temp_store", "FILE");
    let mut connection = options.connect().await?;
    for index in missing {
        let statistics = migrate::sqlite_statistics();
        let text = format!(
            "BEGIN IMMEDIATE; {}; DELETE FROM sqlite_stat1; {statistics} COMMIT",
            index.text
        );
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}

async fn make_postgres(store: &Store, missing: &[Index]) -> Result<()> {
    for index in missing {
        let mut session = store.write().await?;
        session.script(SORT_POSTGRES.to_owned()).await?;
        session.script(index.text.clone()).await?;
        session.commit().await?;
    }
    Ok(())
}

/// All indices that the migrations make.
fn declared(postgres: bool) -> Vec<Index> {
    migrate::scripts(postgres).iter().flat_map(|script| indices_of(script)).collect()
}

fn indices_of(script: &str) -> Vec<Index> {
    let lines: Vec<&str> =
        script.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    lines.join("\n").split(';').filter_map(Index::read).collect()
}

impl Index {
    /// Reads `CREATE [UNIQUE] INDEX name ON table …`; `None` for every other statement.
    fn read(statement: &str) -> Option<Self> {
        let statement = statement.trim();
        let (create, rest) = statement.split_once(" INDEX ")?;
        if !["CREATE", "CREATE UNIQUE"].contains(&create) {
            return None;
        }
        let mut words = rest.split_whitespace();
        let (name, _on, table) = (words.next()?, words.next()?, words.next()?);
        Some(Self {
            name: name.to_owned(),
            table: table.to_owned(),
            text: format!("{create} INDEX IF NOT EXISTS {rest}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_read_from_a_script() {
        let script = "-- CREATE INDEX no ON a (b);\nCREATE TABLE a (b TEXT);\n\
             CREATE UNIQUE INDEX a_by_b ON a (b);\nCREATE INDEX a_by_c ON a\n    (c) WHERE c > 0;";
        let found = indices_of(script);
        let names: Vec<(&str, &str)> =
            found.iter().map(|one| (one.name.as_str(), one.table.as_str())).collect();
        assert_eq!(names, [("a_by_b", "a"), ("a_by_c", "a")]);
        assert_eq!(found[0].text, "CREATE UNIQUE INDEX IF NOT EXISTS a_by_b ON a (b)");
        assert_eq!(found[1].text, "CREATE INDEX IF NOT EXISTS a_by_c ON a\n    (c) WHERE c > 0");
    }

    #[test]
    fn every_large_table_has_indices() {
        let declared = declared(false);
        for table in LARGE {
            assert!(declared.iter().any(|index| index.table == table), "{table}");
        }
        assert!(declared.len() > 35, "{}", declared.len());
    }
}
