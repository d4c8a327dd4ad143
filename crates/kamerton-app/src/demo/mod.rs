//! The demo brand: a deterministic simulator of a small brand's community, which is also the load
//! generator.
//!
//! «Утровар» makes coffee gear and is invented, as is everybody who talks here. One seed gives the
//! same facts for ever and on every machine: whole-number arithmetic, one own generator of random
//! numbers, no clock, no hash maps. Facts come one by one in time order; what is kept in memory
//! grows with people, never with messages, so the same code writes forty thousand messages to look
//! at and ten million to measure with.

mod calendar;
mod cast;
mod catalogue;
mod ending;
mod engine;
mod lines;
mod names;
mod people;
mod random;
mod scene;
mod script;
mod seasons;
mod steps;
#[cfg(test)]
mod tests;
mod wording;

pub use catalogue::{BRAND, brand_terms, competitors, places, product_terms};

use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;

/// What to simulate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Equal seeds give equal facts.
    pub seed: u64,
    /// People of the community, staff not counted.
    pub people: u64,
    /// Messages, edits not counted; kept within two in a hundred.
    pub messages: u64,
    /// The last moment of history: "now" of the demo.
    pub until: Instant,
    /// Length of history in days.
    pub days: u32,
}

impl Plan {
    /// The brand to look at: two thousand people, forty thousand messages, fourteen months.
    pub fn brand(until: Instant) -> Self {
        Self::load(2_000, 40_000, until)
    }

    /// The same kind of brand at any size, for measuring.
    pub fn load(people: u64, messages: u64, until: Instant) -> Self {
        Self { seed: 1, people, messages, until, days: 420 }
    }
}

/// A running simulation: an iterator over facts in time order.
#[derive(Debug)]
pub struct Demo {
    engine: engine::Engine,
}

/// Starts the simulation of `plan`.
pub fn simulate(plan: &Plan) -> Demo {
    Demo { engine: engine::Engine::new(plan) }
}

impl Iterator for Demo {
    type Item = Fact;

    fn next(&mut self) -> Option<Fact> {
        self.engine.next_fact()
    }
}
