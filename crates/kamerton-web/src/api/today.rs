//! `GET /api/v1/today`: the steps of the day.

use axum::Json;
use axum::extract::State;
use kamerton_app::places::Sight;
use kamerton_app::today::whose::Doers;
use kamerton_app::{advance, today};
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::format::Language;
use crate::http::guard::Program;
use crate::step_words;

/// The day's steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct Today {
    steps: Vec<Step>,
}

/// Whom to talk to, and why now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    id: String,
    rank: usize,
    /// The playbook that proposes it.
    playbook: &'static str,
    /// The id of the method it serves.
    method: &'static str,
    /// Id of the person.
    person: String,
    name: String,
    /// In the brand's language.
    why: String,
    /// What to say first, in the brand's language.
    say: String,
    /// Ids of the messages that show it.
    evidence: Vec<String>,
    /// RFC 3339.
    due: String,
    /// open, done, later or never.
    status: String,
    /// Whose it is, where several share the day: who is to do it, or who has done it.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Owner>,
}

/// One of those who share the day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Owner {
    /// Id of the user.
    id: String,
    name: String,
}

/// List today's steps.
#[utoipa::path(
    get,
    path = "/api/v1/today",
    tag = "steps",
    responses(
        (status = 200, body = Today),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["steps:read"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
) -> Result<Json<Today>, Problem> {
    let (brand, now) = (&caller.brand, app.now());
    advance::soon(app.store(), brand, now).await?;
    let language = Language::parse(&brand.lang).unwrap_or_default();
    let words = app.words(language);
    let planned = today::planned_today(app.store(), brand, now, false).await?;
    let doers = Doers::of(&mut app.store().read().await?, brand).await?;
    let steps = planned
        .into_iter()
        // A token reads nothing private, so the words to begin with do not tell of it either.
        .map(|(row, view)| (row, view.seen_with(Sight::Community)))
        .map(|(row, view)| Step {
            id: row.id.to_string(),
            rank: view.rank,
            playbook: view.playbook.word(),
            method: view.playbook.method(),
            person: view.person.to_string(),
            name: view.name.clone(),
            why: step_words::why(words, &view),
            say: step_words::say(app.words(step_words::tongue(&view, language)), &view),
            evidence: view.evidence.iter().map(|one| one.id.to_string()).collect(),
            due: view.due.rfc3339(),
            owner: doers.owner(&row).and_then(|id| {
                doers.name(id).map(|name| Owner { id: id.to_string(), name: name.to_owned() })
            }),
            status: row.status,
        })
        .collect();
    Ok(Json(Today { steps }))
}
