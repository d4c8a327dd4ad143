//! Whether newcomers feel comfortable (`P2`): asked once on day 7, written down by one of us.

use kamerton_core::comfort::{Comfort, comfortable};
use kamerton_core::id::{IdentityId, PersonId, PlaceId};
use kamerton_core::share::Share;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::comfort::{self, ComfortRow};
use kamerton_store::notices::{self, Change};
use kamerton_store::{Session, Store, workspaces};

use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::fold::accounts_of;
use crate::newcomers;
use crate::refusal::Refusal;

/// Answers of so many days are shown beside what newcomers do: few are asked.
pub const DAYS: i64 = 90;
/// At most so many of the latest answers of a place.
const ANSWERS: i64 = 500;
/// Longer than this nobody's words are kept.
const LONGEST: usize = 1_000;

/// What the person of these accounts said of their comfort.
///
/// # Errors
/// When the store cannot.
pub async fn of_accounts(
    session: &mut Session,
    brand: &Brand,
    own: Vec<IdentityId>,
) -> Result<Option<ComfortRow>> {
    let rows = comfort::of_accounts(session, brand.id, own).await?;
    Ok(rows.into_iter().max_by_key(|row| row.at))
}

async fn accounts(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
) -> Result<Vec<IdentityId>> {
    let accounts = accounts_of(session, brand, &[person]).await?;
    Ok(accounts.into_values().flatten().map(|account| account.id).collect())
}

/// Writes down what somebody said; nothing takes back what was written.
///
/// # Errors
/// When they have written nothing, so that they came nowhere, or the store cannot.
pub async fn record(
    store: &Store,
    brand: &Brand,
    person: PersonId,
    said: Option<(Comfort, &str)>,
    by: &str,
    now: Instant,
) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = super::find(&mut session, brand, &person.to_string()).await?.id;
    let own = accounts(&mut session, brand, person).await?;
    if let Some((comfort, words)) = said {
        let whose = own.iter().map(|account| (*account, person)).collect();
        let first = newcomers::first_messages(&mut session, brand, &whose).await?.pop();
        let nobody = || Refusal::NoPerson(person);
        let (_, first) = first.ok_or_else(nobody)?;
        let row = ComfortRow {
            identity: first.identity.ok_or_else(nobody)?,
            message: first.id,
            at: now,
            comfort: comfort.code(),
            words: words.trim().chars().take(LONGEST).collect(),
            by: by.to_owned(),
        };
        // Of several accounts one holds the answer.
        comfort::forget(&mut session, brand.id, own).await?;
        comfort::save(&mut session, brand.id, &row).await?;
    } else {
        comfort::forget(&mut session, brand.id, own).await?;
    }
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

/// How many of those who came in a place feel comfortable, of those who said so in the last [`DAYS`].
///
/// # Errors
/// When the store cannot.
pub async fn of_place(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    now: Instant,
) -> Result<Share> {
    // What was written down at this very moment is known.
    let span = (now.plus(-DAYS * DAY), now.plus(1));
    Ok(comfortable(&comfort::of_place(session, brand.id, place, span, ANSWERS).await?))
}
