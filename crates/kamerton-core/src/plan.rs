//! The plan of a day: whom to talk to, and why.
//!
//! [`plan`] gets everything that playbooks found and everything that is remembered, and returns a
//! complete plan; it changes nothing and reads no clock, so a plan of any past morning can be made
//! again.
//!
//! What decides, in this order:
//! 1. Members only. Staff, brand and bots have no steps.
//! 2. No nagging: a "never" is for ever, a "later" until its day, a done step is not proposed
//!    again for the same words, and nobody is approached on our own account twice in a week.
//! 3. Who spoke of something sensitive, or has an open reproach, gets no cheerful step: a human
//!    should read it.
//! 4. Nobody twice; at most a few of one playbook while others have something to propose.
//! 5. Where several of us share the day ([`crate::team`]), each has a day of the same size.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{MessageId, PersonId, UserId};
use crate::policy::Steps;
use crate::state::{Stage, State};
use crate::team::{Ownable, Team};
use crate::time::{DAY, Day, HOUR, Instant};

/// A rule that proposes steps, tied to tasks of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Playbook {
    /// Something sensitive was said: a human should read it.
    HumanReads,
    /// A reproach that we did not answer.
    NegativeUnanswered,
    /// Somebody wants to buy and got no answer of ours.
    PurchaseIntent,
    /// Somebody's first message stayed unanswered.
    NewcomerUnanswered,
    /// A question past its due.
    QuestionOverdue,
    /// A loyal client posted an impression.
    Story,
    /// Somebody began to ring.
    FreshKamerton,
    /// A newcomer's question fits a promoter's experience.
    Introduction,
    /// The first month after a first purchase.
    FirstPurchase,
    /// Somebody defended us.
    DefenderThanks,
    /// Somebody helps others.
    HelperThanks,
    /// A promoter falls silent.
    FadingPromoter,
    /// A newcomer's seventh day: do they feel comfortable?
    NewcomerComfort,
}

impl Playbook {
    /// All playbooks.
    pub const ALL: [Self; 13] = [
        Self::HumanReads,
        Self::NegativeUnanswered,
        Self::PurchaseIntent,
        Self::NewcomerUnanswered,
        Self::QuestionOverdue,
        Self::Story,
        Self::FreshKamerton,
        Self::Introduction,
        Self::FirstPurchase,
        Self::DefenderThanks,
        Self::HelperThanks,
        Self::FadingPromoter,
        Self::NewcomerComfort,
    ];

    /// The word used in the store, the API and translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::HumanReads => "human_reads",
            Self::NegativeUnanswered => "negative_unanswered",
            Self::PurchaseIntent => "purchase_intent",
            Self::NewcomerUnanswered => "newcomer_unanswered",
            Self::QuestionOverdue => "question_overdue",
            Self::Story => "story",
            Self::FreshKamerton => "fresh_kamerton",
            Self::Introduction => "introduction",
            Self::FirstPurchase => "first_purchase",
            Self::DefenderThanks => "defender_thanks",
            Self::HelperThanks => "helper_thanks",
            Self::FadingPromoter => "fading_promoter",
            Self::NewcomerComfort => "newcomer_comfort",
        }
    }

    /// The playbook of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|playbook| playbook.word() == word)
    }

    /// The tasks of the method behind it.
    pub const fn method(self) -> &'static str {
        match self {
            Self::HumanReads => "D1",
            Self::NegativeUnanswered => "D3 D7",
            Self::PurchaseIntent => "P4",
            Self::NewcomerUnanswered | Self::NewcomerComfort => "P2",
            Self::QuestionOverdue => "F1",
            Self::Story => "F3",
            Self::FreshKamerton => "P3 G3",
            Self::Introduction => "P3",
            Self::FirstPurchase => "F2",
            Self::DefenderThanks | Self::HelperThanks => "D6",
            Self::FadingPromoter => "R2",
        }
    }

    /// How much it matters, before anything is known of the person.
    const fn urgency(self) -> i64 {
        match self {
            Self::HumanReads => 1_000,
            Self::NegativeUnanswered => 950,
            Self::PurchaseIntent => 850,
            Self::NewcomerUnanswered => 800,
            Self::QuestionOverdue => 760,
            Self::Story => 740,
            Self::FreshKamerton => 700,
            Self::Introduction => 680,
            Self::FirstPurchase => 640,
            Self::DefenderThanks => 630,
            Self::HelperThanks => 600,
            Self::FadingPromoter => 560,
            Self::NewcomerComfort => 570,
        }
    }

    /// Whether somebody waits for us; else we come on our own account.
    pub const fn is_answer(self) -> bool {
        matches!(
            self,
            Self::HumanReads
                | Self::NegativeUnanswered
                | Self::PurchaseIntent
                | Self::NewcomerUnanswered
                | Self::QuestionOverdue
                | Self::Introduction
        )
    }

    /// Whether it may be proposed to somebody with an open reproach or sensitive talk.
    const fn is_grave(self) -> bool {
        matches!(self, Self::HumanReads | Self::NegativeUnanswered)
    }

    /// By when, counted from the moment of the plan, in microseconds.
    const fn due_in(self) -> i64 {
        match self {
            Self::HumanReads | Self::NegativeUnanswered | Self::PurchaseIntent => 2 * HOUR,
            Self::NewcomerUnanswered | Self::QuestionOverdue | Self::Introduction => 4 * HOUR,
            _ => 11 * HOUR,
        }
    }
}

/// What a playbook found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which playbook.
    pub playbook: Playbook,
    /// Whom to talk to.
    pub person: PersonId,
    /// The message it starts from; NIL where it is about the person as such.
    pub ground: MessageId,
    /// The messages that show it.
    pub evidence: Vec<MessageId>,
    /// When it happened.
    pub at: Instant,
    /// For an introduction: to whom.
    pub other: Option<PersonId>,
    /// A number that belongs to the reason: people helped, days since the purchase, days silent;
    /// for a newcomer 1 when they ask something.
    pub count: i64,
    /// How much this one matters beside others of the playbook, from 0 to 100.
    pub strength: i64,
}

/// What the plan needs to know of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Whether they are of the community.
    pub community: bool,
    /// State as of the plan.
    pub state: State,
    /// Stage as of the plan.
    pub stage: Stage,
    /// Ring as of the plan.
    pub ring: f64,
    /// An open reproach of the last seven days.
    pub open_negative: bool,
    /// Sensitive talk of the last seven days.
    pub sensitive: bool,
}

/// A step that was proposed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// To whom.
    pub person: PersonId,
    /// By which playbook.
    pub playbook: Playbook,
    /// From which message.
    pub ground: MessageId,
    /// What was done with it.
    pub outcome: Outcome,
    /// On which day that was; for an open step the day it was proposed.
    pub day: Day,
}

/// What was done with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// Done.
    Done,
    /// Not before this day.
    Later(Day),
    /// Never again for this person and playbook.
    Never,
}

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its place, from 1.
    pub rank: usize,
    /// What was found.
    pub found: Candidate,
    /// By when.
    pub due: Instant,
    /// Whose it is, where several of us share the day.
    pub owner: Option<UserId>,
}

/// Steps that fit a quarter of an hour, for whoever does everything alone.
const QUARTER: usize = 5;

/// How many of the open steps one who is alone is shown, with so many dealt with today.
pub fn for_a_quarter(open: usize, dealt_with: usize) -> usize {
    open.min(QUARTER.saturating_sub(dealt_with).max(1))
}

/// Days for which somebody whom we approached is left in peace.
const PEACE_DAYS: i32 = 7;
/// Days after which a playbook of our own account may come to the same person again.
const SAME_PLAYBOOK_DAYS: i32 = 30;

/// Makes the plan of `now`, which falls on `today`.
pub fn plan(
    candidates: Vec<Candidate>,
    people: &BTreeMap<PersonId, Known>,
    memory: &[Remembered],
    rules: &Steps,
    now: Instant,
    today: Day,
    team: &Team,
) -> Vec<Planned> {
    let mut by_person: BTreeMap<PersonId, Vec<&Remembered>> = BTreeMap::new();
    for step in memory {
        by_person.entry(step.person).or_default().push(step);
    }
    let mut scored: Vec<(i64, Candidate)> = candidates
        .into_iter()
        .filter(|found| {
            let known = people.get(&found.person);
            let before = by_person.get(&found.person).map(Vec::as_slice).unwrap_or_default();
            known.is_some_and(|known| is_fitting(found, known, people))
                && !is_nagging(found, before, today)
        })
        .map(|found| (score(&found, people.get(&found.person), now), found))
        .collect();
    scored.sort_by_key(|(score, found)| {
        (std::cmp::Reverse(*score), found.playbook, std::cmp::Reverse(found.at), found.person)
    });
    choose(scored, rules, now, team)
}

/// Whether the person may get a step of this playbook at all.
fn is_fitting(found: &Candidate, known: &Known, people: &BTreeMap<PersonId, Known>) -> bool {
    if !known.community {
        return false;
    }
    if found.playbook.is_grave() {
        return true;
    }
    let is_troubled = |known: &Known| known.open_negative || known.sensitive;
    let other_is_well =
        found.other.is_none_or(|other| people.get(&other).is_some_and(|other| !is_troubled(other)));
    !is_troubled(known) && other_is_well
}

/// Whether proposing it again would be nagging.
fn is_nagging(found: &Candidate, before: &[&Remembered], today: Day) -> bool {
    let own_account = !found.playbook.is_answer();
    before.iter().any(|step| {
        let same_playbook = step.playbook == found.playbook;
        let same_words = same_playbook && step.ground == found.ground;
        match step.outcome {
            Outcome::Never => same_playbook,
            Outcome::Later(until) => same_playbook && until > today,
            Outcome::Done => {
                let days = today.0 - step.day.0;
                (same_words && found.ground != MessageId::NIL)
                    || (own_account && days < PEACE_DAYS)
                    || (own_account && same_playbook && days < SAME_PLAYBOOK_DAYS)
            }
            Outcome::Open => false,
        }
    })
}

/// Urgency, then how fresh it is, how warm the person, how strong the case.
fn score(found: &Candidate, known: Option<&Known>, now: Instant) -> i64 {
    let days = (now.since(found.at) / DAY).clamp(0, 30);
    let freshness = if found.playbook == Playbook::FadingPromoter { 0 } else { -8 * days };
    let warmth = known.map_or(0, |known| known.ring.clamp(0.0, 20.0) as i64);
    found.playbook.urgency() + freshness + warmth + found.strength.clamp(0, 100)
}

/// What was chosen so far, and how much room the days of those who share it have left.
struct Days<'a> {
    team: &'a Team,
    rules: &'a Steps,
    taken: BTreeSet<PersonId>,
    loads: BTreeMap<UserId, usize>,
    playbooks: BTreeMap<(Option<UserId>, Playbook), usize>,
    chosen: Vec<(i64, Candidate)>,
}

impl Days<'_> {
    /// Whether somebody has time for it: whoever knows the person, else anyone.
    fn has_room(&self, found: &Candidate) -> bool {
        let owner = self.team.knows(found.person);
        let own = owner.map_or(0, |owner| self.loads.get(&owner).copied().unwrap_or_default());
        self.chosen.len() < self.rules.most * self.team.size() && own < self.rules.most
    }

    /// Whether the playbook has come often enough: for whoever would get it, and for all.
    fn is_enough(&self, found: &Candidate) -> bool {
        let count = |whose| self.playbooks.get(&(whose, found.playbook)).copied().unwrap_or(0);
        let own = self.team.knows(found.person).map_or(0, |owner| count(Some(owner)));
        own >= self.rules.most_of_one || count(None) >= self.rules.most_of_one * self.team.size()
    }

    fn take(&mut self, score: i64, found: Candidate) {
        if let Some(owner) = self.team.knows(found.person) {
            *self.loads.entry(owner).or_default() += 1;
            *self.playbooks.entry((Some(owner), found.playbook)).or_default() += 1;
        }
        *self.playbooks.entry((None, found.playbook)).or_default() += 1;
        self.taken.insert(found.person);
        self.taken.extend(found.other);
        self.chosen.push((score, found));
    }
}

/// Takes the best, nobody twice, and not too many of one playbook while others have something.
fn choose(scored: Vec<(i64, Candidate)>, rules: &Steps, now: Instant, team: &Team) -> Vec<Planned> {
    let mut days = Days {
        team,
        rules,
        taken: BTreeSet::new(),
        loads: BTreeMap::new(),
        playbooks: BTreeMap::new(),
        chosen: Vec::new(),
    };
    let mut left = Vec::new();
    for (score, found) in scored {
        if is_taken(&days.taken, &found) || !days.has_room(&found) {
            continue;
        }
        if days.is_enough(&found) {
            left.push((score, found));
        } else {
            days.take(score, found);
        }
    }
    for (score, found) in left {
        if !is_taken(&days.taken, &found) && days.has_room(&found) {
            days.take(score, found);
        }
    }
    let mut chosen = days.chosen;
    chosen.sort_by_key(|(score, found)| (std::cmp::Reverse(*score), found.playbook, found.person));
    let steps: Vec<Ownable> = chosen
        .iter()
        .zip(1..)
        .map(|((_, found), rank)| Ownable { person: found.person, rank, owner: None })
        .collect();
    let owners = team.share_out(&steps);
    chosen
        .into_iter()
        .zip(1..)
        .map(|((_, found), rank)| Planned {
            rank,
            due: now.plus(found.playbook.due_in()),
            owner: owners.get(&found.person).copied(),
            found,
        })
        .collect()
}

fn is_taken(taken: &BTreeSet<PersonId>, found: &Candidate) -> bool {
    taken.contains(&found.person) || found.other.is_some_and(|other| taken.contains(&other))
}

#[cfg(test)]
mod tests;
