//! Service messages have no time on exported pages, only a place between those that have one.
//!
//! They get the time of the message before them on the same day, else of the one after them on
//! that day, else the beginning of the day. Those that wait for the one after are kept, up to a
//! bound, so that a page of nothing but service messages needs no memory of its own size.

use std::collections::VecDeque;

use jiff::civil::Date;
use kamerton_core::fact::{Fact, MembershipFact, MessageFact};
use kamerton_core::time::{Day, Instant, Zone};

use super::chat::Chat;
use super::membership::saying;
use crate::import::{Item, Refusal};

/// So many wait for a dated message; beyond, the day's beginning does.
const MOST_WAITING: usize = 1_000;

/// A service message known by its sentence.
#[derive(Debug)]
pub(super) struct Undated {
    pub(super) id: i64,
    pub(super) text: String,
    /// File and element or line.
    pub(super) place: String,
}

impl Undated {
    /// What is said of one for which there is no time at all.
    pub(super) fn refusal(self) -> Refusal {
        Refusal::new(self.place, "there is no time in or near this service message", &self.text)
    }
}

/// The day that is being read and those that wait for a time on it.
#[derive(Debug, Default)]
pub(super) struct Clock {
    day: Option<Date>,
    last: Option<Instant>,
    waiting: Vec<Undated>,
}

impl Clock {
    /// A day begins; those that wait on the day before get its beginning.
    pub(super) fn day(
        &mut self,
        day: Option<Date>,
        zone: &Zone,
        chat: &Chat,
        out: &mut VecDeque<Item>,
    ) {
        if day == self.day {
            return;
        }
        self.settle(zone, chat, out);
        self.day = day;
        self.last = None;
    }

    /// A dated message comes; those that wait get its time.
    pub(super) fn dated(&mut self, at: Instant, chat: &Chat, out: &mut VecDeque<Item>) {
        for undated in self.waiting.drain(..) {
            give(undated, at, chat, out);
        }
        self.last = Some(at);
    }

    /// A service message comes.
    pub(super) fn undated(
        &mut self,
        undated: Undated,
        zone: &Zone,
        chat: &Chat,
        out: &mut VecDeque<Item>,
    ) {
        if let Some(at) = self.last {
            return give(undated, at, chat, out);
        }
        self.waiting.push(undated);
        if self.waiting.len() >= MOST_WAITING {
            self.settle(zone, chat, out);
        }
    }

    /// No dated message will come on this day. Where no day is known there is no time either.
    fn settle(&mut self, zone: &Zone, chat: &Chat, out: &mut VecDeque<Item>) {
        let at = self.day.map(|day| zone.at_hour(Day::from(day), 0));
        for undated in self.waiting.drain(..) {
            match at {
                Some(at) => give(undated, at, chat, out),
                None => out.push_back(Item::Refused(undated.refusal())),
            }
        }
    }

    /// The end of the file.
    pub(super) fn finish(&mut self, zone: &Zone, chat: &Chat, out: &mut VecDeque<Item>) {
        self.settle(zone, chat, out);
        self.day = None;
        self.last = None;
    }
}

fn give(undated: Undated, at: Instant, chat: &Chat, out: &mut VecDeque<Item>) {
    let said = saying(&undated.text);
    let key = chat.key(undated.id);
    let message = MessageFact {
        place: chat.place.clone(),
        key: key.clone(),
        author: said.actor,
        sent_at: at,
        text: undated.text,
        service: true,
        ..MessageFact::default()
    };
    out.push_back(Item::Fact(Box::new(Fact::Message(message))));
    for (number, change) in said.changes.into_iter().enumerate() {
        let membership = MembershipFact {
            place: chat.place.clone(),
            key: format!("{key}:join:{number}"),
            account: change.account,
            at,
            joined: change.joined,
            invited_by: change.invited_by,
            invitation: None,
        };
        out.push_back(Item::Fact(Box::new(Fact::Membership(membership))));
    }
}
