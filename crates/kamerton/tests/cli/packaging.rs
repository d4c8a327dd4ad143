//! What is handed out beside the program: the package's list, the unit, the configuration, and what
//! the guide for those who run it says of them.

use std::path::{Path, PathBuf};

use crate::harness::{Place, text};

const GUIDES: [&str; 2] = ["docs/running.md", "docs/running.ru.md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// What the package is made from, as its manifest says.
fn deb() -> toml::Value {
    let manifest: toml::Value = toml::from_str(&read("crates/kamerton/Cargo.toml")).unwrap();
    manifest["package"]["metadata"]["deb"].clone()
}

/// Where a file of the package comes from and where it goes.
fn assets() -> Vec<(String, String)> {
    let word = |value: &toml::Value| value.as_str().unwrap().to_owned();
    let deb = deb();
    let list = deb["assets"].as_array().unwrap().iter().map(|one| (word(&one[0]), word(&one[1])));
    list.collect()
}

/// The values of a key in the unit.
fn unit(key: &str) -> Vec<String> {
    let lines = read("packaging/kamerton.service");
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    pairs.filter(|(name, _)| *name == key).map(|(_, value)| value.to_owned()).collect()
}

/// The blocks of code of one kind in a document.
fn blocks<'a>(document: &'a str, kind: &str) -> Vec<&'a str> {
    let open = format!("```{kind}\n");
    document.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_package_holds_what_the_unit_needs() {
    for (from, _) in assets().iter().filter(|(from, _)| !from.starts_with("target/")) {
        assert!(root().join("crates/kamerton").join(from).is_file(), "{from}");
    }
    let goes_to = |path: &str| {
        assets().iter().any(|(from, to)| {
            let name = Path::new(from).file_name().unwrap().to_str().unwrap();
            format!("/{to}{name}") == path
        })
    };
    let start = unit("ExecStart").remove(0);
    assert!(goes_to(start.split(' ').next().unwrap()), "{start}");
    let environment = unit("Environment").remove(0);
    let config = environment.strip_prefix("KAMERTON_CONFIG=").unwrap();
    assert!(goes_to(config), "{config}");
    assert_eq!(deb()["conf-files"][0].as_str(), Some(config));
    for page in unit("Documentation") {
        assert!(goes_to(page.strip_prefix("file://").unwrap()), "{page}");
    }
    let folder = unit("WorkingDirectory").remove(0);
    assert_eq!(folder, format!("/var/lib/{}", unit("StateDirectory").remove(0)));
    let made = read("packaging/debian/postinst");
    assert!(made.contains(&format!(" {folder} {}\n", unit("User").remove(0))), "{made}");
}

#[test]
fn the_configuration_is_understood_with_every_line_in_it() {
    let place = Place::new();
    let here = text(&place.path("")).trim_end_matches('/').to_owned();
    let shipped = read("packaging/kamerton.toml").replace("/var/lib/kamerton", &here);
    place.init(&here, "Ромашка").ok();
    let is_setting = |line: &str| {
        let is_table = line.starts_with('[') && line.ends_with(']');
        is_table
            || line.split_once(" = ").is_some_and(|(key, _)| {
                !key.is_empty()
                    && key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
            })
    };
    let full: Vec<&str> = shipped
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
        .filter(|line| !line.starts_with("database_url"))
        .collect();
    assert!(full.iter().any(|line| line.starts_with("public_url = ")), "{shipped}");
    for (name, config) in [("shipped.toml", shipped.clone()), ("full.toml", full.join("\n"))] {
        std::fs::write(place.path(name), config).unwrap();
        let config = place.path(name);
        place.run(&["--config", text(&config), "doctor"]).ok();
    }
}

#[test]
fn the_guides_name_this_package_and_the_same_commands() {
    let package = format!("kamerton_{}-1_amd64.deb", env!("CARGO_PKG_VERSION"));
    let guides = GUIDES.map(read);
    for (guide, name) in guides.iter().zip(GUIDES) {
        assert!(guide.contains(&package), "{name} names another package than {package}");
    }
    for kind in ["sh", "ini", "toml", "nginx", "caddyfile"] {
        let [english, russian] = guides.each_ref().map(|guide| {
            let lines = blocks(guide, kind).into_iter().flat_map(str::lines);
            let code = lines.map(|line| line.split("  #").next().unwrap_or_default().trim_end());
            code.collect::<Vec<_>>()
        });
        assert!(!english.is_empty(), "{kind}");
        assert_eq!(english, russian, "{kind}");
    }
}
