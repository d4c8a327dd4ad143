//! A connection ready for work: its connector, its settings with the secrets opened, its way out.

use std::sync::Arc;

use kamerton_channels::live::{About, Connector, Link, Settings};
use kamerton_channels::outbound::{Outbound, Way};
use kamerton_core::fact::PlaceRef;
use kamerton_core::id::ConnectionId;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::{Session, connection_places};

use super::refusal::ChannelRefusal;
use super::{Channels, locked, settings};
use crate::brand::Brand;
use crate::error::Result;

/// For so long a connection that was opened is taken as it is: another node may have changed it.
const FRESH: i64 = 5 * SECOND;
/// Ways out that are kept.
const MOST_WAYS: usize = 64;

/// A connection ready for work.
pub(super) struct Open {
    pub row: ConnectionRow,
    pub connector: &'static dyn Connector,
    pub settings: Settings,
    pub about: About,
    out: Outbound,
    clock: fn() -> Instant,
}

/// An opened connection, and when it was opened.
pub(super) type Kept = (Instant, Arc<Open>);

impl Open {
    /// What the connector works with.
    pub fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now: self.clock }
    }
}

impl Channels {
    /// Opens a connection; one that was opened a moment ago is taken as it was.
    ///
    /// # Errors
    /// When there is none, its secrets do not open, or the store cannot.
    pub(super) async fn opened(&self, brand: &Brand, id: ConnectionId) -> Result<Arc<Open>> {
        let now = self.now();
        if let Some((at, open)) = locked(&self.0.opened).get(&id)
            && (0..FRESH).contains(&now.since(*at))
        {
            return Ok(Arc::clone(open));
        }
        let mut session = self.store().read().await?;
        let row = connections::by_id(&mut session, brand.id, id).await?;
        let row = row.ok_or(ChannelRefusal::NoConnection(id))?;
        let places = places(&mut session, brand, &row).await?;
        drop(session);
        let open = Arc::new(self.open_row(row, places)?);
        locked(&self.0.opened).insert(id, (now, Arc::clone(&open)));
        Ok(open)
    }

    /// Whatever was opened is opened anew.
    pub(super) fn forget_cached(&self, id: ConnectionId) {
        locked(&self.0.opened).remove(&id);
    }

    /// A connection was changed: whoever works with it here looks at once.
    pub(super) fn forget_opened(&self, id: ConnectionId) {
        self.forget_cached(id);
        self.0.changed.notify_waiters();
        self.0.wake.notify_waiters();
    }

    /// Opens a row.
    ///
    /// # Errors
    /// When its secrets do not open, or its way out cannot be made.
    pub(super) fn open_row(&self, row: ConnectionRow, places: Vec<PlaceRef>) -> Result<Open> {
        let connector = self.connector(&row.kind)?;
        let settings = settings::take(&self.0.options.seal, &row)?;
        let about = about(&row, places);
        self.open_with(row, connector, settings, about)
    }

    /// Opens what is not stored yet.
    ///
    /// # Errors
    /// When its way out cannot be made.
    pub(super) fn open_with(
        &self,
        row: ConnectionRow,
        connector: &'static dyn Connector,
        settings: Settings,
        about: About,
    ) -> Result<Open> {
        let out = self.way_out(settings::way(connector, &settings))?;
        let out = out.only(connector.hosts(&settings));
        Ok(Open { row, connector, settings, about, out, clock: self.0.options.clock })
    }

    /// The way out by certificates and a proxy. It is made once and shared: each reads all certificates
    /// that the system trusts, and keeps a megabyte of them.
    fn way_out(&self, by: (String, String)) -> Result<Outbound> {
        let mut ways = locked(&self.0.ways);
        if let Some(out) = ways.get(&by) {
            return Ok(out.clone());
        }
        let allowed = self.0.options.allowed.clone();
        let (certificates, proxy) = by.clone();
        let way = Way { allowed, certificates, proxy, ..Way::default() };
        let out = Outbound::by(way).map_err(|_| ChannelRefusal::NoWay)?;
        // Nobody fills in so many; whoever tries them out leaves none behind.
        if ways.len() >= MOST_WAYS {
            ways.clear();
        }
        ways.insert(by, out.clone());
        Ok(out)
    }
}

/// What is known of an account, with the places that we know of it.
pub(super) fn about(row: &ConnectionRow, places: Vec<PlaceRef>) -> About {
    let about: About = serde_json::from_str(&row.about).unwrap_or_default();
    About { places, ..about }
}

/// The places that a connection reaches, as its connector names them.
pub(super) async fn places(
    session: &mut Session,
    brand: &Brand,
    row: &ConnectionRow,
) -> Result<Vec<PlaceRef>> {
    let rows = connection_places::of_connection(session, brand.id, row.id).await?;
    let places = rows.into_iter().map(|place| PlaceRef {
        kind: row.kind.clone(),
        remote_id: place.remote_id,
        title: place.title,
        private: place.private,
    });
    Ok(places.collect())
}
