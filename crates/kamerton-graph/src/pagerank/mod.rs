//! PageRank, of everybody or of a target audience.
//!
//! A walker follows edges in proportion to their weights with probability `alpha`, and otherwise, or
//! where no edge goes on, begins again at a seed. That is networkx's `pagerank` with its defaults: what
//! has no edge going out is followed by the seeds.
//!
//! Instead of walking with those extra jumps, `y = alpha P' y + (1 - alpha) s` is solved, where a node
//! without a way on loses what it gets, and `y` is then divided by its sum: the same values. Whatever
//! lacks of the equation, `r`, the values lack at most the sum of `|r|` by `1 - alpha`; so the promise of
//! [`Settings::tolerance`] is a bound and not a guess.
//!
//! With direction each new value is used at once (Gauss-Seidel), which needs about half as many rounds as
//! walking. Without it, with `y = D q` for the weights `D` of the nodes, `(D - alpha A) q = (1 - alpha) s`
//! is symmetric, and conjugate gradients need a quarter. Their directions are kept in 32 bits, which
//! halves what is fetched for each arc; each step is computed in 64 bits from the direction as it is kept,
//! so that nothing of the precision is lost.

mod gradients;
mod on_file;

use crate::cells::{add, at, put};
use crate::graph::{Arcs, Graph, Weigh, weighed};
pub use on_file::{OnFileError, TiesOnFile};

/// How PageRank is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The probability of following an edge.
    pub alpha: f64,
    /// How much all values together may differ from the exact ones.
    pub tolerance: f64,
    /// After so many rounds the result is taken as it is.
    pub rounds: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { alpha: 0.85, tolerance: 1e-8, rounds: 1000 }
    }
}

/// Why there is no PageRank.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum RankError {
    /// A seed is no number, endless or below zero.
    #[error("the seed of node {node} is {seed}, not a finite number of at least 0")]
    Seed {
        /// Whose.
        node: usize,
        /// The seed.
        seed: f64,
    },
    /// The seeds are all zero, or fewer or more than nodes.
    #[error("seeds are needed for {nodes} nodes, at least one above 0; {given} are given")]
    Seeds {
        /// How many nodes.
        nodes: usize,
        /// How many seeds.
        given: usize,
    },
    /// Alpha is not from 0 to less than 1.
    #[error("alpha is {0}, not from 0 to less than 1")]
    Alpha(f64),
}

/// The PageRank of each node.
///
/// # Errors
/// When alpha cannot be.
pub fn pagerank(graph: &Graph, settings: &Settings) -> Result<Vec<f64>, RankError> {
    if graph.nodes() == 0 {
        return Ok(Vec::new());
    }
    from_seeds(graph, settings, &Seeds::Equal(1.0 / graph.nodes() as f64))
}

/// The PageRank of each node as seen from seeds: walks begin at a node in proportion to its seed.
///
/// # Errors
/// When alpha or a seed cannot be, or all seeds are zero.
pub fn personalised(
    graph: &Graph,
    settings: &Settings,
    seeds: &[f64],
) -> Result<Vec<f64>, RankError> {
    let sum = check_seeds(graph.nodes(), seeds)?;
    let shares: Vec<f64> = seeds.iter().map(|seed| seed / sum).collect();
    from_seeds(graph, settings, &Seeds::Each(&shares))
}

/// The sum of seeds that can be used.
pub(crate) fn check_seeds(nodes: usize, seeds: &[f64]) -> Result<f64, RankError> {
    let is_bad = |seed: &f64| !seed.is_finite() || *seed < 0.0;
    if let Some((node, seed)) = seeds.iter().copied().enumerate().find(|(_, seed)| is_bad(seed)) {
        return Err(RankError::Seed { node, seed });
    }
    let sum: f64 = seeds.iter().sum();
    if seeds.len() != nodes || sum <= 0.0 || !sum.is_finite() {
        return Err(RankError::Seeds { nodes, given: seeds.len() });
    }
    Ok(sum)
}

/// Where walks begin.
enum Seeds<'a> {
    Equal(f64),
    Each(&'a [f64]),
    By(&'a dyn Fn(usize) -> f64),
}

impl Seeds<'_> {
    #[inline]
    fn of(&self, node: usize) -> f64 {
        match self {
            Self::Equal(share) => *share,
            Self::Each(shares) => at(shares, node),
            Self::By(share) => share(node),
        }
    }
}

fn from_seeds(graph: &Graph, settings: &Settings, seeds: &Seeds) -> Result<Vec<f64>, RankError> {
    check(settings)?;
    let sums = graph.out().sums();
    if !graph.is_directed() && is_even(&sums) {
        return Ok(gradients::solve(graph, settings, &sums, |node| seeds.of(node)));
    }
    let mut walk = Walk::new(settings.alpha, seeds, &sums);
    let arcs = graph.into();
    for _ in 0..settings.rounds {
        let change = weighed!(arcs, |weigh| walk.round(arcs, weigh, seeds));
        if is_settled(settings, change, &walk.values) {
            break;
        }
    }
    Ok(normalised(walk.values))
}

fn check(settings: &Settings) -> Result<(), RankError> {
    let is_possible = (0.0..1.0).contains(&settings.alpha);
    if is_possible { Ok(()) } else { Err(RankError::Alpha(settings.alpha)) }
}

/// Whether a round that changed the values by so much was the last that is needed.
fn is_settled(settings: &Settings, change: f64, values: &[f64]) -> bool {
    let missing = change * settings.alpha / (1.0 - settings.alpha);
    // What is missing is divided by the sum as well, and the sum itself lacks it: twice at most.
    2.0 * missing <= settings.tolerance * values.iter().sum::<f64>()
}

/// Whether weights are so near to one another that directions fit into 32 bits.
fn is_even(sums: &[f64]) -> bool {
    let some = || sums.iter().copied().filter(|sum| *sum > 0.0);
    let (least, most) = (some().fold(f64::INFINITY, f64::min), some().fold(0.0, f64::max));
    most > 0.0 && most / least < 1e12
}

fn normalised(mut values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|value| *value /= sum);
    }
    values
}

struct Walk {
    alpha: f64,
    /// The values before they are divided by their sum.
    values: Vec<f64>,
    /// What each node passes on along an edge of weight 1.
    passed: Vec<f64>,
    /// One by the weight of what goes out; 0 where nothing does.
    inverse: Vec<f64>,
}

impl Walk {
    /// Begins with the seeds: where walks lead is not known.
    fn new(alpha: f64, seeds: &Seeds, sums: &[f64]) -> Self {
        let values: Vec<f64> = (0..sums.len()).map(|node| (1.0 - alpha) * seeds.of(node)).collect();
        let inverse: Vec<f64> = sums
            .iter()
            .map(|sum| 1.0 / sum)
            .map(|one| if one.is_finite() { one } else { 0.0 })
            .collect();
        let passed = values.iter().zip(&inverse).map(|(value, inverse)| value * inverse).collect();
        Self { alpha, values, passed, inverse }
    }

    /// Computes every value once from the latest ones and says how much has changed in all.
    fn round<W: Weigh>(&mut self, arcs: &Arcs, weigh: W, seeds: &Seeds) -> f64 {
        let mut change = 0.0;
        for node in 0..self.values.len() {
            let coming = weigh.dot(arcs.row(node), arcs.range(node), &self.passed);
            change += self.set(node, seeds.of(node), coming);
        }
        change
    }

    /// What comes along an edge.
    #[inline(always)]
    fn coming(&self, from: u32, weight: f32) -> f64 {
        f64::from(weight) * at(&self.passed, from as usize)
    }

    /// Sets the value of a node to which so much comes, and says how much it has changed.
    #[inline(always)]
    fn set(&mut self, node: usize, seed: f64, coming: f64) -> f64 {
        let value = (1.0 - self.alpha) * seed + self.alpha * coming;
        let change = (value - at(&self.values, node)).abs();
        put(&mut self.values, node, value);
        put(&mut self.passed, node, value * at(&self.inverse, node));
        change
    }
}

/// How far values are from being the PageRank: what one more step of the walk would change in all.
/// For tests and for whoever wants to look.
pub fn residual(graph: &Graph, alpha: f64, values: &[f64]) -> f64 {
    let nodes = graph.nodes();
    let sums = graph.out().sums();
    let dead: f64 = (0..nodes).filter(|n| at(&sums, *n) <= 0.0).map(|n| at(values, n)).sum();
    let jump = (1.0 - alpha + alpha * dead) / nodes.max(1) as f64;
    let mut next = vec![jump; nodes];
    for node in 0..nodes {
        let sum = at(&sums, node);
        for (other, weight) in graph.out().arcs(node).filter(|_| sum > 0.0) {
            add(&mut next, other as usize, alpha * at(values, node) * weight / sum);
        }
    }
    next.iter().zip(values).map(|(one, other)| (one - other).abs()).sum()
}
