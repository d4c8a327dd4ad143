//! From edges to measures: influence, mixing, communities.
//!
//! Nodes are numbers; who they are is the caller's. Measures follow the definitions and defaults of
//! networkx 3.6, so that anybody can compute the same by another program; `docs/graph.md` lists them with
//! where each comes from and how weights and self loops enter.
//!
//! ```
//! use kamerton_graph::{Edges, Graph, Settings, pagerank};
//!
//! let mut edges = Edges::new();
//! edges.push(0, 1, 1.0)?;
//! edges.push(2, 1, 1.0)?;
//! let graph = Graph::directed(3, edges)?;
//! let ranks = pagerank(&graph, &Settings::default())?;
//! assert!(ranks[1] > ranks[0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assortativity;
mod cells;
mod chance;
mod communities;
mod components;
mod cores;
mod edges;
mod eigenvector;
mod graph;
mod influence;
mod layout;
mod mixing;
mod modularity;
mod pagerank;
mod paths;
mod shares;
mod ties;
mod triangles;

pub use assortativity::degree_assortativity;
pub use chance::Chance;
pub use communities::{Communities, Search, communities};
pub use components::{Components, components};
pub use cores::cores;
pub use edges::{EdgeError, Edges};
pub use eigenvector::{Eigenvector, eigenvector};
pub use graph::{Arcs, Graph, Weights};
pub use influence::{Care, Influence, InfluenceError};
pub use layout::{Point, apart, layout};
pub use mixing::{Assortativity, Colour, Exchange, Mixing, exchanges, mixing, newcomers_met};
pub use modularity::modularity;
pub use pagerank::{
    OnFileError, RankError, Settings, TiesOnFile, pagerank, personalised, residual,
};
pub use paths::{Paths, paths, sampled_paths};
pub use shares::{Median, Share, gini, median, share};
pub use ties::{FirstAnswer, HorizontalTies, horizontal_ties};
pub use triangles::{Triangles, triangles};
