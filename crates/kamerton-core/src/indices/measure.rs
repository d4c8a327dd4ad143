//! What a tally says: the value of each index, how sure it is, and whether it got better.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::share::{Interval, Share, Trend, Z, wilson};

/// An index of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Index {
    /// Loyal partners of potential clients against those that chance would give.
    Mixing,
    /// Newman's coefficient of who talks with whom.
    Assortativity,
    /// Newcomers who met somebody loyal within 7 days.
    Met,
    /// First messages of newcomers that were answered.
    Welcomed,
    /// Minutes until they were.
    Minutes,
    /// Newcomers who wrote again within 14 days.
    Again,
    /// Messages of members with insults or obscenity.
    Toxic,
    /// Messages of members with thanks, delight, a recommendation or a defence.
    Warm,
    /// How much of the talk is that of few: Gini's coefficient.
    Voices,
    /// Questions that a member answered first.
    ByMembers,
    /// Ties among members that go both ways.
    Reciprocity,
    /// Members who answered at least one question first, of those who wrote.
    Helpers,
    /// Conversations that members began.
    Initiators,
}

/// What the number of an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// From 0 to 1, shown in per cent.
    Share,
    /// How many times what chance gives; 1 is neutral.
    Ratio,
    /// From -1 to 1.
    Coefficient,
    /// A span of time.
    Minutes,
}

/// What an index says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// The value: a share from 0 to 1, a ratio, a coefficient, or minutes.
    pub value: f64,
    /// Its interval of 95 %; none where there are too few cases for one.
    pub interval: Option<Interval>,
    /// Of how many cases it is.
    pub cases: i64,
}

/// What fewer cases say is chance. Ranks enclose a median from as many on (`share::middle`).
const FEWEST: i64 = 6;

impl Reading {
    /// Whether it is of too few cases to stand beside others.
    pub const fn is_thin(&self) -> bool {
        self.cases < FEWEST
    }
}

impl Index {
    /// All indices, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Mixing,
        Self::Assortativity,
        Self::Met,
        Self::Welcomed,
        Self::Minutes,
        Self::Again,
        Self::Toxic,
        Self::Warm,
        Self::Voices,
        Self::ByMembers,
        Self::Reciprocity,
        Self::Helpers,
        Self::Initiators,
    ];

    /// The word used in addresses, the API and translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mixing => "mixing",
            Self::Assortativity => "assortativity",
            Self::Met => "met",
            Self::Welcomed => "welcomed",
            Self::Minutes => "minutes",
            Self::Again => "again",
            Self::Toxic => "toxic",
            Self::Warm => "warm",
            Self::Voices => "voices",
            Self::ByMembers => "by_members",
            Self::Reciprocity => "reciprocity",
            Self::Helpers => "helpers",
            Self::Initiators => "initiators",
        }
    }

    /// The index of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|index| index.word() == word)
    }

    /// The task of the method that it measures.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Mixing | Self::Assortativity | Self::Met => "P3",
            Self::Welcomed | Self::Minutes | Self::Again => "P2",
            Self::Toxic | Self::Warm | Self::Voices => "P2",
            Self::ByMembers | Self::Reciprocity | Self::Helpers => "F1",
            Self::Initiators => "P4",
        }
    }

    /// What its number is.
    pub const fn scale(self) -> Scale {
        match self {
            Self::Mixing => Scale::Ratio,
            Self::Assortativity | Self::Voices => Scale::Coefficient,
            Self::Minutes => Scale::Minutes,
            _ => Scale::Share,
        }
    }

    /// Whether a lower value is the better one.
    pub const fn is_better_low(self) -> bool {
        matches!(self, Self::Assortativity | Self::Minutes | Self::Toxic | Self::Voices)
    }
}

impl Tally {
    /// So many of so many, for the indices that are a plain share.
    pub const fn share(&self, index: Index) -> Option<Share> {
        Some(match index {
            Index::Met => Share::of(self.met, self.met_of),
            Index::Welcomed => Share::of(self.welcomed, self.welcomed_of),
            Index::Again => Share::of(self.again, self.again_of),
            Index::Toxic => Share::of(self.toxic, self.messages),
            Index::Warm => Share::of(self.warm, self.messages),
            Index::ByMembers => Share::of(self.by_members, self.questions),
            Index::Helpers => Share::of(self.helpers, self.voices),
            Index::Initiators => Share::of(self.initiated, self.conversations),
            _ => return None,
        })
    }

    /// What an index says of this day; `None` where there is nothing to say it of.
    ///
    /// Intervals hold at 95 %. Shares have Wilson's. The ratio of mixing has that of the observed share,
    /// with as many observations as exchanges, by what is expected, which is taken as known. Reciprocity
    /// `r` of ties has Wilson's of the share `p` of pairs, `r = 2p / (1 + p)`, which never falls as `p`
    /// grows. Gini's coefficient and Newman's have the normal one of their jackknife error (T. Ogwang,
    /// "A convenient method of computing the Gini index and its standard error", Oxford Bulletin of
    /// Economics and Statistics 62 (2000), 123-129; M. E. J. Newman, "Mixing patterns in networks",
    /// Physical Review E 67 (2003), 026126). The median has that
    /// of its ranks ([`crate::share::middle`]).
    pub fn reading(&self, index: Index) -> Option<Reading> {
        match index {
            Index::Mixing => self.mixing(),
            Index::Assortativity => {
                let (value, error) = (self.assortativity, self.assortativity_error);
                let cases = self.exchanges;
                (self.assorted > 0).then(|| jackknifed(value, error, cases, -1.0))
            }
            Index::Voices => {
                let enough = self.voices > 1;
                enough.then(|| jackknifed(self.gini, self.gini_error, self.voices, 0.0))
            }
            Index::Minutes => self.minutes(),
            Index::Reciprocity => {
                let pairs = Share::of(self.mutual, self.tied);
                let (value, of_pairs) = (pairs.value()?, pairs.interval()?);
                let of_ties = |share: f64| 2.0 * share / (1.0 + share);
                let interval =
                    Interval { low: of_ties(of_pairs.low), high: of_ties(of_pairs.high) };
                Some(Reading { value: of_ties(value), interval: Some(interval), cases: self.tied })
            }
            _ => {
                let share = self.share(index)?;
                Some(Reading {
                    value: share.value()?,
                    interval: share.interval(),
                    cases: share.whole,
                })
            }
        }
    }

    fn mixing(&self) -> Option<Reading> {
        if self.partners == 0 || self.expected <= 0 {
            return None;
        }
        let expected = self.expected as f64 / 1e6;
        let observed = self.loyal_partners as f64 / self.partners as f64;
        let around = wilson(observed, self.exchanges as f64);
        let interval = Interval { low: around.low / expected, high: around.high / expected };
        let value = observed / expected;
        Some(Reading { value, interval: Some(interval), cases: self.exchanges })
    }

    fn minutes(&self) -> Option<Reading> {
        let minutes = |seconds: i64| seconds as f64 / 60.0;
        let ends = Interval { low: minutes(self.seconds_low), high: minutes(self.seconds_high) };
        (self.welcomed > 0).then(|| Reading {
            value: minutes(self.seconds),
            interval: (self.welcomed >= FEWEST).then_some(ends),
            cases: self.welcomed,
        })
    }
}

/// A coefficient with the normal interval of its error, both in millionths. Fewer than six cases, and
/// those that are all alike, cannot tell how sure it is.
fn jackknifed(value: i64, error: i64, cases: i64, least: f64) -> Reading {
    let (value, spread) = (value as f64 / 1e6, Z * error as f64 / 1e6);
    let interval = Interval { low: (value - spread).max(least), high: (value + spread).min(1.0) };
    Reading { value, interval: (cases >= FEWEST && error > 0).then_some(interval), cases }
}

/// How an index stands to what it was: shares by the interval of their difference, everything else by
/// whether the intervals lie apart, which is stricter than 95 %.
pub fn trend(index: Index, now: &Tally, before: &Tally) -> Trend {
    if let (Some(now), Some(before)) = (now.share(index), before.share(index)) {
        return now.trend(before);
    }
    let interval = |tally: &Tally| tally.reading(index).and_then(|reading| reading.interval);
    match (interval(now), interval(before)) {
        (Some(now), Some(was)) if now.low > was.high => Trend::Higher,
        (Some(now), Some(was)) if now.high < was.low => Trend::Lower,
        (Some(_), Some(_)) => Trend::Noise,
        _ => Trend::Unknown,
    }
}
