//! What it says by raw lines.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::{Mail, MailFault, Numbering, PASSWORD, USER};

/// Sends lines one by one, reads up to the line that begins so.
struct Client(BufReader<TcpStream>);

impl Client {
    fn to(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut client = Self(BufReader::new(stream));
        client.line();
        client
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let _ = self.0.read_line(&mut line);
        line.trim_end().to_owned()
    }

    fn ask(&mut self, command: &str) -> Vec<String> {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let tag = command.split(' ').next().unwrap_or_default();
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            let ended = line.is_empty() || line.starts_with(&format!("{tag} "));
            lines.push(line);
            if ended {
                return lines;
            }
        }
    }

    fn smtp(&mut self, command: &str) -> String {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        loop {
            let line = self.line();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }
}

fn signed_in(mail: &Mail) -> Client {
    let mut client = Client::to(mail.imap());
    let quoted = PASSWORD.replace('\\', "\\\\").replace('"', "\\\"");
    let lines = client.ask(&format!("a LOGIN \"{USER}\" \"{quoted}\""));
    assert_eq!(lines, ["a OK done"]);
    client
}

const LETTER: &[u8] = b"Message-ID: <1@example.org>\r\nSubject: x\r\n\r\ntext\r\n";

#[test]
fn mails_are_listed_found_and_shown() {
    let mail = Mail::start().unwrap();
    mail.put_at("INBOX", LETTER, 1_769_904_000);
    mail.put_at("INBOX", b"Subject: y\r\n\r\nother\r\n", 1_769_990_400);
    let mut client = signed_in(&mail);
    assert!(client.ask("b EXAMINE inbox").contains(&"* 2 EXISTS".to_owned()));
    assert_eq!(client.ask("c UID SEARCH SINCE 2-Feb-2026")[0], "* SEARCH 2");
    assert_eq!(client.ask("c UID SEARCH SINCE 1-Feb-2026")[0], "* SEARCH 1 2");
    assert_eq!(client.ask("c UID SEARCH UID 2:* SINCE 1-Jan-2026")[0], "* SEARCH 2");
    assert_eq!(client.ask("c UID SEARCH HEADER Message-ID \"1@example.org\"")[0], "* SEARCH 1");
    let lines = client.ask("d UID FETCH 1:5 (UID RFC822.SIZE INTERNALDATE)");
    assert_eq!(
        lines[0],
        format!(
            "* 1 FETCH (UID 1 RFC822.SIZE {} INTERNALDATE \" 1-Feb-2026 00:00:00 +0000\")",
            LETTER.len()
        )
    );
    let lines = client.ask("e UID FETCH 1 (UID BODY.PEEK[HEADER]<0.10>)");
    assert_eq!(lines[..2], ["* 1 FETCH (UID 1 BODY[HEADER]<0> {10}", "Message-ID)"]);
    assert!(client.ask("f FETCH * (UID)")[0].contains("UID 2"));
    mail.expunge("INBOX", |number| number == 1);
    mail.renumber("INBOX");
    let lines = client.ask("g EXAMINE INBOX");
    assert!(lines.iter().any(|line| line.contains("UIDVALIDITY 1001")), "{lines:?}");
    mail.numbering(Numbering::OfOpening);
    let (one, other) = (client.ask("h EXAMINE INBOX"), client.ask("h EXAMINE INBOX"));
    assert_ne!(one, other);
    assert_eq!(client.ask("i EXAMINE nowhere")[0], "i NO [NONEXISTENT] there is no such folder");
    mail.revoke();
    let mut late = Client::to(mail.imap());
    assert!(late.ask("a LOGIN x y")[0].starts_with("a NO [AUTHENTICATIONFAILED]"));
    assert_eq!(client.ask("j NOOP"), ["j OK done"], "who is in stays in");
}

#[test]
fn mails_are_taken_within_limits_by_its_clock() {
    let mail = Mail::start().unwrap();
    mail.greylist(Duration::from_secs(300));
    mail.limit(1, Duration::from_secs(3_600));
    let mut client = Client::to(mail.smtp());
    assert!(client.smtp("EHLO x").starts_with("250 AUTH"));
    assert!(client.smtp("MAIL FROM:<a@b.example>").starts_with("530"));
    let secret = "AGhlbHAAcGFzcyAid29yZFwgb2Ygb3Vycw==";
    assert!(client.smtp(&format!("AUTH PLAIN {secret}")).starts_with("235"));
    let mut deliver = |expected: &str| {
        client.smtp("MAIL FROM:<a@b.example>");
        let reply = client.smtp("RCPT TO:<c@d.example>");
        assert!(reply.starts_with(expected), "{reply}");
        if reply.starts_with("250") {
            client.smtp("DATA");
            assert!(client.smtp("x\r\n..\r\n.").starts_with("250"));
        }
    };
    deliver("450 4.7.1");
    mail.clock().pass(Duration::from_secs(301));
    deliver("250");
    deliver("452");
    mail.clock().pass(Duration::from_secs(3_601));
    deliver("250");
    let taken = mail.taken();
    assert_eq!((taken.len(), taken[0].bytes.as_slice()), (2, &b"x\r\n.\r\n"[..]));
}

#[test]
fn what_goes_wrong_goes_wrong_once() {
    let mail = Mail::start().unwrap();
    mail.put("INBOX", LETTER);
    let mut client = signed_in(&mail);
    mail.faults().next_of("EXAMINE", MailFault::Says("NO [LIMIT] slow down".to_owned()));
    assert_eq!(client.ask("a EXAMINE INBOX"), ["a NO [LIMIT] slow down"]);
    assert!(client.ask("b EXAMINE INBOX").len() > 1);
    mail.faults().next_of("FETCH", MailFault::CutAfter(5));
    assert_eq!(client.ask("c UID FETCH 1 (UID)"), ["* 1 F", ""].map(str::to_owned));
    assert_eq!(mail.count("FETCH"), 1);
}
