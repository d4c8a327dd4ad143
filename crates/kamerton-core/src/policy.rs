//! Weights, thresholds and terms: the part of the method a workspace may calibrate. Versioned, so
//! that every judgement can say under which policy it was made.

use serde::{Deserialize, Serialize};

use crate::entry::EntryKind;

/// The policy of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Version, kept with entries and steps.
    pub version: i64,
    /// When who is what.
    pub states: States,
    /// Hours after which an unanswered question is overdue.
    pub question_due_hours: i64,
    /// How answers without a reply link are told.
    pub answers: Answers,
    /// How many steps a day.
    pub steps: Steps,
    /// What playbooks look for.
    pub playbooks: Playbooks,
    /// How many cold people a loyal core carries.
    pub carrying: Carrying,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 2,
            states: States::default(),
            question_due_hours: 24,
            answers: Answers::default(),
            steps: Steps::default(),
            playbooks: Playbooks::default(),
            carrying: Carrying::default(),
        }
    }
}

/// When cold people outnumber what the loyal core of a place carries (`P3`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Carrying {
    /// So many cold people who write are carried by one loyal person who does.
    pub cold_per_loyal: i64,
    /// Fewer cold people than this raise no alarm.
    pub cold_at_least: i64,
}

impl Default for Carrying {
    fn default() -> Self {
        // No source gives a number: decision 0016 says where these come from.
        Self { cold_per_loyal: 10, cold_at_least: 20 }
    }
}

/// Thresholds of the states, in units of charge (method, section 5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct States {
    /// `detractor` when the ring is at or under this.
    pub detractor_ring: f64,
    /// `kamerton` needs at least this ring …
    pub kamerton_ring: f64,
    /// … and an own confirmation in so many days.
    pub kamerton_days: i32,
    /// `passive_promoter` needs at least this bond …
    pub promoter_bond: f64,
    /// … and own confirmations on so many days.
    pub promoter_days: i64,
    /// `warm` needs at least this bond.
    pub warm_bond: f64,
    /// A state is left downwards only under this share of its entry.
    pub hysteresis: f64,
}

impl Default for States {
    fn default() -> Self {
        Self {
            detractor_ring: -4.0,
            // Calibrated from the method's 8 (decision 0005).
            kamerton_ring: 6.0,
            kamerton_days: 14,
            promoter_bond: 15.0,
            promoter_days: 2,
            warm_bond: 3.0,
            hysteresis: 0.8,
        }
    }
}

/// How long after a message an answer without a reply link may come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// In a place that is one stream of talk, minutes.
    pub stream_minutes: i64,
    /// Inside a topic or thread, minutes.
    pub thread_minutes: i64,
    /// How long the author's own next messages belong to the question, minutes.
    pub follow_up_minutes: i64,
}

impl Default for Answers {
    fn default() -> Self {
        Self { stream_minutes: 30, thread_minutes: 24 * 60, follow_up_minutes: 15 }
    }
}

/// The size of a day's plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Steps {
    /// At most so many steps a day.
    pub most: usize,
    /// At most so many of one playbook while others have something to propose.
    pub most_of_one: usize,
}

impl Default for Steps {
    fn default() -> Self {
        Self { most: 12, most_of_one: 3 }
    }
}

/// How far back playbooks look, and what is enough for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Playbooks {
    /// An unanswered reproach is open for so many days.
    pub negative_days: i64,
    /// An overdue question is proposed for so many days after it was asked: later an answer only
    /// shows how late we are.
    pub question_days: i64,
    /// A wish to buy, days.
    pub intent_days: i64,
    /// Sensitive talk is proposed to be read for so many days …
    pub sensitive_days: i64,
    /// … and silences cheerful steps for so many.
    pub silenced_days: i32,
    /// A first message, days.
    pub newcomer_days: i64,
    /// Others may answer a newcomer for so many hours before we worry.
    pub newcomer_patience_hours: i64,
    /// How long ago somebody may have begun to ring, days.
    pub ringing_days: i32,
    /// An impression, days.
    pub story_days: i32,
    /// A defence, days.
    pub defence_days: i32,
    /// Help is counted over so many days …
    pub helper_days: i32,
    /// … has to be given in the last so many too …
    pub helper_fresh_days: i64,
    /// … to at least so many people.
    pub helped_enough: usize,
    /// Somebody who was thanked is not proposed for thanks for so many days.
    pub thanked_days: i32,
    /// A promoter fades after so many days of silence …
    pub silent_from_days: i64,
    /// … and is gone after so many.
    pub silent_to_days: i64,
    /// What only a new version of the analysis found raises something when it was said in the last
    /// so many days before that version took over: what is older is past.
    pub found_late_days: i64,
}

impl Default for Playbooks {
    fn default() -> Self {
        Self {
            negative_days: 7,
            question_days: 7,
            intent_days: 5,
            sensitive_days: 3,
            silenced_days: 7,
            newcomer_days: 3,
            newcomer_patience_hours: 3,
            ringing_days: 7,
            story_days: 3,
            defence_days: 3,
            helper_days: 30,
            helper_fresh_days: 7,
            helped_enough: 3,
            thanked_days: 30,
            silent_from_days: 21,
            silent_to_days: 180,
            found_late_days: 3,
        }
    }
}

impl Policy {
    /// Weight of one entry, in thousandths.
    pub const fn weight(kind: EntryKind) -> i64 {
        match kind {
            EntryKind::Recommendation => 5_000,
            EntryKind::Delight | EntryKind::CoCreation | EntryKind::HelpedPrepare => 4_000,
            EntryKind::EventPhoto
            | EntryKind::BrandedPhoto
            | EntryKind::OwnStory
            | EntryKind::Attended => 3_000,
            EntryKind::ConfirmedAnswer | EntryKind::ThanksToUs => 2_000,
            EntryKind::ProductTalk
            | EntryKind::UsageQuestion
            | EntryKind::OwnerMention
            | EntryKind::ThankedByUs => 1_000,
            EntryKind::AnsweredByStaff => 500,
            EntryKind::TookPart => 100,
            EntryKind::Complaint => -4_000,
            EntryKind::Conflict => -3_000,
            EntryKind::OtherNegative | EntryKind::QuestionOverdue => -2_000,
            EntryKind::Echo
            | EntryKind::Owns
            | EntryKind::Helped
            | EntryKind::Sensitive
            | EntryKind::Contact => 0,
        }
    }

    /// How many entries of a kind count per person and day, so that a chatterbox is no kamerton.
    ///
    /// What is only talk near the product counts once: where everybody talks of it all day, three
    /// a day made kamertons of a tenth of them (decision 0005).
    pub const fn cap(kind: EntryKind) -> usize {
        match kind {
            EntryKind::AnsweredByStaff
            | EntryKind::TookPart
            | EntryKind::ProductTalk
            | EntryKind::UsageQuestion
            | EntryKind::OwnerMention => 1,
            _ => 3,
        }
    }
}
