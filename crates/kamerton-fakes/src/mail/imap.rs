//! IMAP, as much of it as reading needs.

use std::fmt::Write as _;
use std::io;

use tokio::net::TcpStream;

use super::state::{Letter, Numbering};
use super::wire::{MailFault, Wire};
use super::{Inner, PASSWORD, USER};
use crate::reply::{MONTHS, civil};

/// A command, taken apart: its texts stand without quotes, what is in brackets without brackets.
struct Command {
    tag: String,
    name: String,
    by_number: bool,
    words: Vec<String>,
    line: String,
}

impl Command {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }
}

/// The folder that is open, and how its numbers are shown in this session.
#[derive(Clone, Debug)]
struct Open {
    name: String,
    ahead: u32,
    /// How many mails it was told of.
    told: usize,
}

struct Session<'a> {
    inner: &'a Inner,
    number: usize,
    signed_in: bool,
    open: Option<Open>,
}

/// Counts a session for as long as it lasts.
struct Counted<'a>(&'a Inner);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.lock().sessions -= 1;
    }
}

pub(super) async fn serve(stream: TcpStream, inner: &Inner, number: usize) -> io::Result<()> {
    let mut wire = Wire::over(stream);
    let too_many = {
        let mut state = inner.lock();
        state.sessions += 1;
        state.sessions > state.most_sessions
    };
    let _counted = Counted(inner);
    inner.note(number, "IMAP", "");
    if too_many {
        return wire.say(b"* BYE Too many simultaneous connections\r\n").await;
    }
    if !wire.answer(b"* OK a fake is here\r\n", inner.faults.take("IMAP"), "").await? {
        return Ok(());
    }
    let mut session = Session { inner, number, signed_in: false, open: None };
    while let Some(command) = read(&mut wire).await? {
        inner.note(number, &command.name, &command.line);
        let fault = inner.faults.take(&command.name);
        let refusal = format!("{} ", command.tag);
        if fault.as_ref().is_some_and(|fault| !fault.is_done()) {
            if wire.answer(&[], fault, &refusal).await? {
                continue;
            }
            return Ok(());
        }
        let goes_on = match command.name.as_str() {
            "IDLE" if session.open.is_some() => session.idle(&mut wire, &command, fault).await?,
            "APPEND" => session.append(&mut wire, &command, fault).await?,
            _ => {
                let answer = session.answer(&command);
                wire.answer(&answer, fault, &refusal).await?
            }
        };
        if !goes_on || command.name == "LOGOUT" {
            return Ok(());
        }
    }
    Ok(())
}

/// How many bytes are counted out behind a line.
fn counted(line: &str) -> Option<usize> {
    line.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

async fn read(wire: &mut Wire) -> io::Result<Option<Command>> {
    let Some(mut line) = wire.line().await? else { return Ok(None) };
    let (mut whole, mut words) = (String::new(), Vec::new());
    loop {
        whole.push_str(&line);
        let count = counted(&line);
        let text =
            count.and_then(|_| line.rsplit_once('{')).map_or(line.as_str(), |(text, _)| text);
        part(text, &mut words);
        // What is appended is read when it is done.
        let appends = words.get(1).is_some_and(|name| name.eq_ignore_ascii_case("APPEND"));
        let Some(count) = count else { break };
        if appends && words.len() > 3 {
            words.push(count.to_string());
            break;
        }
        wire.say(b"+ go on\r\n").await?;
        let bytes = wire.exactly(count).await?;
        words.push(String::from_utf8_lossy(&bytes).into_owned());
        line = wire.line().await?.unwrap_or_default();
    }
    let mut words = words.into_iter();
    let tag = words.next().unwrap_or_default();
    let mut name = words.next().unwrap_or_default().to_ascii_uppercase();
    let by_number = name == "UID";
    if by_number {
        name = words.next().unwrap_or_default().to_ascii_uppercase();
    }
    Ok(Some(Command { tag, name, by_number, words: words.collect(), line: whole }))
}

fn part(text: &str, words: &mut Vec<String>) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' => {}
            '"' => {
                let mut word = String::new();
                while let Some(letter) = letters.next() {
                    match letter {
                        '\\' => word.extend(letters.next()),
                        '"' => break,
                        letter => word.push(letter),
                    }
                }
                words.push(word);
            }
            '(' => words.push(letters.by_ref().take_while(|letter| *letter != ')').collect()),
            letter => {
                let mut word = String::from(letter);
                while let Some(letter) = letters.next_if(|letter| *letter != ' ') {
                    word.push(letter);
                }
                words.push(word);
            }
        }
    }
}

impl Session<'_> {
    fn answer(&mut self, command: &Command) -> Vec<u8> {
        let mut out = Vec::new();
        let end = self.done(command, &mut out);
        out.extend_from_slice(format!("{} {end}\r\n", command.tag).as_bytes());
        out
    }

    fn done(&mut self, command: &Command, out: &mut Vec<u8>) -> String {
        let ok = "OK done".to_owned();
        match command.name.as_str() {
            "CAPABILITY" => say(out, "* CAPABILITY IMAP4rev1 IDLE"),
            "NOOP" => {}
            "LOGOUT" => say(out, "* BYE see you"),
            "LOGIN" => {
                let right = command.word(0) == USER && command.word(1) == PASSWORD;
                if !right || self.inner.lock().revoked {
                    return "NO [AUTHENTICATIONFAILED] Authentication failed.".to_owned();
                }
                self.signed_in = true;
            }
            _ if !self.signed_in => return "BAD sign in first".to_owned(),
            "LIST" => {
                for name in self.inner.lock().folders.keys() {
                    let flags = if name == "Sent" { "\\Sent" } else { "\\HasNoChildren" };
                    say(out, &format!("* LIST ({flags}) \"/\" \"{name}\""));
                }
            }
            "EXAMINE" => return self.examine(command.word(0), out),
            "FETCH" => return self.fetch(command, out),
            "SEARCH" => return self.search(command, out),
            _ => return "BAD what".to_owned(),
        }
        ok
    }

    fn examine(&mut self, name: &str, out: &mut Vec<u8>) -> String {
        self.open = None;
        let mut state = self.inner.lock();
        state.openings += 1;
        let ahead = match state.numbering {
            Numbering::Lasting => 0,
            Numbering::OfConnection => u32::try_from(self.number).unwrap_or(0),
            Numbering::OfOpening => state.openings,
        };
        let name = if name.eq_ignore_ascii_case("INBOX") { "INBOX" } else { name };
        let Some(folder) = state.folders.get(name) else {
            return "NO [NONEXISTENT] there is no such folder".to_owned();
        };
        say(out, "* FLAGS (\\Seen \\Draft)");
        say(out, &format!("* {} EXISTS", folder.mails.len()));
        say(out, &format!("* OK [UIDVALIDITY {}] numbers are good", folder.validity + ahead));
        say(out, &format!("* OK [UIDNEXT {}] the next one", folder.next + ahead));
        self.open = Some(Open { name: name.to_owned(), ahead, told: folder.mails.len() });
        "OK [READ-ONLY] open".to_owned()
    }

    /// Does something with the mails of the open folder and what is added to their numbers here.
    fn with_mails<T>(&self, what: impl FnOnce(&[Letter], u32) -> T) -> T {
        let Some(open) = &self.open else { return what(&[], 0) };
        let state = self.inner.lock();
        let mails = state.folders.get(&open.name).map_or(&[][..], |folder| &folder.mails);
        what(mails, open.ahead)
    }

    fn fetch(&self, command: &Command, out: &mut Vec<u8>) -> String {
        let what = command.word(1);
        if what.contains("BODYSTRUCTURE") {
            return "BAD forms of mails are not told".to_owned();
        }
        self.with_mails(|mails, ahead| {
            let last = mails.last().map_or(0, |mail| mail.number + ahead);
            let count = u32::try_from(mails.len()).unwrap_or(u32::MAX);
            let set = set(command.word(0), if command.by_number { last } else { count });
            for (mail, at) in mails.iter().zip(1_u32..) {
                let number = mail.number + ahead;
                if among(&set, if command.by_number { number } else { at }) {
                    told(out, at, number, mail, what);
                }
            }
        });
        "OK done".to_owned()
    }

    fn search(&self, command: &Command, out: &mut Vec<u8>) -> String {
        let (mut since, mut numbers, mut text) = (i64::MIN, None, "");
        let mut words = command.words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "SINCE" => since = day(words.next().unwrap_or_default()),
                "UID" => numbers = words.next(),
                "HEADER" => (_, text) = (words.next(), words.next().unwrap_or_default()),
                _ => return "BAD what is looked for".to_owned(),
            }
        }
        let mut line = "* SEARCH".to_owned();
        self.with_mails(|mails, ahead| {
            let last = mails.last().map_or(0, |mail| mail.number + ahead);
            let set = numbers.map(|numbers| set(numbers, last));
            let fits = |mail: &&Letter| {
                mail.at.div_euclid(86_400) >= since
                    && set.as_ref().is_none_or(|set| among(set, mail.number + ahead))
                    && (text.is_empty() || head(&mail.bytes).contains(text))
            };
            for mail in mails.iter().filter(fits) {
                let _ = write!(line, " {}", mail.number + ahead);
            }
        });
        say(out, &line);
        "OK done".to_owned()
    }

    /// Waits until the other side has done with it, and tells of what comes meanwhile.
    async fn idle(
        &mut self,
        wire: &mut Wire,
        command: &Command,
        fault: Option<MailFault>,
    ) -> io::Result<bool> {
        let mut news = self.inner.news.subscribe();
        if !wire.answer(b"+ idling\r\n", fault, "").await? {
            return Ok(false);
        }
        loop {
            // What came since the folder was opened is news as well.
            let count = self.with_mails(|mails, _| mails.len());
            let silent = self.inner.lock().silent;
            let told = self.open.as_mut().map(|open| std::mem::replace(&mut open.told, count));
            if told.is_some_and(|told| count > told) && !silent {
                wire.say(format!("* {count} EXISTS\r\n").as_bytes()).await?;
            }
            tokio::select! {
                line = wire.line() => {
                    let Some(line) = line? else { return Ok(false) };
                    self.inner.note(self.number, "DONE", &line);
                    let fault = self.inner.faults.take("DONE");
                    let end = format!("{} OK done\r\n", command.tag);
                    return wire.answer(end.as_bytes(), fault, &command.tag).await;
                }
                _ = news.changed() => {}
            }
        }
    }

    async fn append(
        &self,
        wire: &mut Wire,
        command: &Command,
        fault: Option<MailFault>,
    ) -> io::Result<bool> {
        let count = command.words.last().and_then(|count| count.parse().ok()).unwrap_or(0);
        wire.say(b"+ go on\r\n").await?;
        let mail = wire.exactly(count).await?;
        wire.line().await?;
        let at = self.inner.clock.seconds();
        self.inner.happen(|state| state.put(command.word(0), &mail, at, &["\\Seen"]));
        let end = format!("{} OK done\r\n", command.tag);
        wire.answer(end.as_bytes(), fault, &command.tag).await
    }
}

fn say(out: &mut Vec<u8>, line: &str) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// What is told of one mail.
fn told(out: &mut Vec<u8>, at: u32, number: u32, mail: &Letter, what: &str) {
    let mut items: Vec<Vec<u8>> = Vec::new();
    for word in what.split(' ') {
        items.push(match word {
            "UID" => format!("UID {number}").into_bytes(),
            "RFC822.SIZE" => format!("RFC822.SIZE {}", mail.bytes.len()).into_bytes(),
            "FLAGS" => format!("FLAGS ({})", mail.flags.join(" ")).into_bytes(),
            "INTERNALDATE" => format!("INTERNALDATE \"{}\"", came(mail.at)).into_bytes(),
            word if word.starts_with("BODY.PEEK[") => body(mail, word),
            _ => continue,
        });
    }
    out.extend_from_slice(format!("* {at} FETCH (").as_bytes());
    out.extend_from_slice(&items.join(&b' '));
    out.extend_from_slice(b")\r\n");
}

/// `BODY.PEEK[HEADER]<0.100>`: of the header or of all, the first so many bytes.
fn body(mail: &Letter, word: &str) -> Vec<u8> {
    let part = if word.contains("[HEADER]") { "HEADER" } else { "" };
    let bytes = if part.is_empty() { &*mail.bytes } else { head(&mail.bytes).as_bytes() };
    let most = word.split_once("<0.").and_then(|(_, rest)| rest.trim_end_matches('>').parse().ok());
    let from = if most.is_some() { "<0>" } else { "" };
    let bytes = bytes.get(..most.unwrap_or(usize::MAX).min(bytes.len())).unwrap_or_default();
    let mut told = format!("BODY[{part}]{from} {{{}}}\r\n", bytes.len()).into_bytes();
    told.extend_from_slice(bytes);
    told
}

/// The header, as far as it is text.
fn head(mail: &[u8]) -> &str {
    let end = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    let head = mail.get(..end).unwrap_or_default();
    match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => {
            let good = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(good).unwrap_or_default()
        }
    }
}

/// The ranges of `1:3,7,9:*`.
fn set(text: &str, last: u32) -> Vec<(u32, u32)> {
    let read = |text: &str| if text == "*" { Some(last) } else { text.parse().ok() };
    let range = |part: &str| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        let (from, to): (u32, u32) = (read(from)?, read(to)?);
        Some((from.min(to), from.max(to)))
    };
    text.split(',').filter_map(range).collect()
}

fn among(set: &[(u32, u32)], number: u32) -> bool {
    set.iter().any(|(from, to)| (*from..=*to).contains(&number))
}

/// `17-Jul-1996 02:44:25 +0000`
fn came(at: i64) -> String {
    let seconds = u64::try_from(at).unwrap_or(0);
    let (year, month, day) = civil(seconds / 86_400);
    let month = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"Jan");
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{day:2}-{month}-{year} {hours:02}:{minutes:02}:{:02} +0000", seconds % 60)
}

/// Days since 1970 of `1-Feb-2026`; years and days are few, so they are tried.
fn day(text: &str) -> i64 {
    let mut parts = text.split('-');
    let day: u64 = parts.next().and_then(|day| day.parse().ok()).unwrap_or(1);
    let name = parts.next().unwrap_or_default();
    let month = MONTHS.iter().zip(1_u64..).find(|(month, _)| month.eq_ignore_ascii_case(name));
    let month = month.map_or(1, |(_, number)| number);
    let year: u64 = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let from = year.saturating_sub(1_970) * 365;
    let found = (from..from + 500).find(|days| civil(*days) == (year, month, day));
    found.and_then(|days| i64::try_from(days).ok()).unwrap_or(0)
}
