//! The people and messages behind an index.

use std::collections::BTreeMap;

use super::measure::Index;
use super::window::{Facts, Met, Side, Whose};
use super::{AGAIN_DAYS, MEET_DAYS};
use crate::id::MessageId;
use crate::time::{Day, Instant, SECOND};

/// Somebody, or a message, that an index counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Who, among [`Facts::people`].
    pub person: u32,
    /// With whom, where it is about two.
    pub other: Option<u32>,
    /// Which message shows it.
    pub message: Option<MessageId>,
    /// How often, or after how many minutes; 0 where there is nothing to count.
    pub count: i64,
    /// Whether it speaks for the index: answered, came again, met.
    pub holds: bool,
}

/// What stands behind an index on a day that ended at `end`, at most `most` of it: what should be looked
/// at first comes first.
pub fn evidence(facts: &Facts, index: Index, day: Day, end: Instant, most: usize) -> Vec<Evidence> {
    let mut found = match index {
        Index::Mixing | Index::Assortativity => exchanges(facts, day),
        Index::Met => met(facts, day),
        Index::Welcomed | Index::Minutes => welcomed(facts, day, end, index),
        Index::Again => again(facts, day),
        Index::Toxic | Index::Warm => said(facts, day, index),
        Index::Voices => voices(facts, day),
        Index::ByMembers => answered(facts, day),
        Index::Helpers => helpers(facts, day),
        Index::Reciprocity => ties(facts, day),
        Index::Initiators => initiators(facts, day),
    };
    found.truncate(most);
    found
}

/// Exchanges of potential clients, those with loyal ones first, the latest first.
fn exchanges(facts: &Facts, day: Day) -> Vec<Evidence> {
    let sides = |met: &Met| [met.one.1, met.other.1];
    let mut met = facts.met_in(day);
    met.retain(|met| sides(met).contains(&Side::Potential) && !sides(met).contains(&Side::Aside));
    let is_mixed = |met: &Met| sides(met).contains(&Side::Loyal);
    met.sort_by_key(|met| (!is_mixed(met), std::cmp::Reverse((met.day, met.message))));
    let of = |met: Met| {
        // The potential client first.
        let turned = met.one.1 == Side::Loyal;
        let (one, other) = if turned { (met.other, met.one) } else { (met.one, met.other) };
        Evidence {
            person: one.0,
            other: Some(other.0),
            message: Some(met.message),
            count: 0,
            holds: is_mixed(&met),
        }
    };
    met.into_iter().map(of).collect()
}

fn met(facts: &Facts, day: Day) -> Vec<Evidence> {
    let newcomers = facts.newcomers_in(day, MEET_DAYS);
    let met = facts.met_loyal(newcomers);
    let mut found: Vec<Evidence> = newcomers
        .iter()
        .rev()
        .map(|one| {
            let with = met.get(&one.person);
            Evidence {
                person: one.person,
                other: with.map(|met| met.other.0),
                message: Some(with.map_or(one.message, |met| met.message)),
                count: 0,
                holds: with.is_some(),
            }
        })
        .collect();
    found.sort_by_key(|one| one.holds);
    found
}

fn welcomed(facts: &Facts, day: Day, end: Instant, index: Index) -> Vec<Evidence> {
    let newcomers = facts.newcomers_in(day, 0).iter().rev().filter(|one| one.deserves);
    let mut found: Vec<Evidence> = newcomers
        .map(|one| {
            let answered = one.answered.filter(|at| *at < end);
            Evidence {
                person: one.person,
                other: None,
                message: Some(one.message),
                count: answered.map_or(0, |at| at.since(one.at) / (60 * SECOND)),
                holds: answered.is_some(),
            }
        })
        .collect();
    if index == Index::Minutes {
        found.retain(|one| one.holds);
        found.sort_by_key(|one| std::cmp::Reverse(one.count));
    } else {
        found.sort_by_key(|one| one.holds);
    }
    found
}

fn again(facts: &Facts, day: Day) -> Vec<Evidence> {
    let newcomers = facts.newcomers_in(day, AGAIN_DAYS).iter().rev();
    let mut found: Vec<Evidence> = newcomers
        .map(|one| Evidence {
            person: one.person,
            other: None,
            message: Some(one.message),
            count: 0,
            holds: one.came_again(),
        })
        .collect();
    found.sort_by_key(|one| one.holds);
    found
}

fn said(facts: &Facts, day: Day, index: Index) -> Vec<Evidence> {
    let members = facts.spoken_in(day).iter().rev().filter(|one| one.whose == Whose::Member);
    members
        .filter(|one| if index == Index::Toxic { one.toxic } else { one.warm })
        .map(|one| Evidence {
            person: one.person,
            other: None,
            message: Some(one.message),
            count: 0,
            holds: true,
        })
        .collect()
}

/// People by how often, the most frequent first, each with the latest message that shows it.
fn counted(times: impl Iterator<Item = (u32, MessageId)>) -> Vec<Evidence> {
    let mut people: BTreeMap<u32, (i64, MessageId)> = BTreeMap::new();
    for (person, message) in times {
        let known = people.entry(person).or_insert((0, message));
        *known = (known.0 + 1, message);
    }
    let of = |(person, (count, message))| Evidence {
        person,
        other: None,
        message: Some(message),
        count,
        holds: true,
    };
    let mut found: Vec<Evidence> = people.into_iter().map(of).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.count), one.person));
    found
}

fn voices(facts: &Facts, day: Day) -> Vec<Evidence> {
    let members = facts.spoken_in(day).iter().filter(|one| one.whose == Whose::Member);
    counted(members.map(|one| (one.person, one.message)))
}

fn answered(facts: &Facts, day: Day) -> Vec<Evidence> {
    let questions = facts.questions_in(day).iter().rev();
    let mut found: Vec<Evidence> = questions
        .map(|one| {
            let answer = one.answer.filter(|(answered, ..)| *answered <= day);
            let by_member = answer.filter(|(_, whose, ..)| *whose == Whose::Member);
            Evidence {
                person: one.person,
                other: by_member.map(|(_, _, who, _)| who),
                message: Some(by_member.map_or(one.message, |(.., message)| message)),
                count: 0,
                holds: by_member.is_some(),
            }
        })
        .collect();
    found.sort_by_key(|one| !one.holds);
    found
}

fn helpers(facts: &Facts, day: Day) -> Vec<Evidence> {
    let answers = facts.questions_in(day).iter().filter_map(|one| one.answer);
    let by_members =
        answers.filter(|(answered, whose, ..)| *answered <= day && *whose == Whose::Member);
    counted(by_members.map(|(_, _, who, message)| (who, message)))
}

fn ties(facts: &Facts, day: Day) -> Vec<Evidence> {
    let of = |((one, other), mutual)| Evidence {
        person: one,
        other: Some(other),
        message: None,
        count: 0,
        holds: mutual,
    };
    let mut found: Vec<Evidence> = facts.ties(day).into_iter().map(of).collect();
    found.sort_by_key(|one| !one.holds);
    found
}

fn initiators(facts: &Facts, day: Day) -> Vec<Evidence> {
    let members = facts.starts_in(day).iter().filter(|one| one.whose == Whose::Member);
    counted(members.map(|one| (one.person, one.message)))
}
