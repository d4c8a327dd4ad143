//! Mail: mailing lists and mailboxes in mbox form, single mails, and mail accounts.

mod body;
mod head;
pub mod import;
pub mod live;
pub mod loops;
mod mbox;
pub mod raw;
pub mod read;
#[cfg(test)]
mod tests;
mod trim;

pub use self::import::open;
