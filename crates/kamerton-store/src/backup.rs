//! Backups: one SQLite file, whichever database it was taken from, that can be restored into
//! either.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::copy::{self, Progress, Sum, Tokens};
use crate::db::FILE_NAME;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use crate::{SCHEMA_VERSION, Session, Store, Target, values};

/// How many rows each table of a backup has.
pub type Counts = BTreeMap<String, i64>;

/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const VACUUM: &str = "VACUUM INTO $1";
const DATA_VERSION: &str = "PRAGMA data_version";
const INTEGRITY: &str = "PRAGMA integrity_check(3)";
/// The tables that SQLite keeps itself; the index of words it can only check by reading every word.
const PLAIN_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
     AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
const OURS: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' \
     AND name IN ('schema_version', 'workspace', 'message', 'entry')";
const HAS_SUMS: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'backup_sum'";
const SUMS_CREATE: &str = "CREATE TABLE backup_sum \
     (name TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, hash BIGINT NOT NULL)";
const SUM_INSERT: &str = "INSERT INTO backup_sum (name, number, hash) VALUES ($1, $2, $3)";
const SEARCH_BLOCKS: &str =
    "SELECT id, hex(block) FROM message_search_data WHERE id > $1 ORDER BY id LIMIT 500";
const SUMS: &str = "SELECT name, number, hash FROM backup_sum";
const SUMS_DROP: &str = "DROP TABLE IF EXISTS backup_sum";
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

/// Writes a backup to `file`; others may go on writing to the store meanwhile, what they write
/// after the beginning is not in it. The file appears under its name when it is whole and checked.
///
/// # Errors
/// When `file` is something that must not be overwritten, when the copy is not sound, or when a
/// database or the disk says so; then there is no file of that name, or the old one.
pub async fn write(
    store: &Store,
    file: &Path,
    tokens: Tokens<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Counts> {
    check_place(store, file)?;
    let partial = Partial::beside(file)?;
    let expected = match store.file() {
        Some(_) => vacuum(store, &partial.file).await?,
        None => Some(dump(store, &partial.directory, tokens, progress).await?),
    };
    note_sums(&partial.directory).await?;
    let found = inspect(&partial.file, Depth::Structure).await?.counts;
    if expected.is_some_and(|expected| expected != found) {
        return Err(StoreError::Unexpected("the backup holds other counts than the store".into()));
    }
    partial.keep(file)?;
    Ok(found)
}

/// Restores a backup into `target`, which must be empty.
///
/// # Errors
/// When the file is no sound backup, when the target holds anything, or when a database or the
/// disk says so. A directory is then as it was; PostgreSQL has at most empty tables.
pub async fn restore(
    file: &Path,
    target: &Target,
    tokens: Tokens<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Counts> {
    if let Target::Directory(directory) = target {
        check_directory(directory)?;
    }
    let backup = inspect(file, Depth::Content).await?;
    let store = match target {
        Target::Directory(directory) => unpack(file, directory).await?,
        Target::Postgres(_) => load(file, &backup, target, tokens, progress).await?,
    };
    let found = copy::counts(&mut store.read().await?).await?;
    store.close().await;
    // A table that is no more since then was empty.
    let is_gone = |table: &str, count: i64| count == 0 && !found.contains_key(table);
    let is_lost = |(table, count): &(&String, &i64)| {
        found.get(*table) != Some(*count) && !is_gone(table, **count)
    };
    let lost = backup.counts.iter().find(is_lost);
    if let Some((table, count)) = lost {
        let message = format!("table {table} of the backup has {count} rows, the restored another");
        return Err(StoreError::Unexpected(message));
    }
    Ok(found)
}

/// Copies an embedded store as it is, whatever its schema, to take an older copy's place.
pub(crate) async fn copy_as_it_is(store: &Store, file: &Path) -> Result<()> {
    let partial = Partial::beside(file)?;
    vacuum(store, &partial.file).await?;
    inspect(&partial.file, Depth::Pages).await?;
    partial.keep(file)
}

/// The schema of a sound backup; nothing when there is none.
pub(crate) async fn version_of(file: &Path) -> Option<i64> {
    inspect(file, Depth::Pages).await.ok().map(|found| found.version)
}

/// How closely a file is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Every page, and that every row can be read: minutes where the next takes half an hour. For a copy
    /// that SQLite has just made anew, as it makes one that is sound.
    Pages,
    /// Every page and index.
    Structure,
    /// Every value too.
    Content,
}

/// What a backup file holds.
struct Inspected {
    version: i64,
    counts: Counts,
}

/// Looks whether a file is a sound backup that this program can read.
async fn inspect(file: &Path, depth: Depth) -> Result<Inspected> {
    check_file(file)?;
    let store = Store::open_alone(file).await?;
    let found = match store.read().await {
        Ok(mut session) => look_inside(&mut session, file, depth).await,
        Err(error) => Err(error),
    };
    store.close().await;
    match found {
        Err(StoreError::Corrupt(what)) => Err(no_backup(file, &format!("it is damaged ({what})"))),
        Err(StoreError::Reading(error)) => {
            Err(no_backup(file, &format!("reading it fails ({error})")))
        }
        found => found,
    }
}

async fn look_inside(session: &mut Session, file: &Path, depth: Depth) -> Result<Inspected> {
    if session.one(OURS, vec![]).await?.int(0)? != 4 {
        return Err(no_backup(file, "it is a database of another program"));
    }
    let version = session.one(VERSION, vec![]).await?.int(0)?;
    if version > SCHEMA_VERSION {
        return Err(StoreError::Newer { found: version, known: SCHEMA_VERSION });
    }
    let said = match depth {
        Depth::Pages => damaged_page(session).await?,
        Depth::Structure | Depth::Content => {
            Some(session.one(INTEGRITY, vec![]).await?.text(0)?).filter(|said| said != "ok")
        }
    };
    if let Some(said) = said {
        return Err(no_backup(file, &format!("it is damaged ({})", said.trim())));
    }
    if depth == Depth::Content
        && let Some(table) = changed_table(session).await?
    {
        return Err(no_backup(
            file,
            &format!("it is damaged (the content of {table} was changed)"),
        ));
    }
    Ok(Inspected { version, counts: copy::counts(session).await? })
}

/// What SQLite says of the first table that has a damaged page.
async fn damaged_page(session: &mut Session) -> Result<Option<String>> {
    let mut tables = Vec::new();
    for row in session.all(PLAIN_TABLES, vec![]).await? {
        tables.push(row.text(0)?);
    }
    for table in tables {
        let check = Sql::of_names(format!("PRAGMA quick_check(\"{table}\")"));
        let said = session.one(check, vec![]).await?.text(0)?;
        if said != "ok" {
            return Ok(Some(said));
        }
    }
    Ok(None)
}

/// The first table whose content is not what was noted when the backup was made. A plain copy of a
/// database has no such notes, and nothing can be said of it.
async fn changed_table(session: &mut Session) -> Result<Option<String>> {
    if session.one(HAS_SUMS, vec![]).await?.int(0)? == 0 {
        return Ok(None);
    }
    let mut noted = BTreeMap::new();
    for row in session.all(SUMS, vec![]).await? {
        noted.insert(row.text(0)?, Sum { rows: row.int(1)?, hash: row.int(2)? as u64 });
    }
    let found = all_sums(session).await?;
    Ok(noted.into_iter().find(|(table, sum)| found.get(table) != Some(sum)).map(|(table, _)| table))
}

/// Sums of all tables and of the search index as it lies in the file.
async fn all_sums(session: &mut Session) -> Result<BTreeMap<String, Sum>> {
    let mut sums = copy::sums(session).await?;
    let (mut index, mut last) = (Sum::default(), i64::MIN);
    loop {
        let blocks = session.all(SEARCH_BLOCKS, values![last]).await?;
        let Some(block) = blocks.last() else { break };
        last = block.int(0)?;
        let rows = blocks.iter().map(|row| Ok(values![row.int(0)?, row.text(1)?]));
        index.add(&rows.collect::<Result<Vec<_>>>()?);
    }
    sums.insert("message_search".to_owned(), index);
    Ok(sums)
}

/// Notes in a new backup what it holds: SQLite finds a broken page by itself, not a changed byte.
async fn note_sums(directory: &Path) -> Result<()> {
    let store = Store::open(&Target::Directory(directory.to_path_buf())).await?;
    let mut session = store.write().await?;
    let sums = all_sums(&mut session).await?;
    session.execute(SUMS_CREATE, vec![]).await?;
    for (table, sum) in sums {
        session.execute(SUM_INSERT, values![table, sum.rows, sum.hash as i64]).await?;
    }
    session.commit().await?;
    store.close().await;
    Ok(())
}

/// Sees without SQLite what SQLite would tell less clearly.
fn check_file(file: &Path) -> Result<()> {
    let mut head = [0; 16];
    let opened = File::open(file).map_err(|error| file_error(file, error))?;
    let read = opened.take(16).read(&mut head).map_err(|error| file_error(file, error))?;
    if read < MAGIC.len() || head != *MAGIC {
        return Err(no_backup(file, "it is no SQLite database"));
    }
    let log = with_suffix(file, "-wal");
    if fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
        let why = "it is a database in use, some of its rows are in the file beside it; \
                   take a backup with `kamerton backup`";
        return Err(no_backup(file, why));
    }
    Ok(())
}

fn no_backup(file: &Path, why: &str) -> StoreError {
    StoreError::NoBackup(file.display().to_string(), why.to_owned())
}

fn file_error(file: &Path, error: std::io::Error) -> StoreError {
    StoreError::File(file.display().to_string(), error)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A backup may take the place of an older one, never of anything else.
fn check_place(store: &Store, file: &Path) -> Result<()> {
    let Ok(about) = fs::metadata(file) else { return Ok(()) };
    let refuse = |why: &str| {
        let message = format!("{} {why}: name another file. Nothing was written", file.display());
        Err(StoreError::Refused(message))
    };
    if about.is_dir() {
        return refuse("is a directory");
    }
    let same = |live: &Path| matches!((live.canonicalize(), file.canonicalize()), (Ok(live), Ok(file)) if live == file);
    if store.file().is_some_and(same) {
        return refuse("is the database itself");
    }
    if about.len() > 0 && check_file(file).is_err() {
        return refuse("is there already and is no backup");
    }
    Ok(())
}

/// Copies an embedded store; gives its counts when nobody wrote meanwhile.
async fn vacuum(store: &Store, to: &Path) -> Result<Option<Counts>> {
    let path = to.to_str().ok_or_else(|| {
        StoreError::Refused(format!("{} is no name that SQLite can write", to.display()))
    })?;
    let mut session = store.read().await?;
    // Readers may write nothing at all, not even another file.
    session.script("PRAGMA query_only = OFF".to_owned()).await?;
    let before = session.one(DATA_VERSION, vec![]).await?.int(0)?;
    let counts = copy::counts(&mut session).await?;
    session.execute(VACUUM, values![path]).await?;
    let after = session.one(DATA_VERSION, vec![]).await?.int(0)?;
    session.script("PRAGMA query_only = ON".to_owned()).await?;
    Ok((before == after).then_some(counts))
}

/// Copies a PostgreSQL store into a new embedded one in `directory`.
async fn dump(
    store: &Store,
    directory: &Path,
    tokens: Tokens<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Counts> {
    let to = Store::create(&Target::Directory(directory.to_path_buf())).await?;
    let mut from = store.snapshot().await?;
    let sums = copy::copy(&mut from, &to, tokens, progress).await?;
    to.close().await;
    Ok(sums.into_iter().map(|(table, sum)| (table, sum.rows)).collect())
}

/// Where a backup lies until it is whole: a folder of its own, gone when this is.
struct Partial {
    directory: PathBuf,
    file: PathBuf,
}

impl Partial {
    fn beside(file: &Path) -> Result<Self> {
        let directory = with_suffix(file, ".partial");
        let partial = Self { file: directory.join(FILE_NAME), directory };
        // What a killed run left behind.
        partial.clear();
        fs::create_dir(&partial.directory)
            .map_err(|error| file_error(&partial.directory, error))?;
        Ok(partial)
    }

    fn keep(&self, file: &Path) -> Result<()> {
        make_durable(&self.file)?;
        fs::rename(&self.file, file).map_err(|error| file_error(file, error))?;
        make_durable(folder_of(file))
    }

    /// Only files that this module makes are removed, so that a folder of somebody else's stays.
    fn clear(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(with_suffix(&self.file, suffix));
        }
        let _ = fs::remove_dir(&self.directory);
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.clear();
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until a file, or what is in a folder, is on the disk.
fn make_durable(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| file_error(path, error))
}

fn check_directory(directory: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let file = with_suffix(&directory.join(FILE_NAME), suffix);
        if file.exists() {
            return Err(StoreError::Refused(format!(
                "{} is there already: nothing was changed. Restore into another --data DIR, or \
                 move that one away first",
                file.display()
            )));
        }
    }
    Ok(())
}

/// Puts a backup into a directory as its database.
async fn unpack(file: &Path, directory: &Path) -> Result<Store> {
    fs::create_dir_all(directory).map_err(|error| file_error(directory, error))?;
    let (from, live) = (file.to_path_buf(), directory.join(FILE_NAME));
    let partial = with_suffix(&live, ".partial");
    let done = tokio::task::spawn_blocking(move || {
        let copied = fs::copy(&from, &partial)
            .map_err(|error| file_error(&partial, error))
            .and_then(|_| make_durable(&partial))
            .and_then(|()| fs::rename(&partial, &live).map_err(|error| file_error(&live, error)))
            .and_then(|()| make_durable(folder_of(&live)));
        if copied.is_err() {
            let _ = fs::remove_file(&partial);
        }
        copied
    });
    done.await
        .map_err(|error| StoreError::Unexpected(format!("the copy broke off: {error}")))??;
    let store = Store::of_copy(&Target::Directory(directory.to_path_buf())).await?;
    let mut session = store.write().await?;
    session.execute(SUMS_DROP, vec![]).await?;
    session.commit().await?;
    Ok(store)
}

/// Copies a backup into PostgreSQL.
async fn load(
    file: &Path,
    backup: &Inspected,
    target: &Target,
    tokens: Tokens<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Store> {
    if backup.version != SCHEMA_VERSION {
        return Err(StoreError::Refused(format!(
            "{} has schema {}, PostgreSQL takes {SCHEMA_VERSION}: restore it with --data DIR first, \
             then use `kamerton migrate-to`",
            file.display(),
            backup.version
        )));
    }
    let store = Store::create(target).await?;
    let from = Store::open_alone(file).await?;
    let copied = copy::copy(&mut from.read().await?, &store, tokens, progress).await;
    from.close().await;
    copied?;
    Ok(store)
}
