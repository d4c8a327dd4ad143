//! From the form of events to facts: checked, with canonical keys.

use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, DeletionFact, Fact, MembershipFact, MessageFact,
    OrderFact, OrderKind, PlaceRef, ProfileFact, ReactionFact,
};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;

use super::wire;
use crate::table::keys;

/// The longest id, name or title, in characters.
const LONGEST_NAME: usize = 400;
/// The longest text of a message or note, in bytes.
const LONGEST_TEXT: usize = 256 * 1_024;
/// The longest kind of channel.
const LONGEST_KIND: usize = 40;

/// What is wrong with a field.
pub(super) struct Wrong {
    /// Which.
    pub field: &'static str,
    /// Why, and what would be right.
    pub why: String,
}

type Converted<T> = Result<T, Wrong>;

fn wrong<T>(field: &'static str, why: impl Into<String>) -> Converted<T> {
    Err(Wrong { field, why: why.into() })
}

/// Conversions of all types of events.
pub(super) struct Convert;

impl Convert {
    pub fn message(wire: wire::Message) -> Converted<Fact> {
        let place = place(wire.place)?;
        let key = message_key(&place, "id", &wire.id)?;
        let reply_to = match wire.reply_to {
            Some(id) => Some(message_key(&place, "reply_to", &id)?),
            None => None,
        };
        let sent_at = time("sent_at", &wire.sent_at)?;
        let edited_at = wire.edited_at.map(|text| time("edited_at", &text)).transpose()?;
        if edited_at.is_some_and(|edited| edited < sent_at) {
            return wrong("edited_at", "it lies before sent_at");
        }
        Ok(Fact::Message(MessageFact {
            author: Some(account("author", &place, wire.author)?),
            key,
            sent_at,
            edited_at,
            text: text("text", wire.text)?,
            reply_to,
            thread: wire.thread.map(|thread| name("thread", thread)).transpose()?,
            attachments: attachments(wire.attachments)?,
            place,
            ..MessageFact::default()
        }))
    }

    pub fn reaction(wire: wire::Reaction) -> Converted<Fact> {
        let place = place(wire.place)?;
        Ok(Fact::Reaction(ReactionFact {
            message: message_key(&place, "message", &wire.message)?,
            emoji: name("emoji", wire.emoji)?,
            account: account("account", &place, wire.account)?,
            at: time("at", &wire.at)?,
            given: !wire.taken_back,
        }))
    }

    pub fn membership(wire: wire::Membership, joined: bool) -> Converted<Fact> {
        let place = place(wire.place)?;
        let account = account("account", &place, wire.account)?;
        let at = time("at", &wire.at)?;
        let who =
            [Some(&account.remote_id), account.handle.as_ref(), account.display_name.as_ref()]
                .into_iter()
                .flatten()
                .find(|text| !text.is_empty());
        let key = format!(
            "{}:{}:{}:{}:{}",
            place.kind,
            place.remote_id,
            if joined { "joined" } else { "left" },
            who.map_or("", String::as_str),
            at.micros()
        );
        Ok(Fact::Membership(MembershipFact {
            place,
            key,
            account,
            at,
            joined,
            invited_by: None,
            invitation: None,
        }))
    }

    pub fn deletion(wire: wire::Deletion) -> Converted<Fact> {
        let place = place(wire.place)?;
        let message = message_key(&place, "message", &wire.message)?;
        Ok(Fact::Deletion(DeletionFact { kind: place.kind, message, at: time("at", &wire.at)? }))
    }

    pub fn order(wire: wire::Order) -> Converted<Fact> {
        let currency = wire.currency;
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return wrong("currency", format!("«{currency}» is no code of ISO 4217, such as RUB"));
        }
        Ok(Fact::Order(OrderFact {
            key: name("id", wire.id)?,
            kind: order_kind(wire.kind),
            at: time("at", &wire.at)?,
            amount_minor: wire.amount_minor,
            currency,
            product: wire.product.map(|product| name("product", product)).transpose()?,
            accounts: keys_of("buyer", wire.buyer)?,
        }))
    }

    pub fn profile(wire: wire::Profile) -> Converted<Fact> {
        let mut accounts = keys_of("person", wire.person)?;
        let name_of = wire.name.map(|text| name("name", text)).transpose()?;
        for account in &mut accounts {
            account.display_name.clone_from(&name_of);
        }
        if wire.tags.len() > 50 {
            return wrong("tags", "at most 50 tags are taken");
        }
        let tags = wire.tags.into_iter().map(|tag| name("tags", tag)).collect::<Converted<_>>()?;
        Ok(Fact::Profile(ProfileFact {
            accounts,
            name: name_of,
            tags,
            note: wire.note.map(|note| text("note", note)).transpose()?,
            since: wire.since.map(|since| time("since", &since)).transpose()?,
        }))
    }
}

fn place(wire: wire::Place) -> Converted<PlaceRef> {
    let kind = kind("place.kind", wire.kind)?;
    let remote_id = id("place.id", &wire.id)?;
    let title = match wire.title {
        Some(title) => name("place.title", title)?,
        None => remote_id.clone(),
    };
    Ok(PlaceRef { kind, remote_id, title, private: wire.private })
}

fn kind(field: &'static str, word: String) -> Converted<String> {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if word.is_empty() || word.len() > LONGEST_KIND || !word.bytes().all(fits) {
        return wrong(field, "a kind is a short word of a-z, 0-9, _ and -");
    }
    Ok(word)
}

fn account(field: &'static str, place: &PlaceRef, wire: wire::Account) -> Converted<Account> {
    let remote_id = match wire.id {
        Some(text) => id(field, &text)?,
        None => String::new(),
    };
    let handle = wire.handle.map(|text| handle(field, &place.kind, &text)).transpose()?;
    let display_name = wire.name.map(|text| name(field, text)).transpose()?;
    if remote_id.is_empty() && handle.is_none() && display_name.is_none() {
        return wrong(field, "an id, a handle or a name is needed");
    }
    let role = wire.role.map(role);
    Ok(Account { kind: place.kind.clone(), remote_id, handle, display_name, role, deleted: false })
}

fn keys_of(field: &'static str, wire: wire::Keys) -> Converted<Vec<Account>> {
    let mut accounts = Vec::new();
    if let Some(text) = wire.email {
        match keys::emails(&text).as_deref() {
            Some([email]) => accounts.push(of_kind("email", email.clone())),
            _ => return wrong(field, format!("«{text}» is no e-mail address")),
        }
    }
    if let Some(text) = wire.phone {
        match keys::phone(&text) {
            Some(phone) => accounts.push(of_kind("phone", phone)),
            None => return wrong(field, format!("«{text}» is no telephone number")),
        }
    }
    if let Some(text) = wire.crm {
        accounts.push(of_kind("crm", id(field, &text)?));
    }
    for own in wire.accounts {
        accounts.push(platform_account(field, own)?);
    }
    if accounts.is_empty() {
        return wrong(field, "an e-mail address, a phone, a CRM id or an account is needed");
    }
    Ok(accounts)
}

fn platform_account(field: &'static str, wire: wire::PlatformAccount) -> Converted<Account> {
    let kind = kind(field, wire.kind)?;
    let handle = wire.handle.map(|text| handle(field, &kind, &text)).transpose()?;
    let remote_id = match wire.id {
        Some(text) => id(field, &text)?,
        None if handle.is_some() => String::new(),
        None => return wrong(field, "an account needs an id or a handle"),
    };
    Ok(Account { kind, remote_id, handle, ..Account::default() })
}

fn of_kind(kind: &str, remote_id: String) -> Account {
    Account { kind: kind.to_owned(), remote_id, ..Account::default() }
}

fn handle(field: &'static str, kind: &str, text: &str) -> Converted<String> {
    keys::handle(kind, text)
        .ok_or_else(|| Wrong { field, why: format!("«{}» is no handle", short(text)) })
}

/// The canonical key of a message: equal to that of an import of the same platform.
fn message_key(place: &PlaceRef, field: &'static str, text: &str) -> Converted<String> {
    Ok(format!("{}:{}:{}", place.kind, place.remote_id, id(field, text)?))
}

fn id(field: &'static str, text: &str) -> Converted<String> {
    let text = text.trim();
    if text.is_empty() {
        return wrong(field, "it is empty");
    }
    name(field, text.to_owned())
}

fn name(field: &'static str, text: String) -> Converted<String> {
    if text.chars().count() > LONGEST_NAME {
        return wrong(field, format!("it is longer than {LONGEST_NAME} characters"));
    }
    if text.chars().any(|sign| sign == '\0') {
        return wrong(field, "it holds a NUL");
    }
    Ok(text)
}

fn text(field: &'static str, text: String) -> Converted<String> {
    if text.len() > LONGEST_TEXT {
        return wrong(field, format!("it is longer than {LONGEST_TEXT} bytes"));
    }
    Ok(text)
}

fn time(field: &'static str, text: &str) -> Converted<Instant> {
    Instant::parse_rfc3339(text).ok_or_else(|| Wrong {
        field,
        why: format!("«{}» is no RFC 3339 with a zone, such as 2026-11-20T10:00:00Z", short(text)),
    })
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

const fn role(role: wire::AccountRole) -> Role {
    match role {
        wire::AccountRole::Member => Role::Member,
        wire::AccountRole::Staff => Role::Staff,
        wire::AccountRole::Brand => Role::Brand,
        wire::AccountRole::Bot => Role::Bot,
    }
}

const fn order_kind(kind: wire::OrderKind) -> OrderKind {
    match kind {
        wire::OrderKind::Purchase => OrderKind::Purchase,
        wire::OrderKind::Registration => OrderKind::Registration,
        wire::OrderKind::SubscriptionStart => OrderKind::SubscriptionStart,
        wire::OrderKind::SubscriptionRenewal => OrderKind::SubscriptionRenewal,
        wire::OrderKind::SubscriptionEnd => OrderKind::SubscriptionEnd,
        wire::OrderKind::Refund => OrderKind::Refund,
    }
}

fn attachments(wire: Vec<wire::Attachment>) -> Converted<Vec<Attachment>> {
    if wire.len() > 100 {
        return wrong("attachments", "at most 100 are taken");
    }
    let convert = |one: wire::Attachment| {
        let name = one.name.map(|text| name("attachments", text)).transpose()?;
        Ok(Attachment { kind: attachment_kind(one.kind), name, ..Attachment::default() })
    };
    wire.into_iter().map(convert).collect()
}

const fn attachment_kind(kind: wire::AttachmentKind) -> AttachmentKind {
    use wire::AttachmentKind as Wire;
    match kind {
        Wire::Photo => AttachmentKind::Photo,
        Wire::Video => AttachmentKind::Video,
        Wire::Voice => AttachmentKind::Voice,
        Wire::Audio => AttachmentKind::Audio,
        Wire::Sticker => AttachmentKind::Sticker,
        Wire::Animation => AttachmentKind::Animation,
        Wire::Poll => AttachmentKind::Poll,
        Wire::Location => AttachmentKind::Location,
        Wire::Contact => AttachmentKind::Contact,
        Wire::File => AttachmentKind::File,
    }
}
