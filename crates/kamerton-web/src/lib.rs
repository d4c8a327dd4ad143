//! What people see: pages and the words on them, in Russian and English.

mod api;
mod app;
pub mod http;
mod lang;
mod pages;
mod routes;
pub mod step_words;
mod welcome_work;
pub mod words;

pub use app::{App, Options};
pub use http::server::{router, serve};
pub use lang::Lang;
pub use routes::all as routes;
