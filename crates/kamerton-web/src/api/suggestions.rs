//! `/api/v1/people/suggestions`: who may be one person, and who is not.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_app::advance;
use kamerton_app::people::suggestions::{self, Pair, Side};
use kamerton_core::id::PersonId;
use kamerton_identity::{Because, Reason};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::merges::missing;
use super::people::{MOST, Person, USUAL};
use super::{Problem, taken};
use crate::app::App;
use crate::beside::{beside, reading};
use crate::http::guard::{Caller, Program};
use crate::suggestion_words::word;

/// What may be asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// How many: 50 when not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// What `next` of the page before said.
    after: Option<String>,
}

/// A page of pairs.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionsPage {
    /// The likeliest first.
    suggestions: Vec<SuggestedPair>,
    /// How many pairs there are, counted up to 200.
    open: i64,
    /// How many accounts were not looked at yet, counted up to 10,000.
    waiting: i64,
    /// What asks for the next page; null at the end.
    next: Option<String>,
}

/// Two people who may be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedPair {
    /// Who would be left if they were merged.
    one: SuggestedSide,
    /// The other.
    other: SuggestedSide,
    /// How likely they are one, from 0 to 1.
    probability: f32,
    /// What speaks for it and against it, the strongest first.
    reasons: Vec<SuggestionReason>,
    /// When it was found: RFC 3339.
    found_at: String,
}

/// One of two.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedSide {
    person: Person,
    /// The account that was compared.
    account: SuggestedAccount,
}

/// An account that was compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedAccount {
    id: String,
    kind: String,
    name: Option<String>,
    handle: Option<String>,
}

/// Why two may be one, or may not.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionReason {
    /// given, surname, middle, handle, handle_of_name, email, phone, picture, talk, sex or fact.
    what: &'static str,
    /// differs, initial, near, close, variant, same or moved; null where the handle is made of the name.
    how: Option<&'static str>,
    /// Of names, the one as it was compared: in small letters.
    one: Option<String>,
    /// The other.
    other: Option<String>,
    /// What it weighs, in bits; below zero it speaks against.
    bits: f32,
}

/// Two people of whom something is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionCall {
    /// Id of one of them.
    one: String,
    /// Id of the other.
    other: String,
}

/// What holds now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionVerdict {
    one: String,
    other: String,
    /// Whether they may be suggested as one person.
    may_be_one: bool,
}

impl From<Pair> for SuggestedPair {
    fn from(of: Pair) -> Self {
        Self {
            one: of.one.into(),
            other: of.other.into(),
            probability: of.probability,
            reasons: of.because.into_iter().map(SuggestionReason::from).collect(),
            found_at: of.found_at.rfc3339(),
        }
    }
}

impl From<Side> for SuggestedSide {
    fn from(of: Side) -> Self {
        let Side { person, account, kind, name, handle } = of;
        let account = SuggestedAccount { id: account.to_string(), kind, name, handle };
        Self { person: person.into(), account }
    }
}

impl From<Because> for SuggestionReason {
    fn from(of: Because) -> Self {
        let (what, how, names) = match of.reason {
            Reason::Given { how, one, other } => ("given", Some(how), Some((one, other))),
            Reason::Surname { how, one, other } => ("surname", Some(how), Some((one, other))),
            Reason::Middle { how } => ("middle", Some(how), None),
            Reason::Handle { how } => ("handle", Some(how), None),
            Reason::HandleOfName => ("handle_of_name", None, None),
            Reason::Email { how } => ("email", Some(how), None),
            Reason::Phone { how } => ("phone", Some(how), None),
            Reason::Picture { how } => ("picture", Some(how), None),
            Reason::Talk { how } => ("talk", Some(how), None),
            Reason::Sex { how } => ("sex", Some(how), None),
            Reason::Fact { how, .. } => ("fact", Some(how), None),
        };
        let (one, other) = names.unzip();
        Self { what, how: how.map(word), one, other, bits: of.bits }
    }
}

/// List who may be one person.
///
/// Nobody is merged by it: that is a call of its own.
#[utoipa::path(
    get,
    path = "/api/v1/people/suggestions",
    tag = "people",
    params(Asked),
    responses(
        (status = 200, body = SuggestionsPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<SuggestionsPage>, Problem> {
    let Query(asked) = asked?;
    let (now, brand) = (app.now(), caller.brand.clone());
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::parameter("limit", format!("from 1 to {MOST}")));
    }
    advance::soon(app.store(), &brand, now).await?;
    let read = reading(app.store(), move |mut session| async move {
        let after = asked.after.as_deref();
        let found = suggestions::page(&mut session, &brand, after, limit, now).await?;
        Ok((found, suggestions::waiting(&mut session, &brand).await?))
    });
    let (found, waiting) = read.await?;
    taken::note(&app, &caller, "people.read", found.pairs.len() * 2).await?;
    Ok(Json(SuggestionsPage {
        suggestions: found.pairs.into_iter().map(SuggestedPair::from).collect(),
        open: found.open,
        waiting,
        next: found.next,
    }))
}

/// Say that two people are two: they are never suggested again.
///
/// It can be taken back at any time.
#[utoipa::path(
    post,
    path = "/api/v1/people/suggestions/never",
    tag = "people",
    request_body = SuggestionCall,
    responses(
        (status = 200, body = SuggestionVerdict),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "One of them is not there", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Both are one person", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn never(
    State(app): State<App>,
    Program(caller): Program,
    body: Bytes,
) -> Result<Json<SuggestionVerdict>, Problem> {
    say(&app, &caller, false, &body).await
}

/// Take back that two people are two: they may be suggested again.
#[utoipa::path(
    post,
    path = "/api/v1/people/suggestions/maybe",
    tag = "people",
    request_body = SuggestionCall,
    responses(
        (status = 200, body = SuggestionVerdict),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "One of them is not there", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn maybe(
    State(app): State<App>,
    Program(caller): Program,
    body: Bytes,
) -> Result<Json<SuggestionVerdict>, Problem> {
    say(&app, &caller, true, &body).await
}

async fn say(
    app: &App,
    caller: &Caller,
    may_be_one: bool,
    body: &[u8],
) -> Result<Json<SuggestionVerdict>, Problem> {
    let call: SuggestionCall =
        serde_json::from_slice(body).map_err(|error| Problem::no_json(&error))?;
    let one = person("one", &call.one)?.to_string();
    let other = person("other", &call.other)?.to_string();
    let (own, brand, by) = (app.clone(), caller.brand.clone(), caller.token.name.clone());
    let both = (one.clone(), other.clone());
    let done = beside(move || async move {
        let (store, now) = (own.store(), own.now());
        let (one, other) = (&both.0, &both.1);
        match may_be_one {
            true => suggestions::maybe(store, &brand, one, other).await,
            false => suggestions::never(store, &brand, one, other, &by, now).await,
        }
    });
    done.await.map_err(missing)?;
    let by = Actor { user: None, name: caller.token.name.clone() };
    let word = if may_be_one { "person.maybe" } else { "person.never" };
    let object = format!("{one} {other}");
    audit::note(app.store(), &caller.brand, &by, &Deed::one(word, &object), app.now()).await?;
    Ok(Json(SuggestionVerdict { one, other, may_be_one }))
}

fn person(name: &str, id: &str) -> Result<PersonId, Problem> {
    id.parse().map_err(|_| Problem::parameter(name, "as lists give it"))
}
