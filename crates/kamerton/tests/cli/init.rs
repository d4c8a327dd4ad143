//! Making a brand, and what is said where there is none.

use crate::harness::Place;

#[test]
fn a_brand_is_made_once() {
    let place = Place::new();
    let said = place.init("data", "Ромашка").ok();
    assert!(said.contains("«Ромашка» is ready"), "{said}");
    let again = place.init("data", "Ромашка").failed();
    assert!(again.contains("already"), "{again}");
    place.init("data", "Василёк").ok();
}

#[test]
fn a_short_password_or_none_is_refused_and_nothing_is_made() {
    let place = Place::new();
    let arguments = ["init", "--data", "data", "--brand", "Ромашка", "--admin", "a@example.org"];
    for password in ["", "\n", "short\n", "ёёёёёёёёё\nlong enough but on the second line"]
    {
        let error = place.run_with(&arguments, password).failed();
        assert!(error.contains("at least 10 characters"), "{error}");
        assert!(!error.contains("short"), "a password is never shown: {error}");
    }
    assert!(!place.path("data").exists());
    place.run_with(&arguments, "ёёёёёёёёёё\n").ok();
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let place = Place::new();
    let nameless = place.run_with(&["init", "--admin", "a@example.org"], "long enough").failed();
    assert!(nameless.contains("--brand NAME"), "{nameless}");
    for address in ["nobody", "@example.org", "a@here"] {
        let arguments = ["init", "--brand", "Ромашка", "--admin", address];
        let error = place.run_with(&arguments, "long enough").failed();
        assert!(error.contains("no e-mail address"), "{error}");
    }
    let arguments =
        ["init", "--brand", "Ромашка", "--admin", "a@example.org", "--zone", "Mars/Olympus"];
    let error = place.run_with(&arguments, "long enough").failed();
    assert!(error.contains("Mars/Olympus"), "{error}");
}

#[test]
fn without_a_store_every_command_says_how_to_make_one() {
    let place = Place::new();
    let nothing = ["--data", "nothing"];
    for command in [
        &["import", "telegram", "x"][..],
        &["demo", "--remove"],
        &["backup", "b.db"],
        &["migrate"],
        &["migrate-to", "postgres://a@localhost:1/b"],
    ] {
        let error = place.run(&[command, &nothing].concat()).failed();
        assert!(error.contains("there is no Kamerton in nothing"), "{command:?}: {error}");
        assert!(error.contains("kamerton init"), "{command:?}: {error}");
    }
    assert!(!place.path("nothing").exists(), "asking makes nothing");
}

#[test]
fn brands_are_told_apart_by_name() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    place.init("data", "Василёк").ok();
    let import = |more: &[&str]| {
        place.run(&[&["import", "telegram", "nowhere", "--data", "data"], more].concat()).failed()
    };
    let unnamed = import(&[]);
    assert!(unnamed.contains("--brand") && unnamed.contains("Василёк"), "{unnamed}");
    let unknown = import(&["--brand", "Лютик"]);
    assert!(unknown.contains("no brand «Лютик»") && unknown.contains("Ромашка"), "{unknown}");
    let named = import(&["--brand", "Ромашка"]);
    assert!(named.contains("nowhere"), "{named}");
}
