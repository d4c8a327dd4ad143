//! Messages, newest or best first, by a search and conditions.

pub mod amend;
mod asked;
pub mod files;
pub mod handle;
mod item;
pub mod reading;
pub mod reply;
pub mod sent;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::messages::{self, BAND};
use kamerton_app::people::authors::Author;
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_store::{Session, people, places};

use self::asked::{Asked, VIEWS};
use self::item::Item;
use super::page::{Markup, Page, Section};
use super::places::show::{Rings, rings};
use super::render;
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::search_words;
use crate::words::Arg;

/// Messages on a page.
const PAGE: usize = 30;

/// A place to choose.
struct Choice {
    id: String,
    title: String,
}

/// A condition that can be dropped.
struct Condition {
    text: String,
    without: String,
}

/// A word that was sought in another form than it was typed.
struct Reading {
    text: String,
    /// The way to the word as it was typed.
    literal: String,
    say: String,
}

#[derive(Template)]
#[template(path = "messages/messages.html")]
struct MessagesPage {
    page: Page,
    asked: Asked,
    views: Vec<(&'static str, String)>,
    places: Vec<Choice>,
    conditions: Vec<Condition>,
    items: Vec<Item>,
    rings: Rings,
    next: Option<String>,
    readings: Vec<Reading>,
    /// What of the search was not understood.
    notices: Vec<String>,
    /// Whether words are searched for.
    is_search: bool,
    /// Of how many messages the best are chosen.
    band: String,
    /// Whether there are no messages at all.
    is_silent: bool,
}

/// Shows messages.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(mut asked): Query<Asked>,
) -> Result<Response, WebError> {
    asked.begins(headers.contains_key("hx-request"));
    let page = Page::of(&app, &visitor, Section::Inbox, "messages-title");
    let (now, brand) = (app.now(), &visitor.brand);
    let mut session = app.store().read().await?;
    let (filter, after) = (asked.filter(), asked.after());
    let found =
        messages::page(&mut session, brand, visitor.sight(), &filter, after, PAGE, now).await?;
    let authors = found.messages.iter().filter_map(|message| message.author.as_ref());
    let shown: Vec<(PersonId, &Author)> =
        authors.filter_map(|author| Some((author.person?, author))).collect();
    let rings = rings(&mut session, &page, brand, &shown, now).await?;
    let places = choices(&mut session, &visitor).await?;
    let person = named(&mut session, &visitor, filter.person).await?;
    let conditions = conditions(&page, &asked, &places, person);
    let is_search = !kamerton_core::search::Query::parse(&asked.q).terms.is_empty();
    let readings = found.readings.iter().map(|one| reading(&page, &asked, one)).collect();
    let notices = found.notices.iter();
    let notices = notices.map(|notice| search_words::notice(page.words(), notice)).collect();
    let band = format::count(page.words().language(), BAND as i64);
    let found_nothing = found.messages.is_empty() && found.next.is_none();
    let next = found.next.as_deref().map(|next| asked.with_after(next));
    let items = found.messages.into_iter().map(|message| Item::new(&page, &visitor, message, now));
    render(&MessagesPage {
        views: VIEWS.iter().map(|view| (*view, asked.with_view(view))).collect(),
        is_silent: found_nothing && after.is_none() && asked.is_bare(),
        items: items.collect(),
        readings,
        notices,
        is_search,
        band,
        page,
        places,
        conditions,
        rings,
        next,
        asked,
    })
}

fn reading(page: &Page, asked: &Asked, of: &messages::Reading) -> Reading {
    let both = [("shown", Arg::Text(of.shown.as_str())), ("typed", Arg::Text(of.typed.as_str()))];
    Reading {
        text: page.words().say("search-reading", &both),
        literal: asked.literally(&of.typed),
        say: page.with("search-literally", "typed", &of.typed),
    }
}

async fn choices(session: &mut Session, visitor: &Visitor) -> Result<Vec<Choice>, WebError> {
    let mut rows = places::all(session, visitor.brand.id).await?;
    rows.retain(|row| !row.private || visitor.may_read_private());
    rows.sort_by(|one, other| one.title.cmp(&other.title));
    let choice = |row: places::PlaceRow| Choice { id: row.id.to_string(), title: row.title };
    Ok(rows.into_iter().map(choice).collect())
}

/// The name of the person asked for.
async fn named(
    session: &mut Session,
    visitor: &Visitor,
    person: Option<PersonId>,
) -> Result<Option<String>, WebError> {
    let Some(person) = person else { return Ok(None) };
    Ok(people::names(session, visitor.brand.id, [person]).await?.remove(&person))
}

/// What is asked for beside the view, each with the way to drop it.
fn conditions(
    page: &Page,
    asked: &Asked,
    places: &[Choice],
    person: Option<String>,
) -> Vec<Condition> {
    let place: Option<PlaceId> = asked.filter().place;
    let title = place.and_then(|id| {
        let id = id.to_string();
        places.iter().find(|choice| choice.id == id).map(|choice| choice.title.clone())
    });
    let words = asked.words().map(|words| page.quote(words));
    let person = person.map(|name| page.with("messages-of", "name", &name));
    let days = asked.days(page);
    let all = [("q", words), ("place", title), ("person", person), ("days", days)];
    let given = all.into_iter().filter_map(|(name, text)| Some((name, text?)));
    given.map(|(name, text)| Condition { text, without: asked.without(name) }).collect()
}

impl MessagesPage {
    /// What stands in the list that is shown.
    fn lead(&self) -> String {
        let word = if self.conditions.is_empty() { self.asked.view() } else { "narrowed" };
        self.page.word("messages-lead", word)
    }

    fn ring(&self, author: &Author) -> Option<&Markup> {
        self.rings.get(&author.person?)
    }

    fn is_place(&self, choice: &Choice) -> bool {
        self.asked.place == choice.id
    }

    /// Whether there is nothing to show, here and further on.
    fn found_nothing(&self) -> bool {
        self.items.is_empty() && self.next.is_none()
    }

    /// What may help where nothing was found: of a search by words alone there is nothing to remove.
    fn widen(&self) -> String {
        let only_words = self.conditions.len() == 1 && self.asked.words().is_some();
        let id = if only_words { "messages-none-words" } else { "messages-none-lead" };
        self.page.say(id)
    }

    /// Whether the empty list is that of everything that waits: good news, and nothing to widen.
    fn nobody_waits(&self) -> bool {
        self.asked.view() == "waiting" && self.conditions.is_empty()
    }

    /// The address of what nobody ever answered.
    fn unanswered(&self) -> String {
        self.asked.searching(&self.page.say("waiting-unanswered-search"))
    }

    fn is_view(&self, view: &str) -> bool {
        self.asked.view() == view
    }
}
