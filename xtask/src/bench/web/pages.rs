//! Pages of a large community, as somebody who has signed in asks for them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kamerton_app::{brand, community_map, influence, ingest};
use kamerton_store::{Store, Target, places};

use super::client::Client;
use super::server::{self, Server};
use crate::bench::large::some_people;
use crate::bench::{Bench, Line, machine, median, quantile};

/// What the project promises of a page at a hundred thousand people, and at a million, in
/// milliseconds.
pub const SMALL_BAR: f64 = 20.0;
/// At a million people.
pub const LARGE_BAR: f64 = 50.0;
/// What is promised of the data of the community map, at a hundred thousand people and as well at a million.
const MAP_BAR: f64 = 200.0;
/// In MB.
const MEMORY_BAR: f64 = 300.0;
/// Person pages a second.
const RATE_BAR: f64 = 3_000.0;
/// How often each kind of page is asked for.
const ASKED: usize = 400;
/// Connections at a time, and how long they ask.
const CONNECTIONS: usize = 64;
const LASTS: Duration = Duration::from_secs(10);
const RUNS: usize = 3;

/// Pages of one kind.
struct Kind {
    name: &'static str,
    /// Addresses, asked for in turn.
    paths: Vec<String>,
    /// Whether something was promised of them.
    promised: bool,
}

/// Measures each kind of page by itself, person pages from many connections, and the memory.
pub async fn measure(
    bench: &Bench,
    folder: &Path,
    people: u64,
    messages: u64,
    bar: f64,
) -> Result<Vec<Line>> {
    let kinds = kinds(folder).await?;
    server::make_user(bench, folder)?;
    let server = Server::start(bench, folder).await?;
    let cookie = server.sign_in().await?;
    let size = format!("{people} people, {messages} messages");
    let mut lines = Vec::new();
    for kind in &kinds {
        lines.extend(one_kind(&server, &cookie, kind, &size, bar).await?);
    }
    lines.extend(map(&server, &cookie, &size).await?);
    let persons: Arc<[String]> = kinds[2].paths.clone().into();
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        rates.push(at_once(&server, &cookie, &persons).await?);
    }
    let what = format!("person pages from {CONNECTIONS} connections, {size}");
    lines.push(Line::at_least(&what, "SQLite", median(&mut rates), "pages/s", RATE_BAR));
    let memory = server.peak_memory();
    lines.push(Line::at_most("most memory in all this", "SQLite", memory, "MB", MEMORY_BAR));
    Ok(lines)
}

/// What is asked for.
async fn kinds(folder: &Path) -> Result<Vec<Kind>> {
    let store = Store::create(&Target::Directory(folder.to_owned())).await?;
    let brand = brand::find(&store, None).await?;
    let now = machine::now();
    ingest::interactions::fill(&store, &brand, &|| false).await?;
    let began = Instant::now();
    influence::refresh(&store, &brand, now).await?;
    let heard = began.elapsed().as_secs_f64();
    community_map::refresh(&store, &brand, now).await?;
    let drawn = began.elapsed().as_secs_f64() - heard;
    println!("influence was computed in {heard:.1} s, the map drawn in {drawn:.1} s");
    let people = some_people(&store, &brand, ASKED).await?;
    let places = places::all(&mut store.read().await?, brand.id).await?;
    store.close().await;
    let lists = ["", "?state=kamerton", "?state=warm", "?stage=potential", "?stage=first_purchase"]
        .into_iter()
        .chain(["?stage=promoter", "?commerce=repeat", "?sort=active", "?sort=contact"])
        .chain(["?sort=name", "?sort=new", "?q=%D0%B0%D0%BD%D0%BD%D0%B0"])
        .map(|query| format!("/people{query}"));
    let of_places = places.iter().map(|place| format!("/people?place={}", place.id));
    let searches = ["", "?q=%D0%BA%D0%BE%D1%84%D0%B5", "?view=waiting", "?view=negatives"];
    let kind = |name, paths: Vec<String>, promised| Kind { name, paths, promised };
    Ok(vec![
        kind("Today", vec!["/".to_owned()], true),
        kind("People", lists.collect(), true),
        kind("Person", people.iter().map(|id| format!("/people/{id}")).collect(), true),
        kind("Place", places.iter().map(|place| format!("/places/{}", place.id)).collect(), true),
        kind("People of a place", of_places.collect(), true),
        kind("Places", vec!["/places".to_owned()], false),
        kind("Messages", searches.iter().map(|query| format!("/messages{query}")).collect(), false),
    ])
}

async fn one_kind(
    server: &Server,
    cookie: &str,
    kind: &Kind,
    size: &str,
    bar: f64,
) -> Result<Vec<Line>> {
    let mut client = Client::connect(server.address).await?;
    let mut times = Vec::new();
    let mut slowest = (0.0, "");
    for path in kind.paths.iter().cycle().take(ASKED) {
        let asked = Instant::now();
        let answer = client.get(path, cookie).await?;
        let took = asked.elapsed().as_secs_f64() * 1e3;
        ensure!(answer.status == 200, "{path} was answered {}", answer.status);
        let whole = answer.body.trim_ascii_end().ends_with(b"</html>");
        ensure!(whole, "{path} brought no whole page");
        times.push(took);
        if took > slowest.0 {
            slowest = (took, path);
        }
    }
    println!("{}, {size}: slowest {:.1} ms, {}", kind.name, slowest.0, slowest.1);
    let (half, most) = (quantile(&mut times, 0.5), quantile(&mut times, 0.95));
    let what = |part: &str| format!("{}, {size}, {part}", kind.name);
    let most = match kind.promised {
        true => Line::at_most(&what("p95"), "SQLite", most, "ms", bar),
        false => Line::plain(&what("p95"), "SQLite", most, "ms"),
    };
    Ok(vec![Line::plain(&what("p50"), "SQLite", half, "ms"), most])
}

/// The data of the community map: of everywhere, and of the groups into which it opens. It is drawn first,
/// as the program does beside requests.
async fn map(server: &Server, cookie: &str, size: &str) -> Result<Vec<Line>> {
    let mut client = Client::connect(server.address).await?;
    let mut paths = vec!["/people/map/data".to_owned()];
    let whole: serde_json::Value =
        serde_json::from_slice(&client.get(&paths[0], cookie).await?.body)?;
    let parts = whole["groups"].as_array().into_iter().flatten();
    let parts = parts.filter_map(|group| group["part"].as_i64()).take(ASKED / 4);
    paths.extend(parts.map(|part| format!("/people/map/data?part={part}")));
    let mut times = Vec::new();
    for path in paths.iter().cycle().take(ASKED / 2) {
        let asked = Instant::now();
        let answer = client.get(path, cookie).await?;
        times.push(asked.elapsed().as_secs_f64() * 1e3);
        ensure!(answer.status == 200, "{path} was answered {}", answer.status);
    }
    let shown = whole["people"].as_array().map_or(0, Vec::len);
    println!("Map, {size}: {shown} people on the first picture, {} pictures", paths.len());
    let most = quantile(&mut times, 0.95);
    let what = format!("Data of the map, {size}, p95");
    Ok(vec![Line::at_most(&what, "SQLite", most, "ms", MAP_BAR)])
}

/// Pages a second that many connections get together, each asking for another one in turn. All of
/// them are on one thread: the server needs the cores.
async fn at_once(server: &Server, cookie: &str, paths: &Arc<[String]>) -> Result<f64> {
    let (address, cookie, paths) = (server.address, cookie.to_owned(), Arc::clone(paths));
    let asked = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(ask_in_turn(address, &cookie, &paths))
    });
    Ok(asked.await?? as f64 / LASTS.as_secs_f64())
}

/// Asks from many connections until the time is up; gives how many pages came.
async fn ask_in_turn(address: SocketAddr, cookie: &str, paths: &Arc<[String]>) -> Result<usize> {
    let until = Instant::now() + LASTS;
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut client = Client::connect(address).await?;
        let (paths, next, cookie) = (Arc::clone(paths), Arc::clone(&next), cookie.to_owned());
        tasks.spawn(async move {
            let mut count = 0_usize;
            while Instant::now() < until {
                let path = &paths[next.fetch_add(1, Ordering::Relaxed) % paths.len()];
                let answer = client.get(path, &cookie).await?;
                ensure!(answer.status == 200, "{path} was answered {}", answer.status);
                count += 1;
            }
            Ok(count)
        });
    }
    let mut count = 0;
    for done in tasks.join_all().await {
        count += done?;
    }
    Ok(count)
}
