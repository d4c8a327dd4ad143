//! The community map (`P3`, `P5`): who talks to whom, as a picture and as tables.

use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::community_map::{self, Dot, Group, Map};
use kamerton_app::{AppError, influence};
use kamerton_core::community_map::{Month, REPLY, Side, left_of};
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_store::Session;
use serde::{Deserialize, Serialize};

use super::leaders::uncounted;
use crate::api::map::MapPicture;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;
use crate::words::Arg;

/// People on a page of the table.
const SHOWN: usize = 50;
/// A group is worth a line from so many people on.
const FEWEST: i64 = 3;
/// Groups in the table at most.
const GROUPS: usize = 50;
/// Orders of the table of people.
const SORTS: [&str; 4] = ["influence", "ties", "name", "since"];

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    place: String,
    part: i64,
    sort: String,
    after: usize,
}

impl Asked {
    /// The place; an empty word is everywhere.
    fn place(&self) -> Result<Option<PlaceId>, WebError> {
        let place = Some(self.place.as_str()).filter(|place| !place.is_empty());
        place.map(str::parse).transpose().map_err(|_| WebError::NotFound)
    }

    fn query(&self, sort: &str, after: usize) -> String {
        let Self { place, part, .. } = self;
        let mut query = format!("place={place}&part={part}&sort={sort}");
        if after > 0 {
            query.push_str(&format!("&after={after}"));
        }
        query
    }
}

/// Somebody in the table.
struct Row {
    id: PersonId,
    name: String,
    state: Loyalty,
    stage: Stage,
    side: Side,
    influence: Option<String>,
    listeners: String,
    ties: i64,
    since: String,
}

/// A group in the table.
struct Cluster {
    name: String,
    /// Where its people are shown.
    opens: Option<String>,
    people: i64,
    loyal: i64,
    is_island: bool,
}

/// A month in the table.
struct Grown {
    month: String,
    people: i64,
    ties: Option<i64>,
}

#[derive(Template)]
#[template(path = "people/map.html")]
struct MapPage {
    page: Page,
    asked: Asked,
    places: Vec<(PlaceId, String)>,
    is_drawn: bool,
    is_divided: bool,
    is_empty: bool,
    /// What is to be seen first, and the sentence after it.
    finding: (String, String),
    /// By side, how many.
    sides: Vec<(Side, i64)>,
    people: Vec<Row>,
    /// Why nobody has an influence, where none was computed.
    uncounted: Option<String>,
    /// What of which time it shows.
    what: String,
    next: Option<String>,
    groups: Vec<Cluster>,
    months: Vec<Grown>,
    /// The names of the months, parted by lines, for the slider.
    slider: String,
    left: Vec<String>,
    within: Option<i64>,
    drawn: Option<String>,
}

/// Shows the map.
///
/// # Errors
/// When there is no such place or part, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let place = asked.place()?;
    let (own, part) = (visitor.clone(), asked.part);
    let read = reading(app.store(), move |session| read(session, own, place, part)).await?;
    let Read { map, places, listened_to } = read;
    let page = Page::of(&app, &visitor, Section::People, "map-title");
    let zone = &visitor.brand.zone;
    let drawn = map.drawn_at.map(|at| format::moment_near(page.lang, zone, at, app.now()));
    let ties = ties_of(&map);
    let today = Month::of(zone.day(app.now()));
    let last = map.months.last().copied().unwrap_or(today);
    // Influence is that of today: of an archive the map remembers the end.
    let uncounted = uncounted(&page, listened_to).map(|why| match last < today {
        true => page.with("map-no-influence", "month", &within(&page, last)),
        false => why,
    });
    let mut sorts = sorts(uncounted.is_some()).iter();
    let usual =
        if map.dots.iter().any(|dot| dot.influence.is_some()) { "influence" } else { "ties" };
    let sort = sorts.find(|sort| **sort == asked.sort).copied().unwrap_or(usual);
    let asked = Asked { sort: sort.to_owned(), ..asked };
    let order = order(&map, &ties, sort);
    let people = order.iter().skip(asked.after).take(SHOWN);
    let rows = people.filter_map(|at| {
        Some(row(&page, &map, map.dots.get(*at)?, ties.get(*at).copied().unwrap_or_default()))
    });
    let more = order.len() > asked.after + SHOWN;
    let next = more.then(|| format!("/people/map?{}", asked.query(sort, asked.after + SHOWN)));
    let months: Vec<String> = map.months.iter().map(|month| month_of(&page, *month)).collect();
    render(&MapPage {
        is_drawn: map.drawn_at.is_some(),
        is_divided: map.is_divided(),
        is_empty: map.groups.is_empty(),
        finding: finding(&page, &map, &ties, today),
        sides: Side::ALL.into_iter().map(|side| (side, on_side(&map, side))).collect(),
        people: rows.collect(),
        uncounted,
        what: page.with("map-what", "month", &within(&page, last)),
        next,
        groups: groups(&page, &map, &asked),
        months: grown(&map, &months),
        slider: months.join("|"),
        left: left(&page, &map),
        within: map.within,
        drawn,
        places,
        asked,
        page,
    })
}

/// Everything of the page that is read.
struct Read {
    map: Map,
    places: Vec<(PlaceId, String)>,
    /// How many people are listened to; nothing before influence was computed.
    listened_to: Option<u64>,
}

async fn read(
    mut session: Session,
    visitor: Visitor,
    place: Option<PlaceId>,
    part: i64,
) -> Result<Read, AppError> {
    let map = community_map::read(&mut session, &visitor.brand, place, part).await?;
    let places = community_map::places(&mut session, &visitor.brand).await?;
    let compared = influence::compared(&mut session, &visitor.brand).await?;
    let listened_to = compared.map(|compared| compared.influence.count());
    Ok(Read { map, places, listened_to })
}

/// What the picture is drawn from in the browser.
#[derive(Serialize)]
pub struct Picture {
    #[serde(flatten)]
    map: MapPicture,
    /// What each group is called.
    called: Vec<String>,
}

/// The data of the picture.
///
/// # Errors
/// When there is no such place or part, or the store cannot.
pub async fn data(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Json<Picture>, WebError> {
    let place = asked.place()?;
    let (own, part) = (visitor.clone(), asked.part);
    let read = reading(app.store(), move |session| read(session, own, place, part)).await?;
    let map = read.map;
    let page = Page::of(&app, &visitor, Section::People, "map-title");
    let called = map.groups.iter().map(|group| name_of(&page, group)).collect();
    Ok(Json(Picture { map: map.into(), called }))
}

/// The place where most of a group passes, else who is tied most in it.
fn name_of(page: &Page, group: &Group) -> String {
    if let Some((_, title)) = &group.place {
        return title.clone();
    }
    match group.first.first() {
        Some((_, name)) if group.people > 1 => {
            let (name, count) = (format::name(name), group.people - 1);
            let args = [("name", Arg::Text(&name)), ("count", Arg::Number(count))];
            page.words().say("map-and-others", &args)
        }
        Some((_, name)) => format::name(name),
        None => page.say("map-nameless"),
    }
}

fn month_of(page: &Page, month: Month) -> String {
    let Some(day) = month.first_day() else { return month.to_string() };
    // Of another year than the day, so that the year is always said.
    format::month(page.lang, day, day.plus(-400))
}

/// The orders of the table of people; by influence only where there is some.
fn sorts(uncounted: bool) -> &'static [&'static str] {
    if uncounted { &SORTS[1..] } else { &SORTS }
}

/// A month within a sentence.
fn within(page: &Page, month: Month) -> String {
    let day = month.first_day();
    day.map_or_else(|| month.to_string(), |day| format::of_month(page.lang, day))
}

/// How many on the map each has ties with that are not gone.
fn ties_of(map: &Map) -> Vec<i64> {
    let mut ties = vec![0; map.dots.len()];
    let last = map.months.len().saturating_sub(1);
    for tie in map.ties.iter().filter(|tie| is_there(&tie.months, last)) {
        for end in [tie.a, tie.b] {
            if let Some(count) = ties.get_mut(end) {
                *count += 1;
            }
        }
    }
    ties
}

/// Whether at least a quarter of an answer is left in a month of what passed until then.
fn is_there(passed: &[(usize, i64)], month: usize) -> bool {
    let until = passed.iter().filter(|(at, _)| *at <= month);
    let left: f64 = until.map(|(at, strength)| left_of(*strength, (month - at) as i32)).sum();
    left >= REPLY as f64 / 4.0
}

fn on_side(map: &Map, side: Side) -> i64 {
    if !map.is_divided() {
        return map.dots.iter().filter(|dot| dot.side == side).count() as i64;
    }
    let (people, loyal) = map.count();
    match side {
        Side::Loyal => loyal,
        Side::Potential => people - loyal,
        Side::Against => 0,
    }
}

/// The people of the table in its order.
fn order(map: &Map, ties: &[i64], sort: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..map.dots.len()).collect();
    let dot = |at: &usize| map.dots.get(*at);
    let influence = |at: &usize| dot(at).and_then(|dot| dot.influence).unwrap_or_default();
    match sort {
        "name" => order.sort_by_cached_key(|at| dot(at).map(|dot| dot.name.to_lowercase())),
        "ties" => order.sort_by_key(|at| std::cmp::Reverse(ties.get(*at).copied())),
        "since" => order.sort_by_key(|at| std::cmp::Reverse(dot(at).map(|dot| dot.since))),
        _ => order.sort_by(|one, other| influence(other).total_cmp(&influence(one))),
    }
    order
}

fn row(page: &Page, map: &Map, dot: &Dot, ties: i64) -> Row {
    Row {
        id: dot.id,
        name: format::name(&dot.name),
        state: dot.state,
        stage: dot.stage,
        side: dot.side,
        influence: dot.influence.map(|value| format::decimal(page.lang, value / 1_000.0, 1)),
        listeners: page.count("leaders-listeners", &dot.listeners),
        ties,
        since: map.months.get(dot.since).map(|month| within(page, *month)).unwrap_or_default(),
    }
}

fn groups(page: &Page, map: &Map, asked: &Asked) -> Vec<Cluster> {
    let worth = map.groups.iter().filter(|group| group.people >= FEWEST).take(GROUPS);
    let opens = |part: i64| format!("/people/map?place={}&part={part}", asked.place);
    worth
        .map(|group| Cluster {
            name: name_of(page, group),
            opens: group.part.map(opens),
            people: group.people,
            loyal: group.loyal,
            is_island: group.island > 0,
        })
        .collect()
}

/// How the community grew: people there until each month, and ties that are not gone in it.
fn grown(map: &Map, months: &[String]) -> Vec<Grown> {
    let people = |month: usize| -> i64 {
        if !map.is_divided() {
            return map.dots.iter().filter(|dot| dot.since <= month).count() as i64;
        }
        let until = |group: &Group| {
            group.grew.iter().filter(|(at, _)| *at <= month).map(|(_, count)| *count).max()
        };
        map.groups.iter().filter_map(until).sum()
    };
    let ties = |month: usize| {
        (!map.is_divided())
            .then(|| map.ties.iter().filter(|tie| is_there(&tie.months, month)).count() as i64)
    };
    let line = |(at, month): (usize, &String)| Grown {
        month: month.clone(),
        people: people(at),
        ties: ties(at),
    };
    months.iter().enumerate().rev().map(line).collect()
}

/// Islands of at least three people, which are not the largest: how many there are, and the largest of them.
fn islands(map: &Map) -> (i64, i64) {
    let mut sizes: std::collections::BTreeMap<usize, i64> = std::collections::BTreeMap::new();
    for group in map.groups.iter().filter(|group| group.island > 0) {
        *sizes.entry(group.island).or_default() += group.people;
    }
    let worth = sizes.values().filter(|size| **size >= FEWEST);
    (worth.clone().count() as i64, worth.max().copied().unwrap_or_default())
}

/// What is to be seen first: islands, else how many have ties; then on whom most hangs.
fn finding(page: &Page, map: &Map, ties: &[i64], today: Month) -> (String, String) {
    let (people, loyal) = map.count();
    if people == 0 {
        return (page.say("map-nobody"), String::new());
    }
    let (tied, faded) = tied(page, map, ties, today);
    let leader = map.dots.iter().filter(|dot| dot.influence.is_some());
    let leader = leader.max_by(|one, other| {
        one.influence.unwrap_or_default().total_cmp(&other.influence.unwrap_or_default())
    });
    let most = match leader {
        Some(leader) => page.with("map-leader", "name", &format::name(&leader.name)),
        None => {
            let (people, loyal) = (page.number(&people), page.number(&loyal));
            let args = [("people", Arg::Text(&people)), ("loyal", Arg::Text(&loyal))];
            page.words().say("map-loyal-of", &args)
        }
    };
    let apart = match islands(map) {
        (0, _) => None,
        (1, largest) => Some(page.figure("map-island-one", largest)),
        (count, largest) => {
            let shown = page.number(&largest);
            let args = [("count", Arg::Number(count)), ("largest", Arg::Text(&shown))];
            Some(page.words().say("map-islands", &args))
        }
    };
    let sentences = [apart, Some(tied), faded, Some(most)];
    let mut sentences = sentences.into_iter().flatten();
    let first = sentences.next().unwrap_or_default();
    (first, sentences.collect::<Vec<String>>().join(" "))
}

/// How many people there are and how many of them have ties that are not gone, then what is with the rest.
/// Of an archive that ended long ago that is as of its end. Of groups only the people are known.
fn tied(page: &Page, map: &Map, ties: &[i64], today: Month) -> (String, Option<String>) {
    if map.is_divided() {
        return (page.figure("map-people-on", map.count().0), None);
    }
    let on = map.dots.len() as i64;
    let tied = ties.iter().filter(|count| **count > 0).count() as i64;
    let last = map.months.last().copied().unwrap_or(today);
    let said = if last < today {
        let (shown, month) = (page.number(&tied), within(page, last));
        let args = [
            ("count", Arg::Number(tied)),
            ("shown", Arg::Text(&shown)),
            ("month", Arg::Text(&month)),
        ];
        page.words().say("map-tied-then", &args)
    } else {
        page.figure("map-tied-now", tied)
    };
    let faded = if last < today { "map-faded-then" } else { "map-faded" };
    let faded = (tied < on).then(|| page.say(faded));
    (format!("{} {said}", page.figure("map-people-on", on)), faded)
}

/// What there was no room for.
fn left(page: &Page, map: &Map) -> Vec<String> {
    let told = |id: &str, count: i64| (count > 0).then(|| page.figure(id, count));
    let all = [
        told("map-people-left", map.people_left),
        told("map-groups-left", map.groups_left),
        told("map-ties-left", map.ties_left),
    ];
    all.into_iter().flatten().collect()
}

impl MapPage {
    fn sorts(&self) -> &'static [&'static str] {
        sorts(self.uncounted.is_some())
    }

    /// The address of the data of the picture.
    fn data(&self) -> String {
        format!("/people/map/data?place={}&part={}", self.asked.place, self.asked.part)
    }

    /// The address of the same tables in another order.
    fn sorted(&self, sort: &str) -> String {
        format!("/people/map?{}#map-people", self.asked.query(sort, 0))
    }

    fn is_sorted(&self, sort: &str) -> bool {
        self.asked.sort == sort
    }

    fn is_place(&self, id: &PlaceId) -> bool {
        self.asked.place == id.to_string()
    }

    /// The address of what a group is a part of.
    fn back(&self, within: &i64) -> String {
        format!("/people/map?place={}&part={within}", self.asked.place)
    }
}
