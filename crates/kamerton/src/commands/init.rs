//! `kamerton init`.

use std::io::Read;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_core::id::UserId;
use kamerton_store::{Store, workspaces};

use super::now;
use crate::cli::{Address, Init};
use crate::config::Config;
use crate::output;

/// Shorter passwords are refused.
const SHORTEST_PASSWORD: usize = 10;

/// Makes a brand and its administrator.
pub async fn run(config: &Config, args: Init) -> Result<ExitCode> {
    let Some(name) = config.brand.clone().filter(|name| !name.trim().is_empty()) else {
        bail!("name the brand: kamerton init --brand NAME --admin EMAIL");
    };
    let admin = args.admin.trim().to_lowercase();
    if !admin.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.')) {
        bail!("«{}» is no e-mail address", args.admin);
    }
    let hash = hash(&read_password()?)?;
    let store = Store::create(&config.target).await?;
    let mut session = store.write().await?;
    let new = NewBrand {
        name: name.trim().to_owned(),
        zone: args.zone.clone(),
        lang: config.lang.clone().unwrap_or_else(|| "ru".to_owned()),
        settings: settings(args),
        demo: false,
    };
    let brand = brand::create(&mut session, &new, now()).await?;
    let user = UserId::derived(&[admin.as_bytes()]);
    workspaces::insert_user(&mut session, brand.id, user, &admin, &hash, "owner", now()).await?;
    session.commit().await?;
    store.close().await;
    if config.json {
        output::json(&serde_json::json!({ "brand": brand.name, "id": brand.id, "admin": admin }))?;
    } else {
        output::line(&format!("«{}» is ready; {admin} is its owner", brand.name))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(args: Init) -> Settings {
    Settings {
        brand_terms: args.terms,
        product_terms: args.products,
        competitors: args.competitors,
        address: match args.address {
            Address::Vy => brand::Address::Vy,
            Address::Ty => brand::Address::Ty,
        },
        ..Settings::default()
    }
}

/// Reads the password from standard input: it never stands on a command line, where others see it.
fn read_password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .map_err(|error| anyhow!("cannot read the password from standard input: {error}"))?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    if password.chars().count() < SHORTEST_PASSWORD {
        bail!("the password on standard input needs at least {SHORTEST_PASSWORD} characters");
    }
    Ok(password)
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow!("cannot hash the password: {error}"))?;
    Ok(hash.to_string())
}
