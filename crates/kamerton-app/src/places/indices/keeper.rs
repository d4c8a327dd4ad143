//! Keeping the indices of all days that are over, in the background.
//!
//! A place is worked on in stretches of days. A short transaction says which stretch it is, and from then on
//! whatever changes in it is noted (`touch.rs`); the tallies are made from what a reader sees, without a
//! lock; another short transaction stores them, and keeps the stretch as done only when nothing was noted
//! meanwhile. Broken off anywhere it goes on where it was, and two that work on the same place do the same.

use std::collections::BTreeMap;

use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::indices::{LOOK_BACK, RULE, Tally};
use kamerton_core::time::{Day, HOUR, Instant};
use kamerton_graph::{Colour, Exchange};
use kamerton_store::notices::{self, Change};
use kamerton_store::place_figures::{self, Span};
use kamerton_store::place_indices::{self as store, DayRow, ProgressRow};
use kamerton_store::places::PlaceRow;
use kamerton_store::rollups::kinds;
use kamerton_store::{Session, Store, places, workspaces};

use super::facts;
use super::touch::{ALWAYS, Stretches};
use crate::advance;
use crate::brand::Brand;
use crate::channels;
use crate::error::Result;

/// Days of a stretch at most, and at least: those before them that have to be known are read again with
/// each.
const DAYS: (i32, i32) = (7, 46);
/// Messages of a stretch with those days, about: what is known of each takes some fifty bytes.
const MESSAGES: i64 = 800_000;
/// People who are looked at in one transaction.
const PEOPLE: i64 = 200;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Days that were tallied.
    pub days: u64,
    /// Whether there is more: it was stopped.
    pub stopped: bool,
}

/// Brings the indices of all places up to yesterday. `stop` is asked after each stretch.
///
/// # Errors
/// When the store cannot; what was done stays done.
pub async fn bring_up(
    store: &Store,
    brand: &Brand,
    now: Instant,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Done> {
    let mut done = Done::default();
    let yesterday = brand.zone.day(now).plus(-1);
    // States as of that day: what time alone has changed is known first.
    advance::advance(store, brand, now).await?;
    spread(store, brand).await?;
    let mut session = store.read().await?;
    let hidden = channels::pages_of_others(&mut session, brand).await?;
    let rows = places::all(&mut session, brand.id).await?;
    drop(session);
    for place in rows.iter().filter(|place| !hidden.contains(&place.id)) {
        loop {
            if stop() {
                done.stopped = true;
                return Ok(done);
            }
            let Some(claim) = claim(store, brand, place, yesterday).await? else { break };
            let rows = tallies(&mut store.read().await?, brand, place.id, claim.span).await?;
            settle(store, brand, &claim, &rows).await?;
            done.days += u64::from(claim.span.to.0.abs_diff(claim.span.from.0)) + 1;
        }
    }
    if done.days > 0 {
        notices::tell(store, brand.id, Change::Places).await;
    }
    Ok(done)
}

/// A stretch of days that is worked on.
struct Claim {
    place: PlaceId,
    span: Span,
    /// What had been noted when it was taken.
    changed: i64,
}

/// The next stretch of a place; `None` when it is up to date.
async fn claim(
    store: &Store,
    brand: &Brand,
    place: &PlaceRow,
    yesterday: Day,
) -> Result<Option<Claim>> {
    let Some((first, _)) = place.span else { return Ok(None) };
    let first = brand.zone.day(first);
    let found = store::progress_of(&mut store.read().await?, brand.id, [place.id]).await?;
    if found.first().is_some_and(|row| is_done(row, yesterday)) || first > yesterday {
        return Ok(None);
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let found = store::progress_of(&mut session, brand.id, [place.id]).await?.pop();
    let mut row = found.unwrap_or_else(|| ProgressRow {
        place: place.id,
        rule: RULE,
        through: first.plus(-1),
        from: None,
        to: None,
        changed: 0,
    });
    if row.rule != RULE {
        row.rule = RULE;
        row.from = Some(first.min(row.through));
        row.to = Some(row.through);
        row.changed += 1;
    }
    if row.from.is_none() && row.through < yesterday {
        row.from = Some(row.through.plus(1));
        row.through = yesterday;
        row.to = Some(yesterday);
    }
    let (Some(from), Some(to)) = (row.from, row.to) else { return Ok(None) };
    // Whatever changed before the place's first day changed nothing of it.
    let from = from.max(first).min(to);
    store::set_progress(&mut session, brand.id, &[row]).await?;
    session.commit().await?;
    let span =
        Span { from, to: from.plus(stretch(store, brand, place.id, from).await? - 1).min(to) };
    Ok(Some(Claim { place: place.id, span, changed: row.changed }))
}

/// How many days from one on are tallied at once: fewer where much is said.
async fn stretch(store: &Store, brand: &Brand, place: PlaceId, from: Day) -> Result<i32> {
    let (least, most) = DAYS;
    let span = Span { from: from.plus(-LOOK_BACK), to: from.plus(most - 1) };
    let rows = place_figures::days(&mut store.read().await?, brand.id, [place], span).await?;
    let messages = rows.iter().filter(|row| row.kind == kinds::MESSAGES);
    let mut said: BTreeMap<Day, i64> = BTreeMap::new();
    for row in messages {
        *said.entry(row.day).or_default() += row.count;
    }
    let within = |days: &i32| {
        let to = from.plus(*days - 1);
        said.range(..=to).map(|(_, count)| count).sum::<i64>() <= MESSAGES
    };
    Ok((least..=most).rev().find(within).unwrap_or(least))
}

fn is_done(row: &ProgressRow, yesterday: Day) -> bool {
    row.rule == RULE && row.from.is_none() && row.through >= yesterday
}

/// Stores the tallies of a stretch; it is done with when nothing was noted meanwhile.
async fn settle(store: &Store, brand: &Brand, claim: &Claim, rows: &[DayRow]) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let found = store::progress_of(&mut session, brand.id, [claim.place]).await?.pop();
    // The place may be gone, or all of it is made anew by somebody else.
    let Some(mut row) = found.filter(|row| row.changed == claim.changed) else { return Ok(()) };
    store::replace(&mut session, brand.id, claim.place, claim.span, rows).await?;
    if row.to.is_none_or(|to| claim.span.to >= to) {
        (row.from, row.to) = (None, None);
    } else if row.from.is_some_and(|from| from <= claim.span.to) {
        row.from = Some(claim.span.to.plus(1));
    }
    store::set_progress(&mut session, brand.id, &[row]).await?;
    session.commit().await?;
    Ok(())
}

/// The tallies of a span, made from the messages.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn tallies(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: Span,
) -> Result<Vec<DayRow>> {
    let loaded = facts::load(session, brand, place, span, None).await?;
    let patience = brand.policy().playbooks.newcomer_patience_hours * HOUR;
    let mut rows = Vec::new();
    let mut day = span.from;
    while day <= span.to {
        let end = brand.zone.at_hour(day.plus(1), 0);
        let mut tally = loaded.facts.tally(day, end, patience);
        mix(&loaded.facts, day, &mut tally);
        if !tally.is_empty() {
            rows.push(DayRow { place, day, figures: tally.encode() });
        }
        day = day.plus(1);
    }
    Ok(rows)
}

/// What chance would mix, and assortativity.
fn mix(facts: &kamerton_core::indices::Facts, day: Day, tally: &mut Tally) {
    use kamerton_core::indices::Side;
    let colour = |(person, side)| {
        let colour = match side {
            Side::Potential => Colour::Potential,
            Side::Loyal => Colour::Loyal,
            Side::Aside => Colour::Aside,
        };
        (person, colour)
    };
    let exchanges: Vec<Exchange> = facts
        .met_in(day)
        .into_iter()
        .map(|met| Exchange { one: colour(met.one), other: colour(met.other) })
        .collect();
    let Some(mixing) = kamerton_graph::mixing(&exchanges) else { return };
    let millionths = |value: f64| (value * 1e6).round() as i64;
    tally.expected = millionths(mixing.expected);
    if let Some(found) = mixing.assortativity {
        tally.assorted = 1;
        tally.assortativity = millionths(found.coefficient);
        tally.assortativity_error = millionths(found.error);
    }
}

/// What changed of people changes the days of the places where they wrote.
async fn spread(store: &Store, brand: &Brand) -> Result<()> {
    loop {
        let noted =
            store::noted_people(&mut store.read().await?, brand.id, PersonId::NIL, 1).await?;
        if noted.is_empty() {
            return Ok(());
        }
        let mut session = store.write().await?;
        workspaces::lock(&mut session, brand.id).await?;
        let noted = store::noted_people(&mut session, brand.id, PersonId::NIL, PEOPLE).await?;
        let people: Vec<PersonId> = noted.iter().map(|row| row.person).collect();
        let wrote = store::wrote_in(&mut session, brand.id, people.iter().copied()).await?;
        let mut places: Vec<PlaceId> = wrote.iter().map(|(_, place, _)| *place).collect();
        places.sort_unstable();
        let mut stretches = Stretches::of(&mut session, brand, places).await?;
        for (person, place, span) in wrote {
            let Some(row) = noted.iter().find(|row| row.person == person) else { continue };
            if row.from == ALWAYS {
                // Who they are may also matter to what others wrote to them long after.
                stretches.widen(place, span.from, Day(i32::MAX));
            } else if span.to.plus(kamerton_core::indices::REACH) >= row.from {
                stretches.widen(place, span.from.max(row.from), span.to);
            }
        }
        stretches.save(&mut session, brand).await?;
        store::forget_people(&mut session, brand.id, people).await?;
        session.commit().await?;
    }
}
