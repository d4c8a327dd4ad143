//! The repository's own chores: `cargo run -p xtask -- COMMAND`.

mod bench;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

/// A chore: its name, what it does in a line, and the function that does it with what stands
/// behind the name on the command line.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

/// All chores, in the order in which they are listed.
const COMMANDS: &[Command] = &[
    Command {
        name: "tidy",
        about: "check the rules that the repository sets itself",
        run: tidy::run,
    },
    Command {
        name: "bench",
        about: "measure, and write docs/benchmarks.md; [--small] [--only imports live web large], in release",
        run: bench::run,
    },
    Command {
        name: "train",
        about: "learn the models of kamerton-text from its corpus, bit for bit",
        run: |_| trainer(&["train"]),
    },
    Command {
        name: "evaluate",
        about: "measure the models; with --write into docs/text-quality.md",
        run: |rest| {
            let words = rest.iter().map(String::as_str);
            trainer(&["evaluate"].into_iter().chain(words).collect::<Vec<_>>())
        },
    },
];

/// The allocator of the binary, so that what is measured here is what runs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        return list_commands("name a chore");
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return list_commands(&format!("there is no chore «{name}»"));
    };
    match (command.run)(rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the trainer, which needs nothing of the application and is built without it.
fn trainer(words: &[&str]) -> anyhow::Result<ExitCode> {
    let status = std::process::Command::new("cargo")
        .args(["run", "--quiet", "--release", "-p", "kamerton-train", "--"])
        .args(words)
        .current_dir(repository_root())
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn list_commands(problem: &str) -> ExitCode {
    eprintln!("xtask: {problem}. There are:");
    for command in COMMANDS {
        eprintln!("  cargo run -p xtask -- {:<8} {}", command.name, command.about);
    }
    ExitCode::from(2)
}

/// The folder of the checkout. Asked at run time: a shared target directory may hold a binary that
/// another checkout has built.
fn repository_root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let above = manifest.as_deref().and_then(std::path::Path::parent).map(PathBuf::from);
    above.unwrap_or_else(|| PathBuf::from("."))
}
