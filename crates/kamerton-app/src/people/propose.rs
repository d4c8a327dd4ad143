//! Roles proposed from how accounts behave. A proposal changes nothing: one of us decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::messages::MessageRow;
use kamerton_store::{Session, Store, behaviour, identities, messages, places, timeline};
use kamerton_text::fold;
use serde::Serialize;

use super::list::name_of;
use crate::brand::Brand;
use crate::error::Result;

/// A proposed role with the numbers behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// Which account.
    pub account: IdentityId,
    /// Whose.
    pub person: Option<PersonId>,
    /// What it is called.
    pub name: String,
    /// What it is now.
    pub role: &'static str,
    /// What it seems to be.
    pub proposed: &'static str,
    /// Why, in numbers.
    pub evidence: Vec<String>,
}

/// Accounts with fewer messages are not judged.
const LEAST: i64 = 20;
/// So many of the busiest and of those who answer most are looked at.
const MOST: i64 = 200;
/// So many of an account's latest messages are looked at.
const SAMPLE: i64 = 500;
/// Who gives this share of all first answers may be one of us …
const ANSWER_SHARE: f64 = 0.05;
/// … if questions are at most this share of what they write.
const QUESTION_SHARE: f64 = 0.1;
/// Programs repeat themselves: at most this share of their texts differ …
const DISTINCT_SHARE: f64 = 0.15;
/// … or nearly all hold links, and nearly nobody replies.
const LINK_SHARE: f64 = 0.9;
const REPLY_SHARE: f64 = 0.02;

/// Proposes roles for accounts whose role nobody said by hand.
///
/// # Errors
/// When the store cannot.
pub async fn propose(store: &Store, brand: &Brand) -> Result<Vec<Proposal>> {
    let mut session = store.read().await?;
    let mut proposals: BTreeMap<IdentityId, Proposal> = BTreeMap::new();
    let all_answers = behaviour::answered(&mut session, brand.id).await?;
    let answers: HashMap<IdentityId, i64> =
        behaviour::answerers(&mut session, brand.id, MOST).await?.into_iter().collect();
    let busiest = behaviour::busiest(&mut session, brand.id, LEAST, MOST).await?;
    let wanted: BTreeSet<IdentityId> =
        busiest.iter().map(|(id, _)| *id).chain(answers.keys().copied()).collect();
    for row in titled(&mut session, brand).await? {
        let why = vec![format!("posts under the title of a place: «{}»", name_of(&row))];
        add(&mut proposals, &row, Role::Brand, why);
    }
    for row in identities::by_id(&mut session, brand.id, wanted).await? {
        let sample = Sample::of(&mut session, brand, row.id).await?;
        let given = answers.get(&row.id).copied().unwrap_or_default();
        if let Some(why) = program(&row, &sample) {
            add(&mut proposals, &row, Role::Bot, why);
        } else if let Some(why) = one_of_us(&sample, given, all_answers) {
            add(&mut proposals, &row, Role::Staff, why);
        }
    }
    Ok(proposals.into_values().collect())
}

fn add(
    proposals: &mut BTreeMap<IdentityId, Proposal>,
    row: &IdentityRow,
    role: Role,
    evidence: Vec<String>,
) {
    if row.deleted || row.role == role || row.role_source == "hand" {
        return;
    }
    proposals.entry(row.id).or_insert_with(|| Proposal {
        account: row.id,
        person: row.person,
        name: name_of(row),
        role: row.role.word(),
        proposed: role.word(),
        evidence,
    });
}

/// Accounts that are called as a place is.
async fn titled(session: &mut Session, brand: &Brand) -> Result<Vec<IdentityRow>> {
    let titles: BTreeSet<String> =
        places::all(session, brand.id).await?.iter().map(|row| fold(&row.title)).collect();
    Ok(identities::by_name(session, brand.id, titles.into_iter().filter(|t| !t.is_empty())).await?)
}

/// What the latest messages of an account show.
#[derive(Default)]
struct Sample {
    messages: usize,
    distinct: usize,
    links: usize,
    questions: usize,
    replied: usize,
}

impl Sample {
    async fn of(session: &mut Session, brand: &Brand, identity: IdentityId) -> Result<Self> {
        let top = (Instant::from_micros(i64::MAX), MessageId(uuid::Uuid::max()));
        let rows = timeline::written_before(session, brand.id, identity, top, SAMPLE).await?;
        let rows: Vec<MessageRow> =
            rows.into_iter().filter(|row| !row.service && row.deleted_at.is_none()).collect();
        let texts: HashSet<&str> = rows.iter().map(|row| row.text.trim()).collect();
        let replied = messages::children(session, brand.id, rows.iter().map(|row| row.id)).await?;
        Ok(Self {
            messages: rows.len(),
            distinct: texts.len(),
            links: rows.iter().filter(|row| row.text.contains("://")).count(),
            questions: rows.iter().filter(|row| row.labels.has(Label::Question)).count(),
            replied: replied.len(),
        })
    }

    fn share(&self, part: usize) -> f64 {
        if self.messages == 0 { 0.0 } else { part as f64 / self.messages as f64 }
    }

    fn is_enough(&self) -> bool {
        self.messages as i64 >= LEAST
    }
}

fn program(row: &IdentityRow, sample: &Sample) -> Option<Vec<String>> {
    let mut why = Vec::new();
    let names = [row.handle_key.as_deref(), row.name_key.as_deref()];
    if names.into_iter().flatten().any(|name| name.ends_with("bot") || name.ends_with("бот")) {
        why.push(format!("is called «{}»", name_of(row)));
    }
    if sample.is_enough() && sample.share(sample.distinct) <= DISTINCT_SHARE {
        why.push(format!("{} different texts in {} messages", sample.distinct, sample.messages));
    }
    let announces =
        sample.share(sample.links) >= LINK_SHARE && sample.share(sample.replied) <= REPLY_SHARE;
    if sample.is_enough() && announces {
        why.push(format!(
            "{} of {} messages hold links, {} replies came",
            sample.links, sample.messages, sample.replied
        ));
    }
    (!why.is_empty()).then_some(why)
}

fn one_of_us(sample: &Sample, given: i64, all: i64) -> Option<Vec<String>> {
    let share = if all == 0 { 0.0 } else { given as f64 / all as f64 };
    let asks = sample.share(sample.questions);
    if given < LEAST || share < ANSWER_SHARE || asks > QUESTION_SHARE {
        return None;
    }
    Some(vec![
        format!("gave the first answer {given} times, {:.0} % of all", share * 100.0),
        format!("asks in {} of the latest {} messages", sample.questions, sample.messages),
    ])
}
