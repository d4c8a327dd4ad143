//! Events turned into facts. Pure: the same payload gives the same facts today and in a year.

use kamerton_core::fact::{
    Account, DeletionFact, Fact, MembershipFact, MessageFact, OrderFact, OrderKind, PlaceRef,
    ReactionFact,
};
use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::people::People;
use super::spot::{Key, Kind, Spot};
use super::wire::{id, int, mark, moment, text};
use super::{KIND, comment, post, talk};
use crate::live::{About, Unread};

/// Events that say nothing of talk, people or purchases.
const SILENT: &[&str] = &[
    "confirmation",
    "audio_new",
    "photo_new",
    "video_new",
    "group_change_photo",
    "group_change_settings",
    "group_officers_edit",
    "lead_forms_new",
    "app_payload",
    "vkpay_transaction",
    "market_order_new",
    "market_order_edit",
    "message_event",
    "message_read",
    "message_typing_state",
    "poll_vote_new",
    "user_unblock",
    "wall_schedule_post_new",
    "wall_schedule_post_delete",
    "donut_money_withdraw",
    "donut_money_withdraw_error",
    "donut_subscription_cancelled",
    "donut_subscription_price_changed",
];

/// An event while it is read.
pub(super) struct Event<'a> {
    pub kind: &'a str,
    pub object: &'a Value,
    /// The community that it came from.
    pub group: i64,
    /// What tells it from others of its kind.
    pub id: String,
    /// When it came.
    pub came: Option<Instant>,
    pub people: People<'a>,
}

impl Event<'_> {
    /// When it came.
    ///
    /// # Errors
    /// When nobody wrote it down.
    pub fn came(&self) -> Result<Instant, Unread> {
        self.came.ok_or_else(|| self.lacks("time"))
    }

    pub fn lacks(&self, what: &str) -> Unread {
        Unread(format!("this event of the kind «{}» has no {what}", self.kind))
    }

    /// A number of the object.
    ///
    /// # Errors
    /// When it is not there.
    pub fn need(&self, name: &str) -> Result<i64, Unread> {
        id(self.object, name).ok_or_else(|| self.lacks(name))
    }

    pub fn place(&self, spot: Spot) -> PlaceRef {
        let title = match spot.kind {
            Kind::Talk => self.people.name(spot.peer),
            _ => self.people.title(spot.owner),
        };
        let title = if spot.is_chat() { String::new() } else { title };
        PlaceRef {
            kind: KIND.to_owned(),
            remote_id: spot.to_string(),
            title,
            private: spot.is_private(),
        }
    }

    pub fn account(&self, name: &str) -> Result<Account, Unread> {
        self.people.account(self.need(name)?).ok_or_else(|| self.lacks(name))
    }

    /// The owner of what is named here; the community where nobody is named.
    pub fn owner(&self, names: &[&str]) -> i64 {
        names.iter().find_map(|name| id(self.object, name)).unwrap_or(-self.group)
    }
}

/// What we made there, as its event would tell of it: a post of a wall or a message of a talk.
pub(super) fn made(one: &Value, key: Key, group: i64, about: &About) -> Option<Box<MessageFact>> {
    let kind = match key.spot.kind {
        Kind::Wall if key.second.is_none() => "wall_post_new",
        Kind::Talk => "message_new",
        _ => return None,
    };
    let people = People::new(group, &about.title, &Value::Null);
    let event = Event { kind, object: one, group, id: String::new(), came: None, people };
    facts(&event).ok()?.into_iter().find_map(|fact| match fact {
        Fact::Message(message) if message.key == key.to_string() => Some(Box::new(message)),
        _ => None,
    })
}

/// The facts of a payload.
///
/// # Errors
/// When it is not understood.
pub(super) fn convert(body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
    let body: Value = serde_json::from_str(body)?;
    let inner = body.get("event").filter(|event| event.is_object()).unwrap_or(&body);
    let kind = text(inner, "type");
    let ours = about.me.as_ref().and_then(|me| me.remote_id.parse::<i64>().ok());
    let ours = ours.unwrap_or(0).unsigned_abs();
    let group = id(inner, "group_id").filter(|group| (1..=1 << 52).contains(group));
    let group = group.or_else(|| i64::try_from(ours).ok()).unwrap_or(0);
    let object = inner.get("object").unwrap_or(&Value::Null);
    let event = Event {
        kind,
        object,
        group,
        id: match text(inner, "event_id") {
            "" => mark(&json!([kind, object])),
            id => id.chars().take(128).collect(),
        },
        came: moment(&body, "at"),
        people: People::new(group, &about.title, &body),
    };
    facts(&event)
}

fn facts(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    match event.kind {
        "" => Err(Unread("this is no event of VK: it has no type".to_owned())),
        "wall_post_new" | "wall_repost" => post::facts(event),
        "like_add" | "like_remove" => liked(event),
        "message_new" | "message_reply" | "message_edit" | "messages_edit" => talk::facts(event),
        "message_reaction_event" => talk::reacted(event),
        "message_allow" | "message_deny" => allowed(event),
        "group_join" | "group_leave" | "user_block" => member(event),
        "donut_subscription_create" => order(event, OrderKind::SubscriptionStart),
        "donut_subscription_prolonged" => order(event, OrderKind::SubscriptionRenewal),
        "donut_subscription_expired" => order(event, OrderKind::SubscriptionEnd),
        kind if SILENT.contains(&kind) => Ok(Vec::new()),
        kind => match comment::Told::of(kind) {
            Some(told) => comment::facts(event, told),
            None => {
                let kind: String = kind.chars().take(60).collect();
                Err(Unread(format!("events of the kind «{kind}» are not known yet")))
            }
        },
    }
}

/// The fact that a message is gone.
pub(super) fn gone(key: Key, at: Instant) -> Fact {
    Fact::Deletion(DeletionFact { kind: KIND.to_owned(), message: key.to_string(), at })
}

fn liked(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    let owner = event.need("object_owner_id")?;
    let object = event.need("object_id")?;
    let key = match text(event.object, "object_type") {
        "post" => Spot::of(Kind::Wall, owner).message(object),
        "comment" => match id(event.object, "post_id") {
            Some(post) => Spot::of(Kind::Wall, owner).comment(post, object),
            None => return Ok(Vec::new()),
        },
        "photo_comment" => Spot::of(Kind::Photo, owner).message(object),
        "video_comment" => Spot::of(Kind::Video, owner).message(object),
        "market_comment" => Spot::of(Kind::Market, owner).message(object),
        // A photo or a video is no message; of a comment in a discussion the topic is not told.
        _ => return Ok(Vec::new()),
    };
    Ok(vec![Fact::Reaction(ReactionFact {
        message: key.to_string(),
        emoji: post::LIKE.to_owned(),
        account: event.account("liker_id")?,
        at: event.came()?,
        given: event.kind == "like_add",
    })])
}

fn member(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    // A request is no joining yet, and «perhaps» is none at all.
    let joined = event.kind == "group_join";
    if joined && matches!(text(event.object, "join_type"), "request" | "unsure") {
        return Ok(Vec::new());
    }
    // Who left without saying who is nobody to us.
    if !joined && id(event.object, "user_id").is_none() {
        return Ok(Vec::new());
    }
    membership(event, Spot::of(Kind::Wall, -event.group), joined)
}

/// Who allows messages can be written to, who forbids them cannot: they come into their talk or leave it.
fn allowed(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    let talk = Spot::talk(event.group, event.need("user_id")?);
    membership(event, talk, event.kind == "message_allow")
}

fn membership(event: &Event<'_>, spot: Spot, joined: bool) -> Result<Vec<Fact>, Unread> {
    let account = event.account("user_id")?;
    Ok(vec![Fact::Membership(MembershipFact {
        place: event.place(spot),
        key: format!("{KIND}:{spot}:{}:{}:{}", event.kind, account.remote_id, event.id),
        account,
        at: event.came()?,
        joined,
        invited_by: None,
        invitation: None,
    })])
}

fn order(event: &Event<'_>, kind: OrderKind) -> Result<Vec<Fact>, Unread> {
    // Roubles, whole ones.
    let amount = int(event.object, "amount").unwrap_or(0).clamp(0, 1 << 40);
    Ok(vec![Fact::Order(OrderFact {
        key: format!("{KIND}:donut-{}:{}", event.group, event.id),
        kind,
        at: event.came()?,
        amount_minor: amount * 100,
        currency: "RUB".to_owned(),
        product: Some("VK Donut".to_owned()),
        accounts: vec![event.account("user_id")?],
    })])
}
