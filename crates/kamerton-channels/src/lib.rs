//! The connector contract, the one list of channels, one folder per channel.
//!
//! An importer reads a platform's own export format and hands over [`kamerton_core::fact::Fact`]s,
//! one by one, in the order of the file. It knows nothing of the store; it keeps no more in memory
//! than one record and its buffers, whatever the size of the file.

/// Channels that can be connected: the one list, in the order in which people see them. A channel is its
/// folder and its word here.
macro_rules! connectors {
    ($($folder:ident),* $(,)?) => {
        $(pub mod $folder;)*
        /// Everything that can be connected.
        pub static CONNECTORS: &[&dyn live::Connector] = &[$(&$folder::live::LIVE),*];
    };
}

// In this order they are shown: the platforms of the country first.
connectors! {
    vk, max, telegram, email, feed, site, generic,
}

/// What can be connected under this word.
pub fn connector(word: &str) -> Option<&'static dyn live::Connector> {
    CONNECTORS.iter().copied().find(|connector| connector.word() == word)
}

pub mod contact;
pub mod deleted;
pub mod discord;
pub mod discourse;
pub mod events;
mod fields;
pub mod html;
pub mod import;
pub mod kinds;
pub mod live;
pub mod look;
pub mod outbound;
pub mod records;
mod run;
pub mod signed;
pub mod slack;
pub mod slug;
pub mod table;
pub mod zulip;
