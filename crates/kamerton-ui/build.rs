//! Bundles the browser's files with Node, and lists them for the program.
//!
//! `KAMERTON_UI_DIST` names a folder that was made by `node build.mjs FOLDER` before: then no Node
//! is needed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=KAMERTON_UI_DIST");
    println!("cargo::rerun-if-changed=build.mjs");
    println!("cargo::rerun-if-changed=package-lock.json");
    println!("cargo::rerun-if-changed=src/browser");
    if let Err(message) = make() {
        println!("cargo::error={message}");
    }
}

fn make() -> Result<(), String> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let folder = match std::env::var_os("KAMERTON_UI_DIST") {
        Some(folder) => PathBuf::from(folder),
        None => bundle(&out)?,
    };
    let list = list(&folder)?;
    std::fs::write(out.join("assets.rs"), list).map_err(|error| format!("assets.rs: {error}"))
}

/// Installs what the lockfile names when it is newer than what is installed, and bundles.
fn bundle(out: &Path) -> Result<PathBuf, String> {
    let (locked, installed) = ("package-lock.json", "node_modules/.package-lock.json");
    let time = |path: &str| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    if time(installed).is_none_or(|installed| time(locked).is_some_and(|lock| lock > installed)) {
        run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    }
    let folder = out.join("browser");
    run(Command::new("node").arg("build.mjs").arg(&folder))?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|error| {
        format!(
            "{name} does not start ({error}): the pages need Node 18 or newer to be bundled. Install \
             it (Debian: apt install nodejs npm), or set KAMERTON_UI_DIST to a folder that \
             `node build.mjs FOLDER` has made elsewhere"
        )
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(format!("{name} failed: {}", said.trim().replace('\n', " | ")))
}

/// The files as a list of Rust values.
fn list(folder: &Path) -> Result<String, String> {
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".gz") && !name.ends_with(".br") {
            names.push(name);
        }
    }
    names.sort();
    let folder = folder.canonicalize().map_err(unreadable)?;
    let mut text = String::from("/// All files.\npub static ASSETS: &[Asset] = &[\n");
    for name in names {
        println!("cargo::rerun-if-changed={}", folder.join(&name).display());
        entry(&mut text, &folder, &name)?;
    }
    text.push_str("];\n");
    Ok(text)
}

fn entry(text: &mut String, folder: &Path, file: &str) -> Result<(), String> {
    let (plain, kind) = plain_name(file).ok_or(format!("{file} has no hash in its name"))?;
    let included = |ending: &str| {
        let path = folder.join(format!("{file}{ending}"));
        path.is_file().then(|| format!("include_bytes!({path:?})"))
    };
    let bytes = included("").ok_or(format!("{file} is gone"))?;
    let twin =
        |ending| included(ending).map_or("None".to_owned(), |bytes| format!("Some({bytes})"));
    let (gzip, brotli) = (twin(".gz"), twin(".br"));
    writeln!(
        text,
        "    Asset {{ name: {plain:?}, file: {file:?}, kind: {kind:?}, bytes: {bytes}, \
         gzip: {gzip}, brotli: {brotli} }},"
    )
    .map_err(|error| error.to_string())
}

/// `app.js` of `app-4F2A9C1B.js`, with its media type.
fn plain_name(file: &str) -> Option<(String, &'static str)> {
    let (stem, ending) = file.rsplit_once('.')?;
    let (name, hash) = stem.rsplit_once('-')?;
    if hash.len() != 8 || !hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let kind = match ending {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => return None,
    };
    Some((format!("{name}.{ending}"), kind))
}
