//! Facts that come before what they speak of, or change it afterwards.

use kamerton_core::fact::{Fact, MessageFact, ReactionCountsFact};
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::time::{DAY, HOUR, Instant};
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::people;
use kamerton_store::values;

use crate::dump::dump;
use crate::house::{House, at, deletion, edited, key, member, message, reaction, reply, staff};

const QUESTION: &str = "Подскажите, как включить фонарь?";
const ANSWER: &str = "Нажмите кнопку сбоку и держите две секунды";

fn fact(message: &MessageFact) -> Fact {
    Fact::Message(message.clone())
}

fn id(house: &House, of: &MessageFact) -> MessageId {
    MessageId::at(house.brand.channel("telegram"), &of.key, of.sent_at)
}

async fn stored(house: &House, of: &MessageFact) -> MessageRow {
    let mut session = house.store.read().await.expect("a session");
    let found = messages::by_id(&mut session, house.brand.id, [id(house, of)]).await;
    found.expect("a query").pop().expect("the message")
}

async fn waiting(house: &House, of: &MessageFact) -> Option<AwaitingRow> {
    let mut session = house.store.read().await.expect("a session");
    let found = awaiting::by_id(&mut session, house.brand.id, [id(house, of)]).await;
    found.expect("a query").pop()
}

/// Feeds the same facts in two orders; both end alike and stand a recount. Gives the first house.
async fn both_orders(facts: Vec<Fact>, order: &[usize]) -> House {
    let now = at(20, 0);
    let (first, second) = (House::new().await, House::new().await);
    for fact in &facts {
        first.feed(vec![fact.clone()], now).await;
    }
    for at in order {
        second.feed(vec![facts[*at].clone()], now).await;
    }
    first.expect_right(now).await;
    second.expect_right(now).await;
    assert_eq!(dump(&first).await, dump(&second).await);
    first
}

#[tokio::test]
async fn a_name_that_comes_after_the_account() {
    let (mut nameless, mut named) = (member("1"), member("1"));
    (nameless.display_name, nameless.handle) = (None, None);
    named.display_name = Some("Анна Ёлкина".to_owned());
    let facts = [
        fact(&message(1, &nameless, at(0, 0), "Доброе утро")),
        fact(&message(2, &named, at(0, 5), "Как дела?")),
    ];
    let now = at(20, 0);
    let house = both_orders(facts.to_vec(), &[1, 0]).await;
    let together = House::new().await;
    together.feed(facts.to_vec(), now).await;
    assert_eq!(dump(&together).await, dump(&house).await);
    let mut session = together.store.read().await.expect("a session");
    let rows = people::after(&mut session, together.brand.id, PersonId::NIL, 9).await;
    let names: Vec<String> = rows.expect("people").into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Анна Ёлкина"]);
}

#[tokio::test]
async fn an_edit_before_its_message() {
    let first = message(1, &member("1"), at(0, 0), "Доброе утро");
    let second = edited(&first, at(0, 5), QUESTION);
    let third = edited(&first, at(0, 9), "Доброе утро");
    let house = both_orders(vec![fact(&first), fact(&second)], &[1, 0]).await;
    assert_eq!(stored(&house, &first).await.text, QUESTION);
    let facts = vec![fact(&first), fact(&second), fact(&third)];
    let house = both_orders(facts, &[2, 0, 1]).await;
    let row = stored(&house, &first).await;
    assert_eq!((row.text.as_str(), row.version), ("Доброе утро", 1));
}

#[tokio::test]
async fn a_deletion_before_its_message() {
    let first = message(1, &member("1"), at(0, 0), QUESTION);
    let facts = vec![fact(&first), deletion(1, at(0, 3)), deletion(1, at(0, 2))];
    let house = both_orders(facts, &[2, 1, 0]).await;
    assert_eq!(stored(&house, &first).await.deleted_at, Some(at(0, 2)));
    assert_eq!(waiting(&house, &first).await, None);
}

#[tokio::test]
async fn what_was_deleted_is_not_found_after_a_late_edit() {
    let first = message(1, &member("1"), at(0, 0), QUESTION);
    let second = edited(&first, at(0, 1), "Фонарь светит");
    both_orders(vec![fact(&first), fact(&second), deletion(1, at(0, 3))], &[0, 2, 1]).await;
}

#[tokio::test]
async fn a_message_and_its_deletion_in_one_batch() {
    let now = at(20, 0);
    let first = message(1, &member("1"), at(0, 0), QUESTION);
    let (one, other) = (House::new().await, House::new().await);
    one.feed(vec![fact(&first), deletion(1, at(0, 3))], now).await;
    other.feed(vec![fact(&first)], now).await;
    other.feed(vec![deletion(1, at(0, 3))], now).await;
    one.expect_right(now).await;
    assert_eq!(dump(&one).await, dump(&other).await);
}

#[tokio::test]
async fn a_reaction_before_its_message_and_one_taken_back() {
    let first = message(1, &member("1"), at(0, 0), "Доброе утро");
    let who = member("2");
    let facts = vec![
        fact(&first),
        reaction(1, &who, at(1, 0), true),
        reaction(1, &who, at(3, 0), false),
        reaction(1, &member("3"), at(2, 0), true),
    ];
    let house = both_orders(facts, &[2, 3, 1, 0]).await;
    let mut session = house.store.read().await.expect("a session");
    let sql = "SELECT CAST(SUM(reactions) AS BIGINT) FROM person_day WHERE workspace_id = $1";
    let sum = session.one(sql, values![house.brand.id]).await.expect("a sum");
    assert_eq!(sum.int(0).expect("a number"), 1, "one was given, one was taken back");
}

#[tokio::test]
async fn a_reply_before_its_target() {
    let asked = message(1, &member("1"), at(0, 0), QUESTION);
    let answered = reply(2, 1, &staff("9"), at(0, 40), ANSWER);
    let thanked = reply(3, 2, &member("1"), at(0, 50), "Спасибо большое, очень помогли!");
    let facts = vec![fact(&asked), fact(&answered), fact(&thanked)];
    let house = both_orders(facts.clone(), &[2, 1, 0]).await;
    let row = waiting(&house, &asked).await.expect("it waited");
    assert_eq!((row.answered_at, row.ours_at), (Some(at(0, 40)), Some(at(0, 40))));
    assert_eq!(stored(&house, &answered).await.reply_to, Some(id(&house, &asked)));
    both_orders(facts, &[1, 2, 0]).await;
}

#[tokio::test]
async fn a_question_answered_by_a_later_import_is_no_longer_overdue() {
    let now = at(20, 0);
    let house = House::new().await;
    let asked = message(1, &member("1"), at(0, 0), QUESTION);
    house.feed(vec![fact(&asked)], now).await;
    assert!(waiting(&house, &asked).await.expect("it waits").overdue);
    let answered = reply(2, 1, &member("2"), at(0, 40), ANSWER);
    house.feed(vec![fact(&answered)], now).await;
    let row = waiting(&house, &asked).await.expect("it waited");
    assert_eq!((row.overdue, row.answered_at), (false, Some(at(0, 40))));
    house.expect_right(now).await;
    // And is again when the answer is taken back.
    house.feed(vec![deletion(2, at(1, 0))], now).await;
    let row = waiting(&house, &asked).await.expect("it waits");
    assert_eq!((row.overdue, row.answered_at), (true, None));
    house.expect_right(now).await;
}

#[tokio::test]
async fn a_question_falls_due_while_nothing_comes() {
    let house = House::new().await;
    let asked = message(1, &member("1"), at(0, 0), QUESTION);
    let late = reply(2, 1, &staff("9"), at(0, 0).plus(25 * HOUR), ANSWER);
    house.feed(vec![fact(&asked)], at(0, 1)).await;
    house.expect_right(at(0, 2)).await;
    assert!(!waiting(&house, &asked).await.expect("it waits").overdue);
    // An answer that was dated by a clock an hour ahead of ours comes after it is due.
    house.feed(vec![fact(&late)], at(0, 0).plus(DAY - HOUR)).await;
    house.expect_right(at(0, 0).plus(DAY - HOUR)).await;
    assert!(!waiting(&house, &asked).await.expect("it waits").overdue);
    house.expect_right(at(3, 0)).await;
    assert!(waiting(&house, &asked).await.expect("it waited").overdue);
}

#[tokio::test]
async fn an_answer_that_becomes_a_question_answers_no_more() {
    let asked = message(1, &member("1"), at(0, 0), QUESTION);
    let said = message(2, &member("2"), at(0, 9), ANSWER);
    let asks = edited(&said, at(0, 12), "А когда будет новая версия?");
    let house = both_orders(vec![fact(&asked), fact(&said), fact(&asks)], &[2, 1, 0]).await;
    assert_eq!(waiting(&house, &asked).await.expect("it waits").answered_at, None);
}

#[tokio::test]
async fn cycles_of_replies_do_no_harm() {
    let (one, two) = (member("1"), staff("9"));
    let first = reply(1, 2, &one, at(0, 0), QUESTION);
    let second = reply(2, 1, &two, at(0, 5), ANSWER);
    let itself = reply(3, 3, &one, at(0, 6), QUESTION);
    let around = [reply(4, 6, &one, at(1, 0), QUESTION), reply(5, 4, &two, at(1, 1), ANSWER)];
    let last = reply(6, 5, &member("2"), at(1, 2), "Спасибо!");
    let mut facts = vec![fact(&first), fact(&second), fact(&itself)];
    facts.extend(around.iter().map(fact));
    facts.push(fact(&last));
    both_orders(facts, &[5, 4, 3, 2, 1, 0]).await;
}

#[tokio::test]
async fn an_account_and_its_handle_in_one_batch_or_in_two_are_one_person() {
    use kamerton_core::fact::{Account, OrderFact};
    let bearer = Account { handle: Some("Anna_K".to_owned()), ..member("1") };
    let email = Account {
        kind: "email".to_owned(),
        remote_id: "anna@example.org".to_owned(),
        ..Account::default()
    };
    let handle = Account {
        kind: "telegram".to_owned(),
        handle: Some("anna_k".to_owned()),
        ..Account::default()
    };
    let order = Fact::Order(OrderFact {
        key: "order:1".to_owned(),
        at: at(1, 0),
        amount_minor: 500,
        currency: "RUB".to_owned(),
        accounts: vec![email, handle],
        ..OrderFact::default()
    });
    let said = fact(&message(1, &bearer, at(0, 0), "Доброе утро"));
    let house = both_orders(vec![said.clone(), order.clone()], &[1, 0]).await;
    let at_once = House::new().await;
    at_once.feed(vec![said, order], at(20, 0)).await;
    assert_eq!(dump(&house).await, dump(&at_once).await);
    assert_eq!(dump(&house).await.matches("Person of").count(), 1);
}

#[tokio::test]
async fn a_pending_fact_counts_once() {
    let house = House::new().await;
    let facts = vec![deletion(7, at(0, 0)), reaction(7, &member("1"), at(0, 0), true)];
    assert_eq!(house.feed(facts.clone(), at(1, 0)).await.duplicates, 0);
    assert_eq!(house.feed(facts, at(1, 0)).await.duplicates, 2);
    assert_eq!(key(7), "telegram:1:7");
    house.expect_right(at(1, 0)).await;
}

/// The answer goes to what the asker wrote right after the question, and comes days later: neither
/// of the two is near it in time, nor in the same batch.
#[tokio::test]
async fn an_answer_to_the_words_after_a_question_comes_much_later() {
    let asked = message(1, &member("1"), at(0, 0), QUESTION);
    let more = message(2, &member("1"), at(0, 6), "Модель прошлого года, с ручкой");
    let others = message(3, &member("3"), at(5, 0), "Доброе утро");
    let answered = reply(4, 2, &member("2"), at(9, 0), ANSWER);
    let facts = vec![fact(&asked), fact(&more), fact(&others), fact(&answered)];
    let house = both_orders(facts, &[3, 2, 1, 0]).await;
    let row = waiting(&house, &asked).await.expect("it waits");
    assert_eq!(row.answered_at, Some(at(9, 0)));
    assert!(row.overdue, "the answer came too late");
}

/// A channel counts its readers' reactions and names nobody: each count says all that stands.
#[tokio::test]
async fn the_latest_count_of_reactions_stands() {
    let counted = |at: Instant, counts: &[(&str, u32)]| {
        Fact::ReactionCounts(ReactionCountsFact {
            kind: "telegram".to_owned(),
            message: key(1),
            at,
            counts: counts.iter().map(|(emoji, count)| ((*emoji).to_owned(), *count)).collect(),
        })
    };
    let post = message(1, &member("1"), at(0, 0), "Доброе утро");
    let first = counted(at(1, 0), &[("👍", 2), ("🔥", 1)]);
    let second = counted(at(2, 0), &[("👍", 1)]);
    let facts = vec![fact(&post), first.clone(), second];
    for order in [[2, 1, 0], [0, 2, 1], [1, 0, 2]] {
        let house = both_orders(facts.clone(), &order).await;
        assert_eq!(house.feed(vec![first.clone()], at(20, 0)).await.duplicates, 1);
        let mut session = house.store.read().await.expect("a session");
        let found = messages::reactions(&mut session, house.brand.id, [id(&house, &post)]).await;
        let rows = found.expect("a query").into_iter().filter(|row| row.count > 0);
        let rows: Vec<_> = rows.map(|row| (row.emoji, row.count)).collect();
        assert_eq!(rows, [("👍".to_owned(), 1)]);
    }
}
