//! A copy takes everything along.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use super::*;
use crate::Target;

/// One row in every table that the live schema has, with a null where one may be.
async fn fill_every_table(store: &Store) {
    let mut session = store.write().await.unwrap();
    for table in tables(&mut session).await.unwrap() {
        let columns: Vec<(&str, Kind)> =
            table.columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        let row = columns.iter().map(|(name, kind)| value(name, *kind)).collect();
        let into = Table { name: &table.name, columns: &columns, conflict: "" };
        session.insert(&into, row).await.unwrap();
    }
    session.commit().await.unwrap();
}

/// All ids are the same, so that every reference leads somewhere.
fn value(column: &str, kind: Kind) -> Value {
    match (column, kind) {
        ("deleted_at", _) => Value::Int(None),
        ("topic", _) => Value::Text(None),
        ("merged_into_id", _) => Value::Id(None),
        ("service", _) => Value::from(0_i64),
        (_, Kind::Id) => Value::from(Uuid::from_u128(7)),
        (_, Kind::Int) => Value::from(i64::MAX - 3),
        (_, Kind::Real) => Value::from(0.1_f64 + 0.2_f64),
        (_, Kind::Text) => Value::from("ёж 🦔 \u{1}"),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().filter(|word| word.len() > 3).map(str::to_owned).collect()
}

async fn new_store(directory: &tempfile::TempDir) -> Store {
    Store::create(&Target::Directory(directory.path().to_owned())).await.unwrap()
}

/// A database of its own on the server, if there is one.
async fn new_postgres(name: &str) -> Option<Store> {
    let Ok(server) = std::env::var("KAMERTON_TEST_POSTGRES") else {
        eprintln!("KAMERTON_TEST_POSTGRES is not set: checked on SQLite only");
        return None;
    };
    let name = format!("copy_{name}_{}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    let (front, _) = server.rsplit_once('/').unwrap();
    Some(Store::create(&Target::Postgres(format!("{front}/{name}"))).await.unwrap())
}

async fn copied(from: &Store, to: &Store) -> BTreeMap<String, Sum> {
    let mut steps = 0;
    let mut count = |at: Progress<'_>| {
        assert!(at.done <= at.total, "{at:?}");
        steps += 1;
    };
    let mut session = from.snapshot().await.unwrap();
    let sums = copy(&mut session, to, &words, &mut count).await.unwrap();
    assert!(steps > 0);
    sums
}

async fn check_copy(from: &Store, to: &Store) {
    let sent = copied(from, to).await;
    let wanted = tables(&mut from.read().await.unwrap()).await.unwrap();
    assert!(wanted.len() > 20, "{wanted:?}");
    for table in &wanted {
        assert_eq!(sent.get(&table.name).map(|sum| sum.rows), Some(1), "{}", table.name);
    }
    assert_eq!(sums(&mut to.read().await.unwrap()).await.unwrap(), sent);
    assert_eq!(sums(&mut from.read().await.unwrap()).await.unwrap(), sent);
    let mut session = to.read().await.unwrap();
    assert_eq!(documents(&mut session).await.unwrap(), 1);
    let workspace = WorkspaceId::from(Uuid::from_u128(7));
    let found = search::find(&mut session, workspace, &["ёж".to_owned()], true, 5).await.unwrap();
    // A word of four bytes: shorter ones are no tokens here.
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn every_table_of_the_schema_is_copied_there_and_back() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from, to) = (new_store(&first).await, new_store(&second).await);
    fill_every_table(&from).await;
    check_copy(&from, &to).await;
    let Some(postgres) = new_postgres("every").await else { return };
    check_copy(&from, &postgres).await;
    let third = tempfile::tempdir().unwrap();
    let back = new_store(&third).await;
    check_copy(&postgres, &back).await;
}

#[tokio::test]
async fn a_target_that_holds_something_is_refused() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from, to) = (new_store(&first).await, new_store(&second).await);
    fill_every_table(&from).await;
    copied(&from, &to).await;
    let mut session = from.snapshot().await.unwrap();
    let again = copy(&mut session, &to, &words, &mut |_| {}).await;
    assert!(matches!(again, Err(StoreError::NotEmpty(_, 1))), "{again:?}");
}

#[tokio::test]
async fn pieces_join_without_gap_or_overlap() {
    let directory = tempfile::tempdir().unwrap();
    let store = new_store(&directory).await;
    let mut session = store.write().await.unwrap();
    let columns = [("name", Kind::Text), ("value", Kind::Int)];
    let rows = (0..2 * PIECE + 1)
        .flat_map(|number| [Value::from(format!("{number}")), Value::from(number)])
        .collect();
    let into = Table { name: "counter", columns: &columns, conflict: "" };
    session.insert(&into, rows).await.unwrap();
    let all = tables(&mut session).await.unwrap();
    let table = all.iter().find(|table| table.name == "counter").unwrap();
    let mut pieces = Pieces::new(table);
    let (mut seen, mut lengths) = (std::collections::BTreeSet::new(), vec![]);
    while let Some(rows) = pieces.next(&mut session).await.unwrap() {
        lengths.push(rows.len() as i64);
        seen.extend(rows.into_iter().map(|row| format!("{row:?}")));
    }
    assert_eq!(lengths, [PIECE, PIECE, 1]);
    assert_eq!(seen.len() as i64, 2 * PIECE + 1);
}

#[test]
fn no_two_rows_look_alike() {
    let sum = |row: Vec<Value>| {
        let mut sum = Sum::default();
        sum.add(&[row]);
        sum.hash
    };
    assert_ne!(sum(crate::values!["ab", "c"]), sum(crate::values!["a", "bc"]));
    assert_ne!(sum(vec![Value::Int(None)]), sum(crate::values![0_i64]));
    assert_ne!(sum(vec![Value::Text(None)]), sum(crate::values![""]));
}
