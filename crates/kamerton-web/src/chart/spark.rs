//! Sparks, and a value on its whisker.

use super::bars::percent;
use crate::path::{Path, rounded};

/// Room around a spark, so that its dot is whole.
const MARGIN: f64 = 4.0;

/// A drawn spark.
#[derive(Clone, Debug, PartialEq)]
pub struct Spark {
    /// Width of the drawing.
    pub width: u16,
    /// Height of the drawing.
    pub height: u16,
    /// The line.
    pub line: String,
    /// Where the dot of the last value stands; none without values.
    pub end: Option<(f64, f64)>,
}

/// Draws values from nothing to their own largest.
pub fn spark(values: &[f64], width: u16, height: u16) -> Spark {
    let most = values.iter().copied().fold(0.0, f64::max);
    let (across, down) = (f64::from(width) - 2.0 * MARGIN, f64::from(height) - 2.0 * MARGIN);
    let gaps = values.len().saturating_sub(1).max(1) as f64;
    let points: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let share = if most > 0.0 { value.max(0.0) / most } else { 0.0 };
            (MARGIN + across * at as f64 / gaps, MARGIN + down * (1.0 - share))
        })
        .collect();
    let end = points.last().map(|(x, y)| (rounded(*x), rounded(*y)));
    let mut path = Path::default();
    path.open(points.into_iter());
    Spark { width, height, line: path.text(), end }
}

/// A value with its interval and its own past, in percents of the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whisker {
    /// The value.
    pub value: f64,
    /// The interval's low end.
    pub low: f64,
    /// The interval's high end.
    pub high: f64,
    /// What it was before.
    pub past: Option<f64>,
}

/// Draws a value against `whole`.
pub fn whisker(value: f64, interval: (f64, f64), past: Option<f64>, whole: f64) -> Whisker {
    Whisker {
        value: percent(value, whole),
        low: percent(interval.0, whole),
        high: percent(interval.1, whole),
        past: past.map(|past| percent(past, whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spark_ends_in_a_dot() {
        let drawn = spark(&[0.0, 5.0, 10.0], 120, 30);
        assert_eq!(drawn.line, "M4 26L60 15L116 4");
        assert_eq!(drawn.end, Some((116.0, 4.0)));
    }

    #[test]
    fn sparks_of_little() {
        assert_eq!(spark(&[], 120, 30).end, None);
        assert_eq!(spark(&[0.0, 0.0], 120, 30).line, "M4 26L116 26");
        assert_eq!(spark(&[3.0], 120, 30).end, Some((4.0, 4.0)));
    }

    #[test]
    fn a_whisker_is_cut_at_the_whole() {
        let drawn = whisker(0.84, (0.71, 1.2), Some(0.61), 1.0);
        assert_eq!(
            (drawn.value, drawn.low, drawn.high, drawn.past),
            (84.0, 71.0, 100.0, Some(61.0))
        );
    }
}
