//! Segments: as they are kept, and lists by any tree against looking at each person.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::entry::EntryKind;
use kamerton_core::id::{PersonId, SegmentId};
use kamerton_core::role::Role;
use kamerton_core::segment::{Known, Measure, Test, Tree};
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::Day;
use kamerton_store::identities::IdentityRow;
use kamerton_store::influence::InfluenceRow;
use kamerton_store::ledger::EntryRow;
use kamerton_store::messages::MembershipRow;
use kamerton_store::notes::TagRow;
use kamerton_store::people::PersonRow;
use kamerton_store::people_lists::{self, Filter, Sort};
use kamerton_store::rollups::PersonDay;
use kamerton_store::segments::{self, MemberRow, SegmentRow};
use kamerton_store::{Session, identities, influence, ledger, messages, notes, people, rollups};

use crate::harness::{both, both_in};
use crate::samples::{
    TEXT, abroad, at, entry, home, identity, identity_id, membership, person, person_id, place_id,
};

/// The id of a segment.
fn segment_id(n: i64) -> SegmentId {
    SegmentId::derived(&[&n.to_be_bytes()])
}

/// A segment.
pub fn segment(n: i64) -> SegmentRow {
    SegmentRow {
        id: segment_id(n),
        name: format!("{TEXT} {n}"),
        key: format!("ключ {n:03}"),
        source: "state: warm".into(),
        frozen: false,
        created_at: at(n),
        created_by: "Анна".into(),
        changed_at: at(n + 1),
        changed_by: "Вера".into(),
    }
}

/// A member of a segment.
pub fn member(n: i64, of: i64) -> MemberRow {
    MemberRow { segment: segment_id(of), person: person_id(n) }
}

#[test]
fn segments_come_back_as_they_were_stored() {
    both_in(async |session| {
        for n in [2, 1] {
            assert!(segments::add(session, home(), &segment(n)).await.unwrap());
        }
        assert!(segments::add(session, abroad(), &segment(1)).await.unwrap());
        let found = segments::all(session, home(), 9).await.unwrap();
        assert_eq!(found, [segment(1), segment(2)], "by name");
        assert_eq!(segments::all(session, home(), 1).await.unwrap(), [segment(1)]);
        assert_eq!(segments::count(session, home()).await.unwrap(), 2);
        let one = segments::by_id(session, home(), segment_id(1)).await.unwrap();
        assert_eq!(one, Some(segment(1)));
        let named = segments::by_name(session, home(), "ключ 002").await.unwrap();
        assert_eq!(named, Some(segment(2)));
        assert_eq!(segments::by_name(session, home(), "ключ").await.unwrap(), None);
        let alike = SegmentRow { id: segment_id(3), ..segment(1) };
        assert!(!segments::add(session, home(), &alike).await.unwrap(), "called alike");
    });
}

#[test]
fn segments_are_changed_and_deleted() {
    both_in(async |session| {
        for n in [1, 2] {
            segments::add(session, home(), &segment(n)).await.unwrap();
        }
        let changed = SegmentRow {
            name: "другое".into(),
            key: "другое".into(),
            source: "leader".into(),
            frozen: true,
            changed_at: at(9),
            changed_by: "Олег".into(),
            ..segment(1)
        };
        assert!(segments::change(session, home(), &changed).await.unwrap());
        let found = segments::by_id(session, home(), segment_id(1)).await.unwrap();
        assert_eq!(found, Some(changed.clone()));
        let alike = SegmentRow { key: segment(2).key, ..changed.clone() };
        assert!(!segments::change(session, home(), &alike).await.unwrap(), "called alike");
        assert!(!segments::change(session, abroad(), &changed).await.unwrap());
        segments::add_members(session, home(), &[member(1, 1), member(2, 1)]).await.unwrap();
        segments::add_members(session, home(), &[member(2, 1), member(3, 2)]).await.unwrap();
        let count = async |session: &mut Session, n| {
            segments::member_count(session, home(), segment_id(n)).await.unwrap()
        };
        assert_eq!((count(session, 1).await, count(session, 2).await), (2, 1));
        segments::forget_members(session, home(), segment_id(2)).await.unwrap();
        assert_eq!((count(session, 1).await, count(session, 2).await), (2, 0));
        assert!(!segments::delete(session, abroad(), segment_id(1)).await.unwrap());
        assert!(segments::delete(session, home(), segment_id(1)).await.unwrap());
        assert!(!segments::delete(session, home(), segment_id(1)).await.unwrap());
        assert_eq!(count(session, 1).await, 0, "its members are gone, too");
        assert_eq!(segments::count(session, home()).await.unwrap(), 1);
    });
}

#[test]
fn of_two_that_are_called_alike_in_one_instant_one_is_stored() {
    both(async |store| {
        let add = |n: i64| {
            let store = store.clone();
            async move {
                let mut session = store.write().await.unwrap();
                let row = SegmentRow { key: "то же".into(), ..segment(n) };
                let added = segments::add(&mut session, home(), &row).await.unwrap();
                tokio::task::yield_now().await;
                session.commit().await.unwrap();
                added
            }
        };
        let (one, other) = (tokio::spawn(add(1)), tokio::spawn(add(2)));
        assert!(one.await.unwrap() ^ other.await.unwrap());
    });
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as i64
    }

    fn maybe(&mut self, end: i64) -> Option<i64> {
        (self.below(3) > 0).then(|| self.below(end))
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as i64) as usize]
    }
}

const TAGS: [&str; 3] = ["вип", "пресса", "o'hara \"x\""];
const KINDS: [&str; 3] = ["telegram", "email", "crm"];
const NAMES: [&str; 6] = ["анна", "аннушка", "борис", "вера", "а", "щ"];

/// Everybody, and what is known of each.
async fn world(session: &mut Session, random: &mut Random) -> BTreeMap<PersonId, Known> {
    let mut world = BTreeMap::new();
    for n in 0..70 {
        let (row, mut known) = somebody(random, n);
        people::save(session, home(), std::slice::from_ref(&row)).await.unwrap();
        for account in 0..random.below(3) {
            let number = n * 10 + account;
            let kind = random.of(&KINDS);
            // Some have accounts that came with somebody else.
            let origin = if random.below(4) == 0 { 500 + random.below(4) } else { n };
            let own = IdentityRow {
                kind: kind.into(),
                person: Some(row.id),
                home: Some(person_id(origin)),
                ..identity(number)
            };
            identities::save(session, home(), &[own]).await.unwrap();
            known.accounts.insert(kind.into());
            known_of_account(session, random, number, &mut known).await;
            for of in [1, 2] {
                if FROZEN.contains(&(of, origin)) {
                    known.segments.insert(segment_id(of));
                }
            }
        }
        for of in [1, 2] {
            if FROZEN.contains(&(of, n)) {
                known.segments.insert(segment_id(of));
            }
        }
        for tag in TAGS {
            if random.below(4) == 0 {
                let row = TagRow { key: tag.into(), person: row.id, tag: tag.into() };
                notes::put_tags(session, home(), &[row]).await.unwrap();
                known.tags.insert(tag.into());
            }
        }
        if let Some(listeners) = random.maybe(6) {
            let value = random.below(1_000) as f64 / 8.0;
            let row = InfluenceRow { person: row.id, value, listeners, fit: None };
            influence::save(session, home(), &[row]).await.unwrap();
            (known.listeners, known.influence) = (listeners, value);
        }
        world.insert(row.id, known);
    }
    let members: Vec<MemberRow> = FROZEN.iter().map(|(of, n)| member(*n, *of)).collect();
    segments::add_members(session, home(), &members).await.unwrap();
    segments::add_members(session, abroad(), &[member(1, 1)]).await.unwrap();
    world
}

/// Who is in which frozen segment; nobody of 500 and on is there any more, others have their accounts.
const FROZEN: [(i64, i64); 9] =
    [(1, 1), (1, 5), (1, 30), (1, 500), (2, 500), (2, 501), (2, 6), (2, 44), (2, 45)];

fn somebody(random: &mut Random, n: i64) -> (PersonRow, Known) {
    let role = if random.below(6) == 0 { Role::Staff } else { Role::Member };
    let names = [random.of(&NAMES).to_owned(), random.of(&["", "борисова", "аннина"]).to_owned()];
    let bought = random.maybe(100).map(|first| (first, first + random.below(40)));
    let known = Known {
        role,
        state: random.of(&State::ALL),
        stage: random.of(&Stage::ALL),
        commerce: random.of(&Commerce::ALL),
        rank: if random.below(4) == 0 { i64::MIN } else { random.below(50) },
        orders: random.below(5),
        messages: random.below(20),
        names,
        wrote: random.maybe(100).map(at),
        talked: random.maybe(100).map(at),
        bought: bought.map(|(first, last)| (Day(first as i32), Day(last as i32))),
        seen: at(random.below(100)),
        ..Known::default()
    };
    let row = PersonRow {
        role: role.code(),
        state: known.state,
        stage: known.stage,
        commerce: known.commerce,
        ring_rank: known.rank,
        orders: known.orders,
        messages: known.messages,
        sort_key: known.names[0].clone(),
        tail_key: known.names[1].clone(),
        last_message_at: known.wrote,
        contact_at: known.talked,
        first_order_day: known.bought.map(|days| days.0),
        last_order_day: known.bought.map(|days| days.1),
        first_seen_at: known.seen,
        merged_into: None,
        ..person(n)
    };
    (row, known)
}

/// What one account adds to what is known of its person.
async fn known_of_account(
    session: &mut Session,
    random: &mut Random,
    number: i64,
    known: &mut Known,
) {
    let id = identity_id(number);
    if let Some(place) = random.maybe(4) {
        let (place, day) = (place_id(place), Day(random.below(50) as i32));
        let row = PersonDay { identity: id, day, place, messages: 1, reactions: 0 };
        rollups::add_person_days(session, home(), &[row]).await.unwrap();
        known.places.insert(place);
    }
    if let Some(when) = random.maybe(100) {
        let joined = random.below(3) > 0;
        let row = MembershipRow { identity: id, at: at(when), joined, ..membership(number) };
        messages::save_memberships(session, home(), &[row]).await.unwrap();
        if joined {
            known.joined = known.joined.max(Some(at(when)));
        }
    }
    if let Some(day) = random.maybe(100) {
        let kind = random.of(&[EntryKind::Helped, EntryKind::Delight]);
        let row = EntryRow { identity: id, day: Day(day as i32), ..entry(number, kind) };
        ledger::save(session, home(), &[row]).await.unwrap();
        if kind == EntryKind::Helped {
            known.helped = known.helped.max(Some(Day(day as i32)));
        }
    }
}

fn measure(random: &mut Random, end: i64) -> Measure {
    let low = random.below(end);
    match random.below(3) {
        0 => Measure::AtLeast(low),
        1 => Measure::Below(low),
        _ => Measure::Between(low, low + random.below(end)),
    }
}

fn test(random: &mut Random) -> Test {
    let day = |of: Option<i64>| of.map(|day| Day(day as i32));
    match random.below(20) {
        0 => Test::State(random.of(&State::ALL)),
        1 => Test::Stage(random.of(&Stage::ALL)),
        2 => Test::Commerce(random.of(&Commerce::ALL)),
        3 => Test::Rank(measure(random, 50)),
        4 => Test::Orders(measure(random, 5)),
        5 => Test::Messages(measure(random, 20)),
        6 => Test::Listeners(measure(random, 6)),
        7 => Test::Places((0..random.below(3)).map(|_| place_id(random.below(5))).collect()),
        8 => Test::Tag(random.of(&["вип", "пресса", "o'hara \"x\"", "нет"]).into()),
        9 => Test::Name(random.of(&["а", "анн", "бор", "борисо", "щ", "", "%"]).into()),
        10 => Test::Account(random.of(&KINDS).into()),
        11 => Test::Wrote(random.maybe(100).map(at)),
        12 => Test::Talked(random.maybe(100).map(at)),
        13 => Test::Bought(day(random.maybe(140))),
        14 => Test::Joined(random.maybe(100).map(at)),
        15 => Test::Helped(day(random.maybe(100))),
        16 => Test::Seen(at(random.below(100))),
        17 => Test::Leader(random.maybe(1_000).map(|over| over as f64 / 8.0)),
        18 => Test::Member(segment_id(1 + random.below(3))),
        _ => Test::Role(random.of(&[Role::Member, Role::Staff])),
    }
}

fn tree(random: &mut Random, depth: i64) -> Tree<Test> {
    let many = |random: &mut Random| {
        let count = random.below(4);
        (0..count).map(|_| tree(random, depth - 1)).collect()
    };
    match if depth == 0 { 9 } else { random.below(7) } {
        0 | 1 => Tree::All(many(random)),
        2 | 3 => Tree::Any(many(random)),
        4 => Tree::Not(Box::new(tree(random, depth - 1))),
        _ => Tree::One(test(random)),
    }
}

/// Other filters, now and then.
fn filter(random: &mut Random, tree: Tree<Test>) -> (Filter, impl Fn(&Known) -> bool + use<>) {
    let role = if random.below(5) == 0 { Role::Staff } else { Role::Member };
    let state = (random.below(4) == 0).then(|| random.of(&State::ALL));
    let from = (random.below(4) == 0).then(|| at(random.below(100)));
    let tag = (random.below(6) == 0).then(|| random.of(&TAGS).to_owned());
    let filter = Filter {
        role,
        state,
        active_from: from,
        tag: tag.clone(),
        tree: Some(tree),
        ..Filter::default()
    };
    let fits = move |known: &Known| {
        known.role == role
            && state.is_none_or(|state| known.state == state)
            && from.is_none_or(|from| known.wrote.is_some_and(|at| at >= from))
            && tag.as_ref().is_none_or(|tag| known.tags.contains(tag))
    };
    (filter, fits)
}

const SORTS: [Sort; 5] = [Sort::Charge, Sort::Active, Sort::Contact, Sort::Name, Sort::New];

#[test]
fn any_tree_under_any_order_gives_everybody_who_fits_once() {
    both_in(async |session| {
        let mut random = Random(0x5EED_CAFE);
        let world = world(session, &mut random).await;
        let mut held = 0;
        for number in 0..400 {
            let tree = tree(&mut random, 3);
            let (filter, also) = filter(&mut random, tree.clone());
            let fitting = world.iter().filter(|(_, known)| also(known) && tree.matches(known));
            let expected: BTreeSet<PersonId> = fitting.map(|(id, _)| *id).collect();
            held += usize::from(!expected.is_empty() && expected.len() < world.len());
            for sort in SORTS {
                let (mut seen, mut after) = (Vec::new(), None);
                loop {
                    let page =
                        people_lists::walked(session, home(), &filter, sort, after.as_ref(), 11);
                    let page = page.await.unwrap();
                    seen.extend(page.people);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                check(&world, &seen, &expected, sort, &filter);
            }
            let sort = SORTS[number % SORTS.len()];
            let page = people_lists::page(session, home(), &filter, sort, None, 100).await.unwrap();
            check(&world, &page.people, &expected, sort, &filter);
            let count = people_lists::count_by(session, home(), &filter, page.way).await.unwrap();
            assert_eq!((count.number as usize, count.more), (expected.len(), false), "{filter:?}");
            let count = people_lists::count(session, home(), &filter).await.unwrap();
            assert_eq!(count.number as usize, expected.len(), "{filter:?}");
            let one = person_id(random.below(70));
            let fits = people_lists::fits(session, home(), &filter, one).await.unwrap();
            assert_eq!(fits, expected.contains(&one), "{filter:?}");
        }
        assert!(held > 150, "only {held} trees say anything");
    });
}

fn check(
    world: &BTreeMap<PersonId, Known>,
    seen: &[PersonId],
    expected: &BTreeSet<PersonId>,
    sort: Sort,
    filter: &Filter,
) {
    let once: BTreeSet<PersonId> = seen.iter().copied().collect();
    assert_eq!(once.len(), seen.len(), "{sort:?} {filter:?}: twice");
    assert_eq!(&once, expected, "{sort:?} {filter:?}");
    let asks_name = format!("{filter:?}").contains("Name(");
    for pair in seen.windows(2) {
        let (one, next) = (&world[&pair[0]], &world[&pair[1]]);
        let right = match sort {
            Sort::Charge => (one.rank, pair[0]) > (next.rank, pair[1]),
            Sort::Active => (one.wrote, pair[0]) > (next.wrote, pair[1]),
            Sort::Contact => (one.talked, pair[0]) > (next.talked, pair[1]),
            // Whoever is found by a second name comes after the others.
            Sort::Name => asks_name || (&one.names[0], pair[0]) < (&next.names[0], pair[1]),
            Sort::New => (one.seen, pair[0]) > (next.seen, pair[1]),
        };
        assert!(right, "{sort:?} {filter:?}: {one:?} before {next:?}");
    }
}
