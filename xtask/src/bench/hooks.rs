//! Calls of platforms to the webhooks of connected channels, signed as each platform signs.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kamerton_app::webhooks::Secret;
use kamerton_core::time::SECOND;
use kamerton_fakes::{Max, Platform, Telegram, Vk};
use kamerton_store::{Store, Target, copy};

use super::web::client::Client;
use super::web::server::Server;
use super::{Bench, Line, init, machine, median, quantile};

const CLIENTS: usize = 64;
const RUNS: usize = 3;
const PEOPLE: usize = 200;
const TEXT: &str = "Спасибо, кофе пришёл быстро, зерно свежее. А какой помол лучше для турки?";
const OURS: &str = "s3cret_of-ours";
/// What the project promises: calls a second, and milliseconds that 99 of 100 take at most.
const RATE_BAR: f64 = 3_000.0;
const WAIT_BAR: f64 = 100.0;

/// A channel and what is called of it.
struct Channel {
    word: &'static str,
    /// What is filled in: `field=value`.
    fields: Vec<String>,
    calls: Arc<Vec<Call>>,
    /// Asked by the program when it begins; ends with this.
    _platform: Option<Box<dyn Platform + Send>>,
}

struct Call {
    headers: String,
    body: Vec<u8>,
}

/// Measures calls a second and how long they take, for every channel that is called.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let count = bench.size.events / 5;
    let mut lines = Vec::new();
    for make in [telegram, vk, max, generic] {
        let (mut rates, mut waits, mut word) = (vec![], vec![], "");
        for _ in 0..RUNS {
            // Signatures live for minutes: each run has its own.
            let channel = make(count)?;
            word = channel.word;
            let (rate, wait) = one_run(bench, &channel).await?;
            println!("calls to {word}: {rate:.0}/s, 99 of 100 within {wait:.1} ms");
            rates.push(rate);
            waits.push(wait);
        }
        let what = format!("{word}: signed calls from {CLIENTS} clients, answered after the fsync");
        lines.push(Line::at_least(&what, "SQLite", median(&mut rates), "calls/s", RATE_BAR));
        let what = "99 of 100 of them were answered within";
        lines.push(Line::at_most(what, "SQLite", median(&mut waits), "ms", WAIT_BAR));
    }
    Ok(lines)
}

async fn one_run(bench: &Bench, channel: &Channel) -> Result<(f64, f64)> {
    let folder = bench.empty("hooks")?;
    init(bench, &Target::Directory(folder.clone()))?;
    let path: Arc<str> = connect(bench, &folder, channel)?.into();
    let server = Server::start(bench, &folder).await?;
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let (calls, path) = (Arc::clone(&channel.calls), Arc::clone(&path));
        tasks.spawn(answered(server.address, path, calls, client));
    }
    let mut times = Vec::new();
    for done in tasks.join_all().await {
        times.extend(done?);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    drop(server);
    let store = Store::create(&Target::Directory(folder)).await?;
    let kept = copy::counts(&mut store.read().await?).await?;
    store.close().await;
    let kept = kept.get("raw_event").copied().context("no count of what was kept")?;
    ensure!(kept == i64::try_from(times.len())?, "{kept} of {} calls were kept", times.len());
    Ok((rate, quantile(&mut times, 0.99)))
}

/// Connects the channel; gives the path that is called.
fn connect(bench: &Bench, folder: &Path, channel: &Channel) -> Result<String> {
    let mut command = Command::new(&bench.program);
    command.args(["channel", "add", channel.word, "--data"]).arg(folder);
    command.envs([super::PRIVATE, ("KAMERTON_PUBLIC_URL", "https://bench.example.org")]);
    for field in &channel.fields {
        command.args(["--set", field]);
    }
    let made = command.output()?;
    // What the look at it found is no matter.
    let told = String::from_utf8(made.stdout)?;
    let address = told.lines().find_map(|line| line.strip_prefix("https://bench.example.org"));
    let problem = String::from_utf8_lossy(&made.stderr);
    Ok(address.with_context(|| format!("no address of {}: {problem}", channel.word))?.to_owned())
}

/// One client's calls, one after the other; gives the milliseconds of each.
async fn answered(
    server: SocketAddr,
    path: Arc<str>,
    calls: Arc<Vec<Call>>,
    client: usize,
) -> Result<Vec<f64>> {
    let mut connection = Client::connect(server).await?;
    let mut times = Vec::with_capacity(calls.len() / CLIENTS + 1);
    for call in calls.iter().skip(client).step_by(CLIENTS) {
        let asked = Instant::now();
        let answer = connection.post(&path, &call.headers, &call.body).await?;
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        ensure!(answer.status / 100 == 2, "a call was answered {}", answer.status);
    }
    Ok(times)
}

/// Talk in the group of a platform, as it calls us.
fn talk(fake: &dyn Platform, count: usize) -> Arc<Vec<Call>> {
    fake.secret(OURS);
    let group = fake.group();
    let people: Vec<String> = (0..PEOPLE).map(|at| fake.person(&format!("Гость {at}"))).collect();
    for person in people.iter().cycle().take(count) {
        fake.say(person, &group, TEXT);
    }
    let calls = fake.sent().into_iter().map(|sent| {
        let line = |(name, value): &(String, String)| format!("{name}: {value}\r\n");
        Call { headers: sent.headers.iter().map(line).collect(), body: sent.body }
    });
    Arc::new(calls.collect())
}

fn filled(fields: &[(&str, &str)]) -> Vec<String> {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

fn telegram(count: usize) -> Result<Channel> {
    let (fake, silent) = (Telegram::start()?, Telegram::start()?);
    let (address, token) = (silent.base().to_owned(), silent.token());
    let fields = filled(&[
        ("address", &address),
        ("token", &token),
        ("mode", "webhook"),
        ("webhook-secret", OURS),
    ]);
    let calls = talk(&fake, count);
    Ok(Channel { word: "telegram", fields, calls, _platform: Some(Box::new(silent)) })
}

fn vk(count: usize) -> Result<Channel> {
    let (fake, silent) = (Vk::start()?, Vk::start()?);
    let (address, token) = (silent.base().to_owned(), silent.token());
    let fields = filled(&[
        ("address", &address),
        ("group", &silent.community()),
        ("token", &token),
        ("mode", "callback"),
        ("secret", OURS),
    ]);
    let calls = talk(&fake, count);
    Ok(Channel { word: "vk", fields, calls, _platform: Some(Box::new(silent)) })
}

fn max(count: usize) -> Result<Channel> {
    let (fake, silent) = (Max::start()?, Max::start()?);
    let (address, token) = (silent.base().to_owned(), silent.token());
    let fields = filled(&[("address", &address), ("token", &token), ("secret", OURS)]);
    let calls = talk(&fake, count);
    Ok(Channel { word: "max", fields, calls, _platform: Some(Box::new(silent)) })
}

/// Standard Webhooks, each call with one event.
fn generic(count: usize) -> Result<Channel> {
    let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let secret = Secret::parse(key)?;
    let call = |number: usize| {
        let now = machine::now();
        let body = serde_json::json!({
            "type": "message",
            "place": { "kind": "generic", "id": "desk", "title": "Desk" },
            "id": number.to_string(),
            "author": { "id": (number % PEOPLE).to_string(), "name": "Вера" },
            "sent_at": now.rfc3339(),
            "text": TEXT,
        });
        let body = serde_json::to_vec(&body)?;
        let (id, seconds) = (format!("msg_{number}"), (now.micros() / SECOND).to_string());
        let signature = secret.sign(&id, &seconds, &body);
        let headers = format!(
            "content-type: application/json\r\nwebhook-id: {id}\r\nwebhook-timestamp: {seconds}\r\n\
             webhook-signature: {signature}\r\n"
        );
        Ok(Call { headers, body })
    };
    let calls = Arc::new((0..count).map(call).collect::<Result<Vec<_>>>()?);
    let fields = filled(&[("secret", key)]);
    Ok(Channel { word: "generic", fields, calls, _platform: None })
}
