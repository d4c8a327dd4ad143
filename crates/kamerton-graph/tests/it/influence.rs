//! Influence kept under changes against the whole computed anew.

use kamerton_graph::{
    Care, Chance, Edges, Graph, Influence, InfluenceError, Settings, pagerank, personalised,
};
use proptest::prelude::*;

use crate::made::groups;

/// All that the kept one holds, computed from the beginning.
fn anew(kept: &Influence, time: f64) -> Vec<f64> {
    let people = kept.people() as u32;
    let mut edges = Edges::new();
    for person in 0..people {
        // Only shares of a row matter, so that each is taken as of its own heaviest tie.
        let ties = kept.ties(person, time);
        for (to, weight) in ties {
            edges.push(person, to, weight).unwrap();
        }
    }
    let graph = Graph::directed(people as usize, edges).unwrap();
    let seeds: Vec<f64> = (0..people).filter_map(|person| kept.seed(person)).collect();
    let exact = Settings { tolerance: 1e-14, ..Settings::default() };
    personalised(&graph, &exact, &seeds).unwrap()
}

#[track_caller]
fn agree(kept: &Influence, time: f64, share: f64) {
    let whole = anew(kept, time);
    let least = 1e-4 / kept.people() as f64;
    for (person, (value, exact)) in kept.values().iter().zip(&whole).enumerate() {
        let is_near = (value - exact).abs() <= share * exact.max(least);
        assert!(is_near, "{person}: {value}, not {exact}");
    }
}

/// How long the walks are, counted in people, that end with each, by the values of all.
fn walks(kept: &Influence, time: f64, alpha: f64, values: &[f64]) -> Vec<f64> {
    let rows: Vec<_> = (0..kept.people() as u32).map(|person| kept.ties(person, time)).collect();
    let mut sums = values.to_vec();
    for _ in 0..400 {
        let mut next = values.to_vec();
        for (ties, sum) in rows.iter().zip(&sums) {
            let whole: f64 = ties.iter().map(|(_, weight)| weight).sum();
            for (to, weight) in ties {
                next[*to as usize] += alpha * sum * weight / whole;
            }
        }
        sums = next;
    }
    sums
}

/// What [`Care::precision`] promises: nobody lacks more than that share of their value, so that a value
/// is wrong by that share for each step of the walks that lead to it, and all of them together (to
/// which each is scaled) by the mean of it.
#[track_caller]
fn agree_within_walks(kept: &Influence, time: f64, care: Care) {
    let whole = anew(kept, time);
    let lengths = walks(kept, time, care.alpha, &whole);
    let mean: f64 = lengths.iter().sum();
    for (person, (value, exact)) in kept.values().iter().zip(&whole).enumerate() {
        // What is due to the second order and to those whom nobody reaches is far below a tenth.
        let bound = 1.1 * care.precision * (lengths[person] + mean * exact) + 1e-9;
        assert!((value - exact).abs() <= bound, "{person}: {value}, not {exact} within {bound}");
    }
}

fn community(seeds: impl IntoIterator<Item = f64>, care: Care) -> Influence {
    let mut influence = Influence::new(care).unwrap();
    for seed in seeds {
        influence.add_person(seed).unwrap();
    }
    influence
}

#[test]
fn thousands_of_messages_later_everything_is_as_computed_anew() {
    let seeds = (0..2000).map(|person| f64::from(u8::from(person % 7 == 0)));
    let mut influence = community(seeds, Care::default());
    let talk = groups(40, 50, 20_000, 0.15, 5);
    let (history, live) = talk.split_at(12_000);
    for (from, to, weight) in history {
        influence.enter(*from, *to, *weight, 0.0).unwrap();
    }
    influence.settle();
    agree(&influence, 0.0, 1e-3);
    for (from, to, weight) in live {
        influence.record(*from, *to, *weight, 0.0).unwrap();
    }
    agree(&influence, 0.0, 1e-3);
    let whole = anew(&influence, 0.0);
    let mut best: Vec<u32> = (0..2000).collect();
    best.sort_by(|one, other| whole[*other as usize].total_cmp(&whole[*one as usize]));
    let top = influence.top(100);
    assert!(top.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    let both = top.iter().filter(|(person, _)| best[..100].contains(person)).count();
    assert!(both >= 99, "{both}");
    for (from, to, weight) in live {
        influence.withdraw(*from, *to, *weight, 0.0).unwrap();
    }
    let mut before = community((0..2000).map(|p| f64::from(u8::from(p % 7 == 0))), Care::default());
    for (from, to, weight) in history {
        before.enter(*from, *to, *weight, 0.0).unwrap();
    }
    before.settle();
    agree(&influence, 0.0, 1e-3);
    for (one, other) in influence.values().iter().zip(before.values()) {
        assert!((one - other).abs() <= 1e-3 * other.max(1e-7), "{one}, not {other}");
    }
}

#[test]
fn equal_seeds_give_the_pagerank_of_all() {
    let talk = groups(5, 20, 600, 0.3, 1);
    let mut influence = community(std::iter::repeat_n(1.0, 100), Care::default());
    for (from, to, weight) in &talk {
        influence.record(*from, *to, *weight, 3.0).unwrap();
    }
    let graph = crate::made::graph(100, true, &talk);
    let ranks = pagerank(&graph, &Settings::default()).unwrap();
    crate::made::same("influence", &influence.values(), &ranks, 1e-5);
}

#[test]
fn old_messages_fade_and_time_alone_changes_nothing() {
    let care = Care { half_life: Some(30.0), ..Care::default() };
    let mut influence = community([1.0, 0.0, 0.0], care);
    influence.record(0, 1, 1.0, 0.0).unwrap();
    influence.record(0, 2, 1.0, 60.0).unwrap();
    // Two half-lives later: a quarter against one.
    let values = influence.values();
    assert!((values[1] / values[2] - 0.25).abs() < 1e-4, "{values:?}");
    let ties = influence.ties(0, 90.0);
    assert!((ties[0].1 - 0.125).abs() < 1e-12 && (ties[1].1 - 0.5).abs() < 1e-12, "{ties:?}");
    agree(&influence, 90.0, 1e-3);
    // A thousand half-lives later nothing but the new one counts, and nothing overflows.
    influence.record(0, 1, 1.0, 30_000.0).unwrap();
    influence.record(1, 0, 1.0, 60_000_000.0).unwrap();
    let values = influence.values();
    assert!(values[2] < 1e-6 && values.iter().all(|value| value.is_finite()), "{values:?}");
    // One from the past that comes late is as old as it is.
    influence.record(0, 2, 1.0, 29_970.0).unwrap();
    let values = influence.values();
    assert!((values[2] / (values[1]) - 0.5).abs() < 1e-3, "{values:?}");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut influence = community([1.0, 1.0], Care::default());
    influence.record(0, 1, 1.0, 0.0).unwrap();
    let before = influence.values();
    let beyond = InfluenceError::Person { person: 2, people: 2 };
    assert_eq!(influence.record(0, 2, 1.0, 0.0), Err(beyond));
    assert_eq!(influence.set_seed(2, 1.0), Err(beyond));
    assert_eq!(influence.record(0, 1, -1.0, 0.0), Err(InfluenceError::Weight(-1.0)));
    assert!(influence.record(0, 1, f64::NAN, 0.0).is_err());
    assert!(influence.record(0, 1, 1.0, f64::INFINITY).is_err());
    assert!(influence.add_person(f64::INFINITY).is_err());
    influence.record(0, 1, f64::MAX, 0.0).unwrap();
    assert_eq!(influence.record(0, 1, f64::MAX, 0.0), Err(InfluenceError::TooHeavy(0)));
    assert_eq!(influence.values(), before);
    assert!(Influence::new(Care { alpha: 1.0, ..Care::default() }).is_err());
    assert!(Influence::new(Care { precision: 0.0, ..Care::default() }).is_err());
    assert!(Influence::new(Care { half_life: Some(-1.0), ..Care::default() }).is_err());
    let nobody = Influence::new(Care::default()).unwrap();
    assert!(nobody.values().is_empty() && nobody.top(5).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn kept_is_as_computed_anew(
        people in 1_u32..40,
        seed in any::<u64>(),
        acts in prop::collection::vec((0..6_u8, 0.1_f64..3.0, 0.0_f64..90.0), 1..120),
    ) {
        let mut chance = Chance::new(seed);
        let care = Care { half_life: Some(20.0), ..Care::default() };
        let mut influence = community((0..people).map(|_| 0.1 + chance.unit()), care);
        let mut said: Vec<(u32, u32, f64, f64)> = Vec::new();
        for (act, weight, time) in acts {
            let from = chance.below(influence.people()) as u32;
            let to = chance.below(influence.people()) as u32;
            match act {
                0 => { influence.add_person(weight).unwrap(); }
                1 => influence.set_seed(from, weight).unwrap(),
                2 if !said.is_empty() => {
                    let (from, to, weight, time) = said.swap_remove(chance.below(said.len()));
                    influence.withdraw(from, to, weight, time).unwrap();
                }
                _ => {
                    influence.record(from, to, weight, time).unwrap();
                    said.push((from, to, weight, time));
                }
            }
        }
        influence.settle();
        agree_within_walks(&influence, 90.0, care);
        prop_assert!((influence.values().iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!(influence.lacking() <= 1.01e-4);
    }
}
