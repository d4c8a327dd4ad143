//! People: lists that are asked for often, filters, and everybody by name.

pub mod act;
mod asked;
pub mod comfort;
pub mod consent;
pub mod correct;
pub mod export;
pub mod join;
pub mod leaders;
pub mod listened;
pub mod map;
mod orders;
pub mod person;
mod planned;
pub mod silent;
pub mod split;
pub mod suggestions;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::people::find;
use kamerton_app::people::list::{self, Listed};
use kamerton_app::people::words::{self, LastWords};
use kamerton_app::segments::{self, Segment};
use kamerton_core::access::Action;
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_core::time::{Instant, Zone};
use kamerton_store::{Session, people_lists, places};

use super::page::{Page, Section};
use super::render;
use super::rings::Rings;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::words::Arg;
pub use asked::Asked;

/// People on a page.
const SHOWN: i64 = 50;

/// A person in a list.
struct Row {
    id: PersonId,
    name: String,
    state: Loyalty,
    stage: Stage,
    charge: String,
    contact: Option<String>,
    words: Option<String>,
    /// How long ago those words were said.
    said: Option<String>,
    place: Option<String>,
}

/// A tab.
struct View {
    /// Empty for everybody.
    word: &'static str,
    count: Option<String>,
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeoplePage {
    page: Page,
    rings: Rings,
    views: Vec<View>,
    asked: Asked,
    places: Vec<(PlaceId, String)>,
    segments: Vec<Segment>,
    /// Where the same people become a segment.
    save: Option<String>,
    people: Vec<Row>,
    count: String,
    next: Option<String>,
    /// Whether there is nobody at all yet.
    is_untouched: bool,
}

/// Everything of one page that is read.
struct Read {
    listing: list::Listing,
    words: std::collections::HashMap<PersonId, LastWords>,
    count: people_lists::Count,
    places: Vec<(PlaceId, String)>,
    segments: Vec<Segment>,
}

/// Shows a list.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let asked = asked.known();
    let now = app.now();
    let (own, wanted) = (visitor.clone(), asked.clone());
    let read = reading(app.store(), move |session| read(session, own, wanted, now)).await?;
    let page = Page::of(&app, &visitor, Section::People, "nav-people");
    let ids: Vec<PersonId> = read.listing.people.iter().map(|one| one.id).collect();
    let mut session = app.store().read().await?;
    let rings = Rings::of(&app, &mut session, &visitor, &ids).await?;
    let zone = &visitor.brand.zone;
    let people = read.listing.people.iter();
    let people = people.map(|one| row(&page, zone, one, read.words.get(&one.id), now)).collect();
    render(&PeoplePage {
        is_untouched: read.listing.people.is_empty() && asked.is_bare(),
        rings,
        views: views(&page, None),
        save: save(&page, &asked, &read, now),
        places: read.places,
        segments: read.segments,
        people,
        count: how_many(&page, read.count),
        next: read.listing.next.map(|next| asked.with_after(&next)),
        asked,
        page,
    })
}

/// Where the people of a list become a segment, for whoever may make one.
fn save(page: &Page, asked: &Asked, read: &Read, now: Instant) -> Option<String> {
    if !page.may(Action::NotePeople) {
        return None;
    }
    let segment = read.segments.iter().find(|one| one.id.to_string() == asked.segment);
    let alone = segment.is_some() && asked.list.is_empty() && asked.is_only_segment();
    let tree = asked.condition(&read.places, segment, now).filter(|_| !alone)?;
    Some(crate::pages::segments::begun(&tree, page.lang))
}

async fn read(
    mut session: Session,
    visitor: Visitor,
    asked: Asked,
    now: Instant,
) -> Result<Read, AppError> {
    let (brand, after) = (&visitor.brand, asked.after());
    let (mut filter, sort) = asked.whole_filter(&mut session, brand, now).await?;
    if filter.name.is_some() {
        let meant = find::meant(&mut session, brand, &asked.q).await?;
        filter.name = meant.into_iter().next().or(filter.name);
    }
    let listing = list::page(&mut session, brand, &filter, sort, after, SHOWN, now).await?;
    let ids: Vec<PersonId> = listing.people.iter().map(|one| one.id).collect();
    let words = words::last(&mut session, brand, &ids, visitor.sight()).await?;
    let count = people_lists::count_by(&mut session, brand.id, &filter, listing.way).await?;
    let rows = places::all(&mut session, brand.id).await?;
    let places = rows.into_iter().map(|row| (row.id, row.title)).collect();
    let segments = segments::list(&mut session, brand).await?;
    Ok(Read { listing, words, count, places, segments })
}

fn row(page: &Page, zone: &Zone, one: &Listed, last: Option<&LastWords>, now: Instant) -> Row {
    let contact = one.contact.as_ref().and_then(|contact| contact.at.as_deref());
    let contact = contact.and_then(Instant::parse_rfc3339);
    let text = last.and_then(|last| last.text.as_deref()).filter(|text| !text.is_empty());
    let ago = |at: Instant| format::days_since(page.words(), zone.day(at), zone.day(now));
    Row {
        id: one.id,
        name: format::name(&one.name),
        state: Loyalty::parse(one.state).unwrap_or_default(),
        stage: stage(one.stage),
        charge: format::decimal(page.lang, one.ring, 1),
        contact: contact.map(ago),
        words: text.map(|text| format::quoted(page.lang, text)),
        said: last.map(|last| ago(last.at)),
        place: last.map(|last| last.place.clone()),
    }
}

/// «2 816 человек»; counts that were not counted out end with a plus.
fn how_many(page: &Page, count: people_lists::Count) -> String {
    let number = number(page, count);
    let args = [("count", Arg::Number(count.number)), ("number", Arg::Text(&number))];
    page.words().say("people-count", &args)
}

/// The number with its thousands apart, and a plus where there may be more.
pub fn number(page: &Page, count: people_lists::Count) -> String {
    let more = if count.more { "+" } else { "" };
    format!("{}{more}", format::count(page.lang, count.number))
}

/// The stage of its word.
fn stage(word: &str) -> Stage {
    Stage::ALL.into_iter().find(|stage| stage.word() == word).unwrap_or_default()
}

/// The tabs: everybody, then the lists that are asked for often.
fn views(page: &Page, counts: Option<Vec<people_lists::Count>>) -> Vec<View> {
    let words = std::iter::once("").chain(list::NAMED.iter().map(|named| named.word));
    let mut counts = counts.unwrap_or_default().into_iter();
    words.map(|word| View { word, count: counts.next().map(|count| number(page, count)) }).collect()
}

#[derive(Template)]
#[template(path = "people/views.html")]
struct Views {
    page: Page,
    views: Vec<View>,
    asked: Asked,
    /// How many pairs may be one person.
    suggested: Option<String>,
}

/// The tabs with their counts, which come after the page: it need not wait for them.
///
/// # Errors
/// When the store cannot.
pub async fn counts(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let asked = asked.known();
    let now = app.now();
    let mut session = app.store().read().await?;
    let everybody = people_lists::Filter::default();
    let mut counts = vec![people_lists::count(&mut session, visitor.brand.id, &everybody).await?];
    for named in &list::NAMED {
        let filter = (named.filter)(now);
        counts.push(people_lists::count(&mut session, visitor.brand.id, &filter).await?);
    }
    let page = Page::of(&app, &visitor, Section::People, "nav-people");
    drop(session);
    let suggested = suggestions::open(&app, &visitor, &page).await?;
    render(&Views { views: views(&page, Some(counts)), page, asked, suggested })
}

impl PeoplePage {
    /// Whether the visitor may take lists of people out.
    fn may_export(&self) -> bool {
        self.page.may(Action::Export)
    }

    fn is_segment(&self, segment: &Segment) -> bool {
        self.asked.segment == segment.id.to_string()
    }

    /// Whether the visitor may bring people in.
    fn may_import(&self) -> bool {
        self.page.may(Action::Import)
    }
}
