//! C6: the same mails in any folders, any order, any number of times.

use std::collections::BTreeMap;

use kamerton_channels::email::raw::Kept;
use kamerton_core::fact::Fact;
use kamerton_fakes::Chance;

use super::{ADDRESS, Post, about, connector, kept, mail};

const SEEDS: u64 = 10_000;

/// A talk as it lies in a mailbox: questions, our answers, a bounce, answers to answers.
fn talk(chance: &mut Chance) -> Vec<(&'static str, Vec<u8>)> {
    let mut mails = Vec::new();
    let count = 2 + chance.below(4);
    for number in 0..count {
        let minute = number * 7 + chance.below(5);
        let before = match chance.below(3) {
            0 => String::new(),
            _ => format!("In-Reply-To: <{}@example.org>\r\n", chance.below(count)),
        };
        let date = match chance.below(6) {
            0 => String::new(),
            // A clock that is a year ahead.
            1 => format!("Date: Fri, 26 Nov 2027 12:{minute:02}:00 +0300\r\n"),
            _ => format!("Date: Thu, 26 Nov 2026 12:{minute:02}:00 +0300\r\n"),
        };
        let (folder, from, to) = match chance.below(3) {
            0 => ("Sent", ADDRESS, "anna@example.org"),
            _ => ("INBOX", "anna@example.org", ADDRESS),
        };
        let text = ["где заказ?", "спасибо!", "в пути", "> где?\r\nтут"][chance.below(4)];
        mails.push((
            folder,
            format!(
                "Received: from a by b; Thu, 26 Nov 2026 12:{minute:02}:30 +0300\r\n\
                 From: <{from}>\r\nTo: <{to}>\r\nSubject: Re: order\r\n{date}{before}\
                 Message-ID: <{number}@example.org>\r\n\
                 Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
            )
            .into_bytes(),
        ));
    }
    if chance.below(2) == 0 {
        let about = chance.below(count);
        let bounce = format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: {ADDRESS}\r\nSubject: Undelivered\r\n\
             Date: Thu, 26 Nov 2026 13:00:00 +0300\r\nMessage-ID: <bounce@mx.example>\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; anna@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{about}@example.org>\r\n\
             Subject: order\r\n\r\nx\r\n--b--\r\n"
        );
        mails.push(("INBOX", bounce.into_bytes()));
    }
    mails
}

/// What is known of mails that came in this order, each kept under its key as it came first.
fn known(deliveries: impl IntoIterator<Item = Kept>) -> BTreeMap<String, Vec<Fact>> {
    let about = about();
    let facts = |raw: kamerton_channels::live::Raw| connector().convert(&raw.body, &about).unwrap();
    let kept = kept(deliveries.into_iter().map(|kept| kept.to_raw()));
    kept.into_iter().map(|(key, raw)| (key, facts(raw))).collect()
}

/// Ten thousand talks, each mail once to five times, in several folders, under other numbers, late and
/// shuffled, an answer before its question and a bounce before its mail: the facts are those of the orderly
/// run. (That facts in any order give the same rows is told in `kamerton-app`.)
#[test]
fn c6_repetition_and_disorder_bring_the_same() {
    for seed in 0..SEEDS {
        let chance = &mut Chance::of(seed);
        let arrived = 1_795_700_000;
        let mut orderly = Vec::new();
        for ((folder, mail), at) in talk(chance).into_iter().zip(0_u32..) {
            orderly.push(Kept {
                mailbox: folder.to_owned(),
                uidvalidity: 1,
                uid: at + 1,
                flags: Vec::new(),
                arrived: Some(arrived + i64::from(at) * 60),
                mail,
            });
        }
        let mut told = Vec::new();
        for kept in &orderly {
            told.push(kept.clone());
            for _ in 0..chance.below(5) {
                let late = i64::try_from(chance.below(2)).unwrap() * 86_400;
                told.push(Kept {
                    mailbox: ["INBOX", "Sent", "Заказы"][chance.below(3)].to_owned(),
                    uidvalidity: u32::try_from(chance.below(3)).unwrap(),
                    uid: u32::try_from(chance.below(1_000)).unwrap(),
                    flags: vec!["\\Seen".to_owned()],
                    arrived: kept.arrived.map(|at| at + late),
                    mail: kept.mail.clone(),
                });
            }
        }
        chance.shuffle(&mut told);
        assert_eq!(known(told), known(orderly), "seed {seed}");
    }
}

/// The same through the server: copies in several folders, put there in any order, some taken away and put
/// back, folders numbered anew in between; whoever looks now and then knows the same in the end.
#[tokio::test]
async fn c6_however_mails_lie_they_are_known_once() {
    for seed in 0..60 {
        let chance = &mut Chance::of(seed);
        let mails: Vec<Vec<u8>> = talk(chance).into_iter().map(|(_, mail)| mail).collect();
        let mut steps: Vec<(usize, &str)> = Vec::new();
        for at in 0..mails.len() {
            for _ in 0..=chance.below(5) {
                steps.push((at, ["INBOX", "Sent", "Orders"][chance.below(3)]));
            }
        }
        chance.shuffle(&mut steps);
        let post = Post::new().with("folders", "INBOX\nOrders");
        let (mut cursor, mut found) = (String::new(), Vec::new());
        for (at, folder) in steps {
            post.fake.put(folder, &mails[at]);
            match chance.below(6) {
                0 => found.extend(post.news(&mut cursor).await.unwrap()),
                1 => post.fake.renumber(folder),
                2 => {
                    // What was seen may go: it stays known. What was not is put back.
                    found.extend(post.news(&mut cursor).await.unwrap());
                    post.fake.expunge(folder, |number| number % 2 == 0);
                }
                _ => {}
            }
        }
        let end = post.news(&mut cursor).await;
        found.extend(end.unwrap_or_else(|trouble| panic!("seed {seed}: {trouble:?}")));
        let found = kept(found);
        assert_eq!(found.len(), mails.len(), "seed {seed}");
        let about = about();
        for raw in found.values() {
            assert_eq!(connector().convert(&raw.body, &about).unwrap().len(), 1, "seed {seed}");
        }
    }
}

/// A draft says nothing, and what becomes of it is heard, though its bytes are the same.
#[tokio::test]
async fn c6_a_draft_before_its_mail_hides_nothing() {
    let post = Post::new().with("folders", "INBOX\nDrafts");
    post.fake.put_flagged("Drafts", &mail(1, "ещё пишу"), &["\\Draft"]);
    let mut cursor = String::new();
    assert!(post.news(&mut cursor).await.unwrap().is_empty());
    assert!(post.past().await.unwrap().is_empty());
    post.fake.put("Sent", &mail(1, "ещё пишу"));
    let news = post.news(&mut cursor).await.unwrap();
    assert_eq!(connector().convert(&news[0].body, &post.about).unwrap().len(), 1);
}
