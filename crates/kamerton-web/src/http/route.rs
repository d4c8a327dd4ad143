//! Routes with who may use them. There is no other way to register one, so that what the live
//! program lets in can be listed and compared with what was meant.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};
use kamerton_core::access::Action;

use super::guard;
use crate::app::App;

/// The longest that a request may take. Long work goes on beside requests.
const LONGEST: Duration = Duration::from_secs(30);
const TICK: Duration = Duration::from_secs(1);

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever comes.
    Anyone,
    /// Whoever comes while there is no user at all.
    First,
    /// Who has signed in while there is no brand yet.
    Founder,
    /// Whoever has signed in and has a role in a brand.
    Member,
    /// Whoever's roles allow this.
    May(Action),
    /// A program whose token has this scope. No session counts.
    Token(&'static str),
    /// A call that is signed; the handler checks the signature over the body.
    Signed,
}

/// By which limit requests of a route are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// By none: a balancer and a collector of numbers may ask as they like, and files of the
    /// browser cost nothing.
    Not,
    /// By whoever asks: address, user or token.
    Asker,
    /// By the token or sender that hands events in.
    Events,
}

/// A route: method, path, who may use it, and what answers.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path, with names in braces.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
    handler: MethodRouter<App>,
    longest: Duration,
    count: Count,
}

impl Route {
    /// A route that shows something; it answers HEAD too.
    pub fn get<H, T>(path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::GET, path, who, routing::get(handler))
    }

    /// A route that changes something.
    pub fn post<H, T>(path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::POST, path, who, routing::post(handler))
    }

    const fn new(method: Method, path: &'static str, who: Who, handler: MethodRouter<App>) -> Self {
        Self { method, path, who, handler, longest: LONGEST, count: Count::Asker }
    }

    /// Counts its requests otherwise than by whoever asks.
    pub const fn counted(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    /// Allows it to take this long instead of the usual time: large files come and go slowly.
    pub const fn within(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// Allows bodies of up to `bytes` instead of the usual limit.
    pub fn with_body_of(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(axum::extract::DefaultBodyLimit::max(bytes));
        self
    }
}

/// All routes behind their guards.
pub fn router(app: &App, routes: Vec<Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let state = (app.clone(), route.who, route.count);
        let in_time = middleware::from_fn_with_state(route.longest, in_time);
        let guard = middleware::from_fn_with_state(state, guard::check);
        let guarded: MethodRouter<App> = route.handler.layer(guard);
        let guarded: MethodRouter<App> = guarded.layer(in_time);
        router.route(route.path, guarded)
    })
}

/// Ends a request that takes too long. What counts is the time in which the machine ran: one that
/// stood still (a virtual one that was copied, a laptop that slept) ends none of them, for however
/// long that was, it is one tick.
async fn in_time(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    let mut answer = pin!(next.run(request));
    for _ in 0..longest.as_secs() {
        if let Ok(answer) = tokio::time::timeout(TICK, &mut answer).await {
            return answer;
        }
    }
    StatusCode::REQUEST_TIMEOUT.into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use tower::ServiceExt;

    use super::*;

    async fn asked(path: &str) -> StatusCode {
        let within_a_second = middleware::from_fn_with_state(Duration::from_secs(1), in_time);
        let router: Router = Router::new()
            .route("/never", routing::get(std::future::pending::<StatusCode>))
            .route("/at-once", routing::get(async || StatusCode::NO_CONTENT))
            .layer(within_a_second);
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_ended() {
        assert_eq!(asked("/never").await, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(asked("/at-once").await, StatusCode::NO_CONTENT);
    }
}
