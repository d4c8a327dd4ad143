//! `kamerton serve`.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use kamerton_app::accounts::secret;
use kamerton_store::{Before, Store, users};
use kamerton_web::{App, Language, Options};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::now;
use crate::cli::Serve;
use crate::config::Config;
use crate::output;

/// Only this machine, unless another address is named.
const LISTEN: &str = "127.0.0.1:8080";
/// How long requests that run may go on when the program is told to end. The unit for systemd
/// waits a little longer than this.
const PATIENCE: Duration = Duration::from_secs(30);
/// Letters of the key for the first visitor.
const KEY: usize = 12;

/// Serves until it is told to end; what has begun then comes to its end.
pub async fn run(config: &Config, args: Serve) -> Result<ExitCode> {
    begin_logging();
    take_memory_in_small_pages();
    let store = Store::create(&config.target).await?;
    tell_upgrade(&store);
    let listen = args.listen.or(config.listen.clone()).unwrap_or_else(|| LISTEN.to_owned());
    let listener = TcpListener::bind(&listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: name another with --listen"))?;
    let options = Options {
        clock: now,
        public_url: args.public_url.or(config.public_url.clone()),
        lang: config.lang.as_deref().and_then(Language::parse).unwrap_or_default(),
        first_key: secret::random(KEY)?,
        uploads: config.uploads.clone(),
        seal: config.seal()?,
        limits: config.limits,
        channels_may_ask: config.channels_may_ask.clone(),
        connectors: kamerton_app::CONNECTORS,
    };
    announce(config, &store, &listener, &options).await?;
    let app = App::new(store.clone(), options);
    app.begin().await?;
    kamerton_web::serve(&app, listener, told_to_end()?, PATIENCE).await?;
    app.uploads().stop_all().await;
    store.close().await;
    tracing::info!("ended");
    Ok(ExitCode::SUCCESS)
}

/// The allocator asks the kernel for pages of 2 MB. They hasten an import, which ends and gives
/// them back; a server that lies idle for months would keep them for the few bytes used in each.
fn take_memory_in_small_pages() {
    // A kernel that knows no large pages has nothing to refuse.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// A line for whoever reads the log the morning after.
fn tell_upgrade(store: &Store) {
    let Some(upgrade) = store.upgrade() else { return };
    match upgrade.before {
        Before::Kept(_) => tracing::info!("{upgrade}"),
        _ => tracing::warn!("{upgrade}"),
    }
}

/// Says where it is to be found, and where to begin when there is nothing yet.
async fn announce(
    config: &Config,
    store: &Store,
    listener: &TcpListener,
    options: &Options,
) -> Result<()> {
    let here = format!("http://{}", listener.local_addr()?);
    let address = options.public_url.clone().unwrap_or(here);
    let address = address.trim_end_matches('/');
    let untouched = !users::any(&mut store.read().await?).await?;
    let start = untouched.then(|| format!("{address}/welcome?key={}", options.first_key));
    if config.json {
        return output::json(&serde_json::json!({ "address": address, "start": start }));
    }
    match start {
        None => output::line(&format!("Kamerton is at {address}")),
        Some(start) => output::line(&format!("Kamerton is empty: begin at {start}")),
    }
}

/// Resolves at the first wish to end, by a service manager or from the keyboard.
fn told_to_end() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("told to end");
    })
}

/// Lines for people on a terminal, JSON for whatever collects them elsewhere. `KAMERTON_LOG` says
/// how much: error, warn, info, debug. What a slow statement said is many lines of question marks: it is
/// shown when asked for.
fn begin_logging() {
    let wanted = std::env::var("KAMERTON_LOG")
        .unwrap_or_else(|_| "warn,sqlx=error,kamerton=info,kamerton_web=info".to_owned());
    let filter = EnvFilter::new(wanted);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process is refused, and the first goes on.
    let _ = if std::io::stderr().is_terminal() {
        lines.compact().try_init()
    } else {
        lines.json().try_init()
    };
}
