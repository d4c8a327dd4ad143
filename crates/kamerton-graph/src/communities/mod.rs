//! Communities: groups who talk more among themselves than with others, by the Leiden algorithm
//! (Traag, Waltman and van Eck, 2019) for modularity.
//!
//! People move to the community where they add most, in the order of a queue that holds whoever's
//! neighbours have moved; each community is refined into parts that hold together; parts become the
//! nodes of a smaller graph, and so on. Where a graph is small several orders are tried and the best
//! result is kept. In the end a community that is not in one piece is parted, which only raises
//! modularity: every community is connected.
//!
//! Weights count. Directions do not: there and back are added. The same graph and seed give the same
//! communities on every machine.

mod level;
mod moving;
mod refining;
mod tally;

use std::borrow::Cow;

use crate::cells::{at, put};
use crate::chance::Chance;
use crate::graph::Graph;
use crate::modularity::modularity;
use level::Level;

/// How communities are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// What the orders are drawn by.
    pub seed: u64,
    /// How much looking is done at most, in arcs looked at, more or less: a small graph is tried often,
    /// a large one once.
    pub effort: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { seed: 1, effort: 20_000_000 }
    }
}

/// So many orders are tried at most.
const TRIES: usize = 12;

/// So often a try goes over its own result at most.
const ROUNDS: usize = 12;

/// From so many arcs on a graph is large: see [`large`].
const LARGE: usize = 4_000_000;

/// The communities of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Communities {
    /// The community of each node, numbered from 0, the largest first.
    pub of: Vec<u32>,
    /// How many nodes each has.
    pub sizes: Vec<u32>,
    /// How good the partition is, by [`modularity`] of the graph as it is given.
    pub modularity: f64,
}

/// Finds communities.
pub fn communities(graph: &Graph, search: &Search) -> Communities {
    let plain = graph.without_direction();
    let mut best: Option<(f64, Vec<u32>)> = None;
    if plain.out().len() >= LARGE {
        best = Some(large(&plain, search.seed));
    }
    let mut left = if best.is_some() { 0 } else { search.effort };
    for number in 0..TRIES {
        if left == 0 && best.is_some() {
            break;
        }
        let mut chance = Chance::new(search.seed.wrapping_add(number as u64));
        let (worth, found) = one_try(&plain, number > 0, &mut chance, &mut left);
        if best.as_ref().is_none_or(|(most, _)| worth > *most + 1e-12) {
            best = Some((worth, found));
        }
    }
    let (worth, found) = best.unwrap_or_default();
    let (of, sizes) = numbered(&found);
    let modularity = if graph.is_directed() { modularity(graph, &of) } else { worth };
    Communities { modularity, of, sizes }
}

/// A large graph is gone through once, with a few rounds on each level and without refining (Louvain's way
/// up); then people of the graph itself move between the communities that were found, which mends more of
/// what was joined too early than refining would, in less time.
///
/// Where the first rounds make little more than pairs, neighbours tell no more than chance, and going up
/// would join noise level by level. Moving between a few groups drawn by chance then finds more. What it
/// finds is as much as chance has in it, `0.97 / sqrt(mean degree)` (Reichardt and Bornholdt 2006); only
/// where it is more, the way up is tried as well.
fn large(graph: &Graph, seed: u64) -> (f64, Vec<u32>) {
    let mut chance = Chance::new(seed);
    let first = Level::of_graph(graph);
    let mut communities: Vec<u32> = (0..graph.nodes() as u32).collect();
    moving::settle(&first, &mut communities, FEW, false, &mut chance);
    let mut best: Option<(f64, Vec<u32>)> = None;
    let (_, count) = refining::numbered(communities.clone());
    if 5 * count > 2 * graph.nodes() && modularity(graph, &communities) < 0.1 {
        for groups in GROUPS {
            let mut found: Vec<u32> =
                communities.iter().map(|_| chance.below(groups) as u32).collect();
            moving::settle(&first, &mut found, MANY, false, &mut chance);
            keep_better(graph, &mut best, &found);
        }
        let noise = 0.97 / (graph.out().len() as f64 / graph.nodes() as f64).sqrt();
        if let Some(best) = best.take_if(|(worth, _)| *worth <= noise) {
            return best;
        }
    }
    climb(
        &first,
        &mut communities,
        Way { is_shuffled: false, is_refined: false, times: FEW },
        &mut chance,
    );
    moving::settle(&first, &mut communities, MANY, false, &mut chance);
    keep_better(graph, &mut best, &communities);
    best.unwrap_or_default()
}

/// How often people of a large graph are asked on the way up, and at the end.
const FEW: usize = 2;
const MANY: usize = 10;

/// Into how many groups they are drawn.
const GROUPS: [usize; 2] = [8, 12];

fn keep_better(graph: &Graph, best: &mut Option<(f64, Vec<u32>)>, found: &[u32]) {
    let found = parted(graph, found);
    let worth = modularity(graph, &found);
    if best.as_ref().is_none_or(|(most, _)| worth > *most) {
        *best = Some((worth, found));
    }
}

/// How the ever smaller graphs are gone through.
#[derive(Clone, Copy)]
struct Way {
    /// Whether people are asked in an order of chance.
    is_shuffled: bool,
    /// Whether communities are taken apart into parts before they are joined.
    is_refined: bool,
    /// How often each is asked at most on each level, in the mean.
    times: usize,
}

/// One search, repeated upon its own result while that helps.
fn one_try(
    graph: &Graph,
    is_shuffled: bool,
    chance: &mut Chance,
    left: &mut usize,
) -> (f64, Vec<u32>) {
    let way = Way { is_shuffled, is_refined: true, times: usize::MAX };
    let first = Level::of_graph(graph);
    let mut communities: Vec<u32> = (0..graph.nodes() as u32).collect();
    let mut worth = f64::NEG_INFINITY;
    for _ in 0..ROUNDS {
        climb(&first, &mut communities, way, chance);
        communities = parted(graph, &communities);
        let now = modularity(graph, &communities);
        // A pass over the levels looks at each arc some ten times.
        *left = left.saturating_sub(10 * graph.out().len() + graph.nodes() + 1000);
        let gained = now - worth;
        worth = now;
        if gained <= 1e-9 || *left == 0 {
            break;
        }
    }
    (worth, communities)
}

/// Goes up through ever smaller graphs until nobody moves.
fn climb(first: &Level, communities: &mut [u32], way: Way, chance: &mut Chance) {
    let mut level = Cow::Borrowed(first);
    let mut own: Vec<u32> = communities.to_vec();
    // The node of the level that each node of the graph is in.
    let mut places: Option<Vec<u32>> = None;
    loop {
        let moved = moving::settle(&level, &mut own, way.times, way.is_shuffled, chance);
        match &places {
            None => communities.copy_from_slice(&own),
            Some(places) => {
                for (community, place) in communities.iter_mut().zip(places) {
                    *community = at(&own, *place as usize);
                }
            }
        }
        let (parts, count) = if way.is_refined {
            refining::parts(&level, &own, way.is_shuffled, chance)
        } else {
            refining::numbered(own.clone())
        };
        if count == level.nodes() || (!moved && places.is_some()) {
            return;
        }
        let (next, next_own) = level.joined(&parts, count, &own);
        places = Some(match places {
            None => parts,
            Some(places) => places.iter().map(|place| at(&parts, *place as usize)).collect(),
        });
        level = Cow::Owned(next);
        own = next_own;
    }
}

/// Communities whose pieces hang together; a piece of its own becomes a community.
fn parted(graph: &Graph, communities: &[u32]) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut pieces = vec![NONE; communities.len()];
    let (mut count, mut waiting) = (0_u32, Vec::new());
    for first in 0..communities.len() {
        if at(&pieces, first) != NONE {
            continue;
        }
        put(&mut pieces, first, count);
        waiting.push(first as u32);
        while let Some(node) = waiting.pop() {
            let community = at(communities, node as usize);
            for other in graph.out().row(node as usize) {
                let place = *other as usize;
                if at(&pieces, place) == NONE && at(communities, place) == community {
                    put(&mut pieces, place, count);
                    waiting.push(*other);
                }
            }
        }
        count += 1;
    }
    pieces
}

/// Numbers communities by size, and by their first node where sizes are equal.
fn numbered(communities: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = communities.iter().copied().max().map_or(0, |most| most as usize + 1);
    let mut known = vec![(0_u32, u32::MAX, 0_u32); count];
    for (node, community) in communities.iter().enumerate() {
        if let Some((size, first, name)) = known.get_mut(*community as usize) {
            *size += 1;
            *first = (*first).min(node as u32);
            *name = *community;
        }
    }
    known.retain(|(size, ..)| *size > 0);
    known.sort_unstable_by_key(|(size, first, _)| (std::cmp::Reverse(*size), *first));
    let mut number_of = vec![0_u32; count];
    for (number, (_, _, name)) in known.iter().enumerate() {
        put(&mut number_of, *name as usize, number as u32);
    }
    let of = communities.iter().map(|community| at(&number_of, *community as usize)).collect();
    (of, known.into_iter().map(|(size, ..)| size).collect())
}
