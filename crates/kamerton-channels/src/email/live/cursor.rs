//! How far each folder was read.

use std::collections::BTreeMap;
use std::time::Duration;

use kamerton_core::time::{DAY, Instant, SECOND};
use serde::{Deserialize, Serialize};

use super::imap::Opened;
use crate::live::Trouble;

/// How far news were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct News {
    /// By the names of the folders.
    pub folders: BTreeMap<String, Spot>,
    /// Folders that are not there.
    pub missing: Vec<String>,
}

/// How far one folder was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Spot {
    /// For which numbering.
    pub validity: u32,
    /// The first number that was not read.
    pub next: u32,
    /// When it was numbered anew, of the last day, in seconds since 1970.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renumbered: Vec<i64>,
    /// All that came before was read, in seconds since 1970.
    pub until: i64,
}

/// Numberings anew that are remembered: more change nothing any more.
const REMEMBERED: usize = 16;
/// Numberings anew that are further apart than this, and than was waited twice over, are no row, in seconds.
const APART: i64 = 600;
/// How long is waited at most where a folder is numbered anew again and again.
const LONGEST: Duration = Duration::from_secs(3_600);

impl Spot {
    /// The beginning of a folder that was never read.
    pub fn new(opened: &Opened, next: u32, now: Instant) -> Self {
        let validity = opened.validity;
        Self { validity, next, renumbered: Vec::new(), until: seconds(now.plus(-DAY)) }
    }

    /// Notes that the folder is numbered anew.
    pub fn renumber(&mut self, validity: u32, now: Instant) {
        self.calm(now);
        (self.validity, self.next) = (validity, 1);
        self.renumbered.push(seconds(now));
        let most = self.renumbered.len().saturating_sub(REMEMBERED);
        self.renumbered.drain(..most);
    }

    /// Forgets what was longer ago than a day.
    pub fn calm(&mut self, now: Instant) {
        let since = seconds(now.plus(-DAY));
        self.renumbered.retain(|at| *at > since);
    }

    /// Whether it was numbered anew more than once within a day: once is what restoring a mailbox does.
    pub const fn is_restless(&self) -> bool {
        self.renumbered.len() > 1
    }

    /// Notes until when all was read, in seconds since 1970.
    pub fn read_until(&mut self, at: i64) {
        self.until = self.until.max(at);
    }

    /// Notes that all was read that is there; the clock of the server may be another.
    pub fn read_whole(&mut self, now: Instant) {
        // Once an hour: what is remembered is written down whenever it changes.
        let hour = seconds(now.plus(-DAY)).div_euclid(3_600) * 3_600;
        self.read_until(hour);
    }

    /// How long a folder is left alone that was numbered anew just now. The first waits are shorter than
    /// a session is kept: with some servers the numbering holds for as long as the session does.
    pub fn wait(&self) -> Duration {
        let (mut times, mut last) = (0, i64::MIN);
        for at in &self.renumbered {
            let waited = i64::try_from(wait_after(times).as_secs()).unwrap_or(i64::MAX);
            let in_a_row = at.saturating_sub(last) <= APART + 2 * waited;
            times = if in_a_row { times + 1 } else { 1 };
            last = *at;
        }
        wait_after(times)
    }
}

/// How long is waited after so many numberings anew.
pub(super) fn wait_after(times: usize) -> Duration {
    match times {
        0 | 1 => Duration::ZERO,
        2 => Duration::from_secs(60),
        3 => Duration::from_secs(100),
        times => Duration::from_secs(150 << (times - 3).min(5)).min(LONGEST),
    }
}

fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(SECOND)
}

/// How far the past was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Past {
    /// Folders that were read to their end.
    pub done: Vec<String>,
    /// The one that is being read.
    pub at: Option<Walk>,
}

/// How far one folder was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Walk {
    pub folder: String,
    pub validity: u32,
    /// From the newest to the oldest: all from here on were read. From the oldest to the newest: all
    /// before it.
    pub number: u32,
    /// How many numbers are looked at together: mails may lie far apart.
    pub window: u32,
    /// How often it was begun anew because the folder was numbered anew.
    #[serde(skip_serializing_if = "is_zero")]
    pub anew: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A walk is begun anew so often: a folder that has no lasting numbers is not read for ever.
pub(super) const MOST_ANEW: usize = 5;

impl Past {
    /// The folder that is being read, with its numbering.
    pub fn open(&self) -> Option<(&str, u32)> {
        self.at.as_ref().map(|walk| (walk.folder.as_str(), walk.validity))
    }

    /// How often the walk through the folder was begun anew.
    pub fn anew(&self) -> usize {
        self.at.as_ref().map_or(0, |walk| walk.anew)
    }
}

/// Numbers that are looked at together at first.
const WINDOW: u32 = 500;

/// Wider it is never: behind a gap mails may lie close together.
const WIDEST: u32 = 1 << 20;

impl Walk {
    /// Down from the newest.
    pub fn down(folder: &Opened) -> Self {
        Self {
            folder: folder.name.clone(),
            validity: folder.validity,
            number: folder.next,
            window: WINDOW,
            anew: 0,
        }
    }

    /// Up from the oldest.
    pub fn up(folder: &Opened) -> Self {
        Self { number: 1, ..Self::down(folder) }
    }

    /// Where the window ends that is looked at next.
    pub fn lowest(&self) -> u32 {
        self.number.saturating_sub(self.window.max(1)).max(1)
    }

    /// Fits the window to how many mails were in it.
    pub fn fit(&mut self, found: usize) {
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        if found < WINDOW / 2 {
            self.window = self.window.saturating_mul(4).clamp(WINDOW, WIDEST);
        } else if found > WINDOW * 2 {
            self.window = (self.window / 4).max(WINDOW);
        }
    }
}

/// Reads a cursor; an empty one is a beginning.
pub(super) fn read<T: Default + for<'a> Deserialize<'a>>(text: &str) -> Result<T, Trouble> {
    if text.is_empty() {
        return Ok(T::default());
    }
    serde_json::from_str(text)
        .map_err(|_| Trouble::Unreadable("the cursor is none of ours".to_owned().into()))
}

/// Writes one.
pub(super) fn write<T: Serialize>(cursor: &T) -> String {
    // It is made of texts and numbers and can be written.
    serde_json::to_string(cursor).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        let mut news = News::default();
        news.folders
            .insert("Входящие".to_owned(), Spot { validity: 1, next: 8, ..Spot::default() });
        // As it was written before.
        let older = r#"{"folders":{"INBOX":{"validity":1,"next":8}},"missing":[]}"#;
        assert_eq!(read::<News>(older).unwrap().folders["INBOX"].next, 8);
        assert_eq!(read::<News>(&write(&news)), Ok(news));
        assert_eq!(read::<Past>(""), Ok(Past::default()));
        assert!(read::<Past>("nonsense").is_err());
    }

    #[test]
    fn who_numbers_anew_over_and_over_is_left_alone_for_ever_longer() {
        let opened = Opened { name: "a".to_owned(), validity: 1, next: 9, count: 8 };
        let mut now = Instant::from_seconds(1_790_000_000);
        let mut spot = Spot::new(&opened, 9, now);
        let mut waits = Vec::new();
        for validity in 2..12 {
            spot.renumber(validity, now);
            waits.push(spot.wait().as_secs());
            now = now.plus(i64::try_from(spot.wait().as_micros()).unwrap());
        }
        assert_eq!(waits[..7], [0, 60, 100, 300, 600, 1_200, 2_400]);
        assert!(waits[7..].iter().all(|wait| (1_200..=3_600).contains(wait)), "{waits:?}");
        assert!(spot.is_restless());
        // Once in a while, as when a mailbox is restored, is nothing of the kind.
        now = now.plus(DAY);
        spot.calm(now);
        assert!(!spot.is_restless() && spot.renumbered.is_empty());
        spot.renumber(99, now);
        assert!(!spot.is_restless() && spot.wait().is_zero());
        let mut many = spot.clone();
        (0..1_000).for_each(|validity| many.renumber(validity, now));
        assert_eq!(many.renumbered.len(), REMEMBERED);
    }

    #[test]
    fn the_window_grows_over_gaps_to_the_very_first() {
        let folder = Opened { name: "a".to_owned(), validity: 1, next: u32::MAX, count: 1 };
        let mut walk = Walk::down(&folder);
        let mut looks = 0;
        while walk.number > 1 {
            walk.number = walk.lowest();
            walk.fit(0);
            looks += 1;
        }
        assert!(looks < 5_000, "{looks}");
    }
}
