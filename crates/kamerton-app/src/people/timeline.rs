//! Everything that happened with a person, latest first, page by page.

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::placement::Act;
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::notes::NoteRow;
use kamerton_store::orders::OrderRow;
use kamerton_store::timeline::WordsRow;
use kamerton_store::{Session, people, timeline};
use serde::Serialize;
use uuid::Uuid;

use super::placing::Log;
use super::said::Said;
use crate::brand::Brand;
use crate::error::Result;
use crate::messages::{Enclosed, enclosed};
use crate::places;
use crate::refusal::Refusal;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happened {
    /// RFC 3339; of reactions only the day is known.
    pub at: String,
    /// `message`, `deleted_message`, `private_message`, `reaction`, `joined`, `left`, `order`, `note`,
    /// `merge`, `split`, `merge_undone`, `split_undone`.
    pub kind: &'static str,
    /// Text, emoji, product; of a joining the invitation that they came by …
    pub text: String,
    /// Of a message: what came along with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Enclosed>,
    /// Title of the place.
    pub place: Option<String>,
    /// Id of the message, order, note or merge.
    pub id: String,
    /// Of a reaction: what it is, and the words that it is to, for whoever sets quotes of their own.
    #[serde(skip)]
    pub reaction: Option<(String, Option<String>)>,
    #[serde(skip)]
    order: (Instant, u8, Uuid),
}

/// A page of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// What happened, latest first.
    pub happened: Vec<Happened>,
    /// What asks for the next page.
    pub next: Option<String>,
}

const MESSAGE: u8 = 6;
const REACTION: u8 = 5;
const MEMBERSHIP: u8 = 4;
const ORDER: u8 = 3;
const NOTE: u8 = 2;
const MERGE: u8 = 1;

/// The first place of a timeline.
const TOP: (Instant, u8, Uuid) = (Instant::from_micros(i64::MAX), u8::MAX, Uuid::max());

/// Whose timeline it is, and what of it is read already.
pub struct Whose<'a> {
    /// Who.
    pub person: PersonId,
    /// Their accounts.
    pub accounts: &'a [IdentityRow],
    /// Their orders.
    pub orders: &'a [OrderRow],
    /// Notes on them.
    pub notes: &'a [NoteRow],
}

/// One page after `after`. The messages that it reads are kept in `said`.
///
/// # Errors
/// When `after` is none of ours, or the store cannot.
pub(super) async fn page(
    session: &mut Session,
    brand: &Brand,
    whose: &Whose<'_>,
    places: &places::Known,
    said: &mut Said,
    after: Option<&str>,
    limit: usize,
) -> Result<Timeline> {
    let from = after.map_or(Ok(TOP), parse)?;
    let mut all = Vec::new();
    for account in whose.accounts {
        let rows = written(session, brand, account.id, from, limit).await?;
        all.extend(rows.iter().map(|row| wrote(row, places)));
        rows.into_iter().for_each(|row| said.keep(row));
        all.extend(reacted(session, brand, account.id, from, limit).await?);
        all.extend(joined(session, brand, account.id, places).await?);
    }
    all.extend(entered(session, brand, whose).await?);
    all.retain(|one| one.order < from);
    all.sort_by_key(|one| std::cmp::Reverse(one.order));
    let more = all.len() > limit;
    all.truncate(limit);
    quote_reactions(session, brand, places, said, &mut all).await?;
    let next = all.last().filter(|_| more).map(|last| cursor(last.order));
    Ok(Timeline { happened: all, next })
}

fn cursor((at, rank, id): (Instant, u8, Uuid)) -> String {
    format!("{:x}.{rank:x}.{}", at.micros(), id.simple())
}

fn parse(text: &str) -> Result<(Instant, u8, Uuid)> {
    let mut parts = text.trim().split('.');
    let at = parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
    let rank = parts.next().and_then(|part| u8::from_str_radix(part, 16).ok());
    let id = parts.next().and_then(|part| part.parse().ok());
    match (at, rank, id) {
        (Some(at), Some(rank), Some(id)) => Ok((Instant::from_micros(at as i64), rank, id)),
        _ => Err(Refusal::NoPosition { text: text.to_owned() }.into()),
    }
}

/// Before which id of a source to look, at the instant itself.
fn bound(rank: u8, from: (Instant, u8, Uuid)) -> Uuid {
    match rank.cmp(&from.1) {
        std::cmp::Ordering::Less => Uuid::max(),
        std::cmp::Ordering::Equal => from.2,
        std::cmp::Ordering::Greater => Uuid::nil(),
    }
}

async fn written(
    session: &mut Session,
    brand: &Brand,
    identity: IdentityId,
    from: (Instant, u8, Uuid),
    limit: usize,
) -> Result<Vec<WordsRow>> {
    let before = (from.0, MessageId(bound(MESSAGE, from)));
    Ok(timeline::words_before(session, brand.id, identity, before, limit as i64 + 1).await?)
}

fn wrote(row: &WordsRow, places: &places::Known) -> Happened {
    Happened {
        at: row.sent_at.rfc3339(),
        kind: match (row.deleted_at, places.shows(row.place)) {
            (Some(_), _) => "deleted_message",
            (None, false) => "private_message",
            (None, true) => "message",
        },
        text: match row.deleted_at {
            None if places.shows(row.place) => row.text.clone(),
            _ => String::new(),
        },
        files: match row.deleted_at {
            None if places.shows(row.place) => enclosed(row.attachments.as_deref()),
            _ => Vec::new(),
        },
        place: Some(places.title(row.place)),
        id: row.id.to_string(),
        reaction: None,
        order: (row.sent_at, MESSAGE, row.id.0),
    }
}

async fn reacted(
    session: &mut Session,
    brand: &Brand,
    identity: IdentityId,
    from: (Instant, u8, Uuid),
    limit: usize,
) -> Result<Vec<Happened>> {
    let day = brand.zone.day(from.0);
    // Only the day of a reaction is known: it stands at the day's beginning.
    let at_start = brand.zone.at_hour(day, 0) == from.0;
    let id = if at_start { bound(REACTION, from) } else { Uuid::max() };
    let count = limit as i64 + 1;
    let before = (day, MessageId(id));
    let rows = timeline::reacted_before(session, brand.id, identity, before, count).await?;
    Ok(rows
        .into_iter()
        .map(|(day, message, emoji)| {
            let at = brand.zone.at_hour(day, 0);
            Happened {
                at: at.rfc3339(),
                kind: "reaction",
                reaction: Some((emoji.clone(), None)),
                text: emoji,
                files: Vec::new(),
                place: None,
                id: message.to_string(),
                order: (at, REACTION, message.0),
            }
        })
        .collect())
}

/// Says what the reactions on the page are to.
async fn quote_reactions(
    session: &mut Session,
    brand: &Brand,
    places: &places::Known,
    said: &mut Said,
    all: &mut [Happened],
) -> Result<()> {
    let reactions = all.iter_mut().filter(|one| one.kind == "reaction");
    let reactions: Vec<(MessageId, &mut Happened)> =
        reactions.map(|one| (MessageId(one.order.2), one)).collect();
    said.read(session, brand, reactions.iter().map(|(id, _)| *id).collect()).await?;
    for (id, one) in reactions {
        let row = said.get(id).filter(|row| row.deleted_at.is_none() && places.shows(row.place));
        if let Some(row) = row {
            let words = super::show::short(&row.text);
            let emoji = std::mem::take(&mut one.text);
            one.text = format!("{emoji} «{words}»");
            one.reaction = Some((emoji, Some(words)));
        }
    }
    Ok(())
}

async fn joined(
    session: &mut Session,
    brand: &Brand,
    identity: IdentityId,
    places: &places::Known,
) -> Result<Vec<Happened>> {
    let rows = timeline::memberships(session, brand.id, identity).await?;
    Ok(rows
        .into_iter()
        .map(|row| Happened {
            at: row.at.rfc3339(),
            kind: if row.joined { "joined" } else { "left" },
            // By which invitation they came: its name, else its address.
            text: row.invitation_name.or(row.invitation_address).unwrap_or_default(),
            files: Vec::new(),
            place: Some(places.title(row.place)),
            reaction: None,
            order: (row.at, MEMBERSHIP, MessageId::derived(&[row.key.as_bytes()]).0),
            id: row.key,
        })
        .collect())
}

/// Orders, notes and merges.
async fn entered(session: &mut Session, brand: &Brand, whose: &Whose<'_>) -> Result<Vec<Happened>> {
    let mut all = Vec::new();
    let plain = |at: Instant, rank: u8, id: Uuid, kind: &'static str, text: String| Happened {
        at: at.rfc3339(),
        kind,
        text,
        files: Vec::new(),
        place: None,
        id: id.to_string(),
        reaction: None,
        order: (at, rank, id),
    };
    for row in whose.orders {
        let product = row.product.as_deref().unwrap_or_default();
        let amount = super::show::money(row.amount_minor, &row.currency);
        let text = format!("{} {amount} {product}", row.kind.word());
        all.push(plain(row.at, ORDER, row.id.0, "order", text.trim().to_owned()));
    }
    for row in whose.notes {
        all.push(plain(row.at, NOTE, row.id.0, "note", row.text.clone()));
    }
    let log = Log::of(session, brand, [whose.person]).await?;
    if log.rows.is_empty() {
        return Ok(all);
    }
    let placement = log.placement();
    let names = people::names(session, brand.id, log.people.iter().copied()).await?;
    for row in log.rows.values() {
        let sides = [row.from, row.into];
        if !sides.iter().any(|side| placement.root(*side) == whose.person) {
            continue;
        }
        let kind = match (row.deed().act, row.undone_at) {
            (Act::Merge, None) => "merge",
            (Act::Split, None) => "split",
            (Act::Merge, Some(_)) => "merge_undone",
            (Act::Split, Some(_)) => "split_undone",
        };
        // The other side of it; who was dissolved has no name any more.
        let other = sides.into_iter().find(|side| *side != whose.person);
        let name = other.and_then(|other| names.get(&other)).map(String::as_str);
        let words = [name, Some(row.reason.as_str())].into_iter().flatten();
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        all.push(plain(row.at, MERGE, row.id.0, kind, words.join(": ")));
    }
    Ok(all)
}
