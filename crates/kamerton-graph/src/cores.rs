//! Core numbers: the largest `k` such that a node is among people each of whom has `k` ties among them.
//!
//! Peeled by Batagelj and Zaversnik's buckets. Self loops are left out (networkx refuses them). With
//! direction ties in and out both count, so a pair that talks both ways has two.

use crate::cells::{add, at, put};
use crate::graph::Graph;

/// The core number of each node.
pub fn cores(graph: &Graph) -> Vec<u32> {
    let nodes = graph.nodes();
    let mut left: Vec<u32> = (0..nodes).map(|node| others(graph, node).count() as u32).collect();
    let mut peel = Peel::new(&left);
    for turn in 0..nodes {
        let node = at(&peel.order, turn) as usize;
        let own = at(&left, node);
        for other in others(graph, node) {
            let other = other as usize;
            let ties = at(&left, other);
            if ties > own {
                peel.move_down(other, ties);
                put(&mut left, other, ties - 1);
            }
        }
    }
    left
}

fn others(graph: &Graph, node: usize) -> impl Iterator<Item = u32> + '_ {
    let coming = if graph.is_directed() { graph.into().row(node) } else { &[] };
    let all = graph.out().row(node).iter().chain(coming).copied();
    all.filter(move |other| *other as usize != node)
}

/// Nodes in the order of how many ties they have left.
struct Peel {
    order: Vec<u32>,
    /// Where each node stands in the order.
    place: Vec<u32>,
    /// Where those with so many ties begin.
    begin: Vec<u32>,
}

impl Peel {
    fn new(ties: &[u32]) -> Self {
        let most = ties.iter().copied().max().unwrap_or(0) as usize;
        let mut begin = vec![0_u32; most + 2];
        ties.iter().for_each(|count| add(&mut begin, *count as usize + 1, 1));
        let mut sum = 0;
        for start in &mut begin {
            sum += *start;
            *start = sum;
        }
        let mut next = begin.clone();
        let mut peel = Self { order: vec![0; ties.len()], place: vec![0; ties.len()], begin };
        for (node, count) in ties.iter().enumerate() {
            let place = at(&next, *count as usize);
            put(&mut next, *count as usize, place + 1);
            peel.stand(node as u32, place);
        }
        peel
    }

    fn stand(&mut self, node: u32, place: u32) {
        put(&mut self.order, place as usize, node);
        put(&mut self.place, node as usize, place);
    }

    /// A node with so many ties loses one: it changes places with the first of its bucket, which then
    /// begins behind it.
    fn move_down(&mut self, node: usize, ties: u32) {
        let first = at(&self.begin, ties as usize);
        let (other, place) = (at(&self.order, first as usize), at(&self.place, node));
        self.stand(other, place);
        self.stand(node as u32, first);
        put(&mut self.begin, ties as usize, first + 1);
    }
}
