//! What PostgreSQL's planner knows of the tables.
//!
//! A server looks at tables by itself once a minute. Until then it takes a workspace's id for
//! selective, and a large import into a fresh database walks over all of the workspace at every
//! look-up. SQLite is told once and for all, by a migration.

use crate::Session;
use crate::error::Result;

/// The tables that grow with what people say.
const REFRESH: &str = "ANALYZE place, person, identity, remote_key, message, message_search, \
     reaction, membership, orders, person_day, place_day, interaction_day, \
     entry, awaiting";

/// After so many facts the statistics are refreshed for the first time …
const FIRST: u64 = 1_000;
/// … and then whenever there are so many times more.
const GROWTH: u64 = 4;

/// Whether the statistics have to be refreshed when the number of facts stored in one go has grown
/// from `before` to `after`. It happens often at first and ever more seldom.
pub const fn are_due(before: u64, after: u64) -> bool {
    let mut threshold = FIRST;
    while threshold <= before {
        threshold = threshold.saturating_mul(GROWTH);
    }
    threshold <= after
}

/// Refreshes the statistics on PostgreSQL; on SQLite there is nothing to do.
///
/// # Errors
/// Whatever the database says.
pub async fn refresh(session: &mut Session) -> Result<()> {
    if session.is_postgres() {
        session.execute(REFRESH, vec![]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_due_ever_more_seldom() {
        let mut due = Vec::new();
        for batch in 0..100 {
            if are_due(batch * 1_000, (batch + 1) * 1_000) {
                due.push(batch + 1);
            }
        }
        assert_eq!(due, [1, 4, 16, 64]);
        assert!(!are_due(0, 999));
        assert!(are_due(999, 1_000_000));
        assert!(!are_due(u64::MAX - 1, u64::MAX - 1));
    }
}
