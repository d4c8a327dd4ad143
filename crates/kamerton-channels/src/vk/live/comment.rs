//! Comments: under posts, photos, videos and goods, and in discussions.

use kamerton_core::fact::{Fact, MessageFact};

use super::convert::{Event, gone};
use super::spot::{Key, Kind, Spot};
use super::wire::{id, is, list, moment, text};
use super::{attachments, post, text as texts};
use crate::live::Unread;

/// What an event tells of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    place: Kind,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Written,
    Edited,
    Deleted,
}

impl Told {
    /// What events of this kind tell, if it is of a comment.
    pub fn of(kind: &str) -> Option<Self> {
        let (place, what) = kind.rsplit_once('_')?;
        let place = match place {
            "wall_reply" => Kind::Wall,
            "photo_comment" => Kind::Photo,
            "video_comment" => Kind::Video,
            "market_comment" => Kind::Market,
            "board_post" => Kind::Board,
            _ => return None,
        };
        let what = match what {
            "new" | "restore" => What::Written,
            "edit" => What::Edited,
            "delete" => What::Deleted,
            _ => return None,
        };
        Some(Self { place, what })
    }
}

/// Where a comment stands.
struct Stand {
    key: Key,
    /// The post, photo, video, topic …
    below: Option<i64>,
    /// The message above all, where it is one.
    root: Option<Key>,
}

/// The facts of a comment.
pub(super) fn facts(event: &Event<'_>, told: Told) -> Result<Vec<Fact>, Unread> {
    let stand = stand(event, told.place)?;
    let deleted = told.what == What::Deleted || is(event.object, "deleted");
    if deleted {
        return Ok(vec![gone(stand.key, event.came()?)]);
    }
    let comment = event.object;
    let sent_at = moment(comment, "date").ok_or_else(|| event.lacks("date"))?;
    let edited_at = match told.what {
        What::Edited => event.came,
        _ => None,
    };
    Ok(vec![Fact::Message(MessageFact {
        place: event.place(stand.key.spot),
        key: stand.key.to_string(),
        author: id(comment, "from_id").and_then(|from| event.people.account(from)),
        sent_at,
        edited_at,
        text: texts::plain(text(comment, "text")),
        reply_to: answered(event, stand.key).map(|key| key.to_string()),
        thread: stand.below.map(|below| below.to_string()),
        thread_root: stand.root.map(|root| root.to_string()),
        attachments: attachments::of(comment),
        reactions: post::reactions(event, comment),
        ..MessageFact::default()
    })])
}

fn stand(event: &Event<'_>, place: Kind) -> Result<Stand, Unread> {
    let number = event.need("id")?;
    let owner = event.owner(match place {
        Kind::Photo => &["photo_owner_id", "owner_id"],
        Kind::Video => &["video_owner_id", "owner_id"],
        Kind::Market => &["market_owner_id", "owner_id"],
        Kind::Board => &["topic_owner_id", "owner_id"],
        _ => &["owner_id", "post_owner_id"],
    });
    // A discussion is always the community's; its number is written with and without the minus.
    let owner = if place == Kind::Board { -owner.saturating_abs() } else { owner };
    let spot = Spot::of(place, owner);
    let below = |names: &[&str]| names.iter().find_map(|name| id(event.object, name));
    Ok(match place {
        Kind::Wall => {
            let post = event.need("post_id")?;
            Stand {
                key: spot.comment(post, number),
                below: Some(post),
                root: Some(spot.message(post)),
            }
        }
        Kind::Board => {
            let topic = event.need("topic_id")?;
            Stand { key: spot.comment(topic, number), below: Some(topic), root: None }
        }
        Kind::Photo => {
            Stand { key: spot.message(number), below: below(&["photo_id", "pid"]), root: None }
        }
        Kind::Video => Stand { key: spot.message(number), below: below(&["video_id"]), root: None },
        _ => {
            Stand { key: spot.message(number), below: below(&["item_id", "photo_id"]), root: None }
        }
    })
}

/// The comment that is answered. What stands in a thread answers at least the comment above it.
fn answered(event: &Event<'_>, key: Key) -> Option<Key> {
    let above = list(event.object, "parents_stack").last().and_then(super::wire::as_int);
    let answered = id(event.object, "reply_to_comment").or(above)?;
    Some(match key.second {
        Some(_) => key.spot.comment(key.first, answered),
        None => key.spot.message(answered),
    })
}
