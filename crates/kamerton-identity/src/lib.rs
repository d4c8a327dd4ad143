//! From what accounts say of themselves to who may be one person. Knows nothing of the rest of the house.

mod account;
mod block;
mod certain;
mod compare;
mod distance;
mod index;
mod link;
mod lookup;
mod model;
mod names;
mod one;
mod person_name;
mod reason;
mod roster;
mod shared;
pub mod table;
mod translit;

pub use account::{Account, Contact, Fact, Kind};
pub use certain::{Certain, Proof, certain};
pub use index::Index;
pub use link::{Cluster, Linkage, Settings, Suggestion, cluster, suggest};
pub use lookup::{LOOKUP_VERSION, Lookup, Population, candidates, lookup, terms};
pub use model::{LEVEL_NAMES, Model, Shares};
pub use names::Sex;
pub use reason::{Because, How, Reason};
