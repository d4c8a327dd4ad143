//! One connection at work: what its loops share, how its lease is kept, what its troubles mean.

use std::future::Future;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use kamerton_channels::live::{Pace, Polled, Trouble};
use kamerton_core::id::ConnectionId;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::connection_cursors::{self, CursorRow};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::notices::{self, Change};
use tokio::sync::watch;

use super::hearing::Hearing;
use super::open::Open;
use super::tempo::{Tempo, jittered};
use super::{Channels, Why, locked, source};
use crate::brand::Brand;
use crate::error::{AppError, Result};

/// So many failures in a row are no mishap any more.
const BROKEN: u32 = 3;
/// That it was asked with success is written down at most so often.
const NOTED: i64 = 30 * SECOND;
/// The cursor that says until when somebody worked with a connection.
const ALIVE: &str = "alive";

/// An absence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Away {
    /// Since when nobody was here.
    pub left: Instant,
    /// Since when something may have been missed.
    pub missed: Instant,
}

/// What is wrong with a connection.
enum Ill<'a> {
    Limited(Instant, &'a Why),
    SignedOut(&'a Why),
    Broken(&'a Why),
}

/// One connection at work.
pub(super) struct Keeper {
    pub channels: Channels,
    pub brand: Brand,
    pub id: ConnectionId,
    /// The connection as it was when it was taken.
    pub row: ConnectionRow,
    pub fence: i64,
    /// Buckets of the platform's limits.
    pub pace: Mutex<Pace>,
    /// By what we hear of news.
    pub hearing: watch::Sender<Option<Hearing>>,
    ending: watch::Sender<bool>,
    until: AtomicI64,
    ill: AtomicBool,
    noted: AtomicI64,
}

impl Keeper {
    pub fn new(channels: Channels, brand: Brand, row: ConnectionRow, fence: i64) -> Self {
        let ill = row.broken_since.is_some() || row.limited_until.is_some();
        let mut pace = Pace::default();
        let now = channels.now();
        if let Some(until) = row.limited_until.filter(|until| *until > now) {
            let micros = u64::try_from(until.since(now)).unwrap_or(0);
            pace.hold("", Duration::from_micros(micros), now);
        }
        Self {
            id: row.id,
            fence,
            pace: Mutex::new(pace),
            hearing: watch::Sender::new(None),
            ending: watch::Sender::new(false),
            until: AtomicI64::new(row.lease_until.micros()),
            ill: AtomicBool::new(ill),
            noted: AtomicI64::new(0),
            row,
            channels,
            brand,
        }
    }

    /// Works with the connection until it is told to stop, loses the lease, or the connection was
    /// changed: then it is taken anew.
    pub async fn keep(self: Arc<Self>, stop: watch::Receiver<bool>) {
        match self.opened().await {
            Ok(_) => {
                // Before the first renewal says that somebody is here again.
                let away = self.away_since().await;
                tokio::join!(
                    self.keep_lease(stop),
                    self.keep_hearing(),
                    self.keep_polling(),
                    self.keep_history(away),
                    self.keep_discovering(),
                    self.keep_naming(),
                    self.keep_reach(),
                    self.keep_following(),
                    self.keep_sending(),
                );
            }
            Err(error) => {
                let why = Why::of("channel-why-not-opened").saying(error.to_string());
                self.note_broken(&why).await;
                self.rest(self.tempo().look).await;
            }
        }
        let release = async {
            let mut session = self.channels.store().write().await?;
            connections::release(&mut session, self.brand.id, self.id, self.fence).await?;
            session.commit().await?;
            Ok::<(), AppError>(())
        };
        // What cannot be given back runs out.
        let _ = release.await;
    }

    pub fn tempo(&self) -> &Tempo {
        &self.channels.0.options.tempo
    }

    pub fn now(&self) -> Instant {
        self.channels.now()
    }

    pub async fn opened(&self) -> Result<Arc<Open>> {
        self.channels.opened(&self.brand, self.id).await
    }

    /// Whether the work goes on: nobody has ended it and the lease holds for a moment longer.
    pub fn goes_on(&self) -> bool {
        let until = Instant::from_micros(self.until.load(Ordering::Relaxed));
        !*self.ending.borrow() && until.since(self.now()) > self.tempo().margin()
    }

    /// Ends all loops of this connection.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Waits, unless the work ends; says whether it goes on.
    pub async fn rest(&self, wait: Duration) -> bool {
        let _ = self.unless_ended(tokio::time::sleep(wait)).await;
        self.goes_on()
    }

    /// Does something that can be broken off at any moment.
    pub async fn unless_ended<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut ending = self.ending.subscribe();
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => None,
            done = work => Some(done),
        }
    }

    /// Waits for as long as the platform wants nothing from us; says whether the work goes on.
    pub async fn until_allowed(&self) -> bool {
        loop {
            let held = locked(&self.pace).held_until(self.now());
            let Some(until) = held else { return self.goes_on() };
            let micros = u64::try_from(until.since(self.now())).unwrap_or(0);
            // In pieces: the clock may be set meanwhile.
            let wait = Duration::from_micros(micros).min(Duration::from_secs(30));
            if !self.rest(wait).await {
                return false;
            }
        }
    }

    async fn keep_lease(&self, mut stop: watch::Receiver<bool>) {
        while !*self.ending.borrow() {
            match self.renew().await {
                Ok(true) => {}
                Ok(false) => break,
                // Perhaps the next try succeeds before the lease has run out.
                Err(_) if self.goes_on() => {}
                Err(_) => break,
            }
            let mut ending = self.ending.subscribe();
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                _ = ending.wait_for(|ending| *ending) => break,
                () = self.channels.0.changed.notified() => {}
                () = tokio::time::sleep(self.tempo().renew) => {}
            }
        }
        self.end();
    }

    /// Renews the lease; says whether it is still ours and the connection as it was.
    async fn renew(&self) -> Result<bool> {
        let now = self.now();
        let until = now.plus(self.tempo().lease);
        let mut session = self.channels.store().write().await?;
        let ours = connections::renew(&mut session, self.brand.id, self.id, self.fence, until);
        if !ours.await? {
            return Ok(false);
        }
        let alive = CursorRow { position: String::new(), ..self.cursor(ALIVE, "", now) };
        connection_cursors::save(&mut session, self.brand.id, &alive).await?;
        let row = connections::by_id(&mut session, self.brand.id, self.id).await?;
        session.commit().await?;
        self.until.store(until.micros(), Ordering::Relaxed);
        Ok(row.is_some_and(|row| {
            row.enabled && row.changes == self.row.changes && row.sign_in_problem.is_none()
        }))
    }

    /// Since when nobody was here, if it was a while.
    async fn away_since(&self) -> Option<Away> {
        let alive = self.stored_cursor(ALIVE, "").await.ok()??.updated_at;
        let here = alive.max(self.row.polled_at.unwrap_or(alive));
        let away = self.now().since(here) > self.tempo().gap;
        let missed = self.row.heard_at.map_or(here, |heard| heard.min(here));
        away.then_some(Away { left: here, missed })
    }

    pub async fn stored_cursor(&self, what: &str, part: &str) -> Result<Option<CursorRow>> {
        let mut session = self.channels.store().read().await?;
        let found =
            connection_cursors::one(&mut session, self.brand.id, self.id, what, part).await?;
        Ok(found)
    }

    /// A cursor at its beginning.
    pub fn cursor(&self, what: &str, part: &str, now: Instant) -> CursorRow {
        CursorRow {
            connection: self.id,
            what: what.to_owned(),
            part: part.to_owned(),
            position: String::new(),
            brought: 0,
            started_at: now,
            updated_at: now,
            ended_at: None,
        }
    }

    /// Keeps what asking brought, and only then how far it has come; ends the work when the lease is
    /// somebody else's by now.
    ///
    /// # Errors
    /// When the store cannot: then it has to be asked again from the same place.
    pub async fn take(&self, open: &Open, polled: Polled, cursor: &mut CursorRow) -> Result<()> {
        let brought = polled.raws.len() as i64;
        if brought > 0 {
            let _held = self.channels.0.held.add(&polled.raws);
            let intake = self.channels.0.intakes.of(&self.brand);
            intake.submit_raws(&source(self.id), polled.raws).await?;
            drop(intake);
            self.channels.heard(&self.brand, open).await;
        } else if polled.cursor == cursor.position && cursor.ended_at.is_none() {
            return Ok(());
        }
        cursor.position = polled.cursor;
        cursor.brought += brought;
        cursor.updated_at = self.now();
        self.save_cursor(cursor).await
    }

    pub async fn save_cursor(&self, cursor: &CursorRow) -> Result<()> {
        let mut session = self.channels.store().write().await?;
        if !connections::hold(&mut session, self.brand.id, self.id, self.fence).await? {
            self.end();
            return Ok(());
        }
        connection_cursors::save(&mut session, self.brand.id, cursor).await?;
        session.commit().await?;
        Ok(())
    }

    /// Notes that the platform was asked with success.
    pub async fn went_well(&self) {
        let now = self.now();
        let noted = Instant::from_micros(self.noted.load(Ordering::Relaxed));
        let was_ill = self.ill.swap(false, Ordering::Relaxed);
        if !was_ill && (0..NOTED).contains(&now.since(noted)) {
            return;
        }
        self.noted.store(now.micros(), Ordering::Relaxed);
        let note = async {
            let mut session = self.channels.store().write().await?;
            connections::works(&mut session, self.brand.id, self.id, now).await?;
            session.commit().await?;
            Ok::<(), AppError>(())
        };
        if note.await.is_ok() && was_ill {
            notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
        }
    }

    /// What a failed try means: how long to wait before the next; nothing when everything ends.
    /// `shown` says whether one that does not pass is shown as broken.
    pub async fn failed(&self, trouble: &Trouble, failures: u32, shown: bool) -> Option<Duration> {
        match trouble {
            Trouble::SignIn(_) => {
                self.sign_out(trouble).await;
                None
            }
            Trouble::Limited { after, bucket, .. } => {
                self.limit(*after, bucket, trouble).await;
                Some(jittered(*after).min(after.saturating_add(Duration::from_secs(5))))
            }
            Trouble::Passing(_) | Trouble::Unknown(_) => {
                if shown && failures >= BROKEN {
                    self.note_broken(&trouble.into()).await;
                }
                Some(self.tempo().after(failures))
            }
            Trouble::Refused(_) | Trouble::Unreadable(_) | Trouble::Settings(_) => {
                if shown {
                    self.note_broken(&trouble.into()).await;
                }
                Some(self.tempo().after(failures.max(BROKEN)))
            }
        }
    }

    /// The platform wants us to wait.
    pub async fn limit(&self, after: Duration, bucket: &str, why: &Trouble) {
        let now = self.now();
        locked(&self.pace).hold(bucket, after, now);
        if !bucket.is_empty() {
            return;
        }
        let until = now.plus(i64::try_from(after.as_micros()).unwrap_or(i64::MAX));
        self.note(Ill::Limited(until, &why.into())).await;
    }

    /// The platform refuses the sign-in: everything of this connection stops at once.
    pub async fn sign_out(&self, why: &Trouble) {
        self.end();
        self.note(Ill::SignedOut(&why.into())).await;
    }

    pub async fn note_broken(&self, why: &Why) {
        self.note(Ill::Broken(why)).await;
    }

    /// Writes down how the connection is. That it cannot be written down changes nothing of it.
    async fn note(&self, ill: Ill<'_>) {
        self.ill.store(true, Ordering::Relaxed);
        let (brand, id, now) = (self.brand.id, self.id, self.now());
        let note = async {
            let mut session = self.channels.store().write().await?;
            if connections::hold(&mut session, brand, id, self.fence).await? {
                match ill {
                    Ill::Limited(until, why) => {
                        connections::limited(&mut session, brand, id, until, &why.stored()).await?;
                    }
                    Ill::SignedOut(why) => {
                        connections::signed_out(&mut session, brand, id, &why.stored()).await?;
                    }
                    Ill::Broken(why) => {
                        connections::broken(&mut session, brand, id, now, &why.stored()).await?;
                    }
                }
            }
            session.commit().await?;
            Ok::<(), AppError>(())
        };
        if note.await.is_ok() {
            notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
        }
    }
}
