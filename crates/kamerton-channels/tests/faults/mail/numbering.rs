//! C8: what folders do: cut in the midst of mails, numbered anew, silent, large, holding the same twice.

use std::collections::BTreeSet;
use std::time::Duration;

use kamerton_channels::live::{Finding, Polled};
use kamerton_fakes::MailFault;
use kamerton_fakes::mail::Numbering;

use super::{HASTE, Post, connector, kept, mail, now, pass, patient, text, texts, way};

fn standing(post: &Post, cursor: &str) -> Vec<Finding> {
    connector().poll().unwrap().standing(&post.settings, cursor)
}

/// Cut amid mails at every place, over and over: nothing is lost, nothing comes in half or twice.
#[tokio::test]
async fn c8_a_cut_amid_mails_loses_nothing() {
    let post = Post::new();
    for number in 0..1_100 {
        post.fake.put("INBOX", &mail(number, &format!("письмо {number}")));
    }
    let backfill = connector().backfill().unwrap();
    let (mut found, mut cursor, mut cuts) = (Vec::new(), String::new(), 0);
    for step in 0_usize.. {
        assert!(step < 100, "it does not end");
        if step % 3 != 2 {
            post.fake.faults().next_of("FETCH", MailFault::CutAfter(step * 9_973));
        }
        let done = backfill.backfill(&post.link(), &cursor).await;
        post.fake.faults().clear();
        let Ok(polled) = done else {
            cuts += 1;
            continue;
        };
        found.extend(polled.raws);
        cursor = polled.cursor;
        if !polled.more {
            break;
        }
    }
    assert!(cuts >= 5, "it was cut {cuts} times");
    assert_eq!(found.len(), 1_100, "each came once");
    assert_eq!(kept(found).len(), 1_100);
}

/// A folder that is numbered anew once, as when a mailbox is restored, is read again, all of it, and no
/// mail is another one by that.
#[tokio::test]
async fn c8_numbered_anew_once_it_is_read_again() {
    let post = Post::new();
    for number in 0..700 {
        post.fake.put_at("INBOX", &mail(number, "давно"), 1_700_000_000);
    }
    let mut cursor = String::new();
    assert!(post.news(&mut cursor).await.unwrap().is_empty(), "the past is another walk's");
    let past = kept(post.past().await.unwrap());
    post.fake.renumber("INBOX");
    post.fake.put_at("INBOX", &mail(700, "новое"), 1_700_000_000);
    let again = post.news(&mut cursor).await.unwrap();
    assert_eq!((again.len(), past.len()), (701, 700));
    let fresh: Vec<String> =
        again.iter().filter(|raw| !past.contains_key(&raw.key)).map(text).collect();
    assert_eq!(fresh, ["новое"]);
    assert!(standing(&post, &cursor).is_empty(), "once is nothing to speak of");
    assert!(post.news(&mut cursor).await.unwrap().is_empty());
}

/// Looks as the house does: as often as it is told to, for so long.
async fn looks(post: &Post, cursor: &mut String, time: Duration) -> Vec<Polled> {
    let until = now().plus(i64::try_from(time.as_micros()).unwrap());
    let mut found = Vec::new();
    while now() < until {
        assert!(found.len() < 3_000, "it asks in circles");
        let polled = post.poll(cursor).await.unwrap();
        cursor.clone_from(&polled.cursor);
        let wait = if polled.more { Duration::ZERO } else { polled.pause };
        // Sessions end while nobody asks, by the clock of the machine; here they do by ours.
        if wait > Duration::from_secs(120) {
            post.fake.faults().next_of("NOOP", MailFault::Cut);
        }
        pass(&post.fake, wait.max(Duration::from_millis(1)));
        found.push(polled);
    }
    found
}

/// A server whose numbers are others at every opening: said on the page, asked ever more seldom, and what
/// comes new comes all the same, in every folder.
#[tokio::test]
async fn c8_numbered_anew_over_and_over_it_is_left_alone_and_said() {
    for numbering in [Numbering::OfOpening, Numbering::OfConnection] {
        let post = Post::new();
        for number in 0..1_500 {
            post.fake.put_at("INBOX", &mail(number, "давно"), 1_700_000_000);
            post.fake.put_at("Sent", &mail(number + 10_000, "наше"), 1_700_000_000);
        }
        let mut cursor = String::new();
        post.news(&mut cursor).await.unwrap();
        post.fake.numbering(numbering);
        if numbering == Numbering::OfConnection {
            // Each look finds the connection gone.
            post.fake.faults().always_of("NOOP", MailFault::Cut);
        }
        let mut first = looks(&post, &mut cursor, Duration::from_secs(6 * 3_600)).await;
        let read: usize = first.iter().map(|polled| polled.raws.len()).sum();
        assert!(read <= 2 * 3_000, "{numbering:?}: read {read} mails");
        assert!(first.len() <= 40, "{numbering:?}: looked {} times", first.len());
        let last = first.pop().unwrap();
        assert!(last.pause >= Duration::from_secs(1_200), "{numbering:?}: {:?}", last.pause);
        let said: BTreeSet<(&str, String)> = standing(&post, &cursor)
            .into_iter()
            .map(|finding| (finding.message, finding.arguments[0].1.clone()))
            .collect();
        let wanted =
            ["INBOX", "Sent"].map(|name| ("channel-email-found-renumbered", name.to_owned()));
        assert_eq!(said, BTreeSet::from(wanted), "{numbering:?}");
        // What comes new comes, later.
        let mut wanted = BTreeSet::new();
        let mut came = BTreeSet::new();
        for number in 0..20 {
            let text = format!("новое {number}");
            let folder = if number % 4 == 0 { "Sent" } else { "INBOX" };
            post.fake.put(folder, &mail(20_000 + number, &text));
            wanted.insert(text);
            let found = looks(&post, &mut cursor, Duration::from_secs(2 * 3_600)).await;
            came.extend(found.iter().flat_map(|polled| texts(&polled.raws)));
        }
        came.retain(|text| text.starts_with("новое"));
        assert_eq!(came, wanted, "{numbering:?}");
        // The server was mended: a day later nothing of it is left.
        post.fake.numbering(Numbering::Lasting);
        post.fake.faults().clear();
        pass(&post.fake, Duration::from_secs(26 * 3_600));
        post.news(&mut cursor).await.unwrap();
        assert!(standing(&post, &cursor).is_empty());
        let calm = post.poll(&cursor).await.unwrap();
        assert!(calm.raws.is_empty() && calm.pause <= Duration::from_secs(20), "{:?}", calm.pause);
    }
}

/// More comes within a day than one look takes, while the numbers change at every look: it comes, piece by
/// piece.
#[tokio::test]
async fn c8_much_that_comes_while_it_is_numbered_anew_comes() {
    let post = Post::new();
    let mut cursor = String::new();
    post.news(&mut cursor).await.unwrap();
    post.fake.numbering(Numbering::OfOpening);
    looks(&post, &mut cursor, Duration::from_secs(6 * 3_600)).await;
    let mut came = BTreeSet::new();
    for day in 0..4 {
        for number in 0..300 {
            let number = day * 300 + number;
            post.fake.put("INBOX", &mail(number, &format!("письмо {number}")));
        }
        pass(&post.fake, Duration::from_secs(86_400));
    }
    let found = looks(&post, &mut cursor, Duration::from_secs(12 * 3_600)).await;
    came.extend(found.iter().flat_map(|polled| texts(&polled.raws)));
    assert_eq!(came.len(), 1_200);
}

/// The walk through the past begins anew a few times, with waits, and then ends: it never goes on for ever.
#[tokio::test]
async fn c8_the_past_of_a_folder_without_lasting_numbers_has_an_end() {
    let post = Post::new();
    for number in 0..1_600 {
        post.fake.put_at("INBOX", &mail(number, &format!("письмо {number}")), 1_700_000_000);
    }
    post.fake.numbering(Numbering::OfConnection);
    // As long as a session holds, so do the numbers.
    assert_eq!(kept(post.past().await.unwrap()).len(), 1_600);
    post.fake.faults().always_of("NOOP", MailFault::Cut);
    let (mut cursor, mut pieces, mut waited) = (String::new(), 0, Duration::ZERO);
    loop {
        let backfill = connector().backfill().unwrap();
        let polled = backfill.backfill(&post.link(), &cursor).await.unwrap();
        cursor = polled.cursor;
        pieces += 1;
        waited += polled.pause;
        assert!(pieces < 50, "it does not end");
        if !polled.more {
            break;
        }
    }
    assert!(pieces >= 5 && waited >= Duration::from_secs(400), "{pieces}, {waited:?}");
}

/// The server says that it tells of news and does not: the wait ends, and the next look brings them.
#[tokio::test]
async fn c8_silence_while_waiting_ends() {
    let (post, mut cursor) = Post::joined().await;
    post.fake.fall_silent(true);
    let poll = connector().poll().unwrap();
    let link = post.link();
    let waiting = poll.poll(&link, &cursor, Duration::from_millis(700));
    let meanwhile = async {
        while post.fake.count("IDLE") == 0 {
            tokio::task::yield_now().await;
        }
        post.fake.put("INBOX", &mail(1, "в тишине"));
    };
    let (polled, ()) = tokio::join!(waiting, meanwhile);
    assert!(polled.unwrap().raws.is_empty());
    assert_eq!(texts(&post.news(&mut cursor).await.unwrap()), ["в тишине"]);
    // Told of, it comes at once: the wait would be far longer.
    post.fake.fall_silent(false);
    let idles = post.fake.count("IDLE");
    let waiting = poll.poll(&link, &cursor, Duration::from_secs(600));
    let meanwhile = async {
        while post.fake.count("IDLE") == idles {
            tokio::task::yield_now().await;
        }
        post.fake.put("INBOX", &mail(2, "вслух"));
    };
    let (polled, ()) = tokio::join!(waiting, meanwhile);
    assert_eq!(texts(&polled.unwrap().raws), ["вслух"]);
}

/// A line that is dead while we wait, which nobody tells us: it is noticed when the wait ends.
#[tokio::test]
async fn c8_a_dead_line_while_waiting_is_noticed() {
    for fault in [MailFault::Silence, MailFault::Cut, MailFault::Says("NO what".to_owned())] {
        let (mut post, mut cursor) = Post::joined().await;
        post.fake.faults().next_of("DONE", fault);
        let poll = connector().poll().unwrap();
        post.out = patient(HASTE, "");
        let waiting = poll.poll(&post.link(), &cursor, Duration::from_millis(300)).await;
        assert!(waiting.is_err(), "{waiting:?}");
        post.out = way("");
        post.fake.put("INBOX", &mail(1, "потом"));
        assert_eq!(texts(&post.news(&mut cursor).await.unwrap()), ["потом"]);
    }
}

/// A mailbox of a hundred thousand mails: whole, once, in pieces.
#[tokio::test]
async fn c8_a_hundred_thousand_mails_come_once() {
    let post = Post::new();
    for number in 0..100_000 {
        post.fake.put_at("INBOX", &mail(number, "x"), 1_700_000_000);
    }
    let backfill = connector().backfill().unwrap();
    let (mut keys, mut cursor, mut pieces) = (BTreeSet::new(), String::new(), 0);
    loop {
        let polled = backfill.backfill(&post.link(), &cursor).await.unwrap();
        assert!(polled.raws.len() <= 500);
        for raw in polled.raws {
            assert!(keys.insert(raw.key), "twice");
        }
        cursor = polled.cursor;
        pieces += 1;
        if !polled.more {
            break;
        }
    }
    assert_eq!(keys.len(), 100_000);
    assert!(pieces <= 220, "{pieces} pieces");
    assert!(post.fake.count("EXAMINE") <= 4, "it stays open");
}
