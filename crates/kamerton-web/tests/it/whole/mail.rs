//! A mailbox on real servers: Dovecot keeps it, Postfix takes what we send, a sink stands for the world.

use std::time::{SystemTime, UNIX_EPOCH};

use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_fakes::servers::{self, DOMAIN, MailServers, PASSWORD, Sink};

use super::{WISH, Way};
use crate::channels::{until, with_file};
use crate::harness::kinds;

/// Now, as mails write it.
fn date() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let moment = Instant::from_seconds(i64::try_from(since).unwrap()).rfc3339();
    let (day, time) = moment.split_once('T').unwrap();
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months[month.parse::<usize>().unwrap() - 1];
    format!("{day} {month} {year} {} +0000", &time[..8])
}

/// A mail of Anna with a picture, of whom the receiving server found this.
fn mail(id: &str, found: &str, text: &str) -> Vec<u8> {
    format!(
        "Authentication-Results: mx.{DOMAIN}; {found}\r\n\
         From: =?utf-8?B?0JDQvdC90LA=?= <anna@club.example>\r\nTo: help@{DOMAIN}\r\n\
         Subject: =?utf-8?B?0KfQsNC50L3QuNC6?=\r\nDate: {}\r\nMessage-ID: <{id}@club.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\
         --b\r\nContent-Type: image/png; name=\"kettle.png\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"kettle.png\"\r\n\r\niVBORw0KGgo=\r\n--b--\r\n",
        date()
    )
    .into_bytes()
}

const PROVED: &str =
    "spf=pass smtp.mailfrom=anna@club.example; dkim=pass header.d=club.example; dmarc=pass";
const FORGED: &str =
    "spf=fail smtp.mailfrom=anna@club.example; dkim=fail header.d=club.example; dmarc=fail";

/// The file of a mail is fetched from the mailbox, also of one that came without the bytes of its file, and
/// also when the mail has been moved meanwhile.
async fn files(way: &Way, servers: &MailServers, small: MessageId) {
    shown(way, small, "kettle.png").await;
    let owner = way.owner().await;
    let given = owner.get(&format!("/messages/{small}/files/0")).await;
    assert_eq!(given.bytes, b"\x89PNG\r\n\x1a\n", "{}", given.text);
    assert_eq!(given.header("content-type"), "image/png");
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let bytes = line.repeat(700_000 / line.len());
    let large = String::from_utf8(mail("large", PROVED, "Смотрите альбом")).unwrap();
    let large = large.replace("iVBORw0KGgo=\r\n", &bytes).replace("kettle.png", "album.jpg");
    servers.deliver("help", large.as_bytes()).unwrap();
    let id = way.stored("email", "email:large@club.example").await;
    shown(way, id, "album.jpg").await;
    let (path, wanted) = (format!("/messages/{id}/files/0"), b"ABC".repeat(19 * bytes.len() / 78));
    assert_eq!(owner.get(&path).await.bytes, wanted);
    servers.doveadm(&["expunge", "-u", "help", "mailbox", "INBOX", "all"]).unwrap();
    servers.put("help", "Sent", large.as_bytes()).unwrap();
    assert_eq!(owner.get(&path).await.bytes, wanted, "it lies elsewhere by now");
    servers.doveadm(&["expunge", "-u", "help", "mailbox", "Sent", "all"]).unwrap();
    let gone = owner.get(&path).await;
    assert_eq!(gone.status, 422, "{}", gone.text);
}

/// The page of a message, once it holds this.
async fn shown(way: &Way, id: MessageId, text: &str) {
    let page = way.owner().await.get(&format!("/messages/{id}")).await.text;
    assert!(page.contains(text), "{text}: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_answered_in_its_thread() {
    if let Some(why) = servers::missing(true) {
        println!("skipped: {why}");
        return;
    }
    for kind in kinds() {
        let sink = Sink::start(&[]).unwrap();
        let servers = MailServers::with_postfix(sink.port).unwrap();
        let way = Way::on(kind).await;
        let (address, imap) = (format!("help@{DOMAIN}"), servers.imap.to_string());
        let smtp = servers.smtp.to_string();
        let fields = [
            ("address", address.as_str()),
            ("password", PASSWORD),
            ("user", "help"),
            ("name", "Клуб «Ромашка»"),
            ("imap-host", "127.0.0.1"),
            ("imap-port", imap.as_str()),
            ("imap-security", "none"),
            ("smtp-host", "127.0.0.1"),
            ("smtp-port", smtp.as_str()),
            ("smtp-security", "none"),
        ];
        way.connect("email", &fields).await;
        servers.deliver("help", &mail("wish", PROVED, WISH)).unwrap();
        let id = way.stored("email", "email:wish@club.example").await;
        shown(&way, id, "Почтовый сервер подтвердил отправителя").await;
        let step = way.step(WISH).await;
        let page = format!("/messages/{id}");
        let owner = way.owner().await;
        let answered = with_file(&owner, &format!("{page}/reply"), "Оформим письмом.", "1").await;
        assert_eq!(answered.leads_to(), format!("{page}?did=reply"));
        let sent = until("it has left for Anna", async || {
            sink.mails().unwrap().into_iter().find(|mail| mail.contains("anna@club.example"))
        })
        .await;
        let unfolded = sent.replace("\r\n ", " ").replace("\n ", " ");
        assert!(unfolded.contains("In-Reply-To: <wish@club.example>"), "{sent}");
        assert!(sent.contains("multipart/mixed"), "with its file: {sent}");
        way.is_answered(id, "Оформим письмом.").await;
        way.done(&step).await;
        way.is_hidden_from_others(id).await;
        files(&way, &servers, id).await;
        // Somebody else writes in her name: it is shown, and it is said.
        servers.deliver("help", &mail("forged", FORGED, "Пришлите пароль")).unwrap();
        let forged = way.stored("email", "email:forged@club.example").await;
        shown(&way, forged, "Подлинность не подтверждена").await;
        way.end().await;
    }
}
