//! Newcomers are asked once, on their seventh day, whether they feel comfortable.

use kamerton_app::people::merge::Why;
use kamerton_app::people::{self, comfort, merge};
use kamerton_app::today;
use kamerton_core::comfort::Comfort;
use kamerton_core::fact::Fact;
use kamerton_core::id::PersonId;
use kamerton_core::plan::Playbook;
use kamerton_core::share::Share;
use kamerton_store::comfort::ComfortRow;

use crate::house::{House, at, member, message, staff};

async fn person(house: &House, name: &str) -> PersonId {
    let mut session = house.store.read().await.expect("a session");
    let found = people::find(&mut session, &house.brand, name).await;
    found.expect("somebody").id
}

/// What somebody said of their comfort.
async fn said(house: &House, person: PersonId) -> Option<ComfortRow> {
    let mut session = house.store.read().await.expect("a session");
    let own = people::accounts(&mut session, &house.brand, person).await.expect("accounts");
    comfort::of_accounts(&mut session, &house.brand, people::ids(&own)).await.expect("rows")
}

/// Who is asked in the plan of a morning, at nine.
async fn asked(house: &House, day: i64) -> Vec<PersonId> {
    let day = house.brand.zone.day(at(day, 0));
    let steps = today::plan_at(&house.store, &house.brand, day).await.expect("a plan");
    let asked = steps.into_iter().filter(|step| step.playbook == Playbook::NewcomerComfort);
    asked.map(|step| step.person).collect()
}

#[tokio::test]
async fn whoever_came_a_week_ago_is_asked_until_they_answered() {
    for house in House::on_both().await {
        let facts = vec![
            Fact::Message(message(1, &member("1"), at(0, -60), "Доброе утро")),
            Fact::Message(message(2, &staff("9"), at(0, -55), "Здравствуйте")),
            Fact::Message(message(3, &member("2"), at(5, 0), "Сегодня дождь")),
        ];
        house.feed(facts, at(5, 10)).await;
        let anna = person(&house, "Имя 1").await;
        assert_eq!(asked(&house, 6).await, [], "too soon, and nobody of ours");
        assert_eq!(asked(&house, 7).await, [anna]);
        assert_eq!(asked(&house, 10).await, [], "the week is long over");
        let (store, brand) = (&house.store, &house.brand);
        let answer = Some((Comfort::Partly, " шумно "));
        comfort::record(store, brand, anna, answer, "Мы", at(7, 90)).await.expect("an answer");
        assert_eq!(asked(&house, 8).await, [], "once is enough");
        let row = said(&house, anna).await.expect("an answer");
        assert_eq!((row.comfort, row.words.as_str()), (Comfort::Partly.code(), "шумно"));
        let mut session = store.read().await.expect("a session");
        let place = kamerton_store::places::all(&mut session, brand.id).await.expect("places");
        let of = comfort::of_place(&mut session, brand, place[0].id, at(9, 0)).await;
        assert_eq!(of.expect("a share"), Share::of(0, 1));
        drop(session);
        let answer = Some((Comfort::Comfortable, ""));
        comfort::record(store, brand, anna, answer, "Мы", at(8, 0)).await.expect("another answer");
        merge::merge(store, brand, "Имя 2", "Имя 1", Why { by: "Мы", reason: "" }, at(8, 1))
            .await
            .expect("one person");
        let one = person(&house, "Имя 2").await;
        let row = said(&house, one).await;
        assert_eq!(row.map(|row| row.comfort), Some(2), "it stays with the account");
        let mut session = store.read().await.expect("a session");
        let of = comfort::of_place(&mut session, brand, place[0].id, at(9, 0)).await;
        assert_eq!(of.expect("a share"), Share::of(1, 1));
        drop(session);
        comfort::record(store, brand, one, None, "Мы", at(8, 2)).await.expect("taken back");
        assert_eq!(said(&house, one).await, None);
        house.store.close().await;
    }
}
