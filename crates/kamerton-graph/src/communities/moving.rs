//! Everybody moves to where they add most, until nobody wants to.
//!
//! Whoever's neighbours have moved is asked again. They are asked in rounds, in the order of their numbers
//! or in one order of chance, rather than in a queue: rows then lie side by side in memory, which on large
//! graphs is several times as fast.

use super::level::Level;
use super::tally::Tally;
use crate::cells::{add, at, put};
use crate::chance::Chance;
use crate::graph::{Weigh, weighed};

/// A move that gains less than this share of the whole is none: it may be an error of rounding.
const LEAST: f64 = 1e-13;

/// Moves nodes between communities, whose numbers are below the number of nodes, until nobody wants to or
/// each was asked so many times in the mean; says whether any moved.
pub fn settle(
    level: &Level,
    own: &mut [u32],
    times: usize,
    is_shuffled: bool,
    chance: &mut Chance,
) -> bool {
    let nodes = level.nodes();
    let mut order: Vec<u32> = Vec::new();
    if is_shuffled {
        order.extend(0..nodes as u32);
        chance.draw(&mut order, nodes);
    }
    let mut totals = vec![0.0; nodes];
    let mut sizes = vec![0_u32; nodes];
    for (node, community) in own.iter().enumerate() {
        add(&mut totals, *community as usize, level.strength(node));
        add(&mut sizes, *community as usize, 1);
    }
    let empty =
        (0..nodes as u32).filter(|community| at(&sizes, *community as usize) == 0).collect();
    let mut moving = Moving {
        level,
        own,
        totals,
        sizes,
        empty,
        order,
        is_waiting: vec![true; nodes],
        tally: Tally::new(),
    };
    weighed!(level, |weigh| moving.run(weigh, times.saturating_mul(nodes)))
}

struct Moving<'a, 'b> {
    level: &'a Level<'b>,
    own: &'a mut [u32],
    /// The weight and the number of nodes of each community.
    totals: Vec<f64>,
    sizes: Vec<u32>,
    /// Numbers of communities without nodes.
    empty: Vec<u32>,
    /// In which order nodes are asked; empty: as they are numbered.
    order: Vec<u32>,
    is_waiting: Vec<bool>,
    tally: Tally,
}

impl Moving<'_, '_> {
    fn run<W: Weigh>(&mut self, weigh: W, asked: usize) -> bool {
        let mut has_moved = false;
        if self.level.total() <= 0.0 {
            return false;
        }
        let order = std::mem::take(&mut self.order);
        let mut left = asked;
        let mut is_anybody_waiting = true;
        while is_anybody_waiting && left > 0 {
            is_anybody_waiting = false;
            for node in 0..self.level.nodes() {
                let node = order.get(node).map_or(node, |node| *node as usize);
                if !at(&self.is_waiting, node) || left == 0 {
                    continue;
                }
                put(&mut self.is_waiting, node, false);
                left -= 1;
                if self.visit(node, weigh) {
                    is_anybody_waiting = true;
                    has_moved = true;
                }
            }
        }
        has_moved
    }

    /// Asks a node where it wants to be; if it moves, its neighbours are to be asked again.
    #[inline]
    fn visit<W: Weigh>(&mut self, node: usize, weigh: W) -> bool {
        let range = self.level.range(node);
        self.gather(node, range.clone(), weigh);
        let from = at(self.own, node);
        let to = self.best(node, from);
        if to == from {
            return false;
        }
        self.relocate(node, from, to);
        for other in self.level.row(range) {
            let place = *other as usize;
            if at(self.own, place) != to {
                put(&mut self.is_waiting, place, true);
            }
        }
        true
    }

    /// The weight between a node and each community of its neighbours.
    #[inline]
    fn gather<W: Weigh>(&mut self, node: usize, range: std::ops::Range<usize>, weigh: W) {
        self.tally.clear(range.len());
        for (other, arc) in self.level.row(range.clone()).iter().zip(range) {
            if *other as usize != node {
                self.tally.add(at(self.own, *other as usize), weigh.of(arc));
            }
        }
    }

    /// Where the node adds most: among its neighbours, where it is, or by itself.
    #[inline]
    fn best(&mut self, node: usize, from: u32) -> u32 {
        let strength = self.level.strength(node);
        let share = strength / self.level.total();
        let (mut best, mut most) = (from, 0.0);
        let stay = -share * (at(&self.totals, from as usize) - strength);
        let mut here = stay;
        for (community, weight) in self.tally.sums() {
            if community == from {
                here += weight;
                continue;
            }
            let gain = weight - share * at(&self.totals, community as usize);
            if gain > most {
                (best, most) = (community, gain);
            }
        }
        let least = LEAST * self.level.total();
        if most > here + least && best != from {
            return best;
        }
        // By itself a node gains nothing: better than where it loses.
        if here < -least && at(&self.sizes, from as usize) > 1 && best == from {
            return self.empty.last().copied().unwrap_or(from);
        }
        from
    }

    #[inline]
    fn relocate(&mut self, node: usize, from: u32, to: u32) {
        let strength = self.level.strength(node);
        if at(&self.sizes, to as usize) == 0 {
            self.empty.pop();
        }
        add(&mut self.totals, from as usize, -strength);
        add(&mut self.totals, to as usize, strength);
        add(&mut self.sizes, to as usize, 1);
        let left = at(&self.sizes, from as usize).saturating_sub(1);
        put(&mut self.sizes, from as usize, left);
        if left == 0 {
            put(&mut self.totals, from as usize, 0.0);
            self.empty.push(from);
        }
        put(self.own, node, to);
    }
}
