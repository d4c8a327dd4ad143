//! C10: away and back, and what happens between two looks.

use std::collections::BTreeSet;
use std::time::Duration;

use kamerton_core::time::DAY;
use kamerton_fakes::MailFault;

use super::{Post, connector, kept, mail, now, pass, texts};

/// A look whose answer is lost brings the same again; a look that was kept brings nothing twice.
#[tokio::test]
async fn c10_nothing_is_lost_between_two_looks() {
    let (post, mut cursor) = Post::joined().await;
    for number in 1..=1_200 {
        post.fake.put("INBOX", &mail(number, &format!("письмо {number}")));
    }
    let mut found = Vec::new();
    loop {
        post.fake.faults().next_of("FETCH", MailFault::CutAfter(40_000));
        let cut = post.poll(&cursor).await;
        post.fake.faults().clear();
        let peeked = post.poll(&cursor).await.unwrap();
        assert!(cut.is_err() || cut.unwrap().raws == peeked.raws);
        let polled = post.poll(&cursor).await.unwrap();
        assert_eq!(peeked, polled, "what was not kept comes again");
        found.extend(texts(&polled.raws));
        cursor = polled.cursor;
        if !polled.more {
            break;
        }
    }
    let wanted: Vec<String> = (1..=1_200).map(|number| format!("письмо {number}")).collect();
    assert_eq!(found, wanted);
}

/// Thirty days away: a mailbox keeps everything, so there is no gap; it comes once, in order, in pieces,
/// also where the house asks for what was missed; and then all goes on.
#[tokio::test]
async fn c10_a_month_away_and_back() {
    let (post, mut cursor) = Post::joined().await;
    let left = now();
    for day in 0..30 {
        pass(&post.fake, Duration::from_secs(86_400));
        for number in 0..40 {
            let number = 1 + day * 40 + number;
            post.fake.put("INBOX", &mail(number, &format!("письмо {number}")));
        }
        post.fake.put("Sent", &mail(100_000 + day, &format!("наше {day}")));
    }
    let news = post.news(&mut cursor).await.unwrap();
    let came: BTreeSet<String> = texts(&news).into_iter().collect();
    assert_eq!((news.len(), came.len()), (1_230, 1_230));
    let reconcile = connector().reconcile().unwrap();
    let (mut missed, mut position) = (Vec::new(), String::new());
    loop {
        let since = left.plus(-DAY / 24);
        let polled = reconcile.reconcile(&post.link(), since, &position).await.unwrap();
        missed.extend(polled.raws);
        position = polled.cursor;
        if !polled.more {
            break;
        }
    }
    let (news, missed) = (kept(news), kept(missed));
    assert!(news.keys().all(|key| missed.contains_key(key)), "all of it, by either way");
    post.fake.put("INBOX", &mail(200_000, "и дальше"));
    assert_eq!(texts(&post.news(&mut cursor).await.unwrap()), ["и дальше"]);
    assert!(connector().poll().unwrap().standing(&post.settings, &cursor).is_empty());
}
