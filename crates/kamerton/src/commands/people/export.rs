//! `kamerton people export`.

use std::fs::{File, OpenOptions};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use kamerton_app::Brand;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::people::export::chosen_by;
use kamerton_store::Store;
use kamerton_web::people_file::{self, Kind, Wanted};
use kamerton_web::words::Words;

use super::filters;
use crate::cli::Filter;
use crate::commands::now;
use crate::commands::user::actor;
use crate::config::Config;
use crate::output;

/// Writes a list into a file and notes that in the audit log.
pub async fn run(
    config: &Config,
    store: &Store,
    brand: &Brand,
    path: &Path,
    asked: &Filter,
) -> Result<()> {
    let kind = Kind::of_name(&path.to_string_lossy())
        .ok_or_else(|| anyhow!("let the file's name end with .csv or .xlsx"))?;
    let now = now();
    let mut session = store.read().await?;
    let (filter, sort) = filters::parse(&mut session, brand, asked, now).await?;
    drop(session);
    let mut file = create(path)?;
    let words = Words::new(config.lang.as_deref().unwrap_or(&brand.lang));
    let wanted = Wanted { brand, filter: &filter, sort, now };
    let written = people_file::write(store, &wanted, &words, kind, &mut file).await;
    let Ok(count) = written else {
        // Half a list must not be taken for the whole.
        let _ = std::fs::remove_file(path);
        bail!(written.err().map_or_else(String::new, |error| error.to_string()));
    };
    let object = format!("{} {}", kind.word(), chosen_by(&filter, sort));
    let deed = Deed { what: "people.export", object: &object, count };
    audit::note(store, brand, &actor(), &deed, now).await?;
    if config.json {
        return output::json(&serde_json::json!({ "file": path, "people": count }));
    }
    output::line(&format!("{}: {}", path.display(), people_file::how_many(&words, count)))
}

/// A new file that only its owner reads: it is full of people.
fn create(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).with_context(|| format!("cannot make {}", path.display()))
}
