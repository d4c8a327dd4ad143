//! What is wrong with a text, and where.

use std::fmt;

use super::{CONDITIONS, DEPTH, Field, LENGTH};

/// What is wrong with a text, and where. Bytes are counted from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where it begins.
    pub at: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub trouble: Trouble,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing.
    Empty,
    /// There are too many letters.
    TooLong,
    /// There are too many levels.
    TooDeep,
    /// There are too many conditions.
    TooMany,
    /// A word begins no condition.
    Unknown {
        /// The word.
        word: String,
        /// What may have been meant.
        proposal: Option<String>,
    },
    /// A field has no such value.
    Value {
        /// Which field.
        field: Field,
        /// The word.
        word: String,
        /// What may have been meant.
        proposal: Option<String>,
    },
    /// Something else has to stand here.
    Expected {
        /// What.
        what: Expected,
        /// What stands there; nothing at the end.
        found: String,
        /// What may have been meant.
        proposal: Option<String>,
    },
    /// A number, number of days or text is out of bounds.
    OutOfRange(Field),
    /// Quotes that were opened are not closed.
    OpenQuote,
    /// A role stands elsewhere than at the top, joined by «and», or stands twice.
    RoleWithin,
    /// A closing parenthesis that nothing opens.
    Closing,
}

/// What has to stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A condition.
    Condition,
    /// «And», «or», or the end.
    Joint,
    /// A closing parenthesis.
    Closing,
    /// A value of this field.
    Value(Field),
    /// A comparison with a number.
    Comparison(Field),
    /// A number of days.
    Days(Field),
}

impl Wrong {
    /// Where it begins, in letters from 1, in the text that was parsed.
    pub fn column(&self, text: &str) -> usize {
        text.char_indices().take_while(|(at, _)| *at < self.at).count() + 1
    }
}

impl Trouble {
    /// The key of translations.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::TooDeep => "too-deep",
            Self::TooMany => "too-many",
            Self::Unknown { .. } => "unknown",
            Self::Value { .. } => "value",
            Self::Expected { what, .. } => what.word(),
            Self::OutOfRange(_) => "range",
            Self::OpenQuote => "quote",
            Self::RoleWithin => "role",
            Self::Closing => "closing",
        }
    }

    /// The field that it is about.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Value { field, .. } | Self::OutOfRange(field) => Some(*field),
            Self::Expected { what, .. } => what.field(),
            _ => None,
        }
    }

    /// The word that was not understood; empty at the end of a text.
    pub fn found(&self) -> &str {
        match self {
            Self::Unknown { word, .. } | Self::Value { word, .. } => word,
            Self::Expected { found, .. } => found,
            _ => "",
        }
    }

    /// What may have been meant.
    pub fn proposal(&self) -> Option<&str> {
        match self {
            Self::Unknown { proposal, .. }
            | Self::Value { proposal, .. }
            | Self::Expected { proposal, .. } => proposal.as_deref(),
            _ => None,
        }
    }
}

impl Expected {
    const fn word(self) -> &'static str {
        match self {
            Self::Condition => "expected-condition",
            Self::Joint => "expected-joint",
            Self::Closing => "expected-closing",
            Self::Value(_) => "expected-value",
            Self::Comparison(_) => "expected-comparison",
            Self::Days(_) => "expected-days",
        }
    }

    const fn field(self) -> Option<Field> {
        match self {
            Self::Value(field) | Self::Comparison(field) | Self::Days(field) => Some(field),
            _ => None,
        }
    }
}

impl std::error::Error for Wrong {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trouble.fmt(f)
    }
}

/// English, for programs and logs; people read translations.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no condition: write one such as «state: warm»"),
            Self::TooLong => write!(f, "more than {LENGTH} letters"),
            Self::TooDeep => write!(f, "more than {DEPTH} levels of and, or and not"),
            Self::TooMany => write!(f, "more than {CONDITIONS} conditions"),
            Self::Unknown { word, .. } => write!(f, "«{word}» begins no condition"),
            Self::Value { field, word, .. } => {
                write!(f, "«{word}» is no value of «{}»", field.key())
            }
            Self::Expected { what, found, .. } => {
                match what {
                    Expected::Condition => f.write_str("a condition has to stand here")?,
                    Expected::Joint => f.write_str("«and» or «or» has to stand here")?,
                    Expected::Closing => f.write_str("a closing parenthesis has to stand here")?,
                    Expected::Value(field) => write!(f, "«{}» needs a value", field.key())?,
                    Expected::Comparison(field) => {
                        write!(f, "«{}» needs a comparison such as «≥ 3»", field.key())?;
                    }
                    Expected::Days(field) => {
                        write!(f, "«{}» needs days such as «30 days»", field.key())?;
                    }
                }
                if found.is_empty() { Ok(()) } else { write!(f, ", not «{found}»") }
            }
            Self::OutOfRange(field) => write!(f, "«{}» is out of bounds", field.key()),
            Self::OpenQuote => f.write_str("a quotation is not closed"),
            Self::RoleWithin => f.write_str("a role may stand once, at the top, joined by «and»"),
            Self::Closing => f.write_str("nothing opens this parenthesis"),
        }?;
        match self.proposal() {
            Some(proposal) => write!(f, "; is «{proposal}» meant?"),
            None => Ok(()),
        }
    }
}
