//! Rows of an official export turned into facts.

use kamerton_core::fact::{Fact, MembershipFact, MessageFact};
use kamerton_core::time::{Instant, SECOND};
use serde_json::Value;

use super::content::{of_html, of_markdown};
use super::realm::Realm;
use super::shared;
use crate::fields::{flag, number, owned, seconds, text};

/// The fact of a row of `zerver_message`.
///
/// # Errors
/// A sentence saying what is wrong with the row.
pub(super) fn message(row: &Value, realm: &Realm) -> Result<Fact, String> {
    let id = number(row, "id").ok_or("it has no id")?;
    let sender = number(row, "sender").ok_or("it has no sender")?;
    let recipient = number(row, "recipient").ok_or("it has no recipient")?;
    let (place, is_stream) = realm
        .place(recipient, sender)
        .ok_or_else(|| format!("realm.json does not tell what recipient {recipient} is"))?;
    // Early exports call it the date of publication.
    let sent_at = row.get("date_sent").or(row.get("pub_date")).and_then(seconds);
    let content = match (text(row, "rendered_content"), text(row, "content")) {
        (Some(html), _) => shared::read_content(html, of_html)?,
        (None, Some(source)) => shared::read_content(source, of_markdown)?,
        (None, None) => Default::default(),
    };
    Ok(Fact::Message(MessageFact {
        place,
        key: shared::key(&realm.slug, &id.to_string()),
        author: realm.account(sender),
        sent_at: whole_second(sent_at.ok_or("it has no time")?),
        edited_at: row.get("last_edit_time").and_then(seconds),
        text: content.text,
        reply_to: content.answers.map(|answered| shared::key(&realm.slug, &answered)),
        thread: owned(row, "subject").filter(|_| is_stream),
        attachments: content.attachments,
        reactions: realm.reactions(id),
        ..MessageFact::default()
    }))
}

/// Exports hold fractions of a second, the API does not tell them: without them a message has the
/// same instant whichever way it came.
fn whole_second(at: Instant) -> Instant {
    Instant::from_seconds(at.micros().div_euclid(SECOND))
}

/// The fact of a row of `zerver_subscription`: somebody is in a stream, read or silent.
///
/// Exports do not tell since when. The earliest moment possible stands for it: the later of when
/// the account and when the stream were made. Rows of direct conversations, of those who left and
/// of accounts without a date give nothing.
///
/// # Errors
/// A sentence saying what the row lacks.
pub(super) fn membership(row: &Value, realm: &Realm) -> Result<Option<Fact>, String> {
    let user = number(row, "user_profile").ok_or("it has no user_profile")?;
    let recipient = number(row, "recipient").ok_or("it has no recipient")?;
    let subscribed = realm.subscribed(recipient, user).filter(|_| flag(row, "active"));
    let Some(((place, at), account)) = subscribed.zip(realm.account(user)) else {
        return Ok(None);
    };
    Ok(Some(Fact::Membership(MembershipFact {
        key: format!("{}:{}:join:{user}", shared::KIND, place.remote_id),
        place,
        account,
        at,
        joined: true,
        invited_by: None,
        invitation: None,
    })))
}
