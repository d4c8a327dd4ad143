//! Numbers as pages write them: in sentences, with their intervals, and with the people they are of.

use kamerton_app::people::authors::Author;
use kamerton_core::role::Role;
use kamerton_core::share::{Middle, Share, Trend};
use kamerton_core::time::MINUTE;

use super::page::{Markup, Page};
use crate::chart::{Whisker, whisker};
use crate::format;
use crate::words::Arg;

/// A number with its interval and its past.
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The value.
    pub value: String,
    /// The drawing; none when there is no interval.
    pub whisker: Option<Whisker>,
    /// What the drawing says.
    pub label: String,
    /// How it stands to what it was.
    pub note: String,
    /// The interval, or of how many it is.
    pub interval: String,
}

/// Whether more of something is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is.
    More,
    /// Less is.
    Less,
}

impl Page {
    /// The sentence of an id with a number in it: `$count` chooses the plural, `$shown` is written.
    pub fn figure(&self, id: &str, count: i64) -> String {
        let shown = self.number(&count);
        let args = [("count", Arg::Number(count)), ("shown", Arg::Text(&shown))];
        self.words().say(id, &args)
    }

    /// A number in the language's way.
    pub fn number(&self, count: &i64) -> String {
        format::count(self.words().language(), *count)
    }

    /// Words that people wrote, in the language's marks.
    pub fn quote(&self, text: &str) -> String {
        format::quoted(self.words().language(), text)
    }

    /// What somebody is to us: the state of a member, else the role.
    pub fn standing(&self, author: &Author) -> Markup {
        match author.role {
            Role::Member => self.state(&author.state, &author.stage),
            Role::Staff | Role::Brand => self.role("ours"),
            Role::Bot => self.role("bot"),
            Role::Unknown => self.role("unknown"),
        }
    }

    fn role(&self, word: &str) -> Markup {
        Markup(format!("<span class=\"tag\">{}</span>", self.word("role", word)))
    }

    /// How a value stands to what it was.
    fn trend(&self, trend: Trend, better: Better, before: &str) -> String {
        let word = match (trend, better) {
            (Trend::Unknown, _) => "unknown",
            (Trend::Noise, _) => "noise",
            (Trend::Higher, Better::More) | (Trend::Lower, Better::Less) => "better",
            (Trend::Higher, Better::Less) | (Trend::Lower, Better::More) => "worse",
        };
        self.words().say(&format!("trend-{word}"), &[("before", Arg::Text(before))])
    }

    /// A share with its interval; none of nothing.
    pub fn share_fact(&self, name: &str, now: Share, before: Share) -> Option<Fact> {
        let language = self.words().language();
        let (value, interval) = (now.value()?, now.interval()?);
        let past = before.value();
        let shown_past = past.map(|past| format::share(language, past)).unwrap_or_default();
        let shown = format::share(language, value);
        let range = format::interval(language, interval.low, interval.high);
        let drawn = whisker(value, (interval.low, interval.high), past, 1.0);
        Some(Fact {
            name: self.say(name),
            label: self.whisker_label(&shown, &range, &shown_past),
            value: shown,
            whisker: Some(drawn),
            note: self.trend(now.trend(before), Better::More, &shown_past),
            interval: range,
        })
    }

    /// A middle number of minutes with its interval.
    pub fn minutes_fact(
        &self,
        name: &str,
        now: Option<Middle>,
        before: Option<Middle>,
    ) -> Option<Fact> {
        let now = now?;
        let shown = |minutes: f64| format::lasts(self.words(), (minutes * MINUTE as f64) as i64);
        let past = before.map(|before| shown(before.value)).unwrap_or_default();
        let trend = before.map_or(Trend::Unknown, |before| now.trend(before));
        let value = shown(now.value);
        let range = now.interval.map(|ends| match (shown(ends.low), shown(ends.high)) {
            (low, high) if low == high => low,
            (low, high) => format!("{low}\u{a0}– {high}"),
        });
        let most = now.interval.map_or(now.value, |ends| ends.high);
        let whole = most.max(before.map_or(0.0, |before| before.value)) * 1.1;
        let drawn = now.interval.map(|ends| {
            whisker(now.value, (ends.low, ends.high), before.map(|before| before.value), whole)
        });
        let interval = range.unwrap_or_default();
        Some(Fact {
            name: self.say(name),
            label: self.whisker_label(&value, &interval, &past),
            value,
            whisker: drawn,
            note: self.trend(trend, Better::Less, &past),
            interval,
        })
    }

    /// What the drawing of an interval says.
    pub fn whisker_label(&self, value: &str, interval: &str, before: &str) -> String {
        let id = if before.is_empty() { "whisker-label" } else { "whisker-label-past" };
        let args = [
            ("value", Arg::Text(value)),
            ("interval", Arg::Text(interval)),
            ("before", Arg::Text(before)),
        ];
        self.words().say(id, &args)
    }
}
