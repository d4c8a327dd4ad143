//! What the headers of a mail say: who, when, where, in answer to what.

use jiff::civil::{Date, Time};
use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant, SECOND, Zone};
use mail_parser::{Address, Message};
use xxhash_rust::xxh3::xxh3_128;

use super::read::is_deaf;
use crate::records::decode_text;
use crate::slug::slug;
use crate::table::dates::{DateOrder, moment};

/// Kind of accounts: the key that orders and contact lists use too.
const ACCOUNT: &str = KIND;

/// Channel kind of places.
pub(super) const KIND: &str = "email";

/// The longest id of a mail, a list or an account that is taken as it is; databases index no longer ones.
const LONGEST_ID: usize = 400;
/// So much of a name or a subject is kept.
const LONGEST_NAME: usize = 300;

/// The key of the mail with this id.
pub(super) fn key_of(id: &str) -> String {
    if id.len() > LONGEST_ID {
        return format!("{KIND}:long:{:032x}", xxh3_128(id.as_bytes()));
    }
    format!("{KIND}:{}", id.replace('\0', "\u{FFFD}"))
}

/// The beginning of a name or a subject.
pub(super) fn short(name: &str) -> String {
    let clean = |letter| if letter == '\0' { '\u{FFFD}' } else { letter };
    name.chars().take(LONGEST_NAME).map(clean).collect()
}

/// The key of a mail that has no id.
pub(super) fn key_of_bytes(mail: &[u8]) -> String {
    format!("{KIND}:raw:{:032x}", xxh3_128(mail))
}

/// The raw text of a header, line breaks unfolded.
pub(super) fn raw(message: &Message<'_>, name: &str) -> Option<String> {
    let header =
        message.headers().iter().rev().find(|header| header.name().eq_ignore_ascii_case(name))?;
    let range = header.offset_start() as usize..header.offset_end() as usize;
    // Of a mail within a mail, places are counted from the beginning of the outer one.
    let bytes = message.raw_message.get(range)?;
    let text = decode_text(bytes, None).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Text of a header as the parser understood it, or read anew where somebody wrote bytes of an
/// old Cyrillic encoding into it.
fn readable(message: &Message<'_>, name: &str, parsed: &str) -> String {
    let parsed = match parsed.contains('\u{FFFD}') {
        true => raw(message, name).unwrap_or_default(),
        false => parsed.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    parsed.replace('\0', "\u{FFFD}")
}

/// The id of the mail, without brackets.
pub(super) fn message_id(message: &Message<'_>) -> Option<String> {
    let text = raw(message, "Message-ID")?;
    ids(&text).next().map(str::to_owned).or_else(|| {
        let bare = text.trim_matches(['<', '>', ' ']);
        (!bare.is_empty()).then(|| bare.to_owned())
    })
}

/// The ids in brackets: `In-Reply-To: Your message of "Mon" <a@example.org>` names one.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split('<')
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .map(|(id, _)| id.trim())
        .filter(|id| !id.is_empty() && !id.contains(char::is_whitespace))
}

/// The id of the mail it answers by its own word: the first of `In-Reply-To`, or the last of
/// `References` when `In-Reply-To` is there but holds no id.
pub(super) fn answered(message: &Message<'_>) -> Option<String> {
    let reply = raw(message, "In-Reply-To").unwrap_or_default();
    if let Some(id) = ids(&reply).next() {
        return Some(id.to_owned());
    }
    // An id whose brackets were lost.
    if !reply.contains(' ') && reply.contains('@') {
        return Some(reply.trim_matches(['<', '>']).to_owned());
    }
    if reply.trim().is_empty() { None } else { root(message) }
}

/// The id of the mail whose thread it belongs to. The nearest one that `References` names: for a
/// mail without `In-Reply-To` that is the one it most likely answers.
pub(super) fn root(message: &Message<'_>) -> Option<String> {
    references(message).pop()
}

/// The ids that `References` names, in their order.
pub(super) fn references(message: &Message<'_>) -> Vec<String> {
    let references = raw(message, "References").unwrap_or_default();
    ids(&references).map(str::to_owned).collect()
}

/// The subject without marks of answers, forwards and lists; `None` when nothing is left.
pub(super) fn thread(message: &Message<'_>) -> Option<String> {
    let subject = subject(message)?;
    let bare = bare_subject(&subject);
    (!bare.is_empty()).then(|| short(bare))
}

/// The subject on one line.
pub(super) fn subject(message: &Message<'_>) -> Option<String> {
    Some(readable(message, "Subject", message.subject()?))
}

/// `Re: [list] Fwd: Something` is about `Something`.
pub(super) fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let cut = without_mark(rest).or_else(|| without_tag(rest)).map(str::trim_start);
        match cut {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return rest,
        }
    }
}

/// `Re:`, `RE[2]:`, `Ответ:`, `Fwd:` …
fn without_mark(subject: &str) -> Option<&str> {
    const MARKS: [&str; 17] = [
        "re",
        "aw",
        "sv",
        "vs",
        "ref",
        "ha",
        "ответ",
        "отв",
        "на",
        "fw",
        "fwd",
        "wg",
        "tr",
        "пересл",
        "переслано",
        "пересланное сообщение",
        "нa",
    ];
    // A mark is short: only the beginning is searched for its end.
    let at = subject.bytes().take(80).position(|byte| byte == b':')?;
    let (mark, rest) = (subject.get(..at)?, subject.get(at + 1..)?);
    let mark = mark.trim().to_lowercase();
    let mark =
        mark.trim_end_matches(|letter: char| letter.is_ascii_digit() || "[]()^* ".contains(letter));
    MARKS.contains(&mark).then_some(rest)
}

/// Whether the subject says that the mail is passed on: `Fwd:`, `Пересл:`.
pub(super) fn is_passed_on(message: &Message<'_>) -> bool {
    let subject = message.subject().unwrap_or_default().trim_start();
    let mark = subject.get(..16).unwrap_or(subject).split(':').next().unwrap_or_default();
    let mark = mark.trim().to_lowercase();
    subject.contains(':')
        && ["fw", "fwd", "wg", "tr", "пересл", "переслано"].contains(&mark.as_str())
}

fn without_tag(subject: &str) -> Option<&str> {
    let inner = subject.strip_prefix('[')?;
    let at = inner.bytes().take(65).position(|byte| byte == b']')?;
    let (tag, rest) = (inner.get(..at)?, inner.get(at + 1..)?);
    (!tag.contains('[')).then_some(rest)
}

/// When it was sent: its `Date`, else when the last server received it, else the date of its
/// envelope.
pub(super) fn sent_at(
    message: &Message<'_>,
    envelope: &str,
    zone: Option<&Zone>,
) -> Option<Instant> {
    let received = || exact(&message.received()?.date()?);
    let written = message.date().and_then(exact).or_else(|| loose(message));
    // A clock that is ahead: no mail is received before it was sent.
    let ahead = |at: Instant| received().is_some_and(|received| at.since(received) > DAY);
    let written = written.filter(|at| !ahead(*at));
    written.or_else(received).or_else(|| enveloped(envelope, zone))
}

/// The date of an envelope. `user at example.org  Tue Jul …`: it is what begins with the weekday.
fn enveloped(envelope: &str, zone: Option<&Zone>) -> Option<Instant> {
    let words: Vec<&str> = envelope.split_whitespace().collect();
    let utc = Zone::utc();
    (1..words.len().min(5)).find_map(|skip| {
        let text = words.get(skip..)?.join(" ");
        moment(&text, DateOrder::DayFirst)?.instant(Some(zone.unwrap_or(&utc)))
    })
}

/// A date the parser understood, if the calendar has it.
fn exact(date: &mail_parser::DateTime) -> Option<Instant> {
    let part = |number: u8| i8::try_from(number).ok();
    let day = Date::new(i16::try_from(date.year).ok()?, part(date.month)?, part(date.day)?).ok()?;
    let time = Time::new(part(date.hour)?, part(date.minute)?, part(date.second.min(59))?, 0);
    // Mail is younger than 1970; years before and far ahead are those of broken clocks.
    if !(1_970..2_200).contains(&day.year()) || date.tz_hour > 18 || date.tz_minute > 59 {
        return None;
    }
    let east = i64::from(date.tz_hour) * 3_600 + i64::from(date.tz_minute) * 60;
    let east = if date.tz_before_gmt { -east } else { east };
    Some(Zone::utc().instant(day.to_datetime(time.ok()?))?.plus(-east * SECOND))
}

/// A `Date` written in another way than the rules for mail have it.
fn loose(message: &Message<'_>) -> Option<Instant> {
    let text = raw(message, "Date")?;
    moment(&text, DateOrder::DayFirst)?.instant(Some(&Zone::utc()))
}

/// The author; `None` when no header and no envelope names one.
pub(super) fn author(message: &Message<'_>, envelope: &str) -> Option<Account> {
    let from = message.from().map(|from| ("From", from));
    let (header, named) = from
        .or_else(|| message.sender().map(|sender| ("Sender", sender)))
        .map_or((None, None), |(header, address)| (Some(header), first(address)));
    let (name, address) = named.unwrap_or_default();
    let sender = envelope.split_whitespace().next().unwrap_or_default();
    let address = match address {
        Some(address) => address,
        None if name.is_none() => sender.to_owned(),
        None => String::new(),
    };
    let remote_id = match address.trim().to_lowercase() {
        address if is_address(&address) => address,
        _ => String::new(),
    };
    let display_name = name
        .or((remote_id.is_empty() && !address.is_empty()).then_some(address))
        .map(|name| readable(message, header.unwrap_or("From"), &name))
        .map(|name| short(name.trim_matches(['"', '\'', ' '])))
        .filter(|name| !name.is_empty());
    if remote_id.is_empty() && display_name.is_none() {
        return None;
    }
    // A program that answers for somebody writes under their address: that makes nobody a program.
    let role = is_deaf(&remote_id).then_some(Role::Bot);
    Some(Account { kind: ACCOUNT.to_owned(), remote_id, display_name, role, ..Account::default() })
}

pub(super) type Named = (Option<String>, Option<String>);

/// Something that may name an account.
pub(super) fn is_address(address: &str) -> bool {
    address.contains('@')
        && address.len() <= LONGEST_ID
        && !address.contains(|letter: char| letter.is_control())
}

/// Name and address of the first who is named.
pub(super) fn first(address: &Address<'_>) -> Option<Named> {
    let one = address.first()?;
    let owned = |text: &Option<std::borrow::Cow<'_, str>>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    Some((owned(&one.name), owned(&one.address)))
}

/// Whether a list on which people talk brought it: it says where to write.
pub(super) fn is_talk(message: &Message<'_>) -> bool {
    let post = raw(message, "List-Post").unwrap_or_default().to_lowercase();
    post.contains("mailto:")
        || raw(message, "List-Id").is_none()
            && (raw(message, "X-Mailing-List").is_some() || raw(message, "X-List").is_some())
}

/// The addresses it was sent to and came to, in lower case.
pub(super) fn recipients(message: &Message<'_>) -> Vec<String> {
    let named = message.all_to().chain(message.all_cc()).flat_map(Address::iter);
    let mut found: Vec<String> =
        named.filter_map(|one| one.address.as_deref()).map(str::to_lowercase).collect();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        found.extend(raw(message, name).map(|one| one.trim_matches(['<', '>']).to_lowercase()));
    }
    found
}

/// The list a mail went through; `None` when it went through none.
pub(super) fn list(message: &Message<'_>) -> Option<PlaceRef> {
    let place = |id: &str, title: &str| {
        let title = if title.is_empty() { id } else { title };
        if id.len() > LONGEST_ID {
            return None;
        }
        let remote_id = slug(id);
        let place =
            || PlaceRef { kind: KIND.to_owned(), remote_id, title: short(title), private: false };
        (!slug(id).is_empty()).then(place)
    };
    if let Some(text) = raw(message, "List-Id") {
        let (title, id) = text.split_once('<').unwrap_or(("", &text));
        let title = title.trim().trim_matches('"');
        return place(id.trim_matches(['>', ' ']), title);
    }
    let named = raw(message, "X-List").or_else(|| raw(message, "X-Mailing-List"));
    if let Some(name) = named {
        return place(name.trim_matches(['<', '>', ' ']), "");
    }
    let tag = subject_tag(message)?;
    place(&tag, "")
}

/// `[name]` in the subject of a mail to `name@…`.
fn subject_tag(message: &Message<'_>) -> Option<String> {
    let subject = message.subject()?;
    let (tag, _) = subject.split_once('[')?.1.split_once(']')?;
    let wanted = format!("{}@", tag.trim().to_lowercase());
    let to = message.all_to().chain(message.all_cc()).flat_map(Address::iter);
    let mut addresses = to.filter_map(|one| one.address.as_deref());
    (tag.len() <= 64 && addresses.any(|one| one.to_lowercase().starts_with(&wanted)))
        .then(|| tag.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_lose_their_marks() {
        for (subject, bare) in [
            ("Re: [list] Re[2]: Привет", "Привет"),
            ("[list] RE: Fwd: x: y", "x: y"),
            ("Ответ: HA: Вопрос", "Вопрос"),
            ("Note: this", "Note: this"),
            ("Re:", "Re:"),
            ("[only]", "[only]"),
            ("  plain ", "plain"),
            ("", ""),
        ] {
            assert_eq!(bare_subject(subject), bare);
        }
    }

    #[test]
    fn ids_are_found() {
        let found = |text: &'static str| ids(text).collect::<Vec<_>>();
        assert_eq!(found("Your message of \"Mon\" <a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(found("< > <a b> <x"), [""; 0]);
    }
}
