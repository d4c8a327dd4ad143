//! Ids: 16 bytes each, one type per noun, so that a person's id cannot be passed for a message's.
//!
//! Ids of things that come from outside are *derived* from what names them there. The same message
//! read twice, on two machines or in two orders, has the same id: idempotence needs no lookup, and
//! two databases fed the same facts can be compared row by row.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

use crate::time::Instant;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that stands for "none" where a column may not be null.
            pub const NIL: Self = Self(Uuid::nil());

            /// Derives the id from the parts that name the thing; equal parts give an equal id.
            pub fn derived(parts: &[&[u8]]) -> Self {
                Self(derive(stringify!($name), parts))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(raw: Uuid) -> Self {
                Self(raw)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// One brand's separate world.
    WorkspaceId,
    /// The namespace in which the remote keys of one kind of platform are unique.
    ChannelId,
    /// A connected account of a platform.
    ConnectionId,
    /// Something that goes out.
    OutgoingId,
    /// A group, chat, page, forum section, mailbox, list or venue.
    PlaceId,
    /// One account on one platform.
    IdentityId,
    /// One human.
    PersonId,
    /// A post, comment, private message, mail, review or mention. Ordered by time of sending.
    MessageId,
    /// A purchase, registration or subscription event.
    OrderId,
    /// One proposed action on the Today screen.
    StepId,
    /// One run of an import.
    ImportId,
    /// Someone who signs in.
    UserId,
    /// A key by which a program talks to us.
    TokenId,
    /// A line of the audit log.
    AuditId,
    /// A note on a person.
    NoteId,
    /// A merge of two people, by which it can be taken back.
    MergeId,
    /// A description of people, or a list of them.
    SegmentId,
    /// A sender of signed calls.
    WebhookId,
    /// A consent of a person to our following an account of theirs.
    ConsentId,
    /// An invitation into a place.
    InvitationId,
    /// An event as a live source sent it. Ordered by time of what happened.
    RawEventId,
}

impl MessageId {
    /// Derives the id of the message that `remote_key` names in `channel`, sent at `sent_at`.
    ///
    /// The first 48 bits are milliseconds since 1970, as in UUID version 7, so that rows of one
    /// time lie together on disk whenever they were imported; the rest is a hash.
    pub fn at(channel: ChannelId, remote_key: &str, sent_at: Instant) -> Self {
        let hash = derive("MessageId", &[channel.0.as_bytes(), remote_key.as_bytes()]);
        Self(timed(*hash.as_bytes(), sent_at))
    }

    /// The id that no message sent at `at` or later is before.
    pub fn first_of(at: Instant) -> Self {
        Self(timed([0; 16], at))
    }
}

impl RawEventId {
    /// Derives the id of an event from its own time and its whole content, so that the same event
    /// sent again is known. Timed as [`MessageId::at`].
    pub fn at(happened_at: Instant, body: &[u8]) -> Self {
        Self(timed(*derive("RawEventId", &[body]).as_bytes(), happened_at))
    }

    /// The id that no event of `at` or later is before.
    pub fn first_of(at: Instant) -> Self {
        Self(timed([0; 16], at))
    }
}

/// Puts milliseconds since 1970 in front, as in UUID version 7.
fn timed(mut bytes: [u8; 16], at: Instant) -> Uuid {
    let millis = (at.micros().max(0) as u64 / 1_000).min((1 << 48) - 1);
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Hashes length-prefixed parts: `["ab", "c"]` and `["a", "bc"]` differ.
fn derive(noun: &str, parts: &[&[u8]]) -> Uuid {
    let mut buffer = Vec::with_capacity(64);
    for part in std::iter::once(noun.as_bytes()).chain(parts.iter().copied()) {
        buffer.extend_from_slice(&(part.len() as u64).to_le_bytes());
        buffer.extend_from_slice(part);
    }
    uuid::Builder::from_custom_bytes(xxh3_128(&buffer).to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(PlaceId::derived(&[b"ab", b"c"]), PlaceId::derived(&[b"a", b"bc"]));
        assert_eq!(PlaceId::derived(&[b"ab", b"c"]), PlaceId::derived(&[b"ab", b"c"]));
    }

    #[test]
    fn nouns_do_not_share_ids() {
        assert_ne!(PlaceId::derived(&[b"x"]).0, PersonId::derived(&[b"x"]).0);
    }

    #[test]
    fn message_ids_sort_by_time() {
        let channel = ChannelId::derived(&[b"c"]);
        let early = MessageId::at(channel, "telegram:1:9", Instant::from_micros(1_000_000));
        let late = MessageId::at(channel, "telegram:1:1", Instant::from_micros(2_000_000));
        assert!(early < late);
    }

    #[test]
    fn the_same_event_has_the_same_id_and_sorts_by_its_time() {
        let (early, late) = (Instant::from_micros(1_000_000), Instant::from_micros(2_000_000));
        assert_eq!(RawEventId::at(early, b"x"), RawEventId::at(early, b"x"));
        assert_ne!(RawEventId::at(early, b"x"), RawEventId::at(early, b"y"));
        let first = RawEventId::first_of(late);
        assert!(RawEventId::at(early, b"z") < first && first < RawEventId::at(late, b"a"));
    }

    #[test]
    fn a_range_of_time_is_a_range_of_ids() {
        let channel = ChannelId::derived(&[b"c"]);
        let at = |micros: i64| MessageId::at(channel, "telegram:1:9", Instant::from_micros(micros));
        let first = MessageId::first_of(Instant::from_micros(5_000));
        assert!(at(4_999) < first);
        assert!(first <= at(5_000) && first <= at(5_999));
        assert!(MessageId::first_of(Instant::from_micros(i64::MAX)) > at(i64::MAX / 1_000));
        assert!(MessageId::first_of(Instant::from_micros(-1)) < at(0));
    }
}
