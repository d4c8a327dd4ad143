//! Making the demo beside requests, with how far it is.

use std::sync::{Mutex, PoisonError};

use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_app::{AppError, Brand, demo_load};
use kamerton_core::access::UserRole;
use kamerton_core::id::UserId;
use kamerton_store::{users, workspaces};

use crate::app::App;

/// How far the making of the demo is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Making {
    /// Nobody has asked for it, or it is done.
    #[default]
    Idle,
    /// So many messages are there.
    Running(u64),
    /// It broke off.
    Failed(String),
}

/// What goes on beside requests.
#[derive(Debug, Default)]
pub struct Work(Mutex<Making>);

impl Work {
    /// How far the demo is.
    pub fn making(&self) -> Making {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, making: Making) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = making;
    }

    /// Takes the one place for making, unless it is taken.
    fn begin(&self) -> bool {
        let mut making = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*making, Making::Running(_)) {
            return false;
        }
        *making = Making::Running(0);
        true
    }
}

/// Begins to make the demo for a user, unless it is being made.
pub fn make_demo(app: &App, user: UserId, actor: Actor) {
    if !app.work().begin() {
        return;
    }
    let app = app.clone();
    let runtime = tokio::runtime::Handle::current();
    // On a thread of its own: simulating and storing leave no room for others.
    tokio::task::spawn_blocking(move || {
        let made = runtime.block_on(make(&app, user, &actor));
        app.work().set(match made {
            Ok(()) => Making::Idle,
            Err(error) => {
                tracing::error!(error = %error, "the demo broke off");
                Making::Failed(error.to_string())
            }
        });
    });
}

async fn make(app: &App, user: UserId, actor: &Actor) -> Result<(), AppError> {
    let wanted = demo_load::Wanted { seed: 1, ..demo_load::Wanted::default() };
    demo_load::make(app.store(), wanted, app.now(), |messages| {
        app.work().set(Making::Running(messages));
    })
    .await?;
    let mut session = app.store().write().await?;
    let rows = workspaces::all(&mut session).await?;
    for row in rows.iter().filter(|row| row.demo) {
        users::add_role(&mut session, row.id, user, UserRole::Owner.word()).await?;
        let deed = Deed::one("demo.make", "demo");
        audit::note_in(&mut session, &Brand::of(row)?, actor, &deed, app.now()).await?;
    }
    Ok(session.commit().await?)
}
