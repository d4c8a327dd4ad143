//! Modularity: how much more of the weight lies inside communities than chance would put there.

use crate::cells::{add, at};
use crate::graph::Graph;

/// The modularity of a partition, by Newman, and by Leicht and Newman with direction; 0 without weight.
/// A self loop counts inside once, and twice in its node's weight, as in networkx.
pub fn modularity(graph: &Graph, communities: &[u32]) -> f64 {
    let count = communities.iter().copied().max().map_or(0, |most| most as usize + 1);
    let (mut inside, mut out, mut into) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    let mut total = 0.0;
    for (node, community) in communities.iter().enumerate() {
        let community = *community as usize;
        for (other, weight) in graph.out().arcs(node) {
            // Without direction each edge is met from both ends, a loop from one.
            let is_loop = other as usize == node;
            let weight = if is_loop && !graph.is_directed() { 2.0 * weight } else { weight };
            let other = at(communities, other as usize) as usize;
            total += weight;
            add(&mut out, community, weight);
            add(&mut into, other, weight);
            if other == community {
                add(&mut inside, community, weight);
            }
        }
    }
    if total <= 0.0 {
        return 0.0;
    }
    let gains = inside.iter().zip(out.iter().zip(&into));
    gains.map(|(inside, (out, into))| inside / total - (out / total) * (into / total)).sum()
}
