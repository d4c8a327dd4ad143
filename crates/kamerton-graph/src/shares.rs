//! Shares, middles and concentration, with how sure they are.

/// The normal quantile of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share found.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The share of `part` in `whole` with Wilson's interval; `None` of nothing. Counts need not be whole
/// where observations are weighted.
pub fn share(part: f64, whole: f64) -> Option<Share> {
    let is_good =
        part.is_finite() && whole.is_finite() && whole > 0.0 && part >= 0.0 && part <= whole;
    if !is_good {
        return None;
    }
    let (share, square) = (part / whole, Z * Z);
    let middle = (share + square / (2.0 * whole)) / (1.0 + square / whole);
    let spread = Z / (1.0 + square / whole)
        * (share * (1.0 - share) / whole + square / (4.0 * whole * whole)).sqrt();
    Some(Share { share, low: (middle - spread).max(0.0), high: (middle + spread).min(1.0) })
}

/// Gini's coefficient of concentration: 0 where all have the same, near 1 where one has everything.
/// `None` where nobody has anything, or a value is below zero or no number.
pub fn gini(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    if values.iter().any(|value| *value < 0.0) || !sum.is_finite() || sum <= 0.0 {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let ranked: f64 = sorted.iter().zip(1..).map(|(value, rank)| f64::from(rank) * value).sum();
    Some((2.0 * ranked / (count * sum) - (count + 1.0) / count).max(0.0))
}

/// The middle value with an interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// The middle value.
    pub median: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The median; its interval lies between the values whose ranks are `z sqrt(n) / 2` from the middle,
/// which supposes nothing of how values are spread. `None` of nothing, or where a value is no number.
pub fn median(values: &[f64]) -> Option<Median> {
    if values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let rank = |place: f64| sorted.get((place.max(0.0) as usize).min(last)).copied();
    let (half, spread) = (last as f64 / 2.0, Z * (sorted.len() as f64).sqrt() / 2.0);
    Some(Median {
        median: f64::midpoint(rank(half.floor())?, rank(half.ceil())?),
        low: rank((half - spread).floor())?,
        high: rank((half + spread).ceil())?,
    })
}
