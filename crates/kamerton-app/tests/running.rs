//! Running an installation: the demo, intake of live events, backups, moving, the doctor.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "running/intake.rs"]
mod intake;
#[path = "running/whose.rs"]
mod whose;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use kamerton_app::brand::{self, Brand, NewBrand, Settings};
use kamerton_app::demo_load::{self, Done, Wanted};
use kamerton_app::doctor::{self, Level};
use kamerton_app::{backup, move_to};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::copy::{self, Progress};
use kamerton_store::{SCHEMA_VERSION, Store, StoreError, Target, imports, workspaces};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use intake::{hand_in, intake, message};

static NUMBER: AtomicUsize = AtomicUsize::new(0);

fn now() -> Instant {
    Instant::parse_rfc3339("2026-03-02T15:00:00Z").unwrap()
}

fn quiet(_: Progress<'_>) {}

fn directory() -> (tempfile::TempDir, Target) {
    let directory = tempfile::tempdir().unwrap();
    let target = Target::Directory(directory.path().join("data"));
    (directory, target)
}

/// The address of an empty database, if there is a server.
async fn postgres() -> Option<String> {
    let Ok(server) = std::env::var("KAMERTON_TEST_POSTGRES") else {
        eprintln!("KAMERTON_TEST_POSTGRES is not set: checked on SQLite only");
        return None;
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("running_{}_{number}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    let (front, _) = server.rsplit_once('/').unwrap();
    Some(format!("{front}/{name}"))
}

async fn new_brand(store: &Store, name: &str) -> Brand {
    let new = NewBrand {
        name: name.to_owned(),
        zone: "Europe/Moscow".to_owned(),
        lang: "ru".to_owned(),
        settings: Settings::default(),
        demo: false,
    };
    let mut session = store.write().await.unwrap();
    let brand = brand::create(&mut session, &new, now()).await.unwrap();
    session.commit().await.unwrap();
    brand
}

fn small() -> Wanted {
    Wanted { people: Some(60), messages: Some(600), seed: 1, until: None }
}

async fn make(store: &Store, at: Instant) -> demo_load::Report {
    demo_load::make(store, small(), at, |_| {}).await.unwrap()
}

async fn counts(store: &Store) -> BTreeMap<String, i64> {
    copy::counts(&mut store.read().await.unwrap()).await.unwrap()
}

// The demo.

async fn check_demo(target: &Target) {
    let store = Store::create(target).await.unwrap();
    let other = new_brand(&store, "Другой").await;
    let before = counts(&store).await;
    let made = make(&store, now()).await;
    assert_eq!(made.done, Done::Made);
    assert!((500..=700).contains(&made.messages), "{made:?}");
    assert!(made.people > 30 && made.orders > 0 && made.reactions > 0, "{made:?}");
    let full = counts(&store).await;

    assert_eq!(make(&store, now().plus(6 * DAY)).await.done, Done::Kept);
    assert_eq!(counts(&store).await, full, "a second run changes nothing");

    let renewed = make(&store, now().plus(8 * DAY)).await;
    assert_eq!(renewed.done, Done::Renewed);
    let rows = workspaces::all(&mut store.read().await.unwrap()).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.demo).count(), 1);
    let demo = rows.iter().find(|row| row.demo).unwrap().id;

    assert!(demo_load::remove(&store).await.unwrap());
    let mut session = store.read().await.unwrap();
    let left = copy::counts_of(&mut session, demo).await.unwrap();
    assert!(left.len() > 20 && left.values().all(|count| *count == 0), "{left:?}");
    assert_eq!(copy::documents(&mut session).await.unwrap(), 0);
    drop(session);
    let mut after = counts(&store).await;
    // Numbers that were given out are never given out again.
    after.insert("counter".to_owned(), before["counter"]);
    assert_eq!(after, before, "the other brand is untouched");
    assert_eq!(brand::find(&store, None).await.unwrap().id, other.id);
    assert!(!demo_load::remove(&store).await.unwrap(), "there is none any more");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_made_kept_renewed_and_removed_without_a_trace() {
    let (_kept, target) = directory();
    check_demo(&target).await;
    if let Some(url) = postgres().await {
        check_demo(&Target::Postgres(url)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_cut_off_is_made_anew() {
    let (_kept, target) = directory();
    let store = Store::create(&target).await.unwrap();
    make(&store, now()).await;
    let row = workspaces::all(&mut store.read().await.unwrap()).await.unwrap().remove(0);
    let mut session = store.write().await.unwrap();
    let mut run = imports::all(&mut session, row.id, 1).await.unwrap().remove(0);
    run.ended_at = None;
    imports::save(&mut session, row.id, &run).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(make(&store, now()).await.done, Done::Renewed);
    assert_eq!(make(&store, now()).await.done, Done::Kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_of_another_day_or_of_nothing() {
    let (_kept, target) = directory();
    let store = Store::create(&target).await.unwrap();
    let day = kamerton_core::time::Day::parse("2026-03-04");
    let ahead = Wanted { until: day, ..small() };
    let refused = demo_load::make(&store, ahead, now(), |_| {}).await.unwrap_err();
    assert!(refused.to_string().contains("yet to come"), "{refused}");
    let empty = Wanted { people: Some(0), ..small() };
    assert!(demo_load::make(&store, empty, now(), |_| {}).await.is_err());
    assert!(workspaces::all(&mut store.read().await.unwrap()).await.unwrap().is_empty());
    let past = Wanted { until: kamerton_core::time::Day::parse("2025-11-20"), ..small() };
    let made = demo_load::make(&store, past, now(), |_| {}).await.unwrap();
    assert_eq!(made.done, Done::Made);
}

// Backups.

async fn filled(target: &Target) -> Store {
    let store = Store::create(target).await.unwrap();
    new_brand(&store, "Другой").await;
    make(&store, now()).await;
    store
}

async fn sums(store: &Store) -> BTreeMap<String, copy::Sum> {
    copy::sums(&mut store.read().await.unwrap()).await.unwrap()
}

async fn check_round_trip(store: &Store, file: &Path, to: &Target) {
    let wanted = sums(store).await;
    let written = backup::write(store, file, &mut quiet).await.unwrap();
    assert_eq!(written["message"], wanted["message"].rows);
    let restored = backup::restore(file, to, &mut quiet).await.unwrap();
    assert_eq!(restored, written);
    let found = Store::open(to).await.unwrap();
    assert_eq!(sums(&found).await, wanted);
    let mut session = found.read().await.unwrap();
    assert!(copy::documents(&mut session).await.unwrap() > 400);
    drop(session);
    assert_eq!(make(&found, now()).await.done, Done::Kept, "the restored demo is whole");
    found.close().await;
    let again = backup::restore(file, to, &mut quiet).await.unwrap_err();
    assert!(again.to_string().contains("nothing was changed"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_either_is_restored_into_either() {
    let (kept, target) = directory();
    let store = filled(&target).await;
    let file = kept.path().join("one.db");
    check_round_trip(&store, &file, &Target::Directory(kept.path().join("two"))).await;
    let beside: Vec<_> =
        std::fs::read_dir(kept.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 3, "nothing is left beside the backup: {beside:?}");
    let Some(url) = postgres().await else { return };
    check_round_trip(&store, &file, &Target::Postgres(url.clone())).await;
    let store = Store::open(&Target::Postgres(url)).await.unwrap();
    let file = kept.path().join("three.db");
    check_round_trip(&store, &file, &Target::Directory(kept.path().join("four"))).await;
    let third = Target::Postgres(postgres().await.unwrap());
    check_round_trip(&store, &file, &third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_works_while_others_write() {
    let (kept, target) = directory();
    let (store, intake) = intake(&target).await;
    for number in 0..20 {
        hand_in(&intake, message(number)).await.unwrap();
    }
    intake.settle().await.unwrap();
    let held = store.write().await.unwrap();
    let file = kept.path().join("one.db");
    let written = backup::write(&store, &file, &mut quiet).await.unwrap();
    assert_eq!(written["message"], 20);
    drop(held);
    hand_in(&intake, message(21)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_is_refused_and_nothing_is_made() {
    let (kept, target) = directory();
    let store = filled(&target).await;
    let good = kept.path().join("good.db");
    backup::write(&store, &good, &mut quiet).await.unwrap();
    let bytes = std::fs::read(&good).unwrap();
    // Everywhere, because pages hold remains of what was moved, and nobody would miss those.
    let mut changed = bytes.clone();
    let text = "спасибо, ".as_bytes();
    for at in 0..bytes.len() - text.len() {
        if bytes[at..].starts_with(text) {
            changed[at + 1] ^= 1;
        }
    }
    assert_ne!(changed, bytes);
    let mut torn = bytes.clone();
    for byte in &mut torn[bytes.len() / 2..bytes.len() / 2 + 20_000] {
        *byte = 0xA5;
    }
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", "no SQLite database"),
        ("foreign", b"%PDF-1.7 and so on, for more than sixteen bytes", "no SQLite database"),
        ("truncated", &bytes[..bytes.len() / 3], "damaged"),
        ("barely", &bytes[..bytes.len() - 1], "damaged"),
        ("torn", &torn, "damaged"),
        ("changed", &changed, "damaged"),
    ];
    for (name, content, why) in cases {
        let file = kept.path().join(name);
        std::fs::write(&file, content).unwrap();
        let to = kept.path().join(format!("to-{name}"));
        let into = Target::Directory(to.clone());
        let restored = backup::restore(&file, &into, &mut quiet).await;
        let Err(error) = restored else { panic!("{name} was restored") };
        let error = error.to_string();
        assert!(error.contains(why) && error.contains("Nothing was changed"), "{name}: {error}");
        assert!(!to.exists(), "{name} left something behind");
    }
    let missing = backup::restore(
        &kept.path().join("none"),
        &Target::Directory(kept.path().join("x")),
        &mut quiet,
    )
    .await;
    assert!(missing.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_written_over_nothing_but_a_backup() {
    let (kept, target) = directory();
    let store = filled(&target).await;
    let live = store.file().unwrap().to_owned();
    let letter = kept.path().join("letter.txt");
    std::fs::write(&letter, "a letter that nobody has a copy of").unwrap();
    for file in [live.as_path(), &letter, kept.path()] {
        let error = backup::write(&store, file, &mut quiet).await.unwrap_err().to_string();
        assert!(error.contains("name another file"), "{error}");
    }
    assert!(std::fs::read_to_string(&letter).unwrap().starts_with("a letter"));
    let file = kept.path().join("backup.db");
    std::fs::write(&file, "").unwrap();
    backup::write(&store, &file, &mut quiet).await.unwrap();
    backup::write(&store, &file, &mut quiet).await.unwrap();
    let nowhere = kept.path().join("no/such/folder/b.db");
    assert!(backup::write(&store, &nowhere, &mut quiet).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_program_is_refused() {
    let (kept, target) = directory();
    let store = Store::create(&target).await.unwrap();
    let mut session = store.write().await.unwrap();
    let sql = "INSERT INTO schema_version (version) VALUES (99999)";
    session.execute(sql, vec![]).await.unwrap();
    session.commit().await.unwrap();
    store.close().await;
    let Target::Directory(directory) = &target else { unreachable!() };
    let into = Target::Directory(kept.path().join("to"));
    let error =
        backup::restore(&directory.join("kamerton.db"), &into, &mut quiet).await.unwrap_err();
    let newer = matches!(
        error,
        kamerton_app::AppError::Store(StoreError::Newer { found: 99_999, known: SCHEMA_VERSION })
    );
    assert!(newer, "{error}");
}

// Moving to PostgreSQL.

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_moves_to_postgres_whole() {
    let (_kept, target) = directory();
    let store = filled(&target).await;
    for address in ["mysql://a/b", "here"] {
        let error = move_to::postgres(&store, address, &mut quiet).await.unwrap_err().to_string();
        assert!(error.contains("no address of PostgreSQL"), "{error}");
    }
    let Some(url) = postgres().await else { return };
    let moved = move_to::postgres(&store, &url, &mut quiet).await.unwrap();
    assert!(!moved.changed);
    assert_eq!(moved.tables, sums(&store).await);
    let there = Store::open(&Target::Postgres(url.clone())).await.unwrap();
    assert_eq!(sums(&there).await, moved.tables);
    let documents =
        async |store: &Store| copy::documents(&mut store.read().await.unwrap()).await.unwrap();
    assert!(documents(&there).await > 400);
    let again = move_to::postgres(&store, &url, &mut quiet).await.unwrap_err().to_string();
    assert!(again.contains("nothing was changed"), "{again}");
}

// The doctor.

fn level(findings: &[doctor::Finding], what: &str) -> Level {
    findings.iter().find(|finding| finding.what == what).unwrap().level
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_is_wrong() {
    let (_kept, target) = directory();
    let missing = doctor::examine(&target).await.unwrap();
    assert_eq!(level(&missing, "database"), Level::Fail);
    let store = filled(&target).await;
    let healthy = doctor::examine(&target).await.unwrap();
    assert!(healthy.iter().all(|finding| finding.level == Level::Ok), "{healthy:?}");
    let mut session = store.write().await.unwrap();
    session.execute("UPDATE identity SET basis = ''", vec![]).await.unwrap();
    session.execute("UPDATE import_run SET ended_at = NULL", vec![]).await.unwrap();
    session.commit().await.unwrap();
    let ill = doctor::examine(&target).await.unwrap();
    assert_eq!(level(&ill, "provenance"), Level::Fail);
    assert_eq!(level(&ill, "imports"), Level::Warn);
    assert!(ill.iter().all(|finding| (finding.level == Level::Ok) == finding.advice.is_none()));
    store.close().await;
    let Some(url) = postgres().await else { return };
    let target = Target::Postgres(url);
    Store::create(&target).await.unwrap().close().await;
    let server = doctor::examine(&target).await.unwrap();
    let fsync = server.iter().find(|finding| finding.what == "fsync").unwrap();
    assert_eq!(fsync.level == Level::Fail, fsync.found == "off", "{server:?}");
    assert_eq!(level(&server, "synchronous_commit"), Level::Ok);
}

// Today.

async fn check_today(target: &Target) {
    use kamerton_app::today::{self, Act};
    use std::collections::BTreeSet;

    let store = Store::create(target).await.unwrap();
    let wanted = Wanted { people: Some(300), messages: Some(6_000), ..small() };
    demo_load::make(&store, wanted, now(), |_| {}).await.unwrap();
    let brand = brand::find(&store, None).await.unwrap();
    let before = counts(&store).await;
    let day = brand.zone.day(now());

    let plan = today::plan_at(&store, &brand, day).await.unwrap();
    assert_eq!(plan, today::plan_at(&store, &brand, day).await.unwrap(), "it can be made again");
    assert_eq!(counts(&store).await, before, "nothing is written");
    assert!((1..=12).contains(&plan.len()), "{}", plan.len());
    let people: BTreeSet<_> = plan.iter().map(|step| step.person).collect();
    assert_eq!(people.len(), plan.len(), "nobody twice");
    let nine = brand.zone.at_hour(day, 9);
    assert!(plan.iter().flat_map(|step| &step.evidence).all(|shown| shown.at < nine));
    assert!(plan.iter().all(|step| !step.evidence.is_empty() && !step.name.is_empty()));

    let steps = today::open_steps(&store, &brand, now(), false).await.unwrap();
    assert!(steps.len() >= 3, "{}", steps.len());
    for (at, act) in [Act::Done, Act::Later(day.plus(3)), Act::Never].into_iter().enumerate() {
        today::act(&store, &brand, steps[at].0.id, act, None, now()).await.unwrap();
    }
    let (never, playbook) = (steps[2].0.person, steps[2].0.playbook.clone());
    let again = today::open_steps(&store, &brand, now(), true).await.unwrap();
    let acted: BTreeSet<_> = steps[..3].iter().map(|(row, _)| row.person).collect();
    assert!(again.iter().all(|(row, _)| !acted.contains(&row.person)));
    let later = today::open_steps(&store, &brand, now().plus(DAY), false).await.unwrap();
    assert!(later.iter().all(|(row, _)| row.person != never || row.playbook != playbook));

    let undone = today::act(&store, &brand, steps[2].0.id, Act::Undo, None, now()).await.unwrap();
    assert_eq!(undone.status, "open");
    let nothing = today::act(&store, &brand, steps[2].0.id, Act::Undo, None, now()).await;
    assert!(nothing.unwrap_err().to_string().contains("nothing was done"));
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn today_is_planned_kept_and_remembered() {
    let (_kept, target) = directory();
    check_today(&target).await;
    if let Some(url) = postgres().await {
        check_today(&Target::Postgres(url)).await;
    }
}
