//! Handing mails over for sending (RFC 5321, RFC 6409). What matters is where it breaks: before the final
//! dot nothing was taken, after it nobody knows unless the server says so.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::settings::{Login, Security, Server, domain};
use super::upset::{Upset, WAIT, hidden};
use crate::live::{Reason, Trouble};
use crate::outbound::{Outbound, Tls, Wire};

/// The bucket of what goes out.
pub(super) const BUCKET: &str = "smtp";
const SHORT: Duration = Duration::from_secs(60);
/// Servers may look at a mail for long before they take it.
const LONG: Duration = Duration::from_secs(300);
/// An answer is never longer.
const LARGEST: usize = 64 << 10;

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

impl Reply {
    /// Its words, on one line.
    pub fn text(&self) -> String {
        let text = self.lines.join(" ");
        format!("{} {}", self.code, text.chars().take(300).collect::<String>())
    }

    const fn is_well(&self) -> bool {
        self.code >= 200 && self.code < 400
    }
}

/// A connection to a server.
pub(super) struct Smtp {
    stream: BufReader<Wire>,
    patience: Duration,
    can: Vec<String>,
}

type Result<T> = std::result::Result<T, Upset>;

impl Smtp {
    /// Connects, and secures the connection as it is wanted. Refusals come as replies.
    pub async fn connect(
        out: &Outbound,
        server: &Server,
        address: &str,
    ) -> std::result::Result<Self, Trouble> {
        let tls = if server.security == Security::Tls { Tls::Implicit } else { Tls::Later };
        let wire = out.dial(&server.host, server.port, tls).await;
        let wire = wire.map_err(|error| Trouble::asking(&error))?;
        let mut smtp = Self::over(wire);
        let greeting = smtp.reply_within(SHORT).await.map_err(Upset::asking)?;
        well(&greeting)?;
        smtp.hello(address).await?;
        if server.security == Security::StartTls {
            if !smtp.offers("STARTTLS") {
                return Err(Upset::Insecure.asking());
            }
            well(&smtp.ask("STARTTLS").await.map_err(Upset::asking)?)?;
            // What came before the connection was secured could be anybody's.
            if !smtp.stream.buffer().is_empty() {
                return Err(Upset::Insecure.asking());
            }
            let wire = smtp.stream.into_inner().secured().await;
            smtp = Self::over(wire.map_err(|error| Trouble::asking(&error))?);
            smtp.hello(address).await?;
        }
        Ok(smtp)
    }

    fn over(wire: Wire) -> Self {
        let patience = wire.patience();
        Self { stream: BufReader::new(wire), patience, can: Vec::new() }
    }

    async fn hello(&mut self, address: &str) -> std::result::Result<(), Trouble> {
        let name = Some(domain(address)).filter(|name| !name.is_empty() && name.is_ascii());
        let hello = format!("EHLO {}", name.unwrap_or("localhost"));
        let reply = self.ask(&hello).await.map_err(Upset::asking)?;
        well(&reply)?;
        self.can = reply.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect();
        Ok(())
    }

    fn offers(&self, what: &str) -> bool {
        self.can.iter().any(|line| line.split([' ', '=']).next() == Some(what))
    }

    /// The largest mail that is taken, where it is told.
    pub fn largest(&self) -> Option<usize> {
        let line = self.can.iter().find_map(|line| line.strip_prefix("SIZE "))?;
        line.trim().parse().ok().filter(|size| *size > 0)
    }

    /// Signs in. A neighbour that knows no sign-in takes mails without.
    pub async fn sign_in(&mut self, login: &Login) -> std::result::Result<(), Trouble> {
        let wire = self.stream.get_ref();
        if !wire.is_secure() && !wire.is_near() {
            return Err(Upset::Insecure.asking());
        }
        let ways = self.can.iter().find(|line| line.starts_with("AUTH"));
        let way =
            |name: &str| ways.is_some_and(|ways| ways.split([' ', '=']).any(|way| way == name));
        let (plain, by_steps) = (way("PLAIN"), way("LOGIN"));
        let reply = if plain {
            let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
            self.ask(&format!("AUTH PLAIN {secret}")).await
        } else if by_steps {
            self.sign_in_by_steps(login).await
        } else if wire.is_near() && ways.is_none() {
            return Ok(());
        } else {
            let why = "channel-email-why-no-password-way";
            return Err(Trouble::Settings(Reason::of(why)));
        };
        let reply = reply.map_err(Upset::asking)?;
        if reply.is_well() {
            return Ok(());
        }
        Err(match said(&reply) {
            Trouble::Refused(why) | Trouble::SignIn(why) => {
                Trouble::SignIn(hidden(&why.said, &login.password).into())
            }
            other => other,
        })
    }

    async fn sign_in_by_steps(&mut self, login: &Login) -> Result<Reply> {
        let mut reply = self.ask("AUTH LOGIN").await?;
        for part in [&login.user, &login.password] {
            if reply.code != 334 {
                return Ok(reply);
            }
            reply = self.ask(&STANDARD.encode(part)).await?;
        }
        Ok(reply)
    }

    /// Hands a mail over.
    pub async fn deliver(
        &mut self,
        from: &str,
        to: &str,
        mail: &[u8],
    ) -> std::result::Result<(), Trouble> {
        for command in [format!("MAIL FROM:<{from}>"), format!("RCPT TO:<{to}>")] {
            well(&self.ask(&command).await.map_err(Upset::asking)?)?;
        }
        let reply = self.ask("DATA").await.map_err(Upset::asking)?;
        well(&reply)?;
        // Whoever waits for no mail would take its lines for commands.
        if reply.code != 354 {
            let odd = Upset::Odd(format!("it does not wait for the mail: {}", reply.text()));
            return Err(odd.asking());
        }
        let body = stuffed(mail);
        self.send(&body, LONG).await.map_err(Upset::asking)?;
        // From here on the mail may have been taken, whatever happens.
        let lost = |upset: Upset| match upset.asking() {
            Trouble::Passing(why) | Trouble::Unreadable(why) | Trouble::Limited { why, .. } => {
                Trouble::Unknown(why)
            }
            other => other,
        };
        self.send(b".\r\n", SHORT).await.map_err(lost)?;
        let reply = self.reply_within(LONG).await.map_err(lost)?;
        match reply.code {
            200..=299 => Ok(()),
            400..=599 => Err(said(&reply)),
            _ => Err(Trouble::Unknown(reply.text().into())),
        }
    }

    /// Says goodbye; nobody waits for the answer.
    pub async fn leave(mut self) {
        let _ = self.send(b"QUIT\r\n", Duration::from_secs(2)).await;
    }

    async fn ask(&mut self, command: &str) -> Result<Reply> {
        self.send(format!("{command}\r\n").as_bytes(), SHORT).await?;
        self.reply_within(SHORT).await
    }

    async fn send(&mut self, bytes: &[u8], deadline: Duration) -> Result<()> {
        let work = async {
            self.stream.write_all(bytes).await.map_err(Upset::lost)?;
            self.stream.flush().await.map_err(Upset::lost)
        };
        let deadline = deadline.min(self.patience);
        tokio::time::timeout(deadline, work).await.unwrap_or(Err(Upset::Late))
    }

    async fn reply_within(&mut self, deadline: Duration) -> Result<Reply> {
        let deadline = deadline.min(self.patience);
        tokio::time::timeout(deadline, self.reply()).await.unwrap_or(Err(Upset::Late))
    }

    async fn reply(&mut self) -> Result<Reply> {
        let (mut lines, mut line, mut taken) = (Vec::new(), Vec::new(), 0);
        loop {
            let chunk = self.stream.fill_buf().await.map_err(Upset::lost)?;
            if chunk.is_empty() {
                return Err(Upset::Lost("the server closed the connection".to_owned()));
            }
            let newline = chunk.iter().position(|byte| *byte == b'\n');
            let wanted = newline.map_or(chunk.len(), |at| at + 1);
            line.extend_from_slice(chunk.get(..wanted).unwrap_or_default());
            self.stream.consume(wanted);
            taken += wanted;
            if taken > LARGEST {
                return Err(Upset::Odd("it answers with more than is taken".to_owned()));
            }
            if newline.is_none() {
                continue;
            }
            let text = String::from_utf8_lossy(&std::mem::take(&mut line)).trim_end().to_owned();
            let (code, more, text) = parted(&text).ok_or_else(|| {
                Upset::Odd("it answers otherwise than a mail server does".to_owned())
            })?;
            lines.push(text.to_owned());
            if !more {
                return Ok(Reply { code, lines });
            }
        }
    }
}

/// `250-text` or `250 text`
fn parted(line: &str) -> Option<(u16, bool, &str)> {
    let (code, rest) = line.split_at_checked(3)?;
    let code = code.parse().ok().filter(|code| (200..600).contains(code))?;
    match rest.chars().next() {
        None => Some((code, false, "")),
        Some(' ') => Some((code, false, rest.get(1..)?)),
        Some('-') => Some((code, true, rest.get(1..)?)),
        Some(_) => None,
    }
}

fn well(reply: &Reply) -> std::result::Result<(), Trouble> {
    if reply.is_well() { Ok(()) } else { Err(said(reply)) }
}

/// What a refusal means. The mail was not taken.
pub(super) fn said(reply: &Reply) -> Trouble {
    let text = reply.text();
    let low = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| low.contains(word));
    let limited =
        |after| Trouble::Limited { after, bucket: BUCKET.to_owned(), why: text.clone().into() };
    let too_much =
        says(&["too many", "too fast", "rate", "limit", "quota", "throttl", "greylist", "4.7."]);
    match reply.code {
        530 | 534 | 535 | 538 | 432 => Trouble::SignIn(text.into()),
        421 | 450 | 451 | 452 if too_much => limited(WAIT),
        // Limits of a day are said as if they were for good.
        550 | 552 | 554 if says(&["5.4.5", "quota exceeded", "daily", "sending limit"]) => {
            limited(Duration::from_secs(3_600))
        }
        400..=499 => Trouble::Passing(text.into()),
        _ => Trouble::Refused(text.into()),
    }
}

/// With a second dot where a line begins with one, and every line ended as it has to be.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(mail.len() + 64);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'.') {
            body.push(b'.');
        }
        // A bare return would end a line for some servers and not for others.
        body.extend(line.iter().filter(|byte| **byte != b'\r'));
        body.extend_from_slice(b"\r\n");
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: u16, text: &str) -> &'static str {
        match said(&Reply { code, lines: vec![text.to_owned()] }) {
            Trouble::SignIn(_) => "sign in",
            Trouble::Limited { .. } => "limited",
            Trouble::Passing(_) => "passing",
            Trouble::Refused(_) => "refused",
            _ => "other",
        }
    }

    #[test]
    fn codes_mean_what_the_rules_say() {
        for (code, text, expected) in [
            (535, "5.7.8 Username and Password not accepted", "sign in"),
            (534, "5.7.9 Application-specific password required", "sign in"),
            (530, "5.7.0 Authentication required", "sign in"),
            (454, "4.7.0 Temporary authentication failure", "passing"),
            (421, "4.3.0 shutting down", "passing"),
            (421, "4.7.0 Too many messages", "limited"),
            (450, "4.2.1 rate of mails too high", "limited"),
            (451, "4.3.0 local error", "passing"),
            (451, "4.7.1 Greylisted", "limited"),
            (452, "4.3.1 insufficient storage", "passing"),
            (550, "5.1.1 no such user", "refused"),
            (550, "5.4.5 Daily user sending quota exceeded", "limited"),
            (552, "5.3.4 too large", "refused"),
            (554, "5.7.1 spam", "refused"),
        ] {
            assert_eq!(kind(code, text), expected, "{code} {text}");
        }
    }

    #[test]
    fn no_line_ends_a_mail_before_its_end() {
        assert_eq!(stuffed(b"a\n.\r\n..b\r\nc\rd"), b"a\r\n..\r\n...b\r\ncd\r\n");
        assert_eq!(stuffed(b""), b"");
    }

    #[test]
    fn answers_are_lines_that_begin_with_a_code() {
        assert_eq!(parted("250-SIZE 1"), Some((250, true, "SIZE 1")));
        assert_eq!(parted("250"), Some((250, false, "")));
        for odd in ["", "25", "999 x", "abc", "250x", "HTTP/1.1 400", "ééé"] {
            assert_eq!(parted(odd), None, "{odd}");
        }
    }
}
