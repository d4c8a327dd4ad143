//! One message as DiscordChatExporter writes it, turned into facts.

use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, Fact, MembershipFact, MessageFact, PlaceRef, ReactionCount,
};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use serde_json::{Map, Value};

use super::snowflake;
use crate::deleted::is_deleted_account_name;
use crate::fields::{attachment_kind, flag, id, items, number, owned, text, without_quotes};

/// The kind of channels, places and accounts.
pub(super) const KIND: &str = "discord";

/// The facts of one message of the `messages` array.
///
/// # Errors
/// A sentence saying what the record lacks.
pub(super) fn facts(record: &Value, place: &PlaceRef) -> Result<Vec<Fact>, String> {
    let message_id = id(record, "id").ok_or("it has no id")?;
    let sent_at = sent_at(record, &message_id)?;
    let kind = MessageKind::of(record);
    let forwarded = record.get("forwardedMessage");
    let message = MessageFact {
        place: place.clone(),
        key: key(&message_id),
        author: record.get("author").and_then(account),
        sent_at,
        edited_at: text(record, "timestampEdited").and_then(Instant::parse_rfc3339),
        text: body(record, forwarded),
        reply_to: reply_to(record, kind),
        forwarded_from: forwarded.map(|_| FORWARDED.to_owned()),
        attachments: attachments(record)
            .chain(forwarded.into_iter().flat_map(attachments))
            .collect(),
        reactions: items(record, "reactions").iter().filter_map(reaction).collect(),
        service: kind.is_service(),
        ..MessageFact::default()
    };
    let mut facts = memberships(record, kind, &message);
    facts.insert(0, Fact::Message(message));
    Ok(facts)
}

/// Exports do not tell whose message was forwarded, only that it was.
pub(super) const FORWARDED: &str = "";

/// The remote key of a message.
pub(super) fn key(message_id: &str) -> String {
    format!("{KIND}:{message_id}")
}

/// The channel an export file is about, from the members before its messages.
pub(super) fn place(header: &Map<String, Value>) -> Option<PlaceRef> {
    let channel = header.get("channel")?;
    let remote_id = id(channel, "id")?;
    let kind = text(channel, "type").unwrap_or_default();
    let name = text(channel, "name").unwrap_or(&remote_id).to_owned();
    // For a thread the "category" is the channel it hangs under, which says more than the server.
    let above = match kind.contains("Thread") {
        true => text(channel, "category"),
        false => header.get("guild").and_then(|guild| text(guild, "name")),
    };
    let private = kind.starts_with("Direct") || kind.contains("Private");
    let title = match above {
        Some(above) if !kind.starts_with("Direct") => format!("{above} / {name}"),
        _ => name,
    };
    Some(PlaceRef { kind: KIND.to_owned(), remote_id, title, private })
}

/// What a message is, in Discord's own numbers; exports write names or numbers.
#[derive(Clone, Copy, PartialEq)]
enum MessageKind {
    Talk,
    Reply,
    Join,
    RecipientAdd,
    RecipientRemove,
    OtherService,
}

impl MessageKind {
    fn of(record: &Value) -> Self {
        let Some(kind) = id(record, "type") else { return Self::Talk };
        match kind.as_str() {
            "Default" | "0" | "ChatInputCommand" | "ApplicationCommand" | "20"
            | "ContextMenuCommand" | "23" => Self::Talk,
            "Reply" | "19" => Self::Reply,
            "GuildMemberJoin" | "7" => Self::Join,
            "RecipientAdd" | "1" => Self::RecipientAdd,
            "RecipientRemove" | "2" => Self::RecipientRemove,
            _ => Self::OtherService,
        }
    }

    const fn is_service(self) -> bool {
        !matches!(self, Self::Talk | Self::Reply)
    }
}

fn sent_at(record: &Value, message_id: &str) -> Result<Instant, String> {
    let written = text(record, "timestamp").and_then(Instant::parse_rfc3339);
    let Some(written) = written else {
        return snowflake::instant(message_id).ok_or("it has no time".to_owned());
    };
    Ok(snowflake::agreeing(message_id, written).unwrap_or(written))
}

fn body(record: &Value, forwarded: Option<&Value>) -> String {
    let own = text(record, "content").or_else(|| text(forwarded?, "content"));
    match own {
        Some(own) => without_quotes(own),
        None => embedded(record),
    }
}

/// Bots write into embeds; the embeds of people are previews of what they linked to and come with
/// a text, so that they are not reached here.
fn embedded(record: &Value) -> String {
    let is_bot = record.get("author").is_some_and(|author| flag(author, "isBot"));
    if !is_bot {
        return String::new();
    }
    let parts = items(record, "embeds")
        .iter()
        .flat_map(|embed| [text(embed, "title"), text(embed, "description")].into_iter().flatten());
    parts.collect::<Vec<_>>().join("\n")
}

fn reply_to(record: &Value, kind: MessageKind) -> Option<String> {
    // Pins, threads and forwards carry references too, but answer nobody.
    let reference = record.get("reference").filter(|_| kind == MessageKind::Reply)?;
    id(reference, "messageId").map(|answered| key(&answered))
}

fn account(user: &Value) -> Option<Account> {
    let handle = owned(user, "name");
    let display_name = owned(user, "nickname").or_else(|| handle.clone());
    let remote_id = id(user, "id").unwrap_or_default();
    if remote_id.is_empty() && display_name.is_none() {
        return None;
    }
    let deleted = handle.as_deref().is_some_and(is_deleted_account_name);
    let role = flag(user, "isBot").then_some(Role::Bot);
    Some(Account { kind: KIND.to_owned(), remote_id, handle, display_name, role, deleted })
}

fn attachments(record: &Value) -> impl Iterator<Item = Attachment> + '_ {
    let files = items(record, "attachments").iter().map(|file| {
        let name = owned(file, "fileName");
        Attachment { kind: file_kind(name.as_deref()), name, ..Attachment::default() }
    });
    let stickers = items(record, "stickers").iter().map(|sticker| Attachment {
        kind: AttachmentKind::Sticker,
        name: owned(sticker, "name"),
        ..Attachment::default()
    });
    files.chain(stickers)
}

fn file_kind(name: Option<&str>) -> AttachmentKind {
    match name {
        // The name Discord gives to what is recorded in the application.
        Some("voice-message.ogg") => AttachmentKind::Voice,
        name => attachment_kind(None, name),
    }
}

fn reaction(record: &Value) -> Option<ReactionCount> {
    let emoji = record.get("emoji")?;
    let name = owned(emoji, "name").or_else(|| owned(emoji, "code"))?;
    let accounts: Vec<_> = items(record, "users").iter().filter_map(account).collect();
    let count = number(record, "count").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let count = count.max(u32::try_from(accounts.len()).unwrap_or(u32::MAX));
    (count > 0).then_some(ReactionCount { emoji: name, count, accounts })
}

fn memberships(record: &Value, kind: MessageKind, message: &MessageFact) -> Vec<Fact> {
    let Some(author) = &message.author else { return Vec::new() };
    let mentioned = || items(record, "mentions").iter().filter_map(account);
    let event = |account: Account, joined: bool| {
        let invited_by = (joined && account.remote_id != author.remote_id).then(|| author.clone());
        let action = if joined { "join" } else { "leave" };
        Fact::Membership(MembershipFact {
            place: message.place.clone(),
            key: format!("{}:{action}:{}", message.key, account.remote_id),
            account,
            at: message.sent_at,
            joined,
            invited_by,
            invitation: None,
        })
    };
    match kind {
        MessageKind::Join => vec![event(author.clone(), true)],
        MessageKind::RecipientAdd => mentioned().map(|account| event(account, true)).collect(),
        MessageKind::RecipientRemove => mentioned().map(|account| event(account, false)).collect(),
        _ => Vec::new(),
    }
}
