//! Every statement of the crate is understood by the databases it is for.

use kamerton_store::{Store, Target};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use crate::harness::{Database, forever, runtime};
use crate::sources::{For, statements};

#[test]
fn every_statement_prepares_on_sqlite() {
    let database = Database::sqlite();
    runtime().block_on(async {
        let store = Store::create(&database.target()).await.unwrap();
        let mut session = store.read().await.unwrap();
        let mut failures = Vec::new();
        for statement in statements() {
            if statement.is_for() == For::Postgres {
                continue;
            }
            let sql = forever(format!("EXPLAIN {}", statement.sql));
            if let Err(error) = session.all(sql, vec![]).await {
                failures.push(format!("{}: {error}\n{}", statement.path(), statement.sql));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    });
}

#[test]
fn every_statement_prepares_on_postgres() {
    let Some(database) = Database::postgres() else { return };
    let Target::Postgres(url) = database.target() else { unreachable!("it is on PostgreSQL") };
    runtime().block_on(async {
        Store::create(&database.target()).await.unwrap().close().await;
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let mut failures = Vec::new();
        for statement in statements() {
            if statement.is_for() == For::Sqlite {
                continue;
            }
            let text = format!("PREPARE one AS {}; DEALLOCATE one", statement.sql);
            let done = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await;
            if let Err(error) = done {
                failures.push(format!("{}: {error}\n{}", statement.path(), statement.sql));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    });
}
