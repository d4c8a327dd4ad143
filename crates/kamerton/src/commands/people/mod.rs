//! `kamerton people`.

mod export;
mod filters;
mod joined;
mod leaders;
mod shown;
mod suggested;
mod texts_en;
mod texts_ru;

use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use kamerton_app::people::by_hand::{self, NewOrder};
use kamerton_app::people::list::{self, Listed};
use kamerton_app::people::{propose, shares, show};
use kamerton_app::places::Sight;
use kamerton_app::{Brand, advance};
use kamerton_core::fact::OrderKind;
use kamerton_core::money::Currency;
use kamerton_core::role::Role;
use kamerton_core::time::Day;
use kamerton_store::{Store, people_lists};
use serde_json::json;

use super::{now, open};
use crate::cli::{Filter, Part, People, PeopleAction};
use crate::config::Config;
use crate::output;

/// Who stands by what is entered on the command line.
const BY: &str = "command line";

/// Lists people, shows one, or changes what is known of them.
pub async fn run(config: &Config, args: People) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    advance::advance(&store, &brand, now()).await?;
    match args.action {
        None => list(config, &store, &brand, &args.filter, &args.part).await?,
        Some(action) => act(config, &store, &brand, action).await?,
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// A text in the language of what is printed.
fn text(config: &Config, brand: &Brand) -> fn(&'static str) -> &'static str {
    match config.lang.as_deref().unwrap_or(&brand.lang) {
        "en" => texts_en::text,
        _ => texts_ru::text,
    }
}

async fn list(
    config: &Config,
    store: &Store,
    brand: &Brand,
    asked: &Filter,
    part: &Part,
) -> Result<()> {
    let mut session = store.read().await?;
    let (filter, sort) = filters::parse(&mut session, brand, asked, now()).await?;
    if part.count {
        let count = people_lists::count(&mut session, brand.id, &filter).await?;
        if config.json {
            return output::json(&json!({ "count": count.number, "more": count.more }));
        }
        return output::line(&list::count_words(count));
    }
    let limit = part.limit.clamp(1, 10_000);
    let after = part.after.as_deref();
    let listing = list::first(&mut session, brand, &filter, sort, after, limit, now()).await?;
    if config.json {
        // The list is an array whoever reads it; where it goes on is said beside it.
        if let Some(next) = &listing.next {
            eprintln!("next: --after {next}");
        }
        return output::json(&listing.people);
    }
    let text = text(config, brand);
    for person in &listing.people {
        output::line(&line_of(person, text))?;
    }
    match listing.next {
        Some(next) => output::line(&format!("{}: --after {next}", text("next"))),
        None => Ok(()),
    }
}

fn line_of(person: &Listed, text: fn(&'static str) -> &'static str) -> String {
    let contact = person.contact.as_ref().and_then(|contact| contact.at.as_deref());
    format!(
        "{}  {:>6.1}  {:<12} {:<4} {}  ({} {}, {} {})",
        person.id,
        person.ring,
        text(person.state),
        person.stage,
        person.name,
        person.messages,
        text("messages"),
        text("contact"),
        contact.map_or_else(|| text("never").to_owned(), |at| at.chars().take(10).collect()),
    )
}

async fn act(config: &Config, store: &Store, brand: &Brand, action: PeopleAction) -> Result<()> {
    match action {
        PeopleAction::Show { who, after, limit } => {
            let mut session = store.read().await?;
            let limit = limit.clamp(1, 1_000);
            let shown = show::show(
                &mut session,
                brand,
                &who,
                Sight::Private,
                after.as_deref(),
                limit,
                now(),
            )
            .await?;
            if config.json {
                return output::json(&shown);
            }
            shown::print(&shown, text(config, brand))
        }
        PeopleAction::Export { file, filter } => {
            export::run(config, store, brand, &file, &filter).await
        }
        PeopleAction::ProposeRoles => {
            let proposals = propose::propose(store, brand).await?;
            if config.json {
                return output::json(&proposals);
            }
            for one in &proposals {
                let why = one.evidence.join("; ");
                output::line(&format!("{}: {} -> {}: {why}", one.name, one.role, one.proposed))?;
            }
            Ok(())
        }
        PeopleAction::Leaders => leaders::print(config, store, brand).await,
        PeopleAction::Shares => print_shares(config, store, brand).await,
        PeopleAction::Merge { into, from, how } => {
            joined::merge(config, store, brand, (&into, &from), &how).await
        }
        PeopleAction::Split { who, accounts, how } => {
            joined::split(config, store, brand, &who, &accounts, &how).await
        }
        PeopleAction::Undo { line } => joined::undo(config, store, brand, &line).await,
        PeopleAction::Suggestions { limit, after } => {
            suggested::print(config, store, brand, after.as_deref(), limit).await
        }
        PeopleAction::Never { one, other } => {
            suggested::never(config, store, brand, &one, &other).await
        }
        PeopleAction::Maybe { one, other } => {
            suggested::maybe(config, store, brand, &one, &other).await
        }
        other => change(config, store, brand, other).await,
    }
}

async fn print_shares(config: &Config, store: &Store, brand: &Brand) -> Result<()> {
    let shares = shares::shares(store, brand, now()).await?;
    if config.json {
        return output::json(&shares);
    }
    for month in &shares.months {
        output::line(&format!(
            "{}  {:>6} / {:<6} {:>5.1} %",
            month.month,
            month.kamertons,
            month.active,
            month.share * 100.0
        ))?;
    }
    output::line(&format!("{}: {:.1} %", text(config, brand)("mean"), shares.mean * 100.0))
}

/// Changes what is known of somebody, and says what is known now.
async fn change(config: &Config, store: &Store, brand: &Brand, action: PeopleAction) -> Result<()> {
    let done = match action {
        PeopleAction::Role { who, role } => {
            let role: Role = role.parse().map_err(|why: String| anyhow!(why))?;
            let person = by_hand::role(store, brand, &who, role, now()).await?;
            json!({ "person": person.id, "name": person.name, "role": role.word() })
        }
        PeopleAction::Tag { who, tag } => {
            json!({ "changed": by_hand::tag(store, brand, &who, &tag).await? })
        }
        PeopleAction::Note { who, text } => {
            json!({ "note": by_hand::note(store, brand, &who, &text, BY, now()).await? })
        }
        PeopleAction::Correct { who, what } => {
            let person = by_hand::correct(store, brand, &who, &[&what], now()).await?;
            let (state, stage) = (person.state.word(), person.stage.word());
            let basis = person.basis.word();
            json!({ "person": person.id, "name": person.name, "state": state, "stage": stage,
                    "purchase_basis": basis })
        }
        PeopleAction::Order { who, day, amount, currency, product, kind } => {
            let currency = match currency {
                Some(code) => code.parse().map_err(|why: String| anyhow!(why))?,
                None => brand.settings.currency.clone(),
            };
            let new = order(&day, &amount, &currency, product, &kind)?;
            json!({ "order": by_hand::order(store, brand, &who, new, now()).await? })
        }
        PeopleAction::Show { .. }
        | PeopleAction::Export { .. }
        | PeopleAction::ProposeRoles
        | PeopleAction::Suggestions { .. }
        | PeopleAction::Never { .. }
        | PeopleAction::Maybe { .. }
        | PeopleAction::Merge { .. }
        | PeopleAction::Split { .. }
        | PeopleAction::Undo { .. }
        | PeopleAction::Leaders
        | PeopleAction::Shares => {
            return Ok(());
        }
    };
    if config.json {
        return output::json(&done);
    }
    let words: Vec<String> = done
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{key} {value}")
        })
        .collect();
    output::line(&words.join(", "))
}

fn order(
    day: &str,
    amount: &str,
    currency: &Currency,
    product: Option<String>,
    kind: &str,
) -> Result<NewOrder> {
    let day =
        Day::parse(day).ok_or_else(|| anyhow!("«{day}» is no day: write it as 2026-03-01"))?;
    let kind = OrderKind::ALL.into_iter().find(|known| known.word() == kind.trim());
    let Some(kind) = kind else {
        let words = OrderKind::ALL.map(OrderKind::word).join(", ");
        bail!("there is no such kind of order: use one of {words}");
    };
    let wrong = || anyhow!("«{amount}» is no amount: write it as 1990 or 1990.50");
    let amount_minor = currency.minor(amount).ok_or_else(wrong)?;
    Ok(NewOrder { kind, day, amount_minor, currency: currency.code().to_owned(), product })
}
