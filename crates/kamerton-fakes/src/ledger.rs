//! Every request that a fake has received.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::request::Asked;

/// A request, and what became of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was asked, and when.
    pub asked: Arc<Asked>,
    /// The fault that it met.
    pub fault: Option<&'static str>,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
}

/// Every request in the order in which it came. Clones are the same ledger.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Arc<Mutex<Vec<Entry>>>,
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request; gives the number under which its answer is noted.
    pub(crate) fn note(&self, asked: Arc<Asked>, fault: Option<&'static str>) -> usize {
        let mut entries = self.lock();
        entries.push(Entry { asked, fault, status: None });
        entries.len() - 1
    }

    pub(crate) fn answered(&self, number: usize, status: u16) {
        if let Some(entry) = self.lock().get_mut(number) {
            entry.status = Some(status);
        }
    }

    /// It did not meet its fault after all.
    pub(crate) fn spared(&self, number: usize) {
        if let Some(entry) = self.lock().get_mut(number) {
            entry.fault = None;
        }
    }

    /// All of them.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Those of one method of the platform.
    pub fn of(&self, name: &str) -> Vec<Entry> {
        self.lock().iter().filter(|entry| entry.asked.name == name).cloned().collect()
    }

    /// How many there were of one method.
    pub fn count(&self, name: &str) -> usize {
        self.lock().iter().filter(|entry| entry.asked.name == name).count()
    }

    /// How many there were.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}
