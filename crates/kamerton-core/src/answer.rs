//! Which message answers which (`F1`, `P2`): by its reply link, and where people do not use one,
//! by coming next.
//!
//! Whether a message answers another depends on the two of them, and on which messages the asker
//! wrote right after the question: never on what else is known. The first answer is the earliest
//! one, so a late arrival can only move it to where it would have been anyway.

use crate::id::{IdentityId, MessageId};
use crate::policy::{Answers, Playbooks};
use crate::reading::{Label, Labels};
use crate::role::Role;
use crate::time::{DAY, Instant, MINUTE};

/// A message that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// Which message.
    pub message: MessageId,
    /// Whose.
    pub identity: IdentityId,
    /// Topic or thread, hashed; `0` where the place is one stream.
    pub thread: i64,
    /// When it was sent.
    pub sent_at: Instant,
}

/// A message of the same place that may be an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which message.
    pub message: MessageId,
    /// Whose.
    pub identity: IdentityId,
    /// Role of the author.
    pub role: Role,
    /// Topic or thread, hashed; `0` where the place is one stream.
    pub thread: i64,
    /// When it was sent.
    pub sent_at: Instant,
    /// What it answers by an explicit link, and whose and when that was; NIL when unknown.
    pub reply_to: Option<Target>,
    /// What it says.
    pub labels: Labels,
    /// Not deleted and no service message.
    pub counts: bool,
}

/// The target of a reply link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which message; NIL when it is not among what we have.
    pub message: MessageId,
    /// Whose.
    pub identity: IdentityId,
    /// When it was sent.
    pub sent_at: Instant,
}

/// What makes a message wait for an answer, as bits.
pub mod kinds {
    /// A question to everybody or to us.
    pub const QUESTION: i64 = 1;
    /// Wants to buy.
    pub const INTENT: i64 = 2;
    /// A reproach.
    pub const NEGATIVE: i64 = 4;
}

/// What a message with these labels waits for, as bits of [`kinds`]; 0 when it waits for nothing.
///
/// `to_member` says that it answers another member: a question between two members is theirs, not
/// ours, unless it is about buying or reproaches us.
pub fn waits_for(labels: Labels, to_member: bool) -> i64 {
    let mut wanted = 0;
    if labels.has(Label::Spam) {
        return wanted;
    }
    if labels.has(Label::Question) && !to_member {
        wanted |= kinds::QUESTION;
    }
    if labels.has(Label::PurchaseIntent) {
        wanted |= kinds::INTENT;
    }
    if labels.any(&[Label::Complaint, Label::Negative, Label::Conflict]) {
        wanted |= kinds::NEGATIVE;
    }
    wanted
}

/// Whether a message that is read otherwise may wait for something else than before.
pub fn waits_otherwise(before: Labels, after: Labels) -> bool {
    // What answers a member waits for no more than what does not.
    waits_for(before, false) != waits_for(after, false)
}

/// Whether a message that is read otherwise may answer something else than before.
pub fn answers_otherwise(before: Labels, after: Labels) -> bool {
    before.any(&NO_ANSWERS) != after.any(&NO_ANSWERS)
}

/// What the next words say that are no answer without a link.
const NO_ANSWERS: [Label; 2] = [Label::Question, Label::Spam];

/// Whether `said` answers `waiting`.
pub fn answers(waiting: &Awaiting, said: &Said, rules: &Answers) -> bool {
    if !said.counts || said.identity == waiting.identity || said.role == Role::Bot {
        return false;
    }
    match said.reply_to {
        Some(target) => is_about(waiting, said, &target, rules),
        None => comes_next(waiting, said, rules),
    }
}

/// An explicit reply, to the question or to the asker's own words right after it.
fn is_about(waiting: &Awaiting, said: &Said, target: &Target, rules: &Answers) -> bool {
    if target.message == waiting.message {
        return true;
    }
    let follow_up = target.sent_at.since(waiting.sent_at);
    target.identity == waiting.identity
        && said.thread == waiting.thread
        && (0..=rules.follow_up_minutes * MINUTE).contains(&follow_up)
}

/// No link, but the next words in the same stream, and no question themselves.
fn comes_next(waiting: &Awaiting, said: &Said, rules: &Answers) -> bool {
    let after = said.sent_at.since(waiting.sent_at);
    said.thread == waiting.thread
        && after > 0
        && after <= window(waiting.thread, rules)
        && !said.labels.any(&NO_ANSWERS)
}

/// How long the next words may take to be an answer without a link, in microseconds.
pub fn window(thread: i64, rules: &Answers) -> i64 {
    let minutes = if thread == 0 { rules.stream_minutes } else { rules.thread_minutes };
    minutes * MINUTE
}

/// What became of a message that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// What for, as bits of [`kinds`].
    pub kinds: i64,
    /// When it was sent.
    pub sent_at: Instant,
    /// When somebody answered first.
    pub answered_at: Option<Instant>,
    /// When one of us answered first.
    pub ours_at: Option<Instant>,
}

/// What a message still waits for at `now`, as bits of [`kinds`]; 0 when it is answered or too old
/// to be answered now.
///
/// Any answer settles a question (`F1`: best when members help each other). A reproach and a wish
/// to buy wait for one of us (`D7`, `P4`); where nobody is known as ours, for anybody.
pub fn still_waits(waited: &Waited, now: Instant, has_staff: bool, rules: &Playbooks) -> i64 {
    let before = |at: Option<Instant>| at.is_some_and(|at| at < now);
    let by_us = before(if has_staff { waited.ours_at } else { waited.answered_at });
    let waits = |kind: i64, answered: bool, days: i64| {
        let fresh = now.since(waited.sent_at) <= days * DAY;
        if waited.kinds & kind != 0 && fresh && !answered { kind } else { 0 }
    };
    waits(kinds::QUESTION, before(waited.answered_at), rules.question_days)
        | waits(kinds::INTENT, by_us, rules.intent_days)
        | waits(kinds::NEGATIVE, by_us, rules.negative_days)
}

/// Whether an answer is due at `now`, `patience` microseconds after the message: a question's and a
/// reproach's are; whatever else waits has no due.
pub const fn is_due(waited: &Waited, now: Instant, patience: i64) -> bool {
    let has_due = waited.kinds & (kinds::QUESTION | kinds::NEGATIVE) != 0;
    has_due && now.since(waited.sent_at) >= patience
}

/// Whether a newcomer's first message is talk that deserves an answer (`P2`): words of their own,
/// and neither abuse nor advertising.
pub fn deserves_answer(labels: Labels, text: &str, forwarded: bool) -> bool {
    !labels.any(&[Label::Spam, Label::Toxic]) && !text.is_empty() && !forwarded
}

/// A gap is no longer than so many characters.
const LONGEST_GAP: usize = 60;

/// The first gap that was left in words prepared for an answer, with its brackets: «Цена: [сколько].»
///
/// What platforms and markup write with square brackets is none: `[text](address)`, `[id1|name]`, `[1]`.
pub fn gap(text: &str) -> Option<&str> {
    text.match_indices('[').find_map(|(from, _)| {
        let rest = text.get(from..)?;
        let to = rest.find(']')? + 1;
        let (gap, after) = rest.split_at_checked(to)?;
        let is_words = gap.chars().any(char::is_alphabetic) && !gap.contains(['|', '\n']);
        let is_short = gap.chars().count() <= LONGEST_GAP;
        (is_words && is_short && !after.starts_with('(')).then_some(gap)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    #[test]
    fn a_gap_that_was_left_is_found() {
        assert_eq!(gap("Цена: [сколько]. Оплата: [как]."), Some("[сколько]"));
        assert_eq!(gap("Как в [1] и [id1|Анна]: [тут](https://e.example) [да]"), Some("[да]"));
        for none in ["", "[", "[]", "a [1] b", "[тут](https://e.example)", "]как[", "[как\nи где]"]
        {
            assert_eq!(gap(none), None, "{none}");
        }
        assert_eq!(gap(&format!("[{}]", "а".repeat(70))), None);
    }

    #[test]
    fn questions_and_reproaches_have_a_due() {
        let sent_at = Instant::from_seconds(0);
        let of = |kinds| Waited { kinds, sent_at, answered_at: None, ours_at: None };
        for (kinds, has_due) in
            [(kinds::QUESTION, true), (kinds::NEGATIVE, true), (kinds::INTENT, false), (0, false)]
        {
            assert!(!is_due(&of(kinds), sent_at.plus(DAY - 1), DAY), "{kinds}");
            assert_eq!(is_due(&of(kinds), sent_at.plus(DAY), DAY), has_due, "{kinds}");
        }
    }

    #[test]
    fn members_settle_questions_and_we_settle_reproaches() {
        let rules = Playbooks::default();
        let sent_at = Instant::from_seconds(0);
        let now = sent_at.plus(5 * HOUR);
        let all = kinds::QUESTION | kinds::INTENT | kinds::NEGATIVE;
        let open = Waited { kinds: all, sent_at, answered_at: None, ours_at: None };
        assert_eq!(still_waits(&open, now, true, &rules), all);
        let by_member = Waited { answered_at: Some(sent_at.plus(HOUR)), ..open };
        assert_eq!(still_waits(&by_member, now, true, &rules), kinds::INTENT | kinds::NEGATIVE);
        assert_eq!(still_waits(&by_member, now, false, &rules), 0);
        assert_eq!(still_waits(&by_member, sent_at.plus(HOUR), true, &rules), all, "not yet");
        let by_us = Waited { ours_at: Some(sent_at.plus(2 * HOUR)), ..by_member };
        assert_eq!(still_waits(&by_us, now, true, &rules), 0);
        let later = sent_at.plus(6 * DAY);
        let left = kinds::QUESTION | kinds::NEGATIVE;
        assert_eq!(still_waits(&open, later, true, &rules), left, "a wish to buy is gone");
        assert_eq!(still_waits(&open, sent_at.plus(8 * DAY), true, &rules), 0);
    }

    #[test]
    fn abuse_and_forwarded_words_deserve_no_answer() {
        assert!(deserves_answer(Labels::default(), "привет", false));
        assert!(!deserves_answer(Labels::default(), "", false));
        assert!(!deserves_answer(Labels::default(), "привет", true));
        assert!(!deserves_answer(Labels::of(&[Label::Spam]), "привет", false));
    }

    fn id(name: &str) -> MessageId {
        MessageId::derived(&[name.as_bytes()])
    }

    fn who(name: &str) -> IdentityId {
        IdentityId::derived(&[name.as_bytes()])
    }

    fn question() -> Awaiting {
        Awaiting {
            message: id("q"),
            identity: who("anna"),
            thread: 0,
            sent_at: Instant::from_seconds(1_000),
        }
    }

    fn said(after_minutes: i64, reply_to: Option<Target>) -> Said {
        Said {
            message: id("a"),
            identity: who("boris"),
            role: Role::Member,
            thread: 0,
            sent_at: question().sent_at.plus(after_minutes * MINUTE),
            reply_to,
            labels: Labels::default(),
            counts: true,
        }
    }

    fn target(name: &str, whose: &str, after_minutes: i64) -> Option<Target> {
        let sent_at = question().sent_at.plus(after_minutes * MINUTE);
        Some(Target { message: id(name), identity: who(whose), sent_at })
    }

    fn check(said: &Said) -> bool {
        answers(&question(), said, &Answers::default())
    }

    #[test]
    fn a_reply_answers_whenever_it_comes() {
        assert!(check(&said(60 * 24 * 9, target("q", "anna", 0))));
    }

    #[test]
    fn a_reply_to_the_follow_up_answers() {
        assert!(check(&said(60, target("q2", "anna", 3))));
        assert!(!check(&said(60, target("q2", "anna", 40))));
        assert!(!check(&said(60, target("other", "vera", 3))));
    }

    #[test]
    fn the_next_words_answer() {
        assert!(check(&said(5, None)));
        assert!(!check(&said(45, None)));
        assert!(!check(&said(-1, None)));
    }

    #[test]
    fn another_question_is_no_answer() {
        let other = Said { labels: Labels::of(&[Label::Question]), ..said(5, None) };
        assert!(!check(&other));
    }

    #[test]
    fn own_words_bots_and_deleted_ones_do_not_answer() {
        let linked = said(5, target("q", "anna", 0));
        assert!(!check(&Said { identity: who("anna"), ..linked }));
        assert!(!check(&Said { role: Role::Bot, ..linked }));
        assert!(!check(&Said { counts: false, ..linked }));
    }

    #[test]
    fn threads_wait_longer_and_do_not_mix() {
        let rules = Answers::default();
        let topic = Awaiting { thread: 7, ..question() };
        let later = Said { thread: 7, sent_at: topic.sent_at.plus(5 * HOUR), ..said(0, None) };
        assert!(answers(&topic, &later, &rules));
        assert!(!answers(&topic, &Said { thread: 8, ..later }, &rules));
    }

    #[test]
    fn members_talk_among_themselves() {
        let asks = Labels::of(&[Label::Question]);
        assert_eq!(waits_for(asks, false), kinds::QUESTION);
        assert_eq!(waits_for(asks, true), 0);
        assert_eq!(waits_for(asks.with(Label::PurchaseIntent), true), kinds::INTENT);
    }
}
