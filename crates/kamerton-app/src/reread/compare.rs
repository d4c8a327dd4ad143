//! What changed: counts, and examples chosen so that one learns something from them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kamerton_core::id::MessageId;
use kamerton_core::reading::Label;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Instant;
use kamerton_store::reread::{ChangeRow, MoveRow, OldRow};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::differs;

/// Examples that are kept of each kind of change.
const KEPT: usize = 4;
/// Letters of a text that tells something and is read at a glance.
const TELLING: std::ops::RangeInclusive<usize> = 12..=240;
/// A sentiment is of one sort beyond this, as people see it.
const CLEAR: i64 = 20;

/// What a new version reads otherwise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comparison {
    /// Messages that were read again.
    pub looked: u64,
    /// Those of them that are read otherwise.
    pub differing: u64,
    /// How often each label was found before and is found now.
    pub labels: BTreeMap<Label, Counted>,
    /// Messages by sentiment before and now: negative, neither, positive.
    pub sentiment: [[u64; 3]; 3],
    /// Messages that are of another language now.
    pub language: u64,
    /// When the switch began.
    pub since: Option<Instant>,
    /// Whose state or stage the switch moved, once that is known.
    pub people: Option<People>,
    /// Examples of each kind of change, with what they were chosen by.
    examples: BTreeMap<Kind, Vec<Chosen>>,
}

/// How often a label was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Before.
    pub before: u64,
    /// Now.
    pub now: u64,
    /// In how many messages only now.
    pub gained: u64,
    /// In how many messages no more.
    pub lost: u64,
}

/// People whom the switch moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many have another state.
    pub states: u64,
    /// How many have another stage.
    pub stages: u64,
    /// From which state to which, how many; the most frequent first.
    pub moves: Vec<(State, State, u64)>,
    /// From which stage to which, how many; the most frequent first.
    pub stage_moves: Vec<(Stage, Stage, u64)>,
}

/// One way in which a message is read otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Gained(Label),
    Lost(Label),
    Tone(usize, usize),
    Language,
}

/// An example, with its place among those of its kind: the smallest are kept, so that they are
/// spread over the whole history whatever the order in which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Chosen(u64, MessageId);

impl Comparison {
    /// Adds what was read.
    pub(super) fn add_all(&mut self, read: &[(OldRow, ChangeRow)]) {
        for (old, change) in read {
            self.add(&old.text, change);
        }
    }

    fn add(&mut self, text: &str, row: &ChangeRow) {
        self.looked += 1;
        for label in row.old_labels.iter() {
            self.labels.entry(label).or_default().before += 1;
        }
        for label in row.labels.iter() {
            self.labels.entry(label).or_default().now += 1;
        }
        let [before, now] = [tone(row.old_sentiment), tone(row.sentiment)];
        if let Some(count) = self.sentiment.get_mut(before).and_then(|line| line.get_mut(now)) {
            *count += 1;
        }
        if !differs(row) {
            return;
        }
        self.differing += 1;
        self.language += u64::from(row.lang != row.old_lang);
        let kinds = kinds(row);
        let place = place(text, row.message, kinds.len());
        for kind in kinds {
            match kind {
                Kind::Gained(label) => self.labels.entry(label).or_default().gained += 1,
                Kind::Lost(label) => self.labels.entry(label).or_default().lost += 1,
                Kind::Tone(..) | Kind::Language => {}
            }
            let chosen = self.examples.entry(kind).or_default();
            chosen.push(Chosen(place, row.message));
            chosen.sort_unstable();
            chosen.truncate(KEPT);
        }
    }

    /// Messages that show what changed, at most so many: of each kind of change in turn, the most
    /// frequent first.
    pub fn examples(&self, most: usize) -> Vec<MessageId> {
        let mut kinds: Vec<(&Kind, &Vec<Chosen>)> = self.examples.iter().collect();
        kinds.sort_by_key(|(kind, _)| Reverse(self.count(kind)));
        let mut chosen: Vec<MessageId> = Vec::new();
        for turn in 0..KEPT {
            for (_, examples) in &kinds {
                let Some(Chosen(_, message)) = examples.get(turn) else { continue };
                if chosen.len() < most && !chosen.contains(message) {
                    chosen.push(*message);
                }
            }
        }
        chosen
    }

    fn count(&self, kind: &Kind) -> u64 {
        let counted = |label: &Label| self.labels.get(label).copied().unwrap_or_default();
        match kind {
            Kind::Gained(label) => counted(label).gained,
            Kind::Lost(label) => counted(label).lost,
            Kind::Tone(before, now) => {
                self.sentiment.get(*before).and_then(|line| line.get(*now)).copied().unwrap_or(0)
            }
            Kind::Language => self.language,
        }
    }

    /// As it is stored.
    pub(super) fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// What was stored; nothing where it cannot be understood.
    pub(super) fn decode(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

impl People {
    /// Counts whom the switch moved.
    pub(super) fn of(moves: &[MoveRow]) -> Self {
        let mut states: BTreeMap<(State, State), u64> = BTreeMap::new();
        let mut stages: BTreeMap<(i64, i64), u64> = BTreeMap::new();
        for row in moves {
            if row.state != row.old_state {
                *states.entry((row.old_state, row.state)).or_default() += 1;
            }
            if row.stage != row.old_stage {
                *stages.entry((row.old_stage.code(), row.stage.code())).or_default() += 1;
            }
        }
        let mut found = Self {
            states: states.values().sum(),
            stages: stages.values().sum(),
            moves: states.into_iter().map(|((from, to), count)| (from, to, count)).collect(),
            stage_moves: stages
                .into_iter()
                .map(|((from, to), count)| (Stage::from_code(from), Stage::from_code(to), count))
                .collect(),
        };
        found.moves.sort_by_key(|(.., count)| Reverse(*count));
        found.stage_moves.sort_by_key(|(.., count)| Reverse(*count));
        found
    }
}

/// Negative, neither, positive.
const fn tone(sentiment: i64) -> usize {
    if sentiment <= -CLEAR {
        0
    } else if sentiment < CLEAR {
        1
    } else {
        2
    }
}

fn kinds(row: &ChangeRow) -> Vec<Kind> {
    let gained = row.labels.iter().filter(|label| !row.old_labels.has(*label)).map(Kind::Gained);
    let lost = row.old_labels.iter().filter(|label| !row.labels.has(*label)).map(Kind::Lost);
    let mut kinds: Vec<Kind> = gained.chain(lost).collect();
    let [before, now] = [tone(row.old_sentiment), tone(row.sentiment)];
    if before != now {
        kinds.push(Kind::Tone(before, now));
    }
    if row.lang != row.old_lang {
        kinds.push(Kind::Language);
    }
    kinds
}

/// Texts that are read at a glance and changed in one way come first; among equals chance decides,
/// the same every time.
fn place(text: &str, message: MessageId, changes: usize) -> u64 {
    let telling = TELLING.contains(&text.chars().count());
    let rank = u64::from(!telling) * 4 + (changes as u64).clamp(1, 4) - 1;
    rank << 56 | xxh3_64(message.0.as_bytes()) >> 8
}

impl Kind {
    fn word(self) -> String {
        match self {
            Self::Gained(label) => format!("+{}", label.word()),
            Self::Lost(label) => format!("-{}", label.word()),
            Self::Tone(before, now) => format!("tone {before} {now}"),
            Self::Language => "language".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let label = |word: &str| Label::ALL.into_iter().find(|label| label.word() == word);
        if let Some(word) = text.strip_prefix('+') {
            return label(word).map(Self::Gained);
        }
        if let Some(word) = text.strip_prefix('-') {
            return label(word).map(Self::Lost);
        }
        if let Some((before, now)) =
            text.strip_prefix("tone ").and_then(|rest| rest.split_once(' '))
        {
            return Some(Self::Tone(before.parse().ok()?, now.parse().ok()?));
        }
        (text == "language").then_some(Self::Language)
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no kind of change"))
    }
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::ChannelId;
    use kamerton_core::reading::Labels;

    use super::*;

    fn change(n: i64, old: &[Label], new: &[Label]) -> ChangeRow {
        let at = Instant::from_seconds(1_600_000_000 + n);
        ChangeRow {
            message: MessageId::at(ChannelId::NIL, &n.to_string(), at),
            version: 0,
            old_labels: Labels::of(old),
            old_sentiment: 0,
            old_lang: 1,
            labels: Labels::of(new),
            sentiment: 0,
            lang: 1,
        }
    }

    const TEXT: &str = "Подскажите, где купить?";

    #[test]
    fn labels_are_counted_before_and_now() {
        let mut found = Comparison::default();
        found.add(TEXT, &change(1, &[], &[Label::Question]));
        found.add(TEXT, &change(2, &[Label::Question], &[Label::Question]));
        found.add(TEXT, &change(3, &[Label::Question], &[Label::Thanks]));
        assert_eq!((found.looked, found.differing), (3, 2));
        let counted = Counted { before: 2, now: 2, gained: 1, lost: 1 };
        assert_eq!(found.labels.get(&Label::Question), Some(&counted));
        assert_eq!(found.sentiment[1][1], 3);
    }

    #[test]
    fn what_is_stored_is_understood_again() {
        let mut found = Comparison::default();
        let toned = ChangeRow { sentiment: 90, lang: 2, ..change(1, &[Label::Spam], &[]) };
        found.add(TEXT, &toned);
        let moved = MoveRow {
            person: kamerton_core::id::PersonId::NIL,
            old_state: State::Cold,
            old_stage: Stage::I,
            state: State::Kamerton,
            stage: Stage::III,
        };
        found.people = Some(People::of(&[moved]));
        assert_eq!(Comparison::decode(&found.encode()), found);
    }

    #[test]
    fn examples_are_spread_over_the_kinds_of_change() {
        let mut found = Comparison::default();
        for n in 0..500 {
            found.add(TEXT, &change(n, &[], &[Label::Question]));
        }
        for n in 500..503 {
            found.add(TEXT, &change(n, &[Label::Spam], &[]));
        }
        found.add("да", &change(600, &[], &[Label::Question]));
        let examples = found.examples(5);
        assert_eq!(examples.len(), 5);
        let spam =
            |message: &MessageId| (500..503).any(|n| *message == change(n, &[], &[]).message);
        assert_eq!(examples.iter().filter(|message| spam(message)).count(), 2);
        assert!(!examples.contains(&change(600, &[], &[]).message), "too short to tell anything");
    }

    #[test]
    fn the_order_of_reading_does_not_matter() {
        let rows: Vec<ChangeRow> = (0..60).map(|n| change(n, &[], &[Label::Thanks])).collect();
        let (mut one, mut other) = (Comparison::default(), Comparison::default());
        rows.iter().for_each(|row| one.add(TEXT, row));
        rows.iter().rev().for_each(|row| other.add(TEXT, row));
        assert_eq!(one, other);
    }
}
