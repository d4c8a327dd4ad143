//! Answering a message where it stands: by the channel and the account it came to.

use kamerton_channels::live::{Act, ActKind, File, Say, To};
use kamerton_core::id::{ConnectionId, IdentityId, MessageId, OutgoingId, StepId};
use kamerton_core::time::{HOUR, Instant};
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::places::PlaceRow;
use kamerton_store::{Session, adoption, identities, steps};
use xxhash_rust::xxh3::xxh3_128;

use super::Channels;
use super::names::Names;
use super::open::Open;
use super::outbox::{self, Wish};
use super::refusal::ChannelRefusal;
use crate::accounts::audit::Actor;
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{self, Sight};
use crate::refusal::Refusal;

/// An answer to a message.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The message.
    pub message: MessageId,
    /// What we say.
    pub text: String,
    /// Files along with it.
    pub files: Vec<File>,
    /// Who of us.
    pub by: Actor,
    /// Its name: the same answer given twice is one. Made of what it says when not given.
    pub id: Option<OutgoingId>,
}

/// How a message can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// By which connection.
    pub connection: ConnectionId,
    /// What it is called.
    pub channel: String,
    /// In whose name: the account of the channel.
    pub account: String,
    /// Title of the place.
    pub place: String,
    /// Whether only the other person will see it.
    pub private: bool,
    /// The longest text.
    pub longest_text: usize,
    /// How many files may go along.
    pub most_files: usize,
    /// The largest of them, in bytes.
    pub largest_file: usize,
    /// Until when, where the platform lets us answer for a time only.
    pub until: Option<Instant>,
}

/// Everything that an answer needs.
struct Route {
    open: std::sync::Arc<Open>,
    place: PlaceRow,
    to: To,
    until: Option<Instant>,
}

impl Channels {
    /// How a message can be answered.
    ///
    /// # Errors
    /// Why it cannot, precisely; or when the store cannot.
    pub async fn way_back(
        &self,
        brand: &Brand,
        sight: Sight,
        message: MessageId,
    ) -> Result<WayBack> {
        let route = self.route(brand, sight, message).await?;
        let probe = Say { to: route.to, text: ".".to_owned(), files: Vec::new(), at: None };
        outbox::check(&route.open, &Act::Say(probe))?;
        let card = route.open.connector.card();
        let me = route.open.about.me.as_ref();
        let account = me.and_then(|me| me.display_name.clone().or_else(|| me.handle.clone()));
        Ok(WayBack {
            connection: route.open.row.id,
            channel: route.open.row.name.clone(),
            account: account.unwrap_or_else(|| route.open.about.title.clone()),
            private: route.place.private,
            place: route.place.title,
            longest_text: card.longest_text,
            most_files: if card.acts.contains(&ActKind::Files) { card.most_files } else { 0 },
            largest_file: card.largest_file,
            until: route.until,
        })
    }

    /// Answers a message: written down at once, sent right after. The same answer given twice is one.
    ///
    /// # Errors
    /// Why it cannot be answered, precisely; then nothing is written down.
    pub async fn reply_to(
        &self,
        brand: &Brand,
        sight: Sight,
        answer: &Answer,
    ) -> Result<OutgoingId> {
        let route = self.route(brand, sight, answer.message).await?;
        let id = answer.id.unwrap_or_else(|| name_of(answer));
        let kind = match route.to {
            To::Person { .. } => ActKind::Private,
            To::Place { .. } | To::Message { .. } => ActKind::Reply,
        };
        let say = Say {
            to: route.to,
            text: answer.text.trim().to_owned(),
            files: answer.files.clone(),
            at: None,
        };
        let wish = Wish {
            id,
            connection: route.open.row.id,
            kind,
            act: Act::Say(say),
            reason: String::new(),
            about: Some(answer.message),
            by: answer.by.clone(),
        };
        self.say(brand, &wish).await?;
        Ok(id)
    }

    /// The message that a step is about, to be answered.
    ///
    /// # Errors
    /// When there is no such step, it is about none, or the store cannot.
    pub async fn message_of_step(&self, brand: &Brand, step: StepId) -> Result<MessageId> {
        let mut session = self.store().read().await?;
        let row = steps::by_id(&mut session, brand.id, step).await?;
        let row = row.ok_or(Refusal::NoStep(step))?;
        if row.ground == MessageId::NIL {
            return Err(ChannelRefusal::NothingToAnswer.into());
        }
        Ok(row.ground)
    }

    async fn route(&self, brand: &Brand, sight: Sight, id: MessageId) -> Result<Route> {
        let mut session = self.store().read().await?;
        let known = places::Known::of(&mut session, brand, sight).await?;
        let row = messages::by_id(&mut session, brand.id, [id]).await?.pop();
        let row = row.filter(|row| known.shows_message(row)).ok_or(Refusal::NoMessage { id })?;
        let place = places::find(&mut session, brand, row.place).await?;
        let (connection, reached) = connection(&mut session, brand, &place).await?;
        let names = Names::of(&mut session, brand, connection.id, &connection.kind).await?;
        drop(session);
        let open = self.opened(brand, connection.id).await?;
        let send = open.connector.send();
        if send.is_some_and(|send| !send.answers(names.place_out(&place.remote_id))) {
            return Err(ChannelRefusal::AnswerElsewhere { place: place.title }.into());
        }
        if !reached.writable {
            let channel = connection.name;
            return Err(ChannelRefusal::NotWritable { channel, place: place.title }.into());
        }
        let mut session = self.store().read().await?;
        let account = match row.identity.filter(|_| place.private) {
            Some(identity) => their_account(&mut session, brand, identity).await?,
            None => None,
        };
        let until = match open.connector.card().window.filter(|_| place.private) {
            Some(window) => {
                let micros = i64::try_from(window.as_micros()).unwrap_or(i64::MAX);
                Some(self.until(&mut session, brand, &row, micros).await?)
            }
            None => None,
        };
        let card = open.connector.card();
        let can_write = card.acts.contains(&ActKind::Private) && !card.private_threads;
        let to = match account.filter(|_| can_write) {
            Some(account) => To::Person { account },
            None => To::Message {
                place: names.place_out(&place.remote_id).to_owned(),
                message: names.key_out(&row.remote_key),
                thread: row.topic.clone(),
            },
        };
        Ok(Route { open, place, to, until })
    }

    /// Until when somebody may be answered in private.
    async fn until(
        &self,
        session: &mut Session,
        brand: &Brand,
        row: &MessageRow,
        window: i64,
    ) -> Result<Instant> {
        let last = match row.identity {
            Some(who) => adoption::last_words(session, brand.id, who, row.place).await?,
            None => None,
        };
        let until = last.unwrap_or(row.sent_at).plus(window);
        if until <= self.now() {
            return Err(ChannelRefusal::WindowOver { hours: window / HOUR }.into());
        }
        Ok(until)
    }
}

/// The connection that reaches a place: one that works before one that does not, the oldest first.
pub(super) async fn connection(
    session: &mut Session,
    brand: &Brand,
    place: &PlaceRow,
) -> Result<(ConnectionRow, ReachedRow)> {
    let rows = connections::of_workspace(session, brand.id).await?;
    let same: Vec<ConnectionId> = rows
        .iter()
        .filter(|row| brand.channel(&row.kind) == place.channel)
        .map(|row| row.id)
        .collect();
    let mut reached = connection_places::adoptions(session, brand.id).await?;
    reached.retain(|one| one.adopted == Some(place.id));
    let called = connection_places::called(session, brand.id, same, &place.remote_id).await?;
    reached.extend(called.into_iter().filter(|one| one.adopted.is_none()));
    let reaches =
        |row: &ConnectionRow| reached.iter().find(|one| one.connection == row.id).cloned();
    let mut ways: Vec<(ConnectionRow, ReachedRow)> = rows
        .into_iter()
        .filter_map(|row| {
            let reached = reaches(&row)?;
            Some((row, reached))
        })
        .collect();
    ways.sort_by_key(|(row, reached)| {
        (!row.enabled, row.sign_in_problem.is_some(), !reached.writable, row.created_at, row.id)
    });
    let title = || place.title.clone();
    Ok(ways.into_iter().next().ok_or_else(|| ChannelRefusal::NotConnected { place: title() })?)
}

/// The platform's id of whoever wrote, when it is somebody else than we.
pub(super) async fn their_account(
    session: &mut Session,
    brand: &Brand,
    identity: IdentityId,
) -> Result<Option<String>> {
    let row = identities::by_id(session, brand.id, [identity]).await?.pop();
    let row = row.filter(|row| !row.role.is_ours() && !row.deleted && !row.name_only);
    Ok(row.map(|row| row.remote_id).filter(|id| !id.starts_with('@')))
}

/// The name of an answer: equal for the same words by the same of us to the same message.
fn name_of(answer: &Answer) -> OutgoingId {
    let user = answer.by.user.map(|user| user.0.into_bytes()).unwrap_or_default();
    let mut parts: Vec<Vec<u8>> = vec![
        answer.message.0.as_bytes().to_vec(),
        user.to_vec(),
        answer.by.name.clone().into_bytes(),
        answer.text.trim().as_bytes().to_vec(),
    ];
    for file in &answer.files {
        parts.push(file.name.clone().into_bytes());
        parts.push(xxh3_128(&file.bytes).to_be_bytes().to_vec());
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    OutgoingId::derived(&parts)
}
