//! Every page and every form with odd texts, on both databases: refused or taken, never broken.

use axum::http::Method;
use kamerton_web::http::route::Who;

use crate::harness::{World, kinds};
use crate::programs::{ask, call, message, token};
use crate::random::Random;

/// Names of parameters and fields of all pages.
const FIELDS: [&str; 34] = [
    "q", "list", "state", "stage", "commerce", "tag", "place", "person", "sort", "after", "view",
    "kind", "from", "to", "month", "all", "did", "undo", "saved", "next", "lang", "name", "zone",
    "text", "email", "role", "scope", "days", "hours", "day", "amount", "currency", "product",
    "with",
];

/// Texts that are no text to some database, or too much of one.
const ODD: [&str; 12] = [
    "",
    "\u{0}",
    "а\u{0}б",
    "\u{202e}\u{feff}",
    "'\";--",
    "%",
    "*",
    "\"",
    "NEAR(",
    "-1",
    "9999-99-99",
    "99999999999999999999999",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A few fields with odd texts, a thousand letters among them.
fn query(random: &mut Random) -> String {
    let pairs: Vec<String> = (0..=random.below(3))
        .map(|_| {
            let name = FIELDS[random.below(FIELDS.len())];
            let value = match random.below(14) {
                0 => "%FF%FE".to_owned(),
                1 => encoded(&"ы".repeat(1_000)),
                2 => "owner".to_owned(),
                _ => encoded(ODD[random.below(ODD.len())]),
            };
            format!("{name}={value}")
        })
        .collect();
    pairs.join("&")
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_or_sent_nothing_breaks() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let token = token(&world, &brand, &["events:write", "people:read", "places:read"]).await;
        call(&world, "/api/v1/events", &token, &message(1).to_string()).await;
        world.app.intake(&brand).settle().await.unwrap();
        let mut ids = Vec::new();
        for (path, name) in [("/api/v1/people", "people"), ("/api/v1/places", "places")] {
            let list = ask(&world, path, &token).await.text;
            let list: serde_json::Value = serde_json::from_str(&list).unwrap();
            ids.push(list[name][0]["id"].as_str().unwrap().to_owned());
        }
        let mut owner = world.signed_in("owner@example.org").await;
        let mut random = Random::new(11);
        for route in kamerton_web::routes() {
            let inside = matches!(route.who, Who::May(_) | Who::Member | Who::Anyone);
            // What ends the session, stays open or makes a whole demo is tried elsewhere.
            let apart = ["/live", "/demo", "/settings/me/password", "/settings/data/backup"];
            if !inside || apart.contains(&route.path) {
                continue;
            }
            for _ in 0..16 {
                let path: Vec<&str> = route
                    .path
                    .split('/')
                    .map(|part| match part {
                        "{person}" => ids[0].as_str(),
                        "{place}" => ids[1].as_str(),
                        part if part.starts_with('{') => ODD_PATHS[random.below(ODD_PATHS.len())],
                        part => part,
                    })
                    .collect();
                let (path, query) = (path.join("/"), query(&mut random));
                let answer = if route.method == Method::GET {
                    owner.get(&format!("{path}?{query}")).await
                } else {
                    let ours = owner.clone().with("sec-fetch-site", "same-origin");
                    ours.ask("POST", &path, Some(query.clone())).await
                };
                let status = answer.status.as_u16();
                assert!(status < 500, "{kind:?} {} {path} {query}: {}", route.method, answer.text);
            }
            if owner.get("/settings/me").await.status != 200 {
                owner = world.signed_in("owner@example.org").await;
            }
        }
    }
}

/// What stands in a path where an id should.
const ODD_PATHS: [&str; 5] =
    ["00000000-0000-0000-0000-000000000000", "%00", "%FF", "..", "%D1%8B%D1%8B"];
