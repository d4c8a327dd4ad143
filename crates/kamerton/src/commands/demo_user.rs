//! The user of the demo: made once, with a random password that stands in the data directory.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use kamerton_app::accounts::secret;
use kamerton_app::accounts::users::{self, NewUser};
use kamerton_core::access::UserRole;
use kamerton_store::{Store, Target, users as stored, workspaces};
use serde::Serialize;

use super::now;

/// The address to sign in with: it leads nowhere.
const EMAIL: &str = "demo@kamerton.example";
/// Where the password is kept, readable by its owner only.
const FILE: &str = "demo-password";
/// Letters of the password.
const LETTERS: usize = 14;

/// How one signs in to the demo.
#[derive(Serialize)]
pub struct DemoUser {
    /// Address.
    pub email: &'static str,
    /// Password.
    pub password: String,
}

/// Makes the user unless there is one, and lets them into the demo.
///
/// # Errors
/// When there is no data directory, or store or file cannot be written.
pub async fn ensure(store: &Store, target: &Target) -> Result<DemoUser> {
    let Target::Directory(directory) = target else {
        bail!("--user needs a data directory: on PostgreSQL make one with `kamerton user add`");
    };
    let file = directory.join(FILE);
    let known = stored::by_email(&mut store.read().await?, EMAIL).await?;
    let kept = std::fs::read_to_string(&file).map(|text| text.trim().to_owned()).ok();
    let is_kept = kept.is_some();
    let password = kept.map_or_else(|| new_password(&file), Ok)?;
    let user = match known {
        Some(user) => user,
        None => made(store, password.clone()).await?,
    };
    if !is_kept {
        users::set_password(store, user.id, password.clone()).await?;
    }
    let mut session = store.write().await?;
    for row in workspaces::all(&mut session).await?.into_iter().filter(|row| row.demo) {
        users::set_roles(&mut session, row.id, user.id, &[UserRole::Owner]).await?;
    }
    session.commit().await?;
    Ok(DemoUser { email: EMAIL, password })
}

async fn made(store: &Store, password: String) -> Result<stored::UserRow> {
    let new =
        NewUser { email: EMAIL.to_owned(), name: "Аня Соколова".to_owned(), password };
    let user = users::prepare(new, now()).await?;
    let mut session = store.write().await?;
    users::insert(&mut session, &user).await?;
    session.commit().await?;
    Ok(user)
}

fn new_password(file: &Path) -> Result<String> {
    let password = secret::random(LETTERS)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut open| writeln!(open, "{password}"));
    written.with_context(|| format!("cannot write {}", file.display()))?;
    Ok(password)
}
