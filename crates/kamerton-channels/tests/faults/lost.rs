//! C7: what was said, whether the answer arrived or not.

use std::time::Duration;

use kamerton_channels::live::To;
use kamerton_fakes::Fault;

use crate::stage::{Findings, Joined, now, reply, say};
use crate::subjects::Subject;

/// An answer stands under what it answers, once, and has the key under which it comes back.
pub async fn what_was_said_stands_there_once(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let group = joined.subject.fake.group();
    let sent =
        joined.act(&reply(&learnt.said, "в магазине на углу & <рядом> *тут*")).await.unwrap();
    let seen = joined.subject.fake.seen(&group);
    let ours: Vec<_> = seen.iter().filter(|seen| seen.ours).collect();
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0].text, "в магазине на углу & <рядом> *тут*");
    let asked = seen.iter().find(|seen| seen.text == learnt.said.text).unwrap();
    assert_eq!(ours[0].reply_to.as_ref(), Some(&asked.id));
    assert!(sent.key.is_some() && sent.at.is_some(), "{sent:?}");
    // Whoever answers us names us by that key.
    let boris = joined.subject.fake.person("Борис");
    joined.subject.fake.answer(&boris, &ours[0].id, "спасибо");
    let raws = joined.look().await.unwrap();
    let thanks = joined.messages(&raws).into_iter().find(|said| said.text == "спасибо").unwrap();
    assert_eq!(thanks.reply_to, sent.key);
    let place = To::Place { place: learnt.said.place.remote_id.clone(), thread: None };
    joined.act(&say(place, "само по себе")).await.unwrap();
    assert_eq!(joined.ours(&group).len(), 2);
}

/// Where the answer is lost, it is unknown; looking finds it, or finds that it is not there, and says
/// nothing a second time.
pub async fn an_answer_that_is_lost_is_unknown(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let group = joined.subject.fake.group();
    let mut findings = Findings::default();
    let cases = [
        (Fault::AcceptThenLoseAnswer, true),
        (Fault::ResetMidBody, true),
        (Fault::Delay(crate::stage::PATIENCE + Duration::from_millis(500)), true),
        (Fault::ResetAtOnce, false),
        (Fault::status(502), false),
    ];
    for (number, (fault, happened)) in cases.into_iter().enumerate() {
        let text = format!("ответ номер {number}");
        let outgoing = reply(&learnt.said, &text);
        let tried_at = now();
        joined.subject.fake.faults().next_of(joined.subject.says, fault.clone());
        let done = joined.act(&outgoing).await;
        joined.subject.fake.faults().clear();
        tokio::time::sleep(Duration::from_secs(1)).await;
        findings.one_of(&format!("{fault:?}"), &done, &["unknown"]);
        let there =
            |joined: &Joined| joined.ours(&group).iter().filter(|ours| **ours == text).count();
        findings.demand(there(&joined) == usize::from(happened), || {
            format!("{fault:?}: stands there {} times", there(&joined))
        });
        let Some(prove) = joined.subject.connector.prove() else { continue };
        let proof = prove.prove(&joined.link(), &outgoing, tried_at).await;
        findings.demand(there(&joined) == usize::from(happened), || {
            format!("{fault:?}: looking said it {} times", there(&joined))
        });
        match &proof {
            Ok(found) => {
                let right = found.is_some() == happened;
                findings.demand(right, || format!("{fault:?}: proof {found:?}"));
                let key = found.as_ref().and_then(|found| found.key.clone());
                findings.demand(key.is_some() == happened, || format!("{fault:?}: {proof:?}"));
            }
            Err(_) => findings.one_of(&format!("{fault:?}, proof"), &proof, &["unknown"]),
        }
    }
    findings.end();
}

/// A private answer reaches the person who wrote; where only they may begin, nobody else can be written to.
pub async fn a_person_is_answered_in_private(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let anna = joined.subject.fake.person("Анна Кот");
    let private = joined.subject.fake.private(&anna);
    let learnt = joined.learn(&anna, &private, "а можно лично?").await;
    assert!(learnt.said.place.private, "{:?}", learnt.said.place);
    let person = To::Person { account: learnt.author.clone() };
    joined.act(&say(person, "конечно")).await.unwrap();
    assert_eq!(joined.ours(&private), ["конечно"]);
    joined.act(&reply(&learnt.said, "слушаем")).await.unwrap();
    assert_eq!(joined.ours(&private), ["конечно", "слушаем"]);
    if !joined.subject.begins {
        let boris = joined.subject.fake.person("Борис");
        let group = joined.subject.fake.group();
        let heard = joined.learn(&boris, &group, "я только в группе").await;
        let refused = joined.act(&say(To::Person { account: heard.author }, "здравствуйте")).await;
        let mut findings = Findings::default();
        findings.one_of("nobody begins", &refused, &["refused"]);
        findings.end();
        assert_eq!(joined.ours(&joined.subject.fake.private(&boris)).len(), 0);
    }
}
