//! Small worlds: accounts of all roles who write, answer, edit, delete, react, join and buy.

use kamerton_core::fact::{
    Account, DeletionFact, Fact, MembershipFact, MessageFact, OrderFact, OrderKind, PlaceRef,
    ReactionCount, ReactionFact,
};
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, MINUTE};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::house::at;

/// Texts whose labels are known, see [`texts_say_what_they_should`].
pub const TEXTS: [&str; 16] = [
    "Подскажите, как включить фонарь?",
    "Спасибо большое, очень помогли!",
    "Обожаю Маяк, фонарь просто восторг!!!",
    "Ужасное качество, фонарь сломался через день, верните деньги",
    "Советую всем фонарь, берите, не пожалеете",
    "Нужно нажать кнопку сбоку и держать две секунды",
    "Да, всё верно",
    "Купил фонарь в прошлом месяце, пользуюсь каждый день",
    "Сколько стоит фонарь и где купить?",
    "Доброе утро",
    "Сегодня дождь",
    "А когда будет новая версия?",
    "Вы обманщики, Маяк меня обманул",
    "",
    "Это знает @name2, и @Name4 тоже",
    "@name2 @nobody приходите!",
];

/// A world: facts in order of time, each with when it happened, and the present.
#[derive(Clone, Debug)]
pub struct World {
    pub facts: Vec<(Instant, Fact)>,
    pub now: Instant,
}

#[derive(Clone, Debug)]
struct Words {
    author: usize,
    forum: bool,
    thread: usize,
    day: i64,
    minute: i64,
    text: usize,
    answers: Option<usize>,
    edits: Vec<(i64, usize)>,
    deleted: Option<i64>,
    counted: Option<(u32, usize)>,
    reactions: Vec<(usize, i64, bool)>,
}

fn words(accounts: usize, days: i64, messages: usize) -> impl Strategy<Value = Words> {
    let said = (0..accounts, any::<bool>(), 0..2_usize, 0..days, 0..90_i64, 0..TEXTS.len());
    let later = (
        // Some answer what is not there.
        option::weighted(0.6, 0..messages + 2),
        vec((1..3_000_i64, 0..TEXTS.len()), 0..3),
        option::weighted(0.12, 1..4_000_i64),
        option::weighted(0.15, (1..4_u32, 0..accounts)),
        vec((0..accounts, 1..4_000_i64, prop::bool::weighted(0.7)), 0..3),
    );
    (said, later).prop_map(|(said, later)| {
        let (author, forum, thread, day, minute, text) = said;
        let (answers, edits, deleted, counted, reactions) = later;
        Words {
            author,
            forum,
            thread,
            day,
            minute,
            text,
            answers,
            edits,
            deleted,
            counted,
            reactions,
        }
    })
}

/// Worlds of 3 to 6 accounts, 2 places and 10 to 60 messages over 5 to 60 days.
pub fn worlds() -> impl Strategy<Value = World> {
    (3..=6_usize, 5..=60_i64, 10..=60_usize).prop_flat_map(|(accounts, days, messages)| {
        let joins = vec((0..accounts, any::<bool>(), 0..days, any::<bool>()), 0..4);
        let orders = vec((0..accounts, 0..days, 0..3_usize), 0..4);
        let words = vec(words(accounts, days, messages), messages);
        (words, joins, orders, 0..30_i64).prop_map(move |(words, joins, orders, after)| {
            let mut facts = Vec::new();
            for (number, one) in words.iter().enumerate() {
                said(number, one, &mut facts);
            }
            facts.extend(joins.iter().enumerate().map(|(n, one)| joined(n, *one)));
            facts.extend(orders.iter().enumerate().map(|(n, one)| ordered(n, *one)));
            facts.sort_by_key(|(at, _)| *at);
            // After everything, or so soon that some questions are still due.
            let last = facts.last().map_or(at(0, 0), |(at, _)| *at);
            World { facts, now: last.plus(after * 600 * MINUTE) }
        })
    })
}

fn account(number: usize) -> Account {
    Account {
        kind: "telegram".to_owned(),
        remote_id: format!("{}", number + 1),
        handle: number.is_multiple_of(2).then(|| handle(number)),
        display_name: Some(format!("Имя {number}")),
        role: match number {
            0 => Some(Role::Staff),
            4 => Some(Role::Bot),
            _ => None,
        },
        deleted: number == 5,
    }
}

fn handle(number: usize) -> String {
    format!("name{number}")
}

fn place(forum: bool) -> PlaceRef {
    PlaceRef {
        kind: "telegram".to_owned(),
        remote_id: if forum { "forum" } else { "chat" }.to_owned(),
        title: if forum { "Форум" } else { "Чат" }.to_owned(),
        private: false,
    }
}

fn key(number: usize) -> String {
    format!("telegram:world:{number}")
}

fn said(number: usize, one: &Words, facts: &mut Vec<(Instant, Fact)>) {
    // On a few days only, so that people meet.
    let sent_at = at(one.day / 9 * 9, one.minute);
    let mut message = MessageFact {
        place: place(one.forum),
        key: key(number),
        author: Some(account(one.author)),
        sent_at,
        text: TEXTS[one.text].to_owned(),
        reply_to: one.answers.map(key),
        thread: one.forum.then(|| format!("thread {}", one.thread)),
        thread_root: one.forum.then(|| key(one.thread)),
        // Words of others, of whom one is among the accounts.
        forwarded_from: (one.minute % 9 == 0).then(|| format!("Имя {}", one.minute / 9)),
        ..MessageFact::default()
    };
    if let Some((count, who)) = one.counted {
        let accounts = vec![account(who)];
        message.reactions = vec![ReactionCount { emoji: "🔥".to_owned(), count, accounts }];
    }
    facts.push((sent_at, Fact::Message(message.clone())));
    for (later, text) in &one.edits {
        let edited_at = sent_at.plus(later * MINUTE);
        let edited_message = MessageFact {
            text: TEXTS[*text].to_owned(),
            edited_at: Some(edited_at),
            ..message.clone()
        };
        facts.push((edited_at, Fact::Message(edited_message)));
    }
    if let Some(later) = one.deleted {
        let at = sent_at.plus(later * MINUTE);
        let (kind, message) = ("telegram".to_owned(), key(number));
        facts.push((at, Fact::Deletion(DeletionFact { kind, message, at })));
    }
    for (who, later, given) in &one.reactions {
        let at = sent_at.plus(later * MINUTE);
        let reaction = ReactionFact {
            message: key(number),
            emoji: "🔥".to_owned(),
            account: account(*who),
            at,
            given: *given,
        };
        facts.push((at, Fact::Reaction(reaction)));
    }
}

fn joined(number: usize, (who, forum, day, joined): (usize, bool, i64, bool)) -> (Instant, Fact) {
    let at = at(day, 7);
    let membership = MembershipFact {
        place: place(forum),
        key: format!("telegram:join:{number}"),
        account: account(who),
        at,
        joined,
        invited_by: None,
        invitation: None,
    };
    (at, Fact::Membership(membership))
}

fn ordered(number: usize, (who, day, kind): (usize, i64, usize)) -> (Instant, Fact) {
    let at = at(day, 11);
    let email = Account {
        kind: "email".to_owned(),
        remote_id: format!("{}@example.org", handle(who)),
        ..Account::default()
    };
    let by_handle =
        Account { kind: "telegram".to_owned(), handle: Some(handle(who)), ..Account::default() };
    let order = OrderFact {
        key: format!("order:{number}"),
        kind: [OrderKind::Purchase, OrderKind::Refund, OrderKind::SubscriptionStart][kind],
        at,
        amount_minor: 100_000,
        currency: "RUB".to_owned(),
        accounts: vec![email, by_handle],
        ..OrderFact::default()
    };
    (at, Fact::Order(order))
}

#[tokio::test]
async fn texts_say_what_they_should() {
    use kamerton_core::reading::Label;
    let house = crate::house::House::new().await;
    let labels = |text: &str| {
        // As an answer: without a question before it nothing helps or confirms.
        let reply_to = Some(key(0));
        let message = MessageFact { text: text.to_owned(), reply_to, ..MessageFact::default() };
        kamerton_app::prepare::read(&house.brand, &message).labels
    };
    for (at, label) in [
        (0, Label::Question),
        (1, Label::Thanks),
        (2, Label::Delight),
        (3, Label::Complaint),
        (4, Label::Recommendation),
        (5, Label::Helps),
        (6, Label::Confirms),
        (7, Label::Owns),
        (8, Label::PurchaseIntent),
        (9, Label::Greeting),
        (11, Label::Question),
    ] {
        let said: Vec<Label> = labels(TEXTS[at]).iter().collect();
        assert!(said.contains(&label), "«{}» says {said:?}, not {label:?}", TEXTS[at]);
    }
    assert_eq!(labels(TEXTS[10]).iter().count(), 0, "talk of the weather says nothing");
}
