//! Invitations with names: made at the platform, kept here, and counted by who came by them.

use kamerton_core::id::{InvitationId, PlaceId};
use kamerton_store::invitations::{self, InvitationRow};
use kamerton_store::messages;
use kamerton_store::notices::{self, Change};

use super::acts::Way;
use super::outbox;
use super::refusal::ChannelRefusal;
use super::{Channels, Why};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::error::Result;

/// The longest name of an invitation, in characters.
pub const LONGEST_NAME: usize = 32;
/// So many invitations of a place are listed, the latest.
const LISTED: i64 = 50;
/// So far people are counted.
const COUNTED: i64 = 10_000;

/// An invitation, and who came by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// As it was made.
    pub made: InvitationRow,
    /// How many accounts came by it.
    pub came: i64,
    /// Whether they are more than were counted.
    pub more: bool,
}

impl Channels {
    /// Makes an invitation into a place at its platform. The same name again is the same invitation.
    ///
    /// The inner error is what the platform said.
    ///
    /// # Errors
    /// Why none can be made there, precisely; or when the store cannot.
    pub async fn invite(
        &self,
        brand: &Brand,
        place: PlaceId,
        name: &str,
        by: &Actor,
    ) -> Result<std::result::Result<InvitationRow, Why>> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(ChannelRefusal::NamelessInvitation { most: LONGEST_NAME }.into());
        }
        let way = self.way(brand, place).await?;
        outbox::usable(&way.open)?;
        let Some(invite) = way.open.connector.invite() else {
            let (channel, place) = (way.channel(), way.place.title);
            return Err(ChannelRefusal::NoInvitations { channel, place }.into());
        };
        let connection = way.open.row.id;
        let id = InvitationId::derived(&[
            connection.0.as_bytes(),
            way.remote().as_bytes(),
            name.as_bytes(),
        ]);
        let mut session = self.store().read().await?;
        let known = invitations::by_id(&mut session, brand.id, [id]).await?.pop();
        drop(session);
        if let Some(known) = known {
            return Ok(Ok(known));
        }
        // Two who press at once may make two; both let in, and the first that is kept is shown.
        let made = match invite.invite(&way.open.link(), way.remote(), name).await {
            Ok(made) => made,
            Err(trouble) => return Ok(Err(Why::from(&trouble))),
        };
        let now = self.now();
        let row = InvitationRow {
            id,
            connection,
            place: way.remote().to_owned(),
            address: made.address,
            name: name.to_owned(),
            by: by.name.clone(),
            created_at: now,
        };
        let mut session = self.store().write().await?;
        if invitations::add(&mut session, brand.id, &row).await? {
            let object = id.to_string();
            let deed = Deed::one("channel.invite", &object);
            audit::note_in(&mut session, brand, by, &deed, now).await?;
        }
        let kept = invitations::by_id(&mut session, brand.id, [id]).await?.pop();
        session.commit().await?;
        notices::tell(self.store(), brand.id, Change::Channels).await;
        Ok(Ok(kept.unwrap_or(row)))
    }

    /// The latest invitations into a place, and how many came by each.
    ///
    /// # Errors
    /// When nothing reaches the place, or the store cannot.
    pub async fn invitations(&self, brand: &Brand, place: PlaceId) -> Result<Vec<Invitation>> {
        let way = self.way(brand, place).await?;
        self.of_way(brand, &way).await
    }

    async fn of_way(&self, brand: &Brand, way: &Way) -> Result<Vec<Invitation>> {
        let (connection, place) = (way.open.row.id, way.remote());
        let mut session = self.store().read().await?;
        let rows = invitations::of_place(&mut session, brand.id, connection, place, LISTED).await?;
        let mut all = Vec::with_capacity(rows.len());
        for made in rows {
            let came =
                messages::came_by(&mut session, brand.id, &made.address, COUNTED + 1).await?;
            all.push(Invitation { made, came: came.min(COUNTED), more: came > COUNTED });
        }
        Ok(all)
    }
}
