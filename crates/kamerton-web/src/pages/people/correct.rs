//! Corrections: what one of us knows better than the figures, and purchases entered by hand.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::Refusal;
use kamerton_app::people::by_hand::{self, NewOrder};
use kamerton_app::today::whose::Doers;
use kamerton_core::fact::OrderKind;
use kamerton_core::id::UserId;
use kamerton_core::role::Role;
use kamerton_core::time::Day;
use serde::Deserialize;

use super::act::{did, id, missing};
use crate::app::App;
use crate::beside::beside;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;

type Answer = Result<Response, WebError>;

/// What is set by hand; what is empty is forgotten, what is not named stays.
#[derive(Deserialize)]
pub struct Corrected {
    state: Option<String>,
    stage: Option<String>,
    purchase: Option<String>,
}

/// Sets or forgets corrections of a person.
///
/// # Errors
/// When something is not understood, there is no such person, or the store cannot.
pub async fn correct(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(corrected): Form<Corrected>,
) -> Answer {
    let person = id(&person)?;
    let fields =
        [("state", corrected.state), ("stage", corrected.stage), ("purchase", corrected.purchase)];
    let given = fields.into_iter().filter_map(|(field, value)| Some(format!("{field}={}", value?)));
    let (own, what) = ((app.clone(), visitor.clone()), given.collect::<Vec<String>>());
    let done = beside(move || async move {
        let what: Vec<&str> = what.iter().map(String::as_str).collect();
        let (store, now) = (own.0.store(), own.0.now());
        by_hand::correct(store, &own.1.brand, &person.to_string(), &what, now).await
    });
    done.await.map_err(missing)?;
    did(&app, &visitor, person, "correct", "").await
}

/// What somebody is.
#[derive(Deserialize)]
pub struct Given {
    role: String,
}

/// Says what a person's accounts are, and restates what depended on it.
///
/// # Errors
/// When the role is none, there is no such person, or the store cannot.
pub async fn role(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let person = id(&person)?;
    let role: Role = given.role.parse().map_err(|_| WebError::NotFound)?;
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, now) = (own.0.store(), own.0.now());
        by_hand::role(store, &own.1.brand, &person.to_string(), role, now).await
    });
    done.await.map_err(missing)?;
    did(&app, &visitor, person, "role", "").await
}

/// Whose accounts a person of ours has.
#[derive(Deserialize)]
pub struct Belonging {
    user: String,
}

/// Says which of our users one of us is.
///
/// # Errors
/// When there is no such person or user, the person is none of us, or the store cannot.
pub async fn user(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(given): Form<Belonging>,
) -> Answer {
    let person = id(&person)?;
    let user: Option<UserId> = match given.user.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| WebError::NotFound)?),
    };
    let doers = Doers::of(&mut app.store().read().await?, &visitor.brand).await?;
    if user.is_some_and(|user| !doers.has(user)) {
        return Err(WebError::NotFound);
    }
    let who = person.to_string();
    by_hand::belongs(app.store(), &visitor.brand, &who, user).await.map_err(missing)?;
    did(&app, &visitor, person, "user", "").await
}

/// A purchase.
#[derive(Deserialize)]
pub struct Bought {
    day: String,
    amount: String,
    #[serde(default)]
    product: String,
}

/// Enters a purchase by hand.
///
/// # Errors
/// When day or amount is none, there is no such person, or the store cannot.
pub async fn order(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(bought): Form<Bought>,
) -> Answer {
    let person = id(&person)?;
    let (given, text) = (bought.amount, bought.day);
    let day = Day::parse(&text).ok_or(Refusal::NoDay { text })?;
    let currency = &visitor.brand.settings.currency;
    let amount = currency.minor(&given).filter(|amount| *amount >= 0);
    let amount_minor = amount.ok_or(Refusal::NoAmount { text: given })?;
    let currency = currency.code().to_owned();
    let product = Some(bought.product.trim().to_owned()).filter(|product| !product.is_empty());
    let new = NewOrder { kind: OrderKind::Purchase, day, amount_minor, currency, product };
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, now) = (own.0.store(), own.0.now());
        by_hand::order(store, &own.1.brand, &person.to_string(), new, now).await
    });
    done.await?;
    did(&app, &visitor, person, "order", "").await
}
