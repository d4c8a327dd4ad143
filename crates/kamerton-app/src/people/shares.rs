//! The share of kamertons among the people active in each month: what the policy is calibrated by.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::charge::{Move, decode_moves};
use kamerton_core::id::PersonId;
use kamerton_core::role::Role;
use kamerton_core::state::State;
use kamerton_core::time::{Day, Instant};
use kamerton_store::{Store, identities, people, rollups};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;

/// A month.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Month {
    /// `2024-03`.
    pub month: String,
    /// People who wrote or reacted in it, members only.
    pub active: u64,
    /// Those of them who were kamertons on at least one of its days.
    pub kamertons: u64,
    /// Their share, from 0 to 1.
    pub share: f64,
}

/// All months and their mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Every month with activity, oldest first.
    pub months: Vec<Month>,
    /// Mean of the months' shares.
    pub mean: f64,
    /// Kamertons of all months by people active in all months: large months weigh more.
    pub overall: f64,
}

/// How many people are read at a time.
const PIECE: i64 = 2_000;

/// Counts the months of the whole history; walks over all people.
///
/// # Errors
/// When the store cannot.
pub async fn shares(store: &Store, brand: &Brand, now: Instant) -> Result<Shares> {
    let mut session = store.read().await?;
    let today = brand.zone.day(now);
    let mut months: BTreeMap<(i16, i8), (u64, u64)> = BTreeMap::new();
    let mut after = PersonId::NIL;
    loop {
        let rows = people::after(&mut session, brand.id, after, PIECE).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let moves: HashMap<PersonId, Vec<Move>> = rows
            .iter()
            .filter(|row| row.role == Role::Member.code())
            .map(|row| (row.id, decode_moves(&row.moves)))
            .collect();
        let accounts = identities::of_people(&mut session, brand.id, moves.keys().copied()).await?;
        let owners: HashMap<_, _> =
            accounts.iter().filter_map(|row| Some((row.id, row.person?))).collect();
        let days = rollups::active_days(&mut session, brand.id, owners.keys().copied()).await?;
        let mut active: Vec<(PersonId, (i16, i8))> = days
            .iter()
            .filter(|day| day.messages + day.reactions > 0)
            .filter_map(|day| Some((*owners.get(&day.identity)?, month_of(day.day))))
            .collect();
        active.sort_unstable();
        active.dedup();
        for (person, month) in active {
            let counted = months.entry(month).or_default();
            counted.0 += 1;
            let rang = moves.get(&person).is_some_and(|moves| rang_in(moves, month, today));
            counted.1 += u64::from(rang);
        }
    }
    Ok(summed(months))
}

fn month_of(day: Day) -> (i16, i8) {
    let date = day.date();
    (date.year(), date.month())
}

/// Whether somebody with these moves was a kamerton on at least one day of a month.
fn rang_in(moves: &[Move], month: (i16, i8), today: Day) -> bool {
    moves.iter().enumerate().any(|(at, step)| {
        let last = moves.get(at + 1).map_or(today, |next| next.day.plus(-1));
        step.state == State::Kamerton && month_of(step.day) <= month && month <= month_of(last)
    })
}

fn summed(months: BTreeMap<(i16, i8), (u64, u64)>) -> Shares {
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let (mut all, mut rang) = (0, 0);
    let mut listed = Vec::new();
    for ((year, month), (active, kamertons)) in months {
        all += active;
        rang += kamertons;
        listed.push(Month {
            month: format!("{year:04}-{month:02}"),
            active,
            kamertons,
            share: share(kamertons, active),
        });
    }
    let sum: f64 = listed.iter().map(|month| month.share).sum();
    let mean = if listed.is_empty() { 0.0 } else { sum / listed.len() as f64 };
    Shares { mean, overall: share(rang, all), months: listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kamerton_of_one_day_counts_in_its_month_only() {
        let day = |text: &str| Day::parse(text).unwrap();
        let moves = [
            Move { day: day("2024-03-31"), state: State::Kamerton },
            Move { day: day("2024-04-01"), state: State::Warm },
        ];
        let today = day("2024-06-01");
        assert!(rang_in(&moves, (2024, 3), today));
        assert!(!rang_in(&moves, (2024, 4), today));
        assert!(!rang_in(&moves, (2024, 2), today));
        assert!(rang_in(&moves[..1], (2024, 6), today));
    }
}
