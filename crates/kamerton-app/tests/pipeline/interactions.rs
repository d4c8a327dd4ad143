//! Who turns to whom, in any order of arrival, and counted where it was not kept before.

use kamerton_app::ingest::interactions::{by_handle, by_name, fill_piece};
use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_core::id::IdentityId;
use kamerton_store::interactions::{self, InteractionRow};
use uuid::Uuid;

use crate::dump::dump;
use crate::house::{House, at, deletion, edited, member, message, reaction, reply, staff};

fn fact(message: &MessageFact) -> Fact {
    Fact::Message(message.clone())
}

fn account(house: &House, id: &str) -> IdentityId {
    house.brand.identity("telegram", id)
}

async fn turned(house: &House) -> Vec<InteractionRow> {
    let mut session = house.store.read().await.expect("a session");
    let all = (IdentityId::NIL, Uuid::max().into());
    interactions::of_targets(&mut session, house.brand.id, all).await.expect("rows")
}

/// How often one turned to another: answers, mentions, reposts, reactions.
async fn between(house: &House, source: IdentityId, target: IdentityId) -> [i64; 4] {
    let mut sum = [0; 4];
    for row in turned(house).await {
        if row.source == source && row.target == target {
            let counts = [row.replies, row.mentions, row.reposts, row.reactions];
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    sum
}

/// A talk with everything in it: of all this, what stands is one answer, one mention, one repost and one
/// reaction to account 1, and an answer of ours.
fn talk() -> Vec<Fact> {
    let (one, two) = (member("1"), member("2"));
    let first = message(1, &one, at(0, 0), "Доброе утро");
    let named = message(3, &two, at(0, 2), "Спросите @boris");
    let forwarded = MessageFact {
        forwarded_from: Some("Имя 1".to_owned()),
        ..reply(4, 1, &two, at(0, 3), "Доброе утро, @boris")
    };
    vec![
        fact(&first),
        fact(&reply(2, 1, &two, at(0, 1), "И вам")),
        fact(&named),
        fact(&edited(&named, at(0, 9), "Спросите @anna")),
        fact(&forwarded),
        fact(&reply(5, 1, &two, at(0, 4), "Лишнее")),
        deletion(5, at(0, 5)),
        fact(&reply(6, 1, &one, at(0, 6), "Отвечаю себе")),
        fact(&reply(7, 1, &staff("9"), at(0, 7), "Здравствуйте")),
        reaction(1, &two, at(1, 0), true),
        reaction(1, &member("3"), at(1, 0), true),
        reaction(1, &member("3"), at(1, 5), false),
        reaction(1, &one, at(1, 0), true),
    ]
}

async fn expect_talk(house: &House) {
    let (one, two) = (account(house, "1"), account(house, "2"));
    assert_eq!(between(house, two, one).await, [1, 0, 0, 1]);
    assert_eq!(between(house, account(house, "9"), one).await, [1, 0, 0, 0], "ours are told apart");
    assert_eq!(between(house, one, one).await, [0; 4]);
    let named = |name: &str| by_handle(&house.brand, "telegram", name);
    assert_eq!(between(house, two, named("anna")).await, [0, 1, 0, 0]);
    assert_eq!(between(house, two, named("boris")).await, [0; 4], "that text stands no more");
    let by_name = by_name(&house.brand, "telegram", "имя 1");
    assert_eq!(between(house, two, by_name).await, [0, 0, 1, 0]);
    assert_eq!(between(house, account(house, "3"), one).await, [0; 4], "taken back");
}

#[tokio::test]
async fn whoever_turns_to_somebody_is_counted_in_any_order() {
    let now = at(20, 0);
    for house in House::on_both().await {
        for one in talk() {
            house.feed(vec![one], now).await;
        }
        expect_talk(&house).await;
        house.expect_right(now).await;
        let rows = dump(&house).await;
        let backwards = House::new().await;
        for one in talk().into_iter().rev() {
            backwards.feed(vec![one], now).await;
        }
        expect_talk(&backwards).await;
        backwards.expect_right(now).await;
        assert_eq!(rows, dump(&backwards).await);
        let together = House::new().await;
        together.feed(talk(), now).await;
        assert_eq!(rows, dump(&together).await);
    }
}

#[tokio::test]
async fn a_handle_is_the_account_that_is_known_by_nothing_else() {
    let house = House::new().await;
    let by_handle_only =
        Account { handle: Some("Anna".to_owned()), remote_id: String::new(), ..member("") };
    house.feed(vec![fact(&message(1, &by_handle_only, at(0, 0), "Я тут"))], at(1, 0)).await;
    house.feed(vec![fact(&message(2, &member("2"), at(0, 1), "@ANNA, привет"))], at(1, 0)).await;
    let mut session = house.store.read().await.expect("a session");
    let wanted = [by_handle(&house.brand, "telegram", "anna")];
    let found = kamerton_store::identities::by_id(&mut session, house.brand.id, wanted)
        .await
        .expect("rows");
    assert_eq!(found.len(), 1);
}

/// An installation whose history was there before interactions were kept: they are counted in pieces,
/// while facts go on to come.
#[tokio::test]
async fn a_history_is_counted_while_more_comes() {
    let now = at(20, 0);
    let facts = talk();
    let expected = House::new().await;
    expected.feed(facts.clone(), now).await;
    for before in (0..facts.len()).step_by(4) {
        for house in House::on_both().await {
            let mut session = house.store.write().await.expect("a session");
            interactions::forget(&mut session, house.brand.id).await.expect("done");
            session.commit().await.expect("a commit");
            for one in facts.iter().take(before) {
                house.feed(vec![one.clone()], now).await;
            }
            assert_eq!(turned(&house).await, [], "nothing is counted before its turn");
            for one in facts.iter().skip(before) {
                fill_piece(&house.store, &house.brand, 2).await.expect("a piece");
                house.feed(vec![one.clone()], now).await;
            }
            while fill_piece(&house.store, &house.brand, 2).await.expect("a piece").is_some() {}
            expect_talk(&house).await;
            house.expect_right(now).await;
            assert_eq!(dump(&house).await, dump(&expected).await);
        }
    }
}

#[tokio::test]
async fn check_finds_and_repairs_what_was_counted_wrongly() {
    let now = at(20, 0);
    for house in House::on_both().await {
        house.feed(talk(), now).await;
        let wrong = turned(&house).await;
        let mut session = house.store.write().await.expect("a session");
        interactions::add(&mut session, house.brand.id, &wrong[..1]).await.expect("done");
        let lost = InteractionRow { replies: -wrong[1].replies, ..wrong[1] };
        interactions::add(&mut session, house.brand.id, &[lost]).await.expect("done");
        session.commit().await.expect("a commit");
        let run = async |repair| {
            kamerton_app::check::run(&house.store, &house.brand, repair, now, |_| {})
                .await
                .expect("a recount")
        };
        let report = run(false).await;
        assert!(report.differences > 0);
        assert!(report.examples.iter().all(|one| one.what == "interaction"), "{report:#?}");
        assert_eq!(run(true).await.repaired, report.differences);
        expect_talk(&house).await;
        house.expect_right(now).await;
    }
}
