//! What people see: pages and the words on them in Russian and English, numbers and dates as the
//! reader writes them, drawn rings and charts.

mod api;
mod app;
mod beside;
mod channel_refusal_words;
pub mod channel_words;
pub mod chart;
mod chores;
pub mod format;
pub mod http;
mod indexing;
mod lang;
mod listening;
mod pages;
mod path;
pub mod people_file;
mod refusal_words;
mod rereading;
pub mod ring;
mod routes;
pub mod search_words;
pub mod segment_words;
pub mod step_words;
mod suggesting;
pub mod suggestion_words;
mod welcome_work;
pub mod words;

pub use app::{App, Options};
pub use format::Language;
pub use http::limits::Limits;
pub use http::server::{router, serve};
pub use routes::all as routes;
