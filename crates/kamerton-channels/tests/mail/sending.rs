//! Answering through real servers, and finding out what became of an answer.

use std::time::Duration;

use kamerton_channels::email::raw::Kept;
use kamerton_channels::live::{File, To, Trouble};
use kamerton_core::fact::Fact;
use kamerton_fakes::servers::{DOMAIN, MailServers, Sink};
use kamerton_fakes::{Between, Mood};
use mail_parser::{MessageParser, MimeHeaders};

use crate::rig::{Joined, answer, are_missing, connector};

/// A mail of somebody whose mailbox is on the same servers.
fn asked(number: usize, more: &str) -> Vec<u8> {
    format!(
        "From: =?utf-8?B?0JDQvdC90LA=?= <anna@{DOMAIN}>\r\nTo: help@{DOMAIN}\r\n\
         Subject: =?utf-8?B?0JPQtNC1INC30LDQutCw0Lc=?=\r\nDate: Thu, 26 Nov 2026 12:00:00 +0300\r\n\
         Message-ID: <asked-{number}@example.org>\r\nReferences: <first@example.org> <second@example.org>\r\n\
         {more}\r\nГде мой заказ?\r\n"
    )
    .into_bytes()
}

async fn arrived(servers: &MailServers, user: &str, count: usize) -> Vec<String> {
    for _ in 0..200 {
        let mails = servers.mails(user, "INBOX").unwrap();
        if mails.len() >= count {
            return mails;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing arrived: {}", servers.log());
}

#[tokio::test]
async fn an_answer_arrives_in_its_thread() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::with_postfix(1).unwrap();
    servers.deliver("help", &asked(1, "")).unwrap();
    let joined = Joined::plain("help", servers.imap, servers.smtp);
    let file = File {
        name: "чек.pdf".to_owned(),
        kind: "application/pdf".to_owned(),
        bytes: vec![7; 100_000].into(),
    };
    let text = "Здравствуйте!\n\n.\nЗаказ в пути, будет завтра.\n";
    let outgoing = answer("one", "asked-1@example.org", text, vec![file]);
    let sent = joined.send(&outgoing).await;
    let sent = sent.unwrap_or_else(|trouble| panic!("{trouble}: {}", servers.log()));
    let id = format!("{}@{DOMAIN}", outgoing.id);
    assert_eq!(sent.key, Some(format!("email:{id}")));
    let mails = arrived(&servers, "anna", 1).await;
    let mail = MessageParser::default().parse(mails[0].as_bytes()).unwrap();
    assert_eq!(mail.message_id(), Some(id.as_str()));
    assert_eq!(mail.in_reply_to().as_text(), Some("asked-1@example.org"));
    let named = mail.references().as_text_list().unwrap();
    assert_eq!(named, ["first@example.org", "second@example.org", "asked-1@example.org"]);
    assert_eq!(mail.subject(), Some("Re: Где заказ"));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim(), text.trim());
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Камертон «Чай»"));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Анна"));
    assert!(mail.header("Auto-Submitted").is_none());
    let files: Vec<_> = mail.attachments().collect();
    assert_eq!(files[0].attachment_name(), Some("чек.pdf"));
    assert_eq!(files[0].contents().len(), 100_000);
    // A copy lies among what was sent, is found as the proof, and comes as the same message.
    assert_eq!(servers.mails("help", "Sent").unwrap().len(), 1);
    let proof = joined.prove(&outgoing).await.unwrap().unwrap();
    assert_eq!((&proof.key, proof.at), (&sent.key, sent.at));
    let mut cursor = String::new();
    let news = joined.news(&mut cursor).await.unwrap();
    let about = joined.check().await.unwrap().about.unwrap();
    let convert = |kept: &Kept| connector().convert(&kept.to_raw().body, &about).unwrap();
    let facts = news.values().filter(|kept| kept.mailbox == "Sent").flat_map(convert);
    let messages: Vec<_> = facts
        .filter_map(|fact| match fact {
            Fact::Message(message) => Some(message),
            _ => None,
        })
        .collect();
    assert_eq!(messages.len(), 1, "{news:?}");
    let (ours, place) = (&messages[0], about.place.as_ref().unwrap());
    assert_eq!((Some(&ours.key), Some(ours.sent_at)), (sent.key.as_ref(), sent.at));
    assert_eq!(ours.reply_to.as_deref(), Some("email:asked-1@example.org"));
    assert_eq!((ours.text.as_str(), &ours.place), (text.trim(), place));
    assert_eq!(ours.author.as_ref().unwrap().remote_id, format!("help@{DOMAIN}"));
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::with_postfix(1).unwrap();
    let joined = Joined::plain("help", servers.imap, servers.smtp);
    servers.deliver("help", &asked(1, "")).unwrap();
    servers.deliver("help", &asked(2, "Auto-Submitted: auto-replied\r\n")).unwrap();
    let list = "List-Id: <talk.example.org>\r\nList-Post: <mailto:talk@example.org>\r\n";
    servers.deliver("help", &asked(3, list)).unwrap();
    let deaf = String::from_utf8(asked(4, "")).unwrap().replace("<anna@", "<no-reply@");
    servers.deliver("help", deaf.as_bytes()).unwrap();
    let gone = answer("gone", "never@example.org", "да", vec![]);
    let nameless = answer("nameless", "raw:0123", "да", vec![]);
    for outgoing in [gone, nameless] {
        let refused = joined.send(&outgoing).await;
        assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    }
    for number in 2..=4 {
        let outgoing = answer("robot", &format!("asked-{number}@example.org"), "да", vec![]);
        let refused = joined.send(&outgoing).await;
        assert!(matches!(refused, Err(Trouble::Refused(_))), "{number}: {refused:?}");
    }
    let mut first = answer("first", "x", "да", vec![]);
    if let kamerton_channels::live::Act::Say(say) = &mut first.act {
        say.to = To::Person { account: format!("anna@{DOMAIN}") };
    }
    assert!(matches!(joined.send(&first).await, Err(Trouble::Refused(_))));
    let wrong = Joined::plain("help", servers.imap, servers.smtp).with("password", "wrong");
    let refused = wrong.send(&answer("wrong", "asked-1@example.org", "да", vec![])).await;
    assert!(matches!(refused, Err(Trouble::SignIn(_))), "{refused:?}");
    assert!(servers.mails("anna", "INBOX").unwrap().is_empty());
    assert!(servers.mails("help", "Sent").unwrap().is_empty());
}

/// E4: the server takes the mail and does not say so.
#[tokio::test]
async fn an_answer_whose_end_is_lost_is_unknown_and_goes_out_once() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    servers.deliver("help", &asked(1, "")).unwrap();
    let sink = Sink::start(&["-W", ".:30"]).unwrap();
    let joined = Joined::plain("help", servers.imap, sink.port).patient(Duration::from_secs(2));
    let outgoing = answer("one", "asked-1@example.org", "в пути", vec![]);
    let lost = joined.send(&outgoing).await;
    assert!(matches!(lost, Err(Trouble::Unknown(_))), "{lost:?}");
    let unproven = joined.prove(&outgoing).await;
    assert!(matches!(unproven, Err(Trouble::Unknown(_))), "{unproven:?}");
    let mails = sink.mails().unwrap();
    assert_eq!(mails.len(), 1, "it went out once");
    let id = format!("{}@{DOMAIN}", outgoing.id);
    assert!(mails[0].contains(&format!("Message-ID: <{id}>")), "{}", mails[0]);
    // Where the server files what it sends, that is the proof.
    let begins = mails[0].find("Date: ").unwrap();
    servers.put("help", "Sent", &mails[0].as_bytes()[begins..]).unwrap();
    let proof = joined.prove(&outgoing).await.unwrap().unwrap();
    assert_eq!(proof.key, Some(format!("email:{id}")));
    // One of us says: once more. It is the same mail.
    let _ = joined.send(&outgoing).await;
    let again = sink.mails().unwrap();
    assert!(again.iter().all(|mail| mail.contains(&format!("Message-ID: <{id}>"))));
}

#[tokio::test]
async fn what_breaks_before_the_end_was_certainly_not_sent() {
    if are_missing(true) {
        return;
    }
    let servers = MailServers::dovecot().unwrap();
    servers.deliver("help", &asked(1, "")).unwrap();
    let outgoing = answer("one", "asked-1@example.org", "в пути", vec![]);
    let faults: [(&[&str], &str); 8] = [
        (&["-q", "MAIL"], "passing"),
        (&["-q", "RCPT"], "passing"),
        (&["-q", "DATA"], "passing"),
        (&["-r", "RCPT"], "later"),
        (&["-r", "DATA"], "later"),
        (&["-f", "RCPT"], "refused"),
        (&["-f", "."], "refused"),
        (&["-q", "."], "unknown"),
    ];
    for (options, expected) in faults {
        let sink = Sink::start(options).unwrap();
        let joined = Joined::plain("help", servers.imap, sink.port).patient(Duration::from_secs(5));
        let done = joined.send(&outgoing).await;
        let found = match &done {
            Err(Trouble::Passing(_)) => "passing",
            Err(Trouble::Limited { .. }) => "later",
            Err(Trouble::Refused(_)) => "refused",
            Err(Trouble::Unknown(_)) => "unknown",
            _ => "other",
        };
        let fits = found == expected || (expected == "later" && found == "passing");
        assert!(fits, "{options:?}: {done:?}");
    }
    let nobody = Joined::plain("help", servers.imap, 1).send(&outgoing).await;
    assert!(matches!(nobody, Err(Trouble::Passing(_))), "{nobody:?}");
    let sink = Sink::start(&[]).unwrap();
    let between = Between::before(sink.port).unwrap();
    between.mood(Mood::Garbage(0, b"HTTP/1.1 400 Bad Request\r\n".to_vec()));
    let odd = Joined::plain("help", servers.imap, between.port()).patient(Duration::from_secs(5));
    let odd = odd.send(&outgoing).await;
    assert!(matches!(odd, Err(Trouble::Unreadable(_) | Trouble::Passing(_))), "{odd:?}");
    assert!(servers.mails("help", "Sent").unwrap().is_empty());
}
