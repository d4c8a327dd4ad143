//! Where something is said, and the calls that say, change and take back. Pure.

use kamerton_core::time::Instant;
use serde_json::json;

use super::call::Call;
use super::settings::Conf;
use super::spot::{CHATS, Key, Kind, Spot};
use super::talk::chat_number;
use super::wire::seconds;
use crate::live::{Reason, Restriction, To, Trouble};

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// On the wall of the community.
    Post,
    /// Below a post, as an answer to a comment or to the post.
    Comment { owner: i64, post: i64, answered: Option<i64> },
    /// Below a photo, a video, goods.
    Under { kind: Kind, owner: i64, below: i64, answered: Option<i64> },
    /// In a discussion.
    Topic { topic: i64 },
    /// In a talk.
    Talk { peer: i64, answered: Option<i64> },
}

const fn refused(why: &'static str) -> Trouble {
    Trouble::Refused(Reason::of(why))
}

impl Target {
    /// Where this leads.
    ///
    /// # Errors
    /// When nothing can be said there.
    pub fn of(to: &To, conf: &Conf<'_>) -> Result<Self, Trouble> {
        match to {
            To::Person { account } => match account.parse() {
                Ok(peer @ 1..) if peer < CHATS => Ok(Self::Talk { peer, answered: None }),
                _ => Err(refused("channel-vk-why-no-person")),
            },
            To::Place { place, thread } => {
                let spot = Spot::parse(place).ok_or_else(|| refused("channel-vk-why-no-place"))?;
                let thread = thread.as_deref().and_then(|thread| thread.parse().ok());
                Self::within(spot, thread, None, conf)
            }
            To::Message { message, thread, .. } => {
                let key =
                    Key::parse(message).ok_or_else(|| refused("channel-vk-why-no-message"))?;
                let thread = thread.as_deref().and_then(|thread| thread.parse().ok());
                match key.spot.kind {
                    Kind::Wall => Ok(Self::Comment {
                        owner: key.spot.owner,
                        post: key.first,
                        answered: key.second,
                    }),
                    Kind::Board => Self::within(key.spot, Some(key.first), None, conf),
                    _ => Self::within(key.spot, thread, Some(key.first), conf),
                }
            }
        }
    }

    fn within(
        spot: Spot,
        thread: Option<i64>,
        answered: Option<i64>,
        conf: &Conf<'_>,
    ) -> Result<Self, Trouble> {
        let owner = spot.owner;
        let ours = owner == conf.owner();
        match (spot.kind, thread) {
            (Kind::Wall, Some(post)) => Ok(Self::Comment { owner, post, answered: None }),
            (Kind::Wall, None) if ours => Ok(Self::Post),
            (Kind::Photo | Kind::Video | Kind::Market, Some(below)) => {
                Ok(Self::Under { kind: spot.kind, owner, below, answered })
            }
            (Kind::Board, Some(topic)) if ours => Ok(Self::Topic { topic }),
            (Kind::Talk, _) if ours => Ok(Self::Talk { peer: spot.peer, answered }),
            (Kind::Wall | Kind::Talk | Kind::Board, _) if !ours => {
                Err(refused("channel-vk-why-other-community"))
            }
            (Kind::Suggest | Kind::Postponed, _) => Err(refused("channel-vk-why-suggested")),
            _ => Err(refused("channel-vk-why-name-below")),
        }
    }

    /// The call that says something there.
    ///
    /// # Errors
    /// When it cannot be said there so.
    pub fn say(&self, conf: &Conf<'_>, words: &Words<'_>) -> Result<Call, Trouble> {
        if words.at.is_some() && *self != Self::Post {
            return Err(refused("channel-vk-why-only-posts-later"));
        }
        Ok(match *self {
            Self::Post => {
                let call =
                    Call::act("wall.post").with("owner_id", conf.owner()).with("from_group", 1);
                let call = words.put(call).with("guid", words.id);
                match words.at {
                    Some(at) => call.with("publish_date", seconds(at)),
                    None => call,
                }
            }
            Self::Comment { owner, post, answered } => {
                let call =
                    Call::act("wall.createComment").with("owner_id", owner).with("post_id", post);
                words.comment(call.with("from_group", conf.group), answered)
            }
            Self::Under { kind, owner, below, answered } => {
                let (method, name) = match kind {
                    Kind::Photo => ("photos.createComment", "photo_id"),
                    Kind::Video => ("video.createComment", "video_id"),
                    _ => ("market.createComment", "item_id"),
                };
                let call = Call::act(method).with("owner_id", owner).with(name, below);
                words.comment(call.with("from_group", 1), answered)
            }
            Self::Topic { topic } => {
                let call = Call::act("board.createComment").with("group_id", conf.group);
                words.comment(call.with("topic_id", topic).with("from_group", 1), None)
            }
            Self::Talk { peer, answered } => {
                // With `peer_ids` the answer names the number in the talk, and not only the old one.
                let call =
                    Call::act("messages.send").with("group_id", conf.group).with("peer_ids", peer);
                let call =
                    call.with("random_id", random_id(words.id)).with_text("message", words.text);
                let call = call.with_text("attachment", &words.attachments.join(","));
                match answered {
                    Some(number) => {
                        let forward = json!({
                            "peer_id": peer, "conversation_message_ids": [number], "is_reply": true,
                        });
                        call.with("forward", forward)
                    }
                    None => call,
                }
            }
        })
    }

    /// The key of what was said there.
    pub fn key(&self, conf: &Conf<'_>, number: i64, waits: bool) -> Key {
        match *self {
            Self::Post if waits => Spot::of(Kind::Postponed, conf.owner()).message(number),
            Self::Post => Spot::of(Kind::Wall, conf.owner()).message(number),
            Self::Comment { owner, post, .. } => Spot::of(Kind::Wall, owner).comment(post, number),
            Self::Under { kind, owner, .. } => Spot::of(kind, owner).message(number),
            Self::Topic { topic } => Spot::of(Kind::Board, conf.owner()).comment(topic, number),
            Self::Talk { peer, .. } => Spot::talk(conf.group, peer).message(number),
        }
    }
}

/// What is said.
pub(super) struct Words<'a> {
    /// The name of what goes out.
    pub id: &'a str,
    pub text: &'a str,
    pub attachments: Vec<String>,
    pub at: Option<Instant>,
}

impl Words<'_> {
    fn put(&self, call: Call) -> Call {
        call.with_text("message", self.text).with_text("attachments", &self.attachments.join(","))
    }

    fn comment(&self, call: Call, answered: Option<i64>) -> Call {
        let call = self.put(call).with("guid", self.id);
        match answered {
            Some(comment) => call.with("reply_to_comment", comment),
            None => call,
        }
    }
}

/// A number made of the name of what goes out: the platform sends nothing twice that has the same. From
/// one to 2³¹ − 1.
pub(super) fn random_id(id: &str) -> i64 {
    let mark = xxhash_rust::xxh3::xxh3_64(id.as_bytes()) % 0x7fff_ffff;
    i64::try_from(mark).unwrap_or(0) + 1
}

/// The call that changes a text. Attachments that are not named again are lost.
///
/// # Errors
/// When it cannot be changed.
pub(super) fn edit(
    key: Key,
    text: &str,
    attachments: &[String],
    conf: &Conf<'_>,
) -> Result<Call, Trouble> {
    let (owner, id) = (key.spot.owner, key.id());
    let comment = |method| Call::act(method).with("owner_id", owner).with("comment_id", id);
    let joined = attachments.join(",");
    let put = |call: Call| call.with("message", text).with_text("attachments", &joined);
    Ok(match (key.spot.kind, key.second) {
        (Kind::Wall, Some(_)) => put(comment("wall.editComment")),
        (Kind::Wall | Kind::Postponed, None) => {
            put(Call::act("wall.edit").with("owner_id", owner).with("post_id", id))
        }
        (Kind::Photo, _) => put(comment("photos.editComment")),
        (Kind::Video, _) => put(comment("video.editComment")),
        (Kind::Market, _) => put(comment("market.editComment")),
        (Kind::Board, Some(_)) => {
            let call = Call::act("board.editComment").with("group_id", conf.group);
            put(call.with("topic_id", key.first).with("comment_id", id))
        }
        (Kind::Talk, _) => {
            let call = Call::act("messages.edit")
                .with("group_id", conf.group)
                .with("peer_id", key.spot.peer);
            let call = call.with("cmid", id).with("message", text).with_text("attachment", &joined);
            call.with("keep_forward_messages", 1).with("keep_snippets", 1)
        }
        _ => return Err(refused("channel-vk-why-no-edit")),
    })
}

/// The call that deletes.
///
/// # Errors
/// When it cannot be deleted.
pub(super) fn delete(key: Key, conf: &Conf<'_>) -> Result<Call, Trouble> {
    let (owner, id) = (key.spot.owner, key.id());
    let comment = |method| Call::act(method).with("owner_id", owner).with("comment_id", id);
    Ok(match (key.spot.kind, key.second) {
        (Kind::Wall, Some(_)) => comment("wall.deleteComment"),
        (Kind::Wall | Kind::Postponed | Kind::Suggest, None) => {
            Call::act("wall.delete").with("owner_id", owner).with("post_id", id)
        }
        (Kind::Photo, _) => comment("photos.deleteComment"),
        (Kind::Video, _) => comment("video.deleteComment"),
        (Kind::Market, _) => comment("market.deleteComment"),
        (Kind::Board, Some(_)) => {
            let call = Call::act("board.deleteComment").with("group_id", conf.group);
            call.with("topic_id", key.first).with("comment_id", id)
        }
        (Kind::Talk, _) => {
            let call = Call::act("messages.delete").with("group_id", conf.group).with("cmids", id);
            call.with("peer_id", key.spot.peer).with("delete_for_all", 1)
        }
        _ => return Err(refused("channel-vk-why-no-delete")),
    })
}

/// The call that pins, or lets go.
///
/// # Errors
/// When it cannot be pinned.
pub(super) fn pin(key: Key, pinned: bool, conf: &Conf<'_>) -> Result<Call, Trouble> {
    match (key.spot.kind, key.second) {
        (Kind::Wall, None) => {
            let method = if pinned { "wall.pin" } else { "wall.unpin" };
            Ok(Call::act(method).with("owner_id", key.spot.owner).with("post_id", key.first))
        }
        (Kind::Talk, _) if key.spot.is_chat() && pinned => {
            Ok(Call::act("messages.pin").with("peer_id", key.spot.peer).with("cmid", key.first))
        }
        (Kind::Talk, _) if key.spot.is_chat() => {
            let call = Call::act("messages.unpin").with("peer_id", key.spot.peer);
            Ok(call.with("group_id", conf.group))
        }
        _ => Err(refused("channel-vk-why-no-pin")),
    }
}

/// The call that shuts somebody out, or lets them in again.
///
/// # Errors
/// When it cannot be done so.
pub(super) fn restrict(
    place: &str,
    account: &str,
    how: Restriction,
    until: Option<Instant>,
    conf: &Conf<'_>,
) -> Result<Call, Trouble> {
    let spot = Spot::parse(place).ok_or_else(|| refused("channel-vk-why-no-place"))?;
    let account: i64 = account.parse().map_err(|_| refused("channel-vk-why-no-account"))?;
    if spot.owner != conf.owner() {
        return Err(refused("channel-vk-why-other-community"));
    }
    match how {
        Restriction::Silent => Err(refused("channel-vk-why-no-silence")),
        Restriction::Out if spot.is_chat() => {
            if until.is_some() {
                return Err(refused("channel-vk-why-for-good"));
            }
            let call = Call::act("messages.removeChatUser").with("chat_id", chat_number(spot.peer));
            Ok(call.with("member_id", account))
        }
        Restriction::Lifted if spot.is_chat() => Err(refused("channel-vk-why-no-way-back")),
        Restriction::Out => {
            let call =
                Call::act("groups.ban").with("group_id", conf.group).with("owner_id", account);
            Ok(match until {
                Some(until) => call.with("end_date", seconds(until)),
                None => call,
            })
        }
        Restriction::Lifted => {
            Ok(Call::act("groups.unban").with("group_id", conf.group).with("owner_id", account))
        }
    }
}
