//! The team: who signs in, and what they may do.

use askama::Template;
use axum::extract::{Path, Query, RawForm, State};
use axum::response::Response;
use kamerton_app::accounts::secret;
use kamerton_app::accounts::users::{self, Member, NewUser};
use kamerton_app::today::whose;
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::UserRole;
use kamerton_core::id::UserId;
use kamerton_store::users::UserRow;

use super::{Asked, Once, Tabs, note};
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};

/// Letters of a password that we make: 70 bits.
const LETTERS: usize = 14;

/// What the form says.
#[derive(Default)]
struct Given {
    email: String,
    name: String,
    roles: Vec<UserRole>,
}

#[derive(Template)]
#[template(path = "settings/team.html")]
struct TeamPage {
    page: Page,
    tabs: Tabs,
    team: Vec<Member>,
    me: UserId,
    given: Given,
    wrong_email: Option<String>,
    wrong_roles: Option<String>,
    /// What cannot be done, and why.
    refused: Option<String>,
    made: Option<Once>,
}

impl TeamPage {
    fn all_roles(&self) -> [UserRole; 7] {
        UserRole::ALL
    }
}

async fn put_together(app: &App, visitor: &Visitor, asked: &Asked) -> Result<TeamPage, WebError> {
    Ok(TeamPage {
        page: super::page(app, visitor, asked),
        tabs: Tabs::of(visitor, "team"),
        team: users::team(&mut app.store().read().await?, visitor.brand.id).await?,
        me: visitor.who.user.id,
        given: Given::default(),
        wrong_email: None,
        wrong_roles: None,
        refused: None,
        made: None,
    })
}

fn given(body: &[u8]) -> Given {
    let mut given = Given::default();
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "email" => given.email = value.trim().to_owned(),
            "name" => given.name = value.trim().chars().take(100).collect(),
            "role" => given.roles.extend(value.parse::<UserRole>()),
            _ => {}
        }
    }
    given
}

/// Shows the team.
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

/// Lets somebody in: whoever is known already gets the roles, a new user a password, shown once.
///
/// # Errors
/// When the store cannot.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    RawForm(body): RawForm,
) -> Result<Response, WebError> {
    let given = given(&body);
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    if users::email(&given.email).is_err() {
        shown.wrong_email = Some(shown.page.say("wrong-email"));
    }
    if given.roles.is_empty() {
        shown.wrong_roles = Some(shown.page.say("wrong-roles"));
    }
    if shown.wrong_email.is_some() || shown.wrong_roles.is_some() {
        shown.given = given;
        return refuse(&shown);
    }
    let made = let_in(&app, &visitor, given).await?;
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    shown.made = made.map(|made| shown_once(&shown.page, &made.0, made.1));
    render(&shown)
}

/// Lets somebody in; gives address and password of a new user.
async fn let_in(
    app: &App,
    visitor: &Visitor,
    given: Given,
) -> Result<Option<(String, String)>, AppError> {
    let email = users::email(&given.email)?;
    let known = users::find(&mut app.store().read().await?, &email).await;
    let (user, made) = match known {
        Ok(user) => (user, None),
        Err(AppError::Refused(Refusal::NoUser { .. })) => {
            let password = secret::random(LETTERS)?;
            let new = NewUser { email, name: given.name, password: password.clone() };
            let user = users::prepare(new, app.now()).await?;
            let made = (user.email.clone(), password);
            (user, Some(made))
        }
        Err(error) => return Err(error),
    };
    let mut session = app.store().write().await?;
    if made.is_some() {
        users::insert(&mut session, &user).await?;
    }
    users::set_roles(&mut session, visitor.brand.id, user.id, &given.roles).await?;
    note(app, visitor, &mut session, "user.roles", &user.id.to_string()).await?;
    session.commit().await?;
    Ok(made)
}

/// Gives somebody of the team other roles; without any they are of the team no more.
///
/// # Errors
/// When there is nobody of this id in the team, or the store cannot.
pub async fn roles(
    State(app): State<App>,
    visitor: Visitor,
    Path(user): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, WebError> {
    let user = member(&app, &visitor, &user).await?;
    let roles = given(&body).roles;
    let mut session = app.store().write().await?;
    let set = users::set_roles(&mut session, visitor.brand.id, user.id, &roles).await;
    if let Err(AppError::Refused(Refusal::LastOwner)) = set {
        drop(session);
        return last_owner(&app, &visitor).await;
    }
    set?;
    note(&app, &visitor, &mut session, "user.roles", &user.id.to_string()).await?;
    session.commit().await?;
    whose::pass_on(app.store(), &visitor.brand, app.now()).await?;
    Ok(go("/settings/team?saved=roles"))
}

/// Makes a new password for somebody of the team, shown once; their sessions end.
///
/// # Errors
/// When there is nobody of this id in the team, or the store cannot.
pub async fn password(
    State(app): State<App>,
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    let user = member(&app, &visitor, &user).await?;
    let password = secret::random(LETTERS)?;
    users::set_password(app.store(), user.id, password.clone()).await?;
    let mut session = app.store().write().await?;
    note(&app, &visitor, &mut session, "user.password", &user.id.to_string()).await?;
    session.commit().await?;
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    shown.made = Some(shown_once(&shown.page, &user.email, password));
    render(&shown)
}

/// Shuts somebody of the team out, at once.
///
/// # Errors
/// When there is nobody of this id in the team, or the store cannot.
pub async fn shut(
    State(app): State<App>,
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    set_disabled(&app, &visitor, &user, true).await
}

/// Lets somebody in again.
///
/// # Errors
/// As [`shut`].
pub async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, WebError> {
    set_disabled(&app, &visitor, &user, false).await
}

async fn set_disabled(
    app: &App,
    visitor: &Visitor,
    user: &str,
    disabled: bool,
) -> Result<Response, WebError> {
    let user = member(app, visitor, user).await?;
    let mut session = app.store().write().await?;
    let set = users::set_disabled(&mut session, user.id, disabled.then(|| app.now())).await;
    if let Err(AppError::Refused(Refusal::LastOwner)) = set {
        drop(session);
        return last_owner(app, visitor).await;
    }
    set?;
    let what = if disabled { "user.disable" } else { "user.enable" };
    note(app, visitor, &mut session, what, &user.id.to_string()).await?;
    session.commit().await?;
    whose::pass_on(app.store(), &visitor.brand, app.now()).await?;
    Ok(go(if disabled { "/settings/team?saved=shut" } else { "/settings/team?saved=open" }))
}

/// Somebody of the team. Of whoever is not in it nothing is said and nothing changed.
async fn member(app: &App, visitor: &Visitor, user: &str) -> Result<UserRow, WebError> {
    let id: UserId = user.parse().map_err(|_| WebError::NotFound)?;
    let team = users::team(&mut app.store().read().await?, visitor.brand.id).await?;
    let found = team.into_iter().find(|member| member.user.id == id);
    found.map(|member| member.user).ok_or(WebError::NotFound)
}

async fn last_owner(app: &App, visitor: &Visitor) -> Result<Response, WebError> {
    let mut shown = put_together(app, visitor, &Asked::default()).await?;
    shown.refused = Some(shown.page.say("team-last-owner"));
    refuse(&shown)
}

fn shown_once(page: &Page, email: &str, password: String) -> Once {
    let title = page.with("team-made", "email", email);
    Once { title, help: page.say("team-made-help"), secret: password }
}
