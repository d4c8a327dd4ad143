//! A recount finds every kind of wrong row and puts it right.

use kamerton_app::check;
use kamerton_core::fact::{Fact, MembershipFact, OrderFact};
use kamerton_core::time::Instant;
use kamerton_store::values;

use crate::dump::dump;
use crate::house::{House, at, member, message, place, reaction, reply, staff};

const TAMPERED: [(&str, &str); 19] = [
    ("entry", "DELETE FROM entry WHERE workspace_id = $1 AND kind = 14"),
    ("entry", "DELETE FROM entry WHERE workspace_id = $1 AND kind = 15"),
    ("entry", "UPDATE entry SET weight = weight + 1 WHERE workspace_id = $1 AND kind = 14"),
    ("entry", "UPDATE entry SET weight = weight + 1 WHERE workspace_id = $1 AND kind = 15"),
    ("entry", "UPDATE entry SET day = day + 100 WHERE workspace_id = $1 AND kind = 15"),
    ("entry", "UPDATE entry SET ground_id = identity_id WHERE workspace_id = $1 AND kind = 14"),
    ("awaiting", "UPDATE awaiting SET answered_at = NULL WHERE workspace_id = $1"),
    ("awaiting", "DELETE FROM awaiting WHERE workspace_id = $1"),
    ("awaiting", "UPDATE awaiting SET message_id = identity_id WHERE workspace_id = $1"),
    ("person_day", "UPDATE person_day SET messages = messages + 2 WHERE workspace_id = $1"),
    ("person_day", "DELETE FROM person_day WHERE workspace_id = $1"),
    ("place_day", "UPDATE place_day SET count = count - 1 WHERE workspace_id = $1"),
    ("place_span", "UPDATE place SET last_message_at = NULL WHERE workspace_id = $1"),
    ("person", "UPDATE person SET charge_ring = charge_ring + 1 WHERE workspace_id = $1"),
    ("person", "UPDATE person SET orders = 7, contact_at = 5 WHERE workspace_id = $1"),
    ("reply_link", "UPDATE message SET reply_to_id = NULL WHERE workspace_id = $1"),
    ("remote_key", "DELETE FROM remote_key WHERE workspace_id = $1"),
    ("remote_key", "UPDATE remote_key SET sent_at = sent_at + 1 WHERE workspace_id = $1"),
    ("search_document", "UPDATE message SET service = 1 WHERE workspace_id = $1 AND text = 'Да'"),
];

async fn lively() -> (House, Instant) {
    let house = House::new().await;
    let who = member("1");
    let asked = message(1, &who, at(0, 0), "Подскажите, как включить фонарь?");
    let facts = vec![
        Fact::Message(asked),
        Fact::Message(reply(2, 1, &staff("9"), at(0, 40), "Нажмите кнопку сбоку и держите")),
        Fact::Message(reply(3, 2, &who, at(0, 50), "Спасибо большое, очень помогли!")),
        Fact::Message(message(4, &who, at(3, 0), "Обожаю Маяк, фонарь просто восторг!!!")),
        Fact::Message(message(5, &member("2"), at(3, 1), "А когда будет новая версия?")),
        Fact::Message(message(6, &staff("9"), at(9, 1), "Да")),
        reaction(4, &member("2"), at(4, 0), true),
        Fact::Membership(MembershipFact {
            place: place(),
            key: "telegram:1:join".to_owned(),
            account: member("3"),
            at: at(2, 0),
            joined: true,
            invited_by: None,
            invitation: None,
        }),
        Fact::Order(OrderFact {
            key: "order:1".to_owned(),
            at: at(1, 0),
            amount_minor: 500,
            currency: "RUB".to_owned(),
            accounts: vec![who],
            ..OrderFact::default()
        }),
    ];
    let now = at(12, 0);
    house.feed(facts, now).await;
    (house, now)
}

#[tokio::test]
async fn every_wrong_row_is_found_and_put_right() {
    let (house, now) = lively().await;
    house.expect_right(now).await;
    let right = dump(&house).await;
    for (what, sql) in TAMPERED {
        let mut session = house.store.write().await.expect("a session");
        let touched = session.execute(sql, values![house.brand.id]).await.expect(sql);
        session.commit().await.expect("a commit");
        assert!(touched > 0, "{sql} changed nothing");
        let found = recount(&house, false, now).await;
        assert!(found.examples.iter().any(|one| one.what == what), "{sql}: {found:#?}");
        assert_eq!(found.repaired, 0);
        assert_eq!(recount(&house, false, now).await.differences, found.differences, "{sql}");
        let repaired = recount(&house, true, now).await;
        assert!(repaired.repaired > 0 && repaired.repaired == repaired.differences);
        let after = recount(&house, true, now).await;
        assert_eq!(after.differences, 0, "{sql}: {:#?}", after.examples);
        if what != "search_document" {
            assert_eq!(dump(&house).await, right, "{sql}");
        }
    }
}

async fn recount(house: &House, repair: bool, now: Instant) -> check::Report {
    check::run(&house.store, &house.brand, repair, now, |_| {}).await.expect("a recount")
}

#[tokio::test]
async fn a_rebuild_makes_the_same_rows_from_facts_alone() {
    let (house, now) = lively().await;
    let right = dump(&house).await;
    let mut session = house.store.write().await.expect("a session");
    for sql in [
        "DELETE FROM entry WHERE workspace_id = $1",
        "DELETE FROM awaiting WHERE workspace_id = $1",
        "DELETE FROM person_day WHERE workspace_id = $1",
        "DELETE FROM place_day WHERE workspace_id = $1",
        "UPDATE place SET first_message_at = NULL, last_message_at = NULL WHERE workspace_id = $1",
        "UPDATE person SET fold = '', moves = '', state = 1, stage = 1, messages = 0, \
         charge_ring = 0, charge_bond = 0, orders = 0 WHERE workspace_id = $1",
    ] {
        session.execute(sql, values![house.brand.id]).await.expect(sql);
    }
    session.commit().await.expect("a commit");
    let rebuilt = check::rebuild(&house.store, &house.brand, now, |_| {}).await.expect("rows");
    assert_eq!(rebuilt.messages, 6);
    assert_eq!(dump(&house).await, right);
    house.expect_right(now).await;
}
