//! Files that came with messages: fetched from the platform when somebody wants to see one, and kept nowhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use kamerton_channels::live::{File, Wanted};
use kamerton_core::fact::Attachment;
use kamerton_core::id::MessageId;
use kamerton_store::messages::{self, MessageRow};

use super::names::Names;
use super::open::Open;
use super::refusal::ChannelRefusal;
use super::{Channels, Why, reply};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::messages::enclosed::attachments;
use crate::places::{self, Sight};
use crate::refusal::Refusal;

/// The largest file that is fetched, in bytes: it stands in memory until the reader has it.
pub const LARGEST: usize = 20 << 20;
/// Files that are fetched at the same time, of all brands: the others wait their turn.
pub(super) const AT_ONCE: usize = 3;

/// A message with files, and the connection that may have them.
struct Source {
    open: Arc<Open>,
    /// Remote key of the message, as the platform names it.
    message: String,
    attachments: Vec<Attachment>,
}

impl Source {
    fn wanted<'a>(&'a self, number: usize, attachment: &'a Attachment) -> Wanted<'a> {
        Wanted { message: &self.message, number, attachment, most: LARGEST }
    }
}

impl Channels {
    /// Which of the files of a message can be fetched, by their places among them. It asks nobody.
    ///
    /// # Errors
    /// When there is no such message for whoever looks, or the store cannot.
    pub async fn fetchable(
        &self,
        brand: &Brand,
        sight: Sight,
        id: MessageId,
    ) -> Result<BTreeSet<usize>> {
        let source = match self.source(brand, sight, id).await {
            Ok(source) => source,
            // Nothing is connected there, or it does not open: what there is to see is shown all the same.
            Err(AppError::Refused(Refusal::Channel(_))) => return Ok(BTreeSet::new()),
            Err(error) => return Err(error),
        };
        let Some(fetch) = source.open.connector.fetch() else { return Ok(BTreeSet::new()) };
        let all = source.attachments.iter().enumerate();
        let has = all.filter(|(number, one)| fetch.has(&source.wanted(*number, one)));
        Ok(has.map(|(number, _)| number).collect())
    }

    /// Fetches a file of a message from the platform. Nothing of it is kept.
    ///
    /// # Errors
    /// When there is no such file for whoever asks; why the platform does not give it out; when the store
    /// cannot.
    pub async fn file(
        &self,
        brand: &Brand,
        sight: Sight,
        id: MessageId,
        number: usize,
    ) -> Result<File> {
        let source = self.source(brand, sight, id).await?;
        let attachment = source.attachments.get(number).ok_or(Refusal::NoMessage { id })?;
        let wanted = source.wanted(number, attachment);
        let fetch = source.open.connector.fetch().filter(|fetch| fetch.has(&wanted));
        let fetch = fetch.ok_or(ChannelRefusal::NoFile)?;
        let Ok(_turn) = self.0.fetching.acquire().await else {
            return Err(ChannelRefusal::NoFile.into());
        };
        let fetched = fetch.fetch(&source.open.link(), &wanted).await;
        Ok(fetched
            .map_err(|trouble| ChannelRefusal::NotFetched { why: Why::from(&trouble).stored() })?)
    }

    async fn source(&self, brand: &Brand, sight: Sight, id: MessageId) -> Result<Source> {
        let mut session = self.store().read().await?;
        let known = places::Known::of(&mut session, brand, sight).await?;
        let row: Option<MessageRow> = messages::by_id(&mut session, brand.id, [id]).await?.pop();
        let row = row.filter(|row| known.shows_message(row)).ok_or(Refusal::NoMessage { id })?;
        let place = places::find(&mut session, brand, row.place).await?;
        let (connection, _) = reply::connection(&mut session, brand, &place).await?;
        let names = Names::of(&mut session, brand, connection.id, &connection.kind).await?;
        drop(session);
        if !connection.enabled || connection.sign_in_problem.is_some() {
            return Err(ChannelRefusal::SwitchedOff { channel: connection.name }.into());
        }
        let open = self.opened(brand, connection.id).await?;
        let attachments = attachments(row.attachments.as_deref());
        Ok(Source { open, message: names.key_out(&row.remote_key), attachments })
    }
}
