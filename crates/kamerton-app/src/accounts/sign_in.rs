//! Signing in and out, and who a session belongs to.

use kamerton_core::access::{self, Action, UserRole};
use kamerton_core::id::{UserId, WorkspaceId};
use kamerton_core::lockout::Subject;
use kamerton_core::time::{DAY, Instant, MINUTE};
use kamerton_store::sessions::{self, SessionRow};
use kamerton_store::users::UserRow;
use kamerton_store::{Session, Store, users};

use super::audit::Actor;
use super::users::Preferences;
use super::{password, secret};
use crate::error::Result;
use crate::patience;
use crate::refusal::Refusal;

/// A session that nobody uses ends after this.
const IDLE: i64 = 14 * DAY;
/// However it is used, a session ends after this.
const OLDEST: i64 = 90 * DAY;
/// Use is written down at most so often.
const NOTED: i64 = 10 * MINUTE;
/// Failures that are as old help nobody.
const FORGOTTEN: i64 = DAY;
/// Letters of a session's secret: 260 bits.
const LETTERS: usize = 52;

/// What came of an attempt to sign in.
#[derive(Debug)]
pub enum Attempt {
    /// The secret that the browser is to show from now on.
    In(String),
    /// Address and password do not belong together, or nobody may sign in with them.
    Wrong,
    /// It failed too often: not before this moment.
    Wait(Instant),
}

/// Tries to sign in. Whether the address is known cannot be told from the answer or from the time
/// it takes.
///
/// # Errors
/// When the store cannot.
pub async fn attempt(
    store: &Store,
    address: &str,
    password: String,
    from: &str,
    now: Instant,
) -> Result<Attempt> {
    let email = address.trim().to_lowercase();
    let subjects = subjects(&email, from);
    if let Some(until) = refused(store, &subjects, now).await? {
        return Ok(Attempt::Wait(until));
    }
    let user = users::by_email(&mut store.read().await?, &email).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let fits = password.chars().count() <= password::LONGEST;
    let right = password::is_right(if fits { password } else { String::new() }, hash).await?;
    match user.filter(|_| right && fits) {
        Some(user) => Ok(Attempt::In(let_in(store, user.id, &subjects, now).await?)),
        None => fail(store, &subjects, now).await,
    }
}

/// Whose failures count: neither address nor account stands in the database as it is.
fn subjects(email: &str, from: &str) -> [(Subject, String); 2] {
    [
        (Subject::Account, secret::hash(&format!("account {email}"))),
        (Subject::Address, secret::hash(&format!("address {from}"))),
    ]
}

async fn refused(
    store: &Store,
    subjects: &[(Subject, String)],
    now: Instant,
) -> Result<Option<Instant>> {
    let mut session = store.read().await?;
    let mut until = None;
    for (subject, key) in subjects {
        let failures = sessions::failures(&mut session, key).await?;
        until = until.max(failures.refused_until(*subject, now));
    }
    Ok(until)
}

async fn fail(store: &Store, subjects: &[(Subject, String)], now: Instant) -> Result<Attempt> {
    let mut session = store.write().await?;
    for (_, key) in subjects {
        let failures = sessions::failures(&mut session, key).await?.and_one(now);
        sessions::set_failures(&mut session, key, failures).await?;
    }
    session.commit().await?;
    Ok(Attempt::Wrong)
}

async fn let_in(
    store: &Store,
    user: UserId,
    subjects: &[(Subject, String)],
    now: Instant,
) -> Result<String> {
    let mut session = store.write().await?;
    for (subject, key) in subjects {
        // One right password does not wash off an address that tries many accounts.
        if *subject == Subject::Account {
            sessions::forget_failures(&mut session, key).await?;
        }
    }
    sessions::delete_expired(&mut session, now).await?;
    sessions::forget_failures_before(&mut session, now.plus(-FORGOTTEN)).await?;
    let secret = begin(&mut session, user, now).await?;
    session.commit().await?;
    Ok(secret)
}

/// Begins a session; gives the secret that the browser is to show.
///
/// # Errors
/// When the store cannot.
pub async fn begin(session: &mut Session, user: UserId, now: Instant) -> Result<String> {
    let secret = secret::random(LETTERS)?;
    let row = SessionRow {
        token_hash: secret::hash(&secret),
        user,
        chosen: None,
        created_at: now,
        seen_at: now,
        expires_at: now.plus(IDLE),
    };
    sessions::insert(session, &row).await?;
    Ok(secret)
}

/// Ends a session.
///
/// # Errors
/// When the store cannot.
pub async fn end(store: &Store, secret: &str) -> Result<()> {
    let mut session = store.write().await?;
    sessions::delete(&mut session, &secret::hash(secret)).await?;
    Ok(session.commit().await?)
}

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: UserRow,
    /// What they chose for themselves.
    pub preferences: Preferences,
    /// Their brands with the roles there: the chosen one first, then real ones, then the demo.
    pub brands: Vec<(WorkspaceId, Vec<UserRole>)>,
    /// Their session as it is after this use, where that is to be written down.
    used: Option<SessionRow>,
}

impl SignedIn {
    /// The brand they work for now, if there is any.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        self.brands.first().map(|(workspace, _)| *workspace)
    }

    /// Their roles in it.
    pub fn roles(&self) -> &[UserRole] {
        self.brands.first().map_or(&[], |(_, roles)| roles.as_slice())
    }

    /// Whether they may do this there.
    pub fn may(&self, action: Action) -> bool {
        access::may(self.roles(), action)
    }

    /// How what they do is written down.
    pub fn actor(&self) -> Actor {
        Actor { user: Some(self.user.id), name: self.user.name.clone() }
    }
}

/// Who shows this secret, if it is a session's that holds. Whoever lets them in writes the use down
/// ([`note`]).
///
/// # Errors
/// When the store cannot.
pub async fn who(session: &mut Session, secret: &str, now: Instant) -> Result<Option<SignedIn>> {
    let found = sessions::with_user(session, &secret::hash(secret)).await?;
    let Some((row, user)) = found.filter(|(row, user)| {
        let has_ended = row.expires_at <= now || now.since(row.created_at) > OLDEST;
        !has_ended && user.disabled_at.is_none()
    }) else {
        return Ok(None);
    };
    let brands = brands(session, &row).await?;
    let preferences = Preferences::of(&user);
    let used = (now.since(row.seen_at) > NOTED).then(|| SessionRow {
        seen_at: now,
        expires_at: now.plus(IDLE),
        ..row
    });
    Ok(Some(SignedIn { user, preferences, brands, used }))
}

/// Writes down that a session was used, so that it holds longer, if that was not done lately. Nobody
/// waits for it while something large is written: the next request does it then.
///
/// # Errors
/// When the store cannot.
pub async fn note(store: &Store, who: &SignedIn) -> Result<()> {
    let Some(used) = &who.used else { return Ok(()) };
    let Some(mut session) = patience::writer(store).await? else { return Ok(()) };
    sessions::update(&mut session, used).await?;
    Ok(session.commit().await?)
}

async fn brands(
    session: &mut Session,
    row: &SessionRow,
) -> Result<Vec<(WorkspaceId, Vec<UserRole>)>> {
    let mut brands: Vec<(WorkspaceId, Vec<UserRole>)> = Vec::new();
    for (workspace, word) in users::roles(session, row.user).await? {
        // A role that this program does not know allows nothing.
        let Ok(role) = word.parse() else { continue };
        match brands.last_mut().filter(|(last, _)| *last == workspace) {
            Some((_, roles)) => roles.push(role),
            None => brands.push((workspace, vec![role])),
        }
    }
    brands.sort_by_key(|(workspace, _)| Some(*workspace) != row.chosen);
    Ok(brands)
}

/// Chooses the brand that a session works for.
///
/// # Errors
/// When the session has ended, the user has no role there, or the store cannot.
pub async fn choose(store: &Store, secret: &str, workspace: WorkspaceId) -> Result<()> {
    let mut session = store.write().await?;
    let row = sessions::by_hash(&mut session, &secret::hash(secret)).await?;
    let row = row.ok_or(Refusal::SessionEnded)?;
    let own = brands(&mut session, &row).await?;
    if !own.iter().any(|(id, _)| *id == workspace) {
        return Err(Refusal::BrandGone.into());
    }
    sessions::update(&mut session, &SessionRow { chosen: Some(workspace), ..row }).await?;
    Ok(session.commit().await?)
}
