//! Several nodes on one PostgreSQL: they share the work, and one may be killed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::harness::{Place, postgres, runtime};
use crate::node::{Address, Node};

/// So many calls one node has answered when it is killed.
const BEFORE_THE_KILL: usize = 40;
/// So many go through the other one.
const THROUGH_THE_OTHER: usize = 120;
const EMAIL: &str = "cm@example.org";
const PASSWORD: &str = "long enough";

#[test]
fn what_a_killed_node_has_acknowledged_is_folded_once_by_another() {
    let Some(url) = postgres() else { return };
    let place = Place::new();
    let options = ["--database-url", &url];
    let init = ["init", "--brand", "Узлы", "--admin", EMAIL, options[0], options[1]];
    place.run_with(&init, PASSWORD).ok();
    let token = token(&place, options, "events:write");
    let (here, mut there) = (Node::start(&place, &options), Node::start(&place, &options));
    let answered = AtomicUsize::new(0);
    let (mine, theirs) = std::thread::scope(|scope| {
        let mine = scope.spawn(|| {
            for number in 0..THROUGH_THE_OTHER {
                let answer =
                    here.address.post("/api/v1/events", &token, &event("a", number)).unwrap();
                assert_eq!(answer.status, 202, "{answer:?}");
            }
            THROUGH_THE_OTHER
        });
        let address = there.address.clone();
        let theirs = scope.spawn(|| send_until_it_breaks(address, &token, &answered));
        until("the node has answered", || answered.load(Ordering::SeqCst) >= BEFORE_THE_KILL);
        there.kill();
        (mine.join().unwrap(), theirs.join().unwrap())
    });
    assert!(theirs >= BEFORE_THE_KILL);
    // Whoever got no answer sends again; what was answered was stored and is known.
    for number in 0..=theirs {
        let answer = here.address.post("/api/v1/events", &token, &event("b", number)).unwrap();
        assert_eq!(answer.status, 202, "{answer:?}");
        assert!(number == theirs || answer.json()["duplicates"] == 1, "lost: {answer:?}");
    }
    until("all is folded", || {
        numbers(&url, "SELECT COUNT(*) FROM raw_event WHERE status = 0") == 0
    });
    let all = "SELECT COUNT(*) FROM message WHERE text LIKE 'узел %'";
    let distinct = "SELECT COUNT(DISTINCT text) FROM message WHERE text LIKE 'узел %'";
    assert_eq!(numbers(&url, all), (mine + theirs + 1) as i64);
    assert_eq!(numbers(&url, distinct), (mine + theirs + 1) as i64);
    let unusable = "SELECT COUNT(*) FROM raw_event WHERE status = 2";
    assert_eq!(numbers(&url, unusable), 0);
    let check = place.run(&["check", "--json", options[0], options[1]]).json();
    assert_eq!(check["differences"], 0, "{check}");
}

#[test]
fn a_day_is_planned_once_and_open_pages_hear_of_the_other_node() {
    let Some(url) = postgres() else { return };
    let place = Place::new();
    let options = ["--database-url", &url];
    place.run(&["demo", "--people", "60", "--messages", "600", options[0], options[1]]).ok();
    let add = ["user", "add", EMAIL, "--role", "owner", options[0], options[1]];
    place.run_with(&add, PASSWORD).ok();
    let token = token(&place, options, "events:write,steps:read");
    let (here, there) = (Node::start(&place, &options), Node::start(&place, &options));
    let today = |node: &Node| steps(&node.address.ask("/api/v1/today", &token).unwrap().json());
    let (mine, theirs) = std::thread::scope(|scope| {
        let mine = scope.spawn(|| today(&here));
        let theirs = scope.spawn(|| today(&there));
        (mine.join().unwrap(), theirs.join().unwrap())
    });
    assert_eq!(mine, theirs);
    assert!(!mine.is_empty(), "a day of the demo has steps");
    let stored = "SELECT COUNT(*) FROM step WHERE day = (SELECT MAX(day) FROM plan_day)";
    assert_eq!(numbers(&url, stored), mine.len() as i64);
    let cookie = here.address.sign_in(EMAIL, PASSWORD);
    let mut heard = here.address.live(&cookie);
    let done = format!("/steps/{}/done", mine.first().unwrap());
    let answer = there.address.post(&done, &there.address.sign_in(EMAIL, PASSWORD), "").unwrap();
    assert!(answer.status < 400, "{answer:?}");
    heard.wait_for("steps");
    there.address.post("/api/v1/events", &token, &event("c", 0)).unwrap();
    heard.wait_for("facts");
}

/// Sends one event after the other; gives how many were acknowledged before the node was gone.
fn send_until_it_breaks(node: Address, token: &str, answered: &AtomicUsize) -> usize {
    loop {
        let number = answered.load(Ordering::SeqCst);
        match node.post("/api/v1/events", token, &event("b", number)) {
            Ok(answer) if answer.status == 202 => answered.fetch_add(1, Ordering::SeqCst),
            _ => return number,
        };
    }
}

fn event(node: &str, number: usize) -> String {
    let event = json!({
        "type": "message",
        "place": {"kind": "shop", "id": "reviews", "title": "Отзывы"},
        "id": format!("{node}{number}"),
        "author": {"id": (number % 7).to_string(), "name": "Вера"},
        "sent_at": "2026-01-01T10:00:00Z",
        "text": format!("узел {node} {number}: чайник поёт"),
    });
    event.to_string()
}

fn token(place: &Place, options: [&str; 2], scope: &str) -> String {
    let made = ["token", "add", "проба", "--scope", scope, "--json", options[0], options[1]];
    let made = place.run(&made).json();
    let text = made["token"].as_str().unwrap();
    format!("Authorization: Bearer {text}\r\nContent-Type: application/json\r\n")
}

fn steps(today: &Value) -> BTreeSet<String> {
    let steps = today["steps"].as_array().unwrap();
    steps.iter().map(|step| step["id"].as_str().unwrap().to_owned()).collect()
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{what}: it did not come to that");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn numbers(url: &str, sql: &'static str) -> i64 {
    runtime().block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
    })
}
