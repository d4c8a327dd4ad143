//! What a page of another site sends from the browser of somebody who has signed in.

use std::path::Path;

use axum::http::{Method, StatusCode};
use kamerton_app::brand::Brand;
use kamerton_store::copy;
use kamerton_web::http::route::Who;
use serde_json::Value;

use crate::harness::{World, kinds};
use crate::programs::{ask, call, message, token};

/// What browsers and whoever is none say of a page that is not ours.
const FOREIGN: [&[(&str, &str)]; 5] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    // What a browser says of the site is believed, whatever else is said.
    &[("sec-fetch-site", "cross-site"), ("origin", "http://here.test")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
];

/// Fields of many forms at once: whichever of them a route takes, it finds what it asks for.
const FIELDS: &str = "text=evil&tag=evil&name=evil&zone=UTC&lang=en&email=evil%40b.example\
                      &role=owner&scope=events%3Awrite&days=30&state=warm&amount=1&product=evil\
                      &day=2026-01-05&password=evil-password-2026&invitation=evil&question=evil";

/// Somebody who wrote once: parts of paths with the ids of what there is.
pub async fn there(world: &World, brand: &Brand) -> Vec<(&'static str, String)> {
    let scopes = ["events:write", "people:read", "places:read", "messages:read"];
    let token = token(world, brand, &scopes).await;
    call(world, "/api/v1/events", &token, &message(1).to_string()).await;
    world.app.intake(brand).settle().await.unwrap();
    let mut found = Vec::new();
    for (list, part) in [("people", "{person}"), ("places", "{place}"), ("messages", "{message}")] {
        let told = ask(world, &format!("/api/v1/{list}"), &token).await.text;
        let told: Value = serde_json::from_str(&told).unwrap();
        found.push((part, told[list][0]["id"].as_str().unwrap().to_owned()));
    }
    found
}

/// A path with an id wherever it has a name in braces.
pub fn with_ids(path: &str, ids: &[(&str, String)]) -> String {
    let named = |part: &str| {
        let known = ids.iter().find(|(name, _)| *name == part).map(|(_, id)| id.clone());
        known.unwrap_or_else(|| "00000000-0000-0000-0000-000000000000".to_owned())
    };
    let parts = path.split('/');
    let parts = parts.map(|part| if part.starts_with('{') { named(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_session_guards_can_be_changed_from_a_page_of_another_site() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let ids = there(&world, &brand).await;
        let owner = world.signed_in("owner@example.org").await;
        let rows = async || copy::sums(&mut world.store.read().await.unwrap()).await.unwrap();
        let before = rows().await;
        assert!(before["message"].rows > 0 && before.contains_key("audit_log"), "{before:?}");
        let mut asked = 0;
        for route in kamerton_web::routes() {
            let is_guarded = matches!(route.who, Who::May(_) | Who::Member | Who::Founder);
            if !is_guarded || route.method == Method::GET {
                continue;
            }
            let path = with_ids(route.path, &ids);
            for headers in FOREIGN {
                let page = headers
                    .iter()
                    .fold(owner.clone(), |page, (name, value)| page.with(name, value));
                let answer = page.ask(route.method.as_str(), &path, Some(FIELDS.to_owned())).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
                assert!(answer.text.contains("Запрос пришёл с чужой страницы"), "{path}");
                assert_eq!(answer.cookie(), None, "{path} {headers:?}");
                asked += 1;
            }
        }
        assert!(asked > 60 * FOREIGN.len(), "{asked}");
        assert_eq!(rows().await, before, "{kind:?}: nothing changed, and nothing is written down");
        assert_eq!(files(&world.app.options().uploads), 0);
        // The same from our own page does change something.
        let tag = with_ids("/people/{person}/tag", &ids);
        owner.post(&tag, &[("tag", "evil")]).await.leads_to();
        assert_ne!(rows().await, before);
    }
}
