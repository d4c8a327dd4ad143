//! The community map: who is on it, what passes between them, and that it is the same however it was drawn.

use kamerton_app::community_map::{self, Map};
use kamerton_app::influence;
use kamerton_app::people::merge::Why;
use kamerton_app::people::{by_hand, merge};
use kamerton_core::community_map::Side;
use kamerton_core::fact::{Fact, MessageFact, PlaceRef};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;

use crate::house::{House, at, member, message, place, reaction, reply, staff};

fn fact(message: MessageFact) -> Fact {
    Fact::Message(message)
}

/// Account 1 is answered by four, one of whom answers another; 7 and 8 talk among themselves a month later
/// in another place; one of us is answered by all.
fn talk() -> Vec<Fact> {
    let mut facts = vec![
        fact(message(1, &member("1"), at(0, 0), "Доброе утро")),
        fact(message(2, &staff("9"), at(0, 1), "Здравствуйте")),
    ];
    for who in 2..=5_u32 {
        let author = member(&who.to_string());
        facts.push(fact(reply(10 + who, 1, &author, at(1, i64::from(who)), "И вам доброе")));
        facts.push(fact(reply(20 + who, 2, &author, at(1, 60 + i64::from(who)), "Здравствуйте")));
    }
    facts.push(fact(reply(40, 12, &member("3"), at(2, 0), "Согласен")));
    facts.push(reaction(1, &member("6"), at(2, 5), true));
    for (number, who, to) in [(50, "7", None), (51, "8", Some(50)), (52, "7", Some(51))] {
        let text = match to {
            None => message(number, &member(who), at(40, 0), "Кто здесь?"),
            Some(to) => reply(number, to, &member(who), at(40, i64::from(number)), "Я здесь"),
        };
        facts.push(fact(MessageFact { place: elsewhere(), ..text }));
    }
    facts
}

fn elsewhere() -> PlaceRef {
    PlaceRef { remote_id: "elsewhere".to_owned(), title: "Другая".to_owned(), ..place() }
}

async fn refresh(house: &House, now: Instant) {
    while influence::refresh(&house.store, &house.brand, now).await.expect("influence") {}
    community_map::refresh(&house.store, &house.brand, now).await.expect("a map");
}

async fn whole(house: &House) -> Map {
    let mut session = house.store.read().await.expect("a session");
    community_map::read(&mut session, &house.brand, None, 0).await.expect("a map")
}

/// The ends of two names, and what passed between them: months and strengths.
type Pair = (String, String, Vec<(usize, i64)>);

/// All pairs in order.
fn pairs(map: &Map) -> Vec<Pair> {
    let name = |at: usize| map.dots[at].name.rsplit(' ').next().unwrap_or_default().to_owned();
    let mut pairs: Vec<_> = map
        .ties
        .iter()
        .map(|tie| {
            let (a, b) = (name(tie.a), name(tie.b));
            (a.clone().min(b.clone()), a.max(b), tie.months.clone())
        })
        .collect();
    pairs.sort();
    pairs
}

#[tokio::test]
async fn who_talks_with_whom_is_on_it_with_months_and_islands() {
    let now = at(41, 0);
    let mut seen: Vec<Map> = Vec::new();
    for house in House::on_both().await {
        house.feed(talk(), now).await;
        refresh(&house, now).await;
        let map = whole(&house).await;
        let told = |one: &str, other: &str, month: usize, strength: i64| {
            (one.to_owned(), other.to_owned(), vec![(month, strength)])
        };
        let expected = [
            told("1", "2", 18, 4),
            told("1", "3", 18, 4),
            told("1", "4", 18, 4),
            told("1", "5", 18, 4),
            told("1", "6", 18, 1),
            told("2", "3", 18, 4),
            told("7", "8", 19, 8),
        ];
        assert_eq!(pairs(&map), expected);
        assert_eq!(map.months.len(), 20);
        assert_eq!(map.months[19].to_string(), "2024-04");
        let of = |name: &str| map.dots.iter().find(|dot| dot.name.ends_with(name)).expect(name);
        assert!(of("1").influence > of("2").influence && of("6").influence.is_none());
        assert_eq!((of("1").listeners, of("1").since, of("7").since), (4, 18, 19));
        assert_eq!((of("1").island, of("7").island, of("8").island), (0, 1, 1));
        assert!(map.dots.iter().all(|dot| dot.side == Side::Potential));
        let groups: i64 = map.groups.iter().map(|group| group.people).sum();
        assert_eq!(groups, map.dots.len() as i64);
        seen.push(Map { drawn_at: None, ..map });
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "both databases draw the same");
}

#[tokio::test]
async fn it_is_the_same_drawn_step_by_step_or_at_once() {
    let now = at(41, 0);
    for (steps, once) in House::on_both().await.into_iter().zip(House::on_both().await) {
        let mut backwards = talk();
        backwards.reverse();
        for (step, piece) in backwards.chunks(3).enumerate() {
            steps.feed(piece.to_vec(), now).await;
            refresh(&steps, at(41, step as i64)).await;
        }
        once.feed(talk(), now).await;
        refresh(&once, now).await;
        let undated = |map: Map| Map { drawn_at: None, ..map };
        assert_eq!(undated(whole(&steps).await), undated(whole(&once).await));
    }
}

#[tokio::test]
async fn of_an_archive_that_ended_long_ago_the_end_is_shown() {
    let (lately, later) = (House::new().await, House::new().await);
    lately.feed(talk(), at(41, 0)).await;
    refresh(&lately, at(41, 0)).await;
    later.feed(talk(), at(41, 0)).await;
    refresh(&later, at(2_000, 0)).await;
    let expected = pairs(&whole(&lately).await);
    assert!(!expected.is_empty());
    let strengths = |pairs: Vec<Pair>| -> Vec<(String, String, Vec<i64>)> {
        let strengths = |months: Vec<(usize, i64)>| months.into_iter().map(|(_, s)| s).collect();
        pairs.into_iter().map(|(one, other, months)| (one, other, strengths(months))).collect()
    };
    assert_eq!(strengths(pairs(&whole(&later).await)), strengths(expected));
}

#[tokio::test]
async fn a_place_has_its_own_and_roles_and_merges_are_followed() {
    let now = at(41, 0);
    let house = House::new().await;
    house.feed(talk(), now).await;
    refresh(&house, now).await;
    let mut session = house.store.read().await.expect("a session");
    let places = community_map::places(&mut session, &house.brand).await.expect("places");
    assert_eq!(places.len(), 2);
    let (other, _) = places.iter().find(|(_, title)| title == "Другая").expect("the other place");
    let map = community_map::read(&mut session, &house.brand, Some(*other), 0).await.expect("map");
    assert_eq!(pairs(&map).len(), 1);
    drop(session);
    let all = whole(&house).await;
    let id = |name: &str| {
        all.dots.iter().find(|dot| dot.name.ends_with(name)).expect(name).id.to_string()
    };
    by_hand::role(&house.store, &house.brand, &id("7"), Role::Staff, now).await.expect("a role");
    let before = whole(&house).await;
    assert!(before.dots.iter().all(|dot| !dot.name.ends_with('7')), "gone at once");
    merge::merge(&house.store, &house.brand, &id("2"), &id("3"), Why { by: "мы", reason: "" }, now)
        .await
        .expect("a merge");
    refresh(&house, at(41, 1)).await;
    let map = whole(&house).await;
    let ends: Vec<(String, String, i64)> =
        pairs(&map).into_iter().map(|(a, b, months)| (a, b, months[0].1)).collect();
    let told = |one: &str, other: &str, strength| (one.to_owned(), other.to_owned(), strength);
    let expected = [told("1", "2", 8), told("1", "4", 4), told("1", "5", 4), told("1", "6", 1)];
    assert_eq!(ends, expected);
    let mut session = house.store.read().await.expect("a session");
    let places = community_map::places(&mut session, &house.brand).await.expect("places");
    assert_eq!(places.len(), 1, "nobody talks in the other place any more");
}
