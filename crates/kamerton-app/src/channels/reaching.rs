//! How many saw our messages: where a platform counts that, it is asked for recent ones often and for
//! older ones seldom ([`kamerton_core::reach`]).

use std::collections::{HashMap, HashSet};

use kamerton_channels::live::{Reached, Trouble};
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_core::reach::{LONGEST, first_due, next_due};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, HOUR, Instant};
use kamerton_store::notices::{self, Change};
use kamerton_store::reach::{self, ReachRow};
use kamerton_store::{Session, connection_places, connections, identities};

use super::keeper::Keeper;
use super::names::Names;
use crate::brand::Brand;
use crate::error::Result;

/// So many messages are asked for at once.
const PIECE: i64 = 100;
/// So many messages of one account are looked through at once.
const PAGE: i64 = 500;
/// What came so long after it was sent is found at once; what came later, when everything is looked
/// through.
const LATE: i64 = 2 * DAY;
/// How often everything is looked through: what was before is read for hours.
const WHOLE: i64 = 6 * HOUR;
/// After so many failures in a row the messages have to wait for their next time.
const PATIENCE: u32 = 5;

/// How many saw a message, as the platform counted last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How often it was seen.
    pub views: Option<i64>,
    /// How often it was passed on.
    pub shares: Option<i64>,
    /// How many reacted.
    pub reactions: Option<i64>,
    /// How many wrote something below it.
    pub comments: Option<i64>,
    /// When it was counted.
    pub at: Instant,
}

/// How many saw these messages; those that nobody counted are left out.
///
/// # Errors
/// When the store cannot.
pub async fn seen(
    session: &mut Session,
    brand: &Brand,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<HashMap<MessageId, Seen>> {
    let rows = reach::of_messages(session, brand.id, messages).await?;
    let seen = |row: &ReachRow| {
        let ReachRow { views, shares, reactions, comments, .. } = *row;
        Some(Seen { views, shares, reactions, comments, at: row.counted_at? })
    };
    Ok(rows.iter().filter_map(|row| Some((row.message, seen(row)?))).collect())
}

impl Keeper {
    /// Asks how many saw our messages, each at its times, until the work ends.
    pub async fn keep_reach(&self) {
        let Ok(open) = self.opened().await else { return };
        if open.connector.reach().is_none() {
            return;
        }
        drop(open);
        let mut whole: Option<Instant> = None;
        let mut failures = 0;
        while self.until_allowed().await {
            let now = self.now();
            let is_fresh = whole.is_some_and(|at| (0..WHOLE).contains(&now.since(at)));
            let back = if is_fresh { LATE } else { LONGEST };
            if self.note_own(now.plus(-back)).await.is_ok() && !is_fresh {
                whole = Some(now);
            }
            let wait = match self.count_some(failures >= PATIENCE).await {
                Ok(Ok(true)) => {
                    failures = 0;
                    continue;
                }
                Ok(Ok(false)) => self.tempo().reach,
                Ok(Err(trouble)) => {
                    failures += 1;
                    let wait = self.failed(&trouble, failures, false).await;
                    let Some(wait) = wait else { return };
                    // What the platform refuses it refuses a moment later as well.
                    match trouble {
                        Trouble::Limited { .. } | Trouble::Passing(_) | Trouble::Unknown(_) => wait,
                        _ => wait.max(self.tempo().reach),
                    }
                }
                Err(_) => self.tempo().first_wait,
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }

    /// Notes which messages of ours since a moment are to be asked for.
    async fn note_own(&self, since: Instant) -> Result<()> {
        let (brand, now) = (&self.brand, self.now());
        let mut session = self.channels.store().read().await?;
        let open = self.open_places(&mut session).await?;
        let ours =
            identities::of_roles(&mut session, brand.id, &[Role::Staff, Role::Brand]).await?;
        let mut rows = Vec::new();
        for account in ours.iter().filter(|account| account.kind == self.row.kind) {
            let mut from = since;
            loop {
                let own = reach::own(&mut session, brand.id, account.id, from, PAGE).await?;
                let is_last = own.len() < PAGE as usize;
                let last = own.last().map(|one| one.sent_at);
                rows.extend(own.into_iter().filter(|one| open.contains(&one.place)).filter_map(
                    |one| {
                        let due_at = Some(first_due(one.sent_at, now)?);
                        Some(ReachRow {
                            message: one.id,
                            connection: self.id,
                            remote_key: one.remote_key,
                            sent_at: one.sent_at,
                            views: None,
                            shares: None,
                            reactions: None,
                            comments: None,
                            counted_at: None,
                            due_at,
                        })
                    },
                ));
                match last {
                    Some(last) if !is_last && last > from => from = last,
                    _ => break,
                }
            }
        }
        let ids: Vec<MessageId> = rows.iter().map(|row| row.message).collect();
        let known = reach::of_messages(&mut session, brand.id, ids).await?;
        drop(session);
        let known: HashSet<MessageId> = known.iter().map(|row| row.message).collect();
        rows.retain(|row| !known.contains(&row.message));
        if rows.is_empty() {
            return Ok(());
        }
        let mut session = self.channels.store().write().await?;
        if connections::hold(&mut session, brand.id, self.id, self.fence).await? {
            reach::note(&mut session, brand.id, &rows).await?;
        }
        session.commit().await?;
        Ok(())
    }

    /// The places of this connection that are open to everybody: private talk has no reach.
    async fn open_places(&self, session: &mut Session) -> Result<HashSet<PlaceId>> {
        let channel = self.brand.channel(&self.row.kind);
        let places = connection_places::of_connection(session, self.brand.id, self.id).await?;
        let open = places.into_iter().filter(|place| !place.private);
        let id = |remote_id: &str| self.brand.place(channel, remote_id);
        Ok(open.map(|place| place.adopted.unwrap_or_else(|| id(&place.remote_id))).collect())
    }

    /// Asks for some that are due; says whether there were such. Those that are given up wait for their
    /// next time unasked.
    async fn count_some(&self, gives_up: bool) -> Result<std::result::Result<bool, Trouble>> {
        let (brand, now) = (&self.brand, self.now());
        let mut session = self.channels.store().read().await?;
        let mut rows = reach::due(&mut session, brand.id, self.id, now, PIECE).await?;
        let names = Names::of(&mut session, brand, self.id, &self.row.kind).await?;
        drop(session);
        let open = self.opened().await?;
        let (false, Some(reach)) = (rows.is_empty(), open.connector.reach()) else {
            return Ok(Ok(false));
        };
        let keys: Vec<String> = rows.iter().map(|row| names.key_out(&row.remote_key)).collect();
        let counted = if gives_up {
            Vec::new()
        } else {
            match self.unless_ended(reach.reach(&open.link(), &keys)).await {
                None => return Ok(Ok(false)),
                Some(Err(trouble)) => return Ok(Err(trouble)),
                Some(Ok(counted)) => counted,
            }
        };
        let mut counted: HashMap<String, Reached> =
            counted.into_iter().map(|one| (names.key_in(&one.message), one)).collect();
        let now = self.now();
        for row in &mut rows {
            row.due_at = next_due(row.sent_at, now);
            if let Some(one) = counted.remove(&row.remote_key) {
                put(row, &one, now);
            }
        }
        let mut session = self.channels.store().write().await?;
        if connections::hold(&mut session, brand.id, self.id, self.fence).await? {
            kamerton_store::reach::counted(&mut session, brand.id, &rows).await?;
        }
        session.commit().await?;
        notices::tell(self.channels.store(), brand.id, Change::Facts).await;
        Ok(Ok(true))
    }
}

/// What the platform does not say stays as it was said last.
fn put(row: &mut ReachRow, one: &Reached, now: Instant) {
    let number = |said: Option<u64>, known: Option<i64>| {
        said.map(|said| i64::try_from(said).unwrap_or(i64::MAX)).or(known)
    };
    row.views = number(one.views, row.views);
    row.shares = number(one.shares, row.shares);
    row.reactions = number(one.reactions, row.reactions);
    row.comments = number(one.comments, row.comments);
    row.counted_at = Some(now);
}
