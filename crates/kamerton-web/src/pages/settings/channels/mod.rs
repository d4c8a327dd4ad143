//! Channels: which are connected and how they are, what can be connected, and one of them.

mod connect;
mod fields;
mod list;
mod one;
mod same;
mod told;

pub use connect::{make, new};
pub use list::show as list;
pub use one::{change, check, read_again, remove, secrets, show, switch};
pub use same::{adopt, same};

use kamerton_app::AppError;
use kamerton_app::channels::State;
use kamerton_core::id::ConnectionId;

use crate::channel_words;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::words::Arg;
use kamerton_core::time::Instant;

/// How a connection is, in words.
struct Standing {
    /// Its word.
    word: &'static str,
    /// In a sentence, with what to do.
    text: String,
    /// Whether somebody has to do something.
    bad: bool,
}

fn standing(page: &Page, visitor: &Visitor, state: &State, now: Instant) -> Standing {
    let near = |at| format::moment_near(page.lang, &visitor.brand.zone, at, now);
    let word = state.word();
    let (when, why) = match state {
        State::NeedsSignIn { why } => (String::new(), Some(why)),
        State::LimitedUntil { until, why } => (near(*until), Some(why)),
        State::BrokenSince { since, why } => (near(*since), Some(why)),
        State::Off | State::Waiting | State::Connected => (String::new(), None),
    };
    let why = why.map(|why| channel_words::why(page.words(), why)).unwrap_or_default();
    let args = [("when", Arg::Text(&when)), ("why", Arg::Text(&why))];
    Standing {
        word,
        text: page.words().say(&format!("channels-state-{word}-text"), &args),
        bad: matches!(state, State::NeedsSignIn { .. } | State::BrokenSince { .. }),
    }
}

/// A connection of an address; what is none is not there.
fn id(text: &str) -> Result<ConnectionId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// What cannot be found is not there; what cannot be done is told on the page.
fn missing(error: AppError) -> WebError {
    use kamerton_app::Refusal;
    use kamerton_app::channels::ChannelRefusal::{NoConnection, NoKind};
    match error {
        AppError::Refused(Refusal::Channel(NoConnection(_) | NoKind { .. })) => WebError::NotFound,
        other => other.into(),
    }
}
