//! `kamerton analyse graph`: measures of a graph that lies in a file.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use kamerton_graph::{
    Communities, Components, Eigenvector, Graph, Paths, Search, Settings, Triangles, communities,
    components, cores, degree_assortativity, eigenvector, pagerank, paths, sampled_paths,
    triangles,
};
use serde::Serialize;

use super::edges::{self, Named};
use crate::cli::GraphFile;
use crate::output;

/// Reads edges, measures, writes a row for each node.
///
/// # Errors
/// When a file cannot be read or written, or a line of the edges cannot be used.
pub fn run(wants_json: bool, file: &GraphFile) -> Result<ExitCode> {
    if file.output.is_none() && !wants_json {
        bail!("say with --output where the rows go, or ask with --json for the graph as a whole");
    }
    if wants_json && file.output.as_deref() == Some(Path::new("-")) {
        bail!("--json prints to standard output, and so does --output -: name a file");
    }
    let Named { names, edges } = edges::read(&file.edges)?;
    let make = if file.directed { Graph::directed } else { Graph::undirected };
    let graph = make(names.len(), edges)
        .with_context(|| format!("cannot measure {}", file.edges.display()))?;
    let measures = Measures::of(&graph, file)?;
    if let Some(path) = &file.output {
        write(path, &names, &measures)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let summary = measures.summary(&graph);
    if wants_json {
        output::json(&summary)?;
    } else {
        output::note(&summary.in_words());
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything that is measured.
struct Measures {
    degrees: Vec<u32>,
    ranks: Vec<f64>,
    paths: Paths,
    eigenvector: Eigenvector,
    cores: Vec<u32>,
    triangles: Triangles,
    communities: Communities,
    components: Components,
    assortativity: Option<f64>,
}

impl Measures {
    fn of(graph: &Graph, file: &GraphFile) -> Result<Self> {
        let measures = Self {
            degrees: graph.degrees(),
            ranks: pagerank(graph, &Settings::default())?,
            eigenvector: eigenvector(graph),
            cores: cores(graph),
            triangles: triangles(graph),
            communities: communities(graph, &Search { seed: file.seed, ..Search::default() }),
            components: components(graph),
            assortativity: degree_assortativity(graph),
            paths: match file.approximate {
                Some(sources) => sampled_paths(graph, sources, file.seed),
                None => {
                    warn_of_long_searches(graph);
                    paths(graph)
                }
            },
        };
        if measures.eigenvector.missing > 1e-6 {
            output::note(
                "eigenvector centrality has not settled: the graph has no one centre that the others \
                 lead to; read the column with care",
            );
        }
        Ok(measures)
    }

    fn summary(&self, graph: &Graph) -> Summary {
        Summary {
            nodes: graph.nodes(),
            edges: graph.edges(),
            self_loops: graph.loops(),
            directed: graph.is_directed(),
            weighted: graph.is_weighted(),
            components: self.components.sizes.len(),
            largest_component: self.components.sizes.iter().copied().max().unwrap_or(0),
            transitivity: self.triangles.transitivity,
            assortativity: self.assortativity,
            reciprocity: graph.is_directed().then(|| graph.reciprocity()).flatten(),
            communities: self.communities.sizes.len(),
            modularity: self.communities.modularity,
            searched_from: self.paths.sources,
            betweenness_error: self.paths.error,
        }
    }
}

/// The graph as a whole.
#[derive(Serialize)]
struct Summary {
    nodes: usize,
    edges: usize,
    self_loops: usize,
    directed: bool,
    weighted: bool,
    components: usize,
    largest_component: u32,
    transitivity: f64,
    /// Nothing where all degrees are equal.
    assortativity: Option<f64>,
    /// Only with direction.
    reciprocity: Option<f64>,
    communities: usize,
    modularity: f64,
    /// From how many nodes shortest ways were searched: all of them, unless `--approximate`.
    searched_from: usize,
    /// What betweenness may be off by, with 95 %; 0 when exact.
    betweenness_error: f64,
}

impl Summary {
    fn in_words(&self) -> String {
        format!(
            "nodes: {}, edges: {}, islands: {}, communities: {} (modularity {:.4}), transitivity: {:.4}",
            self.nodes,
            self.edges,
            self.components,
            self.communities,
            self.modularity,
            self.transitivity
        )
    }
}

/// Arcs that a search of a large graph looks at in a second, more or less; of a small one, three times
/// as many.
const ARCS_A_SECOND: f64 = 50e6;

/// Exact values are the promise; what they cost is said before one waits for them.
fn warn_of_long_searches(graph: &Graph) {
    let arcs = graph.out().len().saturating_add(graph.nodes());
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let seconds = graph.nodes() as f64 * arcs as f64 / ARCS_A_SECOND / threads as f64;
    if seconds > PATIENCE {
        let sample = (graph.nodes() as f64 * PATIENCE / seconds).clamp(50.0, 1000.0) as usize;
        output::note(&format!(
            "exact betweenness and closeness search from each of {} nodes, which takes about {}; \
             --approximate {sample} estimates both from a sample",
            graph.nodes(),
            roughly(seconds)
        ));
    }
}

/// So many seconds are waited without a word.
const PATIENCE: f64 = 30.0;

fn roughly(seconds: f64) -> String {
    let minutes = (seconds / 60.0).ceil();
    if minutes < 100.0 {
        format!("{minutes} min")
    } else {
        format!("{} h", (minutes / 60.0).round())
    }
}

/// Writes the rows; a file appears when all of them are in it.
fn write(path: &Path, names: &[Box<str>], measures: &Measures) -> Result<()> {
    if path == Path::new("-") {
        return match write_rows(std::io::stdout().lock(), names, measures) {
            Err(error) if is_closed(&error) => Ok(()),
            written => written,
        };
    }
    // A pipe or a device is written to as it is: nothing can take its place.
    let is_special = fs::metadata(path).is_ok_and(|found| !found.is_file());
    if is_special {
        return write_rows(fs::OpenOptions::new().write(true).open(path)?, names, measures);
    }
    let unfinished = unfinished(path);
    let written = File::create(&unfinished)
        .map_err(Into::into)
        .and_then(|file| write_rows(file, names, measures))
        .and_then(|()| Ok(fs::rename(&unfinished, path)?));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn is_closed(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// The columns, and for each what it says of a node.
const HEADER: [&str; 9] = [
    "id",
    "degree",
    "pagerank",
    "betweenness",
    "closeness",
    "eigenvector",
    "core",
    "clustering",
    "community",
];

fn write_rows(out: impl Write, names: &[Box<str>], measures: &Measures) -> Result<()> {
    let mut table = csv::Writer::from_writer(BufWriter::new(out));
    table.write_record(HEADER).map_err(as_io)?;
    let one = measures.degrees.iter().zip(&measures.ranks).zip(&measures.paths.betweenness);
    let two =
        measures.paths.closeness.iter().zip(&measures.eigenvector.values).zip(&measures.cores);
    let three = measures.triangles.clustering.iter().zip(&measures.communities.of);
    for (name, ((one, two), three)) in names.iter().zip(one.zip(two).zip(three)) {
        let ((degree, rank), betweenness) = one;
        let ((closeness, eigenvector), core) = two;
        let (clustering, community) = three;
        let row = [
            degree.to_string(),
            rank.to_string(),
            betweenness.to_string(),
            closeness.to_string(),
            eigenvector.to_string(),
            core.to_string(),
            clustering.to_string(),
            community.to_string(),
        ];
        let row = std::iter::once(name.as_ref()).chain(row.iter().map(String::as_str));
        table.write_record(row).map_err(as_io)?;
    }
    table.flush()?;
    Ok(())
}

/// The error of the file beneath, so that a closed pipe is known as one.
fn as_io(error: csv::Error) -> anyhow::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => anyhow::anyhow!("{other:?}"),
    }
}
