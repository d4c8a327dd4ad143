//! `kamerton user`.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_app::accounts::users::{self, Member, NewUser};
use kamerton_app::{AppError, Brand};
use kamerton_core::access::UserRole;
use kamerton_store::users::UserRow;
use kamerton_store::{Session, Store};

use super::{now, open, password};
use crate::cli::UserAction;
use crate::config::Config;
use crate::output;

/// How the command line is written down.
pub fn actor() -> Actor {
    Actor { user: None, name: "kamerton".to_owned() }
}

/// Makes, lists and shuts out users.
pub async fn run(config: &Config, action: UserAction) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let done = match action {
        UserAction::List => list(config, &store, &brand).await,
        UserAction::Add { email, name, role } => {
            add(&store, &brand, &email, name, &role).await.and_then(said)
        }
        UserAction::Password { email } => set_password(&store, &brand, &email).await.and_then(said),
        UserAction::Disable { email, undo } => {
            disable(&store, &brand, &email, undo).await.and_then(said)
        }
    };
    store.close().await;
    done?;
    Ok(ExitCode::SUCCESS)
}

fn said(text: String) -> Result<()> {
    output::line(&text)
}

async fn list(config: &Config, store: &Store, brand: &Brand) -> Result<()> {
    let members = users::team(&mut store.read().await?, brand.id).await?;
    if config.json {
        let all: Vec<_> = members.iter().map(as_json).collect();
        return output::json(&all);
    }
    members.iter().try_for_each(|member| output::line(&as_text(member)))
}

fn as_json(member: &Member) -> serde_json::Value {
    serde_json::json!({
        "email": member.user.email,
        "name": member.user.name,
        "roles": member.roles,
        "disabled": member.user.disabled_at.is_some(),
    })
}

fn as_text(member: &Member) -> String {
    let roles: Vec<&str> = member.roles.iter().map(|role| role.word()).collect();
    let disabled = if member.user.disabled_at.is_some() { "  (shut out)" } else { "" };
    format!("{}  {}  {}{disabled}", member.user.email, member.user.name, roles.join(", "))
}

async fn add(
    store: &Store,
    brand: &Brand,
    email: &str,
    name: String,
    roles: &[String],
) -> Result<String> {
    let roles: Result<Vec<UserRole>, String> = roles.iter().map(|word| word.parse()).collect();
    let roles = roles.map_err(|error| anyhow!(error))?;
    let known = users::find(&mut store.read().await?, email).await;
    let user = match known {
        Ok(user) => user,
        Err(AppError::Store(error)) => return Err(error.into()),
        Err(_) => made(store, email, name).await?,
    };
    let mut session = store.write().await?;
    users::set_roles(&mut session, brand.id, user.id, &roles).await?;
    note(&mut session, brand, "user.roles", &user).await?;
    session.commit().await?;
    let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    Ok(format!("{} is {} of «{}»", user.email, words.join(", "), brand.name))
}

async fn made(store: &Store, email: &str, name: String) -> Result<UserRow> {
    let email = users::email(email)?;
    let user = NewUser { email, name, password: password::read()? };
    let user = users::prepare(user, now()).await?;
    let mut session = store.write().await?;
    users::insert(&mut session, &user).await?;
    session.commit().await?;
    Ok(user)
}

async fn set_password(store: &Store, brand: &Brand, email: &str) -> Result<String> {
    let user = users::find(&mut store.read().await?, email).await?;
    users::set_password(store, user.id, password::read()?).await?;
    let mut session = store.write().await?;
    note(&mut session, brand, "user.password", &user).await?;
    session.commit().await?;
    Ok(format!("{} has a new password and is signed in nowhere", user.email))
}

async fn disable(store: &Store, brand: &Brand, email: &str, undo: bool) -> Result<String> {
    let mut session = store.write().await?;
    let user = users::find(&mut session, email).await?;
    users::set_disabled(&mut session, user.id, (!undo).then(now)).await?;
    let what = if undo { "user.enable" } else { "user.disable" };
    note(&mut session, brand, what, &user).await?;
    session.commit().await?;
    let said = if undo { "may sign in again" } else { "is shut out" };
    Ok(format!("{} {said}", user.email))
}

async fn note(session: &mut Session, brand: &Brand, what: &str, user: &UserRow) -> Result<()> {
    let object = user.id.to_string();
    Ok(audit::note_in(session, brand, &actor(), &Deed::one(what, &object), now()).await?)
}
