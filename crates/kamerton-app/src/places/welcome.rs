//! How newcomers are received in a place (`P2`).

use std::collections::HashMap;

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::share::{Middle, Share, middle};
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::Session;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::place_figures::{self, Span};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;
use crate::newcomers;
use crate::people::authors::{Author, authors};
use crate::people::show::short;

/// First messages are looked at of so many newcomers, the latest.
pub const LOOKED_AT: usize = 60;
/// Newcomers are looked for among the latest so many days of anybody in a place.
const DAYS_LOOKED_AT: i64 = 1_000;
/// Newcomers without an answer are named, so many of them.
const NAMED: usize = 5;

/// How newcomers were received.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Welcome {
    /// Members who wrote here for the first time, among the latest 1,000 days of anybody.
    pub newcomers: i64,
    /// How many of their first messages were answered, of those that deserve an answer and have
    /// waited long enough; of the latest [`LOOKED_AT`].
    pub answered: Share,
    /// Minutes until the answer.
    pub minutes: Option<Middle>,
    /// The latest who wait still.
    pub waiting: Vec<Waiting>,
}

/// A newcomer without an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// Their message.
    pub message: MessageId,
    /// Who.
    pub person: Option<PersonId>,
    /// Their name.
    pub author: Author,
    /// Their words.
    pub text: String,
    /// Since when.
    pub at: Instant,
}

/// How the newcomers of a span were received, as known at `now`.
///
/// # Errors
/// When the store cannot.
pub async fn welcome(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: Span,
    now: Instant,
) -> Result<Welcome> {
    let from = brand.zone.at_hour(span.from, 0);
    let found = place_figures::newcomers(session, brand.id, place, span, DAYS_LOOKED_AT).await?;
    let latest: Vec<IdentityId> = found.iter().take(LOOKED_AT).map(|one| one.0).collect();
    let firsts = place_figures::first_there(session, brand.id, place, from, latest).await?;
    let ids: Vec<MessageId> = firsts.into_iter().map(|(_, message)| message).collect();
    let mut firsts = messages::by_id(session, brand.id, ids).await?;
    firsts.retain(|row| newcomers::is_talk(row) && row.sent_at < now);
    firsts.sort_by_key(|row| std::cmp::Reverse(row.id));
    let asked: Vec<&MessageRow> = firsts.iter().collect();
    let answers = newcomers::first_answers(session, brand, &asked, now).await?;
    let patience = brand.policy().playbooks.newcomer_patience_hours * HOUR;
    let open: Vec<&MessageRow> =
        firsts.iter().filter(|row| !answers.contains_key(&row.id)).collect();
    let fresh = open.iter().filter(|row| now.since(row.sent_at) < patience).count();
    Ok(Welcome {
        newcomers: found.len() as i64,
        answered: Share::of(answers.len() as i64, (firsts.len() - fresh) as i64),
        minutes: middle(&minutes(&firsts, &answers)),
        waiting: waiting(session, brand, &open).await?,
    })
}

fn minutes(firsts: &[MessageRow], answers: &HashMap<MessageId, Instant>) -> Vec<i64> {
    let minutes = |row: &MessageRow| Some(answers.get(&row.id)?.since(row.sent_at) / MINUTE);
    firsts.iter().filter_map(minutes).collect()
}

async fn waiting(
    session: &mut Session,
    brand: &Brand,
    open: &[&MessageRow],
) -> Result<Vec<Waiting>> {
    let named = &open[..open.len().min(NAMED)];
    let accounts = named.iter().filter_map(|row| row.identity).collect();
    let known = authors(session, brand, accounts).await?;
    Ok(named
        .iter()
        .filter_map(|row| {
            let author = known.get(&row.identity?)?.clone();
            Some(Waiting {
                message: row.id,
                person: author.person,
                author,
                text: short(&row.text),
                at: row.sent_at,
            })
        })
        .collect())
}
