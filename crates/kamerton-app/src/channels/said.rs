//! What we said, in our own history: at once, under the key of the platform's proof. When the platform
//! tells of it as well, it is known.

use kamerton_channels::live::{Act, Say, Sent, To};
use kamerton_core::fact::{Attachment, AttachmentKind, DeletionFact, Fact, MessageFact, PlaceRef};
use kamerton_core::id::ConnectionId;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::connection_places;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::places::PlaceRow;

use super::Channels;
use super::names::Names;
use super::open::Open;
use crate::brand::Brand;
use crate::error::Result;

/// The source of what went out by a connection.
pub(super) fn source(id: ConnectionId) -> String {
    format!("outgoing:{id}")
}

/// What came of an act, as a fact; nothing where it leaves no trace in a history, or where the
/// platform tells it better by itself.
pub(super) async fn fact(
    channels: &Channels,
    brand: &Brand,
    open: &Open,
    act: &Act,
    sent: &Sent,
    now: Instant,
) -> Result<Option<Fact>> {
    let at = sent.at.unwrap_or(now);
    let mut fact = match act {
        Act::Say(say) if say.at.is_none_or(|at| at <= now) => {
            let Some(key) = &sent.key else { return Ok(None) };
            let place = place(channels, brand, open, say, key).await?;
            let Some(place) = place else { return Ok(None) };
            message(open, say, place, key.clone(), at)
        }
        Act::Edit { message, text } => {
            // Not every platform tells us of our own changes.
            let Some(row) = stored(channels, brand, open, message).await? else { return Ok(None) };
            edited(open, row, message.clone(), text.clone(), at)
        }
        Act::Delete { message } => {
            let kind = open.row.kind.clone();
            Fact::Deletion(DeletionFact { kind, message: message.clone(), at })
        }
        _ => return Ok(None),
    };
    let mut session = channels.store().read().await?;
    Names::of(&mut session, brand, open.row.id, &open.row.kind).await?.rename(&mut fact);
    Ok(Some(fact))
}

fn message(open: &Open, say: &Say, place: PlaceRef, key: String, at: Instant) -> Fact {
    let mut author = open.about.me.clone();
    if let Some(author) = &mut author {
        // What is said by it is said by us, whatever else the account is.
        author.role = author.role.or(Some(Role::Brand));
    }
    let (reply_to, thread) = match &say.to {
        To::Message { message, thread, .. } => (Some(message.clone()), thread.clone()),
        To::Place { thread, .. } => (None, thread.clone()),
        To::Person { .. } => (None, None),
    };
    let attachment = |file: &kamerton_channels::live::File| Attachment {
        kind: match file.kind.split('/').next() {
            Some("image") => AttachmentKind::Photo,
            Some("video") => AttachmentKind::Video,
            Some("audio") => AttachmentKind::Audio,
            _ => AttachmentKind::File,
        },
        name: Some(file.name.clone()),
        size: Some(file.bytes.len() as u64),
        ..Attachment::default()
    };
    Fact::Message(MessageFact {
        place,
        key,
        author,
        sent_at: at,
        text: say.text.clone(),
        reply_to,
        thread,
        attachments: say.files.iter().map(attachment).collect(),
        ..MessageFact::default()
    })
}

/// What we changed, as it is stored, with the title of its place.
async fn stored(
    channels: &Channels,
    brand: &Brand,
    open: &Open,
    key: &str,
) -> Result<Option<(MessageRow, PlaceRow)>> {
    let mut session = channels.store().read().await?;
    let names = Names::of(&mut session, brand, open.row.id, &open.row.kind).await?;
    let channel = brand.channel(&open.row.kind);
    let keys = vec![names.key_in(key)];
    let found = messages::by_key(&mut session, brand.id, channel, keys).await?.pop();
    let Some((_, id)) = found else { return Ok(None) };
    let Some(row) = messages::by_id(&mut session, brand.id, [id]).await?.pop() else {
        return Ok(None);
    };
    let place = crate::places::find(&mut session, brand, row.place).await?;
    Ok(Some((row, place)))
}

fn edited(
    open: &Open,
    (row, place): (MessageRow, PlaceRow),
    key: String,
    text: String,
    at: Instant,
) -> Fact {
    Fact::Message(MessageFact {
        place: PlaceRef {
            kind: open.row.kind.clone(),
            remote_id: place.remote_id,
            title: place.title,
            private: place.private,
        },
        key,
        author: open.about.me.clone(),
        sent_at: row.sent_at,
        edited_at: Some(at),
        text,
        thread: row.topic,
        ..MessageFact::default()
    })
}

/// Where something stands now. What was said in private stands where its key says.
async fn place(
    channels: &Channels,
    brand: &Brand,
    open: &Open,
    say: &Say,
    key: &str,
) -> Result<Option<PlaceRef>> {
    let remote_id = match &say.to {
        To::Place { place, .. } | To::Message { place, .. } => place.as_str(),
        To::Person { .. } => {
            let rest = key.strip_prefix(open.row.kind.as_str());
            let rest = rest.and_then(|rest| rest.strip_prefix(':'));
            let Some((place, _)) = rest.and_then(|rest| rest.rsplit_once(':')) else {
                return Ok(None);
            };
            place
        }
    };
    let mut session = channels.store().read().await?;
    let known = connection_places::of_connection(&mut session, brand.id, open.row.id).await?;
    let known = known.into_iter().find(|row| row.remote_id == remote_id);
    let private = matches!(say.to, To::Person { .. });
    Ok(Some(PlaceRef {
        kind: open.row.kind.clone(),
        remote_id: remote_id.to_owned(),
        private: known.as_ref().map_or(private, |row| row.private),
        title: known.map_or_else(|| remote_id.to_owned(), |row| row.title),
    }))
}
