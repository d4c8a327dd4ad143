//! Settings: the brand, its voice, the rules, the team, keys for programs, the data, oneself.

pub mod brand;
pub mod channels;
pub mod data;
pub mod large_model;
pub mod me;
pub mod policy;
pub mod reread;
pub mod team;
pub mod tokens;
pub mod voice;
pub mod webhooks;

use kamerton_app::AppError;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_core::access::Action;
use kamerton_store::Session;
use serde::Deserialize;

use super::page::{Page, Section, Toast};
use crate::app::App;
use crate::http::guard::Visitor;

/// A page of the settings.
pub struct Tab {
    /// Its word in translations.
    word: &'static str,
    /// Its address.
    path: &'static str,
    /// Who sees it; everybody when nothing is said.
    action: Option<Action>,
}

const TABS: [Tab; 11] = [
    Tab { word: "brand", path: "/settings", action: Some(Action::ReadBrand) },
    Tab { word: "voice", path: "/settings/voice", action: Some(Action::ReadBrand) },
    Tab { word: "channels", path: "/settings/channels", action: Some(Action::ManageChannels) },
    Tab { word: "team", path: "/settings/team", action: Some(Action::ManageTeam) },
    Tab { word: "tokens", path: "/settings/tokens", action: Some(Action::ManageTeam) },
    Tab { word: "webhooks", path: "/settings/webhooks", action: Some(Action::ManageTeam) },
    Tab { word: "large-model", path: "/settings/large-model", action: Some(Action::ManageTeam) },
    Tab { word: "data", path: "/settings/data", action: Some(Action::ManageTeam) },
    Tab { word: "policy", path: "/settings/policy", action: Some(Action::ReadBrand) },
    Tab { word: "reread", path: "/settings/reread", action: Some(Action::ReadBrand) },
    Tab { word: "me", path: "/settings/me", action: None },
];

/// The pages that somebody sees, and the one they are on.
pub struct Tabs {
    seen: Vec<&'static Tab>,
    here: &'static str,
}

impl Tabs {
    fn of(visitor: &Visitor, here: &'static str) -> Self {
        let may = |tab: &&Tab| tab.action.is_none_or(|action| visitor.who.may(action));
        Self { seen: TABS.iter().filter(may).collect(), here }
    }
}

/// What may be asked of a page of settings.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Something was saved just now: the word of what.
    saved: Option<String>,
}

/// What was saved just now.
const SAVED: [&str; 19] = [
    "channel-adopted",
    "channel",
    "channel-on",
    "channel-off",
    "channel-again",
    "channel-removed",
    "large-model",
    "brand",
    "voice",
    "roles",
    "shut",
    "open",
    "revoked",
    "removed",
    "password",
    "demo",
    "reread-now",
    "reread-later",
    "reread-ask",
];

/// A page of settings, with what was saved just now.
fn page(app: &App, visitor: &Visitor, asked: &Asked) -> Page {
    let mut page = Page::of(app, visitor, Section::Settings, "nav-settings");
    let saved = asked.saved.as_deref().filter(|word| SAVED.contains(word));
    page.toast = saved.map(|word| Toast { text: page.word("saved", word), undo: None });
    page
}

/// A secret that was made just now: it is shown this once and kept nowhere.
struct Once {
    /// What it is.
    title: String,
    /// What to do with it.
    help: String,
    secret: String,
}

/// Writes down what was done, with the change itself.
async fn note(
    app: &App,
    visitor: &Visitor,
    session: &mut Session,
    what: &str,
    object: &str,
) -> Result<(), AppError> {
    let deed = Deed::one(what, object);
    audit::note_in(session, &visitor.brand, &visitor.who.actor(), &deed, app.now()).await
}
