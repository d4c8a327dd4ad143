//! C3, C4, C5: connections that break, answers without end, answers that are none.

use std::time::{Duration, Instant};

use kamerton_channels::email::raw::Kept;
use kamerton_channels::live::Raw;
use kamerton_fakes::{AUTHORITY, MailFault, Secure};

use super::{HASTE, Post, answer, connector, kept, mail, patient, text, texts, way};
use crate::stage::{Findings, kind};

/// Commands of reading in their order, and of sending up to where nothing is taken yet.
const READING: [&str; 6] = ["IMAP", "CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH"];
const SENDING: [&str; 6] = ["SMTP", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"];

/// Meets one fault at one command while reading: it passes, and the next look brings everything.
async fn reads_on(command: &str, fault: MailFault, wanted: &[&str], findings: &mut Findings) {
    let mut post = Post::new();
    for number in 0..3 {
        post.fake.put("INBOX", &mail(number, &format!("письмо {number}")));
    }
    let what = format!("{command}, {fault:.60?}", fault = Short(&fault));
    let began = Instant::now();
    post.fake.faults().always_of(command, fault);
    post.out = patient(HASTE, "");
    let done = post.poll("").await;
    post.out = way("");
    post.fake.faults().clear();
    findings.one_of(&what, &done, wanted);
    findings.demand(began.elapsed() < HASTE * 20, || format!("{what}: {:?}", began.elapsed()));
    let times = post.fake.count(command);
    findings.demand(times <= 2, || format!("{what}: asked {times} times"));
    let mut cursor = String::new();
    let news = post.news(&mut cursor).await;
    let all = news.as_ref().is_ok_and(|news| texts(news) == ["письмо 0", "письмо 1", "письмо 2"]);
    findings.demand(all, || format!("after {what}: {news:?}"));
}

struct Short<'a>(&'a MailFault);

impl std::fmt::Debug for Short<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = format!("{:?}", self.0).chars().take(60).collect();
        f.write_str(&text)
    }
}

#[tokio::test]
async fn c3_a_connection_that_breaks_while_reading_passes() {
    let mut findings = Findings::default();
    for command in READING {
        for fault in [MailFault::Cut, MailFault::Lose, MailFault::CutAfter(7)] {
            reads_on(command, fault, &["passing"], &mut findings).await;
        }
        let bye = MailFault::Says("* BYE shutting down for maintenance".to_owned());
        reads_on(command, bye, &["passing"], &mut findings).await;
    }
    let unavailable = MailFault::Says("NO [UNAVAILABLE] the database is away".to_owned());
    for command in READING.into_iter().skip(2) {
        reads_on(command, unavailable.clone(), &["passing"], &mut findings).await;
    }
    findings.end();
}

/// Before the final dot nothing was taken, whatever breaks.
#[tokio::test]
async fn c3_what_breaks_before_the_dot_was_not_sent() {
    let (post, _) = Post::joined().await;
    let mut findings = Findings::default();
    let faults = [
        MailFault::Cut,
        MailFault::Lose,
        MailFault::CutAfter(2),
        MailFault::Says("421 4.3.2 Service shutting down".to_owned()),
        MailFault::Says("451 4.3.0 Internal error".to_owned()),
    ];
    for command in SENDING {
        for fault in &faults {
            post.fake.faults().next_of(command, fault.clone());
            let done = post.send(&answer(0, "да")).await;
            post.fake.faults().clear();
            findings.one_of(&format!("{command}, {fault:?}"), &done, &["passing"]);
            findings.demand(post.fake.taken().is_empty(), || format!("{command}: it was sent"));
        }
    }
    findings.one_of("in the end", &post.send(&answer(0, "да")).await, &["done"]);
    findings.end();
    assert_eq!(post.fake.taken().len(), 1);
}

/// A name that nobody knows, a port where nobody listens: nothing happened, and it passes.
#[tokio::test]
async fn c3_who_is_not_there_did_nothing() {
    let (mut post, cursor) = Post::joined().await;
    let mut findings = Findings::default();
    for (field, value) in [("smtp-host", "kamerton-test.invalid"), ("smtp-port", "1")] {
        let before = post.settings.clone();
        post = post.with(field, value);
        findings.one_of(value, &post.send(&answer(0, "да")).await, &["passing"]);
        post.settings = before;
    }
    for (field, value) in [("imap-host", "kamerton-test.invalid"), ("imap-port", "1")] {
        let before = post.settings.clone();
        post = post.with(field, value);
        findings.one_of(value, &post.poll(&cursor).await, &["passing"]);
        findings.one_of(value, &post.send(&answer(0, "да")).await, &["passing"]);
        post.settings = before;
    }
    findings.one_of("in the end", &post.poll(&cursor).await, &["done"]);
    findings.end();
    assert!(post.fake.taken().is_empty());
}

/// A certificate of an authority that is not trusted: nothing is said to that server, least of all the
/// password. Once the authority is trusted, all is well.
#[tokio::test]
async fn c3_a_certificate_has_to_be_trusted() {
    let (post, cursor) = Post::joined().await;
    let doors = [post.fake.imap(), post.fake.smtp()].map(|port| Secure::before_port(port).unwrap());
    let mut post = post
        .with("imap-security", "tls")
        .with("imap-port", &doors[0].port().to_string())
        .with("smtp-security", "tls")
        .with("smtp-port", &doors[1].port().to_string());
    let before = post.fake.asked().len();
    let mut findings = Findings::default();
    findings.one_of("looking", &post.poll(&cursor).await, &["passing"]);
    findings.one_of("saying", &post.send(&answer(0, "да")).await, &["passing"]);
    findings.demand(post.since(before).is_empty(), || format!("{:?}", post.since(before)));
    post.out = way(AUTHORITY);
    findings.one_of("trusted, looking", &post.poll(&cursor).await, &["done"]);
    findings.one_of("trusted, saying", &post.send(&answer(0, "да")).await, &["done"]);
    findings.end();
}

/// Slow, silent and endless answers end at the deadline or at the limit of bytes; memory stays as it was.
#[tokio::test]
async fn c4_answers_without_end_end_while_reading() {
    let before = crate::answers::most_memory();
    let mut findings = Findings::default();
    let wanted = ["passing", "unreadable"];
    for command in READING {
        for fault in [MailFault::Drip(Duration::from_secs(1)), MailFault::Silence] {
            reads_on(command, fault, &["passing"], &mut findings).await;
        }
    }
    let huge = b"* 1 FETCH (UID 1 BODY[] {5368709120}\r\n".to_vec();
    for fault in [
        MailFault::Endless(b"* OK still here\r\n".to_vec()),
        MailFault::Endless(b"* 1 EXISTS\r\n".to_vec()),
        MailFault::Endless(b"x".to_vec()),
        MailFault::Begun(huge, b"A".to_vec()),
        MailFault::Begun(b"* LIST (".to_vec(), b"(".to_vec()),
        MailFault::Begun(b"* OK [".to_vec(), b"UIDVALIDITY 1 ".to_vec()),
    ] {
        for command in ["IMAP", "EXAMINE", "FETCH"] {
            reads_on(command, fault.clone(), &wanted, &mut findings).await;
        }
    }
    findings.end();
    if let (Some(before), Some(after)) = (before, crate::answers::most_memory()) {
        assert!(after - before < 300_000, "memory rose by {} kB", after - before);
    }
}

#[tokio::test]
async fn c4_answers_without_end_end_while_sending() {
    let (mut post, _) = Post::joined().await;
    post.out = patient(HASTE, "");
    let mut findings = Findings::default();
    let wanted = ["passing", "unreadable"];
    for fault in [
        MailFault::Drip(Duration::from_secs(1)),
        MailFault::Silence,
        MailFault::Endless(b"250-and so on\r\n".to_vec()),
        MailFault::Endless(b"x".to_vec()),
    ] {
        for command in ["SMTP", "EHLO", "RCPT"] {
            let began = Instant::now();
            post.fake.faults().next_of(command, fault.clone());
            let done = post.send(&answer(0, "да")).await;
            post.fake.faults().clear();
            findings.one_of(&format!("{command}, {:?}", Short(&fault)), &done, &wanted);
            let took = began.elapsed();
            findings.demand(took < HASTE * 20, || format!("{command}: {took:?}"));
        }
    }
    findings.demand(post.fake.taken().is_empty(), || "something was sent".to_owned());
    findings.end();
}

/// Pages of HTML, halves, lies: never a panic, never taken for mails, and the next look brings everything.
#[tokio::test]
async fn c5_what_is_no_answer_is_none() {
    let mut findings = Findings::default();
    let deep = format!("* {}", "(".repeat(50_000));
    let garbage: [&[u8]; 12] = [
        b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>\r\n",
        b"<!doctype html><html><body>portal</body></html>\r\n",
        b"\0\xff\xfe\r\n",
        b"\r\n",
        b"* 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\n",
        b"* 1 FETCH (UID x RFC822.SIZE y)\r\n",
        b"* 4294967296 EXISTS\r\n* -1 FETCH (UID -1)\r\n",
        b"* OK [UIDVALIDITY x] odd\r\n",
        b"k999 OK another command\r\n",
        b"* \"never closed\r\n",
        deep.as_bytes(),
        b"220 smtp.example ESMTP\r\n",
    ];
    for bytes in garbage {
        for command in ["IMAP", "LOGIN", "EXAMINE", "FETCH"] {
            // Said once, and then the server has nothing more to say.
            let fault = MailFault::Begun(bytes.to_vec(), b"\r\n".to_vec());
            reads_on(command, fault, &["passing", "unreadable"], &mut findings).await;
        }
    }
    findings.end();
}

#[tokio::test]
async fn c5_what_is_no_answer_of_sending_is_none() {
    let (mut post, _) = Post::joined().await;
    post.out = patient(HASTE, "");
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\n"[..],
        b"999 what\r\n",
        b"\xff\xff\xff\r\n",
        b"25\r\n",
        b"250",
        b"* OK IMAP4rev1\r\n",
    ] {
        for command in ["SMTP", "EHLO", "MAIL", "DATA"] {
            let fault = MailFault::Begun(bytes.to_vec(), b"\r\n".to_vec());
            post.fake.faults().next_of(command, fault);
            let done = post.send(&answer(0, "да")).await;
            post.fake.faults().clear();
            assert!(["passing", "unreadable"].contains(&kind(&done)), "{command}: {done:?}");
        }
    }
    assert!(post.fake.taken().is_empty());
}

/// Mails that are none are kept as they came and hide no other.
#[tokio::test]
async fn c5_broken_mails_are_kept_and_the_others_come() {
    let post = Post::new();
    let mut all: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\0".to_vec(),
        b"\r\n\r\n".to_vec(),
        b"not a mail at all".to_vec(),
        b"From: \xff\xfe\r\nSubject: =?utf-8?B?////?=\r\nDate: yesterday\r\n\r\n\xff".to_vec(),
        b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n--\r\n".to_vec(),
        b")\r\n* 9 EXISTS\r\nk1 OK done\r\n".to_vec(),
        b"Subject: {12}\r\n\r\n{99}\r\n".to_vec(),
        "From: a@b.example\r\n\r\n".bytes().chain((0..=255).cycle().take(5_000)).collect(),
    ];
    all.push(mail(1, "хорошее"));
    for mail in &all {
        post.fake.put("INBOX", mail);
    }
    let found = kept(post.past().await.unwrap());
    let bytes = |raw: &Raw| Kept::parse(&raw.body).unwrap().mail;
    for mail in &all {
        assert!(found.values().any(|raw| &bytes(raw) == mail), "{}", mail.escape_ascii());
    }
    for raw in found.values() {
        let read = connector().convert(&raw.body, &post.about);
        if text(raw) == "хорошее" {
            assert_eq!(read.unwrap().len(), 1);
        }
    }
}
