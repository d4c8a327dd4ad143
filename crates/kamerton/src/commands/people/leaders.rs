//! `kamerton people leaders`.

use anyhow::Result;
use kamerton_app::people::leaders::{self, Leader, Measure};
use kamerton_app::places::Sight;
use kamerton_app::{Brand, influence, ingest};
use kamerton_store::Store;

use super::{now, text};
use crate::config::Config;
use crate::output;

/// Prints the radar. Influence is computed first where something has changed, as a running installation
/// does by itself.
pub(super) async fn print(config: &Config, store: &Store, brand: &Brand) -> Result<()> {
    ingest::interactions::fill(store, brand, &|| false).await?;
    influence::refresh(store, brand, now()).await?;
    let mut session = store.read().await?;
    let radar = leaders::radar(&mut session, brand, Sight::Private, now()).await?;
    if config.json {
        return output::json(&radar);
    }
    let text = text(config, brand);
    let parts = [
        ("leaders_clients", &radar.clients),
        ("leaders_newcomers", &radar.newcomers),
        ("leaders_outsiders", &radar.outsiders),
    ];
    for (title, found) in parts {
        output::line(&format!("{}: {}", text(title), found.len()))?;
        for one in found {
            output::line(&line_of(one, text))?;
        }
    }
    Ok(())
}

fn line_of(one: &Leader, text: fn(&'static str) -> &'static str) -> String {
    let figure = |measure: Option<Measure>, write: &dyn Fn(f64) -> String| {
        let Some(measure) = measure else { return "-".to_owned() };
        let stands = measure.percentile.map(|at| format!(" (>{at}%)")).unwrap_or_default();
        format!("{}{stands}", write(measure.value))
    };
    let rating = one.relationship.as_ref().and_then(|record| record.rating);
    format!(
        "  {}  {}  {} {}  {} {}  {} {}  {} {}",
        one.id,
        one.name,
        text("influence"),
        figure(one.influence, &|value| format!("{:.1}", value / 1_000.0)),
        text("reach"),
        figure(one.reach, &|value| format!("{value:.0}")),
        text("fit"),
        figure(one.fit, &|value| format!("{:.0}%", value * 100.0)),
        text("rating"),
        rating.map_or_else(|| "-".to_owned(), |rating| format!("{rating}/5")),
    )
}
