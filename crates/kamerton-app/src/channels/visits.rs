//! Pages of our own that visitors of somebody's site write on.
//!
//! Whoever comes is nobody we know. What they write is kept like every payload of a platform; a talk is
//! shown to whoever holds the secret by which it is known, and we hold only its hash.

use kamerton_channels::live::{Pages, Visit, Written};
use kamerton_core::id::{ConnectionId, MessageId};
use kamerton_core::time::Instant;
use kamerton_store::{Session, message_lists};
use sha2::{Digest, Sha256};

use super::open::Open;
use super::{Channels, NotReceived, source};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::intake::Accepted;

/// Letters of a visitor's secret: 256 bits in base64.
const SECRET: usize = 43;
/// Letters of the name under which we know a visitor: 128 bits.
const VISITOR: usize = 32;
/// So much of a talk is shown.
const SHOWN: i64 = 200;

/// Pages as they are shown to whoever comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The word of the connector.
    pub kind: String,
    /// What we call the connection.
    pub name: String,
    /// What they say.
    pub pages: Pages,
}

/// Something said in a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name for the page: the last part of its remote key.
    pub id: String,
    /// Whether the visitor said it, and not we.
    pub theirs: bool,
    /// What.
    pub text: String,
    /// When.
    pub at: Instant,
}

/// The name under which we know the visitor with this secret, at this connection; nothing when it is no
/// secret of the kind that our pages make.
pub fn visitor(connection: ConnectionId, secret: &str) -> Option<String> {
    let whole = secret.len() == SECRET
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    whole.then(|| {
        let hash = Sha256::digest(format!("{connection}\n{secret}"));
        let mut name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        name.truncate(VISITOR);
        name
    })
}

impl Channels {
    /// The pages of a connection.
    ///
    /// # Errors
    /// When there are none.
    pub async fn front(
        &self,
        brand: &Brand,
        id: ConnectionId,
    ) -> std::result::Result<Front, NotReceived> {
        let (open, visit) = self.visited(brand, id).await?;
        Ok(Front {
            kind: open.row.kind.clone(),
            name: open.row.name.clone(),
            pages: visit.pages(&open.settings),
        })
    }

    /// Takes in what somebody wrote. When this returns well, it is on the disk.
    ///
    /// # Errors
    /// When there are no such pages, or it could not be kept.
    pub async fn write(
        &self,
        brand: &Brand,
        id: ConnectionId,
        written: &Written,
    ) -> std::result::Result<Accepted, NotReceived> {
        let (open, visit) = self.visited(brand, id).await?;
        let raw = visit.raw(written);
        let kept = self.0.intakes.of(brand).submit_raws(&source(id), vec![raw]).await;
        let kept = kept.map_err(NotReceived::NotKept)?;
        self.heard(brand, &open).await;
        Ok(kept.first().copied().unwrap_or(Accepted::Duplicate))
    }

    /// The talk of a visitor, in order of time: what they said and what was answered. What staff notes
    /// beside it is none of it.
    ///
    /// # Errors
    /// When there are no such pages, or the store cannot.
    pub async fn talk(
        &self,
        brand: &Brand,
        id: ConnectionId,
        visitor: &str,
    ) -> std::result::Result<Vec<Line>, NotReceived> {
        let (open, visit) = self.visited(brand, id).await?;
        let place = visit.talk(visitor);
        let said = async {
            let mut session = self.store().read().await?;
            lines(&mut session, brand, &open.row.kind, &place, visitor).await
        };
        said.await.map_err(NotReceived::NotKept)
    }

    async fn visited(
        &self,
        brand: &Brand,
        id: ConnectionId,
    ) -> std::result::Result<(std::sync::Arc<Open>, &'static dyn Visit), NotReceived> {
        let open = match self.opened(brand, id).await {
            Ok(open) => open,
            Err(AppError::Refused(_)) => return Err(NotReceived::Nobody),
            Err(error) => return Err(NotReceived::NotKept(error)),
        };
        let visit = open.connector.visit().filter(|_| open.row.enabled);
        let visit = visit.ok_or(NotReceived::Nobody)?;
        Ok((open, visit))
    }
}

async fn lines(
    session: &mut Session,
    brand: &Brand,
    kind: &str,
    place: &str,
    visitor: &str,
) -> Result<Vec<Line>> {
    let place = brand.place(brand.channel(kind), place);
    let they = brand.identity(kind, visitor);
    let (from, before) =
        (Instant::from_micros(0), (Instant::from_micros(i64::MAX), MessageId::NIL));
    let mut rows = message_lists::in_place(session, brand.id, place, from, before, SHOWN).await?;
    rows.retain(|row| !row.service && row.deleted_at.is_none());
    rows.reverse();
    let line = |row: kamerton_store::messages::MessageRow| Line {
        theirs: row.identity == Some(they),
        id: row.remote_key.rsplit(':').next().unwrap_or_default().to_owned(),
        text: row.text,
        at: row.sent_at,
    };
    Ok(rows.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_gives_a_name_that_tells_nothing_of_it() {
        let (one, other) = (ConnectionId::derived(&[b"1"]), ConnectionId::derived(&[b"2"]));
        let secret = "a".repeat(SECRET);
        let name = visitor(one, &secret).unwrap();
        assert_eq!(name.len(), VISITOR);
        assert_eq!(visitor(one, &secret), Some(name.clone()));
        assert_ne!(visitor(other, &secret), Some(name));
        for none in ["", "a", &"a".repeat(42), &"a".repeat(44), &"ä".repeat(21), &" ".repeat(43)] {
            assert_eq!(visitor(one, none), None, "{none}");
        }
    }
}
