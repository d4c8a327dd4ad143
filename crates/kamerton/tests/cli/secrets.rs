//! What the log holds at its most talkative: no password, no key, no session, and nobody's name, words
//! or address.
//!
//! Whatever is secret or personal here is a word that stands nowhere else, so that it is found in
//! whichever form it may come: as it is, in capitals, percent-encoded or escaped as in JSON.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::Place;
use crate::node::{Address, Node};

const EMAIL: &str = "okapi-owner@tapir.example";
const PASSWORD: &str = "quagga password 91";
const WRONG: &str = "numbat password 42";
const NOBODY: &str = "dugong@kiwi.example";
/// Names and words of people, in the order in which they are used below.
const PEOPLE: [&str; 6] = ["Выхухоль", "Аксолотль", "Ехидна", "Вомбатов", "Мангуст", "Росомаха"];

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn sign_in(address: &Address, email: &str, password: &str) -> u16 {
    let body = format!("email={}&password={}", email.replace('@', "%40"), encoded(password));
    address.post("/sign-in", FORM, &body).unwrap().status
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Letters as JSON may escape them.
fn escaped(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn event(number: usize) -> Value {
    json!({
        "type": "message",
        "place": {"kind": "shop", "id": "reviews", "title": PEOPLE[0]},
        "id": number.to_string(),
        "author": {"id": number.to_string(), "name": PEOPLE[1], "handle": "narwhal"},
        "sent_at": "2026-03-01T10:00:00Z",
        "text": format!("Спасибо! {}", PEOPLE[2]),
    })
}

/// A table of people is handed over, brought in and looked at.
fn import(address: &Address, cookie: &str) {
    let table = format!("ФИО;Телефон\n{};+7 912 555-44-33\n;;\n", PEOPLE[3]);
    let header = format!("{cookie}Content-Type: multipart/form-data; boundary=ours\r\n");
    let body = format!(
        "--ours\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{}.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{table}\r\n--ours--\r\n",
        PEOPLE[4]
    );
    let answer = address.post("/imports", &header, &body).unwrap();
    let path = answer.leads_to().to_owned();
    assert!(path.starts_with("/imports/"), "{answer:?}");
    let start = "kind=people&shown_kind=people&column=name&column=phone";
    let started = address.post(&format!("{path}/start"), &format!("{cookie}{FORM}"), start);
    assert_eq!(started.unwrap().leads_to(), path);
    for _ in 0..600 {
        let page = address.ask(&path, cookie).unwrap();
        assert_eq!(page.status, 200);
        if !page.body.contains("every 1s") {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never ends");
}

#[test]
fn the_most_talkative_log_says_nothing_of_secrets_and_people() {
    let place = Place::new();
    let init = ["init", "--data", "data", "--brand", "Ромашка", "--admin", EMAIL];
    place.run_with(&init, PASSWORD).ok();
    let run = |arguments: &[&str]| place.run(&[arguments, &["--data", "data", "--json"]].concat());
    let scope = "events:write,people:read";
    let token = run(&["token", "add", "Касса", "--scope", scope]).json();
    let token = token["token"].as_str().unwrap().to_owned();
    let sender = run(&["webhook", "add", "Сайт"]).json();
    let secret = sender["secret"].as_str().unwrap().to_owned();

    let node = Node::start_with(&place, &["--data", "data"], &[("KAMERTON_LOG", "trace")]);
    let address = &node.address;
    assert_eq!(sign_in(address, EMAIL, WRONG), 422);
    assert_eq!(sign_in(address, NOBODY, WRONG), 422);
    let cookie = address.sign_in(EMAIL, PASSWORD);
    for path in ["/", "/settings/team", &format!("/people?q={}", encoded(PEOPLE[5]))] {
        assert_eq!(address.ask(path, &cookie).unwrap().status, 200, "{path}");
    }
    let bearer = format!("Authorization: Bearer {token}\r\n");
    for (number, status) in [(1, 202), (2, 202)] {
        let answer = address.post("/api/v1/events", &bearer, &event(number).to_string()).unwrap();
        assert_eq!(answer.status, status, "{answer:?}");
    }
    let mut wrong = event(3);
    wrong["sent_at"] = json!(PEOPLE[5]);
    let refused = address.post("/api/v1/events", &bearer, &wrong.to_string()).unwrap();
    assert_eq!(refused.status, 422);
    assert_eq!(address.ask("/api/v1/people", &bearer).unwrap().status, 200);
    let stale = "Authorization: Bearer kam_pangolinpangolinpangolin\r\n";
    assert_eq!(address.ask("/api/v1/people", stale).unwrap().status, 401);
    let hook = sender["address"].as_str().unwrap();
    let signed = "webhook-id: msg_1\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,kakapo\r\n";
    assert_eq!(address.post(hook, signed, &event(4).to_string()).unwrap().status, 401);
    import(address, &cookie);
    let export = address.ask("/people/export.xlsx", &cookie).map(|answer| answer.status);
    assert!(export.is_err() || export.unwrap() == 200, "a workbook is no text");

    // Something breaks: where files lie until they are imported there is no folder any more.
    std::fs::remove_dir_all(place.path("data/uploads")).unwrap();
    std::fs::write(place.path("data/uploads"), "").unwrap();
    let broken = address.ask("/people/export.csv", &cookie).unwrap();
    assert!(broken.status >= 400, "{broken:?}");

    let session = cookie.trim_start_matches("Cookie: kamerton=").trim().to_owned();
    let said = node.said();
    // How often the page of an import was looked at until it ended is a matter of chance.
    assert!(said.lines().count() > 50, "it was talkative: {said}");
    assert!(said.contains("/imports/{import}/start"), "and told what it answered");
    let said = said.to_lowercase();
    let mut all = vec![token, secret, session, "pangolin".to_owned(), "kakapo".to_owned()];
    all.extend(["narwhal", "555-44-33", "5554433"].map(str::to_owned));
    for text in [EMAIL, NOBODY, PASSWORD, WRONG] {
        all.extend(text.split(['@', ' ', '-', '.']).map(str::to_owned));
    }
    all.extend(PEOPLE.map(str::to_owned));
    // Words that are everywhere tell nothing.
    all.retain(|text| !["owner", "example", "password", "91", "42"].contains(&text.as_str()));
    for text in all {
        for form in [text.clone(), encoded(&text), escaped(&text)] {
            let form = form.to_lowercase();
            let around = said.find(&form).map(|at| {
                let line = said[..at].rfind('\n').map_or(0, |at| at + 1);
                said[line..].lines().next().unwrap_or_default().to_owned()
            });
            assert_eq!(around, None, "{text}");
        }
    }
}
