//! Mixing and ties, counted by hand.

use kamerton_graph::{
    Chance, Colour, Exchange, FirstAnswer, exchanges, horizontal_ties, mixing, newcomers_met,
};
use proptest::prelude::*;

use crate::made::{graph, unit};

const COLOURS: [Colour; 5] =
    [Colour::Potential, Colour::Potential, Colour::Loyal, Colour::Loyal, Colour::Aside];

fn both_ways(pairs: &[(u32, u32)]) -> Vec<(u32, u32, f64)> {
    unit(pairs).into_iter().flat_map(|(a, b, w)| [(a, b, w), (b, a, 7.0 * w)]).collect()
}

#[test]
fn an_exchange_goes_both_ways_and_counts_once() {
    let mut list = both_ways(&[(0, 2), (1, 4)]);
    list.extend(unit(&[(0, 1), (3, 3), (0, 2)]));
    let found = exchanges(&graph(5, true, &list), &COLOURS);
    let expected = [
        Exchange { one: (0, Colour::Potential), other: (2, Colour::Loyal) },
        Exchange { one: (1, Colour::Potential), other: (4, Colour::Aside) },
    ];
    assert_eq!(found, expected);
}

#[test]
fn mixing_is_as_counted_by_hand() {
    // 0-1 among potential, 0-2 and 1-3 across, 2-3 among loyal; what 4 has to do with does not count.
    let list = both_ways(&[(0, 1), (0, 2), (1, 3), (2, 3), (4, 0), (4, 2)]);
    let found = mixing(&exchanges(&graph(5, true, &list), &COLOURS)).unwrap();
    assert_eq!(found.exchanges, 3);
    // Potential clients have four partners, two of them loyal.
    assert_eq!(found.observed.share, 0.5);
    // Each could have drawn from six ends, four of them loyal.
    assert!((found.expected - 4.0 / 6.0).abs() < 1e-12);
    assert!((found.index.unwrap().share - 0.75).abs() < 1e-12);
    // Half of the exchanges lie inside, as chance would have it.
    assert!(found.assortativity.unwrap().coefficient.abs() < 1e-12);
    let index = found.index.unwrap();
    assert!(index.low < 0.75 && index.high > 0.75 && index.low > 0.0);
}

#[test]
fn walls_and_single_colours_are_told_apart() {
    let wall =
        mixing(&exchanges(&graph(5, true, &both_ways(&[(0, 1), (2, 3)])), &COLOURS)).unwrap();
    assert_eq!(wall.index.unwrap().share, 0.0);
    assert!((wall.assortativity.unwrap().coefficient - 1.0).abs() < 1e-12);
    let alone = mixing(&exchanges(&graph(5, true, &both_ways(&[(0, 1)])), &COLOURS)).unwrap();
    assert_eq!((alone.index, alone.assortativity), (None, None));
    assert_eq!(mixing(&exchanges(&graph(5, true, &both_ways(&[(2, 3)])), &COLOURS)), None);
    assert_eq!(mixing(&[]), None);
}

#[test]
fn newcomers_have_a_week_to_meet_somebody_loyal() {
    let came = [(1, 10), (2, 10), (3, 10), (4, 10)];
    // In time, a day too late, before coming and in time, never.
    let met = [(1, 17), (2, 18), (3, 2), (3, 12)];
    let found = newcomers_met(&came, &met, 7).unwrap();
    assert_eq!(found.share, 0.5);
    assert_eq!(newcomers_met(&[], &met, 7), None);
}

#[test]
fn ties_among_members_are_as_counted_by_hand() {
    use FirstAnswer::{Member, Nobody, Staff};
    let questions = [Member(1), Member(1), Member(2), Staff, Nobody];
    let answers = graph(4, true, &unit(&[(0, 1), (1, 0), (1, 2), (3, 3)]));
    let found = horizontal_ties(&questions, &answers);
    assert_eq!(found.answered_by_members.unwrap().share, 0.6);
    assert_eq!(found.helpers, 2);
    assert!((found.reciprocity.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    let none = horizontal_ties(&[], &graph(0, true, &[]));
    assert_eq!((none.answered_by_members, none.helpers, none.reciprocity), (None, 0, None));
}

proptest! {
    /// Where partners are drawn by chance the index lies about 1.
    #[test]
    fn chance_is_neutral(seed in any::<u64>()) {
        let mut chance = Chance::new(seed);
        let person = |number: usize| {
            let colour = if number.is_multiple_of(5) { Colour::Loyal } else { Colour::Potential };
            (number as u32, colour)
        };
        let drawn: Vec<Exchange> = (0..3000)
            .map(|_| Exchange { one: person(chance.below(400)), other: person(chance.below(400)) })
            .collect();
        let found = mixing(&drawn).unwrap();
        let index = found.index.unwrap();
        prop_assert!((0.8..1.2).contains(&index.share), "{index:?}");
        prop_assert!(index.low < index.share && index.share < index.high);
        prop_assert!(found.assortativity.unwrap().coefficient.abs() < 0.1);
    }
}
