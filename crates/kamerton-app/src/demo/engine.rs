//! Drives the simulation.
use super::Plan;
use kamerton_core::fact::Fact;
/// The running simulation.
#[derive(Debug)]
pub struct Engine {}
impl Engine {
    /// Starts.
    pub fn new(_plan: &Plan) -> Self { Self {} }
    /// The next fact.
    pub fn next_fact(&mut self) -> Option<Fact> { None }
}
