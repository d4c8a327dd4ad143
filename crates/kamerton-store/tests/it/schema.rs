//! The live schema: the workspace leads every key, and there are few types of columns.

use std::collections::BTreeSet;

use kamerton_store::Session;

use crate::harness::{both_in, forever};

/// The tables of the installation itself; all others belong to workspaces.
pub const INSTALLATION: [&str; 6] =
    ["schema_version", "workspace", "app_user", "user_session", "sign_in_failure", "counter"];

/// Named as ids and none of ours: what a platform calls something, and the running number that
/// search text has to have.
const NO_IDS: [&str; 2] = ["remote_id", "doc_id"];

/// A key or index, or one side of a reference between tables.
struct Key {
    table: String,
    name: String,
    first: String,
}

struct Column {
    table: String,
    name: String,
    kind: String,
}

#[test]
fn the_workspace_leads_every_key() {
    both_in(async |session| {
        let keys = keys(session).await;
        let tables = tables(session).await;
        let mut with_key = BTreeSet::new();
        for key in &keys {
            with_key.insert(key.table.as_str());
            if INSTALLATION.contains(&key.table.as_str()) {
                continue;
            }
            assert_eq!(key.first, "workspace_id", "{} of {}", key.name, key.table);
        }
        let all: BTreeSet<&str> = tables.iter().map(String::as_str).collect();
        assert_eq!(with_key, all, "every table has a primary key, and nothing else has one");
        assert!(keys.iter().any(|key| key.name.contains("references")), "no reference was seen");
    });
}

#[test]
fn every_table_of_a_workspace_has_its_id() {
    both_in(async |session| {
        let columns = columns(session).await;
        for table in tables(session).await {
            let has = columns.iter().any(|c| c.table == table && c.name == "workspace_id");
            assert_eq!(has, !INSTALLATION.contains(&table.as_str()), "{table}");
        }
    });
}

#[test]
fn columns_are_of_few_types() {
    both_in(async |session| {
        let (id, numbers) = if session.is_postgres() {
            ("uuid", ["bigint", "double precision"])
        } else {
            ("BLOB", ["BIGINT", "DOUBLE PRECISION"])
        };
        let columns = columns(session).await;
        assert!(columns.len() > 150);
        for Column { table, name, kind } in &columns {
            let is_id = (name == "id" || name.ends_with("_id")) && !NO_IDS.contains(&name.as_str());
            assert_eq!(is_id, kind == id, "{table}.{name} is {kind}");
            let known = is_id
                || numbers.contains(&kind.as_str())
                || ["text", "TEXT"].contains(&kind.as_str())
                || (kind == "tsvector" && table == "message_search");
            assert!(known, "{table}.{name} is {kind}");
        }
    });
}

/// All tables, without those that SQLite keeps for itself and for search.
pub async fn tables(session: &mut Session) -> Vec<String> {
    let sql = if session.is_postgres() {
        "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables \
         WHERE schemaname = current_schema() ORDER BY tablename"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
         ESCAPE '\\' AND name NOT LIKE 'message\\_search%' ESCAPE '\\' ORDER BY name"
    };
    texts(session, sql).await.into_iter().map(|mut row| row.remove(0)).collect()
}

async fn columns(session: &mut Session) -> Vec<Column> {
    if session.is_postgres() {
        let sql = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), \
             CAST(data_type AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema()";
        return texts(session, sql).await.into_iter().map(column).collect();
    }
    let mut columns = Vec::new();
    for table in tables(session).await {
        let sql = format!("SELECT '{table}', name, type FROM pragma_table_info('{table}')");
        columns.extend(texts(session, forever(sql)).await.into_iter().map(column));
    }
    columns
}

fn column(row: Vec<String>) -> Column {
    let [table, name, kind] = row.try_into().unwrap();
    Column { table, name, kind }
}

async fn keys(session: &mut Session) -> Vec<Key> {
    let rows = if session.is_postgres() {
        postgres_keys(session).await
    } else {
        sqlite_keys(session).await
    };
    rows.into_iter()
        .map(|row| {
            let [table, name, first] = row.try_into().unwrap();
            Key { table, name, first }
        })
        .collect()
}

/// Of all indexes, unique or not; only the one of search tokens has no order to be led.
async fn postgres_keys(session: &mut Session) -> Vec<Vec<String>> {
    let indexes = "SELECT CAST(t.relname AS TEXT), CAST(i.relname AS TEXT), \
         CAST(COALESCE(a.attname, 'an expression') AS TEXT) FROM pg_catalog.pg_index x \
         JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid \
         JOIN pg_catalog.pg_class t ON t.oid = x.indrelid \
         JOIN pg_catalog.pg_am m ON m.oid = i.relam \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace \
         LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] \
         WHERE n.nspname = current_schema() AND (x.indisunique OR m.amname <> 'gin')";
    let near = "SELECT CAST(t.relname AS TEXT), c.conname || ' references', \
         CAST(a.attname AS TEXT) FROM pg_catalog.pg_constraint c \
         JOIN pg_catalog.pg_class t ON t.oid = c.conrelid \
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype = 'f' AND c.connamespace = CAST(current_schema() AS regnamespace)";
    let far = "SELECT CAST(t.relname AS TEXT), c.conname || ' is referenced', \
         CAST(a.attname AS TEXT) FROM pg_catalog.pg_constraint c \
         JOIN pg_catalog.pg_class t ON t.oid = c.confrelid \
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = c.confkey[1] \
         WHERE c.contype = 'f' AND c.connamespace = CAST(current_schema() AS regnamespace)";
    let mut rows = Vec::new();
    for sql in [indexes, near, far] {
        rows.extend(texts(session, sql).await);
    }
    rows
}

async fn sqlite_keys(session: &mut Session) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for table in tables(session).await {
        for sql in [
            format!(
                "SELECT '{table}', 'primary key', name FROM pragma_table_info('{table}') WHERE pk = 1"
            ),
            format!(
                "SELECT '{table}', l.name, COALESCE(i.name, 'an expression') \
                 FROM pragma_index_list('{table}') l CROSS JOIN pragma_index_info(l.name) i \
                 WHERE i.seqno = 0"
            ),
            format!(
                "SELECT '{table}', 'references ' || \"table\", \"from\" \
                 FROM pragma_foreign_key_list('{table}') WHERE seq = 0"
            ),
            format!(
                "SELECT \"table\", 'is referenced', \"to\" \
                 FROM pragma_foreign_key_list('{table}') WHERE seq = 0"
            ),
        ] {
            rows.extend(texts(session, forever(sql)).await);
        }
    }
    rows
}

/// Rows of three texts, or of one.
async fn texts(session: &mut Session, sql: &'static str) -> Vec<Vec<String>> {
    let rows = session.all(sql, vec![]).await.unwrap();
    rows.iter().map(|row| (0..3).map_while(|at| row.text(at).ok()).collect()).collect()
}
