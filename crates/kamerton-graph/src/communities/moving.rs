//! Everybody moves to where they add most, until nobody wants to.

use std::collections::VecDeque;

use super::level::Level;
use super::tally::Tally;
use crate::cells::{add, at, put};
use crate::chance::Chance;
use crate::graph::{Weigh, weighed};

/// A move that gains less than this share of the whole is none: it may be an error of rounding.
const LEAST: f64 = 1e-13;

/// Moves nodes between communities, whose numbers are below the number of nodes; says whether any moved.
pub fn settle(level: &Level, own: &mut [u32], is_shuffled: bool, chance: &mut Chance) -> bool {
    let nodes = level.nodes();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    if is_shuffled {
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
        queue: order.into(),
        is_waiting: vec![true; nodes],
        tally: Tally::new(),
    };
    weighed!(level, |weigh| moving.run(weigh))
}

struct Moving<'a, 'b> {
    level: &'a Level<'b>,
    own: &'a mut [u32],
    /// The weight and the number of nodes of each community.
    totals: Vec<f64>,
    sizes: Vec<u32>,
    /// Numbers of communities without nodes.
    empty: Vec<u32>,
    queue: VecDeque<u32>,
    is_waiting: Vec<bool>,
    tally: Tally,
}

impl Moving<'_, '_> {
    fn run<W: Weigh>(&mut self, weigh: W) -> bool {
        let mut has_moved = false;
        if self.level.total() <= 0.0 {
            return false;
        }
        while let Some(node) = self.queue.pop_front() {
            let node = node as usize;
            put(&mut self.is_waiting, node, false);
            let range = self.level.range(node);
            self.gather(node, range.clone(), weigh);
            let from = at(self.own, node);
            let to = self.best(node, from);
            if to == from {
                continue;
            }
            has_moved = true;
            self.relocate(node, from, to);
            for other in self.level.row(range) {
                let place = *other as usize;
                if !at(&self.is_waiting, place) && at(self.own, place) != to {
                    put(&mut self.is_waiting, place, true);
                    self.queue.push_back(*other);
                }
            }
        }
        has_moved
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
