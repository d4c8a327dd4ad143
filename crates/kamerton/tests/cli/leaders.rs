//! `kamerton people leaders`, on both databases.

use crate::harness::{Place, postgres};

fn check(place: &Place, options: [&str; 2]) {
    let demo = ["demo", "--people", "120", "--messages", "1500", "--json", options[0], options[1]];
    place.run(&demo).ok();
    let run = |arguments: &[&str]| place.run(&[arguments, &options].concat());
    let radar = run(&["people", "leaders", "--json"]).json();
    let clients = radar["clients"].as_array().unwrap();
    assert!(clients.len() > 3, "{radar}");
    let value = |one: &serde_json::Value| one["influence"]["value"].as_f64().unwrap();
    assert!(clients.is_sorted_by(|one, other| value(one) >= value(other)), "{radar}");
    for one in clients {
        assert!(one["listeners"].as_i64().unwrap() > 0, "{one}");
        assert!(one["stage"] != "1" || one["commerce"] != "none", "{one}");
    }
    assert!(radar["compared"]["people"].as_i64().unwrap() > 20, "{radar}");
    // The same in words, each on a line with its id.
    let told = run(&["people", "leaders", "--lang", "en"]).ok();
    let said = run(&["people", "leaders"]).ok();
    for part in ["clients", "newcomers", "outsiders"] {
        for one in radar[part].as_array().unwrap() {
            let id = one["id"].as_str().unwrap();
            let line = told.lines().find(|line| line.contains(id)).unwrap();
            assert!(line.contains(one["name"].as_str().unwrap()), "{line}");
            assert!(said.contains(id), "{said}");
        }
    }
    let first = clients[0]["id"].as_str().unwrap();
    let shown = run(&["people", "show", first, "--json"]).json();
    assert_eq!(shown["name"], clients[0]["name"], "{shown}");
}

#[test]
fn leaders_are_printed_with_what_they_are_known_by() {
    let place = Place::new();
    check(&place, ["--data", "data"]);
    if let Some(url) = postgres() {
        check(&place, ["--database-url", &url]);
    }
}
