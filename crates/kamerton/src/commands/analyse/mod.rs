//! `kamerton analyse`: no brand and no database are needed.

mod edges;
mod graph;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use kamerton_app::analyse::{self, Lexicon};

use crate::cli::AnalyseWhat;
use crate::config::Config;
use crate::output;

/// Reads line by line and writes a line for each; a line that cannot be read is said on standard
/// error, the others are read all the same, and the exit code tells.
pub fn run(config: &Config, what: AnalyseWhat) -> Result<ExitCode> {
    match what {
        AnalyseWhat::Text { input, product, competitor } => {
            let brand: Vec<String> = config.brand.clone().into_iter().collect();
            let lexicon = Lexicon::new(&brand, &product, &competitor);
            each_line(&input, |line| analyse::text(&lexicon, line))
        }
        AnalyseWhat::Drafts { input } => each_line(&input, analyse::draft),
        AnalyseWhat::Identity(args) => super::identity::run(&args, config.json),
        AnalyseWhat::Graph(file) => graph::run(config.json, &file),
    }
}

fn each_line(input: &Path, read: impl Fn(&[u8]) -> Result<String, String>) -> Result<ExitCode> {
    let mut reader: Box<dyn BufRead> = if input == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(input).with_context(|| format!("cannot open {}", input.display()))?;
        Box::new(BufReader::new(file))
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    let (mut number, mut refused) = (0_u64, 0_u64);
    while reader.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        if !line.trim_ascii().is_empty() {
            match read(&line) {
                Ok(said) => match writeln!(out, "{said}") {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                        return Ok(ExitCode::SUCCESS);
                    }
                    written => written?,
                },
                Err(why) => {
                    refused += 1;
                    output::note(&format!("line {number} is left out: {why}"));
                }
            }
        }
        line.clear();
    }
    out.flush()?;
    Ok(if refused > 0 { ExitCode::from(output::FAILED) } else { ExitCode::SUCCESS })
}
