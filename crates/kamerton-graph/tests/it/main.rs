//! The measures through the public door.

mod influence;
mod made;
mod mixing;
mod networkx;
mod oracles;
mod properties;
mod small;
