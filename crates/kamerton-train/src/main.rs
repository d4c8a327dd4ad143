//! `kamerton-train train | carry [ru | en] | evaluate [--write] | speed | language …`: see `kamerton_train`.

use std::process::ExitCode;

use anyhow::Result;
use kamerton_train::learn::LANGS;
use kamerton_train::{carry, evaluate, language, learn};

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train"] => learn::run()?,
        ["evaluate"] => evaluate::run(false)?,
        ["evaluate", "--write"] => evaluate::run(true)?,
        ["carry"] => carry::run(&LANGS)?,
        ["carry", lang] if LANGS.contains(lang) => carry::run(&[*lang])?,
        ["speed"] => evaluate::run_speed()?,
        ["language", ..] => language::run(arguments.get(1..).unwrap_or(&[]))?,
        _ => {
            eprintln!(
                "kamerton-train: say `train`, `carry`, `language`, `speed`, or `evaluate`, with \
                 `--write` or without"
            );
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
