//! The ring: charge over the last days, drawn as a struck note that fades (`G2`).
//!
//! Between strikes the charge is `c(t) = Σ wᵢ · 2^(−(t − tᵢ)/30 days)`. The scale is the same for
//! everybody: half of the height is the threshold θ of a kamerton, the full height twice that. An
//! envelope swells and fades, a wave runs inside it and begins anew at every strike, a strike is a
//! stroke across; under zero nothing rings, it rattles in a zigzag.
//!
//! What weighs next to nothing, a word a day, carries the curve but is no strike of its own: a
//! chatterbox would be a fence. Only when it breaks a silence of a half-life is it seen, so that a
//! newcomer's first word is. Strikes within one swing of each other are drawn as one: each is seen
//! to ring before the next.

mod curve;
mod svg;

use kamerton_core::ringing::{Ringing, WINDOW_DAYS};
use kamerton_core::state::{PurchaseBasis, State};

use crate::path::{Path, rounded};
use crate::words::{Arg, Words};
use curve::{Curve, Piece};

/// The proportions of a drawing.
struct Shape {
    /// Width of the curve.
    width: f64,
    /// Height of the curve.
    height: f64,
    /// Width of the whole drawing.
    outer_width: u16,
    /// Height of the whole drawing.
    outer_height: u16,
    /// Steps in time that the envelope is drawn in.
    steps: u32,
    /// Length of one swing.
    period: f64,
    /// Points in one swing.
    points: u32,
    /// Half the length of the smallest strike.
    least_strike: f64,
}

const INLINE: Shape = Shape {
    width: 56.0,
    height: 20.0,
    outer_width: 64,
    outer_height: 20,
    steps: 28,
    period: 3.5,
    points: 4,
    least_strike: 2.5,
};

const CARD: Shape = Shape {
    width: 240.0,
    height: 64.0,
    outer_width: 240,
    outer_height: 73,
    steps: 80,
    period: 6.0,
    points: 8,
    least_strike: 4.0,
};

/// Two arcs behind a kamerton's curve: it is heard.
const AIR: &str = "M59 6.5a5 5 0 0 1 0 7M62 4.5a8 8 0 0 1 0 11";
/// Half a tooth of a rattle.
const TOOTH: f64 = 1.25;
/// The least half-height of an envelope.
const LEAST_ENVELOPE: f64 = 0.5;
/// The least half-height of a rattle.
const LEAST_RATTLE: f64 = 1.5;
/// How far below the curve of a card the dots of its events stand.
const HITS_BELOW: f64 = 6.0;
/// Who has less charge than one word near the product is drawn as cold.
const COLD_UNDER: f64 = 1.0;

/// Which drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Beside a name, 64 × 20.
    Inline,
    /// On the person's page, 240 × 73 with the dots of its events.
    Card,
}

/// Whose colour a ring has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// Has bought, or vouched for us.
    Loyal,
    /// Has not yet.
    Potential,
    /// Neither, and hardly rings.
    Cold,
}

impl Tint {
    /// The colour of a person.
    pub fn of(state: State, purchase: PurchaseBasis, charge: f64) -> Self {
        if purchase.is_known() || state.is_loyal() {
            Self::Loyal
        } else if charge.abs() < COLD_UNDER {
            Self::Cold
        } else {
            Self::Potential
        }
    }

    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Loyal => "ring loyal",
            Self::Potential => "ring potential",
            Self::Cold => "ring",
        }
    }
}

/// An event of a card: a dot under the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// Whether it was held against us.
    pub negative: bool,
}

/// A drawn ring: paths of an SVG, an empty one where there is nothing to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// Width of the drawing.
    pub width: u16,
    /// Height of the drawing.
    pub height: u16,
    /// How loud it is.
    pub envelope: String,
    /// The tone.
    pub wave: String,
    /// Strikes that rang.
    pub strikes: String,
    /// What rattles.
    pub rattle: String,
    /// Arcs beside a kamerton's curve.
    pub air: &'static str,
    /// The dotted threshold of a card.
    pub threshold: String,
    /// The events of a card.
    pub hits: Vec<Hit>,
    /// What it is called for those who do not see it.
    pub label: Label,
}

/// What the name of a ring is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// The message: `ring-label`, or `ring-label-rings` of a kamerton.
    pub key: &'static str,
    /// Today's charge.
    pub charge: f64,
    /// How many strikes rang.
    pub strikes: usize,
    /// How many rattled.
    pub complaints: usize,
}

impl Ring {
    /// Draws a ring. `threshold` is the policy's charge of a kamerton.
    pub fn draw(ringing: &Ringing, threshold: f64, is_kamerton: bool, size: Size) -> Self {
        let shape = match size {
            Size::Inline => &INLINE,
            Size::Card => &CARD,
        };
        let curve = Curve::of(ringing, shape.width, shape.period);
        let pen = Pen { shape, threshold };
        let card = size == Size::Card;
        let pieces = curve.pieces(pen.audible());
        Self {
            width: shape.outer_width,
            height: shape.outer_height,
            envelope: pen.envelope(&curve, &pieces),
            wave: pen.wave(&curve, &pieces),
            strikes: pen.strikes(&curve),
            rattle: pen.rattle(&curve, &pieces),
            air: if is_kamerton && !card { AIR } else { "" },
            threshold: if card { pen.threshold_lines() } else { String::new() },
            hits: if card { pen.hits(&curve) } else { Vec::new() },
            label: Label {
                key: if is_kamerton { "ring-label-rings" } else { "ring-label" },
                charge: ringing.charge,
                strikes: curve.marks().filter(|mark| mark.weight > 0.0).count(),
                complaints: curve.marks().filter(|mark| mark.weight < 0.0).count(),
            },
        }
    }
}

impl Label {
    /// The name in words: «Заряд 10,2, звенит: 6 ударов за 90 дней».
    pub fn say(&self, words: &Words) -> String {
        let number = |count: usize| Arg::Number(count as i64);
        let struck = words.say("ring-strikes", &[("count", number(self.strikes))]);
        let what = if self.complaints == 0 {
            struck
        } else {
            let complained = words.say("ring-complaints", &[("count", number(self.complaints))]);
            let both = [("strikes", Arg::Text(&struck)), ("complaints", Arg::Text(&complained))];
            let key = if self.strikes == 0 { "ring-only-complaints" } else { "ring-both" };
            words.say(key, &both)
        };
        let charge = crate::format::decimal(words.language(), self.charge, 1);
        let days = Arg::Number(WINDOW_DAYS.into());
        words.say(
            self.key,
            &[("charge", Arg::Text(&charge)), ("what", Arg::Text(&what)), ("days", days)],
        )
    }
}

/// Draws in one shape and scale.
struct Pen<'a> {
    shape: &'a Shape,
    threshold: f64,
}

impl Pen<'_> {
    fn middle(&self) -> f64 {
        self.shape.height / 2.0
    }

    /// Half the height that a charge takes, cut at the full height.
    fn swing(&self, charge: f64) -> f64 {
        let share = (charge.abs() / (2.0 * self.threshold)).min(1.0);
        share * (self.middle() - 1.0)
    }

    /// The least charge that shows above the thinnest envelope.
    fn audible(&self) -> f64 {
        LEAST_ENVELOPE / (self.middle() - 1.0) * 2.0 * self.threshold
    }

    fn envelope(&self, curve: &Curve, pieces: &[Piece]) -> String {
        let mut path = Path::default();
        for run in pieces.chunk_by(|a, b| !a.rattles && !b.rattles).filter(|run| !run[0].rattles) {
            let outline: Vec<(f64, f64)> = run
                .iter()
                .flat_map(|piece| curve.steps_of(piece, self.shape.steps))
                .map(|(x, charge)| (x, self.swing(charge).max(LEAST_ENVELOPE)))
                .collect();
            let above = outline.iter().map(|(x, half)| (*x, self.middle() - half));
            let below = outline.iter().rev().map(|(x, half)| (*x, self.middle() + half));
            path.closed(above.chain(below));
        }
        path.text()
    }

    fn wave(&self, curve: &Curve, pieces: &[Piece]) -> String {
        let mut path = Path::default();
        let step = self.shape.period / f64::from(self.shape.points);
        let mut joined = false;
        for piece in pieces {
            if piece.rattles {
                joined = false;
                continue;
            }
            if piece.is_silent {
                path.start(piece.from, self.middle());
                path.across(piece.to);
                joined = true;
                continue;
            }
            for at in 0_u32.. {
                let x = piece.from + f64::from(at) * step;
                if at > 0 && x >= piece.to {
                    break;
                }
                let turn = f64::from(at % self.shape.points) / f64::from(self.shape.points);
                let phase = (std::f64::consts::TAU * turn).cos();
                let y = self.middle() - self.swing(curve.charge_in(piece, x)) * phase;
                if joined {
                    path.line(x, y)
                } else {
                    path.start(x, y)
                }
                joined = true;
            }
        }
        path.text()
    }

    fn strikes(&self, curve: &Curve) -> String {
        let mut path = Path::default();
        for mark in curve.attacks() {
            let half = self.swing(mark.after).max(self.shape.least_strike);
            path.start(mark.x, self.middle() - half);
            path.down(self.middle() + half);
        }
        path.text()
    }

    fn rattle(&self, curve: &Curve, pieces: &[Piece]) -> String {
        let mut path = Path::default();
        for piece in pieces.iter().filter(|piece| piece.rattles && piece.to > piece.from) {
            path.start(piece.from, self.middle());
            let mut down = 1.0;
            for at in 0_u32.. {
                let x = piece.from + TOOTH + f64::from(at) * 2.0 * TOOTH;
                if x >= piece.to {
                    break;
                }
                let half = self.swing(curve.charge_in(piece, x)).max(LEAST_RATTLE);
                path.line(x, self.middle() + down * half);
                down = -down;
            }
            path.line(piece.to, self.middle());
        }
        path.text()
    }

    fn threshold_lines(&self) -> String {
        let mut path = Path::default();
        for side in [-1.0, 1.0] {
            path.start(0.0, self.middle() + side * self.swing(self.threshold));
            path.across(self.shape.width);
        }
        path.text()
    }

    fn hits(&self, curve: &Curve) -> Vec<Hit> {
        let y = self.shape.height + HITS_BELOW;
        let hit = |mark: &curve::Event| Hit { x: rounded(mark.x), y, negative: mark.weight < 0.0 };
        curve.marks().map(hit).collect()
    }
}

#[cfg(test)]
mod tests;
