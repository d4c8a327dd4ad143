//! Users and tokens by the command line.

use crate::harness::Place;

fn brand() -> Place {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    place
}

#[test]
fn users_are_made_listed_and_shut_out() {
    let place = brand();
    let add = ["user", "add", "Anya@Example.org", "--name", "Аня", "--role", "cm,smm"];
    let add = [&add[..], &["--data", "data"]].concat();
    let short = place.run_with(&add, "short\n").failed();
    assert!(short.contains("at least 10 characters"), "{short}");
    let said = place.run_with(&add, "long enough\n").ok();
    assert!(said.contains("anya@example.org is cm, smm of «Ромашка»"), "{said}");
    let list = place.run(&["user", "list", "--data", "data", "--json"]).json();
    assert_eq!(list[1]["email"], "anya@example.org");
    assert_eq!(list[1]["roles"], serde_json::json!(["cm", "smm"]));
    // Known already: no password is asked, the roles are those named last.
    let again = ["user", "add", "anya@example.org", "--role", "director", "--data", "data"];
    assert!(place.run(&again).ok().contains("is director"));
    let out = ["user", "disable", "anya@example.org", "--data", "data"];
    assert!(place.run(&out).ok().contains("is shut out"));
    let list = place.run(&["user", "list", "--data", "data"]).ok();
    assert!(list.contains("director  (shut out)"), "{list}");
    let unknown = ["user", "password", "nobody@example.org", "--data", "data"];
    let error = place.run_with(&unknown, "long enough\n").failed();
    assert!(error.contains("no user nobody@example.org"), "{error}");
}

#[test]
fn a_brand_never_loses_its_last_owner() {
    let place = brand();
    let list = place.run(&["user", "list", "--data", "data", "--json"]).json();
    let owner = list[0]["email"].as_str().unwrap();
    for command in [
        &["user", "disable", owner, "--data", "data"][..],
        &["user", "add", owner, "--role", "cm", "--data", "data"],
    ] {
        let error = place.run(command).failed();
        assert!(error.contains("needs an owner"), "{error}");
    }
    let king = ["user", "add", owner, "--role", "king", "--data", "data"];
    assert!(place.run(&king).failed().contains("owner, cm, smm"));
}

#[test]
fn a_token_is_shown_once_and_revoked() {
    let place = brand();
    let add = ["token", "add", "CRM", "--scope", "people:read", "--data", "data", "--json"];
    let made = place.run(&add).json();
    let (id, token) = (made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    assert!(token.starts_with("kam_"), "{token}");
    let list = place.run(&["token", "list", "--data", "data"]).ok();
    assert!(list.contains(id) && !list.contains(token), "{list}");
    place.run(&["token", "revoke", id, "--data", "data"]).ok();
    let again = place.run(&["token", "revoke", id, "--data", "data"]).failed();
    assert!(again.contains("no token"), "{again}");
    let wide = ["token", "add", "x", "--scope", "everything", "--data", "data"];
    assert!(place.run(&wide).failed().contains("people:read"));
}

#[test]
fn the_demo_makes_its_user_once() {
    let place = Place::new();
    let make =
        ["demo", "--data", "data", "--people", "60", "--messages", "600", "--user", "--json"];
    let first = place.run(&make).json();
    let password = first["user"]["password"].as_str().unwrap();
    assert_eq!(first["user"]["email"], "demo@kamerton.example");
    assert!(password.len() >= 10);
    let second = place.run(&make).json();
    assert_eq!(second["user"]["password"], password, "it is kept");
    let kept = std::fs::read_to_string(place.path("data/demo-password")).unwrap();
    assert_eq!(kept.trim(), password);
}
