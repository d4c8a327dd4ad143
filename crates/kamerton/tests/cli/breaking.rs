//! Imports that are broken off from outside: killed, and on a disk that is full.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use kamerton_store::Target;
use kamerton_store::db::FILE_NAME;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::harness::{Place, postgres, runtime, text};

/// More than three batches.
const MESSAGES: usize = 14_000;

/// What is in the way on the full disk until it is removed.
const BALLAST: usize = 128 << 20;

/// A history in a table, with answers across batches.
fn history(place: &Place) -> String {
    let mut rows = String::from("id,date,author_id,author,text,reply_to\n");
    for at in 0..MESSAGES {
        let (minute, author) = (at % 60, at * 7 % 90);
        let (day, hour) = (1 + at / 1_440, at / 60 % 24);
        let answer = if at % 5 == 4 { (at * 3 / 4).to_string() } else { String::new() };
        writeln!(
            rows,
            "{at},2024-03-{day:02} {hour:02}:{minute:02}:00,{author},Имя {author},\
             Сообщение номер {at}: как лучше хранить зёрна?,{answer}"
        )
        .unwrap();
    }
    let file = place.path("history.csv");
    std::fs::write(&file, rows).unwrap();
    text(&file).to_owned()
}

/// How many records the import of a store has behind it. Only looks: opening the store as the
/// program does would wait for the import.
async fn imported(target: &Target) -> i64 {
    const ITEMS: &str = "SELECT COALESCE(MAX(items), 0) FROM import_run";
    match target {
        Target::Directory(folder) => {
            let file = SqliteConnectOptions::new().filename(folder.join(FILE_NAME)).read_only(true);
            let mut connection = SqliteConnection::connect_with(&file).await.unwrap();
            sqlx::query_scalar(ITEMS).fetch_one(&mut connection).await.unwrap()
        }
        Target::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_scalar(ITEMS).fetch_one(&mut connection).await.unwrap()
        }
    }
}

fn killed_and_resumed(options: [&str; 2], target: &Target) {
    let place = Place::new();
    let file = history(&place);
    let init = ["init", "--brand", "Бета", "--admin", "b@example.org", options[0], options[1]];
    place.run_with(&init, "long enough\n").ok();
    let import = ["import", "messages", &file, "--place", "Чат", "--zone", "UTC", "--json"];
    let import: Vec<&str> = import.into_iter().chain(options).collect();
    let runtime = runtime();
    let mut child = place.spawn(&import);
    while runtime.block_on(imported(target)) == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before anything was seen of it");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let half = runtime.block_on(imported(target));
    assert!(0 < half && half < MESSAGES as i64, "caught at its work: {half}");
    let whole = place.run(&import).json();
    assert_eq!(whole["read"], MESSAGES, "{whole}");
    assert_eq!(whole["messages"], MESSAGES, "{whole}");
    assert_eq!((&whole["duplicates"], &whole["refused_count"]), (&0.into(), &0.into()), "{whole}");
    let again = place.run(&import).json();
    assert_eq!((&again["messages"], &again["duplicates"]), (&0.into(), &MESSAGES.into()));
    let check: Vec<&str> = ["check", "--json"].into_iter().chain(options).collect();
    assert_eq!(place.run(&check).json()["differences"], 0);
}

#[test]
fn a_killed_import_resumes_without_doubles() {
    let place = Place::new();
    let folder = place.path("data");
    killed_and_resumed(["--data", text(&folder)], &Target::Directory(folder.clone()));
    if let Some(url) = postgres() {
        killed_and_resumed(["--database-url", &url], &Target::Postgres(url.clone()));
    }
}

#[test]
fn a_full_disk_stops_an_import_and_harms_nothing() {
    let Some(disk) = Disk::mount(140) else { return };
    let place = Place::new();
    let file = history(&place);
    let data = disk.0.path().join("data");
    let data = text(&data);
    place.init(data, "Гамма").ok();
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![0_u8; BALLAST]).unwrap();
    let import = ["import", "messages", &file, "--place", "Чат", "--zone", "UTC", "--json"];
    let import: Vec<&str> = import.into_iter().chain(["--data", data]).collect();
    let said = place.run(&import).failed();
    assert!(said.contains("full"), "{said}");
    let check = ["check", "--json", "--data", data];
    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(place.run(&check).json()["differences"], 0, "what was committed is whole");
    let whole = place.run(&import).json();
    assert_eq!(whole["messages"], MESSAGES, "it goes on where it stopped: {whole}");
    assert_eq!(whole["duplicates"], 0, "{whole}");
    assert_eq!(place.run(&check).json()["differences"], 0);
}

/// A small file system, gone when it is dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    /// Only the system's administrator may mount one, and not everywhere.
    fn mount(megabytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        if !command.output().is_ok_and(|output| output.status.success()) {
            eprintln!("no file system can be mounted here: the full disk is not checked");
            return None;
        }
        Some(Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let path: &Path = self.0.path();
        let _ = Command::new("umount").arg("-l").arg(path).status();
    }
}
