//! `kamerton analyse identity`: which rows of a table are one person. No brand and no database are
//! needed, nothing is learnt from outside of the tables.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use kamerton_identity::table::{self, Field, Mapped, Table};
use kamerton_identity::{Account, Cluster, Linkage, Settings, Suggestion};
use serde::Serialize;

use crate::cli::Identity;
use crate::output;

/// What is said in the end.
#[derive(Serialize)]
struct Summary {
    rows: usize,
    clusters: usize,
    clusters_of_several: usize,
    rows_in_them: usize,
    suggestions: usize,
    compared_pairs: usize,
    threshold: f32,
    columns: Vec<(String, String)>,
}

/// Reads the tables, finds who is one person and writes it down.
pub fn run(args: &Identity, json: bool) -> Result<ExitCode> {
    ensure!(args.input.len() < 3, "two tables can be linked, not {}", args.input.len());
    ensure!((0.0..=1.0).contains(&args.threshold), "--threshold is a probability between 0 and 1");
    let mapped = args.map.iter().map(|text| text.parse()).collect::<Result<Vec<Mapped>, _>>()?;
    let mut tables = Vec::new();
    for (source, path) in (0_u8..).zip(&args.input) {
        tables.push(read(path, &args.id, &mapped, source)?);
    }
    let columns = columns(&tables);
    let linked = tables.len() > 1;
    let accounts: Vec<Account> = tables.into_iter().flat_map(|table| table.accounts).collect();
    let never = args.never.as_deref().map(read_never).transpose()?.unwrap_or_default();
    let settings = Settings {
        threshold: args.threshold,
        one_to_one: linked && !args.duplicates,
        ..Settings::default()
    };
    let linkage = Linkage::new(&accounts, &never, settings);
    let clusters = linkage.clusters();
    write_file(&args.output, &clusters_table(&accounts, &clusters, linked))?;
    if let Some(path) = &args.suggestions {
        write_file(path, &suggestions_table(&linkage.suggestions())?)?;
    }
    let several: Vec<&Cluster> =
        clusters.iter().filter(|cluster| cluster.members.len() > 1).collect();
    let summary = Summary {
        rows: accounts.len(),
        clusters: clusters.len(),
        clusters_of_several: several.len(),
        rows_in_them: several.iter().map(|cluster| cluster.members.len()).sum(),
        suggestions: linkage.likely_pairs().len(),
        compared_pairs: linkage.compared_pairs(),
        threshold: args.threshold,
        columns,
    };
    // Whoever asked for the table on standard output gets nothing but the table there.
    if args.output == Path::new("-") {
        return Ok(ExitCode::SUCCESS);
    }
    if json {
        output::json(&summary)?;
    } else {
        output::line(&format!(
            "{} rows, {} people; {} of them have several rows, {} in all",
            summary.rows, summary.clusters, summary.clusters_of_several, summary.rows_in_them
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path, id: &str, mapped: &[Mapped], source: u8) -> Result<Table> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot open {}", path.display()))?;
    table::read(&bytes, id, mapped, source)
        .with_context(|| format!("cannot use {}", path.display()))
}

/// Which columns are compared as what, each once.
fn columns(tables: &[Table]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (column, field) in tables.iter().flat_map(|table| &table.columns) {
        let entry = (column.clone(), field.to_string());
        if *field != Field::Nothing && !all.contains(&entry) {
            all.push(entry);
        }
    }
    all
}

fn read_never(path: &Path) -> Result<Vec<(String, String)>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut pairs = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let (one, other) = line.split_once([',', '\t']).with_context(|| {
            format!(
                "{}, line {number}: two ids and a comma between them are needed",
                path.display()
            )
        })?;
        pairs.push((one.trim().to_owned(), other.trim().to_owned()));
    }
    Ok(pairs)
}

/// A line for each row in the order of the tables.
fn clusters_table(accounts: &[Account], clusters: &[Cluster], linked: bool) -> String {
    let mut of: Vec<(usize, f32)> = vec![(0, 1.0); accounts.len()];
    for (number, cluster) in (1..).zip(clusters) {
        for member in &cluster.members {
            if let Some(place) = of.get_mut(*member) {
                *place = (number, cluster.probability);
            }
        }
    }
    let mut out = String::from(if linked {
        "id,cluster,probability,source\n"
    } else {
        "id,cluster,probability\n"
    });
    for (account, (cluster, probability)) in accounts.iter().zip(of) {
        let _ = write!(out, "{},{cluster},{probability:.4}", quoted(&account.id));
        if linked {
            let _ = write!(out, ",{}", account.source + 1);
        }
        out.push('\n');
    }
    out
}

fn suggestions_table(suggestions: &[Suggestion]) -> Result<String> {
    let mut out = String::from("id,other_id,probability,reasons\n");
    for suggestion in suggestions {
        let reasons = serde_json::to_string(&suggestion.reasons)?;
        let _ = writeln!(
            out,
            "{},{},{:.4},{}",
            quoted(&suggestion.a),
            quoted(&suggestion.b),
            suggestion.probability,
            quoted(&reasons)
        );
    }
    Ok(out)
}

/// A cell, in quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    if path == Path::new("-") {
        std::io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
