//! SMTP, as much of it as handing a mail over needs.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpStream;

use super::state::{State, Taken};
use super::wire::Wire;
use super::{Inner, PASSWORD, USER};

#[derive(Default)]
struct Session {
    signed_in: bool,
    from: String,
    to: Vec<String>,
}

pub(super) async fn serve(stream: TcpStream, inner: &Inner, number: usize) -> io::Result<()> {
    let mut wire = Wire::over(stream);
    inner.note(number, "SMTP", "");
    if !wire.answer(b"220 a fake is here\r\n", inner.faults.take("SMTP"), "").await? {
        return Ok(());
    }
    let mut session = Session::default();
    while let Some(line) = wire.line().await? {
        let name = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        inner.note(number, &name, &line);
        let fault = inner.faults.take(&name);
        if fault.as_ref().is_some_and(|fault| !fault.is_done()) {
            if wire.answer(&[], fault, "").await? {
                continue;
            }
            return Ok(());
        }
        let reply = session.reply(inner, &name, &line);
        if !wire.answer(format!("{reply}\r\n").as_bytes(), fault, "").await? || name == "QUIT" {
            return Ok(());
        }
        if reply.starts_with("354") {
            let Some(mail) = mail(&mut wire).await? else { return Ok(()) };
            inner.note(number, ".", ".");
            let fault = inner.faults.take(".");
            let is_done = fault.as_ref().is_none_or(super::MailFault::is_done);
            let reply = if is_done { session.take(inner, mail) } else { String::new() };
            if !wire.answer(format!("{reply}\r\n").as_bytes(), fault, "").await? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A mail up to its dot; nothing when the other side has gone before.
async fn mail(wire: &mut Wire) -> io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    while let Some(line) = wire.line().await? {
        if line == "." {
            return Ok(Some(mail));
        }
        mail.extend_from_slice(line.strip_prefix('.').unwrap_or(&line).as_bytes());
        mail.extend_from_slice(b"\r\n");
    }
    Ok(None)
}

impl Session {
    fn reply(&mut self, inner: &Inner, name: &str, line: &str) -> String {
        let text = match name {
            "EHLO" => "250-fake\r\n250-SIZE 20000000\r\n250 AUTH PLAIN",
            "AUTH" => {
                let right = STANDARD.encode(format!("\0{USER}\0{PASSWORD}"));
                if !line.ends_with(&format!(" {right}")) || inner.lock().revoked {
                    return "535 5.7.8 Username and Password not accepted".to_owned();
                }
                self.signed_in = true;
                "235 2.7.0 welcome"
            }
            "QUIT" => "221 2.0.0 bye",
            _ if !self.signed_in => "530 5.7.0 Authentication required",
            "MAIL" => {
                self.from = address(line);
                self.to.clear();
                "250 2.1.0 ok"
            }
            "RCPT" => return self.recipient(inner, address(line)),
            "DATA" if self.to.is_empty() => "503 5.5.1 to whom?",
            "DATA" => "354 go on",
            "RSET" | "NOOP" => "250 2.0.0 ok",
            _ => "502 5.5.2 what?",
        };
        text.to_owned()
    }

    fn recipient(&mut self, inner: &Inner, to: String) -> String {
        let now = inner.clock.micros();
        let mut state = inner.lock();
        if let Some(wait) = state.greylist {
            let key = (self.from.clone(), to.clone());
            let first = *state.first.entry(key).or_insert(now);
            if now - first < i64::try_from(wait.as_micros()).unwrap_or(i64::MAX) {
                return "450 4.7.1 Greylisted, please come again later".to_owned();
            }
        }
        if let Some((count, per)) = state.limit {
            let since = now - i64::try_from(per.as_micros()).unwrap_or(i64::MAX);
            if state.taken_at.iter().filter(|at| **at > since).count() >= count {
                return "452 4.2.2 Too many messages, slow down".to_owned();
            }
        }
        self.to.push(to);
        "250 2.1.5 ok".to_owned()
    }

    fn take(&mut self, inner: &Inner, bytes: Vec<u8>) -> String {
        let (now, seconds) = (inner.clock.micros(), inner.clock.seconds());
        inner.happen(|state: &mut State| {
            if state.files {
                state.put("Sent", &bytes, seconds, &["\\Seen"]);
            }
            state.taken_at.push(now);
            let to = std::mem::take(&mut self.to);
            state.taken.push(Taken { from: self.from.clone(), to, bytes });
        });
        "250 2.0.0 taken".to_owned()
    }
}

/// What stands between the angles.
fn address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}
