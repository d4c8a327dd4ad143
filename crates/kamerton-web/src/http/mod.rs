//! The door: which routes there are, who may come in, and what every answer carries.

pub mod assets;
pub mod cookies;
pub mod errors;
pub mod guard;
pub mod headers;
pub mod health;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod origin;
pub mod peer;
pub mod route;
pub mod server;
