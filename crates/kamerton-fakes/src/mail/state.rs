//! Folders, what was taken for sending, and the moods of the server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A mail in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number.
    pub number: u32,
    /// When it came, in seconds since 1970.
    pub at: i64,
    /// Its flags.
    pub flags: Vec<String>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// A mail that was taken for sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// From whom, by the envelope.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// For how long the numbers of mails are good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// As it should be.
    #[default]
    Lasting,
    /// Each connection has numbers of its own.
    OfConnection,
    /// They are others each time a folder is opened.
    OfOpening,
}

#[derive(Default)]
pub(super) struct Folder {
    pub validity: u32,
    pub next: u32,
    pub mails: Vec<Letter>,
}

#[derive(Default)]
pub(super) struct State {
    pub folders: BTreeMap<String, Folder>,
    pub numbering: Numbering,
    pub revoked: bool,
    pub silent: bool,
    pub connections: usize,
    pub sessions: usize,
    pub openings: u32,
    pub most_sessions: usize,
    pub greylist: Option<Duration>,
    /// Who came first when, by sender and recipient, in microseconds.
    pub first: BTreeMap<(String, String), i64>,
    pub limit: Option<(usize, Duration)>,
    pub files: bool,
    pub taken: Vec<Taken>,
    /// When each was taken, in microseconds.
    pub taken_at: Vec<i64>,
}

impl State {
    pub fn new() -> Self {
        let mut state = Self { most_sessions: usize::MAX, ..Self::default() };
        state.folder("INBOX");
        state.folder("Sent");
        state
    }

    pub fn folder(&mut self, name: &str) -> &mut Folder {
        let number = u32::try_from(self.folders.len()).unwrap_or(0) + 1;
        self.folders.entry(name.to_owned()).or_insert_with(|| Folder {
            validity: number * 1_000,
            next: 1,
            mails: Vec::new(),
        })
    }

    pub fn put(&mut self, name: &str, mail: &[u8], at: i64, flags: &[&str]) -> u32 {
        let folder = self.folder(name);
        let number = folder.next;
        folder.next += 1;
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        folder.mails.push(Letter { number, at, flags, bytes: Arc::from(mail) });
        number
    }

    pub fn renumber(&mut self, name: &str) {
        let folder = self.folder(name);
        folder.validity += 1;
        folder.next = 1;
        for mail in &mut folder.mails {
            mail.number = folder.next;
            folder.next += 1;
        }
    }
}
