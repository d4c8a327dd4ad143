//! Graphs for tests.

use kamerton_graph::{Chance, Edges, Graph};

pub fn edges(list: &[(u32, u32, f64)]) -> Edges {
    let mut edges = Edges::new();
    for (from, to, weight) in list {
        edges.push(*from, *to, *weight).unwrap();
    }
    edges
}

pub fn unit(list: &[(u32, u32)]) -> Vec<(u32, u32, f64)> {
    list.iter().map(|(from, to)| (*from, *to, 1.0)).collect()
}

pub fn graph(nodes: usize, is_directed: bool, list: &[(u32, u32, f64)]) -> Graph {
    let make = if is_directed { Graph::directed } else { Graph::undirected };
    make(nodes, edges(list)).unwrap()
}

/// Groups of people who talk inside more than outside.
pub fn groups(
    groups: u32,
    size: u32,
    edges: usize,
    outside: f64,
    seed: u64,
) -> Vec<(u32, u32, f64)> {
    let mut chance = Chance::new(seed);
    (0..edges)
        .map(|_| {
            let from = chance.below((groups * size) as usize) as u32;
            let near = from / size * size + chance.below(size as usize) as u32;
            let far = chance.below((groups * size) as usize) as u32;
            (from, if chance.unit() < outside { far } else { near }, 1.0)
        })
        .collect()
}

/// Says that two lists agree, and where they do not.
#[track_caller]
pub fn same(what: &str, one: &[f64], other: &[f64], within: f64) {
    assert_eq!(one.len(), other.len(), "{what}");
    for (node, (left, right)) in one.iter().zip(other).enumerate() {
        assert!((left - right).abs() <= within, "{what} of {node}: {left}, not {right}");
    }
}
