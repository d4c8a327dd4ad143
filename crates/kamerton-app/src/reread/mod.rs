//! Reading the history again when a new version of the analysis has come.
//!
//! First everything is *read*: messages in the order of their ids, piece by piece, beside whatever
//! else goes on. What the new version reads as it was read is noted as read by it; what it reads
//! otherwise is kept aside, and nobody sees it. Every piece is one short transaction with the
//! place where the next one begins, so that a killed re-reading goes on there.
//!
//! Then comes the *switch* ([`switch`]): person by person the new readings are put in place with
//! everything that depends on them. Whoever looks at somebody sees them by the old reading or by the
//! new, never by both. A killed switch goes on where it was, too.
//!
//! What comes in meanwhile is read by the new version at once: the program has no other. So the
//! switch is of the history; a message that was edited while it was kept aside stays as its edit
//! was read.
//!
//! What only the new reading found in the past raises no alarm: [`kamerton_core::reread`].

mod compare;
mod prepare;
mod read;
mod show;
mod switch;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use kamerton_core::correction;
use kamerton_core::id::MessageId;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::corrections::{self, CorrectionRow};
use kamerton_store::reread::{self, ChangeRow, RunRow};
use kamerton_store::{Session, Store, workspaces};

use crate::brand::Brand;
use crate::error::Result;
use crate::prepare::analyser;
use crate::reading::standing;
pub use compare::{Comparison, Counted, People};
pub use read::compare_only;
pub use show::{Example, Overview, overview};

/// What a process holds it for: it is renewed with every piece.
const HELD: i64 = 60 * SECOND;

/// Where a re-reading stands.
mod stage {
    pub const READING: &str = "reading";
    pub const READY: &str = "ready";
    pub const SWITCHING: &str = "switching";
    pub const SWITCHED: &str = "switched";
}

/// What one of us may want of a re-reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Switch as soon as everything is read.
    Now,
    /// Do not switch until somebody says so.
    Later,
}

impl Wish {
    const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Later => "later",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Now, Self::Later].into_iter().find(|wish| wish.word() == word)
    }
}

/// What is asked of a re-reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Somebody asked by hand: it is looked whether an older program has read something since, and
    /// the switch waits for nobody.
    pub by_hand: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Everything is read by this version.
    Nothing,
    /// The new readings are in place now.
    Switched,
    /// Everything is read; the switch waits for one of us.
    Waits,
    /// Another process is at it.
    Elsewhere,
    /// A newer program has read the history: this one leaves it alone.
    Newer,
    /// It was told to stop; what was read is kept.
    Stopped,
}

/// Who re-reads, and how it is told to stop.
pub struct Reader<'a> {
    store: &'a Store,
    brand: &'a Brand,
    clock: fn() -> Instant,
    stop: &'a dyn Fn() -> bool,
    holder: String,
    piece: i64,
}

/// Messages of one piece: a writer who waits for it waits for some hundredths of a second, and what
/// is derived together and lies close in time shares the words around it.
const PIECE: i64 = 2_000;

static NUMBER: AtomicU64 = AtomicU64::new(0);

impl<'a> Reader<'a> {
    /// A reader of a brand's history; `stop` is asked between pieces.
    pub fn new(
        store: &'a Store,
        brand: &'a Brand,
        clock: fn() -> Instant,
        stop: &'a dyn Fn() -> bool,
    ) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let holder = format!("{}-{number}", uuid::Uuid::now_v7().simple());
        Self { store, brand, clock, stop, holder, piece: PIECE }
    }

    /// In smaller pieces, to see what happens between them.
    #[doc(hidden)]
    #[must_use]
    pub fn in_pieces_of(self, piece: i64) -> Self {
        Self { piece, ..self }
    }

    /// Reads what an older version has read, and switches when nobody wants to be asked first.
    /// `progress` is told how far it is. Keeps the thread that calls it busy.
    ///
    /// # Errors
    /// When the store cannot. What was read is kept, and who has taken their turn in the switch: it
    /// goes on there when this is called again.
    pub async fn run(&self, asked: Asked, progress: &mut dyn FnMut(&RunRow)) -> Result<Done> {
        if let Some(done) = self.finish_older().await? {
            return Ok(done);
        }
        let mut run = match self.take(asked).await? {
            Ok(run) => run,
            Err(done) => return Ok(done),
        };
        let done = self.go_on(&mut run, asked, progress).await;
        self.release(run.analyser).await?;
        done
    }

    /// Ends the switch of an older version that was broken off before this one came: what it read is
    /// kept, and half of a switch is no ground to read on. Gives why it could not.
    async fn finish_older(&self) -> Result<Option<Done>> {
        let known = reread::latest(&mut self.store.read().await?, self.brand.id).await?;
        let is_older = |run: &RunRow| run.stage == stage::SWITCHING && run.analyser < analyser();
        let Some(mut run) = known.filter(is_older) else { return Ok(None) };
        let done = self.switch(&mut run).await?;
        self.release(run.analyser).await?;
        Ok((done != Done::Switched).then_some(done))
    }

    async fn go_on(
        &self,
        run: &mut RunRow,
        asked: Asked,
        progress: &mut dyn FnMut(&RunRow),
    ) -> Result<Done> {
        if run.stage == stage::READING
            && let Some(done) = self.read_all(run, progress).await?
        {
            return Ok(done);
        }
        if run.stage == stage::SWITCHING {
            return self.switch(run).await;
        }
        if run.stage != stage::READY {
            return Ok(Done::Nothing);
        }
        // Somebody may have said so while it was read.
        let known = reread::latest(&mut self.store.read().await?, self.brand.id).await?;
        if let Some(known) = known {
            run.wish = known.wish;
        }
        if asked.by_hand || self.may_switch(run) {
            return self.switch(run).await;
        }
        self.try_switch(run).await?;
        Ok(Done::Waits)
    }

    /// Whether nobody wants to be asked first, or somebody was.
    fn may_switch(&self, run: &RunRow) -> bool {
        match Wish::of(&run.wish) {
            Some(wish) => wish == Wish::Now,
            None => !self.brand.settings.ask_before_rereading,
        }
    }

    /// Takes the re-reading that is to be done, if there is one and nobody else is at it.
    async fn take(&self, asked: Asked) -> Result<std::result::Result<RunRow, Done>> {
        let known = reread::latest(&mut self.store.read().await?, self.brand.id).await?;
        let mut anew = false;
        if let Some(run) = known {
            if run.analyser > analyser() {
                return Ok(Err(Done::Newer));
            }
            if run.analyser == analyser() && run.stage == stage::SWITCHED {
                if !asked.by_hand || !self.any_old().await? {
                    return Ok(Err(Done::Nothing));
                }
                anew = true;
            }
            let waits = run.stage == stage::READY && !asked.by_hand && !self.may_switch(&run);
            if run.analyser == analyser() && waits && self.was_tried(&run) {
                return Ok(Err(Done::Waits));
            }
        }
        let now = (self.clock)();
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, self.brand.id).await?;
        reread::begin(&mut session, self.brand.id, &first(now)).await?;
        if !self.hold(&mut session, analyser()).await? {
            return Ok(Err(Done::Elsewhere));
        }
        if anew {
            reread::clear(&mut session, self.brand.id).await?;
            reread::set(&mut session, self.brand.id, &first(now)).await?;
        }
        let run = reread::latest(&mut session, self.brand.id).await?;
        session.commit().await?;
        Ok(run.filter(|run| run.analyser == analyser()).ok_or(Done::Newer))
    }

    /// Whether it is still this reader's; keeps it so for a while.
    async fn hold(&self, session: &mut Session, analyser: i64) -> Result<bool> {
        let now = (self.clock)();
        let (brand, holder) = (self.brand.id, self.holder.as_str());
        Ok(reread::hold(session, brand, analyser, holder, now, now.plus(HELD)).await?)
    }

    /// Lets others have it at once.
    async fn release(&self, analyser: i64) -> Result<()> {
        let mut session = self.store.write().await?;
        let (brand, holder) = (self.brand.id, self.holder.as_str());
        let long_ago = Instant::from_micros(0);
        reread::hold(&mut session, brand, analyser, holder, long_ago, long_ago).await?;
        session.commit().await?;
        Ok(())
    }
}

/// A re-reading by this version that has read nothing yet.
fn first(now: Instant) -> RunRow {
    RunRow {
        analyser: analyser(),
        stage: stage::READING.to_owned(),
        wish: String::new(),
        after: MessageId::NIL,
        looked: 0,
        differing: 0,
        report: Comparison::default().encode(),
        started_at: now,
        ready_at: None,
        switched_at: None,
        holder: String::new(),
        held_until: Instant::from_micros(0),
    }
}

/// Notes of a brand that is new: all that will come is read by this version.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn nothing_to_read(session: &mut Session, brand: &Brand, now: Instant) -> Result<()> {
    let run = RunRow {
        stage: stage::SWITCHED.to_owned(),
        ready_at: Some(now),
        switched_at: Some(now),
        ..first(now)
    };
    reread::begin(session, brand.id, &run).await?;
    Ok(())
}

/// Since when a reading is in place that has taken over or is taking over at this moment; nothing where
/// none read anything otherwise.
pub(crate) fn in_place_since(run: &RunRow) -> Option<Instant> {
    let begun = || Comparison::decode(&run.report).since;
    let since = match run.stage.as_str() {
        stage::SWITCHING => begun(),
        _ => run.switched_at,
    };
    since.filter(|_| run.differing > 0)
}

/// Stores what one of us wants of the re-reading at hand; says whether there is one.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn wish(session: &mut Session, brand: &Brand, wish: Wish) -> Result<bool> {
    let run = reread::latest(session, brand.id).await?;
    let is_open = |run: &RunRow| [stage::READING, stage::READY].contains(&run.stage.as_str());
    let Some(run) = run.filter(is_open) else { return Ok(false) };
    reread::wish(session, brand.id, run.analyser, wish.word()).await?;
    Ok(true)
}

/// What one of us has corrected stands, whatever is read: the one place where a re-reading asks
/// for it.
async fn corrected(session: &mut Session, brand: &Brand, rows: &mut [ChangeRow]) -> Result<()> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.message).collect();
    let mut said: HashMap<MessageId, Vec<CorrectionRow>> = HashMap::new();
    for row in corrections::of_messages(session, brand.id, ids).await? {
        said.entry(row.message).or_default().push(row);
    }
    for row in rows {
        let Some(said) = said.get(&row.message) else { continue };
        (row.labels, row.sentiment) = correction::apply(row.labels, row.sentiment, &standing(said));
    }
    Ok(())
}

/// Whether a message says something else than before, in any way.
fn differs(row: &ChangeRow) -> bool {
    (row.labels, row.sentiment, row.lang) != (row.old_labels, row.old_sentiment, row.old_lang)
}
