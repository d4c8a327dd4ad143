//! One picture with the names, states and influence of now. It costs what is on it: the picture is one
//! row, and its people are looked up by their ids.

use std::collections::HashMap;

use kamerton_core::community_map::{MONTHS, Month, Side};
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::community_map::{self, ShownRow};

use super::body::{Body, Cluster, Line, Spot};
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};
use crate::refusal::Refusal;

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// Of which place; nothing for everywhere.
    pub place: Option<PlaceId>,
    /// 0 for the whole of it, else the number of a group.
    pub part: i64,
    /// The part that it is a part of.
    pub within: Option<i64>,
    /// When it was drawn; nothing before the first time.
    pub drawn_at: Option<Instant>,
    /// The months that are looked back on, the earliest first.
    pub months: Vec<Month>,
    /// Who is on it; nobody where groups are shown.
    pub dots: Vec<Dot>,
    /// The groups: those that the people stand in, or those that are shown instead of them.
    pub groups: Vec<Group>,
    /// Between dots, or between groups where these are shown.
    pub ties: Vec<Tie>,
    /// People for whom there is no room.
    pub people_left: i64,
    /// Ties for which there is no room, the weakest.
    pub ties_left: i64,
    /// Groups for which there is no room, the smallest.
    pub groups_left: i64,
}

/// Somebody on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// On which side they stand.
    pub side: Side,
    /// State.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// How much they are listened to, in millionths of all walks; nothing where nobody turns to them.
    pub influence: Option<f64>,
    /// How many people turned to them.
    pub listeners: i64,
    /// To the right; neighbours stand about one from each other.
    pub x: f64,
    /// Downwards.
    pub y: f64,
    /// In which group, by its place among the groups.
    pub group: usize,
    /// On which island, numbered from 0, the largest first.
    pub island: usize,
    /// In which month they were first there, by its place among the months.
    pub since: usize,
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The part with its people, where they are not on this picture.
    pub part: Option<i64>,
    /// How many people.
    pub people: i64,
    /// How many of them are loyal.
    pub loyal: i64,
    /// Those with the most ties, the first first.
    pub first: Vec<(PersonId, String)>,
    /// Where most of it passes, if more than half: the place and its title.
    pub place: Option<(PlaceId, String)>,
    /// On which island, numbered from 0, the largest first.
    pub island: usize,
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// How far it reaches.
    pub radius: f64,
    /// How many people were there from a month on, by the month's place among the months.
    pub grew: Vec<(usize, i64)>,
}

/// A tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// One end, by its place among the dots or groups.
    pub a: usize,
    /// The other end.
    pub b: usize,
    /// How strong what passed is, in quarters of an answer, by the month's place among the months.
    pub months: Vec<(usize, i64)>,
}

impl Map {
    /// Whether groups are shown instead of people.
    pub fn is_divided(&self) -> bool {
        self.dots.is_empty() && !self.groups.is_empty()
    }

    /// How many people are on it or within its groups, and how many of them are loyal.
    pub fn count(&self) -> (i64, i64) {
        let sum = |of: fn(&Group) -> i64| self.groups.iter().map(of).sum();
        (sum(|group| group.people), sum(|group| group.loyal))
    }
}

/// The places that may be chosen, with their titles, in order of these.
///
/// # Errors
/// When the store cannot.
pub async fn places(session: &mut Session, brand: &Brand) -> Result<Vec<(PlaceId, String)>> {
    let known = Known::of(session, brand, Sight::Community).await?;
    let drawn = community_map::places(session, brand.id).await?;
    let mut places: Vec<(PlaceId, String)> = drawn
        .into_iter()
        .filter(|place| *place != PlaceId::NIL && known.shows(*place))
        .map(|place| (place, known.title(place)))
        .collect();
    places.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    Ok(places)
}

/// A picture: of a place or of everywhere, whole for part 0.
///
/// # Errors
/// When there is no such place or part, or the place is private; when the store cannot.
pub async fn read(
    session: &mut Session,
    brand: &Brand,
    place: Option<PlaceId>,
    part: i64,
) -> Result<Map> {
    let known = Known::of(session, brand, Sight::Community).await?;
    let id = place.unwrap_or(PlaceId::NIL);
    if place.is_some_and(|place| !known.has(place) || !known.shows(place)) {
        return Err(Refusal::NoPlace(id).into());
    }
    let drawn = community_map::drawn(session, brand.id).await?;
    let Some(row) = community_map::picture(session, brand.id, id, part).await? else {
        if part != 0 {
            return Err(Refusal::NoPlace(id).into());
        }
        let drawn_at = drawn.map(|drawn| drawn.drawn_at);
        return Ok(Map { place, drawn_at, ..Map::default() });
    };
    let body = Body::of(&row.body);
    let mut wanted: Vec<PersonId> = body.dots.iter().map(|dot| dot.person).collect();
    wanted.extend(body.groups.iter().flat_map(|group| group.first.iter().copied()));
    wanted.sort_unstable();
    wanted.dedup();
    let people: HashMap<PersonId, ShownRow> = community_map::shown(session, brand.id, wanted)
        .await?
        .into_iter()
        .filter(|row| row.role.is_community())
        .map(|row| (row.person, row))
        .collect();
    Ok(Map {
        place,
        part,
        drawn_at: drawn.map(|drawn| drawn.drawn_at),
        ..told(body, people, &known)
    })
}

/// The picture as it is shown; who is gone or none of the community any more is left out.
fn told(body: Body, mut people: HashMap<PersonId, ShownRow>, known: &Known) -> Map {
    let last = MONTHS - 1;
    let index = |ago: i32| usize::try_from((last - ago).clamp(0, last)).unwrap_or_default();
    let mut groups: Vec<Group> =
        body.groups.into_iter().map(|one| group(one, &people, known, index)).collect();
    let mut numbers: Vec<Option<usize>> = Vec::with_capacity(body.dots.len());
    let mut dots: Vec<Dot> = Vec::with_capacity(body.dots.len());
    let is_divided = body.dots.is_empty();
    if !is_divided {
        // Those who are on it are counted as they are now.
        groups.iter_mut().for_each(|group| group.loyal = 0);
    }
    for spot in body.dots {
        let dot = people.remove(&spot.person).map(|row| dot(&spot, row, index(spot.since)));
        numbers.push(dot.as_ref().map(|_| dots.len()));
        let group = groups.get_mut(spot.group as usize);
        match (&dot, group) {
            (Some(dot), Some(group)) => group.loyal += i64::from(dot.side == Side::Loyal),
            (None, Some(group)) => group.people -= 1,
            _ => {}
        }
        dots.extend(dot);
    }
    let number = |end: u32| match is_divided {
        true => Some(end as usize),
        false => numbers.get(end as usize).copied().flatten(),
    };
    let tie = |Line { a, b, months }: Line| {
        let months = months.into_iter().map(|(ago, strength)| (index(ago), strength)).collect();
        Some(Tie { a: number(a)?, b: number(b)?, months })
    };
    Map {
        within: body.within,
        months: (0..MONTHS).map(|month| Month(body.now).plus(month - last)).collect(),
        ties: body.ties.into_iter().filter_map(tie).collect(),
        people_left: body.people_left,
        ties_left: body.ties_left,
        groups_left: body.groups_left,
        dots,
        groups,
        ..Map::default()
    }
}

fn dot(spot: &Spot, row: ShownRow, since: usize) -> Dot {
    Dot {
        id: row.person,
        name: row.name,
        side: Side::of(row.state, row.stage),
        state: row.state,
        stage: row.stage,
        influence: row.influence.filter(|_| row.listeners > 0),
        listeners: row.listeners,
        x: f64::from(spot.x) / 100.0,
        y: f64::from(spot.y) / 100.0,
        group: spot.group as usize,
        island: spot.island as usize,
        since,
    }
}

fn group(
    of: Cluster,
    people: &HashMap<PersonId, ShownRow>,
    known: &Known,
    index: impl Fn(i32) -> usize,
) -> Group {
    let name = |person: PersonId| people.get(&person).map(|row| (person, row.name.clone()));
    Group {
        part: of.part,
        people: of.people,
        loyal: of.loyal,
        first: of.first.into_iter().filter_map(name).collect(),
        place: of
            .place
            .filter(|place| known.has(*place) && known.shows(*place))
            .map(|place| (place, known.title(place))),
        island: of.island as usize,
        x: f64::from(of.x) / 100.0,
        y: f64::from(of.y) / 100.0,
        radius: f64::from(of.radius) / 100.0,
        grew: of.grew.into_iter().map(|(ago, count)| (index(ago), count)).collect(),
    }
}
