//! The second step: the brand, for whom it is and how it speaks.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::accounts::SignedIn;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::brand::{self, Address, NewBrand, Settings};
use kamerton_core::access::UserRole;
use kamerton_core::time::Zone;
use kamerton_store::users;
use serde::Deserialize;

use crate::app::App;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::guard::Founder;
use crate::lang;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};

/// Zones that are proposed; any other may be typed.
pub const ZONES: [&str; 14] = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "Europe/Minsk",
    "Asia/Almaty",
    "Asia/Tbilisi",
];

/// What is told of the brand.
#[derive(Clone, Deserialize)]
#[serde(default)]
pub struct Given {
    name: String,
    zone: String,
    lang: String,
    address: String,
    audience: String,
    terms: String,
    products: String,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            name: String::new(),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            address: "vy".to_owned(),
            audience: String::new(),
            terms: String::new(),
            products: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "welcome/brand.html")]
struct BrandPage {
    page: Page,
    given: Given,
    zones: &'static [&'static str],
    wrong_name: Option<String>,
    wrong_zone: Option<String>,
}

fn page(app: &App, headers: &HeaderMap, who: &SignedIn, given: Given) -> BrandPage {
    let chosen = who.preferences.lang.as_deref().and_then(Language::parse);
    let lang = chosen.unwrap_or_else(|| lang::of_guest(headers, app.options().lang));
    let page = Page::of_guest(app, lang, "welcome-brand-title");
    BrandPage { page, given, zones: &ZONES, wrong_name: None, wrong_zone: None }
}

/// Asks for the brand.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(
    State(app): State<App>,
    Founder(who): Founder,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    render(&page(&app, &headers, &who, Given::default()))
}

/// Makes the brand, with the founder as its owner.
///
/// # Errors
/// When the store cannot.
pub async fn make(
    State(app): State<App>,
    Founder(who): Founder,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let mut shown = page(&app, &headers, &who, given.clone());
    if given.name.trim().is_empty() {
        shown.wrong_name = Some(shown.page.say("wrong-brand-name"));
    }
    if Zone::named(&given.zone).is_err() {
        shown.wrong_zone = Some(shown.page.say("wrong-zone"));
    }
    if shown.wrong_name.is_some() || shown.wrong_zone.is_some() {
        return refuse(&shown);
    }
    store(&app, &who, &given).await?;
    Ok(go("/"))
}

async fn store(app: &App, who: &SignedIn, given: &Given) -> Result<(), AppError> {
    let new = NewBrand {
        name: given.name.trim().to_owned(),
        zone: given.zone.trim().to_owned(),
        lang: Language::parse(&given.lang).unwrap_or_default().tag().to_owned(),
        settings: Settings {
            brand_terms: words(&given.terms),
            product_terms: words(&given.products),
            audience: given.audience.trim().to_owned(),
            address: if given.address == "ty" { Address::Ty } else { Address::Vy },
            ..Settings::default()
        },
        demo: false,
    };
    let mut session = app.store().write().await?;
    let made = brand::create(&mut session, &new, app.now()).await?;
    users::add_role(&mut session, made.id, who.user.id, UserRole::Owner.word()).await?;
    let deed = Deed::one("brand.make", "brand");
    audit::note_in(&mut session, &made, &who.actor(), &deed, app.now()).await?;
    Ok(session.commit().await?)
}

/// Words parted by commas or line ends.
pub fn words(text: &str) -> Vec<String> {
    let words = text.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
