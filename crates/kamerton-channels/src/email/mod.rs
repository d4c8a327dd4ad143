//! Mail: mailing lists and mailboxes in mbox form, single mails, and mail accounts.

mod body;
mod head;
pub mod import;
pub mod live;
mod mbox;
pub mod raw;

pub use self::import::open;
