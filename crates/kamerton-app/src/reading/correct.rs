//! Correcting what was read in a message.

use kamerton_core::correction::{self, Aspect};
use kamerton_core::id::{MessageId, UserId};
use kamerton_core::reading::Labels;
use kamerton_core::time::Instant;
use kamerton_store::corrections::{self, CorrectionRow};
use kamerton_store::{Store, messages, workspaces};

use super::{standing, with_lessons};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::restate;
use crate::places::{Known, Sight};
use crate::prepare;
use crate::refusal::Refusal;

/// What one of us says of a message.
#[derive(Clone, Debug)]
pub struct Said {
    /// Of which message.
    pub message: MessageId,
    /// Of what.
    pub aspect: Aspect,
    /// What is so; nothing takes back what was said before.
    pub holds: Option<i64>,
    /// Who says it, where it is a user.
    pub user: Option<UserId>,
    /// What they are called.
    pub by: String,
}

/// Corrects a reading, and restates what follows from it; gives what stood before in its place, which
/// takes it back.
///
/// # Errors
/// When there is no such message for this reader, it cannot be so, or the store cannot; then nothing
/// is changed.
pub async fn correct(
    store: &Store,
    brand: &Brand,
    sight: Sight,
    said: Said,
    now: Instant,
) -> Result<Option<i64>> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let row = messages::by_id(&mut session, brand.id, [said.message]).await?.pop();
    let places = Known::of(&mut session, brand, sight).await?;
    let row = row.filter(|row| places.shows_message(row));
    let mut row = row.ok_or(Refusal::NoMessage { id: said.message })?;
    if said.holds.is_some_and(|holds| !said.aspect.takes(holds)) {
        return Err(Refusal::NoJudgement { aspect: said.aspect.word() }.into());
    }
    // What was taught before this tells what is read without it.
    let taught = with_lessons(&mut session, brand).await?;
    let mut rows = corrections::of_messages(&mut session, brand.id, [row.id]).await?;
    let stood = standing(&rows).into_iter().find(|one| one.aspect == said.aspect);
    let stood = stood.map(|one| one.holds);
    if stood == said.holds {
        return Ok(stood);
    }
    // Two that come at one moment are said one after the other.
    let last = rows.iter().map(|row| row.at).max();
    let at = last.map_or(now, |last| now.max(Instant::from_micros(last.micros() + 1)));
    let correction = CorrectionRow {
        message: row.id,
        aspect: said.aspect.word().to_owned(),
        at,
        holds: said.holds,
        user: said.user,
        by: said.by,
    };
    corrections::add(&mut session, brand.id, &correction).await?;
    rows.push(correction);
    let (analysis, _) = kamerton_text::read(&taught.lexicon, &prepare::input(&row));
    let read = (Labels(analysis.labels.0), i64::from(analysis.sentiment));
    (row.labels, row.sentiment) = correction::apply(read.0, read.1, &standing(&rows));
    restate::reading(&mut session, brand, row, now).await?;
    session.commit().await?;
    Ok(stood)
}
