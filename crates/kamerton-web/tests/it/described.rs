//! The API against its own description: whatever comes in, valid or broken in any way, is answered
//! by a status, a form and a body that the description declares, and never by a failure of ours.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use kamerton_app::Brand;
use kamerton_app::accounts::tokens::SCOPES;
use kamerton_core::time::SECOND;
use kamerton_store::raw_events;
use serde_json::{Value, json};

use crate::harness::{Answer, World, clock, kinds};
use crate::programs::{Sender, call, message, stored, token};
use crate::random::Random;
use crate::schema::{check, fitting};

/// Requests for every operation, on each database.
const TRIES: usize = 150;

/// Texts that have broken programs.
const ODD: [&str; 12] = [
    "",
    " ",
    "\u{0}",
    "a\u{0}b",
    "\u{feff}x",
    "\u{202e}кот",
    "👩‍👩‍👧‍👦",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "'; DROP TABLE person; --",
    "../../etc/passwd",
    "{{7*7}}<script>alert(1)</script>",
    "9223372036854775808",
];

/// What the operations are tried with.
struct Doors {
    all: String,
    none: String,
    sender: Sender,
    person: String,
    place: String,
    segment: String,
}

impl Doors {
    async fn of(world: &World, brand: &Brand) -> Self {
        let all = token(world, brand, &SCOPES).await;
        let events = json!({"events": [message(1), message(2), message(3)]}).to_string();
        assert_eq!(call(world, "/api/v1/events", &all, &events).await.status, 202);
        world.app.intake(brand).settle().await.unwrap();
        let people = crate::programs::ask(world, "/api/v1/people", &all).await;
        let people: Value = serde_json::from_str(&people.text).unwrap();
        let person = people["people"][0]["id"].as_str().unwrap().to_owned();
        let places = crate::programs::ask(world, "/api/v1/places", &all).await;
        let places: Value = serde_json::from_str(&places.text).unwrap();
        let place = places["places"][0]["id"].as_str().unwrap().to_owned();
        let segment = json!({"name": "Пишут", "text": "wrote"}).to_string();
        let segment = call(world, "/api/v1/segments", &all, &segment).await;
        let segment: Value = serde_json::from_str(&segment.text).unwrap();
        let segment = segment["id"].as_str().unwrap().to_owned();
        let sender = Sender::of(world, brand).await;
        // A token that may nothing of what is asked: it has one scope, and is used for the others.
        let none = token(world, brand, &["steps:read"]).await;
        Self { all, none, sender, person, place, segment }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_one_that_the_description_declares() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let doors = Doors::of(&world, &brand).await;
        let root = world.browser().get("/api/v1/openapi.json").await.text;
        let root: Value = serde_json::from_str(&root).unwrap();
        let mut random = Random::new(7);
        for (path, methods) in root["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let mut statuses = BTreeMap::new();
                let (before, mut accepted) = (stored(&world).await, 0);
                for _ in 0..TRIES {
                    let tried = attempt(&root, path, method, operation, &doors, &mut random);
                    let (request, shown) = tried;
                    let answer = world.send(request).await;
                    let status = answer.status.as_u16();
                    *statuses.entry(status).or_insert(0) += 1;
                    if let Err(why) = declared(&root, operation, &answer) {
                        panic!(
                            "{kind:?} {method} {path}\n{shown}\n{status}: {}\n{why}",
                            answer.text
                        );
                    }
                    accepted += accepted_by(&answer);
                }
                println!("{kind:?} {method} {path}: {statuses:?}");
                let after = stored(&world).await;
                assert_eq!(after - before, accepted, "what was refused was not stored");
                // No channel is connected in this world, so no message can be answered, and nobody
                // followed.
                let ends = [
                    "/reply",
                    "/amend",
                    "/take-back",
                    "/pin",
                    "/delete",
                    "/restrict",
                    "/posts",
                    "/polls",
                    "/reposts",
                    "/invitations",
                    // Nobody is there to be joined with, and no account by a random id.
                    "/merge",
                    "/split",
                    "/undo",
                    "/never",
                    "/maybe",
                    // Nothing that comes by chance is a description of people.
                    "/segments/count",
                ];
                let answers = ends.iter().any(|end| path.ends_with(end))
                    || path.contains("/replies/")
                    || path.contains("/acts/")
                    || path.ends_with("/segments") && method == "post"
                    || path.contains("/consents") && method == "post";
                assert!(
                    answers || statuses.keys().any(|status| *status < 300),
                    "{path}: {statuses:?}"
                );
            }
            wrong_methods(&world, path, methods, &doors).await;
        }
        world.app.intake(&brand).settle().await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let unusable = raw_events::unusable(&mut session, brand.id, 10).await.unwrap();
        assert!(unusable.is_empty(), "what was taken can be used: {unusable:?}");
    }
}

/// How many events an answer says were stored.
fn accepted_by(answer: &Answer) -> i64 {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["accepted"].as_i64().unwrap_or(0)
}

/// Whether the description knows this answer.
fn declared(root: &Value, operation: &Value, answer: &Answer) -> Result<(), String> {
    let status = answer.status.as_u16();
    if status >= 500 {
        return Err("a failure of ours".to_owned());
    }
    let response = &operation["responses"][status.to_string()];
    if response.is_null() {
        return Err("this status is not declared".to_owned());
    }
    let kind = answer.header("content-type");
    let kinds = response["content"].as_object().ok_or("no content is declared")?;
    let of = kinds.get(kind).ok_or_else(|| format!("{kind} is none of {:?}", kinds.keys()))?;
    let body: Value = serde_json::from_str(&answer.text).map_err(|error| error.to_string())?;
    if status >= 400 && body["status"] != status {
        return Err("the problem has another status than the answer".to_owned());
    }
    check(root, &of["schema"], &body, "$")
}

/// A request, and what it is in words.
fn attempt(
    root: &Value,
    path: &str,
    method: &str,
    operation: &Value,
    doors: &Doors,
    random: &mut Random,
) -> (Request<Body>, String) {
    let hook = path.starts_with("/hooks/");
    let mut uri = place(path, doors, random);
    uri.push_str(&query(operation, random));
    let body = if operation["requestBody"].is_null() {
        Vec::new()
    } else {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let fitting = fitting(root, schema, random);
        check(root, schema, &fitting, "body").unwrap();
        broken(fitting, random)
    };
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(&uri);
    let kind =
        *random.one_of(&["application/json", "application/json", "text/plain", "a/b;c=\"", ""]);
    if !kind.is_empty() {
        request = request.header("content-type", kind);
    }
    if hook {
        request = signed(request, doors, &body, random);
    } else if let Some(value) = authorization(doors, random) {
        request = request.header("authorization", value);
    }
    let shown: String = String::from_utf8_lossy(&body).chars().take(2_000).collect();
    let shown = format!("{method} {uri} {:?}\n{shown}", request.headers_ref());
    (request.body(Body::from(body)).unwrap(), shown)
}

fn authorization(doors: &Doors, random: &mut Random) -> Option<HeaderValue> {
    let bytes = match random.below(12) {
        0 => return None,
        1 => format!("Bearer {}", doors.none).into_bytes(),
        2 => b"Bearer kam_nonsense".to_vec(),
        3 => b"Bearer \xff\xfe".to_vec(),
        4 => format!("Basic {}", doors.all).into_bytes(),
        _ => format!("Bearer {}", doors.all).into_bytes(),
    };
    HeaderValue::from_bytes(&bytes).ok()
}

fn signed(
    request: axum::http::request::Builder,
    doors: &Doors,
    body: &[u8],
    random: &mut Random,
) -> axum::http::request::Builder {
    let time = clock().micros() / SECOND;
    let time = match random.below(10) {
        0 => (time - 1_000).to_string(),
        1 => "вчера".to_owned(),
        _ => time.to_string(),
    };
    let signature = doors.sender.secret.sign("msg_1", &time, body);
    let signature = match random.below(10) {
        0 => String::new(),
        1 => "v1,%%%".to_owned(),
        _ => signature,
    };
    request
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", HeaderValue::from_bytes(time.as_bytes()).unwrap())
        .header("webhook-signature", signature)
}

/// The path with its names filled in.
fn place(path: &str, doors: &Doors, random: &mut Random) -> String {
    if path.starts_with("/hooks/") && random.below(5) > 0 {
        return doors.sender.path.clone();
    }
    let part = |part: &str, random: &mut Random| match random.below(5) {
        _ if !part.starts_with('{') => part.to_owned(),
        0 => "00000000-0000-0000-0000-000000000000".to_owned(),
        1 => "%FF%FE".to_owned(),
        2 => "x".repeat(3_000),
        3 => match encoded(odd(random)) {
            text if text.is_empty() => "%20".to_owned(),
            text => text,
        },
        _ if path.contains("/places/") => doors.place.clone(),
        // One that is asked for afterwards is not to be deleted.
        _ if path.contains("/segments/") && !path.ends_with("/delete") => doors.segment.clone(),
        _ => doors.person.clone(),
    };
    path.split('/').map(|one| part(one, random)).collect::<Vec<_>>().join("/")
}

fn query(operation: &Value, random: &mut Random) -> String {
    let mut pairs = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] != "query" || random.below(4) > 0 {
            continue;
        }
        let name = parameter["name"].as_str().unwrap();
        let value = match random.below(8) {
            0 => encoded(odd(random)),
            1 => "%FF".to_owned(),
            2 => "x".repeat(5_000),
            3 => "-1".to_owned(),
            4 => "99999999999999999999".to_owned(),
            _ => usual(name, random).to_owned(),
        };
        pairs.push(format!("{name}={value}"));
        if random.below(20) == 0 {
            pairs.push(format!("{name}={value}"));
        }
    }
    if random.below(20) == 0 {
        pairs.push("unknown=1".to_owned());
    }
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn usual(name: &str, random: &mut Random) -> &'static str {
    let words: &[&'static str] = match name {
        "state" => &["warm", "cold", "kamerton"],
        "commerce" => &["none", "first"],
        "sort" => &["charge", "active", "contact", "name", "new", "newest", "best"],
        "limit" => &["1", "50", "200", "201"],
        _ => &["1", "2", "3"],
    };
    words[random.below(words.len())]
}

fn odd(random: &mut Random) -> &'static str {
    ODD[random.below(ODD.len())]
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A body that is as it should be, or broken in one of many ways.
fn broken(mut value: Value, random: &mut Random) -> Vec<u8> {
    let whole = value.to_string();
    match random.below(16) {
        0 => whole.as_bytes()[..random.below(whole.len())].to_vec(),
        1 => b"\xff\xfe{\x00".to_vec(),
        2 => Vec::new(),
        3 => "[".repeat(100_000).into_bytes(),
        4 => format!("{{\"events\": [{}]}}", " ".repeat(3 << 20)).into_bytes(),
        5 => whole.replacen('"', "\"\\ud800", 3).into_bytes(),
        6 => whole.replacen(':', ": 1e999, \"x\":", 1).into_bytes(),
        7 => json!({"events": vec![value; 1_001]}).to_string().into_bytes(),
        8..12 => {
            for _ in 0..=random.below(3) {
                spoil(&mut value, random);
            }
            value.to_string().into_bytes()
        }
        _ => whole.into_bytes(),
    }
}

/// Changes one place of a value.
fn spoil(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) if !fields.is_empty() && random.below(5) > 0 => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let name = random.one_of(&names).clone();
            match random.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(odd(random).to_owned(), json!(1))),
                _ => spoil(fields.get_mut(&name).unwrap(), random),
            }
        }
        Value::Array(items) if !items.is_empty() && random.below(5) > 0 => {
            let at = random.below(items.len());
            spoil(&mut items[at], random);
        }
        other => {
            *other = match random.below(9) {
                0 => Value::Null,
                1 => json!(true),
                2 => json!(-1),
                3 => json!(i64::MAX),
                4 => json!(u64::MAX),
                5 => json!([]),
                6 => json!({}),
                7 => json!("я".repeat(20_000)),
                _ => json!(odd(random)),
            };
        }
    }
}

/// What the path does not know is refused as a problem that says what it knows.
async fn wrong_methods(world: &World, path: &str, methods: &Value, doors: &Doors) {
    let named = if path.starts_with("/hooks/") {
        doors.sender.path.clone()
    } else {
        path.replace("{id}", &doors.person)
    };
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"] {
        if !methods[method.to_lowercase()].is_null() {
            continue;
        }
        let request = Request::builder()
            .method(method)
            .uri(&named)
            .header("authorization", format!("Bearer {}", doors.all))
            .body(Body::from("{}"))
            .unwrap();
        let answer = world.send(request).await;
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
        let known = methods.as_object().unwrap().keys().next().unwrap().to_uppercase();
        assert!(answer.header("allow").contains(&known), "{method} {path}: {:?}", answer.headers);
    }
}
