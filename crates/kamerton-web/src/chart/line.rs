//! One line over time, with the interval it is known to and what it is compared with.

use super::ticks::{Axis, Scale, Tick, x};
use crate::path::Path;

/// What is drawn. All lists are as long as `values`; a gap is what is not known.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// What the values are.
    pub scale: Scale,
    /// The values, oldest first.
    pub values: &'a [Option<f64>],
    /// The interval of each, from low to high; empty when there are none.
    pub band: &'a [Option<(f64, f64)>],
    /// What it is compared with; empty when with nothing.
    pub comparison: &'a [Option<f64>],
}

/// Paths in a box of 100 by 100, an empty one where there is nothing to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// The line.
    pub line: String,
    /// Its interval.
    pub band: String,
    /// The dashed line of comparison.
    pub comparison: String,
    /// A dot at the last value.
    pub end: String,
    /// The grid, from the top, with one path for all lines.
    pub ticks: Vec<Tick>,
    /// The grid as a path.
    pub grid: String,
    /// Percents from the top of the last value, for its number.
    pub last_y: Option<f64>,
    /// The same of the line of comparison, moved so that the two numbers do not touch.
    pub comparison_y: Option<f64>,
}

/// So many percents of the height a number beside the line takes.
const NUMBER_HEIGHT: f64 = 9.0;

impl Line<'_> {
    /// Draws the line.
    pub fn draw(&self) -> Plot {
        let all = self.values.iter().chain(self.comparison).flatten().copied();
        let edges = self.band.iter().flatten().flat_map(|(low, high)| [*low, *high]);
        let axis = Axis::of(self.scale, all.chain(edges));
        let last = |values: &[Option<f64>]| values.last().copied().flatten();
        let last_y = last(self.values).map(|value| axis.y(value));
        let ticks = axis.ticks();
        Plot {
            line: line(&axis, self.values),
            band: band(&axis, self.band),
            comparison: line(&axis, self.comparison),
            end: last_y.map_or_else(String::new, dot),
            grid: grid(&ticks),
            ticks,
            comparison_y: last(self.comparison).map(|value| apart(axis.y(value), last_y)),
            last_y,
        }
    }
}

/// A number keeps its distance from another one, on the side where it is.
fn apart(y: f64, other: Option<f64>) -> f64 {
    match other {
        Some(other) if (y - other).abs() < NUMBER_HEIGHT => {
            let below = if y >= other { other + NUMBER_HEIGHT } else { other - NUMBER_HEIGHT };
            if (0.0..=100.0).contains(&below) { below } else { 2.0 * other - below }
        }
        _ => y,
    }
}

fn dot(y: f64) -> String {
    let mut path = Path::default();
    path.point(100.0, y);
    path.text()
}

fn grid(ticks: &[Tick]) -> String {
    let mut path = Path::default();
    for tick in ticks {
        path.start(0.0, tick.y);
        path.across(100.0);
    }
    path.text()
}

fn line(axis: &Axis, values: &[Option<f64>]) -> String {
    let mut path = Path::default();
    for run in runs(values) {
        if let [(at, value)] = run[..] {
            path.point(x(at, values.len()), axis.y(value));
            continue;
        }
        path.open(run.iter().map(|(at, value)| (x(*at, values.len()), axis.y(*value))));
    }
    path.text()
}

fn band(axis: &Axis, band: &[Option<(f64, f64)>]) -> String {
    let mut path = Path::default();
    for run in runs(band) {
        let across = |at: &usize| x(*at, band.len());
        let above = run.iter().map(|(at, (_, high))| (across(at), axis.y(*high)));
        let below = run.iter().rev().map(|(at, (low, _))| (across(at), axis.y(*low)));
        path.closed(above.chain(below));
    }
    path.text()
}

/// Stretches without gaps, with the places of their points.
fn runs<Known: Copy>(values: &[Option<Known>]) -> Vec<Vec<(usize, Known)>> {
    let mut runs: Vec<Vec<(usize, Known)>> = Vec::new();
    let mut is_open = false;
    for (at, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) if is_open => run.push((at, *value)),
            (Some(value), _) => runs.push(vec![(at, *value)]),
            (None, _) => {}
        }
        is_open = value.is_some();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_its_interval() {
        let values: Vec<Option<f64>> = [0.61, 0.58, 0.84].map(Some).to_vec();
        let band: Vec<_> = [(0.48, 0.71), (0.45, 0.68), (0.71, 0.94)].map(Some).to_vec();
        let comparison = [Some(0.68); 3];
        let line =
            Line { scale: Scale::Share, values: &values, band: &band, comparison: &comparison };
        let plot = line.draw();
        assert_eq!(plot.line, "M0 39L50 42L100 16");
        assert_eq!(plot.band, "M0 29L50 32L100 6L100 29L50 55L0 52Z");
        assert_eq!(plot.comparison, "M0 32L50 32L100 32");
        assert_eq!(plot.end, "M100 16h0.1");
        assert_eq!(plot.grid, "M0 0H100M0 25H100M0 50H100M0 75H100M0 100H100");
        assert!((plot.last_y.unwrap() - 16.0).abs() < 1e-9);
        assert!((plot.comparison_y.unwrap() - 32.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_known_is_a_gap() {
        let values = [Some(1.0), None, Some(2.0), Some(4.0), None];
        let line = Line { scale: Scale::Count, values: &values, band: &[], comparison: &[] };
        let plot = line.draw();
        assert_eq!(plot.line, "M0 75h0.1M50 50L75 0");
        assert_eq!((plot.end.as_str(), plot.last_y, plot.comparison_y), ("", None, None));
    }

    #[test]
    fn numbers_beside_the_line_do_not_touch() {
        for (y, other, stands) in
            [(50.0, 50.0, 59.0), (45.0, 50.0, 41.0), (2.0, 0.0, 9.0), (99.0, 98.0, 89.0)]
        {
            assert_eq!(apart(y, Some(other)), stands, "{y} beside {other}");
        }
        assert_eq!(apart(20.0, Some(50.0)), 20.0);
        assert_eq!(apart(20.0, None), 20.0);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let line = Line { scale: Scale::Count, values: &[], band: &[], comparison: &[] };
        let plot = line.draw();
        assert_eq!((plot.line.as_str(), plot.ticks.len()), ("", 2));
    }
}
