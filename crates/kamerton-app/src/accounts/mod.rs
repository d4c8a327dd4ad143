//! Accounts: who signs in, with what, and what programs may come in.

pub mod audit;
pub mod password;
pub mod secret;
pub mod sign_in;
pub mod tokens;
pub mod users;

pub use sign_in::SignedIn;
