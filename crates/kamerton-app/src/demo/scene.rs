//! A running conversation: says its lines one after the other.

use kamerton_core::fact::{Attachment, AttachmentKind, Fact, MessageFact};
use kamerton_core::time::{HOUR, Instant, MINUTE, SECOND};

use super::calendar::{self, hour_of_day};
use super::cast::NOBODY;
use super::catalogue::{self, CHAT, EVENTS, FORUM, MAIL, PRODUCTS, RECIPES, WALL};
use super::engine::{Engine, Happening};
use super::lines::brand::MEETINGS;
use super::lines::{Chatter, Topic, english, talk, usage};
use super::people::{self, PersonNumber};
use super::random::Random;
use super::script::{EVERYDAY, LETTER, Line, MOST_LINES, Pace, Say, Script, Who, With};
use super::seasons;
use super::wording::{self, Wording};

/// Which message: enough to write its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Place.
    pub place: u8,
    /// Thread in it; 0 where there is none.
    pub thread: u32,
    /// Number in the place.
    pub number: u32,
}

impl Address {
    /// The canonical remote key.
    pub fn key(&self) -> String {
        let place = catalogue::place(self.place);
        let (kind, id, number) = (place.kind, place.remote_id, self.number);
        match self.place {
            WALL if self.number == self.thread => format!("{kind}:{id}_{number}"),
            WALL => format!("{kind}:{id}_{}_{number}", self.thread),
            MAIL => format!("{kind}:{number}.{}@utrovar.example", self.thread),
            _ => format!("{kind}:{id}:{number}"),
        }
    }
}

/// A running conversation.
#[derive(Debug)]
pub struct Scene {
    script: &'static Script,
    at: usize,
    /// Bits of the lines that will be said.
    going: u16,
    place: u8,
    thread: u32,
    root: u32,
    /// Numbers of the messages by line; 0 where nothing was said.
    said: [u32; MOST_LINES],
    topic: &'static Topic,
    chatter: &'static Chatter,
    /// Where in a list of replies the conversation stands, so that none comes twice.
    turn: u8,
    /// The product it is about.
    pub product: u8,
    other: u8,
    /// Bits from which numbers and names of the conversation are taken.
    matter: u64,
    /// The meeting near to it, by its place in the list.
    meeting: u8,
    /// The members.
    pub cast: [PersonNumber; 4],
    /// Nobody may answer by chance for a while.
    pub quiet: bool,
    /// All lines are said.
    pub complete: bool,
}

impl Scene {
    /// Makes it a conversation about `product`.
    pub fn set_product(&mut self, product: u8) {
        self.product = product;
        self.topic = topic(product, self.matter);
        if self.other == product {
            self.other = (product + 1) % catalogue::SUBSCRIPTION as u8;
        }
    }
}

fn topic(product: u8, draw: u64) -> &'static Topic {
    let count = usage::TOPICS.iter().filter(|topic| topic.product == product).count().max(1);
    let mut of_product = usage::TOPICS.iter().filter(|topic| topic.product == product);
    of_product.nth((draw >> 7) as usize % count).unwrap_or(&usage::TOPICS[0])
}

fn chatter(english: bool, draw: u64) -> &'static Chatter {
    let list = if english { english::CHATTER } else { talk::CHATTER };
    &list[(draw >> 17) as usize % list.len()]
}

impl Engine {
    /// Begins a conversation of everyday life at `at`.
    pub(super) fn begin_everyday(&mut self, at: Instant) {
        let drawn = self.random.weighted(EVERYDAY.iter().map(|(weight, _)| *weight));
        if let Some((_, script)) = EVERYDAY.get(drawn) {
            self.begin(at, script, None, None, false);
        }
    }

    /// Begins `script` at `at`, where and by whom is said or drawn.
    pub(super) fn begin(
        &mut self,
        at: Instant,
        script: &'static Script,
        place: Option<u8>,
        first: Option<PersonNumber>,
        quiet: bool,
    ) {
        let place = place.unwrap_or_else(|| self.some_place(script, first));
        if let Some(mut scene) = self.scene(script, place, first) {
            scene.quiet = quiet;
            self.start(at, scene);
        }
    }

    fn some_place(&mut self, script: &'static Script, first: Option<PersonNumber>) -> u8 {
        if std::ptr::eq(script.titles, LETTER.titles) {
            return MAIL;
        }
        let bits = first.map_or(people::TELEGRAM | people::VK | people::DISCOURSE, |person| {
            self.traits(person).kinds
        });
        // The chat is busiest; some have no account there.
        let weights = [62, 16, 11, 6, 0, 5].into_iter().zip(0..).map(move |(weight, place)| {
            if people::kind_bit(place) & bits == 0 { 0 } else { weight }
        });
        self.random.weighted(weights) as u8
    }

    /// A conversation ready to start; `None` when there is nobody to begin it.
    pub(super) fn scene(
        &mut self,
        script: &'static Script,
        place: u8,
        first: Option<PersonNumber>,
    ) -> Option<Scene> {
        let cast = self.cast(script, people::kind_bit(place), first);
        let opening = script.lines.first()?;
        if opening.who == Who::Member(0) && cast[0] == NOBODY {
            return None;
        }
        let matter = self.random.bits();
        let product = match first {
            Some(person) if !people::is_ours(person) => people::product_of(self.seed, person),
            _ => some_product(&mut self.random),
        };
        let mut scene = Scene {
            script,
            at: 0,
            going: 0,
            place,
            thread: 0,
            root: 0,
            said: [0; MOST_LINES],
            topic: &usage::TOPICS[0],
            chatter: chatter(script.english, matter),
            turn: (matter >> 50) as u8,
            product,
            other: some_product(&mut self.random),
            matter,
            meeting: 0,
            cast,
            quiet: false,
            complete: false,
        };
        scene.set_product(product);
        Some(scene)
    }

    /// Starts `scene` at `at`; what it will say counts from now on.
    pub(super) fn start(&mut self, at: Instant, mut scene: Scene) {
        if scene.chatter.title == talk::CHATTER[0].title && !(5..12).contains(&hour_of_day(at)) {
            // Nobody says good morning in the evening.
            scene.chatter = &talk::CHATTER[1];
        }
        scene.meeting = seasons::meeting(at, self.until, MEETINGS.len()) as u8;
        scene.going = self.lines_to_say(&scene);
        self.committed += u64::from(scene.going.count_ones());
        self.expect(at, Happening::Line(Box::new(scene)));
    }

    fn lines_to_say(&mut self, scene: &Scene) -> u16 {
        let mut going = 0_u16;
        for (at, line) in scene.script.lines.iter().enumerate() {
            let there = match line.who {
                Who::Member(member) => {
                    scene.cast.get(usize::from(member)).is_some_and(|person| *person != NOBODY)
                }
                _ => true,
            };
            let answered = line.to.is_none_or(|to| going >> to & 1 == 1);
            let wanted = scene.complete || self.random.chance(u64::from(line.chance));
            if there && answered && wanted {
                going |= 1 << at;
            }
        }
        going
    }

    /// Says the next line of `scene` and plans the one after it.
    pub(super) fn say_line(&mut self, mut scene: Box<Scene>) {
        let Some(line) = scene.script.lines.get(scene.at).copied() else { return };
        let linked = line.to.is_some();
        let place = self.places[usize::from(scene.place)];
        if self.now < place.quiet_until && !linked && scene.thread == 0 {
            let later = place.quiet_until.plus(self.random.between(1, 25) * MINUTE);
            self.expect(later, Happening::Line(scene));
            return;
        }
        if scene.at == 0 {
            self.open_thread(&mut scene);
        }
        self.say(&mut scene, &line);
        if scene.quiet && scene.at == 0 {
            self.places[usize::from(scene.place)].quiet_until = self.now.plus(33 * MINUTE);
        }
        scene.at += 1;
        while scene.at < scene.script.lines.len() && scene.going >> scene.at & 1 == 0 {
            scene.at += 1;
        }
        if let Some(next) = scene.script.lines.get(scene.at) {
            let at = self.follows(next);
            self.expect(at, Happening::Line(scene));
        }
    }

    fn follows(&mut self, next: &Line) -> Instant {
        let random = &mut self.random;
        let delay = match next.pace {
            Pace::Now => random.between(15, 260) * SECOND,
            Pace::Soon if random.chance(250) => random.between(30, 200) * MINUTE,
            Pace::Soon => random.between(60, 1_500) * SECOND,
            Pace::Hours => random.between(40, 420) * MINUTE,
            Pace::Work => random.between(4, 190) * MINUTE,
            Pace::Days => random.between(14, 60) * HOUR,
        };
        let at = self.now.plus(delay);
        match next.pace {
            Pace::Now => at,
            Pace::Work => calendar::at_work(at, random),
            _ => calendar::awake(at, random),
        }
    }

    fn open_thread(&mut self, scene: &mut Scene) {
        let place = &mut self.places[usize::from(scene.place)];
        match scene.place {
            CHAT | EVENTS => {}
            WALL => {
                let newest = place.posts[self.random.skewed(3) as usize];
                scene.thread = if newest == 0 { place.posts[0] } else { newest };
                scene.root = scene.thread;
            }
            _ => {
                place.threads += 1;
                scene.thread = place.threads;
                scene.root = place.last + 1;
            }
        }
    }

    fn say(&mut self, scene: &mut Scene, line: &Line) {
        let place = &mut self.places[usize::from(scene.place)];
        place.last += 1;
        let number = place.last;
        if line.who == Who::Page && scene.place == WALL {
            place.posts = [number, place.posts[0], place.posts[1]];
            (scene.thread, scene.root) = (number, number);
        }
        scene.said[scene.at] = number;
        let author = author(scene, line.who);
        let mut message = self.message(scene, line, number, author);
        let address = Address { place: scene.place, thread: scene.thread, number };
        if let Some(person) = author.filter(|person| !people::is_ours(*person)) {
            self.make_human(&mut message, person, line, address);
            seasons::fit(&mut message.text, self.now);
        }
        self.out.push_back(Fact::Message(message));
        if author.is_some() && scene.place != MAIL {
            self.expect_reactions(address, line.light);
        }
    }

    fn message(
        &mut self,
        scene: &mut Scene,
        line: &Line,
        number: u32,
        author: Option<PersonNumber>,
    ) -> MessageFact {
        let address = |number| Address { place: scene.place, thread: scene.thread, number };
        let bit = people::kind_bit(scene.place);
        let answered = line.to.and_then(|to| scene.said.get(usize::from(to))).copied();
        let answered = answered.filter(|answered| *answered > 0);
        let linked = answered.filter(|answered| {
            // In a chat the next words often go without a link; what comes hours later does not.
            *answered + 1 != number
                || scene.place == MAIL
                || self.random.chance(550)
                || !matches!(line.pace, Pace::Now | Pace::Soon)
        });
        // A comment answers another one; under a post it just stands there.
        let reply_to = linked.map(|answered| address(answered).key());
        let thread_root = (scene.root > 0).then(|| address(scene.root).key());
        let key = address(number).key();
        let thread = self.thread_title(scene);
        let text = self.text(scene, line, author);
        MessageFact {
            place: catalogue::place_ref(scene.place),
            key,
            author: author.map(|person| people::account(self.seed, person, bit)),
            sent_at: self.now,
            text,
            reply_to,
            thread,
            thread_root,
            forwarded_from: (line.with == With::Forward).then(|| "Кофейный вестник".to_owned()),
            attachments: self.attachments(line),
            service: line.who == Who::Nobody,
            ..MessageFact::default()
        }
    }

    fn attachments(&mut self, line: &Line) -> Vec<Attachment> {
        let kind = match line.with {
            With::Photo(chance) if self.random.chance(u64::from(chance)) => AttachmentKind::Photo,
            With::Instead => match self.random.below(10) {
                0..6 => AttachmentKind::Sticker,
                6..8 => AttachmentKind::Photo,
                8 => AttachmentKind::Animation,
                _ => AttachmentKind::Voice,
            },
            _ => return Vec::new(),
        };
        vec![Attachment { kind, name: None, ..Attachment::default() }]
    }

    fn thread_title(&mut self, scene: &Scene) -> Option<String> {
        if scene.thread == 0 {
            return None;
        }
        if scene.place == WALL {
            return Some(scene.thread.to_string());
        }
        let title = match (scene.script.titles, scene.script.lines.first().map(|line| line.say)) {
            ([], Some(Say::Open)) => scene.chatter.title,
            ([], _) => scene.topic.title,
            (titles, _) => titles[scene.matter as usize % titles.len()],
        };
        let mut text = String::with_capacity(64);
        if matches!(scene.place, FORUM | RECIPES) {
            text.push_str(&scene.thread.to_string());
            text.push(':');
        }
        let wording = wording_of(self.seed, scene, self.now, None, None);
        wording.write(title, &mut Random::new(scene.matter), &mut text);
        Some(text)
    }

    fn text(&mut self, scene: &mut Scene, line: &Line, author: Option<PersonNumber>) -> String {
        let addressed = line.to.and_then(|to| scene.script.lines.get(usize::from(to)));
        let addressed = addressed.and_then(|line| self::author(scene, line.who));
        let turn = usize::from(scene.turn);
        scene.turn = scene.turn.wrapping_add(1);
        let mut text = String::with_capacity(240);
        let random = &mut self.random;
        let template = match line.say {
            Say::Bank(bank) => bank.get(turn % bank.len().max(1)).copied().unwrap_or_default(),
            Say::Ask => random.pick(scene.topic.ask),
            Say::Tell | Say::OurTell => scene.topic.tell[turn % scene.topic.tell.len()],
            Say::Open => random.pick(scene.chatter.open),
            Say::Reply => scene.chatter.reply[turn % scene.chatter.reply.len()],
        };
        let wording = wording_of(self.seed, scene, self.now, author, addressed);
        if matches!(line.say, Say::OurTell) {
            wording.write(random.pick(usage::OUR_GREETING), random, &mut text);
        }
        wording.write(template, random, &mut text);
        text
    }

    /// The author's manner, slips of the finger, corrections and deletions.
    fn make_human(
        &mut self,
        message: &mut MessageFact,
        person: PersonNumber,
        line: &Line,
        address: Address,
    ) {
        let manner = self.traits(person).draw;
        wording::in_own_manner(&mut message.text, manner, line.light, &mut self.random);
        if line.with == With::Short || self.random.chance(3) {
            self.expect_in(3 * MINUTE, 50 * MINUTE, Happening::Delete(address));
            return;
        }
        if self.random.chance(30) {
            let Some(slipped) = wording::with_slip(&message.text, &mut self.random) else { return };
            let mut right = std::mem::replace(&mut message.text, slipped);
            seasons::fit(&mut right, self.now);
            if self.random.chance(450) {
                let at = self.now.plus(self.random.between(20, 400) * SECOND);
                let edited = MessageFact { text: right, edited_at: Some(at), ..message.clone() };
                self.expect(at, Happening::Edit(Box::new(edited)));
            }
        }
    }
}

fn some_product(random: &mut Random) -> u8 {
    random.weighted(PRODUCTS.iter().map(|product| product.weight)) as u8
}

fn author(scene: &Scene, who: Who) -> Option<PersonNumber> {
    match who {
        Who::Member(member) => scene.cast.get(usize::from(member)).copied(),
        Who::Manager => Some(people::MANAGER),
        Who::Support => Some(people::SUPPORT),
        Who::Seller => Some(people::SELLER),
        Who::Founder => Some(people::FOUNDER),
        Who::Page => Some(people::PAGE),
        Who::Bot => Some(people::BOT),
        Who::Nobody => None,
    }
}

fn wording_of(
    seed: u64,
    scene: &Scene,
    at: Instant,
    author: Option<PersonNumber>,
    addressed: Option<PersonNumber>,
) -> Wording<'static> {
    let bit = people::kind_bit(scene.place);
    let author_traits = author.map(|person| people::traits(seed, person));
    let ours = author.is_none_or(people::is_ours);
    Wording {
        woman: author_traits.is_some_and(|traits| traits.woman),
        // Ours write a product's name properly and live nowhere in particular.
        manner: author_traits.filter(|_| !ours).map_or(scene.matter | 31 << 12, |t| t.draw),
        me: author.map_or("", |person| people::called(seed, person, bit)),
        called: addressed.map_or("друзья", |person| people::called(seed, person, bit)),
        called_woman: addressed.is_some_and(|person| people::traits(seed, person).woman),
        product: catalogue::product(scene.product),
        other: catalogue::product(scene.other),
        matter: scene.matter,
        meeting: MEETINGS[usize::from(scene.meeting) % MEETINGS.len()],
        weekday: calendar::weekday(at),
    }
}
