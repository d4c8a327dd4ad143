//! How much was asked, and whether more may be.
//!
//! What a request may take at most is set down before it is sent, so that two at a time cannot both
//! take the last of it, and corrected when the answer is there.

use kamerton_core::time::{Day, Instant};
use kamerton_store::large_model::{self, SpentRow};
use kamerton_store::{Session, Store};

use super::client::{Prompt, Reply};
use super::{Answered, Settings, Trouble};
use crate::brand::Brand;
use crate::error::Result;

/// Letters that a token has at least, as counted ahead: Russian has more of them on average.
const LETTERS: usize = 2;
/// What an endpoint may say of tokens; more is a mistake.
const MOST: i64 = 10_000_000;

/// What was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Requests today.
    pub requests: i64,
    /// Tokens today, sent and received.
    pub tokens: i64,
    /// What this month has cost, in millionths.
    pub cost: i64,
}

/// What was set down for a request before it was sent.
pub(super) struct Reserved {
    day: Day,
    tokens_in: i64,
    tokens_out: i64,
}

/// What was asked today, and what this month has cost.
///
/// # Errors
/// When the store cannot.
pub async fn spent(session: &mut Session, brand: &Brand, now: Instant) -> Result<Spent> {
    let today = brand.zone.day(now);
    let first = today.plus(1 - i32::from(today.date().day()));
    let days = large_model::spent(session, brand.id, first, today).await?;
    let of_today = days.iter().find(|row| row.day == today);
    Ok(Spent {
        requests: of_today.map_or(0, |row| row.requests),
        tokens: of_today.map_or(0, |row| row.tokens_in + row.tokens_out),
        cost: days.iter().map(|row| row.cost).sum(),
    })
}

/// What so many tokens cost, in millionths, rounded up.
fn cost(settings: &Settings, tokens_in: i64, tokens_out: i64) -> i64 {
    let price = |tokens: i64, price: i64| i128::from(tokens) * i128::from(price);
    let millionths = price(tokens_in, settings.price_in) + price(tokens_out, settings.price_out);
    let rounded = (millionths + if millionths > 0 { 999_999 } else { 0 }) / 1_000_000;
    i64::try_from(rounded).unwrap_or(i64::MAX / 4)
}

/// Sets down what a request may take.
pub(super) async fn reserve(
    store: &Store,
    brand: &Brand,
    settings: &Settings,
    prompt: &Prompt,
    now: Instant,
) -> Result<Answered<Reserved>> {
    let tokens_in = i64::try_from(prompt.letters().div_ceil(LETTERS) + 16).unwrap_or(MOST);
    let tokens_out = i64::from(prompt.most);
    let reserved = Reserved { day: brand.zone.day(now), tokens_in, tokens_out };
    let mut session = store.write().await?;
    let cost = cost(settings, tokens_in, tokens_out);
    let row = SpentRow { day: reserved.day, requests: 1, tokens_in, tokens_out, cost };
    // From here on nobody else adds to this day.
    large_model::add(&mut session, brand.id, &row).await?;
    let spent = spent(&mut session, brand, now).await?;
    let over = match () {
        () if spent.requests > settings.requests_a_day => Some(Trouble::SpentRequests),
        () if spent.tokens > settings.tokens_a_day => Some(Trouble::SpentTokens),
        () if settings.cost_a_month.is_some_and(|most| spent.cost > most) => {
            Some(Trouble::SpentMoney)
        }
        () => None,
    };
    match over {
        // Left without a commit nothing of it was written.
        Some(trouble) => Ok(Err(trouble)),
        None => {
            session.commit().await?;
            Ok(Ok(reserved))
        }
    }
}

/// Corrects what was set down by what was used. Where nobody says what was used, and something may
/// have been, it stays.
pub(super) async fn settle(
    store: &Store,
    brand: &Brand,
    settings: &Settings,
    reserved: &Reserved,
    asked: &Answered<Reply>,
) -> Result<()> {
    let used = match asked {
        Ok(reply) => reply.used,
        Err(trouble) if trouble.is_before_work() => Some((0, 0)),
        Err(_) => None,
    };
    let Some((tokens_in, tokens_out)) = used else { return Ok(()) };
    let (tokens_in, tokens_out) = (tokens_in.clamp(0, MOST), tokens_out.clamp(0, MOST));
    let row = SpentRow {
        day: reserved.day,
        requests: 0,
        tokens_in: tokens_in - reserved.tokens_in,
        tokens_out: tokens_out - reserved.tokens_out,
        cost: cost(settings, tokens_in, tokens_out)
            - cost(settings, reserved.tokens_in, reserved.tokens_out),
    };
    let mut session = store.write().await?;
    large_model::add(&mut session, brand.id, &row).await?;
    Ok(session.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_costs_is_rounded_up() {
        let settings =
            Settings { price_in: 2_000_000, price_out: 8_500_000, ..Settings::default() };
        assert_eq!(cost(&settings, 0, 0), 0);
        assert_eq!(cost(&settings, 1_000_000, 1_000_000), 10_500_000);
        assert_eq!(cost(&settings, 1, 0), 2);
        assert_eq!(cost(&Settings { price_in: 1, ..settings }, 1, 0), 1);
    }
}
