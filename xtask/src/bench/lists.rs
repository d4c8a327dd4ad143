//! Lists of people: every filter alone, every order, and the lists that have names.

use std::time::Instant as Clock;

use anyhow::Result;
use kamerton_app::Brand;
use kamerton_app::people::list::{self, NAMED};
use kamerton_core::id::PersonId;
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::people_lists::{self, Filter, NEVER, Position, Sort};
use kamerton_store::{Session, Store, notes, people, places};

use super::large::QUERY_BAR;
use super::{Line, median, quantile};

/// How often each list is asked for.
const ASKED: usize = 15;
/// People on a page.
const PAGE: i64 = 50;
/// How far into a list the second page lies that is asked for: pages of a thousand.
const DEEP: usize = 20;

/// A list and what it is called here.
struct Case {
    name: String,
    filter: Filter,
    sort: Sort,
}

/// What was asked of all lists.
#[derive(Default)]
struct Asked {
    what: &'static str,
    times: Vec<f64>,
    /// The list that took longest, by its median.
    worst: (f64, String),
}

/// Measures the first page, a page deep inside, and the count of each list.
pub async fn measure(store: &Store, brand: &Brand, now: Instant) -> Result<Vec<Line>> {
    let mut session = store.read().await?;
    let cases = cases(&mut session, brand, now).await?;
    let mut first = Asked { what: "first page", ..Asked::default() };
    let mut deep = Asked { what: "page far inside", ..Asked::default() };
    let mut counts = Asked { what: "count", ..Asked::default() };
    for case in &cases {
        let position = far_inside(&mut session, brand, case).await?;
        let (mut own_first, mut own_deep, mut own_counts) = (vec![], vec![], vec![]);
        for _ in 0..ASKED {
            own_first.push(page(&mut session, brand, case, None, now).await?);
            if position.is_some() {
                own_deep.push(page(&mut session, brand, case, position.as_ref(), now).await?);
            }
            let started = Clock::now();
            people_lists::count(&mut session, brand.id, &case.filter).await?;
            own_counts.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let medians = [&mut own_first, &mut own_deep, &mut own_counts].map(|own| median(own));
        let [one, two, three] = medians;
        println!("list {}: {one:.1} ms, inside {two:.1} ms, count {three:.1} ms", case.name);
        first.take(case, own_first);
        deep.take(case, own_deep);
        counts.take(case, own_counts);
    }
    let mut lines = Vec::new();
    for asked in [first, deep, counts] {
        lines.extend(asked.lines(cases.len()));
    }
    Ok(lines)
}

impl Asked {
    fn take(&mut self, case: &Case, mut times: Vec<f64>) {
        let typical = median(&mut times);
        if typical > self.worst.0 {
            self.worst = (typical, case.name.clone());
        }
        self.times.extend(times);
    }

    fn lines(mut self, lists: usize) -> Vec<Line> {
        let what = format!("{lists} lists of people, {}", self.what);
        let (half, most) = (quantile(&mut self.times, 0.5), quantile(&mut self.times, 0.95));
        let slowest = format!("slowest of them: {}", self.worst.1);
        vec![
            Line::plain(&format!("{what}, p50"), "SQLite", half, "ms"),
            Line::at_most(&format!("{what}, p95"), "SQLite", most, "ms", QUERY_BAR),
            Line::at_most(&slowest, "SQLite", self.worst.0, "ms", QUERY_BAR),
        ]
    }
}

/// Milliseconds for a page with everything that a list shows.
async fn page(
    session: &mut Session,
    brand: &Brand,
    case: &Case,
    after: Option<&Position>,
    now: Instant,
) -> Result<f64> {
    let started = Clock::now();
    let found = people_lists::page(session, brand.id, &case.filter, case.sort, after, PAGE).await?;
    list::describe(session, brand, &found.people, now).await?;
    Ok(started.elapsed().as_secs_f64() * 1e3)
}

/// Where a page far inside begins; none for a list of one page.
async fn far_inside(session: &mut Session, brand: &Brand, case: &Case) -> Result<Option<Position>> {
    let mut after = None;
    for _ in 0..DEEP {
        let (filter, from) = (&case.filter, after.as_ref());
        let found = people_lists::page(session, brand.id, filter, case.sort, from, 1_000).await?;
        match found.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(after)
}

async fn cases(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<Case>> {
    let mut cases = orders();
    cases.extend(standings());
    cases.extend(times(now));
    let places = places::all(session, brand.id).await?;
    for place in places.iter().take(2) {
        let filter = Filter { place: Some(place.id), ..Filter::default() };
        cases.push(Case::new(format!("--place {}", place.title), filter, Sort::Charge));
    }
    if let Some(tag) = some_tag(session, brand).await? {
        let filter = Filter { tag: Some(tag), ..Filter::default() };
        cases.push(Case::new("--tag".to_owned(), filter, Sort::Charge));
    }
    cases.extend(
        NAMED.iter().map(|named| {
            Case::new(format!("--list {}", named.word), (named.filter)(now), named.sort)
        }),
    );
    Ok(cases)
}

impl Case {
    const fn new(name: String, filter: Filter, sort: Sort) -> Self {
        Self { name, filter, sort }
    }
}

/// Everybody, in each order.
fn orders() -> Vec<Case> {
    let orders = [
        ("charge", Sort::Charge),
        ("active", Sort::Active),
        ("contact", Sort::Contact),
        ("name", Sort::Name),
        ("new", Sort::New),
    ];
    let case = |(word, sort)| Case::new(format!("--sort {word}"), Filter::default(), sort);
    orders.into_iter().map(case).collect()
}

/// Role, state, stage, commerce, orders, names.
fn standings() -> Vec<Case> {
    let all = Filter::default;
    let mut filters = vec![
        ("--role staff".to_owned(), Filter { role: Role::Staff, ..all() }),
        ("--orders yes".to_owned(), Filter { orders: Some(true), ..all() }),
        ("--orders no".to_owned(), Filter { orders: Some(false), ..all() }),
    ];
    for state in State::ALL {
        let name = format!("--state {}", state.word());
        filters.push((name, Filter { state: Some(state), ..all() }));
    }
    for stage in Stage::ALL {
        let name = format!("--stage {}", stage.code());
        filters.push((name, Filter { stage: Some(stage), ..all() }));
    }
    for commerce in [Commerce::None, Commerce::First, Commerce::Repeat] {
        let name = format!("--commerce {}", commerce.word());
        filters.push((name, Filter { commerce: Some(commerce), ..all() }));
    }
    for name in ["а", "мар", "марина к"] {
        let key = list::name_key(name);
        filters.push((format!("--name «{name}»"), Filter { name: Some(key), ..all() }));
    }
    filters.into_iter().map(|(name, filter)| Case::new(name, filter, Sort::Charge)).collect()
}

/// Contact, activity, first seen: some days back.
fn times(now: Instant) -> Vec<Case> {
    let ago = |days: i64| Some(now.plus(-days * DAY));
    let all = Filter::default;
    let mut filters = Vec::new();
    for days in [7, 90] {
        filters.extend([
            (format!("--contact {days}"), Filter { contact_from: ago(days), ..all() }),
            (format!("--no-contact {days}"), Filter { contact_before: ago(days), ..all() }),
            (format!("--active {days}"), Filter { active_from: ago(days), ..all() }),
            (format!("--silent {days}"), Filter { active_before: ago(days), ..all() }),
            (format!("--new {days}"), Filter { seen_from: ago(days), ..all() }),
        ]);
    }
    filters.push(("--no-contact 0".to_owned(), Filter { contact_before: Some(NEVER), ..all() }));
    filters.into_iter().map(|(name, filter)| Case::new(name, filter, Sort::Charge)).collect()
}

/// A tag that somebody has.
async fn some_tag(session: &mut Session, brand: &Brand) -> Result<Option<String>> {
    let rows = people::after(session, brand.id, PersonId::NIL, 5_000).await?;
    let tags = notes::tags_of_people(session, brand.id, rows.iter().map(|row| row.id)).await?;
    Ok(tags.first().map(|row| list::tag_key(&row.tag)))
}
