//! Figures of places, kept for a minute: counting the people of a large place costs some hundredths
//! of a second, and nobody sees a month change in a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kamerton_app::Brand;
use kamerton_app::places::show::{self, Shown};
use kamerton_core::id::PlaceId;
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::Session;

/// At most so many places are kept.
const MOST: usize = 256;

/// What was counted lately.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<PlaceId, (Instant, Shown)>>);

impl Kept {
    /// A place with its figures, counted now or at most a minute ago, and with what it says now of
    /// itself.
    ///
    /// # Errors
    /// When there is no such place, or the store cannot.
    pub async fn figures(
        &self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        now: Instant,
    ) -> kamerton_app::Result<Shown> {
        if let Some(shown) = self.fresh(place, now) {
            return shown.renewed(session, brand).await;
        }
        let shown = show::figures(session, brand, place, now).await?;
        self.keep(place, now, &shown);
        Ok(shown)
    }

    fn fresh(&self, place: PlaceId, now: Instant) -> Option<Shown> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, shown) = kept.get(&place)?;
        (0..MINUTE).contains(&now.since(*at)).then(|| shown.clone())
    }

    fn keep(&self, place: PlaceId, now: Instant, shown: &Shown) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (at, _)| now.since(*at) < MINUTE);
        }
        if kept.len() < MOST {
            kept.insert(place, (now, shown.clone()));
        }
    }
}
