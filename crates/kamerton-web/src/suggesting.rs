//! Who may be one person, beside requests: accounts that are new or have another name are looked at.

use std::time::{Duration, Instant};

use kamerton_app::people::suggestions;
use kamerton_app::{AppError, Brand};
use kamerton_store::notices::{self, Change};
use tokio::runtime::Handle;

use crate::app::App;

/// How often it is looked whether an account waits: nobody needs a suggestion at once.
const LOOK: Duration = Duration::from_secs(20);
/// Between two transactions it rests so many times as long as one took: whoever writes meanwhile waits
/// for one of them at most, and a large history costs a third of a processor while it is looked at.
const REST: u32 = 2;
/// The first that are found are told while the rest are looked at.
const TELL: Duration = Duration::from_secs(30);

/// Looks at accounts until the program ends.
pub async fn go_on(app: App) {
    let mut ending = app.ending();
    while !*ending.borrow() {
        if let Err(error) = once(&app).await {
            tracing::error!(error = %error, "suggesting broke off: it goes on in a moment");
        }
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn once(app: &App) -> Result<(), AppError> {
    let mut failed = None;
    for brand in app.all_brands().await? {
        // One brand that cannot be looked at holds no other up.
        if let Err(error) = all_that_wait(app, &brand).await {
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn all_that_wait(app: &App, brand: &Brand) -> Result<(), AppError> {
    let mut ending = app.ending();
    learn(app.clone(), brand.clone()).await?;
    let (mut untold, mut told) = (0, Instant::now());
    while !*ending.borrow() {
        let began = Instant::now();
        let done = work(app.clone(), brand.clone()).await;
        untold += done.as_ref().copied().unwrap_or_default();
        let is_last = !matches!(done, Ok(1..));
        if untold > 0 && (is_last || told.elapsed() >= TELL) {
            notices::tell(app.store(), brand.id, Change::People).await;
            (untold, told) = (0, Instant::now());
        }
        if is_last {
            return done.map(drop);
        }
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = tokio::time::sleep(began.elapsed() * REST) => {}
        }
    }
    Ok(())
}

/// On a thread of its own: it keeps it busy.
async fn learn(app: App, brand: Brand) -> Result<(), AppError> {
    let runtime = Handle::current();
    let learn = move || runtime.block_on(suggestions::learn(app.store(), &brand, app.now()));
    let done = tokio::task::spawn_blocking(learn).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))??;
    Ok(())
}

/// On a thread of its own: it keeps it busy.
async fn work(app: App, brand: Brand) -> Result<usize, AppError> {
    let runtime = Handle::current();
    let work = move || runtime.block_on(suggestions::work(app.store(), &brand, app.now()));
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))?
}
