//! How often one may ask: who asks too often is told so, in their form and language, and nobody
//! else notices.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kamerton_core::access::UserRole;
use kamerton_web::Limits;
use serde_json::Value;

use crate::harness::{Answer, World};
use crate::programs::{Sender, ask, call, message, stored, token};

fn few() -> Limits {
    Limits { addresses: 5, users: 4, programs: 3, events: 2, visitors: 2 }
}

/// A refusal says when to come again.
fn check_refused(answer: &Answer, seconds: &str) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text);
    assert_eq!(answer.header("retry-after"), seconds);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn guests_are_counted_by_address_and_a_proxy_on_this_machine_names_it() {
    let world = World::with_limits(few()).await;
    let brand = world.brand("Ромашка").await;
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    let guest = world.browser().from("203.0.113.5");
    for path in ["/sign-in", "/api/docs", "/api/v1/openapi.json", "/people", "/welcome/demo"] {
        assert_ne!(guest.get(path).await.status, 429, "{path}");
    }
    let refused = guest.get("/sign-in").await;
    check_refused(&refused, "12");
    assert!(refused.text.contains("<html lang=\"ru\"") && refused.text.contains("Слишком часто"));
    let english = guest.clone().with("accept-language", "en").get("/sign-in").await;
    assert!(english.text.contains("Too many requests"), "{}", english.text);
    let programs = guest.get("/api/v1/openapi.json").await;
    check_refused(&programs, "12");
    assert_eq!(programs.header("content-type"), "application/problem+json");
    check_refused(&guest.post("/sign-in", &[("email", "a@b.c"), ("password", "x")]).await, "12");
    for path in ["/healthz", "/readyz"] {
        assert_eq!(guest.get(path).await.status, 200, "a balancer asks as it likes");
    }
    // What a stranger says of the address counts nothing; what the proxy here says, does.
    let forged = guest.clone().with("x-forwarded-for", "198.51.100.9").get("/sign-in").await;
    check_refused(&forged, "12");
    let proxy = world.browser().from("127.0.0.1");
    let behind = proxy.clone().with("x-forwarded-for", "1.2.3.4, 203.0.113.5");
    check_refused(&behind.get("/sign-in").await, "12");
    let other = proxy.with("x-forwarded-for", "198.51.100.9").get("/sign-in").await;
    assert_eq!(other.status, 200);
    let metrics = world.browser().from("127.0.0.1").get("/metrics").await.text;
    assert!(metrics.contains("kamerton_limited_total{by=\"addresses\"} 6"), "{metrics}");
}

#[tokio::test]
async fn users_are_counted_by_themselves_and_refused_in_their_language() {
    let world = World::with_limits(few()).await;
    let brand = world.brand("Ромашка").await;
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    world.user("cm@example.org", &brand, UserRole::Cm).await;
    let owner = world.signed_in("owner@example.org").await.from("203.0.113.5");
    owner.post("/me", &[("lang", "en")]).await;
    // Another browser of the same user is the same user.
    let second = world.signed_in("owner@example.org").await.from("198.51.100.9");
    for _ in 0..3 {
        second.post("/me", &[("lang", "en")]).await;
    }
    let refused = owner.get("/people/export.csv").await;
    check_refused(&refused, "15");
    assert!(
        refused.text.contains("<html lang=\"en\"") && refused.text.contains("Too many requests")
    );
    let piece = owner.clone().with("hx-request", "true").post("/me", &[("lang", "ru")]).await;
    check_refused(&piece, "15");
    assert_eq!(piece.header("hx-retarget"), "#toasts");
    assert_eq!(owner.get("/people").await.status, 200, "pages are not counted");
    let colleague = world.signed_in("cm@example.org").await.from("203.0.113.5");
    assert_ne!(colleague.post("/me", &[("lang", "ru")]).await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_counted_by_token_and_events_apart_from_what_reads() {
    let world = World::with_limits(few()).await;
    let brand = world.brand("Ромашка").await;
    let token = token(&world, &brand, &["events:write", "people:read"]).await;
    for _ in 0..3 {
        assert_eq!(ask(&world, "/api/v1/people", &token).await.status, 200);
    }
    let refused = ask(&world, "/api/v1/people", &token).await;
    check_refused(&refused, "20");
    let problem: Value = serde_json::from_str(&refused.text).unwrap();
    assert_eq!(problem["type"], "/api/docs#too-often");
    for number in 0..2 {
        let answer = call(&world, "/api/v1/events", &token, &message(number).to_string()).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    }
    let refused = call(&world, "/api/v1/events", &token, &message(9).to_string()).await;
    check_refused(&refused, "30");
    assert_eq!(stored(&world).await, 2, "what was refused was not stored");
}

#[tokio::test]
async fn wrong_tokens_are_counted_by_address() {
    let world = World::with_limits(few()).await;
    world.brand("Ромашка").await;
    let from = "203.0.113.5:1".parse::<std::net::SocketAddr>().unwrap();
    let guess = |number: usize| {
        Request::builder()
            .uri("/api/v1/people")
            .header("authorization", format!("Bearer kam_{number}"))
            .extension(axum::extract::ConnectInfo(from))
            .body(Body::empty())
            .unwrap()
    };
    for number in 0..5 {
        assert_eq!(world.send(guess(number)).await.status, StatusCode::UNAUTHORIZED);
    }
    check_refused(&world.send(guess(5)).await, "12");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_the_secret_uses_up_what_is_a_senders() {
    let world = World::with_limits(few()).await;
    let brand = world.brand("Ромашка").await;
    let sender = Sender::of(&world, &brand).await;
    for _ in 0..10 {
        let forged = world.send(sender.signed(0, "другое", "{}")).await;
        assert_eq!(forged.status, StatusCode::UNAUTHORIZED, "{}", forged.text);
    }
    for number in 0..2 {
        let body = message(number).to_string();
        let answer = world.send(sender.signed(0, &body, &body)).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    }
    let body = message(9).to_string();
    let refused = world.send(sender.signed(0, &body, &body)).await;
    check_refused(&refused, "30");
    let problem: Value = serde_json::from_str(&refused.text).unwrap();
    assert_eq!(problem["type"], "/api/docs#too-often");
}
