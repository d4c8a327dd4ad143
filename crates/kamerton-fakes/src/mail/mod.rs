//! A mail server: IMAP (RFC 3501, with IDLE after RFC 2177) and SMTP (RFC 5321) in memory, after what the
//! standards say and servers do. Folders keep their mails and numbers; what goes wrong is said command by
//! command, by the names under which commands stand in [`Mail::asked`].
//!
//! What is left out: TLS (a door stands in front of it, see [`crate::Secure`]), forms of mails
//! (`BODYSTRUCTURE` is refused, as by some servers), flags that are set, moving.

mod imap;
mod smtp;
mod state;
#[cfg(test)]
mod tests;
mod wire;

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::fault::Faults;

use state::State;
pub use state::{Letter, Numbering, Taken};
pub use wire::MailFault;

/// The name to sign in with.
pub const USER: &str = "help";
/// The password.
pub const PASSWORD: &str = "pass \"word\\ of ours";

/// A command that was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its name: `FETCH`, `IDLE`, `RCPT`, `.` for the end of a mail; `IMAP` and `SMTP` for a connection.
    pub name: String,
    /// All of it, passwords too.
    pub line: String,
    /// By which connection.
    pub connection: usize,
}

struct Inner {
    state: Mutex<State>,
    faults: Faults<MailFault>,
    asked: Mutex<Vec<Heard>>,
    news: watch::Sender<u64>,
    clock: Clock,
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, connection: usize, name: &str, line: &str) {
        let heard = Heard { name: name.to_owned(), line: line.to_owned(), connection };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
    }

    fn happen<T>(&self, what: impl FnOnce(&mut State) -> T) -> T {
        let done = what(&mut self.lock());
        self.news.send_modify(|number| *number += 1);
        done
    }
}

/// A running mail server. It ends when it is dropped.
pub struct Mail {
    imap: u16,
    smtp: u16,
    inner: Arc<Inner>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Mail {
    /// Starts it with the folders `INBOX` and `Sent`.
    ///
    /// # Errors
    /// When there is no port or thread.
    pub fn start() -> io::Result<Self> {
        let (imap, smtp) = (listener()?, listener()?);
        let ports = (imap.local_addr()?.port(), smtp.local_addr()?.port());
        let clock = Clock::default();
        let inner = Arc::new(Inner {
            state: Mutex::new(State::new()),
            faults: Faults::default(),
            asked: Mutex::default(),
            news: watch::Sender::new(0),
            clock,
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let shared = Arc::clone(&inner);
        let thread = std::thread::Builder::new().name("mail".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = accept(imap, &shared, true) => {}
                    () = accept(smtp, &shared, false) => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(Self { imap: ports.0, smtp: ports.1, inner, end: Some(end), thread: Some(thread) })
    }

    /// The port of IMAP.
    pub const fn imap(&self) -> u16 {
        self.imap
    }

    /// The port of SMTP.
    pub const fn smtp(&self) -> u16 {
        self.smtp
    }

    /// What goes wrong next, by names of commands.
    pub fn faults(&self) -> &Faults<MailFault> {
        &self.inner.faults
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Heard> {
        self.inner.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often something of this name was asked.
    pub fn count(&self, name: &str) -> usize {
        self.asked().iter().filter(|heard| heard.name == name).count()
    }

    /// Puts a mail into a folder, which is made where there is none: it came now. Gives its number.
    pub fn put(&self, folder: &str, mail: &[u8]) -> u32 {
        self.put_at(folder, mail, self.inner.clock.seconds())
    }

    /// The same; it came at this moment, in seconds since 1970.
    pub fn put_at(&self, folder: &str, mail: &[u8], at: i64) -> u32 {
        self.inner.happen(|state| state.put(folder, mail, at, &[]))
    }

    /// The same, with flags.
    pub fn put_flagged(&self, folder: &str, mail: &[u8], flags: &[&str]) -> u32 {
        let at = self.inner.clock.seconds();
        self.inner.happen(|state| state.put(folder, mail, at, flags))
    }

    /// Takes mails away for good.
    pub fn expunge(&self, folder: &str, gone: impl Fn(u32) -> bool) {
        self.inner.happen(|state| {
            if let Some(folder) = state.folders.get_mut(folder) {
                folder.mails.retain(|mail| !gone(mail.number));
            }
        });
    }

    /// What lies in a folder.
    pub fn mails(&self, folder: &str) -> Vec<Letter> {
        self.inner.lock().folders.get(folder).map(|folder| folder.mails.clone()).unwrap_or_default()
    }

    /// Numbers a folder anew, once.
    pub fn renumber(&self, folder: &str) {
        self.inner.happen(|state| state.renumber(folder));
    }

    /// For how long numbers are good from now on.
    pub fn numbering(&self, numbering: Numbering) {
        self.inner.lock().numbering = numbering;
    }

    /// The sign-in works no more, in new sessions; those that are open go on.
    pub fn revoke(&self) {
        self.inner.lock().revoked = true;
    }

    /// It says that it can wait, and then tells of nothing.
    pub fn fall_silent(&self, silent: bool) {
        self.inner.happen(|state| state.silent = silent);
    }

    /// It takes so many connections by IMAP at a time.
    pub fn most_sessions(&self, most: usize) {
        self.inner.lock().most_sessions = most;
    }

    /// Whoever it does not know has to come again after so long, by its clock (greylisting).
    pub fn greylist(&self, wait: Duration) {
        self.inner.lock().greylist = Some(wait);
    }

    /// It takes so many mails within so long, by its clock.
    pub fn limit(&self, count: usize, per: Duration) {
        self.inner.lock().limit = Some((count, per));
    }

    /// Files what it sends among sent mail by itself.
    pub fn files(&self) {
        self.inner.lock().files = true;
    }

    /// The mails that it took for sending.
    pub fn taken(&self) -> Vec<Taken> {
        self.inner.lock().taken.clone()
    }
}

impl Drop for Mail {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listener() -> io::Result<StdListener> {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn accept(listener: StdListener, inner: &Arc<Inner>, imap: bool) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let inner = Arc::clone(inner);
        let number = {
            let mut state = inner.lock();
            state.connections += 1;
            state.connections
        };
        tokio::spawn(async move {
            // Whoever goes away in the middle harms only themselves.
            let _ = stream.set_nodelay(true);
            let _ = if imap {
                imap::serve(stream, &inner, number).await
            } else {
                smtp::serve(stream, &inner, number).await
            };
        });
    }
}
