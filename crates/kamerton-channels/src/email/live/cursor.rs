//! How far each folder was read.

use std::collections::BTreeMap;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Spot {
    /// For which numbering.
    pub validity: u32,
    /// The first number that was not read.
    pub next: u32,
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
        news.folders.insert("Входящие".to_owned(), Spot { validity: 1, next: 8 });
        assert_eq!(read::<News>(&write(&news)), Ok(news));
        assert_eq!(read::<Past>(""), Ok(Past::default()));
        assert!(read::<Past>("nonsense").is_err());
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
