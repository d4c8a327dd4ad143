//! Who holds what: accounts, notes, tags, corrections and steps are where their homes and the merges and
//! splits that hold put them.

use std::collections::BTreeSet;

use kamerton_core::id::PersonId;
use kamerton_store::{notes, people, steps};

use super::{AT_MOST, Difference, Examined, Hand, Piece};
use crate::error::Result;
use crate::people::placing::{Household, Said};

/// People who are looked at at a time.
const PIECE: i64 = 1_000;

/// The people after `after`, with everything that was first given to them.
pub(super) async fn examine(hand: Hand<'_>, after: PersonId) -> Result<Examined> {
    let stored = people::after(hand.session, hand.brand.id, after, PIECE).await?;
    let mut examined = Examined::default();
    examined.checked.push(("placements", stored.len()));
    examined.next = stored.last().map(|row| Piece::Placed(row.id));
    let piece: BTreeSet<PersonId> = stored.iter().map(|row| row.id).collect();
    let household = Household::of(hand.session, hand.brand, piece.iter().copied()).await?;
    let placement = &household.placement;
    let mut differ = |what, id: String, is: String, should: String| {
        examined.differences.push(Difference::new(what, id, is, should));
    };
    for (row, node) in &household.accounts {
        let root = placement.root(*node);
        if row.home.is_some_and(|home| piece.contains(&home)) && row.person != Some(root) {
            let is = row.person.map(|id| id.to_string()).unwrap_or_default();
            differ("account of", row.id.to_string(), is, root.to_string());
        }
    }
    for note in notes::of_homes(hand.session, hand.brand.id, piece.iter().copied()).await? {
        let root = placement.root(note.home);
        if note.person != root {
            differ("note on", note.id.to_string(), note.person.to_string(), root.to_string());
        }
    }
    let said = Said::of(hand.session, hand.brand, placement, &household.log.people).await?;
    let mut shown = notes::tags_of_people(hand.session, hand.brand.id, piece.clone()).await?;
    shown.sort_by(|one, other| one.key.cmp(&other.key));
    for row in &stored {
        let root = placement.root(row.id);
        if placement.is_dissolved(row.id) || row.merged_into != (root != row.id).then_some(root) {
            let is = row.merged_into.unwrap_or(row.id);
            differ("person part of", row.id.to_string(), is.to_string(), root.to_string());
        }
        let is_left = root == row.id;
        let wanted = if is_left { said.tags(row.id) } else { Vec::new() };
        let tags: Vec<_> = shown.iter().filter(|tag| tag.person == row.id).cloned().collect();
        if tags != wanted {
            let (is, should) = (format!("{tags:?}"), format!("{wanted:?}"));
            differ("tags of", row.id.to_string(), is, should);
        }
        let wanted = if is_left { said.corrections(row.id) } else { String::new() };
        if row.corrections != wanted {
            differ("corrections of", row.id.to_string(), row.corrections.clone(), wanted);
        }
    }
    if hand.repair && !examined.differences.is_empty() {
        household.settle(hand.session, hand.brand, hand.now).await?;
    }
    Ok(examined)
}

/// Steps that are with somebody else than their account.
pub(super) async fn steps(hand: Hand<'_>) -> Result<Examined> {
    let astray = steps::astray(hand.session, hand.brand.id, AT_MOST).await?;
    let mut examined = Examined { more: astray.len() as i64 == AT_MOST, ..Examined::default() };
    for (step, account, is, should) in astray {
        examined.differences.push(Difference::new("step with", step, is, should));
        if hand.repair {
            steps::follow(hand.session, hand.brand.id, account, should).await?;
        }
    }
    Ok(examined)
}
