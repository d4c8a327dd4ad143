//! The second half: new readings take the place of the old ones, all at once.
//!
//! It is one transaction, however much there is to derive. Readers go on seeing the old until it is
//! committed; on the embedded database whoever wants to write waits for it, on PostgreSQL only who
//! wants to fold facts: events are acknowledged. Several transactions would let everybody write in
//! between, and would show people by the new reading beside people by the old one: a share of
//! kamertons of neither. A switch that lasts is the lesser evil, because it comes once with a
//! version and its length is known ([`docs/benchmarks.md`]).
//!
//! [`docs/benchmarks.md`]: https://github.com/kamerton/kamerton/blob/main/docs/benchmarks.md

use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::notices::{self, Change};
use kamerton_store::reread::{self, ChangeRow, RunRow};
use kamerton_store::{Session, workspaces};

use super::{Comparison, Done, People, Reader, corrected, stage};
use crate::advance;
use crate::error::Result;
use crate::ingest::Touched;

/// A switch of so many messages takes seconds at most, so it may be tried to see whom it moves.
const TRIED: i64 = 20_000;

impl Reader<'_> {
    /// Makes the switch.
    pub(super) async fn switch(&self, run: &mut RunRow) -> Result<Done> {
        let now = (self.clock)();
        let Some((mut session, touched)) = self.switched(run, now).await? else {
            return Ok(if (self.stop)() { Done::Stopped } else { Done::Elsewhere });
        };
        let moves = touched.moves.unwrap_or_default();
        reread::save_moves(&mut session, self.brand.id, &moves).await?;
        let mut found = Comparison::decode(&run.report);
        found.people = Some(People::of(&moves));
        run.report = found.encode();
        stage::SWITCHED.clone_into(&mut run.stage);
        run.switched_at = Some(now);
        reread::set(&mut session, self.brand.id, run).await?;
        session.commit().await?;
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
        let mut found = Comparison::decode(&run.report);
        let now = (self.clock)();
        let Some((session, touched)) = self.switched(run, now).await? else { return Ok(()) };
        drop(session);
        found.people = Some(People::of(&touched.moves.unwrap_or_default()));
        run.report = found.encode();
        let mut session = self.store.write().await?;
        if self.hold(&mut session, run.analyser).await? {
            reread::set(&mut session, self.brand.id, run).await?;
            session.commit().await?;
        }
        Ok(())
    }

    /// A transaction in which everything is as the new readings say. `None` when another process
    /// has taken over, or when it was told to stop.
    async fn switched(&self, run: &RunRow, now: Instant) -> Result<Option<(Session, Touched)>> {
        // What time alone has changed is none of the new reading's doing.
        advance::advance(self.store, self.brand, now).await?;
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, self.brand.id).await?;
        if !self.hold(&mut session, run.analyser).await? {
            return Ok(None);
        }
        self.put_in_place(&mut session, run.analyser).await?;
        let mut touched = Touched { moves: Some(Vec::new()), ..Touched::default() };
        if !self.derive_anew(&mut session, &mut touched, now).await? {
            return Ok(None);
        }
        touched.settle(&mut session, self.brand, now).await?;
        touched.fold(&mut session, self.brand, now).await?;
        Ok(Some((session, touched)))
    }

    async fn put_in_place(&self, session: &mut Session, analyser: i64) -> Result<()> {
        let brand = self.brand.id;
        let mut after = MessageId::NIL;
        loop {
            let rows = reread::changes_after(session, brand, after, self.piece).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            let part = (after, last.message);
            after = last.message;
            self.correct(session, rows).await?;
            reread::apply(session, brand, analyser, part).await?;
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

    /// Derives what follows from messages that say something else; says whether it came to its end.
    async fn derive_anew(
        &self,
        session: &mut Session,
        touched: &mut Touched,
        now: Instant,
    ) -> Result<bool> {
        let mut after = MessageId::NIL;
        loop {
            if (self.stop)() {
                return Ok(false);
            }
            let rows = reread::changes_after(session, self.brand.id, after, self.piece).await?;
            let Some(last) = rows.last() else { return Ok(true) };
            after = last.message;
            // Nothing is derived from sentiment or language.
            let other = rows.iter().filter(|row| row.labels != row.old_labels);
            let other: Vec<MessageId> = other.map(|row| row.message).collect();
            touched.read_otherwise(session, self.brand, other, now).await?;
        }
    }
}
