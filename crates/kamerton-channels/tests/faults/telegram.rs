//! What only Telegram has: topics, discussions below a channel, groups that move, bots that are shut out.

use std::sync::Arc;
use std::time::Duration;

use kamerton_channels::live::{Link, To};
use kamerton_core::fact::Fact;
use kamerton_fakes::telegram::Kind;
use kamerton_fakes::{Platform, Telegram};

use crate::stage::{Findings, Joined, kind, now, out, reply, say};
use crate::subjects;

/// A bot at work, and the fake itself beside it.
async fn joined() -> (Joined, Arc<Telegram>) {
    let fake = Arc::new(Telegram::start().unwrap());
    (Joined::of(subjects::telegram_at(Arc::clone(&fake))).await, fake)
}

#[tokio::test]
async fn an_answer_stays_in_its_topic() {
    let (mut joined, fake) = joined().await;
    let (group, anna) = (fake.group(), fake.person("Анна"));
    let topic = fake.topic(&anna, &group, "Рецепты");
    fake.say_in(&anna, &group, &topic, "чем заменить масло?");
    let raws = joined.look().await.unwrap();
    let said = joined.messages(&raws).pop().unwrap();
    assert!(said.thread.is_some(), "{said:?}");
    joined.act(&reply(&said, "сметаной")).await.unwrap();
    let place = To::Place { place: said.place.remote_id.clone(), thread: said.thread.clone() };
    joined.act(&say(place, "и вообще")).await.unwrap();
    let ours: Vec<_> = fake.seen(&group).into_iter().filter(|seen| seen.ours).collect();
    assert_eq!(ours.len(), 2);
    for seen in ours {
        assert_eq!(seen.thread.as_ref(), Some(&topic), "{seen:?}");
    }
}

#[tokio::test]
async fn a_comment_is_answered_below_its_post() {
    let (mut joined, fake) = joined().await;
    let (group, anna) = (fake.group(), fake.person("Анна"));
    let channel = fake.place(Kind::Channel, "Маяк", "administrator");
    fake.link(&channel, &group);
    fake.post(&channel, "новый маяк");
    let below = fake.last(&group);
    fake.answer(&anna, &below, "где взять?");
    let raws = joined.look().await.unwrap();
    let said = joined.messages(&raws).pop().unwrap();
    assert_eq!(said.text, "где взять?");
    assert!(said.reply_to.is_some() && !said.place.private);
    let sent = joined.act(&reply(&said, "в магазине")).await.unwrap();
    let boris = fake.person("Борис");
    let ours = fake.seen(&group).into_iter().find(|seen| seen.ours).unwrap();
    fake.answer(&boris, &ours.id, "спасибо");
    let raws = joined.look().await.unwrap();
    let thanks = joined.messages(&raws).pop().unwrap();
    assert_eq!(thanks.reply_to, sent.key);
    assert_eq!(thanks.thread, said.thread, "what stands below one post stands together");
    assert_eq!(thanks.thread_root, said.thread_root);
}

#[tokio::test]
async fn a_group_that_moved_is_followed() {
    let (mut joined, fake) = joined().await;
    let anna = fake.person("Анна");
    let old = fake.place(Kind::Group, "Кружок", "administrator");
    let learnt = joined.learn(&anna, &old, "мы тут").await;
    joined.act(&reply(&learnt.said, "видим")).await.unwrap();
    assert_eq!(joined.ours(&old), ["видим"]);
    let new = fake.migrate(&old);
    joined.look().await.unwrap();
    let place = To::Place { place: learnt.said.place.remote_id.clone(), thread: None };
    joined.act(&say(place, "переехали")).await.unwrap();
    assert!(joined.ours(&new).contains(&"переехали".to_owned()));
}

#[tokio::test]
async fn a_bot_that_is_shut_out_is_refused() {
    let (mut joined, fake) = joined().await;
    let anna = fake.person("Анна");
    let mut findings = Findings::default();
    let learnt = joined.learn(&anna, &anna, "/start").await;
    fake.block(&anna);
    let person = To::Person { account: learnt.author };
    findings.one_of("blocked", &joined.act(&say(person, "вы где?")).await, &["refused"]);
    let learnt = joined.learn_group().await;
    fake.stand(&fake.group(), "kicked");
    findings.one_of("kicked", &joined.act(&reply(&learnt.said, "да")).await, &["refused"]);
    findings.one_of("looking goes on", &joined.look().await, &["done"]);
    findings.end();
}

#[tokio::test]
async fn who_comes_goes_and_reacts_is_told() {
    let (mut joined, fake) = joined().await;
    let (group, anna) = (fake.group(), fake.person("Анна"));
    // The first look says what we want to hear.
    joined.look().await.unwrap();
    fake.join(&anna, &group);
    let said = fake.say(&anna, &group, "всем привет");
    let boris = fake.person("Борис");
    fake.say(&boris, &group, "привет");
    fake.react(&boris, &said, &[], &["👍", "🔥"]);
    fake.react(&boris, &said, &["👍", "🔥"], &["🔥"]);
    fake.leave(&anna, &group);
    let raws = joined.look().await.unwrap();
    let facts = joined.facts(&raws);
    let mut comings = std::collections::BTreeMap::new();
    let mut reactions = Vec::new();
    for fact in &facts {
        match fact {
            Fact::Membership(fact) => {
                comings.insert(fact.key.clone(), fact.joined);
            }
            Fact::Reaction(fact) => reactions.push((fact.emoji.as_str(), fact.given)),
            _ => {}
        }
    }
    let joins = comings.values().filter(|joined| **joined).count();
    let leaves = comings.values().filter(|joined| !**joined).count();
    assert_eq!((joins, leaves), (2, 1), "{facts:#?}");
    assert_eq!(reactions, [("👍", true), ("🔥", true), ("👍", false)]);
}

#[tokio::test]
async fn two_that_ask_with_one_token_are_told_so() {
    let (joined, fake) = joined().await;
    let poll = joined.subject.connector.poll().unwrap();
    let settings = &joined.subject.settings;
    let (one, other) = (out(&joined.subject, settings), out(&joined.subject, settings));
    let first = Link { settings, about: &joined.about, out: &one, now };
    let second = Link { settings, about: &joined.about, out: &other, now };
    let wait = Duration::from_secs(2);
    let late = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        poll.poll(&second, "", wait).await
    };
    let (first, second) = tokio::join!(poll.poll(&first, "", wait), late);
    assert_eq!((kind(&first), kind(&second)), ("settings", "done"), "{first:?}");
    let webhook = joined.subject.connector.webhook().unwrap();
    let link = joined.link();
    webhook.register(&link, "http://127.0.0.1:9/hook").await.unwrap();
    assert_eq!(kind(&joined.peek().await), "settings");
    webhook.unregister(&link).await.unwrap();
    assert_eq!(kind(&joined.peek().await), "done");
    assert!(fake.executed().is_empty());
}
