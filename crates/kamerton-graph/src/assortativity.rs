//! Degree assortativity: do people with many ties know people with many ties.

use crate::cells::at;
use crate::graph::Graph;

/// The correlation of the degrees at both ends of edges, from -1 to 1, without weights; with direction,
/// of what goes out of the one with what comes into the other. `None` where degrees do not differ.
pub fn degree_assortativity(graph: &Graph) -> Option<f64> {
    let (out, into): (Vec<f64>, Vec<f64>) = if graph.is_directed() {
        let count = |node: usize| graph.out().row(node).len() as f64;
        let coming = |node: usize| graph.into().row(node).len() as f64;
        ((0..graph.nodes()).map(count).collect(), (0..graph.nodes()).map(coming).collect())
    } else {
        let degrees: Vec<f64> = graph.degrees().into_iter().map(f64::from).collect();
        (degrees.clone(), degrees)
    };
    // Means first: squares of large degrees would swallow what differs.
    let arcs = graph.out().len() as f64;
    let (mut mean_out, mut mean_into) = (0.0, 0.0);
    each_pair(graph, &out, &into, |one, other| {
        mean_out += one / arcs;
        mean_into += other / arcs;
    });
    let (mut both, mut own, mut others) = (0.0, 0.0, 0.0);
    each_pair(graph, &out, &into, |one, other| {
        let (one, other) = (one - mean_out, other - mean_into);
        both += one * other;
        own += one * one;
        others += other * other;
    });
    let spread = (own * others).sqrt();
    let least = 1e-9 * arcs * mean_out.max(1.0) * mean_into.max(1.0);
    (spread > least).then(|| both / spread)
}

fn each_pair(graph: &Graph, out: &[f64], into: &[f64], mut pair: impl FnMut(f64, f64)) {
    for node in 0..graph.nodes() {
        for other in graph.out().row(node) {
            pair(at(out, node), at(into, *other as usize));
        }
    }
}
