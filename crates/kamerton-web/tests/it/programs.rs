//! Programs: tokens and their scopes, events by API and by signed calls, the description.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use kamerton_app::Brand;
use kamerton_app::accounts::tokens::{self, NewToken, SCOPES};
use kamerton_app::webhooks::{self, Secret};
use kamerton_core::access::UserRole;
use kamerton_core::time::SECOND;
use kamerton_store::copy;
use kamerton_web::http::route::Who;
use serde_json::{Value, json};

use crate::harness::{Answer, World, clock};

/// A token with these scopes.
pub async fn token(world: &World, brand: &Brand, scopes: &[&str]) -> String {
    let new = NewToken {
        name: "Касса".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        by: "Мы".to_owned(),
        expires_at: Some(clock().plus(3_600 * SECOND)),
    };
    let mut session = world.store.write().await.unwrap();
    let (text, _) = tokens::make(&mut session, brand.id, new, clock()).await.unwrap();
    session.commit().await.unwrap();
    text
}

pub fn message(id: usize) -> Value {
    json!({
        "type": "message",
        "place": {"kind": "shop", "id": "reviews", "title": "Отзывы"},
        "id": id.to_string(),
        "author": {"id": format!("{}", id % 3), "name": "Вера"},
        "sent_at": clock().plus(-60 * SECOND).rfc3339(),
        "text": format!("Спасибо, чайник поёт! {id}"),
    })
}

pub async fn call(world: &World, path: &str, token: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    world.send(request).await
}

pub async fn ask(world: &World, path: &str, token: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    world.send(request).await
}

/// A refusal is a problem of RFC 9457 of this kind; nothing was stored.
async fn check_refused(world: &World, answer: &Answer, status: StatusCode, word: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(problem["type"], format!("/api/docs#{word}"), "{problem}");
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(stored(world).await, 0);
    problem
}

pub async fn stored(world: &World) -> i64 {
    copy::counts(&mut world.store.read().await.unwrap()).await.unwrap()["raw_event"]
}

fn body(of: &Answer) -> Value {
    serde_json::from_str(&of.text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_taken_once_and_people_appear() {
    let (world, brand) = World::with_brand().await;
    let token = token(&world, &brand, &SCOPES).await;
    let events = json!({"events": [message(1), message(2), message(2)]}).to_string();
    let first = call(&world, "/api/v1/events", &token, &events).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.text);
    assert_eq!(body(&first), json!({"accepted": 2, "duplicates": 1}));
    assert_eq!(stored(&world).await, 2, "answered when it was on the disk");
    let again = call(&world, "/api/v1/events", &token, &message(1).to_string()).await;
    assert_eq!(body(&again), json!({"accepted": 0, "duplicates": 1}));

    world.app.intake(&brand).settle().await.unwrap();
    let people = body(&ask(&world, "/api/v1/people", &token).await);
    assert_eq!(people["people"].as_array().unwrap().len(), 2, "{people}");
    let id = people["people"][0]["id"].as_str().unwrap();
    let one = body(&ask(&world, &format!("/api/v1/people/{id}"), &token).await);
    assert_eq!(one["name"], "Вера");
    let places = body(&ask(&world, "/api/v1/places", &token).await);
    assert_eq!(places["places"][0]["title"], "Отзывы");
    let today = ask(&world, "/api/v1/today", &token).await;
    assert_eq!(today.status, StatusCode::OK, "{}", today.text);
    let missing = format!("/api/v1/people/{}", brand.id);
    assert_eq!(ask(&world, &missing, &token).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_searched() {
    let (world, brand) = World::with_brand().await;
    let token = token(&world, &brand, &SCOPES).await;
    let events: Vec<Value> = (0..30).map(message).collect();
    call(&world, "/api/v1/events", &token, &json!({"events": events}).to_string()).await;
    world.app.intake(&brand).settle().await.unwrap();
    // The teapot on the other keyboard.
    for sort in ["newest", "best"] {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        for _ in 0..10 {
            let path = format!("/api/v1/messages?q=xfqybr&sort={sort}&limit=8{cursor}");
            let page = body(&ask(&world, &path, &token).await);
            assert_eq!(page["readings"], json!([{"typed": "xfqybr", "searched": "чайник"}]));
            for found in page["messages"].as_array().unwrap() {
                assert_eq!(found["marks"], json!([[9, 15]]), "{found}");
                ids.push(found["id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 30, "{sort}");
    }
    let odd = "/api/v1/messages?q=from%3Anobody+state%3Aodd";
    let page = body(&ask(&world, odd, &token).await);
    assert_eq!(page["notices"].as_array().unwrap().len(), 2, "{page}");
    for wrong in ["sort=x", "limit=0", "limit=101", "cursor=x", "cursor=b1&sort=best&q=xfqybr"] {
        let answer = ask(&world, &format!("/api/v1/messages?{wrong}"), &token).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_people_follow_each_other() {
    let (world, brand) = World::with_brand().await;
    let token = token(&world, &brand, &SCOPES).await;
    let events: Vec<Value> = (0..30)
        .map(|at| {
            let mut one = message(at);
            one["author"] = json!({"id": at.to_string(), "name": format!("Имя {at:02}")});
            one
        })
        .collect();
    call(&world, "/api/v1/events", &token, &json!({"events": events}).to_string()).await;
    world.app.intake(&brand).settle().await.unwrap();
    let (mut names, mut cursor) = (Vec::new(), String::new());
    for _ in 0..10 {
        let path = format!("/api/v1/people?sort=name&limit=7{cursor}");
        let page = body(&ask(&world, &path, &token).await);
        let people = page["people"].as_array().unwrap();
        names.extend(people.iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<String> = (0..30).map(|at| format!("Имя {at:02}")).collect();
    assert_eq!(names, expected);
    for wrong in ["state=happy", "limit=0", "limit=201", "sort=luck", "cursor=x", "stage=4"] {
        let refused = ask(&world, &format!("/api/v1/people?{wrong}"), &token).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.text);
        assert_eq!(refused.header("content-type"), "application/problem+json", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_whole_and_said_with_its_place() {
    let (world, brand) = World::with_brand().await;
    let token = token(&world, &brand, &["events:write"]).await;
    let mut wrong = message(2);
    wrong["sent_at"] = json!("вчера");
    let events = json!({"events": [message(1), wrong]}).to_string();
    let answer = call(&world, "/api/v1/events", &token, &events).await;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let problem = check_refused(&world, &answer, status, "invalid-events").await;
    assert_eq!(problem["errors"][0]["at"], "events[1].sent_at");

    let mut early = message(3);
    early["sent_at"] = json!("1990-01-01T00:00:00Z");
    let answer = call(&world, "/api/v1/events", &token, &early.to_string()).await;
    let problem = check_refused(&world, &answer, status, "invalid-events").await;
    assert!(problem["errors"][0]["why"].as_str().unwrap().contains("before 1995"));

    let answer = call(&world, "/api/v1/events", &token, "{").await;
    check_refused(&world, &answer, StatusCode::BAD_REQUEST, "no-json").await;
    let large = format!("{{\"events\": [{}]}}", " ".repeat(3 << 20));
    let answer = call(&world, "/api/v1/events", &token, &large).await;
    check_refused(&world, &answer, StatusCode::PAYLOAD_TOO_LARGE, "too-large").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_what_its_scopes_say_and_no_longer_than_it_holds() {
    let (world, brand) = World::with_brand().await;
    let reads = token(&world, &brand, &["people:read"]).await;
    let events = message(1).to_string();
    let answer = call(&world, "/api/v1/events", &reads, &events).await;
    check_refused(&world, &answer, StatusCode::FORBIDDEN, "forbidden").await;
    for none in ["", "kam_", "kam_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Bearer"] {
        let answer = call(&world, "/api/v1/events", none, &events).await;
        check_refused(&world, &answer, StatusCode::UNAUTHORIZED, "sign-in").await;
    }
    // A session is no token, and a token is no session.
    let owner = world.signed_in("owner@example.org").await;
    assert_eq!(owner.get("/api/v1/people").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&world, "/", &reads).await.status, StatusCode::SEE_OTHER);

    let other = world.brand("Другая").await;
    world.user("other@example.org", &other, UserRole::Owner).await;
    let foreign = token(&world, &other, &["events:write", "people:read"]).await;
    assert_eq!(call(&world, "/api/v1/events", &foreign, &events).await.status.as_u16(), 202);
    world.app.intake(&other).settle().await.unwrap();
    let own = body(&ask(&world, "/api/v1/people", &reads).await);
    assert_eq!(own["people"], json!([]), "another brand's people are not seen");
    let theirs = body(&ask(&world, "/api/v1/people", &foreign).await);
    let id = theirs["people"][0]["id"].as_str().unwrap();
    let hidden = ask(&world, &format!("/api/v1/people/{id}"), &reads).await;
    let missing = ask(&world, &format!("/api/v1/people/{}", brand.id), &reads).await;
    assert_eq!((hidden.status, &hidden.text), (StatusCode::NOT_FOUND, &missing.text));
}

/// A sender, and what it sends.
pub struct Sender {
    pub path: String,
    pub secret: Secret,
}

impl Sender {
    pub async fn of(world: &World, brand: &Brand) -> Self {
        let mut session = world.store.write().await.unwrap();
        let seal = &world.app.options().seal;
        let (text, row) =
            webhooks::make(&mut session, seal, brand.id, "Касса", "Мы", clock()).await.unwrap();
        session.commit().await.unwrap();
        let path = format!("/hooks/{}/{}", brand.id, row.id);
        Self { path, secret: Secret::parse(&text).unwrap() }
    }

    pub fn signed(&self, seconds_ago: i64, signed: &str, sent: &str) -> Request<Body> {
        let timestamp = (clock().micros() / SECOND - seconds_ago).to_string();
        let signature = self.secret.sign("msg_1", &timestamp, signed.as_bytes());
        Request::builder()
            .method("POST")
            .uri(&self.path)
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(Body::from(sent.to_owned()))
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_calls_with_the_right_signature_are_taken() {
    let (world, brand) = World::with_brand().await;
    let sender = Sender::of(&world, &brand).await;
    let events = message(1).to_string();
    let changed = events.replace("Спасибо", "Ужас");
    let unauthorized = StatusCode::UNAUTHORIZED;
    for (request, word) in [
        (sender.signed(0, &events, &changed), "wrong-signature"),
        (sender.signed(301, &events, &events), "stale"),
        (sender.signed(-301, &events, &events), "stale"),
        (Request::post(&sender.path).body(Body::from(events.clone())).unwrap(), "unsigned"),
    ] {
        let answer = world.send(request).await;
        check_refused(&world, &answer, unauthorized, word).await;
    }
    let other = Sender { path: format!("/hooks/{}/{}", brand.id, brand.id), ..sender };
    let unknown = world.send(other.signed(0, &events, &events)).await;
    check_refused(&world, &unknown, unauthorized, "wrong-signature").await;
    let nonsense = Sender { path: "/hooks/a/b".to_owned(), ..other };
    let answer = world.send(nonsense.signed(0, &events, &events)).await;
    assert_eq!(answer.text, unknown.text, "nothing tells which addresses there are");

    let sender = Sender::of(&world, &brand).await;
    let taken = world.send(sender.signed(0, &events, &events)).await;
    assert_eq!(body(&taken), json!({"accepted": 1, "duplicates": 0}), "{}", taken.text);
    let replayed = world.send(sender.signed(0, &events, &events)).await;
    assert_eq!(body(&replayed), json!({"accepted": 0, "duplicates": 1}));
    assert_eq!(stored(&world).await, 1);
}

#[tokio::test]
async fn every_call_of_programs_is_described_and_every_description_is_a_route() {
    let world = World::empty().await;
    let described = body(&world.browser().get("/api/v1/openapi.json").await);
    let mut wanted: Vec<String> = kamerton_web::routes()
        .iter()
        .filter(|route| matches!(route.who, Who::Token(_) | Who::Signed))
        // What platforms call is described by each of them.
        .filter(|route| !route.path.starts_with("/channel-hooks/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let paths = described["paths"].as_object().unwrap();
    let mut found: Vec<String> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
    for route in kamerton_web::routes() {
        let Who::Token(scope) = route.who else { continue };
        let method = if route.method == Method::GET { "get" } else { "post" };
        let said = &described["paths"][route.path][method]["security"][0]["token"][0];
        assert_eq!(said, scope, "{}", route.path);
        assert!(SCOPES.contains(&scope));
    }
    // Two types of one name would be described as one.
    let shapes = &described["components"]["schemas"];
    for part in message(1)["place"].as_object().unwrap().keys() {
        assert!(shapes["Place"]["properties"][part].is_object(), "place.{part}");
    }
    let page = world.browser().get("/api/docs").await;
    assert!(page.text.contains("events:write") && page.text.contains("shape-Message"));
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "all is here");
}
