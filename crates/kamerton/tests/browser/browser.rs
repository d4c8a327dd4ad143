//! Chromium and the scripts that drive it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// What Chromium is called by those who package it.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The lockfile, which says whether what is installed is what is wanted.
const LOCK: &str = "package-lock.json";

/// One browser at a time: two would only wait for each other.
static TURN: Mutex<()> = Mutex::new(());

/// A browser that is there, and the libraries of the scripts.
pub struct Browser {
    chromium: PathBuf,
    modules: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Finds Chromium and Node; says in one line when one is missing. `KAMERTON_TEST_CHROMIUM`
    /// names another browser.
    pub fn find() -> Option<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let named = std::env::var_os("KAMERTON_TEST_CHROMIUM").map(PathBuf::from);
        let (Some(chromium), Some(_)) =
            (named.or_else(|| NAMES.into_iter().find_map(on_path)), on_path("npm"))
        else {
            eprintln!("no Chromium or no Node here: pages were not looked at in a browser");
            return None;
        };
        Some(Self { chromium, modules: installed(), _turn: turn })
    }

    /// Runs a script; what it finds is why the test fails.
    pub fn run(&self, script: &str, given: &Value) {
        let mut given = given.clone();
        given["chromium"] = self.chromium.to_str().unwrap().into();
        given["modules"] = self.modules.to_str().unwrap().into();
        let mut command = Command::new("node");
        command.current_dir(scripts()).arg(format!("{script}.mjs")).arg(given.to_string());
        let done = command.output().unwrap();
        let (out, err) = (said(&done.stdout), said(&done.stderr));
        assert!(done.status.success(), "{script} in the browser:\n{out}{err}");
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node")
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The folder with the scripts' libraries: beside what cargo builds, made anew when the lockfile
/// has changed. Other runs, from whichever checkout, wait.
fn installed() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).unwrap();
    let turn = std::fs::File::create(folder.join("lock")).unwrap();
    turn.lock().unwrap();
    let wanted = std::fs::read(scripts().join(LOCK)).unwrap();
    let done = folder.join("installed.json");
    if std::fs::read(&done).ok().as_ref() != Some(&wanted) {
        install(&folder);
        std::fs::write(done, wanted).unwrap();
    }
    folder
}

fn install(folder: &Path) {
    for name in ["package.json", LOCK] {
        std::fs::copy(scripts().join(name), folder.join(name)).unwrap();
    }
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let done = npm.output().unwrap();
    assert!(done.status.success(), "npm ci: {}", said(&done.stderr));
}
