//! Sessions that are kept between two questions: signing in takes longer than asking, and servers count it.
//!
//! A session that failed in any way, or whose work was broken off, is not kept.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::imap::Session;
use super::settings::Account;
use super::upset::Result;
use crate::outbound::Outbound;

/// Unused for longer, a session is closed.
const KEPT: Duration = Duration::from_secs(120);
/// Sessions of one account that are kept.
const EACH: usize = 3;

struct Idle {
    key: [u8; 32],
    since: Instant,
    session: Session,
}

static IDLE: Mutex<Vec<Idle>> = Mutex::new(Vec::new());

fn idle() -> MutexGuard<'static, Vec<Idle>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A session, kept or new; of those that are kept the one in which this folder is open, for numbers of
/// mails are good as long as it stays so.
pub(super) async fn session(
    out: &Outbound,
    account: &Account,
    folder: Option<(&str, u32)>,
) -> Result<Session> {
    let key = account.key();
    while let Some(mut kept) = take(&key, folder) {
        // Servers end sessions as they like; one that is gone is no trouble of the question.
        if kept.session.greet().await.is_ok() {
            return Ok(kept.session);
        }
    }
    Session::open(out, &account.imap, &account.login).await
}

fn take(key: &[u8; 32], folder: Option<(&str, u32)>) -> Option<Idle> {
    let mut idle = idle();
    let own = |kept: &Idle| kept.key == *key;
    let is_open = |kept: &Idle| {
        let open = kept.session.open_folder();
        open.map(|open| (open.name.as_str(), open.validity)) == folder
    };
    let fits = folder.and_then(|_| idle.iter().rposition(|kept| own(kept) && is_open(kept)));
    let at = fits.or_else(|| idle.iter().rposition(own))?;
    Some(idle.remove(at))
}

/// Keeps a session for the next time.
pub(super) fn keep(account: &Account, session: Session) {
    let key = account.key();
    let mut idle = idle();
    idle.retain(|kept| kept.since.elapsed() < KEPT);
    if idle.iter().filter(|kept| kept.key == key).count() < EACH {
        idle.push(Idle { key, since: Instant::now(), session });
    }
    drop(idle);
    sweep();
}

/// The last one is closed too, when nobody asks any more.
fn sweep() {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| last.elapsed() > KEPT / 4) {
        *last = Some(Instant::now());
        tokio::spawn(async {
            tokio::time::sleep(KEPT + KEPT / 4).await;
            idle().retain(|kept| kept.since.elapsed() < KEPT);
        });
    }
}
