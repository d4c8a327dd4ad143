//! Sessions on SQLite or PostgreSQL, and the one way to run SQL on them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kamerton_core::id::WorkspaceId;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Transaction};

use crate::alone::{self, Alone};
pub use crate::bulk::Table;
use crate::bulk::{Column, columns};
use crate::error::{Result, StoreError};
use crate::notices::Bell;
use crate::patience::patiently;
use crate::readers::{Reader, Readers};
use crate::repeats::without_repeats;
use crate::sql::{Sql, expand, expand_rows, pieces, with_columns};
use crate::stored::Stored;
use crate::upgrade::{Copy, Upgrade};
use crate::value::{PgQuery, Row, SqliteQuery, Value, bind_postgres, bind_sqlite};
use crate::{connect, migrate};

/// Where a store lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A directory with the embedded database.
    Directory(PathBuf),
    /// A PostgreSQL server: `postgres://user@host/database`.
    Postgres(String),
}

/// The name of the database file inside the data directory.
pub const FILE_NAME: &str = "kamerton.db";

/// An open store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
    bell: Bell,
    upgrade: Option<Arc<Upgrade>>,
}

/// The connections of a store.
#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { writer: SqlitePool, readers: Readers, file: PathBuf },
    Postgres { writers: PgPool, readers: PgPool },
}

impl Store {
    /// Opens a store that exists, bringing its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none; [`StoreError::Newer`] when it was made by a
    /// newer program; [`StoreError::Loading`] while another process is alone with it; whatever the
    /// database says.
    pub async fn open(target: &Target) -> Result<Self> {
        if let Target::Directory(directory) = target
            && !directory.join(FILE_NAME).is_file()
        {
            return Err(StoreError::Missing(directory.display().to_string()));
        }
        Self::create(target).await
    }

    /// Opens a store, making it if there is none.
    ///
    /// # Errors
    /// As [`Store::open`], without [`StoreError::Missing`].
    pub async fn create(target: &Target) -> Result<Self> {
        Self::up_to_date(target, Copy::Made).await
    }

    /// Opens a store that is a copy itself: none is made of it before it is brought up to date.
    pub(crate) async fn of_copy(target: &Target) -> Result<Self> {
        Self::up_to_date(target, Copy::Unwanted).await
    }

    async fn up_to_date(target: &Target, copy: Copy) -> Result<Self> {
        let mut store = Self::on(connect::connect(target).await?);
        alone::check(&store).await?;
        store.upgrade = migrate::run(&store, copy).await?.map(Arc::new);
        Ok(store)
    }

    /// Makes a store as the program made it that knew this schema, to try how it is brought up to
    /// date.
    ///
    /// # Errors
    /// As [`Store::create`].
    #[doc(hidden)]
    pub async fn create_as_of(target: &Target, version: i64) -> Result<Self> {
        let store = Self::on(connect::connect(target).await?);
        migrate::up_to(&store, version, Copy::Unwanted).await?;
        Ok(store)
    }

    pub(crate) fn on(db: Db) -> Self {
        Self { db, bell: Bell::default(), upgrade: None }
    }

    /// What was done to bring it up to date when it was opened.
    pub fn upgrade(&self) -> Option<&Upgrade> {
        self.upgrade.as_deref()
    }

    /// Where changes are told and heard: see [`crate::notices`].
    pub(crate) const fn bell(&self) -> &Bell {
        &self.bell
    }

    /// The one connection that writes, when the store is embedded.
    pub(crate) const fn sqlite_writer(&self) -> Option<&SqlitePool> {
        match &self.db {
            Db::Sqlite { writer, .. } => Some(writer),
            Db::Postgres { .. } => None,
        }
    }

    /// The connections that read, when the store is on PostgreSQL.
    pub(crate) const fn postgres_readers(&self) -> Option<&PgPool> {
        match &self.db {
            Db::Sqlite { .. } => None,
            Db::Postgres { readers, .. } => Some(readers),
        }
    }

    /// Begins a session that only reads.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Session> {
        Ok(match &self.db {
            Db::Sqlite { readers, .. } => Session::SqliteRead(readers.acquire().await?),
            Db::Postgres { readers, .. } => {
                Session::PostgresRead(patiently(|| async { Ok(readers.acquire().await?) }).await?)
            }
        })
    }

    /// Begins a session for some small questions that belong together. An embedded store lets them
    /// see one moment, which is lighter than a moment for each.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn look(&self) -> Result<Session> {
        if self.is_postgres() { self.read().await } else { self.snapshot().await }
    }

    /// Begins a transaction; dropping it without [`Session::commit`] takes everything back. On
    /// SQLite there is one at a time.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Session> {
        Ok(match &self.db {
            Db::Sqlite { writer, .. } => {
                let begun = || async { Ok(writer.begin_with("BEGIN IMMEDIATE").await?) };
                Session::SqliteWrite(patiently(begun).await?)
            }
            Db::Postgres { writers, .. } => {
                Session::PostgresWrite(patiently(|| async { Ok(writers.begin().await?) }).await?)
            }
        })
    }

    /// Begins a transaction that only reads and sees one moment of the store, whatever others
    /// write meanwhile. It is to be dropped, not committed.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn snapshot(&self) -> Result<Session> {
        Ok(match &self.db {
            Db::Sqlite { readers, .. } => Session::SqliteRead(readers.snapshot().await?),
            Db::Postgres { readers, .. } => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                let begun = || async { Ok(readers.begin_with(begin).await?) };
                Session::PostgresWrite(patiently(begun).await?)
            }
        })
    }

    /// Opens a database file that lies by itself, to read it as it is: nothing is brought up to
    /// date and no file appears beside it.
    ///
    /// # Errors
    /// Whatever the database says; a file that is no database is heard at the first query.
    pub(crate) async fn open_alone(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(true)
            .pragma("cache_size", "-32768");
        let writer = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        let (readers, file) = (Readers::of_alone(file), file.to_path_buf());
        Ok(Self::on(Db::Sqlite { writer, readers, file }))
    }

    /// Keeps everybody else from opening this store while the answer lives.
    ///
    /// # Errors
    /// [`StoreError::Loading`] when another process is alone with it.
    pub async fn alone(&self) -> Result<Alone> {
        match &self.db {
            Db::Sqlite { file, .. } => Alone::with_file(file),
            Db::Postgres { writers, .. } => Alone::with_connection(writers).await,
        }
    }

    /// The database file, when the store is embedded.
    pub fn file(&self) -> Option<&Path> {
        match &self.db {
            Db::Sqlite { file, .. } => Some(file),
            Db::Postgres { .. } => None,
        }
    }

    /// Whether the store is on PostgreSQL.
    pub const fn is_postgres(&self) -> bool {
        matches!(self.db, Db::Postgres { .. })
    }

    /// Closes all connections, checkpointing the WAL of an embedded store.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
        }
    }
}

/// A connection, reading or inside a transaction.
pub enum Session {
    /// Reads on SQLite.
    SqliteRead(Reader),
    /// Writes on SQLite.
    SqliteWrite(Transaction<'static, Sqlite>),
    /// Reads on PostgreSQL.
    PostgresRead(PoolConnection<Postgres>),
    /// Writes on PostgreSQL.
    PostgresWrite(Transaction<'static, Postgres>),
}

/// Runs `$query.$method(connection)` on a connection of the driver, with the values bound.
macro_rules! run {
    ($session:expr, $sql:expr, $values:expr, $method:ident, $direct:expr) => {
        match $session {
            Session::SqliteRead(reader) => Out::Direct($direct(reader, $sql, $values)?),
            Session::SqliteWrite(connection) => {
                Out::Sqlite(sqlite_query($sql, $values).$method(&mut **connection).await?)
            }
            Session::PostgresRead(connection) => {
                Out::Postgres(postgres_query($sql, $values).$method(&mut **connection).await?)
            }
            Session::PostgresWrite(connection) => {
                Out::Postgres(postgres_query($sql, $values).$method(&mut **connection).await?)
            }
        }
    };
}

/// What either database gave.
enum Out<D, S, P> {
    Direct(D),
    Sqlite(S),
    Postgres(P),
}

/// Reads directly, at most so many rows.
fn read_at_most(most: usize) -> impl Fn(&mut Reader, Sql, Vec<Value>) -> Result<Vec<Row<'static>>> {
    move |reader, sql, values| reader.rows(&sql, &values, most)
}

fn sqlite_query(sql: Sql, values: Vec<Value>) -> SqliteQuery {
    values.into_iter().fold(sqlx::query(AssertSqlSafe(sql.0)), bind_sqlite)
}

fn postgres_query(sql: Sql, values: Vec<Value>) -> PgQuery {
    values.into_iter().fold(sqlx::query(AssertSqlSafe(sql.0)), bind_postgres)
}

impl Session {
    /// Runs a statement; gives the number of rows it touched.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn execute(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<u64> {
        // A session that only reads touches none, and the database says so where it should.
        Ok(match run!(self, sql.into(), values, execute, read_at_most(usize::MAX)) {
            Out::Direct(_) => 0,
            Out::Sqlite(done) => done.rows_affected(),
            Out::Postgres(done) => done.rows_affected(),
        })
    }

    /// All rows of a query whose size is bounded.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn all(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Vec<Row<'static>>> {
        Ok(match run!(self, sql.into(), values, fetch_all, read_at_most(usize::MAX)) {
            Out::Direct(rows) => rows,
            Out::Sqlite(rows) => rows.into_iter().map(Row::Sqlite).collect(),
            Out::Postgres(rows) => rows.into_iter().map(Row::Postgres).collect(),
        })
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn first(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
    ) -> Result<Option<Row<'static>>> {
        Ok(match run!(self, sql.into(), values, fetch_optional, read_at_most(1)) {
            Out::Direct(mut rows) => rows.pop(),
            Out::Sqlite(row) => row.map(Row::Sqlite),
            Out::Postgres(row) => row.map(Row::Postgres),
        })
    }

    /// The only row.
    ///
    /// # Errors
    /// When there is none, or whatever the database says.
    pub async fn one(&mut self, sql: impl Into<Sql>, values: Vec<Value>) -> Result<Row<'static>> {
        self.first(sql, values).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// All rows of a query with `{in}` in it, for every one of `wanted`, however many they are.
    /// What is wanted twice comes once; the query's order holds within pieces only.
    ///
    /// `fixed` are bound first; `{in}` becomes the placeholders that follow. The list is cut into
    /// pieces of a few fixed lengths (the last value repeated to fill one), so that few statements
    /// have to be prepared.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn all_in(
        &mut self,
        sql: &'static str,
        fixed: &[Value],
        wanted: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<Row<'static>>> {
        let mut rows = Vec::new();
        for piece in pieces(wanted) {
            let text = expand(sql, fixed.len(), piece.len());
            let values = fixed.iter().cloned().chain(piece).collect();
            rows.extend(self.all(text, values).await?);
        }
        Ok(rows)
    }

    /// What `read` makes of all rows of a query whose size is bounded; lighter than
    /// [`Session::all`], for rows are not kept.
    ///
    /// # Errors
    /// Whatever the database or `read` says.
    pub async fn map<T: Send>(
        &mut self,
        sql: impl Into<Sql>,
        values: Vec<Value>,
        read: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let sql = sql.into();
        if let Self::SqliteRead(reader) = self {
            return reader.map(&sql, &values, usize::MAX, read);
        }
        self.all(sql, values).await?.iter().map(read).collect()
    }

    /// What `read` makes of the rows that [`Session::all_in`] gives.
    ///
    /// # Errors
    /// Whatever the database or `read` says.
    pub async fn map_in<T: Send>(
        &mut self,
        sql: &'static str,
        fixed: &[Value],
        wanted: impl IntoIterator<Item = Value>,
        read: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        for piece in pieces(wanted) {
            let text = expand(sql, fixed.len(), piece.len());
            let values = fixed.iter().cloned().chain(piece).collect();
            all.extend(self.map(text, values, read).await?);
        }
        Ok(all)
    }

    /// Runs a statement with `{in}` in it for every one of `wanted`; see [`Session::all_in`].
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn execute_in(
        &mut self,
        sql: &'static str,
        fixed: &[Value],
        wanted: impl IntoIterator<Item = Value>,
    ) -> Result<u64> {
        let mut touched = 0;
        for piece in pieces(wanted) {
            let text = expand(sql, fixed.len(), piece.len());
            let values = fixed.iter().cloned().chain(piece).collect();
            touched += self.execute(text, values).await?;
        }
        Ok(touched)
    }

    /// Structs of a query with `{columns}` in it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn rows<T: Stored>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.map(with_columns::<T>(sql), values, T::read).await
    }

    /// Structs of a query with `{columns}` and `{in}` in it; see [`Session::all_in`].
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn rows_in<T: Stored>(
        &mut self,
        sql: &'static str,
        fixed: &[Value],
        wanted: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        for piece in pieces(wanted) {
            let text = expand_rows::<T>(sql, fixed.len(), piece.len());
            let values = fixed.iter().cloned().chain(piece).collect();
            rows.extend(self.map(text, values, T::read).await?);
        }
        Ok(rows)
    }

    /// Inserts structs; `conflict` says what to do with rows that are there.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn save<T: Stored>(
        &mut self,
        name: &'static str,
        conflict: &'static str,
        workspace: WorkspaceId,
        rows: &[T],
    ) -> Result<u64> {
        let table = Table { name, columns: T::COLUMNS, conflict };
        let mut touched = 0;
        // In pieces, so that a large batch is never in memory twice as a whole.
        for piece in rows.chunks(1_024) {
            let values = piece.iter().flat_map(|row| row.values(workspace)).collect();
            touched += self.insert(&table, values).await?;
        }
        Ok(touched)
    }

    /// Inserts rows, given as one flat list of values.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn insert(&mut self, table: &Table<'_>, rows: Vec<Value>) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        match self {
            Self::SqliteRead(_) | Self::SqliteWrite(_) => self.insert_values(table, rows).await,
            Self::PostgresRead(_) | Self::PostgresWrite(_) => self.insert_unnest(table, rows).await,
        }
    }

    async fn insert_values(&mut self, table: &Table<'_>, rows: Vec<Value>) -> Result<u64> {
        let width = table.columns.len();
        let mut left = rows.len() / width;
        let mut values = rows.into_iter();
        let mut touched = 0;
        while left > 0 {
            let count = table.piece(left);
            let piece: Vec<Value> = values.by_ref().take(count * width).collect();
            touched += self.execute(table.values_sql(count), piece).await?;
            left -= count;
        }
        Ok(touched)
    }

    /// On PostgreSQL one array per column: one statement whatever the number of rows, and a
    /// failing one does not put the rows into the server's log.
    async fn insert_unnest(&mut self, table: &Table<'_>, rows: Vec<Value>) -> Result<u64> {
        let mut touched = 0;
        for piece in without_repeats(table, rows) {
            touched += self.insert_arrays(table, piece).await?;
        }
        Ok(touched)
    }

    async fn insert_arrays(&mut self, table: &Table<'_>, rows: Vec<Value>) -> Result<u64> {
        let columns = columns(table, rows);
        let mut query: PgQuery = sqlx::query(AssertSqlSafe(table.unnest_sql()));
        for column in columns {
            query = match column {
                Column::Id(values) => query.bind(values),
                Column::Int(values) => query.bind(values),
                Column::Real(values) => query.bind(values),
                Column::Text(values) => query.bind(values),
            };
        }
        let done = match self {
            Self::PostgresRead(connection) => query.execute(&mut **connection).await?,
            Self::PostgresWrite(connection) => query.execute(&mut **connection).await?,
            Self::SqliteRead(_) | Self::SqliteWrite(_) => return Ok(0),
        };
        Ok(done.rows_affected())
    }

    /// Runs a script of several statements without values: migrations and maintenance.
    pub(crate) async fn script(&mut self, text: String) -> Result<()> {
        if let Self::SqliteRead(reader) = self {
            return reader.script(&text);
        }
        let script = sqlx::raw_sql(AssertSqlSafe(text));
        match self {
            Self::SqliteRead(_) => {}
            Self::SqliteWrite(connection) => {
                script.execute(&mut **connection).await?;
            }
            Self::PostgresRead(connection) => {
                script.execute(&mut **connection).await?;
            }
            Self::PostgresWrite(connection) => {
                script.execute(&mut **connection).await?;
            }
        }
        Ok(())
    }

    /// Makes everything of this transaction durable. When it returns, it is on the disk.
    ///
    /// # Errors
    /// Whatever the database says; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::SqliteWrite(transaction) => transaction.commit().await?,
            Self::PostgresWrite(transaction) => transaction.commit().await?,
            Self::SqliteRead(_) | Self::PostgresRead(_) => {}
        }
        Ok(())
    }

    /// Whether this session is on PostgreSQL.
    pub const fn is_postgres(&self) -> bool {
        matches!(self, Self::PostgresRead(_) | Self::PostgresWrite(_))
    }
}
