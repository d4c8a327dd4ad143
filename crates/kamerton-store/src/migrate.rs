//! Migrations: numbered scripts, each in one transaction with the version it brings.

use crate::db::{Session, Store};
use crate::error::{Result, StoreError};
use crate::upgrade::{self, Before, Copy, Upgrade};
use crate::{indices, values};

/// The newest schema this program knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

struct Migration {
    version: i64,
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        both: include_str!("../migrations/0001_house.sql"),
        sqlite: concat!(
            include_str!("../migrations/0001_search_sqlite.sql"),
            include_str!("../migrations/0001_statistics_sqlite.sql"),
        ),
        postgres: include_str!("../migrations/0001_search_postgres.sql"),
    },
    Migration {
        version: 2,
        both: include_str!("../migrations/0002_raw_event.sql"),
        sqlite: include_str!("../migrations/0002_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 3,
        both: include_str!("../migrations/0003_accounts.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 4,
        both: include_str!("../migrations/0004_webhook.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 5,
        both: include_str!("../migrations/0005_reading.sql"),
        sqlite: include_str!("../migrations/0005_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 6,
        both: include_str!("../migrations/0006_whose_step.sql"),
        sqlite: include_str!("../migrations/0006_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 7,
        both: include_str!("../migrations/0007_correction.sql"),
        sqlite: include_str!("../migrations/0007_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 8,
        both: include_str!("../migrations/0008_large_model.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 9,
        both: include_str!("../migrations/0009_reread.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 10,
        both: include_str!("../migrations/0010_connection.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 11,
        both: include_str!("../migrations/0011_reread_touched.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 12,
        both: include_str!("../migrations/0012_email.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 13,
        both: include_str!("../migrations/0013_extra.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 14,
        both: include_str!("../migrations/0014_following.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 15,
        both: include_str!("../migrations/0015_interaction.sql"),
        sqlite: include_str!("../migrations/0015_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 16,
        both: include_str!("../migrations/0016_place_index.sql"),
        sqlite: include_str!("../migrations/0016_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 17,
        both: include_str!("../migrations/0017_act.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 18,
        both: include_str!("../migrations/0018_placement.sql"),
        sqlite: concat!(
            include_str!("../migrations/0018_placement_sqlite.sql"),
            include_str!("../migrations/0018_statistics_sqlite.sql"),
        ),
        postgres: include_str!("../migrations/0018_placement_postgres.sql"),
    },
    Migration {
        version: 19,
        both: include_str!("../migrations/0019_community_map.sql"),
        sqlite: include_str!("../migrations/0019_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 20,
        both: include_str!("../migrations/0020_name_tail.sql"),
        sqlite: concat!(
            include_str!("../migrations/0020_name_tail_sqlite.sql"),
            include_str!("../migrations/0020_statistics_sqlite.sql"),
        ),
        postgres: include_str!("../migrations/0020_name_tail_postgres.sql"),
    },
    Migration {
        version: 21,
        both: include_str!("../migrations/0021_segment.sql"),
        sqlite: include_str!("../migrations/0021_statistics_sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 22,
        both: include_str!("../migrations/0022_suggestion.sql"),
        sqlite: include_str!("../migrations/0022_statistics_sqlite.sql"),
        postgres: "",
    },
];

const VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)";
const VERSION: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM schema_version";
const VERSION_SET: &str = "INSERT INTO schema_version (version) VALUES ($1)";
/// Two nodes that start at once on PostgreSQL must not migrate both; any fixed number will do.
const MIGRATION_LOCK: &str =
    "SELECT CAST(1 AS BIGINT) FROM (SELECT pg_advisory_xact_lock(7316)) AS held";

/// Brings the schema up to date, with all its indices; says so when it was an older one.
///
/// A store that is new gets all of it at once or nothing. One that holds something goes step by
/// step: what was broken off goes on at the step that was not done.
pub(crate) async fn run(store: &Store, copy: Copy) -> Result<Option<Upgrade>> {
    let upgrade = up_to(store, SCHEMA_VERSION, copy).await?;
    indices::make_all(store).await?;
    Ok(upgrade)
}

/// Runs the migrations up to one of them.
pub(crate) async fn up_to(store: &Store, last: i64, copy: Copy) -> Result<Option<Upgrade>> {
    let mut upgrade = None;
    loop {
        let mut session = store.write().await?;
        let from = version(&mut session).await?;
        let mut next = MIGRATIONS.iter().filter(|one| one.version > from && one.version <= last);
        let steps: Vec<&Migration> =
            if from == 0 { next.collect() } else { next.next().into_iter().collect() };
        if steps.is_empty() {
            session.commit().await?;
            return Ok(upgrade);
        }
        if from > 0 && upgrade.is_none() {
            // Whoever else wants to migrate waits for this session.
            let before = match copy {
                Copy::Made => upgrade::keep(store, from, last).await?,
                Copy::Unwanted => Before::Unwanted,
            };
            upgrade = Some(Upgrade { from, to: last, before });
        }
        for step in steps {
            apply(&mut session, step).await?;
        }
        session.commit().await?;
    }
}

/// The schema's version, once it is this session's turn.
async fn version(session: &mut Session) -> Result<i64> {
    if session.is_postgres() {
        session.all(MIGRATION_LOCK, vec![]).await?;
    }
    session.execute(VERSION_TABLE, vec![]).await?;
    let found = session.one(VERSION, vec![]).await?.int(0)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found, known: SCHEMA_VERSION });
    }
    Ok(found)
}

async fn apply(session: &mut Session, migration: &Migration) -> Result<()> {
    let postgres = session.is_postgres();
    session.script(dialect(migration.both, postgres)).await?;
    let own = if postgres { migration.postgres } else { migration.sqlite };
    session.script(own.to_owned()).await?;
    session.execute(VERSION_SET, values![migration.version]).await?;
    Ok(())
}

/// What SQLite's planner is told of each index.
pub(crate) const fn sqlite_statistics() -> &'static str {
    concat!(
        include_str!("../migrations/0001_statistics_sqlite.sql"),
        include_str!("../migrations/0002_statistics_sqlite.sql"),
        include_str!("../migrations/0005_statistics_sqlite.sql"),
        include_str!("../migrations/0006_statistics_sqlite.sql"),
        include_str!("../migrations/0007_statistics_sqlite.sql"),
        include_str!("../migrations/0015_statistics_sqlite.sql"),
        include_str!("../migrations/0016_statistics_sqlite.sql"),
        include_str!("../migrations/0018_statistics_sqlite.sql"),
        include_str!("../migrations/0019_statistics_sqlite.sql"),
        include_str!("../migrations/0020_statistics_sqlite.sql"),
        include_str!("../migrations/0021_statistics_sqlite.sql"),
        include_str!("../migrations/0022_statistics_sqlite.sql"),
    )
}

/// All scripts, as they run on one of the databases.
pub(crate) fn scripts(postgres: bool) -> Vec<String> {
    let own = |migration: &Migration| if postgres { migration.postgres } else { migration.sqlite };
    MIGRATIONS
        .iter()
        .flat_map(|migration| [dialect(migration.both, postgres), own(migration).to_owned()])
        .collect()
}

/// Writes the few words that differ.
fn dialect(text: &str, postgres: bool) -> String {
    let (id, clustered, bytes) = if postgres {
        ("UUID", "", "TEXT COLLATE \"C\"")
    } else {
        ("BLOB", "WITHOUT ROWID", "TEXT")
    };
    text.replace("{id}", id).replace("{clustered}", clustered).replace("{bytes}", bytes)
}
