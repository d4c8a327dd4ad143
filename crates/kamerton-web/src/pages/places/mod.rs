//! Places side by side.

pub mod indices;
pub mod kept;
pub mod show;
pub mod speech;
pub mod weeks;
pub mod write;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kamerton_app::places::list;
use kamerton_core::time::Instant;

use super::page::{Page, Section};
use super::render;
use crate::app::App;
use crate::chart::{Spark, spark};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::words::Arg;

/// The size of the small picture.
const SPARK: (u16, u16) = (96, 24);

/// A place in the list.
struct Line {
    place: list::Listed,
    channel: String,
    spark: Spark,
    authors: String,
    /// How much was said there and how much before, in a line.
    said: String,
    last: String,
}

#[derive(Template)]
#[template(path = "places/list.html")]
struct PlacesPage {
    page: Page,
    said: i64,
    lines: Vec<Line>,
}

/// Shows all places.
///
/// # Errors
/// When the store cannot.
pub async fn all(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let page = Page::of(&app, &visitor, Section::Places, "places-title");
    let now = app.now();
    let mut session = app.store().read().await?;
    let places = list::list(&mut session, &visitor.brand, now).await?;
    let said = places.iter().map(|place| place.messages).sum();
    let lines = places.into_iter().map(|place| line(&page, place, now)).collect();
    render(&PlacesPage { page, said, lines })
}

fn line(page: &Page, place: list::Listed, now: Instant) -> Line {
    let weeks: Vec<f64> = place.weeks.iter().map(|messages| *messages as f64).collect();
    let (shown, before) = (page.number(&place.messages), page.number(&place.before));
    let args = [
        ("count", Arg::Number(place.messages)),
        ("shown", Arg::Text(&shown)),
        ("before", Arg::Text(&before)),
    ];
    let more = if place.more_authors { "+" } else { "" };
    Line {
        channel: page.channel(&place.kind),
        spark: spark(&weeks, SPARK.0, SPARK.1),
        authors: format!("{}{more}", page.number(&place.authors)),
        said: page.words().say("place-said", &args),
        last: place
            .last_message_at
            .map_or_else(|| page.say("never"), |at| format::ago(page.words(), now.since(at))),
        place,
    }
}

impl PlacesPage {
    fn count(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    /// Whether it is worth saying where most is said.
    fn has_loudest(&self) -> bool {
        self.lines.len() > 1 && self.said > 0
    }
}

impl Page {
    /// What a kind of channel is called; one without a word of its own goes by its name.
    pub fn channel(&self, kind: &str) -> String {
        let id = format!("channel-{kind}");
        if self.words().has(&id) { self.say(&id) } else { kind.to_owned() }
    }
}
