//! Connecting: making, changing, checking, switching and removing connections.

use std::time::Duration;

use kamerton_channels::live::{About, Finding, Report, Settings, Trouble};
use kamerton_core::id::ConnectionId;
use kamerton_core::time::Instant;
use kamerton_store::connection_cursors::{self, CursorRow};
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::notices::{self, Change};
use kamerton_store::{Session, raw_events};

use super::health::{self, Health};
use super::history::{GAP, GAP_SHOWN};
use super::refusal::ChannelRefusal;
use super::settings::{self, Shown};
use super::{Channels, open, source};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::error::{AppError, Result};

/// How long a platform is told to call no more when a connection is removed.
const FAREWELL: Duration = Duration::from_secs(10);

/// What somebody filled in to connect a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// What we call it; the account's own name when empty.
    pub name: String,
    /// The fields. A secret that is left empty stays as it was.
    pub settings: Settings,
}

/// What looking whether it works gave: a report, or why nothing could be learnt.
pub type Looked = std::result::Result<Report, Trouble>;

/// A connection as it may be shown.
#[derive(Clone, Debug)]
pub struct Connected {
    /// Which.
    pub id: ConnectionId,
    /// The word of its connector.
    pub kind: String,
    /// What we call it.
    pub name: String,
    /// What is known of the account.
    pub about: About,
    /// Whether it is switched on.
    pub enabled: bool,
    /// How it is.
    pub health: Health,
    /// Fields with what they hold; of secrets only whether they hold anything.
    pub fields: Vec<Shown>,
    /// The places that it reaches.
    pub places: Vec<ReachedRow>,
    /// How far asking has come.
    pub cursors: Vec<CursorRow>,
    /// The address that the platform calls, where there is one.
    pub hook: Option<String>,
    /// Who made it.
    pub by: String,
    /// When it was made.
    pub created_at: Instant,
}

impl Connected {
    /// From when to when something is missing: nobody was here, and the platform keeps nothing for so long.
    pub fn gap(&self, now: Instant) -> Option<(Instant, Instant)> {
        let gap = self.cursors.iter().find(|cursor| cursor.what == GAP)?;
        let until = gap.ended_at.filter(|_| now.since(gap.updated_at) < GAP_SHOWN)?;
        Some((gap.started_at, until))
    }
}

impl Channels {
    /// Connects a channel. It is not checked whether it works: [`Channels::try_out`] does that before,
    /// [`Channels::check`] afterwards.
    ///
    /// # Errors
    /// When a field is empty or cannot be used, or the store cannot; then nothing is stored.
    pub async fn create(
        &self,
        brand: &Brand,
        kind: &str,
        filled: &Filled,
        by: &Actor,
    ) -> Result<ConnectionId> {
        let now = self.now();
        let connector = self.connector(kind)?;
        let settings = settings::complete(connector, &filled.settings, &Settings::default())?;
        let at = now.micros().to_le_bytes();
        let id = ConnectionId::derived(&[brand.id.0.as_bytes(), kind.as_bytes(), &at]);
        let mut row = new_row(id, kind, named(&filled.name, connector.word()), &by.name, now);
        settings::put(&self.0.options.seal, connector, &settings, &mut row)?;
        self.open_with(row.clone(), connector, settings, About::default())?;
        let mut session = self.store().write().await?;
        connections::insert(&mut session, brand.id, &row).await?;
        self.note(&mut session, brand, by, "channel.connect", id).await?;
        session.commit().await?;
        self.told(brand, id).await;
        self.learn_ourselves(brand, id).await?;
        Ok(id)
    }

    /// Where the platform is ourselves, nobody has to be asked what is to be known of the account.
    async fn learn_ourselves(&self, brand: &Brand, id: ConnectionId) -> Result<()> {
        if self.opened(brand, id).await?.connector.visit().is_some() {
            // What is wrong with what was filled in is shown where it is checked.
            let _ = self.check(brand, id).await?;
        }
        Ok(())
    }

    /// Changes name and settings; what was wrong with it before is forgotten, and work begins anew.
    ///
    /// # Errors
    /// As [`Channels::create`]; when there is no such connection.
    pub async fn change(
        &self,
        brand: &Brand,
        id: ConnectionId,
        filled: &Filled,
        by: &Actor,
    ) -> Result<()> {
        self.alter(brand, id, by, "channel.change", |row| {
            let connector = self.connector(&row.kind)?;
            let before = settings::take(&self.0.options.seal, row).unwrap_or_default();
            let settings = settings::complete(connector, &filled.settings, &before)?;
            row.name = named(&filled.name, &row.name);
            settings::put(&self.0.options.seal, connector, &settings, row)?;
            self.open_with(row.clone(), connector, settings, About::default())?;
            Ok(())
        })
        .await?;
        self.learn_ourselves(brand, id).await
    }

    /// Switches a connection on or off. Off it takes nothing in and sends nothing.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot.
    pub async fn enable(
        &self,
        brand: &Brand,
        id: ConnectionId,
        enabled: bool,
        by: &Actor,
    ) -> Result<()> {
        let what = if enabled { "channel.on" } else { "channel.off" };
        self.alter(brand, id, by, what, |row| {
            row.enabled = enabled;
            Ok(())
        })
        .await
    }

    async fn alter(
        &self,
        brand: &Brand,
        id: ConnectionId,
        by: &Actor,
        what: &str,
        alter: impl Fn(&mut ConnectionRow) -> Result<()> + Send,
    ) -> Result<()> {
        let mut session = self.store().write().await?;
        let row = connections::by_id(&mut session, brand.id, id).await?;
        let mut row = row.ok_or(ChannelRefusal::NoConnection(id))?;
        alter(&mut row)?;
        connections::change(&mut session, brand.id, &row).await?;
        self.note(&mut session, brand, by, what, id).await?;
        session.commit().await?;
        self.told(brand, id).await;
        Ok(())
    }

    /// Removes a connection. What came by it stays; what waits to be sent by it is gone.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot.
    pub async fn remove(&self, brand: &Brand, id: ConnectionId, by: &Actor) -> Result<()> {
        // Before the secrets are gone. A platform that does not listen calls into nothing later on.
        if let Ok(open) = self.opened(brand, id).await
            && let Some(webhook) = open.connector.webhook()
            && self.0.options.public_url.is_some()
        {
            let _ = tokio::time::timeout(FAREWELL, webhook.unregister(&open.link())).await;
        }
        let mut session = self.store().write().await?;
        if !connections::delete(&mut session, brand.id, id).await? {
            return Err(ChannelRefusal::NoConnection(id).into());
        }
        self.note(&mut session, brand, by, "channel.remove", id).await?;
        session.commit().await?;
        self.told(brand, id).await;
        Ok(())
    }

    /// Looks whether settings that are not stored yet would work.
    ///
    /// # Errors
    /// When a field is empty or cannot be used; inside, when nothing could be learnt.
    pub async fn try_out(
        &self,
        kind: &str,
        filled: &Filled,
        before: Option<(&Brand, ConnectionId)>,
    ) -> Result<Looked> {
        let connector = self.connector(kind)?;
        let known = match before {
            Some((brand, id)) => Some(self.opened(brand, id).await?),
            None => None,
        };
        let known = known.map(|open| open.settings.clone()).unwrap_or_default();
        let settings = settings::complete(connector, &filled.settings, &known)?;
        let row = new_row(ConnectionId::NIL, kind, String::new(), "", self.now());
        let open = self.open_with(row, connector, settings, About::default())?;
        Ok(connector.check(&open.link()).await)
    }

    /// Looks whether a connection works, and keeps what is learnt of the account. A connection whose
    /// sign-in was refused and works again goes on.
    ///
    /// # Errors
    /// When there is no such connection, or the store cannot; inside, when nothing could be learnt.
    pub async fn check(&self, brand: &Brand, id: ConnectionId) -> Result<Looked> {
        self.forget_opened(id);
        let open = self.opened(brand, id).await?;
        let report = match open.connector.check(&open.link()).await {
            Ok(report) => report,
            Err(trouble) => return Ok(Err(trouble)),
        };
        if let Some(about) = &report.about {
            self.learn(brand, &open, about).await?;
        }
        Ok(Ok(report))
    }

    /// Keeps what a check has learnt.
    async fn learn(&self, brand: &Brand, open: &open::Open, about: &About) -> Result<()> {
        let id = open.row.id;
        let text = serde_json::to_string(&About { places: Vec::new(), ..about.clone() });
        let text = text.map_err(|error| AppError::Asked(error.to_string()))?;
        let mut session = self.store().write().await?;
        connections::set_about(&mut session, brand.id, id, &text).await?;
        if open.row.sign_in_problem.is_some() {
            connections::works(&mut session, brand.id, id, self.now()).await?;
        }
        session.commit().await?;
        self.told(brand, id).await;
        Ok(())
    }

    /// All connections, the oldest first.
    ///
    /// # Errors
    /// When secrets do not open, or the store cannot.
    pub async fn list(&self, brand: &Brand) -> Result<Vec<Connected>> {
        let mut session = self.store().read().await?;
        let rows = connections::of_workspace(&mut session, brand.id).await?;
        self.show_all(&mut session, brand, rows).await
    }

    /// One connection.
    ///
    /// # Errors
    /// When there is none, its secrets do not open, or the store cannot.
    pub async fn show(&self, brand: &Brand, id: ConnectionId) -> Result<Connected> {
        let mut session = self.store().read().await?;
        let row = connections::by_id(&mut session, brand.id, id).await?;
        let rows = row.into_iter().collect();
        let shown = self.show_all(&mut session, brand, rows).await?.pop();
        Ok(shown.ok_or(ChannelRefusal::NoConnection(id))?)
    }

    async fn show_all(
        &self,
        session: &mut Session,
        brand: &Brand,
        rows: Vec<ConnectionRow>,
    ) -> Result<Vec<Connected>> {
        let backlog = health::Backlogs::of(session, brand).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let connector = self.connector(&row.kind)?;
            shown.push(Connected {
                id: row.id,
                fields: settings::shown(&self.0.options.seal, connector, &row)?,
                places: connection_places::of_connection(session, brand.id, row.id).await?,
                cursors: connection_cursors::of_connection(session, brand.id, row.id).await?,
                about: open::about(&row, Vec::new()),
                hook: connector.webhook().and_then(|_| self.hook_address(brand.id, row.id)),
                health: backlog.health(&row, self.now()),
                kind: row.kind,
                name: row.name,
                enabled: row.enabled,
                by: row.by,
                created_at: row.created_at,
            });
        }
        Ok(shown)
    }

    /// What the connector of a connection says of what it asks, from how far that has come: addresses
    /// that have moved, that do not answer. Nothing where all is well; it asks nobody.
    ///
    /// # Errors
    /// When there is no such connection, its secrets do not open, or the store cannot.
    pub async fn standing(&self, brand: &Brand, one: &Connected) -> Result<Vec<Finding>> {
        let open = self.opened(brand, one.id).await?;
        let cursor = one.cursors.iter().find(|cursor| cursor.what == "poll");
        let (Some(poll), Some(cursor)) = (open.connector.poll(), cursor) else {
            return Ok(Vec::new());
        };
        Ok(poll.standing(&open.settings, &cursor.position))
    }

    /// The secrets of a connection that are ours, by the names of their fields: whoever sets up the
    /// platform by hand tells it these. That they were shown is written down.
    ///
    /// # Errors
    /// When there is no such connection, its secrets do not open, or the store cannot.
    pub async fn own_secrets(
        &self,
        brand: &Brand,
        id: ConnectionId,
        by: &Actor,
    ) -> Result<Vec<(&'static str, String)>> {
        let mut session = self.store().write().await?;
        let row = connections::by_id(&mut session, brand.id, id).await?;
        let row = row.ok_or(ChannelRefusal::NoConnection(id))?;
        let connector = self.connector(&row.kind)?;
        let own = settings::own(&self.0.options.seal, connector, &row)?;
        self.note(&mut session, brand, by, "channel.secrets", id).await?;
        session.commit().await?;
        Ok(own)
    }

    /// Lets what was not understood of a connection be read again, by this version of its connector;
    /// gives how many payloads these are.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn read_again(&self, brand: &Brand, id: ConnectionId) -> Result<u64> {
        let mut session = self.store().write().await?;
        let count = raw_events::read_again(&mut session, brand.id, &source(id)).await?;
        session.commit().await?;
        self.0.intakes.of(brand).look();
        Ok(count)
    }

    async fn note(
        &self,
        session: &mut Session,
        brand: &Brand,
        by: &Actor,
        what: &str,
        id: ConnectionId,
    ) -> Result<()> {
        let object = id.to_string();
        audit::note_in(session, brand, by, &Deed::one(what, &object), self.now()).await
    }

    /// Tells whoever works with a connection, and open pages, that it has changed.
    async fn told(&self, brand: &Brand, id: ConnectionId) {
        self.forget_opened(id);
        notices::tell(self.store(), brand.id, Change::Channels).await;
    }
}

fn named(given: &str, else_called: &str) -> String {
    let given = given.trim();
    if given.is_empty() { else_called.to_owned() } else { given.to_owned() }
}

fn new_row(id: ConnectionId, kind: &str, name: String, by: &str, now: Instant) -> ConnectionRow {
    ConnectionRow {
        id,
        kind: kind.to_owned(),
        name,
        settings: "{}".to_owned(),
        sealed_settings: String::new(),
        about: "{}".to_owned(),
        enabled: true,
        changes: 0,
        sign_in_problem: None,
        limited_until: None,
        broken_since: None,
        problem: None,
        heard_at: None,
        polled_at: None,
        lease_by: String::new(),
        lease_until: Instant::from_micros(0),
        fence: 0,
        by: by.to_owned(),
        created_at: now,
    }
}
