//! The form of events, as programs write them.

use serde::Deserialize;
use utoipa::ToSchema;

/// One thing that happened. A field that is not named here is a mistake.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Somebody wrote something; sent again with a later `edited_at`, its text was changed.
    Message(Message),
    /// Somebody reacted to a message, or took the reaction back.
    Reaction(Reaction),
    /// Somebody joined a place.
    Joined(Membership),
    /// Somebody left a place.
    Left(Membership),
    /// A message was deleted.
    Deletion(Deletion),
    /// A purchase, registration, subscription event or refund.
    Order(Order),
    /// What a list or CRM says of a person.
    Profile(Profile),
}

/// One or more events in one call.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Events {
    /// At most a thousand.
    #[schema(max_items = 1000, min_items = 1)]
    pub events: Vec<Event>,
}

/// The body of a call: several events, or one by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Call {
    /// Several.
    Many(Events),
    /// One.
    One(Box<Event>),
}

/// A group, chat, page, forum section, mailbox or venue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Kind of channel: a word of your own, or that of a connector.
    #[schema(example = "shop", max_length = 40, pattern = "^[a-z0-9_-]+$")]
    pub kind: String,
    /// What the platform calls it.
    #[schema(example = "reviews", max_length = 400)]
    pub id: String,
    /// The title as shown; the id when not said.
    #[schema(example = "Reviews", max_length = 400)]
    pub title: Option<String>,
    /// Whether talk there is seen by its participants only.
    #[serde(default)]
    pub private: bool,
}

/// Somebody's account on the platform of a place.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The platform's own id.
    #[schema(example = "17", max_length = 400)]
    pub id: Option<String>,
    /// The name people call it by, with or without `@`.
    #[schema(max_length = 400)]
    pub handle: Option<String>,
    /// The name as shown. Without an id and a handle the account is this name in this place.
    #[schema(example = "Vera", max_length = 400)]
    pub name: Option<String>,
    /// What it is: `member` unless said or known otherwise.
    #[schema(example = "member")]
    pub role: Option<AccountRole>,
}

/// What an account is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    /// One of the community.
    Member,
    /// One of us.
    Staff,
    /// The brand's own account.
    Brand,
    /// A program.
    Bot,
}

/// A message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Where it was said.
    pub place: Place,
    /// What the platform calls it, unique in its place.
    #[schema(example = "4711", max_length = 400)]
    pub id: String,
    /// Who wrote it.
    pub author: Account,
    /// When: RFC 3339 with a zone.
    #[schema(example = "2026-11-20T10:00:00+03:00", format = DateTime)]
    pub sent_at: String,
    /// When it was last edited, if it was.
    #[schema(format = DateTime)]
    pub edited_at: Option<String>,
    /// The text, without markup.
    #[serde(default)]
    pub text: String,
    /// Id of the message in the same place that it answers.
    #[schema(max_length = 400)]
    pub reply_to: Option<String>,
    /// Topic or thread inside the place.
    #[schema(max_length = 400)]
    pub thread: Option<String>,
    /// Pictures, files and other media.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub attachments: Vec<Attachment>,
}

/// A file or medium that came with a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// File name or title.
    #[schema(max_length = 400)]
    pub name: Option<String>,
}

/// Kinds of attachment.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum AttachmentKind {
    Photo,
    Video,
    Voice,
    Audio,
    Sticker,
    Animation,
    Poll,
    Location,
    Contact,
    File,
}

/// A reaction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// Where the message was said.
    pub place: Place,
    /// Id of the message.
    #[schema(max_length = 400)]
    pub message: String,
    /// Emoji or short name.
    #[schema(example = "👍", max_length = 100)]
    pub emoji: String,
    /// Who reacted.
    pub account: Account,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether it was taken back.
    #[serde(default)]
    pub taken_back: bool,
}

/// Joining or leaving a place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Where.
    pub place: Place,
    /// Who.
    pub account: Account,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// A deletion of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// Where it was said.
    pub place: Place,
    /// Id of the message.
    #[schema(max_length = 400)]
    pub message: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// The keys by which a shop or CRM names a person. At least one is needed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// E-mail address.
    #[schema(example = "vera@example.org", max_length = 400)]
    pub email: Option<String>,
    /// Telephone number, in any usual spelling.
    #[schema(example = "+7 999 123-45-67", max_length = 100)]
    pub phone: Option<String>,
    /// Id in your CRM or shop.
    #[schema(max_length = 400)]
    pub crm: Option<String>,
    /// Accounts on platforms.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub accounts: Vec<PlatformAccount>,
}

/// An account on a platform, named without a place.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformAccount {
    /// Kind of channel.
    #[schema(example = "telegram", max_length = 40)]
    pub kind: String,
    /// The platform's own id.
    #[schema(max_length = 400)]
    pub id: Option<String>,
    /// The name people call it by.
    #[schema(example = "@vera", max_length = 400)]
    pub handle: Option<String>,
}

/// A purchase, registration, subscription event or refund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Its number in your system.
    #[schema(example = "2026-0815", max_length = 400)]
    pub id: String,
    /// What it is: a purchase unless said otherwise.
    #[serde(default)]
    pub kind: OrderKind,
    /// When.
    #[schema(example = "2026-11-18T12:00:00Z", format = DateTime)]
    pub at: String,
    /// Amount in minor units: kopecks, cents.
    #[schema(example = 199_000)]
    pub amount_minor: i64,
    /// ISO 4217.
    #[schema(example = "RUB", pattern = "^[A-Z]{3}$")]
    pub currency: String,
    /// What was bought.
    #[schema(example = "Kettle", max_length = 1000)]
    pub product: Option<String>,
    /// Who bought it.
    pub buyer: Keys,
}

/// Kinds of order.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum OrderKind {
    #[default]
    Purchase,
    Registration,
    SubscriptionStart,
    SubscriptionRenewal,
    SubscriptionEnd,
    Refund,
}

/// What a list or CRM says of a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Who.
    pub person: Keys,
    /// Name.
    #[schema(max_length = 400)]
    pub name: Option<String>,
    /// Tags to add.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub tags: Vec<String>,
    /// A note to add. The person may ask to see it.
    #[schema(max_length = 10_000)]
    pub note: Option<String>,
    /// Since when the person is known.
    #[schema(format = DateTime)]
    pub since: Option<String>,
}
