//! Today: what playbooks find, made into the day's plan, kept as steps, and what is done with them.

mod comfort;
mod find;
pub mod happened;
mod introduce;
mod late;
mod situation;
mod steps;
pub mod thanks;
pub mod waits;
pub mod whose;

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::id::{MessageId, PersonId, PlaceId, UserId};
use kamerton_core::plan::{self, Planned, Playbook};
use kamerton_core::state::{Stage, State};
use kamerton_core::team::Team;
use kamerton_core::time::{Day, Instant};
use kamerton_store::{Session, Store, messages, people, places};
pub use kamerton_text::Matter;
use serde::{Deserialize, Serialize};

use crate::brand::{Address, Brand};
use crate::error::{AppError, Result};
use crate::places::Own;
use crate::places::Sight;
use situation::Situation;
pub use steps::{Act, act, open_steps, planned_today, steps_of};

/// A step with all that is needed to put it into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepView {
    /// Its place, from 1.
    pub rank: usize,
    /// Which playbook.
    pub playbook: Playbook,
    /// Whom to talk to.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// State as of the plan.
    pub state: State,
    /// Stage as of the plan.
    pub stage: Stage,
    /// Ring as of the plan.
    pub ring: f64,
    /// The message it starts from, if any.
    pub ground: Option<MessageId>,
    /// The messages that show it.
    pub evidence: Vec<Evidence>,
    /// When it happened.
    pub at: Instant,
    /// Where.
    pub place: Option<String>,
    /// How people are addressed there.
    pub address: Address,
    /// For an introduction: to whom.
    pub other: Option<PersonId>,
    /// Their name.
    pub other_name: Option<String>,
    /// A number that belongs to the reason.
    pub count: i64,
    /// By when.
    pub due: Instant,
    /// The moment the plan was made for.
    pub now: Instant,
}

/// A message that shows why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which.
    pub id: MessageId,
    /// Its remote key.
    pub key: String,
    /// When.
    pub at: Instant,
    /// The beginning of its text.
    pub text: String,
    /// Whether it was said in private.
    #[serde(default)]
    pub private: bool,
}

impl StepView {
    /// The message that stands for the step.
    pub fn last_words(&self) -> Option<&Evidence> {
        let ground = self.ground.and_then(|id| self.evidence.iter().find(|one| one.id == id));
        ground.or(self.evidence.first())
    }

    /// The language of the message that the step answers, where its words leave no doubt.
    pub fn spoken(&self) -> Option<&'static str> {
        let answered = self.last_words().filter(|_| self.playbook.is_answer());
        let found = kamerton_text::detect(&answered?.text);
        (found.probability >= NO_DOUBT).then_some(found.language)
    }

    /// What is asked in it, as far as plain words tell.
    pub fn asked(&self) -> Vec<Matter> {
        self.last_words().map(|one| kamerton_text::matters(&one.text)).unwrap_or_default()
    }

    /// The step as somebody sees it who may see this much: what was said in private has no words.
    #[must_use]
    pub fn seen_with(mut self, sight: Sight) -> Self {
        if sight == Sight::Community {
            for one in self.evidence.iter_mut().filter(|one| one.private) {
                one.text.clear();
            }
        }
        self
    }
}

/// How probable a language has to be to be answered in.
const NO_DOUBT: f32 = 0.95;
/// So much of a text is shown.
const SHOWN: usize = 280;

/// The plan as of 09:00 of `day` in the workspace's zone. Nothing is written.
///
/// # Errors
/// When the store cannot.
pub async fn plan_at(store: &Store, brand: &Brand, day: Day) -> Result<Vec<StepView>> {
    let mut session = store.read().await?;
    let now = brand.zone.at_hour(day, 9);
    let planned = plan_of(&mut session, brand, now, false).await?;
    Ok(planned.into_iter().map(|(view, _)| view).collect())
}

/// The plan of a moment, with whose each step is; with `remembering`, what was done with earlier
/// steps counts, and those who may do steps share the day. Of a past morning nobody asks whose it
/// was.
async fn plan_of(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
    remembering: bool,
) -> Result<Vec<(StepView, Option<UserId>)>> {
    let mut situation = Situation::new(session, brand, now).await?;
    let candidates = find::all(session, &mut situation).await?;
    let ids: BTreeSet<PersonId> = candidates.iter().map(|found| found.person).collect();
    let (memory, team) = if remembering {
        let memory = steps::memory(session, brand, ids.iter().copied()).await?;
        (memory, whose::team(session, brand, ids).await?)
    } else {
        (Vec::new(), Team::default())
    };
    let known = situation.known();
    let rules = &brand.policy().steps;
    let planned = plan::plan(candidates, &known, &memory, rules, now, situation.today, &team);
    let owners: Vec<Option<UserId>> = planned.iter().map(|step| step.owner).collect();
    let views = views(session, brand, &situation, planned).await?;
    Ok(views.into_iter().zip(owners).collect())
}

async fn views(
    session: &mut Session,
    brand: &Brand,
    situation: &Situation<'_>,
    planned: Vec<Planned>,
) -> Result<Vec<StepView>> {
    let wanted: BTreeSet<MessageId> =
        planned.iter().flat_map(|step| step.found.evidence.iter().copied()).collect();
    let messages: BTreeMap<MessageId, messages::MessageRow> =
        messages::by_id(session, brand.id, wanted)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
    let places: BTreeMap<PlaceId, places::PlaceRow> =
        places::all(session, brand.id).await?.into_iter().map(|row| (row.id, row)).collect();
    let names = names(session, brand, &planned).await?;
    let mut views = Vec::with_capacity(planned.len());
    for step in planned {
        let found = step.found;
        let ground = messages
            .get(&found.ground)
            .or_else(|| found.evidence.first().and_then(|first| messages.get(first)));
        let place = ground.and_then(|row| places.get(&row.place));
        let standing = situation.standing(found.person);
        views.push(StepView {
            rank: step.rank,
            playbook: found.playbook,
            person: found.person,
            name: names.get(&found.person).cloned().unwrap_or_default(),
            state: standing.map_or(State::Cold, |standing| standing.state),
            stage: standing.map_or(Stage::I, |standing| standing.stage),
            ring: standing.map_or(0.0, |standing| standing.ring),
            ground: (found.ground != MessageId::NIL).then_some(found.ground),
            evidence: found
                .evidence
                .iter()
                .filter_map(|id| messages.get(id))
                .map(|row| evidence(row, places.get(&row.place)))
                .collect(),
            at: found.at,
            place: place.map(|place| place.title.clone()),
            address: place
                .map_or(brand.settings.address, |place| Own::of(place).speech(brand).address),
            other: found.other,
            other_name: found.other.and_then(|other| names.get(&other).cloned()),
            count: found.count,
            due: step.due,
            now: situation.now,
        });
    }
    Ok(views)
}

async fn names(
    session: &mut Session,
    brand: &Brand,
    planned: &[Planned],
) -> Result<BTreeMap<PersonId, String>> {
    let ids: BTreeSet<PersonId> = planned
        .iter()
        .flat_map(|step| [Some(step.found.person), step.found.other])
        .flatten()
        .collect();
    let rows = people::by_id(session, brand.id, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn evidence(row: &messages::MessageRow, place: Option<&places::PlaceRow>) -> Evidence {
    let text = if row.text.chars().count() > SHOWN {
        let cut: String = row.text.chars().take(SHOWN).collect();
        format!("{}…", cut.trim_end())
    } else {
        row.text.clone()
    };
    let private = place.is_some_and(|place| place.private);
    Evidence { id: row.id, key: row.remote_key.clone(), at: row.sent_at, text, private }
}

/// A day as the command line names it.
///
/// # Errors
/// A sentence when it is no day.
pub fn parse_day(text: &str) -> Result<Day> {
    Day::parse(text)
        .ok_or_else(|| AppError::Asked(format!("«{text}» is no day: write it as 2024-03-01")))
}
