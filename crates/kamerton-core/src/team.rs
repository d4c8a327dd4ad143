//! Whose step it is (`D1`): where several of us may do steps, each goes to the one who last talked
//! with the person, never to two.
//!
//! What decides, in this order:
//! 1. Who has it already keeps it, for as long as they are one of us.
//! 2. Who last wrote to the person from an account known to be theirs.
//! 3. Who last did a step with the person, or wrote something down on them.
//! 4. Else whoever has least to do gets it, so that the days of all are as long as each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{PersonId, UserId};
use crate::time::Instant;

/// How somebody of us had to do with a person. What was said to them weighs more than what was
/// only written down: it is whom they remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// A step was done, a note written, something corrected.
    Did,
    /// They talked.
    Talked,
}

/// That somebody of us had to do with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// With whom.
    pub person: PersonId,
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Instant,
    /// How.
    pub how: Touch,
}

/// Those who may do steps, and who of them knows whom. Empty where one person does everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    users: BTreeSet<UserId>,
    last: BTreeMap<PersonId, UserId>,
}

/// A step that is to have an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ownable {
    /// To whom it leads: nobody has two of a day.
    pub person: PersonId,
    /// Its place in the day's plan: the first ones are shared out first.
    pub rank: usize,
    /// Who has it, if somebody has.
    pub owner: Option<UserId>,
}

impl Team {
    /// A team of these, with what they had to do with people. Of one alone nobody asks whose a
    /// step is.
    pub fn new(users: impl IntoIterator<Item = UserId>, touched: &[Touched]) -> Self {
        let users: BTreeSet<UserId> = users.into_iter().collect();
        if users.len() < 2 {
            return Self::default();
        }
        let mut latest: BTreeMap<PersonId, (Touch, Instant, UserId)> = BTreeMap::new();
        for one in touched.iter().filter(|one| users.contains(&one.user)) {
            let found = (one.how, one.at, one.user);
            let known = latest.entry(one.person).or_insert(found);
            *known = found.max(*known);
        }
        let last = latest.into_iter().map(|(person, (_, _, user))| (person, user)).collect();
        Self { users, last }
    }

    /// Whether there is nobody to share with.
    pub fn is_alone(&self) -> bool {
        self.users.is_empty()
    }

    /// How many share the steps.
    pub fn size(&self) -> usize {
        self.users.len().max(1)
    }

    /// Whether somebody is one of those who share.
    pub fn has(&self, user: UserId) -> bool {
        self.users.contains(&user)
    }

    /// Who knows a person.
    pub fn knows(&self, person: PersonId) -> Option<UserId> {
        self.last.get(&person).copied()
    }

    /// Gives each step one owner; in what order they come does not matter. Alone nobody gets any.
    pub fn share_out(&self, steps: &[Ownable]) -> BTreeMap<PersonId, UserId> {
        let mut loads: BTreeMap<UserId, usize> = self.users.iter().map(|user| (*user, 0)).collect();
        let mut owners = BTreeMap::new();
        let mut fresh = Vec::new();
        for step in steps {
            let kept = step.owner.filter(|owner| self.has(*owner));
            match kept.or_else(|| self.knows(step.person)) {
                Some(owner) => {
                    owners.insert(step.person, owner);
                    *loads.entry(owner).or_default() += 1;
                }
                None => fresh.push((step.rank, step.person)),
            }
        }
        fresh.sort_unstable();
        for (_, person) in fresh {
            let least = loads.iter_mut().min_by_key(|(user, load)| (**load, **user));
            let Some((owner, load)) = least else { break };
            *load += 1;
            owners.insert(person, *owner);
        }
        owners
    }
}

#[cfg(test)]
mod tests;
