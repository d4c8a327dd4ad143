//! Where the lines of a grid and the dates of an axis stand.

/// What the values of a chart are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Shares of one: from nothing to all, with lines at the quarters.
    Share,
    /// How many: from nothing up, with whole numbers on the lines.
    Count,
    /// Anything else, below nothing too.
    Amount,
}

/// About so many gaps between the lines of a grid.
const GAPS: f64 = 4.0;
/// At most so many dates on an axis.
const MOST_DATES: usize = 5;

/// A line of the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// The value it stands for.
    pub value: f64,
    /// Percents from the top.
    pub y: f64,
}

/// The range of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    bottom: f64,
    step: f64,
    gaps: u32,
}

impl Axis {
    /// The axis on which all these values fit.
    pub(super) fn of(scale: Scale, values: impl Iterator<Item = f64>) -> Self {
        if scale == Scale::Share {
            return Self { bottom: 0.0, step: 0.25, gaps: 4 };
        }
        let (low, high) = values.filter(|value| value.is_finite()).fold((0.0, 0.0), span);
        let least = if scale == Scale::Count { 1.0 } else { f64::MIN_POSITIVE };
        let step = even_step((high - low) / GAPS).max(least);
        let bottom = (low / step).floor();
        let top = (high / step).ceil().max(bottom + 1.0);
        Self { bottom: bottom * step, step, gaps: (top - bottom) as u32 }
    }

    /// Percents from the top of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.bottom) / (self.step * f64::from(self.gaps));
        100.0 - share.clamp(0.0, 1.0) * 100.0
    }

    /// The lines of the grid, from the top.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        (0..=self.gaps)
            .rev()
            .map(|at| self.bottom + f64::from(at) * self.step)
            .map(|value| Tick { value, y: self.y(value) })
            .collect()
    }
}

fn span((low, high): (f64, f64), value: f64) -> (f64, f64) {
    (low.min(value), high.max(value))
}

/// The next of 1, 2 and 5 with any number of zeros.
fn even_step(raw: f64) -> f64 {
    if raw <= 0.0 {
        return 1.0;
    }
    let unit = 10_f64.powf(raw.log10().floor());
    // What is a step but for rounding is one.
    let share = raw / unit - 1e-9;
    let step = [1.0, 2.0, 5.0].into_iter().find(|step| share <= *step).unwrap_or(10.0);
    step * unit
}

/// How a text on an axis stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Begins there.
    Start,
    /// Around it.
    Middle,
    /// Ends there.
    End,
}

impl Anchor {
    /// The word of SVG.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A date on the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateMark {
    /// Which of the points.
    pub at: usize,
    /// Percents from the left.
    pub x: f64,
    /// How its text stands there.
    pub anchor: Anchor,
}

/// Which of so many points are named on the axis: the first, the last and some between, evenly
/// where that can be.
pub fn date_marks(points: usize) -> Vec<DateMark> {
    let Some(last) = points.checked_sub(1) else { return Vec::new() };
    let most = MOST_DATES.min(points);
    let gaps = (2..most).rev().find(|gaps| last.is_multiple_of(*gaps)).unwrap_or(most - 1);
    let places = (0..=gaps).map(|at| (at * last + gaps / 2).checked_div(gaps).unwrap_or(0));
    places
        .map(|at| DateMark {
            at,
            x: x(at, points),
            anchor: match at {
                0 => Anchor::Start,
                at if at == last => Anchor::End,
                _ => Anchor::Middle,
            },
        })
        .collect()
}

/// Percents from the left of one of so many points.
pub(super) fn x(at: usize, points: usize) -> f64 {
    if points < 2 { 100.0 } else { at as f64 * 100.0 / (points - 1) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(scale: Scale, values: &[f64]) -> Vec<f64> {
        Axis::of(scale, values.iter().copied()).ticks().iter().map(|tick| tick.value).collect()
    }

    #[test]
    fn shares_are_cut_at_quarters() {
        assert_eq!(lines(Scale::Share, &[0.2]), [1.0, 0.75, 0.5, 0.25, 0.0]);
    }

    #[test]
    fn counts_stand_on_whole_numbers() {
        assert_eq!(lines(Scale::Count, &[]), [1.0, 0.0]);
        assert_eq!(lines(Scale::Count, &[3.0]), [3.0, 2.0, 1.0, 0.0]);
        assert_eq!(lines(Scale::Count, &[20.0]), [20.0, 15.0, 10.0, 5.0, 0.0]);
        assert_eq!(lines(Scale::Count, &[37.0]), [40.0, 30.0, 20.0, 10.0, 0.0]);
        assert_eq!(lines(Scale::Count, &[1_234.0]), [1_500.0, 1_000.0, 500.0, 0.0]);
    }

    #[test]
    fn amounts_go_below_nothing() {
        assert_eq!(lines(Scale::Amount, &[-3.2, 4.1]), [6.0, 4.0, 2.0, 0.0, -2.0, -4.0]);
        let fractions = lines(Scale::Amount, &[0.4, f64::NAN]);
        assert_eq!(fractions.len(), 5);
        assert!((fractions[0] - 0.4).abs() < 1e-9);
    }

    #[test]
    fn values_lie_between_the_lines() {
        let axis = Axis::of(Scale::Count, [40.0].into_iter());
        assert_eq!((axis.y(0.0), axis.y(10.0), axis.y(40.0)), (100.0, 75.0, 0.0));
        assert_eq!(axis.y(90.0), 0.0, "nothing is drawn outside");
    }

    #[test]
    fn dates_are_few_and_even() {
        let at = |points| -> Vec<usize> { date_marks(points).iter().map(|mark| mark.at).collect() };
        assert_eq!(at(0), [0_usize; 0]);
        assert_eq!(at(1), [0]);
        assert_eq!(at(2), [0, 1]);
        assert_eq!(at(13), [0, 3, 6, 9, 12]);
        assert_eq!(at(12), [0, 3, 6, 8, 11], "eleven gaps cannot be even");
        assert_eq!(at(53), [0, 13, 26, 39, 52]);
        let marks = date_marks(13);
        assert_eq!(marks[4], DateMark { at: 12, x: 100.0, anchor: Anchor::End });
    }
}
