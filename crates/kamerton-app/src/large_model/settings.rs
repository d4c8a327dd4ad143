//! How a large model is set up: where, for what, and how much. Everything is off until it is said
//! otherwise.

use kamerton_channels::outbound::{self, Allowed};
use kamerton_core::id::WorkspaceId;
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::large_model::{self, LargeModelRow};
use serde::{Deserialize, Serialize};

use super::{Answered, Trouble, Use};
use crate::error::{AppError, Result};
use crate::sealed::Seal;

/// The longest address, name of a model or key.
const LONGEST: usize = 500;
/// Seconds that a request may take, from and to.
const SECONDS: (i64, i64) = (3, 60);
/// The most requests, tokens and millionths of money that can be set as limits.
const MOST: (i64, i64, i64) = (100_000, 1_000_000_000, 1_000_000_000_000_000);

/// What one sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Where it is asked: `https://models.example/v1`.
    pub url: String,
    /// Name of the model there.
    pub model: String,
    /// It stands in our own network, and nowhere else.
    pub near: bool,
    /// Second opinions.
    pub judgements: bool,
    /// Drafts.
    pub drafts: bool,
    /// Summaries.
    pub summaries: bool,
    /// What was said in private may be sent as well.
    pub private: bool,
    /// Seconds that a request may take.
    pub seconds: i64,
    /// Requests a day.
    pub requests_a_day: i64,
    /// Tokens a day, sent and received.
    pub tokens_a_day: i64,
    /// Price of a million tokens sent, in millionths.
    pub price_in: i64,
    /// Price of a million tokens received, in millionths.
    pub price_out: i64,
    /// What a month may cost, in millionths; nothing for as much as there is.
    pub cost_a_month: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: String::new(),
            model: String::new(),
            near: false,
            judgements: false,
            drafts: false,
            summaries: false,
            private: false,
            seconds: 20,
            requests_a_day: 100,
            tokens_a_day: 200_000,
            price_in: 0,
            price_out: 0,
            cost_a_month: None,
        }
    }
}

/// What is wrong with settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// It is no address that can be asked.
    Address,
    /// A key, names or a question in an address: it has no place there.
    Dressed,
    /// Without TLS only in our own network.
    Plain,
    /// Something is to be on, and there is no address.
    NoAddress,
    /// Something is to be on, and there is no name of a model.
    NoModel,
    /// A limit of money without a price.
    NoPrice,
    /// A key that no request can carry.
    Key,
}

impl Invalid {
    /// The word in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Dressed => "dressed",
            Self::Plain => "plain",
            Self::NoAddress => "no-address",
            Self::NoModel => "no-model",
            Self::NoPrice => "no-price",
            Self::Key => "key",
        }
    }
}

impl Settings {
    /// Whether it may be asked for this.
    pub const fn is_on(&self, what: Use) -> bool {
        match what {
            Use::Judgements => self.judgements,
            Use::Drafts => self.drafts,
            Use::Summaries => self.summaries,
        }
    }

    /// Whether it may be asked for anything.
    pub const fn is_on_for_any(&self) -> bool {
        self.judgements || self.drafts || self.summaries
    }

    /// Settings within their limits.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn checked(mut self) -> std::result::Result<Self, Invalid> {
        let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
        self.url = cut(&self.url).trim_end_matches('/').to_owned();
        self.model = cut(&self.model);
        self.seconds = self.seconds.clamp(SECONDS.0, SECONDS.1);
        self.requests_a_day = self.requests_a_day.clamp(0, MOST.0);
        self.tokens_a_day = self.tokens_a_day.clamp(0, MOST.1);
        self.price_in = self.price_in.clamp(0, MOST.2);
        self.price_out = self.price_out.clamp(0, MOST.2);
        self.cost_a_month = self.cost_a_month.map(|cost| cost.clamp(0, MOST.2));
        if !self.url.is_empty() {
            let place = outbound::place(&self.url).ok_or(Invalid::Address)?;
            match () {
                () if place.dressed => return Err(Invalid::Dressed),
                () if !place.secure && !self.near => return Err(Invalid::Plain),
                () => {}
            }
        }
        match () {
            () if self.is_on_for_any() && self.url.is_empty() => Err(Invalid::NoAddress),
            () if self.is_on_for_any() && self.model.is_empty() => Err(Invalid::NoModel),
            () if self.cost_a_month.is_some() && self.price_in == 0 && self.price_out == 0 => {
                Err(Invalid::NoPrice)
            }
            () => Ok(self),
        }
    }

    /// The host that is asked, for people to read.
    pub fn host(&self) -> String {
        outbound::place(&self.url).map(|place| place.host).unwrap_or_default()
    }

    /// What of the network may be asked: one host of our own, or the public internet.
    pub(super) fn allowed(&self) -> Answered<Allowed> {
        let place = outbound::place(&self.url).ok_or(Trouble::NoAddress)?;
        match (self.near, place.secure) {
            (true, _) => Ok(Allowed::near(&place.host)),
            (false, true) => Ok(Allowed::default()),
            (false, false) => Err(Trouble::Plain),
        }
    }
}

/// The key of an endpoint.
#[derive(Clone, PartialEq, Eq)]
pub enum Key {
    /// None is needed.
    None,
    /// This one.
    Known(String),
    /// There is one, and it does not open.
    Broken,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// A large model as it is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What was set.
    pub settings: Settings,
    /// Its key.
    pub key: Key,
}

impl Setup {
    /// The key to ask with.
    pub(super) fn usable(&self) -> Answered<Option<&str>> {
        if self.settings.url.is_empty() || self.settings.model.is_empty() {
            return Err(Trouble::NotSetUp);
        }
        match &self.key {
            Key::None => Ok(None),
            Key::Known(key) => Ok(Some(key)),
            Key::Broken => Err(Trouble::KeyBroken),
        }
    }
}

/// The large model of a brand.
///
/// # Errors
/// When the store cannot, or what is stored cannot be understood.
pub async fn load(session: &mut Session, seal: &Seal, workspace: WorkspaceId) -> Result<Setup> {
    let Some(row) = large_model::of_workspace(session, workspace).await? else {
        return Ok(Setup { settings: Settings::default(), key: Key::None });
    };
    let settings = serde_json::from_str(&row.settings).map_err(|error| {
        AppError::Asked(format!("the settings of the large model cannot be read: {error}"))
    })?;
    let key = match row.sealed_key {
        None => Key::None,
        Some(sealed) => seal.open(&purpose(workspace), &sealed).map_or(Key::Broken, Key::Known),
    };
    Ok(Setup { settings, key })
}

/// Keeps how it is set up. `key`: nothing to leave it as it is, an empty one to forget it. A key goes to
/// the address it was given for and to no other: with another host it is forgotten unless it is given
/// anew.
///
/// # Errors
/// When the store cannot; within, what is wrong.
pub async fn save(
    session: &mut Session,
    seal: &Seal,
    workspace: WorkspaceId,
    settings: Settings,
    key: Option<&str>,
    now: Instant,
) -> Result<std::result::Result<(), Invalid>> {
    let settings = match settings.checked() {
        Ok(settings) => settings,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let known = large_model::of_workspace(session, workspace).await?;
    let sealed_key = match key.map(str::trim) {
        None => {
            let before = load(session, seal, workspace).await?.settings;
            let host = |url: &str| outbound::place(url).map(|place| (place.host, place.secure));
            let stays = host(&before.url) == host(&settings.url);
            known.and_then(|row| row.sealed_key).filter(|_| stays)
        }
        Some("") => None,
        Some(key) if key.len() > LONGEST || !key.chars().all(|c| c.is_ascii_graphic()) => {
            return Ok(Err(Invalid::Key));
        }
        Some(key) => Some(seal.seal(&purpose(workspace), key)?),
    };
    let settings = serde_json::to_string(&settings)
        .map_err(|error| AppError::Asked(format!("the settings cannot be written: {error}")))?;
    let row = LargeModelRow { settings, sealed_key, changed_at: now };
    large_model::save(session, workspace, &row).await?;
    Ok(Ok(()))
}

fn purpose(workspace: WorkspaceId) -> String {
    format!("large model {workspace}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_off_until_it_is_said_otherwise() {
        let settings: Settings = serde_json::from_str("{}").unwrap();
        assert!(Use::ALL.into_iter().all(|what| !settings.is_on(what)));
        assert!(!settings.near && !settings.private);
        assert_eq!(settings.clone().checked(), Ok(settings));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let of = |url: &str| Settings { url: url.to_owned(), ..Settings::default() };
        for (settings, wrong) in [
            (of("models.example"), Invalid::Address),
            (of("ftp://models.example"), Invalid::Address),
            (of("https://user:key@models.example/v1"), Invalid::Dressed),
            (of("https://models.example/v1?key=1"), Invalid::Dressed),
            (of("https://models.example/v1#x"), Invalid::Dressed),
            (of("http://models.example/v1"), Invalid::Plain),
            (Settings { drafts: true, ..of("") }, Invalid::NoAddress),
            (Settings { drafts: true, ..of("https://models.example") }, Invalid::NoModel),
            (Settings { cost_a_month: Some(1), ..of("") }, Invalid::NoPrice),
        ] {
            assert_eq!(settings.clone().checked(), Err(wrong), "{settings:?}");
        }
        let near = Settings { near: true, seconds: 900, ..of(" http://10.1.2.3:8080/v1/ ") };
        let near = near.checked().unwrap();
        assert_eq!((near.url.as_str(), near.seconds), ("http://10.1.2.3:8080/v1", 60));
    }
}
