//! Who turns to whom: counted from the messages and compared with what is stored. The counts are kept
//! aside by account ([`Spill`]) and compared part by part.

use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::interaction::Turns;
use kamerton_core::time::Day;
use kamerton_store::interactions::{self, InteractionRow};
use uuid::Uuid;

use super::spill::{PARTS, Packed, Spill, next, next_int, next_uuid};
use super::{AT_MOST, Difference, Examined, Hand};
use crate::error::Result;
use crate::ingest::interactions::{PIECE, Sums, count_piece, is_end, rows};

/// Rows that are summed up before they are kept aside.
const HELD: usize = 100_000;

pub(super) async fn examine(hand: Hand<'_>) -> Result<Examined> {
    let mut examined = Examined::default();
    let mut spill = Spill::new(hand.store);
    let (mut sums, mut after, mut looked) = (Sums::new(), MessageId::NIL, 0);
    loop {
        let piece = count_piece(hand.session, hand.brand, after, PIECE, &mut sums);
        let (count, last) = piece.await?;
        looked += count;
        after = last;
        if sums.len() > HELD || is_end(last) {
            let counted = rows(std::mem::take(&mut sums));
            counted.iter().try_for_each(|row| spill.add(row))?;
        }
        if is_end(last) {
            break;
        }
    }
    examined.checked.push(("interactions", looked));
    for part in 0..PARTS {
        let mut missing = Sums::new();
        for row in spill.take(part)? {
            put(&mut missing, &row, 1);
        }
        let span = span(part);
        for row in interactions::of_targets(hand.session, hand.brand.id, span).await? {
            put(&mut missing, &row, -1);
        }
        let missing = rows(missing);
        for row in &missing {
            let id = format!("{} {} {} {}", row.source, row.target, row.day, row.place);
            examined.differences.push(Difference::new("interaction", id, words(row), "+0"));
        }
        if hand.repair {
            interactions::add(hand.session, hand.brand.id, &missing).await?;
        }
        if examined.differences.len() as i64 >= AT_MOST {
            examined.more = true;
            break;
        }
    }
    Ok(examined)
}

fn put(sums: &mut Sums, row: &InteractionRow, times: i64) {
    let turns = Turns {
        replies: row.replies,
        mentions: row.mentions,
        reposts: row.reposts,
        reactions: row.reactions,
    };
    sums.entry((row.target, row.day, row.source, row.place)).or_default().add(turns, times);
}

/// By how much more is stored than was counted.
fn words(row: &InteractionRow) -> String {
    format!(
        "{:+} replies, {:+} mentions, {:+} reposts, {:+} reactions",
        -row.replies, -row.mentions, -row.reposts, -row.reactions
    )
}

/// The first and the last id of a part.
fn span(part: usize) -> (IdentityId, IdentityId) {
    let first = (part as u128) << 122;
    let last = first | (u128::MAX >> 6);
    (Uuid::from_u128(first).into(), Uuid::from_u128(last).into())
}

impl Packed for InteractionRow {
    fn owner(&self) -> IdentityId {
        self.target
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.target.0.as_bytes());
        bytes.extend(self.day.0.to_le_bytes());
        bytes.extend(self.source.0.as_bytes());
        bytes.extend(self.place.0.as_bytes());
        for count in [self.replies, self.mentions, self.reposts, self.reactions] {
            bytes.extend(count.to_le_bytes());
        }
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            target: next_uuid(bytes)?.into(),
            day: Day(i32::from_le_bytes(next(bytes)?)),
            source: next_uuid(bytes)?.into(),
            place: next_uuid(bytes)?.into(),
            replies: next_int(bytes)?,
            mentions: next_int(bytes)?,
            reposts: next_int(bytes)?,
            reactions: next_int(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_without_gap() {
        assert_eq!(span(0).0.0, Uuid::nil());
        assert_eq!(span(PARTS - 1).1.0, Uuid::max());
        for part in 1..PARTS {
            assert_eq!(span(part).0.0.as_u128(), span(part - 1).1.0.as_u128() + 1);
            assert_eq!(usize::from(span(part).0.0.as_bytes()[0] >> 2), part);
        }
    }
}
