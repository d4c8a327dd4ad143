//! Whole imports: cut off, killed, repeated, and of bad input.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kamerton_app::import::{self, Report, Request};
use kamerton_app::ingest::Origin;
use kamerton_app::ingest::roles::RoleRules;
use kamerton_channels::import::Options;
use kamerton_channels::kinds;
use kamerton_core::time::Zone;
use kamerton_store::values;
use tokio::sync::Notify;

use crate::dump::dump;
use crate::house::{House, at};

pub fn request(kind: &str, path: &Path) -> Request {
    let kind = kinds::find(kind).expect("a kind");
    Request {
        id: None,
        kind: kind.word.to_owned(),
        open: kind.open,
        paths: vec![path.to_owned()],
        options: Options {
            place: Some("chat".to_owned()),
            zone: Some(Zone::named("Europe/Moscow").expect("a zone")),
            columns: Vec::new(),
        },
        origin: Origin::import(kind.word, RoleRules::default()),
    }
}

pub async fn whole(house: &House, kind: &str, path: &Path) -> Report {
    let cancel = Arc::new(AtomicBool::new(false));
    import::run(&house.store, &house.brand, request(kind, path), at(40, 0), cancel, |_, _| {})
        .await
        .expect("an import")
}

fn lines(directory: &Path, lines: impl IntoIterator<Item = String>) -> PathBuf {
    let path = directory.join("chat.jsonl");
    let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
    for line in lines {
        writeln!(file, "{line}").expect("a line");
    }
    file.flush().expect("the rest");
    path
}

/// More than one batch of talk, every third message an answer.
fn talk(directory: &Path) -> PathBuf {
    lines(
        directory,
        (0..5_200_i64).map(|number| {
            let sent_at = at(0, number * 5).rfc3339();
            let text = if number % 3 == 0 { "Подскажите, как включить?" } else { "Нажмите кнопку" };
            let reply = if number % 3 == 1 { format!(r#","reply_to":"{}""#, number - 1) } else { String::new() };
            format!(
                r#"{{"id":"{number}","date":"{sent_at}","author":"Имя {}","text":"{text}"{reply}}}"#,
                number % 17
            )
        }),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_cut_off_goes_on_without_doubles() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = talk(directory.path());
    let (undisturbed, cut, killed) = (House::new().await, House::new().await, House::new().await);
    let report = whole(&undisturbed, "messages", &path).await;
    assert_eq!(
        (report.brought.messages, report.brought.people, report.refused_count),
        (5_200, 17, 0)
    );

    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    let stop = move |_, _: &Report| flag.store(true, Ordering::Relaxed);
    let asked = request("messages", &path);
    let first = import::run(&cut.store, &cut.brand, asked, at(40, 0), cancel, stop).await;
    let first = first.expect("an import");
    assert!(first.cancelled && first.brought.messages == 4_000, "{first:?}");
    assert_eq!(whole(&cut, "messages", &path).await, report);

    kill_in_second_batch(&killed, &path).await;
    let mut session = killed.store.read().await.expect("a session");
    let count = "SELECT COUNT(*) FROM message WHERE workspace_id = $1";
    let count = session.one(count, values![killed.brand.id]).await.expect("a count");
    assert_eq!(count.int(0).expect("a number"), 4_000, "the second batch was taken back");
    drop(session);
    assert_eq!(whole(&killed, "messages", &path).await, report);

    let expected = dump(&undisturbed).await;
    for house in [&cut, &killed] {
        house.expect_right(at(40, 0)).await;
        assert!(dump(house).await == expected, "an interrupted import left other rows");
    }
    second_import_adds_nothing(&undisturbed, &path, report.read).await;
}

/// Drops the import while it stores its second batch, as a kill would.
async fn kill_in_second_batch(house: &House, path: &Path) {
    let begun = Arc::new(Notify::new());
    let bell = Arc::clone(&begun);
    let ring = move |_, report: &Report| {
        if report.brought.messages > 0 {
            bell.notify_one();
        }
    };
    let cancel = Arc::new(AtomicBool::new(false));
    let asked = request("messages", path);
    let running = import::run(&house.store, &house.brand, asked, at(40, 0), cancel, ring);
    tokio::select! {
        biased;
        () = begun.notified() => {}
        done = running => panic!("it should not have come to its end: {done:?}"),
    }
}

async fn second_import_adds_nothing(house: &House, path: &Path, read: u64) {
    let before = dump(house).await;
    let again = whole(house, "messages", path).await;
    assert_eq!((again.brought.messages, again.brought.people, again.brought.replies), (0, 0, 0));
    assert_eq!((again.read, again.brought.duplicates), (read, read));
    assert!(dump(house).await == before, "a second import changed rows");
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_dates_are_kept_aside() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = lines(
        directory.path(),
        [
            r#"{"id":"1","date":"1994-12-31T23:59:59Z","author":"А","text":"Обожаю Маяк!!!"}"#,
            r#"{"id":"2","date":"2096-01-01T00:00:00Z","author":"А","text":"Обожаю Маяк!!!"}"#,
            r#"{"id":"3","date":"2024-03-05T10:00:00Z","author":"А","text":"Доброе утро"}"#,
        ]
        .map(str::to_owned),
    );
    let house = House::new().await;
    let report = whole(&house, "messages", &path).await;
    assert_eq!((report.brought.messages, report.refused_count), (1, 2));
    let whys: Vec<&str> = report.refused.iter().map(|refused| refused.why.as_str()).collect();
    assert!(whys[0].contains("before 1995") && whys[1].contains("future"), "{whys:?}");
    let mut session = house.store.read().await.expect("a session");
    let raw = "SELECT COUNT(*) FROM import_refusal WHERE workspace_id = $1 AND raw LIKE '%Маяк%'";
    let raw = session.one(raw, values![house.brand.id]).await.expect("a count");
    assert_eq!(raw.int(0).expect("a number"), 2, "kept raw");
    drop(session);
    house.expect_right(at(40, 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nul_and_lone_surrogates_do_no_harm() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = lines(
        directory.path(),
        [
            r#"{"id":"1","date":"2024-03-05T10:00:00Z","author":"А\u0000Б","text":"до\u0000после"}"#,
            r#"{"id":"2","date":"2024-03-05T10:01:00Z","author":"А","text":"край \ud83d обрыв"}"#,
            r#"{"id":"3","date":"2024-03-05T10:02:00Z","author":"А","text":"Доброе утро"}"#,
        ]
        .map(str::to_owned),
    );
    let house = House::new().await;
    let report = whole(&house, "messages", &path).await;
    assert_eq!(
        report.brought.messages + report.refused_count,
        3,
        "nothing is lost silently: {report:?}"
    );
    assert!(report.brought.messages >= 1);
    house.expect_right(at(40, 0)).await;
}

/// The largest a process may grow that refuses a message of 100 MB, in kB.
const FLAT: u64 = 160 << 10;

/// In a process of its own, because memory is measured by process.
#[test]
fn a_message_of_100_megabytes_is_refused_with_flat_memory() {
    let itself = std::env::current_exe().expect("this test");
    let done = Command::new(itself)
        .args(["--exact", "import::in_a_process_of_its_own", "--nocapture"])
        .env("KAMERTON_TEST_GIANT", "1")
        .output()
        .expect("a process");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_process_of_its_own() {
    if std::env::var_os("KAMERTON_TEST_GIANT").is_none() {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("giant.jsonl");
    let mut file = BufWriter::new(std::fs::File::create(&path).expect("a file"));
    write!(file, r#"{{"id":"1","date":"2024-03-05T10:00:00Z","author":"А","text":""#)
        .expect("text");
    let megabyte = vec![b'a'; 1 << 20];
    for _ in 0..100 {
        file.write_all(&megabyte).expect("text");
    }
    let last = r#"{"id":"2","date":"2024-03-05T10:02:00Z","author":"А","text":"Доброе утро"}"#;
    write!(file, "\"}}\n{last}\n").expect("text");
    file.flush().expect("the rest");
    let house = House::new().await;
    let report = whole(&house, "messages", &path).await;
    assert_eq!((report.brought.messages, report.refused_count), (1, 1), "{report:?}");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let most = most.and_then(|text| text.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    assert!(most.is_none_or(|most| most < FLAT), "grew to {most:?} kB");
}
