//! `kamerton people --segment`: by a description in either language, and mistakes under their place.

use crate::harness::{Place, postgres, text};

fn check(place: &Place, options: [&str; 2]) {
    let demo = ["demo", "--people", "60", "--messages", "600", "--json", options[0], options[1]];
    place.run(&demo).ok();
    let run = |arguments: &[&str]| place.run(&[arguments, &options].concat());
    let count = |segment: &str| {
        let counted = run(&["people", "--segment", segment, "--count", "--json"]).json();
        counted["count"].as_i64().unwrap()
    };
    let all = run(&["people", "--count", "--json"]).json()["count"].as_i64().unwrap();
    assert_eq!(count("все"), all);
    let cold = run(&["people", "--state", "cold", "--count", "--json"]).json();
    assert_eq!(count("состояние: холодный"), cold["count"].as_i64().unwrap());
    assert_eq!(count("not state: cold") + count("state: cold"), all);
    let listed = run(&["people", "--segment", "state: cold", "--limit", "1000", "--json"]).json();
    let listed = listed.as_array().unwrap();
    assert!(listed.iter().all(|one| one["state"] == "cold") && !listed.is_empty());
    let narrow = ["people", "--segment", "wrote", "--state", "cold", "--count", "--json"];
    assert!(run(&narrow).json()["count"].as_i64().unwrap() <= count("state: cold"));

    let path = place.path("segment.csv");
    let _ = std::fs::remove_file(&path);
    let export = ["people", "export", text(&path), "--segment", "state: cold", "--json"];
    assert_eq!(run(&export).json()["people"], cold["count"]);

    let wrong = run(&["people", "--segment", "состояние: хлодный"]).failed();
    assert!(wrong.contains("«холодный»"), "{wrong}");
    assert!(wrong.contains("  состояние: хлодный\n             ^^^^^^^\n"), "{wrong}");
    let wrong = run(&["people", "--segment", "wrote and"]).failed();
    assert!(wrong.contains("  wrote and\n           ^\n"), "{wrong}");
}

#[test]
fn people_are_listed_by_a_description() {
    let place = Place::new();
    check(&place, ["--data", "data"]);
    if let Some(url) = postgres() {
        check(&place, ["--database-url", &url]);
    }
}
