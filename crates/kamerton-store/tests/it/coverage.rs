//! A public function without a test makes this file fail.

use std::path::{Path, PathBuf};

/// Modules without functions on tables; `db` is what the functions of all others run on.
const NOT_NOUNS: [&str; 10] =
    ["bulk", "db", "error", "lib", "migrate", "readers", "repeats", "stored", "upgrade", "value"];

/// Modules whose functions are read by one use case only and are tested through it, on both
/// databases, in the tests of `kamerton-app`: what they give means nothing without that use case.
const THROUGH_USE_CASES: [&str; 9] = [
    "audit",
    "backup",
    "behaviour",
    "copy",
    "health",
    "merges",
    "people_lists",
    "planning",
    "timeline",
];

#[test]
fn every_public_function_has_a_test() {
    let tests = all_text(&here("tests/it"));
    let mut missing = Vec::new();
    let mut found = 0;
    for (module, text) in sources() {
        if NOT_NOUNS.contains(&module.as_str()) || THROUGH_USE_CASES.contains(&module.as_str()) {
            continue;
        }
        for name in public_functions(&text) {
            found += 1;
            if !tests.contains(&format!("{module}::{name}(")) {
                missing.push(format!("{module}::{name}"));
            }
        }
    }
    assert!(found > 60, "the sources are not read as they are written: {found} functions");
    assert!(missing.is_empty(), "without a test: {missing:?}");
}

#[test]
fn every_public_function_of_sessions_and_stores_has_a_test() {
    let tests = all_text(&here("tests/it"));
    let text = std::fs::read_to_string(here("src/db.rs")).unwrap();
    for name in public_functions(&text) {
        // A few are called by functions of the nouns, which are tested themselves.
        let used = [format!(".{name}("), format!("::{name}(")].iter().any(|use_of| {
            tests.contains(use_of) || sources().iter().any(|(_, text)| text.contains(use_of))
        });
        assert!(used, "{name} is used nowhere");
    }
}

/// Names of the public asynchronous functions of a source text.
fn public_functions(text: &str) -> Vec<String> {
    let parts = text.split("pub async fn ").skip(1);
    parts
        .map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// The store's source files: module and text.
pub fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&here("src"), &mut files);
    files
        .into_iter()
        .map(|file| {
            let module = file.strip_prefix(here("src")).unwrap().with_extension("");
            let module = module.to_string_lossy().replace(['/', '\\'], "::");
            let module = module.strip_suffix("::mod").unwrap_or(&module).to_owned();
            (module, std::fs::read_to_string(file).unwrap())
        })
        .collect()
}

fn all_text(folder: &Path) -> String {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
