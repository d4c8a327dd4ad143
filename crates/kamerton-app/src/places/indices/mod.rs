//! The indices of places by day (`P1`, `P2`, `P3`): kept in the background, read for pages.

mod facts;
mod keeper;
mod read;
pub(crate) mod touch;

pub(crate) use keeper::tallies;
pub use keeper::{Done, bring_up};
pub use read::{Behind, Grounds, Person, Quoted, Shown, alarms, compare, grounds, show};
