//! Bars of kinds of people, lying: loyal filled, potential hollow, staff in ink.

/// Whose a bar is. Hue stands for people only; a bar of anything else is ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Loyal people.
    Loyal,
    /// Potential clients.
    Potential,
    /// Us, or no people at all.
    Ink,
}

impl Kind {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Loyal => "g-loyal",
            Self::Potential => "g-potential",
            Self::Ink => "g-ink",
        }
    }
}

/// A bar to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Whose.
    pub kind: Kind,
    /// How long.
    pub value: f64,
    /// What would be expected, a tick.
    pub expected: Option<f64>,
}

/// A drawn bar, in percents of the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Whose.
    pub kind: Kind,
    /// Its length.
    pub width: f64,
    /// Where the tick stands.
    pub expected: Option<f64>,
}

/// Draws bars against `whole`, or against the longest of them when there is no whole.
pub fn bars(bars: &[Bar], whole: Option<f64>) -> Vec<Drawn> {
    let longest = bars.iter().flat_map(|bar| [bar.value, bar.expected.unwrap_or(0.0)]);
    let whole = whole.unwrap_or_else(|| longest.fold(0.0, f64::max));
    let percent = |value: f64| percent(value, whole);
    bars.iter()
        .map(|bar| Drawn {
            kind: bar.kind,
            width: percent(bar.value),
            expected: bar.expected.map(percent),
        })
        .collect()
}

/// A part of a whole in percents, to a tenth.
pub(super) fn percent(value: f64, whole: f64) -> f64 {
    if whole <= 0.0 { 0.0 } else { crate::path::rounded((value / whole).clamp(0.0, 1.0) * 100.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOYAL: Bar = Bar { kind: Kind::Loyal, value: 90.0, expected: Some(156.0) };
    const STAFF: Bar = Bar { kind: Kind::Ink, value: 119.0, expected: None };

    #[test]
    fn parts_of_a_whole() {
        let drawn = bars(&[LOYAL, STAFF], Some(312.0));
        assert_eq!((drawn[0].width, drawn[0].expected), (28.8, Some(50.0)));
        assert_eq!((drawn[1].width, drawn[1].expected), (38.1, None));
        assert_eq!(drawn[0].kind.class(), "g-loyal");
    }

    #[test]
    fn without_a_whole_the_longest_is_full() {
        let drawn = bars(&[LOYAL, STAFF], None);
        assert_eq!((drawn[0].expected, drawn[1].width), (Some(100.0), 76.3));
        assert_eq!(bars(&[Bar { value: 0.0, ..STAFF }], None)[0].width, 0.0);
    }
}
