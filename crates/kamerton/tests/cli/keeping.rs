//! Backup, restore, moving, the doctor.

use kamerton_store::{SCHEMA_VERSION, Store, Target};

use crate::harness::{Place, postgres, runtime, text};

#[test]
fn a_backup_is_restored_elsewhere() {
    let place = Place::new();
    place.small_demo("data").ok();
    let file = place.path("b.db");
    let written = place.run(&["backup", text(&file), "--data", "data", "--json"]).json();
    assert_eq!(written["bytes"].as_u64().unwrap(), std::fs::metadata(&file).unwrap().len());
    let again = place.run(&["backup", "b.db", "--data", "data"]).ok();
    assert!(again.contains("checked"), "{again}");
    let restored = place.run(&["restore", "b.db", "--data", "other", "--json"]).json();
    assert_eq!(restored["tables"], written["tables"]);
    let kept = place.run(&["demo", "--data", "other", "--json"]).json();
    assert_eq!(kept["done"], "kept");
    let twice = place.run(&["restore", "b.db", "--data", "other"]).failed();
    assert!(twice.contains("nothing was changed"), "{twice}");
    let Some(url) = postgres() else { return };
    let moved = place.run(&["restore", "b.db", "--database-url", &url, "--json"]).json();
    assert_eq!(moved["tables"], written["tables"]);
    let twice = place.run(&["restore", "b.db", "--database-url", &url]).failed();
    assert!(twice.contains("nothing was changed"), "{twice}");
    let back = place.run(&["backup", "c.db", "--database-url", &url, "--json"]).json();
    assert_eq!(back["tables"], written["tables"]);
}

#[cfg(unix)]
#[test]
fn what_is_written_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    place.run(&["backup", "b.db", "--data", "data"]).ok();
    place.run(&["restore", "b.db", "--data", "other"]).ok();
    for name in ["data", "data/kamerton.db", "b.db", "other", "other/kamerton.db"] {
        let mode = std::fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}

#[test]
fn a_damaged_backup_is_refused() {
    let place = Place::new();
    place.small_demo("data").ok();
    place.run(&["backup", "b.db", "--data", "data"]).ok();
    let bytes = std::fs::read(place.path("b.db")).unwrap();
    let mut torn = bytes.clone();
    torn[bytes.len() / 2..][..9_000].fill(0x5A);
    for content in [&bytes[..bytes.len() / 2], &torn, b"no database at all, only a few words"] {
        std::fs::write(place.path("bad.db"), content).unwrap();
        let error = place.run(&["restore", "bad.db", "--data", "new"]).failed();
        assert!(error.contains("bad.db is no backup of Kamerton"), "{error}");
        assert!(!place.path("new").exists());
    }
    let error = place.run(&["restore", "none.db", "--data", "new"]).failed();
    assert!(error.contains("none.db"), "{error}");
}

#[test]
fn a_backup_never_takes_the_place_of_something_else() {
    let place = Place::new();
    place.small_demo("data").ok();
    let live = place.run(&["backup", "data/kamerton.db", "--data", "data"]).failed();
    assert!(live.contains("is the database itself"), "{live}");
    std::fs::write(place.path("letter"), "Dear friend, I have no copy of this.").unwrap();
    let letter = place.run(&["backup", "letter", "--data", "data"]).failed();
    assert!(letter.contains("is no backup"), "{letter}");
    let nowhere = place.run(&["backup", "no/such/b.db", "--data", "data"]).failed();
    assert!(nowhere.contains("no/such"), "{nowhere}");
    assert_eq!(place.run(&["demo", "--data", "data", "--json"]).json()["done"], "kept");
}

#[test]
fn an_installation_moves_to_postgres() {
    let place = Place::new();
    place.small_demo("data").ok();
    let wrong = place.run(&["migrate-to", "sqlite://x", "--data", "data"]).failed();
    assert!(wrong.contains("no address of PostgreSQL"), "{wrong}");
    let Some(url) = postgres() else { return };
    let moved = place.run(&["migrate-to", &url, "--data", "data", "--json"]).json();
    assert!(moved["tables"]["message"].as_u64().unwrap() > 500, "{moved}");
    assert_eq!(moved["changed"], false);
    let kept = place.run(&["demo", "--database-url", &url, "--json"]).json();
    assert_eq!(kept["done"], "kept");
    let twice = place.run(&["migrate-to", &url, "--data", "data"]).failed();
    assert!(twice.contains("nothing was changed"), "{twice}");
}

#[test]
fn migrate_says_what_there_is() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let schema = place.run(&["migrate", "--data", "data", "--json"]).json();
    assert_eq!(schema["schema"], SCHEMA_VERSION);
}

#[test]
fn an_older_database_is_kept_before_it_is_brought_up_to_date() {
    let place = Place::new();
    let make = |target: Target| async move {
        let store = Store::create_as_of(&target, SCHEMA_VERSION - 1).await.unwrap();
        store.close().await;
    };
    runtime().block_on(make(Target::Directory(place.path("data"))));
    let said = place.run(&["migrate", "--data", "data", "--json"]).json();
    assert_eq!(
        (&said["schema"], &said["from"]),
        (&SCHEMA_VERSION.into(), &(SCHEMA_VERSION - 1).into())
    );
    let kept = said["before"].as_str().unwrap();
    assert!(place.path(kept).is_file(), "{said}");
    let again = place.run(&["migrate", "--data", "data"]).ok();
    assert_eq!(again.lines().count(), 1, "{again}");
    runtime().block_on(make(Target::Directory(place.path("other"))));
    let other = place.run(&["backup", "b.db", "--data", "other"]);
    assert!(other.err.contains("it is in") && other.code == 0, "said beside the output: {other:?}");
    let Some(url) = postgres() else { return };
    runtime().block_on(make(Target::Postgres(url.clone())));
    let said = place.run(&["migrate", "--database-url", &url]).ok();
    assert!(said.contains("no copy was made"), "{said}");
}

#[test]
fn the_doctor_judges_by_its_exit_code() {
    let place = Place::new();
    let missing = place.run(&["doctor", "--data", "data"]);
    assert_eq!(missing.code, 1);
    assert!(missing.out.contains("FAIL") && missing.out.contains("kamerton init"), "{missing:?}");
    place.init("data", "Ромашка").ok();
    let well = place.run(&["doctor", "--data", "data"]).ok();
    assert!(well.contains("journal mode") && !well.contains("FAIL"), "{well}");
    let findings = place.run(&["doctor", "--data", "data", "--json"]).json();
    let all = findings.as_array().unwrap();
    assert!(all.len() >= 8 && all.iter().all(|one| one["level"] == "ok"), "{findings}");
    std::fs::write(place.path("data/kamerton.db"), [7_u8; 40_000]).unwrap();
    let damaged = place.run(&["doctor", "--data", "data", "--json"]);
    assert_eq!(damaged.code, 1);
    assert!(damaged.out.contains("damaged"), "{damaged:?}");
}

#[test]
fn the_doctor_says_when_postgres_forgets() {
    let Some(url) = postgres() else { return };
    let place = Place::new();
    place.run(&["demo", "--remove", "--database-url", &url]).ok();
    let found = place.run(&["doctor", "--database-url", &url, "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let fsync = findings.as_array().unwrap().iter().find(|one| one["what"] == "fsync").unwrap();
    let off = fsync["found"] == "off";
    assert_eq!(fsync["level"] == "fail", off, "{findings}");
    assert_eq!(found.code, i32::from(off), "{findings}");
}
