//! The ledger: every fact gives entries, and everything that is said of a person's charge, state
//! and stage follows from them.

use serde::{Deserialize, Serialize};

use crate::id::{IdentityId, MessageId};
use crate::time::Day;

/// What an entry stands for. The numbers are stored: never reorder, only append.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum EntryKind {
    /// Advised the product to others, or defended us.
    Recommendation,
    /// A firework of emotion.
    Delight,
    /// Took part in making the product.
    CoCreation,
    /// Helped prepare an event.
    HelpedPrepare,
    /// A happy face at one of our events.
    EventPhoto,
    /// A picture with the product or logo.
    BrandedPhoto,
    /// Told an own experience.
    OwnStory,
    /// Came to an event.
    Attended,
    /// Answered another member, and we confirmed it.
    ConfirmedAnswer,
    /// Thanked us.
    ThanksToUs,
    /// Took part in discussing the product.
    ProductTalk,
    /// Asked as an owner how to use it.
    UsageQuestion,
    /// Mentioned the product as an owner.
    OwnerMention,
    /// Was thanked by us.
    ThankedByUs,
    /// Was answered by one of us.
    AnsweredByStaff,
    /// Wrote or reacted at all that day.
    TookPart,
    /// Complained.
    Complaint,
    /// Quarrelled.
    Conflict,
    /// Was negative in another way.
    OtherNegative,
    /// Asked and got no answer in time.
    QuestionOverdue,
    /// Somebody answered their confirmation. No weight: it lets a kamerton ring.
    Echo,
    /// Said that they own the product. No weight: it decides the stage.
    Owns,
    /// Answered another member's question. No weight: it earns thanks (`D6`).
    Helped,
    /// Spoke of something sensitive. No weight: it silences cheerful steps.
    Sensitive,
    /// Talked with one of us, either way round. No weight: it is the last contact (`G1`).
    Contact,
}

impl EntryKind {
    /// All kinds, in the order of their stored numbers.
    pub const ALL: [Self; 25] = [
        Self::Recommendation,
        Self::Delight,
        Self::CoCreation,
        Self::HelpedPrepare,
        Self::EventPhoto,
        Self::BrandedPhoto,
        Self::OwnStory,
        Self::Attended,
        Self::ConfirmedAnswer,
        Self::ThanksToUs,
        Self::ProductTalk,
        Self::UsageQuestion,
        Self::OwnerMention,
        Self::ThankedByUs,
        Self::AnsweredByStaff,
        Self::TookPart,
        Self::Complaint,
        Self::Conflict,
        Self::OtherNegative,
        Self::QuestionOverdue,
        Self::Echo,
        Self::Owns,
        Self::Helped,
        Self::Sensitive,
        Self::Contact,
    ];

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        usize::try_from(code).ok().and_then(|at| Self::ALL.get(at).copied())
    }

    /// Whether it is a social confirmation (`G4`): it ties the product to its owner.
    pub const fn is_confirmation(self) -> bool {
        matches!(
            self,
            Self::Recommendation
                | Self::Delight
                | Self::CoCreation
                | Self::EventPhoto
                | Self::BrandedPhoto
                | Self::OwnStory
                | Self::ProductTalk
                | Self::UsageQuestion
                | Self::OwnerMention
        )
    }

    /// Whether it is a reproach that waits for us (`D3`, `D7`).
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::Complaint | Self::Conflict | Self::OtherNegative)
    }

    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Recommendation => "recommendation",
            Self::Delight => "delight",
            Self::CoCreation => "co_creation",
            Self::HelpedPrepare => "helped_prepare",
            Self::EventPhoto => "event_photo",
            Self::BrandedPhoto => "branded_photo",
            Self::OwnStory => "own_story",
            Self::Attended => "attended",
            Self::ConfirmedAnswer => "confirmed_answer",
            Self::ThanksToUs => "thanks_to_us",
            Self::ProductTalk => "product_talk",
            Self::UsageQuestion => "usage_question",
            Self::OwnerMention => "owner_mention",
            Self::ThankedByUs => "thanked_by_us",
            Self::AnsweredByStaff => "answered_by_staff",
            Self::TookPart => "took_part",
            Self::Complaint => "complaint",
            Self::Conflict => "conflict",
            Self::OtherNegative => "other_negative",
            Self::QuestionOverdue => "question_overdue",
            Self::Echo => "echo",
            Self::Owns => "owns",
            Self::Helped => "helped",
            Self::Sensitive => "sensitive",
            Self::Contact => "contact",
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Whose.
    pub identity: IdentityId,
    /// The calendar day it counts on.
    pub day: Day,
    /// What.
    pub kind: EntryKind,
    /// The message it follows from; [`MessageId::NIL`] for having taken part that day.
    pub ground: MessageId,
    /// Thousandths.
    pub weight: i64,
    /// The other side (who answered, whom they helped); [`IdentityId::NIL`] when nobody. An entry
    /// whose other side is the same person is void: two accounts of one human do not confirm
    /// each other.
    pub other: IdentityId,
    /// For [`EntryKind::Echo`] the day of the confirmation that was answered, else `day`.
    pub since: Day,
}
