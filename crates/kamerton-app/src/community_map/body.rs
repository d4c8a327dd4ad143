//! A picture as it is kept: ids and numbers, nothing that people are called by.

use kamerton_core::id::{PersonId, PlaceId};
use serde::{Deserialize, Serialize};

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    /// The month that went on when it was drawn, as a number.
    pub now: i32,
    /// The part that it is a part of.
    pub within: Option<i64>,
    /// Who is on it; nobody where groups are shown.
    pub dots: Vec<Spot>,
    /// The groups: those that the people stand in, or those that are shown instead of them.
    pub groups: Vec<Cluster>,
    /// Between dots, or between groups where these are shown.
    pub ties: Vec<Line>,
    /// People for whom there is no room.
    pub people_left: i64,
    /// Ties for which there is no room, the weakest.
    pub ties_left: i64,
    /// Groups for which there is no room, the smallest.
    pub groups_left: i64,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spot {
    /// Who.
    #[serde(rename = "p")]
    pub person: PersonId,
    /// To the right, in hundredths.
    pub x: i32,
    /// Downwards, in hundredths.
    pub y: i32,
    /// In which group.
    #[serde(rename = "g")]
    pub group: u32,
    /// On which island, numbered from 0, the largest first.
    #[serde(rename = "i")]
    pub island: u32,
    /// How many months before the picture's they were first there.
    #[serde(rename = "s")]
    pub since: i32,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Cluster {
    /// The part with its people, where they are not on this picture.
    pub part: Option<i64>,
    /// How many people.
    pub people: i64,
    /// How many of them are loyal, where their people are not on this picture.
    pub loyal: i64,
    /// Those with the most ties, the first first.
    pub first: Vec<PersonId>,
    /// Where most of it passes, if more than half.
    pub place: Option<PlaceId>,
    /// On which island, numbered from 0, the largest first.
    pub island: u32,
    /// Its middle, in hundredths.
    pub x: i32,
    /// Its middle, in hundredths.
    pub y: i32,
    /// How far it reaches, in hundredths.
    pub radius: i32,
    /// How many people were there, by months before the picture's: from the first month on.
    pub grew: Vec<(i32, i64)>,
}

/// A tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    /// One end.
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// How strong what passed is, by months before the picture's, the earliest first.
    #[serde(rename = "m")]
    pub months: Vec<(i32, i64)>,
}

impl Body {
    /// As it is kept.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Of what was kept; empty where that is of another program.
    pub fn of(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
