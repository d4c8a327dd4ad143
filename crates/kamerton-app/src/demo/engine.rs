//! Drives the simulation: takes what happens next from a heap and lets it happen.
//!
//! Every hour of history the engine lets people join and begins as many conversations as the plan
//! still lacks. What is pending (running conversations, the next steps of people on their way) lies
//! in the heap, so that memory grows with people and not with messages.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use kamerton_core::fact::{DeletionFact, Fact, MessageFact, ReactionFact};
use kamerton_core::time::{DAY, HOUR, Instant, MINUTE, SECOND};

use super::Plan;
use super::calendar::Calendar;
use super::cast::Lists;
use super::catalogue::{self, place};
use super::ending::{self, Part};
use super::people::{self, PersonNumber, Traits};
use super::random::Random;
use super::scene::{Address, Scene};
use super::steps::Step;

/// Something that is going to happen.
#[derive(Debug)]
pub enum Happening {
    /// The next line of a conversation.
    Line(Box<Scene>),
    /// The next step of a person.
    Step(PersonNumber, Step),
    /// A conversation of the last days, by its place in the table.
    Ending(u8),
    /// A reaction.
    React(Address, PersonNumber, u8),
    /// A message is corrected.
    Edit(Box<MessageFact>),
    /// A message is deleted.
    Delete(Address),
}

/// Orders the heap by time, then by number, so that equal times keep their order.
#[derive(Debug)]
struct Pending {
    at: Instant,
    number: u64,
    what: Happening,
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl Eq for Pending {}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// What is kept of a place.
#[derive(Debug, Default, Clone, Copy)]
pub struct PlaceState {
    /// Number of the last message.
    pub last: u32,
    /// Number of the last thread.
    pub threads: u32,
    /// The latest posts of a wall.
    pub posts: [u32; 3],
    /// Until then only linked answers come, so that a question stays unanswered.
    pub quiet_until: Instant,
}

/// The running simulation.
#[derive(Debug)]
pub struct Engine {
    pub(super) seed: u64,
    pub(super) until: Instant,
    pub(super) now: Instant,
    pub(super) random: Random,
    pub(super) calendar: Calendar,
    pub(super) slot: usize,
    /// How many people have joined.
    pub(super) joined: PersonNumber,
    /// Messages said or sure to be said.
    pub(super) committed: u64,
    pub(super) orders: u64,
    pub(super) lists: Lists,
    pub(super) places: [PlaceState; catalogue::PLACES.len()],
    /// People whose way the last days prescribe.
    pub(super) stars: Vec<PersonNumber>,
    /// Newcomers of the last days who must not write again.
    pub(super) fresh: Vec<PersonNumber>,
    heap: BinaryHeap<Reverse<Pending>>,
    pushed: u64,
    pub(super) out: VecDeque<Fact>,
}

impl Engine {
    /// Starts the simulation of `plan`.
    pub fn new(plan: &Plan) -> Self {
        let calendar = Calendar::new(plan);
        let now = calendar.begins(0);
        let mut engine = Self {
            seed: plan.seed,
            until: plan.until,
            now,
            random: Random::new(plan.seed),
            slot: 0,
            joined: 0,
            committed: 0,
            orders: 0,
            lists: Lists::default(),
            places: Default::default(),
            stars: ending::stars(plan),
            fresh: Vec::new(),
            heap: BinaryHeap::new(),
            pushed: 0,
            out: VecDeque::new(),
            calendar,
        };
        engine.expect_the_ending();
        engine.begin_slot();
        engine
    }

    /// The next fact, in order of time.
    pub fn next_fact(&mut self) -> Option<Fact> {
        loop {
            if let Some(fact) = self.out.pop_front() {
                return Some(fact);
            }
            let slot_ends = self.calendar.begins(self.slot + 1);
            match self.heap.pop() {
                Some(Reverse(next)) if next.at < slot_ends => {
                    self.now = next.at;
                    self.let_happen(next.what);
                }
                next => {
                    self.heap.extend(next);
                    if self.slot + 1 >= self.calendar.slots() {
                        return None;
                    }
                    self.slot += 1;
                    self.begin_slot();
                }
            }
        }
    }

    /// Plans `what` for `at`; what would come after the end is forgotten.
    pub(super) fn expect(&mut self, at: Instant, what: Happening) {
        if at <= self.until {
            self.pushed += 1;
            self.heap.push(Reverse(Pending { at: at.max(self.now), number: self.pushed, what }));
        }
    }

    /// Plans `what` so many microseconds from now, within `low..=high`.
    pub(super) fn expect_in(&mut self, low: i64, high: i64, what: Happening) {
        let at = self.now.plus(self.random.between(low, high));
        self.expect(at, what);
    }

    fn begin_slot(&mut self) {
        let begins = self.calendar.begins(self.slot);
        self.let_people_join(begins);
        self.keep_the_calendar(begins);
        let due = self.calendar.messages_due(self.slot);
        while self.committed < due {
            let before = self.committed;
            let at = begins.plus(self.random.below(HOUR as u64) as i64);
            self.begin_everyday(at);
            if self.committed == before {
                // Nobody is there to talk yet.
                break;
            }
        }
    }

    fn let_people_join(&mut self, begins: Instant) {
        let due = self.calendar.people_due(self.slot);
        while u64::from(self.joined) < due && self.joined < people::OURS {
            let person = self.joined;
            self.joined += 1;
            let at = begins.plus(self.random.below(HOUR as u64) as i64);
            self.expect(at, Happening::Step(person, Step::Join));
        }
    }

    /// Whether the plan has room for a conversation of somebody on their way.
    pub(super) fn has_room(&self) -> bool {
        let due = self.calendar.messages_due(self.slot);
        self.committed <= due + due / 400 + 30
    }

    fn let_happen(&mut self, what: Happening) {
        match what {
            Happening::Line(scene) => self.say_line(scene),
            Happening::Step(person, step) => self.take_step(person, step),
            Happening::Ending(at) => self.play_ending(at),
            Happening::React(address, person, emoji) => self.react(address, person, emoji),
            Happening::Edit(message) => self.out.push_back(Fact::Message(*message)),
            Happening::Delete(address) => self.delete(address),
        }
    }

    fn expect_the_ending(&mut self) {
        for (at, scene) in ending::ENDING.iter().enumerate() {
            let moment = self.until.plus(-scene.hours_before * HOUR);
            if moment > self.now.plus(5 * DAY) {
                self.expect(moment, Happening::Ending(at as u8));
            }
        }
    }

    fn play_ending(&mut self, at: u8) {
        let Some(ending) = ending::ENDING.get(usize::from(at)) else { return };
        match ending.part {
            Part::Newcomer => self.play_newcomer(ending),
            Part::Star(star) => self.play_star(ending, star, 0),
            Part::StarSecond(star) => self.play_star(ending, star, 1),
            Part::Buys(star) => {
                if let Some(person) = self.stars.get(usize::from(star)).copied() {
                    self.buy(person);
                }
            }
            Part::Anybody => self.begin(self.now, ending.script, Some(ending.place), None, true),
        }
    }

    fn play_star(&mut self, ending: &ending::Ending, star: u8, line: usize) {
        let Some(person) = self.stars.get(usize::from(star)).copied() else { return };
        let first = (line == 0).then_some(person);
        // Whoever else it needs may be busy: ask again.
        let found = (0..16).find_map(|_| self.scene(ending.script, ending.place, first));
        let Some(mut scene) = found else { return };
        scene.cast[line] = person;
        scene.complete = true;
        self.start(self.now, scene);
    }

    /// Somebody joins and, an hour or so later, writes for the first time and stays alone.
    fn play_newcomer(&mut self, ending: &ending::Ending) {
        let bit = people::kind_bit(ending.place);
        for _ in 0..64 {
            let person = self.joined;
            self.joined += 1;
            if self.traits(person).kinds & bit == 0 {
                self.take_step(person, Step::Join);
                continue;
            }
            self.join_places(person);
            self.fresh.push(person);
            let Some(mut scene) = self.scene(ending.script, ending.place, Some(person)) else {
                return;
            };
            if let Some(star) = ending.product_of {
                let star = self.stars.get(usize::from(star)).copied().unwrap_or_default();
                scene.set_product(people::product_of(self.seed, star));
            }
            scene.quiet = true;
            let at = self.now.plus(self.random.between(25, 80) * MINUTE);
            self.start(at, scene);
            return;
        }
    }

    fn react(&mut self, address: Address, person: PersonNumber, emoji: u8) {
        let bit = people::kind_bit(address.place);
        let emoji = match bit {
            people::TELEGRAM => ["❤", "👍", "🔥", "😁", "👏", "🤔"][usize::from(emoji) % 6],
            people::VK => "like",
            _ => "heart",
        };
        self.out.push_back(Fact::Reaction(ReactionFact {
            message: address.key(),
            emoji: emoji.to_owned(),
            account: people::account(self.seed, person, bit),
            at: self.now,
            given: true,
        }));
    }

    fn delete(&mut self, address: Address) {
        self.out.push_back(Fact::Deletion(DeletionFact {
            kind: place(address.place).kind.to_owned(),
            message: address.key(),
            at: self.now,
        }));
    }

    /// Reactions to what was just said.
    pub(super) fn expect_reactions(&mut self, address: Address, light: bool) {
        if !self.random.chance(if light { 240 } else { 50 }) {
            return;
        }
        for _ in 0..=self.random.skewed(4) {
            let Some(person) = self.anybody(people::kind_bit(address.place)) else { continue };
            let emoji = self.random.skewed(6) as u8;
            let what = Happening::React(address, person, emoji);
            self.expect_in(40 * SECOND, 5 * HOUR, what);
        }
    }

    /// Who `person` is.
    pub(super) fn traits(&self, person: PersonNumber) -> Traits {
        people::traits(self.seed, person)
    }
}
