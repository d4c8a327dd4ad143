//! Indices of places that are kept step by step are those made anew, whatever came in which order.

use kamerton_app::people::merge::Why;
use kamerton_app::people::{by_hand, merge};
use kamerton_app::places::indices;
use kamerton_core::fact::Fact;
use kamerton_core::indices::Tally;
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Day, Instant};
use kamerton_store::place_figures::Span;
use kamerton_store::place_indices::{self, DayRow};
use kamerton_store::places;
use proptest::test_runner::TestCaseError;

use crate::house::{House, at, deletion, edited, member, message, reply, staff};
use crate::postgres::database;
use crate::properties::{Batches, Ways, as_it_happened, run, shuffled};
use crate::world::World;

/// All tallies of a house.
async fn days(house: &House) -> Vec<DayRow> {
    let mut session = house.store.read().await.expect("a session");
    let ids = places::all(&mut session, house.brand.id).await.expect("places");
    let mut ids: Vec<_> = ids.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    let all = Span { from: Day(i32::MIN), to: Day(i32::MAX) };
    place_indices::days(&mut session, house.brand.id, ids, all).await.expect("days")
}

async fn bring_up(house: &House, now: Instant) {
    let done = indices::bring_up(&house.store, &house.brand, now, &|| false).await.expect("days");
    assert!(!done.stopped);
}

/// What is kept step by step, and what is made anew of the same facts.
async fn both_ways(house: &House, now: Instant) -> (Vec<DayRow>, Vec<DayRow>) {
    bring_up(house, now).await;
    let kept = days(house).await;
    let mut session = house.store.write().await.expect("a session");
    place_indices::all_anew(&mut session, house.brand.id).await.expect("a note");
    session.commit().await.expect("a commit");
    bring_up(house, now).await;
    (kept, days(house).await)
}

fn readable(rows: &[DayRow]) -> Vec<String> {
    let tally = |row: &DayRow| Tally::decode(&row.figures).expect("numbers");
    rows.iter().map(|row| format!("{} {} {:?}", row.place, row.day, tally(row))).collect()
}

fn same(way: &str, kept: &[DayRow], anew: &[DayRow]) -> Result<(), TestCaseError> {
    let (kept, anew) = (readable(kept), readable(anew));
    let only = |one: &[String], other: &[String]| {
        one.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>().join("\n")
    };
    if kept == anew {
        return Ok(());
    }
    let (kept, anew) = (only(&kept, &anew), only(&anew, &kept));
    Err(TestCaseError::fail(format!("{way}: kept\n{kept}\nanew\n{anew}")))
}

/// Feeds a world to houses in two orders, with the tallies brought up after every few batches.
async fn keeps_up<F, Fut>(world: &World, ways: &Ways, mut house: F) -> Result<(), TestCaseError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = House>,
{
    let late: Batches = shuffled(world, ways);
    let mut expected: Option<Vec<DayRow>> = None;
    for (way, batches) in [("as it happened", as_it_happened(world)), ("late", late)] {
        let house = house().await;
        for (number, (facts, now)) in batches.into_iter().enumerate() {
            house.feed(facts, now).await;
            if number % 3 == 0 {
                bring_up(&house, now).await;
            }
        }
        let (kept, anew) = both_ways(&house, world.now.plus(3 * DAY)).await;
        same(way, &kept, &anew)?;
        same("the other order", &kept, expected.as_deref().unwrap_or(&kept))?;
        house.store.close().await;
        expected.get_or_insert(kept);
    }
    Ok(())
}

#[test]
fn step_by_step_is_anew() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    run(16, 40, |world, ways| runtime.block_on(keeps_up(&world, &ways, House::new)));
}

#[test]
fn step_by_step_is_anew_on_postgres() {
    if std::env::var("KAMERTON_TEST_POSTGRES").is_err() {
        database();
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let house = || async { House::on(&database().expect("a database")).await };
    run(2, 0, |world, ways| runtime.block_on(keeps_up(&world, &ways, house)));
}

/// A client who rings, two newcomers whom they meet, one of ours, over some weeks.
async fn settled(house: &House) -> Instant {
    let (loyal, anna, boris) = (member("1"), member("2"), member("3"));
    let mut facts = Vec::new();
    for day in 0..12 {
        let number = 100 + u32::try_from(day).expect("a number");
        let text = if day % 2 == 0 {
            "Обожаю Маяк, фонарь просто восторг!!!"
        } else {
            "Советую всем фонарь, берите, не пожалеете"
        };
        facts.push(Fact::Message(message(number, &loyal, at(day, 0), text)));
    }
    let ask = "Подскажите, как включить фонарь?";
    let press = "Нужно нажать кнопку сбоку и держать две секунды";
    facts.push(Fact::Message(message(1, &anna, at(20, 0), ask)));
    facts.push(Fact::Message(reply(2, 1, &loyal, at(20, 10), press)));
    facts.push(Fact::Message(reply(3, 2, &anna, at(20, 20), "Спасибо большое, очень помогли!")));
    facts.push(Fact::Message(message(4, &boris, at(21, 0), "А когда будет новая версия?")));
    facts.push(Fact::Message(reply(5, 4, &staff("9"), at(21, 30), "Осенью")));
    facts.push(Fact::Message(reply(6, 4, &anna, at(22, 0), "Писали, что осенью")));
    facts.push(Fact::Message(message(7, &boris, at(36, 0), "Доброе утро")));
    house.feed(facts, at(37, 0)).await;
    bring_up(house, at(50, 0)).await;
    at(50, 0)
}

async fn tally(house: &House, day: i64) -> Tally {
    let day = house.brand.zone.day(at(day, 0));
    let rows = days(house).await;
    let row = rows.iter().find(|row| row.day == day).expect("a tally");
    Tally::decode(&row.figures).expect("numbers")
}

#[tokio::test]
async fn a_day_says_what_happened_until_it_ended() {
    for house in House::on_both().await {
        settled(&house).await;
        let of = tally(&house, 22).await;
        assert_eq!((of.newcomers, of.welcomed, of.welcomed_of), (3, 2, 3));
        assert_eq!(of.seconds, 1_200, "between 10 and 30 minutes");
        assert_eq!((of.questions, of.by_members, of.helpers), (2, 1, 1));
        assert_eq!((of.exchanges, of.partners, of.loyal_partners), (1, 1, 1));
        assert_eq!((of.tied, of.mutual), (2, 1), "Anna and the loyal one; Anna answered Boris");
        assert_eq!(of.met_of, 1, "the loyal one came first, and met nobody loyal");
        let of = tally(&house, 28).await;
        assert_eq!((of.met, of.met_of), (1, 3));
        let of = tally(&house, 35).await;
        assert_eq!((of.again, of.again_of), (2, 3), "Boris came again too late");
        assert_eq!(of.loyal, 1);
        house.store.close().await;
    }
}

#[tokio::test]
async fn an_answer_that_stands_in_another_place_is_kept_up_with() {
    for house in House::on_both().await {
        let (anna, boris) = (member("1"), member("2"));
        let ask = message(1, &anna, at(0, 0), "Подскажите, как включить фонарь?");
        let mut answer = reply(2, 1, &boris, at(2, 0), "Нужно нажать кнопку сбоку");
        answer.place.remote_id = "forum".to_owned();
        house.feed(vec![Fact::Message(ask), Fact::Message(answer)], at(2, 5)).await;
        bring_up(&house, at(10, 0)).await;
        let before = days(&house).await;
        house.feed(vec![deletion(2, at(10, 5))], at(10, 10)).await;
        let (kept, anew) = both_ways(&house, at(11, 0)).await;
        assert_eq!(readable(&kept), readable(&anew));
        let welcomed = |rows: &[DayRow]| {
            let tally = |row: &DayRow| Tally::decode(&row.figures).expect("numbers");
            rows.iter().map(|row| tally(row).welcomed).sum::<i64>()
        };
        assert!(welcomed(&before) > 0 && welcomed(&kept) == 0, "{before:?} {kept:?}");
        house.store.close().await;
    }
}

#[tokio::test]
async fn what_one_of_us_changes_is_kept_up_with() {
    for house in House::on_both().await {
        let now = settled(&house).await;
        let (store, brand) = (&house.store, &house.brand);
        let before = days(&house).await;
        let mut seen = vec![before.clone()];
        let mut check = async |what: &str| {
            let (kept, anew) = both_ways(&house, now).await;
            same(what, &kept, &anew).expect(what);
            assert_ne!(seen.last(), Some(&kept), "{what} changed nothing");
            seen.push(kept);
        };
        by_hand::correct(store, brand, "Имя 1", &["state=cold"], now).await.expect("a correction");
        check("a state").await;
        by_hand::correct(store, brand, "Имя 1", &["state="], now).await.expect("a correction");
        check("a state taken back").await;
        by_hand::correct(store, brand, "Имя 2", &["purchase=yes"], now)
            .await
            .expect("a correction");
        check("a purchase").await;
        by_hand::role(store, brand, "Имя 1", Role::Staff, now).await.expect("a role");
        check("a role").await;
        by_hand::role(store, brand, "Имя 1", Role::Member, now).await.expect("a role");
        check("the role of before").await;
        merge::merge(store, brand, "Имя 3", "Имя 2", Why { by: "me", reason: "" }, now)
            .await
            .expect("one person");
        check("two who are one").await;
        house.feed(vec![deletion(1, now)], now).await;
        check("a first message taken back").await;
        let first = message(4, &member("3"), at(21, 0), "А когда будет новая версия?");
        house.feed(vec![Fact::Message(edited(&first, now, "Вы обманщики"))], now).await;
        check("an edit").await;
        let early = message(8, &member("3"), at(3, 0), "Доброе утро");
        house.feed(vec![Fact::Message(early)], now).await;
        check("earlier words").await;
        house.expect_right(now).await;
        house.store.close().await;
    }
}

#[tokio::test]
async fn broken_off_it_goes_on() {
    let house = House::new().await;
    let anna = member("1");
    let facts = vec![
        Fact::Message(message(1, &anna, at(0, 0), "Доброе утро")),
        Fact::Message(message(2, &anna, at(100, 0), "Сегодня дождь")),
    ];
    house.feed(facts, at(101, 0)).await;
    let pieces = std::sync::atomic::AtomicUsize::new(0);
    let stop = || pieces.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 1;
    let done =
        indices::bring_up(&house.store, &house.brand, at(150, 0), &stop).await.expect("days");
    assert!(done.stopped && done.days > 0);
    let part = days(&house).await.len();
    bring_up(&house, at(150, 0)).await;
    let whole = days(&house).await;
    assert!(part > 0 && part < whole.len(), "{part} of {}", whole.len());
    assert!(
        whole.iter().all(|row| Tally::decode(&row.figures).is_some_and(|tally| !tally.is_empty()))
    );
    let again = indices::bring_up(&house.store, &house.brand, at(150, 0), &|| false).await;
    assert_eq!(again.expect("nothing").days, 0, "it is up to date");
}
