//! What each playbook finds. Every search is a bounded range of an index; what it means is decided
//! by the planner.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::answer::{self, kinds};
use kamerton_core::entry::EntryKind;
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::plan::{Candidate, Playbook};
use kamerton_core::reading::Label;
use kamerton_core::state::State;
use kamerton_core::time::{DAY, Day, HOUR};
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::ledger::EntryRow;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::planning::{self, said_at};
use kamerton_store::{Session, ledger, places};

use super::comfort;
use super::introduce;
use super::late;
use super::situation::Situation;
use crate::error::Result;
use crate::newcomers;
use crate::people::silent;

/// At most so many rows are looked at by one search.
const LIMIT: i64 = 3_000;
/// At most so many newcomers.
const NEWCOMERS: i64 = 300;

/// Everything all playbooks find.
pub async fn all(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    let waiting = waiting(session, now).await?;
    found.extend(sensitive(session, now).await?);
    found.extend(negatives(now, &waiting));
    found.extend(questions(now, &waiting));
    found.extend(intents(now, &waiting));
    found.extend(newcomers(session, now).await?);
    found.extend(ringing(session, now).await?);
    found.extend(stories(session, now).await?);
    found.extend(first_purchases(session, now).await?);
    found.extend(defenders(session, now).await?);
    found.extend(helpers(session, now).await?);
    found.extend(fading(session, now).await?);
    found.extend(comfort::all(session, now).await?);
    found.extend(introduce::all(session, now, &waiting).await?);
    let people: Vec<PersonId> =
        found.iter().flat_map(|one| [Some(one.person), one.other]).flatten().collect();
    now.stand(session, people).await?;
    let found = late::without(session, now, found).await?;
    without_private(session, now, found).await
}

/// Private talk never feeds stories, introductions or thanks.
async fn without_private(
    session: &mut Session,
    now: &Situation<'_>,
    mut found: Vec<Candidate>,
) -> Result<Vec<Candidate>> {
    let private: BTreeSet<_> = places::all(session, now.brand.id)
        .await?
        .into_iter()
        .filter(|place| place.private)
        .map(|place| place.id)
        .collect();
    if private.is_empty() {
        return Ok(found);
    }
    let grounds: BTreeSet<MessageId> = found
        .iter()
        .filter(|one| !one.playbook.is_answer() || one.playbook == Playbook::Introduction)
        .flat_map(|one| one.evidence.iter().copied())
        .collect();
    let hidden: BTreeSet<MessageId> = messages::places(session, now.brand.id, grounds)
        .await?
        .into_iter()
        .filter(|(_, place, _)| private.contains(place))
        .map(|(message, _, _)| message)
        .collect();
    found.retain(|one| {
        let open = one.playbook.is_answer() && one.playbook != Playbook::Introduction;
        open || !one.evidence.iter().any(|id| hidden.contains(id))
    });
    Ok(found)
}

/// What waits for as long as any playbook cares, with whose it is.
pub(super) async fn waiting(
    session: &mut Session,
    now: &mut Situation<'_>,
) -> Result<Vec<(PersonId, AwaitingRow)>> {
    let rules = now.rules();
    let days = rules.negative_days.max(rules.question_days).max(rules.intent_days);
    let from = now.now.plus(-days * DAY);
    let rows = awaiting::since(session, now.brand.id, from, now.now, 5 * LIMIT).await?;
    now.people_of(session, rows.iter().map(|row| row.identity)).await?;
    let waiting: Vec<(PersonId, AwaitingRow)> =
        rows.into_iter().filter_map(|row| Some((now.person(row.identity)?, row))).collect();
    for (person, row) in &waiting {
        if is_open_negative(now, row) {
            now.open_negative.insert(*person);
        }
    }
    Ok(waiting)
}

/// Whether somebody had answered before now.
pub(super) fn is_answered(now: &Situation<'_>, row: &AwaitingRow) -> bool {
    row.answered_at.is_some_and(|at| at < now.now)
}

/// What a message still waits for.
fn waits(now: &Situation<'_>, row: &AwaitingRow) -> i64 {
    answer::still_waits(&row.waited(), now.now, now.has_staff, now.rules())
}

fn is_open_negative(now: &Situation<'_>, row: &AwaitingRow) -> bool {
    waits(now, row) & kinds::NEGATIVE != 0
}

fn candidate(playbook: Playbook, person: PersonId, row: &AwaitingRow) -> Candidate {
    Candidate {
        playbook,
        person,
        ground: row.message,
        evidence: vec![row.message],
        at: row.sent_at,
        other: None,
        count: 0,
        strength: 0,
    }
}

/// D3, D7: reproaches that we did not answer.
fn negatives(now: &Situation<'_>, waiting: &[(PersonId, AwaitingRow)]) -> Vec<Candidate> {
    waiting
        .iter()
        .filter(|(_, row)| is_open_negative(now, row))
        .map(|(person, row)| candidate(Playbook::NegativeUnanswered, *person, row))
        .collect()
}

/// F1: questions past their due that nobody answered.
fn questions(now: &Situation<'_>, waiting: &[(PersonId, AwaitingRow)]) -> Vec<Candidate> {
    waiting
        .iter()
        .filter(|(_, row)| row.due_at <= now.now && waits(now, row) & kinds::QUESTION != 0)
        .map(|(person, row)| Candidate {
            // What can still be saved comes first.
            strength: 60 - (now.now.since(row.sent_at) / DAY).clamp(0, 14) * 4,
            ..candidate(Playbook::QuestionOverdue, *person, row)
        })
        .collect()
}

/// P4: wishes to buy that we did not answer.
fn intents(now: &Situation<'_>, waiting: &[(PersonId, AwaitingRow)]) -> Vec<Candidate> {
    waiting
        .iter()
        .filter(|(_, row)| row.kinds & kinds::NEGATIVE == 0 && waits(now, row) & kinds::INTENT != 0)
        .map(|(person, row)| candidate(Playbook::PurchaseIntent, *person, row))
        .collect()
}

/// D1: sensitive talk, which silences cheerful steps for longer than it is proposed to be read.
async fn sensitive(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let (silenced, read) = (now.rules().silenced_days, now.rules().sensitive_days);
    let rows = entries(session, now, EntryKind::Sensitive, silenced).await?;
    let mut found = Vec::new();
    for (person, row) in rows {
        now.sensitive.insert(person);
        if now.now.since(said_at(row.ground)) <= read * DAY {
            found.push(about(Playbook::HumanReads, person, &row));
        }
    }
    Ok(found)
}

/// Entries of a kind of the last days whose ground happened before now, latest first.
pub(super) async fn entries(
    session: &mut Session,
    now: &mut Situation<'_>,
    kind: EntryKind,
    days: i32,
) -> Result<Vec<(PersonId, EntryRow)>> {
    let from = now.today.plus(-days);
    entries_between(session, now, kind, from, now.today, LIMIT).await
}

async fn entries_between(
    session: &mut Session,
    now: &mut Situation<'_>,
    kind: EntryKind,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<(PersonId, EntryRow)>> {
    let rows = ledger::of_kind(session, now.brand.id, kind, from, to, limit).await?;
    now.people_of(session, rows.iter().map(|row| row.identity)).await?;
    Ok(rows
        .into_iter()
        .filter(|row| said_at(row.ground) < now.now)
        .filter_map(|row| Some((now.person(row.identity)?, row)))
        .collect())
}

fn about(playbook: Playbook, person: PersonId, row: &EntryRow) -> Candidate {
    Candidate {
        playbook,
        person,
        ground: row.ground,
        evidence: vec![row.ground],
        at: said_at(row.ground),
        other: None,
        count: 0,
        strength: 0,
    }
}

/// P2: first messages that stayed unanswered.
async fn newcomers(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let rules = now.rules();
    let from = now.now.plus(-rules.newcomer_days * DAY);
    let to = now.now.plus(-rules.newcomer_patience_hours * HOUR);
    let rows = planning::newcomers(session, now.brand.id, from, to, NEWCOMERS).await?;
    now.stand(session, rows.iter().map(|row| row.id)).await?;
    let mut accounts = HashMap::new();
    for row in rows {
        let own = now.standing(row.id).map(|standing| standing.accounts.as_slice());
        accounts.extend(own.unwrap_or_default().iter().map(|account| (*account, row.id)));
    }
    let firsts = newcomers::first_messages(session, now.brand, &accounts).await?;
    let open = newcomers::unanswered(session, now.brand, firsts, now.now).await?;
    Ok(open.into_iter().map(|(person, first)| unanswered(person, &first)).collect())
}

fn unanswered(person: PersonId, first: &MessageRow) -> Candidate {
    let asks = first.labels.any(&[Label::Question, Label::PurchaseIntent]);
    let speaks = asks || first.labels.has(Label::Greeting);
    Candidate {
        playbook: Playbook::NewcomerUnanswered,
        person,
        ground: first.id,
        evidence: vec![first.id],
        at: first.sent_at,
        other: None,
        count: i64::from(asks),
        strength: match (asks, speaks) {
            (true, _) => 60,
            (false, true) => 40,
            (false, false) => 0,
        },
    }
}

/// P3, G3: people who began to ring lately.
async fn ringing(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let mut confirmed: BTreeMap<PersonId, Vec<(i64, MessageId)>> = BTreeMap::new();
    let days = now.brand.policy().states.kamerton_days - 1;
    for kind in EntryKind::ALL.into_iter().filter(|kind| kind.is_confirmation()) {
        for (person, row) in entries(session, now, kind, days).await? {
            confirmed.entry(person).or_default().push((row.weight, row.ground));
        }
    }
    now.stand(session, confirmed.keys().copied()).await?;
    let mut found = Vec::new();
    for (person, grounds) in confirmed {
        let Some(standing) = now.standing(person) else { continue };
        let lately = |since: Day| now.today.0 - since.0 <= now.rules().ringing_days;
        let fresh = standing.since.is_some_and(lately);
        if standing.state != State::Kamerton || !fresh {
            continue;
        }
        let evidence = weightiest(grounds);
        let Some(ground) = evidence.first().copied() else { continue };
        found.push(Candidate {
            playbook: Playbook::FreshKamerton,
            person,
            ground,
            at: evidence.iter().max().copied().map_or(now.now, said_at),
            evidence,
            other: None,
            count: 0,
            strength: standing.ring.clamp(0.0, 40.0) as i64,
        });
    }
    Ok(found)
}

/// The three messages that weigh most, of equal ones the latest; each once.
fn weightiest(mut grounds: Vec<(i64, MessageId)>) -> Vec<MessageId> {
    grounds.sort_unstable_by(|one, other| other.cmp(one));
    let mut messages: Vec<MessageId> = Vec::new();
    for (_, ground) in grounds {
        if !messages.contains(&ground) {
            messages.push(ground);
        }
    }
    messages.truncate(3);
    messages
}

/// F3: impressions of loyal people and clients.
async fn stories(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let mut rows = Vec::new();
    for kind in [EntryKind::OwnStory, EntryKind::BrandedPhoto, EntryKind::EventPhoto] {
        rows.extend(entries(session, now, kind, now.rules().story_days).await?);
    }
    now.stand(session, rows.iter().map(|(person, _)| *person)).await?;
    let is_loyal = |person: &PersonId| {
        now.standing(*person).is_some_and(|standing| {
            standing.state.is_loyal()
                || (standing.state == State::Warm
                    && standing.stage != kamerton_core::state::Stage::I)
        })
    };
    let mut found: Vec<Candidate> = rows
        .into_iter()
        .filter(|(person, _)| is_loyal(person))
        .map(|(person, row)| about(Playbook::Story, person, &row))
        .collect();
    found.sort_by_key(|one| (one.person, std::cmp::Reverse(one.ground)));
    found.dedup_by_key(|one| one.ground);
    Ok(found)
}

/// F2: the first month after a first purchase: welcome, then a theme to share in, then a word at
/// the end of the month.
async fn first_purchases(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let (from, to) = (now.today.plus(-30), now.today.plus(-1));
    let rows = planning::first_buyers(session, now.brand.id, from, to, 1_000).await?;
    now.stand(session, rows.iter().map(|row| row.id)).await?;
    let mut found = Vec::new();
    for row in rows {
        let Some(first) = row.first_order_day else { continue };
        let days = now.today.0 - first.0;
        let strength = match days {
            1..=3 => 60,
            7..=10 => 40,
            24..=30 => 20,
            _ => continue,
        };
        // Only those who can be talked to: who wrote somewhere before.
        let accounts = now.standing(row.id).map(|one| one.accounts.clone()).unwrap_or_default();
        let Some(last) = last_message(session, now, &accounts).await? else { continue };
        found.push(Candidate {
            playbook: Playbook::FirstPurchase,
            person: row.id,
            ground: MessageId::NIL,
            evidence: vec![last.id],
            at: now.brand.zone.at_hour(first, 12),
            other: None,
            count: i64::from(days),
            strength,
        });
    }
    Ok(found)
}

/// The last thing somebody wrote before now.
async fn last_message(
    session: &mut Session,
    now: &Situation<'_>,
    accounts: &[IdentityId],
) -> Result<Option<MessageRow>> {
    let mut last: Option<MessageRow> = None;
    for account in accounts {
        let found = planning::last_message(session, now.brand.id, *account, now.now).await?;
        let later =
            |known: &MessageRow| found.as_ref().is_some_and(|found| found.sent_at > known.sent_at);
        if last.as_ref().is_none_or(later) {
            last = found;
        }
    }
    Ok(last)
}

/// D6: who defended us.
async fn defenders(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let days = now.rules().defence_days;
    let rows = entries(session, now, EntryKind::Recommendation, days).await?;
    let grounds: Vec<MessageId> = rows.iter().map(|(_, row)| row.ground).collect();
    let defending: BTreeSet<MessageId> = messages::by_id(session, now.brand.id, grounds)
        .await?
        .into_iter()
        .filter(|row| row.labels.has(Label::Defence))
        .map(|row| row.id)
        .collect();
    let thanked = thanked(session, now).await?;
    Ok(rows
        .into_iter()
        .filter(|(person, row)| defending.contains(&row.ground) && !thanked.contains(person))
        .map(|(person, row)| about(Playbook::DefenderThanks, person, &row))
        .collect())
}

/// Whom we thanked lately.
async fn thanked(session: &mut Session, now: &mut Situation<'_>) -> Result<BTreeSet<PersonId>> {
    let days = now.rules().thanked_days;
    let rows = entries(session, now, EntryKind::ThankedByUs, days).await?;
    Ok(rows.into_iter().map(|(person, _)| person).collect())
}

/// D6: who helped several others, lately too, and was not thanked.
async fn helpers(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let mut helped: BTreeMap<PersonId, (BTreeSet<IdentityId>, Vec<MessageId>)> = BTreeMap::new();
    let rules = now.rules().clone();
    for (person, row) in entries(session, now, EntryKind::Helped, rules.helper_days).await? {
        let known = helped.entry(person).or_default();
        known.0.insert(row.other);
        known.1.push(row.ground);
    }
    let thanked = thanked(session, now).await?;
    let mut found = Vec::new();
    for (person, (others, mut answers)) in helped {
        answers.sort_unstable_by(|one, other| other.cmp(one));
        let Some(last) = answers.first().copied() else { continue };
        let lately = now.now.since(said_at(last)) <= rules.helper_fresh_days * DAY;
        if others.len() < rules.helped_enough || !lately || thanked.contains(&person) {
            continue;
        }
        answers.truncate(3);
        found.push(Candidate {
            playbook: Playbook::HelperThanks,
            person,
            ground: last,
            evidence: answers,
            at: said_at(last),
            other: None,
            count: others.len() as i64,
            strength: (others.len() as i64 * 3).min(60),
        });
    }
    Ok(found)
}

/// R2: promoters who fell silent, unless such a silence is usual for them.
async fn fading(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let silent_days = now.rules().silent_from_days..=now.rules().silent_to_days;
    let ago = |days: i64| now.today.plus(-(days as i32));
    let (from, to) = (ago(*silent_days.end()), ago(*silent_days.start() - 1));
    let mut grounds: HashMap<PersonId, Vec<MessageId>> = HashMap::new();
    for kind in [
        EntryKind::Recommendation,
        EntryKind::Delight,
        EntryKind::CoCreation,
        EntryKind::OwnStory,
        EntryKind::BrandedPhoto,
        EntryKind::EventPhoto,
    ] {
        for (person, row) in entries_between(session, now, kind, from, to, LIMIT).await? {
            grounds.entry(person).or_default().push(row.ground);
        }
    }
    now.stand(session, grounds.keys().copied()).await?;
    let is_promoter = |person: &PersonId| {
        now.standing(*person).is_some_and(|one| one.state == State::PassivePromoter)
    };
    grounds.retain(|person, _| is_promoter(person));
    let promoters: Vec<PersonId> = grounds.keys().copied().collect();
    let rhythms = silent::rhythms(session, now.brand, promoters, now.today).await?;
    let mut found = Vec::new();
    for (person, mut evidence) in grounds {
        let Some(standing) = now.standing(person) else { continue };
        if rhythms.get(&person).is_some_and(|rhythm| !rhythm.is_fading(now.today)) {
            continue;
        }
        let (bond, accounts) = (standing.bond, standing.accounts.clone());
        let Some(last) = last_message(session, now, &accounts).await? else { continue };
        let silent = now.now.since(last.sent_at) / DAY;
        if !silent_days.contains(&silent) {
            continue;
        }
        evidence.sort_unstable_by(|one, other| other.cmp(one));
        evidence.truncate(2);
        found.push(Candidate {
            playbook: Playbook::FadingPromoter,
            person,
            ground: MessageId::NIL,
            evidence,
            at: last.sent_at,
            other: None,
            count: silent,
            strength: bond.clamp(0.0, 60.0) as i64,
        });
    }
    found.sort_by_key(|one| one.person);
    Ok(found)
}
