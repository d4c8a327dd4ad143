//! Use cases that borrow too much for their futures to wander between threads: each runs to its end
//! on one thread.

use futures_util::FutureExt;
use kamerton_app::AppError;
use kamerton_store::{Session, Store};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// So many run at a time: each has a thread, and waits for one of few connections.
const AT_ONCE: usize = 8;
static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

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

/// Runs a use case that only reads, and reads little, in a session that it is given. In an embedded
/// store it waits for nothing then, so that it runs on the thread that asks: to hand it over would
/// take longer than to do it.
///
/// # Errors
/// Whatever the use case says.
pub async fn reading<T, Work, Done>(store: &Store, work: Work) -> Result<T, AppError>
where
    T: Send + 'static,
    Work: FnOnce(Session) -> Done + Send + 'static,
    Done: Future<Output = Result<T, AppError>>,
{
    if store.is_postgres() {
        let session = store.read().await?;
        return beside(move || work(session)).await;
    }
    // One moment for the whole page: lighter than a moment for each question, and never at odds.
    let session = store.snapshot().await?;
    let waited = || Err(AppError::Asked("reading waited for something".to_owned()));
    work(session).now_or_never().unwrap_or_else(waited)
}
