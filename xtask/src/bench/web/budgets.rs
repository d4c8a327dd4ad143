//! Pages of the demo in a real browser that is as slow as a phone far from town: how soon each is
//! there, how long it keeps a finger waiting, how much of it moves.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::server::Server;
use crate::bench::{Bench, Line, succeed};

/// What the project promises of the slowest page in milliseconds, and of the one that moves most.
const PAINTED_BAR: f64 = 2_000.0;
const BLOCKED_BAR: f64 = 200.0;
const SHIFTED_BAR: f64 = 0.05;
/// The script that looks; the tests of the pages have it, with the list of all pages.
const SCRIPTS: &str = "crates/kamerton/tests/browser/node";
/// What Chromium is called by those who package it; `KAMERTON_TEST_CHROMIUM` names another one.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// A hung browser is given up after so many minutes.
const LONGEST: u32 = 90;

/// Measures every page of a demo of the usual size.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let chromium = browser().context("Chromium is missing: run scripts/prepare.sh chromium")?;
    let modules = installed(bench)?;
    let folder = bench.empty("budgets")?;
    let demo = told(bench, &folder, &["demo", "--user"])?;
    // Its page is measured as well; a site is the one kind that asks nobody to be connected.
    told(bench, &folder, &["channel", "add", "site", "--name", "Сайт", "--set", "title=Утровар"])?;
    let server = Server::start(bench, &folder).await?;
    let given = json!({
        "address": format!("http://{}", server.address),
        "email": demo["user"]["email"],
        "password": demo["user"]["password"],
        "chromium": chromium,
        "modules": modules,
        "minutes": LONGEST,
    });
    let found = look(&given)?;
    let worst = |name: &str| -> Result<f64> {
        found[name]["value"].as_f64().with_context(|| format!("no {name} came"))
    };
    Ok(vec![
        Line::at_most("LCP, the slowest page", "SQLite", worst("lcp")?, "ms", PAINTED_BAR),
        Line::at_most("TBT, the worst page", "SQLite", worst("tbt")?, "ms", BLOCKED_BAR),
        Line::at_most("CLS, the worst page", "SQLite", worst("cls")?, "", SHIFTED_BAR),
    ])
}

/// Runs the script and shows its lines; the last one is what it found.
fn look(given: &Value) -> Result<Value> {
    let mut child = Command::new("node")
        .current_dir(crate::repository_root().join(SCRIPTS))
        .args(["budgets.mjs", &given.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .context("Node is missing: run scripts/prepare.sh node")?;
    let output = child.stdout.take().context("the script has no output")?;
    let mut last = String::new();
    for line in BufReader::new(output).lines() {
        last = line?;
        println!("{last}");
    }
    ensure!(child.wait()?.success(), "pages could not be measured");
    serde_json::from_str(&last).context("the script told nothing")
}

/// Runs the program on a folder; gives what it prints.
fn told(bench: &Bench, folder: &Path, arguments: &[&str]) -> Result<Value> {
    let mut command = Command::new(&bench.program);
    command.args(arguments).args(["--lang", "ru", "--json", "--data"]).arg(folder);
    let done = command.stderr(Stdio::inherit()).output()?;
    ensure!(done.status.success(), "kamerton {} failed", arguments.join(" "));
    serde_json::from_slice(&done.stdout).with_context(|| format!("{} told nothing", arguments[0]))
}

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("KAMERTON_TEST_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let mut files = NAMES.into_iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    files.find(|file| file.is_file())
}

/// The folder with the script's libraries, as the lockfile wants them.
fn installed(bench: &Bench) -> Result<PathBuf> {
    let folder = bench.root.join("browser");
    std::fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(crate::repository_root().join(SCRIPTS).join(name), folder.join(name))?;
    }
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    succeed(Command::new("npm").current_dir(&folder).args(options))?;
    Ok(std::path::absolute(folder)?)
}
