//! Filters and orders of lists, as the command line writes them.

use anyhow::{Result, anyhow, bail};
use kamerton_app::people::list::NAMED;
use kamerton_app::{AppError, Brand, Refusal, segments};
use kamerton_core::id::PlaceId;
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::people_lists::{self, NEVER, Sort};
use kamerton_store::{Session, places};

use crate::cli::Filter;

/// What is asked for.
pub async fn parse(
    session: &mut Session,
    brand: &Brand,
    asked: &Filter,
    now: Instant,
) -> Result<(people_lists::Filter, Sort)> {
    let (mut filter, mut sort) = named(asked.list.as_deref(), now)?;
    filter.role = asked.role.parse::<Role>().map_err(|why| anyhow!(why))?;
    if let Some(word) = &asked.state {
        filter.state = Some(State::parse(word).map_err(|why| anyhow!(why))?);
    }
    if let Some(code) = asked.stage {
        filter.stage = Some(stage(code)?);
    }
    if let Some(word) = &asked.commerce {
        filter.commerce = Some(commerce(word)?);
    }
    if let Some(word) = &asked.orders {
        filter.orders = Some(yes(word)?);
    }
    if let Some(tag) = &asked.tag {
        filter.tag = Some(kamerton_app::people::list::tag_key(tag));
    }
    if let Some(name) = &asked.name {
        filter.name = Some(kamerton_app::people::list::name_key(name));
    }
    if let Some(title) = &asked.place {
        filter.place = Some(place(session, brand, title).await?);
    }
    let since = |days: Option<i64>| days.map(|days| now.plus(-days.saturating_mul(DAY)));
    let without = |days: Option<i64>| match days {
        Some(0) => Some(NEVER),
        days => since(days),
    };
    filter.contact_from = since(asked.contact).or(filter.contact_from);
    filter.contact_before = without(asked.no_contact).or(filter.contact_before);
    filter.active_from = since(asked.active).or(filter.active_from);
    filter.active_before = without(asked.silent).or(filter.active_before);
    filter.seen_from = since(asked.new).or(filter.seen_from);
    if let Some(text) = &asked.segment {
        let of = segments::filter_of_text(session, brand, text, now).await.map_err(pointed)?;
        // A segment says itself whom it is of, unless one is asked for who is not a member.
        if filter.role == Role::default() {
            filter.role = of.role;
        }
        filter.tree = of.tree;
    }
    if let Some(word) = &asked.sort {
        sort = order(word)?;
    }
    Ok((filter, sort))
}

/// What is wrong with a description, and a line under the place.
fn pointed(error: AppError) -> anyhow::Error {
    let AppError::Refused(Refusal::SegmentText { wrong, text }) = &error else {
        return error.into();
    };
    // One line, whatever was typed: the mark has to stand under its place.
    let line: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let from = wrong.column(text) - 1;
    let within = text.get(wrong.at..wrong.end).map_or(0, |part| part.chars().count());
    let (blank, mark) = (" ".repeat(from), "^".repeat(within.max(1)));
    anyhow!("{wrong}\n  {line}\n  {blank}{mark}")
}

fn named(word: Option<&str>, now: Instant) -> Result<(people_lists::Filter, Sort)> {
    let Some(word) = word else { return Ok((people_lists::Filter::default(), Sort::Charge)) };
    let Some(list) = NAMED.iter().find(|list| list.word == word) else {
        let words: Vec<&str> = NAMED.iter().map(|list| list.word).collect();
        bail!("there is no list «{word}»; there are: {}", words.join(", "));
    };
    Ok(((list.filter)(now), list.sort))
}

fn stage(code: i64) -> Result<Stage> {
    Stage::ALL
        .into_iter()
        .find(|stage| stage.code() == code)
        .ok_or_else(|| anyhow!("there is no stage {code}: use 1, 2 or 3"))
}

fn commerce(word: &str) -> Result<Commerce> {
    [Commerce::None, Commerce::First, Commerce::Repeat]
        .into_iter()
        .find(|commerce| commerce.word() == word.trim())
        .ok_or_else(|| anyhow!("«{word}» is not on the commerce axis: use none, first or repeat"))
}

fn yes(word: &str) -> Result<bool> {
    match word.trim() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => bail!("--orders {word}: use yes or no"),
    }
}

fn order(word: &str) -> Result<Sort> {
    Ok(match word.trim() {
        "charge" => Sort::Charge,
        "active" => Sort::Active,
        "contact" => Sort::Contact,
        "name" => Sort::Name,
        "new" => Sort::New,
        _ => bail!("«{word}» is no order: use charge, active, contact, name or new"),
    })
}

async fn place(session: &mut Session, brand: &Brand, title: &str) -> Result<PlaceId> {
    let all = places::all(session, brand.id).await?;
    let key = title.trim().to_lowercase();
    let found: Vec<_> = all
        .iter()
        .filter(|row| row.title.to_lowercase() == key || row.id.to_string() == key)
        .collect();
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => {
            let titles: Vec<String> =
                all.iter().take(30).map(|row| format!("«{}»", row.title)).collect();
            bail!("there is no place «{title}»; there are: {}", titles.join(", "))
        }
        _ => {
            let ids: Vec<String> = found.iter().map(|row| row.id.to_string()).collect();
            bail!("several places are called «{title}»: name one by id: {}", ids.join(", "))
        }
    }
}
