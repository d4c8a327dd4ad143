//! Lists of messages: every filter says the same as looking at each message would.

use std::collections::HashMap;

use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::messages::{self, Filter, Page};
use kamerton_app::people::show::show;
use kamerton_app::places::{Sight, list};
use kamerton_app::today::waits;
use kamerton_core::answer::still_waits;
use kamerton_core::fact::{Fact, MembershipFact, MessageFact};
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::time::{DAY, HOUR, MINUTE};
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::identities;
use kamerton_store::messages::MessageRow;

use super::harness::{Prepared, World, account, bare, kinds, place, with};
use super::town::{LETTERS, town};

async fn filters(world: &World) -> Vec<Filter> {
    let chat = Some(world.place_id("чат"));
    let person = Some(world.person("Борис").await.id);
    let day = |ago: i32| Some(world.brand.zone.day(world.now).plus(-ago));
    let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
    let all = Filter::default;
    vec![
        all(),
        Filter { place: chat, ..all() },
        Filter { place: Some(world.place_id(LETTERS)), ..all() },
        Filter { person, ..all() },
        Filter { person, place: chat, ..all() },
        Filter { labels: Labels::of(&[Label::Delight, Label::Complaint]), ..all() },
        Filter { labels: Labels::of(&[Label::Thanks]), place: chat, person, ..all() },
        Filter { answered: Some(true), ..all() },
        Filter { answered: Some(false), ..all() },
        Filter { answered: Some(false), place: chat, ..all() },
        Filter { answered: Some(true), person, from: day(40), ..all() },
        Filter { from: day(30), ..all() },
        Filter { to: day(30), ..all() },
        Filter { from: day(50), to: day(20), place: chat, ..all() },
        Filter { from: day(50), to: day(20), person, ..all() },
        Filter { to: day(20), answered: Some(true), ..all() },
        words("слово"),
        Filter { place: chat, to: day(20), ..words("слово") },
        Filter { answered: Some(true), ..words("слово") },
        Filter { waiting: true, ..all() },
        Filter { waiting: true, place: chat, ..all() },
        Filter { waiting: true, from: day(2), ..all() },
        Filter { waiting: true, ..words("слово") },
        words("небывалое"),
    ]
}

/// What a filter means, said plainly. All texts of these worlds are indexed under one word.
fn fits(
    world: &World,
    row: &MessageRow,
    owners: &HashMap<kamerton_core::id::IdentityId, PersonId>,
    waited: &HashMap<MessageId, AwaitingRow>,
    filter: &Filter,
) -> bool {
    let day = world.brand.zone.day(row.sent_at);
    let owner = row.identity.and_then(|identity| owners.get(&identity).copied());
    let answered = waited.get(&row.id).map(|row| row.answered_at.is_some());
    filter.place.is_none_or(|place| row.place == place)
        && (filter.person.is_none() || filter.person == owner)
        && (filter.labels == Labels::default() || row.labels.0 & filter.labels.0 != 0)
        && (filter.answered.is_none() || filter.answered == answered)
        && (!filter.waiting || waited.get(&row.id).is_some_and(|row| waits(world, row)))
        && filter.from.is_none_or(|from| day >= from)
        && filter.to.is_none_or(|to| day <= to)
        && ["", "слово"].contains(&filter.words.as_str())
}

/// Whether it waits still. Nobody in this world is new, and Вера is one of us.
fn waits(world: &World, row: &AwaitingRow) -> bool {
    let rules = &world.brand.policy().playbooks;
    still_waits(&row.waited(), world.now, true, rules) != 0
}

async fn all_pages(world: &World, sight: Sight, filter: &Filter) -> Vec<MessageId> {
    let mut session = world.store.read().await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let (store, brand) = (&mut session, &world.brand);
        let page = messages::page(store, brand, sight, filter, after.as_deref(), 7, world.now);
        let Page { messages, next, .. } = page.await.unwrap();
        assert!(messages.len() <= 7);
        seen.extend(messages.iter().map(|one| one.id));
        after = next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn every_filter_gives_every_message_once_newest_first() {
    for kind in kinds() {
        let world = town(kind).await;
        let rows = world.said().await;
        let mut session = world.store.read().await.unwrap();
        let accounts = rows.iter().filter_map(|row| row.identity);
        let owners = identities::by_id(&mut session, world.brand.id, accounts).await.unwrap();
        let owners = owners.iter().map(|row| (row.id, row.person.unwrap())).collect();
        let ids = rows.iter().map(|row| row.id);
        let waited = awaiting::by_id(&mut session, world.brand.id, ids).await.unwrap();
        let waited = waited.into_iter().map(|row| (row.message, row)).collect();
        let letters = world.place_id(LETTERS);
        for filter in filters(&world).await {
            for sight in [Sight::Community, Sight::Private] {
                let mut expected: Vec<MessageId> = rows
                    .iter()
                    .filter(|row| sight == Sight::Private || row.place != letters)
                    .filter(|row| fits(&world, row, &owners, &waited, &filter))
                    .map(|row| row.id)
                    .collect();
                let mut seen = all_pages(&world, sight, &filter).await;
                let times: Vec<i64> = seen.iter().map(millis).collect();
                assert!(times.is_sorted_by(|one, next| one >= next), "{kind:?} {filter:?}");
                expected.sort_unstable();
                seen.sort_unstable();
                let (all, few) = (expected.len(), seen.len());
                assert!(seen == expected, "{few} of {all}: {kind:?} {sight:?} {filter:?}");
            }
        }
    }
}

fn millis(id: &MessageId) -> i64 {
    kamerton_store::planning::said_at(*id).micros()
}

#[tokio::test]
async fn a_message_comes_with_who_where_and_what_it_answers() {
    for kind in kinds() {
        let world = town(kind).await;
        let mut session = world.store.read().await.unwrap();
        let filter = Filter::default();
        let (store, brand) = (&mut session, &world.brand);
        let page = messages::page(store, brand, Sight::Private, &filter, None, 200, world.now);
        let page = page.await.unwrap();
        let rows: HashMap<MessageId, MessageRow> =
            world.said().await.into_iter().map(|row| (row.id, row)).collect();
        for one in &page.messages {
            let row = &rows[&one.id];
            assert_eq!((&one.text, one.at), (&row.text, row.sent_at));
            assert_eq!(one.private, one.place_title == LETTERS);
            assert!(one.author.as_ref().unwrap().person.is_some());
            if let Some(quoted) = &one.reply_to {
                assert_eq!(Some(quoted.id), row.reply_to);
                assert!(rows[&quoted.id].text.starts_with("слова"));
            }
        }
        assert!(page.messages.iter().any(|one| one.reply_to.is_some()));
        assert!(page.messages.iter().any(|one| one.waits.is_some_and(|wait| wait.overdue)));
    }
}

/// Somebody's message in a forum; what answers the first one stands in the topic that it opened.
fn in_forum(world: &World, number: i64, name: &str, fact: MessageFact) -> Prepared {
    let fact = MessageFact {
        key: format!("telegram:9:{number}"),
        place: place("форум"),
        author: Some(account(name)),
        sent_at: world.now.plus((number - 60) * MINUTE),
        ..fact
    };
    with(fact, &[])
}

#[tokio::test]
async fn what_a_platform_wrote_is_nobodys_words() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let service = |text: &str| MessageFact {
            text: text.to_owned(),
            service: true,
            ..MessageFact::default()
        };
        let said = |answers: i64| MessageFact {
            text: "слова".to_owned(),
            reply_to: Some(format!("telegram:9:{answers}")),
            ..MessageFact::default()
        };
        let mut facts = vec![
            in_forum(&world, 1, "Борис", service("Борис created topic «Чай»")),
            in_forum(&world, 2, "Глеб", said(1)),
            in_forum(&world, 3, "Дина", said(2)),
        ];
        facts.extend((10..40).map(|n| in_forum(&world, n, "Борис", service("Борис invited Егор"))));
        facts.push(bare(Fact::Membership(MembershipFact {
            place: place("форум"),
            key: "telegram:9:0:join:0".to_owned(),
            account: account("Борис"),
            at: world.now.plus(-70 * MINUTE),
            joined: true,
            invited_by: None,
            invitation: None,
        })));
        world.apply(&facts, 100, &RoleRules::default()).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let (store, brand) = (&mut session, &world.brand);
        let shown = show(store, brand, "Борис", Sight::Private, None, 5, world.now).await.unwrap();
        let happened: Vec<_> = shown.timeline.happened.iter().map(|one| one.kind).collect();
        assert_eq!((happened, shown.timeline.next), (vec!["joined"], None), "{kind:?}");
        let filter = Filter::default();
        let page = messages::page(store, brand, Sight::Private, &filter, None, 9, world.now).await;
        let page = page.unwrap();
        let quoted = page.messages.iter().map(|one| one.reply_to.as_ref());
        let answers: Vec<_> = quoted.map(|quoted| quoted.map(|one| one.name.clone())).collect();
        let expected = [Some(Some("Глеб".to_owned())), None];
        assert_eq!(answers, expected, "{kind:?}: an opening is not quoted");
    }
}

#[tokio::test]
async fn whoever_waits_is_the_same_on_today_in_the_inbox_and_of_a_place() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let said = |number: i64, name: &str, ago: i64, labels: &[Label]| {
            let fact = MessageFact {
                key: format!("telegram:9:{number}"),
                place: place("форум"),
                author: Some(account(name)),
                sent_at: world.now.plus(-ago),
                text: "слова".to_owned(),
                ..MessageFact::default()
            };
            with(fact, labels)
        };
        let facts = [
            said(1, "Борис", 60 * DAY, &[Label::Question]),
            said(2, "Борис", 2 * DAY, &[Label::Question]),
            // New, asks for nothing, and nobody said a word since.
            said(3, "Глеб", DAY, &[]),
            said(4, "Борис", HOUR, &[Label::Question]),
            said(5, "Борис", 3 * DAY, &[Label::Negative]),
        ];
        world.apply(&facts, 100, &RoleRules::default()).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let (store, brand) = (&mut session, &world.brand);
        let filter = Filter { waiting: true, ..Filter::default() };
        let page = messages::page(store, brand, Sight::Private, &filter, None, 9, world.now).await;
        let page = page.unwrap();
        let ago = |one: &messages::Listed| world.now.since(one.at);
        let seen: Vec<i64> = page.messages.iter().map(ago).collect();
        let expected = [HOUR, DAY, 2 * DAY, 3 * DAY];
        assert_eq!(seen, expected, "{kind:?}: not what nobody waits for any more");
        let open = page.messages.iter().map(|one| one.waits.map(|wait| (wait.open, wait.overdue)));
        let open: Vec<_> = open.map(Option::unwrap).collect();
        assert_eq!(open, [(true, false), (true, false), (true, true), (true, true)], "{kind:?}");
        let listed = list::list(store, brand, world.now).await.unwrap();
        assert_eq!(listed[0].waiting, 4, "{kind:?}");
        let waits = waits::waits(store, brand, Sight::Private, world.now).await.unwrap();
        let counts = [waits.newcomers.count, waits.questions.count, waits.negatives.count];
        assert_eq!(counts, [1, 1, 1], "{kind:?}: of these Today tells what is late");
        assert_eq!(waits.all, 4, "{kind:?}");
        let filter = Filter::default();
        let all = messages::page(store, brand, Sight::Private, &filter, None, 9, world.now).await;
        let all = all.unwrap();
        let same = all.messages.iter().zip(&page.messages).all(|(one, other)| one == other);
        assert!(same, "{kind:?}: it waits in the list of all as it does among what waits");
        let oldest = all.messages.last().unwrap().waits.unwrap();
        assert!(!oldest.open && oldest.answered_at.is_none(), "{kind:?}: left without an answer");
    }
}
