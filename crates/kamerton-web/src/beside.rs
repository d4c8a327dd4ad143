//! Use cases that borrow too much for their futures to wander between threads: each runs to its end
//! on one thread.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use kamerton_app::AppError;
use kamerton_store::Store;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

/// So many run at a time: each has a thread, and waits for one of few connections.
const AT_ONCE: usize = 8;
static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

/// So many read on threads that answer, of which there are more: as many as there are connections.
const READING_AT_ONCE: usize = 4;
static READING_ROOM: Semaphore = Semaphore::const_new(READING_AT_ONCE);

/// Runs a use case on a thread of its own, beside those that answer.
///
/// # Errors
/// Whatever the use case says.
pub async fn beside<T, Work, Done>(work: Work) -> Result<T, AppError>
where
    T: Send + 'static,
    Work: FnOnce() -> Done + Send + 'static,
    Done: Future<Output = Result<T, AppError>>,
{
    // Never closed, so there is always room at some time.
    let _place = ROOM.acquire().await;
    let runtime = Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work())).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))?
}

/// Runs a use case that only reads, and reads little. An embedded store is read without waiting for
/// anything, so that it runs on the thread that asks: to hand it over would take longer than to do
/// it.
///
/// # Errors
/// Whatever the use case says.
pub async fn reading<T, Work, Done>(store: &Store, work: Work) -> Result<T, AppError>
where
    T: Send + 'static,
    Work: FnOnce() -> Done + Send + 'static,
    Done: Future<Output = Result<T, AppError>>,
{
    let has_threads = Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
    if store.is_postgres() || !has_threads {
        return beside(work).await;
    }
    let _place = READING_ROOM.acquire().await;
    finish(work())
}

/// Runs a future to its end on this thread.
fn finish<Work: Future>(work: Work) -> Work::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            // All connections are in use: one of the other threads will give one back.
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_wait_is_waited_for() {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let other = thread::spawn(move || {
            thread::yield_now();
            sender.send(7)
        });
        assert_eq!(finish(receiver), Ok(7));
        other.join().unwrap().unwrap();
    }
}
