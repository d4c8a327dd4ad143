//! Names of places and messages: what the platform calls them, and what we do.
//!
//! | Place | Remote id | Key of a message |
//! |---|---|---|
//! | wall | `wall-<group>` (`wall<user>` of a person) | post `vk:wall-1:5`, comment `vk:wall-1:5_7` |
//! | suggested posts | `suggest-<group>` | `vk:suggest-1:5` |
//! | posts that wait for their time | `postponed-<group>` | `vk:postponed-1:5` |
//! | comments on photos, videos, goods | `photo-<group>`, `video-…`, `market-…` | `vk:photo-1:9` |
//! | discussions | `board-<group>` | `vk:board-1:<topic>_<comment>` |
//! | talks | `talk-<group>_<peer>` | `vk:talk-1_55:<number in the talk>` |
//!
//! Comments on a wall take their numbers from the same row as its posts; the post stands in the key so
//! that the key alone tells what is to be changed or deleted. Comments on photos, videos and goods are
//! numbered per community, and `like_add` names neither photo nor video: so neither stands in the key.

use std::fmt;

use super::KIND;

/// Peers from here on are talks of several.
pub(super) const CHATS: i64 = 2_000_000_000;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Wall,
    Suggest,
    Postponed,
    Photo,
    Video,
    Market,
    Board,
    Talk,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Wall,
        Self::Suggest,
        Self::Postponed,
        Self::Photo,
        Self::Video,
        Self::Market,
        Self::Board,
        Self::Talk,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Suggest => "suggest",
            Self::Postponed => "postponed",
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Market => "market",
            Self::Board => "board",
            Self::Talk => "talk",
        }
    }
}

/// A place: whose it is (communities are negative) and, for talks, with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    pub kind: Kind,
    pub owner: i64,
    pub peer: i64,
}

impl Spot {
    pub const fn of(kind: Kind, owner: i64) -> Self {
        Self { kind, owner, peer: 0 }
    }

    pub const fn talk(group: i64, peer: i64) -> Self {
        Self { kind: Kind::Talk, owner: group.saturating_neg(), peer }
    }

    pub const fn is_private(self) -> bool {
        matches!(self.kind, Kind::Talk | Kind::Suggest | Kind::Postponed)
    }

    pub const fn is_chat(self) -> bool {
        matches!(self.kind, Kind::Talk) && self.peer >= CHATS
    }

    pub fn parse(text: &str) -> Option<Self> {
        Kind::ALL.into_iter().find_map(|kind| {
            let rest = text.strip_prefix(kind.word())?;
            match kind {
                Kind::Talk => {
                    let (owner, peer) = rest.split_once('_')?;
                    Some(Self { kind, owner: number(owner)?, peer: number(peer)? })
                }
                _ => Some(Self::of(kind, number(rest)?)),
            }
        })
    }

    pub fn message(self, first: i64) -> Key {
        Key { spot: self, first, second: None }
    }

    pub fn comment(self, first: i64, second: i64) -> Key {
        Key { spot: self, first, second: Some(second) }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.word(), self.owner)?;
        match self.kind {
            Kind::Talk => write!(f, "_{}", self.peer),
            _ => Ok(()),
        }
    }
}

/// The name of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub spot: Spot,
    /// The post, the topic, or the message itself.
    pub first: i64,
    /// The comment below it.
    pub second: Option<i64>,
}

impl Key {
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(KIND)?.strip_prefix(':')?;
        let (spot, id) = rest.rsplit_once(':')?;
        let spot = Spot::parse(spot)?;
        let (first, second) = match id.split_once('_') {
            Some((first, second)) => (number(first)?, Some(number(second)?)),
            None => (number(id)?, None),
        };
        Some(Self { spot, first, second })
    }

    /// The number that the platform calls it by within its place.
    pub fn id(self) -> i64 {
        self.second.unwrap_or(self.first)
    }

    /// Where everybody can see it.
    pub fn address(self) -> Option<String> {
        let (owner, first) = (self.spot.owner, self.first);
        match (self.spot.kind, self.second) {
            (Kind::Wall, None) => Some(format!("https://vk.com/wall{owner}_{first}")),
            (Kind::Wall, Some(comment)) => {
                Some(format!("https://vk.com/wall{owner}_{first}?reply={comment}"))
            }
            (Kind::Board, Some(comment)) => {
                Some(format!("https://vk.com/topic{owner}_{first}?post={comment}"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{KIND}:{}:{}", self.spot, self.first)?;
        match self.second {
            Some(second) => write!(f, "_{second}"),
            None => Ok(()),
        }
    }
}

/// A number in the form in which we write it ourselves, so that a name has one spelling.
fn number(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for text in [
            "vk:wall-1:5",
            "vk:wall-1:5_7",
            "vk:wall77:5",
            "vk:photo-1:9",
            "vk:board-1:3_4",
            "vk:talk-1_55:12",
            "vk:talk-1_2000000003:12",
            "vk:talk-1_-9:12",
            "vk:suggest-1:8",
            "vk:postponed-1:8",
        ] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
        for text in
            ["", "vk:", "vk:wall:1", "vk:wall-1", "telegram:1:2", "vk:wall-1:05", "vk:talk-1:3"]
        {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
