//! Reading: what is new, what was before, what may have been missed.
//!
//! Numbers of mails rise within a folder, so what is new is what has a number from the last one on. Where
//! a folder is numbered anew, all of it is read again: a mail is known by its bytes.

use std::time::Duration;

use jiff::Timestamp;
use kamerton_core::time::{DAY, Instant};

use super::cursor::{self, News, Past, Spot, Walk};
use super::imap::{Numbered, Opened, Session};
use super::settings::Account;
use super::upset::{Result, Upset};
use super::{Live, mails, pool};
use crate::email::raw::Kept;
use crate::live::{
    Backfill, Finding, Grade, Link, Poll, Polled, Raw, Reason, Reconcile, Settings, Trouble, Work,
};

/// How long is waited where the server cannot tell of news by itself.
const PAUSE: Duration = Duration::from_secs(20);
/// Waiting is begun anew before servers take us for gone (RFC 2177: 29 minutes).
const LONGEST_WAIT: Duration = Duration::from_secs(28 * 60);
/// What came so shortly before the first look is read by it: the past is read by another walk, and may
/// have begun a little earlier.
const BEFORE: i64 = DAY;
/// Gaps between numbers that are looked at in one go.
const LOOKS: usize = 24;

/// Does something in a session, which is kept unless it fails.
pub(super) async fn within<T>(
    link: &Link<'_>,
    account: &Account,
    work: impl AsyncFnOnce(&mut Session) -> Result<T>,
) -> std::result::Result<T, Trouble> {
    within_open(link, account, None, work).await
}

/// The same, if possible in the session in which a folder is open already.
async fn within_open<T>(
    link: &Link<'_>,
    account: &Account,
    folder: Option<(&str, u32)>,
    work: impl AsyncFnOnce(&mut Session) -> Result<T>,
) -> std::result::Result<T, Trouble> {
    let mut session = pool::session(link.out, account, folder).await.map_err(Upset::asking)?;
    match work(&mut session).await {
        Ok(done) => {
            pool::keep(account, session);
            Ok(done)
        }
        Err(upset) => Err(upset.asking()),
    }
}

/// The folder of what was sent: named, found by the last check, or told by the server.
pub(super) async fn sent_folder(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
) -> Result<Option<String>> {
    if let Some(named) = account.sent.as_ref().or_else(|| link.about.more.get("sent")) {
        return Ok(Some(named.clone()));
    }
    if session.sent.is_none() {
        let listed = session.list().await?;
        session.sent = Some(super::look::sent_among(&listed).map(str::to_owned));
    }
    Ok(session.sent.clone().flatten())
}

/// All folders that are read; the first one last: it stays open and is waited in.
pub(super) async fn folders(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
) -> Result<Vec<String>> {
    let mut folders: Vec<String> = account.folders.clone();
    let sent = sent_folder(session, link, account).await?;
    folders.extend(sent.filter(|sent| !account.folders.contains(sent)));
    folders.reverse();
    Ok(folders)
}

/// Opens a folder; nothing where it is not there.
pub(super) async fn opened(session: &mut Session, name: &str) -> Result<Option<Opened>> {
    match session.examine(name).await {
        Ok(opened) => Ok(Some(opened)),
        Err(upset) if upset.is_limit() => Err(upset),
        // What is refused for another reason is asked about: a busy server is no missing folder.
        Err(Upset::No(status)) => {
            let listed = session.list().await?;
            let there =
                listed.iter().any(|one| same_folder(&one.name, name) && one.is_selectable());
            if there { Err(Upset::No(status)) } else { Ok(None) }
        }
        Err(upset) => Err(upset),
    }
}

/// `INBOX` is written in any way.
pub(super) fn same_folder(one: &str, other: &str) -> bool {
    one == other || one.eq_ignore_ascii_case("INBOX") && other.eq_ignore_ascii_case("INBOX")
}

fn nowhere() -> Trouble {
    Trouble::Settings(Reason::of("channel-email-why-no-folder"))
}

/// What is kept of them: drafts are their writer's own.
fn raws(kept: &[Kept]) -> Vec<Raw> {
    kept.iter().filter(|kept| !kept.is_draft()).map(Kept::to_raw).collect()
}

impl Poll for Live {
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled> {
        Box::pin(async move {
            let account = Account::of(link.settings);
            let mut news: News = cursor::read(cursor)?;
            let found = within(link, &account, async |session: &mut Session| {
                news_or_wait(session, link, &account, &mut news, wait).await
            })
            .await?;
            let Some((kept, more, pause)) = found else { return Err(nowhere()) };
            Ok(Polled { raws: raws(&kept), cursor: cursor::write(&news), pause, more })
        })
    }

    fn standing(&self, _: &Settings, cursor: &str) -> Vec<Finding> {
        let news: News = cursor::read(cursor).unwrap_or_default();
        let finding = |message, folder| Finding {
            grade: Grade::Lacking,
            message,
            arguments: vec![("folder", folder)],
        };
        let missing = news.missing.into_iter();
        let missing = missing.map(|folder| finding("channel-email-found-no-folder", folder));
        let restless = news.folders.into_iter().filter(|(_, spot)| spot.is_restless());
        let restless =
            restless.map(|(folder, _)| finding("channel-email-found-renumbered", folder));
        missing.chain(restless).collect()
    }
}

type Piece = (Vec<Kept>, bool, Duration);

/// What a look into folders brought.
#[derive(Default)]
struct Look {
    kept: Vec<Kept>,
    /// Whether there is more to be had at once.
    more: bool,
    /// How many folders there are.
    there: usize,
    /// How long everything is left alone, because a folder is numbered anew over and over.
    wait: Duration,
}

impl Look {
    /// One piece at a time, so that no piece becomes too large. A folder that is read over and over is no
    /// reason to leave the others for later: it would be so every time.
    fn has_room(&self) -> bool {
        let bytes: usize = self.kept.iter().map(|kept| kept.mail.len()).sum();
        self.kept.is_empty() || !self.wait.is_zero() && bytes < mails::BYTES
    }
}

async fn news_or_wait(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    news: &mut News,
    wait: Duration,
) -> Result<Option<Piece>> {
    let beginning = news.folders.is_empty();
    let Look { kept, more, there, wait: restless } = look(session, link, account, news).await?;
    if there == 0 {
        return Ok(None);
    }
    // Of what has no lasting numbers there would be more without end.
    if !restless.is_zero() {
        return Ok(Some((kept, false, restless)));
    }
    // A beginning is remembered before anything is waited for.
    if !kept.is_empty() || more || beginning {
        return Ok(Some((kept, more, Duration::ZERO)));
    }
    let first = account.folders.first().filter(|first| !news.missing.contains(first));
    let Some(first) = first.filter(|_| session.can("IDLE") && !wait.is_zero()) else {
        return Ok(Some((kept, more, PAUSE)));
    };
    if !session.idle(wait.min(LONGEST_WAIT)).await? {
        return Ok(Some((kept, more, Duration::ZERO)));
    }
    let Some(opened) = opened(session, first).await? else {
        return Ok(Some((kept, more, PAUSE)));
    };
    let mut found = Look::default();
    new_in(session, link, &opened, news, &mut found).await?;
    // Some servers tell of news that are none.
    let pause = if found.kept.is_empty() { Duration::from_secs(1) } else { Duration::ZERO };
    let more = found.more && found.wait.is_zero();
    Ok(Some((found.kept, more, pause.max(found.wait))))
}

/// Which of the folders have nothing new, as far as the server tells without opening them. The one that is
/// waited in is opened anyway.
async fn unchanged(
    session: &mut Session,
    names: &[String],
    account: &Account,
    news: &News,
) -> Result<Vec<String>> {
    let is_waited_in = |name: &&str| account.folders.first().is_some_and(|first| first == name);
    let known = names.iter().map(String::as_str).filter(|name| news.folders.contains_key(*name));
    let known: Vec<&str> = known.filter(|name| !is_waited_in(name)).collect();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let told = session.numbered(&known).await?;
    let is_same = |(name, now): &(String, Numbered)| {
        let spot = news.folders.get(name);
        spot.is_some_and(|spot| spot.validity == now.validity && spot.next >= now.next)
    };
    Ok(told.into_iter().filter(is_same).map(|(name, _)| name).collect())
}

/// Looks into all folders in which something is new.
async fn look(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    news: &mut News,
) -> Result<Look> {
    let mut found = Look::default();
    let mut missing = Vec::new();
    let names = folders(session, link, account).await?;
    let unchanged = unchanged(session, &names, account, news).await?;
    for name in names {
        if unchanged.contains(&name) {
            found.there += 1;
            continue;
        }
        let Some(opened) = opened(session, &name).await? else {
            missing.push(name);
            continue;
        };
        found.there += 1;
        if found.has_room() {
            new_in(session, link, &opened, news, &mut found).await?;
        } else {
            found.more |= news
                .folders
                .get(&name)
                .is_none_or(|spot| spot.validity != opened.validity || spot.next < opened.next);
        }
    }
    news.missing = missing;
    Ok(found)
}

/// What is new in an open folder.
async fn new_in(
    session: &mut Session,
    link: &Link<'_>,
    opened: &Opened,
    news: &mut News,
    found: &mut Look,
) -> Result<()> {
    let now = (link.now)();
    let mut spot = match news.folders.get(&opened.name).cloned() {
        Some(mut spot) if spot.validity == opened.validity => {
            spot.calm(now);
            spot
        }
        // Numbered anew: all of it once more, and where that happens again, what may not have been read.
        Some(mut spot) => {
            spot.renumber(opened.validity, now);
            if spot.is_restless() {
                spot.next = unread(session, opened, spot.until).await?;
                found.wait = found.wait.max(spot.wait());
            }
            spot
        }
        None => {
            let since = day(now.plus(-BEFORE));
            let recent = session.search(&format!("SINCE {since}")).await?;
            // Where a whole mailbox was moved, all of it came today.
            let last = recent.get(recent.len().saturating_sub(mails::PIECE)..).unwrap_or_default();
            let next = last.first().copied().unwrap_or(opened.next).min(opened.next);
            Spot::new(opened, next, now)
        }
    };
    let mut kept = Vec::new();
    for _ in 0..LOOKS {
        if spot.next >= opened.next || !kept.is_empty() {
            break;
        }
        let to = opened.next.saturating_sub(1);
        let to = spot.next.saturating_add(WINDOW - 1).min(to);
        let there = mails::between(session, spot.next, to).await?;
        let count = mails::piece(there.iter());
        let piece = there.get(..count).unwrap_or_default();
        kept = mails::fetch(session, opened, piece).await?;
        spot.next = match piece.last() {
            Some(last) if count < there.len() => last.number + 1,
            _ => to.saturating_add(1),
        };
    }
    let whole = spot.next >= opened.next;
    if whole {
        spot.read_whole(now);
    } else if spot.is_restless() {
        // As far as it goes: the next time it begins there.
        let arrived = kept.iter().filter_map(|kept| kept.arrived).max();
        let arrived = arrived.filter(|at| Instant::from_seconds(*at) <= now);
        arrived.into_iter().for_each(|at| spot.read_until(at));
    }
    news.folders.insert(opened.name.clone(), spot);
    found.kept.append(&mut kept);
    found.more |= !whole;
    Ok(())
}

/// The number of the first mail that may not have been read, where numbers say nothing of that.
async fn unread(session: &mut Session, opened: &Opened, until: i64) -> Result<u32> {
    // Days of servers begin where they stand: one more.
    let since = Instant::from_seconds(until.max(0)).plus(-DAY);
    let fresh = session.search(&format!("SINCE {}", day(since))).await?;
    let arrived = mails::arrived(session, &fresh).await?;
    let first = arrived.iter().find(|(_, at)| at.is_none_or(|at| at >= until));
    let last = fresh.get(fresh.len().saturating_sub(mails::PIECE)..).unwrap_or_default();
    let next = first.map(|(number, _)| number).or(last.first());
    Ok(next.copied().unwrap_or(opened.next).min(opened.next))
}

/// Numbers that are looked at together for news.
const WINDOW: u32 = 5_000;

impl Backfill for Live {
    /// From the newest mail to the oldest, folder by folder.
    fn backfill<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str) -> Work<'a, Polled> {
        Box::pin(async move {
            let account = Account::of(link.settings);
            let before: Past = cursor::read(cursor)?;
            let mut past = before.clone();
            let kept = within_open(link, &account, before.open(), async |session: &mut Session| {
                older(session, link, &account, &mut past).await
            })
            .await?;
            Ok(polled(&kept, &before, &past))
        })
    }
}

fn polled(kept: &[Kept], before: &Past, past: &Past) -> Polled {
    let more = past.at.is_some();
    // Begun anew, it is not done at once over and over.
    let pause = match past.anew() {
        times if times > before.anew() => cursor::wait_after(times),
        _ => Duration::ZERO,
    };
    Polled { raws: raws(kept), cursor: cursor::write(past), pause, more }
}

/// The folder whose turn it is, opened; nothing when all were read.
async fn turn(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    past: &mut Past,
    begin: fn(&Opened) -> Walk,
) -> Result<Option<(Opened, Walk)>> {
    if let (Some(opened), Some(walk)) = (session.open_folder(), &past.at)
        && (&walk.folder, walk.validity) == (&opened.name, opened.validity)
    {
        return Ok(Some((opened.clone(), walk.clone())));
    }
    let folders = folders(session, link, account).await?;
    for name in
        folders.iter().rev().filter(|name| !past.done.contains(name)).cloned().collect::<Vec<_>>()
    {
        let Some(opened) = opened(session, &name).await? else {
            past.done.push(name);
            continue;
        };
        let going = past.at.take().filter(|walk| walk.folder == name);
        let walk = match going {
            Some(walk) if walk.validity == opened.validity => walk,
            // What is new in it is read all the same.
            Some(walk) if walk.anew >= cursor::MOST_ANEW => {
                past.done.push(name);
                continue;
            }
            Some(walk) => Walk { anew: walk.anew + 1, ..begin(&opened) },
            None => begin(&opened),
        };
        return Ok(Some((opened, walk)));
    }
    past.at = None;
    Ok(None)
}

/// Whether a folder comes after this one.
fn goes_on(past: &mut Past, walk: Walk, ended: bool, folders: usize) {
    if ended {
        past.done.push(walk.folder);
        past.at = (past.done.len() < folders).then(Walk::default);
    } else {
        past.at = Some(walk);
    }
}

async fn older(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    past: &mut Past,
) -> Result<Vec<Kept>> {
    let Some((opened, mut walk)) = turn(session, link, account, past, Walk::down).await? else {
        return Ok(Vec::new());
    };
    let mut kept = Vec::new();
    for _ in 0..LOOKS {
        if walk.number <= 1 || !kept.is_empty() {
            break;
        }
        let from = walk.lowest();
        let there = mails::between(session, from, walk.number - 1).await?;
        let count = mails::piece(there.iter().rev());
        let piece = there.get(there.len() - count..).unwrap_or_default();
        kept = mails::fetch(session, &opened, piece).await?;
        walk.fit(there.len());
        walk.number = match piece.first() {
            Some(first) if count < there.len() => first.number,
            _ => from,
        };
    }
    // The newest first, as they are read.
    kept.reverse();
    let folders = folders(session, link, account).await?.len();
    let ended = walk.number <= 1;
    goes_on(past, walk, ended, folders);
    Ok(kept)
}

impl Reconcile for Live {
    /// What came into the folders since that day, from the oldest to the newest.
    fn reconcile<'a>(
        &'a self,
        link: &'a Link<'a>,
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(async move {
            let account = Account::of(link.settings);
            let before: Past = cursor::read(cursor)?;
            let mut past = before.clone();
            let kept = within_open(link, &account, before.open(), async |session: &mut Session| {
                since_then(session, link, &account, since, &mut past).await
            })
            .await?;
            Ok(polled(&kept, &before, &past))
        })
    }
}

async fn since_then(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    since: Instant,
    past: &mut Past,
) -> Result<Vec<Kept>> {
    let Some((opened, mut walk)) = turn(session, link, account, past, Walk::up).await? else {
        return Ok(Vec::new());
    };
    // Days of servers begin where they stand: one more.
    let since = day(since.plus(-DAY));
    let found = session.search(&format!("UID {}:* SINCE {since}", walk.number)).await?;
    // `*` is the last mail, whatever its number.
    let found: Vec<u32> = found.into_iter().filter(|number| *number >= walk.number).collect();
    let first = found.get(..found.len().min(mails::PIECE)).unwrap_or_default();
    let there = mails::of(session, first).await?;
    let count = mails::piece(there.iter());
    let piece = there.get(..count).unwrap_or_default();
    let kept = mails::fetch(session, &opened, piece).await?;
    let last = if count < there.len() {
        piece.last().map(|one| one.number)
    } else {
        first.last().copied()
    };
    let ended = last.is_none() || last == found.last().copied();
    walk.number = last.map_or(walk.number, |last| last.saturating_add(1));
    let folders = folders(session, link, account).await?.len();
    goes_on(past, walk, ended, folders);
    Ok(kept)
}

/// A day as IMAP writes it: `1-Feb-2026`.
fn day(at: Instant) -> String {
    let at = Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH);
    let day = at.to_zoned(jiff::tz::TimeZone::UTC);
    day.strftime("%-d-%b-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_servers_read_them() {
        assert_eq!(day(Instant::from_seconds(1_769_904_000)), "1-Feb-2026");
        assert_eq!(day(Instant::from_seconds(0)), "1-Jan-1970");
    }
}
