//! For whom the community is and how the brand speaks (`P2`); places may say otherwise.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::brand::{self, Address, NewBrand, Settings, Voice};
use kamerton_core::access::Action;
use serde::Deserialize;

use super::{Asked, Tabs};
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::welcome::brand::words;
use crate::pages::{go, render};

/// Longer than this no text or list is.
const LONGEST: usize = 4_000;

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    audience: String,
    address: String,
    say: String,
    avoid: String,
    examples: String,
}

#[derive(Template)]
#[template(path = "settings/voice.html")]
struct VoicePage {
    page: Page,
    tabs: Tabs,
    settings: Settings,
    may_change: bool,
}

impl VoicePage {
    fn is_address(&self, word: &str) -> bool {
        matches!((self.settings.address, word), (Address::Vy, "vy") | (Address::Ty, "ty"))
    }
}

/// Shows audience and voice.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&VoicePage {
        page: super::page(&app, &visitor, &asked),
        tabs: Tabs::of(&visitor, "voice"),
        settings: visitor.brand.settings.clone(),
        may_change: visitor.who.may(Action::ChangeBrand),
    })
}

/// Keeps what was changed.
///
/// # Errors
/// When the store cannot.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let brand = &visitor.brand;
    let new = NewBrand {
        name: brand.name.clone(),
        zone: brand.zone_name.clone(),
        lang: brand.lang.clone(),
        settings: given.over(&brand.settings),
        demo: brand.demo,
    };
    let mut session = app.store().write().await?;
    brand::change(&mut session, brand.id, &new).await?;
    let deed = Deed::one("brand.voice", "brand");
    audit::note_in(&mut session, brand, &visitor.who.actor(), &deed, app.now()).await?;
    session.commit().await?;
    Ok(go("/settings/voice?saved=voice"))
}

impl Given {
    fn over(&self, settings: &Settings) -> Settings {
        let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
        let lines = |text: &str| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        };
        Settings {
            audience: cut(&self.audience),
            address: if self.address == "ty" { Address::Ty } else { Address::Vy },
            voice: Voice {
                say: words(&cut(&self.say)),
                avoid: words(&cut(&self.avoid)),
                // Sentences have commas of their own.
                examples: lines(&cut(&self.examples)),
            },
            ..settings.clone()
        }
    }
}
