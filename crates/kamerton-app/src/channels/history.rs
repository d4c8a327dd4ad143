//! What was before, what was missed, what is said elsewhere: read piece by piece, each kept before the
//! place where the next begins.

use kamerton_channels::live::{Connector, Link, Polled, Work};
use kamerton_core::time::{DAY, Instant, MINUTE};
use kamerton_store::connection_cursors::CursorRow;
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::notices::{self, Change};

use super::keeper::{Away, Keeper};
use super::names::adopt_known;
use crate::error::Result;

/// What came so shortly before the absence may have been missed as well.
const OVERLAP: i64 = MINUTE;
/// Failures in a row after which a piece is left for the next time.
const PATIENCE: u32 = 12;

/// The cursor that says from when to when something is missing.
pub(super) const GAP: &str = "gap";
/// For so long that is shown.
pub(super) const GAP_SHOWN: i64 = 30 * DAY;

/// What is read in pieces.
enum Past {
    /// What was before.
    Backfill,
    /// What happened while nobody was here.
    Reconcile(Instant),
    /// What is said of these names.
    Search(Vec<String>, Instant),
}

impl Past {
    const fn what(&self) -> &'static str {
        match self {
            Self::Backfill => "backfill",
            Self::Reconcile(_) => "reconcile",
            Self::Search(..) => "search",
        }
    }

    /// The next piece; nothing where the connector cannot.
    fn ask<'a>(
        &'a self,
        connector: &'static dyn Connector,
        link: &'a Link<'a>,
        cursor: &'a str,
    ) -> Option<Work<'a, Polled>> {
        Some(match self {
            Self::Backfill => connector.backfill()?.backfill(link, cursor),
            Self::Reconcile(since) => connector.reconcile()?.reconcile(link, *since, cursor),
            Self::Search(names, since) => {
                connector.search_mentions()?.search(link, names, *since, cursor)
            }
        })
    }
}

impl Keeper {
    /// Closes the gap of an absence, reads what was before, and searches for the brand's names now and
    /// then.
    pub async fn keep_history(&self, away: Option<Away>) {
        if let Some(away) = away {
            self.note_gap(away.left).await;
        }
        let away = away.map(|away| away.missed);
        if let Some(since) = self.gap(away).await {
            self.read(Past::Reconcile(since)).await;
        }
        if !self.is_done("backfill").await {
            self.read(Past::Backfill).await;
        }
        let mut names = self.brand.settings.brand_terms.clone();
        if names.is_empty() {
            names.push(self.brand.name.clone());
        }
        let Ok(open) = self.opened().await else { return };
        if open.connector.search_mentions().is_none() {
            return;
        }
        while self.goes_on() {
            let known = self.stored_cursor("search", "").await.ok().flatten();
            let before = known.and_then(|cursor| cursor.ended_at);
            let since = before.map_or(self.row.created_at, |at| at.plus(-OVERLAP));
            self.read(Past::Search(names.clone(), since)).await;
            if !self.rest(self.tempo().search).await {
                return;
            }
        }
    }

    /// Writes down from when to when something is missing that the platform does not keep.
    async fn note_gap(&self, left: Instant) {
        let Ok(open) = self.opened().await else { return };
        let keeps = open.connector.keeps().filter(|_| open.connector.reconcile().is_none());
        let Some(keeps) = keeps.and_then(|keeps| i64::try_from(keeps.as_micros()).ok()) else {
            return;
        };
        let kept = self.now().plus(-keeps);
        if left < kept {
            let gap = self.cursor(GAP, "", self.now());
            let gap = CursorRow { started_at: left, ended_at: Some(kept), ..gap };
            // Not written down, it is not said, and nothing else changes.
            let _ = self.save_cursor(&gap).await;
            notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
        }
    }

    /// Since when a gap has to be closed: one that was being closed when the work ended last goes on.
    async fn gap(&self, away: Option<Instant>) -> Option<Instant> {
        let known = self.stored_cursor("reconcile", "").await.ok().flatten();
        let open = known.filter(|cursor| cursor.ended_at.is_none());
        let since = match (open.map(|cursor| cursor.started_at), away) {
            (Some(before), Some(away)) => before.min(away),
            (Some(since), None) | (None, Some(since)) => since,
            (None, None) => return None,
        };
        Some(since.plus(-OVERLAP))
    }

    async fn is_done(&self, what: &str) -> bool {
        match self.stored_cursor(what, "").await {
            Ok(found) => found.is_some_and(|cursor| cursor.ended_at.is_some()),
            // It is looked at next time.
            Err(_) => true,
        }
    }

    /// Reads one past to its end, or until it has failed too often.
    async fn read(&self, past: Past) {
        let Ok(open) = self.opened().await else { return };
        if past.ask(open.connector, &open.link(), "").is_none() {
            return;
        }
        let Some(mut cursor) = self.begin(past.what()).await else { return };
        if let Past::Reconcile(since) = &past {
            // Remembered from the start: broken off, it goes on from the same moment.
            cursor.started_at = since.plus(OVERLAP);
        }
        if self.save_cursor(&cursor).await.is_err() {
            return;
        }
        let mut failures = 0;
        while failures < PATIENCE && self.until_allowed().await {
            let Ok(open) = self.opened().await else { return };
            let link = open.link();
            let position = cursor.position.clone();
            if self.unless_ended(self.channels.0.held.room()).await.is_none() {
                return;
            }
            let Some(piece) = past.ask(open.connector, &link, &position) else { return };
            let wait = match self.unless_ended(piece).await {
                None => return,
                Some(Ok(polled)) => {
                    let mut next = cursor.clone();
                    next.ended_at = (!polled.more).then(|| self.now());
                    let pause = polled.pause;
                    if self.take(&open, polled, &mut next).await.is_ok() {
                        cursor = next;
                        failures = 0;
                        notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
                        if cursor.ended_at.is_some() {
                            return;
                        }
                        pause
                    } else {
                        failures += 1;
                        self.tempo().after(failures)
                    }
                }
                Some(Err(trouble)) => {
                    failures += 1;
                    match self.failed(&trouble, failures, false).await {
                        Some(wait) => wait,
                        None => return,
                    }
                }
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }

    /// The stored cursor, or a new one; one that came to its end begins anew unless it is of what has
    /// an end once and for all.
    pub async fn begin(&self, what: &str) -> Option<CursorRow> {
        let known = self.stored_cursor(what, "").await.ok()?;
        let going = known.filter(|cursor| cursor.ended_at.is_none());
        Some(going.unwrap_or_else(|| self.cursor(what, "", self.now())))
    }

    /// Learns which places the connection reaches, now and again.
    pub async fn keep_discovering(&self) {
        let mut failures = 0;
        loop {
            if !self.until_allowed().await {
                return;
            }
            let Ok(open) = self.opened().await else { return };
            let Some(discover) = open.connector.discover() else { return };
            let link = open.link();
            let found = self.unless_ended(discover.discover(&link, &open.about.places)).await;
            let wait = match found {
                None => return,
                Some(Ok(found)) => {
                    failures = 0;
                    // What could not be kept is found again.
                    let _ = self.keep_places(&found).await;
                    self.tempo().discover
                }
                Some(Err(trouble)) => {
                    failures += 1;
                    match self.failed(&trouble, failures, false).await {
                        Some(wait) => wait,
                        None => return,
                    }
                }
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }

    async fn keep_places(&self, found: &[kamerton_channels::live::Found]) -> Result<()> {
        let now = self.now();
        let row = |found: &kamerton_channels::live::Found| ReachedRow {
            connection: self.id,
            remote_id: found.place.remote_id.clone(),
            title: found.place.title.clone(),
            private: found.place.private,
            people: found.people.map(|count| i64::try_from(count).unwrap_or(i64::MAX)),
            writable: found.writable,
            adopted: None,
            hidden: false,
            seen_at: now,
        };
        let mut rows: Vec<ReachedRow> = found.iter().map(row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let mut session = self.channels.store().write().await?;
        adopt_known(&mut session, &self.brand, &self.row.kind, &mut rows).await?;
        connection_places::seen(&mut session, self.brand.id, &rows).await?;
        session.commit().await?;
        notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
        Ok(())
    }
}
