//! The vectors of the design, and what a curve must never do.

use kamerton_core::ringing::{Ringing, Strike};

use super::*;

/// The threshold of the design's pictures.
const THETA: f64 = 6.0;

fn ringing(strikes: &[(i32, f64)]) -> Ringing {
    let strikes: Vec<Strike> =
        strikes.iter().map(|(ago, weight)| Strike { ago: *ago, weight: *weight }).collect();
    let left = |strike: &Strike| strike.weight * (-f64::from(strike.ago) / 30.0).exp2();
    Ringing { charge: strikes.iter().map(left).sum(), before: 0.0, strikes }
}

fn inline(strikes: &[(i32, f64)]) -> Ring {
    Ring::draw(&ringing(strikes), THETA, false, Size::Inline)
}

/// The numbers of a path.
fn numbers(path: &str) -> Vec<f64> {
    path.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap())
        .collect()
}

#[test]
fn one_strike_eighty_days_ago() {
    let ring = inline(&[(80, 10.0)]);
    assert_eq!(ring.strikes, "M6.2 2.5V17.5");
    let begins = "M0 10H6.2L6.2 2.5L7.1 10L8 17L8.8 10L9.7 3.4";
    assert!(ring.wave.starts_with(begins), "{}", ring.wave);
    assert!((ring.label.charge - 1.575).abs() < 0.0005);
    assert!(ring.envelope.starts_with("M0 9.5L2 9.5L4 9.5L6 9.5L6.2 9.5L6.2 2.5L8 "));
    assert!(ring.envelope.ends_with("L2 10.5L0 10.5Z"));
    assert_eq!((ring.rattle.as_str(), ring.air), ("", ""));
}

#[test]
fn a_complaint_rattles() {
    let ring = inline(&[(60, 6.0), (10, -8.0)]);
    assert_eq!(ring.rattle, "M49.8 10L51 14.4L53.5 6L56 10");
    let most = numbers(&ring.envelope).into_iter().step_by(2).fold(0.0, f64::max);
    assert!((most - 49.8).abs() < 1e-9, "no envelope where it rattles");
    assert_eq!(ring.strikes, "M18.7 5.5V14.5", "a complaint is no strike that rings");
    assert_eq!((ring.label.strikes, ring.label.complaints), (1, 1));
}

#[test]
fn ringing_again_after_a_rattle_begins_anew() {
    let ring = inline(&[(60, -4.0), (30, 8.0)]);
    assert_eq!(ring.rattle.matches('M').count(), 1);
    assert!(ring.wave.starts_with("M0 10H18.7M37.3 5.5L"), "{}", ring.wave);
    assert_eq!(ring.envelope.matches('Z').count(), 2);
}

#[test]
fn silence_is_a_straight_line() {
    let ring = inline(&[]);
    assert_eq!(ring.wave, "M0 10H56");
    assert_eq!((ring.strikes.as_str(), ring.rattle.as_str()), ("", ""));
    assert_eq!(ring.label.strikes, 0);
}

#[test]
fn what_rings_from_before_is_drawn() {
    let loud = Ringing { charge: 1.0, before: 1.0, strikes: Vec::new() };
    let ring = Ring::draw(&loud, THETA, false, Size::Inline);
    assert!(ring.wave.starts_with("M0 4L0.9 10L"), "eight times as loud: {}", ring.wave);
    let faint = Ringing { charge: -0.01, before: -0.01, strikes: Vec::new() };
    let ring = Ring::draw(&faint, THETA, false, Size::Inline);
    assert_eq!((ring.wave.as_str(), ring.rattle.as_str()), ("M0 10H56", ""));
    let sore = Ringing { charge: -1.0, before: -1.0, strikes: Vec::new() };
    assert!(Ring::draw(&sore, THETA, false, Size::Inline).rattle.starts_with("M0 10L1.3 15.7"));
}

#[test]
fn a_word_a_day_is_no_fence() {
    let daily: Vec<(i32, f64)> = (0..90).rev().map(|ago| (ago, 0.1)).collect();
    let ring = inline(&daily);
    assert_eq!(ring.strikes.matches('M').count(), 1, "the first one broke a silence");
    assert!(ring.label.charge > 3.8);
    assert!(ring.wave.len() + ring.envelope.len() < 1_800);
}

#[test]
fn many_strikes_are_no_block() {
    let daily: Vec<(i32, f64)> = (0..90).rev().map(|ago| (ago, 1.0)).collect();
    let ring = inline(&daily);
    assert_eq!(ring.label.strikes, 90);
    let across: Vec<f64> = ring.strikes.split('M').skip(1).map(|part| numbers(part)[0]).collect();
    assert!(across.windows(2).all(|pair| pair[1] - pair[0] > 3.3), "{across:?}");
}

#[test]
fn a_newcomers_only_word_is_seen() {
    let ring = inline(&[(0, 0.1)]);
    assert_eq!(ring.strikes, "M56 7.5V12.5");
    assert_eq!(ring.wave, "M0 10H56L56 9.9");
}

#[test]
fn the_loudest_stays_inside() {
    for size in [Size::Inline, Size::Card] {
        let ring = Ring::draw(&ringing(&[(50, 900.0), (20, -2_000.0)]), THETA, true, size);
        let most = f64::from(ring.width.max(ring.height));
        for path in [&ring.envelope, &ring.wave, &ring.strikes, &ring.rattle] {
            assert!(numbers(path).iter().all(|number| (0.0..=most).contains(number)), "{path}");
        }
    }
}

#[test]
fn a_card_has_a_threshold_and_its_events() {
    let ring = Ring::draw(&ringing(&[(71, 4.0), (10, -2.0)]), THETA, true, Size::Card);
    assert_eq!(ring.threshold, "M0 16.5H240M0 47.5H240");
    assert_eq!((ring.width, ring.height, ring.air), (240, 73, ""));
    assert!(ring.wave.starts_with("M0 32H50.7L50.7 21.7L51.4 24.7"), "{}", ring.wave);
    assert!(ring.strikes.starts_with("M50.7 21.7V42.3"));
    let [first, second] = ring.hits[..] else { panic!("{:?}", ring.hits) };
    assert_eq!(first, Hit { x: 50.7, y: 70.0, negative: false });
    assert!(second.negative);
}

#[test]
fn a_kamerton_is_heard() {
    let ring = Ring::draw(&ringing(&[(0, 9.0)]), THETA, true, Size::Inline);
    assert_eq!(ring.air, AIR);
}

#[test]
fn names_of_rings() {
    let (ru, en) = (Words::new("ru"), Words::new("en"));
    let ring = Ring::draw(&ringing(&[(9, 6.0), (5, 4.0)]), THETA, true, Size::Inline);
    assert_eq!(ring.label.say(&ru), "Заряд 8,4, звенит: 2 удара за 90 дней");
    assert_eq!(ring.label.say(&en), "Charge 8.4, ringing: 2 strikes in 90 days");
    let ring = inline(&[(9, 1.0), (5, -4.0)]);
    assert_eq!(ring.label.say(&ru), "Заряд −2,8: 1 удар и 1 жалоба за 90 дней");
    let ring = inline(&[(5, -4.0)]);
    assert_eq!(ring.label.say(&ru), "Заряд −3,6: 1 жалоба за 90 дней");
}

#[test]
fn colours_belong_to_people() {
    use PurchaseBasis::{None, Order};
    assert_eq!(Tint::of(State::Cold, Order, 0.0), Tint::Loyal, "has bought");
    assert_eq!(Tint::of(State::PassivePromoter, None, 0.2), Tint::Loyal, "vouches");
    assert_eq!(Tint::of(State::Cold, None, 1.0), Tint::Potential);
    assert_eq!(Tint::of(State::Cold, None, 0.5), Tint::Cold);
    assert_eq!(Tint::of(State::Detractor, None, -5.0), Tint::Potential);
}
