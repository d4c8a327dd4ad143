//! One place: who is there, how newcomers and questions fare, and whether it gets better.

use std::collections::HashMap;

use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::share::Trend;
use kamerton_core::state::Stage;
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::place_figures::{self, Active, Span};
use kamerton_store::rollups::{PlaceDay, kinds as counted};
use serde::Serialize;

use super::Sight;
use super::answers::{Answers, answers};
use super::list::{self, BUDGET, Listed, span, span_before};
use super::settings::{Own, Speech};
use super::welcome::{Welcome, welcome};
use crate::brand::Brand;
use crate::error::Result;
use crate::people::authors::{Author, authors};
use crate::today::waits;

/// The picture of a place shows so many weeks.
pub const WEEKS: i32 = 52;
/// Who speaks is told by so many of the most active.
const MOST: i64 = 500;
/// So many of the most active are named.
const BUSIEST: usize = 10;

/// Everything about one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// As in the list.
    pub place: Listed,
    /// Messages by calendar week, from Monday, the current one last.
    pub weeks: Vec<Week>,
    /// Who joined and left in the last days, where the channel tells.
    pub joined: i64,
    /// Who left.
    pub left: i64,
    /// Who wrote in the last days.
    pub made_up: MadeUp,
    /// The most active of them.
    pub busiest: Vec<Busy>,
    /// How newcomers are received.
    pub welcome: Compared<Welcome>,
    /// How questions are answered.
    pub answers: Compared<Answers>,
    /// What it says otherwise than the brand.
    pub own: Own,
    /// How we speak there.
    pub speech: Speech,
}

/// Something of the last days and of as many before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared<T> {
    /// Of the last days.
    pub now: T,
    /// Of as many before.
    pub before: T,
}

/// A calendar week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Its Monday.
    pub from: Day,
    /// Messages.
    pub messages: i64,
}

/// People and what they wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// How many.
    pub people: i64,
    /// Their messages.
    pub messages: i64,
}

/// Who wrote: by what they are to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MadeUp {
    /// Promoters: passive ones and kamertons, whether they have bought or not.
    pub loyal: Group,
    /// Clients who are not loyal yet.
    pub clients: Group,
    /// Potential clients.
    pub potential: Group,
    /// Staff and the brand itself.
    pub ours: Group,
    /// Programs and accounts that are no single human.
    pub others: Group,
    /// Whether there are more people: then it is of the most active.
    pub more: bool,
}

/// Somebody who writes much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Busy {
    /// Who.
    pub person: PersonId,
    /// Name, role, state.
    pub author: Author,
    /// Messages of the last days here.
    pub messages: i64,
}

/// One place with its figures. Of a private place nobody is named and nothing is quoted to a reader
/// who may not read private talk.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn show(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    id: PlaceId,
    now: Instant,
) -> Result<Shown> {
    Ok(figures(session, brand, id, now).await?.seen_with(sight))
}

impl Shown {
    /// What a reader may see of it.
    pub fn seen_with(mut self, sight: Sight) -> Self {
        if self.place.private && sight == Sight::Community {
            self.busiest.clear();
            self.welcome.now.waiting.clear();
            self.welcome.before.waiting.clear();
        }
        self
    }

    /// The same figures with what the place says now of itself.
    ///
    /// # Errors
    /// When there is no such place any more, or the store cannot.
    pub async fn renewed(mut self, session: &mut Session, brand: &Brand) -> Result<Self> {
        let row = super::find(session, brand, self.place.id).await?;
        self.own = Own::of(&row);
        self.speech = self.own.speech(brand);
        self.place.title = row.title;
        Ok(self)
    }
}

/// One place with its figures, for readers who may see everything.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn figures(
    session: &mut Session,
    brand: &Brand,
    id: PlaceId,
    now: Instant,
) -> Result<Shown> {
    let today = brand.zone.day(now);
    let row = super::find(session, brand, id).await?;
    let own = Own::of(&row);
    let kinds = list::kinds_of(session, brand).await?;
    let year = Span { from: today.monday().plus(-7 * WEEKS), to: today };
    let days = place_figures::days(session, brand.id, [id], year).await?;
    let mut place = list::describe(row, &kinds, &days, today);
    let authors = list::authors(session, brand, id, today).await?;
    (place.authors, place.more_authors) = (authors.number, authors.more);
    let waiting = list::waiting(session, brand, now).await?;
    place.waiting = waiting.get(&id).copied().unwrap_or_default();
    let (now_span, before) = (span(today), span_before(today));
    let has_staff = waits::has_staff(session, brand).await?;
    let active = place_figures::active(session, brand.id, id, now_span, BUDGET, MOST).await?;
    Ok(Shown {
        weeks: weeks(&days, year),
        joined: list::sum(&days, counted::JOINED, now_span),
        left: list::sum(&days, counted::LEFT, now_span),
        made_up: MadeUp { more: active.len() as i64 >= MOST, ..made_up(&active) },
        busiest: busiest(session, brand, active).await?,
        welcome: Compared {
            now: welcome(session, brand, id, now_span, now).await?,
            before: welcome(session, brand, id, before, now).await?,
        },
        answers: Compared {
            now: answers(session, brand, id, now_span, has_staff, now).await?,
            before: answers(session, brand, id, before, has_staff, now).await?,
        },
        speech: own.speech(brand),
        own,
        place,
    })
}

impl Compared<Welcome> {
    /// How the share of answered newcomers stands to what it was.
    pub fn trend(&self) -> Trend {
        self.now.answered.trend(self.before.answered)
    }
}

impl Compared<Answers> {
    /// How the share of answered questions stands to what it was.
    pub fn trend(&self) -> Trend {
        self.now.answered.trend(self.before.answered)
    }

    /// How the time to the first answer stands to what it was.
    pub fn minutes_trend(&self) -> Trend {
        match (self.now.minutes, self.before.minutes) {
            (Some(now), Some(before)) => now.trend(before),
            _ => Trend::Unknown,
        }
    }
}

fn weeks(days: &[PlaceDay], year: Span) -> Vec<Week> {
    (0..=WEEKS)
        .map(|week| {
            let from = year.from.plus(7 * week);
            Week { from, messages: list::messages(days, Span { from, to: from.plus(6) }) }
        })
        .collect()
}

/// Accounts of one person are one.
fn by_person(active: &[Active]) -> HashMap<PersonId, (Active, i64)> {
    let mut people: HashMap<PersonId, (Active, i64)> = HashMap::new();
    for one in active {
        if let Some(person) = one.person {
            people.entry(person).or_insert((*one, 0)).1 += one.messages;
        }
    }
    people
}

fn made_up(active: &[Active]) -> MadeUp {
    let mut made_up = MadeUp::default();
    for (one, messages) in by_person(active).into_values() {
        let group = match (one.role, one.stage) {
            (Role::Member, _) if one.state.is_loyal() => &mut made_up.loyal,
            (Role::Member, Stage::I) => &mut made_up.potential,
            (Role::Member, _) => &mut made_up.clients,
            (Role::Staff | Role::Brand, _) => &mut made_up.ours,
            (Role::Bot | Role::Unknown, _) => &mut made_up.others,
        };
        group.people += 1;
        group.messages += messages;
    }
    let nobodys = active.iter().filter(|one| one.person.is_none());
    made_up.others.messages += nobodys.map(|one| one.messages).sum::<i64>();
    made_up
}

async fn busiest(session: &mut Session, brand: &Brand, active: Vec<Active>) -> Result<Vec<Busy>> {
    let mut people: Vec<(PersonId, (Active, i64))> = by_person(&active).into_iter().collect();
    people.retain(|(_, (one, _))| one.role == Role::Member);
    people.sort_by_key(|(person, (_, messages))| (std::cmp::Reverse(*messages), *person));
    people.truncate(BUSIEST);
    let accounts = people.iter().map(|(_, (one, _))| one.identity).collect();
    let known = authors(session, brand, accounts).await?;
    Ok(people
        .into_iter()
        .filter_map(|(person, (one, messages))| {
            Some(Busy { person, author: known.get(&one.identity)?.clone(), messages })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::IdentityId;
    use kamerton_core::state::State;

    use super::*;

    fn active(who: u8, role: Role, state: State, stage: Stage, messages: i64) -> Active {
        Active {
            identity: IdentityId::derived(&[&[who]]),
            person: Some(PersonId::derived(&[&[who]])),
            role,
            state,
            stage,
            messages,
        }
    }

    #[test]
    fn everybody_is_in_one_group() {
        let member = Role::Member;
        let second = Active {
            identity: IdentityId::derived(&[b"second account"]),
            ..active(1, member, State::Kamerton, Stage::III, 2)
        };
        let nobody = Active { person: None, ..active(9, Role::Unknown, State::Cold, Stage::I, 1) };
        let found = made_up(&[
            active(1, member, State::Kamerton, Stage::III, 5),
            second,
            active(2, member, State::Warm, Stage::II, 3),
            active(3, member, State::Cold, Stage::I, 1),
            active(4, member, State::Detractor, Stage::I, 1),
            active(5, Role::Staff, State::Cold, Stage::I, 8),
            active(6, Role::Brand, State::Cold, Stage::I, 1),
            active(7, Role::Bot, State::Cold, Stage::I, 6),
            nobody,
        ]);
        let group = |people, messages| Group { people, messages };
        assert_eq!(found.loyal, group(1, 7), "two accounts are one person");
        assert_eq!(found.clients, group(1, 3));
        assert_eq!(found.potential, group(2, 2));
        assert_eq!(found.ours, group(2, 9));
        assert_eq!(found.others, group(1, 7));
    }
}
