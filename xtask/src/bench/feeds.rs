//! Ten thousand feeds, each on a host of its own, asked by one program.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kamerton_store::{Store, Target, copy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::web::server::Server;
use super::{Bench, Line, init};

/// Feeds of one channel.
const EACH: usize = 100;
const ENTRIES: usize = 20;
/// How often a feed is asked, in minutes: the shortest that can be filled in, a twelfth of what is promised.
const MINUTES: usize = 5;
/// What the project promises: seconds until each was asked, and memory in MB.
const TIME_BAR: f64 = 3_600.0;
const MEMORY_BAR: f64 = 200.0;

/// How the feeds were asked.
#[derive(Default)]
struct Asked {
    whole: AtomicUsize,
    unchanged: AtomicUsize,
}

/// Measures how soon all are read, how soon all are asked again, and the memory of it.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let count = bench.size.feeds;
    let (port, asked) = serve(count).await?;
    let folder = bench.empty("feeds")?;
    init(bench, &Target::Directory(folder.clone()))?;
    for first in (0..count).step_by(EACH) {
        connect(bench, &folder, first..(first + EACH).min(count), port)?;
    }
    asked.whole.store(0, Ordering::Relaxed);
    let server = Server::start(bench, &folder).await?;
    let started = Instant::now();
    let first = until(&asked.whole, count, started).await?;
    println!("{count} feeds read for the first time in {first:.0} s");
    let again = until(&asked.unchanged, count, started).await?;
    println!("all asked again {again:.0} s after the start");
    let memory = server.peak_memory();
    drop(server);
    let store = Store::create(&Target::Directory(folder)).await?;
    let kept = copy::counts(&mut store.read().await?).await?;
    store.close().await;
    let kept = kept.get("raw_event").copied().unwrap_or_default();
    ensure!(kept == i64::try_from(count * ENTRIES)?, "{kept} entries were kept");
    let what =
        format!("{count} feeds of {ENTRIES} entries read for the first time, all kept, within");
    let next =
        format!("each asked again where {MINUTES} minutes are filled in, from the start within");
    Ok(vec![
        Line::at_most(&what, "SQLite", first, "s", TIME_BAR),
        Line::at_most(&next, "SQLite", again, "s", TIME_BAR),
        Line::at_most("memory of it at most", "SQLite", memory, "MB", MEMORY_BAR),
    ])
}

async fn until(counter: &AtomicUsize, count: usize, started: Instant) -> Result<f64> {
    while counter.load(Ordering::Relaxed) < count {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let passed = started.elapsed().as_secs_f64();
        let done = counter.load(Ordering::Relaxed);
        ensure!(passed < TIME_BAR, "{done} of {count} feeds after an hour");
    }
    Ok(started.elapsed().as_secs_f64())
}

fn connect(bench: &Bench, folder: &Path, feeds: std::ops::Range<usize>, port: u16) -> Result<()> {
    let lines: Vec<String> = feeds.map(|at| address(at, port)).collect();
    let made = Command::new(&bench.program)
        .args(["channel", "add", "feed", "--data"])
        .arg(folder)
        .args(["--set", &format!("addresses={}", lines.join("\n"))])
        .args(["--set", &format!("minutes={MINUTES}")])
        .envs([super::PRIVATE])
        .output()?;
    let problem = String::from_utf8_lossy(&made.stderr);
    ensure!(made.status.success(), "the feeds could not be connected: {problem}");
    Ok(())
}

/// Every feed has a host of its own.
fn address(at: usize, port: u16) -> String {
    format!("http://127.0.{}.{}:{port}/{at}", 1 + at / 250, 1 + at % 250)
}

/// Serves every feed; gives the port, and what is counted of it.
async fn serve(count: usize) -> Result<(u16, Arc<Asked>)> {
    // From the outside nobody finds more here than made-up words.
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    let port = listener.local_addr()?.port();
    let asked = Arc::new(Asked::default());
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&counted), count));
        }
    });
    Ok((port, asked))
}

async fn answer(mut stream: TcpStream, asked: Arc<Asked>, count: usize) {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let number = head.split(' ').nth(1).and_then(|path| path.trim_start_matches('/').parse().ok());
    let number: usize = number.unwrap_or(count);
    let said = if head.contains("if-none-match") {
        asked.unchanged.fetch_add(1, Ordering::Relaxed);
        "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
    } else {
        asked.whole.fetch_add(1, Ordering::Relaxed);
        let body = feed(number);
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Type: application/rss+xml\r\n\
             Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let _ = stream.write_all(said.as_bytes()).await;
}

fn feed(number: usize) -> String {
    let words = "Кофе, заварка и разговоры о них. ".repeat(12);
    let entries: String = (0..ENTRIES)
        .map(|at| {
            format!(
                "<item><guid>{number}-{at}</guid><title>Запись {at}</title>\
                 <pubDate>Tue, {:02} Sep 2026 10:00:00 +0000</pubDate>\
                 <description>{words}</description></item>",
                at + 1
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Лента {number}</title>{entries}</channel></rss>")
}
