//! The judgements that the models give, in the order of their weights.

macro_rules! judgements {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// One judgement of a message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Judgement {
            $($(#[$doc])* $name,)*
        }

        impl Judgement {
            /// All of them, in the order of the weights.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word it is called by in files.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

judgements! {
    /// Wants to know something and expects an answer.
    Question = "question",
    /// An owner's question on using what they have.
    UsageQuestion = "usage_question",
    /// Tells somebody what they asked.
    Answer = "answer",
    /// Thanks somebody.
    Thanks = "thanks",
    /// Says hello or introduces oneself.
    Greeting = "greeting",
    /// Says that something is wrong with us.
    Complaint = "complaint",
    /// A wish or an idea.
    Wish = "wish",
    /// Wants to buy, or asks what one asks before.
    PurchaseIntent = "purchase_intent",
    /// Advises something of ours to others.
    Recommendation = "recommendation",
    /// A member answers something negative in our favour.
    Defence = "defence",
    /// Compares us with a named competitor.
    Comparison = "comparison",
    /// Tells an experience of one's own.
    Story = "story",
    /// Tells all of an event, news, rules.
    Announcement = "announcement",
    /// None of these acts.
    Chatter = "chatter",
    /// Confirmation: advises the product.
    ConfirmsByAdvice = "confirms_recommendation",
    /// Confirmation: a firework of emotion.
    ConfirmsByDelight = "confirms_delight",
    /// Confirmation: a picture from our event.
    ConfirmsByEvent = "confirms_event_photo",
    /// Confirmation: discusses the product with interest.
    ConfirmsByTalk = "confirms_product_talk",
    /// Confirmation: offers or discusses an improvement.
    ConfirmsByCreation = "confirms_co_creation",
    /// Confirmation: a picture with the product.
    ConfirmsByPicture = "confirms_branded_photo",
    /// Confirmation: an owner's question on using it.
    ConfirmsByUsage = "confirms_usage_question",
    /// Confirmation: any other mention by an owner.
    ConfirmsByOwning = "confirms_owner_mention",
    /// A comparison in our favour.
    Ours = "ours",
    /// A comparison in a competitor's favour.
    Theirs = "theirs",
    /// Negative as a whole.
    Negative = "negative",
    /// Neither negative nor positive.
    Neutral = "neutral",
    /// Positive as a whole.
    Positive = "positive",
    /// Delight is felt.
    Delight = "delight",
    /// Gratitude is felt.
    Gratitude = "gratitude",
    /// Irritation is felt.
    Irritation = "irritation",
    /// Disappointment is felt.
    Disappointment = "disappointment",
    /// Strong delight.
    StrongDelight = "strong_delight",
    /// Strong gratitude.
    StrongGratitude = "strong_gratitude",
    /// Strong irritation.
    StrongIrritation = "strong_irritation",
    /// Strong disappointment.
    StrongDisappointment = "strong_disappointment",
    /// Insults, threatens, despises.
    Toxic = "toxic",
    /// Advertising by strangers, schemes.
    Spam = "spam",
    /// Means the opposite of what it says.
    Sarcasm = "sarcasm",
    /// Somebody died.
    Death = "death",
    /// Somebody is ill.
    Illness = "illness",
    /// A child is in need.
    Child = "child",
    /// A court or the police are involved.
    Court = "court",
    /// An accident happened.
    Accident = "accident",
}

impl Judgement {
    /// The speech acts.
    pub const ACTS: &[Self] = &[
        Self::Question,
        Self::UsageQuestion,
        Self::Answer,
        Self::Thanks,
        Self::Greeting,
        Self::Complaint,
        Self::Wish,
        Self::PurchaseIntent,
        Self::Recommendation,
        Self::Defence,
        Self::Comparison,
        Self::Story,
        Self::Announcement,
        Self::Chatter,
    ];

    /// Negative, neutral, positive.
    pub const SENTIMENTS: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// The emotions and their strong forms.
    pub const EMOTIONS: [(Self, Self); 4] = [
        (Self::Delight, Self::StrongDelight),
        (Self::Gratitude, Self::StrongGratitude),
        (Self::Irritation, Self::StrongIrritation),
        (Self::Disappointment, Self::StrongDisappointment),
    ];

    /// The confirmation kinds, the strongest first.
    pub const CONFIRMATIONS: &[Self] = &[
        Self::ConfirmsByAdvice,
        Self::ConfirmsByDelight,
        Self::ConfirmsByCreation,
        Self::ConfirmsByEvent,
        Self::ConfirmsByPicture,
        Self::ConfirmsByTalk,
        Self::ConfirmsByUsage,
        Self::ConfirmsByOwning,
    ];

    /// The kinds of sensitive talk.
    pub const SENSITIVE: &[Self] =
        &[Self::Death, Self::Illness, Self::Child, Self::Court, Self::Accident];

    /// Its number among those of its table.
    pub const fn place(self) -> usize {
        match Table::of(self) {
            Table::Acts => self as usize,
            Table::Tone => self as usize - Self::Negative as usize,
        }
    }

    /// The judgement of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

/// The tables that the judgements are kept in: what is learnt from our own corpus alone, and what
/// other sets teach as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Speech acts, confirmations, whom a comparison favours.
    Acts,
    /// Sentiment, emotions, toxicity, spam, irony, sensitive talk.
    Tone,
}

impl Table {
    /// The table of a judgement.
    pub const fn of(judgement: Judgement) -> Self {
        if (judgement as u8) < Judgement::Negative as u8 { Self::Acts } else { Self::Tone }
    }

    /// Its judgements, in the order of its weights.
    pub fn judgements(self) -> &'static [Judgement] {
        let (acts, tone) = Judgement::ALL.split_at(Judgement::Negative as usize);
        match self {
            Self::Acts => acts,
            Self::Tone => tone,
        }
    }
}
