//! Places: figures against a plain recount.

use std::collections::{BTreeMap, HashSet};

use kamerton_app::brand::{Address, Voice};
use kamerton_app::places::show::show;
use kamerton_app::places::{self, Own, Sight, list};
use kamerton_core::answer::kinds as waits_for;
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::share::Share;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::awaiting;
use kamerton_store::messages::MessageRow;
use kamerton_store::place_figures::Span;

use super::harness::{World, kinds};
use super::town::{LETTERS, town};

fn within<'a>(
    world: &World,
    rows: &'a [MessageRow],
    place: PlaceId,
    span: Span,
) -> Vec<&'a MessageRow> {
    let days = span.from..=span.to;
    let day = |row: &MessageRow| world.brand.zone.day(row.sent_at);
    rows.iter().filter(|row| row.place == place && days.contains(&day(row))).collect()
}

#[tokio::test]
async fn the_list_counts_what_was_said() {
    for kind in kinds() {
        let world = town(kind).await;
        let rows = world.said().await;
        let today = world.brand.zone.day(world.now);
        let mut session = world.store.read().await.unwrap();
        let listed = list::list(&mut session, &world.brand, world.now).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed.is_sorted_by(|one, next| one.messages >= next.messages));
        assert!(listed.iter().any(|place| place.waiting > 0));
        for place in &listed {
            let lately = within(&world, &rows, place.id, list::span(today));
            let before = within(&world, &rows, place.id, list::span_before(today));
            assert_eq!(place.messages, lately.len() as i64, "{}", place.title);
            assert_eq!(place.before, before.len() as i64, "{}", place.title);
            let authors: HashSet<_> = lately.iter().map(|row| row.identity).collect();
            assert_eq!((place.authors, place.more_authors), (authors.len() as i64, false));
            let weeks = Span { from: today.plus(-83), to: today };
            let twelve_weeks = within(&world, &rows, place.id, weeks).len() as i64;
            assert_eq!(place.weeks.iter().sum::<i64>(), twelve_weeks);
            assert_eq!((place.kind.as_str(), place.private), ("telegram", place.title == "почта"));
            let waiting = waiting(&world, place.id).await;
            assert_eq!(place.waiting, waiting, "{}", place.title);
        }
    }
}

async fn waiting(world: &World, place: PlaceId) -> i64 {
    let mut session = world.store.read().await.unwrap();
    let all = awaiting::after(&mut session, world.brand.id, MessageId::NIL, 10_000).await.unwrap();
    let is_open = |row: &&awaiting::AwaitingRow| {
        let waits = |kind: i64, days: i64, answered: Option<Instant>| {
            row.kinds & kind != 0
                && answered.is_none()
                && world.now.since(row.sent_at) <= days * DAY
        };
        row.place == place
            && (waits(waits_for::QUESTION, 7, row.answered_at)
                || waits(waits_for::INTENT, 5, row.ours_at)
                || waits(waits_for::NEGATIVE, 7, row.ours_at))
    };
    all.iter().filter(is_open).count() as i64
}

#[tokio::test]
async fn one_place_says_who_is_there_and_how_they_fare() {
    for kind in kinds() {
        let world = town(kind).await;
        let rows = world.said().await;
        let today = world.brand.zone.day(world.now);
        for name in ["чат", "форум"] {
            let id = world.place_id(name);
            let mut session = world.store.read().await.unwrap();
            let shown =
                show(&mut session, &world.brand, Sight::Private, id, world.now).await.unwrap();
            let lately = within(&world, &rows, id, list::span(today));
            let made_up = shown.made_up;
            let groups =
                [made_up.loyal, made_up.clients, made_up.potential, made_up.ours, made_up.others];
            assert_eq!(groups.iter().map(|one| one.people).sum::<i64>(), shown.place.authors);
            let messages = lately.len() as i64;
            assert_eq!(groups.iter().map(|one| one.messages).sum::<i64>(), messages);
            assert_eq!(made_up.ours.people, 1, "Вера");
            let all = rows.iter().filter(|row| row.place == id).count() as i64;
            assert_eq!(shown.weeks.iter().map(|week| week.messages).sum::<i64>(), all);
            assert_eq!(shown.weeks.len(), 53);
            assert!(shown.busiest.iter().all(|one| one.author.role == Role::Member));
            assert!(shown.busiest.is_sorted_by(|one, next| one.messages >= next.messages));
            assert_eq!(shown.welcome.now.newcomers, 0, "all have been there for longer");
            let answered = asked(&world, id, list::span(today)).await;
            assert_eq!(shown.answers.now.answered, answered, "{name}");
            assert!(answered.whole > 0);
        }
    }
}

async fn asked(world: &World, place: PlaceId, span: Span) -> Share {
    let mut session = world.store.read().await.unwrap();
    let all = awaiting::after(&mut session, world.brand.id, MessageId::NIL, 10_000).await.unwrap();
    let days = span.from..=span.to;
    let asked = all.iter().filter(|row| {
        row.place == place
            && row.kinds & waits_for::QUESTION != 0
            && days.contains(&world.brand.zone.day(row.sent_at))
    });
    asked.fold(Share::default(), |share, row| {
        let answered = i64::from(row.answered_at.is_some());
        let due = i64::from(row.answered_at.is_some() || row.due_at <= world.now);
        Share::of(share.part + answered, share.whole + due)
    })
}

#[tokio::test]
async fn of_a_private_place_only_those_are_named_who_may_be() {
    for kind in kinds() {
        let world = town(kind).await;
        let id = world.place_id(LETTERS);
        let mut session = world.store.read().await.unwrap();
        for (sight, named) in [(Sight::Private, true), (Sight::Community, false)] {
            let shown = show(&mut session, &world.brand, sight, id, world.now).await.unwrap();
            assert_eq!(!shown.busiest.is_empty(), named);
            assert_eq!(!shown.welcome.now.waiting.is_empty(), named);
            assert!(shown.place.messages > 0 && shown.welcome.now.newcomers > 0);
        }
    }
}

#[tokio::test]
async fn newcomers_are_those_who_never_wrote_there_before() {
    for kind in kinds() {
        let mut world = town(kind).await;
        let rows = world.said().await;
        // Seen from the end of the first month, everybody is new.
        let first = rows.last().unwrap().sent_at;
        world.now = first.plus(10 * DAY);
        let id = world.place_id("чат");
        let mut earliest: BTreeMap<_, &MessageRow> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.place == id && row.sent_at < world.now) {
            earliest.insert(row.identity, row);
        }
        let staff = world.account("Вера").await.id;
        earliest.remove(&Some(staff));
        let mut session = world.store.read().await.unwrap();
        let shown = show(&mut session, &world.brand, Sight::Private, id, world.now).await.unwrap();
        let welcome = &shown.welcome.now;
        assert_eq!(welcome.newcomers, earliest.len() as i64);
        let waiting = welcome.waiting.len() as i64;
        assert!(welcome.answered.part + waiting >= earliest.len() as i64, "{welcome:?}");
        assert_eq!(welcome.minutes.map_or(0, |one| one.cases as i64), welcome.answered.part);
        for one in &welcome.waiting {
            assert!(earliest.values().any(|row| row.id == one.message));
        }
    }
}

#[tokio::test]
async fn a_place_speaks_as_the_brand_but_for_what_it_says_itself() {
    for kind in kinds() {
        let mut world = town(kind).await;
        world.brand.settings.audience = "все".to_owned();
        world.brand.settings.voice.say = vec!["чашка".to_owned()];
        world.brand.settings.voice.avoid = vec!["кружка".to_owned()];
        let id = world.place_id("чат");
        let own = Own {
            audience: "  ".to_owned(),
            address: Some(Address::Ty),
            voice: Voice {
                avoid: vec![" клиент ".to_owned(), String::new()], ..Voice::default()
            },
        };
        places::save(&world.store, &world.brand, id, &own).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let shown = show(&mut session, &world.brand, Sight::Private, id, world.now).await.unwrap();
        assert_eq!(shown.own.voice.avoid, ["клиент"]);
        let speech = shown.speech;
        assert_eq!((speech.audience.as_str(), speech.address), ("все", Address::Ty));
        assert_eq!(
            (speech.voice.say, speech.voice.avoid),
            (vec!["чашка".into()], vec!["клиент".into()])
        );
        let other =
            show(&mut session, &world.brand, Sight::Private, world.place_id("форум"), world.now)
                .await;
        assert_eq!(other.unwrap().speech.address, Address::Vy);
        drop(session);
        let nowhere = places::save(&world.store, &world.brand, PlaceId::NIL, &own).await;
        assert!(nowhere.is_err());
    }
}
