//! Who takes out much at once by the API stands in the audit log, as whoever exports a list does.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_core::id::TokenId;
use kamerton_core::time::{HOUR, Instant};

use super::Problem;
use crate::app::App;
use crate::http::guard::Caller;

/// When each program was last written down as one that takes out things of a kind.
#[derive(Default)]
pub struct Taken(Mutex<HashMap<(TokenId, &'static str), Instant>>);

impl Taken {
    /// Whether it is to be written down: a program that asks every minute is one line an hour.
    fn is_new(&self, token: TokenId, what: &'static str, now: Instant) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| now.since(*at) < HOUR);
        let Entry::Vacant(room) = known.entry((token, what)) else { return false };
        room.insert(now);
        true
    }
}

/// Writes down that a program takes out a list, with how many its page holds.
///
/// # Errors
/// When the store cannot: nothing is given out unseen.
pub async fn note(
    app: &App,
    caller: &Caller,
    what: &'static str,
    count: usize,
) -> Result<(), Problem> {
    if !app.taken().is_new(caller.token.id, what, app.now()) {
        return Ok(());
    }
    let by = Actor { user: None, name: caller.token.name.clone() };
    let object = caller.token.id.to_string();
    let deed = Deed { what, object: &object, count: count as i64 };
    audit::note(app.store(), &caller.brand, &by, &deed, app.now()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_written_down_once_an_hour_for_each_kind() {
        let taken = Taken::default();
        let at = |minutes: i64| Instant::from_micros(0).plus(minutes * HOUR / 60);
        let (one, other) = (TokenId::derived(&[b"1"]), TokenId::derived(&[b"2"]));
        assert!(taken.is_new(one, "people.read", at(0)));
        assert!(!taken.is_new(one, "people.read", at(1)));
        assert!(taken.is_new(one, "messages.read", at(1)));
        assert!(taken.is_new(other, "people.read", at(1)));
        assert!(!taken.is_new(one, "people.read", at(59)));
        assert!(taken.is_new(one, "people.read", at(60)), "by when it was written down, not asked");
        assert!(!taken.is_new(one, "people.read", at(61)));
    }
}
