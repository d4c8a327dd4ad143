//! Whether a newcomer feels comfortable: what they said, writing it down, taking it back.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::people::comfort;
use kamerton_core::access::Action;
use kamerton_core::comfort::Comfort;
use kamerton_store::comfort::ComfortRow;
use serde::Deserialize;

use super::act::{did, id, missing};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::words::Arg;

/// What the page shows of it.
#[derive(Default)]
pub struct Asked {
    /// What they said, in a word.
    pub said: Option<&'static str>,
    /// Their words, with the language's marks.
    pub words: Option<String>,
    /// When it was written down, and by whom.
    pub how: String,
    /// Whether the visitor may write it down.
    pub may: bool,
}

impl Asked {
    /// What is known of a person, in words.
    pub fn of(visitor: &Visitor, page: &Page, known: Option<&ComfortRow>) -> Self {
        let may = visitor.who.may(Action::NotePeople);
        let Some(row) = known else { return Self { may, ..Self::default() } };
        let day = format::date(page.lang, visitor.brand.zone.day(row.at));
        let args = [("day", Arg::Text(&day)), ("by", Arg::Text(&row.by))];
        let words = row.words.trim();
        Self {
            said: Comfort::from_code(row.comfort).map(Comfort::word),
            words: (!words.is_empty()).then(|| page.quote(words)),
            how: page.words().say("comfort-how", &args),
            may,
        }
    }

    /// The answers there are, by their words.
    pub fn all(&self) -> [&'static str; 3] {
        Comfort::ALL.map(Comfort::word)
    }

    /// Whether this was said.
    pub fn is(&self, word: &str) -> bool {
        self.said == Some(word)
    }
}

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    comfort: String,
    words: String,
}

/// Writes down what somebody said, or, where nothing is chosen, forgets it.
///
/// # Errors
/// When there is no such person, they came nowhere, or the store cannot.
pub async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let person = id(&person)?;
    let said = Comfort::parse(&given.comfort).map(|one| (one, given.words.as_str()));
    if said.is_none() && !given.comfort.is_empty() {
        return Err(WebError::NotFound);
    }
    let by = visitor.who.user.name.clone();
    let done = comfort::record(app.store(), &visitor.brand, person, said, &by, app.now()).await;
    done.map_err(missing)?;
    let what = if said.is_some() { "comfort" } else { "uncomfort" };
    did(&app, &visitor, person, what, "").await
}
