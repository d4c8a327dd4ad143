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
/// Two minutes: longer than any request may take, so that work beside them outlives a disk that hangs.
const TURNS: usize = 12;

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

    /// How often it is asked, and what comes of it, of one who is late so many times.
    async fn asked(late: usize, then: fn() -> Result<u8>) -> (usize, Result<u8>) {
        let times = Cell::new(0);
        let answer = patiently(|| {
            times.set(times.get() + 1);
            std::future::ready(if times.get() > late { then() } else { timed_out() })
        });
        let answer = answer.await;
        (times.get(), answer)
    }

    fn timed_out() -> Result<u8> {
        Err(sqlx::Error::PoolTimedOut.into())
    }

    #[tokio::test]
    async fn a_turn_that_is_over_is_not_the_end() {
        for late in 0..TURNS {
            let (times, answer) = asked(late, || Ok(7)).await;
            assert_eq!((times, answer.unwrap()), (late + 1, 7));
        }
    }

    #[tokio::test]
    async fn patience_ends_with_its_turns_and_at_any_other_error() {
        let (times, ended) = asked(TURNS, || Ok(7)).await;
        assert_eq!(times, TURNS);
        assert!(matches!(ended, Err(StoreError::Database(sqlx::Error::PoolTimedOut))));
        let (times, ended) = asked(1, || Err(sqlx::Error::PoolClosed.into())).await;
        assert_eq!(times, 2);
        assert!(matches!(ended, Err(StoreError::Database(sqlx::Error::PoolClosed))));
    }
}
