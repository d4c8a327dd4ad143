//! Runs the program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// What a run ended with.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    fn of(child: Child) -> Self {
        let done = child.wait_with_output().unwrap();
        Self {
            code: done.status.code().unwrap(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// The output of a run that went well.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// The one JSON value of a run that went well.
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// What a run said that failed, on one line for people and nothing for programs.
    pub fn failed(self) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        assert!(self.out.is_empty(), "{self:?}");
        assert!(self.err.starts_with("kamerton: "), "{self:?}");
        self.err
    }
}

/// A folder to work in, with nothing of the caller's environment.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.spawn(arguments);
        // A program that does not read its input may be gone before it is written.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ended::of(child)
    }

    /// Runs with something in its environment.
    pub fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        Ended::of(self.spawn_with(arguments, environment))
    }

    /// Starts the program and lets it run.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.spawn_with(arguments, &[])
    }

    /// The same with something in its environment.
    pub fn spawn_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kamerton"));
        command.args(arguments).current_dir(self.folder.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KAMERTON_") {
                command.env_remove(name);
            }
        }
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    pub fn init(&self, data: &str, brand: &str) -> Ended {
        let admin = format!("owner{}@example.org", NUMBER.fetch_add(1, Ordering::Relaxed));
        let arguments = ["init", "--data", data, "--brand", brand, "--admin", &admin];
        self.run_with(&arguments, "long enough\n")
    }

    pub fn small_demo(&self, data: &str) -> Ended {
        self.run(&["demo", "--data", data, "--people", "60", "--messages", "600", "--json"])
    }
}

/// The address of an empty database, if there is a server.
pub fn postgres() -> Option<String> {
    let Ok(server) = std::env::var("KAMERTON_TEST_POSTGRES") else {
        eprintln!("KAMERTON_TEST_POSTGRES is not set: checked on SQLite only");
        return None;
    };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("cli_{}_{number}", std::process::id());
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    runtime().block_on(async {
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    });
    let (front, _) = server.rsplit_once('/').unwrap();
    Some(format!("{front}/{name}"))
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
