//! Betweenness and closeness: who stands on the shortest ways, and who is near to all.
//!
//! Edges count as steps; weights say how strong a tie is, not how long, and are left out, as networkx
//! does unless told otherwise. Betweenness is Brandes' algorithm, divided by the number of pairs.
//! Closeness is measured along the ways that lead *to* a node and improved for islands by Wasserman and
//! Faust, as networkx does. One search from each node serves both.
//!
//! From a sample of nodes both are estimated: each island gives its share of the sample, two nodes at
//! least, so that small islands are exact. Without direction closeness is the mean distance to the
//! sampled nodes of the island.

use crate::cells::{add, at, put};
use crate::chance::Chance;
use crate::components::{Components, components};
use crate::graph::Graph;

/// Betweenness and closeness of each node.
#[derive(Clone, Debug, PartialEq)]
pub struct Paths {
    /// The share of shortest ways between two others that lead over a node.
    pub betweenness: Vec<f64>,
    /// One by the mean distance from whoever can reach a node, times the share who can.
    pub closeness: Vec<f64>,
    /// From how many nodes was searched.
    pub sources: usize,
    /// With a probability of 95 % no node's betweenness is further than this from the exact value
    /// (Hoeffding's inequality over all nodes at once; what is really missed is far less). 0: exact.
    pub error: f64,
}

/// The probability with which the stated error may be exceeded.
const DOUBT: f64 = 0.05;

/// Searches are shared out to so many piles, always the same, whatever the machine: sums are then made
/// in the same order everywhere.
const PILES: usize = 4;

/// Betweenness and closeness from a search from every node.
pub fn paths(graph: &Graph) -> Paths {
    let sources: Vec<u32> = (0..graph.nodes() as u32).collect();
    let islands = components(graph);
    let sampled = islands.sizes.clone();
    estimate(graph, &islands, &sources, &sampled)
}

/// The same estimated by searches from about so many nodes, drawn by a seed.
pub fn sampled_paths(graph: &Graph, sources: usize, seed: u64) -> Paths {
    let nodes = graph.nodes();
    if sources >= nodes {
        return paths(graph);
    }
    let islands = components(graph);
    let mut members: Vec<Vec<u32>> = islands.sizes.iter().map(|_| Vec::new()).collect();
    for (node, island) in islands.of.iter().enumerate() {
        if let Some(list) = members.get_mut(*island as usize) {
            list.push(node as u32);
        }
    }
    let mut chance = Chance::new(seed);
    let mut drawn = Vec::new();
    let mut sampled = Vec::new();
    for list in &mut members {
        let share = (sources * list.len()).div_ceil(nodes.max(1)).max(2).min(list.len());
        chance.draw(list, share);
        drawn.extend(list.iter().take(share));
        sampled.push(share as u32);
    }
    drawn.sort_unstable();
    estimate(graph, &islands, &drawn, &sampled)
}

fn estimate(graph: &Graph, islands: &Components, sources: &[u32], sampled: &[u32]) -> Paths {
    let found = search_all(graph, sources);
    let nodes = graph.nodes();
    let mut is_source = vec![false; nodes];
    sources.iter().for_each(|source| put(&mut is_source, *source as usize, true));
    let pairs = nodes.saturating_sub(1) as f64 * nodes.saturating_sub(2) as f64;
    let mut paths = Paths {
        betweenness: vec![0.0; nodes],
        closeness: vec![0.0; nodes],
        sources: sources.len(),
        error: error(islands, sampled, nodes),
    };
    for node in 0..nodes {
        let island = at(&islands.of, node) as usize;
        // A node's own search says nothing about itself, so it stands for one search less.
        let others = at(&islands.sizes, island).saturating_sub(1);
        let heard = at(sampled, island).saturating_sub(u32::from(at(&is_source, node)));
        if heard == 0 {
            continue;
        }
        let scale = f64::from(others) / f64::from(heard);
        if pairs > 0.0 {
            put(&mut paths.betweenness, node, at(&found.passing, node) * scale / pairs);
        }
        let distance = at(&found.distance, node) as f64;
        if distance > 0.0 {
            let reached = at(&found.reached, node) as f64;
            let near = reached / distance * (reached * scale) / (nodes - 1) as f64;
            put(&mut paths.closeness, node, near);
        }
    }
    paths
}

/// How far an estimate may be off: each search adds at most its island's share of all pairs.
fn error(islands: &Components, sampled: &[u32], nodes: usize) -> f64 {
    let pairs = nodes.saturating_sub(1) as f64 * nodes.saturating_sub(2) as f64;
    let of = |(size, heard): (&u32, &u32)| {
        if heard >= size || pairs <= 0.0 {
            return 0.0;
        }
        let own = f64::from(size - 1) * f64::from(size.saturating_sub(2)) / pairs;
        let searches = f64::from(heard.saturating_sub(1).max(1));
        own * ((2.0 * nodes as f64 / DOUBT).ln() / (2.0 * searches)).sqrt()
    };
    islands.sizes.iter().zip(sampled).map(of).fold(0.0, f64::max)
}

/// What searches have found of each node.
struct Found {
    passing: Vec<f64>,
    distance: Vec<u64>,
    reached: Vec<u64>,
}

impl Found {
    fn new(nodes: usize) -> Self {
        Self { passing: vec![0.0; nodes], distance: vec![0; nodes], reached: vec![0; nodes] }
    }

    fn merge(&mut self, other: &Self) {
        for (one, more) in self.passing.iter_mut().zip(&other.passing) {
            *one += more;
        }
        for (one, more) in self.distance.iter_mut().zip(&other.distance) {
            *one += more;
        }
        for (one, more) in self.reached.iter_mut().zip(&other.reached) {
            *one += more;
        }
    }
}

fn search_all(graph: &Graph, sources: &[u32]) -> Found {
    let pile = |number: usize| {
        let mut found = Found::new(graph.nodes());
        let mut search = Search::new(graph.nodes());
        for source in sources.iter().skip(number).step_by(PILES) {
            search.run(graph, *source, &mut found);
        }
        found
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(PILES);
    let mut piles: Vec<Option<Found>> = (0..PILES).map(|_| None).collect();
    std::thread::scope(|scope| {
        let per_thread = piles.chunks_mut(PILES.div_ceil(threads)).enumerate();
        for (number, mine) in per_thread {
            let first = number * PILES.div_ceil(threads);
            scope.spawn(move || {
                for (place, slot) in mine.iter_mut().enumerate() {
                    *slot = Some(pile(first + place));
                }
            });
        }
    });
    let mut all = Found::new(graph.nodes());
    piles.iter().flatten().for_each(|found| all.merge(found));
    all
}

/// One search, with room that is used again by the next.
struct Search {
    /// Steps from the source; none yet is [`FAR`].
    steps: Vec<u32>,
    /// How many shortest ways lead here.
    ways: Vec<f64>,
    /// What a node passes back to each one before it, for each of its ways.
    share: Vec<f64>,
    /// Nodes as they were reached.
    order: Vec<u32>,
}

const FAR: u32 = u32::MAX;

impl Search {
    fn new(nodes: usize) -> Self {
        let (steps, order) = (vec![FAR; nodes], Vec::with_capacity(nodes));
        Self { steps, ways: vec![0.0; nodes], share: vec![0.0; nodes], order }
    }

    fn run(&mut self, graph: &Graph, source: u32, found: &mut Found) {
        self.spread(graph, source);
        self.collect(graph, found);
        for node in self.order.drain(..) {
            put(&mut self.steps, node as usize, FAR);
            put(&mut self.ways, node as usize, 0.0);
        }
    }

    fn spread(&mut self, graph: &Graph, source: u32) {
        put(&mut self.steps, source as usize, 0);
        put(&mut self.ways, source as usize, 1.0);
        self.order.push(source);
        let mut next = 0;
        while let Some(node) = self.order.get(next).copied() {
            next += 1;
            let node = node as usize;
            let (beyond, ways) = (at(&self.steps, node) + 1, at(&self.ways, node));
            for other in graph.out().row(node) {
                let place = *other as usize;
                if at(&self.steps, place) == FAR {
                    put(&mut self.steps, place, beyond);
                    self.order.push(*other);
                }
                if at(&self.steps, place) == beyond {
                    add(&mut self.ways, place, ways);
                }
            }
        }
    }

    fn collect(&mut self, graph: &Graph, found: &mut Found) {
        for node in self.order.iter().rev() {
            let node = *node as usize;
            let steps = at(&self.steps, node);
            let ways = at(&self.ways, node);
            let mut behind = 0.0;
            for other in graph.out().row(node) {
                if at(&self.steps, *other as usize) == steps + 1 {
                    behind += at(&self.share, *other as usize);
                }
            }
            let passing = ways * behind;
            put(&mut self.share, node, (1.0 + passing) / ways);
            if steps > 0 {
                add(&mut found.passing, node, passing);
                add(&mut found.distance, node, u64::from(steps));
                add(&mut found.reached, node, 1);
            }
        }
    }
}
