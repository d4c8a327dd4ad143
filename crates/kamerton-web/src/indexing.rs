//! Keeping the indices of places beside requests: a day is over, or something of an earlier day has changed.

use std::time::Duration;

use kamerton_app::places::indices;
use kamerton_app::{AppError, Brand};
use kamerton_store::reread;
use tokio::runtime::Handle;

use crate::app::App;

/// How often it is looked whether there is something to do; looking costs one small question a place.
const LOOK: Duration = Duration::from_secs(60);

/// Keeps the indices of all brands until the program ends.
pub async fn go_on(app: App) {
    let mut ending = app.ending();
    while !*ending.borrow() {
        if let Err(error) = once(&app).await {
            tracing::error!(error = %error, "tallying places broke off: it goes on in a minute");
        }
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn once(app: &App) -> Result<(), AppError> {
    for brand in app.all_brands().await? {
        // Between two people of whom one is read anew and one is not, nothing should be counted.
        if reread::is_switching(&mut app.store().read().await?, brand.id).await? {
            continue;
        }
        bring_up(app.clone(), brand).await?;
    }
    Ok(())
}

/// On a thread of its own: it keeps it busy.
async fn bring_up(app: App, brand: Brand) -> Result<(), AppError> {
    let runtime = Handle::current();
    let work = move || {
        let ending = app.ending();
        let stop = || *ending.borrow();
        runtime.block_on(indices::bring_up(app.store(), &brand, app.now(), &stop))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))??;
    Ok(())
}
