//! One of the ever smaller graphs that communities are looked for in.

use std::borrow::Cow;

use super::tally::Tally;
use crate::cells::{add, at, put};
use crate::graph::{Graph, Weights, narrowed};

/// A graph without direction whose nodes may stand for many. Self loops are known only by what they add
/// to a node's weight: nobody moves because of them.
#[derive(Clone)]
pub struct Level<'a> {
    starts: Vec<usize>,
    targets: Cow<'a, [u32]>,
    weights: Cow<'a, Weights>,
    /// The weight of each node: of all its edges, loops twice.
    strengths: Vec<f64>,
    /// All of it.
    total: f64,
    first: Option<&'a Graph>,
}

impl<'a> Level<'a> {
    /// The graph itself.
    pub fn of_graph(graph: &'a Graph) -> Self {
        let strengths = graph.strengths();
        let total = strengths.iter().sum();
        Self {
            starts: Vec::new(),
            targets: Cow::Borrowed(graph.out().targets()),
            weights: Cow::Borrowed(graph.out().weights()),
            strengths,
            total,
            first: Some(graph),
        }
    }

    pub fn nodes(&self) -> usize {
        self.strengths.len()
    }

    pub fn total(&self) -> f64 {
        self.total
    }

    #[inline]
    pub fn strength(&self, node: usize) -> f64 {
        at(&self.strengths, node)
    }

    pub fn strengths(&self) -> &[f64] {
        &self.strengths
    }

    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    #[inline]
    pub fn range(&self, node: usize) -> std::ops::Range<usize> {
        match self.first {
            Some(graph) => graph.out().range(node),
            None => at(&self.starts, node)..at(&self.starts, node + 1),
        }
    }

    /// The other ends of a node's edges; of the graph itself, with its self loop.
    #[inline]
    pub fn row(&self, range: std::ops::Range<usize>) -> &[u32] {
        self.targets.get(range).unwrap_or_default()
    }

    /// The graph of parts, and the community that each part is in.
    pub fn joined(&self, parts: &[u32], count: usize, own: &[u32]) -> (Level<'static>, Vec<u32>) {
        let members = Members::new(parts, count);
        let mut next = Level {
            starts: Vec::with_capacity(count + 1),
            targets: Cow::Borrowed(&[]),
            weights: Cow::Owned(Weights::Unit),
            strengths: Vec::with_capacity(count),
            total: self.total,
            first: None,
        };
        next.starts.push(0);
        let room = self.targets.len() / 2;
        let (mut targets, mut weights) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut communities = Vec::with_capacity(count);
        let mut tally = Tally::new();
        for part in 0..count {
            let nodes = members.of(part);
            let arcs = nodes.iter().map(|node| self.range(*node as usize).len()).sum();
            tally.clear(arcs);
            for node in nodes {
                crate::graph::weighed!(self, |weigh| {
                    self.gather(*node as usize, weigh, parts, part as u32, &mut tally);
                });
            }
            for (other, weight) in tally.sums() {
                targets.push(other);
                weights.push(weight);
            }
            next.starts.push(targets.len());
            next.strengths.push(nodes.iter().map(|node| self.strength(*node as usize)).sum());
            communities.extend(nodes.first().map(|node| at(own, *node as usize)));
        }
        next.targets = Cow::Owned(targets);
        next.weights = Cow::Owned(narrowed(Weights::Double(weights)));
        (next, renumbered(&communities))
    }

    #[inline]
    fn gather<W: crate::graph::Weigh>(
        &self,
        node: usize,
        weigh: W,
        parts: &[u32],
        part: u32,
        tally: &mut Tally,
    ) {
        let range = self.range(node);
        for (other, arc) in self.row(range.clone()).iter().zip(range) {
            let other = at(parts, *other as usize);
            if other != part {
                tally.add(other, weigh.of(arc));
            }
        }
    }
}

/// The same communities by numbers without gaps.
fn renumbered(communities: &[u32]) -> Vec<u32> {
    let count = communities.iter().copied().max().map_or(0, |most| most as usize + 1);
    let mut names = vec![u32::MAX; count];
    let mut next = 0;
    let name = |community: &u32| {
        let known = at(&names, *community as usize);
        if known != u32::MAX {
            return known;
        }
        put(&mut names, *community as usize, next);
        next += 1;
        next - 1
    };
    communities.iter().map(name).collect()
}

/// The nodes of each part, side by side.
pub struct Members {
    starts: Vec<usize>,
    nodes: Vec<u32>,
}

impl Members {
    pub fn new(parts: &[u32], count: usize) -> Self {
        let mut starts = vec![0_usize; count + 1];
        parts.iter().for_each(|part| add(&mut starts, *part as usize + 1, 1));
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut nodes = vec![0_u32; parts.len()];
        for (node, part) in parts.iter().enumerate() {
            let place = at(&next, *part as usize);
            put(&mut next, *part as usize, place + 1);
            put(&mut nodes, place, node as u32);
        }
        Self { starts, nodes }
    }

    pub fn of(&self, part: usize) -> &[u32] {
        self.nodes.get(at(&self.starts, part)..at(&self.starts, part + 1)).unwrap_or_default()
    }
}
