//! What goes out: written down first, sent once, and asked about where nobody knows.
//!
//! queued → sending → sent, failed or unknown. Before it is sent it is `sending` on the disk; one that
//! is found so after a crash may have been sent, so it is `unknown`: the platform is asked for a proof
//! once, where it has one, and after that a human decides. Nothing unknown is ever sent again by itself.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use kamerton_channels::live::{Act, ActKind, Card, File, Say, To};
use kamerton_core::access::Action;
use kamerton_core::id::{ConnectionId, MessageId, OutgoingId};
use kamerton_store::notices::{self, Change};
use kamerton_store::outgoing::{self, FileRow, OutgoingRow};
use kamerton_store::{Session, connections};

use super::refusal::ChannelRefusal;
use super::{Channels, open::Open};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::error::{AppError, Result};

/// States of what goes out.
pub mod state {
    /// It waits for its turn.
    pub const QUEUED: &str = "queued";
    /// It is being sent.
    pub const SENDING: &str = "sending";
    /// It was sent: the platform has given its proof.
    pub const SENT: &str = "sent";
    /// It was not sent, and will not be.
    pub const FAILED: &str = "failed";
    /// It may have been sent: nobody knows.
    pub const UNKNOWN: &str = "unknown";
}

/// Words of all kinds of acts, as [`ChannelRefusal::CannotDo`] has them.
pub const ACTS: [&str; 12] = [
    "reply", "private", "post", "schedule", "files", "repost", "edit", "delete", "moderate", "pin",
    "ask", "restrict",
];

/// Something that one of us wants to be said or done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its name: the same wish given twice is one.
    pub id: OutgoingId,
    /// By which connection.
    pub connection: ConnectionId,
    /// What kind of thing it is.
    pub kind: ActKind,
    /// What, in the platform's own names.
    pub act: Act,
    /// Why; nothing where nobody asks.
    pub reason: String,
    /// The message of ours that it is about.
    pub about: Option<MessageId>,
    /// Who.
    pub by: Actor,
}

/// What one of us found out about something of which nobody knew whether it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was sent.
    Sent,
    /// It was not, and shall be sent again.
    SendAgain,
    /// It was not, and shall not.
    Dropped,
}

impl Channels {
    /// Writes down what is to be said or done; it is sent right after. Says whether it was new: the same
    /// wish twice is one.
    ///
    /// # Errors
    /// Why the channel cannot do it, or when the store cannot; then nothing is written down.
    pub async fn say(&self, brand: &Brand, wish: &Wish) -> Result<bool> {
        let open = self.opened(brand, wish.connection).await?;
        check(&open, &wish.act)?;
        let now = self.now();
        let (place, person) = target(&wish.act);
        let row = OutgoingRow {
            id: wish.id,
            connection: wish.connection,
            kind: wish.kind.word().to_owned(),
            act: serde_json::to_string(&wish.act).map_err(unreadable)?,
            about: wish.about,
            place: place.to_owned(),
            person: person.to_owned(),
            by_user: wish.by.user,
            by: wish.by.name.clone(),
            reason: wish.reason.clone(),
            created_at: now,
            state: state::QUEUED.to_owned(),
            state_at: now,
            not_before: now,
            tries: 0,
            remote_key: None,
            address: None,
            problem: None,
        };
        let mut session = self.store().write().await?;
        let new = outgoing::insert(&mut session, brand.id, &row).await?;
        if new {
            let files = file_rows(wish.id, &wish.act);
            outgoing::add_files(&mut session, brand.id, &files).await?;
            let object = wish.id.to_string();
            let deed = Deed::one(deed_of(wish.kind), &object);
            audit::note_in(&mut session, brand, &wish.by, &deed, now).await?;
        }
        session.commit().await?;
        self.0.wake.notify_waiters();
        notices::tell(self.store(), brand.id, Change::Channels).await;
        Ok(new)
    }

    /// The latest that went out or is to.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn sent(&self, brand: &Brand, limit: i64) -> Result<Vec<OutgoingRow>> {
        Ok(outgoing::latest(&mut self.store().read().await?, brand.id, limit).await?)
    }

    /// Something that went out or is to.
    ///
    /// # Errors
    /// When there is no such thing, or the store cannot.
    pub async fn outgoing(&self, brand: &Brand, id: OutgoingId) -> Result<OutgoingRow> {
        one(&mut self.store().read().await?, brand, id).await
    }

    /// What went out about a message, or is to.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn sent_about(&self, brand: &Brand, message: MessageId) -> Result<Vec<OutgoingRow>> {
        Ok(outgoing::about(&mut self.store().read().await?, brand.id, [message]).await?)
    }

    /// One of us says what became of something of which nobody knew.
    ///
    /// # Errors
    /// When there is no such thing, it is known by now, or the store cannot.
    pub async fn settle(
        &self,
        brand: &Brand,
        id: OutgoingId,
        settled: Settled,
        by: &Actor,
    ) -> Result<()> {
        let (from, to, what) = match settled {
            Settled::Sent => (state::UNKNOWN, state::SENT, "channel.was_sent"),
            Settled::SendAgain => (state::UNKNOWN, state::QUEUED, "channel.send_again"),
            Settled::Dropped => (state::UNKNOWN, state::FAILED, "channel.drop"),
        };
        self.move_by_hand(brand, id, (from, to), what, by).await
    }

    /// Takes back what was not sent yet.
    ///
    /// # Errors
    /// When there is no such thing, it is being sent or was sent, or the store cannot.
    pub async fn cancel(&self, brand: &Brand, id: OutgoingId, by: &Actor) -> Result<()> {
        let moved = (state::QUEUED, state::FAILED);
        self.move_by_hand(brand, id, moved, "channel.cancel", by).await
    }

    /// Sends again what failed: after the reason for it was mended.
    ///
    /// # Errors
    /// When there is no such thing, it did not fail, or the store cannot.
    pub async fn retry(&self, brand: &Brand, id: OutgoingId, by: &Actor) -> Result<()> {
        let moved = (state::FAILED, state::QUEUED);
        self.move_by_hand(brand, id, moved, "channel.retry", by).await
    }

    async fn move_by_hand(
        &self,
        brand: &Brand,
        id: OutgoingId,
        (from, to): (&str, &str),
        what: &str,
        by: &Actor,
    ) -> Result<()> {
        let now = self.now();
        let mut session = self.store().write().await?;
        let mut row = one(&mut session, brand, id).await?;
        let before = row.state.clone();
        to.clone_into(&mut row.state);
        (row.state_at, row.not_before, row.tries) = (now, now, 0);
        row.problem = None;
        if !outgoing::move_on(&mut session, brand.id, from, &row).await? {
            return Err(ChannelRefusal::MovedOn { state: before }.into());
        }
        let object = id.to_string();
        audit::note_in(&mut session, brand, by, &Deed::one(what, &object), now).await?;
        session.commit().await?;
        self.0.wake.notify_waiters();
        notices::tell(self.store(), brand.id, Change::Channels).await;
        Ok(())
    }
}

/// The word of the audit log.
const fn deed_of(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Post | ActKind::Schedule => "channel.post",
        ActKind::Ask => "channel.ask",
        ActKind::Repost => "channel.repost",
        ActKind::Pin => "channel.pin",
        ActKind::Moderate => "channel.moderate",
        ActKind::Restrict => "channel.restrict",
        ActKind::Reply | ActKind::Private | ActKind::Files | ActKind::Edit | ActKind::Delete => {
            "channel.say"
        }
    }
}

/// What one has to be allowed to do to decide about something that goes out.
pub fn needs(row: &OutgoingRow) -> Action {
    match row.kind.as_str() {
        "post" | "schedule" | "ask" | "repost" | "pin" => Action::Publish,
        "moderate" | "restrict" => Action::Moderate,
        _ => Action::Answer,
    }
}

async fn one(session: &mut Session, brand: &Brand, id: OutgoingId) -> Result<OutgoingRow> {
    let found = outgoing::by_id(session, brand.id, [id]).await?.pop();
    Ok(found.ok_or(ChannelRefusal::NoOutgoing(id))?)
}

/// Whether the channel works as far as we know.
pub(super) fn usable(open: &Open) -> std::result::Result<(), ChannelRefusal> {
    let channel = || open.row.name.clone();
    if !open.row.enabled {
        return Err(ChannelRefusal::SwitchedOff { channel: channel() });
    }
    if open.row.sign_in_problem.is_some() {
        return Err(ChannelRefusal::SignedOut { channel: channel() });
    }
    Ok(())
}

/// Whether the channel can do this at all, as far as it says so itself.
pub(super) fn check(open: &Open, act: &Act) -> std::result::Result<(), ChannelRefusal> {
    usable(open)?;
    let channel = || open.row.name.clone();
    let card = open.connector.card();
    let cannot =
        |kind: &ActKind| ChannelRefusal::CannotDo { channel: channel(), what: kind.word() };
    let kinds = act.kinds();
    if open.connector.send().is_none() {
        return Err(cannot(kinds.first().unwrap_or(&ActKind::Post)));
    }
    if let Some(kind) = kinds.iter().find(|kind| !card.acts.contains(kind)) {
        return Err(cannot(kind));
    }
    let (text, files) = said(act);
    if matches!(act, Act::Say(_)) && text.trim().is_empty() && files.is_empty() {
        return Err(ChannelRefusal::NothingToSay);
    }
    fits(&card, text, files)
}

fn fits(card: &Card, text: &str, files: &[File]) -> std::result::Result<(), ChannelRefusal> {
    let has = text.chars().count();
    if has > card.longest_text {
        return Err(ChannelRefusal::TooLong { has, most: card.longest_text });
    }
    if files.len() > card.most_files {
        return Err(ChannelRefusal::TooManyFiles { most: card.most_files });
    }
    match files.iter().find(|file| file.bytes.len() > card.largest_file) {
        Some(file) => {
            Err(ChannelRefusal::FileTooLarge { name: file.name.clone(), most: card.largest_file })
        }
        None => Ok(()),
    }
}

fn said(act: &Act) -> (&str, &[File]) {
    match act {
        Act::Say(say) => (&say.text, &say.files),
        Act::Edit { text, .. } | Act::Repost { text, .. } => (text, &[]),
        Act::Ask { question, .. } => (question, &[]),
        Act::Delete { .. } | Act::Pin { .. } | Act::Restrict { .. } => ("", &[]),
    }
}

/// The place or the account that something goes to.
pub(super) fn target(act: &Act) -> (&str, &str) {
    match act {
        Act::Say(Say { to: To::Place { place, .. } | To::Message { place, .. }, .. })
        | Act::Repost { place, .. }
        | Act::Ask { place, .. }
        | Act::Restrict { place, .. } => (place, ""),
        Act::Say(Say { to: To::Person { account }, .. }) => ("", account),
        Act::Edit { .. } | Act::Delete { .. } | Act::Pin { .. } => ("", ""),
    }
}

fn file_rows(id: OutgoingId, act: &Act) -> Vec<FileRow> {
    let (_, files) = said(act);
    let row = |(number, file): (usize, &File)| FileRow {
        outgoing: id,
        number: number as i64,
        name: file.name.clone(),
        kind: file.kind.clone(),
        content: BASE64.encode(&file.bytes),
    };
    files.iter().enumerate().map(row).collect()
}

/// What is to be sent, as it was written down.
pub(super) fn act_of(row: &OutgoingRow, files: Vec<FileRow>) -> Result<Act> {
    let mut act: Act = serde_json::from_str(&row.act).map_err(unreadable)?;
    if let Act::Say(say) = &mut act {
        say.files = files.into_iter().map(file).collect::<Result<_>>()?;
    }
    Ok(act)
}

fn file(row: FileRow) -> Result<File> {
    let bytes = BASE64.decode(&row.content);
    let bytes = bytes.map_err(|_| AppError::Asked(format!("«{}» was not kept whole", row.name)))?;
    Ok(File { name: row.name, kind: row.kind, bytes: Arc::from(bytes) })
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn unreadable(error: serde_json::Error) -> AppError {
    AppError::Asked(format!("what is to be sent cannot be read: {error}"))
}

/// Moves something that goes out while the connection is held; says whether it was still so.
pub(super) async fn move_held(
    session: &mut Session,
    brand: &Brand,
    (connection, fence): (ConnectionId, i64),
    from: &str,
    row: &OutgoingRow,
) -> Result<bool> {
    Ok(connections::hold(session, brand.id, connection, fence).await?
        && outgoing::move_on(session, brand.id, from, row).await?)
}
