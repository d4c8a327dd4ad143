//! People: folded from their first day and compared bit by bit.

use kamerton_core::id::PersonId;
use kamerton_store::people::{self, PersonRow};

use super::{Difference, Examined, Hand, Piece};
use crate::error::Result;
use crate::ingest::fold;

/// People who are folded at a time.
const PIECE: i64 = 2_000;

/// The people after `after`.
pub(super) async fn examine(hand: Hand<'_>, after: PersonId) -> Result<Examined> {
    let stored = people::after(hand.session, hand.brand.id, after, PIECE).await?;
    let mut examined = Examined::default();
    examined.checked.push(("people", stored.len()));
    examined.next = stored.last().map(|row| Piece::People(row.id));
    let mut computed = stored.clone();
    fold::from_scratch(hand.session, hand.brand, &mut computed, hand.now).await?;
    let mut saved = Vec::new();
    for (before, now) in stored.iter().zip(computed) {
        if !is_same(before, &now) {
            examined.differences.push(difference(before, &now));
            saved.push(now);
        }
    }
    if hand.repair {
        people::save(hand.session, hand.brand.id, &saved).await?;
    }
    Ok(examined)
}

/// Equal to the last bit: rows are compared as numbers, but 0.0 and -0.0 are not the same.
fn is_same(one: &PersonRow, other: &PersonRow) -> bool {
    one == other
        && one.charge_ring.to_bits() == other.charge_ring.to_bits()
        && one.charge_bond.to_bits() == other.charge_bond.to_bits()
}

/// Only what differs: a whole row is long.
fn difference(stored: &PersonRow, computed: &PersonRow) -> Difference {
    let (before, now) = (format!("{stored:?}"), format!("{computed:?}"));
    let words: Vec<(&str, &str)> =
        before.split(", ").zip(now.split(", ")).filter(|(one, other)| one != other).collect();
    let (before, now): (Vec<&str>, Vec<&str>) = words.into_iter().unzip();
    Difference::new("person", stored.id, before.join(" "), now.join(" "))
}
