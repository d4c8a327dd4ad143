//! The last days before "now", and the past they need: every playbook must find something there.

use super::Plan;
use super::catalogue::{CHAT, EVENTS};
use super::people::{self, PersonNumber};
use super::script::{self as play, Script};

/// Who has the leading part.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Somebody who has just joined.
    Newcomer,
    /// One of the stars begins.
    Star(u8),
    /// One of the stars answers.
    StarSecond(u8),
    /// One of the stars buys; nothing is said.
    Buys(u8),
    /// Whoever comes.
    Anybody,
}

/// A prescribed conversation.
#[derive(Debug)]
pub struct Ending {
    /// How long before the end, in hours.
    pub hours_before: i64,
    /// Who.
    pub part: Part,
    /// What.
    pub script: &'static Script,
    /// Where.
    pub place: u8,
    /// The star whose product it is about.
    pub product_of: Option<u8>,
}

const fn at(hours_before: i64, part: Part, script: &'static Script) -> Ending {
    Ending { hours_before, part, script, place: CHAT, product_of: None }
}

const fn about(mut ending: Ending, star: u8) -> Ending {
    ending.product_of = Some(star);
    ending
}

const fn in_events(mut ending: Ending) -> Ending {
    ending.place = EVENTS;
    ending
}

use Part::{Anybody, Buys, Newcomer, Star, StarSecond};

/// All prescribed conversations.
pub const ENDING: &[Ending] = &[
    // Two loyal clients who tell a story just now.
    at(7_000, Buys(0), &play::BOUGHT),
    at(6_700, Star(0), &play::DELIGHTED),
    at(2_900, Star(0), &play::PICTURED),
    at(2_400, Star(0), &play::TOLD),
    at(1_500, StarSecond(0), &play::ADVICE),
    at(1_390, Star(0), &play::DELIGHTED),
    at(640, StarSecond(0), &play::ADVICE),
    at(14, Star(0), &play::TOLD_LATELY),
    at(8_000, Buys(1), &play::BOUGHT),
    at(7_600, Star(1), &play::DELIGHTED),
    at(3_100, StarSecond(1), &play::ADVICE),
    at(2_000, Star(1), &play::TOLD),
    at(1_300, Star(1), &play::DELIGHTED),
    at(700, Star(1), &play::PICTURED),
    at(33, Star(1), &play::TOLD_LATELY),
    // Three who rang half a year ago and have been silent since.
    at(5_300, Buys(2), &play::BOUGHT),
    at(4_980, Star(2), &play::DELIGHTED),
    at(4_890, Star(2), &play::PICTURED),
    at(4_760, Star(2), &play::TOLD),
    at(4_610, StarSecond(2), &play::ADVICE),
    at(4_500, Star(2), &play::DELIGHTED),
    at(4_390, Star(2), &play::PICTURED),
    at(5_600, Buys(3), &play::BOUGHT),
    at(5_060, Star(3), &play::DELIGHTED),
    at(4_930, Star(3), &play::TOLD),
    at(4_840, StarSecond(3), &play::ADVICE),
    at(4_700, Star(3), &play::PICTURED),
    at(4_590, Star(3), &play::DELIGHTED),
    at(4_440, Star(3), &play::GRATEFUL),
    at(4_900, Buys(4), &play::BOUGHT),
    at(4_800, Star(4), &play::DELIGHTED),
    at(4_680, Star(4), &play::DELIGHTED),
    at(4_530, Star(4), &play::TOLD),
    at(4_370, StarSecond(4), &play::ADVICE),
    at(4_250, Star(4), &play::PICTURED),
    // A helper.
    at(6_000, Buys(5), &play::BOUGHT),
    at(900, StarSecond(5), &play::HELPED),
    at(234, StarSecond(5), &play::HELPED),
    at(207, StarSecond(5), &play::HELPED),
    at(172, StarSecond(5), &play::HELPED),
    at(141, StarSecond(5), &play::HELPED),
    at(118, StarSecond(5), &play::HELPED),
    at(96, StarSecond(5), &play::HELPED),
    at(69, StarSecond(5), &play::HELPED),
    at(47, StarSecond(5), &play::HELPED),
    // A defender.
    at(3_500, Buys(6), &play::BOUGHT),
    at(2_100, StarSecond(6), &play::ADVICE),
    at(93, StarSecond(6), &play::DEFENDED),
    at(45, StarSecond(6), &play::DEFENDED),
    // Three fresh kamertons.
    at(390, Buys(7), &play::BOUGHT),
    at(300, Star(7), &play::BOUGHT),
    at(213, Star(7), &play::DELIGHTED),
    at(143, Star(7), &play::PICTURED),
    at(95, StarSecond(7), &play::ADVICE),
    at(28, Star(7), &play::DELIGHTED),
    at(340, Buys(8), &play::BOUGHT),
    at(236, Star(8), &play::DELIGHTED),
    at(166, Star(8), &play::TOLD),
    at(73, Star(8), &play::DELIGHTED),
    at(290, Buys(9), &play::BOUGHT),
    at(190, Star(9), &play::DELIGHTED),
    at(119, Star(9), &play::PICTURED),
    at(52, StarSecond(9), &play::ADVICE),
    // First purchases of these days.
    at(220, Buys(10), &play::BOUGHT),
    at(120, Buys(11), &play::BOUGHT),
    at(76, Star(11), &play::BOUGHT),
    // Newcomers, alone so far; one asks about what a loyal client has.
    at(10, Newcomer, &play::UNWELCOMED),
    at(54, Newcomer, &play::UNWELCOMED),
    about(at(22, Newcomer, &play::UNANSWERED), 0),
    at(50, Newcomer, &play::UNANSWERED),
    about(at(6, Newcomer, &play::ADVICE_ALONE), 1),
    in_events(at(29, Newcomer, &play::UNWELCOMED)),
    at(31, Newcomer, &play::SALE_MISSED),
    // What waits too long for us.
    at(35, Anybody, &play::UNANSWERED),
    at(62, Anybody, &play::UNANSWERED),
    at(8, Anybody, &play::SALE_MISSED),
    at(57, Anybody, &play::SALE_MISSED),
    at(19, Anybody, &play::COMPLAINED),
    at(46, Anybody, &play::COMPLAINED),
    at(87, Anybody, &play::UNSOLVED),
    // What else happens.
    at(152, Anybody, &play::QUARRELLED),
    at(131, Anybody, &play::CONFIDED),
    at(82, Anybody, &play::PROPOSED),
    at(195, Anybody, &play::SOLVED),
    at(75, Anybody, &play::SPAMMED),
];

/// How many stars the table names.
const STARS: usize = 12;

/// The people the table means: among the first who join, at home in the chat.
pub fn stars(plan: &Plan) -> Vec<PersonNumber> {
    let first = (plan.people / 40).min(u64::from(u32::MAX / 2)) as PersonNumber;
    let at_home =
        |person: &PersonNumber| people::traits(plan.seed, *person).home == people::TELEGRAM;
    (0..first).filter(at_home).take(STARS).collect()
}
