//! The large model: where it is asked, for what, how much it may be asked, and whether it answers.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::large_model::{self, Invalid, Key, Settings, Spent, Use};
use serde::Deserialize;

use super::{Asked, Tabs, note};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::large::why_not;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};
use crate::words::Arg;

/// Millionths of a whole.
const MILLION: f64 = 1_000_000.0;

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    url: String,
    model: String,
    key: String,
    forget_key: Option<String>,
    near: Option<String>,
    judgements: Option<String>,
    drafts: Option<String>,
    summaries: Option<String>,
    private: Option<String>,
    seconds: String,
    requests: String,
    tokens: String,
    price_in: String,
    price_out: String,
    cost: String,
}

#[derive(Template)]
#[template(path = "settings/large_model.html")]
struct LargeModelPage {
    page: Page,
    tabs: Tabs,
    settings: Settings,
    key: &'static str,
    used: String,
    cost: Option<String>,
    pause: Option<String>,
    wrong: Option<String>,
    /// What came of asking: whether it is well, and in which words.
    checked: Option<(bool, String)>,
}

impl LargeModelPage {
    fn is_on(&self, what: &Use) -> bool {
        self.settings.is_on(*what)
    }

    /// A number of millionths as it is typed in; nothing for nothing.
    fn typed(&self, millionths: &i64) -> String {
        if *millionths == 0 { String::new() } else { plain(*millionths) }
    }

    fn ceiling(&self) -> String {
        self.settings.cost_a_month.map(plain).unwrap_or_default()
    }
}

/// Millionths with as many digits as are needed.
fn plain(millionths: i64) -> String {
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

async fn put_together(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<LargeModelPage, WebError> {
    let (brand, now) = (&visitor.brand, app.now());
    let mut session = app.store().read().await?;
    let setup = large_model::load(&mut session, &app.options().seal, brand.id).await?;
    let spent = large_model::spent(&mut session, brand, now).await?;
    let page = super::page(app, visitor, asked);
    let pause = app.large_models().pause(brand.id, now).map(|pause| {
        let when = format::moment_near(page.lang, &brand.zone, pause.until, now);
        let why = why_not(app, &page, visitor, &pause.trouble);
        let args = [("when", Arg::Text(&when)), ("why", Arg::Text(&why))];
        page.words().say("large-pause", &args)
    });
    Ok(LargeModelPage {
        tabs: Tabs::of(visitor, "large-model"),
        key: match setup.key {
            Key::None => "none",
            Key::Known(_) => "known",
            Key::Broken => "broken",
        },
        used: used(&page, &setup.settings, &spent),
        cost: cost(&page, &setup.settings, &spent),
        settings: setup.settings,
        pause,
        wrong: None,
        checked: None,
        page,
    })
}

fn used(page: &Page, settings: &Settings, spent: &Spent) -> String {
    let count = |number: i64| format::count(page.lang, number);
    let texts = [spent.requests, settings.requests_a_day, spent.tokens, settings.tokens_a_day];
    let texts = texts.map(count);
    let names = ["requests", "most", "tokens", "limit"];
    let args: Vec<(&str, Arg<'_>)> =
        names.into_iter().zip(&texts).map(|(name, text)| (name, Arg::Text(text))).collect();
    page.words().say("large-used", &args)
}

fn cost(page: &Page, settings: &Settings, spent: &Spent) -> Option<String> {
    (settings.price_in > 0 || settings.price_out > 0).then(|| {
        let cost = format::decimal(page.lang, spent.cost as f64 / MILLION, 2);
        page.with("large-cost", "cost", &cost)
    })
}

/// Shows how it is set up. The key is never shown.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&put_together(&app, &visitor, &asked).await?)
}

/// Keeps how it is set up.
///
/// # Errors
/// When the store cannot.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let brand = visitor.brand.id;
    let Some(settings) = given.settings() else {
        return refused(&app, &visitor, "wrong-large-number", Settings::default()).await;
    };
    let key = given.key();
    let mut session = app.store().write().await?;
    let (seal, now) = (&app.options().seal, app.now());
    let saved = large_model::save(&mut session, seal, brand, settings.clone(), key, now).await?;
    if let Err(invalid) = saved {
        drop(session);
        return refused(&app, &visitor, wrong(invalid), settings).await;
    }
    note(&app, &visitor, &mut session, "large_model.change", "large_model").await?;
    session.commit().await?;
    app.large_models().forget(brand);
    Ok(go("/settings/large-model?saved=large-model"))
}

const fn wrong(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::Address => "wrong-large-address",
        Invalid::Dressed => "wrong-large-dressed",
        Invalid::Plain => "wrong-large-plain",
        Invalid::NoAddress => "wrong-large-no-address",
        Invalid::NoModel => "wrong-large-no-model",
        Invalid::NoPrice => "wrong-large-no-price",
        Invalid::Key => "wrong-large-key",
    }
}

async fn refused(
    app: &App,
    visitor: &Visitor,
    why: &str,
    given: Settings,
) -> Result<Response, WebError> {
    let mut shown = put_together(app, visitor, &Asked::default()).await?;
    shown.wrong = Some(shown.page.say(why));
    shown.settings = given;
    refuse(&shown)
}

/// Asks one tiny question and says what came.
///
/// # Errors
/// When the store cannot.
pub async fn check(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let (brand, now) = (&visitor.brand, app.now());
    let seal = &app.options().seal;
    let setup = large_model::load(&mut app.store().read().await?, seal, brand.id).await?;
    let deed = Deed::one("large_model.check", "large_model");
    audit::note(app.store(), brand, &visitor.who.actor(), &deed, now).await?;
    let asked = app.large_models().check(app.store(), brand, &setup, now).await?;
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    shown.checked = Some(match asked {
        Ok(reply) => {
            let text: String = reply.text.chars().take(100).collect();
            (true, shown.page.with("large-answers", "text", &text))
        }
        Err(trouble) => (false, why_not(&app, &shown.page, &visitor, &trouble)),
    });
    render(&shown)
}

impl Given {
    /// The settings, unless a number is none.
    fn settings(&self) -> Option<Settings> {
        let usual = Settings::default();
        let whole = |text: &str, usual: i64| match text.trim() {
            "" => Some(usual),
            text => text.replace([' ', '\u{a0}'], "").parse::<i64>().ok().filter(|n| *n >= 0),
        };
        let millionths = |text: &str| match text.trim() {
            "" => Some(0),
            text => {
                let number = text.replace([' ', '\u{a0}'], "").replace(',', ".");
                let number = number.parse::<f64>().ok()?;
                let fits = number.is_finite() && (0.0..1e9).contains(&number);
                fits.then(|| (number * MILLION).round() as i64)
            }
        };
        Some(Settings {
            url: self.url.clone(),
            model: self.model.clone(),
            near: self.near.is_some(),
            judgements: self.judgements.is_some(),
            drafts: self.drafts.is_some(),
            summaries: self.summaries.is_some(),
            private: self.private.is_some(),
            seconds: whole(&self.seconds, usual.seconds)?,
            requests_a_day: whole(&self.requests, usual.requests_a_day)?,
            tokens_a_day: whole(&self.tokens, usual.tokens_a_day)?,
            price_in: millionths(&self.price_in)?,
            price_out: millionths(&self.price_out)?,
            cost_a_month: match self.cost.trim() {
                "" => None,
                text => Some(millionths(text)?),
            },
        })
    }

    /// Nothing to leave the key as it is, an empty one to forget it.
    fn key(&self) -> Option<&str> {
        match (&self.forget_key, self.key.trim()) {
            (Some(_), _) => Some(""),
            (None, "") => None,
            (None, key) => Some(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn millionths_are_written_as_they_are_typed() {
        for (millionths, text) in
            [(0, "0"), (150_000, "0.15"), (10_000_000, "10"), (1, "0.000001"), (2_500_000, "2.5")]
        {
            assert_eq!(plain(millionths), text);
        }
    }
}
