//! C1, C2: told to wait, told to go.

use std::time::Duration;

use kamerton_channels::live::{Grade, Trouble};
use kamerton_fakes::MailFault;

use super::{Post, answer, connector, pass};
use crate::stage::{Findings, kind};

/// However a server says that there was too much, it is a wait, for all who read by this connection; and
/// nothing else is asked before.
#[tokio::test]
async fn c1_a_wait_while_reading_is_kept_and_nothing_more_is_asked() {
    let mut findings = Findings::default();
    for (command, says) in [
        ("IMAP", "* BYE Too many connections from your address"),
        ("LOGIN", "NO [LIMIT] Too many simultaneous connections"),
        ("LOGIN", "NO Too many login attempts"),
        ("CAPABILITY", "NO [THROTTLED] later"),
        ("LIST", "NO [LIMIT] slow down"),
        ("EXAMINE", "NO [LIMIT] slow down"),
        ("EXAMINE", "NO [THROTTLED] later"),
        ("SEARCH", "NO [OVERQUOTA] Account exceeded bandwidth limits"),
        ("FETCH", "NO [LIMIT] slow down"),
        ("FETCH", "NO Too many commands"),
        ("FETCH", "* BYE Rate limit exceeded"),
    ] {
        let post = Post::new();
        post.fake.put("INBOX", &super::mail(0, "вопрос"));
        post.fake.faults().next_of(command, MailFault::Says(says.to_owned()));
        let done = post.poll("").await;
        findings.one_of(&format!("{command}: {says}"), &done, &["limited"]);
        if let Err(Trouble::Limited { after, bucket, .. }) = &done {
            let right = *after == Duration::from_secs(300) && bucket.is_empty();
            findings.demand(right, || format!("{command}: {done:?}"));
        }
        let asked = post.fake.asked();
        let last = asked.last().map(|heard| heard.name.as_str());
        findings.demand(last == Some(command), || format!("{command}: then {last:?}"));
        // And then all is well again.
        findings.one_of(&format!("after {command}"), &post.poll("").await, &["done"]);
    }
    let post = Post::new();
    post.fake.most_sessions(0);
    findings.one_of("no room", &post.poll("").await, &["limited"]);
    findings.end();
}

/// What is sent waits by itself; reading goes on.
#[tokio::test]
async fn c1_a_wait_while_sending_is_one_of_sending_alone() {
    let (five, hour) = (Duration::from_secs(300), Duration::from_secs(3_600));
    let (post, cursor) = Post::joined().await;
    let mut findings = Findings::default();
    for (number, (command, says, wait)) in [
        ("SMTP", "421 4.7.0 Too many connections", five),
        ("EHLO", "421 4.7.0 Try again later, too many messages", five),
        ("MAIL", "452 4.2.2 quota of this hour is used up", five),
        ("RCPT", "450 4.7.1 Greylisted, please try again in 300 seconds", five),
        ("RCPT", "451 4.7.1 Greylisting in action", five),
        ("RCPT", "550 5.4.5 Daily user sending quota exceeded", hour),
        ("DATA", "451 4.7.0 rate of mails too high", five),
        (".", "452 4.7.1 too many mails, this one was not taken", five),
    ]
    .into_iter()
    .enumerate()
    {
        let before = post.fake.asked().len();
        post.fake.faults().next_of(command, MailFault::Says(says.to_owned()));
        let done = post.send(&answer(0, &format!("ответ {number}"))).await;
        post.fake.faults().clear();
        findings.one_of(says, &done, &["limited"]);
        if let Err(Trouble::Limited { after, bucket, .. }) = &done {
            findings.demand(*after == wait && bucket == "smtp", || format!("{says}: {done:?}"));
        }
        let times = post.since(before).iter().filter(|heard| heard.name == command).count();
        findings.demand(times == 1, || format!("{says}: asked {times} times"));
        findings.one_of("reading goes on", &post.poll(&cursor).await, &["done"]);
    }
    findings.demand(post.fake.taken().is_empty(), || "something was sent".to_owned());
    findings.end();
}

/// A server that sends away whom it does not know takes the same mail when the wait is over, once.
#[tokio::test]
async fn c1_who_comes_again_when_told_is_let_in() {
    let (post, _) = Post::joined().await;
    post.fake.greylist(Duration::from_secs(290));
    post.fake.limit(1, Duration::from_secs(250));
    let first = answer(0, "первый");
    let Err(Trouble::Limited { after, .. }) = post.send(&first).await else { panic!() };
    pass(&post.fake, after);
    post.send(&first).await.unwrap();
    let second = answer(0, "второй");
    let Err(Trouble::Limited { after, .. }) = post.send(&second).await else { panic!() };
    pass(&post.fake, after);
    post.send(&second).await.unwrap();
    assert_eq!(post.fake.taken().len(), 2);
}

/// A sign-in that worked and works no more is said at once, asked for once, and nothing is sent.
#[tokio::test]
async fn c2_a_revoked_sign_in_stops_at_once() {
    let (post, cursor) = Post::joined().await;
    let mut findings = Findings::default();
    post.fake.revoke();
    // Who is signed in stays so until the session ends.
    post.fake.faults().next_of("NOOP", MailFault::Cut);
    let before = post.fake.count("LOGIN");
    findings.one_of("looking", &post.poll(&cursor).await, &["sign in"]);
    findings.one_of("saying", &post.send(&answer(0, "да")).await, &["sign in"]);
    let tries = post.fake.count("LOGIN") - before;
    findings.demand(tries == 2, || format!("{tries} sign-ins for two things"));
    findings.demand(post.fake.count("SMTP") == 0, || "it went on to sending".to_owned());
    let report = connector().check(&post.link()).await.unwrap();
    let is_broken = report.findings.iter().any(|finding| finding.grade == Grade::Broken);
    findings.demand(report.about.is_none() && is_broken, || format!("{report:?}"));
    findings.end();
}

/// The same where only sending is refused, and where a server says so in the midst of it.
#[tokio::test]
async fn c2_a_sign_in_that_is_refused_on_the_way_stops_too() {
    for (command, says) in [
        ("AUTH", "535 5.7.8 Username and Password not accepted"),
        ("AUTH", "534 5.7.9 Application-specific password required"),
        ("MAIL", "530 5.7.0 Authentication required"),
        ("EXAMINE", "NO [AUTHORIZATIONFAILED] not any more"),
        ("EXAMINE", "NO [EXPIRED] the password has expired"),
    ] {
        let (post, _) = Post::joined().await;
        post.fake.faults().next_of(command, MailFault::Says(says.to_owned()));
        let done = post.send(&answer(0, "да")).await;
        assert_eq!(kind(&done), "sign in", "{says}: {done:?}");
        assert!(post.fake.taken().is_empty());
        let text = format!("{done:?}");
        assert!(!text.contains(kamerton_fakes::mail::PASSWORD), "{text}");
    }
}
