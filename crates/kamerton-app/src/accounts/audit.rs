//! The audit log: who changed what, and who read much at once.

use kamerton_core::id::{AuditId, UserId};
use kamerton_core::time::Instant;
use kamerton_store::audit_log::{self, AuditRow};
use kamerton_store::{Session, Store};

use crate::brand::Brand;
use crate::error::Result;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user, when it is one; nobody for the command line.
    pub user: Option<UserId>,
    /// The name under which it is written down.
    pub name: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed<'a> {
    /// A word such as `person.note`.
    pub what: &'a str,
    /// With what: an id or a word, never a name or a text.
    pub object: &'a str,
    /// With how many.
    pub count: i64,
}

impl<'a> Deed<'a> {
    /// What was done with one thing.
    pub const fn one(what: &'a str, object: &'a str) -> Self {
        Self { what, object, count: 1 }
    }
}

/// Writes down what was done, within a transaction.
///
/// # Errors
/// When the store cannot.
pub async fn note_in(
    session: &mut Session,
    brand: &Brand,
    actor: &Actor,
    deed: &Deed<'_>,
    now: Instant,
) -> Result<()> {
    let user = actor.user.unwrap_or(UserId::NIL);
    let row = AuditRow {
        id: AuditId::derived(&[
            &now.micros().to_le_bytes(),
            user.0.as_bytes(),
            deed.what.as_bytes(),
            deed.object.as_bytes(),
        ]),
        at: now,
        user: actor.user,
        by: actor.name.clone(),
        what: deed.what.to_owned(),
        object: deed.object.to_owned(),
        count: deed.count,
    };
    Ok(audit_log::append(session, brand.id, &[row]).await?)
}

/// Writes down what was done, in a transaction of its own.
///
/// # Errors
/// When the store cannot.
pub async fn note(
    store: &Store,
    brand: &Brand,
    actor: &Actor,
    deed: &Deed<'_>,
    now: Instant,
) -> Result<()> {
    let mut session = store.write().await?;
    note_in(&mut session, brand, actor, deed, now).await?;
    Ok(session.commit().await?)
}
