//! Feeds on a server of our own: what is asked, how often, and what its answers change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_core::time::{Instant, SECOND};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::feed::live::LIVE;
use crate::live::{About, Connector, Grade, Link, Poll, Polled, Settings};
use crate::outbound::{Allowed, Outbound};

static CLOCK: Mutex<i64> = Mutex::new(0);
/// One clock for all: its tests take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn now() -> Instant {
    Instant::from_seconds(1_700_000_000 + *CLOCK.lock().unwrap())
}

fn later(seconds: i64) {
    *CLOCK.lock().unwrap() += seconds;
}

/// A server that answers by path, and remembers what it was asked.
#[derive(Clone, Default)]
struct Server {
    answers: Arc<Mutex<HashMap<String, String>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let server = self.clone();
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        let mut piece = [0; 2_048];
                        match stream.read(&mut piece).await {
                            Ok(length) if length > 0 => request.extend_from_slice(&piece[..length]),
                            _ => return,
                        }
                    }
                    let request = String::from_utf8_lossy(&request).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    server.asked.lock().unwrap().push(request.clone());
                    let answer =
                        server.answers.lock().unwrap().get(&path).cloned().unwrap_or_default();
                    if answer == "silence" {
                        tokio::time::sleep(Duration::from_secs(600)).await;
                    }
                    let same =
                        answer.contains("ETag: \"1\"") && request.contains("if-none-match: \"1\"");
                    let answer =
                        if same { "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned() } else { answer };
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        port
    }

    fn put(&self, path: &str, head: &str, body: &str) {
        let answer = format!(
            "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn out() -> Outbound {
    Outbound::new(Allowed::parse(["127.0.0.0/8"]).unwrap()).unwrap()
}

fn settings(addresses: &[String]) -> Settings {
    Settings::new([("addresses".to_owned(), addresses.join("\n"))])
}

async fn poll(settings: &Settings, cursor: &str) -> Polled {
    let about = About::default();
    let out = out();
    let link = Link { settings, about: &about, out: &out, now };
    Poll::poll(&LIVE, &link, cursor, Duration::ZERO).await.unwrap()
}

fn feed(entries: &[&str]) -> String {
    let entries: String = entries
        .iter()
        .map(|title| format!("<item><guid>{title}</guid><title>{title}</title></item>"))
        .collect();
    format!("<rss><channel><title>Лента</title><ttl>30</ttl>{entries}</channel></rss>")
}

#[tokio::test]
async fn what_is_new_is_asked_for_and_no_more() {
    let _turn = TURN.lock().await;
    let server = Server::default();
    let port = server.clone().start().await;
    server.put(
        "/a",
        "200 OK\r\nETag: \"1\"\r\nLast-Modified: Thu, 01 Jan 2004 19:48:21 GMT",
        &feed(&["x", "y"]),
    );
    let settings = settings(&[format!("http://127.0.0.1:{port}/a")]);
    let first = poll(&settings, "").await;
    assert_eq!((first.raws.len(), first.more, first.pause.as_secs()), (2, false, 30 * 60));
    assert_eq!(server.asked().len(), 1);
    let early = poll(&settings, &first.cursor).await;
    assert_eq!((early.raws.len(), server.asked().len()), (0, 0), "not due yet");
    later(1_800);
    let second = poll(&settings, &early.cursor).await;
    let asked = server.asked();
    assert!(
        asked[0].contains("if-none-match: \"1\"")
            && asked[0].contains("if-modified-since: Thu, 01"),
        "{asked:?}"
    );
    assert_eq!((second.raws.len(), second.pause.as_secs()), (0, 1_800));
    server.put("/a", "200 OK\r\nETag: \"2\"", &feed(&["x", "y", "z"]));
    later(1_800);
    let third = poll(&settings, &second.cursor).await;
    let keys = |polled: &Polled| polled.raws.iter().map(|raw| raw.key.clone()).collect::<Vec<_>>();
    assert_eq!(third.raws.len(), 3);
    assert!(keys(&first).iter().all(|key| keys(&third).contains(key)), "the same keys");
}

#[tokio::test]
async fn a_dead_feed_delays_no_other() {
    let _turn = TURN.lock().await;
    let server = Server::default();
    let port = server.clone().start().await;
    server.put("/good", "200 OK", &feed(&["x"]));
    server.put("/busy", "503 Service Unavailable\r\nRetry-After: 90000", "");
    server.put("/gone", "410 Gone", "");
    server.put("/odd", "200 OK", "<html><p>no feed</p></html>");
    let at = |host: u8, path: &str| format!("http://127.0.0.{host}:{port}/{path}");
    let dead = "http://127.0.0.9:1/".to_owned();
    // The listener is at one address only; others of this machine refuse.
    let settings = settings(&[dead, at(1, "gone"), at(1, "odd"), at(1, "good")]);
    let polled = poll(&settings, "").await;
    assert_eq!(polled.raws.len(), 1);
    server.asked();
    later(1_800);
    let polled = poll(&settings, &polled.cursor).await;
    let asked = server.asked();
    assert!(asked.iter().all(|request| !request.contains("/gone")), "{asked:?}");
    let messages: Vec<&str> =
        LIVE.standing(&settings, &polled.cursor).iter().map(|finding| finding.message).collect();
    assert_eq!(
        messages,
        ["channel-feed-found-unreachable", "channel-feed-found-gone", "channel-feed-found-no-feed"]
    );
    let settings = self::settings(&[at(1, "busy"), at(1, "good")]);
    let polled = poll(&settings, "").await;
    let cursor: serde_json::Value = serde_json::from_str(&polled.cursor).unwrap();
    let dues: Vec<i64> = cursor["feeds"]
        .as_object()
        .unwrap()
        .values()
        .map(|state| state["n"].as_i64().unwrap())
        .collect();
    let now = now().micros() / SECOND;
    assert!(dues.iter().any(|due| *due >= now + 90_000), "{dues:?}");
}

#[tokio::test]
async fn moves_are_remembered_and_pages_lead_to_their_feed() {
    let _turn = TURN.lock().await;
    let server = Server::default();
    let port = server.clone().start().await;
    let at = |path: &str| format!("http://127.0.0.1:{port}/{path}");
    server.put("/old", "200 OK", &feed(&["x"]));
    let settings = settings(&[at("old")]);
    let before = poll(&settings, "").await;
    server.put("/new", "200 OK", &feed(&["x", "y"]));
    server.put("/old", "301 Moved Permanently\r\nLocation: /new", "");
    later(1_800);
    let after = poll(&settings, &before.cursor).await;
    assert_eq!(after.raws.len(), 2);
    assert!(after.raws.iter().any(|raw| raw.key == before.raws[0].key), "the entry is known again");
    assert_eq!(LIVE.standing(&settings, &after.cursor)[0].message, "channel-feed-found-moved");
    server.asked();
    later(1_800);
    let again = poll(&settings, &after.cursor).await;
    assert!(server.asked()[0].starts_with("GET /new"), "asked where it is now");
    // Somebody fills the new address in.
    server.put("/new", "200 OK", &feed(&["x", "z"]));
    later(1_800);
    let replaced = poll(&self::settings(&[at("new")]), &again.cursor).await;
    assert!(replaced.raws.iter().any(|raw| raw.key == before.raws[0].key));

    server.put(
        "/page",
        "200 OK",
        "<html><link rel=alternate type=application/rss+xml href=/new></html>",
    );
    let settings = self::settings(&[at("page")]);
    let first = poll(&settings, "").await;
    assert!(first.raws.is_empty() && first.more);
    let second = poll(&settings, &first.cursor).await;
    assert_eq!(second.raws.len(), 2);
    server.put("/none", "404 Not Found", "");
    let about = About::default();
    let out = out();
    let lines = self::settings(&[at("page"), at("new"), at("none")]);
    let link = Link { settings: &lines, about: &about, out: &out, now };
    let report = LIVE.check(&link).await.unwrap();
    let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message).collect();
    assert_eq!(
        messages,
        ["channel-feed-found-page", "channel-feed-found-feed", "channel-feed-found-refused"]
    );
    assert!(report.is_usable() && report.findings[0].arguments[1].1 == at("new"), "{report:?}");
    assert_eq!(report.about.unwrap().title, "Лента, Лента");
    let none = self::settings(&[at("none")]);
    let report =
        LIVE.check(&Link { settings: &none, about: &about, out: &out, now }).await.unwrap();
    assert_eq!(report.findings[0].grade, Grade::Broken);
}

/// Run by hand: `cargo test -p kamerton-channels --lib ten_thousand -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement"]
async fn ten_thousand_feeds_within_their_hour() {
    let _turn = TURN.lock().await;
    let server = Server::default();
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let entries: String = (0..20)
        .map(|n| {
            format!(
                "<item><guid>{n}</guid><title>t{n}</title><description>{}</description></item>",
                "слово ".repeat(100)
            )
        })
        .collect();
    let body = format!("<rss><channel><title>x</title>{entries}</channel></rss>");
    let answer = format!(
        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut piece = [0; 4_096];
                let length = stream.read(&mut piece).await.unwrap_or(0);
                let same = String::from_utf8_lossy(&piece[..length]).contains("if-none-match");
                let answer = if same {
                    "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
                } else {
                    answer.as_str()
                };
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    drop(server);
    let lines: Vec<String> = (0..10_000)
        .map(|n| format!("http://127.0.{}.{}:{port}/{n}", 1 + n / 250, 1 + n % 250))
        .collect();
    let settings = settings(&lines);
    let (about, out) = (About::default(), out());
    let link = Link { settings: &settings, about: &about, out: &out, now };
    let mut cursor = String::new();
    for round in ["all new", "nothing new"] {
        let begun = std::time::Instant::now();
        let (mut raws, mut calls) = (0, 0);
        loop {
            let polled = Poll::poll(&LIVE, &link, &cursor, Duration::ZERO).await.unwrap();
            raws += polled.raws.len();
            calls += 1;
            cursor = polled.cursor;
            if !polled.more {
                break;
            }
        }
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        println!(
            "{round}: {raws} entries in {calls} calls, {:?}, cursor {} bytes, {peak}",
            begun.elapsed(),
            cursor.len()
        );
        later(3_600);
    }
}
