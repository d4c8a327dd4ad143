//! Shares and middles with how far to trust them (method, section 5): a number never stands without
//! its interval, and a difference inside it is called one.
//!
//! All intervals hold at 95 %.

use serde::{Deserialize, Serialize};

/// The standard normal quantile of 97.5 %.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many …
    pub part: i64,
    /// … of so many.
    pub whole: i64,
}

/// From where to where a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// How a value stands to what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// One of the two is not known.
    Unknown,
    /// The difference lies within noise.
    Noise,
    /// It is higher.
    Higher,
    /// It is lower.
    Lower,
}

impl Trend {
    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Noise => "noise",
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

impl Share {
    /// So many of so many.
    pub const fn of(part: i64, whole: i64) -> Self {
        Self { part, whole }
    }

    /// From 0 to 1; none of nothing.
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Wilson's score interval, which keeps its promise for few cases and at both ends, where the
    /// usual one leaves 0 to 1 or has no width at all.
    ///
    /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    /// Journal of the American Statistical Association 22 (1927), 209-212.
    pub fn interval(self) -> Option<Interval> {
        Some(wilson(self.value()?, self.whole as f64))
    }

    /// How this share stands to what it was `before`: whether the interval of the difference leaves
    /// nought out.
    ///
    /// The hybrid score interval, method 10 of R. G. Newcombe, "Interval estimation for the
    /// difference between independent proportions: comparison of eleven methods", Statistics in
    /// Medicine 17 (1998), 873-890.
    pub fn trend(self, before: Self) -> Trend {
        let (Some(now), Some(was)) = (self.value(), before.value()) else { return Trend::Unknown };
        let (Some(of_now), Some(of_was)) = (self.interval(), before.interval()) else {
            return Trend::Unknown;
        };
        let difference = now - was;
        let below = (now - of_now.low).hypot(of_was.high - was);
        let above = (of_now.high - now).hypot(was - of_was.low);
        if difference - below > 0.0 {
            Trend::Higher
        } else if difference + above < 0.0 {
            Trend::Lower
        } else {
            Trend::Noise
        }
    }
}

/// Wilson's interval of a share from 0 to 1 that was observed in so many cases, more than none.
pub(crate) fn wilson(share: f64, cases: f64) -> Interval {
    let spread = Z * Z / cases;
    let centre = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / cases + spread / (4.0 * cases)).sqrt();
    Interval {
        // Rounded, an end must not pass the share itself.
        low: ((centre - half) / (1.0 + spread)).max(0.0).min(share),
        high: ((centre + half) / (1.0 + spread)).min(1.0).max(share),
    }
}

/// The middle of a number of values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Middle {
    /// Half of the values are not above it, half not below.
    pub value: f64,
    /// Where it lies; none for fewer than six values, which cannot tell.
    pub interval: Option<Interval>,
    /// How many values there are.
    pub cases: usize,
}

/// The median with the interval that the ranks of the values give, whatever their distribution.
///
/// M. J. Campbell and M. J. Gardner, "Calculating confidence intervals for some non-parametric
/// analyses", British Medical Journal 296 (1988), 1454-1456.
pub fn middle(values: &[i64]) -> Option<Middle> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let cases = sorted.len();
    let (below, above) = (sorted.get(cases.checked_sub(1)? / 2)?, sorted.get(cases / 2)?);
    let value = (*below as f64 + *above as f64) / 2.0;
    Some(Middle { value, interval: ranks(&sorted), cases })
}

/// The values whose ranks enclose the median.
fn ranks(sorted: &[i64]) -> Option<Interval> {
    if sorted.len() < 6 {
        return None;
    }
    let half = sorted.len() as f64 / 2.0;
    let reach = Z * (sorted.len() as f64).sqrt() / 2.0;
    let rank = |rank: f64| sorted.get((rank.round() as usize).clamp(1, sorted.len()) - 1);
    let (low, high) = (rank(half - reach)?, rank(1.0 + half + reach)?);
    Some(Interval { low: *low as f64, high: *high as f64 })
}

impl Middle {
    /// How this median stands to what it was `before`: other only when the intervals lie apart,
    /// which is stricter than 95 %.
    pub fn trend(self, before: Self) -> Trend {
        match (self.interval, before.interval) {
            (Some(now), Some(was)) if now.low > was.high => Trend::Higher,
            (Some(now), Some(was)) if now.high < was.low => Trend::Lower,
            (Some(_), Some(_)) => Trend::Noise,
            _ => Trend::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(share: Share, low: f64, high: f64) {
        let found = share.interval().unwrap();
        assert!((found.low - low).abs() < 5e-5, "{share:?}: {found:?}");
        assert!((found.high - high).abs() < 5e-5, "{share:?}: {found:?}");
    }

    #[test]
    fn the_intervals_are_those_of_the_literature() {
        // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
        // Medicine 17 (1998), 857-872, table I, method 3.
        check(Share::of(81, 263), 0.2553, 0.3662);
        check(Share::of(15, 148), 0.0624, 0.1605);
        check(Share::of(0, 20), 0.0, 0.1611);
        check(Share::of(1, 29), 0.0061, 0.1718);
        check(Share::of(29, 29), 0.8830, 1.0);
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(Share::of(0, 0).value(), None);
        assert_eq!(Share::of(0, 0).interval(), None);
        assert_eq!(Share::of(0, 0).trend(Share::of(1, 2)), Trend::Unknown);
    }

    #[test]
    fn a_difference_is_told_from_noise() {
        // Newcombe's example of the difference, table II (a): 56/70 against 48/80 is 0.2 with an
        // interval of 0.0524 to 0.3339.
        assert_eq!(Share::of(56, 70).trend(Share::of(48, 80)), Trend::Higher);
        assert_eq!(Share::of(48, 80).trend(Share::of(56, 70)), Trend::Lower);
        // (b): 9/10 against 3/10. (c): 6/7 against 2/7, from 0.0582.
        assert_eq!(Share::of(9, 10).trend(Share::of(3, 10)), Trend::Higher);
        assert_eq!(Share::of(6, 7).trend(Share::of(2, 7)), Trend::Higher);
        // (d): 5/56 against 0/29 crosses nought.
        assert_eq!(Share::of(5, 56).trend(Share::of(0, 29)), Trend::Noise);
        assert_eq!(Share::of(3, 7).trend(Share::of(2, 7)), Trend::Noise);
    }

    #[test]
    fn the_middle_lies_between_halves() {
        assert_eq!(middle(&[]), None);
        assert_eq!(middle(&[7]).unwrap().value, 7.0);
        let even = middle(&[4, 1, 3, 2]).unwrap();
        assert_eq!((even.value, even.interval, even.cases), (2.5, None, 4));
    }

    #[test]
    fn the_middle_comes_with_its_ranks() {
        // For 100 values the ranks are the 40th and the 61st.
        let values: Vec<i64> = (1..=100).rev().collect();
        let found = middle(&values).unwrap();
        assert_eq!(found.value, 50.5);
        assert_eq!(found.interval, Some(Interval { low: 40.0, high: 61.0 }));
        let six = middle(&[1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(six.interval, Some(Interval { low: 1.0, high: 6.0 }));
    }

    #[test]
    fn medians_differ_when_their_intervals_lie_apart() {
        let of = |from: i64| middle(&(from..from + 30).collect::<Vec<i64>>()).unwrap();
        assert_eq!(of(0).trend(of(5)), Trend::Noise);
        assert_eq!(of(0).trend(of(100)), Trend::Lower);
        assert_eq!(of(100).trend(of(0)), Trend::Higher);
        assert_eq!(of(0).trend(middle(&[1]).unwrap()), Trend::Unknown);
    }
}
