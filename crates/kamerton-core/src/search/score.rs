//! What is best of what was found. Only sums and quotients: every machine agrees to the bit.

/// How a message fits a query.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// Share of the words that it has, the rare ones weighing more: from 0 to 1.
    pub coverage: f64,
    /// Share of the words that it has just as they were typed: from 0 to 1.
    pub exact: f64,
    /// In how few words all that it has stand together: 1 when nothing lies between them.
    pub near: f64,
    /// How many words it has in all.
    pub words: usize,
    /// How many days older than the newest one.
    pub days: f64,
}

/// After so many days age counts half.
const OLD: f64 = 90.0;
/// With so many words length counts half.
const LONG: f64 = 40.0;
/// Below so many words a message says little by itself.
const SHORT: f64 = 3.0;

/// The higher, the better. What is missing costs more than all else can make good.
pub fn score(fit: &Fit) -> f64 {
    let words = fit.words as f64;
    let dense = 1.0 / (1.0 + words / LONG);
    let own = words / (words + SHORT);
    let young = 1.0 / (1.0 + fit.days.max(0.0) / OLD);
    20.0 * fit.coverage + 3.0 * fit.near + 2.0 * fit.exact + 1.5 * young + dense * own
}

/// What a word weighs that so many messages have: twice as many cost it one, down to one.
pub const fn weight(messages: i64) -> i64 {
    let halvings = if messages < 1 { 0 } else { messages.ilog2() as i64 };
    let left = 12 - halvings;
    if left < 1 { 1 } else { left }
}
