//! Posts of walls.

use kamerton_core::fact::{Fact, MessageFact, ReactionCount};
use serde_json::Value;

use super::convert::{Event, gone};
use super::spot::{Key, Kind, Spot};
use super::wire::{as_int, id, int, is, list, moment, text};
use super::{attachments, text as texts};
use crate::live::Unread;

/// What a like is called.
pub(super) const LIKE: &str = "like";

/// The facts of a post.
pub(super) fn facts(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    let post = event.object;
    let owner = event.owner(&["owner_id", "to_id", "source_id"]);
    let number = id(post, "id").or_else(|| id(post, "post_id")).ok_or_else(|| event.lacks("id"))?;
    let spot = match text(post, "post_type") {
        "suggest" => Spot::of(Kind::Suggest, owner),
        // What waits for its time was not said yet.
        "postpone" => return Ok(Vec::new()),
        // The search of news finds comments too.
        "reply" => return Ok(reply(event, owner, number)?.into_iter().collect()),
        _ => Spot::of(Kind::Wall, owner),
    };
    let key = spot.message(number);
    if is(post, "is_deleted") {
        return Ok(vec![gone(key, event.came()?)]);
    }
    let mut message = said(event, key)?;
    if spot.kind == Kind::Wall {
        message.thread = Some(number.to_string());
    }
    Ok(vec![Fact::Message(message)])
}

fn reply(event: &Event<'_>, owner: i64, number: i64) -> Result<Option<Fact>, Unread> {
    let Some(post) = id(event.object, "post_id").filter(|post| *post != number) else {
        return Ok(None);
    };
    let spot = Spot::of(Kind::Wall, owner);
    let mut message = said(event, spot.comment(post, number))?;
    message.thread = Some(post.to_string());
    message.thread_root = Some(spot.message(post).to_string());
    Ok(Some(Fact::Message(message)))
}

fn said(event: &Event<'_>, key: Key) -> Result<MessageFact, Unread> {
    let post = event.object;
    let sent_at = moment(post, "date").ok_or_else(|| event.lacks("date"))?;
    let author = id(post, "from_id").unwrap_or(key.spot.owner);
    let mut message = MessageFact {
        place: event.place(key.spot),
        key: key.to_string(),
        author: event.people.account(author),
        sent_at,
        edited_at: moment(post, "edited"),
        text: texts::plain(text(post, "text")),
        attachments: attachments::of(post),
        reactions: reactions(event, post),
        ..MessageFact::default()
    };
    // What was passed on without a word of one's own is another's; with one it is a quote.
    if let Some(shown) = list(post, "copy_history").first() {
        if message.text.is_empty() {
            let from = id(shown, "from_id").or_else(|| id(shown, "owner_id"));
            message.text = texts::plain(text(shown, "text"));
            message.forwarded_from = from.map(|from| event.people.name(from));
        }
        message.attachments.extend(attachments::of(shown));
    }
    Ok(message)
}

/// Likes, and the reactions of posts and messages where they are counted one by one.
pub(super) fn reactions(event: &Event<'_>, of: &Value) -> Vec<ReactionCount> {
    let likes = of.get("likes").and_then(|likes| int(likes, "count")).unwrap_or(0);
    let mut counts = Vec::new();
    if let Ok(count @ 1..) = u32::try_from(likes) {
        counts.push(ReactionCount { emoji: LIKE.to_owned(), count, accounts: Vec::new() });
    }
    for item in list(of, "reactions") {
        let count = int(item, "count").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        let Some(emoji) = int(item, "reaction_id").and_then(emoji) else { continue };
        let accounts: Vec<_> = list(item, "user_ids")
            .iter()
            .filter_map(as_int)
            .filter_map(|id| event.people.account(id))
            .collect();
        let count = count.max(u32::try_from(accounts.len()).unwrap_or(u32::MAX));
        if count > 0 {
            counts.push(ReactionCount { emoji: emoji.to_owned(), count, accounts });
        }
    }
    counts
}

/// The reactions to messages, in the order of their numbers, from one.
pub(super) const EMOJI: [&str; 16] = [
    "❤️", "🔥", "😂", "👍", "💩", "❓", "😭", "😡", "👎", "👌", "😃", "🤔", "🙏", "😘", "😍", "🎉",
];

/// The emoji of a reaction.
pub(super) fn emoji(number: i64) -> Option<&'static str> {
    usize::try_from(number).ok()?.checked_sub(1).and_then(|at| EMOJI.get(at).copied())
}
