//! Eigenvector centrality: who is tied to whom others are tied to.
//!
//! As networkx does by default: without weights, along the edges that come in, found by repeated steps
//! of `A + I` from equal values, with squares that add up to 1.

use crate::cells::at;
use crate::graph::{Arcs, Graph};

/// Centralities, and whether they have settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenvector {
    /// The value of each node.
    pub values: Vec<f64>,
    /// No value is further than about this from where the steps lead. It is large where a graph has no
    /// centre to settle on: chains of one direction, islands of almost equal weight.
    pub missing: f64,
}

/// The values settle when this is missing.
const ENOUGH: f64 = 1e-9;

/// So many steps are made at most.
const STEPS: usize = 2000;

/// Computes the centrality.
pub fn eigenvector(graph: &Graph) -> Eigenvector {
    let nodes = graph.nodes();
    let mut values = vec![1.0 / (nodes.max(1) as f64).sqrt(); nodes];
    let mut next = vec![0.0; nodes];
    let (mut last, mut missing) = (f64::INFINITY, if nodes == 0 { 0.0 } else { f64::INFINITY });
    for _ in 0..STEPS {
        if missing <= ENOUGH {
            break;
        }
        step(graph.into(), &values, &mut next);
        let change = distance(&values, &next);
        std::mem::swap(&mut values, &mut next);
        // Changes that shrink by a steady factor add up to this much.
        let factor = if last > 0.0 { change / last } else { 0.0 };
        missing = if factor < 1.0 { change / (1.0 - factor) } else { f64::INFINITY };
        if change <= f64::EPSILON {
            missing = change;
        }
        last = change;
    }
    Eigenvector { values, missing }
}

fn step(arcs: &Arcs, values: &[f64], next: &mut [f64]) {
    let mut squares = 0.0;
    for (node, value) in next.iter_mut().enumerate() {
        let mut coming = at(values, node);
        for other in arcs.row(node) {
            coming += at(values, *other as usize);
        }
        *value = coming;
        squares += coming * coming;
    }
    let length = squares.sqrt();
    next.iter_mut().for_each(|value| *value /= length);
}

fn distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(left, right)| (left - right).powi(2)).sum::<f64>().sqrt()
}
