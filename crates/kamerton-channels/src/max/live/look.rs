//! Looking at the account and its places.

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use serde_json::Value;

use super::answer::{Outcome, Purpose, ask, outcome, read};
use super::api::{ADDRESS, Api};
use super::convert::chat_place;
use super::names;
use super::read::{id, is, items, number, object, text, word};
use super::{history, receive};
use crate::live::{About, Finding, Found, Grade, Link, Reached, Report, Settings, Trouble};
use crate::max::KIND;
use crate::outbound::{self, Broken};

/// Known places that are looked at in a check.
const MOST_PLACES: usize = 20;
/// Messages whose counts are asked for at once.
const AT_ONCE: usize = 50;
/// Hosts that take files for the platform, and where it gives them back.
const STORAGES: [&str; 2] = [".oneme.ru", ".okcdn.ru"];

/// Hosts that are asked. A server of one's own takes files itself.
pub(super) fn hosts(settings: &Settings) -> Vec<String> {
    let own = settings.get("address");
    let host = outbound::place(settings.get_or("address", ADDRESS)).map(|place| place.host);
    let storages = STORAGES.iter().filter(|_| own.is_empty()).map(|host| (*host).to_owned());
    host.into_iter().chain(storages).collect()
}

/// Looks whether everything works.
pub(super) async fn check(link: &Link<'_>) -> Result<Report, Trouble> {
    let api = match Api::of(link.settings) {
        Ok(api) => api,
        Err(Trouble::SignIn(_)) => {
            return Ok(only(Grade::Broken, "channel-max-found-token", vec![]));
        }
        Err(trouble) => return Err(trouble),
    };
    let answer = link.ask(api.me()).await;
    if let Err(error) = &answer
        && error.broken() == Some(Broken::Tls)
    {
        return Ok(only(Grade::Broken, "channel-max-found-certificate", vec![]));
    }
    let me = match read(answer, Purpose::Asking, api.secret()) {
        Ok(outcome) => outcome.well()?,
        Err(Trouble::SignIn(_)) => {
            return Ok(only(Grade::Broken, "channel-max-found-token", vec![]));
        }
        Err(trouble) => return Err(trouble),
    };
    let remote_id = id(&me, "user_id")
        .ok_or_else(|| Trouble::Unreadable("it names no bot".to_owned().into()))?;
    let handle = text(&me, "username");
    let title = names::name(&me).or_else(|| handle.clone()).unwrap_or_else(|| remote_id.clone());
    let account = Account {
        kind: KIND.to_owned(),
        remote_id,
        handle,
        display_name: Some(title.clone()),
        role: Some(Role::Brand),
        deleted: false,
    };
    let mut findings =
        vec![finding(Grade::Good, "channel-max-found-bot", vec![("name", title.clone())])];
    findings.push(called(&ask(link, &api, api.subscriptions()).await?));
    findings.extend(rights(link, &api).await?);
    let about = About { me: Some(account), title, ..link.about.clone() };
    Ok(Report { about: Some(about), findings })
}

/// Whom the platform calls.
fn called(answer: &Value) -> Finding {
    let addresses = receive::addresses(answer);
    // What follows the host is a secret of whoever is called.
    let mut hosts: Vec<String> =
        addresses.iter().filter_map(|url| Some(outbound::place(url)?.host)).collect();
    hosts.sort_unstable();
    let count = hosts.len();
    hosts.dedup();
    let named = vec![("hosts", hosts.join(", "))];
    match count {
        0 => finding(Grade::Good, "channel-max-found-not-called", vec![]),
        1 => finding(Grade::Good, "channel-max-found-called", named),
        _ => finding(Grade::Lacking, "channel-max-found-called-twice", named),
    }
}

/// In which of the known places the bot lacks what it needs.
async fn rights(link: &Link<'_>, api: &Api) -> Result<Vec<Finding>, Trouble> {
    let mut findings = Vec::new();
    let shared = link.about.places.iter().filter(|place| place.kind == KIND && !is_talk(place));
    for place in shared.take(MOST_PLACES) {
        let Ok(chat) = place.remote_id.parse() else { continue };
        let named = || vec![("title", place.title.clone())];
        match outcome(link, api, api.membership(chat), Purpose::Asking).await? {
            Outcome::Well(member) if is(&member, "is_admin") || is(&member, "is_owner") => {}
            Outcome::Well(_) => {
                findings.push(finding(Grade::Lacking, "channel-max-found-no-admin", named()));
            }
            _ => findings.push(finding(Grade::Lacking, "channel-max-found-not-there", named())),
        }
    }
    Ok(findings)
}

/// Talks between two have positive numbers, chats and channels negative ones.
fn is_talk(place: &PlaceRef) -> bool {
    place.private && !place.remote_id.starts_with('-')
}

/// Places that are reached: those that the platform names and those that are known.
pub(super) async fn discover(link: &Link<'_>, known: &[PlaceRef]) -> Result<Vec<Found>, Trouble> {
    let api = Api::of(link.settings)?;
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for chat in history::named(link, &api).await? {
        if let Some(remote_id) = id(&chat, "chat_id").filter(|id| seen.insert(id.clone())) {
            found.extend(describe(link, &api, &remote_id, &chat).await?);
        }
    }
    let ids = known.iter().chain(&link.about.places).filter(|place| place.kind == KIND);
    for remote_id in ids.map(|place| place.remote_id.clone()) {
        let Ok(chat) = remote_id.parse() else { continue };
        if !seen.insert(remote_id.clone()) {
            continue;
        }
        if let Outcome::Well(chat) = outcome(link, &api, api.chat(chat), Purpose::Asking).await? {
            found.extend(describe(link, &api, &remote_id, &chat).await?);
        }
    }
    Ok(found)
}

async fn describe(
    link: &Link<'_>,
    api: &Api,
    remote_id: &str,
    chat: &Value,
) -> Result<Option<Found>, Trouble> {
    let active = matches!(word(chat, "status"), "active" | "");
    if !active && word(chat, "type") != "dialog" {
        // The bot is out.
        return Ok(None);
    }
    let mut writable = active;
    if let (true, "channel", Ok(number)) = (active, word(chat, "type"), remote_id.parse()) {
        // In a channel only those write who were allowed to.
        let member = outcome(link, api, api.membership(number), Purpose::Asking).await?;
        writable = matches!(&member, Outcome::Well(member) if may_write(member));
    }
    let people = number(chat, "participants_count").and_then(|people| u64::try_from(people).ok());
    Ok(Some(Found { place: chat_place(chat, remote_id, link.about), people, writable }))
}

fn may_write(member: &Value) -> bool {
    let write = |permission: &Value| {
        matches!(permission.as_str(), Some("write" | "post_edit_delete_message"))
    };
    is(member, "is_owner") || items(member, "permissions").iter().any(write)
}

/// What the platform counts of these messages: how often those in channels were seen.
pub(super) async fn reach(link: &Link<'_>, messages: &[String]) -> Result<Vec<Reached>, Trouble> {
    let api = Api::of(link.settings)?;
    let ours: Vec<&str> =
        messages.iter().filter_map(|key| names::parts(key)).map(|(_, mid)| mid).collect();
    let mut reached = Vec::new();
    for some in ours.chunks(AT_ONCE) {
        let answer = ask(link, &api, api.messages_by_id(some)).await?;
        for message in items(&answer, "messages") {
            let views = object(message, "stat").and_then(|stat| number(stat, "views"));
            let views = views.and_then(|views| u64::try_from(views).ok());
            if let (Some(views), Ok(head)) = (views, super::message::head(message)) {
                let message = names::key(&head.chat, &head.mid);
                reached.push(Reached { message, views: Some(views), ..Reached::default() });
            }
        }
    }
    Ok(reached)
}

fn only(grade: Grade, message: &'static str, arguments: Vec<(&'static str, String)>) -> Report {
    Report { about: None, findings: vec![finding(grade, message, arguments)] }
}

fn finding(grade: Grade, message: &'static str, arguments: Vec<(&'static str, String)>) -> Finding {
    Finding { grade, message, arguments }
}
