//! Mails as messages.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use kamerton_core::fact::{Fact, MessageFact, PlaceRef};
use mail_parser::{Message, MessageParser};

use super::head;
use super::mbox::{Mail, Mbox};
use super::read::{self, Nature, author};
use crate::import::{
    ImportError, Importer, Item, MAX_RECORD, MAX_TEXT, Opened, Options, Progress, Refusal,
};
use crate::records::{decode_text, files, total_bytes};
use crate::slug::slug;
use crate::table::{Repeats, file_name};

/// Extensions by which mail is found in folders.
const EXTENSIONS: &[&str] = &["mbox", "mbx", "eml"];

/// Opens mail: mbox files of lists and mailboxes, files of one mail, folders of both.
///
/// # Errors
/// [`ImportError`] when a file cannot be read or nothing is there.
pub fn open(paths: &[PathBuf], options: &Options) -> Opened {
    let files = files(paths, EXTENSIONS)?;
    for path in &files {
        Mbox::open(path)?;
    }
    Ok(Box::new(MailImport {
        options: options.clone(),
        total: total_bytes(&files),
        waiting: files.into(),
        reading: None,
        repeats: Repeats::default(),
        finished: 0,
    }))
}

struct MailImport {
    options: Options,
    waiting: VecDeque<PathBuf>,
    reading: Option<Reading>,
    repeats: Repeats,
    finished: u64,
    total: u64,
}

/// A file being read.
struct Reading {
    mbox: Mbox,
    name: String,
    /// The place of mails that went through no list, or of all of them when `--place` named it.
    place: PlaceRef,
    /// The first mail of the file was read, which says whether the file is a list's.
    begun: bool,
}

impl Importer for MailImport {
    fn next(&mut self) -> Result<Option<Item>, ImportError> {
        loop {
            let Some(reading) = &mut self.reading else {
                let Some(path) = self.waiting.pop_front() else {
                    return Ok(None);
                };
                self.reading = Some(Reading::open(&path, &self.options)?);
                continue;
            };
            let Some(mail) = reading.mbox.next()? else {
                self.finished += reading.mbox.read();
                self.reading = None;
                continue;
            };
            return Ok(Some(reading.item(&mail, &self.options, &mut self.repeats)));
        }
    }

    fn progress(&self) -> Progress {
        let now = self.reading.as_ref().map_or(0, |reading| reading.mbox.read());
        Progress { read: (self.finished + now).min(self.total), total: self.total }
    }
}

impl Reading {
    fn open(path: &Path, options: &Options) -> Result<Self, ImportError> {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let title = options.place.clone().or(stem).unwrap_or_default();
        let place =
            PlaceRef { kind: head::KIND.to_owned(), remote_id: slug(&title), title, private: true };
        Ok(Self { mbox: Mbox::open(path)?, name: file_name(path), place, begun: false })
    }

    fn item(&mut self, mail: &Mail, options: &Options, repeats: &mut Repeats) -> Item {
        let converted = if mail.is_whole() {
            self.convert(mail, options, repeats)
        } else {
            Err(format!("the mail is {} bytes long; {MAX_RECORD} are read", mail.length))
        };
        match converted {
            Ok(message) => Item::Fact(Box::new(Fact::Message(message))),
            Err(why) => {
                let beginning = mail.bytes.get(..crate::import::MAX_RAW).unwrap_or(&mail.bytes);
                let place = format!("{}: line {}", self.name, mail.number);
                Item::Refused(Refusal::new(place, why, &decode_text(beginning, None)))
            }
        }
    }

    fn convert(
        &mut self,
        mail: &Mail,
        options: &Options,
        repeats: &mut Repeats,
    ) -> Result<MessageFact, String> {
        let parsed = MessageParser::default().parse(&mail.bytes);
        let message = parsed.ok_or("there are no headers in it")?;
        let sent_at = head::sent_at(&message, &mail.envelope, options.zone.as_ref())
            .ok_or("it has no date that can be read")?;
        let key = match head::message_id(&message) {
            Some(id) => head::key_of(&id),
            None => repeats.numbered(head::key_of_bytes(&mail.bytes)),
        };
        let nature = Nature::of(&message);
        let author = author::of(&message, &mail.envelope, nature);
        let base = MessageFact {
            place: self.place_of(&message, options),
            key,
            author: author.account,
            sent_at,
            service: nature != Nature::Person,
            sender_check: Some(author.check),
            ..MessageFact::default()
        };
        let fact = read::said(&message, nature, base);
        if fact.text.len() > MAX_TEXT {
            return Err(format!("the text is {} bytes long; {MAX_TEXT} are kept", fact.text.len()));
        }
        Ok(fact)
    }

    /// A place named by `--place` and that of the file are as private as the first mail: it went
    /// through a list or it did not.
    fn place_of(&mut self, message: &Message<'_>, options: &Options) -> PlaceRef {
        let list = head::list(message);
        if !self.begun {
            self.begun = true;
            self.place.private = list.is_none();
        }
        match list {
            Some(list) if options.place.is_none() => list,
            _ => self.place.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
