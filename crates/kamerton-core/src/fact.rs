//! Facts: what channels and importers report, before anything is made of it.
//!
//! A channel's convert step turns a platform's own records into these. They carry *remote* names
//! only; ids, people and judgements come later. The remote key of a message is canonical text made
//! by the channel (`telegram:<chat>:<message>`), equal for import and live.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::role::Role;
use crate::time::Instant;

/// One thing that happened, as a channel reports it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// Somebody wrote something, or a platform recorded a service message.
    Message(MessageFact),
    /// Somebody reacted to a message.
    Reaction(ReactionFact),
    /// A platform counted the reactions to a message and names nobody.
    ReactionCounts(ReactionCountsFact),
    /// Somebody joined or left a place.
    Membership(MembershipFact),
    /// A message was deleted.
    Deletion(DeletionFact),
    /// A purchase, registration or subscription event.
    Order(OrderFact),
    /// Something known about a person: from a CRM, a list, a form.
    Profile(ProfileFact),
}

/// An account on a platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Kind of account: the channel kind (`telegram`, `discourse` …), or `email`, `phone`,
    /// `crm` for the keys by which orders and contact lists name people.
    pub kind: String,
    /// The platform's own id. Empty when the source has none: then the account is
    /// (place, display name) and is never joined across places by itself. A source that knows
    /// names to be one namespace wider than the place makes the id `~scope/name` itself.
    pub remote_id: String,
    /// The name people call it by, without `@`.
    pub handle: Option<String>,
    /// The name as shown.
    pub display_name: Option<String>,
    /// What the source says of its role; `None` when it says nothing.
    pub role: Option<Role>,
    /// A placeholder for a deleted account: never one person.
    pub deleted: bool,
}

/// A place, as its platform names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceRef {
    /// Channel kind.
    pub kind: String,
    /// The platform's id of the place, or a slug of its name where there is none.
    pub remote_id: String,
    /// The title as shown.
    pub title: String,
    /// Whether talk here is seen by its participants only.
    pub private: bool,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageFact {
    /// Where it was said.
    pub place: PlaceRef,
    /// Canonical remote key, unique in the workspace: `telegram:<chat>:<message>`.
    pub key: String,
    /// The author; `None` for service messages without one.
    pub author: Option<Account>,
    /// When it was sent.
    pub sent_at: Instant,
    /// When it was last edited, if it was.
    pub edited_at: Option<Instant>,
    /// The text, plain: markup is turned into characters, quotes of others are left out.
    pub text: String,
    /// Remote key of the message it explicitly answers.
    pub reply_to: Option<String>,
    /// Topic, thread or subject inside the place; `None` where a place is one stream.
    pub thread: Option<String>,
    /// Remote key of the message that opened the thread, where the platform has such a one.
    pub thread_root: Option<String>,
    /// Name of the original author when the message was forwarded: its text is then not the
    /// sender's own.
    pub forwarded_from: Option<String>,
    /// Files and media.
    pub attachments: Vec<Attachment>,
    /// Reactions as the source counts them.
    pub reactions: Vec<ReactionCount>,
    /// A service message ("the group was renamed"): kept, never counted as talk.
    pub service: bool,
    /// Where everybody can see it on the web, if its platform gives an address for it. It comes from
    /// outside: whoever shows it looks first whether it leads to http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What the server that received it says of whether its author is who it says. `None` where the
    /// platform knows who writes; where it is there, anybody can write any name, and the key was chosen
    /// by the sender too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_check: Option<SenderCheck>,
}

/// What only some platforms tell of a message, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extra {
    /// Where everybody can see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Whether its author is the one that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_check: Option<SenderCheck>,
}

impl MessageFact {
    /// What only some platforms tell of it.
    pub fn extra(&self) -> Extra {
        Extra { link: self.link.clone(), sender_check: self.sender_check }
    }
}

impl Extra {
    /// Whether nothing is told.
    pub const fn is_empty(&self) -> bool {
        self.link.is_none() && self.sender_check.is_none()
    }

    /// The address, where it leads into the web and nowhere else.
    pub fn web_link(&self) -> Option<&str> {
        let leads = |link: &&str| link.starts_with("https://") || link.starts_with("http://");
        self.link.as_deref().filter(leads)
    }
}

/// Whether the author of a message is the one that it names, as the receiving server found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderCheck {
    /// It was proved to come from where its author belongs.
    Passed,
    /// It was proved not to, or the proof it carries is wrong.
    Failed,
    /// Nobody looked, or there is nothing to tell by.
    Unknown,
}

/// A file or medium that came with a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// File name or title, where given.
    pub name: Option<String>,
    /// How large it is, in bytes, where the platform says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// By what its platform gives it out, where it has to be named. Nobody but its channel understands it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}

/// Kinds of attachment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture.
    Photo,
    /// A video, round ones included.
    Video,
    /// A voice message.
    Voice,
    /// Music or other sound.
    Audio,
    /// A sticker or animated emoji.
    Sticker,
    /// A short looped picture.
    Animation,
    /// A poll.
    Poll,
    /// A place on the map.
    Location,
    /// Somebody's contact.
    Contact,
    /// Any other file.
    #[default]
    File,
}

impl AttachmentKind {
    /// Its word, as it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Sticker => "sticker",
            Self::Animation => "animation",
            Self::Poll => "poll",
            Self::Location => "location",
            Self::Contact => "contact",
            Self::File => "file",
        }
    }
}

/// How often one reaction was given, with the accounts where the source names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionCount {
    /// Emoji or the platform's short name (`like`, `thumbsup`).
    pub emoji: String,
    /// How many gave it; at least the length of `accounts`.
    pub count: u32,
    /// Who gave it, as far as known.
    pub accounts: Vec<Account>,
}

/// A reaction that comes on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReactionFact {
    /// Remote key of the message.
    pub message: String,
    /// Emoji or short name.
    pub emoji: String,
    /// Who reacted.
    pub account: Account,
    /// When.
    pub at: Instant,
    /// Given, or taken back.
    pub given: bool,
}

/// How often a message is reacted to, where the platform counts and names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionCountsFact {
    /// Channel kind, to find the channel.
    pub kind: String,
    /// Remote key of the message.
    pub message: String,
    /// When it was counted.
    pub at: Instant,
    /// All reactions that stand, by emoji or short name: what is not here stands no more.
    pub counts: BTreeMap<String, u32>,
}

/// Joining or leaving a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MembershipFact {
    /// Where.
    pub place: PlaceRef,
    /// Canonical remote key of the event, so that a second import adds nothing.
    pub key: String,
    /// Who.
    pub account: Account,
    /// When. `None` where the source gives no time; the importer then uses the neighbouring one.
    pub at: Instant,
    /// Joined, or left.
    pub joined: bool,
    /// Who invited, where known and not the same.
    pub invited_by: Option<Account>,
    /// By which invitation they came, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invited>,
}

/// The invitation that somebody came by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invited {
    /// Its address.
    pub address: String,
    /// The name that one of us gave it; empty where nobody did.
    pub name: String,
}

/// A deletion of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionFact {
    /// Channel kind, to find the channel.
    pub kind: String,
    /// Remote key of the message.
    pub message: String,
    /// When.
    pub at: Instant,
}

/// What an order is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// A purchase.
    #[default]
    Purchase,
    /// A registration.
    Registration,
    /// A subscription began.
    SubscriptionStart,
    /// A subscription was renewed.
    SubscriptionRenewal,
    /// A subscription ended.
    SubscriptionEnd,
    /// Money went back.
    Refund,
}

impl OrderKind {
    /// All kinds, in the order of their stored numbers.
    pub const ALL: [Self; 6] = [
        Self::Purchase,
        Self::Registration,
        Self::SubscriptionStart,
        Self::SubscriptionRenewal,
        Self::SubscriptionEnd,
        Self::Refund,
    ];

    /// The word used in files, on the command line and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Registration => "registration",
            Self::SubscriptionStart => "subscription_start",
            Self::SubscriptionRenewal => "subscription_renewal",
            Self::SubscriptionEnd => "subscription_end",
            Self::Refund => "refund",
        }
    }

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code).ok().and_then(|at| Self::ALL.get(at).copied()).unwrap_or_default()
    }

    /// Whether it makes its owner a client.
    pub const fn is_purchase(self) -> bool {
        matches!(self, Self::Purchase | Self::SubscriptionStart | Self::SubscriptionRenewal)
    }
}

/// An order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFact {
    /// Canonical remote key: the order's number in its system, or a hash of the row.
    pub key: String,
    /// What it is.
    pub kind: OrderKind,
    /// When.
    pub at: Instant,
    /// Minor units (kopecks, cents); negative for money that went back.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// What was bought.
    pub product: Option<String>,
    /// The keys that name the buyer, best first: e-mail, phone, CRM id, handle.
    pub accounts: Vec<Account>,
}

/// What a list or CRM says of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileFact {
    /// The keys that name the person: e-mail, phone, CRM id, handle on a platform.
    pub accounts: Vec<Account>,
    /// Name.
    pub name: Option<String>,
    /// Tags to add.
    pub tags: Vec<String>,
    /// A note to add.
    pub note: Option<String>,
    /// Since when the person is known.
    pub since: Option<Instant>,
}
