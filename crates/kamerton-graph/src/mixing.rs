//! Mixing: do potential clients talk with loyal ones (task P3 of the method).
//!
//! An *exchange* is a pair of people each of whom has answered the other within the time looked at; it
//! counts once, however often they did, so that a chatterbox mixes nobody. Whoever is neither, staff, the
//! brand, programs, is left out together with their exchanges. Colours stand on the exchange: a person
//! may be potential in one and loyal in a later one.
//!
//! Each potential client has one partner in each exchange. **Observed** is the share of those partners
//! who are loyal. **Expected** is the same share if every partner had been drawn in proportion to
//! activity, the number of exchanges that somebody has, from everybody but the person themselves. The
//! **index** is observed by expected: 1 is neutral, 0 a wall, above 1 they seek one another.
//!
//! The interval of the observed share is Wilson's, with as many observations as there are exchanges
//! that have a potential client; the index's is the same divided by what is expected, which is taken as
//! known. Newman's assortativity coefficient of the colours stands beside it, with his jackknife error.

use crate::cells::at;
use crate::graph::Graph;
use crate::shares::{Share, share};

/// What somebody is to mixing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// No purchase known, state cold or warm.
    Potential,
    /// A passive promoter or a kamerton.
    Loyal,
    /// Neither: left out.
    Aside,
}

/// Two people who have talked both ways, with the colours they had then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// One of them.
    pub one: (u32, Colour),
    /// The other.
    pub other: (u32, Colour),
}

/// The mixing of a place or of a community.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixing {
    /// How many exchanges have a potential client.
    pub exchanges: usize,
    /// The share of loyal partners among those of potential clients.
    pub observed: Share,
    /// The share if partners were drawn by activity.
    pub expected: f64,
    /// Observed by expected; `None` where no loyal partner can be drawn.
    pub index: Option<Share>,
    /// Newman's coefficient: 1 where colours keep to themselves, 0 by chance, below 0 where they seek the
    /// other; `None` where there is one colour only.
    pub assortativity: Option<Assortativity>,
}

/// Newman's coefficient with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assortativity {
    /// The coefficient.
    pub coefficient: f64,
    /// Its standard error, by leaving out each exchange once.
    pub error: f64,
}

/// The exchanges in a graph whose arcs say who has answered whom; self loops are none.
pub fn exchanges(answers: &Graph, colours: &[Colour]) -> Vec<Exchange> {
    let colour = |node: u32| colours.get(node as usize).copied().unwrap_or(Colour::Aside);
    let mut found = Vec::new();
    for node in 0..answers.nodes() {
        let own = node as u32;
        for other in answers.out().row(node).iter().copied().filter(|other| *other > own) {
            if answers.into().holds(node, other) {
                found.push(Exchange { one: (own, colour(own)), other: (other, colour(other)) });
            }
        }
    }
    found
}

/// The mixing of exchanges; `None` where no potential client takes part in any.
pub fn mixing(exchanges: &[Exchange]) -> Option<Mixing> {
    let counted: Vec<&Exchange> = exchanges.iter().filter(|exchange| counts(exchange)).collect();
    let activity = Activity::of(&counted);
    let (mut partners, mut loyal, mut expected, mut observations) = (0.0, 0.0, 0.0, 0_usize);
    for exchange in &counted {
        let ends = [(exchange.one, exchange.other), (exchange.other, exchange.one)];
        let mut has_potential = false;
        for ((person, own), (_, partner)) in ends {
            if own == Colour::Potential {
                has_potential = true;
                partners += 1.0;
                loyal += f64::from(u8::from(partner == Colour::Loyal));
                expected += activity.loyal_share_for(person);
            }
        }
        observations += usize::from(has_potential);
    }
    if partners == 0.0 {
        return None;
    }
    let expected = expected / partners;
    let independent = observations as f64;
    let observed =
        Share { share: loyal / partners, ..share(loyal / partners * independent, independent)? };
    let index = (expected > 0.0).then(|| Share {
        share: observed.share / expected,
        low: observed.low / expected,
        high: observed.high / expected,
    });
    let assortativity = assortativity(&counted);
    Some(Mixing { exchanges: observations, observed, expected, index, assortativity })
}

fn counts(exchange: &Exchange) -> bool {
    let (one, other) = (exchange.one, exchange.other);
    one.0 != other.0 && one.1 != Colour::Aside && other.1 != Colour::Aside
}

/// In how many exchanges people stand, and in how many of them as loyal ones.
struct Activity {
    all: Vec<f64>,
    loyal: Vec<f64>,
    sum: f64,
    loyal_sum: f64,
}

impl Activity {
    fn of(exchanges: &[&Exchange]) -> Self {
        let ends = || exchanges.iter().flat_map(|exchange| [exchange.one, exchange.other]);
        let people = ends().map(|(person, _)| person as usize + 1).max().unwrap_or(0);
        let mut activity =
            Self { all: vec![0.0; people], loyal: vec![0.0; people], sum: 0.0, loyal_sum: 0.0 };
        for (person, colour) in ends() {
            let is_loyal = f64::from(u8::from(colour == Colour::Loyal));
            crate::cells::add(&mut activity.all, person as usize, 1.0);
            crate::cells::add(&mut activity.loyal, person as usize, is_loyal);
            activity.sum += 1.0;
            activity.loyal_sum += is_loyal;
        }
        activity
    }

    /// The share of loyal people among whom this one could have drawn.
    fn loyal_share_for(&self, person: u32) -> f64 {
        let person = person as usize;
        let others = self.sum - at(&self.all, person);
        if others > 0.0 { (self.loyal_sum - at(&self.loyal, person)) / others } else { 0.0 }
    }
}

fn assortativity(exchanges: &[&Exchange]) -> Option<Assortativity> {
    let count = |wanted: usize| {
        let of = |exchange: &&&Exchange| {
            let is_loyal = |colour| usize::from(colour == Colour::Loyal);
            is_loyal(exchange.one.1) + is_loyal(exchange.other.1) == wanted
        };
        exchanges.iter().filter(of).count() as f64
    };
    let kinds = [count(0), count(1), count(2)];
    let coefficient = newman(kinds)?;
    let mut squares = 0.0;
    for (kind, number) in kinds.into_iter().enumerate().filter(|(_, number)| *number > 0.0) {
        let mut without = kinds;
        crate::cells::put(&mut without, kind, number - 1.0);
        // Without it there may be one colour only, which says nothing.
        let left = newman(without).unwrap_or(coefficient);
        squares += number * (left - coefficient).powi(2);
    }
    Some(Assortativity { coefficient, error: squares.sqrt() })
}

/// The coefficient from how many exchanges have no, one and two loyal people.
fn newman([none, one, two]: [f64; 3]) -> Option<f64> {
    let all = none + one + two;
    let loyal = (2.0 * two + one) / (2.0 * all);
    let chance = loyal * loyal + (1.0 - loyal) * (1.0 - loyal);
    (all > 0.0 && chance < 1.0).then(|| ((none + two) / all - chance) / (1.0 - chance))
}

/// The share of newcomers who had an exchange with a loyal client soon after they came.
///
/// `newcomers` are people with the day they came; `met` are people with the days on which an exchange
/// with a loyal client became one, that is, on which the second of the two answered. `None` without
/// newcomers.
pub fn newcomers_met(newcomers: &[(u32, i32)], met: &[(u32, i32)], days: i32) -> Option<Share> {
    let mut met = met.to_vec();
    met.sort_unstable();
    let has_met = |(person, came): &&(u32, i32)| {
        let first = met.partition_point(|meeting| meeting < &(*person, *came));
        let meeting = met.get(first).filter(|(who, _)| who == person);
        meeting.is_some_and(|(_, day)| i64::from(*day) - i64::from(*came) <= i64::from(days))
    };
    share(newcomers.iter().filter(has_met).count() as f64, newcomers.len() as f64)
}
