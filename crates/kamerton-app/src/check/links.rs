//! Links: what names a message, what it answers, whether it can be found.

use std::collections::HashSet;

use kamerton_core::id::MessageId;
use kamerton_store::audit::{self, LinkRow};
use kamerton_store::messages::{self, KeyRow};
use kamerton_store::search;

use super::{AT_MOST, Difference, Examined, Hand, Piece};
use crate::error::Result;

/// Texts come with them, so they are fewer than elsewhere.
const PIECE: i64 = 1_000;

/// The links of the messages after `after`.
pub(super) async fn of_messages(mut hand: Hand<'_>, after: MessageId) -> Result<Examined> {
    let rows = audit::links_after(hand.session, hand.brand.id, after, PIECE).await?;
    let mut examined = Examined::default();
    examined.checked.push(("messages", rows.len()));
    examined.next = rows.last().map(|row| Piece::Links(row.message));
    let documents = rows.iter().map(|row| row.doc_id);
    let found = search::documents(hand.session, hand.brand.id, documents).await?;
    let found: HashSet<i64> = found.into_iter().collect();
    for row in &rows {
        name(&mut hand, row, &mut examined).await?;
        link(&mut hand, row, &mut examined).await?;
        index(&mut hand, row, found.contains(&row.doc_id), &mut examined).await?;
    }
    Ok(examined)
}

/// A message is found by its remote key.
async fn name(hand: &mut Hand<'_>, row: &LinkRow, examined: &mut Examined) -> Result<()> {
    if row.named == Some(row.message) {
        return Ok(());
    }
    let (id, named) = (row.message, maybe(row.named));
    examined.differences.push(Difference::new("remote_key", id, named, id));
    if hand.repair && row.named.is_none() {
        let key = KeyRow {
            channel: row.channel,
            key: row.key.clone(),
            message: row.message,
            sent_at: row.sent_at,
        };
        messages::save_keys(hand.session, hand.brand.id, &[key]).await?;
    }
    Ok(())
}

/// A message is linked to what it answers as soon as that is there.
async fn link(hand: &mut Hand<'_>, row: &LinkRow, examined: &mut Examined) -> Result<()> {
    let Some(target) = row.target.filter(|target| row.reply_to != Some(*target)) else {
        return Ok(());
    };
    let (id, stored) = (row.message, maybe(row.reply_to));
    examined.differences.push(Difference::new("reply_link", id, stored, target));
    if hand.repair {
        messages::resolve(hand.session, hand.brand.id, row.message, target).await?;
    }
    Ok(())
}

/// A message with words in it can be found, another cannot.
async fn index(
    hand: &mut Hand<'_>,
    row: &LinkRow,
    found: bool,
    examined: &mut Examined,
) -> Result<()> {
    let tokens = row.text.as_deref().map(kamerton_text::index_tokens).unwrap_or_default();
    if found != tokens.is_empty() {
        return Ok(());
    }
    let words = tokens.len();
    examined.differences.push(Difference::new("search_document", row.message, found, words > 0));
    if hand.repair {
        search::replace(hand.session, hand.brand.id, (row.doc_id, tokens)).await?;
    }
    Ok(())
}

/// Remote keys that name no message.
pub(super) async fn stray_keys(hand: Hand<'_>) -> Result<Examined> {
    let rows = audit::keys_unfounded(hand.session, hand.brand.id, AT_MOST).await?;
    let mut examined = Examined { more: rows.len() as i64 == AT_MOST, ..Examined::default() };
    for row in rows {
        if hand.repair {
            audit::delete_key(hand.session, hand.brand.id, row.channel, &row.key).await?;
        }
        examined.differences.push(Difference::new("remote_key", row.key, row.message, "none"));
    }
    Ok(examined)
}

/// Search documents of no message.
pub(super) async fn stray_documents(hand: Hand<'_>) -> Result<Examined> {
    let rows = search::stray_documents(hand.session, hand.brand.id, AT_MOST).await?;
    let mut examined = Examined { more: rows.len() as i64 == AT_MOST, ..Examined::default() };
    for document in rows {
        if hand.repair {
            search::replace(hand.session, hand.brand.id, (document, Vec::new())).await?;
        }
        examined.differences.push(Difference::new("search_document", document, true, false));
    }
    Ok(examined)
}

fn maybe(id: Option<MessageId>) -> String {
    id.map_or_else(|| "none".to_owned(), |id| id.to_string())
}
