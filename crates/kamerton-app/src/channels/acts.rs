//! What a brand does in a place beside answering: posts, questions, reposts, pins, and moderation.
//!
//! Each is planned in names of ours, turned into an act of the platform where the channel can do it, and
//! written down for the outbox ([`super::outbox`]): whatever holds for answers holds for it.

use std::sync::Arc;

use kamerton_channels::live::{Act, ActKind, Asks, Card, File, Restriction, Say, To};
use kamerton_core::access::Action;
use kamerton_core::id::{ConnectionId, MessageId, OutgoingId, PlaceId};
use kamerton_core::time::{HOUR, Instant};
use kamerton_store::connection_places::ReachedRow;
use kamerton_store::messages;
use kamerton_store::outgoing::{self, OutgoingRow};
use kamerton_store::places::PlaceRow;
use kamerton_store::{Session, connection_places, identities};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use super::names::Names;
use super::open::Open;
use super::outbox::{self, Wish};
use super::refusal::ChannelRefusal;
use super::{Channels, reply};
use crate::accounts::audit::Actor;
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{self, Sight};
use crate::refusal::Refusal;

/// The longest reason that is kept, in characters.
pub const LONGEST_REASON: usize = 500;
/// The longest restriction for a time, in hours: ten years, which platforms take for good.
pub const LONGEST_HOURS: u32 = 10 * 365 * 24;
/// A moment this near is no time to come: the platform may have it past when it hears of it. In
/// microseconds.
const SOONEST: i64 = 2 * kamerton_core::time::MINUTE;

/// What is to be done.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Doing {
    /// Say something of our own in a place.
    Post {
        /// Where.
        place: PlaceId,
        /// The topic, where the place has topics.
        thread: Option<String>,
        /// What.
        text: String,
        /// Files along with it.
        #[serde(skip)]
        files: Vec<File>,
        /// When it is to appear, if not at once.
        at: Option<Instant>,
    },
    /// Ask the people of a place.
    Ask {
        /// Where.
        place: PlaceId,
        /// The topic, where the place has topics.
        thread: Option<String>,
        /// The question.
        question: String,
        /// The answers to choose from.
        answers: Vec<String>,
        /// Whether it stays unknown who chose what.
        anonymous: bool,
        /// Whether several may be chosen.
        several: bool,
    },
    /// Show a message in another place, with its author's name.
    Repost {
        /// Which.
        message: MessageId,
        /// Where.
        place: PlaceId,
        /// What we say to it.
        text: String,
    },
    /// Pin a message, or let go of it.
    Pin {
        /// Which.
        message: MessageId,
        /// Pinned, or not any more.
        pinned: bool,
    },
    /// Delete what somebody else said.
    Delete {
        /// Which message.
        message: MessageId,
        /// Why.
        reason: String,
    },
    /// Shut the author of a message up or out, or let them in again.
    Restrict {
        /// Which message.
        message: MessageId,
        /// How.
        restriction: Restriction,
        /// For how many hours, at most [`LONGEST_HOURS`]; for good when not said.
        hours: Option<u32>,
        /// Why.
        reason: String,
    },
}

/// Something that one of us wants to be done.
#[derive(Clone, Debug)]
pub struct Intent {
    /// What tells it from the same thing wanted another time: pressed twice is one, wanted twice is two.
    pub name: String,
    /// What.
    pub doing: Doing,
    /// Who of us.
    pub by: Actor,
}

/// What can be done in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possible {
    /// By which connection.
    pub connection: ConnectionId,
    /// What it is called.
    pub channel: String,
    /// In whose name: the account of the channel.
    pub account: String,
    /// Whether something of our own can be said there.
    pub posts: bool,
    /// Whether that can appear at a time to come.
    pub schedules: bool,
    /// The longest text.
    pub longest_text: usize,
    /// How many files may go along.
    pub most_files: usize,
    /// The largest of them, in bytes.
    pub largest_file: usize,
    /// What questions may be like, where people can be asked.
    pub asks: Option<Asks>,
    /// Whether messages of elsewhere can be shown there.
    pub reposts: bool,
    /// Whether invitations can be made.
    pub invites: bool,
}

impl Possible {
    /// Whether there is anything.
    pub const fn is_any(&self) -> bool {
        self.posts || self.asks.is_some() || self.reposts || self.invites
    }
}

/// What can be done with a message, beside answering it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handling {
    /// What the connection is called.
    pub channel: String,
    /// Whether it can be pinned.
    pub pins: bool,
    /// Where it can be shown: the places, with their titles.
    pub shows_in: Vec<(PlaceId, String)>,
    /// The longest text that can be said to it there.
    pub longest_text: usize,
    /// Whether it can be deleted: it is somebody else's.
    pub deletes: bool,
    /// How its author can be restricted.
    pub restricts: &'static [Restriction],
    /// Whether for a time.
    pub for_a_time: bool,
}

/// A place with the way there.
pub(super) struct Way {
    pub open: Arc<Open>,
    pub place: PlaceRow,
    pub reached: ReachedRow,
    pub names: Names,
}

impl Way {
    /// The platform's id of the place.
    pub fn remote(&self) -> &str {
        self.names.place_out(&self.place.remote_id)
    }

    /// Whether something of this kind can be done there.
    fn can(&self, kind: ActKind) -> bool {
        let send = self.open.connector.send();
        self.card().acts.contains(&kind) && send.is_some_and(|send| send.can(kind, self.remote()))
    }

    fn card(&self) -> Card {
        self.open.connector.card()
    }

    fn demand(&self, kind: ActKind) -> std::result::Result<(), ChannelRefusal> {
        match self.can(kind) {
            true => Ok(()),
            false => Err(ChannelRefusal::CannotDo { channel: self.channel(), what: kind.word() }),
        }
    }

    fn demand_writable(&self) -> std::result::Result<(), ChannelRefusal> {
        match self.reached.writable {
            true => Ok(()),
            false => Err(ChannelRefusal::NotWritable {
                channel: self.channel(),
                place: self.place.title.clone(),
            }),
        }
    }

    pub fn channel(&self) -> String {
        self.open.row.name.clone()
    }
}

/// A message with the way to where it stands.
struct Found {
    way: Way,
    key: String,
    ours: bool,
    /// The platform's id of whoever wrote it, where it is somebody else who has an account.
    account: Option<String>,
}

impl Doing {
    /// What one has to be allowed to do for it.
    pub const fn needs(&self) -> Action {
        match self {
            Self::Post { .. } | Self::Ask { .. } | Self::Repost { .. } | Self::Pin { .. } => {
                Action::Publish
            }
            Self::Delete { .. } | Self::Restrict { .. } => Action::Moderate,
        }
    }

    /// The message that it is about.
    const fn about(&self) -> Option<MessageId> {
        match self {
            Self::Post { .. } | Self::Ask { .. } => None,
            Self::Repost { message, .. }
            | Self::Pin { message, .. }
            | Self::Delete { message, .. }
            | Self::Restrict { message, .. } => Some(*message),
        }
    }

    fn reason(&self) -> std::result::Result<String, ChannelRefusal> {
        match self {
            Self::Delete { reason, .. } | Self::Restrict { reason, .. } => {
                let reason: String = reason.trim().chars().take(LONGEST_REASON).collect();
                if reason.is_empty() { Err(ChannelRefusal::NoReason) } else { Ok(reason) }
            }
            _ => Ok(String::new()),
        }
    }
}

impl Channels {
    /// What can be done in a place.
    ///
    /// # Errors
    /// Why nothing can, precisely; or when the store cannot.
    pub async fn possible(&self, brand: &Brand, place: PlaceId) -> Result<Possible> {
        let way = self.way(brand, place).await?;
        outbox::usable(&way.open)?;
        let card = way.card();
        let writes = |kind| way.reached.writable && way.can(kind);
        let me = way.open.about.me.as_ref();
        let account = me.and_then(|me| me.display_name.clone().or_else(|| me.handle.clone()));
        Ok(Possible {
            connection: way.open.row.id,
            channel: way.channel(),
            account: account.unwrap_or_else(|| way.open.about.title.clone()),
            posts: writes(ActKind::Post),
            schedules: writes(ActKind::Schedule),
            longest_text: card.longest_text,
            most_files: if way.can(ActKind::Files) { card.most_files } else { 0 },
            largest_file: card.largest_file,
            asks: card.asks.filter(|_| writes(ActKind::Ask)),
            reposts: writes(ActKind::Repost),
            invites: way.open.connector.invite().is_some(),
        })
    }

    /// What can be done with a message.
    ///
    /// # Errors
    /// Why nothing can, precisely; or when the store cannot.
    pub async fn handling(
        &self,
        brand: &Brand,
        sight: Sight,
        message: MessageId,
    ) -> Result<Handling> {
        let found = self.found(brand, sight, message).await?;
        let way = &found.way;
        outbox::usable(&way.open)?;
        let card = way.card();
        let restricts = found.account.is_some() && way.can(ActKind::Restrict);
        Ok(Handling {
            channel: way.channel(),
            pins: way.can(ActKind::Pin),
            shows_in: self.shows_in(brand, way).await?,
            longest_text: card.longest_text,
            deletes: !found.ours && way.can(ActKind::Moderate),
            restricts: if restricts { card.restricts } else { &[] },
            for_a_time: card.restricts_for_a_time,
        })
    }

    /// Places of the same channel where a message can be shown.
    async fn shows_in(&self, brand: &Brand, from: &Way) -> Result<Vec<(PlaceId, String)>> {
        let (open, channel) = (&from.open, brand.channel(&from.open.row.kind));
        let can = |place: &str| {
            let send = open.connector.send();
            send.is_some_and(|send| send.can(ActKind::Repost, place))
        };
        if !open.connector.card().acts.contains(&ActKind::Repost) {
            return Ok(Vec::new());
        }
        let mut session = self.store().read().await?;
        let reached = connection_places::of_connection(&mut session, brand.id, open.row.id).await?;
        let reached = reached.into_iter().filter(|one| one.writable && !one.private && !one.hidden);
        let ids: Vec<PlaceId> = reached
            .filter(|one| can(&one.remote_id))
            .map(|one| one.adopted.unwrap_or_else(|| brand.place(channel, &one.remote_id)))
            .collect();
        let all = kamerton_store::places::all(&mut session, brand.id).await?;
        let others = all.into_iter().filter(|row| row.id != from.place.id && !row.private);
        Ok(others.filter(|row| ids.contains(&row.id)).map(|row| (row.id, row.title)).collect())
    }

    /// Does something in a place or with a message: written down at once, done right after. The same
    /// intent given twice is one.
    ///
    /// # Errors
    /// Why it cannot be done, precisely; then nothing is written down.
    pub async fn carry_out(
        &self,
        brand: &Brand,
        sight: Sight,
        intent: &Intent,
    ) -> Result<OutgoingId> {
        let doing = &intent.doing;
        let reason = doing.reason()?;
        let (connection, kind, act) = match doing {
            Doing::Post { place, .. } | Doing::Ask { place, .. } => {
                let way = self.way(brand, *place).await?;
                way.demand_writable()?;
                let (kind, act) = self.said(&way, doing)?;
                (way.open.row.id, kind, act)
            }
            Doing::Repost { message, place, text } => {
                let found = self.found(brand, sight, *message).await?;
                let to = self.way(brand, *place).await?;
                if to.open.row.id != found.way.open.row.id {
                    return Err(ChannelRefusal::OtherChannel { place: to.place.title }.into());
                }
                to.demand_writable()?;
                to.demand(ActKind::Repost)?;
                let (place, text) = (to.remote().to_owned(), text.trim().to_owned());
                let act = Act::Repost { message: found.key, place, text };
                (to.open.row.id, ActKind::Repost, act)
            }
            Doing::Pin { message, .. }
            | Doing::Delete { message, .. }
            | Doing::Restrict { message, .. } => {
                let found = self.found(brand, sight, *message).await?;
                let (kind, act) = self.handled(&found, doing)?;
                (found.way.open.row.id, kind, act)
            }
        };
        let wish = Wish {
            id: name_of(intent),
            connection,
            kind,
            act,
            reason,
            about: doing.about(),
            by: intent.by.clone(),
        };
        self.say(brand, &wish).await?;
        Ok(wish.id)
    }

    /// A post or a question in the platform's words.
    fn said(
        &self,
        way: &Way,
        doing: &Doing,
    ) -> std::result::Result<(ActKind, Act), ChannelRefusal> {
        let place = || way.remote().to_owned();
        Ok(match doing {
            Doing::Post { thread, text, files, at, .. } => {
                way.demand(ActKind::Post)?;
                let kind = if at.is_some() { ActKind::Schedule } else { ActKind::Post };
                way.demand(kind)?;
                if at.is_some_and(|at| at < self.now().plus(SOONEST)) {
                    return Err(ChannelRefusal::TimePassed);
                }
                let to = To::Place { place: place(), thread: thread.clone() };
                let text = text.trim().to_owned();
                (kind, Act::Say(Say { to, text, files: files.clone(), at: *at }))
            }
            Doing::Ask { thread, question, answers, anonymous, several, .. } => {
                way.demand(ActKind::Ask)?;
                let asks = way.card().asks.ok_or_else(|| ChannelRefusal::CannotDo {
                    channel: way.channel(),
                    what: ActKind::Ask.word(),
                })?;
                let question = question.trim().to_owned();
                let answers = chosen_from(&asks, &question, answers)?;
                if *anonymous && !asks.anonymous {
                    return Err(ChannelRefusal::OpenOnly { channel: way.channel() });
                }
                let act = Act::Ask {
                    place: place(),
                    thread: thread.clone(),
                    question,
                    answers,
                    anonymous: *anonymous,
                    several: *several,
                };
                (ActKind::Ask, act)
            }
            _ => return Err(ChannelRefusal::NothingToSay),
        })
    }

    /// Pinning and moderating in the platform's words.
    fn handled(
        &self,
        found: &Found,
        doing: &Doing,
    ) -> std::result::Result<(ActKind, Act), ChannelRefusal> {
        let (way, message) = (&found.way, found.key.clone());
        Ok(match doing {
            Doing::Delete { .. } => {
                if found.ours {
                    return Err(ChannelRefusal::OursToTakeBack);
                }
                way.demand(ActKind::Moderate)?;
                (ActKind::Moderate, Act::Delete { message })
            }
            Doing::Restrict { restriction, hours, .. } => {
                way.demand(ActKind::Restrict)?;
                let card = way.card();
                let account = found.account.clone().ok_or(ChannelRefusal::NobodyToRestrict)?;
                if !card.restricts.contains(restriction) {
                    return Err(ChannelRefusal::NoSuchRestriction { channel: way.channel() });
                }
                let hours = hours.filter(|_| *restriction != Restriction::Lifted);
                if hours.is_some() && !card.restricts_for_a_time {
                    return Err(ChannelRefusal::ForGoodOnly { channel: way.channel() });
                }
                let until = hours
                    .map(|hours| self.now().plus(i64::from(hours.clamp(1, LONGEST_HOURS)) * HOUR));
                let (place, restriction) = (way.remote().to_owned(), *restriction);
                (ActKind::Restrict, Act::Restrict { place, account, restriction, until })
            }
            Doing::Pin { pinned, .. } => {
                way.demand(ActKind::Pin)?;
                (ActKind::Pin, Act::Pin { message, pinned: *pinned })
            }
            _ => return Err(ChannelRefusal::NothingToSay),
        })
    }

    /// What went out to a place or is to, the latest first.
    ///
    /// # Errors
    /// When nothing reaches it, or the store cannot.
    pub async fn sent_to(
        &self,
        brand: &Brand,
        place: PlaceId,
        limit: i64,
    ) -> Result<Vec<OutgoingRow>> {
        let way = self.way(brand, place).await?;
        let (connection, remote) = (way.open.row.id, way.remote());
        let mut session = self.store().read().await?;
        Ok(outgoing::of_place(&mut session, brand.id, connection, remote, limit).await?)
    }

    /// The way to a place that is open to its members.
    pub(super) async fn way(&self, brand: &Brand, place: PlaceId) -> Result<Way> {
        let mut session = self.store().read().await?;
        let place = places::find(&mut session, brand, place).await?;
        self.way_to(brand, session, place).await
    }

    async fn way_to(&self, brand: &Brand, mut session: Session, place: PlaceRow) -> Result<Way> {
        if place.private {
            return Err(ChannelRefusal::PrivateTalk { place: place.title }.into());
        }
        let (connection, reached) = reply::connection(&mut session, brand, &place).await?;
        let names = Names::of(&mut session, brand, connection.id, &connection.kind).await?;
        drop(session);
        let open = self.opened(brand, connection.id).await?;
        Ok(Way { open, place, reached, names })
    }

    async fn found(&self, brand: &Brand, sight: Sight, id: MessageId) -> Result<Found> {
        let mut session = self.store().read().await?;
        let known = places::Known::of(&mut session, brand, sight).await?;
        let row = messages::by_id(&mut session, brand.id, [id]).await?.pop();
        let row = row.filter(|row| known.shows_message(row)).ok_or(Refusal::NoMessage { id })?;
        let place = places::find(&mut session, brand, row.place).await?;
        let (mut ours, mut account) = (false, None);
        if let Some(identity) = row.identity {
            let author = identities::by_id(&mut session, brand.id, [identity]).await?.pop();
            ours = author.is_some_and(|author| author.role.is_ours());
            account = reply::their_account(&mut session, brand, identity).await?;
        }
        let way = self.way_to(brand, session, place).await?;
        let key = way.names.key_out(&row.remote_key);
        Ok(Found { way, key, ours, account })
    }
}

/// The answers of a question, without blank ones.
fn chosen_from(
    asks: &Asks,
    question: &str,
    answers: &[String],
) -> std::result::Result<Vec<String>, ChannelRefusal> {
    if question.is_empty() {
        return Err(ChannelRefusal::NothingToSay);
    }
    let has = question.chars().count();
    if has > asks.longest_question {
        return Err(ChannelRefusal::TooLong { has, most: asks.longest_question });
    }
    let answers = answers.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let mut chosen: Vec<String> = Vec::new();
    for answer in answers {
        if answer.chars().count() > asks.longest_answer {
            let (text, most) = (answer.to_owned(), asks.longest_answer);
            return Err(ChannelRefusal::LongAnswer { text, most });
        }
        if !chosen.iter().any(|one| one == answer) {
            chosen.push(answer.to_owned());
        }
    }
    match (2..=asks.most_answers).contains(&chosen.len()) {
        true => Ok(chosen),
        false => Err(ChannelRefusal::NoAnswers { most: asks.most_answers }),
    }
}

/// The name of an intent: equal for the same thing by the same of us under the same name.
fn name_of(intent: &Intent) -> OutgoingId {
    let user = intent.by.user.map(|user| user.0.into_bytes()).unwrap_or_default();
    let doing = serde_json::to_vec(&intent.doing).unwrap_or_default();
    let mut parts: Vec<Vec<u8>> = vec![
        b"act".to_vec(),
        user.to_vec(),
        intent.by.name.clone().into_bytes(),
        intent.name.clone().into_bytes(),
        doing,
    ];
    if let Doing::Post { files, .. } = &intent.doing {
        for file in files {
            parts.push(file.name.clone().into_bytes());
            parts.push(xxh3_128(&file.bytes).to_be_bytes().to_vec());
        }
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    OutgoingId::derived(&parts)
}
