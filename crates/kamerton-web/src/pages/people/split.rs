//! Accounts that are somebody else's are parted off a person, after it was said what comes of it.

use askama::Template;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::response::Response;
use kamerton_app::people::merge::{self, Why};
use kamerton_app::people::plan::of_split;
use kamerton_app::people::{accounts, find};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_store::identities::IdentityRow;

use super::act::{did, id, missing};
use super::planned::PlanPage;
use crate::app::App;
use crate::beside::beside;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;

type Answer = Result<Response, WebError>;

/// What is asked: which accounts, and why.
#[derive(Default)]
struct Asked {
    accounts: Vec<IdentityId>,
    reason: String,
}

impl Asked {
    fn read(pairs: &[u8]) -> Result<Self, WebError> {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(pairs) {
            match &*name {
                "account" => {
                    asked.accounts.push(value.parse().map_err(|_| WebError::NotFound)?);
                }
                "reason" => asked.reason = value.into_owned(),
                _ => {}
            }
        }
        Ok(asked)
    }
}

/// An account to choose.
struct Choice {
    id: IdentityId,
    kind: String,
    name: String,
}

#[derive(Template)]
#[template(path = "people/split.html")]
struct SplitPage {
    page: Page,
    id: PersonId,
    name: String,
    accounts: Vec<Choice>,
}

/// Asks which accounts are parted off; once some are named, says what would come of it.
///
/// # Errors
/// When there is no such person, an account is none of theirs, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let person = id(&person)?;
    let asked = Asked::read(query.unwrap_or_default().as_bytes())?;
    let mut session = app.store().read().await?;
    let brand = &visitor.brand;
    let row = find(&mut session, brand, &person.to_string()).await.map_err(missing)?;
    let own = accounts(&mut session, brand, row.id).await?;
    if !asked.accounts.is_empty() {
        let plan = of_split(&mut session, brand, &row, &own, &asked.accounts, app.now()).await?;
        let page = Page::of(&app, &visitor, Section::People, "split-title");
        return render(&PlanPage::of(page, &plan, row.id, None, asked.accounts));
    }
    let page = Page::of(&app, &visitor, Section::People, "split-title");
    let choice = |one: &IdentityRow| Choice {
        id: one.id,
        kind: page.word_or_raw("channel", &one.kind),
        name: kamerton_app::people::list::name_of(one),
    };
    let accounts = own.iter().map(choice).collect();
    render(&SplitPage { id: row.id, name: row.name, accounts, page })
}

/// Parts accounts off a person.
///
/// # Errors
/// When there is no such person, an account is none of theirs, none or all are named, or the store
/// cannot.
pub async fn split(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    RawForm(body): RawForm,
) -> Answer {
    let person = id(&person)?;
    let asked = Asked::read(&body)?;
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, brand, now) = (own.0.store(), &own.1.brand, own.0.now());
        let why = Why { by: &own.1.who.user.name, reason: &asked.reason };
        merge::split(store, brand, &person.to_string(), &asked.accounts, why, now).await
    });
    let done = done.await.map_err(missing)?;
    did(&app, &visitor, done.person, "parted", &done.id.to_string()).await
}
