//! Edges as they come, before they are a graph.

/// Why edges are refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum EdgeError {
    /// A weight is no number, endless or below zero.
    #[error("the weight {0} is no finite number of at least 0")]
    Weight(f64),
    /// A node's number is not below the number of nodes.
    #[error("node {node} is not below the number of nodes, {nodes}")]
    Node {
        /// The number.
        node: u32,
        /// How many nodes there are.
        nodes: usize,
    },
    /// Weights, each of them finite, add up to more than a number can hold.
    #[error(
        "the weights add up to more than a number can hold: divide them all by the same number"
    )]
    TooHeavy,
    /// More nodes than numbers of 32 bits.
    #[error("{0} nodes are more than 4,294,967,295")]
    TooMany(usize),
}

/// A list of edges. Weights take room only once one of them is not 1.
#[derive(Clone, Debug, Default)]
pub struct Edges {
    pub(crate) from: Vec<u32>,
    pub(crate) to: Vec<u32>,
    /// Empty while all are 1.
    pub(crate) weights: Vec<f64>,
}

impl Edges {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// A list with room for so many.
    pub fn with_capacity(edges: usize) -> Self {
        let room = || Vec::with_capacity(edges);
        Self { from: room(), to: room(), weights: Vec::new() }
    }

    /// Adds an edge. An edge that comes again adds its weight.
    ///
    /// # Errors
    /// When the weight is not a finite number of at least 0; the list is then as before.
    pub fn push(&mut self, from: u32, to: u32, weight: f64) -> Result<(), EdgeError> {
        if !weight.is_finite() || weight < 0.0 {
            return Err(EdgeError::Weight(weight));
        }
        let is_first_weight = weight != 1.0 && self.weights.is_empty();
        if is_first_weight {
            self.weights.reserve(self.from.capacity());
            self.weights.resize(self.from.len(), 1.0);
        }
        if is_first_weight || !self.weights.is_empty() {
            self.weights.push(weight);
        }
        self.from.push(from);
        self.to.push(to);
        Ok(())
    }

    /// How many were added.
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// Whether none was added.
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }
}
