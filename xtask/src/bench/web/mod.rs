//! What comes in by HTTP, asked of the program itself on a socket: pages, signed calls, an empty
//! brand.

pub mod budgets;
mod calls;
pub mod client;
mod pages;
pub mod server;

use std::time::Duration;

use anyhow::{Result, ensure};
use kamerton_store::Target;

use super::{Bench, Line, init, large, median};
use client::Client;
use server::Server;

/// How often a program is started on an empty brand.
const STARTED: usize = 5;
/// Seconds that it then does nothing.
const IDLE: Duration = Duration::from_secs(5);
/// What the project promises: the first page in seconds, memory of an idle program in MB.
const FIRST_PAGE_BAR: f64 = 1.0;
const IDLE_BAR: f64 = 60.0;

/// Measures all of it.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let mut lines = empty(bench).await?;
    lines.extend(calls::measure(bench).await?);
    let (people, messages) = (bench.size.people / 10, bench.size.messages / 10);
    let folder = large::make(bench, people, messages)?;
    lines.extend(pages::measure(bench, &folder, people, messages, pages::SMALL_BAR).await?);
    let folder = large::make(bench, bench.size.people, bench.size.messages)?;
    let (people, messages) = (bench.size.people, bench.size.messages);
    lines.extend(pages::measure(bench, &folder, people, messages, pages::LARGE_BAR).await?);
    Ok(lines)
}

/// A program with nothing in it: how soon it answers, and what it takes while nothing happens.
async fn empty(bench: &Bench) -> Result<Vec<Line>> {
    let folder = bench.empty("web")?;
    init(bench, &Target::Directory(folder.clone()))?;
    server::make_user(bench, &folder)?;
    let (mut began, mut idle) = (vec![], vec![]);
    for _ in 0..STARTED {
        let server = Server::start(bench, &folder).await?;
        began.push(server.began);
        let cookie = server.sign_in().await?;
        for path in ["/", "/people", "/places", "/messages", "/settings"] {
            let answer = Client::connect(server.address).await?.get(path, &cookie).await?;
            ensure!(answer.status == 200, "{path} was answered {}", answer.status);
        }
        tokio::time::sleep(IDLE).await;
        idle.push(server.memory());
    }
    let what = "an empty brand: from the start of the program to its first page";
    let first = Line::at_most(what, "SQLite", median(&mut began), "s", FIRST_PAGE_BAR);
    let what = "its memory when it was looked at and then let be";
    Ok(vec![first, Line::at_most(what, "SQLite", median(&mut idle), "MB", IDLE_BAR)])
}
