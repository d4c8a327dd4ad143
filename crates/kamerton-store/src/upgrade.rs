//! Bringing a store that holds something to a newer schema: an embedded database is copied beside
//! itself first, so that the program of before can be put back together with what it knew.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::db::Store;
use crate::error::Result;
use crate::{StoreError, backup, health};

/// So many of these copies stay.
const KEPT: usize = 2;
const FRONT: &str = "kamerton-before-";
const END: &str = ".db";

/// Whether a copy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copy {
    /// It is made.
    Made,
    /// The store is a copy itself.
    Unwanted,
}

/// What was done to bring a store up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The schema that it had.
    pub from: i64,
    /// The schema that it has.
    pub to: i64,
    /// What there is of it as it was.
    pub before: Before,
}

/// What there is of a store as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// This file, that `kamerton restore` takes.
    Kept(PathBuf),
    /// Nothing: the disk had no room for it.
    NoRoom {
        /// Bytes that were wanted.
        wanted: u64,
        /// Bytes that were free.
        free: u64,
    },
    /// Nothing of ours: a server has its own backups.
    OnServer,
    /// Nothing: the store is a copy itself.
    Unwanted,
}

impl fmt::Display for Upgrade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, before } = self;
        write!(formatter, "the database was brought from schema {from} to {to}; {before}")
    }
}

impl fmt::Display for Before {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept(file) => write!(formatter, "as it was before it is in {}", file.display()),
            Self::NoRoom { wanted, free } => write!(
                formatter,
                "no copy was made of it as it was before: that needs {} MB, {} MB are free",
                wanted.div_ceil(1 << 20),
                free >> 20
            ),
            Self::OnServer => formatter.write_str(
                "no copy was made of it as it was before: on PostgreSQL backups are the server's \
                 matter",
            ),
            Self::Unwanted => formatter.write_str("it was a copy itself"),
        }
    }
}

/// Keeps a store as it is, before it goes from one schema to another.
pub(crate) async fn keep(store: &Store, from: i64, to: i64) -> Result<Before> {
    let Some(live) = store.file() else { return Ok(Before::OnServer) };
    let file = live.with_file_name(format!("{FRONT}{to}{END}"));
    // Broken off half-way, an earlier run has kept what is worth keeping.
    if backup::version_of(&file).await.is_some_and(|kept| kept < from) {
        return Ok(Before::Kept(file));
    }
    let directory = live.parent().unwrap_or(Path::new("."));
    let wanted = wanted(live);
    let free = health::free_bytes(directory).unwrap_or(u64::MAX);
    if free < wanted {
        return Ok(Before::NoRoom { wanted, free });
    }
    match backup::copy_as_it_is(store, &file).await {
        Ok(()) => {}
        // Others fill the same disk.
        Err(StoreError::DiskFull) => return Ok(Before::NoRoom { wanted, free }),
        Err(error) => return Err(error),
    }
    forget_older(directory);
    Ok(Before::Kept(file))
}

/// What the copy needs, and a quarter as much again for the migration itself.
fn wanted(live: &Path) -> u64 {
    let mut log = live.as_os_str().to_owned();
    log.push("-wal");
    let size = |path: &Path| fs::metadata(path).map_or(0, |about| about.len());
    let size = size(live) + size(Path::new(&log));
    size + size / 4
}

/// Removes all but the newest copies. One that cannot be removed is in nobody's way.
fn forget_older(directory: &Path) {
    let names = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut kept: Vec<(i64, PathBuf)> = names
        .filter_map(|entry| Some((number_of(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    kept.sort();
    kept.reverse();
    for (_, file) in kept.into_iter().skip(KEPT) {
        let _ = fs::remove_file(file);
    }
}

fn number_of(name: &str) -> Option<i64> {
    name.strip_prefix(FRONT)?.strip_suffix(END)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_two_copies_stay() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["before-3.db", "before-10.db", "before-9.db", "before-x.db", "2.db"];
        for name in names {
            fs::write(folder.path().join(format!("kamerton-{name}")), "").unwrap();
        }
        forget_older(folder.path());
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let wanted = ["2.db", "before-10.db", "before-9.db", "before-x.db"];
        assert_eq!(left, wanted.map(|name| format!("kamerton-{name}")));
    }
}
