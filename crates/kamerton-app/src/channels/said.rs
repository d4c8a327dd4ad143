//! What we said, in our own history: at once, under the key of the platform's proof. When the platform
//! tells of it as well, it is known.

use kamerton_channels::live::{Act, Say, Sent, To};
use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, DeletionFact, Fact, MessageFact, PlaceRef,
};
use kamerton_core::id::ConnectionId;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::places::PlaceRow;
use kamerton_store::{connection_places, identities};

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
            let (there, private) = match &say.to {
                To::Place { place, .. } | To::Message { place, .. } => (place.as_str(), false),
                To::Person { .. } => {
                    let Some(there) = within(open, key) else { return Ok(None) };
                    (there, true)
                }
            };
            let place = place(channels, brand, open, there, private).await?;
            message(open, say, place, key.clone(), at)
        }
        Act::Ask { place: there, thread, question, .. } => {
            let Some(key) = &sent.key else { return Ok(None) };
            let made = match made(open, sent, key) {
                Some(made) => made,
                None => {
                    let place = place(channels, brand, open, there, false).await?;
                    asked(open, place, (key, at), thread.clone(), question)
                }
            };
            Fact::Message(made)
        }
        Act::Repost { message, place: there, text } => {
            let Some(key) = &sent.key else { return Ok(None) };
            let made = match made(open, sent, key) {
                Some(made) => made,
                None => {
                    let place = place(channels, brand, open, there, false).await?;
                    let first = first_said(channels, brand, open, message).await?;
                    shown(open, place, (key, at), first, text)
                }
            };
            Fact::Message(made)
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

/// Our account there.
fn ourselves(open: &Open) -> Option<Account> {
    let mut author = open.about.me.clone();
    if let Some(author) = &mut author {
        // What is said by it is said by us, whatever else the account is.
        author.role = author.role.or(Some(Role::Brand));
    }
    author
}

/// What the platform's answer shows of what was made.
fn made(open: &Open, sent: &Sent, key: &str) -> Option<MessageFact> {
    let mut made = sent.made.as_deref().filter(|made| made.key == key)?.clone();
    if let (Some(author), Some(me)) = (&mut made.author, &open.about.me)
        && author.remote_id == me.remote_id
    {
        author.role = author.role.or(Some(Role::Brand));
    }
    Some(made)
}

/// A question that we asked.
fn asked(
    open: &Open,
    place: PlaceRef,
    (key, at): (&str, Instant),
    thread: Option<String>,
    question: &str,
) -> MessageFact {
    MessageFact {
        place,
        key: key.to_owned(),
        author: ourselves(open),
        sent_at: at,
        thread,
        attachments: vec![Attachment {
            kind: AttachmentKind::Poll,
            name: Some(question.to_owned()),
            ..Attachment::default()
        }],
        ..MessageFact::default()
    }
}

/// What was said first of something that we show elsewhere: the text, and whose it is.
async fn first_said(
    channels: &Channels,
    brand: &Brand,
    open: &Open,
    key: &str,
) -> Result<Option<(String, String)>> {
    let Some((row, _)) = stored(channels, brand, open, key).await? else { return Ok(None) };
    let mut session = channels.store().read().await?;
    let author = match row.identity {
        Some(identity) => identities::by_id(&mut session, brand.id, [identity]).await?.pop(),
        None => None,
    };
    let name = author.and_then(|author| author.name.or(author.handle)).unwrap_or_default();
    Ok(Some((row.text, name)))
}

/// A message of elsewhere that we show: with words of ours it is what we say, else it is another's.
fn shown(
    open: &Open,
    place: PlaceRef,
    (key, at): (&str, Instant),
    first: Option<(String, String)>,
    text: &str,
) -> MessageFact {
    let (text, forwarded_from) = match (text, first) {
        ("", Some((text, name))) => (text, Some(name)),
        (text, _) => (text.to_owned(), None),
    };
    MessageFact {
        place,
        key: key.to_owned(),
        author: ourselves(open),
        sent_at: at,
        text,
        forwarded_from,
        ..MessageFact::default()
    }
}

fn message(open: &Open, say: &Say, place: PlaceRef, key: String, at: Instant) -> Fact {
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
        author: ourselves(open),
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

/// Where something stands that was said in private: its key says it.
fn within<'a>(open: &Open, key: &'a str) -> Option<&'a str> {
    let rest = key.strip_prefix(open.row.kind.as_str())?.strip_prefix(':')?;
    rest.rsplit_once(':').map(|(place, _)| place)
}

/// A place of the platform as facts name it.
async fn place(
    channels: &Channels,
    brand: &Brand,
    open: &Open,
    remote_id: &str,
    private: bool,
) -> Result<PlaceRef> {
    let mut session = channels.store().read().await?;
    let known = connection_places::of_connection(&mut session, brand.id, open.row.id).await?;
    let known = known.into_iter().find(|row| row.remote_id == remote_id);
    Ok(PlaceRef {
        kind: open.row.kind.clone(),
        remote_id: remote_id.to_owned(),
        private: known.as_ref().map_or(private, |row| row.private),
        title: known.map_or_else(|| remote_id.to_owned(), |row| row.title),
    })
}
