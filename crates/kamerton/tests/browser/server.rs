//! The built program, serving on a free port from a folder that is gone afterwards.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The password of all users.
const PASSWORD: &str = "верный-пароль-2026";
const RUSSIAN: &str = "anna@example.org";
const ENGLISH: &str = "ann@example.org";

/// A program that serves; it ends with this value, however the test ends.
pub struct Server {
    child: Child,
    /// What it prints stays open: a program that prints into a closed pipe ends.
    _out: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
    announced: Value,
}

impl Server {
    /// With a small demo, a channel that is connected, and an owner who reads Russian and one who reads English.
    pub fn with_demo() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["demo", "--people", "120", "--messages", "1500"], "");
        for email in [RUSSIAN, ENGLISH] {
            let add = ["user", "add", email, "--name", "Анна Орлова", "--role", "owner"];
            run(folder.path(), &add, PASSWORD);
        }
        // The one kind of channel that asks nobody to be connected.
        let site = ["channel", "add", "site", "--name", "Сайт", "--set", "title=Утровар"];
        run(folder.path(), &site, "");
        Self::start(folder)
    }

    /// With nothing.
    pub fn empty() -> Self {
        Self::start(tempfile::tempdir().unwrap())
    }

    fn start(folder: tempfile::TempDir) -> Self {
        let serve = ["serve", "--listen", "127.0.0.1:0", "--json"];
        let mut child = command(folder.path(), &serve).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let read = out.read_line(&mut line);
        let mut server = Self { child, _out: out, folder, announced: Value::Null };
        assert!(read.unwrap() > 0, "the program serves nothing: {:?}", server.child.try_wait());
        server.announced = serde_json::from_str(&line).unwrap();
        server
    }

    /// What scripts have to know.
    pub fn given(&self) -> Value {
        json!({
            "address": self.announced["address"],
            "start": self.announced["start"],
            "program": env!("CARGO_BIN_EXE_kamerton"),
            "data": self.folder.path(),
            "fixtures": Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/fixtures"),
            "russian": RUSSIAN,
            "english": ENGLISH,
            "password": PASSWORD,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has told by now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(data: &Path, arguments: &[&str], input: &str) {
    let mut child = command(data, arguments).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The program with nothing of the caller's settings.
fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kamerton"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("KAMERTON_") {
            command.env_remove(name);
        }
    }
    command.current_dir(data).args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}
