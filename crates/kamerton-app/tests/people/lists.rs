//! Lists: every filter says the same as looking at each person would, and pages give everybody once.

use std::collections::BTreeSet;

use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::people::by_hand;
use kamerton_app::people::export;
use kamerton_app::people::list::{self, NAMED};
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::reading::Label;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::notes;
use kamerton_store::people::PersonRow;
use kamerton_store::people_lists::{self, Filter, NEVER, Sort};

use super::harness::{Kind, Random, World, account, history, kinds, message, place, with};

const SORTS: [Sort; 5] = [Sort::Charge, Sort::Active, Sort::Contact, Sort::Name, Sort::New];

/// A community with silent people, tags, and people who only wrote elsewhere.
pub async fn crowd(kind: Kind) -> World {
    let world = World::new(kind).await;
    world.apply(&history(9, 260), 100, &RoleRules::default()).await.unwrap();
    let mut random = Random::new(5);
    let start = Instant::parse_rfc3339("2024-02-01T08:00:00Z").unwrap();
    let says: [&[Label]; 3] = [&[], &[Label::Delight, Label::Owns], &[Label::Complaint]];
    let facts: Vec<_> = (0..60)
        .map(|number| {
            let at = start.plus(random.below(110) as i64 * DAY);
            let says = says[random.below(says.len())];
            let key = format!("telegram:9:{number}");
            let name = format!("Гость {}", number % 40);
            let mut plain = message(&key, &name, at, says);
            if let Fact::Message(fact) = &mut plain.fact {
                *fact = MessageFact {
                    place: place("двор"),
                    author: Some(kamerton_core::fact::Account {
                        remote_id: format!("guest{}", number % 40),
                        ..account(&name)
                    }),
                    ..fact.clone()
                };
                plain = with(fact.clone(), says);
            }
            plain
        })
        .collect();
    world.apply(&facts, 30, &RoleRules::default()).await.unwrap();
    let roles = super::harness::rules(&[(kamerton_core::role::Role::Staff, "Вера")]);
    kamerton_app::ingest::restate::known_accounts(
        &world.store,
        &world.brand,
        "telegram",
        &roles,
        world.now,
    )
    .await
    .unwrap();
    for name in ["Борис", "Гость 3", "Гость 17"] {
        by_hand::tag(&world.store, &world.brand, name, "Свой").await.unwrap();
    }
    world
}

fn filters(world: &World) -> Vec<Filter> {
    let ago = |days: i64| Some(world.now.plus(-days * DAY));
    let yard = world.brand.place(world.brand.channel("telegram"), "двор");
    let mut filters = vec![
        Filter::default(),
        Filter { commerce: Some(Commerce::First), ..Filter::default() },
        Filter { contact_from: ago(100), ..Filter::default() },
        Filter { contact_before: ago(100), ..Filter::default() },
        Filter { contact_before: Some(NEVER), ..Filter::default() },
        Filter { active_from: ago(60), ..Filter::default() },
        Filter { active_before: ago(60), ..Filter::default() },
        Filter { orders: Some(true), ..Filter::default() },
        Filter { orders: Some(false), ..Filter::default() },
        Filter { seen_from: ago(90), ..Filter::default() },
        Filter { name: Some("гость 1".to_owned()), ..Filter::default() },
        Filter { name: Some("1".to_owned()), ..Filter::default() },
        Filter { tag: Some("свой".to_owned()), ..Filter::default() },
        Filter { place: Some(yard), ..Filter::default() },
        Filter { place: Some(yard), state: Some(State::Cold), ..Filter::default() },
        Filter { state: Some(State::Warm), active_before: ago(30), ..Filter::default() },
    ];
    filters.extend(State::ALL.map(|state| Filter { state: Some(state), ..Filter::default() }));
    filters.extend(Stage::ALL.map(|stage| Filter { stage: Some(stage), ..Filter::default() }));
    filters.extend(NAMED.iter().map(|named| (named.filter)(world.now)));
    filters
}

/// What a filter means, said plainly.
fn fits(row: &PersonRow, tags: &[String], places: &[PlaceId], filter: &Filter) -> bool {
    let from = |at: Option<Instant>, from: Option<Instant>| {
        from.is_none_or(|from| at.is_some_and(|at| at >= from))
    };
    let before = |at: Option<Instant>, before: Option<Instant>| {
        before.is_none_or(|before| at.is_none_or(|at| at < before))
    };
    row.role == filter.role.code()
        && filter.state.is_none_or(|state| row.state == state)
        && filter.stage.is_none_or(|stage| row.stage == stage)
        && filter.commerce.is_none_or(|commerce| row.commerce == commerce)
        && from(row.contact_at, filter.contact_from)
        && before(row.contact_at, filter.contact_before)
        && from(row.last_message_at, filter.active_from)
        && before(row.last_message_at, filter.active_before)
        && filter.orders.is_none_or(|orders| (row.orders > 0) == orders)
        && from(Some(row.first_seen_at), filter.seen_from)
        && filter
            .name
            .as_ref()
            .is_none_or(|name| row.sort_key.starts_with(name) || row.tail_key.starts_with(name))
        && filter.tag.as_ref().is_none_or(|tag| tags.contains(tag))
        && filter.place.is_none_or(|place| places.contains(&place))
}

async fn expected(world: &World, filter: &Filter) -> BTreeSet<PersonId> {
    let mut session = world.store.read().await.unwrap();
    let mut expected = BTreeSet::new();
    for row in world.people().await {
        let tags = notes::tags(&mut session, world.brand.id, row.id).await.unwrap();
        let tags: Vec<String> = tags.into_iter().map(|tag| tag.key).collect();
        let own = kamerton_store::identities::of_people(&mut session, world.brand.id, [row.id]);
        let own = own.await.unwrap().into_iter().map(|row| row.id);
        let days = kamerton_store::rollups::active_days(&mut session, world.brand.id, own);
        let places: Vec<PlaceId> = days.await.unwrap().iter().map(|day| day.place).collect();
        if fits(&row, &tags, &places, filter) {
            expected.insert(row.id);
        }
    }
    expected
}

#[tokio::test]
async fn everybody_who_fits_is_taken_out_once() {
    for kind in kinds() {
        let world = crowd(kind).await;
        for filter in filters(&world) {
            let expected = expected(&world, &filter).await;
            for sort in SORTS {
                let mut taken = Vec::new();
                let take = |one: list::Listed| {
                    taken.push(one.id);
                    Ok(())
                };
                let (store, brand) = (&world.store, &world.brand);
                let count = export::everybody(store, brand, &filter, sort, world.now, take);
                assert_eq!(count.await.unwrap(), taken.len() as i64);
                assert_eq!(taken.len(), expected.len(), "{filter:?} {sort:?}");
                assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), expected);
            }
        }
    }
}

#[tokio::test]
async fn every_filter_under_every_order_gives_everybody_once() {
    for kind in kinds() {
        let world = crowd(kind).await;
        let mut session = world.store.read().await.unwrap();
        for filter in filters(&world) {
            let expected = expected(&world, &filter).await;
            for sort in SORTS {
                let (mut seen, mut after) = (Vec::new(), None);
                loop {
                    let page = list::page(
                        &mut session,
                        &world.brand,
                        &filter,
                        sort,
                        after.as_deref(),
                        7,
                        world.now,
                    );
                    let page = page.await.unwrap();
                    seen.extend(page.people.iter().map(|person| person.id));
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let once: BTreeSet<PersonId> = seen.iter().copied().collect();
                assert_eq!(once.len(), seen.len(), "{kind:?} {sort:?} {filter:?}: twice");
                assert_eq!(once, expected, "{kind:?} {sort:?} {filter:?}");
                assert_sorted(&world, &seen, &filter, sort).await;
            }
            let count = people_lists::count(&mut session, world.brand.id, &filter).await.unwrap();
            assert_eq!((count.number as usize, count.more), (expected.len(), false), "{filter:?}");
        }
    }
}

/// By what a list by name is sorted: who is found by a second name comes after all others.
fn name_key<'a>(row: &'a PersonRow, filter: &Filter) -> (bool, &'a str) {
    let is_second = filter.name.as_ref().is_some_and(|name| !row.sort_key.starts_with(name));
    (is_second, if is_second { &row.tail_key } else { &row.sort_key })
}

async fn assert_sorted(world: &World, seen: &[PersonId], filter: &Filter, sort: Sort) {
    let rows = world.people().await;
    let of = |id: &PersonId| rows.iter().find(|row| row.id == *id).unwrap();
    for pair in seen.windows(2) {
        let (one, next) = (of(&pair[0]), of(&pair[1]));
        let right = match sort {
            Sort::Charge => one.ring_rank >= next.ring_rank,
            Sort::Active => one.last_message_at >= next.last_message_at,
            Sort::Contact => one.contact_at >= next.contact_at,
            Sort::Name => name_key(one, filter) <= name_key(next, filter),
            Sort::New => one.first_seen_at >= next.first_seen_at,
        };
        assert!(right, "{sort:?}: {one:?} before {next:?}");
    }
}

#[tokio::test]
async fn walking_says_the_same_as_gathering() {
    // The lists above are small and gathered; here the walk is forced.
    for kind in kinds() {
        let world = crowd(kind).await;
        let mut session = world.store.read().await.unwrap();
        for filter in filters(&world) {
            let expected = expected(&world, &filter).await;
            for sort in SORTS {
                let (mut seen, mut after) = (Vec::new(), None);
                loop {
                    let page = people_lists::walked(
                        &mut session,
                        world.brand.id,
                        &filter,
                        sort,
                        after.as_ref(),
                        7,
                    );
                    let page = page.await.unwrap();
                    seen.extend(page.people.iter().copied());
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                let once: BTreeSet<PersonId> = seen.iter().copied().collect();
                assert_eq!(once.len(), seen.len(), "{kind:?} {sort:?} {filter:?}: twice");
                assert_eq!(once, expected, "{kind:?} {sort:?} {filter:?}");
                assert_sorted(&world, &seen, &filter, sort).await;
            }
        }
    }
}

#[tokio::test]
async fn a_strange_cursor_is_refused() {
    let world = crowd(Kind::Sqlite).await;
    let everybody = Filter::default();
    let mut session = world.store.read().await.unwrap();
    for cursor in ["", "x", "1.2.3", "zz.00000000000000000000000000000000."] {
        let page = list::page(
            &mut session,
            &world.brand,
            &everybody,
            Sort::Charge,
            Some(cursor),
            7,
            world.now,
        );
        assert!(page.await.is_err(), "{cursor}");
    }
}
