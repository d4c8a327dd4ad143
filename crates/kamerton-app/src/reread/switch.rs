//! The second half: new readings take the place of the old ones, person by person.
//!
//! First what differs in tone or language only is put in place, in the order of time: nothing is
//! derived from it, and no list shows it. Then everything that follows from the rest is found out
//! ([`super::prepare`]) while nobody waits. Then people take their turns: a few at a time, in one
//! short transaction, get all that the new reading says of them, in their messages, their ledger,
//! what waits of theirs, and their charge, state and stage. So nobody is ever shown half by one
//! reading and half by the other, and whoever writes waits for a fraction of a second.
//!
//! What comes in or is changed meanwhile goes its usual way; it tells the switch which messages it
//! derived ([`Touched::tell_switch`]), and what was prepared of those is not put in place: they are
//! derived once more in the last transaction, when all new readings are there.
//!
//! [`Touched::tell_switch`]: crate::ingest::Touched

use std::collections::HashSet;
use std::time::{Duration, Instant as Clock};

use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::notices::{self, Change};
use kamerton_store::reread::{self, ChangeRow, MoveRow, RunRow};
use kamerton_store::{Session, place_indices, workspaces};

use super::prepare::{Step, What};
use super::{Comparison, Done, People, Reader, corrected, stage};
use crate::advance;
use crate::error::Result;
use crate::ingest::Touched;
use crate::ingest::ahead::Plan;

/// A switch of so many messages takes seconds at most, so it may be tried to see whom it moves.
const TRIED: i64 = 20_000;
/// Whoever writes should not wait longer than this for some people to take their turn.
const LONG: Duration = Duration::from_millis(250);
/// How many times larger or smaller a piece may become for that.
const STRETCH: usize = 8;
/// Moves of people that are counted at a time.
const MOVES: i64 = 5_000;

impl Reader<'_> {
    /// Makes the switch, or goes on with it.
    pub(super) async fn switch(&self, run: &mut RunRow) -> Result<Done> {
        let now = (self.clock)();
        let broken_off = || if (self.stop)() { Done::Stopped } else { Done::Elsewhere };
        let begun = !(self.stop)() && self.begin_switch(run, now).await?;
        if !begun || !self.put_alike(run.analyser).await? {
            return Ok(broken_off());
        }
        let Some(mut steps) = self.prepare(run.analyser, now).await? else {
            return Ok(broken_off());
        };
        let mut size = self.piece as usize;
        for part in steps.parts() {
            let part = part?;
            let mut left = part.as_slice();
            while !left.is_empty() {
                let began = Clock::now();
                let piece = some_people(&mut left, size);
                if (self.stop)() || !self.put_piece(run.analyser, piece).await? {
                    return Ok(broken_off());
                }
                size = fitting(size, began.elapsed(), self.piece as usize);
            }
        }
        while run.stage != stage::SWITCHED {
            if (self.stop)() || !self.end_switch(run).await? {
                return Ok(broken_off());
            }
        }
        notices::tell(self.store, self.brand.id, Change::Facts).await;
        Ok(Done::Switched)
    }

    /// Whether it is known whom the switch would move, as far as that can be known before.
    pub(super) fn was_tried(&self, run: &RunRow) -> bool {
        run.differing > TRIED || Comparison::decode(&run.report).people.is_some()
    }

    /// Finds out whom the switch would move, and takes it back.
    pub(super) async fn try_switch(&self, run: &mut RunRow) -> Result<()> {
        if self.was_tried(run) {
            return Ok(());
        }
        let now = (self.clock)();
        // What time alone has changed is none of the new reading's doing.
        advance::advance(self.store, self.brand, now).await?;
        let Some(mut steps) = self.prepare(run.analyser, now).await? else { return Ok(()) };
        let Some(mut session) = self.begin(run.analyser).await? else { return Ok(()) };
        let mut moves = Vec::new();
        for part in steps.parts() {
            moves.extend(self.put(&mut session, run.analyser, &part?, now).await?);
        }
        drop(session);
        let mut found = Comparison::decode(&run.report);
        found.people = Some(People::of(&moves));
        run.report = found.encode();
        if let Some(mut session) = self.begin(run.analyser).await? {
            reread::set(&mut session, self.brand.id, run).await?;
            session.commit().await?;
        }
        Ok(())
    }

    /// A transaction of this re-reading; `None` when another process has taken over.
    async fn begin(&self, analyser: i64) -> Result<Option<Session>> {
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, self.brand.id).await?;
        Ok(self.hold(&mut session, analyser).await?.then_some(session))
    }

    /// From now on whoever derives something tells it.
    async fn begin_switch(&self, run: &mut RunRow, now: Instant) -> Result<bool> {
        // What time alone has changed is none of the new reading's doing.
        advance::advance(self.store, self.brand, now).await?;
        let Some(mut session) = self.begin(run.analyser).await? else { return Ok(false) };
        if run.stage != stage::SWITCHING {
            let mut found = Comparison::decode(&run.report);
            found.since = Some(now);
            run.report = found.encode();
            stage::SWITCHING.clone_into(&mut run.stage);
            reread::set(&mut session, self.brand.id, run).await?;
        }
        session.commit().await?;
        Ok(true)
    }

    /// Puts in place what says the same as before, whatever its tone; what one of us has corrected
    /// since it was read stands.
    async fn put_alike(&self, analyser: i64) -> Result<bool> {
        let brand = self.brand.id;
        let mut after = MessageId::NIL;
        loop {
            if (self.stop)() {
                return Ok(false);
            }
            let Some(mut session) = self.begin(analyser).await? else { return Ok(false) };
            let rows = reread::changes_after(&mut session, brand, after, self.piece).await?;
            let Some(last) = rows.last() else { return Ok(true) };
            let part = (after, last.message);
            after = last.message;
            self.correct(&mut session, rows).await?;
            reread::apply_alike(&mut session, brand, analyser, part).await?;
            session.commit().await?;
        }
    }

    /// What was corrected since it was read stands as well.
    async fn correct(&self, session: &mut Session, rows: Vec<ChangeRow>) -> Result<()> {
        let mut now = rows.clone();
        corrected(session, self.brand, &mut now).await?;
        let corrected: Vec<ChangeRow> =
            now.into_iter().zip(rows).filter(|(now, row)| now != row).map(|(now, _)| now).collect();
        reread::save(session, self.brand.id, &corrected).await?;
        Ok(())
    }

    /// Lets some people take their turn.
    async fn put_piece(&self, analyser: i64, steps: &[Step]) -> Result<bool> {
        let Some(mut session) = self.begin(analyser).await? else { return Ok(false) };
        let moves = self.put(&mut session, analyser, steps, (self.clock)()).await?;
        reread::save_moves(&mut session, self.brand.id, &moves).await?;
        session.commit().await?;
        Ok(true)
    }

    /// Gives people what was prepared for them; says whose state or stage that moved.
    async fn put(
        &self,
        session: &mut Session,
        analyser: i64,
        steps: &[Step],
        now: Instant,
    ) -> Result<Vec<MoveRow>> {
        let (says, mut plan) = sorted(steps);
        self.put_labels(session, analyser, &says).await?;
        let grounds = plan.added.iter().chain(&plan.removed).map(|entry| entry.ground);
        let grounds: HashSet<MessageId> = grounds.chain(plan.waits.keys().copied()).collect();
        let touched = reread::touched_of(session, self.brand.id, grounds).await?;
        let touched: HashSet<MessageId> = touched.into_iter().collect();
        plan.added.retain(|entry| !touched.contains(&entry.ground));
        plan.removed.retain(|entry| !touched.contains(&entry.ground));
        plan.waits.retain(|message, _| !touched.contains(message));
        let mut touched = own();
        touched.put(session, self.brand, plan, now).await?;
        touched.settle(session, self.brand, now).await?;
        touched.fold(session, self.brand, now).await?;
        Ok(touched.moves.unwrap_or_default())
    }

    async fn put_labels(
        &self,
        session: &mut Session,
        analyser: i64,
        messages: &[MessageId],
    ) -> Result<()> {
        let brand = self.brand.id;
        let rows = reread::changes_of(session, brand, messages.iter().copied()).await?;
        self.correct(session, rows).await?;
        reread::apply_these(session, brand, analyser, messages.iter().copied()).await?;
        Ok(())
    }

    /// Derives once more what was touched by others meanwhile, a piece at a time; with the last the
    /// switch is made. Says whether it is still this reader's.
    async fn end_switch(&self, run: &mut RunRow) -> Result<bool> {
        let now = (self.clock)();
        let brand = self.brand.id;
        let Some(mut session) = self.begin(run.analyser).await? else { return Ok(false) };
        let messages = reread::touched_first(&mut session, brand, self.piece).await?;
        let is_last = (messages.len() as i64) < self.piece;
        self.put_labels(&mut session, run.analyser, &messages).await?;
        reread::touched_done(&mut session, brand, messages.iter().copied()).await?;
        let mut touched = own();
        touched.read_otherwise(&mut session, self.brand, messages, now).await?;
        touched.settle(&mut session, self.brand, now).await?;
        touched.fold(&mut session, self.brand, now).await?;
        let moves = touched.moves.unwrap_or_default();
        reread::save_moves(&mut session, brand, &moves).await?;
        if is_last {
            // What messages say is counted of every day.
            place_indices::all_anew(&mut session, brand).await?;
            let mut found = Comparison::decode(&run.report);
            found.people = Some(self.moved(&mut session).await?);
            run.report = found.encode();
            stage::SWITCHED.clone_into(&mut run.stage);
            run.switched_at = Some(now);
            reread::set(&mut session, brand, run).await?;
        }
        session.commit().await?;
        Ok(true)
    }

    /// Whom the switch moved in all.
    async fn moved(&self, session: &mut Session) -> Result<People> {
        let mut moves: Vec<MoveRow> = Vec::new();
        let mut after = PersonId::NIL;
        loop {
            let rows = reread::moves_after(session, self.brand.id, after, MOVES).await?;
            let Some(last) = rows.last() else { return Ok(People::of(&moves)) };
            after = last.person;
            moves.extend(rows);
        }
    }
}

/// What the switch itself derives.
fn own() -> Touched {
    Touched { moves: Some(Vec::new()), untold: true, ..Touched::default() }
}

/// Takes about `size` steps off the front, and nobody's in part.
fn some_people<'a>(left: &mut &'a [Step], size: usize) -> &'a [Step] {
    let all: &'a [Step] = left;
    let person = |at: usize| all.get(at).map(|step| step.person);
    let mut end = size.clamp(1, all.len().max(1));
    // What is nobody's may be cut anywhere.
    while end < all.len() && person(end) == person(end - 1) && person(end) != Some(PersonId::NIL) {
        end += 1;
    }
    let (piece, rest) = all.split_at_checked(end).unwrap_or((all, &[]));
    *left = rest;
    piece
}

/// The size of the next piece, when one of `size` took so long.
fn fitting(size: usize, took: Duration, usual: usize) -> usize {
    let next = if took > LONG {
        size / 2
    } else if took < LONG / 4 {
        size * 2
    } else {
        size
    };
    next.clamp((usual / STRETCH).max(1), usual * STRETCH)
}

/// The messages that say something else, and what follows.
fn sorted(steps: &[Step]) -> (Vec<MessageId>, Plan) {
    let (mut says, mut plan) = (Vec::new(), Plan::default());
    for step in steps {
        match step.what {
            What::Says(message) => says.push(message),
            What::Comes(entry) => {
                plan.added.insert(entry);
            }
            What::Goes(entry) => {
                plan.removed.insert(entry);
            }
            What::Waits(row) => {
                plan.waits.insert(row.message, (row, false));
            }
            What::WaitsNoMore(row) => {
                plan.waits.insert(row.message, (row, true));
            }
        }
    }
    (says, plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(people: &[&str]) -> Vec<Step> {
        let person = |name: &&str| match *name {
            "" => PersonId::NIL,
            name => PersonId::derived(&[name.as_bytes()]),
        };
        let what = What::Says(MessageId::NIL);
        people.iter().map(|name| Step { person: person(name), what }).collect()
    }

    #[test]
    fn nobody_takes_a_turn_in_part() {
        let all = steps(&["a", "a", "a", "b", "c", "c"]);
        let mut left = all.as_slice();
        let sizes: Vec<usize> =
            std::iter::from_fn(|| (!left.is_empty()).then(|| some_people(&mut left, 2).len()))
                .collect();
        assert_eq!(sizes, [3, 3]);
        let all = steps(&["", "", "", "b"]);
        let mut left = all.as_slice();
        assert_eq!(some_people(&mut left, 2).len(), 2, "what is nobody's may be cut");
        assert_eq!(some_people(&mut left, 9).len(), 2);
        assert_eq!(some_people(&mut left, 9).len(), 0);
    }

    #[test]
    fn pieces_grow_and_shrink_with_what_they_take() {
        assert_eq!(fitting(2_000, LONG * 2, 2_000), 1_000);
        assert_eq!(fitting(2_000, LONG / 2, 2_000), 2_000);
        assert_eq!(fitting(2_000, LONG / 8, 2_000), 4_000);
        assert_eq!(fitting(250, LONG * 9, 2_000), 250);
        assert_eq!(fitting(16_000, LONG / 9, 2_000), 16_000);
    }
}
