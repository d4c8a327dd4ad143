//! Connections that read the embedded database.
//!
//! They are called directly, on the thread that asks. A page asks a score of small questions, and
//! handing each to a thread of its own, as the driver that writes does, costs more than answering
//! it. Readers never wait for the writer; so that a long question keeps nobody else waiting, the
//! program has as many threads more as there are readers ([`runtime`]).

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Result, StoreError};
use crate::patience::{TURN, patiently};
use crate::sql::{Sql, numbered};
use crate::value::{Cell, Row, Value};

/// Readers beside the one writer. More do not help two cores, and each keeps a cache of its own: few
/// large ones hold more of what is read often than many small ones.
const SQLITE_READERS: u32 = 3;
/// What each keeps in memory of the file, in KiB.
const CACHE: i64 = 42 * 1_024;

/// So long one waits for whoever makes the file's log anew.
const BUSY: Duration = Duration::from_secs(30);
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 400;

/// One row for each word of each document, in the order of words.
const WORDS: &str =
    "CREATE VIRTUAL TABLE temp.message_word USING fts5vocab(main, message_search, instance)";

/// A runtime with room for readers: as many threads as cores, and one more for each reader that may
/// be at a long question.
pub fn runtime() -> tokio::runtime::Builder {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(cores + SQLITE_READERS as usize).enable_all();
    builder
}

/// The connections of one database.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Inner>);

struct Inner {
    file: PathBuf,
    /// Nobody else writes it, and no file may appear beside it.
    immutable: bool,
    free: Mutex<Vec<Connection>>,
    room: Arc<Semaphore>,
}

/// A connection that reads; it goes back when it is dropped.
pub struct Reader {
    connection: Option<Connection>,
    readers: Readers,
    /// Whether all of its questions see one moment.
    snapshot: bool,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    /// Connections to a database that others write meanwhile; each is opened when it is needed.
    pub fn of(file: &Path) -> Self {
        Self::new(file, false)
    }

    /// Connections to a file that lies by itself.
    pub fn of_alone(file: &Path) -> Self {
        Self::new(file, true)
    }

    fn new(file: &Path, immutable: bool) -> Self {
        let room = Arc::new(Semaphore::new(SQLITE_READERS as usize));
        Self(Arc::new(Inner { file: file.to_owned(), immutable, free: Mutex::default(), room }))
    }

    /// A connection, as soon as one is free.
    pub async fn acquire(&self) -> Result<Reader> {
        let place = patiently(|| self.place()).await?;
        let free = self.free().pop();
        let connection = free.map_or_else(|| self.0.open(), Ok)?;
        let (connection, readers) = (Some(connection), self.clone());
        Ok(Reader { connection, readers, snapshot: false, _place: place })
    }

    /// A place among those who have a connection, if one is had within a turn.
    async fn place(&self) -> Result<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.0.room).acquire_owned();
        let place = tokio::time::timeout(TURN, place).await;
        let place = place.map_err(|_| StoreError::from(sqlx::Error::PoolTimedOut))?;
        place.map_err(|_| sqlx::Error::PoolClosed.into())
    }

    /// A connection that sees the database as it is at its first question, until it is dropped.
    pub async fn snapshot(&self) -> Result<Reader> {
        let mut reader = self.acquire().await?;
        run(reader.connection()?, "BEGIN")?;
        reader.snapshot = true;
        Ok(reader)
    }

    /// Waits until all connections are back, and closes them.
    pub async fn close(&self) {
        let all = self.0.room.acquire_many(SQLITE_READERS).await;
        self.0.room.close();
        self.free().clear();
        drop(all);
    }

    fn free(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a statement that is run so often that it stays prepared.
fn run(connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.raw_execute()
}

impl Inner {
    fn open(&self) -> Result<Connection> {
        // Each is called by one thread at a time: SQLite need not guard it at every column.
        let unguarded = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = if self.immutable {
            let flags = unguarded | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(immutable_uri(&self.file), flags)?
        } else {
            let flags = unguarded | OpenFlags::SQLITE_OPEN_READ_WRITE;
            Connection::open_with_flags(&self.file, flags)?
        };
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "cache_size", -CACHE)?;
        // The words of the search index in their order: a view that is kept nowhere. It may be made
        // as long as something may be written, if only what is the connection's own.
        connection.execute_batch(WORDS)?;
        connection.pragma_update(None, "query_only", true)?;
        // Plans do not depend on the values of parameters: else each question is planned anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    }
}

/// The address of a file that nobody changes: SQLite then neither locks it nor looks for a log.
fn immutable_uri(file: &Path) -> String {
    let text = file.to_string_lossy();
    let coded = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{coded}?immutable=1")
}

/// The room of a list, for values that live otherwise: one list serves all rows of a query.
fn emptied<'a>(mut values: Vec<ValueRef<'_>>) -> Vec<ValueRef<'a>> {
    values.clear();
    values.into_iter().map(|_| ValueRef::Null).collect()
}

impl Reader {
    fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| sqlx::Error::PoolClosed.into())
    }

    /// What `read` makes of the rows of a query, at most so many.
    pub(crate) fn map<T>(
        &self,
        sql: &Sql,
        values: &[Value],
        most: usize,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection()?.prepare_cached(&numbered(sql))?;
        for at in 1..=statement.parameter_count() {
            if let Some(value) = values.get(at - 1) {
                statement.raw_bind_parameter(at, value)?;
            }
        }
        let width = statement.column_count();
        let mut found = statement.raw_query();
        let (mut all, mut spare) = (Vec::new(), Vec::with_capacity(width));
        while all.len() < most {
            let Some(row) = found.next()? else { break };
            let mut values = emptied(spare);
            for at in 0..width {
                values.push(row.get_ref(at)?);
            }
            let row = Row::Direct(values);
            all.push(read(&row)?);
            spare = if let Row::Direct(values) = row { emptied(values) } else { Vec::new() };
        }
        Ok(all)
    }

    /// The rows of a query, at most so many.
    pub(crate) fn rows(
        &self,
        sql: &Sql,
        values: &[Value],
        most: usize,
    ) -> Result<Vec<Row<'static>>> {
        self.map(sql, values, most, |row| {
            let Row::Direct(values) = row else { return Ok(Row::Read(Box::default())) };
            Ok(Row::Read(values.iter().copied().map(Cell::of).collect()))
        })
    }

    /// Runs several statements.
    pub(crate) fn script(&self, text: &str) -> Result<()> {
        Ok(self.connection()?.execute_batch(text)?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // One that cannot leave its moment is closed, which leaves it too.
        let is_back = !self.snapshot || run(&connection, "ROLLBACK").is_ok();
        if is_back && !self.readers.0.room.is_closed() {
            self.readers.free().push(connection);
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Id(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Real(Some(number)) => ValueRef::Real(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Id(None) | Self::Int(None) | Self::Real(None) | Self::Text(None) => {
                ValueRef::Null
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values;

    fn database(folder: &tempfile::TempDir, name: &str) -> PathBuf {
        let file = folder.path().join(name);
        let connection = Connection::open(&file).unwrap();
        let made = "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER, b TEXT, c REAL, d BLOB);
             INSERT INTO t VALUES (1, 'one', 1, x'00112233445566778899aabbccddeeff'),
                                  (2, 'two', 0.5, NULL)";
        connection.execute_batch(made).unwrap();
        file
    }

    fn number(reader: &Reader, sql: &'static str) -> i64 {
        reader.rows(&sql.into(), &[], 1).unwrap()[0].int(0).unwrap()
    }

    #[tokio::test]
    async fn parameters_are_bound_by_their_number_and_values_keep_their_types() {
        let folder = tempfile::tempdir().unwrap();
        let reader = Readers::of(&database(&folder, "a.db")).acquire().await.unwrap();
        let sql = "SELECT a, b, c, d FROM t WHERE b = $2 AND a = $1 AND $2 <> ''";
        let rows = reader.rows(&sql.into(), &values![1_i64, "one"], usize::MAX).unwrap();
        let row = &rows[0];
        assert_eq!((row.int(0).unwrap(), row.text(1).unwrap()), (1, "one".to_owned()));
        assert_eq!(row.real(2).unwrap(), 1.0, "a whole measure");
        assert_eq!(row.uuid(3).unwrap().as_u128(), 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
        assert!(row.int(1).is_err() && row.int(4).is_err());
        let rows = reader.rows(&"SELECT d FROM t ORDER BY a".into(), &[], 1).unwrap();
        assert_eq!(rows.len(), 1);
        let rows = reader.rows(&"SELECT d FROM t WHERE a = $1".into(), &values![2_i64], 9).unwrap();
        assert_eq!(rows[0].maybe_uuid(0).unwrap(), None);
        assert!(rows[0].uuid(0).is_err());
    }

    #[tokio::test]
    async fn readers_write_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let reader = Readers::of(&database(&folder, "a.db")).acquire().await.unwrap();
        assert!(reader.rows(&"DELETE FROM t".into(), &[], usize::MAX).is_err());
        assert_eq!(number(&reader, "SELECT count(*) FROM t"), 2);
    }

    #[tokio::test]
    async fn a_snapshot_sees_one_moment_and_its_connection_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = database(&folder, "a.db");
        let readers = Readers::of(&file);
        let (held, plain) = (readers.snapshot().await.unwrap(), readers.acquire().await.unwrap());
        let count = "SELECT count(*) FROM t";
        assert_eq!(number(&held, count), 2);
        Connection::open(&file).unwrap().execute("DELETE FROM t WHERE a = 1", []).unwrap();
        assert_eq!((number(&held, count), number(&plain, count)), (2, 1));
        drop(held);
        assert_eq!(number(&readers.acquire().await.unwrap(), count), 1);
    }

    #[tokio::test]
    async fn connections_are_few_and_closing_waits_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers::of(&database(&folder, "a.db"));
        let mut held = Vec::new();
        for _ in 0..SQLITE_READERS {
            held.push(readers.acquire().await.unwrap());
        }
        let wanted = tokio::time::timeout(Duration::from_millis(20), readers.acquire()).await;
        assert!(wanted.is_err(), "one more than there are");
        let closing = tokio::spawn({
            let readers = readers.clone();
            async move { readers.close().await }
        });
        tokio::task::yield_now().await;
        assert!(!closing.is_finished());
        held.clear();
        closing.await.unwrap();
        assert!(readers.acquire().await.is_err());
    }

    #[tokio::test]
    async fn a_file_that_lies_alone_is_read_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let file = database(&folder, "a 100% #1?.db");
        let reader = Readers::of_alone(&file).acquire().await.unwrap();
        assert_eq!(number(&reader, "SELECT count(*) FROM t"), 2);
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "no file appeared beside it");
    }
}
