//! `kamerton people suggestions`, `never` and `maybe`.

use anyhow::Result;
use kamerton_app::Brand;
use kamerton_app::people::suggestions::{self, Pair, Side};
use kamerton_store::Store;
use kamerton_web::suggestion_words;
use kamerton_web::words::Words;
use serde_json::json;

use super::{BY, now, text};
use crate::config::Config;
use crate::output;

/// Prints who may be one person. Accounts that wait are looked at first, as a running installation does
/// by itself.
pub(super) async fn print(
    config: &Config,
    store: &Store,
    brand: &Brand,
    after: Option<&str>,
    limit: i64,
) -> Result<()> {
    look(store, brand).await?;
    let mut session = store.read().await?;
    let limit = limit.clamp(1, 1_000);
    let found = suggestions::page(&mut session, brand, after, limit, now()).await?;
    if config.json {
        // The list is an array whoever reads it; where it goes on is said beside it.
        if let Some(next) = &found.next {
            eprintln!("next: --after {next}");
        }
        return output::json(&found.pairs);
    }
    let words = Words::new(config.lang.as_deref().unwrap_or(&brand.lang));
    let text = text(config, brand);
    for pair in &found.pairs {
        print_pair(pair, &words, text)?;
    }
    match found.next {
        Some(next) => output::line(&format!("{}: --after {next}", text("next"))),
        None => Ok(()),
    }
}

/// Looks at all accounts that wait, and says how many those were.
async fn look(store: &Store, brand: &Brand) -> Result<()> {
    suggestions::learn(store, brand, now()).await?;
    let mut looked_at = 0;
    loop {
        match suggestions::work(store, brand, now()).await? {
            0 => break,
            done => looked_at += done,
        }
    }
    if looked_at > 0 {
        output::note(&format!("looked at {looked_at} accounts that were new or have another name"));
    }
    Ok(())
}

fn print_pair(pair: &Pair, words: &Words, text: fn(&'static str) -> &'static str) -> Result<()> {
    output::line(&suggestion_words::likely(words, pair.probability))?;
    for side in [&pair.one, &pair.other] {
        output::line(&format!("  {}  {}", side.person.id, side_words(side)))?;
    }
    for because in &pair.because {
        let why = suggestion_words::why(words, because);
        match why.against {
            true => output::line(&format!("  - {} ({})", why.text, text("against")))?,
            false => output::line(&format!("  + {}", why.text))?,
        }
    }
    Ok(())
}

fn side_words(side: &Side) -> String {
    let named = [side.name.as_deref(), side.handle.as_deref()];
    let named: Vec<&str> = named.into_iter().flatten().collect();
    format!("{} ({}: {})", side.person.name, side.kind, named.join(", "))
}

/// Remembers that two people are two.
pub(super) async fn never(
    config: &Config,
    store: &Store,
    brand: &Brand,
    one: &str,
    other: &str,
) -> Result<()> {
    suggestions::never(store, brand, one, other, BY, now()).await?;
    told(config, brand, false)
}

/// Takes back that two people are two.
pub(super) async fn maybe(
    config: &Config,
    store: &Store,
    brand: &Brand,
    one: &str,
    other: &str,
) -> Result<()> {
    suggestions::maybe(store, brand, one, other).await?;
    told(config, brand, true)
}

fn told(config: &Config, brand: &Brand, may_be_one: bool) -> Result<()> {
    if config.json {
        return output::json(&json!({ "may_be_one": may_be_one }));
    }
    output::line(text(config, brand)(if may_be_one { "maybe_one" } else { "two" }))
}
