//! Horizontal ties: do members help each other (section 5 of the method).

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::shares::{Share, share};

/// Who answered a question first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstAnswer {
    /// A member, with their number.
    Member(u32),
    /// Somebody of ours.
    Staff,
    /// Nobody yet.
    Nobody,
}

/// Horizontal ties of a place or of a community.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HorizontalTies {
    /// The share of questions that a member answered first, of all that were asked: one that nobody
    /// answered is not one that members did.
    pub answered_by_members: Option<Share>,
    /// How many members answered at least one first.
    pub helpers: usize,
    /// The share of ties that go both ways; `None` without ties.
    pub reciprocity: Option<f64>,
}

/// Horizontal ties, from who answered each question first and the graph of who has answered whom among
/// members.
pub fn horizontal_ties(questions: &[FirstAnswer], answers: &Graph) -> HorizontalTies {
    let by_members = questions.iter().filter_map(|first| match first {
        FirstAnswer::Member(member) => Some(*member),
        FirstAnswer::Staff | FirstAnswer::Nobody => None,
    });
    let helped: Vec<u32> = by_members.collect();
    HorizontalTies {
        answered_by_members: share(helped.len() as f64, questions.len() as f64),
        helpers: helped.iter().collect::<BTreeSet<_>>().len(),
        reciprocity: answers.reciprocity(),
    }
}
