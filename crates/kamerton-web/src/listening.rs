//! Who is listened to, beside requests: a history that was there before is counted, and influence is
//! computed and the community map drawn anew where something has changed.

use std::time::{Duration, Instant};

use kamerton_app::ingest::interactions;
use kamerton_app::{AppError, Brand, community_map, influence};
use kamerton_store::notices::{self, Change};
use tokio::runtime::Handle;

use crate::app::App;

/// How often it is looked whether something has changed, at most.
const LOOK: Duration = Duration::from_secs(60);
/// It rests so many times as long as it has worked: a large community costs a twentieth of a processor.
const REST: u32 = 20;

/// Counts and computes until the program ends.
pub async fn go_on(app: App) {
    let mut ending = app.ending();
    while !*ending.borrow() {
        let began = Instant::now();
        if let Err(error) = once(&app).await {
            tracing::error!(error = %error, "computing influence broke off: it goes on in a minute");
        }
        let rest = LOOK.max(began.elapsed() * REST);
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

async fn once(app: &App) -> Result<(), AppError> {
    for brand in app.all_brands().await? {
        let id = brand.id;
        if work(app.clone(), brand).await? {
            notices::tell(app.store(), id, Change::People).await;
        }
    }
    Ok(())
}

/// On a thread of its own: it keeps it busy.
async fn work(app: App, brand: Brand) -> Result<bool, AppError> {
    let runtime = Handle::current();
    let work = move || {
        let ending = app.ending();
        let stop = || *ending.borrow();
        runtime.block_on(async {
            interactions::fill(app.store(), &brand, &stop).await?;
            if stop() {
                return Ok(false);
            }
            let heard = influence::refresh(app.store(), &brand, app.now()).await?;
            if stop() {
                return Ok(heard);
            }
            let drawn = community_map::refresh(app.store(), &brand, app.now()).await?;
            Ok(heard || drawn)
        })
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))?
}
