//! The same on PostgreSQL.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use kamerton_store::Target;

use crate::house::House;
use crate::properties::{ends_alike, run};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A database of its own, if there is a server; `scripts/with-postgres.sh` takes the whole server
/// away.
pub fn database() -> Option<Target> {
    let Ok(url) = std::env::var("KAMERTON_TEST_POSTGRES") else {
        eprintln!("skipped: no KAMERTON_TEST_POSTGRES; run it under scripts/with-postgres.sh");
        return None;
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("pipeline_{}_{number}", std::process::id());
    let made = Command::new("psql")
        .args([&url, "-qc", &format!("CREATE DATABASE {name}")])
        .status()
        .expect("psql, which scripts/with-postgres.sh puts on the path");
    assert!(made.success());
    let (server, _) = url.rsplit_once('/').expect("a database in the address");
    Some(Target::Postgres(format!("{server}/{name}")))
}

#[test]
fn order_of_arrival_does_not_matter_on_postgres() {
    if std::env::var("KAMERTON_TEST_POSTGRES").is_err() {
        database();
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let house = || async { House::on(&database().expect("a database")).await };
    run(2, 0, |world, ways| runtime.block_on(ends_alike(&world, &ways, house)));
}
