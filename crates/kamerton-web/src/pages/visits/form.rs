//! The form: a message, how to answer it, and the consent to keep both.

use askama::Template;
use axum::Form;
use axum::response::Response;
use kamerton_app::live::{Policy, Surface};
use kamerton_core::time::{Instant, SECOND};
use serde::Deserialize;

use super::given::{self, Given, LONGEST_TEXT};
use super::{Visited, hidden};
use crate::http::errors::WebError;
use crate::pages::page::Page;
use crate::pages::{refuse, render};
use crate::words::Arg;

/// Nobody fills it in faster.
const SHORTEST: i64 = 2 * SECOND;
/// A form that lies open for longer is given anew.
const LONGEST: i64 = 24 * 3_600 * SECOND;

#[derive(Template)]
#[template(path = "visits/form.html")]
struct FormPage {
    page: Page,
    here: String,
    title: String,
    greeting: String,
    policy: Policy,
    token: String,
    filled: Filled,
    most: usize,
    /// What is wrong, with which field.
    wrong: Option<(&'static str, String)>,
    done: bool,
}

impl FormPage {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.as_ref().is_some_and(|(wrong, _)| *wrong == field)
    }

    fn why(&self) -> &str {
        self.wrong.as_ref().map_or("", |(_, why)| why)
    }
}

/// What a visitor filled in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    name: String,
    email: String,
    phone: String,
    text: String,
    agree: String,
    /// When the form was given out and under which name, sealed.
    token: String,
    /// Nobody sees this field: a program fills it in.
    website: String,
}

fn put_together(
    visited: &Visited,
    filled: Filled,
    wrong: Option<(&'static str, &str)>,
) -> Result<FormPage, WebError> {
    let mut page = Page::of_guest(&visited.app, visited.lang, "visit-form-title");
    let wrong = wrong.map(|(field, id)| {
        let most = i64::try_from(LONGEST_TEXT).unwrap_or(i64::MAX);
        (field, page.words().say(id, &[("count", Arg::Number(most))]))
    });
    let pages = &visited.front.pages;
    page.title = format!("{}: {}", page.title, pages.title);
    Ok(FormPage {
        here: format!("{}/form", visited.path()),
        title: pages.title.clone(),
        greeting: pages.greeting.clone(),
        policy: pages.policy.clone(),
        // The same form sent again is the same message, also after something was wrong with it.
        token: match opened(visited, &filled.token) {
            Some(_) => filled.token.clone(),
            None => sealed(visited)?,
        },
        most: LONGEST_TEXT,
        filled,
        wrong,
        done: false,
        page,
    })
}

/// Shows the form.
///
/// # Errors
/// When there is no such connection.
pub async fn show(visited: Visited) -> Result<Response, WebError> {
    let page = put_together(&visited, Filled::default(), None)?;
    Ok(visited.framed(render(&page)?))
}

/// Takes in what was filled in. The page that says thank you comes when it is on the disk.
///
/// # Errors
/// When there is no such connection, somebody wrote too often, or it could not be kept.
pub async fn write(visited: Visited, Form(filled): Form<Filled>) -> Result<Response, WebError> {
    visited.count()?;
    let given = match looked_at(&filled) {
        Ok(given) => given,
        Err(wrong) => {
            let filled = Filled { website: String::new(), ..filled };
            return Ok(visited.framed(refuse(&put_together(&visited, filled, Some(wrong))?)?));
        }
    };
    let Some((at, id)) = opened(&visited, &filled.token) else {
        // It lay open for too long: what was typed in is not lost.
        let again = put_together(&visited, filled, Some(("", "visit-wrong-old")))?;
        return Ok(visited.framed(refuse(&again)?));
    };
    if visited.app.now().since(at) < SHORTEST {
        let again = put_together(&visited, filled, Some(("", "visit-wrong-fast")))?;
        return Ok(visited.framed(refuse(&again)?));
    }
    let mut written = visited.written(Surface::Form, &id, given);
    let policy = visited.front.pages.policy.clone();
    written.remark =
        Some(remark(&visited, written.email.as_deref(), written.phone.as_deref(), &policy));
    written.policy = Some(policy).filter(|policy| !policy.version.is_empty());
    let kept = visited.app.channels().write(&visited.brand, visited.id, &written).await;
    kept.map_err(hidden)?;
    let done = FormPage { done: true, ..put_together(&visited, Filled::default(), None)? };
    Ok(visited.framed(render(&done)?))
}

/// What was filled in, if it can be taken.
fn looked_at(filled: &Filled) -> Result<Given, (&'static str, &'static str)> {
    if !filled.website.is_empty() {
        return Err(("", "visit-wrong-trap"));
    }
    let given = given::read(&filled.text, &filled.name, &filled.email, &filled.phone);
    let given = given.map_err(given::Wrong::words)?;
    if given.email.is_none() && given.phone.is_none() {
        return Err(("email", "visit-wrong-contact"));
    }
    if filled.agree.is_empty() {
        return Err(("agree", "visit-wrong-agree"));
    }
    Ok(given)
}

/// What staff has to know: how to answer, and to what was agreed.
fn remark(visited: &Visited, email: Option<&str>, phone: Option<&str>, policy: &Policy) -> String {
    let line = |id, text: &str| visited.for_us(id, &[("text", Arg::Text(text))]);
    let mut told: Vec<String> = Vec::new();
    told.extend(email.map(|text| line("visit-email", text)));
    told.extend(phone.map(|text| line("visit-phone", text)));
    told.push(match policy.version.as_str() {
        "" => visited.for_us("visit-agreed", &[]),
        version => line("visit-agreed-to", version),
    });
    told.join("\n")
}

fn purpose(visited: &Visited) -> String {
    format!("form {}", visited.id)
}

/// A form that is given out now. It cannot be made up, and says nothing to whoever reads it.
fn sealed(visited: &Visited) -> Result<String, WebError> {
    let id = kamerton_app::accounts::secret::random(26)?;
    let text = format!("{} {id}", visited.app.now().micros());
    Ok(visited.app.options().seal.seal(&purpose(visited), &text)?)
}

/// When a form was given out, and its name; nothing when it was not, or too long ago.
fn opened(visited: &Visited, token: &str) -> Option<(Instant, String)> {
    if token.is_empty() || token.len() > 400 {
        return None;
    }
    let text = visited.app.options().seal.open(&purpose(visited), token).ok()?;
    let (at, id) = text.split_once(' ')?;
    let at = Instant::from_micros(at.parse().ok()?);
    let open = (0..LONGEST).contains(&visited.app.now().since(at));
    open.then(|| (at, id.to_owned()))
}
