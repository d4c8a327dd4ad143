//! What each command does: one file per word of the command line.

mod act;
mod analyse;
mod backup;
mod channel;
mod check;
mod completions;
mod copying;
mod demo;
mod demo_user;
mod doctor;
mod identity;
mod import;
mod init;
mod messages;
mod migrate;
mod migrate_to;
mod password;
mod people;
mod places;
mod reread;
mod restore;
mod serve;
mod today;
mod token;
mod user;
mod webhook;

use std::process::ExitCode;

use anyhow::Result;
use kamerton_app::{Brand, brand};
use kamerton_core::time::Instant;
use kamerton_store::Store;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::output;

/// Runs the command.
///
/// # Errors
/// Whatever it says of itself.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    let config = Config::new(&cli.global)?;
    match cli.command {
        Command::Serve(args) => serve::run(&config, args).await,
        Command::User(args) => user::run(&config, args.action).await,
        Command::Token(args) => token::run(&config, args.action).await,
        Command::Channel(args) => channel::run(&config, args.action).await,
        Command::Webhook(args) => webhook::run(&config, args.action).await,
        Command::Init(args) => init::run(&config, args).await,
        Command::Import(args) => import::run(&config, args).await,
        Command::Today(args) => today::run(&config, args).await,
        Command::Messages(args) => messages::run(&config, args).await,
        Command::Places(args) => places::run(&config, args.action).await,
        Command::Step(args) => today::step(&config, args).await,
        Command::People(args) => people::run(&config, args).await,
        Command::Analyse(args) => analyse::run(&config, args.what),
        Command::Reread { dry_run } => reread::run(&config, dry_run).await,
        Command::Check(args) => check::run(&config, args).await,
        Command::Demo(args) => demo::run(&config, args).await,
        Command::Backup(args) => backup::run(&config, args).await,
        Command::Restore(args) => restore::run(&config, args).await,
        Command::Migrate => migrate::run(&config).await,
        Command::MigrateTo(args) => migrate_to::run(&config, args).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Completions(args) => completions::run(&args),
    }
}

/// The clock of the command line: the only place where it is read.
pub fn now() -> Instant {
    jiff::Timestamp::now().into()
}

/// Opens a store that exists; says what was done to bring it up to date.
async fn open_store(config: &Config) -> Result<Store> {
    said(Store::open(&config.target).await?)
}

/// Opens a store, making it if there is none.
async fn create_store(config: &Config) -> Result<Store> {
    said(Store::create(&config.target).await?)
}

fn said(store: Store) -> Result<Store> {
    if let Some(upgrade) = store.upgrade() {
        output::note(&upgrade.to_string());
    }
    Ok(store)
}

/// Opens the store and finds the brand.
async fn open(config: &Config) -> Result<(Store, Brand)> {
    let store = open_store(config).await?;
    let brand = brand::find(&store, config.brand.as_deref()).await?;
    Ok((store, brand))
}
