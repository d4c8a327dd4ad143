//! The demo, made twice and removed.

use crate::harness::{Place, postgres};

fn check(place: &Place, target: [&str; 2]) {
    let run = |more: &[&str]| place.run(&[&target[..], more].concat());
    let size = ["demo", "--people", "60", "--messages", "600"];
    let made = run(&[&size[..], &["--json"]].concat()).json();
    assert_eq!(made["done"], "made");
    assert!(made["messages"].as_u64().unwrap() > 500, "{made}");
    let found = run(&["messages", "spasibo", "--sort", "best", "--limit", "2", "--json"]).json();
    assert_eq!(found["readings"][0]["shown"], "спасибо", "{found}");
    assert_eq!(found["messages"].as_array().unwrap().len(), 2, "{found}");
    let found = run(&["messages", "спасибо"]).ok();
    assert!(found.lines().all(|line| line.to_lowercase().contains("[спасиб")), "{found}");
    let again = run(&["demo"]).ok();
    assert!(again.contains("is there already"), "{again}");
    let again = run(&["demo", "--json"]).json();
    assert_eq!((&again["done"], &again["messages"]), (&"kept".into(), &0.into()));
    let removed = run(&["demo", "--remove", "--json"]).json();
    assert_eq!(removed["removed"], true);
    let removed = run(&["demo", "--remove"]).ok();
    assert!(removed.contains("no demo"), "{removed}");
    let anew = run(&size).ok();
    assert!(anew.contains("is ready"), "{anew}");
}

#[test]
fn the_demo_comes_and_goes() {
    let place = Place::new();
    check(&place, ["--data", "data"]);
    if let Some(url) = postgres() {
        check(&place, ["--database-url", &url]);
    }
}

#[test]
fn the_demo_lives_beside_a_brand() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    assert_eq!(place.small_demo("data").json()["done"], "made");
    // The only real brand is meant when none is named.
    let error = place.run(&["import", "telegram", "nowhere", "--data", "data"]).failed();
    assert!(error.contains("nowhere"), "{error}");
    place.run(&["demo", "--remove", "--data", "data"]).ok();
    assert!(place.init("data", "Ромашка").failed().contains("already"));
}

#[test]
fn days_are_checked() {
    let place = Place::new();
    for day in ["tomorrow", "2026-02-30", "2999-01-01"] {
        let error = place.run(&["demo", "--data", "data", "--until", day]).failed();
        assert!(error.contains(day), "{error}");
    }
    let arguments = ["demo", "--data", "data", "--people", "60", "--messages", "600", "--json"];
    let made = place.run(&[&arguments[..], &["--until", "2025-03-01", "--seed", "4"]].concat());
    assert_eq!(made.json()["done"], "made");
}
