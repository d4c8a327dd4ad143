//! What a balancer hears of the program, with its database and without.

use axum::http::StatusCode;

use crate::harness::{World, kinds};

#[tokio::test(flavor = "multi_thread")]
async fn without_its_database_it_lives_but_is_not_ready() {
    for kind in kinds() {
        let (world, _) = World::with_brand_on(kind).await;
        let guest = world.browser();
        let heard = async || {
            let (lives, ready) = (guest.get("/healthz").await, guest.get("/readyz").await);
            (lives.status, ready.status)
        };
        assert_eq!(heard().await, (StatusCode::OK, StatusCode::OK), "{kind:?}");
        world.store.close().await;
        let gone = (StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(heard().await, gone, "{kind:?}");
    }
}
