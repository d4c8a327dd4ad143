//! Reading the history again beside requests, when a new version of the analysis has come.

use std::time::Duration;

use kamerton_app::reread::{Asked, Done, Reader};
use kamerton_app::{AppError, Brand};
use tokio::runtime::Handle;

use crate::app::App;

/// How often it is looked whether there is something to do: another node may have been killed, or
/// somebody may have been asked there.
const LOOK: Duration = Duration::from_secs(60);

/// Reads whatever there is to read until the program ends.
pub async fn go_on(app: App) {
    let mut ending = app.ending();
    while !*ending.borrow() {
        if let Err(error) = once(&app).await {
            tracing::error!(error = %error, "reading the history again broke off: it goes on in a minute");
        }
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = app.rereading().notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn once(app: &App) -> Result<(), AppError> {
    for brand in app.all_brands().await? {
        let name = brand.name.clone();
        match read(app.clone(), brand).await? {
            Done::Switched => tracing::info!(brand = %name, "a new reading has taken over"),
            Done::Stopped => return Ok(()),
            Done::Nothing | Done::Waits | Done::Elsewhere | Done::Newer => {}
        }
    }
    Ok(())
}

/// On a thread of its own: it keeps it busy.
async fn read(app: App, brand: Brand) -> Result<Done, AppError> {
    let runtime = Handle::current();
    let work = move || {
        let ending = app.ending();
        let stop = || *ending.borrow();
        let reader = Reader::new(app.store(), &brand, app.options().clock, &stop);
        runtime.block_on(reader.run(Asked::default(), &mut |_| {}))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Asked(format!("the work broke off: {error}")))?
}
