//! PageRank without direction by conjugate gradients; see the module above for the equation.

use super::{Settings, normalised};
use crate::cells::{at, put};
use crate::graph::{Arcs, Graph, Weigh, weighed};

/// Solves until the promise holds.
pub fn solve(
    graph: &Graph,
    settings: &Settings,
    sums: &[f64],
    seed: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let arcs = graph.out();
    let mut search = Search::new(settings.alpha, sums, seed);
    for _ in 0..settings.rounds {
        // The sum of the values is that of the seeds but for what isolated nodes lose: alpha at most.
        let missing = search.lacking_sum() / (1.0 - settings.alpha);
        if 2.0 * missing <= settings.tolerance * search.sum() || search.force <= 0.0 {
            break;
        }
        let curve = weighed!(arcs, |weigh| search.look(arcs, weigh));
        if curve <= 0.0 || !curve.is_finite() {
            break;
        }
        search.go(curve);
    }
    normalised(search.values())
}

/// What is known on the way: `d` are the weights of nodes.
struct Search<'a> {
    alpha: f64,
    sums: &'a [f64],
    /// The values by the weights of their nodes; where a node has none, the value itself.
    place: Vec<f64>,
    /// What the equation lacks.
    lacking: Vec<f64>,
    /// Where to go, in units of [`Search::unit`].
    direction: Vec<f32>,
    /// By this, numbers of the direction are near 1.
    unit: f64,
    /// What going there changes of the equation.
    change: Vec<f64>,
    /// How strongly what is lacking pulls.
    force: f64,
}

impl<'a> Search<'a> {
    /// Begins where a walker who never jumps would be: at each node in proportion to its weight, mixed
    /// with the seeds.
    fn new(alpha: f64, sums: &'a [f64], seed: impl Fn(usize) -> f64) -> Self {
        let nodes = sums.len();
        let total: f64 = sums.iter().sum();
        let mut search = Self {
            alpha,
            sums,
            place: vec![alpha / total; nodes],
            lacking: vec![0.0; nodes],
            direction: vec![0.0; nodes],
            unit: total,
            change: vec![0.0; nodes],
            force: 0.0,
        };
        // A row of A adds up to its node's weight, so that what is lacking is known without looking.
        for (node, sum) in sums.iter().enumerate() {
            let seed = (1.0 - alpha) * seed(node);
            if *sum > 0.0 {
                let own = alpha / total * sum;
                put(&mut search.lacking, node, seed - (1.0 - alpha) * own);
            } else {
                put(&mut search.place, node, seed);
            }
        }
        search.force = search.pull();
        search.turn(0.0);
        search
    }

    fn lacking_sum(&self) -> f64 {
        self.lacking.iter().map(|lacking| lacking.abs()).sum()
    }

    /// Computes what the direction changes, and how steeply.
    fn look<W: Weigh>(&mut self, arcs: &Arcs, weigh: W) -> f64 {
        let mut curve = 0.0;
        for (node, change) in self.change.iter_mut().enumerate() {
            let own = f64::from(at(&self.direction, node));
            let row = arcs.row(node);
            let others = weigh.dot(row, arcs.range(node), &self.direction);
            *change = at(self.sums, node) * own - self.alpha * others;
            curve += own * *change;
        }
        curve
    }

    /// Goes as far as it helps, and chooses where to go next.
    fn go(&mut self, curve: f64) {
        let before: f64 =
            self.lacking.iter().zip(&self.direction).map(|(r, p)| r * f64::from(*p)).sum();
        let far = before / curve;
        for ((place, lacking), (direction, change)) in self
            .place
            .iter_mut()
            .zip(self.lacking.iter_mut())
            .zip(self.direction.iter().zip(&self.change))
        {
            *place += far * f64::from(*direction);
            *lacking -= far * change;
        }
        let force = self.pull();
        let keep = if self.force > 0.0 { force / self.force } else { 0.0 };
        self.force = force;
        self.turn(keep);
    }

    fn pull(&self) -> f64 {
        let pairs = self.lacking.iter().zip(self.sums).filter(|(_, sum)| **sum > 0.0);
        pairs.map(|(lacking, sum)| lacking * lacking / sum).sum()
    }

    /// The next direction: what is lacking, and so much of the one before.
    fn turn(&mut self, keep: f64) {
        let cells = self.direction.iter_mut().zip(self.lacking.iter().zip(self.sums));
        for (direction, (lacking, sum)) in cells {
            let pull = if *sum > 0.0 { lacking / sum * self.unit } else { 0.0 };
            let kept = if keep > 0.0 { keep * f64::from(*direction) } else { 0.0 };
            *direction = (pull + kept) as f32;
        }
    }

    fn sum(&self) -> f64 {
        let pairs = self.place.iter().zip(self.sums);
        pairs.map(|(place, sum)| if *sum > 0.0 { place * sum } else { *place }).sum()
    }

    fn values(self) -> Vec<f64> {
        let pairs = self.place.iter().zip(self.sums);
        pairs.map(|(place, sum)| if *sum > 0.0 { (place * sum).max(0.0) } else { *place }).collect()
    }
}
