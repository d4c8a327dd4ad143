//! Influence: who is listened to, by the people and words behind it.

use kamerton_app::ingest::interactions::fill_piece;
use kamerton_app::people::leaders::{self, Leader};
use kamerton_app::people::merge::Why;
use kamerton_app::people::open::Opened;
use kamerton_app::people::relationship::{self, Written};
use kamerton_app::people::{by_hand, heard, merge};
use kamerton_app::places::Sight;
use kamerton_app::{accounts::audit::Actor, influence};
use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_core::id::PersonId;
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::influence::{self as stored, InfluenceRow};

use crate::house::{House, at, member, message, reply, staff};

fn fact(message: MessageFact) -> Fact {
    Fact::Message(message)
}

fn called(id: &str, handle: &str) -> Account {
    Account { handle: Some(handle.to_owned()), ..member(id) }
}

/// Five members answer account 1, one of them is answered by one, and one of us is answered by all.
fn talk() -> Vec<Fact> {
    let mut facts = vec![
        fact(message(1, &member("1"), at(0, 0), "Доброе утро")),
        fact(message(2, &staff("9"), at(0, 1), "Здравствуйте")),
    ];
    for who in 2..=6_u32 {
        let author = member(&who.to_string());
        let minute = i64::from(who);
        facts.push(fact(reply(10 + who, 1, &author, at(1, minute), "И вам доброе")));
        facts.push(fact(reply(20 + who, 2, &author, at(1, 60 + minute), "Здравствуйте")));
    }
    facts.push(fact(reply(40, 12, &member("3"), at(2, 0), "Согласен")));
    facts
}

async fn person(house: &House, account: &str) -> PersonId {
    let mut session = house.store.read().await.expect("a session");
    let id = house.brand.identity("telegram", account);
    let rows = kamerton_store::identities::by_id(&mut session, house.brand.id, [id]).await;
    rows.expect("rows")[0].person.expect("a person")
}

async fn value(house: &House, account: &str) -> Option<InfluenceRow> {
    let person = person(house, account).await;
    let mut session = house.store.read().await.expect("a session");
    let rows = stored::of_people(&mut session, house.brand.id, [person]).await;
    rows.expect("rows").pop().filter(|row| row.listeners > 0)
}

async fn refresh(house: &House, now: Instant) -> bool {
    influence::refresh(&house.store, &house.brand, now).await.expect("influence")
}

/// Until nothing has changed any more.
async fn settle(house: &House, now: Instant) {
    while refresh(house, now).await {}
}

#[tokio::test]
async fn whoever_is_turned_to_is_listened_to() {
    let now = at(3, 0);
    for house in House::on_both().await {
        house.feed(talk(), now).await;
        settle(&house, now).await;
        let first = value(&house, "1").await.expect("they are listened to");
        assert_eq!(first.listeners, 5);
        let second = value(&house, "2").await.expect("they are listened to");
        assert_eq!(second.listeners, 1);
        assert!(first.value > second.value, "{first:?} {second:?}");
        assert_eq!(value(&house, "9").await, None, "ours are no leaders");
        assert_eq!(value(&house, "6").await, None);
        assert!(!refresh(&house, now).await, "nothing has changed");
        assert!(refresh(&house, now.plus(DAY)).await, "another day, other weights");
        house.feed(vec![fact(reply(50, 12, &member("4"), at(3, 0), "Тоже"))], now).await;
        assert!(refresh(&house, now.plus(DAY)).await);
        assert_eq!(value(&house, "2").await.map(|row| row.listeners), Some(2));
    }
}

#[tokio::test]
async fn roles_and_merges_are_followed() {
    let now = at(3, 0);
    let house = House::new().await;
    house.feed(talk(), now).await;
    settle(&house, now).await;
    let (second, third) = (person(&house, "2").await, person(&house, "3").await);
    let first = person(&house, "1").await.to_string();
    by_hand::role(&house.store, &house.brand, &first, Role::Staff, now).await.expect("a role");
    settle(&house, now).await;
    assert_eq!(value(&house, "1").await, None);
    by_hand::role(&house.store, &house.brand, &first, Role::Member, now).await.expect("a role");
    let (into, from) = (second.to_string(), third.to_string());
    merge::merge(&house.store, &house.brand, &into, &from, Why { by: "мы", reason: "" }, now)
        .await
        .expect("a merge");
    settle(&house, now).await;
    assert_eq!(value(&house, "2").await, None, "who turns to themselves listens to nobody");
    assert_eq!(value(&house, "1").await.map(|row| row.listeners), Some(4));
    house.expect_right(now).await;
}

#[tokio::test]
async fn a_handle_counts_for_whoever_bears_it_and_a_name_of_two_for_nobody() {
    let now = at(3, 0);
    for house in House::on_both().await {
        let passed = |number, from: &str| {
            let forwarded_from = Some(from.to_owned());
            let text = message(number, &member("2"), at(0, 2), "Слова");
            fact(MessageFact { forwarded_from, ..text })
        };
        let facts = vec![
            fact(message(1, &member("2"), at(0, 0), "Спросите @anna")),
            passed(2, "Имя 7"),
            passed(3, "Двое"),
        ];
        house.feed(facts, now).await;
        settle(&house, now).await;
        let two = |id: &str| Account { display_name: Some("Двое".to_owned()), ..member(id) };
        let facts = vec![
            fact(message(4, &called("5", "Anna"), at(1, 0), "Я тут")),
            fact(message(5, &member("7"), at(1, 1), "И я")),
            fact(message(6, &two("11"), at(1, 2), "И я")),
            fact(message(7, &two("12"), at(1, 3), "И я")),
        ];
        house.feed(facts, now).await;
        settle(&house, now).await;
        for (account, heard) in [("5", true), ("7", true), ("11", false), ("12", false)] {
            assert_eq!(value(&house, account).await.is_some(), heard, "{account}");
        }
    }
}

#[tokio::test]
async fn a_history_that_is_being_counted_is_looked_at_again() {
    let now = at(3, 0);
    let house = House::new().await;
    house.feed(talk(), now).await;
    let mut session = house.store.write().await.expect("a session");
    kamerton_store::interactions::forget(&mut session, house.brand.id).await.expect("done");
    session.commit().await.expect("a commit");
    assert!(refresh(&house, now).await);
    assert_eq!(value(&house, "1").await, None);
    while fill_piece(&house.store, &house.brand, 3).await.expect("a piece").is_some() {}
    settle(&house, now).await;
    assert_eq!(value(&house, "1").await.map(|row| row.listeners), Some(5));
}

#[tokio::test]
async fn an_audience_that_is_described_decides_whose_attention_counts() {
    let now = at(3, 0);
    let mut house = House::new().await;
    house.brand.settings.audience = "Кто ходит ночью с фонарём".to_owned();
    let mut facts = vec![
        fact(message(1, &member("1"), at(0, 0), "Доброе утро")),
        fact(message(2, &member("2"), at(0, 0), "Добрый день")),
    ];
    for who in 10..35_u32 {
        let author = member(&who.to_string());
        facts.push(fact(reply(who, 1, &author, at(1, 0), "Мой фонарь светит всю ночь")));
        facts.push(fact(reply(100 + who, 2, &member(&format!("{}", who + 50)), at(1, 0), "Да")));
    }
    house.feed(facts, now).await;
    settle(&house, now).await;
    let mut session = house.store.read().await.expect("a session");
    let compared = influence::compared(&mut session, &house.brand).await.expect("it is there");
    assert_eq!(compared.expect("it is there").seeds.word(), "audience");
    let (first, second) = (value(&house, "1").await, value(&house, "2").await);
    let (first, second) = (first.expect("a value"), second.expect("a value"));
    assert_eq!((first.listeners, second.listeners), (25, 25));
    assert!(first.value > 10.0 * second.value, "{first:?} {second:?}");
    assert_eq!(first.fit, Some(0.0), "they speak of nothing of it themselves");
    let fits = person(&house, "10").await;
    let rows = stored::of_people(&mut session, house.brand.id, [fits]).await.expect("rows");
    assert!(rows[0].fit.expect("it fits") > 0.1);
}

#[tokio::test]
async fn who_listens_and_what_is_known_are_shown_with_their_words() {
    let now = at(3, 0);
    for house in House::on_both().await {
        let asked = "Подскажите, как включить фонарь?";
        let answered = "Нажмите кнопку сбоку и держите две секунды";
        let mut facts = talk();
        facts.push(fact(message(60, &member("2"), at(2, 1), asked)));
        facts.push(fact(reply(61, 60, &member("1"), at(2, 2), answered)));
        facts.push(fact(reply(62, 61, &staff("9"), at(2, 3), "Да, всё верно")));
        house.feed(facts, now).await;
        let first = person(&house, "1").await;
        let mut session = house.store.read().await.expect("a session");
        let (who, sight) = (first.to_string(), Sight::Private);
        let opened = Opened::of(&mut session, &house.brand, &who, sight).await.expect("a person");
        let heard = heard::of(&mut session, &house.brand, &opened, now).await;
        let heard = heard.expect("it is there");
        assert_eq!(heard.listeners.len(), 5);
        assert!(heard.listeners.iter().all(|one| one.text.as_deref() == Some("И вам доброе")));
        assert_eq!((heard.knows.answers, heard.knows.confirmed), (1, 1));
        assert_eq!(heard.knows.shown[0].text.as_deref(), Some(answered));
        assert!(heard.knows.shown[0].confirmed);
    }
}

#[tokio::test]
async fn the_radar_finds_clients_newcomers_and_outsiders() {
    let now = at(3, 0);
    for house in House::on_both().await {
        let mut facts = talk();
        facts.push(fact(message(70, &member("1"), at(2, 0), "Купил фонарь в прошлом месяце")));
        let praise = "Советую всем фонарь, берите, не пожалеете";
        facts.push(fact(message(71, &member("8"), at(2, 1), praise)));
        house.feed(facts, now).await;
        settle(&house, now).await;
        let by = Actor { user: None, name: "мы".to_owned() };
        let third = person(&house, "3").await.to_string();
        let written =
            Written { known_by: "Ольга".to_owned(), rating: Some(5), ..Written::default() };
        let write = async |written: &Written| {
            relationship::write(&house.store, &house.brand, &third, written, &by, now).await
        };
        write(&written).await.expect("it is written");
        for bad in [Some(0), Some(6)] {
            assert!(write(&Written { rating: bad, ..written.clone() }).await.is_err());
        }
        let mut session = house.store.read().await.expect("a session");
        let radar = leaders::radar(&mut session, &house.brand, Sight::Private, now).await;
        let radar = radar.expect("a radar");
        let ids = |found: &[Leader]| found.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(&radar.clients), [person(&house, "1").await]);
        assert_eq!(radar.clients[0].listeners, 5);
        assert_eq!(ids(&radar.newcomers), [person(&house, "3").await], "we rate them high");
        let record = radar.newcomers[0].relationship.clone().expect("a record");
        assert_eq!((record.known_by.as_str(), record.rating), ("Ольга", Some(5)));
        assert_eq!(ids(&radar.outsiders), [person(&house, "8").await]);
        let words = radar.outsiders[0].words.clone().expect("their words");
        assert_eq!(words.text.as_deref(), Some(praise));
        let opened = Opened::of(&mut session, &house.brand, &third, Sight::Private).await;
        let opened = opened.expect("a person");
        let scales = influence::compared(&mut session, &house.brand).await.expect("scales");
        let scales = scales.expect("a run");
        let one = leaders::one(&mut session, &house.brand, &opened, &scales).await;
        let one = one.expect("a leader");
        assert_eq!(one.relationship, radar.newcomers[0].relationship);
    }
}
