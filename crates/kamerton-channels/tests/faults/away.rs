//! C10: away and back, and what happens between two looks.

use std::time::Duration;

use kamerton_fakes::Fault;

use crate::stage::Joined;
use crate::subjects::Subject;

/// A look whose answer is lost brings the same again; a look that was kept brings nothing twice.
pub async fn nothing_is_lost_between_two_looks(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    if joined.subject.connector.poll().is_none() {
        return;
    }
    let group = joined.subject.fake.group();
    let anna = joined.subject.fake.person("Анна");
    for number in 0..250 {
        joined.subject.fake.say(&anna, &group, &format!("сообщение {number}"));
    }
    let mut texts: Vec<String> = Vec::new();
    for look in 0..20 {
        if look % 2 == 0 {
            joined.subject.fake.faults().next(Fault::ResetMidBody);
            assert!(joined.look().await.is_err());
        }
        // What was not kept comes again.
        let (peeked, _) = joined.peek().await.unwrap();
        let raws = joined.look().await.unwrap();
        assert_eq!(peeked, raws);
        if raws.is_empty() {
            break;
        }
        texts.extend(joined.messages(&raws).into_iter().map(|message| message.text));
    }
    let wanted: Vec<String> = (0..250).map(|number| format!("сообщение {number}")).collect();
    assert_eq!(texts, wanted);
}

/// Thirty days away: what the platform still has comes, and then all goes on, without asking in circles.
pub async fn a_month_away_and_back(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    if joined.subject.connector.poll().is_none() {
        return;
    }
    joined.learn_group().await;
    let (fake, group) = (&joined.subject.fake, joined.subject.fake.group());
    let anna = fake.person("Анна");
    fake.say(&anna, &group, "пока вас не было");
    fake.clock().pass(Duration::from_secs(30 * 86_400));
    fake.say(&anna, &group, "с возвращением");
    let mut texts: Vec<String> = Vec::new();
    for _ in 0..4 {
        let raws = joined.look().await.unwrap();
        let quiet = raws.is_empty();
        texts.extend(joined.messages(&raws).into_iter().map(|message| message.text));
        if quiet {
            break;
        }
    }
    let times = texts.iter().filter(|text| *text == "с возвращением").count();
    assert_eq!(times, 1, "{texts:?}");
    joined.subject.fake.say(&anna, &group, "и дальше");
    let raws = joined.look().await.unwrap();
    let next: Vec<String> =
        joined.messages(&raws).into_iter().map(|message| message.text).collect();
    assert_eq!(next, ["и дальше"]);
}
