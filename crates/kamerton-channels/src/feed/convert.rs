//! An entry turned into a message.

use kamerton_core::fact::{Account, Attachment, AttachmentKind, Fact, MessageFact, PlaceRef};
use kamerton_core::time::{DAY, Instant};

use super::kept::{Kept, Source};
use super::parsed::{Entry, File, Person};
use super::{KIND, dates, identity};
use crate::import::MAX_TEXT;
use crate::live::Unread;

/// The longest name that somebody has.
const LONGEST_NAME: usize = 200;

/// The facts of one kept entry.
///
/// # Errors
/// When it is not of our form.
pub(super) fn facts(body: &str) -> Result<Vec<Fact>, Unread> {
    let kept: Kept = serde_json::from_str(body)?;
    if kept.form == 0 || kept.feed.place.is_empty() {
        return Err(Unread("this is no entry of a feed in our form".to_owned()));
    }
    Ok(message(&kept).map(Fact::Message).into_iter().collect())
}

/// An entry that says and shows nothing says nothing to us.
fn message(kept: &Kept) -> Option<MessageFact> {
    let (entry, feed) = (&kept.entry, &kept.feed);
    let text = text(entry);
    let attachments: Vec<Attachment> = entry.files.iter().map(attachment).collect();
    if text.is_empty() && attachments.is_empty() && entry.link.is_empty() {
        return None;
    }
    let text = if text.is_empty() && attachments.is_empty() { entry.link.clone() } else { text };
    let seen = Instant::from_seconds(kept.seen);
    let sent_at = said_at(entry, seen).unwrap_or(seen);
    let changed_at = dates::instant(&entry.updated).filter(|at| *at > sent_at && !late(*at, seen));
    let noticed = Some(kept.changed).filter(|at| *at > 0).map(Instant::from_seconds);
    let changed_at = changed_at.or(noticed);
    let name = identity::entry(entry, &feed.hosts);
    let answers = Some(&entry.answers).filter(|id| !id.is_empty());
    let link = Some(&entry.link)
        .filter(|link| link.starts_with("http://") || link.starts_with("https://"));
    Some(MessageFact {
        place: PlaceRef {
            kind: KIND.to_owned(),
            remote_id: feed.place.clone(),
            title: cut(&feed.title, LONGEST_NAME),
            private: false,
        },
        key: identity::key(&feed.place, &name),
        author: Some(author(entry, feed)),
        sent_at,
        edited_at: changed_at,
        text,
        reply_to: answers.map(|id| identity::key(&feed.place, &identity::of_id(id, &feed.hosts))),
        attachments,
        link: link.cloned(),
        ..MessageFact::default()
    })
}

/// When an entry appeared; nothing where it does not say, or says a time that is yet to come.
pub(super) fn said_at(entry: &Entry, seen: Instant) -> Option<Instant> {
    let dates = [&entry.published, &entry.updated].map(|date| dates::instant(date));
    dates.into_iter().flatten().next().filter(|at| !late(*at, seen))
}

fn late(at: Instant, seen: Instant) -> bool {
    at > seen.plus(DAY)
}

/// Title and text. A text that begins with its title, as short messages do, is not made to say it twice.
fn text(entry: &Entry) -> String {
    let title = entry.title.line();
    let content = if entry.content.is_empty() { &entry.summary } else { &entry.content };
    let content = content.plain();
    let begins = title.trim_end_matches(['…', '.', ' ']);
    let folded: String = content.split_whitespace().take(100).collect::<Vec<_>>().join(" ");
    let text = match (title.is_empty(), content.is_empty()) {
        (true, _) => content,
        (_, true) => title,
        _ if folded.starts_with(begins) => content,
        _ => format!("{title}\n\n{content}"),
    };
    cut(&text, MAX_TEXT)
}

/// The first who wrote it; the feed itself where nobody is named.
fn author(entry: &Entry, feed: &Source) -> Account {
    let named = entry.authors.iter().chain(&feed.authors).find(|person| !shown(person).is_empty());
    let Some(person) = named else {
        return account(feed, &feed.title, "");
    };
    account(feed, &shown(person), &person.uri)
}

/// Names only: an e-mail address is a person's own.
fn shown(person: &Person) -> String {
    let name = person.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if name.contains('<') { crate::html::to_text(&name) } else { name };
    match (name.is_empty(), person.email.split_once('@')) {
        (true, Some((local, _))) => local.to_owned(),
        _ => name,
    }
}

/// The page of a person names them where it is on the feed's own site, or a feed could speak in the name of
/// everybody; else they are known within the feed by name.
fn account(feed: &Source, name: &str, uri: &str) -> Account {
    let host = identity::host_of(uri);
    let own = !host.is_empty() && feed.hosts.contains(&host);
    let name = cut(&name.replace('\0', ""), LONGEST_NAME);
    let remote_id = match own {
        true => identity::lasting(uri),
        false => format!("~{}/{name}", feed.place),
    };
    Account {
        kind: KIND.to_owned(),
        remote_id: cut(&remote_id, 500),
        display_name: Some(name).filter(|name| !name.is_empty()),
        ..Account::default()
    }
}

fn attachment(file: &File) -> Attachment {
    let path = file.address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let name = if file.title.is_empty() { last } else { &file.title };
    let kind = kind(&file.kind.to_ascii_lowercase(), &last.to_ascii_lowercase());
    Attachment {
        kind,
        name: Some(cut(name, LONGEST_NAME)).filter(|name| !name.is_empty()),
        ..Attachment::default()
    }
}

fn kind(told: &str, name: &str) -> AttachmentKind {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match (told.split('/').next().unwrap_or_default(), ending) {
        ("image", "gif") => AttachmentKind::Animation,
        ("image", _) => AttachmentKind::Photo,
        ("video", _) => AttachmentKind::Video,
        ("audio", _) => AttachmentKind::Audio,
        _ if told.contains("flash") => AttachmentKind::Video,
        (_, "jpg" | "jpeg" | "png" | "webp" | "avif" | "bmp") => AttachmentKind::Photo,
        (_, "gif") => AttachmentKind::Animation,
        (_, "mp4" | "m4v" | "webm" | "mov" | "mkv" | "avi") => AttachmentKind::Video,
        (_, "mp3" | "m4a" | "ogg" | "opus" | "flac" | "wav" | "aac") => AttachmentKind::Audio,
        _ => AttachmentKind::File,
    }
}

/// A text of at most so many bytes, cut between letters.
fn cut(text: &str, most: usize) -> String {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default().to_owned()
}
