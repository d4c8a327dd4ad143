//! A place that a connection reaches is the place of an import: from then on both are one.
//!
//! What came live before that is taken out and taken in again under the names of the import, so that
//! nothing is there twice. Of what a platform gives no id for, one of us says that both are one; the
//! candidates show how much of what was said is equal.

use std::collections::{BTreeMap, HashMap, HashSet};

use kamerton_core::fact::{
    Account, DeletionFact, Fact, Invited, MembershipFact, MessageFact, PlaceRef, ReactionCount,
    ReactionFact,
};
use kamerton_core::id::{ChannelId, ConnectionId, IdentityId, MessageId, PlaceId};
use kamerton_core::time::{DAY, Instant, SECOND};
use kamerton_store::adoption::{self, SaidRow};
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::notices::{self, Change};
use kamerton_store::places::{self, PlaceRow};
use kamerton_store::{Session, connections, workspaces};
use kamerton_text::fold;

use super::joins::{self, Pairs};
use super::names::Names;
use super::refusal::ChannelRefusal;
use super::{Channels, source};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::{self, Origin};
use crate::messages::describe;
use crate::prepare::{Prepared, prepare};

/// Messages of a live place that are compared.
const COMPARED: i64 = 2_000;
/// Messages of a candidate within the same span that are compared.
const COMPARED_WITH: i64 = 20_000;
/// Messages that are taken out together.
const PIECE: i64 = 500;

/// A place of an import that a live place may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub place: PlaceId,
    /// Its title.
    pub title: String,
    /// Whether both have the same title.
    pub same_title: bool,
    /// How many messages are equal in name of the author, second and text.
    pub same_words: usize,
    /// How many messages are equal in their number and second.
    pub same_numbers: usize,
    /// When the last of it was said.
    pub last: Option<Instant>,
}

impl Channels {
    /// The places of imports that a place of a connection may be, the likeliest first.
    ///
    /// # Errors
    /// When the connection reaches no such place, or the store cannot.
    pub async fn candidates(
        &self,
        brand: &Brand,
        id: ConnectionId,
        remote_id: &str,
    ) -> Result<Vec<Candidate>> {
        let mut session = self.store().read().await?;
        let live = Live::of(&mut session, brand, id, remote_id).await?;
        let own = sample(&mut session, brand, live.id, whole(), COMPARED).await?;
        let span = own.iter().fold(None, |span: Option<(Instant, Instant)>, said| {
            Some(span.map_or((said.at, said.at), |(a, b)| (a.min(said.at), b.max(said.at))))
        });
        let words: HashSet<_> = own.iter().map(words).collect();
        let numbers: HashSet<_> = own.iter().map(number).collect();
        let live_ids = live.all_live(&mut session, brand).await?;
        let mut found = Vec::new();
        for row in places::all(&mut session, brand.id).await? {
            if row.channel != live.channel || row.id == live.id || live_ids.contains(&row.id) {
                continue;
            }
            let theirs = match span {
                Some((a, b)) => {
                    let span = (a.plus(-SECOND), b.plus(SECOND));
                    sample(&mut session, brand, row.id, span, COMPARED_WITH).await?
                }
                None => Vec::new(),
            };
            found.push(Candidate {
                place: row.id,
                same_title: fold(&row.title) == fold(&live.title),
                same_words: theirs.iter().filter(|said| words.contains(&self::words(said))).count(),
                same_numbers: theirs.iter().filter(|said| numbers.contains(&number(said))).count(),
                last: row.span.map(|(_, last)| last),
                title: row.title,
            });
        }
        found.sort_by_key(|one| {
            let equal = one.same_words.max(one.same_numbers);
            (std::cmp::Reverse((equal, one.same_title, one.last)), one.title.clone())
        });
        Ok(found)
    }

    /// Says that a place of a connection is this place of an import: what came live of it until now is
    /// taken in there, and what comes from now on. Gives how many messages that were.
    ///
    /// # Errors
    /// When the connection reaches no such place, both cannot be one, or the store cannot; then nothing
    /// is changed.
    pub async fn adopt(
        &self,
        brand: &Brand,
        id: ConnectionId,
        remote_id: &str,
        place: PlaceId,
        by: &Actor,
    ) -> Result<usize> {
        let now = self.now();
        let mut session = self.store().write().await?;
        workspaces::lock(&mut session, brand.id).await?;
        let live = Live::of(&mut session, brand, id, remote_id).await?;
        let all = places::all(&mut session, brand.id).await?;
        let target = all.into_iter().find(|row| row.id == place);
        let target = target.ok_or(crate::refusal::Refusal::NoPlace(place))?;
        if target.channel != live.channel {
            return Err(ChannelRefusal::OtherKind { place: target.title }.into());
        }
        if target.id != live.id && live.all_live(&mut session, brand).await?.contains(&target.id) {
            return Err(ChannelRefusal::AlreadyLive { place: target.title }.into());
        }
        connection_places::adopt(&mut session, brand.id, id, remote_id, Some(place)).await?;
        let (moved, pairs) = if target.id == live.id {
            (0, Pairs::new())
        } else {
            self.take_over(&mut session, brand, &live, &target, now).await?
        };
        let object = place.to_string();
        let deed = Deed { what: "channel.adopt", object: &object, count: moved as i64 };
        audit::note_in(&mut session, brand, by, &deed, now).await?;
        session.commit().await?;
        joins::join(self.store(), brand, pairs, now).await;
        self.forget_opened(id);
        for change in [Change::Channels, Change::Facts, Change::Places] {
            notices::tell(self.store(), brand.id, change).await;
        }
        Ok(moved)
    }

    /// Hides a place of a connection, or shows it again.
    ///
    /// # Errors
    /// When the connection reaches no such place, or the store cannot.
    pub async fn hide_place(
        &self,
        brand: &Brand,
        id: ConnectionId,
        remote_id: &str,
        hidden: bool,
    ) -> Result<()> {
        let mut session = self.store().write().await?;
        if !connection_places::hide(&mut session, brand.id, id, remote_id, hidden).await? {
            return Err(ChannelRefusal::NotReached { text: remote_id.to_owned() }.into());
        }
        session.commit().await?;
        notices::tell(self.store(), brand.id, Change::Channels).await;
        Ok(())
    }

    /// Takes what is in the live place out, and in again as the other's.
    async fn take_over(
        &self,
        session: &mut Session,
        brand: &Brand,
        live: &Live,
        target: &PlaceRow,
        now: Instant,
    ) -> Result<(usize, Pairs)> {
        let pair = (live.remote_id.clone(), target.remote_id.clone());
        let names = Names::new(&live.kind, vec![pair]);
        let origin = Origin::live(&source(live.connection));
        let mut facts = memberships(session, brand, live).await?;
        let mut taken = Vec::new();
        loop {
            let rows = adoption::of_place(session, brand.id, live.id, PIECE).await?;
            if rows.is_empty() {
                break;
            }
            let mut unsaid = Vec::new();
            for row in &rows {
                let told = Told::of(session, brand, live, row).await?;
                unsaid.extend(told.unsaid(now));
                facts.extend(told.facts);
            }
            // By the way of every deletion, so that everything derived from it goes too.
            apply(session, brand, &origin, unsaid, now).await?;
            let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
            ingest::interactions::unlink(session, brand, &ids).await?;
            for row in &rows {
                let key = row.remote_key.as_str();
                adoption::purge(session, brand.id, live.channel, row.id, key).await?;
                taken.push((row.id, names.key_in(key)));
            }
        }
        adoption::purge_place(session, brand.id, live.id).await?;
        facts.iter_mut().for_each(|fact| names.rename(fact));
        let pairs = joins::pairs(session, brand, facts.iter()).await?;
        apply(session, brand, &origin, facts, now).await?;
        self.relink(session, brand, live.channel, &taken).await?;
        Ok((taken.len(), pairs))
    }

    /// What was said and done about the messages that were taken out is about those they became.
    async fn relink(
        &self,
        session: &mut Session,
        brand: &Brand,
        channel: ChannelId,
        taken: &[(MessageId, String)],
    ) -> Result<()> {
        let keys = taken.iter().map(|(_, key)| key.clone());
        let found = messages::by_key(session, brand.id, channel, keys).await?;
        let found: HashMap<String, MessageId> = found.into_iter().collect();
        for (before, key) in taken {
            if let Some(after) = found.get(key).filter(|after| *after != before) {
                adoption::relink(session, brand.id, *before, *after).await?;
            }
        }
        Ok(())
    }
}

async fn apply(
    session: &mut Session,
    brand: &Brand,
    origin: &Origin,
    facts: Vec<Fact>,
    now: Instant,
) -> Result<()> {
    let prepared: Vec<Prepared> =
        facts.into_iter().filter_map(|fact| prepare(brand, fact, now.plus(DAY)).ok()).collect();
    ingest::apply_in(session, brand, origin, prepared, now).await?;
    Ok(())
}

/// A place of a connection, under the name by which it was taken in so far.
struct Live {
    connection: ConnectionId,
    kind: String,
    remote_id: String,
    title: String,
    private: bool,
    channel: ChannelId,
    id: PlaceId,
}

impl Live {
    async fn of(
        session: &mut Session,
        brand: &Brand,
        id: ConnectionId,
        remote_id: &str,
    ) -> Result<Self> {
        let row = connections::by_id(session, brand.id, id).await?;
        let row = row.ok_or(ChannelRefusal::NoConnection(id))?;
        let reached = connection_places::of_connection(session, brand.id, id).await?;
        let place = reached.into_iter().find(|place| place.remote_id == remote_id);
        let place =
            place.ok_or_else(|| ChannelRefusal::NotReached { text: remote_id.to_owned() })?;
        let channel = brand.channel(&row.kind);
        Ok(Self {
            connection: id,
            channel,
            id: brand.place(channel, remote_id),
            kind: row.kind,
            title: place.title,
            private: place.private,
            remote_id: place.remote_id,
        })
    }

    /// Places that connections of this kind bring under their own names.
    async fn all_live(&self, session: &mut Session, brand: &Brand) -> Result<HashSet<PlaceId>> {
        let rows = connection_places::of_workspace(session, brand.id).await?;
        let id = |row: &ReachedRow| brand.place(self.channel, &row.remote_id);
        Ok(rows.iter().map(id).collect())
    }

    fn place(&self) -> PlaceRef {
        PlaceRef {
            kind: self.kind.clone(),
            remote_id: self.remote_id.clone(),
            title: self.title.clone(),
            private: self.private,
        }
    }
}

/// A stored message as the facts that it was made of.
struct Told {
    facts: Vec<Fact>,
    given: Vec<ReactionFact>,
    deletion: Option<DeletionFact>,
    kind: String,
    key: String,
}

impl Told {
    async fn of(
        session: &mut Session,
        brand: &Brand,
        live: &Live,
        row: &MessageRow,
    ) -> Result<Self> {
        let reactions = messages::reactions(session, brand.id, [row.id]).await?;
        let mut wanted: Vec<IdentityId> = reactions.iter().map(|one| one.identity).collect();
        wanted.extend(row.identity);
        let accounts = accounts(session, brand, wanted).await?;
        let (reply_to, thread_root) = if row.implied {
            (None, row.reply_to_key.clone())
        } else {
            (row.reply_to_key.clone(), None)
        };
        let counted = reactions.iter().filter(|one| one.identity == IdentityId::NIL);
        let counted = counted.filter(|one| one.count > 0).map(|one| ReactionCount {
            emoji: one.emoji.clone(),
            count: u32::try_from(one.count).unwrap_or(u32::MAX),
            accounts: Vec::new(),
        });
        let extra = describe::extra(row);
        let message = MessageFact {
            place: live.place(),
            key: row.remote_key.clone(),
            author: row.identity.and_then(|id| accounts.get(&id).cloned()),
            sent_at: row.sent_at,
            edited_at: row.edited_at,
            text: row.text.clone(),
            reply_to,
            thread: row.topic.clone(),
            thread_root,
            forwarded_from: row.forwarded_from.clone(),
            attachments: row
                .attachments
                .as_deref()
                .and_then(|json| serde_json::from_str(json).ok())
                .unwrap_or_default(),
            reactions: counted.collect(),
            service: row.service,
            link: extra.link,
            sender_check: extra.sender_check,
        };
        let versions = messages::versions(session, brand.id, [row.id]).await?;
        let mut facts: Vec<Fact> = versions
            .into_iter()
            .map(|version| {
                let (text, edited_at) = (version.text, version.edited_at);
                Fact::Message(MessageFact { text, edited_at, ..message.clone() })
            })
            .collect();
        facts.push(Fact::Message(message));
        let named = |one: &messages::ReactionRow| {
            let account = accounts.get(&one.identity)?.clone();
            Some(ReactionFact {
                message: row.remote_key.clone(),
                emoji: one.emoji.clone(),
                account,
                at: one.at,
                given: one.count > 0,
            })
        };
        let named: Vec<ReactionFact> = reactions.iter().filter_map(named).collect();
        facts.extend(named.iter().cloned().map(Fact::Reaction));
        let deletion = row.deleted_at.map(|at| DeletionFact {
            kind: live.kind.clone(),
            message: row.remote_key.clone(),
            at,
        });
        facts.extend(deletion.clone().map(Fact::Deletion));
        let given = named.into_iter().filter(|one| one.given).collect();
        let (kind, key) = (live.kind.clone(), row.remote_key.clone());
        Ok(Self { facts, given, deletion, kind, key })
    }

    /// The facts that take all of it back.
    fn unsaid(&self, now: Instant) -> Vec<Fact> {
        let back = self
            .given
            .iter()
            .map(|one| Fact::Reaction(ReactionFact { given: false, ..one.clone() }));
        let (kind, message) = (self.kind.clone(), self.key.clone());
        let gone = Fact::Deletion(DeletionFact { kind, message, at: now });
        back.chain(self.deletion.is_none().then_some(gone)).collect()
    }
}

/// Who joined and left the live place, as facts.
async fn memberships(session: &mut Session, brand: &Brand, live: &Live) -> Result<Vec<Fact>> {
    let rows = adoption::memberships(session, brand.id, live.id).await?;
    let wanted = rows.iter().flat_map(|row| [Some(row.identity), row.invited_by]).flatten();
    let accounts = accounts(session, brand, wanted.collect()).await?;
    let fact = |row: &messages::MembershipRow| {
        Some(Fact::Membership(MembershipFact {
            place: live.place(),
            key: row.key.clone(),
            account: accounts.get(&row.identity)?.clone(),
            at: row.at,
            joined: row.joined,
            invited_by: row.invited_by.and_then(|id| accounts.get(&id).cloned()),
            invitation: row.invitation_address.clone().map(|address| Invited {
                address,
                name: row.invitation_name.clone().unwrap_or_default(),
            }),
        }))
    };
    Ok(rows.iter().filter_map(fact).collect())
}

/// Stored accounts as facts name them.
async fn accounts(
    session: &mut Session,
    brand: &Brand,
    wanted: Vec<IdentityId>,
) -> Result<BTreeMap<IdentityId, Account>> {
    let rows = identities::by_id(session, brand.id, wanted).await?;
    Ok(rows.into_iter().map(|row| (row.id, account(row))).collect())
}

fn account(row: IdentityRow) -> Account {
    // Ids that were made of a name or a handle are made again.
    let made = row.remote_id.starts_with(['~', '@']);
    Account {
        kind: row.kind,
        remote_id: if made { String::new() } else { row.remote_id },
        handle: row.handle,
        display_name: row.name,
        role: None,
        deleted: row.deleted,
    }
}

const fn whole() -> (Instant, Instant) {
    (Instant::from_micros(i64::MIN), Instant::from_micros(i64::MAX))
}

async fn sample(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: (Instant, Instant),
    limit: i64,
) -> Result<Vec<SaidRow>> {
    let mut found = adoption::sample(session, brand.id, place, span, limit).await?;
    found.retain(|said| !said.text.trim().is_empty());
    Ok(found)
}

fn second(at: Instant) -> i64 {
    at.micros().div_euclid(SECOND)
}

fn words(said: &SaidRow) -> (String, i64, String) {
    (said.name.as_deref().map(fold).unwrap_or_default(), second(said.at), said.text.clone())
}

/// The number of a message in its place, and its second.
fn number(said: &SaidRow) -> (String, i64) {
    let number = said.key.rsplit(':').next().unwrap_or_default();
    (number.to_owned(), second(said.at))
}
