//! What the switch will do, found out beside everything else: which messages say something else, and
//! which entries and waiting follow from it, person by person.
//!
//! Messages are looked at in the order of time, where what lies around a question is read once for
//! many. The switch goes by people. Between the two the plan is kept by person: in memory while it is
//! small, else in files without a name, which a kill takes with it. Then it is made anew, and what is
//! in place already is no longer in it.

use std::collections::{BTreeSet, HashMap};

use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::reread;

use super::Reader;
use crate::check::spill::{self, PARTS, Packed, Spill};
use crate::error::Result;
use crate::ingest::Touched;
use crate::ingest::ahead::{Plan, people_of};

/// Pieces after which it is said again that this process is at it.
const HELD_FOR: usize = 20;

/// Something that the switch will do to somebody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// To whom; NIL where it is nobody.
    pub person: PersonId,
    /// What.
    pub what: What,
}

/// What the switch will do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A message says something else.
    Says(MessageId),
    /// An entry comes.
    Comes(Entry),
    /// An entry goes.
    Goes(Entry),
    /// A message waits so.
    Waits(AwaitingRow),
    /// A message waits no more.
    WaitsNoMore(AwaitingRow),
}

/// All of it.
pub(super) struct Steps(Spill<Step>);

impl Steps {
    /// Those of all people in turn, a part at a time and each person's together.
    pub fn parts(&mut self) -> impl Iterator<Item = Result<Vec<Step>>> {
        (0..PARTS).map(|part| {
            let mut steps = self.0.take(part)?;
            steps.sort_by_key(|step| step.person);
            Ok(steps)
        })
    }
}

impl Reader<'_> {
    /// Finds out what the switch of a version will do; `None` when it was told to stop or another
    /// process has taken over.
    pub(super) async fn prepare(&self, analyser: i64, now: Instant) -> Result<Option<Steps>> {
        let mut steps = Spill::new(self.store);
        let mut after = MessageId::NIL;
        for piece in 1.. {
            if (self.stop)() || (piece % HELD_FOR == 0 && !self.still_held(analyser).await?) {
                return Ok(None);
            }
            let mut session = self.store.read().await?;
            let rows =
                reread::labelled_after(&mut session, self.brand.id, after, self.piece).await?;
            let Some(last) = rows.last() else { break };
            after = last.message;
            let plan = Some(Plan::of(analyser));
            let mut touched = Touched { plan, untold: true, ..Touched::default() };
            touched.plan_otherwise(&mut session, self.brand, &rows, now).await?;
            let ids = rows.iter().map(|row| row.message);
            let pending = reread::pending(&mut session, self.brand.id, analyser, ids).await?;
            let ids = pending.into_iter().map(|(message, _)| message);
            for (message, person) in reread::writers(&mut session, self.brand.id, ids).await? {
                let person = person.unwrap_or(PersonId::NIL);
                steps.add(&Step { person, what: What::Says(message) })?;
            }
            let plan = touched.plan.unwrap_or_default();
            let mut accounts: BTreeSet<IdentityId> =
                plan.added.iter().chain(&plan.removed).map(|entry| entry.identity).collect();
            accounts.extend(plan.waits.values().map(|(row, _)| row.identity));
            let people = people_of(&mut session, self.brand, accounts).await?;
            steps_of(plan, &people).try_for_each(|step| steps.add(&step))?;
        }
        Ok(Some(Steps(steps)))
    }

    async fn still_held(&self, analyser: i64) -> Result<bool> {
        let mut session = self.store.write().await?;
        let held = self.hold(&mut session, analyser).await?;
        session.commit().await?;
        Ok(held)
    }
}

fn steps_of(plan: Plan, people: &HashMap<IdentityId, PersonId>) -> impl Iterator<Item = Step> {
    let come = plan.added.into_iter().map(|entry| (entry.identity, What::Comes(entry)));
    let go = plan.removed.into_iter().map(|entry| (entry.identity, What::Goes(entry)));
    let wait = plan.waits.into_values().map(|(row, gone)| {
        (row.identity, if gone { What::WaitsNoMore(row) } else { What::Waits(row) })
    });
    come.chain(go).chain(wait).map(|(account, what)| Step {
        person: people.get(&account).copied().unwrap_or(PersonId::NIL),
        what,
    })
}

impl Packed for Step {
    fn owner(&self) -> IdentityId {
        self.person.0.into()
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.person.0.as_bytes());
        match &self.what {
            What::Says(message) => {
                bytes.push(0);
                bytes.extend(message.0.as_bytes());
            }
            What::Comes(entry) => {
                bytes.push(1);
                entry.pack(bytes);
            }
            What::Goes(entry) => {
                bytes.push(2);
                entry.pack(bytes);
            }
            What::Waits(row) => {
                bytes.push(3);
                pack_waiting(row, bytes);
            }
            What::WaitsNoMore(row) => {
                bytes.push(4);
                pack_waiting(row, bytes);
            }
        }
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let person = spill::next_uuid(bytes)?.into();
        let [what] = spill::next(bytes)?;
        let what = match what {
            0 => What::Says(spill::next_uuid(bytes)?.into()),
            1 => What::Comes(Entry::unpack(bytes)?),
            2 => What::Goes(Entry::unpack(bytes)?),
            3 => What::Waits(unpack_waiting(bytes)?),
            _ => What::WaitsNoMore(unpack_waiting(bytes)?),
        };
        Some(Self { person, what })
    }
}

fn pack_waiting(row: &AwaitingRow, bytes: &mut Vec<u8>) {
    let maybe = |value: Option<Instant>| value.map_or(i64::MIN, Instant::micros);
    bytes.extend(row.message.0.as_bytes());
    bytes.extend(row.place.0.as_bytes());
    bytes.extend(row.identity.0.as_bytes());
    let numbers = [
        row.thread,
        row.sent_at.micros(),
        row.kinds,
        row.due_at.micros(),
        maybe(row.answered_at),
        maybe(row.ours_at),
        i64::from(row.overdue),
    ];
    numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(row.answered_by.unwrap_or(MessageId::NIL).0.as_bytes());
}

fn unpack_waiting(bytes: &mut &[u8]) -> Option<AwaitingRow> {
    let (message, place) = (spill::next_uuid(bytes)?.into(), spill::next_uuid(bytes)?.into());
    let identity = spill::next_uuid(bytes)?.into();
    let mut number = || spill::next_int(bytes);
    let (thread, sent_at, kinds, due_at) = (number()?, number()?, number()?, number()?);
    let (answered_at, ours_at, overdue) = (number()?, number()?, number()?);
    let answered_by: MessageId = spill::next_uuid(bytes)?.into();
    let maybe = |value: i64| (value != i64::MIN).then(|| Instant::from_micros(value));
    Some(AwaitingRow {
        message,
        place,
        identity,
        thread,
        sent_at: Instant::from_micros(sent_at),
        kinds,
        due_at: Instant::from_micros(due_at),
        answered_at: maybe(answered_at),
        answered_by: (answered_by != MessageId::NIL).then_some(answered_by),
        ours_at: maybe(ours_at),
        overdue: overdue != 0,
    })
}

#[cfg(test)]
mod tests {
    use kamerton_core::entry::EntryKind;
    use kamerton_core::time::Day;

    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let (message, account) = (MessageId::derived(&[b"m"]), IdentityId::derived(&[b"i"]));
        let entry = Entry {
            identity: account,
            day: Day(7),
            kind: EntryKind::Helped,
            ground: message,
            weight: -3,
            other: IdentityId::NIL,
            since: Day(-2),
        };
        let row = AwaitingRow {
            message,
            place: kamerton_core::id::PlaceId::derived(&[b"p"]),
            identity: account,
            thread: -9,
            sent_at: Instant::from_seconds(5),
            kinds: 3,
            due_at: Instant::from_micros(i64::MAX),
            answered_at: Some(Instant::from_seconds(6)),
            answered_by: Some(MessageId::derived(&[b"a"])),
            ours_at: None,
            overdue: true,
        };
        let bare = AwaitingRow { answered_at: None, answered_by: None, overdue: false, ..row };
        let all = [
            What::Says(message),
            What::Comes(entry),
            What::Goes(entry),
            What::Waits(row),
            What::WaitsNoMore(bare),
        ];
        let mut bytes = Vec::new();
        let person = PersonId::derived(&[b"who"]);
        all.map(|what| Step { person, what }).iter().for_each(|step| step.pack(&mut bytes));
        let mut left = bytes.as_slice();
        let back: Vec<What> =
            std::iter::from_fn(|| Step::unpack(&mut left)).map(|step| step.what).collect();
        assert_eq!(back, all);
        assert!(left.is_empty());
    }
}
