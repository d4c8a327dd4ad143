//! C3, C4, C5, C8: connections that are cut, that stall, drip or speak nonsense, and servers that fall
//! silent while we wait.

use std::time::{Duration, Instant};

use kamerton_channels::live::Trouble;
use kamerton_fakes::servers::MailServers;
use kamerton_fakes::{Between, Mood};

use crate::rig::{Joined, are_missing, mail, texts};

fn servers(count: usize) -> MailServers {
    let servers = MailServers::dovecot().unwrap();
    for number in 0..count {
        let text = format!("письмо {number} {}", "слово ".repeat(100));
        servers.put("help", "INBOX", &mail(number, &text)).unwrap();
    }
    servers
}

/// Cut in the midst of mails, over and over: nothing is lost and nothing comes in half.
#[tokio::test]
async fn a_connection_that_is_cut_while_mails_come_loses_nothing() {
    if are_missing(false) {
        return;
    }
    let servers = servers(1_100);
    let between = Between::before(servers.imap).unwrap();
    let joined = Joined::plain("help", between.port(), 1);
    let whole = joined.past(0).await;
    assert_eq!(whole.len(), 1_100);
    let backfill = kamerton_channels::connector("email").unwrap().backfill().unwrap();
    let (mut found, mut cursor, mut cuts) = (Vec::new(), String::new(), 0);
    for step in 0.. {
        assert!(step < 100, "it does not end");
        // Each second try is cut, at another place each time.
        let mood = if step % 2 == 0 { Mood::Cut(700 + step * 20_000) } else { Mood::Well };
        between.mood(mood);
        match backfill.backfill(&joined.link(), &cursor).await {
            Ok(polled) => {
                found.extend(polled.raws);
                cursor = polled.cursor;
                if !polled.more {
                    break;
                }
            }
            Err(Trouble::Passing(_)) => cuts += 1,
            Err(trouble) => panic!("{trouble:?}"),
        }
    }
    assert!(cuts >= 3, "it was cut {cuts} times");
    assert_eq!(found.len(), 1_100, "each came once");
    let keys: std::collections::BTreeSet<_> = found.into_iter().map(|raw| raw.key).collect();
    assert!(keys.iter().eq(whole.keys()));
}

#[tokio::test]
async fn what_stalls_or_drips_has_an_end() {
    if are_missing(false) {
        return;
    }
    let servers = servers(300);
    let between = Between::before(servers.imap).unwrap();
    let joined = Joined::plain("help", between.port(), 1).patient(Duration::from_secs(2));
    for mood in [
        Mood::Stall(0),
        Mood::Stall(5_000),
        Mood::Stall(60_000),
        Mood::Drip(Duration::from_millis(20)),
    ] {
        between.mood(mood.clone());
        let began = Instant::now();
        let backfill = kamerton_channels::connector("email").unwrap().backfill().unwrap();
        let done = backfill.backfill(&joined.link(), "").await;
        assert!(matches!(done, Err(Trouble::Passing(_))), "{mood:?}: {done:?}");
        // A few commands, each with its own end.
        assert!(began.elapsed() < Duration::from_secs(20), "{mood:?}: {:?}", began.elapsed());
    }
    between.mood(Mood::Well);
    assert_eq!(joined.past(0).await.len(), 300);
}

#[tokio::test]
async fn nonsense_is_told_from_mails() {
    if are_missing(false) {
        return;
    }
    let servers = servers(300);
    let between = Between::before(servers.imap).unwrap();
    let joined = Joined::plain("help", between.port(), 1).patient(Duration::from_secs(1));
    let nonsense: [&[u8]; 5] = [
        b"HTTP/1.1 200 OK\r\n\r\n<html>",
        b"* 1 FETCH (UID 1 BODY[] {99999999}\r\n",
        b"* 1 EXISTS\r\n",
        b"\0\xff\r\n",
        b"x",
    ];
    for garbage in nonsense {
        for after in [0, 3_000, 50_000] {
            between.mood(Mood::Garbage(after, garbage.to_vec()));
            let backfill = kamerton_channels::connector("email").unwrap().backfill().unwrap();
            let done = backfill.backfill(&joined.link(), "").await;
            let fits = matches!(done, Err(Trouble::Passing(_) | Trouble::Unreadable(_)));
            assert!(fits, "{after} {garbage:?}: {done:?}");
        }
    }
    between.mood(Mood::Well);
    assert_eq!(joined.past(0).await.len(), 300);
}

/// The server falls silent while we wait, as behind a router that forgot the connection: it is noticed
/// when the wait ends, and the next look brings what came meanwhile.
#[tokio::test]
async fn silence_while_waiting_is_noticed() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    let between = Between::before(servers.imap).unwrap();
    let joined = Joined::plain("help", between.port(), 1).patient(Duration::from_secs(4));
    let mut cursor = String::new();
    joined.news(&mut cursor).await.unwrap();
    let waiting = joined.poll(&cursor, 2);
    let silence = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        between.mood(Mood::Stall(0));
        servers.deliver("help", &mail(1, "в тишине")).unwrap();
    };
    let (silent, ()) = tokio::join!(waiting, silence);
    assert!(matches!(silent, Err(Trouble::Passing(_))), "{silent:?}");
    between.mood(Mood::Well);
    assert_eq!(texts(&joined.news(&mut cursor).await.unwrap()), ["в тишине"]);
}

/// A session that the server has closed between two looks is opened anew without a word.
#[tokio::test]
async fn a_session_is_kept_and_replaced() {
    if are_missing(false) {
        return;
    }
    let servers = servers(3);
    let between = Between::before(servers.imap).unwrap();
    let joined = Joined::plain("help", between.port(), 1);
    let mut cursor = String::new();
    for _ in 0..5 {
        joined.news(&mut cursor).await.unwrap();
    }
    assert_eq!(between.connections(), 1, "one session for all of it");
    let nobody = Joined::plain("help", between.port(), 1).with("password", "wrong");
    assert!(
        matches!(nobody.poll("", 0).await, Err(Trouble::SignIn(_))),
        "another password is another session"
    );
    servers.doveadm(&["kick", "help"]).unwrap();
    joined.news(&mut cursor).await.unwrap();
    assert_eq!(between.connections(), 3);
}
