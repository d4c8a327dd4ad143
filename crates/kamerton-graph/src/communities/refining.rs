//! Communities are taken apart into parts that hold together, so that what was joined too early can be
//! parted again.

use super::level::Level;
use super::tally::Tally;
use crate::cells::{add, at, put};
use crate::chance::Chance;
use crate::graph::{Weigh, weighed};

/// The part of each node, numbered without gaps, and how many there are. A part lies within one
/// community and hangs together.
pub fn parts(
    level: &Level,
    own: &[u32],
    is_shuffled: bool,
    chance: &mut Chance,
) -> (Vec<u32>, usize) {
    let nodes = level.nodes();
    let mut totals = vec![0.0; nodes];
    for (node, community) in own.iter().enumerate() {
        add(&mut totals, *community as usize, level.strength(node));
    }
    let mut refining = Refining {
        level,
        own,
        totals,
        parts: (0..nodes as u32).collect(),
        weights: level.strengths().to_vec(),
        outside: vec![0.0; nodes],
        is_alone: vec![true; nodes],
        tally: Tally::new(),
    };
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    if is_shuffled {
        chance.draw(&mut order, nodes);
    }
    if level.total() > 0.0 {
        weighed!(level, |weigh| refining.run(weigh, &order));
    }
    numbered(refining.parts)
}

struct Refining<'a, 'b> {
    level: &'a Level<'b>,
    own: &'a [u32],
    /// The weight of each community.
    totals: Vec<f64>,
    parts: Vec<u32>,
    /// The weight of each part.
    weights: Vec<f64>,
    /// The weight between each part and the rest of its community.
    outside: Vec<f64>,
    /// Whether a node is still a part by itself.
    is_alone: Vec<bool>,
    tally: Tally,
}

impl Refining<'_, '_> {
    fn run<W: Weigh>(&mut self, weigh: W, order: &[u32]) {
        for node in 0..self.level.nodes() {
            let inside = self.inside(node, weigh);
            put(&mut self.outside, node, inside);
        }
        for node in order {
            let node = *node as usize;
            if at(&self.is_alone, node) && self.is_bound(node as u32) {
                self.join(node, weigh);
            }
        }
    }

    #[inline]
    fn inside<W: Weigh>(&self, node: usize, weigh: W) -> f64 {
        let range = self.level.range(node);
        let community = at(self.own, node);
        let mut sum = 0.0;
        for (other, arc) in self.level.row(range.clone()).iter().zip(range) {
            if at(self.own, *other as usize) == community && *other as usize != node {
                sum += weigh.of(arc);
            }
        }
        sum
    }

    /// Whether a part is tied to the rest of its community no less than chance would tie it.
    #[inline]
    fn is_bound(&self, part: u32) -> bool {
        let weight = at(&self.weights, part as usize);
        // A part is named by one of its nodes, so that its community is known by it.
        let community = at(self.own, part as usize);
        let rest = at(&self.totals, community as usize) - weight;
        at(&self.outside, part as usize) >= weight * rest / self.level.total()
    }

    /// Joins a lone node to the part of its community where it adds most.
    #[inline]
    fn join<W: Weigh>(&mut self, node: usize, weigh: W) {
        let range = self.level.range(node);
        let community = at(self.own, node);
        self.tally.clear(range.len());
        for (other, arc) in self.level.row(range.clone()).iter().zip(range) {
            let place = *other as usize;
            if place != node && at(self.own, place) == community {
                self.tally.add(at(&self.parts, place), weigh.of(arc));
            }
        }
        let strength = self.level.strength(node);
        let share = strength / self.level.total();
        let mut best: Option<(u32, f64)> = None;
        let mut most = 0.0;
        for (part, weight) in self.tally.sums() {
            let gain = weight - share * at(&self.weights, part as usize);
            if gain > most && self.is_bound(part) {
                most = gain;
                best = Some((part, weight));
            }
        }
        let Some((part, weight)) = best else { return };
        let between = at(&self.outside, node) - 2.0 * weight;
        add(&mut self.outside, part as usize, between);
        add(&mut self.weights, part as usize, strength);
        put(&mut self.parts, node, part);
        put(&mut self.is_alone, node, false);
        put(&mut self.is_alone, part as usize, false);
    }
}

/// The same parts by numbers without gaps, and how many there are.
pub fn numbered(mut parts: Vec<u32>) -> (Vec<u32>, usize) {
    let mut names = vec![u32::MAX; parts.len()];
    let mut next = 0;
    for part in &mut parts {
        let mut name = at(&names, *part as usize);
        if name == u32::MAX {
            name = next;
            put(&mut names, *part as usize, name);
            next += 1;
        }
        *part = name;
    }
    (parts, next as usize)
}
