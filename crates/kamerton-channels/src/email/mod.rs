//! Mail: mailing lists and mailboxes in mbox form, and single mails.

mod body;
mod head;
pub mod import;
mod mbox;

pub use self::import::open;
