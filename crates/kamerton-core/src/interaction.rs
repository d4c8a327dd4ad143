//! Who turns to whom: what one message or reaction says of it, what it weighs, and how that fades.
//!
//! An interaction belongs to accounts, never to people: merging and splitting people changes none. It
//! depends on one message and on who wrote what it answers, and on nothing else, so it is the same in
//! whatever order facts come.

use crate::id::IdentityId;
use crate::time::Day;

/// How often one account turned to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// Answered a message of theirs.
    pub replies: i64,
    /// Named them by their handle.
    pub mentions: i64,
    /// Passed on words of theirs.
    pub reposts: i64,
    /// Reacted to a message of theirs.
    pub reactions: i64,
}

impl Turns {
    /// One answer.
    pub const REPLY: Self = Self { replies: 1, ..Self::NONE };
    /// One mention.
    pub const MENTION: Self = Self { mentions: 1, ..Self::NONE };
    /// One repost.
    pub const REPOST: Self = Self { reposts: 1, ..Self::NONE };
    const NONE: Self = Self { replies: 0, mentions: 0, reposts: 0, reactions: 0 };

    /// So many reactions.
    pub const fn reactions(count: i64) -> Self {
        Self { reactions: count, ..Self::NONE }
    }

    /// Adds others, so many times; negative times take them back.
    pub const fn add(&mut self, other: Self, times: i64) {
        self.replies += other.replies * times;
        self.mentions += other.mentions * times;
        self.reposts += other.reposts * times;
        self.reactions += other.reactions * times;
    }

    /// Whether there is nothing.
    pub const fn is_none(&self) -> bool {
        self.replies == 0 && self.mentions == 0 && self.reposts == 0 && self.reactions == 0
    }
}

/// A message as far as it turns to others.
#[derive(Clone, Copy, Debug)]
pub struct Turning<'a> {
    /// Who wrote it.
    pub author: IdentityId,
    /// Who wrote what it answers, or what opened its thread where it answers nothing itself.
    pub answers: Option<IdentityId>,
    /// Whose words it passes on.
    pub forwards: Option<IdentityId>,
    /// Whom it names by their handles, each once.
    pub mentions: &'a [IdentityId],
}

/// To whom a message turns. Words of others that are passed on turn to whom they are by, and to nobody
/// whom they name; nobody turns to themselves.
pub fn turns(said: &Turning<'_>) -> Vec<(IdentityId, Turns)> {
    let mut found = Vec::new();
    if let Some(whose) = said.forwards {
        found.push((whose, Turns::REPOST));
    } else {
        found.extend(said.answers.map(|whom| (whom, Turns::REPLY)));
        found.extend(said.mentions.iter().map(|whom| (*whom, Turns::MENTION)));
    }
    found.retain(|(whom, _)| *whom != said.author);
    found
}

/// Days in which a tie loses half of its weight. Kossinets and Watts (Science 311, 2006) take two
/// people to be in touch when they exchanged anything within 60 days, and find the same with 30 and 90;
/// what lies further back than that says more of the past than of who is listened to now.
pub const HALF_LIFE_DAYS: i32 = 60;

/// Days after which a tie counts for nothing: ten half-lives, a thousandth.
pub const HORIZON_DAYS: i32 = 10 * HALF_LIFE_DAYS;

/// What interactions of a day weigh on `today` for influence (`P5`: replies, mentions, reposts). An
/// answer and a mention cost their author the same and weigh 1; a repost hands the words on to others
/// and weighs 2. A reaction costs a touch and is no conversation: it is counted and weighs nothing.
pub fn weight(turns: &Turns, day: Day, today: Day) -> f64 {
    let age = today.0 - day.0;
    if age > HORIZON_DAYS {
        return 0.0;
    }
    let whole = turns.replies + turns.mentions + 2 * turns.reposts;
    whole.max(0) as f64 * (f64::from(-age.max(0)) / f64::from(HALF_LIFE_DAYS)).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> IdentityId {
        IdentityId::derived(&[name.as_bytes()])
    }

    #[test]
    fn a_message_turns_to_whom_it_answers_and_names() {
        let (anna, boris, vera) = (id("anna"), id("boris"), id("vera"));
        let said =
            Turning { author: anna, answers: Some(boris), forwards: None, mentions: &[vera, anna] };
        assert_eq!(turns(&said), [(boris, Turns::REPLY), (vera, Turns::MENTION)]);
        let own = Turning { answers: Some(anna), mentions: &[], ..said };
        assert_eq!(turns(&own), []);
    }

    #[test]
    fn passed_on_words_turn_to_whose_they_are() {
        let (anna, boris, vera) = (id("anna"), id("boris"), id("vera"));
        let said = Turning {
            author: anna,
            answers: Some(boris),
            forwards: Some(vera),
            mentions: &[boris],
        };
        assert_eq!(turns(&said), [(vera, Turns::REPOST)]);
    }

    #[test]
    fn weight_halves_and_ends() {
        let turns = Turns { replies: 1, mentions: 1, reposts: 1, reactions: 9 };
        let today = Day(20_000);
        assert_eq!(weight(&turns, today, today), 4.0);
        assert_eq!(weight(&turns, Day(20_000 - HALF_LIFE_DAYS), today), 2.0);
        assert_eq!(weight(&turns, Day(20_000 - HORIZON_DAYS - 1), today), 0.0);
        // A clock that runs ahead adds nothing.
        assert_eq!(weight(&turns, Day(20_001), today), 4.0);
    }

    #[test]
    fn what_is_taken_back_leaves_nothing() {
        let mut sum = Turns::default();
        sum.add(Turns::reactions(2), 1);
        sum.add(Turns::REPLY, 1);
        assert!(!sum.is_none());
        sum.add(Turns::REPLY, -1);
        sum.add(Turns::reactions(2), -1);
        assert!(sum.is_none());
    }
}
