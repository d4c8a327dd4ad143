//! The way of each person: joining, first words, purchases, the weeks of ringing, fading.

use kamerton_core::fact::{Account, Fact, MembershipFact, OrderFact, OrderKind, ProfileFact};
use kamerton_core::time::{DAY, HOUR, Instant, MINUTE};

use super::calendar::{self, hour_of_day, weekday};
use super::catalogue::{self, CHAT, EVENTS, FORUM, RECIPES, SUBSCRIPTION, WALL, product};
use super::engine::{Engine, Happening};
use super::people::{self, Path, PersonNumber, Traits};
use super::random::mix;
use super::script::{self as play, Script};

/// What somebody does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Joins.
    Join,
    /// Writes for the first time.
    Hello,
    /// Asks what to buy or how to use it.
    Ask,
    /// Wants to buy.
    Want,
    /// Buys.
    Buy,
    /// Asks as an owner.
    Use,
    /// Tells that they bought.
    Tell,
    /// Rings, and so many times more.
    Glow(u8),
    /// Complains.
    Complain,
    /// Buys again.
    BuyAgain,
    /// Renews the subscription, or ends it.
    Renew,
    /// Gets the money back.
    Refund,
    /// Leaves.
    Leave,
}

impl Engine {
    /// Lets `person` take `step`.
    pub(super) fn take_step(&mut self, person: PersonNumber, step: Step) {
        match step {
            Step::Join => self.join(person),
            Step::Hello => self.say_hello(person),
            Step::Ask => self.talk(person, &[(3, &play::ADVICE), (5, &play::SUPPORTED)]),
            Step::Want => self.talk(person, &[(6, &play::SALE), (1, &play::SALE_MISSED)]),
            Step::Buy => self.buy_and_go_on(person),
            Step::Use => {
                let scripts: &[_] =
                    &[(5, &play::HELPED), (3, &play::SUPPORTED), (1, &play::LETTER)];
                self.talk(person, scripts);
            }
            Step::Tell => self.talk(person, &[(1, &play::BOUGHT)]),
            Step::Glow(more) => self.glow(person, more),
            Step::Complain => self.complain(person),
            Step::BuyAgain => self.order(person, OrderKind::Purchase, 40),
            Step::Renew => self.renew(person),
            Step::Refund => self.order(person, OrderKind::Refund, 0),
            Step::Leave => self.leave(person),
        }
    }

    fn expect_step(&mut self, person: PersonNumber, step: Step, low_hours: i64, high_hours: i64) {
        let hours = self.random.between(low_hours, high_hours.max(low_hours));
        let at = self.now.plus(hours * HOUR + self.random.between(1, 59) * MINUTE);
        let at = calendar::awake(at, &mut self.random);
        self.expect(at, Happening::Step(person, step));
    }

    /// Begins one of `scripts` with `person`, if the plan has room.
    fn talk(&mut self, person: PersonNumber, scripts: &[(u32, &'static Script)]) {
        let drawn = self.random.weighted(scripts.iter().map(|(weight, _)| *weight));
        if let Some((_, script)) = scripts.get(drawn).filter(|_| self.has_room()) {
            self.begin(self.now, script, None, Some(person), false);
        }
    }

    fn join(&mut self, person: PersonNumber) {
        let traits = self.traits(person);
        if traits.path != Path::Shopper || self.stars.contains(&person) {
            self.join_places(person);
        }
        if !self.stars.contains(&person) {
            self.set_out(person, &traits);
        }
    }

    /// What the person will do, by the way they go.
    fn set_out(&mut self, person: PersonNumber, traits: &Traits) {
        match traits.path {
            Path::Lurker => {
                if self.random.chance(180) {
                    self.expect_step(person, Step::Buy, 30, 60 * 24);
                }
                if self.random.chance(70) {
                    self.expect_step(person, Step::Leave, 400, 6_000);
                }
            }
            Path::Newcomer => self.expect_step(person, Step::Hello, 0, 60),
            Path::Asker => {
                self.expect_step(person, Step::Ask, 1, 5 * 24);
                if self.random.chance(550) {
                    self.expect_step(person, Step::Want, 6 * 24, 16 * 24);
                    self.expect_step(person, Step::Buy, 17 * 24, 26 * 24);
                }
            }
            Path::Buyer | Path::Detractor => self.expect_step(person, Step::Buy, 12, 35 * 24),
            Path::Admirer => self.expect_step(person, Step::Buy, 24, 20 * 24),
            Path::Regular => {
                self.expect_step(person, Step::Hello, 0, 30);
                if self.random.chance(750) {
                    self.expect_step(person, Step::Buy, 5 * 24, 40 * 24);
                }
            }
            Path::Shopper => self.expect_step(person, Step::Buy, 0, 1),
        }
    }

    /// Joins the places where the person has an account.
    pub(super) fn join_places(&mut self, person: PersonNumber) {
        let traits = self.traits(person);
        let places = [(CHAT, 1_000), (EVENTS, 160), (WALL, 900), (FORUM, 1_000), (RECIPES, 550)];
        for (place, chance) in places {
            let bit = people::kind_bit(place);
            if traits.kinds & bit != 0 && self.random.chance(chance) {
                self.membership(person, place, true);
            }
        }
        if traits.home == people::TELEGRAM && self.random.chance(60) && self.has_room() {
            self.begin(self.now, &play::GREETED, Some(CHAT), None, false);
        }
    }

    fn membership(&mut self, person: PersonNumber, place: u8, joined: bool) {
        let (kind, id) = (catalogue::place(place).kind, catalogue::place(place).remote_id);
        let what = if joined { "join" } else { "leave" };
        self.out.push_back(Fact::Membership(MembershipFact {
            place: catalogue::place_ref(place),
            key: format!("{kind}:{id}:{what}:{person}"),
            account: people::account(self.seed, person, people::kind_bit(place)),
            at: self.now,
            joined,
            invited_by: None,
            invitation: None,
        }));
    }

    fn leave(&mut self, person: PersonNumber) {
        let place = match self.traits(person).home {
            people::TELEGRAM => CHAT,
            people::VK => WALL,
            _ => FORUM,
        };
        self.membership(person, place, false);
    }

    fn say_hello(&mut self, person: PersonNumber) {
        let traits = self.traits(person);
        if traits.path == Path::Regular {
            self.add_regular(person);
            self.talk(person, &[(4, &play::WELCOMED), (1, &play::CHAT)]);
            return;
        }
        let scripts: &[_] = &[
            (30, &play::WELCOMED),
            (7, &play::UNWELCOMED),
            (20, &play::SUPPORTED),
            (8, &play::ADVICE),
            (3, &play::ADVICE_ALONE),
            (8, &play::SALE),
        ];
        self.talk(person, scripts);
    }

    fn buy_and_go_on(&mut self, person: PersonNumber) {
        self.buy(person);
        let traits = self.traits(person);
        match traits.path {
            Path::Buyer => {
                if self.random.chance(300) {
                    self.expect_step(person, Step::Tell, 48, 6 * 24);
                }
                if self.random.chance(600) {
                    self.expect_step(person, Step::Use, 4 * 24, 25 * 24);
                }
                if self.random.chance(60) {
                    self.expect_step(person, Step::Glow(0), 5 * 24, 12 * 24);
                }
            }
            Path::Admirer => {
                let more = self.random.between(2, 4) as u8;
                self.expect_step(person, Step::Glow(more), 48, 6 * 24);
            }
            Path::Regular if self.random.chance(600) => self.add_promoter(person),
            Path::Detractor => self.expect_step(person, Step::Complain, 3 * 24, 18 * 24),
            Path::Asker if self.random.chance(300) => {
                self.expect_step(person, Step::Tell, 48, 6 * 24);
            }
            _ => {}
        }
    }

    /// Somebody who rings: delight, photos, stories; then fades, and rings again perhaps.
    fn glow(&mut self, person: PersonNumber, more: u8) {
        self.talk(person, &[(5, &play::DELIGHTED), (4, &play::PICTURED), (2, &play::TOLD)]);
        if more > 0 {
            self.expect_step(person, Step::Glow(more - 1), 40, 190);
            return;
        }
        self.add_promoter(person);
        if self.random.chance(300) {
            self.expect_step(person, Step::Glow(1), 60 * 24, 200 * 24);
        }
    }

    fn complain(&mut self, person: PersonNumber) {
        self.talk(person, &[(3, &play::SOLVED), (6, &play::UNSOLVED), (1, &play::COMPLAINED)]);
        if self.random.chance(400) {
            self.expect_step(person, Step::Complain, 2 * 24, 9 * 24);
        }
        if self.random.chance(280) {
            self.expect_step(person, Step::Refund, 3 * 24, 12 * 24);
        }
    }

    /// A first purchase, what follows from it in the books, and an entry in the CRM for some.
    pub(super) fn buy(&mut self, person: PersonNumber) {
        self.order(person, OrderKind::Purchase, 0);
        if self.random.chance(220) {
            self.profile(person);
        }
        if self.random.chance(300) {
            self.expect_step(person, Step::BuyAgain, 25 * 24, 160 * 24);
        }
        if self.random.chance(90) {
            self.expect_step(person, Step::Renew, 24, 20 * 24);
        }
    }

    fn renew(&mut self, person: PersonNumber) {
        // The first time is told by chance of the person's own draw, so that nothing is kept.
        let kind = match self.random.below(8) {
            0 => OrderKind::SubscriptionEnd,
            1 => OrderKind::SubscriptionStart,
            _ => OrderKind::SubscriptionRenewal,
        };
        self.order(person, kind, 0);
        if kind != OrderKind::SubscriptionEnd {
            self.expect_step(person, Step::Renew, 30 * 24, 31 * 24);
        }
    }

    /// Writes an order; `shift` makes it another product than the person's first.
    fn order(&mut self, person: PersonNumber, kind: OrderKind, shift: u64) {
        let traits = self.traits(person);
        let which = match kind {
            OrderKind::SubscriptionStart
            | OrderKind::SubscriptionRenewal
            | OrderKind::SubscriptionEnd => SUBSCRIPTION as u8,
            _ if shift > 0 => people::product_by(mix(traits.draw, shift + self.orders)),
            _ => people::product_of(self.seed, person),
        };
        let price = product(which).price * 100;
        let amount_minor = match kind {
            OrderKind::Refund => -price,
            OrderKind::SubscriptionEnd | OrderKind::Registration => 0,
            _ if price < 500_000 && self.random.chance(400) => price + 39_000,
            _ => price,
        };
        self.orders += 1;
        let [sort, .., name] = [product(which).kind[0], " «", product(which).name[0]];
        self.out.push_back(Fact::Order(OrderFact {
            key: format!("order:{}", 48_000 + self.orders),
            kind,
            at: self.now,
            amount_minor,
            currency: "RUB".to_owned(),
            product: Some(format!("{sort} «{name}»")),
            accounts: self.keys_of(person, &traits),
        }));
    }

    /// The keys by which the shop knows somebody: address, some by phone or handle too.
    fn keys_of(&self, person: PersonNumber, traits: &Traits) -> Vec<Account> {
        let mut keys = vec![key_of("email", people::address(traits, person))];
        if traits.draw >> 48 & 3 == 0 {
            keys.push(key_of("phone", people::phone(person)));
        }
        let telegram = people::account(self.seed, person, people::TELEGRAM);
        if traits.kinds & people::TELEGRAM != 0
            && traits.draw >> 50 & 7 < 5
            && let Some(handle) = telegram.handle
        {
            let kind = "telegram".to_owned();
            keys.push(Account { kind, handle: Some(handle), ..Account::default() });
        }
        keys
    }

    /// An entry in the CRM that joins address, phone and the accounts the person named.
    fn profile(&mut self, person: PersonNumber) {
        let traits = self.traits(person);
        let mut accounts = self.keys_of(person, &traits);
        for bit in [people::VK, people::DISCOURSE] {
            if traits.kinds & bit != 0 {
                let account = people::account(self.seed, person, bit);
                accounts.push(key_of(&account.kind, account.remote_id));
            }
        }
        let tags = ["клуб", "опт", "подарки", "мастер-класс", "тестирует новинки"];
        let notes = [
            "Просит звонить после шести",
            "Приходил(а) на день открытых дверей",
            "Берёт в подарок, всегда с открыткой",
            "Любит светлую обжарку",
        ];
        let note = self.random.chance(400).then(|| self.random.pick(&notes).to_owned());
        let tag = if self.random.chance(500) { tags[0] } else { self.random.pick(&tags) };
        self.out.push_back(Fact::Profile(ProfileFact {
            accounts,
            name: Some(people::full_name(&traits)),
            tags: vec![tag.to_owned()],
            note,
            since: Some(self.now),
        }));
    }

    /// What the brand does by the calendar: posts, meetings, notices.
    pub(super) fn keep_the_calendar(&mut self, begins: Instant) {
        let days_left = self.until.since(begins) / DAY;
        let first = self.slot == 0;
        match hour_of_day(begins) {
            _ if first => self.begin(begins, &play::POSTED, Some(WALL), None, false),
            12 if days_left % 2 == 0 => {
                let at = begins.plus(self.random.between(0, 50) * MINUTE);
                self.begin(at, &play::POSTED, Some(WALL), None, false);
            }
            15 if days_left % 13 == 3 => {
                self.begin(begins, &play::SERVICE, Some(CHAT), None, false)
            }
            _ => {}
        }
        // Every fourth Sunday, the last one within the last days of history.
        let sunday = weekday(begins) == 6;
        let hour = hour_of_day(begins);
        if (days_left / 7) % 4 == 0 && sunday && hour == 18 {
            self.meet(begins);
        }
        if (days_left / 7) % 4 == 1 && sunday && hour == 19 {
            self.invite(begins);
        }
    }

    fn invite(&mut self, at: Instant) {
        for place in [EVENTS, CHAT] {
            self.begin(at, &play::INVITED, Some(place), None, false);
        }
        for _ in 0..12 + u64::from(self.joined) / 4_000 {
            let Some(person) = self.anybody(people::TELEGRAM) else { continue };
            self.order(person, OrderKind::Registration, 0);
        }
    }

    fn meet(&mut self, begins: Instant) {
        for at in 0..4 + u64::from(self.joined) / 2_000 {
            let at_place = if at % 3 == 0 { CHAT } else { EVENTS };
            let moment = begins.plus(self.random.between(10, 230) * MINUTE);
            self.begin(moment, &play::MET, Some(at_place), None, false);
        }
    }
}

fn key_of(kind: &str, remote_id: String) -> Account {
    Account { kind: kind.to_owned(), remote_id, ..Account::default() }
}
