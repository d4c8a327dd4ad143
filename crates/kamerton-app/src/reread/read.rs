//! The first half: everything is read, and what is read otherwise is kept aside.

use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::reread::{self, ChangeRow, OldRow, RunRow};
use kamerton_store::{Store, workspaces};

use super::{Comparison, Done, PIECE, Reader, corrected, differs, stage};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::prepare::{self, Judged, analyser};
use crate::reading::with_lessons;

/// A piece of the history, read.
struct Piece {
    /// Its last message.
    end: MessageId,
    /// What an older version had read, with what is read now; corrections stand.
    read: Vec<(OldRow, ChangeRow)>,
}

impl Reader<'_> {
    /// Reads to the end; gives why it was broken off, when it was.
    pub(super) async fn read_all(
        &self,
        run: &mut RunRow,
        progress: &mut dyn FnMut(&RunRow),
    ) -> Result<Option<Done>> {
        let mut found = Comparison::decode(&run.report);
        loop {
            if (self.stop)() {
                return Ok(Some(Done::Stopped));
            }
            let piece = read_piece(self.store, self.brand, run.after, self.piece).await?;
            let is_last = piece.is_none();
            if let Some(piece) = &piece {
                run.after = piece.end;
                if piece.read.is_empty() {
                    continue;
                }
            }
            let read = piece.map(|piece| piece.read).unwrap_or_default();
            if !self.keep(run, &mut found, &read, is_last).await? {
                return Ok(Some(Done::Elsewhere));
            }
            progress(run);
            if is_last {
                return Ok(None);
            }
        }
    }

    /// Stores what a piece brought; says whether it was still this reader's to store.
    async fn keep(
        &self,
        run: &mut RunRow,
        found: &mut Comparison,
        read: &[(OldRow, ChangeRow)],
        is_last: bool,
    ) -> Result<bool> {
        let brand = self.brand.id;
        found.add_all(read);
        let (other, same): (Vec<ChangeRow>, Vec<ChangeRow>) =
            read.iter().map(|(_, change)| *change).partition(differs);
        run.looked += read.len() as i64;
        run.differing += other.len() as i64;
        run.report = found.encode();
        if is_last {
            self.ready(run);
        }
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, brand).await?;
        if !self.hold(&mut session, run.analyser).await? {
            return Ok(false);
        }
        reread::same(&mut session, brand, run.analyser, same.iter().map(|row| row.message)).await?;
        reread::save(&mut session, brand, &other).await?;
        reread::set(&mut session, brand, run).await?;
        session.commit().await?;
        Ok(true)
    }

    /// Everything is read. Where nothing is read otherwise there is nothing to switch.
    fn ready(&self, run: &mut RunRow) {
        let now: Instant = (self.clock)();
        run.ready_at = Some(now);
        stage::READY.clone_into(&mut run.stage);
        if run.differing == 0 {
            stage::SWITCHED.clone_into(&mut run.stage);
            run.switched_at = Some(now);
        }
    }

    /// Whether an older version has read anything.
    pub(super) async fn any_old(&self) -> Result<bool> {
        let mut session = self.store.read().await?;
        let mut after = MessageId::NIL;
        while let Some(end) =
            reread::end_of_piece(&mut session, self.brand.id, after, PIECE).await?
        {
            let part = (after, end);
            if !reread::old(&mut session, self.brand.id, part, analyser()).await?.is_empty() {
                return Ok(true);
            }
            after = end;
        }
        Ok(false)
    }
}

/// Reads everything that an older version has read and compares; nothing is stored. `progress` is
/// told what was compared so far.
///
/// # Errors
/// When the store cannot.
pub async fn compare_only(
    store: &Store,
    brand: &Brand,
    mut progress: impl FnMut(&Comparison),
) -> Result<Comparison> {
    let mut found = Comparison::default();
    let mut after = MessageId::NIL;
    while let Some(piece) = read_piece(store, brand, after, PIECE).await? {
        after = piece.end;
        found.add_all(&piece.read);
        progress(&found);
    }
    Ok(found)
}

async fn read_piece(
    store: &Store,
    brand: &Brand,
    after: MessageId,
    count: i64,
) -> Result<Option<Piece>> {
    let mut session = store.read().await?;
    let end = reread::end_of_piece(&mut session, brand.id, after, count).await?;
    let Some(end) = end else { return Ok(None) };
    let old = reread::old(&mut session, brand.id, (after, end), analyser()).await?;
    let taught = with_lessons(&mut session, brand).await?;
    let mut changes: Vec<ChangeRow> =
        judge(&taught, &old)?.into_iter().zip(&old).map(|(now, old)| change(old, now)).collect();
    corrected(&mut session, brand, &mut changes).await?;
    Ok(Some(Piece { end, read: old.into_iter().zip(changes).collect() }))
}

fn change(old: &OldRow, now: Judged) -> ChangeRow {
    ChangeRow {
        message: old.message,
        version: old.version,
        old_labels: old.labels,
        old_sentiment: old.sentiment,
        old_lang: old.lang,
        labels: now.labels,
        sentiment: now.sentiment,
        lang: now.lang,
    }
}

/// Reads texts on all cores but one: that one is left to those who look at pages.
fn judge(brand: &Brand, rows: &[OldRow]) -> Result<Vec<Judged>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let hands = cores.saturating_sub(1).max(1);
    let size = rows.len().div_ceil(hands).max(1);
    let read = |part: &[OldRow]| -> Vec<Judged> {
        part.iter().map(|row| prepare::read_again(brand, row)).collect()
    };
    if hands == 1 {
        return Ok(read(rows));
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = rows.chunks(size).map(|part| scope.spawn(move || read(part))).collect();
        let mut judged = Vec::with_capacity(rows.len());
        for part in parts {
            let broke_off = |_| AppError::Asked("reading a text broke off".to_owned());
            judged.extend(part.join().map_err(broke_off)?);
        }
        Ok(judged)
    })
}
