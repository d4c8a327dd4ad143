//! What connections have brought and the disk has not yet: many that begin together would fill the memory
//! sooner than it is written.

use std::sync::atomic::{AtomicUsize, Ordering};

use kamerton_channels::live::Raw;
use tokio::sync::Notify;

/// So many bytes may wait before nobody is asked for more.
const MOST: usize = 4 << 20;

/// Counts what waits.
#[derive(Default)]
pub(super) struct Held {
    bytes: AtomicUsize,
    less: Notify,
}

/// Some of it: no longer counted when this is dropped.
pub(super) struct Share<'a> {
    held: &'a Held,
    bytes: usize,
}

impl Held {
    /// Counts these.
    pub fn add(&self, raws: &[Raw]) -> Share<'_> {
        let bytes = raws.iter().map(|raw| raw.body.len()).sum();
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
        Share { held: self, bytes }
    }

    /// Waits until there is room for more.
    pub async fn room(&self) {
        loop {
            // Registered before it is looked at, so that nothing is missed in between.
            let mut less = std::pin::pin!(self.less.notified());
            less.as_mut().enable();
            if self.bytes.load(Ordering::Acquire) <= MOST {
                return;
            }
            less.await;
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.held.bytes.fetch_sub(self.bytes, Ordering::AcqRel);
        self.held.less.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn raw(bytes: usize) -> Raw {
        Raw { key: String::new(), at: None, body: "a".repeat(bytes) }
    }

    #[tokio::test]
    async fn whoever_comes_when_much_waits_waits_too() {
        let held = Held::default();
        held.room().await;
        let (first, second) = (held.add(&[raw(MOST)]), held.add(&[raw(1), raw(0)]));
        let soon = Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, held.room()).await.is_err());
        let (now, ()) =
            tokio::join!(tokio::time::timeout(Duration::from_secs(60), held.room()), async {
                tokio::task::yield_now().await;
                drop(second);
            });
        assert!(now.is_ok());
        drop(first);
        assert_eq!(held.bytes.load(Ordering::Acquire), 0);
    }
}
