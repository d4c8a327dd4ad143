//! `kamerton init`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use kamerton_app::accounts::users::{self, NewUser};
use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_core::access::UserRole;

use super::{create_store, now, password};
use crate::cli::{Address, Init};
use crate::config::Config;
use crate::output;

/// Makes a brand and its administrator.
pub async fn run(config: &Config, args: Init) -> Result<ExitCode> {
    let Some(name) = config.brand.clone().filter(|name| !name.trim().is_empty()) else {
        bail!("name the brand: kamerton init --brand NAME --admin EMAIL");
    };
    let user = NewUser {
        email: users::email(&args.admin)?,
        name: String::new(),
        password: password::read()?,
    };
    let user = users::prepare(user, now()).await?;
    let store = create_store(config).await?;
    let mut session = store.write().await?;
    let new = NewBrand {
        name: name.trim().to_owned(),
        zone: args.zone.clone(),
        lang: config.lang.clone().unwrap_or_else(|| "ru".to_owned()),
        settings: settings(args),
        demo: false,
    };
    let brand = brand::create(&mut session, &new, now()).await?;
    users::insert(&mut session, &user).await?;
    users::set_roles(&mut session, brand.id, user.id, &[UserRole::Owner]).await?;
    session.commit().await?;
    store.close().await;
    let admin = user.email;
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
