//! Users: made, given roles and passwords, shut out.

use kamerton_core::access::{self, Action, UserRole};
use kamerton_core::id::{UserId, WorkspaceId};
use kamerton_core::time::Instant;
use kamerton_store::users::{self, UserRow};
use kamerton_store::{Session, Store, sessions, workspaces};
use serde::{Deserialize, Serialize};

use super::password;
use crate::error::{AppError, Result};
use crate::refusal::Refusal;

/// What a user chose for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// `ru` or `en`; the brand's when not chosen.
    pub lang: Option<String>,
    /// `light` or `dark`; the system's when not chosen.
    pub theme: Option<String>,
    /// Whether single keys do something.
    pub shortcuts: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { lang: None, theme: None, shortcuts: true }
    }
}

impl Preferences {
    /// The preferences of a stored user.
    pub fn of(row: &UserRow) -> Self {
        serde_json::from_str(&row.settings).unwrap_or_default()
    }
}

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name as others see it.
    pub name: String,
    /// Password.
    pub password: String,
}

/// A user with their roles in a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserRow,
    /// What they are.
    pub roles: Vec<UserRole>,
}

/// An e-mail address as it is kept.
///
/// # Errors
/// A sentence when it is none.
pub fn email(text: &str) -> Result<String> {
    let email = text.trim().to_lowercase();
    let is_one = email.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
    });
    if is_one && email.len() <= 254 {
        return Ok(email);
    }
    Err(Refusal::NoAddress { text: text.trim().to_owned() }.into())
}

/// A user ready to be stored: hashing takes its time and is not done inside a transaction.
///
/// # Errors
/// When address or password will not do.
pub async fn prepare(new: NewUser, now: Instant) -> Result<UserRow> {
    let email = email(&new.email)?;
    password::check(&new.password)?;
    let name = match new.name.trim() {
        "" => email.split('@').next().unwrap_or_default().to_owned(),
        name => name.to_owned(),
    };
    Ok(UserRow {
        id: UserId::derived(&[email.as_bytes()]),
        name,
        password_hash: password::hash(new.password).await?,
        settings: "{}".to_owned(),
        created_at: now,
        disabled_at: None,
        email,
    })
}

/// Stores a prepared user.
///
/// # Errors
/// When the address is taken, or the store cannot.
pub async fn insert(session: &mut Session, user: &UserRow) -> Result<()> {
    if users::by_email(session, &user.email).await?.is_some() {
        return Err(Refusal::AddressTaken { email: user.email.clone() }.into());
    }
    Ok(users::insert(session, user).await?)
}

/// Makes the very first user; whoever comes second is refused.
///
/// # Errors
/// When there is a user already, address or password will not do, or the store cannot.
pub async fn found(store: &Store, new: NewUser, now: Instant) -> Result<UserRow> {
    let user = prepare(new, now).await?;
    let mut session = store.write().await?;
    // On PostgreSQL two requests could look at the same moment.
    workspaces::lock(&mut session, WorkspaceId::NIL).await?;
    if users::any(&mut session).await? {
        return Err(Refusal::AdministratorThere.into());
    }
    users::insert(&mut session, &user).await?;
    session.commit().await?;
    Ok(user)
}

/// The user of an address.
///
/// # Errors
/// When there is none.
pub async fn find(session: &mut Session, address: &str) -> Result<UserRow> {
    let email = email(address)?;
    let found = users::by_email(session, &email).await?;
    found.ok_or_else(|| Refusal::NoUser { email }.into())
}

/// Everybody with a role in a brand, the oldest user first.
///
/// # Errors
/// When the store cannot.
pub async fn team(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<Member>> {
    let mut members: Vec<Member> = Vec::new();
    for (user, word) in users::members(session, workspace).await? {
        // A role that this program does not know allows nothing.
        let Ok(role) = word.parse() else { continue };
        match members.last_mut().filter(|last| last.user.id == user.id) {
            Some(last) => last.roles.push(role),
            None => members.push(Member { user, roles: vec![role] }),
        }
    }
    Ok(members)
}

/// Those of a brand who can sign in and may do steps, the oldest user first.
///
/// # Errors
/// When the store cannot.
pub async fn doers(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<UserRow>> {
    let members = team(session, workspace).await?.into_iter();
    let doers = members.filter(|member| {
        member.user.disabled_at.is_none() && access::may(&member.roles, Action::DoSteps)
    });
    Ok(doers.map(|member| member.user).collect())
}

/// Gives a user exactly these roles in a brand.
///
/// # Errors
/// When nobody would own the brand any more, or the store cannot.
pub async fn set_roles(
    session: &mut Session,
    workspace: WorkspaceId,
    user: UserId,
    roles: &[UserRole],
) -> Result<()> {
    let members = team(session, workspace).await?;
    let others_own = members.iter().any(|member| {
        member.user.id != user
            && member.user.disabled_at.is_none()
            && member.roles.contains(&UserRole::Owner)
    });
    let owned = members
        .iter()
        .any(|member| member.user.id == user && member.roles.contains(&UserRole::Owner));
    if owned && !others_own && !roles.contains(&UserRole::Owner) {
        return Err(last_owner());
    }
    for role in UserRole::ALL {
        if roles.contains(&role) {
            users::add_role(session, workspace, user, role.word()).await?;
        } else {
            users::remove_role(session, workspace, user, role.word()).await?;
        }
    }
    Ok(())
}

fn last_owner() -> AppError {
    Refusal::LastOwner.into()
}

/// Sets a password and ends all sessions of the user.
///
/// # Errors
/// When the password will not do or the store cannot.
pub async fn set_password(store: &Store, user: UserId, new: String) -> Result<()> {
    password::check(&new)?;
    let hash = password::hash(new).await?;
    let mut session = store.write().await?;
    change(&mut session, user, |row| row.password_hash = hash).await?;
    sessions::delete_of_user(&mut session, user).await?;
    Ok(session.commit().await?)
}

/// Shuts a user out, or lets them in again. Whoever is shut out is so at once.
///
/// # Errors
/// When they are the last owner of a brand, or the store cannot.
pub async fn set_disabled(
    session: &mut Session,
    user: UserId,
    disabled_at: Option<Instant>,
) -> Result<()> {
    if disabled_at.is_some() {
        for (workspace, role) in users::roles(session, user).await? {
            if role == UserRole::Owner.word() {
                check_other_owner(session, workspace, user).await?;
            }
        }
        sessions::delete_of_user(session, user).await?;
    }
    change(session, user, |row| row.disabled_at = disabled_at).await
}

async fn check_other_owner(
    session: &mut Session,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<()> {
    let members = team(session, workspace).await?;
    let other = members.iter().any(|member| {
        member.user.id != user
            && member.user.disabled_at.is_none()
            && member.roles.contains(&UserRole::Owner)
    });
    if other { Ok(()) } else { Err(last_owner()) }
}

/// Stores what a user chose for themselves.
///
/// # Errors
/// When the store cannot.
pub async fn set_preferences(store: &Store, user: UserId, chosen: &Preferences) -> Result<()> {
    let settings = serde_json::to_string(chosen).unwrap_or_else(|_| "{}".to_owned());
    let mut session = store.write().await?;
    change(&mut session, user, |row| row.settings = settings).await?;
    Ok(session.commit().await?)
}

async fn change(session: &mut Session, user: UserId, set: impl FnOnce(&mut UserRow)) -> Result<()> {
    let found = users::by_id(session, user).await?;
    let mut row = found.ok_or(Refusal::UserGone)?;
    set(&mut row);
    Ok(users::update(session, &row).await?)
}
