//! Where people stood at a moment: folded from the entries of before it, with today's merges,
//! roles, corrections and policy.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::charge::Checkpoint;
use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::person::{self, Corrections, Purchases};
use kamerton_core::plan::Known;
use kamerton_core::policy::Playbooks;
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, HOUR, Instant};
use kamerton_store::people::PersonRow;
use kamerton_store::planning::{self, said_at};
use kamerton_store::{Session, identities, ledger, orders, people};

use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::fold::accounts_of;

/// Where one person stood.
#[derive(Clone, Debug)]
pub struct StandingAt {
    /// Whether they are of the community.
    pub community: bool,
    /// State.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// Ring.
    pub ring: f64,
    /// Bond.
    pub bond: f64,
    /// First day of the state.
    pub since: Option<Day>,
    /// The person's accounts.
    pub accounts: Vec<IdentityId>,
}

/// What the plan of a moment works with.
pub struct Situation<'a> {
    /// The brand.
    pub brand: &'a Brand,
    /// The moment.
    pub now: Instant,
    /// Its day.
    pub today: Day,
    /// Whether any account is one of ours: else nobody's answers can be ours.
    pub has_staff: bool,
    /// People with an open reproach.
    pub open_negative: BTreeSet<PersonId>,
    /// People who spoke of something sensitive.
    pub sensitive: BTreeSet<PersonId>,
    standings: BTreeMap<PersonId, StandingAt>,
    people_of: HashMap<IdentityId, PersonId>,
}

/// People folded at a time.
const PIECE: usize = 1_000;

impl<'a> Situation<'a> {
    /// What playbooks look for.
    pub const fn rules(&self) -> &'a Playbooks {
        &self.brand.policy().playbooks
    }

    /// The situation of `now`.
    pub async fn new(session: &mut Session, brand: &'a Brand, now: Instant) -> Result<Self> {
        let ours = identities::of_roles(session, brand.id, &[Role::Staff, Role::Brand]).await?;
        Ok(Self {
            brand,
            now,
            today: brand.zone.day(now),
            has_staff: !ours.is_empty(),
            open_negative: BTreeSet::new(),
            sensitive: BTreeSet::new(),
            standings: BTreeMap::new(),
            people_of: HashMap::new(),
        })
    }

    /// Whose these accounts are; placeholders are nobody's.
    pub async fn people_of(
        &mut self,
        session: &mut Session,
        accounts: impl IntoIterator<Item = IdentityId>,
    ) -> Result<()> {
        let missing: BTreeSet<IdentityId> =
            accounts.into_iter().filter(|id| !self.people_of.contains_key(id)).collect();
        self.people_of.extend(planning::people_of(session, self.brand.id, missing).await?);
        Ok(())
    }

    /// Whose an account is, after [`Situation::people_of`] was asked for it.
    pub fn person(&self, account: IdentityId) -> Option<PersonId> {
        self.people_of.get(&account).copied()
    }

    /// Folds these people as of now, those that are not folded yet.
    pub async fn stand(
        &mut self,
        session: &mut Session,
        wanted: impl IntoIterator<Item = PersonId>,
    ) -> Result<()> {
        let missing: Vec<PersonId> = wanted
            .into_iter()
            .filter(|person| !self.standings.contains_key(person))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        for piece in missing.chunks(PIECE) {
            self.stand_piece(session, piece).await?;
        }
        Ok(())
    }

    async fn stand_piece(&mut self, session: &mut Session, piece: &[PersonId]) -> Result<()> {
        let rows = people::by_id(session, self.brand.id, piece.iter().copied()).await?;
        let accounts = accounts_of(session, self.brand, piece).await?;
        let mut entries: HashMap<PersonId, Vec<Entry>> = HashMap::new();
        for (person, entry) in
            ledger::of_people(session, self.brand.id, piece.iter().copied()).await?
        {
            if self.is_past(&entry) {
                entries.entry(person).or_default().push(entry);
            }
        }
        let mut lists: HashMap<PersonId, Vec<_>> = HashMap::new();
        for (person, kind, day) in
            orders::of_people(session, self.brand.id, piece.iter().copied()).await?
        {
            if day < self.today {
                lists.entry(person).or_default().push((kind, day));
            }
        }
        for row in rows {
            let own = accounts.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let role = person::role_of(own.iter().map(|account| account.role));
            let own: Vec<IdentityId> = own.iter().map(|account| account.id).collect();
            let entries = entries.remove(&row.id).unwrap_or_default();
            let purchases = Purchases::of(lists.remove(&row.id).unwrap_or_default());
            let standing = self.fold(&row, &entries, own, role, purchases);
            self.standings.insert(row.id, standing);
        }
        Ok(())
    }

    /// Whether an entry's ground happened before now.
    fn is_past(&self, entry: &Entry) -> bool {
        if entry.day != self.today {
            return entry.day < self.today;
        }
        match entry.kind {
            // The day is not over: what was done on it is known by its messages alone.
            EntryKind::TookPart => false,
            EntryKind::QuestionOverdue => {
                let due = self.brand.policy().question_due_hours * HOUR;
                said_at(entry.ground).plus(due) < self.now
            }
            _ => said_at(entry.ground) < self.now,
        }
    }

    fn fold(
        &self,
        row: &PersonRow,
        entries: &[Entry],
        own: Vec<IdentityId>,
        role: Role,
        purchases: Purchases,
    ) -> StandingAt {
        let first = entries.iter().map(|entry| entry.day).min().unwrap_or(self.today);
        let corrections: Corrections = serde_json::from_str(&row.corrections).unwrap_or_default();
        let standing = person::standing(
            Checkpoint::before(first),
            entries,
            &own,
            role,
            purchases,
            corrections,
            self.today,
            self.brand.policy(),
        );
        StandingAt {
            community: role.is_community() && row.merged_into.is_none(),
            state: standing.state,
            stage: standing.stage,
            ring: standing.folded.end.ring,
            bond: standing.folded.end.bond,
            since: standing.folded.moves.last().map(|step| step.day),
            accounts: own,
        }
    }

    /// Where a person stands, after [`Situation::stand`] was asked for them.
    pub fn standing(&self, person: PersonId) -> Option<&StandingAt> {
        self.standings.get(&person)
    }

    /// What the planner needs to know of everybody.
    pub fn known(&self) -> BTreeMap<PersonId, Known> {
        self.standings
            .iter()
            .map(|(person, standing)| {
                let known = Known {
                    community: standing.community,
                    state: standing.state,
                    stage: standing.stage,
                    ring: standing.ring,
                    open_negative: self.open_negative.contains(person),
                    sensitive: self.sensitive.contains(person),
                };
                (*person, known)
            })
            .collect()
    }
}
