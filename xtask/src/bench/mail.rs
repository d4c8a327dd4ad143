//! A large mailbox read from its newest mail to its oldest, through a real server, until all of it is on
//! the disk.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use kamerton_app::accounts::audit::Actor;
use kamerton_app::brand::{self, Brand, NewBrand, Settings as BrandSettings};
use kamerton_app::channels::{Channels, Filled, Options, Tempo};
use kamerton_app::intake::Intakes;
use kamerton_app::sealed::Seal;
use kamerton_channels::CONNECTORS;
use kamerton_channels::live::Settings;
use kamerton_channels::outbound::Allowed;
use kamerton_fakes::servers::{DOMAIN, MailServers, PASSWORD, missing};
use kamerton_store::{Store, Target, connection_cursors, copy};
use tokio::sync::watch;

use super::{Bench, Line, machine};

/// What the project promises of mails a second.
const BAR: f64 = 1_000.0;

/// Reads the mailbox into each database.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    if let Some(why) = missing(false) {
        println!("mail is not measured: {why}");
        return Ok(Vec::new());
    }
    let servers = MailServers::dovecot()?;
    let count = bench.size.mails;
    for number in 0..count {
        servers.put("help", "INBOX", &mail(number))?;
    }
    // The server makes its index once, whoever reads first.
    servers.doveadm(&["index", "-u", "help", "INBOX"])?;
    let mut lines = Vec::new();
    for (database, target) in bench.targets("mail")? {
        let (kept, folded) = read(&servers, &target, count).await?;
        println!("{count} mails into {database}: {kept:.0}/s, all folded {folded:.0}/s");
        let what = format!("a mailbox of {count} mails back-filled from Dovecot, kept on the disk");
        lines.push(Line::at_least(&what, database, kept, "mails/s", BAR));
        let what = "the same until all of them were folded as well";
        lines.push(Line::plain(what, database, folded, "mails/s"));
    }
    Ok(lines)
}

/// Mails kept a second, and mails folded a second.
async fn read(servers: &MailServers, target: &Target, count: usize) -> Result<(f64, f64)> {
    let store = Store::create(target).await?;
    let new = NewBrand {
        name: "Bench".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        lang: "ru".to_owned(),
        settings: BrandSettings::default(),
        demo: false,
    };
    let mut session = store.write().await?;
    let brand = brand::create(&mut session, &new, machine::now()).await?;
    session.commit().await?;
    let intakes = Intakes::new(store.clone(), machine::now, CONNECTORS);
    let options = Options {
        clock: machine::now,
        seal: Seal::of_text(&"A".repeat(43))?,
        allowed: Allowed::parse(["127.0.0.1"])?,
        public_url: None,
        tempo: Tempo::default(),
    };
    let channels = Channels::new(store.clone(), intakes.clone(), CONNECTORS, options);
    let by = Actor { user: None, name: "Bench".to_owned() };
    let filled = Filled { name: "Mail".to_owned(), settings: settings(servers) };
    let id = channels.create(&brand, "email", &filled, &by).await?;
    // Whose mailbox it is, is learnt by looking; that nothing can be sent from here is no matter.
    channels.check(&brand, id).await?.map_err(|trouble| anyhow::anyhow!("{trouble}"))?;
    let (stop, stopped) = watch::channel(false);
    let started = Instant::now();
    let work = tokio::spawn(channels.clone().run(stopped));
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut session = store.read().await?;
        let cursor = connection_cursors::one(&mut session, brand.id, id, "backfill", "").await?;
        if cursor.is_some_and(|cursor| cursor.ended_at.is_some()) {
            break;
        }
        anyhow::ensure!(started.elapsed() < Duration::from_secs(1_800), "it does not end");
    }
    let kept = count as f64 / started.elapsed().as_secs_f64();
    settle(&intakes, &brand).await?;
    let folded = count as f64 / started.elapsed().as_secs_f64();
    let counts = copy::counts(&mut store.read().await?).await?;
    let raw = counts.get("raw_event").copied().context("no count of what was kept")?;
    anyhow::ensure!(raw == i64::try_from(count)?, "{raw} of {count} mails were kept");
    stop.send(true)?;
    work.await?;
    intakes.settle().await;
    store.close().await;
    Ok((kept, folded))
}

async fn settle(intakes: &Intakes, brand: &Brand) -> Result<()> {
    Ok(intakes.of(brand).settle().await?)
}

fn settings(servers: &MailServers) -> Settings {
    let fields = [
        ("address", format!("help@{DOMAIN}")),
        ("password", PASSWORD.to_owned()),
        ("user", "help".to_owned()),
        ("imap-host", "127.0.0.1".to_owned()),
        ("imap-port", servers.imap.to_string()),
        ("imap-security", "none".to_owned()),
        ("smtp-host", "127.0.0.1".to_owned()),
    ];
    Settings::new(fields.map(|(name, value)| (name.to_owned(), value)))
}

/// A mail as people write them: a head of some length, a text, a quote, a signature.
fn mail(number: usize) -> Vec<u8> {
    let person = number % 20_000;
    let minute = number % 60;
    let hour = number / 60 % 24;
    let day = number / 1_440 % 28 + 1;
    let text =
        "Здравствуйте! Подскажите, пожалуйста, где сейчас мой заказ, обещали привезти вчера.\r\n"
            .repeat(1 + number % 12);
    format!(
        "Return-Path: <person{person}@example.org>\r\n\
         Received: from mx{number}.example.org by mx.example.com\r\n\
         \twith ESMTPS id {number:016x} for <help@{DOMAIN}>;\r\n\
         \tTue, {day} Sep 2026 {hour:02}:{minute:02}:00 +0000\r\n\
         From: Person {person} <person{person}@example.org>\r\nTo: help@{DOMAIN}\r\n\
         Subject: Order {}\r\nDate: Tue, {day} Sep 2026 {hour:02}:{minute:02}:00 +0000\r\n\
         Message-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {text}\r\nOn Mon, 1 Sep 2026 10:00, Help <help@{DOMAIN}> wrote:\r\n\
         > Ваш заказ принят.\r\n\r\n-- \r\nPerson\r\n",
        number / 3
    )
    .into_bytes()
}
