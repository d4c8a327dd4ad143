//! `kamerton webhook`.

use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::{Brand, webhooks};
use kamerton_core::id::WebhookId;
use kamerton_core::time::HOUR;
use kamerton_store::{Store, webhooks as stored};

use super::user::actor;
use super::{now, open};
use crate::cli::WebhookAction;
use crate::config::Config;
use crate::output;

/// Makes, lists, renews and removes senders of signed calls.
pub async fn run(config: &Config, action: WebhookAction) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let done = match action {
        WebhookAction::List => list(config, &store, &brand).await,
        WebhookAction::Add { name } => add(config, &store, &brand, &name).await,
        WebhookAction::Renew { id, hours } => renew(config, &store, &brand, &id, hours).await,
        WebhookAction::Remove { id } => remove(&store, &brand, &id).await,
    };
    store.close().await;
    done?;
    Ok(ExitCode::SUCCESS)
}

async fn add(config: &Config, store: &Store, brand: &Brand, name: &str) -> Result<()> {
    let (seal, by) = (config.seal()?, actor().name);
    let mut session = store.write().await?;
    let (secret, row) = webhooks::make(&mut session, &seal, brand.id, name, &by, now()).await?;
    let deed = Deed { what: "webhook.make", object: &row.id.to_string(), count: 1 };
    audit::note_in(&mut session, brand, &actor(), &deed, now()).await?;
    session.commit().await?;
    let address = format!("/hooks/{}/{}", brand.id, row.id);
    if config.json {
        let made = serde_json::json!({ "id": row.id, "address": address, "secret": secret });
        return output::json(&made);
    }
    output::line(&format!("{address}\n{secret}\nThe secret is shown this once"))
}

async fn list(config: &Config, store: &Store, brand: &Brand) -> Result<()> {
    let rows = stored::of_workspace(&mut store.read().await?, brand.id).await?;
    if config.json {
        let all: Vec<_> = rows
            .iter()
            .map(|row| {
                serde_json::json!({
                    "id": row.id,
                    "name": row.name,
                    "created_at": row.created_at.rfc3339(),
                    "used_at": row.used_at.map(|at| at.rfc3339()),
                })
            })
            .collect();
        return output::json(&all);
    }
    rows.iter().try_for_each(|row| output::line(&format!("{}  {}", row.id, row.name)))
}

async fn renew(config: &Config, store: &Store, brand: &Brand, id: &str, hours: i64) -> Result<()> {
    let seal = config.seal()?;
    let id: WebhookId = id.parse().map_err(|_| anyhow!("«{id}» is no id of a sender"))?;
    let mut session = store.write().await?;
    let renewed = webhooks::renew(&mut session, &seal, brand.id, id, hours * HOUR, now()).await?;
    let Some(secret) = renewed else {
        bail!("there is no sender {id}: see `kamerton webhook list`");
    };
    let deed = Deed { what: "webhook.renew", object: &id.to_string(), count: 1 };
    audit::note_in(&mut session, brand, &actor(), &deed, now()).await?;
    session.commit().await?;
    if config.json {
        return output::json(&serde_json::json!({ "id": id, "secret": secret }));
    }
    output::line(&format!(
        "{secret}\nThe secret is shown this once; the one before works for {hours} more hours"
    ))
}

async fn remove(store: &Store, brand: &Brand, id: &str) -> Result<()> {
    let id: WebhookId = id.parse().map_err(|_| anyhow!("«{id}» is no id of a sender"))?;
    let mut session = store.write().await?;
    if !stored::delete(&mut session, brand.id, id).await? {
        bail!("there is no sender {id}: see `kamerton webhook list`");
    }
    let deed = Deed { what: "webhook.remove", object: &id.to_string(), count: 1 };
    audit::note_in(&mut session, brand, &actor(), &deed, now()).await?;
    session.commit().await?;
    output::line(&format!("calls of the sender {id} are refused from now on"))
}
