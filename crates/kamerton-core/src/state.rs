//! Loyalty states, stages and the commerce axis (`G3`): two axes, never one funnel.

use serde::{Deserialize, Serialize};

/// The loyalty state of a person on a day.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Speaks against us.
    Detractor,
    /// No bond known.
    #[default]
    Cold,
    /// Some bond.
    Warm,
    /// Recommends when asked.
    PassivePromoter,
    /// Rings and tells everyone.
    Kamerton,
}

impl State {
    /// All states, from the lowest; the order of their stored numbers.
    pub const ALL: [Self; 5] =
        [Self::Detractor, Self::Cold, Self::Warm, Self::PassivePromoter, Self::Kamerton];

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The state of a stored number; unknown numbers are cold.
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code).ok().and_then(|at| Self::ALL.get(at).copied()).unwrap_or_default()
    }

    /// Whether the person is loyal: a passive promoter or a kamerton.
    pub const fn is_loyal(self) -> bool {
        matches!(self, Self::PassivePromoter | Self::Kamerton)
    }

    /// The word used on the command line, in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Detractor => "detractor",
            Self::Cold => "cold",
            Self::Warm => "warm",
            Self::PassivePromoter => "passive_promoter",
            Self::Kamerton => "kamerton",
        }
    }

    /// The state of a word.
    ///
    /// # Errors
    /// A sentence naming the words there are.
    pub fn parse(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.word() == word.trim()).ok_or_else(|| {
            format!("«{word}» is no state: use detractor, cold, warm, passive_promoter or kamerton")
        })
    }
}

/// The stage of the method.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Stage {
    /// Potential client.
    #[default]
    I,
    /// First purchase.
    II,
    /// Promoter.
    III,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 3] = [Self::I, Self::II, Self::III];

    /// The stage that follows from loyalty and purchase.
    pub const fn of(state: State, purchase: PurchaseBasis) -> Self {
        if state.is_loyal() {
            Self::III
        } else if purchase.is_known() {
            Self::II
        } else {
            Self::I
        }
    }

    /// The stored number: 1, 2 or 3.
    pub const fn code(self) -> i64 {
        self as i64 + 1
    }

    /// The stage of a stored number.
    pub fn from_code(code: i64) -> Self {
        match code {
            3 => Self::III,
            2 => Self::II,
            _ => Self::I,
        }
    }

    /// The word used on the command line and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::I => "I",
            Self::II => "II",
            Self::III => "III",
        }
    }
}

/// From what a purchase is known; shown beside the stage.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseBasis {
    /// No purchase is known.
    #[default]
    None,
    /// They said so.
    Said,
    /// One of us marked it.
    Hand,
    /// There is an order.
    Order,
}

impl PurchaseBasis {
    /// Whether a purchase is known at all.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::None)
    }

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The basis of a stored number.
    pub const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Said,
            2 => Self::Hand,
            3 => Self::Order,
            _ => Self::None,
        }
    }

    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Said => "said",
            Self::Hand => "hand",
            Self::Order => "order",
        }
    }
}

/// The commerce axis.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Commerce {
    /// No purchase known.
    #[default]
    None,
    /// One.
    First,
    /// More than one.
    Repeat,
}

impl Commerce {
    /// All positions, in the order of their stored numbers.
    pub const ALL: [Self; 3] = [Self::None, Self::First, Self::Repeat];

    /// The position of somebody with so many purchases; a purchase only said or marked counts as
    /// one.
    pub const fn of(purchases: i64, basis: PurchaseBasis) -> Self {
        match (purchases, basis.is_known()) {
            (2.., _) => Self::Repeat,
            (1, _) | (_, true) => Self::First,
            _ => Self::None,
        }
    }

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The position of a stored number.
    pub const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::First,
            2 => Self::Repeat,
            _ => Self::None,
        }
    }

    /// The word used on the command line, in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::First => "first",
            Self::Repeat => "repeat",
        }
    }
}
