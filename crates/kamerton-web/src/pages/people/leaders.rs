//! The leader radar (`P5`): leaders among our clients, newcomers who matter, outsiders who speak of us.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kamerton_app::people::leaders::{self, Basis, Leader, Measure, Radar};
use kamerton_app::{AppError, Brand};
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::state::{Commerce, Stage, State as Loyalty};
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::people_lists::{self, Filter};

use super::stage;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;
use crate::words::Arg;

/// Somebody who matters.
struct Row {
    id: PersonId,
    name: String,
    state: Loyalty,
    stage: Stage,
    influence: Option<Figure>,
    listeners: String,
    reach: Option<Figure>,
    fit: Option<Figure>,
    rating: Option<String>,
    known_by: Option<String>,
    contact: Option<String>,
    next: Option<String>,
    /// What they said of us: message, words, where and when.
    words: Option<(MessageId, Option<String>, String)>,
    first_seen: String,
}

/// A value in words, and where it stands.
pub struct Figure {
    /// The value.
    pub value: String,
    /// «больше, чем у 92 из 100 человек».
    pub stands: Option<String>,
}

/// A part of the radar.
struct Part {
    word: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "people/leaders.html")]
struct LeadersPage {
    page: Page,
    parts: Vec<Part>,
    basis: Option<Basis>,
    /// Whose attention counts, or why no influence was computed.
    seeds: String,
    /// Whether anybody is a client or loyal.
    has_clients: bool,
}

impl LeadersPage {
    /// Whether there is anybody whose figures stand side by side.
    fn names_anybody(&self) -> bool {
        self.parts.iter().any(|part| !part.rows.is_empty())
    }
}

/// Shows the radar.
///
/// # Errors
/// When the store cannot.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let now = app.now();
    let own = visitor.clone();
    let read = reading(app.store(), move |session| read(session, own, now)).await?;
    let (radar, has_clients) = read;
    let page = Page::of(&app, &visitor, Section::People, "leaders-title");
    let rows = |found: &[Leader]| found.iter().map(|one| row(&page, &visitor, one, now)).collect();
    let parts = vec![
        Part { word: "clients", rows: rows(&radar.clients) },
        Part { word: "newcomers", rows: rows(&radar.newcomers) },
        Part { word: "outsiders", rows: rows(&radar.outsiders) },
    ];
    let is_described = !visitor.brand.settings.audience.trim().is_empty();
    let seeds = seeds(&page, radar.compared.as_ref(), is_described);
    render(&LeadersPage { parts, basis: radar.compared, seeds, has_clients, page })
}

async fn read(
    mut session: Session,
    visitor: Visitor,
    now: Instant,
) -> Result<(Radar, bool), AppError> {
    let radar = leaders::radar(&mut session, &visitor.brand, visitor.sight(), now).await?;
    let has_clients =
        !radar.clients.is_empty() || has_clients(&mut session, &visitor.brand).await?;
    Ok((radar, has_clients))
}

/// Whether anybody bought or is loyal.
async fn has_clients(session: &mut Session, brand: &Brand) -> Result<bool, AppError> {
    let commerce = |commerce| Filter { commerce: Some(commerce), ..Filter::default() };
    let stage = |stage| Filter { stage: Some(stage), ..Filter::default() };
    let loyal = Loyalty::ALL.into_iter().filter(|state| state.is_loyal());
    let loyal = loyal.map(|state| Filter { state: Some(state), ..Filter::default() });
    let bought = [Commerce::First, Commerce::Repeat].map(commerce);
    let later = [Stage::II, Stage::III].map(stage);
    for filter in bought.into_iter().chain(later).chain(loyal) {
        if people_lists::count(session, brand.id, &filter).await?.number > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whose attention counts, or why no influence was computed.
fn seeds(page: &Page, basis: Option<&Basis>, is_described: bool) -> String {
    if let Some(why) = uncounted(page, basis.map(|basis| basis.listened_to)) {
        return why;
    }
    let Some(basis) = basis.filter(|basis| basis.seed_count > 0) else {
        return page.say("leaders-seeds-nobody");
    };
    let count = basis.seed_count as i64;
    let number = format::count(page.lang, count);
    let args = [("count", Arg::Number(count)), ("number", Arg::Text(&number))];
    let whose = page.words().say(&format!("leaders-seeds-{}", basis.seeds), &args);
    match basis.seeds {
        "clients" if is_described => format!("{whose} {}", page.say("leaders-few-fit")),
        "clients" => format!("{whose} {}", page.say("leaders-undescribed")),
        _ => whose,
    }
}

/// Why nobody has an influence, by how many people are listened to; nothing where somebody has.
pub fn uncounted(page: &Page, listened_to: Option<u64>) -> Option<String> {
    match listened_to {
        None => Some(page.say("leaders-not-yet")),
        Some(0) => Some(page.say("leaders-no-talk")),
        Some(_) => None,
    }
}

fn row(page: &Page, visitor: &Visitor, one: &Leader, now: Instant) -> Row {
    let zone = &visitor.brand.zone;
    let today = zone.day(now);
    let near = |text: &str| Day::parse(text).map(|day| format::day_near(page.lang, day, today));
    let record = one.relationship.as_ref();
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let heard = one.last_contact_at.as_deref().and_then(Instant::parse_rfc3339);
    let heard = heard.map(|at| zone.day(at));
    let told = record.and_then(|record| Day::parse(record.contact_day.as_deref()?));
    let words = one.words.as_ref().map(|words| {
        let at = Instant::parse_rfc3339(&words.at);
        let when = at.map(|at| format::day_near(page.lang, zone.day(at), today));
        let where_when = format!("{}, {}", words.place, when.unwrap_or_default());
        let text = words.text.as_deref().filter(|text| !text.is_empty());
        (words.message, text.map(|text| format::quoted(page.lang, text)), where_when)
    });
    let first = Instant::parse_rfc3339(&one.first_seen_at);
    Row {
        id: one.id,
        name: format::name(&one.name),
        state: Loyalty::parse(one.state).unwrap_or_default(),
        stage: stage(one.stage),
        influence: influence(page, one.influence),
        listeners: page.count("leaders-listeners", &one.listeners),
        reach: reach(page, one.reach),
        fit: fit(page, one.fit),
        rating: record.and_then(|record| record.rating).map(|rating| rated(page, rating)),
        known_by: record.and_then(|record| filled(&record.known_by)),
        contact: heard.max(told).map(|day| format::day_near(page.lang, day, today)),
        next: record.and_then(|record| {
            let day = record.next_day.as_deref().and_then(near);
            let step = filled(&record.next_step)?;
            Some(day.map_or_else(|| step.clone(), |day| format!("{step}, {day}")))
        }),
        words,
        first_seen: first
            .map_or_else(String::new, |at| format::day_near(page.lang, zone.day(at), today)),
    }
}

/// How well somebody fits in our own eyes.
pub fn rated(page: &Page, rating: i64) -> String {
    page.with("leaders-rated", "rating", &rating.to_string())
}

/// Influence, in walks of a thousand.
pub fn influence(page: &Page, measure: Option<Measure>) -> Option<Figure> {
    figure(page, measure, |value| format::decimal(page.lang, value / 1_000.0, 1))
}

/// Followers.
pub fn reach(page: &Page, measure: Option<Measure>) -> Option<Figure> {
    figure(page, measure, |value| format::count(page.lang, value as i64))
}

/// Fit, in parts of a hundred.
pub fn fit(page: &Page, measure: Option<Measure>) -> Option<Figure> {
    figure(page, measure, |value| {
        let share = format::decimal(page.lang, value * 100.0, 0);
        page.with("leaders-percent", "share", &share)
    })
}

fn figure(page: &Page, measure: Option<Measure>, write: impl Fn(f64) -> String) -> Option<Figure> {
    let measure = measure?;
    let stands = measure.percentile.map(|at| page.with("leaders-stands", "part", &at.to_string()));
    Some(Figure { value: write(measure.value), stands })
}
