//! Two people who are one: found by name, joined after it was said what comes of it, and parted again.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::people::find;
use kamerton_app::people::list::{self, Listed};
use kamerton_app::people::merge::{self, Why};
use kamerton_app::people::plan::of_merge;
use kamerton_core::id::{MergeId, PersonId};
use kamerton_core::placement::Act;
use kamerton_core::state::State as Loyalty;
use kamerton_store::people;
use kamerton_store::people_lists::{Filter, Sort};
use serde::Deserialize;

use super::act::{did, id, missing};
use super::planned::PlanPage;
use super::stage;
use crate::app::App;
use crate::beside::beside;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Markup, Page, Section};
use crate::pages::render;
use crate::pages::rings::Rings;

/// So many are proposed.
const SHOWN: i64 = 20;

type Answer = Result<Response, WebError>;

/// What is looked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "people/join.html")]
struct JoinPage {
    page: Page,
    id: PersonId,
    name: String,
    q: String,
    found: Vec<Listed>,
    rings: Rings,
}

/// Asks with whom a person is to be joined.
///
/// # Errors
/// When there is no such person, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let id = id(&person)?;
    let mut session = app.store().read().await?;
    let row = people::by_id(&mut session, visitor.brand.id, vec![id]).await?.pop();
    let name = row.filter(|row| row.merged_into.is_none()).ok_or(WebError::NotFound)?.name;
    // Without a word, those are proposed who are called alike.
    let first = name.split_whitespace().next().unwrap_or(&name);
    let q = if asked.q.trim().is_empty() { first.to_owned() } else { asked.q };
    let filter = Filter { name: Some(list::name_key(&q)), ..Filter::default() };
    let brand = &visitor.brand;
    let listing =
        list::page(&mut session, brand, &filter, Sort::Name, None, SHOWN, app.now()).await?;
    let found: Vec<Listed> = listing.people.into_iter().filter(|one| one.id != id).collect();
    let page = Page::of(&app, &visitor, Section::People, "join-title");
    let ids: Vec<PersonId> = found.iter().map(|one| one.id).collect();
    let rings = Rings::of(&app, &mut session, &visitor, &ids).await?;
    render(&JoinPage { page, id, name, q, found, rings })
}

impl JoinPage {
    /// A person's ring and what it says.
    fn ring(&self, one: &Listed) -> Markup {
        self.rings.inline(&self.page, &one.id, &loyalty(one), &stage(one.stage))
    }

    /// A person's state, as a badge.
    fn state(&self, one: &Listed) -> Markup {
        self.page.state(&loyalty(one), &stage(one.stage))
    }
}

fn loyalty(one: &Listed) -> Loyalty {
    Loyalty::parse(one.state).unwrap_or_default()
}

/// What joining another person into this one would do, before it is done.
///
/// # Errors
/// When one of them is not there, both are one, or the store cannot.
pub async fn plan(
    State(app): State<App>,
    visitor: Visitor,
    Path((person, other)): Path<(String, String)>,
) -> Answer {
    let (left, right) = (id(&person)?, id(&other)?);
    let mut session = app.store().read().await?;
    let brand = &visitor.brand;
    let left = find(&mut session, brand, &left.to_string()).await.map_err(missing)?;
    let right = find(&mut session, brand, &right.to_string()).await.map_err(missing)?;
    let plan = of_merge(&mut session, brand, &left, &right, app.now()).await?;
    let page = Page::of(&app, &visitor, Section::People, "plan-join-title");
    render(&PlanPage::of(page, &plan, left.id, Some(right.id), Vec::new()))
}

/// With whom, and why.
#[derive(Deserialize)]
pub struct Chosen {
    with: String,
    #[serde(default)]
    reason: String,
}

/// Joins another person into this one.
///
/// # Errors
/// When one of them is not there, or the store cannot.
pub async fn join(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let (into, from) = (id(&person)?, id(&chosen.with)?);
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, now) = (own.0.store(), own.0.now());
        let (into, from) = (into.to_string(), from.to_string());
        let why = Why { by: &own.1.who.user.name, reason: &chosen.reason };
        merge::merge(store, &own.1.brand, &into, &from, why, now).await
    });
    let done = done.await.map_err(missing)?;
    did(&app, &visitor, done.person, "merge", &done.id.to_string()).await
}

/// Takes a merge or a split back.
///
/// # Errors
/// When there is none to take back, or the store cannot.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path((person, merge)): Path<(String, String)>,
) -> Answer {
    let person = id(&person)?;
    let merge: MergeId = merge.parse().map_err(|_| WebError::NotFound)?;
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, by) = (own.0.store(), own.1.who.user.name.as_str());
        merge::undo(store, &own.1.brand, &merge.to_string(), by, own.0.now()).await
    });
    let done = done.await.map_err(missing)?;
    match done.act {
        Act::Merge => did(&app, &visitor, person, "split", "").await,
        Act::Split => did(&app, &visitor, done.person, "together", "").await,
    }
}
