//! The lower half of Today: what waits, what happened since yesterday, the thanks of the week.

use kamerton_app::Brand;
use kamerton_app::people::leaders::{self, Leader};
use kamerton_app::places::{Sight, indices};
use kamerton_app::today::happened::{self, Happened, Moves};
use kamerton_app::today::thanks;
use kamerton_app::today::waits::{self, Queue, Waiting};
use kamerton_core::fact::OrderKind;
use kamerton_core::id::PlaceId;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Instant;
use kamerton_store::Session;

use crate::format;
use crate::http::errors::WebError;
use crate::pages::page::{Markup, Page};
use crate::pages::places::indices::alarm;
use crate::words::Arg;

/// Newcomers who matter that are named.
const MET: usize = 3;
/// At most so many places raise an alarm at once.
const ALARMS: usize = 3;

/// What waits and what happened.
pub struct News {
    /// What waits, of each kind.
    pub queues: Vec<Waits>,
    /// What waits and has not for long yet, in words; where nothing waits for too long.
    pub soon: Option<String>,
    /// What happened, a line each.
    pub lines: Vec<Line>,
    /// The thanks of the week, with when they were said.
    pub thanks: Option<(Waiting, String)>,
    /// Places where cold people outnumber what the core carries: which, its title, and how many.
    pub alarms: Vec<(PlaceId, String, String)>,
}

/// Messages that wait for the same.
pub struct Waits {
    /// How many, in words.
    pub count: String,
    /// The oldest, with how long they have waited.
    pub oldest: Vec<(Waiting, String)>,
}

/// Something that happened: what stands out, and the rest.
pub struct Line {
    /// What stands out.
    pub strong: String,
    /// People, when it is about them.
    pub people: Vec<(kamerton_core::id::PersonId, String, Markup)>,
    /// The rest.
    pub rest: String,
}

impl News {
    /// Reads them.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn read(
        session: &mut Session,
        page: &Page,
        brand: &Brand,
        sight: Sight,
        now: Instant,
    ) -> Result<Self, WebError> {
        let waits = waits::waits(session, brand, sight, now).await?;
        let happened = happened::since_yesterday(session, brand, now).await?;
        let new = leaders::significant(session, brand, now).await?;
        let thanks = thanks::of_the_week(session, brand, now).await?;
        let alarms = indices::alarms(session, brand, now).await?;
        let queues = [
            ("waits-newcomers", &waits.newcomers),
            ("waits-questions", &waits.questions),
            ("waits-negatives", &waits.negatives),
        ];
        let queues = queues.into_iter().filter(|(_, queue)| queue.count > 0);
        let language = page.words().language();
        Ok(Self {
            soon: (waits.all > 0).then(|| page.figure("waits-soon", waits.all)),
            queues: queues.map(|(id, queue)| Waits::of(page, id, queue, now)).collect(),
            lines: significant(page, &new).into_iter().chain(lines(page, &happened)).collect(),
            alarms: alarms
                .into_iter()
                .take(ALARMS)
                .filter_map(|shown| {
                    let text = alarm(page, &shown)?;
                    Some((shown.place, shown.title, text))
                })
                .collect(),
            thanks: thanks.map(|one| {
                let day = brand.zone.day(one.at);
                (one, format::day_near(language, day, brand.zone.day(now)))
            }),
        })
    }
}

impl Waits {
    fn of(page: &Page, id: &str, queue: &Queue, now: Instant) -> Self {
        let count = page.figure(id, queue.count);
        let lasts = |one: &Waiting| format::lasts(page.words(), now.since(one.at));
        Self {
            count: if queue.more { format!("{} {count}", page.say("at-least")) } else { count },
            oldest: queue.oldest.iter().map(|one| (one.clone(), lasts(one))).collect(),
        }
    }
}

/// What happened, line by line; what did not is not told.
fn lines(page: &Page, happened: &Happened) -> Vec<Line> {
    let plain = |id: &str, count: i64, rest: String| {
        let line = || Line { strong: page.figure(id, count), people: Vec::new(), rest };
        (count > 0).then(line)
    };
    let confirmed = happened.confirmed();
    let all = [
        plain("news-messages", happened.messages, newcomers(page, happened)),
        plain("news-confirmations", confirmed, confirmations(page, happened)),
        plain("news-thanks", happened.thanks, String::new()),
        plain("news-negatives", happened.negatives, String::new()),
        moves(page, "news-up", &happened.up),
        moves(page, "news-down", &happened.down),
        orders(page, happened, "news-orders", OrderKind::is_purchase),
        orders(page, happened, "news-refunds", |kind| kind == OrderKind::Refund),
    ];
    all.into_iter().flatten().collect()
}

/// Newcomers who matter already: they are met at once.
fn significant(page: &Page, new: &[Leader]) -> Option<Line> {
    if new.is_empty() {
        return None;
    }
    let people = new.iter().take(MET).map(|one| {
        let state = State::parse(one.state).unwrap_or_default();
        let stage = Stage::ALL.into_iter().find(|stage| stage.word() == one.stage);
        (one.id, format::name(&one.name), page.state(&state, &stage.unwrap_or_default()))
    });
    let others = new.len().saturating_sub(MET) as i64;
    let rest = if others > 0 { page.figure("news-others", others) } else { String::new() };
    let strong = page.figure("news-significant", new.len() as i64);
    Some(Line { strong, people: people.collect(), rest })
}

fn newcomers(page: &Page, happened: &Happened) -> String {
    let parts = [("news-people", happened.new_people), ("news-first", happened.first_words)];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(id, count)| page.figure(id, count)).collect();
    if parts.is_empty() { String::new() } else { format!(", {}", parts.join(", ")) }
}

fn confirmations(page: &Page, happened: &Happened) -> String {
    let kinds = happened.confirmations.iter();
    let kinds: Vec<String> = kinds
        .map(|(kind, count)| page.figure(&format!("confirmation-{}", kind.word()), *count))
        .collect();
    format!(" {}", kinds.join(", "))
}

fn moves(page: &Page, id: &str, moves: &Moves) -> Option<Line> {
    if moves.count == 0 {
        return None;
    }
    let people = moves
        .some
        .iter()
        .map(|one| (one.person, one.name.clone(), page.state(&one.to, &one.stage)));
    let others = moves.count - moves.some.len() as i64;
    let rest = if others > 0 { page.figure("news-others", others) } else { String::new() };
    let count = page.figure(id, moves.count);
    let strong = if moves.more { format!("{} {count}", page.say("at-least")) } else { count };
    Some(Line { strong, people: people.collect(), rest })
}

/// Orders of some kinds, with what they came to in each currency.
fn orders(
    page: &Page,
    happened: &Happened,
    id: &str,
    wanted: fn(OrderKind) -> bool,
) -> Option<Line> {
    let orders: Vec<_> = happened.orders.iter().filter(|one| wanted(one.kind)).collect();
    let count: i64 = orders.iter().map(|one| one.count).sum();
    let mut sums: Vec<(&str, i64)> = Vec::new();
    for one in orders {
        // Money that went back is below nothing; which way it went, the word beside it says.
        let amount = one.amount_minor.abs();
        match sums.iter_mut().find(|(currency, _)| *currency == one.currency) {
            Some((_, sum)) => *sum += amount,
            None => sums.push((&one.currency, amount)),
        }
    }
    let language = page.words().language();
    let sums: Vec<String> =
        sums.into_iter().map(|(currency, sum)| format::money(language, sum, currency)).collect();
    let money = sums.join(", ");
    let rest = page.words().say("news-for", &[("money", Arg::Text(&money))]);
    let line =
        || Line { strong: page.figure(id, count), people: Vec::new(), rest: format!(" {rest}") };
    (count > 0).then(line)
}
