//! Taking in what a platform sends to our webhook: verified, kept, and only then acknowledged.

use kamerton_channels::live::{Call, Refused, Reply};
use kamerton_core::id::ConnectionId;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::connections;

use super::open::Open;
use super::{Channels, locked, source};
use crate::brand::Brand;
use crate::error::AppError;

/// That something came is written down at most so often.
const NOTED: i64 = 20 * SECOND;

/// Why a call was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum NotReceived {
    /// There is no such connection, it is switched off, or it takes no calls: answered as what is not
    /// there.
    #[error("there is no such channel")]
    Nobody,
    /// The call is not the platform's.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It could not be kept: the platform has to send it again.
    #[error(transparent)]
    NotKept(AppError),
}

impl Channels {
    /// Takes in a call. When this returns well, all that it brought is on the disk.
    ///
    /// # Errors
    /// Why it was not taken in; then nothing of it was kept.
    pub async fn receive(
        &self,
        brand: &Brand,
        id: ConnectionId,
        call: &Call<'_>,
    ) -> std::result::Result<Reply, NotReceived> {
        let open = match self.opened(brand, id).await {
            Ok(open) => open,
            Err(AppError::Refused(_)) => return Err(NotReceived::Nobody),
            Err(error) => return Err(NotReceived::NotKept(error)),
        };
        let webhook = open.connector.webhook().filter(|_| open.row.enabled);
        let webhook = webhook.ok_or(NotReceived::Nobody)?;
        let received = webhook.receive(call, &open.link())?;
        let intake = self.0.intakes.of(brand);
        if !received.raws.is_empty() {
            let kept = intake.submit_raws(&source(id), received.raws).await;
            kept.map_err(NotReceived::NotKept)?;
        }
        self.heard(brand, &open).await;
        Ok(received.reply)
    }

    /// Notes that something came. That it cannot be noted harms nobody: what came is on the disk.
    pub(super) async fn heard(&self, brand: &Brand, open: &Open) {
        let now = self.now();
        if !self.is_news(open.row.id, now) {
            return;
        }
        let note = async {
            let mut session = self.store().write().await?;
            connections::heard(&mut session, brand.id, open.row.id, now).await?;
            session.commit().await?;
            Ok::<(), AppError>(())
        };
        let _ = note.await;
    }

    fn is_news(&self, id: ConnectionId, now: Instant) -> bool {
        let mut heard = locked(&self.0.heard);
        let before = heard.get(&id).copied();
        if before.is_some_and(|before| (0..NOTED).contains(&now.since(before))) {
            return false;
        }
        heard.insert(id, now);
        true
    }
}
