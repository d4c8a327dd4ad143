//! Numbers, dates and texts as the reader's language writes them.
//!
//! Russian: `1 234,50 ₽`, «21 ноября 2026 г. в 21:04», `84 %`, with spaces that do not break; English:
//! `₽1,234.50`, `21 November 2026 at 21:04`, `84%`. Both count 24 hours and begin the week on Monday.

pub mod csv;
mod dates;
mod numbers;
mod spans;
mod text;
pub mod xlsx;

pub use dates::{
    clock, date, day, day_near, moment, moment_near, monday, month, of_month, short_day, weekday,
};
pub use numbers::{bytes, count, currency, decimal, interval, money, share, signed};
pub use spans::{ago, days_since, lasts};
pub use text::{clip, name, phone, quoted, quoted_pieces, typeset};

/// A space that does not break.
pub const NBSP: char = '\u{a0}';

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Language {
    /// The language of a tag: `en` is English, everything else Russian.
    pub fn of(tag: &str) -> Self {
        if tag == "en" { Self::En } else { Self::Ru }
    }

    /// The tag for `lang` attributes.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}
