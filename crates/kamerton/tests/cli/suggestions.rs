//! `kamerton people suggestions`, `never` and `maybe`, on both databases.

use serde_json::Value;

use crate::harness::{Place, postgres};

fn check(place: &Place, options: [&str; 2]) {
    let demo = ["demo", "--people", "300", "--messages", "3000", "--json", options[0], options[1]];
    place.run(&demo).ok();
    let run = |arguments: &[&str]| place.run(&[arguments, &options].concat());
    let first = run(&["people", "suggestions", "--lang", "en"]);
    assert!(first.err.contains("looked at "), "{first:?}");
    let told = first.ok();
    let list = || run(&["people", "suggestions", "--limit", "1000", "--json"]).json();
    let found = list();
    let found = found.as_array().unwrap();
    assert!(!found.is_empty(), "one in nine of the demo has a second account");
    let ids = |pair: &Value| {
        ["one", "other"].map(|side| pair[side]["person"]["id"].as_str().unwrap().to_owned())
    };
    for pair in found {
        // Of addresses people have several.
        let kinds = ["one", "other"].map(|side| pair[side]["kind"].as_str().unwrap());
        assert!(kinds[0] != kinds[1] || kinds[0] == "email", "{pair}");
        assert!(pair["probability"].as_f64().unwrap() > 0.0, "{pair}");
        assert!(!pair["because"].as_array().unwrap().is_empty(), "{pair}");
    }
    let [one, other] = ids(&found[0]);
    assert!(told.contains(&one) && told.contains(&other) && told.contains('%'), "{told}");

    let said = run(&["people", "never", &one, &other, "--json"]).json();
    assert_eq!(said["may_be_one"], false);
    let pairs = |list: Value| list.as_array().unwrap().iter().map(ids).collect::<Vec<_>>();
    let both = [one.clone(), other.clone()];
    assert!(!pairs(list()).contains(&both), "{one} {other}");
    let said = run(&["people", "maybe", &other, &one, "--json"]).json();
    assert_eq!(said["may_be_one"], true);
    assert!(pairs(list()).contains(&both), "{one} {other}");
    run(&["people", "never", &one, &one]).failed();
}

#[test]
fn who_may_be_one_person_is_printed_and_refused() {
    let place = Place::new();
    check(&place, ["--data", "data"]);
    if let Some(url) = postgres() {
        check(&place, ["--database-url", &url]);
    }
}
