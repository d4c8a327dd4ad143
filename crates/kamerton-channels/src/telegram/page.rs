//! Pages of an HTML export: `messages.html`, `messages2.html` …
//!
//! Each message is one element; the page is cut at their beginnings, so that the size of a page
//! does not matter and a page that is cut off gives what stands before the cut.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_core::time::{Instant, Zone};

use super::chat::{Chat, named_account, without_month};
use super::message_page::{PageMessage, page_message, page_title};
use super::time::{day_of, page_time};
use super::undated::{Clock, Undated};
use crate::import::{ImportError, Item, MAX_TEXT, Refusal};
use crate::records::{Piece, Pieces, decode_utf8};

const MESSAGE: &str = "<div class=\"message ";

const EXPECTED: &str = "a page of a Telegram Desktop export";

/// What a look at the first messages of a page tells.
#[derive(Debug)]
pub(super) struct Head {
    /// Whether a message with a time was found.
    pub(super) dated: bool,
    /// The zone of that time.
    pub(super) zone: Option<Zone>,
}

/// Reads a page up to its first time.
pub(super) fn head(path: &Path) -> Result<Head, ImportError> {
    let mut pieces = Pieces::open(path, MESSAGE)?;
    let title = match pieces.next()? {
        Some(Piece::Whole { bytes, .. }) => page_title(&bytes),
        _ => None,
    };
    if title.is_none() {
        return Err(foreign(path));
    }
    while let Some(piece) = pieces.next()? {
        let Piece::Whole { bytes, .. } = piece else {
            continue;
        };
        if let Some((_, zone)) = page_time(&page_message(&bytes).date) {
            return Ok(Head { dated: true, zone });
        }
    }
    Ok(Head { dated: false, zone: None })
}

fn foreign(path: &Path) -> ImportError {
    ImportError::Foreign {
        path: path.to_path_buf(),
        expected: EXPECTED,
        found: "it has not the parts of such a page".to_owned(),
    }
}

/// What goes on from one page to the next.
pub(super) struct Pages {
    /// `--place`.
    place: Option<String>,
    /// `--zone`.
    zone: Option<Zone>,
    /// The zone of the last time that had one; days of separators are its days.
    own_zone: Zone,
    chat: Chat,
    previous: Option<Account>,
    clock: Clock,
}

impl Pages {
    pub(super) fn new(place: Option<String>, zone: Option<Zone>, own_zone: Option<Zone>) -> Self {
        let own_zone = own_zone.or(zone.clone()).unwrap_or(Zone::utc());
        let (chat, clock) = (Chat::default(), Clock::default());
        Self { place, zone, own_zone, chat, previous: None, clock }
    }

    fn enter(&mut self, title: &str) {
        let chat = Chat::named(self.place.as_deref().unwrap_or(without_month(title)));
        if chat != self.chat {
            self.chat = chat;
            self.previous = None;
        }
    }
}

/// One page being read.
pub(super) struct Page {
    path: PathBuf,
    pieces: Pieces,
    begun: bool,
    whole: bool,
    refused_cut: bool,
}

impl Page {
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let pieces = Pieces::open(path, MESSAGE)?;
        let path = path.to_path_buf();
        Ok(Self { path, pieces, begun: false, whole: false, refused_cut: false })
    }

    pub(super) fn read(&self) -> u64 {
        self.pieces.read()
    }

    /// Reads on; `false` at the end of the page.
    pub(super) fn step(
        &mut self,
        pages: &mut Pages,
        out: &mut VecDeque<Item>,
    ) -> Result<bool, ImportError> {
        match self.pieces.next()? {
            None => {
                self.end(pages, out);
                return Ok(false);
            }
            Some(Piece::Whole { bytes, last, .. }) if self.begun => {
                self.whole = last && ends_page(&bytes);
                self.message(bytes, pages, out);
            }
            Some(Piece::Whole { bytes, last, .. }) => {
                self.begun = true;
                self.whole = last && ends_page(&bytes);
                pages.enter(&page_title(&bytes).ok_or_else(|| foreign(&self.path))?);
            }
            Some(Piece::TooLong { number, length, beginning }) => {
                pages.previous = None;
                let why = format!("this message takes {length} bytes, more than is read at once");
                out.push_back(self.refusal(&format!("message element {number}"), &why, &beginning));
            }
        }
        Ok(true)
    }

    fn end(&mut self, pages: &mut Pages, out: &mut VecDeque<Item>) {
        pages.clock.finish(&pages.own_zone, &pages.chat, out);
        if !self.whole && !self.refused_cut {
            let why = "the page is cut off: what stood behind its last message is missing";
            out.push_back(self.refusal("end of the page", why, b""));
        }
    }

    fn message(&mut self, bytes: Vec<u8>, pages: &mut Pages, out: &mut VecDeque<Item>) {
        let bytes = match decode_utf8(bytes) {
            Ok(text) => text.into_bytes(),
            Err((lossy, why)) => {
                pages.previous = None;
                let element = page_message(lossy.as_bytes()).element;
                return out.push_back(self.refusal(&element, &why, lossy.as_bytes()));
            }
        };
        let read = page_message(&bytes);
        let why = match read.id() {
            _ if !read.closed => {
                self.refused_cut = true;
                "the page is cut off inside this message"
            }
            None => "this message has no number",
            Some(id) if id < 0 => {
                let Pages { clock, chat, own_zone, .. } = pages;
                return clock.day(day_of(&read.text), own_zone, chat, out);
            }
            Some(id) if read.service => {
                let place = self.place(&read.element);
                let undated = Undated { id, text: read.text, place };
                let Pages { clock, chat, own_zone, .. } = pages;
                return clock.undated(undated, own_zone, chat, out);
            }
            Some(_) if read.text.len() > MAX_TEXT => "the text is longer than 1 MiB",
            Some(id) => match self.fact(id, &read, pages) {
                Some(message) => {
                    pages.clock.dated(message.sent_at, &pages.chat, out);
                    return out.push_back(Item::Fact(Box::new(Fact::Message(message))));
                }
                None => "this message has no time that can be read",
            },
        };
        self.remember(&read, pages);
        out.push_back(self.refusal(&read.element, why, &bytes));
    }

    /// The author of a message, and of those joined to it.
    fn remember(&self, read: &PageMessage, pages: &mut Pages) -> Option<Account> {
        if !read.joined || !read.from.is_empty() {
            pages.previous = named_account(&read.from);
        }
        pages.previous.clone()
    }

    fn fact(&self, id: i64, read: &PageMessage, pages: &mut Pages) -> Option<MessageFact> {
        let author = self.remember(read, pages);
        let sent_at = sent_at(&read.date, pages)?;
        Some(MessageFact {
            place: pages.chat.place.clone(),
            key: pages.chat.key(id),
            author,
            sent_at,
            text: read.text.clone(),
            reply_to: read.reply_to.map(|id| pages.chat.key(id)),
            forwarded_from: read.forwarded_from.clone(),
            attachments: read.attachments.clone(),
            reactions: read.reactions.clone(),
            ..MessageFact::default()
        })
    }

    fn place(&self, element: &str) -> String {
        format!("{}: {element}", self.path.display())
    }

    fn refusal(&self, element: &str, why: &str, raw: &[u8]) -> Item {
        let raw = String::from_utf8_lossy(raw.get(..raw.len().min(8 << 10)).unwrap_or_default());
        Item::Refused(Refusal::new(self.place(element), why, &raw))
    }
}

fn sent_at(date: &str, pages: &mut Pages) -> Option<Instant> {
    let (civil, own) = page_time(date)?;
    if let Some(own) = &own {
        pages.own_zone = own.clone();
    }
    own.as_ref().or(pages.zone.as_ref()).unwrap_or(&pages.own_zone).instant(civil)
}

/// Whether a page that ends with `bytes` is complete.
fn ends_page(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(b"</html>")
}
