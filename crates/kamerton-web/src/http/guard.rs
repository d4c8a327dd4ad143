//! Who stands before a route, and whether they may come in.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kamerton_app::AppError;
use kamerton_app::accounts::{SignedIn, sign_in, tokens};
use kamerton_app::brand::Brand;
use kamerton_app::places::Sight;
use kamerton_app::today::whose;
use kamerton_core::access::Action;
use kamerton_core::id::WorkspaceId;
use kamerton_store::Session;
use kamerton_store::tokens::TokenRow;
use kamerton_store::users;
use kamerton_store::workspaces::{self, WorkspaceRow};

use super::errors::WebError;
use super::limits::{Asker, TooOften};
use super::route::{Count, Who};
use super::{cookies, peer};
use crate::app::App;
use crate::format::Language;

/// Somebody with a role in a brand. Handlers behind [`Who::Member`] and [`Who::May`] take it.
#[derive(Clone)]
pub struct Visitor(Arc<Inside>);

/// Who it is and what they work for.
pub struct Inside {
    /// Who has signed in.
    pub who: SignedIn,
    /// The brand they work for.
    pub brand: Brand,
    /// The other brands they may work for.
    pub others: Vec<(WorkspaceId, String)>,
    /// The language of their pages.
    pub lang: Language,
    /// How many steps of today are left for them.
    pub left: usize,
}

impl std::ops::Deref for Visitor {
    type Target = Inside;
    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Inside {
    /// Whether private talk is shown to them.
    pub fn may_read_private(&self) -> bool {
        self.who.may(Action::ReadPrivate)
    }

    /// What of the talk they may see.
    pub fn sight(&self) -> Sight {
        if self.may_read_private() { Sight::Private } else { Sight::Community }
    }
}

/// Somebody who has signed in while there is no brand yet. Handlers behind [`Who::Founder`] take
/// it.
#[derive(Clone)]
pub struct Founder(pub Arc<SignedIn>);

/// A program with a token. Handlers behind [`Who::Token`] take it.
#[derive(Clone)]
pub struct Program(pub Arc<Caller>);

/// Which program it is and what it works for.
pub struct Caller {
    /// Its token.
    pub token: TokenRow,
    /// The brand it works for.
    pub brand: Brand,
}

/// The secret of the session, as the browser shows it.
#[derive(Clone)]
pub struct Secret(pub String);

macro_rules! from_extensions {
    ($($name:ident),+) => {$(
        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = WebError;
            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
                parts.extensions.get::<Self>().cloned().ok_or(WebError::SignInFirst)
            }
        }
    )+};
}

from_extensions!(Visitor, Founder, Secret, Program);

/// What stands between a visitor and a route.
enum Stop {
    Error(WebError),
    /// Elsewhere is where they want to go.
    Go(String),
}

impl From<WebError> for Stop {
    fn from(error: WebError) -> Self {
        Self::Error(error)
    }
}

impl From<TooOften> for Stop {
    fn from(too_often: TooOften) -> Self {
        Self::Error(too_often.into())
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Error(error.into())
    }
}

/// Lets in whoever may use the route.
pub async fn check(
    State((app, who, count)): State<(App, Who, Count)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let admitted = admit(&app, who, count, &mut parts).await;
    // A page that says no is in the visitor's language too.
    let visitor = parts.extensions.get::<Visitor>().cloned();
    let mut response = match admitted {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(Stop::Error(error)) => error.into_response(),
        Err(Stop::Go(path)) => Redirect::to(&path).into_response(),
    };
    if let Some(visitor) = visitor {
        response.extensions_mut().insert(visitor);
    }
    response
}

async fn admit(app: &App, who: Who, count: Count, parts: &mut Parts) -> Result<(), Stop> {
    match who {
        Who::Anyone if count == Count::Not => return Ok(()),
        Who::Anyone | Who::First => count_guest(app, parts)?,
        Who::Signed => count_from(app, parts, Asker::Calls)?,
        _ => {}
    }
    match who {
        Who::Anyone | Who::Signed => Ok(()),
        Who::Token(scope) => admit_program(app, scope, count, parts).await,
        Who::First if is_untouched(&mut read(app).await?).await? => Ok(()),
        Who::First => Err(Stop::Go("/".to_owned())),
        Who::Founder | Who::Member | Who::May(_) => admit_user(app, who, parts).await,
    }
}

/// Counts somebody who has not said who they are.
fn count_guest(app: &App, parts: &Parts) -> Result<(), TooOften> {
    count_from(app, parts, Asker::Address)
}

fn count_from(app: &App, parts: &Parts, asker: fn(IpAddr) -> Asker) -> Result<(), TooOften> {
    let from = peer::address(&parts.extensions, &parts.headers);
    from.map_or(Ok(()), |address| app.count(asker(address)))
}

async fn admit_program(
    app: &App,
    scope: &str,
    count: Count,
    parts: &mut Parts,
) -> Result<(), Stop> {
    let text = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let text = text.and_then(|text| text.strip_prefix("Bearer ")).unwrap_or_default();
    let found = tokens::whose(app.store(), text.trim(), app.now()).await?;
    let Some((workspace, token)) = found else {
        count_guest(app, parts)?;
        return Err(WebError::SignInFirst.into());
    };
    app.count(if count == Count::Events {
        Asker::Events(token.id)
    } else {
        Asker::Program(token.id)
    })?;
    if !tokens::allows(&token, scope) {
        return Err(WebError::Forbidden.into());
    }
    let rows = workspaces::all(&mut read(app).await?).await.map_err(WebError::from)?;
    let row = rows.into_iter().find(|row| row.id == workspace).ok_or(WebError::SignInFirst)?;
    let brand = app.brand(row)?;
    parts.extensions.insert(Program(Arc::new(Caller { token, brand })));
    Ok(())
}

/// Whether a user's request is counted: what changes something, and files of many lines. A page is
/// made faster than anybody reads.
fn is_costly(parts: &Parts) -> bool {
    let path = parts.uri.path();
    !parts.method.is_safe() || path.ends_with(".csv") || path.ends_with(".xlsx")
}

async fn admit_user(app: &App, who: Who, parts: &mut Parts) -> Result<(), Stop> {
    let https = app.options().is_https();
    let secret = cookies::value(&parts.headers, cookies::session_name(https));
    let mut session = app.store().look().await.map_err(WebError::from)?;
    let signed_in = match &secret {
        Some(secret) => sign_in::who(&mut session, secret, app.now()).await?,
        None => None,
    };
    let (Some(signed_in), Some(secret)) = (signed_in, secret) else {
        count_guest(app, parts)?;
        return Err(turn_away(&mut session, parts).await?);
    };
    let counted = match is_costly(parts) {
        true => app.count(Asker::User(signed_in.user.id)),
        false => Ok(()),
    };
    parts.extensions.insert(Secret(secret));
    match (who, signed_in.workspace()) {
        (Who::Founder, None) if has_no_brand(&mut session).await? => {
            drop(session);
            sign_in::note(app.store(), &signed_in).await?;
            counted?;
            parts.extensions.insert(Founder(Arc::new(signed_in)));
            return Ok(());
        }
        (Who::Founder, _) => return Err(Stop::Go("/".to_owned())),
        (_, None) if has_no_brand(&mut session).await? => {
            return Err(Stop::Go("/welcome/brand".to_owned()));
        }
        _ => {}
    }
    let visitor = visitor(app, &mut session, signed_in).await?;
    drop(session);
    sign_in::note(app.store(), &visitor.who).await?;
    let allowed = match who {
        Who::May(action) => visitor.who.may(action),
        _ => true,
    };
    parts.extensions.insert(visitor);
    // Only now, so that the refusal is in their language.
    counted?;
    if allowed { Ok(()) } else { Err(WebError::Forbidden.into()) }
}

async fn visitor(app: &App, session: &mut Session, who: SignedIn) -> Result<Visitor, WebError> {
    let workspace = who.workspace().ok_or(WebError::Forbidden)?;
    let rows = workspaces::all(session).await?;
    let others = others(&who, &rows);
    let row = rows.into_iter().find(|row| row.id == workspace).ok_or(WebError::Forbidden)?;
    let brand = app.brand(row)?;
    let chosen = who.preferences.lang.as_deref().and_then(Language::parse);
    let lang = chosen.or_else(|| Language::parse(&brand.lang)).unwrap_or_default();
    let left = if who.may(Action::DoSteps) {
        whose::left(session, &brand, who.user.id, app.now()).await?
    } else {
        0
    };
    Ok(Visitor(Arc::new(Inside { who, brand, others, lang, left })))
}

fn others(who: &SignedIn, rows: &[WorkspaceRow]) -> Vec<(WorkspaceId, String)> {
    let ids = who.brands.iter().skip(1).map(|(id, _)| *id);
    let named = ids.filter_map(|id| rows.iter().find(|row| row.id == id));
    named.map(|row| (row.id, row.name.clone())).collect()
}

/// Whoever has not signed in is led to the door; before there is any user, to the first steps.
async fn turn_away(session: &mut Session, parts: &Parts) -> Result<Stop, Stop> {
    if is_untouched(session).await? {
        return Ok(Stop::Go("/welcome".to_owned()));
    }
    if parts.method != Method::GET || is_htmx(&parts.headers) {
        return Ok(WebError::SignInFirst.into());
    }
    Ok(Stop::Go(sign_in_path(&parts.uri)))
}

/// The door, with where to go afterwards.
fn sign_in_path(uri: &Uri) -> String {
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    if wanted == "/" {
        return "/sign-in".to_owned();
    }
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
    format!("/sign-in?{query}")
}

/// Whether htmx asks, which wants a piece of a page.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

async fn read(app: &App) -> Result<Session, WebError> {
    Ok(app.store().read().await?)
}

async fn is_untouched(session: &mut Session) -> Result<bool, WebError> {
    Ok(!users::any(session).await?)
}

async fn has_no_brand(session: &mut Session) -> Result<bool, WebError> {
    Ok(workspaces::all(session).await?.is_empty())
}
