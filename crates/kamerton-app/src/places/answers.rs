//! How questions are answered in a place (`F1`).

use kamerton_core::answer::kinds;
use kamerton_core::id::PlaceId;
use kamerton_core::share::{Middle, Share, middle};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::place_figures::Span;
use kamerton_store::{Session, message_lists};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;

/// At most so many messages are looked at, the latest.
const WAITED: i64 = 2_000;

/// How questions were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Answers {
    /// How many were answered, of those that are answered or past their due.
    pub answered: Share,
    /// How many of the answered ones were answered by another member first; of none where nobody is
    /// known as ours, for then it says nothing.
    pub by_members: Share,
    /// Minutes until the first answer.
    pub minutes: Option<Middle>,
}

/// How the questions of a span were answered, as known at `now`: by the latest 2,000 messages that
/// waited for something.
///
/// # Errors
/// When the store cannot.
pub async fn answers(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: Span,
    has_staff: bool,
    now: Instant,
) -> Result<Answers> {
    let from = brand.zone.at_hour(span.from, 0);
    let to = brand.zone.at_hour(span.to.plus(1), 0).min(now);
    let before = (to, kamerton_core::id::MessageId::NIL);
    let rows =
        message_lists::waited_in_place(session, brand.id, place, from, before, WAITED).await?;
    Ok(summed(&rows, has_staff, now))
}

fn summed(rows: &[AwaitingRow], has_staff: bool, now: Instant) -> Answers {
    let asked = rows.iter().filter(|row| row.kinds & kinds::QUESTION != 0);
    let (mut answered, mut by_members, mut all) = (Vec::new(), 0, 0);
    for row in asked {
        match row.answered_at.filter(|at| *at < now) {
            Some(at) => {
                all += 1;
                answered.push(at.since(row.sent_at) / MINUTE);
                by_members += i64::from(row.ours_at.is_none_or(|ours| ours > at));
            }
            None => all += i64::from(row.due_at <= now),
        }
    }
    let count = answered.len() as i64;
    Answers {
        answered: Share::of(count, all),
        by_members: if has_staff { Share::of(by_members, count) } else { Share::default() },
        minutes: middle(&answered),
    }
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::{IdentityId, MessageId};

    use super::*;

    fn asked(at: i64, answered: Option<i64>, ours: Option<i64>) -> AwaitingRow {
        let minute = |at: i64| Instant::from_micros(at * MINUTE);
        AwaitingRow {
            message: MessageId::NIL,
            place: PlaceId::NIL,
            identity: IdentityId::NIL,
            thread: 0,
            sent_at: minute(at),
            kinds: kinds::QUESTION,
            due_at: minute(at + 100),
            answered_at: answered.map(minute),
            answered_by: None,
            ours_at: ours.map(minute),
            overdue: false,
        }
    }

    #[test]
    fn what_is_not_due_yet_is_no_failure() {
        let now = Instant::from_micros(200 * MINUTE);
        let rows = [
            asked(10, Some(14), None),
            asked(20, Some(30), Some(30)),
            asked(30, Some(300), None),
            asked(50, None, None),
            asked(150, None, None),
            AwaitingRow { kinds: kinds::NEGATIVE, ..asked(10, None, None) },
        ];
        assert_eq!(summed(&rows, false, now).by_members, Share::default());
        let found = summed(&rows, true, now);
        assert_eq!(found.answered, Share::of(2, 4));
        assert_eq!(found.by_members, Share::of(1, 2));
        assert_eq!(found.minutes.unwrap().value, 7.0);
    }
}
