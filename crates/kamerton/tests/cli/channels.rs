//! Channels on the command line.

use crate::harness::Place;

#[test]
fn where_a_platform_calls_is_told_whoever_names_the_public_address() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let add = ["channel", "add", "generic", "--data", "data"];
    assert!(!place.run(&add).ok().contains("https://"), "nobody said where we are");
    let named = [("KAMERTON_PUBLIC_URL", "https://one.example.org")];
    let told = place.spawn_with(&add, &named).wait_with_output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("\nhttps://one.example.org/"), "{told}");
    let file = "public_url = \"https://two.example.org\"\n";
    std::fs::write(place.path("kamerton.toml"), file).unwrap();
    let told = place.run(&add).ok();
    assert!(told.contains("\nhttps://two.example.org/"), "{told}");
}

#[test]
fn what_cannot_be_done_in_a_place_is_refused_with_the_reason() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let nowhere = "00000000-0000-0000-0000-000000000000";
    for (words, why) in [
        (vec!["say", "club", "Привет"], "neither the title nor the id"),
        (vec!["say", nowhere, "Привет"], "there is no place"),
        (vec!["say", nowhere, "Привет", "--at", "завтра"], "no date and time"),
        (vec!["ask", nowhere, "Где?", "Тут", "Там"], "there is no place"),
        (vec!["repost", nowhere, nowhere], "there is no message"),
        (vec!["pin", "7"], "no id of a message"),
        (vec!["delete", nowhere, "--reason", " "], "say why"),
        (vec!["restrict", nowhere, "out", "--reason", "спам"], "there is no message"),
        (vec!["invite", nowhere, "Афиша"], "there is no place"),
        (vec!["invite", nowhere], "there is no place"),
    ] {
        let mut all = vec!["channel"];
        all.extend(words);
        all.extend(["--data", "data"]);
        let told = place.run(&all).failed();
        assert!(told.contains(why), "{all:?}: {told}");
    }
}
