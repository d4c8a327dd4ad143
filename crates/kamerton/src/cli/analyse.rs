//! The words of `kamerton analyse`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Identity;

/// Arguments of `analyse`.
#[derive(Debug, Args)]
pub struct Analyse {
    /// What to read.
    #[command(subcommand)]
    pub what: AnalyseWhat,
}

/// What can be analysed.
#[derive(Debug, Subcommand)]
pub enum AnalyseWhat {
    /// Messages: language, sentiment (towards `--brand` where it is named), acts, toxicity, spam,
    /// confirmation, topics.
    Text {
        /// A file with {"id", "text"} on each line, optionally "context", "photo", "owner" and
        /// "own_place"; `-` for standard input.
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
        /// A product of the brand; may be given several times.
        #[arg(long, value_name = "NAME")]
        product: Vec<String>,
        /// A competitor; may be given several times.
        #[arg(long, value_name = "NAME")]
        competitor: Vec<String>,
    },
    /// Drafts of ours: do they beg, bait, praise ourselves, ask about the product.
    Drafts {
        /// A file with {"id", "text"} on each line, optionally "context", the message that the draft
        /// answers; `-` for standard input.
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
    },
    /// A graph: influence, nearness, cores and communities of each node, by the definitions of
    /// networkx.
    Graph(GraphFile),
    /// A table of people or accounts: which rows are one person, and why.
    Identity(Identity),
}

/// Arguments of `analyse graph`.
#[derive(Debug, Args)]
pub struct GraphFile {
    /// A table of edges whose header names the columns source and target, and weight if there is
    /// one; commas, semicolons or tabs between them; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub edges: PathBuf,
    /// Where a row for each node is written, as CSV; `-` for standard output. May be left out with
    /// `--json`, which prints what is said of the whole graph.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// An edge leads from source to target; without it edges have no direction.
    #[arg(long)]
    pub directed: bool,
    /// Estimate betweenness and closeness by searches from so many nodes instead of all.
    #[arg(long, value_name = "NODES")]
    pub approximate: Option<usize>,
    /// What samples and orders are drawn by.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}
