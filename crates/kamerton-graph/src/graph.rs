//! A graph in rows: the neighbours of each node side by side (compressed sparse rows).

use std::ops::Range;

use crate::cells::{add, at, put};
use crate::edges::{EdgeError, Edges};

/// A graph that does not change any more.
#[derive(Clone, Debug)]
pub struct Graph {
    directed: bool,
    out: Arcs,
    /// What comes in, where that is not the same as what goes out.
    into: Option<Arcs>,
    edges: usize,
    loops: usize,
}

/// Arcs by the node they start from; each row is sorted and holds no node twice. An undirected edge is
/// two arcs, a self loop one.
#[derive(Clone, Debug, Default)]
pub struct Arcs {
    starts: Vec<usize>,
    targets: Vec<u32>,
    weights: Weights,
}

/// Weights of arcs, in no more room than they need.
#[derive(Clone, Debug, Default)]
pub enum Weights {
    /// All are 1.
    #[default]
    Unit,
    /// All of them are what 32 bits can hold exactly.
    Single(Vec<f32>),
    /// Any.
    Double(Vec<f64>),
}

/// How the weight of an arc is read: loops over arcs are compiled once for each way.
pub trait Weigh: Copy + Sync {
    /// The weight of an arc, by its place among all.
    fn of(self, arc: usize) -> f64;

    /// What stands in the cells of a row's other ends, each times its weight, added.
    fn dot<T: Copy + Default + Into<f64>>(
        self,
        row: &[u32],
        range: Range<usize>,
        cells: &[T],
    ) -> f64;
}

/// All weights are 1.
#[derive(Clone, Copy, Debug)]
pub struct One;

impl Weigh for One {
    #[inline(always)]
    fn of(self, _: usize) -> f64 {
        1.0
    }

    #[inline(always)]
    fn dot<T: Copy + Default + Into<f64>>(self, row: &[u32], _: Range<usize>, cells: &[T]) -> f64 {
        row.iter().map(|other| at(cells, *other as usize).into()).sum()
    }
}

impl<W: Copy + Default + Into<f64> + Sync> Weigh for &[W] {
    #[inline(always)]
    fn of(self, arc: usize) -> f64 {
        at(self, arc).into()
    }

    #[inline(always)]
    fn dot<T: Copy + Default + Into<f64>>(
        self,
        row: &[u32],
        range: Range<usize>,
        cells: &[T],
    ) -> f64 {
        let weights = self.get(range).unwrap_or_default().iter();
        row.iter()
            .zip(weights)
            .map(|(other, weight)| (*weight).into() * at(cells, *other as usize).into())
            .sum()
    }
}

/// Calls a function that is generic in [`Weigh`] with the weights as they are kept.
macro_rules! weighed {
    ($arcs:expr, |$weigh:ident| $call:expr) => {
        match $arcs.weights() {
            $crate::graph::Weights::Unit => {
                let $weigh = $crate::graph::One;
                $call
            }
            $crate::graph::Weights::Single(weights) => {
                let $weigh = weights.as_slice();
                $call
            }
            $crate::graph::Weights::Double(weights) => {
                let $weigh = weights.as_slice();
                $call
            }
        }
    };
}
pub(crate) use weighed;

impl Graph {
    /// A graph whose edges have a direction.
    ///
    /// # Errors
    /// When an edge names a node that there is not, or the weights add up to too much.
    pub fn directed(nodes: usize, edges: Edges) -> Result<Self, EdgeError> {
        check(nodes, &edges)?;
        let out = Arcs::new(nodes, edges, false)?;
        let into = out.transposed();
        let loops = out.loops();
        Ok(Self { directed: true, edges: out.len(), into: Some(into), out, loops })
    }

    /// A graph whose edges have none.
    ///
    /// # Errors
    /// As [`Graph::directed`].
    pub fn undirected(nodes: usize, edges: Edges) -> Result<Self, EdgeError> {
        check(nodes, &edges)?;
        let out = Arcs::new(nodes, edges, true)?;
        let loops = out.loops();
        Ok(Self { directed: false, edges: (out.len() + loops) / 2, into: None, out, loops })
    }

    /// Whether edges have a direction.
    pub const fn is_directed(&self) -> bool {
        self.directed
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.out.nodes()
    }

    /// How many edges, repeated ones counted once.
    pub const fn edges(&self) -> usize {
        self.edges
    }

    /// How many of the edges lead from a node to itself.
    pub const fn loops(&self) -> usize {
        self.loops
    }

    /// What goes out of each node; without direction, all of its edges.
    pub const fn out(&self) -> &Arcs {
        &self.out
    }

    /// What comes into each node; without direction, the same.
    pub fn into(&self) -> &Arcs {
        self.into.as_ref().unwrap_or(&self.out)
    }

    /// Whether any weight is not 1.
    pub const fn is_weighted(&self) -> bool {
        !matches!(self.out.weights, Weights::Unit)
    }

    /// The number of edges of each node; a self loop counts twice.
    pub fn degrees(&self) -> Vec<u32> {
        let nodes = self.nodes();
        let mut degrees: Vec<u32> =
            (0..nodes).map(|node| self.out.row(node).len() as u32).collect();
        for (node, degree) in degrees.iter_mut().enumerate() {
            *degree += match &self.into {
                Some(into) => into.row(node).len() as u32,
                None => u32::from(self.out.weight(node, node).is_some()),
            };
        }
        degrees
    }

    /// The weights of the edges of each node, added; a self loop counts twice.
    pub fn strengths(&self) -> Vec<f64> {
        let mut strengths = self.out.sums();
        for (node, strength) in strengths.iter_mut().enumerate() {
            *strength += match &self.into {
                Some(into) => into.arcs(node).map(|(_, weight)| weight).sum(),
                None => self.out.weight(node, node).unwrap_or(0.0),
            };
        }
        strengths
    }

    /// The same edges without direction, there and back added; its own when there is none.
    pub fn without_direction(&self) -> std::borrow::Cow<'_, Self> {
        let Some(into) = &self.into else { return std::borrow::Cow::Borrowed(self) };
        let mut merged = Merged::default();
        for node in 0..self.nodes() {
            let own = node as u32;
            // A self loop stands in both rows and is one edge all the same.
            let coming = into.arcs(node).filter(|(other, _)| *other != own);
            merged.row(self.out.arcs(node), coming);
        }
        let out = merged.done();
        let edges = (out.len() + self.loops) / 2;
        std::borrow::Cow::Owned(Self { directed: false, edges, into: None, out, loops: self.loops })
    }

    /// The share of edges whose way back is an edge, too; `None` without edges between two nodes.
    pub fn reciprocity(&self) -> Option<f64> {
        let between = self.edges - self.loops;
        if !self.directed || between == 0 {
            return (between > 0).then_some(1.0);
        }
        let answered = (0..self.nodes())
            .map(|node| {
                let own = node as u32;
                let row = self.out.row(node).iter().filter(|other| **other != own);
                row.filter(|other| self.into().holds(node, **other)).count()
            })
            .sum::<usize>();
        Some(answered as f64 / between as f64)
    }
}

fn check(nodes: usize, edges: &Edges) -> Result<(), EdgeError> {
    if nodes > u32::MAX as usize {
        return Err(EdgeError::TooMany(nodes));
    }
    let highest = edges.from.iter().chain(&edges.to).copied().max();
    match highest.filter(|node| *node as usize >= nodes) {
        Some(node) => Err(EdgeError::Node { node, nodes }),
        None if edges.weights.iter().sum::<f64>().is_finite() => Ok(()),
        None => Err(EdgeError::TooHeavy),
    }
}

impl Arcs {
    /// Sorts edges into rows by counting, then each row by itself, and adds up what comes again.
    fn new(nodes: usize, edges: Edges, both_ways: bool) -> Result<Self, EdgeError> {
        let mut starts = vec![0_usize; nodes + 1];
        for (from, to) in edges.from.iter().zip(&edges.to) {
            add(&mut starts, *from as usize + 1, 1);
            if both_ways && from != to {
                add(&mut starts, *to as usize + 1, 1);
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut targets = vec![0_u32; sum];
        let mut weights = vec![0.0_f64; if edges.weights.is_empty() { 0 } else { sum }];
        let given = edges.weights.iter().copied().map(Some).chain(std::iter::repeat(None));
        for ((from, to), weight) in edges.from.iter().zip(&edges.to).zip(given) {
            let ends = [(*from, *to), (*to, *from)];
            let ways = if both_ways && from != to { 2 } else { 1 };
            for (node, other) in ends.into_iter().take(ways) {
                let place = at(&next, node as usize);
                put(&mut next, node as usize, place + 1);
                put(&mut targets, place, other);
                if let Some(weight) = weight {
                    put(&mut weights, place, weight);
                }
            }
        }
        drop((edges, next));
        let mut arcs = Self { starts, targets, weights: Weights::Unit };
        let weights = if weights.is_empty() {
            arcs.tidy_unit_rows()
        } else {
            arcs.tidy_rows(&mut weights);
            Weights::Double(weights)
        };
        arcs.weights = narrowed(weights);
        Ok(arcs)
    }

    /// Sorts rows of equal weight; weights come to be only where an arc comes again.
    fn tidy_unit_rows(&mut self) -> Weights {
        let mut weights: Vec<f32> = Vec::new();
        let (mut kept, mut begin) = (0, 0);
        for node in 0..self.nodes() {
            let end = at(&self.starts, node + 1);
            if let Some(row) = self.targets.get_mut(begin..end) {
                row.sort_unstable();
            }
            let row_begin = kept;
            for place in begin..end {
                let target = at(&self.targets, place);
                if kept > row_begin && at(&self.targets, kept - 1) == target {
                    if weights.is_empty() {
                        weights.resize(self.targets.len(), 1.0);
                    }
                    add(&mut weights, kept - 1, 1.0);
                } else {
                    put(&mut self.targets, kept, target);
                    kept += 1;
                }
            }
            begin = end;
            put(&mut self.starts, node + 1, kept);
        }
        self.targets.truncate(kept);
        weights.truncate(kept);
        if weights.is_empty() { Weights::Unit } else { Weights::Single(weights) }
    }

    /// Sorts rows of any weights.
    fn tidy_rows(&mut self, weights: &mut Vec<f64>) {
        let mut row: Vec<(u32, f64)> = Vec::new();
        let (mut kept, mut begin) = (0, 0);
        for node in 0..self.nodes() {
            let end = at(&self.starts, node + 1);
            row.clear();
            row.extend((begin..end).map(|place| (at(&self.targets, place), at(weights, place))));
            // By weight as well, so that the order in which edges came does not matter to the sum.
            row.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
            let row_begin = kept;
            for (target, weight) in &row {
                if kept > row_begin && at(&self.targets, kept - 1) == *target {
                    add(weights, kept - 1, *weight);
                } else {
                    put(&mut self.targets, kept, *target);
                    put(weights, kept, *weight);
                    kept += 1;
                }
            }
            begin = end;
            put(&mut self.starts, node + 1, kept);
        }
        self.targets.truncate(kept);
        weights.truncate(kept);
    }

    /// The same arcs by the node where they end. Rows come out sorted by themselves.
    fn transposed(&self) -> Self {
        let mut starts = vec![0_usize; self.nodes() + 1];
        for target in &self.targets {
            add(&mut starts, *target as usize + 1, 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut targets = vec![0_u32; self.len()];
        let mut weights = match &self.weights {
            Weights::Unit => Weights::Unit,
            Weights::Single(all) => Weights::Single(vec![0.0; all.len()]),
            Weights::Double(all) => Weights::Double(vec![0.0; all.len()]),
        };
        for node in 0..self.nodes() {
            for arc in self.range(node) {
                let target = at(&self.targets, arc) as usize;
                let place = at(&next, target);
                put(&mut next, target, place + 1);
                put(&mut targets, place, node as u32);
                match (&mut weights, &self.weights) {
                    (Weights::Single(new), Weights::Single(old)) => put(new, place, at(old, arc)),
                    (Weights::Double(new), Weights::Double(old)) => put(new, place, at(old, arc)),
                    _ => {}
                }
            }
        }
        Self { starts, targets, weights }
    }

    /// How many nodes have a row.
    pub fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many arcs.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is no arc.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The places of a node's arcs among all of them.
    #[inline]
    pub fn range(&self, node: usize) -> Range<usize> {
        at(&self.starts, node)..at(&self.starts, node + 1)
    }

    /// The other ends of a node's arcs, in order.
    #[inline]
    pub fn row(&self, node: usize) -> &[u32] {
        self.targets.get(self.range(node)).unwrap_or_default()
    }

    /// Other ends and weights of a node's arcs.
    pub fn arcs(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.range(node);
        let row = self.row(node).iter().copied();
        row.zip(range).map(|(other, arc)| (other, self.weight_of(arc)))
    }

    /// The weight of an arc by its place among all of them.
    #[inline]
    pub fn weight_of(&self, arc: usize) -> f64 {
        match &self.weights {
            Weights::Unit => 1.0,
            Weights::Single(weights) => weights.as_slice().of(arc),
            Weights::Double(weights) => weights.as_slice().of(arc),
        }
    }

    /// Whether there is an arc from the node to the other.
    pub fn holds(&self, node: usize, other: u32) -> bool {
        self.row(node).binary_search(&other).is_ok()
    }

    /// The weight of the arc from one node to another.
    pub fn weight(&self, node: usize, other: usize) -> Option<f64> {
        let place = self.row(node).binary_search(&(other as u32)).ok()?;
        Some(self.weight_of(at(&self.starts, node) + place))
    }

    /// The weights as they are kept.
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// All other ends, row after row.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The weights of each node's arcs, added.
    pub fn sums(&self) -> Vec<f64> {
        let nodes = 0..self.nodes();
        match &self.weights {
            Weights::Unit => nodes.map(|node| self.row(node).len() as f64).collect(),
            _ => nodes.map(|node| self.arcs(node).map(|(_, weight)| weight).sum()).collect(),
        }
    }

    fn loops(&self) -> usize {
        (0..self.nodes()).filter(|node| self.holds(*node, *node as u32)).count()
    }
}

/// Keeps weights in the least room that loses nothing.
pub(crate) fn narrowed(weights: Weights) -> Weights {
    let Weights::Double(doubles) = weights else { return weights };
    if doubles.iter().all(|weight| *weight == 1.0) {
        Weights::Unit
    } else if doubles.iter().all(|weight| f64::from(*weight as f32) == *weight) {
        Weights::Single(doubles.iter().map(|weight| *weight as f32).collect())
    } else {
        Weights::Double(doubles)
    }
}

/// Rows made by merging two sorted ones.
struct Merged {
    starts: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Default for Merged {
    fn default() -> Self {
        Self { starts: vec![0], targets: Vec::new(), weights: Vec::new() }
    }
}

impl Merged {
    fn row(
        &mut self,
        one: impl Iterator<Item = (u32, f64)>,
        other: impl Iterator<Item = (u32, f64)>,
    ) {
        let (mut one, mut other) = (one.peekable(), other.peekable());
        loop {
            let (target, weight) = match (one.peek().copied(), other.peek().copied()) {
                (None, None) => break,
                (Some(left), Some(right)) if left.0 == right.0 => {
                    one.next();
                    other.next();
                    (left.0, left.1 + right.1)
                }
                (Some(left), right) if right.is_none_or(|right| left.0 < right.0) => {
                    one.next();
                    left
                }
                (_, Some(right)) => {
                    other.next();
                    right
                }
                (Some(left), None) => {
                    one.next();
                    left
                }
            };
            self.targets.push(target);
            self.weights.push(weight);
        }
        self.starts.push(self.targets.len());
    }

    fn done(self) -> Arcs {
        let weights = narrowed(Weights::Double(self.weights));
        Arcs { starts: self.starts, targets: self.targets, weights }
    }
}
