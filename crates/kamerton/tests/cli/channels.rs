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
