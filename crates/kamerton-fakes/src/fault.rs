//! What goes wrong with the next requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How a request to wait names the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the platform's own way, see [`crate::Behaviour::too_many`].
    Own,
    /// 429 with `Retry-After` in seconds.
    Seconds,
    /// 429 with `Retry-After` as a date.
    Date,
    /// 429 without a word.
    Silent,
}

/// Something that goes wrong with one request. Unless it says otherwise, the platform does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This answer.
    Status {
        /// The status.
        code: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// There were too many.
    TooMany {
        /// How long to wait.
        after: Duration,
        /// How that is said.
        form: Form,
    },
    /// Head of an answer, then the connection is reset.
    ResetBeforeBody,
    /// The platform does it; half of the answer, then the connection is reset.
    ResetMidBody,
    /// The platform does it; the connection is reset before a byte of the answer.
    AcceptThenLoseAnswer,
    /// The connection is reset before anything is done, and without a byte of an answer.
    ResetAtOnce,
    /// The platform does it; the answer comes byte by byte with this much time between.
    Drip(Duration),
    /// Headers without end.
    EndlessHeaders,
    /// A body of so many bytes; `true` says so beforehand, `false` sends it in pieces.
    Huge(u64, bool),
    /// A compressed body that has so many bytes when it is unpacked.
    GzipBomb(u64),
    /// Pieces whose lengths are lies.
    BadChunks,
    /// 200 with something else than the platform's answers: a page of HTML, of a provider or a proxy.
    Garbage(String),
    /// The platform does it; the answer calls itself another kind.
    WrongType(String),
    /// The platform does it after so long.
    Delay(Duration),
    /// The connection stays open and nothing is ever answered; nothing is done.
    Silence,
}

impl Fault {
    /// An answer with a status and no more.
    pub fn status(code: u16) -> Self {
        Self::Status { code, headers: Vec::new(), body: String::new() }
    }

    /// A page of HTML where an answer of the platform should be.
    pub fn page() -> Self {
        let page =
            "<!doctype html><html><head><title>Доступ ограничен</title></head><body></body></html>";
        Self::Garbage(page.to_owned())
    }

    /// Its name in the ledger.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::TooMany { .. } => "too many",
            Self::ResetBeforeBody => "reset before body",
            Self::ResetMidBody => "reset mid body",
            Self::AcceptThenLoseAnswer => "answer lost",
            Self::ResetAtOnce => "reset at once",
            Self::Drip(_) => "drip",
            Self::EndlessHeaders => "endless headers",
            Self::Huge(..) => "huge",
            Self::GzipBomb(_) => "gzip bomb",
            Self::BadChunks => "bad chunks",
            Self::Garbage(_) => "garbage",
            Self::WrongType(_) => "wrong type",
            Self::Delay(_) => "delay",
            Self::Silence => "silence",
        }
    }

    /// Whether the platform does what it is asked all the same.
    pub const fn is_done(&self) -> bool {
        matches!(
            self,
            Self::ResetMidBody
                | Self::AcceptThenLoseAnswer
                | Self::Drip(_)
                | Self::WrongType(_)
                | Self::Delay(_)
        )
    }
}

#[derive(Clone, Debug)]
struct Queued<F> {
    /// Only requests of this method meet it.
    name: Option<String>,
    fault: F,
    /// How many still meet it; without end when `None`.
    left: Option<usize>,
}

/// Faults that the next requests meet, each the first that fits it. Clones are the same queue.
#[derive(Debug)]
pub struct Faults<F = Fault> {
    queue: Arc<Mutex<VecDeque<Queued<F>>>>,
}

impl<F> Clone for Faults<F> {
    fn clone(&self) -> Self {
        Self { queue: Arc::clone(&self.queue) }
    }
}

impl<F> Default for Faults<F> {
    fn default() -> Self {
        Self { queue: Arc::default() }
    }
}

impl<F: Clone> Faults<F> {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Queued<F>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request meets this.
    pub fn next(&self, fault: F) {
        self.lock().push_back(Queued { name: None, fault, left: Some(1) });
    }

    /// The next request of this method of the platform meets this; others pass.
    pub fn next_of(&self, name: &str, fault: F) {
        self.lock().push_back(Queued { name: Some(name.to_owned()), fault, left: Some(1) });
    }

    /// So many requests meet this.
    pub fn times(&self, count: usize, fault: F) {
        self.lock().push_back(Queued { name: None, fault, left: Some(count) });
    }

    /// All requests meet this until it is cleared.
    pub fn always(&self, fault: F) {
        self.lock().push_back(Queued { name: None, fault, left: None });
    }

    /// All requests of this method meet this until it is cleared.
    pub fn always_of(&self, name: &str, fault: F) {
        self.lock().push_back(Queued { name: Some(name.to_owned()), fault, left: None });
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Whether nothing is left to go wrong.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// The next request of this method meets what this one was to meet.
    pub(crate) fn put_back(&self, name: &str, fault: F) {
        let queued = Queued { name: Some(name.to_owned()), fault, left: Some(1) };
        self.lock().push_front(queued);
    }

    /// What a request of this method meets.
    pub(crate) fn take(&self, name: &str) -> Option<F> {
        let mut queue = self.lock();
        let fits = |queued: &Queued<F>| queued.name.as_ref().is_none_or(|wanted| wanted == name);
        let at = queue.iter().position(fits)?;
        let queued = queue.get_mut(at)?;
        let fault = queued.fault.clone();
        match &mut queued.left {
            None => return Some(fault),
            Some(left) => *left = left.saturating_sub(1),
        }
        if queued.left == Some(0) {
            queue.remove(at);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_meets_the_first_that_fits() {
        let faults = Faults::default();
        faults.next_of("b", Fault::Silence);
        faults.times(2, Fault::status(500));
        faults.always_of("c", Fault::BadChunks);
        let name = |wanted| faults.take(wanted).map(|fault| fault.name());
        assert_eq!(name("a"), Some("status"));
        assert_eq!(name("b"), Some("silence"));
        assert_eq!(name("b"), Some("status"));
        assert_eq!(name("b"), None);
        assert_eq!(name("c"), Some("bad chunks"));
        assert_eq!(name("c"), Some("bad chunks"));
        faults.clear();
        assert_eq!(name("c"), None);
    }
}
