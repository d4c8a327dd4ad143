//! What chats, messages and people are called.
//!
//! The Bot API writes the kind of a chat into its number: people are positive, basic groups negative,
//! supergroups and channels begin with -100. Exports carry the bare number, so that is the id of a
//! place and of an account here too, and a message of a supergroup or channel has one key for both.
//!
//! Private chats and basic groups are otherwise: in them every account counts messages by itself, so a
//! number that the bot sees is another message's number in somebody's export. Their keys say by whose
//! counting they are; a private chat's place says it as well, because it is a dialogue of that account.

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use serde_json::Value;

use super::super::KIND;
use super::super::chat::account;
use crate::fields;
use crate::live::About;

/// What supergroups and channels are counted from.
const CHANNELS: u64 = 1_000_000_000_000;
/// A user that stands for anonymous administrators where the chat itself is not named.
const ANONYMOUS: i64 = 1_087_968_824;

/// A chat's number, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// A person or bot.
    User(u64),
    /// A basic group.
    Group(u64),
    /// A supergroup, a channel, or the direct messages of one.
    Channel(u64),
}

impl Peer {
    pub(super) fn of(chat: i64) -> Self {
        let number = chat.unsigned_abs();
        match number.checked_sub(CHANNELS) {
            _ if chat >= 0 => Self::User(number),
            Some(bare) if bare > 0 => Self::Channel(bare),
            _ => Self::Group(number),
        }
    }

    const fn bare(self) -> u64 {
        match self {
            Self::User(number) | Self::Group(number) | Self::Channel(number) => number,
        }
    }

    /// As exports write the accounts of people, groups and channels.
    pub(super) fn account_id(self) -> String {
        match self {
            Self::User(number) => format!("user{number}"),
            Self::Group(number) => format!("chat{number}"),
            Self::Channel(number) => format!("channel{number}"),
        }
    }
}

/// A whole number that may be written as a string.
pub(super) fn integer(record: &Value, field: &str) -> Option<i64> {
    let value = record.get(field)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Where a message stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    /// The number of the chat, as the Bot API has it.
    pub(super) chat: i64,
    pub(super) place: PlaceRef,
    /// What the keys of its messages begin with.
    keys: String,
}

impl Spot {
    /// The spot of a chat; of a chat of a business account by the connection it is seen through.
    pub(super) fn of(chat: &Value, connection: Option<&str>, about: &About) -> Option<Self> {
        let number = integer(chat, "id").filter(|number| *number != 0)?;
        let peer = Peer::of(number);
        let counted = match connection {
            Some(connection) => format!("business-{connection}"),
            None => format!("bot{}", own_number(about).unwrap_or_default()),
        };
        let (remote_id, keys) = match peer {
            Peer::Channel(bare) => (bare.to_string(), bare.to_string()),
            Peer::Group(bare) => (bare.to_string(), format!("{bare}@{counted}")),
            Peer::User(bare) => {
                let id = format!("user{bare}@{counted}");
                (id.clone(), id)
            }
        };
        let title = match fields::text(chat, "title") {
            Some(title) => title.trim().to_owned(),
            None => full_name(chat).unwrap_or_else(|| peer.bare().to_string()),
        };
        let private = matches!(peer, Peer::User(_)) || fields::flag(chat, "is_direct_messages");
        let place = PlaceRef { kind: KIND.to_owned(), remote_id, title, private };
        Some(Self { chat: number, place, keys })
    }

    pub(super) fn key(&self, message: i64) -> String {
        format!("{KIND}:{}:{message}", self.keys)
    }

    /// The key of a coming or going. Telegram tells of one in two ways, each without naming the other:
    /// by the change of a member and by a service message. Their moments differ by a second at most, so
    /// the minute makes them one.
    pub(super) fn membership_key(&self, account: &Account, joined: bool, seconds: i64) -> String {
        let word = if joined { "joined" } else { "left" };
        let who = &account.remote_id;
        format!("{KIND}:{}:{who}:{word}:{}", self.place.remote_id, seconds.div_euclid(60))
    }
}

/// The number of our own account.
fn own_number(about: &About) -> Option<&str> {
    about.me.as_ref()?.remote_id.strip_prefix("user")
}

/// First and last name as one, or the handle.
fn full_name(record: &Value) -> Option<String> {
    let part = |field| fields::text(record, field).unwrap_or_default().trim();
    let name = format!("{} {}", part("first_name"), part("last_name"));
    let name = name.trim();
    if name.is_empty() { handle(record) } else { Some(name.to_owned()) }
}

fn handle(record: &Value) -> Option<String> {
    fields::text(record, "username").map(|name| name.trim().trim_start_matches('@').to_owned())
}

/// The account of a user. Without any name it is a deleted one.
pub(super) fn user(record: &Value, about: &About) -> Option<Account> {
    let number = integer(record, "id").filter(|number| *number > 0)?;
    let mut user = account(Peer::of(number).account_id(), full_name(record).as_deref());
    user.handle = handle(record);
    if let Some(me) = about.me.as_ref().filter(|me| me.remote_id == user.remote_id) {
        user.role = me.role;
        user.deleted = false;
    } else if fields::flag(record, "is_bot") {
        user.role = Some(Role::Bot);
    }
    Some(user)
}

/// The account of a chat in whose name something is said or done.
pub(super) fn chat_account(record: &Value) -> Option<Account> {
    let number = integer(record, "id").filter(|number| *number != 0)?;
    let title = fields::owned(record, "title").or_else(|| full_name(record));
    let id = Peer::of(number).account_id();
    let mut chat = account(id.clone(), Some(title.as_deref().unwrap_or(&id)));
    chat.handle = handle(record);
    Some(chat)
}

/// Who says a message.
pub(super) fn author(message: &Value, spot: &Spot, about: &About) -> Option<Account> {
    let chat = message.get("chat").unwrap_or(&Value::Null);
    let is_channel = fields::text(chat, "type") == Some("channel");
    // In a group an anonymous administrator writes under the group's own id.
    let own = if is_channel { Role::Brand } else { Role::Unknown };
    if let Some(mut sender) = message.get("sender_chat").and_then(chat_account) {
        let is_chat_itself = sender.remote_id == Peer::of(spot.chat).account_id();
        if is_chat_itself {
            sender.role = Some(own);
        } else if fields::flag(message, "is_automatic_forward") {
            // The channel whose posts are talked of here.
            sender.role = Some(Role::Brand);
        }
        return Some(sender);
    }
    let itself = || {
        let mut itself = chat_account(chat)?;
        itself.role = Some(own);
        Some(itself)
    };
    let from = message.get("from").unwrap_or(&Value::Null);
    if integer(from, "id") == Some(ANONYMOUS) {
        return itself();
    }
    let Some(mut from) = user(from, about) else {
        return if is_channel { itself() } else { None };
    };
    // In a dialogue of a business account who is not the other one is the owner.
    let is_owner = message.get("business_connection_id").is_some()
        && from.remote_id != Peer::of(spot.chat).account_id();
    if is_owner && from.role.is_none() {
        from.role = Some(Role::Staff);
    }
    Some(from)
}

/// Which chat is meant by the id of a place or by a remote key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// The numbers it may have, the likeliest first: the bare number says not which kind it is.
    pub(super) chats: Vec<i64>,
    /// The business connection through which it is reached.
    pub(super) connection: Option<String>,
    /// The id of the place.
    pub(super) place: String,
    /// Whether it is one person's dialogue.
    pub(super) private: bool,
}

impl Target {
    /// The chat of a place.
    pub(super) fn place(place: &str) -> Option<Self> {
        let (number, counted) = place.trim().split_once('@').unwrap_or((place.trim(), ""));
        let connection = counted.strip_prefix("business-").map(str::to_owned);
        if let Some(user) = number.strip_prefix("user") {
            let chats = vec![user.parse().ok().filter(|user| *user > 0)?];
            return Some(Self { chats, connection, place: place.trim().to_owned(), private: true });
        }
        let bare: i64 = number.parse().ok().filter(|bare| *bare > 0)?;
        let channel = bare.checked_add(CHANNELS.cast_signed())?;
        // Numbers beyond those of basic groups would be another channel's.
        let mut chats = vec![-channel];
        chats.extend(Some(-bare).filter(|chat| matches!(Peer::of(*chat), Peer::Group(_))));
        Some(Self { chats, connection, place: number.to_owned(), private: false })
    }

    /// The private chat of a person.
    pub(super) fn person(account: &str) -> Option<Self> {
        let number: i64 = account.trim().strip_prefix("user")?.parse().ok()?;
        Self::place(&format!("user{}", Some(number).filter(|number| *number > 0)?))
    }

    /// The chat and number of a message. By whose counting it is says what kind of chat it is: a number
    /// of an imported basic group means nothing to a bot, so such a chat is not looked for.
    pub(super) fn message(key: &str) -> Option<(Self, i64)> {
        let rest = key.trim().strip_prefix(KIND)?.strip_prefix(':')?;
        let (place, number) = rest.rsplit_once(':')?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        let mut target = Self::place(place)?;
        if !target.private {
            let is_group = |chat: &i64| matches!(Peer::of(*chat), Peer::Group(_));
            let counted = place.contains('@');
            target.chats.retain(|chat| is_group(chat) == counted);
        }
        Some((target, number))
    }

    /// Whether it is the direct messages of a channel: their topics are named otherwise. Such chats have
    /// numbers that are greater than those of channels can be.
    pub(super) fn is_direct_messages(&self) -> bool {
        let beyond = (2 * CHANNELS).cast_signed();
        !self.private && self.chats.first().is_some_and(|chat| *chat < -beyond)
    }
}
