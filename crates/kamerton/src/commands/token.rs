//! `kamerton token`.

use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use kamerton_app::Brand;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::accounts::tokens::{self, NewToken};
use kamerton_core::id::TokenId;
use kamerton_core::time::DAY;
use kamerton_store::tokens::TokenRow;
use kamerton_store::{Store, tokens as stored};

use super::user::actor;
use super::{now, open};
use crate::cli::TokenAction;
use crate::config::Config;
use crate::output;

/// Makes, lists and revokes tokens.
pub async fn run(config: &Config, action: TokenAction) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let done = match action {
        TokenAction::List => list(config, &store, &brand).await,
        TokenAction::Add { name, scope, days } => {
            add(config, &store, &brand, name, scope, days).await
        }
        TokenAction::Revoke { id } => revoke(&store, &brand, &id).await,
    };
    store.close().await;
    done?;
    Ok(ExitCode::SUCCESS)
}

async fn add(
    config: &Config,
    store: &Store,
    brand: &Brand,
    name: String,
    scopes: Vec<String>,
    days: Option<i64>,
) -> Result<()> {
    let expires_at = days.map(|days| now().plus(days.saturating_mul(DAY)));
    let new = NewToken { name, scopes, by: actor().name, expires_at };
    let mut session = store.write().await?;
    let (text, row) = tokens::make(&mut session, brand.id, new, now()).await?;
    let deed = Deed { what: "token.make", object: &row.id.to_string(), count: 1 };
    audit::note_in(&mut session, brand, &actor(), &deed, now()).await?;
    session.commit().await?;
    if config.json {
        return output::json(&serde_json::json!({ "id": row.id, "token": text }));
    }
    output::line(&format!("{text}\nIt is shown this once. Its id is {}", row.id))
}

async fn list(config: &Config, store: &Store, brand: &Brand) -> Result<()> {
    let rows = stored::of_workspace(&mut store.read().await?, brand.id).await?;
    if config.json {
        let all: Vec<_> = rows.iter().map(as_json).collect();
        return output::json(&all);
    }
    rows.iter().try_for_each(|row| {
        let until = row.expires_at.map_or(String::new(), |at| format!("  until {}", at.rfc3339()));
        output::line(&format!("{}  {}  {}{until}", row.id, row.name, row.scopes))
    })
}

fn as_json(row: &TokenRow) -> serde_json::Value {
    serde_json::json!({
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes.split(' ').collect::<Vec<_>>(),
        "created_at": row.created_at.rfc3339(),
        "used_at": row.used_at.map(|at| at.rfc3339()),
        "expires_at": row.expires_at.map(|at| at.rfc3339()),
    })
}

async fn revoke(store: &Store, brand: &Brand, id: &str) -> Result<()> {
    let id: TokenId = id.parse().map_err(|_| anyhow!("«{id}» is no id of a token"))?;
    let mut session = store.write().await?;
    if !stored::delete(&mut session, brand.id, id).await? {
        bail!("there is no token {id}: see `kamerton token list`");
    }
    let deed = Deed { what: "token.revoke", object: &id.to_string(), count: 1 };
    audit::note_in(&mut session, brand, &actor(), &deed, now()).await?;
    session.commit().await?;
    output::line(&format!("the token {id} opens nothing any more"))
}
