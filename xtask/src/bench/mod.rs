//! `bench`: measures what the project promises, and writes it into `docs/benchmarks.md`.
//!
//! Everything lies under one folder outside the checkout (`KAMERTON_BENCH`, else
//! `~/.cache/kamerton/bench`), where the large database is kept from run to run. PostgreSQL is
//! measured on the server in `KAMERTON_TEST_POSTGRES`, which `scripts/with-postgres.sh --durable`
//! starts; without one that part is left out.

mod archive;
mod feeds;
mod hooks;
mod imports;
mod large;
mod lists;
mod live;
mod machine;
mod mail;
mod merge;
mod report;
mod reread;
mod search;
mod web;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail, ensure};
use kamerton_store::Target;

use report::Line;

/// How much to measure with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    /// Copies of the real archive in one import.
    copies: u64,
    /// Messages of the demo world in one import.
    world: u64,
    /// Live events.
    events: usize,
    /// Mails in a mailbox.
    mails: usize,
    /// Feeds that are asked.
    feeds: usize,
    /// People of the large database.
    people: u64,
    /// Its messages.
    messages: u64,
}

const SMALL: Size = Size {
    copies: 1,
    world: 40_000,
    events: 20_000,
    mails: 10_000,
    feeds: 1_000,
    people: 20_000,
    messages: 200_000,
};
const FULL: Size = Size {
    copies: 5,
    world: 400_000,
    events: 100_000,
    mails: 100_000,
    feeds: 10_000,
    people: 1_000_000,
    messages: 10_000_000,
};

/// Where things are.
struct Bench {
    size: Size,
    /// Folder for everything that is made.
    root: PathBuf,
    /// The program that is measured: a copy, so that no build changes it meanwhile.
    program: PathBuf,
    /// Address of the PostgreSQL server, if there is one.
    postgres: Option<String>,
}

/// The parts, each measured by itself.
const PARTS: [&str; 11] = [
    "imports",
    "live",
    "hooks",
    "feeds",
    "mail",
    "web",
    "budgets",
    "merge",
    "reread",
    "reread-most",
    "large",
];

/// Lets channels ask this machine, where what is asked runs.
const PRIVATE: (&str, &str) = ("KAMERTON_ALLOW_PRIVATE_CHANNELS", "127.0.0.0/8");

/// What is asked for on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    small: bool,
    /// All parts, unless some are named.
    only: Vec<String>,
}

impl Asked {
    fn read(arguments: &[String]) -> Result<Self> {
        let mut asked = Self::default();
        let mut names = false;
        for argument in arguments {
            match argument.as_str() {
                "--small" => (asked.small, names) = (true, false),
                "--only" => names = true,
                part if names && PARTS.contains(&part) => asked.only.push(part.to_owned()),
                other => bail!("«{other}»: takes --small and --only with {}", PARTS.join(", ")),
            }
        }
        ensure!(!names || !asked.only.is_empty(), "--only needs {}", PARTS.join(", "));
        Ok(asked)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == part)
    }

    /// How it is asked for.
    fn command(&self) -> String {
        let mut options = Vec::new();
        if self.small {
            options.push("--small".to_owned());
        }
        if !self.only.is_empty() {
            options.push(format!("--only {}", self.only.join(" ")));
        }
        match options.as_slice() {
            [] => "make bench".to_owned(),
            options => format!("make bench BENCH=\"{}\"", options.join(" ")),
        }
    }
}

/// Measures what is asked for, and writes the table of what each part gave last.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let asked = Asked::read(arguments)?;
    let bench = Bench::new(if asked.small { SMALL } else { FULL })?;
    let runtime = kamerton_store::runtime().build()?;
    for part in PARTS.into_iter().filter(|part| asked.wants(part)) {
        let lines = match part {
            "imports" => imports::measure(&bench)?,
            "live" => runtime.block_on(live::measure(&bench))?,
            "hooks" => runtime.block_on(hooks::measure(&bench))?,
            "feeds" => runtime.block_on(feeds::measure(&bench))?,
            "mail" => runtime.block_on(mail::measure(&bench))?,
            "web" => runtime.block_on(web::measure(&bench))?,
            "budgets" => runtime.block_on(web::budgets::measure(&bench))?,
            "merge" => runtime.block_on(merge::measure(&bench))?,
            "reread" => runtime.block_on(reread::measure(&bench, &reread::FEW))?,
            "reread-most" => runtime.block_on(reread::measure(&bench, &reread::MOST))?,
            _ => runtime.block_on(large::measure(&bench))?,
        };
        report::keep(&bench, part, &asked.command(), &lines)?;
    }
    report::write(&bench)?;
    Ok(ExitCode::SUCCESS)
}

impl Bench {
    fn new(size: Size) -> Result<Self> {
        let root = match std::env::var_os("KAMERTON_BENCH") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?)
                .join(".cache/kamerton/bench"),
        };
        std::fs::create_dir_all(&root)?;
        let program = build(&root)?;
        let postgres = std::env::var("KAMERTON_TEST_POSTGRES").ok();
        if postgres.is_none() {
            println!("KAMERTON_TEST_POSTGRES is not set: PostgreSQL is not measured");
        }
        Ok(Self { size, root, program, postgres })
    }

    /// An empty folder.
    fn empty(&self, name: &str) -> Result<PathBuf> {
        let folder = self.root.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        Ok(folder)
    }

    /// Empty places for a store, on each database that is there, with what to call them.
    fn targets(&self, name: &str) -> Result<Vec<(&'static str, Target)>> {
        let mut targets = vec![("SQLite", Target::Directory(self.empty(name)?))];
        if let Some(server) = &self.postgres {
            let database = format!("bench_{name}");
            succeed(Command::new("dropdb").args(["--if-exists", "--force", &database]))?;
            succeed(Command::new("createdb").args(["--template", "template0", &database]))?;
            let (front, _) = server.rsplit_once('/').context("no database in the address")?;
            targets.push(("PostgreSQL", Target::Postgres(format!("{front}/{database}"))));
        }
        Ok(targets)
    }
}

/// Builds the program as it is released and copies it aside. Built together with this one, as
/// `make bench` does: alone its dependencies would have other features, and all be built again.
fn build(root: &Path) -> Result<PathBuf> {
    succeed(
        Command::new("cargo")
            .args(["build", "--release", "--package", "xtask", "--package", "kamerton"])
            .current_dir(crate::repository_root()),
    )?;
    let own = std::env::current_exe()?;
    let built = own.with_file_name("kamerton");
    let copy = root.join("kamerton");
    std::fs::copy(&built, &copy).with_context(|| format!("{} is missing", built.display()))?;
    Ok(copy)
}

/// Makes an empty brand, with an administrator nobody signs in as.
fn init(bench: &Bench, target: &Target) -> Result<()> {
    let mut child = Command::new(&bench.program)
        .args(["init", "--brand", "Bench", "--admin", "bench@example.org"])
        .args(options(target))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(b"a password to measure with\n")?;
    }
    ensure!(child.wait()?.success(), "init failed");
    Ok(())
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

/// The options that name a target on the command line.
fn options(target: &Target) -> [String; 2] {
    match target {
        Target::Directory(folder) => ["--data".to_owned(), folder.display().to_string()],
        Target::Postgres(url) => ["--database-url".to_owned(), url.clone()],
    }
}

/// The value that half of all lie below.
fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value that a share of all lie below; 0 when there are none.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Asked> {
        Asked::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn parts_are_named_after_only() {
        assert_eq!(asked(&[]).unwrap().command(), "make bench");
        let some = asked(&["--only", "large", "live", "--small"]).unwrap();
        assert!(some.small && some.wants("large") && some.wants("live") && !some.wants("imports"));
        assert_eq!(some.command(), "make bench BENCH=\"--small --only large live\"");
        assert!(asked(&["--only"]).is_err());
        assert!(asked(&["large"]).is_err());
        assert!(asked(&["--only", "all"]).is_err());
    }

    #[test]
    fn quantiles_lie_where_they_should() {
        let mut values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(median(&mut values), 50.0);
        assert_eq!(quantile(&mut values, 0.95), 95.0);
        assert_eq!(median(&mut [3.0]), 3.0);
        assert_eq!(median(&mut []), 0.0);
    }
}
