//! Messages of one moment stay in the order of the file: their ids are hashes and know none.

use kamerton_core::fact::Fact;
use kamerton_store::messages;

use crate::house::{House, at, member, message, origin};

#[tokio::test]
async fn messages_of_one_moment_stay_in_the_order_of_the_file() {
    let house = House::new().await;
    let who = member("1");
    let facts: Vec<Fact> = (0..40)
        .map(|number| Fact::Message(message(number, &who, at(0, 0), &format!("слово {number}"))))
        .collect();
    house.feed(facts[..25].to_vec(), at(1, 0)).await;
    house.feed(facts[25..].to_vec(), at(1, 0)).await;
    let mut session = house.store.read().await.expect("a session");
    let identity = house.brand.identity("telegram", "1");
    let rows = messages::latest_of(&mut session, house.brand.id, [identity]).await.expect("rows");
    let texts: Vec<String> = rows.into_iter().rev().map(|row| row.text).collect();
    let expected: Vec<String> = (0..40).map(|number| format!("слово {number}")).collect();
    assert_eq!(texts, expected);
    assert_eq!(origin().source, "import:telegram");
}
