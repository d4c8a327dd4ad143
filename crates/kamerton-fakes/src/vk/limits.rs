//! How much may be asked: 20 calls a second with the key of a community, 3 with that of a person, and not
//! the same words over and over (dev.vk.com, errors 6 and 9).

use std::collections::VecDeque;

use super::state::{No, Who, no};

/// Limits with what was asked lately.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Calls a second with the key of a community.
    pub group: usize,
    /// Calls a second with the key of a person or an application.
    pub user: usize,
    /// How often the same may be said within a minute.
    pub same: usize,
    asked: VecDeque<(Who, i64)>,
    said: VecDeque<(String, i64)>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { group: 20, user: 3, same: 5, asked: VecDeque::new(), said: VecDeque::new() }
    }
}

impl Limits {
    /// No limits.
    pub fn off() -> Self {
        Self { group: usize::MAX, user: usize::MAX, same: usize::MAX, ..Self::default() }
    }

    /// Asks at a moment in microseconds.
    pub(super) fn ask(&mut self, who: Who, now: i64) -> Result<(), No> {
        self.asked.retain(|(_, at)| now - at < 1_000_000);
        let most = if who == Who::Group { self.group } else { self.user };
        if self.asked.iter().filter(|(one, _)| *one == who).count() >= most {
            return no(6, "Too many requests per second");
        }
        self.asked.push_back((who, now));
        Ok(())
    }

    /// Says something somewhere.
    pub(super) fn say(&mut self, what: String, now: i64) -> Result<(), No> {
        self.said.retain(|(_, at)| now - at < 60_000_000);
        if self.said.iter().filter(|(one, _)| *one == what).count() >= self.same {
            return no(9, "Flood control");
        }
        self.said.push_back((what, now));
        Ok(())
    }
}
