//! The words of `kamerton messages`.

use clap::Args;

/// Arguments of `messages`.
#[derive(Debug, Args)]
pub struct Messages {
    /// What to search for: words, "phrases", -exclusions, from: place: stage: state: kind: has:
    /// before: after: answered:. After `--`, it may begin with a minus.
    pub query: Vec<String>,
    /// newest or best first.
    #[arg(long, default_value = "newest", value_parser = ["newest", "best"])]
    pub sort: String,
    /// How many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub limit: u16,
    /// What the page before named as its end.
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}
