//! Changing and taking back what we said: by the channel and the account that said it.

use kamerton_channels::live::{Act, ActKind};
use kamerton_core::id::{ConnectionId, MessageId, OutgoingId};
use kamerton_core::time::{HOUR, Instant};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, identities};

use super::names::Names;
use super::outbox::{self, Wish};
use super::refusal::ChannelRefusal;
use super::{Channels, open::Open, reply};
use crate::accounts::audit::Actor;
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{self, Sight};
use crate::refusal::Refusal;

/// A change of something that we said.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The message.
    pub message: MessageId,
    /// Its new text; nothing takes the message back.
    pub text: Option<String>,
    /// Who of us.
    pub by: Actor,
}

/// What can be changed of something that we said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendable {
    /// By which connection.
    pub connection: ConnectionId,
    /// What it is called.
    pub channel: String,
    /// The longest text; nothing where the text cannot be changed any more.
    pub longest_text: Option<usize>,
    /// Until when its text can be changed, where that ends.
    pub until: Option<Instant>,
    /// Whether it can be taken back.
    pub deletes: bool,
}

struct Own {
    open: std::sync::Arc<Open>,
    row: MessageRow,
    key: String,
}

impl Channels {
    /// What can be changed of a message.
    ///
    /// # Errors
    /// When nothing can, precisely; or when the store cannot.
    pub async fn amendable(
        &self,
        brand: &Brand,
        sight: Sight,
        message: MessageId,
    ) -> Result<Amendable> {
        let own = self.own(brand, sight, message).await?;
        let card = own.open.connector.card();
        let edit = Act::Edit { message: own.key.clone(), text: ".".to_owned() };
        let edits = outbox::check(&own.open, &edit).and_then(|()| self.in_time(&own));
        let deletes = outbox::check(&own.open, &Act::Delete { message: own.key.clone() });
        if let (Err(why), Err(_)) = (&edits, &deletes) {
            return Err(why.clone().into());
        }
        Ok(Amendable {
            connection: own.open.row.id,
            channel: own.open.row.name.clone(),
            longest_text: edits.is_ok().then_some(card.longest_text),
            until: edits.ok().flatten(),
            deletes: deletes.is_ok(),
        })
    }

    /// Changes the text of something that we said, or takes it back: written down at once, done right
    /// after. The same change given twice is one.
    ///
    /// # Errors
    /// Why it cannot be, precisely; then nothing is written down.
    pub async fn amend(
        &self,
        brand: &Brand,
        sight: Sight,
        amendment: &Amendment,
    ) -> Result<OutgoingId> {
        let own = self.own(brand, sight, amendment.message).await?;
        let message = own.key.clone();
        let act = match &amendment.text {
            Some(text) if text.trim().is_empty() => return Err(ChannelRefusal::NothingToSay.into()),
            Some(text) => {
                self.in_time(&own)?;
                Act::Edit { message, text: text.trim().to_owned() }
            }
            None => Act::Delete { message },
        };
        // Whatever was changed since, the same text again is another change. A number of the version
        // would not tell: a text that comes back is no new one.
        let edited = own.row.edited_at.map_or(0, Instant::micros).to_le_bytes();
        let text = amendment.text.as_deref().map_or("", str::trim);
        let kind = if amendment.text.is_some() { ActKind::Edit } else { ActKind::Delete };
        let id = OutgoingId::derived(&[
            amendment.message.0.as_bytes(),
            kind.word().as_bytes(),
            &edited,
            text.as_bytes(),
        ]);
        let wish = Wish {
            id,
            connection: own.open.row.id,
            kind,
            act,
            reason: String::new(),
            about: Some(amendment.message),
            by: amendment.by.clone(),
        };
        self.say(brand, &wish).await?;
        Ok(id)
    }

    /// Until when the text can be changed; nothing where that does not end.
    fn in_time(&self, own: &Own) -> std::result::Result<Option<Instant>, ChannelRefusal> {
        let Some(long) = own.open.connector.card().edits_for else { return Ok(None) };
        let micros = i64::try_from(long.as_micros()).unwrap_or(i64::MAX / 4);
        let until = own.row.sent_at.plus(micros);
        match (micros, until > self.now()) {
            (0, _) => Err(ChannelRefusal::CannotDo {
                channel: own.open.row.name.clone(),
                what: ActKind::Edit.word(),
            }),
            (_, false) => Err(ChannelRefusal::EditsOver { hours: micros / HOUR }),
            (_, true) => Ok(Some(until)),
        }
    }

    async fn own(&self, brand: &Brand, sight: Sight, id: MessageId) -> Result<Own> {
        let mut session = self.store().read().await?;
        let known = places::Known::of(&mut session, brand, sight).await?;
        let row = messages::by_id(&mut session, brand.id, [id]).await?.pop();
        let row = row.filter(|row| known.shows_message(row)).ok_or(Refusal::NoMessage { id })?;
        let place = places::find(&mut session, brand, row.place).await?;
        let (connection, _) = reply::connection(&mut session, brand, &place).await?;
        let names = Names::of(&mut session, brand, connection.id, &connection.kind).await?;
        let author = author(&mut session, brand, &row).await?;
        drop(session);
        let open = self.opened(brand, connection.id).await?;
        let me = open.about.me.as_ref().map(|me| (me.kind.as_str(), me.remote_id.as_str()));
        if me.is_none() || author.as_ref().map(|(kind, id)| (kind.as_str(), id.as_str())) != me {
            let channel = connection.name;
            return Err(ChannelRefusal::NotOurs { channel }.into());
        }
        let key = names.key_out(&row.remote_key);
        Ok(Own { open, row, key })
    }
}

/// Kind and id of the account that wrote it.
async fn author(
    session: &mut Session,
    brand: &Brand,
    row: &MessageRow,
) -> Result<Option<(String, String)>> {
    let Some(identity) = row.identity else { return Ok(None) };
    let found = identities::by_id(session, brand.id, [identity]).await?.pop();
    Ok(found.map(|one| (one.kind, one.remote_id)))
}
