//! What can go wrong with the store, in words for the person who runs it.

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database answered with an error.
    #[error("the database says: {0}")]
    Database(#[source] sqlx::Error),
    /// The embedded database answered a question with an error.
    #[error("the database says: {0}")]
    Reading(#[source] rusqlite::Error),
    /// The disk is full. What was committed is safe.
    #[error(
        "the disk is full: nothing of the current batch was written, everything before it is safe. Free some space and run the same command again"
    )]
    DiskFull,
    /// The file is damaged.
    #[error(
        "the database file is damaged ({0}). Do not write to it; restore the last backup with `kamerton restore`"
    )]
    Corrupt(String),
    /// There is no database where one was expected.
    #[error(
        "there is no Kamerton in {0}. Make one with `kamerton init --brand NAME --admin EMAIL --data {0}`, or see the demo with `kamerton demo --data {0}`"
    )]
    Missing(String),
    /// The database was made by a newer version.
    #[error(
        "this database has schema {found}, this program knows up to {known}: use the newer program; nothing was changed"
    )]
    Newer {
        /// Version of the database.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// Another process fills the database and keeps everybody out meanwhile.
    #[error(
        "another process is filling this database and needs it for itself: wait until it is through, then run this again; nothing was changed"
    )]
    Loading,
    /// Something would be written over what is there.
    #[error(
        "{1} rows are in table {0} already: nothing was changed. Name an empty database or directory"
    )]
    NotEmpty(String, i64),
    /// What was asked for cannot be done as asked.
    #[error("{0}")]
    Refused(String),
    /// A file that was named as a backup is none.
    #[error("{0} is no backup of Kamerton that can be restored: {1}. Nothing was changed")]
    NoBackup(String, String),
    /// SQLite older than the fix of the WAL-reset race.
    #[error("SQLite {0} can lose commits (WAL-reset race, fixed in 3.51.3): refusing to start")]
    OldSqlite(String),
    /// PostgreSQL older than 15.
    #[error("PostgreSQL {0} is too old: version 15 or newer is needed")]
    OldPostgres(String),
    /// A stored value is not what it should be.
    #[error("the database holds an unexpected value: {0}")]
    Unexpected(String),
    /// A file operation failed.
    #[error("{0}: {1}")]
    File(String, #[source] std::io::Error),
}

/// SQLite's primary result codes that deserve their own words. What a table of its own or an index
/// reports has more bits above them.
const SQLITE_FULL: i64 = 13;
const SQLITE_CORRUPT: i64 = 11;
const SQLITE_NOTADB: i64 = 26;
/// `SQLITE_IOERR_SHMSIZE`: the index of the log, a file of its own, could not grow.
const SQLITE_NO_ROOM_FOR_LOG_INDEX: i64 = 10 | (19 << 8);
/// PostgreSQL's `disk_full`.
const PG_DISK_FULL: &str = "53100";
/// PostgreSQL's `data_corrupted` and `index_corrupted`.
const PG_CORRUPT: [&str; 2] = ["XX001", "XX002"];

impl StoreError {
    /// Whether the same may succeed later: the database is away, busy or out of room. Everything
    /// else is about what was to be stored, and would fail again.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::DiskFull | Self::Corrupt(_) | Self::File(..) => true,
            Self::Database(error) => match error.as_database_error() {
                None => true,
                Some(database) => {
                    let code = database.code().unwrap_or_default();
                    let is_sqlite =
                        database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
                    if is_sqlite { passes_on_sqlite(&code) } else { passes_on_postgres(&code) }
                }
            },
            Self::Reading(error) => {
                error.sqlite_error().is_none_or(|error| passes(i64::from(error.extended_code)))
            }
            _ => false,
        }
    }
}

/// `BUSY`, `LOCKED`, `NOMEM`, `READONLY`, `INTERRUPT`, `IOERR`, `CANTOPEN`, `PROTOCOL`.
fn passes_on_sqlite(code: &str) -> bool {
    passes(code.parse().unwrap_or_default())
}

fn passes(code: i64) -> bool {
    [5, 6, 7, 8, 9, 10, 14, 15].contains(&(code & 0xFF))
}

/// Classes of connection, rolled back, no resources, not now, operator, system.
fn passes_on_postgres(code: &str) -> bool {
    ["08", "25", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return Self::Database(error);
        };
        let code = database.code().unwrap_or_default();
        // SQLite's codes are numbers, PostgreSQL's have five characters; some are digits only.
        let is_sqlite = database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
        let damage = if is_sqlite { of_sqlite(&code) } else { of_postgres(&code) };
        match damage {
            Some(Damage::DiskFull) => Self::DiskFull,
            Some(Damage::Corrupt) => Self::Corrupt(database.message().to_owned()),
            None => Self::Database(error),
        }
    }
}

enum Damage {
    DiskFull,
    Corrupt,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|error| i64::from(error.extended_code));
        match code.and_then(damage) {
            Some(Damage::DiskFull) => Self::DiskFull,
            Some(Damage::Corrupt) => Self::Corrupt(error.to_string()),
            None => Self::Reading(error),
        }
    }
}

fn of_sqlite(code: &str) -> Option<Damage> {
    damage(code.parse().ok()?)
}

fn damage(code: i64) -> Option<Damage> {
    match code & 0xFF {
        _ if code == SQLITE_NO_ROOM_FOR_LOG_INDEX => Some(Damage::DiskFull),
        SQLITE_FULL => Some(Damage::DiskFull),
        SQLITE_CORRUPT | SQLITE_NOTADB => Some(Damage::Corrupt),
        _ => None,
    }
}

fn of_postgres(code: &str) -> Option<Damage> {
    match code {
        PG_DISK_FULL => Some(Damage::DiskFull),
        code if PG_CORRUPT.contains(&code) => Some(Damage::Corrupt),
        _ => None,
    }
}
