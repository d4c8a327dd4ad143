//! Several nodes on one PostgreSQL: they share the work, and one may be killed.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kamerton_fakes::{Fault, Platform, Telegram};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::harness::{Place, postgres, runtime};
use crate::house::{House, OWNER, PASSWORD, WISH};
use crate::node::{Address, Node};

/// So many calls one node has answered when it is killed.
const BEFORE_THE_KILL: usize = 40;
/// So many go through the other one.
const THROUGH_THE_OTHER: usize = 120;
const EMAIL: &str = "cm@example.org";
/// Where it is written down that a step is done: with it, in its history, among what users did.
const DONE: [&str; 3] = [
    "SELECT COUNT(*) FROM step WHERE status = 'done'",
    "SELECT COUNT(*) FROM step_act WHERE status = 'done'",
    "SELECT COUNT(*) FROM audit_log WHERE what = 'step.done'",
];
/// So long lies between two bytes of an answer that is kept back: longer than any test.
const AGES: Duration = Duration::from_secs(3_600);

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

#[test]
fn what_a_killed_node_was_sending_is_unknown_and_said_once() {
    let Some(url) = postgres() else { return };
    let house = House::new(&["--database-url", &url]);
    let fake = Telegram::start().unwrap();
    house.connect(&fake, &[]);
    let mut there = house.serve(&[]);
    let held = "SELECT COUNT(*) FROM connection WHERE lease_by <> ''";
    until("it works with the channel", || numbers(&url, held) == 1);
    let here = house.serve(&[]);
    let anna = fake.person("Анна");
    fake.say(&anna, &fake.group(), WISH);
    let step = house.step(WISH);
    let said = || -> Vec<String> {
        let ours = fake.seen(&fake.group()).into_iter().filter(|seen| seen.ours);
        ours.map(|seen| seen.text).collect()
    };
    let sent = || house.json(&["channel", "sent"]);
    let now = |id: &Value| {
        let all = sent();
        let found = all.as_array().unwrap().iter().find(|one| one["id"] == *id);
        found.unwrap()["state"].clone()
    };

    // Telegram does it, and keeps the answer back until the node is gone.
    fake.faults().next_of("sendMessage", Fault::Drip(AGES));
    let reply = house.json(&["step", "reply", &step, "Оформим здесь."]);
    until("it is said", || said() == ["Оформим здесь."]);
    there.kill();
    assert_eq!(sent()[0]["state"], "sending");
    // The minute is over for which the dead node has the channel.
    numbers(&url, "UPDATE connection SET lease_until = 0 RETURNING lease_until");
    until("the other node has it and knows no more", || sent()[0]["state"] == "unknown");
    let unknown = sent()[0].clone();
    assert_eq!(unknown["id"], reply["outgoing"], "{unknown}");
    assert_eq!(unknown["tries"], 1, "{unknown}");
    let why = unknown["problem"].as_str().unwrap();
    assert!(why.contains("остановили во время отправки"), "{why}");

    // What is said next passes by it.
    house.run(&["channel", "say", "Клуб маяка", "Мы здесь."]).ok();
    until("the other node goes on", || said().len() > 1);
    assert_eq!(said(), ["Оформим здесь.", "Мы здесь."]);
    let of_it = fake.ledger().of("sendMessage").into_iter();
    let of_it = of_it.filter(|entry| entry.asked.text("text").unwrap() == "Оформим здесь.");
    assert_eq!(of_it.count(), 1);
    assert_eq!(now(&unknown["id"]), "unknown");

    // The page of the channel asks what became of it, and is believed.
    let cookie = here.address.sign_in(OWNER, PASSWORD);
    let (id, channel) = (unknown["id"].as_str().unwrap(), unknown["channel"].as_str().unwrap());
    let page = here.address.ask(&format!("/settings/channels/{channel}"), &cookie).unwrap();
    let was = format!("/outgoing/{id}/was");
    assert!(page.body.contains(&format!("action=\"{was}\"")), "{page:?}");
    assert!(here.address.post(&was, &cookie, "").unwrap().status < 400);
    assert_eq!(now(&unknown["id"]), "sent");
}

#[test]
fn of_two_who_settle_a_step_on_two_nodes_at_once_one_is_told_who_was_first() {
    let Some(url) = postgres() else { return };
    let place = Place::new();
    let options = ["--database-url", &url];
    place.run(&["demo", "--people", "60", "--messages", "600", options[0], options[1]]).ok();
    for (email, name, role) in [(OWNER, "Вера Первая", "owner"), (EMAIL, "Пётр Второй", "cm")]
    {
        let add = ["user", "add", email, "--name", name, "--role", role, options[0], options[1]];
        place.run_with(&add, PASSWORD).ok();
    }
    let token = token(&place, options, "steps:read");
    let (here, there) = (Node::start(&place, &options), Node::start(&place, &options));
    let all = steps(&here.address.ask("/api/v1/today", &token).unwrap().json());
    assert!(!all.is_empty(), "a day of the demo has steps");
    let counted = || DONE.map(|sql| numbers(&url, sql));
    let before = counted();
    let (owner, cm) =
        (here.address.sign_in(OWNER, PASSWORD), there.address.sign_in(EMAIL, PASSWORD));
    for step in &all {
        let together = Barrier::new(2);
        let press = |node: &Node, cookie: &str| {
            together.wait();
            let answer = node.address.post(&format!("/steps/{step}/done"), cookie, "").unwrap();
            answer.leads_to().to_owned()
        };
        let (mine, theirs) = std::thread::scope(|scope| {
            let mine = scope.spawn(|| press(&here, &owner));
            let theirs = scope.spawn(|| press(&there, &cm));
            (mine.join().unwrap(), theirs.join().unwrap())
        });
        let (did, late) = (format!("/?did={step}"), format!("/?late={step}"));
        let (node, cookie, first) = if mine == did {
            assert_eq!(theirs, late);
            (&there, &cm, "Вера Первая")
        } else {
            assert_eq!((mine, theirs), (late.clone(), did));
            (&here, &owner, "Пётр Второй")
        };
        let told = node.address.ask(&late, cookie).unwrap();
        let words = format!("уже сделан. Кто был первым: {first}");
        assert!(told.body.contains(&words), "{told:?}");
    }
    let done = all.len() as i64;
    assert_eq!(counted(), before.map(|count| count + done), "each is written down once");
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

pub fn event(node: &str, number: usize) -> String {
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

pub fn token(place: &Place, options: [&str; 2], scope: &str) -> String {
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
