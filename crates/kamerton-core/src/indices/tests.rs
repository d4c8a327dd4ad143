//! The indices by hand.

use super::*;
use crate::charge::Move;
use crate::id::MessageId;
use crate::share::Trend;
use crate::state::State;
use crate::time::{Day, HOUR, Instant, MINUTE};

const TODAY: Day = Day(1_000);
const END: Instant = Instant::from_seconds(1_001 * 86_400);
const PATIENCE: i64 = 3 * HOUR;

fn id(n: i64) -> MessageId {
    MessageId::derived(&[&n.to_be_bytes()])
}

fn standing(state: State) -> Standing {
    Standing { moves: vec![Move { day: Day(0), state }], ..Standing::default() }
}

fn arc(ago: i32, from: u32, to: u32) -> Arc {
    Arc { day: TODAY.plus(-ago), from, to, message: id(i64::from(ago)) }
}

fn spoke(ago: i32, person: u32, whose: Whose) -> Spoke {
    let message = id(i64::from(ago));
    Spoke { day: TODAY.plus(-ago), message, person, whose, toxic: false, warm: false }
}

fn newcomer(ago: i32, person: u32) -> Newcomer {
    Newcomer {
        day: TODAY.plus(-ago),
        person,
        message: id(i64::from(ago)),
        at: END.plus(-HOUR * 24 * i64::from(ago) - 4 * HOUR),
        deserves: true,
        answered: None,
        again: None,
    }
}

fn facts() -> Facts {
    let people = vec![
        standing(State::Cold),
        standing(State::Warm),
        standing(State::Kamerton),
        standing(State::Detractor),
    ];
    Facts { people, ..Facts::default() }
}

fn tally(facts: &Facts) -> Tally {
    facts.tally(TODAY, END, PATIENCE)
}

#[test]
fn exchanges_are_mutual_and_of_the_window() {
    let arcs = vec![arc(30, 0, 1), arc(29, 2, 0), arc(8, 0, 2), arc(5, 1, 0), arc(2, 3, 0)];
    let found = tally(&Facts { arcs, ..facts() });
    assert_eq!((found.exchanges, found.partners, found.loyal_partners), (1, 1, 1));
    assert_eq!((found.tied, found.mutual), (3, 1), "0-2 goes both ways; 30 days ago is over");
    let arcs = vec![arc(9, 0, 1), arc(8, 1, 0), arc(7, 0, 3), arc(6, 3, 0)];
    let found = tally(&Facts { arcs, ..facts() });
    assert_eq!((found.exchanges, found.partners, found.loyal_partners), (1, 2, 0), "no detractor");
}

#[test]
fn colours_are_those_of_the_day_of_the_exchange() {
    let mut facts = facts();
    facts.people[1].moves.push(Move { day: TODAY.plus(-5), state: State::PassivePromoter });
    facts.arcs = vec![arc(9, 0, 1), arc(6, 1, 0)];
    assert_eq!(tally(&facts).loyal_partners, 0, "warm then");
    facts.arcs = vec![arc(9, 0, 1), arc(5, 1, 0)];
    assert_eq!(tally(&facts).loyal_partners, 1);
    facts.people[0].bought = Some(TODAY.plus(-5));
    assert_eq!(tally(&facts).exchanges, 0, "no potential client any more");
    facts.people[0].bought = Some(TODAY.plus(-4));
    assert_eq!(tally(&facts).exchanges, 1);
    facts.people[1].set = Some(State::Cold);
    assert_eq!(tally(&facts).loyal_partners, 0, "what one of us set holds for all time");
}

#[test]
fn newcomers_are_counted_when_their_time_is_over() {
    let answered =
        Newcomer { answered: Some(newcomer(3, 0).at.plus(20 * MINUTE)), ..newcomer(3, 0) };
    let undeserving = Newcomer { deserves: false, ..newcomer(2, 1) };
    let fresh = Newcomer { at: END.plus(-2 * HOUR), ..newcomer(0, 2) };
    let newcomers = vec![answered, newcomer(2, 3), undeserving, fresh];
    let found = tally(&Facts { newcomers, ..facts() });
    assert_eq!(found.newcomers, 4);
    assert_eq!((found.welcomed, found.welcomed_of, found.seconds), (1, 2, 1_200));
    assert_eq!((found.again_of, found.met_of), (0, 0), "their days are not over");
    let back = Newcomer { again: Some(TODAY.plus(-6)), ..newcomer(20, 0) };
    let late = Newcomer { again: Some(TODAY.plus(-5)), ..newcomer(20, 1) };
    let found = tally(&Facts { newcomers: vec![newcomer(44, 3), back, late], ..facts() });
    assert_eq!((found.again, found.again_of), (1, 2), "within 14 days; 44 days ago is over");
}

#[test]
fn newcomers_meet_somebody_loyal_within_seven_days() {
    let newcomers = vec![newcomer(20, 0), newcomer(19, 1)];
    let arcs = vec![arc(20, 2, 0), arc(18, 0, 1), arc(17, 1, 0), arc(13, 0, 2)];
    let found = tally(&Facts { newcomers: newcomers.clone(), arcs, ..facts() });
    assert_eq!((found.met, found.met_of), (1, 2));
    let arcs = vec![arc(20, 2, 0), arc(12, 0, 2)];
    assert_eq!(tally(&Facts { newcomers, arcs, ..facts() }).met, 0, "a day too late");
}

#[test]
fn an_answer_of_later_is_not_known_yet() {
    let asked =
        |ago: i32, answer| Question { day: TODAY.plus(-ago), message: id(1), person: 0, answer };
    let by = |ago: i32, whose, who| Some((TODAY.plus(-ago), whose, who, id(2)));
    let questions = vec![
        asked(9, by(8, Whose::Member, 1)),
        asked(8, by(8, Whose::Member, 1)),
        asked(5, by(4, Whose::Ours, 2)),
        asked(2, by(-1, Whose::Member, 3)),
        asked(1, None),
    ];
    let found = tally(&Facts { questions, ..facts() });
    assert_eq!((found.questions, found.by_members, found.helpers), (5, 2, 1));
}

#[test]
fn only_members_are_voices() {
    let members = [spoke(9, 0, Whose::Member), spoke(8, 0, Whose::Member)];
    let mut spoken = members.to_vec();
    spoken.push(Spoke { toxic: true, ..spoke(7, 2, Whose::Member) });
    spoken.push(Spoke { warm: true, ..spoke(6, 1, Whose::Ours) });
    let starts = [Whose::Member, Whose::Ours, Whose::Others];
    let starts = starts.map(|whose| Start { day: TODAY, message: id(1), person: 0, whose });
    let found = tally(&Facts { spoken, starts: starts.to_vec(), ..facts() });
    assert_eq!((found.messages, found.toxic, found.warm, found.voices), (3, 1, 0, 2));
    assert_eq!((found.cold, found.loyal), (1, 1));
    assert_eq!((found.conversations, found.initiated), (2, 1));
}

#[test]
fn a_core_carries_so_many() {
    let rules = Carrying::default();
    let of = |cold, loyal| Tally { cold, loyal, ..Tally::default() };
    assert!(!is_overloaded(&of(19, 0), &rules), "too few to speak of");
    assert!(is_overloaded(&of(20, 1), &rules));
    assert!(!is_overloaded(&of(20, 2), &rules));
}

#[test]
fn numbers_come_back_from_the_store() {
    let tally = Tally { gini: 5, initiated: -3, ..Tally::default() };
    assert_eq!(Tally::decode(&tally.encode()), Some(tally));
    assert_eq!(Tally::decode("1 2"), None);
    assert_eq!(Tally::decode(&format!("{} 1", tally.encode())), None);
}

#[test]
fn every_index_reads_a_full_tally() {
    let text = Tally::default().encode().replace('0', "7");
    let full = Tally::decode(&text).unwrap();
    for index in Index::ALL {
        assert_eq!(Index::parse(index.word()), Some(index));
        assert!(full.reading(index).is_some(), "{index:?}");
        assert!(Tally::default().reading(index).is_none(), "{index:?} of nothing");
    }
}

#[test]
fn readings_carry_their_intervals() {
    let tally = Tally {
        exchanges: 20,
        partners: 25,
        loyal_partners: 10,
        expected: 200_000,
        tied: 10,
        mutual: 5,
        ..Tally::default()
    };
    let mixing = tally.reading(Index::Mixing).unwrap();
    let interval = mixing.interval.unwrap();
    assert!((mixing.value - 2.0).abs() < 1e-12);
    // Wilson's of 8 in 20: 0.2188 to 0.6134.
    assert!((interval.low - 1.094).abs() < 1e-3 && (interval.high - 3.067).abs() < 1e-3);
    assert!(!mixing.is_thin());
    let one = Tally { conversations: 1, initiated: 1, ..tally };
    assert!(one.reading(Index::Initiators).unwrap().is_thin(), "one of one is no share");
    let ties = tally.reading(Index::Reciprocity).unwrap();
    assert!((ties.value - 2.0 / 3.0).abs() < 1e-12);
    let better = Tally { exchanges: 2_000, partners: 2_500, loyal_partners: 2_400, ..tally };
    assert_eq!(trend(Index::Mixing, &better, &tally), Trend::Higher);
    assert_eq!(trend(Index::Toxic, &better, &tally), Trend::Unknown);
}

#[test]
fn what_needs_looking_at_comes_first() {
    let answered = Newcomer { answered: Some(newcomer(3, 0).at.plus(HOUR)), ..newcomer(3, 0) };
    let newcomers = vec![newcomer(5, 1), answered, newcomer(2, 3)];
    let facts = Facts { newcomers, ..facts() };
    let found = evidence(&facts, Index::Welcomed, TODAY, END, 2);
    let who: Vec<(u32, bool)> = found.iter().map(|one| (one.person, one.holds)).collect();
    assert_eq!(who, [(3, false), (1, false)]);
    let slow = evidence(&facts, Index::Minutes, TODAY, END, 9);
    assert_eq!(slow.iter().map(|one| (one.person, one.count)).collect::<Vec<_>>(), [(0, 60)]);
}
