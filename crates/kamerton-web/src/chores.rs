//! Chores that go on beside requests: a backup that is written to be fetched once, and counting
//! days anew after the zone was changed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use kamerton_app::accounts::secret;
use kamerton_app::{AppError, Brand, backup, check};
use kamerton_core::id::UserId;
use kamerton_core::time::{Instant, MINUTE};
use tokio::runtime::Handle;

use crate::app::App;

/// A backup that nobody has fetched is removed after this.
pub const HELD: i64 = 15 * MINUTE;
/// Letters of the secret in its address: 200 bits.
const LETTERS: usize = 40;

/// Where a backup stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Backup {
    /// There is none.
    #[default]
    None,
    /// It is being written.
    Writing(UserId),
    /// It waits to be fetched.
    Ready(Ready),
    /// It broke off.
    Failed,
}

/// A backup that waits to be fetched, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Who asked for it: nobody else is told of it.
    pub user: UserId,
    /// What its address ends with.
    pub secret: String,
    /// The file.
    path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Since when it waits.
    pub since: Instant,
}

/// What goes on beside requests.
#[derive(Debug, Default)]
pub struct Chores {
    backup: Mutex<Backup>,
    recounting: AtomicBool,
}

impl Chores {
    /// Where the backup stands; one that has waited too long is removed.
    pub fn backup(&self, now: Instant) -> Backup {
        let mut backup = self.backup.lock().unwrap_or_else(PoisonError::into_inner);
        if let Backup::Ready(ready) = &*backup
            && now.since(ready.since) > HELD
        {
            remove(&ready.path);
            *backup = Backup::None;
        }
        backup.clone()
    }

    /// The file of this secret, opened; its name is gone, so that it is fetched once. `None` for
    /// anybody else and for the second time.
    pub fn take(&self, shown: &str, user: UserId, now: Instant) -> Option<std::fs::File> {
        let Backup::Ready(ready) = self.backup(now) else { return None };
        // Compared by hash: the time it takes says nothing of the secret.
        if ready.user != user || secret::hash(shown) != secret::hash(&ready.secret) {
            return None;
        }
        self.set(Backup::None);
        let file = std::fs::File::open(&ready.path).ok();
        remove(&ready.path);
        file
    }

    /// Whether days are being counted anew.
    pub fn is_recounting(&self) -> bool {
        self.recounting.load(Ordering::Relaxed)
    }

    fn set(&self, backup: Backup) {
        *self.backup.lock().unwrap_or_else(PoisonError::into_inner) = backup;
    }

    /// Takes the one place for writing; what waited there is removed.
    fn begin(&self, user: UserId) -> bool {
        let mut backup = self.backup.lock().unwrap_or_else(PoisonError::into_inner);
        match &*backup {
            Backup::Writing(_) => return false,
            Backup::Ready(ready) => remove(&ready.path),
            Backup::None | Backup::Failed => {}
        }
        *backup = Backup::Writing(user);
        true
    }
}

/// A file that cannot be removed lies where only we read, and is named anew the next time.
fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// Begins to write a backup for a user, unless one is being written.
pub fn make_backup(app: &App, user: UserId) {
    if !app.chores().begin(user) {
        return;
    }
    let (app, runtime) = (app.clone(), Handle::current());
    tokio::task::spawn_blocking(move || {
        let written = runtime.block_on(write(&app, user));
        app.chores().set(written.unwrap_or_else(|error| {
            tracing::error!(error = %error, "a backup broke off");
            Backup::Failed
        }));
    });
}

async fn write(app: &App, user: UserId) -> Result<Backup, AppError> {
    let failed = |error: std::io::Error| AppError::Asked(format!("cannot keep a backup: {error}"));
    let folder = &app.options().uploads;
    std::fs::create_dir_all(folder).map_err(failed)?;
    let secret = secret::random(LETTERS)?;
    // Named by the hash: whoever sees the folder does not see the address.
    let path = folder.join(format!("{}.backup", secret::hash(&secret)));
    backup::write(app.store(), &path, &mut |_| {}).await?;
    let bytes = std::fs::metadata(&path).map_err(failed)?.len();
    Ok(Backup::Ready(Ready { user, secret, path, bytes, since: app.now() }))
}

/// Makes anew what follows from days, after the zone of a brand was changed.
pub fn recount(app: &App, brand: Brand) {
    let (app, runtime) = (app.clone(), Handle::current());
    app.chores().recounting.store(true, Ordering::Relaxed);
    tokio::task::spawn_blocking(move || {
        let done = runtime.block_on(check::rebuild(app.store(), &brand, app.now(), |_| {}));
        if let Err(error) = done {
            tracing::error!(error = %error, "counting anew broke off: run `kamerton check --repair`");
        }
        app.chores().recounting.store(false, Ordering::Relaxed);
    });
}
