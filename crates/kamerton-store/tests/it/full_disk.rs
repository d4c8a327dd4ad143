//! A full disk: said as such, and over as soon as there is room again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Result, Store, StoreError, Target};

use crate::harness::runtime;
use crate::samples::{home, message, message_id};

/// What is in the way until it is removed.
const BALLAST: usize = 6 << 20;

/// Small transactions meet the full disk when they commit.
#[test]
fn a_full_disk_at_the_commit() {
    check(16, 8, 40_000);
}

/// A transaction larger than the cache meets it in the middle, where SQLite takes it back by itself.
#[test]
fn a_full_disk_in_the_middle_of_a_transaction() {
    check(32, 900, 80_000);
}

/// A disk of some megabytes is filled with transactions of so many rows of so many bytes.
fn check(megabytes: usize, rows: i64, bytes: usize) {
    let Some(disk) = Disk::mount(megabytes) else { return };
    fs::write(disk.path().join("ballast"), vec![0_u8; BALLAST]).unwrap();
    runtime().block_on(async {
        let store = Store::create(&Target::Directory(disk.path().join("data"))).await.unwrap();
        add(&store, 0, 1, 10).await.unwrap();
        let (mut next, mut error) = (1, None);
        while error.is_none() {
            match add(&store, next, rows, bytes).await {
                Ok(()) => next += rows,
                Err(found) => error = Some(found),
            }
        }
        assert!(matches!(error, Some(StoreError::DiskFull)), "{error:?}");
        assert_eq!(count(&store).await, next, "what was committed can still be read");
        for _ in 0..3 {
            let again = add(&store, next, rows, bytes).await;
            assert!(matches!(again, Err(StoreError::DiskFull)), "{again:?}");
        }
        fs::remove_file(disk.path().join("ballast")).unwrap();
        add(&store, next, 1, 10).await.unwrap();
        assert_eq!(count(&store).await, next + 1, "nothing of what failed is there");
        let mut session = store.read().await.unwrap();
        let verdict = session.one("PRAGMA integrity_check", vec![]).await.unwrap().text(0);
        assert_eq!(verdict.unwrap(), "ok");
        drop(session);
        store.close().await;
    });
}

async fn add(store: &Store, first: i64, rows: i64, bytes: usize) -> Result<()> {
    let text = "x".repeat(bytes);
    let mut session = store.write().await?;
    for n in first..first + rows {
        let row = MessageRow { text: text.clone(), ..message(n) };
        messages::save(&mut session, home(), &[row]).await?;
    }
    session.commit().await
}

/// How many messages there are, found by their ids as an importer finds them.
async fn count(store: &Store) -> i64 {
    let mut session = store.read().await.unwrap();
    let ids = (0..2_000).map(message_id);
    messages::places(&mut session, home(), ids).await.unwrap().len() as i64
}

/// A small file system in memory.
pub struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    /// Only the system's administrator may mount one, and not everywhere.
    pub fn mount(megabytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let mounted = command.output().is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("no file system can be mounted here: the full disk is not checked");
            return None;
        }
        Some(Self { folder })
    }

    pub fn path(&self) -> PathBuf {
        Path::new(self.folder.path()).to_owned()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: after a failed check the store's files may still be open.
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
