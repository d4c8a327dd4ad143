//! Configuration: one TOML file and `KAMERTON_*`, both under what the command line says.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kamerton_app::outbound::Allowed;
use kamerton_app::sealed::Seal;
use kamerton_store::Target;
use kamerton_web::Limits;
use serde::Deserialize;

use crate::cli::Global;

/// The file's content.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// Directory of the embedded database.
    pub data: Option<PathBuf>,
    /// PostgreSQL, instead of the directory.
    pub database_url: Option<String>,
    /// Brand, where there are several.
    pub brand: Option<String>,
    /// `ru` or `en`.
    pub lang: Option<String>,
    /// Address and port that `serve` listens on.
    pub listen: Option<String>,
    /// The address under which browsers reach it.
    pub public_url: Option<String>,
    /// Where uploaded files lie until they are imported; beside the embedded database when not set.
    pub uploads: Option<PathBuf>,
    /// The file with the key that opens the secrets in the database.
    pub secret_key_file: Option<PathBuf>,
    /// How often one asker may ask.
    pub limits: FileLimits,
    /// What of the private network may be asked all the same.
    pub allow_private: FileAllowed,
}

/// Hosts, addresses and networks of our own that may be asked, by what for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileAllowed {
    /// By connected channels: a server of a platform that runs in our own network.
    pub channels: Vec<String>,
}

/// Requests a minute for one asker of each kind; 0 is no limit, what is not named is as usual.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileLimits {
    /// From one address, by whoever has not signed in.
    pub addresses: Option<u32>,
    /// By one user.
    pub users: Option<u32>,
    /// With one token, of what reads.
    pub programs: Option<u32>,
    /// With one token or by one sender, of what hands events in.
    pub events: Option<u32>,
    /// From one address, of what visitors of a site write.
    pub visitors: Option<u32>,
}

/// The key that opens the secrets in the database, beside it unless another file is named.
const KEY_FILE: &str = "secret.key";

/// Where the file is looked for when none is named.
const FILE_NAME: &str = "kamerton.toml";

/// What a command works with.
#[derive(Debug)]
pub struct Config {
    /// Where the store is.
    pub target: Target,
    /// Brand, where there are several.
    pub brand: Option<String>,
    /// Language of what is printed, when one is named.
    pub lang: Option<String>,
    /// Whether to print JSON.
    pub json: bool,
    /// Address and port that `serve` listens on, when the file names one.
    pub listen: Option<String>,
    /// The address under which browsers reach it, when the file names one.
    pub public_url: Option<String>,
    /// Where uploaded files lie until they are imported.
    pub uploads: PathBuf,
    /// How often one asker may ask.
    pub limits: Limits,
    /// What of the private network connected channels may ask all the same.
    pub channels_may_ask: Allowed,
    /// The file with the key that opens the secrets in the database.
    secret_key_file: PathBuf,
}

impl Config {
    /// Joins command line, environment and file, in this order of weight.
    ///
    /// # Errors
    /// When the file cannot be read or both kinds of store are named.
    pub fn new(global: &Global) -> Result<Self> {
        let file = read(global.config.as_deref())?;
        // What the command line or the environment names outweighs the file as a whole.
        let (data, url) = match (&global.data, &global.database_url) {
            (None, None) => (file.data, file.database_url),
            named => (named.0.clone(), named.1.clone()),
        };
        let target = match (data, url) {
            (Some(_), Some(_)) => {
                bail!("name either --data DIR or --database-url postgres://…, not both")
            }
            (None, Some(url)) => Target::Postgres(url),
            (Some(directory), None) => Target::Directory(directory),
            (None, None) => Target::Directory(PathBuf::from("data")),
        };
        let lang = global.lang.map(|lang| lang.word().to_owned()).or(file.lang);
        let brand = global.brand.clone().or(file.brand);
        let uploads = file.uploads.unwrap_or_else(|| match &target {
            Target::Directory(directory) => directory.join("uploads"),
            Target::Postgres(_) => PathBuf::from("uploads"),
        });
        let named = std::env::var_os("KAMERTON_SECRET_KEY_FILE").map(PathBuf::from);
        let beside = match &target {
            Target::Directory(directory) => directory.join(KEY_FILE),
            Target::Postgres(_) => PathBuf::from(KEY_FILE),
        };
        let secret_key_file = named.or(file.secret_key_file).unwrap_or(beside);
        let (json, limits) = (global.json, limits(file.limits)?);
        let channels_may_ask = allowed(file.allow_private.channels)?;
        // Not `serve` alone has to know it: `channel` tells where a platform is to call.
        let public_url = std::env::var("KAMERTON_PUBLIC_URL").ok().or(file.public_url);
        let listen = file.listen;
        Ok(Self {
            target,
            brand,
            lang,
            json,
            listen,
            public_url,
            uploads,
            limits,
            channels_may_ask,
            secret_key_file,
        })
    }

    /// What opens the secrets in the database. All nodes of one database need the same key.
    ///
    /// # Errors
    /// When the key file cannot be read or made, or holds no key.
    pub fn seal(&self) -> Result<Seal> {
        Ok(Seal::of_file(&self.secret_key_file)?)
    }
}

/// What the environment allows to be asked, else the file.
fn allowed(file: Vec<String>) -> Result<Allowed> {
    let named = std::env::var("KAMERTON_ALLOW_PRIVATE_CHANNELS").ok();
    let list: Vec<String> = match named {
        Some(text) => text.split(',').map(str::trim).map(str::to_owned).collect(),
        None => file,
    };
    let list = list.iter().map(String::as_str).filter(|text| !text.is_empty());
    Allowed::parse(list).context("allow_private of channels is not as expected")
}

/// What the environment says of limits, then the file, then what is usual.
fn limits(file: FileLimits) -> Result<Limits> {
    let usual = Limits::default();
    let one = |name: &str, file: Option<u32>, usual: u32| match std::env::var(name) {
        Ok(text) => text.trim().parse().with_context(|| {
            format!("{name} is a whole number of requests a minute, 0 for no limit; not «{text}»")
        }),
        Err(_) => Ok(file.unwrap_or(usual)),
    };
    Ok(Limits {
        addresses: one("KAMERTON_LIMIT_ADDRESSES", file.addresses, usual.addresses)?,
        users: one("KAMERTON_LIMIT_USERS", file.users, usual.users)?,
        programs: one("KAMERTON_LIMIT_PROGRAMS", file.programs, usual.programs)?,
        events: one("KAMERTON_LIMIT_EVENTS", file.events, usual.events)?,
        visitors: one("KAMERTON_LIMIT_VISITORS", file.visitors, usual.visitors)?,
    })
}

fn read(named: Option<&Path>) -> Result<File> {
    let path = match named {
        Some(path) => path.to_path_buf(),
        None if Path::new(FILE_NAME).is_file() => PathBuf::from(FILE_NAME),
        None => return Ok(File::default()),
    };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the configuration {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not as expected", path.display()))
}
