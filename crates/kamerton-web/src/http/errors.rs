//! What can go wrong for a request, and the answer that helps on.
//!
//! Handlers return a [`WebError`]; [`dress`] turns it, and every bare refusal of the layers below,
//! into a page in the visitor's language, a message for htmx, or problem+json for programs.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kamerton_app::{AppError, Refusal};
use kamerton_store::StoreError;

use super::guard::{self, Visitor};
use super::limits::TooOften;
use super::origin::is_for_programs;
use crate::app::App;
use crate::format::Language;
use crate::lang;
use crate::pages::error_page;
use crate::refusal_words;
use crate::words::Words;

/// What can go wrong.
#[derive(Debug)]
pub enum WebError {
    /// There is no such page, or none that may be known of.
    NotFound,
    /// The visitor's roles do not allow it.
    Forbidden,
    /// Nobody has signed in.
    SignInFirst,
    /// Another site asks for a change.
    ForeignOrigin,
    /// It cannot be done as asked, for a reason that every language has words for.
    Refused(Refusal),
    /// Whoever asks has asked too often.
    TooOften(TooOften),
    /// It cannot be done as asked, for a reason in words.
    Asked(String),
    /// We could not.
    Failed(AppError),
}

impl From<AppError> for WebError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::Asked(why) => Self::Asked(why),
            other => Self::Failed(other),
        }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        if refusal.is_of_missing() { Self::NotFound } else { Self::Refused(refusal) }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<TooOften> for WebError {
    fn from(too_often: TooOften) -> Self {
        Self::TooOften(too_often)
    }
}

impl WebError {
    /// What is thrown up by a page that cannot be put together.
    pub fn broken(error: &dyn std::fmt::Display) -> Self {
        Self::Failed(AppError::Asked(error.to_string()))
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Refused(Refusal::NotCountedYet) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused(_) | Self::Asked(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed(AppError::Store(StoreError::DiskFull)) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn trouble(&self) -> Trouble {
        match self {
            Self::Refused(refusal) if refusal == &Refusal::NotCountedYet => {
                Trouble { word: "not-yet", why: Some(Why::Known(refusal.clone())) }
            }
            Self::Refused(refusal) => {
                Trouble { word: "asked", why: Some(Why::Known(refusal.clone())) }
            }
            Self::Asked(why) => Trouble { word: "asked", why: Some(Why::English(why.clone())) },
            Self::ForeignOrigin => Trouble { word: "foreign", why: None },
            other => Trouble::of(other.status()),
        }
    }
}

/// What a refusal is about; it travels with the bare answer to [`dress`].
#[derive(Clone, Debug)]
struct Trouble {
    /// The word by which translations know it.
    word: &'static str,
    /// The reason, where there is one in words.
    why: Option<Why>,
}

/// The reason of a refusal.
#[derive(Clone, Debug)]
enum Why {
    /// Every language has words for it.
    Known(Refusal),
    /// Written for programs and logs.
    English(String),
}

impl Trouble {
    /// The reason in the words of a language, where there are any in it.
    fn why(&self, words: &Words) -> Option<String> {
        match self.why.as_ref()? {
            Why::Known(refusal) => Some(refusal_words::why(words, refusal)),
            Why::English(why) => (words.language() == Language::En).then(|| why.clone()),
        }
    }

    fn of(status: StatusCode) -> Self {
        let word = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::UNAUTHORIZED => "sign-in",
            StatusCode::METHOD_NOT_ALLOWED => "method",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::TOO_MANY_REQUESTS => "too-often",
            StatusCode::REQUEST_TIMEOUT => "timeout",
            StatusCode::INSUFFICIENT_STORAGE => "disk-full",
            status if status.is_client_error() => "asked",
            _ => "failed",
        };
        Self { word, why: None }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if let Self::Failed(error) = &self {
            tracing::error!(error = %error, "a request failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self.trouble());
        if let Self::TooOften(TooOften(seconds)) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Who asked, as far as it matters for a refusal.
struct Asker {
    program: bool,
    htmx: bool,
    lang: Language,
}

impl Asker {
    fn new(app: &App, request: &Request) -> Self {
        let headers = request.headers();
        Self {
            program: is_for_programs(request.uri().path()),
            htmx: guard::is_htmx(headers),
            lang: lang::of_guest(headers, app.options().lang),
        }
    }
}

/// Dresses every bare refusal.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let asker = Asker::new(&app, &request);
    let response = next.run(request).await;
    let status = response.status();
    if status.as_u16() < 400 || is_dressed(&response) {
        return response;
    }
    let trouble =
        response.extensions().get::<Trouble>().cloned().unwrap_or_else(|| Trouble::of(status));
    let lang = response.extensions().get::<Visitor>().map_or(asker.lang, |visitor| visitor.lang);
    let body = if asker.program {
        problem(&app, status, &trouble)
    } else if asker.htmx {
        message(&app, lang, &trouble)
    } else {
        let why = trouble.why(app.words(lang));
        error_page::page(&app, lang, status.as_u16(), trouble.word, why.as_deref())
    };
    keep_headers(body, status, response.headers())
}

/// A page of ours, or a problem that says itself what it is.
fn is_dressed(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json"))
}

/// What the layers below said beside the body: who may retry when, which methods there are.
fn keep_headers(mut dressed: Response, status: StatusCode, bare: &HeaderMap) -> Response {
    *dressed.status_mut() = status;
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE] {
        if let Some(value) = bare.get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

/// RFC 9457. Programs are spoken to in English.
fn problem(app: &App, status: StatusCode, trouble: &Trouble) -> Response {
    let words = app.words(Language::En);
    let body = serde_json::json!({
        "type": format!("/api/docs#{}", trouble.word),
        "title": words.say(&format!("error-{}", trouble.word), &[]),
        "status": status.as_u16(),
        "detail": trouble.why(words),
    });
    let kind = HeaderValue::from_static("application/problem+json");
    ([(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}

/// A message where the toasts are, whatever htmx wanted to replace.
fn message(app: &App, lang: Language, trouble: &Trouble) -> Response {
    let why = trouble.why(app.words(lang));
    let mut response = error_page::toast(app, lang, trouble.word, why.as_deref());
    let headers = response.headers_mut();
    headers.insert("hx-retarget", HeaderValue::from_static("#toasts"));
    headers.insert("hx-reswap", HeaderValue::from_static("innerHTML"));
    response
}
