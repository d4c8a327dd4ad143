//! Platforms in memory, for tests: spoken to over real HTTP on this machine, with state, limits and bad
//! days. See `README.md` for how another platform is added.
//!
//! They are made after what platforms publish of their APIs, never after our connectors, and know nothing of
//! the rest of the house.

mod between;
pub mod blog;
mod chance;
mod clock;
mod fault;
mod ledger;
pub mod mail;
pub mod max;
mod misbehave;
mod platform;
mod proxy;
mod reply;
mod request;
mod secure;
pub mod servers;
mod stage;
pub mod telegram;
pub mod vk;
mod webhook;

pub use between::{Between, Mood};
pub use blog::Blog;
pub use chance::Chance;
pub use clock::Clock;
pub use fault::{Fault, Faults, Form};
pub use ledger::{Entry, Ledger};
pub use mail::{Mail, MailFault};
pub use max::Max;
pub use platform::{Delivery, Order, Platform, Seen};
pub use proxy::{CREDENTIALS, Proxy};
pub use reply::Reply;
pub use request::{Asked, Upload};
pub use secure::{AUTHORITY, Secure};
pub use stage::{Behaviour, NOBODY, Stage, Work};
pub use telegram::Telegram;
pub use vk::Vk;
pub use webhook::{Called, call};
