//! The texts of a message. Of all that came, the one edited last stands and the others are kept:
//! which ones came first leaves no trace.

use kamerton_core::fact::MessageFact;
use kamerton_core::id::WorkspaceId;
use kamerton_store::Session;
use kamerton_store::messages::{self, MessageRow, VersionRow};

use super::Brought;
use crate::error::Result;
use crate::prepare::{Read, analyser};

/// What came of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was known.
    Known,
    /// It was known, but not that it was edited so late, or where it can be seen.
    Dated,
    /// It stands now.
    Renewed,
    /// It is kept as one that was replaced.
    Noted,
}

impl Brought {
    /// Counts a text of a message that is there.
    pub(super) const fn note(&mut self, taken: Taken) {
        match taken {
            Taken::Known | Taken::Dated => self.duplicates += 1,
            Taken::Renewed | Taken::Noted => self.edits += 1,
        }
    }
}

/// Takes a text into the row, which the caller stores, and into the versions.
///
/// Of texts edited at the same moment the greater one stands. A text that comes back is one text:
/// it is known by when it was edited last.
pub(super) async fn take(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &mut MessageRow,
    message: &MessageFact,
    reading: &Read,
) -> Result<Taken> {
    if row.attachments.is_none() {
        row.attachments = attachments(message);
    }
    let placed = row.extra.is_none() && !message.extra().is_empty();
    if placed {
        row.extra = extra(message);
    }
    if row.text == message.text {
        let later = message.edited_at > row.edited_at;
        row.edited_at = row.edited_at.max(message.edited_at);
        return Ok(if later || placed { Taken::Dated } else { Taken::Known });
    }
    let versions = messages::versions(session, workspace, [row.id]).await?;
    let known = versions.into_iter().find(|version| version.text == message.text);
    let before = known.as_ref().map(|version| version.edited_at);
    let edited_at = before.flatten().max(message.edited_at);
    let stands = (edited_at, message.text.as_str()) > (row.edited_at, row.text.as_str());
    if !stands && before.is_some_and(|before| before >= edited_at) {
        return Ok(Taken::Known);
    }
    let number = known.map_or(row.version, |version| version.version);
    row.version += i64::from(before.is_none());
    let mut other =
        VersionRow { message: row.id, version: number, edited_at, text: message.text.clone() };
    if stands {
        std::mem::swap(&mut row.text, &mut other.text);
        std::mem::swap(&mut row.edited_at, &mut other.edited_at);
        judge(row, message, reading);
    }
    messages::save_versions(session, workspace, &[other]).await?;
    Ok(match (stands, before) {
        (true, _) => Taken::Renewed,
        (false, None) => Taken::Noted,
        (false, Some(_)) => Taken::Dated,
    })
}

fn judge(row: &mut MessageRow, message: &MessageFact, reading: &Read) {
    row.attachments = attachments(message).or_else(|| row.attachments.take());
    row.labels = reading.labels;
    row.sentiment = reading.sentiment;
    row.lang = reading.lang;
    row.analyser = analyser();
}

/// What only some platforms tell of a message, as stored.
pub(super) fn extra(message: &MessageFact) -> Option<String> {
    let extra = message.extra();
    if extra.is_empty() { None } else { serde_json::to_string(&extra).ok() }
}

/// The attachments of a message as stored.
pub(super) fn attachments(message: &MessageFact) -> Option<String> {
    if message.attachments.is_empty() {
        return None;
    }
    serde_json::to_string(&message.attachments).ok()
}
