//! The connector.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use kamerton_core::fact::Fact;
use kamerton_core::time::{Instant, MINUTE, SECOND};
use tokio::task::JoinSet;

use super::cursor::{self, Feed};
use super::rhythm::{LONGEST, SHORTEST};
use super::{Document, KIND, answered, convert, identity, page};
use crate::live::{
    About, Card, Connector, Field, FieldKind, Finding, Grade, HandOff, History, Link, Poll, Polled,
    Reason, Report, Settings, Start, Trouble, Unread, Words, Work,
};
use crate::outbound::{Answer, OutboundError};

/// Feeds that one call asks for at most.
const BATCH: usize = 64;
/// Feeds that are asked for at the same time.
const AT_ONCE: usize = 4;
/// Feeds of one host that one call asks for at most.
const PER_HOST: usize = 4;
/// For how long one call begins new questions: what is there already is not kept waiting.
const BEGINNING: Duration = Duration::from_secs(10);
/// How much one call brings before it comes back, in bytes. A hundred channels that begin together hold as
/// much a hundred times until the disk has it.
const ENOUGH: usize = 128 << 10;
/// Addresses that a check looks at.
const CHECKED: usize = 24;

const FIELDS: [Field; 2] = [
    Field { name: "addresses", kind: FieldKind::Lines, required: true },
    Field { name: "minutes", kind: FieldKind::Number(SHORTEST, LONGEST), required: false },
];

/// Feeds.
#[derive(Clone, Copy, Debug)]
pub struct Live;

/// The one there is.
pub static LIVE: Live = Live;

impl Connector for Live {
    fn word(&self) -> &'static str {
        KIND
    }

    fn words(&self) -> Words {
        Words { ru: include_str!("words.ru.ftl"), en: include_str!("words.en.ftl") }
    }

    fn card(&self) -> Card {
        Card {
            starts: Start::Nobody,
            window: Some(Duration::ZERO),
            longest_text: 0,
            most_files: 0,
            largest_file: 0,
            edits_for: Some(Duration::ZERO),
            history: History::Some,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::Link,
            acts: &[],
            asks: None,
            restricts: &[],
            restricts_for_a_time: false,
            impossible: &[
                "channel-feed-no-reply",
                "channel-feed-no-history",
                "channel-feed-no-reactions",
                "channel-feed-no-deletions",
            ],
            left_out: &[],
        }
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 0]
    }

    fn hosts(&self, _settings: &Settings) -> Option<Vec<String>> {
        None
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(check(link))
    }

    fn convert(&self, body: &str, _about: &About) -> Result<Vec<Fact>, Unread> {
        convert::facts(body)
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }
}

impl Poll for Live {
    fn poll<'a>(
        &'a self,
        link: &'a Link<'a>,
        cursor: &'a str,
        _wait: Duration,
    ) -> Work<'a, Polled> {
        Box::pin(poll(link, cursor))
    }

    fn standing(&self, settings: &Settings, cursor: &str) -> Vec<Finding> {
        cursor::read(cursor, settings.lines("addresses")).iter().filter_map(standing).collect()
    }
}

/// Minutes between two questions, where somebody filled them in.
fn filled_in(settings: &Settings) -> Option<u32> {
    settings.get("minutes").parse().ok()
}

/// Asks for the feeds that are due, some of them.
async fn poll(link: &Link<'_>, cursor: &str) -> Result<Polled, Trouble> {
    let mut feeds = cursor::read(cursor, link.settings.lines("addresses"));
    if feeds.is_empty() {
        return Err(Trouble::Settings(Reason::of("channel-feed-why-no-feed")));
    }
    let minutes = filled_in(link.settings);
    let begun = (link.now)();
    let mut waiting = due(&feeds, begun).into_iter();
    let mut asked: JoinSet<(usize, Result<Answer, OutboundError>)> = JoinSet::new();
    let (mut raws, mut bytes) = (Vec::new(), 0);
    let mut newly_unconnected = Vec::new();
    let (mut answers, mut holds) = (0, Vec::new());
    loop {
        let elapsed = (link.now)().since(begun);
        let goes_on = elapsed < micros(BEGINNING) && bytes < ENOUGH;
        while goes_on && asked.len() < AT_ONCE {
            let Some((at, feed)) = waiting.next().and_then(|at| Some((at, feeds.get(at)?))) else {
                break;
            };
            // Its host wants nothing from us, as another of its feeds has just said.
            if feed.state.due > begun.micros().div_euclid(SECOND) {
                continue;
            }
            let (out, request) = (link.out.clone(), answered::request_if_new(feed));
            asked.spawn(async move { (at, out.ask(request).await) });
        }
        let Some(done) = asked.join_next().await else { break };
        // A question that broke down is asked again: its feed is still due.
        let Ok((at, answer)) = done else { continue };
        let Some(feed) = feeds.get_mut(at) else { continue };
        let (failed_before, address) = (feed.state.fails, feed.address());
        let brought = answered::take(feed, answer, minutes, (link.now)());
        answers += 1;
        if brought.unconnected && failed_before == 0 {
            newly_unconnected.push(at);
        }
        if let Some(wanted) = brought.hold {
            let host = identity::host_of(&address);
            answered::hold(&mut feeds, &host, wanted, (link.now)());
            holds.push((host, wanted));
        }
        bytes += brought.raws.iter().map(|raw| raw.body.len()).sum::<usize>();
        raws.extend(brought.raws);
    }
    // Those that were being asked meanwhile have been given another time.
    for (host, wanted) in holds {
        answered::hold(&mut feeds, &host, wanted, (link.now)());
    }
    if newly_unconnected.len() == answers && answers > 2 {
        forgive(&mut feeds, &newly_unconnected, (link.now)());
    }
    let now = (link.now)();
    let next = feeds.iter().filter(|feed| !feed.state.gone).map(|feed| feed.state.due).min();
    let until = next.map_or(3_600, |next| next - now.micros().div_euclid(SECOND)).clamp(0, 3_600);
    let pause = Duration::from_secs(until.unsigned_abs());
    Ok(Polled { raws, cursor: cursor::write(&feeds), pause, more: until == 0 })
}

/// None of several could be reached that all were before: it is our own connection that is broken, and none
/// of them is to blame.
fn forgive(feeds: &mut [Feed], unconnected: &[usize], now: Instant) {
    for at in unconnected {
        if let Some(feed) = feeds.get_mut(*at) {
            (feed.state.fails, feed.state.why) = (0, String::new());
            feed.state.due_at(now.plus(5 * MINUTE));
        }
    }
}

/// The feeds that are due and are asked for now: those that answer before those that do not, and not too
/// many of one host.
fn due(feeds: &[Feed], now: Instant) -> Vec<usize> {
    let seconds = now.micros().div_euclid(SECOND);
    let mut due: Vec<(bool, i64, usize)> = feeds
        .iter()
        .enumerate()
        .filter(|(_, feed)| !feed.state.gone && feed.state.due <= seconds)
        .map(|(at, feed)| (feed.state.fails > 0, feed.state.due, at))
        .collect();
    due.sort_unstable();
    let mut hosts: HashMap<String, usize> = HashMap::new();
    let mut chosen = Vec::new();
    for (_, _, at) in due {
        let Some(feed) = feeds.get(at) else { continue };
        let asked = hosts.entry(identity::host_of(&feed.address())).or_default();
        if *asked < PER_HOST {
            *asked += 1;
            chosen.push(at);
        }
        if chosen.len() == BATCH {
            break;
        }
    }
    chosen
}

/// What is to be said of a feed: that it ended, does not answer, moved.
fn standing(feed: &Feed) -> Option<Finding> {
    let state = &feed.state;
    let (grade, message, more) = match state {
        _ if state.gone => (Grade::Lacking, "channel-feed-found-gone", None),
        _ if state.fails > 2 || state.fails > 0 && !state.known => {
            (Grade::Lacking, failure(&state.why), Some(("why", state.why.clone())))
        }
        _ if state.gap().is_some() => (Grade::Lacking, "channel-feed-found-gap", None),
        _ if !state.to.is_empty() => {
            (Grade::Good, "channel-feed-found-moved", Some(("to", state.to.clone())))
        }
        _ => return None,
    };
    let mut arguments = vec![("address", feed.line.clone())];
    arguments.extend(more);
    if message == "channel-feed-found-gap" {
        let moments =
            state.gap().into_iter().flat_map(|(from, to)| [("since", from), ("until", to)]);
        arguments.extend(moments.map(|(name, at)| (name, moment(at))));
    }
    Some(Finding { grade, message, arguments })
}

/// A moment to the minute, as everybody reads it: `2026-11-27 09:30 UTC`.
fn moment(at: Instant) -> String {
    let text = at.rfc3339();
    let minute = text.get(..16).unwrap_or(&text);
    format!("{} UTC", minute.replace('T', " "))
}

fn failure(why: &str) -> &'static str {
    match why {
        "address" => "channel-feed-found-no-address",
        "private" => "channel-feed-found-private",
        "late" | "unreachable" => "channel-feed-found-unreachable",
        "large" => "channel-feed-found-large",
        "no-feed" => "channel-feed-found-no-feed",
        "redirects" => "channel-feed-found-redirects",
        _ => "channel-feed-found-refused",
    }
}

/// Looks at the first addresses, which of them are feeds, and which feed a page names.
async fn check(link: &Link<'_>) -> Result<Report, Trouble> {
    let feeds = cursor::read("", link.settings.lines("addresses"));
    let mut asked: JoinSet<(usize, Finding, String)> = JoinSet::new();
    let mut found = BTreeMap::new();
    let mut waiting = feeds.iter().take(CHECKED).enumerate();
    loop {
        while asked.len() < AT_ONCE {
            let Some((at, feed)) = waiting.next() else { break };
            let (out, feed) = (link.out.clone(), feed.clone());
            asked.spawn(async move {
                let answer = out.ask(answered::request(&feed.address())).await;
                let (mut finding, title, named) = looked(&feed, answer);
                if let Some(named) = named {
                    let answer = out.ask(answered::request(&named)).await;
                    let (of_named, title, _) =
                        looked(&Feed { line: named, ..feed.clone() }, answer);
                    if of_named.grade == Grade::Good {
                        return (at, finding, title);
                    }
                    finding = of_named;
                }
                (at, finding, title)
            });
        }
        let Some(done) = asked.join_next().await else { break };
        if let Ok((at, finding, title)) = done {
            found.insert(at, (finding, title));
        }
    }
    let titles: Vec<String> = found
        .values()
        .map(|(_, title)| title.clone())
        .filter(|title| !title.is_empty())
        .take(3)
        .collect();
    let usable = found.values().any(|(finding, _)| finding.grade == Grade::Good);
    let mut findings: Vec<Finding> = found.into_values().map(|(finding, _)| finding).collect();
    // One of several that does not work does not keep the others from being connected.
    for finding in &mut findings {
        if usable && finding.grade == Grade::Broken {
            finding.grade = Grade::Lacking;
        }
    }
    if feeds.is_empty() {
        findings.push(Finding {
            grade: Grade::Broken,
            message: "channel-feed-found-none",
            arguments: Vec::new(),
        });
    }
    if feeds.len() > CHECKED {
        let count = (feeds.len() - CHECKED).to_string();
        findings.push(Finding {
            grade: Grade::Good,
            message: "channel-feed-found-more",
            arguments: vec![("count", count)],
        });
    }
    let about = usable.then(|| About { title: titles.join(", "), ..About::default() });
    Ok(Report { about, findings })
}

/// What one address turned out to be, the title of its feed, and the feed that its page names.
fn looked(feed: &Feed, answer: Result<Answer, OutboundError>) -> (Finding, String, Option<String>) {
    let line = || ("address", feed.line.clone());
    let broken = |why: &str| {
        let arguments = vec![line(), ("why", why.to_owned())];
        (Finding { grade: Grade::Broken, message: failure(why), arguments }, String::new(), None)
    };
    let answer = match answer {
        Ok(answer) if answer.is_well() => answer,
        Ok(answer) => return broken(&answer.status.to_string()),
        Err(error) => return broken(answered::word(&error)),
    };
    match answered::document(&answer) {
        None => broken("large"),
        Some((Document::Feed(parsed), _)) => {
            let title = parsed.title.line();
            let count = parsed.entries.len().to_string();
            let arguments = vec![line(), ("title", title.clone()), ("count", count)];
            (
                Finding { grade: Grade::Good, message: "channel-feed-found-feed", arguments },
                title,
                None,
            )
        }
        Some((Document::Other(text), _)) => {
            let at = reqwest::Url::parse(&answer.at).ok();
            let mut named = page::feeds(&text, at.as_ref()).into_iter();
            let Some(first) = named.next() else { return broken("no-feed") };
            let arguments = vec![line(), ("feed", first.clone())];
            let message = "channel-feed-found-page";
            (Finding { grade: Grade::Good, message, arguments }, String::new(), Some(first))
        }
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
