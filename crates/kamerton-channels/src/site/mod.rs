//! A site of one's own: a form and a talk on pages that the house serves itself.

mod convert;
pub mod live;
mod sites;
#[cfg(test)]
mod tests;
