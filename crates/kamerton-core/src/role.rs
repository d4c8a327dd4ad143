//! What an account is to the brand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The role of an identity. Staff, brand and bots have no charge and no steps and are no community.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// One of the community: client, reader, promoter.
    #[default]
    Member,
    /// One of us.
    Staff,
    /// The brand's own account: a page or channel speaking as the brand.
    Brand,
    /// A program.
    Bot,
    /// Not a single human: a deleted account, an anonymous administrator.
    Unknown,
}

impl Role {
    /// All roles, in the order of their stored numbers.
    pub const ALL: [Self; 5] = [Self::Member, Self::Staff, Self::Brand, Self::Bot, Self::Unknown];

    /// Whether charge, state and steps apply.
    pub const fn is_community(self) -> bool {
        matches!(self, Self::Member)
    }

    /// Whether this account speaks for us: staff or the brand itself.
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Staff | Self::Brand)
    }

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The role of a stored number; unknown numbers are [`Role::Unknown`].
    pub fn from_code(code: i64) -> Self {
        usize::try_from(code)
            .ok()
            .and_then(|at| Self::ALL.get(at).copied())
            .unwrap_or(Self::Unknown)
    }

    /// The word used in files, on the command line and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Staff => "staff",
            Self::Brand => "brand",
            Self::Bot => "bot",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == text.trim())
            .ok_or_else(|| format!("«{text}» is no role: use member, staff, brand, bot or unknown"))
    }
}
