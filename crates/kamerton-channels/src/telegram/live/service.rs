//! What Telegram itself writes into a chat: who came, who went, what was changed.

use kamerton_core::fact::{Account, Fact, Invited, MembershipFact};
use kamerton_core::time::Instant;
use serde_json::Value;

use super::ids::{Spot, chat_account, user};
use super::media::is_content;
use crate::fields;
use crate::live::About;

/// Fields that say of a message where, when, by whom and how, but not what.
const AROUND: &[&str] = &[
    "author_signature",
    "business_connection_id",
    "caption_entities",
    "chat",
    "date",
    "direct_messages_topic",
    "edit_date",
    "effect_id",
    "entities",
    "external_reply",
    "forward_date",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_origin",
    "forward_sender_name",
    "forward_signature",
    "from",
    "guest_bot_caller_chat",
    "guest_bot_caller_user",
    "guest_query_id",
    "has_media_spoiler",
    "has_protected_content",
    "is_automatic_forward",
    "is_from_offline",
    "is_paid_post",
    "is_topic_message",
    "link_preview_options",
    "media_group_id",
    "message_id",
    "message_thread_id",
    "paid_star_count",
    "quote",
    "reply_markup",
    "reply_to_checklist_task_id",
    "reply_to_message",
    "reply_to_poll_option_id",
    "reply_to_story",
    "sender_boost_count",
    "sender_business_bot",
    "sender_chat",
    "sender_tag",
    "show_caption_above_media",
    "suggested_post_info",
    "via_bot",
];

/// Fields of service messages that are said in a sentence of their own.
const KNOWN: &[&str] = &[
    "new_chat_member",
    "new_chat_members",
    "new_chat_participant",
    "left_chat_member",
    "left_chat_participant",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
];

/// What a service message says, readable; `None` for what people say. One that is new to us is said by the
/// name of its field, so that it is not taken for an empty message of somebody.
pub(super) fn said(message: &Value, actor: Option<&Account>) -> Option<String> {
    let members = message.as_object()?;
    if members.iter().any(|(name, value)| is_content(name) && !value.is_null()) {
        return None;
    }
    let is_news = |name: &str, value: &Value| {
        !AROUND.contains(&name) && !value.is_null() && *value != Value::Bool(false)
    };
    let mut news: Vec<_> = members.iter().filter(|(name, value)| is_news(name, value)).collect();
    // What is known says more than what may have been added to it.
    news.sort_by_key(|(name, _)| !KNOWN.contains(&name.as_str()));
    let (field, thing) = news.first()?;
    Some(phrase(field, thing, message, &name_of(actor)))
}

fn phrase(field: &str, news: &Value, message: &Value, who: &str) -> String {
    match field {
        "new_chat_member" | "new_chat_members" | "new_chat_participant" => {
            let joined = fields::items(message, "new_chat_members").iter().map(name_in);
            let joined = joined.collect::<Vec<_>>().join(", ");
            let is_own = joined.is_empty() || joined == who;
            if is_own {
                format!("{who} joined the group")
            } else {
                format!("{who} invited {joined}")
            }
        }
        "left_chat_member" | "left_chat_participant" => {
            let left = name_in(news);
            let is_own = left == who;
            if is_own { format!("{who} left the group") } else { format!("{who} removed {left}") }
        }
        "new_chat_title" => format!("{who} changed the title to{}", titled(news)),
        "new_chat_photo" => format!("{who} changed the photo"),
        "delete_chat_photo" => format!("{who} removed the photo"),
        "group_chat_created" => format!("{who} created the group"),
        "supergroup_chat_created" => format!("{who} created the supergroup"),
        "channel_chat_created" => format!("{who} created the channel"),
        "migrate_to_chat_id" => "The group became a supergroup: it goes on there".to_owned(),
        "migrate_from_chat_id" => "The group became this supergroup".to_owned(),
        "pinned_message" => format!("{who} pinned this message"),
        "forum_topic_created" => format!("{who} created topic{}", titled(news)),
        "forum_topic_edited" => format!("{who} changed topic{}", titled(news)),
        "forum_topic_closed" => format!("{who} closed the topic"),
        "forum_topic_reopened" => format!("{who} opened the topic again"),
        other => format!("{who}: {}{}", other.replace('_', " "), titled(news)),
    }
}

fn name_of(account: Option<&Account>) -> String {
    let name = account.and_then(|account| account.display_name.clone());
    name.unwrap_or_else(|| "Deleted Account".to_owned())
}

fn name_in(record: &Value) -> String {
    name_of(user(record, &About::default()).as_ref())
}

/// What a thing is called, in quotes.
fn titled(thing: &Value) -> String {
    let mut names = ["name", "title", "text", "prize_description", "data"].iter();
    let title = names.find_map(|name| fields::text(thing, name)).or(thing.as_str());
    title.map(|title| format!(" «{}»", title.trim())).unwrap_or_default()
}

/// Who came and who left by a service message.
pub(super) fn memberships(
    message: &Value,
    spot: &Spot,
    actor: Option<&Account>,
    seconds: i64,
    about: &About,
) -> Vec<Fact> {
    let mut changes: Vec<(Account, bool)> = Vec::new();
    let joined = fields::items(message, "new_chat_members").iter();
    changes.extend(joined.filter_map(|one| user(one, about)).map(|one| (one, true)));
    if changes.is_empty()
        && let Some(one) = message.get("new_chat_member").and_then(|one| user(one, about))
    {
        changes.push((one, true));
    }
    let left = message.get("left_chat_member").and_then(|one| user(one, about));
    changes.extend(left.map(|one| (one, false)));
    if fields::flag(message, "group_chat_created") {
        changes.extend(actor.cloned().map(|founder| (founder, true)));
    }
    let facts = changes.into_iter().map(|(account, joined)| {
        let inviter = actor.filter(|_| joined).cloned();
        membership(spot, account, joined, seconds, inviter)
    });
    facts.collect()
}

fn membership(
    spot: &Spot,
    account: Account,
    joined: bool,
    seconds: i64,
    inviter: Option<Account>,
) -> Fact {
    Fact::Membership(MembershipFact {
        place: spot.place.clone(),
        key: spot.membership_key(&account, joined, seconds),
        at: Instant::from_seconds(seconds),
        joined,
        invited_by: inviter.filter(|inviter| inviter.remote_id != account.remote_id),
        account,
        invitation: None,
    })
}

/// Who came or left by the change of a member.
pub(super) fn member_changed(
    update: &Value,
    spot: &Spot,
    seconds: i64,
    about: &About,
) -> Option<Fact> {
    let (before, after) = (update.get("old_chat_member")?, update.get("new_chat_member")?);
    let (was, is) = (is_inside(before), is_inside(after));
    if was == is {
        return None;
    }
    let whose = after.get("user").or(before.get("user"))?;
    // In a private chat it is the other one who shuts our bot out or lets it in again.
    let actor = update.get("from").and_then(|from| user(from, about));
    let account = if spot.place.private { actor.clone() } else { user(whose, about) }?;
    let approved = fields::flag(update, "via_join_request");
    let inviter = actor.filter(|_| is && !approved);
    let mut fact = membership(spot, account, is, seconds, inviter);
    if let Fact::Membership(joining) = &mut fact {
        joining.invitation = update.get("invite_link").filter(|_| is).and_then(invitation);
    }
    Some(fact)
}

/// The invitation that somebody came by. Of one that another administrator made only the beginning of its
/// address is told.
fn invitation(link: &Value) -> Option<Invited> {
    let address =
        fields::text(link, "invite_link").map(str::trim).filter(|link| !link.is_empty())?;
    let name = fields::text(link, "name").unwrap_or_default().trim().to_owned();
    Some(Invited { address: address.to_owned(), name })
}

fn is_inside(member: &Value) -> bool {
    match fields::text(member, "status").unwrap_or_default() {
        "creator" | "administrator" | "member" => true,
        "restricted" => fields::flag(member, "is_member"),
        _ => false,
    }
}

/// Who reacted: a user, or a chat in whose name somebody did.
pub(super) fn reactor(update: &Value, about: &About) -> Option<Account> {
    let user = update.get("user").and_then(|one| user(one, about));
    user.or_else(|| update.get("actor_chat").and_then(chat_account))
}
