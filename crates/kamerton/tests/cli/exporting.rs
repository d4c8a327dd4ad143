//! `kamerton people export`: a list as a file, on both databases.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{Place, postgres, text};

fn check(place: &Place, options: [&str; 2]) {
    let demo = ["demo", "--people", "60", "--messages", "600", "--json", options[0], options[1]];
    place.run(&demo).ok();
    let run = |arguments: &[&str]| place.run(&[arguments, &options].concat());
    let counted = run(&["people", "--state", "cold", "--count", "--json"]).json();
    let path = place.path("cold.csv");
    let _ = std::fs::remove_file(&path);
    let file = text(&path);
    let done = run(&["people", "export", file, "--state", "cold", "--json"]).json();
    assert_eq!(done["people"], counted["count"]);
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("\u{feff}Идентификатор;Имя;"), "{written}");
    assert_eq!(written.lines().count() as i64, counted["count"].as_i64().unwrap() + 1);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = run(&["people", "export", file]).failed();
    assert!(again.contains("cold.csv"), "nothing is written over: {again}");
    let workbook = place.path("all.xlsx");
    let _ = std::fs::remove_file(&workbook);
    let said = run(&["people", "export", text(&workbook), "--lang", "en"]).ok();
    assert!(said.contains("60 people") || said.contains("people"), "{said}");
    assert!(std::fs::read(&workbook).unwrap().starts_with(b"PK"));
    let wrong = run(&["people", "export", "list.pdf"]).failed();
    assert!(wrong.contains(".xlsx"), "{wrong}");
}

#[test]
fn a_list_is_written_into_a_file() {
    let place = Place::new();
    check(&place, ["--data", "data"]);
    if let Some(url) = postgres() {
        check(&place, ["--database-url", &url]);
    }
}
