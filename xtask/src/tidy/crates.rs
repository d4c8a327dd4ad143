//! Which crate may use which.
//!
//! `kamerton -> web -> app -> {store, channels, text, graph, identity} -> core`, where text, graph
//! and identity know none of ours. The direction is what lets a rule be tested without a database and a page be
//! changed without a rule.

use super::Finding;
use super::repository::{Repository, numbered};

/// Each of our crates with those of ours it may use. The binary may use all of them.
const DIRECTION: &[(&str, &[&str])] = &[
    ("kamerton-core", &[]),
    ("kamerton-text", &[]),
    ("kamerton-train", &["kamerton-text"]),
    ("kamerton-graph", &[]),
    ("kamerton-identity", &[]),
    ("kamerton-store", &["kamerton-core"]),
    ("kamerton-channels", &["kamerton-core"]),
    (
        "kamerton-app",
        &[
            "kamerton-core",
            "kamerton-store",
            "kamerton-text",
            "kamerton-graph",
            "kamerton-identity",
            "kamerton-channels",
        ],
    ),
    ("kamerton-fakes", &[]),
    ("kamerton-ui", &[]),
    (
        "kamerton-web",
        &["kamerton-core", "kamerton-app", "kamerton-store", "kamerton-identity", "kamerton-ui"],
    ),
];

/// Crates of others that belong to one place, with that place and what it is for.
const PLACES: &[(&str, &str, &str)] = &[
    ("sqlx", "kamerton-store", "all SQL is there"),
    ("axum", "kamerton-web", "all of HTTP that comes in is there"),
    ("askama", "kamerton-web", "all pages are there"),
    ("clap", "kamerton", "the command line is there"),
    ("reqwest", "kamerton-channels", "there is one way out to other services"),
];

/// No crate of ours uses one that stands above it.
pub fn own_crates_keep_their_direction(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, manifest, text) in manifests(repository) {
        if name == "kamerton" {
            continue;
        }
        let Some((_, allowed)) = DIRECTION.iter().find(|(listed, _)| *listed == name) else {
            let message = format!("{name} is new: say in xtask/src/tidy/crates.rs what it may use");
            findings.push(Finding::new(manifest, 1, message));
            continue;
        };
        for (line, dependency) in dependencies(text) {
            let ours = dependency == "kamerton" || dependency.starts_with("kamerton-");
            if ours && !allowed.contains(&dependency) {
                let message = format!(
                    "{name} may not use {dependency}: move the code down or hand the value over"
                );
                findings.push(Finding::new(manifest, line, message));
            }
        }
    }
    findings
}

/// The database, HTTP and the command line each have one door.
pub fn outside_crates_stay_in_their_place(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, manifest, text) in manifests(repository) {
        for (line, dependency) in dependencies(text) {
            let Some((_, place, why)) = PLACES.iter().find(|(used, ..)| *used == dependency) else {
                continue;
            };
            if *place != name {
                let message = format!("{dependency} may be used in {place} only: {why}");
                findings.push(Finding::new(manifest, line, message));
            }
        }
    }
    findings
}

/// Name, path and text of each crate's manifest.
fn manifests(repository: &Repository) -> impl Iterator<Item = (&str, &str, &str)> {
    repository.files("toml").filter_map(|(path, text)| {
        let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        (!name.contains('/')).then_some((name, path, text))
    })
}

/// What a manifest lists for the shipped crate, not for its tests, with the line of each.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut section = "";
    for (number, line) in numbered(manifest) {
        let line = line.trim();
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
            if let Some((_, name)) = section.split_once("dependencies.") {
                found.extend(is_shipped(section).then_some((number, name)));
            }
            continue;
        }
        let starts_entry = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if starts_entry && is_shipped(section) && section.ends_with("dependencies") {
            found.push((number, dependency_name(line)));
        }
    }
    found
}

fn is_shipped(section: &str) -> bool {
    section.contains("dependencies") && !section.contains("dev-dependencies")
}

/// The crate's own name: what stands behind `package =` where it was renamed.
fn dependency_name(line: &str) -> &str {
    let renamed = line.split_once("package = \"").and_then(|(_, rest)| rest.split('"').next());
    renamed.or_else(|| line.split(['.', '=', ' ']).next()).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    const CORE: &str = "crates/kamerton-core/Cargo.toml";
    const APP: &str = "crates/kamerton-app/Cargo.toml";

    #[test]
    fn core_uses_none_of_ours() {
        let text = "[dependencies]\njiff.workspace = true\nkamerton-store.workspace = true\n";
        assert_eq!(
            places(own_crates_keep_their_direction, &[(CORE, text), (APP, text)]),
            [format!("{CORE}:3")]
        );
    }

    #[test]
    fn tests_may_use_more() {
        let text = "[dev-dependencies]\nkamerton-store.workspace = true\nsqlx = \"1\"\n";
        assert!(places(own_crates_keep_their_direction, &[(CORE, text)]).is_empty());
        assert!(places(outside_crates_stay_in_their_place, &[(CORE, text)]).is_empty());
    }

    #[test]
    fn a_new_crate_has_to_be_placed() {
        let file = "crates/kamerton-new/Cargo.toml";
        assert_eq!(places(own_crates_keep_their_direction, &[(file, "")]), [format!("{file}:1")]);
    }

    #[test]
    fn the_database_has_one_door() {
        let text = "[dependencies]\nsqlx = \"1\"\n[target.'cfg(unix)'.dependencies]\n\
                    http = { package = \"reqwest\", version = \"1\" }\n[dependencies.axum]\n";
        assert_eq!(
            places(outside_crates_stay_in_their_place, &[(APP, text)]),
            [format!("{APP}:2"), format!("{APP}:4"), format!("{APP}:5"),]
        );
    }
}
