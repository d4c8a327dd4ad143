//! What every fake can do, whatever its platform.

use std::time::Duration;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::fault::Faults;
use crate::ledger::Ledger;
use crate::stage::Stage;

/// One call of a platform to a webhook, as it would be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What follows the question mark of the address.
    pub query: String,
    /// The body.
    pub body: Vec<u8>,
    /// When it happened, in microseconds since 1970.
    pub at: i64,
    /// How much later than it happened it is delivered.
    pub late: Duration,
}

/// In which order, and how often, things are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each once, as it happened.
    AsHappened,
    /// Each once, in any order: an edit before what it edits, too.
    Shuffled(u64),
    /// Each once to five times, as it happened; repetitions right behind or later.
    Repeated(u64),
    /// Some a day late, behind all others.
    Late(u64),
    /// All of it: repeated, late, shuffled.
    Wild(u64),
}

impl Order {
    /// Deliveries in this order.
    pub fn of(self, sent: Vec<Delivery>) -> Vec<Delivery> {
        match self {
            Self::AsHappened => sent,
            Self::Shuffled(seed) => shuffled(sent, &mut Chance::of(seed)),
            Self::Repeated(seed) => repeated(sent, &mut Chance::of(seed)),
            Self::Late(seed) => late(sent, &mut Chance::of(seed)),
            Self::Wild(seed) => {
                let chance = &mut Chance::of(seed);
                let sent = repeated(sent, chance);
                let sent = shuffled(sent, chance);
                late(sent, chance)
            }
        }
    }
}

fn shuffled(mut sent: Vec<Delivery>, chance: &mut Chance) -> Vec<Delivery> {
    chance.shuffle(&mut sent);
    sent
}

fn repeated(sent: Vec<Delivery>, chance: &mut Chance) -> Vec<Delivery> {
    let mut found: Vec<Delivery> = Vec::new();
    let mut again: Vec<Delivery> = Vec::new();
    for delivery in sent {
        let more = chance.below(5);
        for _ in 0..more {
            again.push(delivery.clone());
        }
        found.push(delivery);
        // Some repetitions come at once, others behind what has happened since.
        while !again.is_empty() && chance.below(2) == 0 {
            let at = chance.below(again.len());
            found.push(again.swap_remove(at));
        }
    }
    found.append(&mut again);
    found
}

fn late(sent: Vec<Delivery>, chance: &mut Chance) -> Vec<Delivery> {
    let (mut found, mut behind) = (Vec::new(), Vec::new());
    for mut delivery in sent {
        if chance.below(3) == 0 {
            delivery.late = Duration::from_secs(24 * 3_600);
            behind.push(delivery);
        } else {
            found.push(delivery);
        }
    }
    found.append(&mut behind);
    found
}

/// What stands in a place at the other end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its remote id: the remote key without the word of the channel.
    pub id: String,
    /// The platform's id of whoever wrote it.
    pub author: String,
    /// Whether that is us.
    pub ours: bool,
    /// The text or caption.
    pub text: String,
    /// The remote id of what it answers.
    pub reply_to: Option<String>,
    /// Its thread, where the place has threads.
    pub thread: Option<String>,
    /// Kinds of files along with it, in the platform's words.
    pub files: Vec<String>,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether it is pinned.
    pub pinned: bool,
}

/// A fake of a platform. People and places are named by the platform's own ids as text, messages by remote
/// ids: what stands behind `<word>:` in a remote key.
pub trait Platform: Sync {
    /// Where it runs.
    fn stage(&self) -> &Stage;

    /// Somebody comes to the platform; gives their id.
    fn person(&self, name: &str) -> String;

    /// The usual public place: our account is there and may write.
    fn group(&self) -> String;

    /// The place of our private talk with somebody. It says nothing of whether there is one.
    fn private(&self, person: &str) -> String;

    /// Somebody writes.
    fn say(&self, person: &str, place: &str, text: &str) -> String;

    /// Somebody answers a message.
    fn answer(&self, person: &str, message: &str, text: &str) -> String;

    /// The author changes what they wrote.
    fn edit(&self, message: &str, text: &str);

    /// The author takes back what they wrote. Not every platform tells us.
    fn delete(&self, message: &str);

    /// By which secret calls to a webhook are signed until one is registered with a secret of its own.
    fn secret(&self, secret: &str);

    /// Whether what happens from now on is told to a registered webhook. A platform that has an address
    /// confirmed first tells nothing until it was, and nothing of that time later.
    fn tells(&self) -> bool {
        true
    }

    /// Our sign-in works no more.
    fn revoke_token(&self);

    /// Everything that was to be delivered by webhook so far, as it happened.
    fn sent(&self) -> Vec<Delivery>;

    /// What stands in a place now, in its order.
    fn seen(&self, place: &str) -> Vec<Seen>;

    /// The same, in another order.
    fn deliveries(&self, order: Order) -> Vec<Delivery> {
        order.of(self.sent())
    }

    /// What goes wrong next.
    fn faults(&self) -> &Faults {
        self.stage().faults()
    }

    /// What was asked.
    fn ledger(&self) -> &Ledger {
        self.stage().ledger()
    }

    /// The address of the API, without a slash at its end.
    fn base(&self) -> &str {
        self.stage().base()
    }

    /// Its clock.
    fn clock(&self) -> &Clock {
        self.stage().clock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Delivery> {
        let one = |at| Delivery {
            headers: Vec::new(),
            query: String::new(),
            body: vec![u8::try_from(at).unwrap_or(0)],
            at,
            late: Duration::ZERO,
        };
        (0..50).map(one).collect()
    }

    #[test]
    fn no_order_loses_anything() {
        for seed in 0..50 {
            for order in [
                Order::AsHappened,
                Order::Shuffled(seed),
                Order::Repeated(seed),
                Order::Late(seed),
                Order::Wild(seed),
            ] {
                let there = order.of(some());
                assert_eq!(there, order.of(some()), "{order:?} is the same again");
                for at in 0..50 {
                    let times = there.iter().filter(|delivery| delivery.at == at).count();
                    assert!((1..=5).contains(&times), "{order:?} {at}: {times}");
                }
            }
        }
        assert_ne!(Order::Shuffled(1).of(some()), some());
        assert!(Order::Late(1).of(some()).iter().any(|delivery| !delivery.late.is_zero()));
    }
}
