//! Who has asked for a page lately.
//!
//! A page with what belongs to it is several requests, and each asks for session, user, roles and
//! brand. Within a second the answer of the first holds for the others. Whatever is changed through
//! this program forgets all of them at once, so that nobody sees a page as of before; what another
//! node or the command line changes is known after a second at the latest.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::guard::Visitor;

/// So long an answer holds.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// Visitors that are remembered at a time.
const MOST: usize = 1_000;

/// Visitors by the secret that their browser shows.
#[derive(Default)]
pub struct Visitors(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// How often all was forgotten: what was asked before is not kept after.
    turn: u64,
    visitors: HashMap<String, (Instant, Visitor)>,
}

impl Visitors {
    /// Who shows this secret, if that was asked just now; else the turn in which to ask.
    pub fn find(&self, secret: &str) -> Result<Visitor, u64> {
        let known = self.lock();
        match known.visitors.get(secret).filter(|(at, _)| at.elapsed() < KNOWN_FOR) {
            Some((_, visitor)) => Ok(visitor.clone()),
            None => Err(known.turn),
        }
    }

    /// Remembers who shows a secret, unless something was changed since that was asked.
    pub fn keep(&self, turn: u64, secret: &str, visitor: &Visitor) {
        let mut known = self.lock();
        if known.turn != turn {
            return;
        }
        if known.visitors.len() >= MOST {
            known.visitors.clear();
        }
        known.visitors.insert(secret.to_owned(), (Instant::now(), visitor.clone()));
    }

    /// Forgets everybody.
    pub fn forget(&self) {
        let mut known = self.lock();
        known.turn += 1;
        known.visitors.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
