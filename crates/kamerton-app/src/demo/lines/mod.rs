//! What people say: templates with slots, see [`super::wording`].

pub mod brand;
pub mod english;
pub mod talk;
pub mod trade;
pub mod trouble;
pub mod usage;
pub mod warm;

/// Templates of one kind of line.
pub type Bank = &'static [&'static str];

/// A matter people ask about: what they ask, what helps.
#[derive(Debug)]
pub struct Topic {
    /// The product, by its place in the catalogue.
    pub product: u8,
    /// Title of a thread about it.
    pub title: &'static str,
    /// Questions of an owner.
    pub ask: Bank,
    /// Answers with substance.
    pub tell: Bank,
}

/// Something to chat about: openers, and replies that fit every one of them.
#[derive(Debug)]
pub struct Chatter {
    /// Title of a thread about it.
    pub title: &'static str,
    /// First words.
    pub open: Bank,
    /// Words that follow.
    pub reply: Bank,
}
