//! How long one waits for a connection.
//!
//! A deadline would measure the clock and not the wait: after a laptop slept, or a virtual machine
//! stood still while it was copied, everybody's time is up in the same instant, and a connection
//! that would be there in the next is given up. So the patience is cut into turns. However long the
//! machine stood still, that takes one turn, and the next begins with all of its time.

use std::time::Duration;

use crate::error::{Result, StoreError};

/// What one turn waits.
pub(crate) const TURN: Duration = Duration::from_secs(10);
const TURNS: usize = 3;

/// A connection from whoever hands them out and gives up after a [`TURN`] by
/// [`sqlx::Error::PoolTimedOut`].
///
/// # Errors
/// That one when all turns are over; anything else at once.
pub(crate) async fn patiently<T, F>(ask: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    for _ in 1..TURNS {
        match ask().await {
            Err(StoreError::Database(sqlx::Error::PoolTimedOut)) => {}
            done => return done,
        }
    }
    ask().await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How often it is asked, and what comes of it, of one who answers so the first time, the second…
    async fn asked(answers: &[fn() -> Result<u8>]) -> (usize, Result<u8>) {
        let times = Cell::new(0);
        let answer = patiently(|| {
            times.set(times.get() + 1);
            std::future::ready(answers[times.get() - 1]())
        });
        let answer = answer.await;
        (times.get(), answer)
    }

    fn late() -> Result<u8> {
        Err(sqlx::Error::PoolTimedOut.into())
    }

    fn closed() -> Result<u8> {
        Err(sqlx::Error::PoolClosed.into())
    }

    #[tokio::test]
    async fn a_turn_that_is_over_is_not_the_end() {
        assert!(matches!(asked(&[|| Ok(7)]).await, (1, Ok(7))));
        assert!(matches!(asked(&[late, || Ok(7)]).await, (2, Ok(7))));
        assert!(matches!(asked(&[late, late, || Ok(7)]).await, (3, Ok(7))));
    }

    #[tokio::test]
    async fn patience_ends_with_its_turns_and_at_any_other_error() {
        let ended = asked(&[late, late, late, || Ok(7)]).await;
        assert!(matches!(ended, (3, Err(StoreError::Database(sqlx::Error::PoolTimedOut)))));
        let ended = asked(&[late, closed, || Ok(7)]).await;
        assert!(matches!(ended, (2, Err(StoreError::Database(sqlx::Error::PoolClosed)))));
    }
}
