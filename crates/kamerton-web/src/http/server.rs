//! The server: routes behind their layers, and the loop that answers until it is told to end.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use super::errors::{self, WebError};
use super::{headers, origin, route};
use crate::app::App;
use crate::routes;

/// The largest body of a form.
const BODY: usize = 256 * 1024;

/// The whole application as a service.
pub fn router(app: &App) -> Router {
    let packed = SizeAbove::new(1_024)
        .and(NotForContentType::GRPC)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE);
    route::router(app, routes::all())
        .fallback(async || WebError::NotFound)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(app.clone(), origin::check))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), errors::dress))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .layer(CompressionLayer::new().compress_when(packed))
        .layer(middleware::from_fn_with_state(app.clone(), watch))
        .with_state(app.clone())
}

/// Counts an answer and writes a line of it: the route's pattern, never the path, for there stand
/// ids of people.
async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = std::time::Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    app.metrics().answered(status, took);
    let route = route.as_deref().unwrap_or("none");
    tracing::info!(%method, route, status, ms = took.as_millis() as u64, "answered");
    response
}

/// Answers until `end` comes, then lets what has begun come to its end. What is not at its end
/// after `patience` is broken off: a file that comes over a slow line may take hours.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    app: &App,
    listener: TcpListener,
    end: impl Future<Output = ()> + Send + 'static,
    patience: Duration,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let ending = app.clone();
    let end = async move {
        end.await;
        ending.end();
    };
    let mut told = app.ending();
    let out_of_patience = async move {
        let _ = told.wait_for(|ending| *ending).await;
        tokio::time::sleep(patience).await;
    };
    let served = tokio::select! {
        served = axum::serve(listener, service).with_graceful_shutdown(end).into_future() => served,
        () = out_of_patience => {
            tracing::warn!("broke off requests that had not come to their end");
            Ok(())
        }
    };
    app.settle().await;
    served
}
