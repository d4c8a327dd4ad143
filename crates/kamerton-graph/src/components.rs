//! Islands: who can be reached from whom when directions do not matter.

use crate::cells::{add, at, put};
use crate::graph::Graph;

/// The islands of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Components {
    /// The island of each node, numbered from 0 in the order of their first nodes.
    pub of: Vec<u32>,
    /// How many nodes each island has.
    pub sizes: Vec<u32>,
}

/// Finds the islands.
pub fn components(graph: &Graph) -> Components {
    const NONE: u32 = u32::MAX;
    let mut of = vec![NONE; graph.nodes()];
    let mut sizes = Vec::new();
    let mut waiting: Vec<u32> = Vec::new();
    for first in 0..graph.nodes() {
        if at(&of, first) != NONE {
            continue;
        }
        let island = sizes.len() as u32;
        sizes.push(0);
        put(&mut of, first, island);
        waiting.push(first as u32);
        while let Some(node) = waiting.pop() {
            add(&mut sizes, island as usize, 1);
            let node = node as usize;
            let coming = if graph.is_directed() { graph.into().row(node) } else { &[] };
            for other in graph.out().row(node).iter().chain(coming) {
                if at(&of, *other as usize) == NONE {
                    put(&mut of, *other as usize, island);
                    waiting.push(*other);
                }
            }
        }
    }
    Components { of, sizes }
}
