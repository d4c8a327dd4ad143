//! The words of `kamerton places`.

use clap::{Args, Subcommand};

/// Arguments of `places`.
#[derive(Debug, Args)]
pub struct Places {
    /// What to do.
    #[command(subcommand)]
    pub action: PlacesAction,
}

/// What can be done with places.
#[derive(Debug, Subcommand)]
pub enum PlacesAction {
    /// Print mixing, comfort, horizontal ties and initiators, brought up to yesterday first.
    Indices {
        /// One place, by its id; all without it.
        #[arg(long, value_name = "ID")]
        place: Option<String>,
    },
}
