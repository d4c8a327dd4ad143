//! The words themselves: help, unknown ones, completions.

use crate::harness::Place;

const COMMANDS: [&str; 15] = [
    "init",
    "import",
    "today",
    "people",
    "messages",
    "step",
    "check",
    "reread",
    "demo",
    "backup",
    "restore",
    "migrate",
    "migrate-to",
    "doctor",
    "completions",
];

/// Exit code of a command line that makes no sense.
const USAGE: i32 = 2;

#[test]
fn every_command_explains_itself() {
    let place = Place::new();
    let all = place.run(&["--help"]).ok();
    for command in COMMANDS {
        assert!(all.contains(command), "{command} is not listed");
        let help = place.run(&[command, "--help"]).ok();
        assert!(help.contains(&format!("kamerton {command}")), "{help}");
        for option in ["--data", "--database-url", "--json"] {
            assert!(help.contains(option), "{command} has no {option}");
        }
    }
    assert!(place.run(&["--version"]).ok().starts_with("kamerton "));
}

#[test]
fn what_makes_no_sense_ends_with_two() {
    let place = Place::new();
    for arguments in [
        &[][..],
        &["dance"],
        &["backup"],
        &["demo", "--people", "many"],
        &["completions", "abacus"],
        &["doctor", "--data", "a", "--database-url", "postgres://b"],
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, USAGE, "{arguments:?}: {ended:?}");
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{arguments:?}: {ended:?}");
    }
}

#[test]
fn an_unknown_kind_is_told_which_there_are() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let error = place.run(&["import", "pigeon", "x", "--data", "data"]).failed();
    assert!(error.contains("«pigeon»"), "{error}");
    for kind in [
        "telegram",
        "zulip",
        "discourse",
        "discord",
        "slack",
        "mbox",
        "messages",
        "people",
        "orders",
    ] {
        assert!(error.contains(kind), "{kind}: {error}");
    }
}

#[test]
fn an_unreachable_server_is_an_error_not_a_hang() {
    let place = Place::new();
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    place.run(&["migrate", "--database-url", url]).failed();
    assert_eq!(place.run(&["doctor", "--database-url", url]).code, 1);
}

#[test]
fn completions_are_made_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).ok();
        assert!(script.contains("migrate-to"), "{shell}");
    }
}

#[test]
fn a_configuration_with_a_mistake_is_named() {
    let place = Place::new();
    std::fs::write(place.path("kamerton.toml"), "dta = \"x\"\n").unwrap();
    let error = place.run(&["migrate"]).failed();
    assert!(error.contains("kamerton.toml"), "{error}");
    std::fs::write(place.path("kamerton.toml"), "data = \"elsewhere\"\n").unwrap();
    let error = place.run(&["migrate"]).failed();
    assert!(error.contains("elsewhere"), "{error}");
}
