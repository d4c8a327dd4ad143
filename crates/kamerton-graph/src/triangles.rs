//! Clustering and transitivity: how often two who know a third know each other.
//!
//! As networkx, without weights and self loops. With direction, clustering is Fagiolo's: every triangle
//! in any direction, of all that could be; transitivity is the share of pairs `a -> b`, `a -> c` with
//! `b -> c`.
//!
//! Each triangle is found once: from the one of least degree to the two others, so that those whom
//! everybody knows cost no more than the rest.

use crate::cells::{add, at, put};
use crate::graph::Graph;

/// Clustering of each node, and of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangles {
    /// The clustering coefficient of each node.
    pub clustering: Vec<f64>,
    /// The share of open pairs that are closed, over the whole graph.
    pub transitivity: f64,
}

/// An arc from the one of lower rank to the one of higher.
const UP: u8 = 1;
/// The other way.
const DOWN: u8 = 2;

/// Counts triangles.
pub fn triangles(graph: &Graph) -> Triangles {
    let ranked = Ranked::new(graph);
    let (mut closed, mut transitive) = (vec![0_u64; graph.nodes()], 0_u64);
    ranked.each_triangle(|corners, ways| {
        let product: u64 = ways.iter().map(|way| u64::from(way.count_ones())).product();
        corners.iter().for_each(|node| add(&mut closed, *node as usize, product));
        transitive += transitive_in(ways);
    });
    if graph.is_directed() {
        with_direction(graph, &closed, transitive)
    } else {
        without_direction(graph, &closed)
    }
}

fn others(row: &[u32], node: usize) -> u64 {
    (row.len() - usize::from(row.binary_search(&(node as u32)).is_ok())) as u64
}

fn without_direction(graph: &Graph, closed: &[u64]) -> Triangles {
    let (mut all_closed, mut all_pairs) = (0, 0);
    let mut clustering = vec![0.0; graph.nodes()];
    for (node, value) in clustering.iter_mut().enumerate() {
        let degree = others(graph.out().row(node), node);
        let pairs = degree * degree.saturating_sub(1);
        all_closed += 2 * at(closed, node);
        all_pairs += pairs;
        if at(closed, node) > 0 {
            *value = 2.0 * at(closed, node) as f64 / pairs as f64;
        }
    }
    Triangles { clustering, transitivity: share(all_closed, all_pairs) }
}

fn with_direction(graph: &Graph, closed: &[u64], transitive: u64) -> Triangles {
    let mut all_pairs = 0;
    let mut clustering = vec![0.0; graph.nodes()];
    for (node, value) in clustering.iter_mut().enumerate() {
        let (out, into) = (graph.out().row(node), graph.into().row(node));
        let (outgoing, degree) = (others(out, node), others(out, node) + others(into, node));
        let both = out.iter().filter(|other| **other as usize != node);
        let both = both.filter(|other| into.binary_search(other).is_ok()).count() as u64;
        all_pairs += outgoing * outgoing.saturating_sub(1);
        if at(closed, node) > 0 {
            let possible = degree * (degree - 1) - 2 * both;
            *value = at(closed, node) as f64 / possible as f64;
        }
    }
    Triangles { clustering, transitivity: share(transitive, all_pairs) }
}

fn share(part: u64, whole: u64) -> f64 {
    if part == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Of the six orders of three corners, those in which the first leads to both others and the second to
/// the third. The ways are low-middle, low-high, middle-high.
fn transitive_in(ways: [u8; 3]) -> u64 {
    let [low_middle, low_high, middle_high] = ways;
    let has = |way: u8, direction: u8| u64::from(way & direction != 0);
    let (up, down) = (UP, DOWN);
    has(low_middle, up) * has(low_high, up) * (has(middle_high, up) + has(middle_high, down))
        + has(low_middle, down) * has(middle_high, up) * (has(low_high, up) + has(low_high, down))
        + has(low_high, down)
            * has(middle_high, down)
            * (has(low_middle, up) + has(low_middle, down))
}

/// Nodes by rank of degree, with rows that lead to higher ranks only.
struct Ranked {
    node_of: Vec<u32>,
    starts: Vec<usize>,
    higher: Vec<u32>,
    /// Which directions each of these ties has; empty without direction.
    ways: Vec<u8>,
}

impl Ranked {
    fn new(graph: &Graph) -> Self {
        let nodes = graph.nodes();
        let degrees = graph.degrees();
        let mut node_of: Vec<u32> = (0..nodes as u32).collect();
        node_of.sort_unstable_by_key(|node| (at(&degrees, *node as usize), *node));
        let mut rank_of = vec![0_u32; nodes];
        for (rank, node) in node_of.iter().enumerate() {
            put(&mut rank_of, *node as usize, rank as u32);
        }
        let mut ranked = Self {
            node_of: Vec::new(),
            starts: vec![0],
            higher: Vec::with_capacity(graph.edges()),
            ways: Vec::new(),
        };
        let mut row: Vec<(u32, u8)> = Vec::new();
        for (rank, node) in node_of.iter().enumerate() {
            let rank_of = |other: &u32| at(&rank_of, *other as usize);
            let is_higher = |other: &u32| *other > rank as u32;
            let node = *node as usize;
            row.clear();
            let out = graph.out().row(node).iter().map(rank_of).filter(is_higher);
            row.extend(out.map(|other| (other, UP)));
            if graph.is_directed() {
                let into = graph.into().row(node).iter().map(rank_of).filter(is_higher);
                row.extend(into.map(|other| (other, DOWN)));
                row.sort_unstable();
                row.dedup_by(|later, first| {
                    let same = later.0 == first.0;
                    first.1 |= if same { later.1 } else { 0 };
                    same
                });
                ranked.ways.extend(row.iter().map(|(_, way)| *way));
            }
            ranked.higher.extend(row.iter().map(|(other, _)| *other));
            ranked.starts.push(ranked.higher.len());
        }
        ranked.node_of = node_of;
        ranked
    }

    fn row(&self, rank: usize) -> std::ops::Range<usize> {
        at(&self.starts, rank)..at(&self.starts, rank + 1)
    }

    fn way(&self, tie: usize) -> u8 {
        if self.ways.is_empty() { UP } else { at(&self.ways, tie) }
    }

    /// Calls with the corners of every triangle and the ways between low and middle, low and high,
    /// middle and high.
    fn each_triangle(&self, mut found: impl FnMut([u32; 3], [u8; 3])) {
        let nodes = self.node_of.len();
        // The tie by which the low corner knows each node, counted from 1.
        let mut known = vec![0_u32; nodes];
        for low in 0..nodes {
            let row = self.row(low);
            if row.len() < 2 {
                continue;
            }
            for (number, tie) in row.clone().enumerate() {
                put(&mut known, at(&self.higher, tie) as usize, number as u32 + 1);
            }
            for first in row.clone() {
                let middle = at(&self.higher, first) as usize;
                for third in self.row(middle) {
                    let high = at(&self.higher, third) as usize;
                    let number = at(&known, high) as usize;
                    if number > 0 {
                        let second = row.start + number - 1;
                        let corners = [low, middle, high].map(|rank| at(&self.node_of, rank));
                        found(corners, [first, second, third].map(|tie| self.way(tie)));
                    }
                }
            }
            for tie in row {
                put(&mut known, at(&self.higher, tie) as usize, 0);
            }
        }
    }
}
