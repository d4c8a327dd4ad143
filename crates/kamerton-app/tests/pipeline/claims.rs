//! Messages under the name of another's message.

use kamerton_core::fact::{Fact, MessageFact, SenderCheck};
use kamerton_store::messages::{self, MessageRow};

use crate::house::{House, at, member, message};

async fn all(house: &House, keys: &[&str]) -> Vec<MessageRow> {
    let mut session = house.store.read().await.expect("a session");
    let channel = house.brand.channel("telegram");
    let keys = keys.iter().map(|key| (*key).to_owned());
    let mut found =
        messages::by_key(&mut session, house.brand.id, channel, keys).await.expect("keys");
    found.sort();
    let ids = found.into_iter().map(|(_, id)| id);
    let rows = messages::by_id(&mut session, house.brand.id, ids).await;
    let mut rows = rows.expect("rows");
    rows.sort_by(|a, b| a.remote_key.cmp(&b.remote_key));
    rows
}

fn claimed(message: MessageFact, check: SenderCheck) -> Fact {
    Fact::Message(MessageFact { sender_check: Some(check), ..message })
}

#[tokio::test]
async fn nobody_says_anything_in_the_name_of_another() {
    let first = message(1, &member("1"), at(0, 0), "Где мой заказ?");
    let key = first.key.clone();
    let forged = MessageFact {
        key: key.clone(),
        ..message(2, &member("2"), at(0, 5), "Я всем доволен")
    };
    let own =
        MessageFact { text: "Я очень всем доволен".to_owned(), ..first.clone() };
    let facts = [
        claimed(first.clone(), SenderCheck::Passed),
        claimed(forged.clone(), SenderCheck::Failed),
        claimed(own, SenderCheck::Failed),
        claimed(forged, SenderCheck::Failed),
    ];
    let apart = format!("{key}~2");
    for together in [false, true] {
        let (house, now) = (House::new().await, at(20, 0));
        if together {
            house.feed(facts.to_vec(), now).await;
        } else {
            for fact in &facts {
                house.feed(vec![fact.clone()], now).await;
            }
        }
        house.expect_right(now).await;
        let rows = all(&house, &[&key, &apart]).await;
        let [stands, other] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((stands.text.as_str(), stands.version), ("Где мой заказ?", 0));
        assert_eq!((other.text.as_str(), other.version), ("Я всем доволен", 0));
        assert_ne!(stands.identity, other.identity);
    }
}
