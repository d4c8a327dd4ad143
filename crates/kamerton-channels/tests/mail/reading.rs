//! Reading against a real server: the past, news, folders that are numbered anew, mails that lie twice.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kamerton_core::time::HOUR;
use kamerton_fakes::servers::MailServers;

use crate::rig::{Joined, are_missing, connector, mail, now, texts};

#[tokio::test]
async fn the_past_comes_whole_from_all_folders() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    for number in 0..1_234 {
        servers.put("help", "INBOX", &mail(number, &format!("письмо {number}"))).unwrap();
    }
    for number in 1_234..1_240 {
        servers.put("help", "Sent", &mail(number, &format!("письмо {number}"))).unwrap();
        servers
            .put(
                "help",
                "&BBcEMAQ6BDAENwRL-",
                &mail(number + 10, &format!("письмо {}", number + 10)),
            )
            .unwrap();
    }
    let joined = Joined::plain("help", servers.imap, 1).with("folders", "INBOX\nЗаказы");
    let found = joined.past(0).await;
    let wanted: BTreeSet<String> =
        (0..1_240).chain(1_244..1_250).map(|number| format!("письмо {number}")).collect();
    assert_eq!(texts(&found).into_iter().collect::<BTreeSet<_>>(), wanted);
    assert!(found.values().any(|kept| kept.mailbox == "Заказы"));
    // Each came once.
    assert_eq!(found.len(), 1_246);
    let one = found.values().next().unwrap();
    assert!(one.uidvalidity > 0 && one.uid > 0 && one.arrived.is_some());
}

#[tokio::test]
async fn the_newest_come_first_and_gaps_are_jumped_over() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    for number in 0..900 {
        servers.put("help", "INBOX", &mail(number, &format!("письмо {number}"))).unwrap();
    }
    let joined = Joined::plain("help", servers.imap, 1);
    joined.past(0).await;
    // All but the first and the last are taken away.
    servers.doveadm(&["expunge", "-u", "help", "mailbox", "INBOX", "uid", "3:850"]).unwrap();
    let backfill = connector().backfill().unwrap();
    let first = backfill.backfill(&joined.link(), "").await.unwrap();
    assert_eq!(first.raws.len(), 50, "the newest");
    assert!(first.more);
    assert_eq!(joined.past(0).await.len(), 52);
}

#[tokio::test]
async fn news_come_at_once_and_once() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    servers.deliver("help", &mail(1, "раньше")).unwrap();
    let joined = Joined::plain("help", servers.imap, 1);
    let mut cursor = String::new();
    // What came within a day belongs to the beginning.
    assert_eq!(texts(&joined.news(&mut cursor).await.unwrap()), ["раньше"]);
    assert!(joined.news(&mut cursor).await.unwrap().is_empty());
    // Somebody waits while a mail comes.
    let (began, at) = (Instant::now(), cursor.clone());
    let waiting = joined.poll(&at, 20);
    let delivering = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        servers.deliver("help", &mail(2, "сейчас")).unwrap();
    };
    let (polled, ()) = tokio::join!(waiting, delivering);
    let polled = polled.unwrap();
    assert_eq!(polled.raws.len(), 1);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(joined.news(&mut polled.cursor.clone()).await.unwrap().is_empty());
    // Nothing comes: the wait ends when it should.
    let began = Instant::now();
    let quiet = joined.poll(&polled.cursor, 2).await.unwrap();
    assert!(quiet.raws.is_empty() && quiet.cursor == polled.cursor);
    assert!((1_800..6_000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    // What is filed among sent mail is news as well, after the wait at the latest.
    servers.put("help", "Sent", &mail(3, "из почты")).unwrap();
    assert_eq!(texts(&joined.news(&mut polled.cursor.clone()).await.unwrap()), ["из почты"]);
}

#[tokio::test]
async fn a_folder_that_is_numbered_anew_is_read_again() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    for number in 0..30 {
        servers.put("help", "Orders", &mail(number, &format!("письмо {number}"))).unwrap();
    }
    let joined = Joined::plain("help", servers.imap, 1).with("folders", "INBOX\nOrders");
    let mut cursor = String::new();
    let mut all = joined.past(0).await;
    all.extend(joined.news(&mut cursor).await.unwrap());
    assert_eq!(all.len(), 30);
    // While nobody looks, the folder is made anew, with most of its mails and two more.
    servers.doveadm(&["mailbox", "delete", "-u", "help", "Orders"]).unwrap();
    let gone = joined.poll(&cursor, 0).await.unwrap();
    assert!(gone.raws.is_empty());
    let poll = connector().poll().unwrap();
    let standing = poll.standing(&joined.settings, &gone.cursor);
    assert_eq!(standing.len(), 1);
    assert_eq!(standing[0].message, "channel-email-found-no-folder");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    servers.doveadm(&["mailbox", "create", "-u", "help", "Orders"]).unwrap();
    for number in 2..32 {
        servers.put("help", "Orders", &mail(number, &format!("письмо {number}"))).unwrap();
    }
    cursor = gone.cursor;
    let again = joined.news(&mut cursor).await.unwrap();
    assert_eq!(again.len(), 30);
    let before = all.len();
    all.extend(again);
    assert_eq!(all.len(), before + 2, "what was known has the same key");
    assert!(joined.news(&mut cursor).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_mail_in_two_folders_is_one() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    let large = large_mail(9, 700_000);
    for folder in ["INBOX", "Orders"] {
        servers.put("help", folder, &mail(1, "дважды")).unwrap();
        servers.put("help", folder, &large).unwrap();
    }
    let joined = Joined::plain("help", servers.imap, 1).with("folders", "INBOX\nOrders");
    assert_eq!(joined.past(0).await.len(), 2);
}

/// A mail with a text and a file of this size.
fn large_mail(number: usize, size: usize) -> Vec<u8> {
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let file = line.repeat(size / line.len());
    format!(
        "From: anna@example.org\r\nSubject: with a file\r\nMessage-ID: <{number}@example.org>\r\n\
         Date: Thu, 26 Nov 2026 12:00:00 +0300\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b 1\"\r\n\r\n--b 1\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nсмотрите файл\r\n--b 1\r\n\
         Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n{file}\r\n--b 1--\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn of_a_large_mail_the_text_comes_and_the_file_stays() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    servers.put("help", "INBOX", &large_mail(1, 20 << 20)).unwrap();
    servers.put("help", "INBOX", &mail(2, &"длинный текст\r\n".repeat(40_000))).unwrap();
    servers.put("help", "INBOX", &mail(3, "короткий")).unwrap();
    let joined = Joined::plain("help", servers.imap, 1);
    let found = joined.past(0).await;
    assert_eq!(found.len(), 3);
    let with_file = found.values().find(|kept| kept.uid == 1).unwrap();
    assert!(with_file.mail.len() < 2_000, "{}", with_file.mail.len());
    let text = String::from_utf8_lossy(&with_file.mail).into_owned();
    assert!(text.contains("смотрите файл") && text.contains("filename=\"a.pdf\""), "{text}");
    let long = found.values().find(|kept| kept.uid == 2).unwrap();
    assert!((200_000..300_000).contains(&long.mail.len()), "{}", long.mail.len());
}

#[tokio::test]
async fn a_gap_is_closed_from_a_moment_on() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    for number in 0..20 {
        servers.put("help", "INBOX", &mail(number, "давно")).unwrap();
    }
    for number in 20..23 {
        servers.deliver("help", &mail(number, &format!("пока вас не было {number}"))).unwrap();
    }
    let joined = Joined::plain("help", servers.imap, 1);
    let reconcile = connector().reconcile().unwrap();
    let (mut cursor, mut came) = (String::new(), 0);
    loop {
        let since = now().plus(-HOUR);
        let polled = reconcile.reconcile(&joined.link(), since, &cursor).await.unwrap();
        came += polled.raws.len();
        cursor = polled.cursor;
        if !polled.more {
            break;
        }
    }
    assert_eq!(came, 3);
}

/// Somebody sends a head without end, or a form without end: it comes as far as it is taken, and the
/// mails behind it come as well.
#[tokio::test]
async fn a_monstrous_mail_stops_nothing() {
    if are_missing(false) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    let head = format!("X-Long: {}\r\n", "x".repeat(900)).repeat(12_000);
    let mut long = mail(1, "длинная шапка");
    long.splice(0..0, head.bytes());
    servers.put("help", "INBOX", &long).unwrap();
    let part =
        format!("--b\r\nContent-Type: text/plain; name=\"{}\"\r\n\r\nx\r\n", "n".repeat(900));
    let many = format!(
        "From: a@example.org\r\nDate: Thu, 26 Nov 2026 12:00:00 +0300\r\nMessage-ID: <m@example.org>\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n",
        part.repeat(20_000)
    );
    servers.put("help", "INBOX", many.as_bytes()).unwrap();
    servers.put("help", "INBOX", &mail(3, "обычное")).unwrap();
    let joined = Joined::plain("help", servers.imap, 1);
    let found = joined.past(0).await;
    assert_eq!(found.len(), 3);
    assert!(found.values().all(|kept| kept.mail.len() < 3 << 20));
}
