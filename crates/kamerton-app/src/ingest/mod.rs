//! From facts to rows: one batch, one transaction.
//!
//! A batch is stored first ([`accounts`], [`messages`]), then the ledger is derived for what it
//! touched ([`derive`]), then what waits for answers is looked at ([`answers`]), then the people it
//! touched are folded ([`fold`]). Every step asks the database what it needs to know, so that the
//! outcome depends on what is stored and not on the order in which it came.

pub mod accounts;
pub(crate) mod ahead;
pub mod answers;
mod claims;
pub(crate) mod days;
pub mod derive;
pub mod fold;
pub mod interactions;
mod known;
mod memberships;
pub mod messages;
mod orders;
mod reactions;
pub mod restate;
pub mod roles;
mod texts;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::id::{ChannelId, IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::places::{self, PlaceRow};
use kamerton_store::reread::MoveRow;
use kamerton_store::{Session, Store, statistics, workspaces};
use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::error::Result;
use crate::places::indices::touch::Changed;
use crate::prepare::Prepared;
use known::Known;
use roles::RoleRules;

/// Where facts come from and how their authors are judged.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Kept with every account: `import:telegram`, `hand`, `demo`.
    pub source: String,
    /// Legal basis of keeping accounts from here.
    pub basis: String,
    /// What they are kept for.
    pub purpose: String,
    /// Retention class.
    pub retention: String,
    /// Who is staff, brand or bot.
    pub roles: RoleRules,
}

impl Origin {
    /// An import of a kind of source.
    pub fn import(kind: &str, roles: RoleRules) -> Self {
        Self {
            source: format!("import:{kind}"),
            basis: "legitimate_interest".to_owned(),
            purpose: "community".to_owned(),
            retention: "while_member".to_owned(),
            roles,
        }
    }

    /// A live source, by the name under which its events were kept. It says itself who is who.
    pub fn live(source: &str) -> Self {
        let roles = RoleRules::default();
        Self { source: source.to_owned(), ..Self::import("", roles) }
    }
}

/// What a batch brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brought {
    /// New messages, service messages not counted.
    pub messages: u64,
    /// New service messages.
    pub service: u64,
    /// Accounts that wrote for the first time, or people that a list made known.
    pub people: u64,
    /// New messages with an explicit reply link.
    pub replies: u64,
    /// New reactions.
    pub reactions: u64,
    /// New orders.
    pub orders: u64,
    /// New joinings and leavings.
    pub memberships: u64,
    /// Texts replaced by later ones.
    pub edits: u64,
    /// Facts that were there already.
    pub duplicates: u64,
}

impl Brought {
    /// Adds another batch.
    pub const fn add(&mut self, other: &Self) {
        self.messages += other.messages;
        self.service += other.service;
        self.people += other.people;
        self.replies += other.replies;
        self.reactions += other.reactions;
        self.orders += other.orders;
        self.memberships += other.memberships;
        self.edits += other.edits;
        self.duplicates += other.duplicates;
    }
}

/// Stores a batch of facts in a transaction of its own.
///
/// # Errors
/// When the store cannot; then nothing of the batch is stored.
pub async fn apply(
    store: &Store,
    brand: &Brand,
    origin: &Origin,
    facts: Vec<Prepared>,
    now: Instant,
) -> Result<Brought> {
    let mut session = store.write().await?;
    let brought = apply_in(&mut session, brand, origin, facts, now).await?;
    session.commit().await?;
    Ok(brought)
}

/// Lets the database look at what it holds, when `before` to `after` facts stored in one go are so
/// many more that it plans its queries for a far smaller store. To be called between batches.
///
/// # Errors
/// When the store cannot.
pub async fn learn(store: &Store, before: u64, after: u64) -> Result<()> {
    if !store.is_postgres() || !statistics::are_due(before, after) {
        return Ok(());
    }
    let mut session = store.write().await?;
    statistics::refresh(&mut session).await?;
    session.commit().await?;
    Ok(())
}

/// Stores batches of facts and nothing that is derived from them, in one transaction:
/// [`crate::check::rebuild`] makes that. Who wrote for the first time is not counted.
///
/// # Errors
/// When the store cannot; then nothing of the batches is stored.
pub async fn apply_facts(
    store: &Store,
    brand: &Brand,
    origin: &Origin,
    batches: Vec<Vec<Prepared>>,
    now: Instant,
) -> Result<Brought> {
    let mut session = store.write().await?;
    let mut brought = Brought::default();
    for facts in batches {
        let mut batch = Batch { facts_only: true, ..Batch::new(brand, origin, now) };
        batch.store(&mut session, facts).await?;
        brought.add(&batch.brought);
    }
    session.commit().await?;
    Ok(brought)
}

/// Stores a batch of facts in a transaction that the caller commits.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn apply_in(
    session: &mut Session,
    brand: &Brand,
    origin: &Origin,
    facts: Vec<Prepared>,
    now: Instant,
) -> Result<Brought> {
    workspaces::lock(session, brand.id).await?;
    let mut batch = Batch::new(brand, origin, now);
    batch.store(session, facts).await?;
    let accounts = std::mem::take(&mut batch.accounts);
    batch.touched.known.stored(accounts);
    batch.touched.derive(session, brand, now).await?;
    if !batch.restated.is_empty() {
        batch.touched.roles_anew(session, brand, &batch.restated, now).await?;
    }
    batch.touched.settle(session, brand, now).await?;
    batch.touched.fold(session, brand, now).await?;
    Ok(batch.brought)
}

/// A batch on its way into the store.
pub(crate) struct Batch<'a> {
    brand: &'a Brand,
    origin: &'a Origin,
    now: Instant,
    places: HashMap<(String, String), (ChannelId, PlaceId)>,
    accounts: HashMap<IdentityId, IdentityRow>,
    changed_accounts: BTreeSet<IdentityId>,
    /// Known accounts that have another role than before.
    restated: BTreeSet<IdentityId>,
    /// Known accounts that showed no name before.
    named_late: BTreeSet<IdentityId>,
    new_people: BTreeMap<PersonId, PersonRow>,
    /// New accounts that are joined to stored ones, with those.
    beside: Vec<(IdentityId, IdentityId)>,
    pub(crate) brought: Brought,
    touched: Touched,
    turned: interactions::Turned,
    /// Nothing is derived: roll-ups are left out, and what was touched is of no interest.
    facts_only: bool,
}

/// What has to be looked at again after facts were stored.
#[derive(Default)]
pub(crate) struct Touched {
    /// Messages whose entries must be derived.
    pub grounds: BTreeSet<MessageId>,
    /// Those of them that are new, so that nothing of theirs can be in the ledger.
    pub fresh: HashSet<MessageId>,
    /// Accounts that took part on a day.
    pub took_part: BTreeSet<(IdentityId, Day)>,
    /// Accounts that may no longer have taken part on a day.
    pub check_part: BTreeSet<(IdentityId, Day)>,
    /// Span of what was said, by place.
    pub spans: BTreeMap<PlaceId, (Instant, Instant)>,
    /// Messages that were changed, not only added: what they answered must be looked at anew.
    pub changed: BTreeSet<MessageId>,
    /// Accounts whose people must be folded, from which day.
    pub accounts: HashMap<IdentityId, Day>,
    /// Accounts whose people must be folded from their first day.
    pub refold: HashSet<IdentityId>,
    /// Accounts whose people have new orders.
    pub ordered: HashSet<IdentityId>,
    /// Messages that were written: by whom, when, how many.
    pub wrote: HashMap<IdentityId, Wrote>,
    /// Accounts whose messages must be counted again.
    pub recount: HashSet<IdentityId>,
    /// People who hold other accounts than before: everything of theirs must be counted again.
    pub people: BTreeSet<PersonId>,
    /// Where the messages of new contact entries were said.
    pub grounds_known: HashMap<MessageId, (PlaceId, Instant)>,
    /// What need not be asked.
    pub known: Known,
    /// Whose state or stage a fold moved; kept only where somebody wants to know.
    pub moves: Option<Vec<MoveRow>>,
    /// What would be stored is noted here, and nothing is stored.
    pub plan: Option<ahead::Plan>,
    /// A new reading that takes over is told of no message that is derived here: it is its own doing.
    pub untold: bool,
    /// Who is folded may be somebody else than before: accounts have moved, or one of us has said so.
    pub otherwise: bool,
    /// Which days of places have to be tallied anew.
    pub indices: Changed,
}

/// What an account wrote in a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wrote {
    /// How many messages.
    pub count: i64,
    /// When the first.
    pub first: Instant,
    /// When the last.
    pub last: Instant,
}

impl Touched {
    /// Widens the span of what was said in a place.
    pub fn span(&mut self, place: PlaceId, at: Instant) {
        let span = self.spans.entry(place).or_insert((at, at));
        *span = (span.0.min(at), span.1.max(at));
    }

    /// Notes that an account's person must be folded from `day`.
    pub fn account(&mut self, identity: IdentityId, day: Day) {
        self.accounts.entry(identity).and_modify(|known| *known = day.min(*known)).or_insert(day);
    }
}

impl<'a> Batch<'a> {
    fn new(brand: &'a Brand, origin: &'a Origin, now: Instant) -> Self {
        Self {
            brand,
            origin,
            now,
            places: HashMap::new(),
            accounts: HashMap::new(),
            changed_accounts: BTreeSet::new(),
            restated: BTreeSet::new(),
            named_late: BTreeSet::new(),
            new_people: BTreeMap::new(),
            beside: Vec::new(),
            brought: Brought::default(),
            touched: Touched::default(),
            turned: interactions::Turned::default(),
            facts_only: false,
        }
    }

    /// Stores the facts themselves, with roll-ups, and notes what they touch.
    async fn store(&mut self, session: &mut Session, facts: Vec<Prepared>) -> Result<()> {
        if !self.facts_only {
            let counted = kamerton_store::interactions::counted(session, self.brand.id).await?;
            self.turned = interactions::Turned::new(counted);
        }
        self.find_places(session, &facts).await?;
        self.find_accounts(session, &facts).await?;
        let pending = self.store_messages(session, facts).await?;
        self.store_late(session, pending).await?;
        self.save_turned(session).await?;
        if !self.facts_only {
            kamerton_store::influence::set_stale(session, self.brand.id).await?;
        }
        self.save_accounts(session).await
    }

    /// Finds or makes the places that facts name, and asks how far they reach so far.
    async fn find_places(&mut self, session: &mut Session, facts: &[Prepared]) -> Result<()> {
        let mut named: BTreeMap<PlaceId, PlaceRow> = BTreeMap::new();
        let mut talking: BTreeSet<PlaceId> = BTreeSet::new();
        for prepared in facts {
            match &prepared.fact {
                Fact::Message(message) => {
                    talking.insert(self.name_place(&message.place, &mut named));
                }
                Fact::Membership(membership) => {
                    self.name_place(&membership.place, &mut named);
                }
                _ => {}
            }
        }
        for place in places::known(session, self.brand.id, named.keys().copied()).await? {
            named.remove(&place);
        }
        let new: Vec<PlaceRow> = named.into_values().collect();
        let channels: BTreeMap<ChannelId, &str> =
            self.places.iter().map(|((kind, _), (channel, _))| (*channel, kind.as_str())).collect();
        for (channel, kind) in channels.into_iter().filter(|_| !new.is_empty()) {
            places::ensure_channel(session, self.brand.id, channel, kind).await?;
        }
        places::ensure(session, self.brand.id, &new).await?;
        if self.facts_only {
            return Ok(());
        }
        self.touched.known.look_before(session, self.brand, talking).await
    }

    fn name_place(&mut self, place: &PlaceRef, named: &mut BTreeMap<PlaceId, PlaceRow>) -> PlaceId {
        let key = (place.kind.clone(), place.remote_id.clone());
        if let Some((_, id)) = self.places.get(&key) {
            return *id;
        }
        let channel = self.brand.channel(&place.kind);
        let id = self.brand.place(channel, &place.remote_id);
        let row = PlaceRow {
            id,
            channel,
            remote_id: place.remote_id.clone(),
            title: place.title.clone(),
            private: place.private,
            settings: "{}".to_owned(),
            span: None,
        };
        named.insert(id, row);
        self.places.insert(key, (channel, id));
        id
    }

    fn place(&self, place: &PlaceRef) -> (ChannelId, PlaceId) {
        let key = (place.kind.clone(), place.remote_id.clone());
        self.places.get(&key).copied().unwrap_or_else(|| {
            let channel = self.brand.channel(&place.kind);
            (channel, self.brand.place(channel, &place.remote_id))
        })
    }
}
