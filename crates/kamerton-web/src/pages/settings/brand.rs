//! The brand: what it is called, where its days begin, what words it is known by.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::money::{Currency, PROPOSED};
use kamerton_core::time::Zone;
use kamerton_store::workspaces;
use serde::Deserialize;

use super::{Asked, Tabs};
use crate::app::App;
use crate::chores;
use crate::format::{self, Language};
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::welcome::brand::{ZONES, words};
use crate::pages::{go, refuse, render};

/// Letters of a name at most.
const LONGEST_NAME: usize = 100;

/// What the form says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    name: String,
    zone: String,
    lang: String,
    terms: String,
    products: String,
    competitors: String,
    currency: String,
}

#[derive(Template)]
#[template(path = "settings/brand.html")]
struct BrandPage {
    page: Page,
    tabs: Tabs,
    given: Given,
    zones: &'static [&'static str],
    /// What the clock shows in the brand's zone: its id alone tells few people anything.
    clock: String,
    /// Codes that may be chosen, each with its sign where it has one.
    currencies: Vec<(String, String)>,
    wrong_name: Option<String>,
    wrong_zone: Option<String>,
    may_change: bool,
    recounting: bool,
}

fn put_together(app: &App, visitor: &Visitor, asked: &Asked, given: Given) -> BrandPage {
    BrandPage {
        page: super::page(app, visitor, asked),
        tabs: Tabs::of(visitor, "brand"),
        given,
        zones: &ZONES,
        clock: format::clock(&visitor.brand.zone, app.now()),
        currencies: currencies(visitor),
        wrong_name: None,
        wrong_zone: None,
        may_change: visitor.who.may(Action::ChangeBrand),
        recounting: app.chores().is_recounting(),
    }
}

/// What is proposed, with the one that is set.
fn currencies(visitor: &Visitor) -> Vec<(String, String)> {
    let own = visitor.brand.settings.currency.code();
    let mut codes = PROPOSED.to_vec();
    if !codes.contains(&own) {
        codes.push(own);
    }
    let sign = |code: &str| {
        let sign = format::currency(visitor.lang, code);
        if sign == code { String::new() } else { sign.to_owned() }
    };
    codes.into_iter().map(|code| (code.to_owned(), sign(code))).collect()
}

/// Shows the brand.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let brand = &visitor.brand;
    let given = Given {
        name: brand.name.clone(),
        zone: brand.zone_name.clone(),
        lang: brand.lang.clone(),
        terms: brand.settings.brand_terms.join(", "),
        products: brand.settings.product_terms.join(", "),
        competitors: brand.settings.competitors.join(", "),
        currency: brand.settings.currency.code().to_owned(),
    };
    render(&put_together(&app, &visitor, &asked, given))
}

/// Keeps what was changed. Another zone has days counted anew.
///
/// # Errors
/// When the store cannot.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let mut shown = put_together(&app, &visitor, &Asked::default(), given.clone());
    if given.name.trim().is_empty() {
        shown.wrong_name = Some(shown.page.say("wrong-brand-name"));
    }
    if Zone::named(&given.zone).is_err() {
        shown.wrong_zone = Some(shown.page.say("wrong-zone"));
    }
    if shown.wrong_name.is_none() && shown.wrong_zone.is_none() {
        match store(&app, &visitor, &given).await {
            Ok(()) => return Ok(go("/settings?saved=brand")),
            Err(AppError::Refused(Refusal::BrandTaken { .. })) => {
                shown.wrong_name = Some(shown.page.say("wrong-brand-taken"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    refuse(&shown)
}

/// The chosen currency; without a choice it stays.
fn currency(chosen: &str, known: &Currency) -> Result<Currency, AppError> {
    if chosen.is_empty() {
        return Ok(known.clone());
    }
    let wrong = |_| Refusal::NoCurrency { name: chosen.to_owned() };
    Ok(chosen.parse().map_err(wrong)?)
}

async fn store(app: &App, visitor: &Visitor, given: &Given) -> Result<(), AppError> {
    let brand = &visitor.brand;
    let new = NewBrand {
        name: given.name.trim().chars().take(LONGEST_NAME).collect(),
        zone: given.zone.trim().to_owned(),
        lang: Language::parse(&given.lang).unwrap_or_default().tag().to_owned(),
        settings: Settings {
            brand_terms: words(&given.terms),
            product_terms: words(&given.products),
            competitors: words(&given.competitors),
            currency: currency(&given.currency, &brand.settings.currency)?,
            ..brand.settings.clone()
        },
        demo: brand.demo,
    };
    let mut session = app.store().write().await?;
    let changed = brand::change(&mut session, brand.id, &new).await?;
    let deed = Deed::one("brand.change", "brand");
    audit::note_in(&mut session, brand, &visitor.who.actor(), &deed, app.now()).await?;
    session.commit().await?;
    if changed.zone {
        let rows = workspaces::all(&mut app.store().read().await?).await?;
        if let Some(row) = rows.into_iter().find(|row| row.id == brand.id) {
            chores::recount(app, app.brand(row)?);
        }
    }
    Ok(())
}
