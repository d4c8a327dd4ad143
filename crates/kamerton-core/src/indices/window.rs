//! What is known of a place over some time, and the tally of one of its days.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::Tally;
use super::{AGAIN_DAYS, DAYS, MEET_DAYS};
use crate::charge::{Move, state_on};
use crate::id::MessageId;
use crate::role::Role;
use crate::share::middle;
use crate::state::State;
use crate::time::{Day, Instant, SECOND};

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A member's.
    Member,
    /// Ours: staff or the brand.
    Ours,
    /// Of programs and of accounts that are no single human.
    Others,
}

impl Whose {
    /// Whose the words of somebody in this role are.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Member => Self::Member,
            Role::Staff | Role::Brand => Self::Ours,
            Role::Bot | Role::Unknown => Self::Others,
        }
    }
}

/// What somebody is to mixing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// No purchase known, state cold or warm.
    Potential,
    /// A passive promoter or a kamerton.
    Loyal,
    /// Neither: left out.
    Aside,
}

/// What is known of somebody's loyalty at any time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Changes of state.
    pub moves: Vec<Move>,
    /// The state that one of us set: it holds for all time, for nobody knows since when it was so.
    pub set: Option<State>,
    /// Since when a purchase is known.
    pub bought: Option<Day>,
}

impl Standing {
    /// The state on a day.
    pub fn state(&self, day: Day) -> State {
        self.set.unwrap_or_else(|| state_on(&self.moves, day))
    }

    /// What they were to mixing on a day.
    pub fn side(&self, day: Day) -> Side {
        let has_bought = self.bought.is_some_and(|since| since <= day);
        match self.state(day) {
            State::PassivePromoter | State::Kamerton => Side::Loyal,
            State::Cold | State::Warm if !has_bought => Side::Potential,
            _ => Side::Aside,
        }
    }
}

/// A message. People are numbers: places in [`Facts::people`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spoke {
    /// On which day.
    pub day: Day,
    /// Which.
    pub message: MessageId,
    /// Who, among the people.
    pub person: u32,
    /// Whose words they are.
    pub whose: Whose,
    /// Insults or obscenity.
    pub toxic: bool,
    /// Thanks, delight, a recommendation or a defence, and nothing toxic.
    pub warm: bool,
}

/// A member answered another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// On which day.
    pub day: Day,
    /// Who answered.
    pub from: u32,
    /// Whom.
    pub to: u32,
    /// With which message.
    pub message: MessageId,
}

/// A question to all, and who answered first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// On which day it was asked.
    pub day: Day,
    /// Which.
    pub message: MessageId,
    /// Who asked.
    pub person: u32,
    /// The first answer: its day, whose it was, who wrote it, and the message.
    pub answer: Option<(Day, Whose, u32, MessageId)>,
}

/// A member who wrote here for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newcomer {
    /// On which day.
    pub day: Day,
    /// Who.
    pub person: u32,
    /// Their first message.
    pub message: MessageId,
    /// When it was sent.
    pub at: Instant,
    /// Whether it deserves an answer.
    pub deserves: bool,
    /// When it was answered first.
    pub answered: Option<Instant>,
    /// The next day on which they wrote.
    pub again: Option<Day>,
}

/// Somebody began a conversation: words that answer nothing, after some silence, and that somebody
/// else took up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// On which day it became one: when it was taken up.
    pub day: Day,
    /// The words it began with.
    pub message: MessageId,
    /// Who.
    pub person: u32,
    /// Whose words.
    pub whose: Whose,
}

/// Two members who have answered each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Met {
    /// The day on which the second of the two answered.
    pub day: Day,
    /// With which message.
    pub message: MessageId,
    /// One of them, with what they were on that day.
    pub one: (u32, Side),
    /// The other.
    pub other: (u32, Side),
}

/// What is known of a place over some time; each list in order of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Everybody who is spoken of.
    pub people: Vec<Standing>,
    /// Messages.
    pub spoken: Vec<Spoke>,
    /// Answers among members.
    pub arcs: Vec<Arc>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Newcomers.
    pub newcomers: Vec<Newcomer>,
    /// Conversations.
    pub starts: Vec<Start>,
}

/// The part of a list, which is in order of days, from one day to another, both included.
pub(super) fn within<T>(list: &[T], day: impl Fn(&T) -> Day, from: Day, to: Day) -> &[T] {
    let first = list.partition_point(|one| day(one) < from);
    let end = list.partition_point(|one| day(one) <= to);
    list.get(first..end).unwrap_or_default()
}

impl Facts {
    pub(super) fn spoken_in(&self, to: Day) -> &[Spoke] {
        within(&self.spoken, |one| one.day, to.plus(1 - DAYS), to)
    }

    pub(super) fn questions_in(&self, to: Day) -> &[Question] {
        within(&self.questions, |one| one.day, to.plus(1 - DAYS), to)
    }

    /// Newcomers of the window that ended so many days before.
    pub(super) fn newcomers_in(&self, to: Day, ago: i32) -> &[Newcomer] {
        within(&self.newcomers, |one| one.day, to.plus(1 - DAYS - ago), to.plus(-ago))
    }

    pub(super) fn starts_in(&self, to: Day) -> &[Start] {
        within(&self.starts, |one| one.day, to.plus(1 - DAYS), to)
    }

    fn standing(&self, person: u32, day: Day) -> Side {
        self.people.get(person as usize).map_or(Side::Aside, |standing| standing.side(day))
    }

    /// The pairs of members who answered each other from one day to another, in order of who they are.
    /// A pair stands once, however often they did.
    pub fn met(&self, from: Day, to: Day) -> Vec<Met> {
        let firsts = self.first_arcs(from, to);
        let pairs = firsts.iter().filter(|((from, to), _)| from < to);
        pairs
            .filter_map(|((one, other), there)| {
                let back = firsts.get(&(*other, *one))?;
                let last = if there.day >= back.day { there } else { back };
                let side = |person: &u32| (*person, self.standing(*person, last.day));
                let (one, other) = (side(one), side(other));
                Some(Met { day: last.day, message: last.message, one, other })
            })
            .collect()
    }

    /// The first answer of each member to each other one.
    fn first_arcs(&self, from: Day, to: Day) -> BTreeMap<(u32, u32), &Arc> {
        let mut firsts = BTreeMap::new();
        for arc in within(&self.arcs, |one| one.day, from, to) {
            firsts.entry((arc.from, arc.to)).or_insert(arc);
        }
        firsts
    }

    /// The pairs of the window that ends with a day.
    pub fn met_in(&self, day: Day) -> Vec<Met> {
        self.met(day.plus(1 - DAYS), day)
    }

    /// The pairs that members made by answering, and how many of them go both ways.
    pub(super) fn ties(&self, day: Day) -> BTreeMap<(u32, u32), bool> {
        let firsts = self.first_arcs(day.plus(1 - DAYS), day);
        let mut ties = BTreeMap::new();
        for (from, to) in firsts.keys() {
            let pair = (*from.min(to), *from.max(to));
            ties.entry(pair).and_modify(|mutual| *mutual = true).or_insert(false);
        }
        ties
    }

    /// When a newcomer had their first exchange with somebody loyal, within the days for it.
    pub(super) fn met_loyal(&self, newcomers: &[Newcomer]) -> BTreeMap<u32, Met> {
        let mut met = BTreeMap::new();
        let (Some(first), Some(last)) = (newcomers.first(), newcomers.last()) else { return met };
        let came: BTreeMap<u32, Day> = newcomers.iter().map(|one| (one.person, one.day)).collect();
        // A newcomer wrote nothing before: their pairs are those of the days that follow.
        let mut arcs: BTreeMap<(u32, u32), &Arc> = BTreeMap::new();
        for arc in within(&self.arcs, |one| one.day, first.day, last.day.plus(MEET_DAYS)) {
            arcs.entry((arc.from, arc.to)).or_insert(arc);
            let Some(back) = arcs.get(&(arc.to, arc.from)) else { continue };
            for (one, other) in [(arc.from, arc.to), (arc.to, arc.from)] {
                let day = arc.day.max(back.day);
                let is_soon = came.get(&one).is_some_and(|came| day <= came.plus(MEET_DAYS));
                if is_soon && self.standing(other, day) == Side::Loyal {
                    let own = self.standing(one, day);
                    let found = Met {
                        day,
                        message: arc.message,
                        one: (one, own),
                        other: (other, Side::Loyal),
                    };
                    met.entry(one).or_insert(found);
                }
            }
        }
        met
    }

    /// The tally of a day that ended at `end`, but for what mixing expects by chance and for
    /// assortativity: those are computed from [`Facts::met_in`]. `patience`: microseconds that a first
    /// message may wait.
    pub fn tally(&self, day: Day, end: Instant, patience: i64) -> Tally {
        let mut tally = Tally::default();
        self.count_talk(day, &mut tally);
        self.count_welcome(day, end, patience, &mut tally);
        self.count_questions(day, &mut tally);
        self.count_pairs(day, &mut tally);
        for start in self.starts_in(day).iter().filter(|start| start.whose != Whose::Others) {
            tally.conversations += 1;
            tally.initiated += i64::from(start.whose == Whose::Member);
        }
        tally
    }

    fn count_talk(&self, day: Day, tally: &mut Tally) {
        let mut voices: BTreeMap<u32, i64> = BTreeMap::new();
        for spoke in self.spoken_in(day).iter().filter(|spoke| spoke.whose == Whose::Member) {
            tally.messages += 1;
            tally.toxic += i64::from(spoke.toxic);
            tally.warm += i64::from(spoke.warm);
            *voices.entry(spoke.person).or_default() += 1;
        }
        tally.voices = voices.len() as i64;
        for person in voices.keys() {
            let Some(standing) = self.people.get(*person as usize) else { continue };
            tally.cold += i64::from(standing.state(day) == State::Cold);
            tally.loyal += i64::from(standing.state(day).is_loyal());
        }
        let counts: Vec<i64> = voices.into_values().collect();
        (tally.gini, tally.gini_error) = gini(counts);
    }

    fn count_welcome(&self, day: Day, end: Instant, patience: i64, tally: &mut Tally) {
        let newcomers = self.newcomers_in(day, 0);
        tally.newcomers = newcomers.len() as i64;
        let mut seconds = Vec::new();
        for one in newcomers.iter().filter(|one| one.deserves) {
            match one.answered.filter(|at| *at < end) {
                Some(at) => seconds.push(at.since(one.at) / SECOND),
                None => tally.welcomed_of += i64::from(end.since(one.at) >= patience),
            }
        }
        tally.welcomed = seconds.len() as i64;
        tally.welcomed_of += tally.welcomed;
        if let Some(found) = middle(&seconds) {
            tally.seconds = found.value as i64;
            let interval = found.interval;
            tally.seconds_low = interval.map_or(0, |interval| interval.low as i64);
            tally.seconds_high = interval.map_or(0, |interval| interval.high as i64);
        }
        let earlier = self.newcomers_in(day, AGAIN_DAYS);
        tally.again_of = earlier.len() as i64;
        tally.again = earlier.iter().filter(|one| one.came_again()).count() as i64;
        let earlier = self.newcomers_in(day, MEET_DAYS);
        tally.met_of = earlier.len() as i64;
        tally.met = self.met_loyal(earlier).len() as i64;
    }

    fn count_questions(&self, day: Day, tally: &mut Tally) {
        let mut helpers = BTreeSet::new();
        for question in self.questions_in(day) {
            tally.questions += 1;
            if let Some((_, Whose::Member, who, _)) =
                question.answer.filter(|(answered, ..)| *answered <= day)
            {
                tally.by_members += 1;
                helpers.insert(who);
            }
        }
        tally.helpers = helpers.len() as i64;
    }

    fn count_pairs(&self, day: Day, tally: &mut Tally) {
        let ties = self.ties(day);
        tally.tied = ties.len() as i64;
        tally.mutual = ties.values().filter(|mutual| **mutual).count() as i64;
        for met in self.met_in(day) {
            let ends = [(met.one.1, met.other.1), (met.other.1, met.one.1)];
            if ends.iter().any(|(own, other)| *own == Side::Aside || *other == Side::Aside) {
                continue;
            }
            let potential = ends.iter().filter(|(own, _)| *own == Side::Potential);
            let loyal = potential.clone().filter(|(_, other)| *other == Side::Loyal).count();
            tally.partners += potential.clone().count() as i64;
            tally.loyal_partners += loyal as i64;
            tally.exchanges += i64::from(potential.count() > 0);
        }
    }
}

impl Newcomer {
    /// Whether they wrote again soon enough.
    pub fn came_again(&self) -> bool {
        self.again.is_some_and(|again| again <= self.day.plus(AGAIN_DAYS))
    }
}

/// Gini's coefficient and its jackknife error, in millionths: each value is left out once, which the sums
/// of ranks give in one walk. 0 for fewer than two values; no error for fewer than three.
fn gini(mut values: Vec<i64>) -> (i64, i64) {
    values.sort_unstable();
    let count = values.len();
    let sum: i64 = values.iter().sum();
    if count < 2 || sum <= 0 {
        return (0, 0);
    }
    let ranked: i64 = values.iter().zip(1..).map(|(value, rank)| rank * value).sum();
    let of = |ranked: i64, sum: i64, count: usize| {
        let count = count as f64;
        if sum == 0 {
            0.0
        } else {
            2.0 * ranked as f64 / (count * sum as f64) - (count + 1.0) / count
        }
    };
    let millionths = |value: f64| (value.max(0.0) * 1e6).round() as i64;
    let whole = millionths(of(ranked, sum, count));
    if count < 3 {
        return (whole, 0);
    }
    let mut above = sum;
    let mut without = Vec::with_capacity(count);
    for (value, rank) in values.iter().zip(1..) {
        above -= value;
        // Those above lose a rank.
        without.push(of(ranked - rank * value - above, sum - value, count - 1));
    }
    let mean = without.iter().sum::<f64>() / count as f64;
    let squares: f64 = without.iter().map(|one| (one - mean).powi(2)).sum();
    let error = (squares * (count as f64 - 1.0) / count as f64).sqrt();
    (whole, millionths(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_gini_is_that_of_leaving_each_out() {
        assert_eq!(gini(vec![]), (0, 0));
        assert_eq!(gini(vec![5]), (0, 0));
        assert_eq!(gini(vec![3, 3, 3]), (0, 0));
        // (1 + 2*2 + 3*6) * 2 / (3 * 9) - 4 / 3 = 0.37037; without one each: 0.25, 0.357143, 0.166667.
        let (value, error) = gini(vec![6, 1, 2]);
        assert_eq!(value, 370_370);
        let left: [f64; 3] = [0.25, 5.0 / 14.0, 1.0 / 6.0];
        let mean = left.iter().sum::<f64>() / 3.0;
        let squares: f64 = left.iter().map(|one| (one - mean).powi(2)).sum();
        assert_eq!(error, ((squares * 2.0 / 3.0).sqrt() * 1e6).round() as i64);
    }
}
