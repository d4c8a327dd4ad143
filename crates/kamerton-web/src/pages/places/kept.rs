//! Figures of places that were counted lately. Counting the people of a small place costs nothing
//! and is done at every look; of a very large one it costs a good part of a second, and nobody sees
//! a month change in a minute.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kamerton_app::Brand;
use kamerton_app::places::show::{self, Shown};
use kamerton_core::id::PlaceId;
use kamerton_core::time::{HOUR, Instant, SECOND};
use kamerton_store::people_lists::{self, Filter};
use kamerton_store::{Session, places};

use crate::app::App;
use crate::beside::beside;

/// At most so many places are kept.
const MOST: usize = 256;
/// Figures hold so many times as long as counting them took: a two-hundredth of a core at most.
const HOLD: i64 = 200;
/// What took less than this is counted anew while one waits.
const QUICK: Duration = Duration::from_millis(15);
/// Older figures are shown to nobody.
const OLDEST: i64 = HOUR;
/// Places of a brand that are counted before anybody looks.
const AHEAD: usize = 16;

/// What was counted lately.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<PlaceId, One>>);

/// A place that was counted.
struct One {
    at: Instant,
    took: Duration,
    shown: Shown,
    /// Whether somebody counts it anew at this moment.
    renewing: bool,
}

/// What there is of a place.
enum Found {
    /// Figures that still hold.
    Fresh(Box<Shown>),
    /// Figures that do not, for the time that it takes to count anew.
    Stale(Box<Shown>),
    /// Nothing that may be shown.
    Nothing,
}

impl Kept {
    /// A place with its figures, and with what it says now of itself.
    ///
    /// # Errors
    /// When there is no such place, or the store cannot.
    pub async fn figures(
        &self,
        app: &App,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        now: Instant,
    ) -> kamerton_app::Result<Shown> {
        match self.find(place, now) {
            Found::Fresh(shown) => shown.renewed(session, brand).await,
            Found::Stale(shown) => {
                tokio::spawn(renew(app.clone(), brand.clone(), place));
                shown.renewed(session, brand).await
            }
            Found::Nothing => self.count(session, brand, place, now).await,
        }
    }

    async fn count(
        &self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        now: Instant,
    ) -> kamerton_app::Result<Shown> {
        let begun = std::time::Instant::now();
        let shown = show::figures(session, brand, place, now).await?;
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.retain(|_, one| now.since(one.at) < one.holds());
        }
        if kept.len() < MOST || kept.contains_key(&place) {
            let one = One { at: now, took: begun.elapsed(), shown: shown.clone(), renewing: false };
            kept.insert(place, one);
        }
        Ok(shown)
    }

    fn find(&self, place: PlaceId, now: Instant) -> Found {
        let mut kept = self.lock();
        let Some(one) = kept.get_mut(&place) else { return Found::Nothing };
        let age = now.since(one.at);
        if (0..one.holds()).contains(&age) || (one.renewing && age < OLDEST) {
            return Found::Fresh(Box::new(one.shown.clone()));
        }
        if !(0..OLDEST).contains(&age) || one.took < QUICK {
            return Found::Nothing;
        }
        one.renewing = true;
        Found::Stale(Box::new(one.shown.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PlaceId, One>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl One {
    /// How long the figures hold, in microseconds.
    fn holds(&self) -> i64 {
        match self.took < QUICK {
            true => 0,
            false => HOLD * i64::try_from(self.took.as_micros()).unwrap_or(SECOND),
        }
    }
}

/// Counts a place anew. When that fails the next look counts it, and tells.
async fn renew(app: App, brand: Brand, place: PlaceId) {
    let own = app.clone();
    let counted = beside(move || async move {
        let mut session = own.store().read().await?;
        own.places().count(&mut session, &brand, place, own.now()).await
    });
    if counted.await.is_err() {
        app.places().lock().remove(&place);
    }
}

/// Counts the places of a large brand before anybody looks, one after the other.
pub async fn count_ahead(app: App, brand: Brand) {
    let Ok(mut session) = app.store().read().await else { return };
    let everybody = people_lists::count(&mut session, brand.id, &Filter::default()).await;
    if !everybody.is_ok_and(|count| count.more) {
        return;
    }
    let Ok(rows) = places::all(&mut session, brand.id).await else { return };
    drop(session);
    for row in rows.into_iter().take(AHEAD) {
        renew(app.clone(), brand.clone(), row.id).await;
    }
}
