//! Segments by programs: made, counted, read page by page, changed, deleted; mistakes with their place.

use serde_json::{Value, json};

use crate::harness::{Answer, World, kinds};
use crate::programs::{ask, call, message, token};

fn body(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

/// A description as it stands in an address.
fn count(text: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("text", text).finish();
    format!("/api/v1/segments/count?{query}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_makes_reads_changes_and_deletes_segments() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let scopes = ["people:read", "people:write", "events:write"];
        let (all, read) =
            (token(&world, &brand, &scopes).await, token(&world, &brand, &["people:read"]).await);
        let events = json!({"events": [message(1), message(2), message(3)]}).to_string();
        assert_eq!(call(&world, "/api/v1/events", &all, &events).await.status, 202);
        world.app.intake(&brand).settle().await.unwrap();

        let counted = body(&ask(&world, &count("писал 30 дней"), &read).await, 200);
        assert_eq!((&counted["count"], &counted["more"]), (&json!(3), &json!(false)));
        assert_eq!(counted["text"], "wrote within 30 days");
        assert_eq!(counted["text_ru"], "писал за 30 дней");

        let path = "/api/v1/segments";
        let new = json!({"name": "Пишут", "text": "писал 30 дней и место: Отзывы"}).to_string();
        assert_eq!(call(&world, path, &read, &new).await.status, 403);
        let made = body(&call(&world, path, &all, &new).await, 201);
        assert_eq!(made["kind"], "living");
        assert_eq!(made["text"], "wrote within 30 days and place: \"Отзывы\"");
        assert_eq!(made["created_by"], "Касса");
        let taken = body(&call(&world, path, &all, &new).await, 422);
        assert_eq!(taken["errors"][0]["at"], "name");
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        assert_eq!(body(&ask(&world, &one, &read).await, 200), made);
        assert_eq!(body(&ask(&world, path, &read).await, 200)["segments"], json!([made]));

        // Its people, one on a page.
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = format!("{one}/people?limit=1&sort=name{next}");
            let page = body(&ask(&world, &page, &read).await, 200);
            seen.extend(page["people"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 3);
        let id = made["id"].as_str().unwrap();
        let listed = format!("/api/v1/people?segment={id}&state=cold");
        let listed = body(&ask(&world, &listed, &read).await, 200);
        let cold = seen.iter().filter(|one| one["state"] == "cold").count();
        assert_eq!(listed["people"].as_array().unwrap().len(), cold);
        for wrong in ["x", "00000000-0000-0000-0000-000000000001"] {
            let path = format!("/api/v1/people?segment={wrong}");
            assert_eq!(ask(&world, &path, &read).await.status, 422);
        }

        let change = json!({"name": "Писали", "kind": "static"}).to_string();
        let changed = body(&call(&world, &one, &all, &change).await, 200);
        assert_eq!((&changed["name"], &changed["kind"]), (&json!("Писали"), &json!("static")));
        assert_eq!(changed["text"], made["text"]);
        assert_eq!(call(&world, &format!("{one}/delete"), &read, "").await.status, 403);
        let left = body(&call(&world, &format!("{one}/delete"), &all, "").await, 200);
        assert_eq!(left["segments"], json!([]));
        for gone in [one.clone(), format!("{one}/people")] {
            assert_eq!(ask(&world, &gone, &read).await.status, 404, "{gone}");
        }
        assert_eq!(call(&world, &one, &all, &change).await.status, 404);
        assert_eq!(call(&world, &format!("{one}/delete"), &all, "").await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_description_is_told_with_its_place() {
    let (world, brand) = World::with_brand().await;
    let all = token(&world, &brand, &["people:read", "people:write"]).await;
    for (text, place, proposal) in [
        ("стадиа: лояльный", "at letter 1:", "«стадия»"),
        ("tag: вип and stage: loyl", "at letter 21:", "«loyal»"),
        ("place: nowhere", "at letter 8:", "nowhere"),
        ("", "at letter 1:", "state: warm"),
    ] {
        let wrong = body(&ask(&world, &count(text), &all).await, 422);
        assert_eq!(wrong["errors"][0]["at"], "text");
        let why = wrong["errors"][0]["why"].as_str().unwrap();
        assert!(why.starts_with(place) && why.contains(proposal), "{why}");
        let new = json!({"name": "Кто", "text": text}).to_string();
        let wrong = body(&call(&world, "/api/v1/segments", &all, &new).await, 422);
        assert_eq!(wrong["errors"][0]["why"], why);
    }
    let new = |name: &str, kind: &str| json!({"name": name, "text": "wrote", "kind": kind});
    for (call_of, at) in [(new("", "living"), "name"), (new("Кто", "dead"), "kind")] {
        let path = "/api/v1/segments";
        let wrong = body(&call(&world, path, &all, &call_of.to_string()).await, 422);
        assert_eq!(wrong["errors"][0]["at"], at);
    }
    assert_eq!(ask(&world, "/api/v1/segments/x", &all).await.status, 404);
    assert_eq!(ask(&world, "/api/v1/segments/count", &all).await.status, 422);
}
