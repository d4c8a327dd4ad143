//! Whether the program lives, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// It lives as long as it answers.
pub async fn lives() -> &'static str {
    "ok\n"
}

/// It can work when the database answers.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let answered = async {
        let mut session = app.store().read().await?;
        kamerton_store::health::schema_version(&mut session).await
    };
    match answered.await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
