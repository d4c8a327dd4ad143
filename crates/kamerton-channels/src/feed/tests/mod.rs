//! Feeds that others wrote for their own readers, and feeds of our own.

mod corpora;
mod expressions;
mod hostile;
mod served;
mod sites;
mod speaking;
