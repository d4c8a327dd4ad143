//! What a condition means at a moment, and whether it holds of somebody.

use std::collections::BTreeSet;

use super::{Condition, Lately, Measure, Tree};
use crate::charge::ring_rank;
use crate::id::{PlaceId, SegmentId};
use crate::role::Role;
use crate::state::{Commerce, Stage, State};
use crate::time::{DAY, Day, Instant};

/// When a tree is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub now: Instant,
    /// The workspace's day.
    pub today: Day,
}

/// What only whoever keeps people knows of words.
pub trait Lookup {
    /// The places of this title.
    fn places(&self, title: &str) -> Vec<PlaceId>;
    /// A tag as it is compared.
    fn tag(&self, tag: &str) -> String;
    /// The beginning of a name as it is compared.
    fn name(&self, name: &str) -> String;
    /// Leaders are listened to more than this; nothing where nobody can be compared.
    fn leader(&self) -> Option<f64>;
}

/// A condition at a moment: a plain comparison with what is known of a person.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// In this role.
    Role(Role),
    /// In this state.
    State(State),
    /// In this stage.
    Stage(Stage),
    /// At this position.
    Commerce(Commerce),
    /// `ring_rank` in this range.
    Rank(Measure),
    /// So many orders.
    Orders(Measure),
    /// So many messages.
    Messages(Measure),
    /// So many people who turn to them.
    Listeners(Measure),
    /// In one of these places.
    Places(Vec<PlaceId>),
    /// With this tag, folded.
    Tag(String),
    /// Whose first or second sort key begins so.
    Name(String),
    /// With an account of this kind.
    Account(String),
    /// Wrote, at this time or later where one is given.
    Wrote(Option<Instant>),
    /// Talked with one of us.
    Talked(Option<Instant>),
    /// Ordered: at any time, or last on this day or later.
    Bought(Option<Day>),
    /// Joined a place.
    Joined(Option<Instant>),
    /// Helped on this day or later.
    Helped(Option<Day>),
    /// First seen at this time or later.
    Seen(Instant),
    /// Listened to more than this; nobody where there is nothing.
    Leader(Option<f64>),
    /// A member of this static segment.
    Member(SegmentId),
}

/// What is known of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Role.
    pub role: Role,
    /// State.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// Position of the commerce axis.
    pub commerce: Commerce,
    /// See [`ring_rank`].
    pub rank: i64,
    /// How many orders.
    pub orders: i64,
    /// How many messages.
    pub messages: i64,
    /// How many people turn to them.
    pub listeners: i64,
    /// How much they are listened to.
    pub influence: f64,
    /// Where they wrote or joined.
    pub places: BTreeSet<PlaceId>,
    /// Tags, folded.
    pub tags: BTreeSet<String>,
    /// First and second sort key.
    pub names: [String; 2],
    /// Kinds of accounts.
    pub accounts: BTreeSet<String>,
    /// When they last wrote.
    pub wrote: Option<Instant>,
    /// When they last talked with one of us.
    pub talked: Option<Instant>,
    /// Days of the first and the last order.
    pub bought: Option<(Day, Day)>,
    /// When they last joined a place.
    pub joined: Option<Instant>,
    /// When they last helped.
    pub helped: Option<Day>,
    /// When they were first seen.
    pub seen: Instant,
    /// The static segments they are in.
    pub segments: BTreeSet<SegmentId>,
}

impl Moment {
    fn ago(self, days: u32) -> Instant {
        self.now.plus(-i64::from(days) * DAY)
    }

    fn since(self, lately: Lately) -> Option<Instant> {
        match lately {
            Lately::Ever => None,
            Lately::Days(days) => Some(self.ago(days)),
        }
    }

    fn day(self, lately: Lately) -> Option<Day> {
        match lately {
            Lately::Ever => None,
            Lately::Days(days) => Some(self.today.plus(-i32::try_from(days).unwrap_or(i32::MAX))),
        }
    }

    /// The lowest rank at which so many tenths of charge show, rounded as they are shown.
    fn rank(self, tenths: i64) -> i64 {
        ring_rank((tenths as f64 - 0.5) / 10.0, self.today)
    }

    fn ranks(self, charge: Measure) -> Measure {
        match charge {
            Measure::AtLeast(low) => Measure::AtLeast(self.rank(low)),
            Measure::Below(high) => Measure::Below(self.rank(high)),
            Measure::Between(low, high) => {
                Measure::Between(self.rank(low), self.rank(high + 1).saturating_sub(1))
            }
        }
    }
}

impl Condition {
    /// What it means at a moment.
    pub fn test(&self, moment: Moment, lookup: &impl Lookup) -> Test {
        match self {
            Self::Role(role) => Test::Role(*role),
            Self::State(state) => Test::State(*state),
            Self::Stage(stage) => Test::Stage(*stage),
            Self::Commerce(commerce) => Test::Commerce(*commerce),
            Self::Charge(measure) => Test::Rank(moment.ranks(*measure)),
            Self::Orders(measure) => Test::Orders(*measure),
            Self::Messages(measure) => Test::Messages(*measure),
            Self::Listeners(measure) => Test::Listeners(*measure),
            Self::Place(title) => Test::Places(lookup.places(title)),
            Self::Tag(tag) => Test::Tag(lookup.tag(tag)),
            Self::Name(name) => Test::Name(lookup.name(name)),
            Self::Account(kind) => Test::Account(super::words::plain(kind)),
            Self::Wrote(lately) => Test::Wrote(moment.since(*lately)),
            Self::Talked(lately) => Test::Talked(moment.since(*lately)),
            Self::Bought(lately) => Test::Bought(moment.day(*lately)),
            Self::Joined(lately) => Test::Joined(moment.since(*lately)),
            Self::Helped(lately) => Test::Helped(moment.day(*lately)),
            Self::New(days) => Test::Seen(moment.ago(*days)),
            Self::Leader => Test::Leader(lookup.leader()),
        }
    }
}

impl Tree {
    /// What it means at a moment. The role that it asks for at the top ([`Tree::role`]) is a test as the
    /// others are.
    pub fn tests(&self, moment: Moment, lookup: &impl Lookup) -> Tree<Test> {
        let test = |one: &Condition| Ok::<_, std::convert::Infallible>(one.test(moment, lookup));
        let Ok(tests) = self.try_map(&mut { test });
        tests
    }
}

impl Tree<Test> {
    /// Whether it holds of a person.
    pub fn matches(&self, known: &Known) -> bool {
        self.holds(&|test| test.matches(known))
    }
}

impl Test {
    /// Whether it holds of a person.
    pub fn matches(&self, known: &Known) -> bool {
        fn since<T: Ord + Copy>(at: Option<T>, from: Option<T>) -> bool {
            at.is_some_and(|at| from.is_none_or(|from| at >= from))
        }
        match self {
            Self::Role(role) => known.role == *role,
            Self::State(state) => known.state == *state,
            Self::Stage(stage) => known.stage == *stage,
            Self::Commerce(commerce) => known.commerce == *commerce,
            Self::Rank(measure) => measure.holds(known.rank),
            Self::Orders(measure) => measure.holds(known.orders),
            Self::Messages(measure) => measure.holds(known.messages),
            Self::Listeners(measure) => measure.holds(known.listeners),
            Self::Places(places) => places.iter().any(|place| known.places.contains(place)),
            Self::Tag(tag) => known.tags.contains(tag),
            Self::Name(name) => known.names.iter().any(|key| key.starts_with(name.as_str())),
            Self::Account(kind) => known.accounts.contains(kind),
            Self::Wrote(from) => since(known.wrote, *from),
            Self::Talked(from) => since(known.talked, *from),
            Self::Bought(None) => known.bought.is_some(),
            Self::Bought(from) => since(known.bought.map(|(_, last)| last), *from),
            Self::Joined(from) => since(known.joined, *from),
            Self::Helped(from) => since(known.helped, *from),
            Self::Seen(from) => known.seen >= *from,
            Self::Leader(over) => {
                over.is_some_and(|over| known.listeners > 0 && known.influence > over)
            }
            Self::Member(segment) => known.segments.contains(segment),
        }
    }
}
