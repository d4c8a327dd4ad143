//! What waits for an answer, and who answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use kamerton_core::answer::{self, Said, kinds};
use kamerton_core::derive::question_overdue;
use kamerton_core::entry::Entry;
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::Session;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::message_links::GroundRow;

use super::Touched;
use crate::brand::Brand;
use crate::error::Result;

/// What is never due: only questions are.
const NEVER: Instant = Instant::from_micros(i64::MAX);

/// How many overdue questions are put into the ledger at once.
const PIECE: i64 = 2_000;

impl Touched {
    /// Finds what waits among the touched messages, and whether touched messages answer.
    pub(super) async fn update_waiting(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        grounds: &[GroundRow],
        now: Instant,
    ) -> Result<()> {
        let mut waiting = self.find_waiting(session, brand, grounds).await?;
        let said = self.find_answers(session, brand, &waiting).await?;
        for row in waiting.values_mut() {
            if self.is_whole(row) {
                // What answered it may have been deleted, edited or written by a program.
                row.row.answered_at = None;
                row.row.answered_by = None;
                row.row.ours_at = None;
            }
            said.answer(row, brand);
        }
        self.store_waiting(session, brand, waiting, now).await
    }

    /// The rows to look at: those of touched messages, and stored ones that touched messages may
    /// answer.
    async fn find_waiting(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        grounds: &[GroundRow],
    ) -> Result<BTreeMap<MessageId, Looked>> {
        let mut rows = BTreeMap::new();
        let follow_up = brand.policy().answers.follow_up_minutes * MINUTE;
        for (place, first, last) in self.may_have_asked(brand, grounds) {
            let stretch = (first, last);
            for row in self.known.waiting_between(session, brand, place, stretch).await? {
                rows.insert(row.message, Looked::stored(row));
            }
        }
        // What is linked answers whatever it says: a plan of other readings need not look at it.
        if self.plan.is_none() {
            let targets = self.known.targets(session, brand, &self.grounds).await?;
            for row in self.known.waiting_about(session, brand, follow_up, targets).await? {
                rows.insert(row.message, Looked { is_about: true, ..Looked::stored(row) });
            }
        }
        let old = self.grounds.iter().filter(|id| !self.fresh.contains(id)).copied();
        for row in awaiting::by_id(session, brand.id, old).await? {
            rows.insert(row.message, Looked::stored(row));
        }
        for ground in grounds {
            self.look_at(brand, ground, &mut rows);
        }
        Ok(rows)
    }

    /// Where and when the questions were asked that new words follow, or that changed ones may
    /// have answered by coming next.
    fn may_have_asked(
        &self,
        brand: &Brand,
        grounds: &[GroundRow],
    ) -> Vec<(PlaceId, Instant, Instant)> {
        let rules = &brand.policy().answers;
        let follow_up = rules.follow_up_minutes * MINUTE;
        let threads = i64::from(grounds.iter().any(|ground| ground.thread != 0));
        let mut stretches = Stretches::default();
        for (place, (first, last)) in &self.spans {
            let from = first.plus(-answer::window(threads, rules));
            stretches.add(*place, from, last.plus(follow_up));
        }
        for row in grounds.iter().filter(|row| self.changed.contains(&row.ground.message)) {
            let from = row.sent_at.plus(-answer::window(row.thread, rules));
            stretches.add(row.place, from, row.sent_at);
        }
        stretches.joined()
    }

    /// Whether a touched message waits, now.
    fn look_at(&self, brand: &Brand, row: &GroundRow, rows: &mut BTreeMap<MessageId, Looked>) {
        let ground = &row.ground;
        let to_member =
            !row.implied && ground.parent.is_some_and(|parent| parent.author.role.is_community());
        let wanted = if ground.counts && ground.author.role.is_community() {
            answer::waits_for(ground.labels, to_member)
        } else {
            0
        };
        let due_at = if wanted & kinds::QUESTION == 0 {
            NEVER
        } else {
            row.sent_at.plus(brand.policy().question_due_hours * HOUR)
        };
        match rows.get_mut(&ground.message) {
            Some(known) => {
                known.gone = wanted == 0;
                known.row.kinds = wanted;
                known.row.due_at = due_at;
            }
            None if wanted != 0 => {
                let new = AwaitingRow {
                    message: ground.message,
                    place: row.place,
                    identity: ground.author.identity,
                    thread: row.thread,
                    sent_at: row.sent_at,
                    kinds: wanted,
                    due_at,
                    answered_at: None,
                    answered_by: None,
                    ours_at: None,
                    overdue: false,
                };
                let new = Looked { row: new, stored: None, gone: false, is_about: false };
                rows.insert(ground.message, new);
            }
            None => {}
        }
    }

    /// Everything that may answer one of the rows.
    async fn find_answers(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        rows: &BTreeMap<MessageId, Looked>,
    ) -> Result<SaidAround> {
        let mut said = SaidAround::default();
        let rules = &brand.policy().answers;
        let follow_up = rules.follow_up_minutes * MINUTE;
        let mut stretches = Stretches::default();
        for (place, (first, last)) in &self.spans {
            stretches.add(*place, *first, *last);
        }
        for looked in rows.values().filter(|looked| self.is_whole(looked)) {
            let row = &looked.row;
            let window = answer::window(row.thread, rules).max(follow_up);
            stretches.add(row.place, row.sent_at, row.sent_at.plus(window));
        }
        // What the asker wrote right after the question may lie long before the new messages.
        for looked in rows.values().filter(|looked| looked.is_about) {
            let row = &looked.row;
            stretches.add(row.place, row.sent_at, row.sent_at.plus(follow_up));
        }
        for (place, first, last) in stretches.joined() {
            let stretch = (first, last);
            said.add(place, self.known.said_between(session, brand, place, stretch).await?);
        }
        let mut asked: HashSet<MessageId> = HashSet::new();
        for looked in rows.values().filter(|looked| self.is_whole(looked)) {
            asked.insert(looked.row.message);
            asked.extend(said.follow_ups(&looked.row, follow_up));
        }
        said.linked = self.known.said_to(session, brand, asked).await?;
        let all = said.by_place.values_mut().flatten().chain(&mut said.linked);
        self.read_said_ahead(session, brand, all).await?;
        said.index();
        Ok(said)
    }

    /// Whether all answers of a row are looked for: it is new, or something that may have answered
    /// it was changed. Else it is enough to see whether the new messages answer it.
    fn is_whole(&self, looked: &Looked) -> bool {
        looked.stored.is_none() || !self.changed.is_empty() || self.plan.is_some()
    }

    pub(super) async fn store_waiting(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        rows: BTreeMap<MessageId, Looked>,
        now: Instant,
    ) -> Result<()> {
        if let Some(plan) = &mut self.plan {
            plan.note(rows.into_values(), now);
            return Ok(());
        }
        let (mut saved, mut gone) = (Vec::new(), Vec::new());
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for looked in rows.into_values() {
            let mut row = looked.row;
            let was = looked.stored.is_some_and(|stored| stored.overdue);
            row.overdue = !looked.gone && is_overdue(&row, now);
            match (was, row.overdue) {
                (false, true) => added.push(overdue_entry(brand, &row)),
                (true, false) => {
                    removed.push(overdue_entry(brand, &looked.stored.unwrap_or(row)));
                }
                _ => {}
            }
            if looked.gone || looked.stored != Some(row) {
                // What answered it may stand in another place, whose days were touched instead, and
                // what answers it now may have been said long after.
                let was = looked.stored.and_then(|stored| stored.answered_at);
                for at in [Some(row.sent_at), row.answered_at, was].into_iter().flatten() {
                    self.indices.message(row.place, row.identity, brand.zone.day(at));
                }
            }
            if looked.gone {
                gone.push(row.message);
            } else if looked.stored != Some(row) {
                saved.push(row);
            }
        }
        awaiting::save(session, brand.id, &saved).await?;
        awaiting::delete(session, brand.id, gone).await?;
        self.change_ledger(session, brand, &added, &removed).await
    }

    /// Puts questions that fell due by `now` into the ledger.
    pub(crate) async fn settle(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        now: Instant,
    ) -> Result<()> {
        loop {
            let mut rows = awaiting::fallen_due(session, brand.id, now, PIECE).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let added: Vec<Entry> = rows.iter().map(|row| overdue_entry(brand, row)).collect();
            for row in &mut rows {
                row.overdue = true;
            }
            awaiting::save(session, brand.id, &rows).await?;
            self.change_ledger(session, brand, &added, &[]).await?;
        }
    }
}

/// What waits among `grounds` and who answered first, from the messages alone.
///
/// # Errors
/// When the store cannot.
pub async fn from_scratch(
    session: &mut Session,
    brand: &Brand,
    grounds: &[GroundRow],
    now: Instant,
) -> Result<BTreeMap<MessageId, AwaitingRow>> {
    let mut touched = Touched::default();
    let mut rows = BTreeMap::new();
    for ground in grounds {
        touched.look_at(brand, ground, &mut rows);
    }
    let said = touched.find_answers(session, brand, &rows).await?;
    for looked in rows.values_mut() {
        said.answer(looked, brand);
        looked.row.overdue = is_overdue(&looked.row, now);
    }
    Ok(rows.into_iter().map(|(message, looked)| (message, looked.row)).collect())
}

/// Puts questions that fell due by `now` into the ledger and folds their people.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn settle_due(session: &mut Session, brand: &Brand, now: Instant) -> Result<()> {
    let mut touched = Touched::default();
    touched.settle(session, brand, now).await?;
    touched.fold(session, brand, now).await
}

/// Whether a question found no answer in time.
pub fn is_overdue(row: &AwaitingRow, now: Instant) -> bool {
    row.kinds & kinds::QUESTION != 0
        && row.due_at <= now
        && row.answered_at.is_none_or(|answered| answered > row.due_at)
}

/// The ledger's entry for a question that is overdue.
pub fn overdue_entry(brand: &Brand, row: &AwaitingRow) -> Entry {
    question_overdue(row.identity, row.message, brand.zone.day(row.due_at))
}

/// A row that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    pub row: AwaitingRow,
    pub stored: Option<AwaitingRow>,
    pub gone: bool,
    /// A touched message answers it, or what its author wrote right after it.
    pub is_about: bool,
}

impl Looked {
    const fn stored(row: AwaitingRow) -> Self {
        Self { row, stored: Some(row), gone: false, is_about: false }
    }
}

/// Stretches of time in places, so that what lies far apart is not read with all between it.
#[derive(Default)]
struct Stretches(BTreeMap<PlaceId, Vec<(Instant, Instant)>>);

impl Stretches {
    fn add(&mut self, place: PlaceId, first: Instant, last: Instant) {
        self.0.entry(place).or_default().push((first, last));
    }

    /// The stretches of each place in order of time, those that overlap joined.
    fn joined(self) -> Vec<(PlaceId, Instant, Instant)> {
        let mut joined: Vec<(PlaceId, Instant, Instant)> = Vec::new();
        for (place, mut stretches) in self.0 {
            stretches.sort_unstable();
            for (first, last) in stretches {
                match joined.last_mut() {
                    Some(known) if known.0 == place && first <= known.2 => {
                        known.2 = known.2.max(last);
                    }
                    _ => joined.push((place, first, last)),
                }
            }
        }
        joined
    }
}

/// What was said around the rows that are looked at.
#[derive(Default)]
struct SaidAround {
    by_place: HashMap<PlaceId, Vec<Said>>,
    linked: Vec<Said>,
    by_target: HashMap<MessageId, Vec<Said>>,
}

impl SaidAround {
    /// Adds a stretch of a place, later than those before it.
    fn add(&mut self, place: PlaceId, said: Vec<Said>) {
        self.by_place.entry(place).or_default().extend(said);
    }

    /// The author's own next messages: answers to them answer the question.
    fn follow_ups(&self, row: &AwaitingRow, within: i64) -> Vec<MessageId> {
        self.between(row, row.sent_at, row.sent_at.plus(within))
            .iter()
            .filter(|said| said.identity == row.identity)
            .map(|said| said.message)
            .collect()
    }

    fn between(&self, row: &AwaitingRow, from: Instant, to: Instant) -> &[Said] {
        let Some(said) = self.by_place.get(&row.place) else { return &[] };
        let first = said.partition_point(|one| one.sent_at < from);
        let last = said.partition_point(|one| one.sent_at <= to);
        said.get(first..last).unwrap_or_default()
    }

    fn index(&mut self) {
        let all = self.by_place.values().flatten().chain(&self.linked);
        for said in all {
            let Some(target) = said.reply_to else { continue };
            let known = self.by_target.entry(target.message).or_default();
            if !known.iter().any(|one| one.message == said.message) {
                known.push(*said);
            }
        }
    }

    /// Moves a row's first answers to the earliest known ones.
    fn answer(&self, looked: &mut Looked, brand: &Brand) {
        let rules = &brand.policy().answers;
        let row = &mut looked.row;
        let waiting = row.awaiting();
        let follow_up = rules.follow_up_minutes * MINUTE;
        let window = answer::window(row.thread, rules);
        let asked: Vec<MessageId> =
            std::iter::once(row.message).chain(self.follow_ups(row, follow_up)).collect();
        let linked = asked.iter().filter_map(|id| self.by_target.get(id)).flatten();
        let next = self.between(row, row.sent_at, row.sent_at.plus(window)).iter();
        let answers: Vec<Said> = linked
            .chain(next)
            .filter(|said| answer::answers(&waiting, said, rules))
            .copied()
            .collect();
        for said in answers {
            let first = row.answered_at.zip(row.answered_by);
            if first.is_none_or(|first| (said.sent_at, said.message) < first) {
                row.answered_at = Some(said.sent_at);
                row.answered_by = Some(said.message);
            }
            if said.role.is_ours() && row.ours_at.is_none_or(|first| said.sent_at < first) {
                row.ours_at = Some(said.sent_at);
            }
        }
    }
}
