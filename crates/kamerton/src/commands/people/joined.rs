//! `kamerton people merge`, `split` and `undo`.

use anyhow::{Result, anyhow};
use kamerton_app::Brand;
use kamerton_app::people::merge::{self, Done, Why};
use kamerton_app::people::plan::{self, Clash, Look, Moves, Plan, Side};
use kamerton_app::people::{accounts, find};
use kamerton_core::id::IdentityId;
use kamerton_store::Store;
use serde_json::json;

use super::super::now;
use super::{BY, text};
use crate::cli::How;
use crate::config::Config;
use crate::output;

type Text = fn(&'static str) -> &'static str;

/// Joins the second person into the first, or says what would come of it.
pub async fn merge(
    config: &Config,
    store: &Store,
    brand: &Brand,
    (into, from): (&str, &str),
    how: &How,
) -> Result<()> {
    if how.dry_run {
        let mut session = store.read().await?;
        let into = find(&mut session, brand, into).await?;
        let from = find(&mut session, brand, from).await?;
        let plan = plan::of_merge(&mut session, brand, &into, &from, now()).await?;
        return print(config, brand, &plan, None);
    }
    let why = Why { by: BY, reason: &how.reason };
    let done = merge::merge(store, brand, into, from, why, now()).await?;
    print(config, brand, &done.plan, Some(&done))
}

/// Parts accounts off a person, or says what would come of it.
pub async fn split(
    config: &Config,
    store: &Store,
    brand: &Brand,
    who: &str,
    taken: &[String],
    how: &How,
) -> Result<()> {
    let read = |text: &String| {
        let wrong =
            || anyhow!("«{text}» is no account: give the id that `people show --json` gives");
        text.trim().parse::<IdentityId>().map_err(|_| wrong())
    };
    let taken = taken.iter().map(read).collect::<Result<Vec<IdentityId>>>()?;
    if how.dry_run {
        let mut session = store.read().await?;
        let from = find(&mut session, brand, who).await?;
        let own = accounts(&mut session, brand, from.id).await?;
        let plan = plan::of_split(&mut session, brand, &from, &own, &taken, now()).await?;
        return print(config, brand, &plan, None);
    }
    let why = Why { by: BY, reason: &how.reason };
    let done = merge::split(store, brand, who, &taken, why, now()).await?;
    print(config, brand, &done.plan, Some(&done))
}

/// Takes a merge or a split back.
pub async fn undo(config: &Config, store: &Store, brand: &Brand, line: &str) -> Result<()> {
    let undone = merge::undo(store, brand, line, BY, now()).await?;
    if config.json {
        return output::json(&json!({ "undone": undone.act.word(), "person": undone.person }));
    }
    output::line(&format!("person {}", undone.person))
}

fn print(config: &Config, brand: &Brand, plan: &Plan, done: Option<&Done>) -> Result<()> {
    if config.json {
        let (line, person) = (done.map(|done| done.id), done.map(|done| done.person));
        return output::json(&json!({ "line": line, "person": person, "plan": plan }));
    }
    let text = text(config, brand);
    output::line(&format!("{}: {}", text("moves_over"), moved(&plan.moves, text)))?;
    for clash in &plan.clashes {
        output::line(&format!("! {}", clash_words(clash, text)))?;
    }
    for side in [&plan.left, &plan.right] {
        output::line(&side_words(side, text))?;
    }
    match done {
        Some(done) => output::line(&format!("line {}, person {}", done.id, done.person)),
        None => Ok(()),
    }
}

fn moved(moves: &Moves, text: Text) -> String {
    let all = [
        ("accounts", moves.accounts),
        ("messages", moves.messages),
        ("orders", moves.orders),
        ("notes", moves.notes),
        ("tags", moves.tags),
        ("steps", moves.steps),
        ("consents", moves.consents),
        ("by_hand", moves.corrections),
        ("relationships", moves.relationships),
    ];
    let words: Vec<String> = all
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| format!("{} {count}", text(key)))
        .collect();
    words.join(", ")
}

fn clash_words(clash: &Clash, text: Text) -> String {
    match clash {
        Clash::Platform { kind, left, right } => {
            format!("{} ({kind}): {left} / {right}", text("clash_platform"))
        }
        Clash::Role { left, right } => {
            format!("{}: {} / {}", text("clash_role"), text(left), text(right))
        }
        Clash::Correction { field, left, right } => {
            format!("{} ({field}): {left} / {right}", text("clash_correction"))
        }
    }
}

fn side_words(side: &Side, text: Text) -> String {
    let look = |look: &Option<Look>| match look {
        Some(look) => {
            let (state, ring) = (text(look.state), text("ring"));
            let (stage, role) = (text("stage"), text(look.role));
            format!("{role}, {state}, {ring} {}, {stage} {}", look.charge, look.stage)
        }
        None => "-".to_owned(),
    };
    format!("{}: {} -> {}", side.name, look(&side.before), look(&side.after))
}
