//! What holds for every world.

use kamerton_app::check;
use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::dump::dump;
use crate::house::House;
use crate::world::{World, worlds};

/// Ways in which the facts of a world may come.
#[derive(Clone, Debug)]
pub struct Ways {
    order: Vec<prop::sample::Index>,
    sizes: Vec<usize>,
    times: Vec<usize>,
}

/// Worlds with ways in which they may come.
pub fn told() -> impl Strategy<Value = (World, Ways)> {
    use proptest::collection::vec;
    let ways =
        (vec(any::<prop::sample::Index>(), 300), vec(1..12_usize, 300), vec(1..=3_usize, 300));
    (worlds(), ways.prop_map(|(order, sizes, times)| Ways { order, sizes, times }))
}

pub type Batches = Vec<(Vec<Fact>, Instant)>;

fn one_by_one(world: &World) -> Batches {
    world.facts.iter().map(|(_, fact)| (vec![fact.clone()], world.now)).collect()
}

pub fn as_it_happened(world: &World) -> Batches {
    world.facts.iter().map(|(at, fact)| (vec![fact.clone()], *at)).collect()
}

fn at_once(world: &World) -> Batches {
    vec![(world.facts.iter().map(|(_, fact)| fact.clone()).collect(), world.now)]
}

pub fn shuffled(world: &World, ways: &Ways) -> Batches {
    let mut left: Vec<Fact> = world.facts.iter().map(|(_, fact)| fact.clone()).collect();
    let mut order = Vec::new();
    for at in ways.order.iter().cycle() {
        if left.is_empty() {
            break;
        }
        order.push(left.swap_remove(at.index(left.len())));
    }
    cut(order, ways, world.now)
}

fn repeated(world: &World, ways: &Ways) -> Batches {
    let mut order = Vec::new();
    for ((_, fact), times) in world.facts.iter().zip(ways.times.iter().cycle()) {
        order.extend(std::iter::repeat_n(fact.clone(), *times));
    }
    for (one, other) in ways.order.iter().zip(ways.order.iter().skip(7)) {
        let (one, other) = (one.index(order.len()), other.index(order.len()));
        order.swap(one, other);
    }
    cut(order, ways, world.now)
}

fn cut(mut facts: Vec<Fact>, ways: &Ways, now: Instant) -> Batches {
    let mut batches = Vec::new();
    for size in ways.sizes.iter().cycle() {
        if facts.is_empty() {
            break;
        }
        let rest = facts.split_off((*size).min(facts.len()));
        batches.push((std::mem::replace(&mut facts, rest), now));
    }
    batches
}

/// Feeds a world to houses in different ways; all have to end alike and to stand a recount.
pub async fn ends_alike<F, Fut>(
    world: &World,
    ways: &Ways,
    mut house: F,
) -> Result<(), TestCaseError>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = House>,
{
    let tellings = [
        ("one by one", one_by_one(world)),
        ("at once", at_once(world)),
        ("as it happened", as_it_happened(world)),
        ("shuffled", shuffled(world, ways)),
        ("repeated", repeated(world, ways)),
    ];
    let mut expected: Option<String> = None;
    for (way, batches) in tellings {
        let house = house().await;
        house.feed_all(batches).await;
        let report = check::run(&house.store, &house.brand, false, world.now, |_| {}).await;
        let report = report.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(report.differences, 0, "{}: {:#?}", way, report.examples);
        let rows = dump(&house).await;
        same(way, expected.as_deref().unwrap_or(&rows), &rows)?;
        if way == "at once" {
            let rebuilt = check::rebuild(&house.store, &house.brand, world.now, |_| {}).await;
            rebuilt.map_err(|error| TestCaseError::fail(error.to_string()))?;
            same("rebuilt", &rows, &dump(&house).await)?;
        }
        house.store.close().await;
        expected.get_or_insert(rows);
    }
    Ok(())
}

fn same(way: &str, expected: &str, found: &str) -> Result<(), TestCaseError> {
    if expected == found {
        return Ok(());
    }
    let differing = |one: &str, other: &str| {
        let other: std::collections::HashSet<&str> = other.lines().collect();
        one.lines().filter(|line| !other.contains(line)).collect::<Vec<_>>().join("\n")
    };
    Err(TestCaseError::fail(format!(
        "{way} differs; expected\n{}\nfound\n{}",
        differing(expected, found),
        differing(found, expected)
    )))
}

/// Runs `cases` worlds.
pub fn run(cases: u32, shrink: u32, test: impl Fn(World, Ways) -> Result<(), TestCaseError>) {
    let config =
        Config { cases, max_shrink_iters: shrink, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&told(), |(world, ways)| test(world, ways));
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}

#[test]
fn order_of_arrival_does_not_matter() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    run(28, 60, |world, ways| runtime.block_on(ends_alike(&world, &ways, House::new)));
}
