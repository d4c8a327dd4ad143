//! What text analysis says of a message, in the words the rules use.

use serde::{Deserialize, Serialize};

/// One thing a message can say. Several may hold at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Label {
    /// Asks for information or help.
    Question,
    /// Thanks somebody.
    Thanks,
    /// A firework of emotion about the product or the brand.
    Delight,
    /// Advises the product to others.
    Recommendation,
    /// Takes part in discussing the product.
    ProductTalk,
    /// An owner's question on using the product that tells no catastrophe.
    UsageQuestion,
    /// Any other mention tied to an owner, not negative.
    OwnerMention,
    /// Proposes or helps make something of the product.
    CoCreation,
    /// Complains of the product, the service or us.
    Complaint,
    /// Quarrels: insults, threats, accusations against people.
    Conflict,
    /// Negative towards the brand in another way.
    Negative,
    /// Defends the brand against somebody's reproach.
    Defence,
    /// Wants to buy, asks price, terms, availability.
    PurchaseIntent,
    /// Tells an own experience or success with the product.
    Story,
    /// Insults or obscenity.
    Toxic,
    /// Advertising of others, scam.
    Spam,
    /// Death, illness, a child in trouble, court, an accident: a human should read it.
    Sensitive,
    /// Greets or introduces themselves.
    Greeting,
    /// Confirms somebody's words: "right", "exactly so".
    Confirms,
    /// Answers somebody's question with substance.
    Helps,
    /// A picture with the product or logo, as far as words and attachments tell.
    BrandedPhoto,
    /// A picture from one of our events, as far as words and attachments tell.
    EventPhoto,
    /// Says that they bought or own the product.
    Owns,
}

impl Label {
    /// All labels, in the order of their bits.
    pub const ALL: [Self; 23] = [
        Self::Question,
        Self::Thanks,
        Self::Delight,
        Self::Recommendation,
        Self::ProductTalk,
        Self::UsageQuestion,
        Self::OwnerMention,
        Self::CoCreation,
        Self::Complaint,
        Self::Conflict,
        Self::Negative,
        Self::Defence,
        Self::PurchaseIntent,
        Self::Story,
        Self::Toxic,
        Self::Spam,
        Self::Sensitive,
        Self::Greeting,
        Self::Confirms,
        Self::Helps,
        Self::BrandedPhoto,
        Self::EventPhoto,
        Self::Owns,
    ];

    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Thanks => "thanks",
            Self::Delight => "delight",
            Self::Recommendation => "recommendation",
            Self::ProductTalk => "product_talk",
            Self::UsageQuestion => "usage_question",
            Self::OwnerMention => "owner_mention",
            Self::CoCreation => "co_creation",
            Self::Complaint => "complaint",
            Self::Conflict => "conflict",
            Self::Negative => "negative",
            Self::Defence => "defence",
            Self::PurchaseIntent => "purchase_intent",
            Self::Story => "story",
            Self::Toxic => "toxic",
            Self::Spam => "spam",
            Self::Sensitive => "sensitive",
            Self::Greeting => "greeting",
            Self::Confirms => "confirms",
            Self::Helps => "helps",
            Self::BrandedPhoto => "branded_photo",
            Self::EventPhoto => "event_photo",
            Self::Owns => "owns",
        }
    }

    const fn bit(self) -> u32 {
        1 << (self as u8)
    }
}

/// A set of [`Label`]s, stored as one integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(pub u32);

impl Labels {
    /// The set of these labels.
    pub fn of(labels: &[Label]) -> Self {
        labels.iter().fold(Self::default(), |set, label| set.with(*label))
    }

    /// Whether `label` is in the set.
    pub const fn has(self, label: Label) -> bool {
        self.0 & label.bit() != 0
    }

    /// Whether any of `labels` is in the set.
    pub fn any(self, labels: &[Label]) -> bool {
        labels.iter().any(|label| self.has(*label))
    }

    /// The set with `label` added.
    pub const fn with(self, label: Label) -> Self {
        Self(self.0 | label.bit())
    }

    /// The set without `label`.
    pub const fn without(self, label: Label) -> Self {
        Self(self.0 & !label.bit())
    }

    /// The labels of the set, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Label> {
        Label::ALL.into_iter().filter(move |label| self.has(*label))
    }
}

/// The judgement of one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What it says.
    pub labels: Labels,
    /// From -100 (all negative) to 100 (all positive).
    pub sentiment: i8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_its_own_bit() {
        let all = Labels::of(&Label::ALL);
        assert_eq!(all.0.count_ones() as usize, Label::ALL.len());
        assert_eq!(all.iter().count(), Label::ALL.len());
        for (at, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!(label as usize, at);
        }
    }

    #[test]
    fn words_are_those_of_the_stored_form() {
        for label in Label::ALL {
            let stored = serde_json::to_string(&label).unwrap();
            assert_eq!(stored, format!("\"{}\"", label.word()));
        }
    }
}
