//! The charge over the window, as a function of where it is drawn.

use kamerton_core::ringing::{Ringing, WINDOW_DAYS};

/// Half-life of the charge, in days.
const HALF_LIFE: f64 = 30.0;
/// From this weight on an event is a strike of its own.
const A_STRIKE: f64 = 0.5;

/// An event on the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Where it is drawn.
    pub x: f64,
    /// Units of charge.
    pub weight: f64,
    /// Charge just before it.
    pub before: f64,
    /// Charge just after it.
    pub after: f64,
    /// Whether it is a strike of its own.
    is_mark: bool,
    /// Whether there is room to draw it as one.
    has_room: bool,
}

/// A stretch between two events at which the tone begins anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Events up to this one have happened at its beginning.
    first: usize,
    /// As many have when it ends, just before the next beginning.
    last: usize,
    /// Whether the charge is negative on it.
    pub rattles: bool,
    /// Whether it is too quiet to be heard, before anything has struck.
    pub is_silent: bool,
}

/// The curve of the window.
pub struct Curve {
    width: f64,
    /// Charge at the beginning of the window.
    start: f64,
    events: Vec<Event>,
}

impl Curve {
    /// The curve of a ring, drawn `width` wide. Strikes closer than `room` would run into a block:
    /// they are drawn as one, whose tone swells.
    pub fn of(ringing: &Ringing, width: f64, room: f64) -> Self {
        let window = f64::from(WINDOW_DAYS);
        let start = ringing.before * (window / HALF_LIFE).exp2();
        let mut curve = Self { width, start, events: Vec::with_capacity(ringing.strikes.len()) };
        let (mut last_ago, mut last_drawn) = (f64::INFINITY, f64::NEG_INFINITY);
        for strike in &ringing.strikes {
            let ago = f64::from(strike.ago);
            let x = width * (1.0 - ago / window);
            let before = curve.charge_after(curve.events.len(), x);
            let after = before + strike.weight;
            let breaks_silence = last_ago - ago >= HALF_LIFE;
            let is_mark = strike.weight.abs() >= A_STRIKE || breaks_silence;
            let has_room = is_mark && x - last_drawn >= room;
            if has_room {
                last_drawn = x;
            }
            curve.events.push(Event { x, weight: strike.weight, before, after, is_mark, has_room });
            last_ago = ago;
        }
        curve
    }

    /// Events that are strikes of their own.
    pub fn marks(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.is_mark)
    }

    /// Those of them that ring and that there is room to draw.
    pub fn attacks(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.has_room && event.weight > 0.0)
    }

    /// The stretches of the window, in order. What is under `audible` before the first event is
    /// silence.
    pub fn pieces(&self, audible: f64) -> Vec<Piece> {
        let begins: Vec<usize> = (0..self.events.len())
            .filter(|at| {
                let event = &self.events[*at];
                event.has_room || (event.before < 0.0) != (event.after < 0.0)
            })
            .collect();
        let from = std::iter::once((0.0, 0, self.start))
            .chain(begins.iter().map(|at| (self.events[*at].x, at + 1, self.events[*at].after)));
        let to = begins
            .iter()
            .map(|at| (self.events[*at].x, *at))
            .chain(std::iter::once((self.width, self.events.len())));
        from.zip(to)
            .enumerate()
            .map(|(at, ((from, first, charge), (to, last)))| Piece {
                from,
                to,
                first,
                last,
                rattles: charge < 0.0 && (at > 0 || charge <= -audible),
                is_silent: at == 0 && charge.abs() < audible,
            })
            .collect()
    }

    /// The charge at `x` of a stretch.
    pub fn charge_in(&self, piece: &Piece, x: f64) -> f64 {
        let inside = &self.events[piece.first..piece.last];
        self.charge_after(piece.first + inside.partition_point(|event| event.x <= x), x)
    }

    /// The envelope's points of a stretch: its beginning, the equal steps of the whole window that
    /// fall inside, and its end.
    pub fn steps_of(&self, piece: &Piece, steps: u32) -> Vec<(f64, f64)> {
        let step = self.width / f64::from(steps);
        let inside = (0..=steps).map(|at| f64::from(at) * step);
        let inside = inside.filter(|x| piece.from < *x && *x < piece.to);
        let begin = (piece.from, self.charge_after(piece.first, piece.from));
        let end = (piece.to, self.charge_after(piece.last, piece.to));
        std::iter::once(begin)
            .chain(inside.map(|x| (x, self.charge_in(piece, x))))
            .chain(std::iter::once(end))
            .collect()
    }

    /// The charge at `x` when the first `count` events have happened.
    fn charge_after(&self, count: usize, x: f64) -> f64 {
        let (from, charge) = match count.checked_sub(1).and_then(|last| self.events.get(last)) {
            Some(event) => (event.x, event.after),
            None => (0.0, self.start),
        };
        let days = (x - from) / self.width * f64::from(WINDOW_DAYS);
        charge * (-days / HALF_LIFE).exp2()
    }
}
