//! A session with a server of IMAP: commands, and what they bring. Whatever is read has an end: a command
//! as a whole has a deadline, an answer a size.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::response::{Response, Status, Value, counted, read};
use super::settings::{Login, Security, Server};
use super::upset::{Result, Upset, hidden};
use super::utf7;
use crate::outbound::{Outbound, Tls, Wire};

/// A command that brings little.
const SHORT: Duration = Duration::from_secs(30);
/// A command that brings mails.
const LONG: Duration = Duration::from_secs(180);
/// One answer is never larger: mails are asked for in pieces.
const LARGEST: usize = 8 << 20;
/// All answers to one command.
const MOST: usize = 64 << 20;
/// How many there are at most: mails are listed by at most so many, and each takes room.
const MOST_ANSWERS: usize = (1 << 20) + 10_000;
/// What a server says of itself, along with them.
const MOST_SAYINGS: usize = 1_000;

/// A folder that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    /// Its name, as people write it.
    pub name: String,
    /// Numbers of mails are good for as long as this stays.
    pub validity: u32,
    /// The number that the next mail gets.
    pub next: u32,
    /// How many mails are in it.
    pub count: u32,
}

/// How far a folder is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    /// Numbers of mails are good for as long as this stays.
    pub validity: u32,
    /// The number that the next mail gets.
    pub next: u32,
}

/// What is asked of folders that are not opened.
const NUMBERS: &str = "UIDNEXT UIDVALIDITY";

/// What answers tell of folders that are not open.
fn numbered(answers: &Answers) -> impl Iterator<Item = (String, Numbered)> {
    answers.of("STATUS").filter_map(|data| match data {
        [name, told, ..] => {
            let number = |what| item(told.list(), what)?.number();
            let (validity, next) = (number("UIDVALIDITY")?, number("UIDNEXT")?);
            Some((utf7::decoded(&name.text()?), Numbered { validity, next }))
        }
        _ => None,
    })
}

/// A folder on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its name, as people write it.
    pub name: String,
    /// What it is for: `\Sent`.
    pub flags: Vec<String>,
}

/// The numbers that a search found, in order.
fn numbers(answers: &Answers) -> Vec<u32> {
    let mut found: Vec<u32> = answers.of("SEARCH").flatten().filter_map(Value::number).collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Listed {
    /// Whether mails can lie in it.
    pub fn is_selectable(&self) -> bool {
        let not = ["\\Noselect", "\\NonExistent"];
        !self.flags.iter().any(|flag| not.iter().any(|not| flag.eq_ignore_ascii_case(not)))
    }
}

/// A session of somebody signed in.
pub(super) struct Session {
    stream: BufReader<Wire>,
    number: u32,
    can: BTreeSet<String>,
    patience: Duration,
    /// An answer that has come in part.
    half: Vec<u8>,
    /// Where its last line begins.
    line: usize,
    /// How many bytes that are counted out are still to come.
    counted: usize,
    /// The answer is larger than what is taken.
    overlong: bool,
    /// How much came in answer to one command.
    taken: usize,
    /// The folder that is open.
    open: Option<Opened>,
    /// Where copies of what was sent lie, once it was looked for.
    pub sent: Option<Option<String>>,
}

/// What the answers to a command were.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub data: Vec<Vec<Value>>,
    pub says: Vec<Status>,
    pub end: Option<Status>,
}

impl Answers {
    /// Data that begin with this word.
    pub fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a [Value]> {
        let fits = move |data: &&Vec<Value>| data.first().is_some_and(|first| first.is(word));
        self.data.iter().filter(fits).filter_map(|data| data.get(1..))
    }

    /// What was fetched of each mail: names and values by turns.
    pub fn fetched(&self) -> impl Iterator<Item = &[Value]> {
        let fits = |data: &&Vec<Value>| data.get(1).is_some_and(|word| word.is("FETCH"));
        self.data.iter().filter(fits).filter_map(|data| data.get(2)).map(Value::list)
    }

    fn number(&self, code: &str) -> Option<u32> {
        self.says.iter().chain(&self.end).find_map(|status| status.number(code))
    }
}

/// One value of what was fetched.
pub(super) fn item<'a>(fetched: &'a [Value], name: &str) -> Option<&'a Value> {
    let mut pairs = fetched.chunks(2);
    pairs.find_map(|pair| match pair {
        [found, value] if found.is(name) => Some(value),
        _ => None,
    })
}

impl Session {
    /// Connects and signs in.
    pub async fn open(out: &Outbound, server: &Server, login: &Login) -> Result<Self> {
        let mut session = Self::connect(out, server).await?;
        session.sign_in(login).await?;
        Ok(session)
    }

    /// Connects, and secures the connection as it is wanted.
    pub async fn connect(out: &Outbound, server: &Server) -> Result<Self> {
        let tls = if server.security == Security::Tls { Tls::Implicit } else { Tls::Later };
        let wire = out.dial(&server.host, server.port, tls).await?;
        let mut session = Self::over(wire);
        let greeting = session.within(SHORT, Self::response).await?;
        match greeting {
            Response::Says(status) if status.word == "OK" || status.word == "PREAUTH" => {}
            Response::Says(status) => return Err(Upset::Bye(status.text)),
            _ => return Err(Upset::Odd("it greets otherwise than a mail server does".to_owned())),
        }
        session.learn().await?;
        if server.security == Security::StartTls {
            if !session.can("STARTTLS") {
                return Err(Upset::Insecure);
            }
            session.run("STARTTLS").await?;
            // What came before the connection was secured could be anybody's.
            if !session.stream.buffer().is_empty() {
                return Err(Upset::Insecure);
            }
            let wire = session.stream.into_inner().secured().await?;
            session = Self::over(wire);
            session.learn().await?;
        }
        Ok(session)
    }

    fn over(wire: Wire) -> Self {
        let patience = wire.patience();
        let stream = BufReader::with_capacity(64 << 10, wire);
        Self {
            stream,
            number: 0,
            can: BTreeSet::new(),
            patience,
            half: Vec::new(),
            line: 0,
            counted: 0,
            overlong: false,
            taken: 0,
            open: None,
            sent: None,
        }
    }

    async fn learn(&mut self) -> Result<()> {
        let answers = self.run("CAPABILITY").await?;
        let words = answers.of("CAPABILITY").flatten().filter_map(Value::text);
        self.can = words.map(|word| word.to_ascii_uppercase()).collect();
        Ok(())
    }

    /// Whether the server can do this.
    pub fn can(&self, what: &str) -> bool {
        self.can.contains(what)
    }

    /// A password goes over a secured connection, or to a neighbour where no other is wanted.
    pub async fn sign_in(&mut self, login: &Login) -> Result<()> {
        let wire = self.stream.get_ref();
        if !wire.is_secure() && !wire.is_near() {
            return Err(Upset::Insecure);
        }
        let refused = |upset| match upset {
            Upset::No(status) => {
                let text = hidden(&status.text, &login.password);
                Upset::SignIn(Status { text, ..status })
            }
            other => other,
        };
        if self.can("AUTH=PLAIN") {
            let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
            let done = self.within(SHORT, async move |session: &mut Self| {
                session.begin("AUTHENTICATE PLAIN").await?;
                session.go().await?;
                session.send(format!("{secret}\r\n").as_bytes()).await?;
                session.end().await
            });
            done.await.map_err(refused)?;
        } else {
            let parts = ["LOGIN ", &login.user, " ", &login.password];
            let parts = parts.map(str::as_bytes);
            self.run_with(&parts, SHORT).await.map_err(refused)?;
        }
        self.learn().await
    }

    /// The folders there are.
    pub async fn list(&mut self) -> Result<Vec<Listed>> {
        let extended = self.can("SPECIAL-USE") && self.can("LIST-EXTENDED");
        let command =
            if extended { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
        let answers = self.run(command).await?;
        let listed = answers.of("LIST").filter_map(|data| match data {
            [flags, _, name, ..] => Some(Listed {
                name: utf7::decoded(&name.text()?),
                flags: flags.list().iter().filter_map(Value::text).collect(),
            }),
            _ => None,
        });
        Ok(listed.collect())
    }

    /// How far folders are numbered, by their names, without opening them; in one go where the server can.
    /// Of those that are not there, and of those whose server does not tell, nothing.
    pub async fn numbered(&mut self, names: &[&str]) -> Result<BTreeMap<String, Numbered>> {
        let mut found = BTreeMap::new();
        // In a list such letters stand for others.
        let is_plain = |name: &&str| !name.contains(['*', '%']);
        let at_once = self.can("LIST-STATUS") && self.can("LIST-EXTENDED") && names.len() > 1;
        if at_once && names.iter().all(is_plain) {
            let codes: Vec<String> = names.iter().map(|name| utf7::encoded(name)).collect();
            let mut parts: Vec<&[u8]> = vec![b"LIST \"\" ("];
            for (at, code) in codes.iter().enumerate() {
                if at > 0 {
                    parts.push(b" ");
                }
                parts.push(code.as_bytes());
            }
            let tail = format!(") RETURN (STATUS ({NUMBERS}))");
            match self.run_to(&parts, tail.as_bytes()).await {
                Ok(answers) => found.extend(numbered(&answers)),
                Err(Upset::No(_)) => {}
                Err(upset) => return Err(upset),
            }
            return Ok(found);
        }
        for name in names {
            let (code, tail) = (utf7::encoded(name), format!(" ({NUMBERS})"));
            match self.run_to(&[b"STATUS ", code.as_bytes()], tail.as_bytes()).await {
                Ok(answers) => found.extend(numbered(&answers)),
                Err(Upset::No(_)) => {}
                Err(upset) => return Err(upset),
            }
        }
        Ok(found)
    }

    /// Opens a folder for reading: nothing in it changes by that.
    pub async fn examine(&mut self, name: &str) -> Result<Opened> {
        let code = utf7::encoded(name);
        self.open = None;
        let answers = self.run_with(&[b"EXAMINE ", code.as_bytes()], SHORT).await?;
        let exists = |data: &Vec<Value>| match data.as_slice() {
            [count, word, ..] if word.is("EXISTS") => count.number(),
            _ => None,
        };
        let validity = answers.number("UIDVALIDITY");
        let validity =
            validity.ok_or_else(|| Upset::Odd("a folder has no UIDVALIDITY".to_owned()))?;
        let count = answers.data.iter().rev().find_map(exists).unwrap_or(0);
        let next = match answers.number("UIDNEXT") {
            Some(next) => next,
            None => self.last_number(count).await?.saturating_add(1),
        };
        let opened = Opened { name: name.to_owned(), validity, next, count };
        self.open = Some(opened.clone());
        Ok(opened)
    }

    /// The open folder, as it was when it was opened. Opening costs a server much where a folder is large;
    /// the numbers in it stay the same as long as it is open.
    pub const fn open_folder(&self) -> Option<&Opened> {
        self.open.as_ref()
    }

    /// The number of the newest mail, for servers that do not tell the next one.
    async fn last_number(&mut self, count: u32) -> Result<u32> {
        if count == 0 {
            return Ok(0);
        }
        let answers = self.run("FETCH * (UID)").await?;
        let numbers = answers.fetched().filter_map(|items| item(items, "UID")?.number());
        Ok(numbers.max().unwrap_or(0))
    }

    /// Fetches something of some mails.
    pub async fn fetch(&mut self, numbers: &str, what: &str) -> Result<Answers> {
        let command = format!("UID FETCH {numbers} ({what})");
        self.run_with(&[command.as_bytes()], LONG).await
    }

    /// The numbers of mails that fit, in order.
    pub async fn search(&mut self, what: &str) -> Result<Vec<u32>> {
        let command = format!("UID SEARCH {what}");
        let answers = self.run_with(&[command.as_bytes()], LONG).await?;
        Ok(numbers(&answers))
    }

    /// The numbers of mails whose header of this name holds a text, in order.
    pub async fn search_header(&mut self, name: &str, text: &str) -> Result<Vec<u32>> {
        let head = format!("UID SEARCH HEADER {name} ");
        let answers = self.run_with(&[head.as_bytes(), text.as_bytes()], LONG).await?;
        Ok(numbers(&answers))
    }

    /// Whether it is still there.
    pub async fn greet(&mut self) -> Result<()> {
        self.run("NOOP").await.map(drop)
    }

    /// Puts a mail into a folder, as one that was read.
    pub async fn append(&mut self, folder: &str, mail: &[u8]) -> Result<()> {
        let code = utf7::encoded(folder);
        let head = format!(" (\\Seen) {{{}}}", mail.len());
        let within = async move |session: &mut Self| {
            session.begin_with(&[b"APPEND ", code.as_bytes()], head.as_bytes()).await?;
            session.go().await?;
            session.send(mail).await?;
            session.send(b"\r\n").await?;
            session.end().await
        };
        self.within(LONG, within).await.map(drop)
    }

    /// Waits until something happens in the open folder, at most so long; says whether it did.
    pub async fn idle(&mut self, wait: Duration) -> Result<bool> {
        self.within(SHORT, async |session: &mut Self| {
            session.begin("IDLE").await?;
            session.go().await
        })
        .await?;
        let news = tokio::time::timeout(wait, async {
            loop {
                match self.response().await? {
                    Response::Data(data) if data.get(1).is_some_and(|word| word.is("EXISTS")) => {
                        return Ok(true);
                    }
                    Response::Says(status) if status.word == "BYE" => {
                        return Err(Upset::Bye(status.text));
                    }
                    Response::Ended(..) => {
                        return Err(Upset::Odd("it stopped waiting by itself".to_owned()));
                    }
                    _ => {}
                }
            }
        });
        let news = news.await.unwrap_or(Ok(false))?;
        self.within(SHORT, async |session: &mut Self| {
            session.send(b"DONE\r\n").await?;
            session.end().await
        })
        .await?;
        Ok(news)
    }

    /// Ends it in good order.
    pub async fn leave(mut self) {
        let goodbye = async |session: &mut Self| session.begin("LOGOUT").await;
        // Whether the server hears it or not, the connection ends.
        let _ = self.within(Duration::from_secs(3), goodbye).await;
    }

    async fn run(&mut self, command: &str) -> Result<Answers> {
        self.run_with(&[command.as_bytes()], SHORT).await
    }

    async fn run_to(&mut self, parts: &[&[u8]], tail: &[u8]) -> Result<Answers> {
        self.within(SHORT, async move |session: &mut Self| {
            session.begin_with(parts, tail).await?;
            session.end().await
        })
        .await
    }

    async fn run_with(&mut self, parts: &[&[u8]], deadline: Duration) -> Result<Answers> {
        self.within(deadline, async move |session: &mut Self| {
            session.begin_with(parts, b"").await?;
            session.end().await
        })
        .await
    }

    async fn within<T>(
        &mut self,
        deadline: Duration,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let deadline = deadline.min(self.patience);
        tokio::time::timeout(deadline, work(self)).await.unwrap_or(Err(Upset::Late))
    }

    async fn begin(&mut self, command: &str) -> Result<()> {
        self.begin_with(&[command.as_bytes()], b"").await
    }

    /// Sends a command: words of ours and, by turns, texts that are quoted or counted out.
    async fn begin_with(&mut self, parts: &[&[u8]], tail: &[u8]) -> Result<()> {
        self.number += 1;
        self.taken = 0;
        let mut line = format!("k{} ", self.number).into_bytes();
        for (at, part) in parts.iter().enumerate() {
            if at % 2 == 0 {
                line.extend_from_slice(part);
            } else if part.iter().all(|byte| (b' '..=b'~').contains(byte)) {
                line.push(b'"');
                for byte in *part {
                    if matches!(byte, b'"' | b'\\') {
                        line.push(b'\\');
                    }
                    line.push(*byte);
                }
                line.push(b'"');
            } else {
                line.extend_from_slice(format!("{{{}}}\r\n", part.len()).as_bytes());
                self.send(&line).await?;
                self.go().await?;
                line = part.to_vec();
            }
        }
        line.extend_from_slice(tail);
        line.extend_from_slice(b"\r\n");
        self.send(&line).await
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await.map_err(Upset::lost)?;
        self.stream.flush().await.map_err(Upset::lost)
    }

    /// Waits until the server wants more.
    async fn go(&mut self) -> Result<()> {
        loop {
            match self.response().await? {
                Response::Go(_) => return Ok(()),
                Response::Ended(_, status) => return Err(Upset::No(status)),
                Response::Says(status) if status.word == "BYE" => {
                    return Err(Upset::Bye(status.text));
                }
                _ => {}
            }
        }
    }

    /// Gathers answers until the command ends.
    async fn end(&mut self) -> Result<Answers> {
        let tag = format!("k{}", self.number);
        let mut answers = Answers::default();
        let mut odd = false;
        loop {
            match self.response().await? {
                Response::Ended(ended, status) if ended == tag => {
                    if status.word != "OK" {
                        return Err(Upset::No(status));
                    }
                    if odd {
                        // What was not understood may have been a mail.
                        return Err(Upset::Odd("an answer has no form".to_owned()));
                    }
                    answers.end = Some(status);
                    return Ok(answers);
                }
                Response::Says(status) if status.word == "BYE" => {
                    return Err(Upset::Bye(status.text));
                }
                Response::Says(_) if answers.says.len() >= MOST_SAYINGS => {}
                Response::Says(status) => answers.says.push(status),
                Response::Data(_) if answers.data.len() >= MOST_ANSWERS => {
                    return Err(Upset::Odd("it answers with more than is taken".to_owned()));
                }
                Response::Data(data) => answers.data.push(data),
                Response::Ended(..) | Response::Odd => odd = true,
                Response::Go(_) => {}
            }
        }
    }

    /// One answer, with all that is counted out in it. Broken off, it goes on where it was.
    async fn response(&mut self) -> Result<Response> {
        // What is in memory is there at once: without this a flood of short answers would hold up deadlines.
        tokio::task::coop::consume_budget().await;
        loop {
            let chunk = self.stream.fill_buf().await.map_err(Upset::lost)?;
            if chunk.is_empty() {
                return Err(Upset::Lost("the server closed the connection".to_owned()));
            }
            let newline = chunk.iter().position(|byte| *byte == b'\n');
            let wanted = match (self.counted, newline) {
                (0, Some(at)) => at + 1,
                (0, None) => chunk.len(),
                (counted, _) => counted.min(chunk.len()),
            };
            // Of what is too large the last line is followed to its end, so that the next answer is found.
            if !self.overlong || self.counted == 0 {
                self.half.extend_from_slice(chunk.get(..wanted).unwrap_or_default());
            }
            self.stream.consume(wanted);
            self.taken += wanted;
            if self.counted > 0 {
                self.counted -= wanted;
                self.line = self.half.len();
            } else if newline.is_some() {
                match counted(self.half.get(self.line..).unwrap_or_default()) {
                    Some(0) => self.line = self.half.len(),
                    Some(count) => self.counted = count,
                    None => {
                        self.line = 0;
                        let whole = std::mem::take(&mut self.half);
                        let overlong = std::mem::take(&mut self.overlong);
                        return Ok(if overlong { Response::Odd } else { read(&whole) });
                    }
                }
            }
            self.overlong |= self.half.len().saturating_add(self.counted) > LARGEST;
            if self.overlong {
                // A count at the end of a line is short.
                let gone = self.half.len().saturating_sub(64);
                self.half.drain(..gone);
                self.line = self.line.saturating_sub(gone);
            }
            if self.taken > MOST {
                return Err(Upset::Odd("it answers with more than is taken".to_owned()));
            }
        }
    }
}
