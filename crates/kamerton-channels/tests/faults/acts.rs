//! What the card of a channel promises is done, seen from the other end.

use std::sync::Arc;

use kamerton_channels::live::{Act, ActKind, File, Outgoing, Restriction, Say, To};
use kamerton_fakes::Seen;

use crate::stage::{Findings, Joined, Learnt, reply};
use crate::subjects::Subject;

/// Something to be done, by a name of its own.
fn outgoing(number: u32, act: Act) -> Outgoing {
    Outgoing { id: format!("{number:032x}"), act }
}

fn file(name: &str, kind: &str) -> File {
    File {
        name: name.to_owned(),
        kind: kind.to_owned(),
        bytes: Arc::from(&b"\xff\xd8\xff\xe0 bytes"[..]),
    }
}

fn with_files(learnt: &Learnt, text: &str, files: Vec<File>) -> Act {
    let to = To::Message {
        place: learnt.said.place.remote_id.clone(),
        message: learnt.said.key.clone(),
        thread: learnt.said.thread.clone(),
    };
    Act::Say(Say { to, text: text.to_owned(), files, at: None })
}

/// What stands in the usual place.
fn there(joined: &Joined) -> Vec<Seen> {
    joined.subject.fake.seen(&joined.subject.fake.group())
}

fn find(joined: &Joined, text: &str) -> Option<Seen> {
    there(joined).into_iter().find(|seen| seen.text == text)
}

/// One after another, everything on the card.
pub async fn what_the_card_says_is_done(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let acts = joined.subject.connector.card().acts;
    let mut findings = Findings::default();
    for act in acts {
        match act {
            ActKind::Files => files(&joined, &learnt, &mut findings).await,
            ActKind::Edit => edit(&joined, &learnt, &mut findings).await,
            ActKind::Delete => delete(&joined, &learnt, &mut findings).await,
            ActKind::Moderate => moderate(&mut joined, &mut findings).await,
            ActKind::Repost => repost(&joined, &learnt, &mut findings).await,
            ActKind::Pin => pin(&joined, &learnt, &mut findings).await,
            ActKind::Ask => ask(&joined, &learnt, &mut findings).await,
            ActKind::Restrict => restrict(&mut joined, &mut findings).await,
            ActKind::Reply | ActKind::Private | ActKind::Post | ActKind::Schedule => {}
        }
    }
    findings.end();
}

async fn files(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    let most = joined.subject.connector.card().most_files;
    let picture = file("маяк \"ночью\".jpg", "image/jpeg");
    let cases = [
        ("одна картинка", vec![picture.clone()]),
        ("одна бумага", vec![file("прайс.pdf", "application/pdf")]),
        ("две картинки", vec![picture.clone(); 2.min(most)]),
        ("сколько можно", vec![picture; most]),
    ];
    for (number, (text, files)) in (100..).zip(cases) {
        let count = files.len();
        let before = there(joined).iter().map(|seen| seen.files.len()).sum::<usize>();
        let done = joined.act(&outgoing(number, with_files(learnt, text, files))).await;
        findings.one_of(text, &done, &["done"]);
        let after = there(joined).iter().map(|seen| seen.files.len()).sum::<usize>();
        findings.demand(after - before == count, || format!("{text}: {} files", after - before));
        findings.demand(find(joined, text).is_some(), || format!("{text}: the text is missing"));
    }
}

async fn edit(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    let sent = joined.act(&reply(&learnt.said, "с ошибкай")).await.unwrap();
    let message = sent.key.unwrap();
    let act = Act::Edit { message: message.clone(), text: "с ошибкой".to_owned() };
    let done = joined.act(&outgoing(200, act.clone())).await;
    findings.one_of("changing", &done, &["done"]);
    let seen = find(joined, "с ошибкой");
    findings.demand(seen.is_some_and(|seen| seen.ours), || "the change is not seen".to_owned());
    findings
        .demand(find(joined, "с ошибкай").is_none(), || "it stands there twice".to_owned());
    // The same again harms nothing.
    findings.one_of("changing again", &joined.act(&outgoing(200, act)).await, &["done"]);
    let act = with_files(learnt, "подпись", vec![file("a.jpg", "image/jpeg")]);
    if joined.subject.connector.card().acts.contains(&ActKind::Files) {
        let sent = joined.act(&outgoing(201, act)).await.unwrap();
        let act = Act::Edit {
            message: sent.key.unwrap(), text: "другая подпись".to_owned()
        };
        let done = joined.act(&outgoing(202, act)).await;
        findings.one_of("changing what stands below a picture", &done, &["done"]);
        let seen = find(joined, "другая подпись");
        findings.demand(seen.is_some_and(|seen| !seen.files.is_empty()), || {
            "the picture or its new text is missing".to_owned()
        });
    }
}

async fn delete(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    let sent = joined.act(&reply(&learnt.said, "лишнее от нас")).await.unwrap();
    let act = Act::Delete { message: sent.key.unwrap() };
    findings.one_of("deleting", &joined.act(&outgoing(300, act.clone())).await, &["done"]);
    findings.demand(find(joined, "лишнее от нас").is_none(), || {
        "it still stands there".to_owned()
    });
    findings.one_of("deleting again", &joined.act(&outgoing(300, act)).await, &["done", "refused"]);
}

async fn moderate(joined: &mut Joined, findings: &mut Findings) {
    let (troll, group) = (joined.subject.fake.person("Грубиян"), joined.subject.fake.group());
    let rude = joined.learn(&troll, &group, "гадость").await;
    let act = Act::Delete { message: rude.said.key };
    findings.one_of("moderating", &joined.act(&outgoing(400, act)).await, &["done"]);
    findings
        .demand(find(joined, "гадость").is_none(), || "it still stands there".to_owned());
}

async fn repost(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    for (number, text) in [(500, ""), (501, "смотрите, что пишут")] {
        let before = there(joined).iter().filter(|seen| seen.ours).count();
        let act = Act::Repost {
            message: learnt.said.key.clone(),
            place: learnt.said.place.remote_id.clone(),
            text: text.to_owned(),
        };
        let done = joined.act(&outgoing(number, act)).await;
        findings.one_of("showing", &done, &["done"]);
        let ours: Vec<Seen> = there(joined).into_iter().filter(|seen| seen.ours).collect();
        findings.demand(ours.len() > before, || "nothing is shown".to_owned());
        let said = ours.iter().any(|seen| seen.text.contains(text));
        findings.demand(said, || format!("«{text}» is not said to it"));
    }
}

async fn pin(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    for pinned in [true, true, false, false] {
        let act = Act::Pin { message: learnt.said.key.clone(), pinned };
        let done = joined.act(&outgoing(600, act)).await;
        if joined.subject.refuses.contains(&"pin") {
            findings.one_of("pinning", &done, &["refused"]);
            continue;
        }
        findings.one_of("pinning", &done, &["done"]);
        let seen = find(joined, &learnt.said.text);
        findings.demand(seen.is_some_and(|seen| seen.pinned == pinned), || {
            format!("pinned: not {pinned}")
        });
    }
}

async fn ask(joined: &Joined, learnt: &Learnt, findings: &mut Findings) {
    for (number, several) in [(700, false), (701, true)] {
        let before = there(joined).iter().filter(|seen| seen.ours).count();
        let act = Act::Ask {
            place: learnt.said.place.remote_id.clone(),
            thread: None,
            question: "Где собираемся?".to_owned(),
            answers: vec!["У маяка".to_owned(), "В кафе".to_owned()],
            anonymous: several,
            several,
        };
        let done = joined.act(&outgoing(number, act)).await;
        if several && joined.subject.cannot.contains(&"anonymous") {
            findings.one_of("asking anonymously", &done, &["refused"]);
            continue;
        }
        findings.one_of("asking", &done, &["done"]);
        let ours: Vec<Seen> = there(joined).into_iter().filter(|seen| seen.ours).collect();
        let is_new = ours.len() == before + 1;
        findings.demand(is_new && ours.last().is_some_and(|seen| !seen.files.is_empty()), || {
            "there is no question".to_owned()
        });
    }
}

async fn restrict(joined: &mut Joined, findings: &mut Findings) {
    let (troll, group) = (joined.subject.fake.person("Ещё грубиян"), joined.subject.fake.group());
    let heard = joined.learn(&troll, &group, "снова гадость").await;
    let said = |joined: &Joined, text: &str| {
        joined.subject.fake.say(&troll, &group, text);
        find(joined, text).is_some()
    };
    for (number, restriction) in [
        (800, Restriction::Silent),
        (801, Restriction::Lifted),
        (802, Restriction::Out),
        (803, Restriction::Lifted),
    ] {
        let act = Act::Restrict {
            place: heard.said.place.remote_id.clone(),
            account: heard.author.clone(),
            restriction,
            until: None,
        };
        let done = joined.act(&outgoing(number, act)).await;
        let cannot = match restriction {
            Restriction::Silent => "silence",
            Restriction::Lifted => "lift",
            Restriction::Out => "",
        };
        let refuses =
            restriction == Restriction::Silent && joined.subject.refuses.contains(&"silence");
        if refuses || joined.subject.cannot.contains(&cannot) {
            findings.one_of(&format!("{restriction:?}"), &done, &["refused"]);
            continue;
        }
        findings.one_of(&format!("{restriction:?}"), &done, &["done"]);
        let heard = said(joined, &format!("слышно ли {number}?"));
        findings.demand(heard == (restriction == Restriction::Lifted), || {
            format!("{restriction:?}: heard: {heard}")
        });
    }
}
