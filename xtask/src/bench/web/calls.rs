//! Signed calls with one event each, from many clients at once.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kamerton_app::webhooks::Secret;
use kamerton_core::time::SECOND;
use kamerton_store::Target as Store;

use super::client::Client;
use super::server::Server;
use crate::bench::{Bench, Line, init, live, machine, median, quantile};

const CLIENTS: usize = 64;
const RUNS: usize = 3;
/// What the project promises: calls a second, and milliseconds that 99 of 100 take at most.
const RATE_BAR: f64 = 5_000.0;
const WAIT_BAR: f64 = 50.0;

/// Where calls go and how they are signed.
struct Target {
    server: SocketAddr,
    path: String,
    secret: Secret,
}

/// Measures calls a second and how long they take, beside what the disk can do.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let (mut rates, mut waits, mut syncs) = (vec![], vec![], vec![]);
    for run in 0..RUNS {
        syncs.push(live::disk(&bench.root)?);
        let (rate, wait) = one_run(bench).await?;
        println!("signed calls, run {run}: {rate:.0}/s, 99 of 100 within {wait:.1} ms");
        rates.push(rate);
        waits.push(wait);
    }
    let what = format!("single signed calls from {CLIENTS} clients, answered after the fsync");
    let wait = "99 of 100 of them were answered within";
    Ok(vec![
        Line::plain("the disk alone, 4 KB and fdatasync", "", median(&mut syncs), "/s"),
        Line::at_least(&what, "SQLite", median(&mut rates), "calls/s", RATE_BAR),
        Line::at_most(wait, "SQLite", median(&mut waits), "ms", WAIT_BAR),
    ])
}

async fn one_run(bench: &Bench) -> Result<(f64, f64)> {
    let folder = bench.empty("web")?;
    init(bench, &Store::Directory(folder.clone()))?;
    let (path, secret) = sender(bench, &folder)?;
    let server = Server::start(bench, &folder).await?;
    let target = Arc::new(Target { server: server.address, path, secret });
    let each = bench.size.events / CLIENTS;
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        tasks.spawn(calls(Arc::clone(&target), client, each));
    }
    let mut times = Vec::new();
    for done in tasks.join_all().await {
        times.extend(done?);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    Ok((rate, quantile(&mut times, 0.99)))
}

/// Makes a sender; gives its address and its secret.
fn sender(bench: &Bench, folder: &std::path::Path) -> Result<(String, Secret)> {
    let made = Command::new(&bench.program)
        .args(["--json", "webhook", "add", "bench", "--data"])
        .arg(folder)
        .output()?;
    ensure!(made.status.success(), "no sender could be made");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout)?;
    let text = |name: &str| made[name].as_str().context("no sender was told").map(str::to_owned);
    Ok((text("address")?, Secret::parse(&text("secret")?)?))
}

/// One client's calls, one after the other; gives the milliseconds of each.
async fn calls(target: Arc<Target>, client: usize, count: usize) -> Result<Vec<f64>> {
    let mut connection = Client::connect(target.server).await?;
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        let now = machine::now();
        let body = serde_json::json!({ "events": [{
            "type": "message",
            "place": { "kind": "shop", "id": "reviews", "title": "Reviews" },
            "id": format!("{client}-{number}"),
            "author": { "id": format!("{}", (client * 31 + number) % 997), "name": "Вера" },
            "sent_at": now.rfc3339(),
            "text": "Спасибо, кофе пришёл быстро, зерно свежее. А какой помол лучше для турки?",
        }] });
        let body = serde_json::to_vec(&body)?;
        let (id, seconds) = (format!("msg_{client}_{number}"), (now.micros() / SECOND).to_string());
        let headers = format!(
            "content-type: application/json\r\nwebhook-id: {id}\r\nwebhook-timestamp: {seconds}\r\n\
             webhook-signature: {}\r\n",
            target.secret.sign(&id, &seconds, &body)
        );
        let asked = Instant::now();
        let answer = connection.post(&target.path, &headers, &body).await?;
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        ensure!(answer.status == 202, "a call was answered {}", answer.status);
    }
    Ok(times)
}
