//! What a program is told when something cannot be done: RFC 9457.

use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kamerton_app::AppError;
use kamerton_app::events::{Mistake, Unreadable};
use kamerton_core::webhook::Refused;
use kamerton_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::limits::TooOften;

/// Why something cannot be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: a place in the documentation.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#invalid-events")]
    kind: String,
    /// The same in words.
    #[schema(example = "Some events are not as they should be; none was stored")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// What exactly is the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Every mistake with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
    /// Seconds after which it may be tried again: a header of the answer.
    #[serde(skip)]
    retry_after: Option<i64>,
}

/// A mistake in what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongField {
    /// Where.
    #[schema(example = "events[3].sent_at")]
    at: String,
    /// What is wrong, and what would be right.
    why: String,
}

impl Problem {
    fn new(status: StatusCode, word: &str, title: &'static str) -> Self {
        let kind = format!("/api/docs#{word}");
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// Nothing of this name is there, or none that this token may know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing of this name")
    }

    /// The body is no JSON, or not of the form that is asked for.
    pub fn no_json(error: &serde_json::Error) -> Self {
        let problem = Self::new(StatusCode::BAD_REQUEST, "no-json", "The body is no JSON");
        Self { detail: Some(error.to_string()), ..problem }
    }

    /// A parameter is not as it should be.
    pub fn parameter(name: &str, why: impl Into<String>) -> Self {
        let errors = vec![WrongField { at: name.to_owned(), why: why.into() }];
        let title = "A parameter is not as it should be";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-parameter", title) }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        // The sentence of the library, of which the end says which parameter it is and why.
        let text = rejection.body_text();
        let (_, said) = text.split_once(": ").unwrap_or(("", &text));
        match said.split_once(": ") {
            Some((name, why)) => Self::parameter(name, why),
            None => Self::parameter("query", said),
        }
    }
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::NoJson(why) => Self {
                detail: Some(why),
                ..Self::new(StatusCode::BAD_REQUEST, "no-json", "The body is no JSON")
            },
            Unreadable::Mistakes(mistakes) => Self {
                errors: mistakes
                    .into_iter()
                    .map(|Mistake { at, why }| WrongField { at, why })
                    .collect(),
                ..Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "invalid-events",
                    "Some events are not as they should be; none was stored",
                )
            },
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let (word, title) = match refused {
            Refused::Unsigned => ("unsigned", "The call is not signed"),
            Refused::Stale => ("stale", "The call was signed too long ago, or the clocks differ"),
            Refused::WrongSignature => ("wrong-signature", "The signature is not right"),
        };
        Self::new(StatusCode::UNAUTHORIZED, word, title)
    }
}

impl From<TooOften> for Problem {
    fn from(TooOften(seconds): TooOften) -> Self {
        let title = "Too many requests in a minute; nothing was stored, send it again later";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-often", title);
        Self { retry_after: Some(seconds), ..problem }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Store(StoreError::DiskFull) => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "disk-full",
                "The disk is full: nothing was stored, send it again later",
            ),
            AppError::Refused(_) | AppError::Asked(_) => Self {
                detail: Some(error.to_string()),
                ..Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "asked",
                    "It cannot be done as asked; nothing was changed",
                )
            },
            other => {
                tracing::error!(error = %other, "a request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "failed",
                    "We could not: nothing was stored, send it again later",
                )
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let kind = HeaderValue::from_static("application/problem+json");
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
