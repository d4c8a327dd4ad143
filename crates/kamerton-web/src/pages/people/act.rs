//! Notes and tags: what one of us writes on a person. They may ask to see it.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::people::by_hand;
use kamerton_core::id::{NoteId, PersonId};
use serde::Deserialize;

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::go;

type Answer = Result<Response, WebError>;

/// The person of a path.
pub(super) fn id(text: &str) -> Result<PersonId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// Writes down what was done, and goes back to the person, where it is said.
pub(super) async fn did(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    what: &str,
    undo: &str,
) -> Answer {
    let (word, object) = (format!("person.{what}"), person.to_string());
    let deed = Deed::one(&word, &object);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("did", what);
    if !undo.is_empty() {
        query.append_pair("undo", undo);
    }
    Ok(go(&format!("/people/{person}?{}", query.finish())))
}

/// What is asked for cannot be there: nothing is told of others.
pub(super) fn missing(error: AppError) -> WebError {
    match error {
        AppError::Asked(_) => WebError::NotFound,
        other => other.into(),
    }
}

/// A note.
#[derive(Deserialize)]
pub struct Noted {
    text: String,
}

/// Writes a note on a person.
///
/// # Errors
/// When it is empty, there is no such person, or the store cannot.
pub async fn note(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(noted): Form<Noted>,
) -> Answer {
    let person = id(&person)?;
    if noted.text.trim().is_empty() {
        return Ok(go(&format!("/people/{person}")));
    }
    let (who, by) = (person.to_string(), visitor.who.user.name.clone());
    let note = by_hand::note(app.store(), &visitor.brand, &who, &noted.text, &by, app.now()).await;
    let note = note.map_err(missing)?;
    did(&app, &visitor, person, "note", &note.to_string()).await
}

/// Forgets a note.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn forget(
    State(app): State<App>,
    visitor: Visitor,
    Path((person, note)): Path<(String, String)>,
) -> Answer {
    let person = id(&person)?;
    let note: NoteId = note.parse().map_err(|_| WebError::NotFound)?;
    if !by_hand::forget_note(app.store(), &visitor.brand, note).await? {
        return Err(WebError::NotFound);
    }
    did(&app, &visitor, person, "unnote", "").await
}

/// A tag, in a form or, where it is taken back, in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Tagged {
    tag: String,
}

impl Tagged {
    fn or(self, other: Self) -> Result<String, WebError> {
        let tag = if self.tag.trim().is_empty() { other.tag } else { self.tag };
        let tag = tag.trim().trim_start_matches(['-', '−']).to_owned();
        if tag.is_empty() { Err(WebError::NotFound) } else { Ok(tag) }
    }
}

/// Tags a person.
///
/// # Errors
/// When the tag is empty, there is no such person, or the store cannot.
pub async fn tag(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(asked): Query<Tagged>,
    Form(given): Form<Tagged>,
) -> Answer {
    let (person, tag) = (id(&person)?, given.or(asked)?);
    let who = person.to_string();
    by_hand::tag(app.store(), &visitor.brand, &who, &tag).await.map_err(missing)?;
    did(&app, &visitor, person, "tag", &tag).await
}

/// Takes a tag off a person.
///
/// # Errors
/// When the tag is empty, there is no such person, or the store cannot.
pub async fn untag(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(asked): Query<Tagged>,
    Form(given): Form<Tagged>,
) -> Answer {
    let (person, tag) = (id(&person)?, given.or(asked)?);
    let (who, off) = (person.to_string(), format!("-{tag}"));
    by_hand::tag(app.store(), &visitor.brand, &who, &off).await.map_err(missing)?;
    did(&app, &visitor, person, "untag", &tag).await
}
