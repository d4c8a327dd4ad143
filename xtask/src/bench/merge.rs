//! Merging a person with ten thousand messages into another with as many, and taking it back, in a
//! brand where both talk with others.

use std::time::Instant as Clock;

use anyhow::{Result, anyhow, ensure};
use kamerton_app::brand::{NewBrand, Settings};
use kamerton_app::ingest::{self, Origin, roles::RoleRules};
use kamerton_app::people::merge::{self, Why};
use kamerton_app::people::plan;
use kamerton_app::{Brand, brand, check, prepare};
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::id::PersonId;
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::{Store, Target, identities, people};

use super::{Bench, Line, quantile};

/// Messages of each of the two.
const MESSAGES: usize = 10_000;
/// Others whom they answer and who answer them.
const OTHERS: usize = 100;
/// Facts of a batch.
const BATCH: usize = 500;
/// How often it is done and taken back.
const TIMES: usize = 15;
/// Milliseconds that a merge may take.
const BAR: f64 = 100.0;

const TEXTS: [&str; 8] = [
    "Доброе утро всем",
    "Как включить режим на лодке?",
    "Нажмите кнопку сбоку и держите две секунды",
    "Спасибо вам большое, всё получилось!",
    "Советую всем, берите, не пожалеете",
    "Купил в прошлом месяце, пользуюсь каждый день",
    "Да, всё верно",
    "Ужасно, опять сломалось, верните деньги",
];

/// What was measured, in milliseconds.
#[derive(Default)]
struct Taken {
    plan: Vec<f64>,
    merge: Vec<f64>,
    undo: Vec<f64>,
}

/// Measures it on each database that is there.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for (database, target) in bench.targets("merge")? {
        let mut taken = run(&target).await?;
        let what = |what: &str, share: &str| format!("{what} of 10,000 messages, {share}");
        let (half, most) = (quantile(&mut taken.merge, 0.5), quantile(&mut taken.merge, 0.95));
        let (plan, undo) = (quantile(&mut taken.plan, 0.5), quantile(&mut taken.undo, 0.5));
        lines.extend([
            Line::plain(&what("plan of a merge of a person", "p50"), database, plan, "ms"),
            Line::at_most(&what("merge of a person", "p50"), database, half, "ms", BAR),
            Line::plain(&what("merge of a person", "p95"), database, most, "ms"),
            Line::at_most(&what("taking back a merge", "p50"), database, undo, "ms", BAR),
        ]);
    }
    Ok(lines)
}

async fn run(target: &Target) -> Result<Taken> {
    let store = Store::create(target).await?;
    let now = Instant::from_seconds(1_750_000_000);
    let new = NewBrand {
        name: "Bench".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        lang: "ru".to_owned(),
        settings: Settings::default(),
        demo: false,
    };
    let mut session = store.write().await?;
    let brand = brand::create(&mut session, &new, now).await?;
    session.commit().await?;
    fill(&store, &brand, now).await?;
    let mut taken = Taken::default();
    for _ in 0..TIMES {
        once(&store, &brand, now, &mut taken).await?;
    }
    let report = check::run(&store, &brand, false, now, |_| {}).await?;
    ensure!(report.differences == 0, "a recount differs: {:?}", report.examples);
    store.close().await;
    Ok(taken)
}

async fn once(store: &Store, brand: &Brand, now: Instant, taken: &mut Taken) -> Result<()> {
    let (into, from) = (person(store, brand, 0).await?, person(store, brand, 1).await?);
    let started = Clock::now();
    let mut session = store.read().await?;
    let mut rows = people::by_id(&mut session, brand.id, [into, from]).await?;
    rows.sort_by_key(|row| row.id != into);
    let [left, right] = rows.as_slice() else { return Err(anyhow!("two people are there")) };
    ensure!(left.messages as usize == MESSAGES, "they have {} messages", left.messages);
    plan::of_merge(&mut session, brand, left, right, now).await?;
    drop(session);
    taken.plan.push(started.elapsed().as_secs_f64() * 1e3);
    let (into, from) = (into.to_string(), from.to_string());
    let why = Why { by: "bench", reason: "" };
    let started = Clock::now();
    let done = merge::merge(store, brand, &into, &from, why, now).await?;
    taken.merge.push(started.elapsed().as_secs_f64() * 1e3);
    let started = Clock::now();
    merge::undo(store, brand, &done.id.to_string(), "bench", now).await?;
    taken.undo.push(started.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

async fn person(store: &Store, brand: &Brand, number: usize) -> Result<PersonId> {
    let id = brand.identity("telegram", &account(number).remote_id);
    let mut session = store.read().await?;
    let found = identities::by_id(&mut session, brand.id, [id]).await?;
    found.first().and_then(|row| row.person).ok_or_else(|| anyhow!("an account has no person"))
}

fn account(number: usize) -> Account {
    Account {
        kind: "telegram".to_owned(),
        remote_id: format!("user{number}"),
        display_name: Some(format!("Имя {number}")),
        ..Account::default()
    }
}

/// Three years of talk: every second message is of one of the two.
async fn fill(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    let key = |number: usize| format!("telegram:1:{number}");
    let count = MESSAGES * 4;
    let facts = (0..count).map(|number| {
        let author = match number % 4 {
            0 => 0,
            2 => 1,
            _ => 2 + number / 2 % OTHERS,
        };
        Fact::Message(MessageFact {
            place: PlaceRef {
                kind: "telegram".to_owned(),
                remote_id: "chat".to_owned(),
                title: "Чат".to_owned(),
                private: false,
            },
            key: key(number),
            author: Some(account(author)),
            sent_at: now.plus(-((count - number) as i64) * 39 * MINUTE),
            text: TEXTS[number * 7 / 3 % TEXTS.len()].to_owned(),
            reply_to: (number > 0).then(|| key(number - 1)),
            ..MessageFact::default()
        })
    });
    let origin = Origin::import("telegram", RoleRules::default());
    let facts: Vec<Fact> = facts.collect();
    for batch in facts.chunks(BATCH) {
        let prepared = batch
            .iter()
            .map(|fact| prepare::prepare(brand, fact.clone(), now).map_err(|(_, why)| anyhow!(why)))
            .collect::<Result<Vec<_>>>()?;
        ingest::apply(store, brand, &origin, prepared, now).await?;
    }
    Ok(())
}
