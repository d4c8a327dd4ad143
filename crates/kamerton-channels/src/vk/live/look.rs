//! Looking: whether the settings work, which places there are, how many saw something.

use kamerton_core::fact::PlaceRef;
use kamerton_core::role::Role;
use serde_json::Value;

use super::KIND;
use super::api::Api;
use super::call::Call;
use super::names::listed;
use super::people::named;
use super::settings::Who;
use super::spot::{Key, Kind, Spot};
use super::webhook::{EVENTS, ours};
use super::wire::{id, int, is, list, text};
use crate::live::{
    About, Discover, Finding, Found, Grade, Link, Reach, Reached, Report, Trouble, Work,
};

/// Rights that a key of a community should have.
pub(super) const RIGHTS: [&str; 5] = ["messages", "wall", "photos", "docs", "manage"];
/// Posts whose counts are asked for at once.
const MOST: usize = 100;

/// Looks whether the settings work.
pub(super) async fn check(link: &Link<'_>) -> Result<Report, Trouble> {
    let mut report = Report::default();
    let api = match Api::of(link) {
        Ok(api) => api,
        Err(_) => {
            report.findings.push(finding(Grade::Broken, "channel-vk-found-no-group", Vec::new()));
            return Ok(report);
        }
    };
    let group = api.conf.group;
    let call = Call::ask("groups.getById").with("group_id", group);
    let answer = match api.call(&call.with("fields", "screen_name,members_count")).await {
        Ok(answer) => answer,
        Err(fault) => {
            let id = match fault.trouble {
                Trouble::SignIn(_) => "channel-vk-found-bad-token",
                Trouble::Refused(_) => "channel-vk-found-wrong-group",
                trouble => return Err(trouble),
            };
            report.findings.push(finding(Grade::Broken, id, Vec::new()));
            return Ok(report);
        }
    };
    let Some(us) = listed(&answer).first() else {
        report.findings.push(finding(Grade::Broken, "channel-vk-found-wrong-group", Vec::new()));
        return Ok(report);
    };
    let mut about = about(us, group);
    let name = vec![("name", about.title.clone())];
    report.findings.push(finding(Grade::Good, "channel-vk-found-group", name));
    rights(&api, &mut report).await?;
    let called = link.settings.get("mode") == "callback";
    confirmation(&api, &mut report, &mut about, called).await?;
    match called {
        true => callback(&api, &mut report).await?,
        false => long_poll(&api, &mut report).await?,
    }
    people(&api, &mut report).await?;
    report.about = Some(about);
    Ok(report)
}

fn finding(grade: Grade, message: &'static str, arguments: Vec<(&'static str, String)>) -> Finding {
    Finding { grade, message, arguments }
}

fn about(us: &Value, group: i64) -> About {
    let mut me = named(-group, us);
    me.role = Some(Role::Brand);
    let title = me.display_name.clone().unwrap_or_default();
    let spot = Spot::of(Kind::Wall, -group);
    let place = PlaceRef {
        kind: KIND.to_owned(),
        remote_id: spot.to_string(),
        title: title.clone(),
        private: false,
    };
    About { me: Some(me), title, place: Some(place), ..About::default() }
}

async fn rights(api: &Api<'_>, report: &mut Report) -> Result<(), Trouble> {
    let answer = match api.call(&Call::ask("groups.getTokenPermissions")).await {
        Ok(answer) => answer,
        // The key is one of a person: it reads, and cannot be told from one of a community otherwise.
        Err(fault) if matches!(fault.trouble, Trouble::Refused(_)) => {
            report.findings.push(finding(
                Grade::Broken,
                "channel-vk-found-not-group-token",
                Vec::new(),
            ));
            return Ok(());
        }
        Err(fault) => return Err(fault.into()),
    };
    let has: Vec<&str> = list(&answer, "permissions").iter().map(|one| text(one, "name")).collect();
    let lacks: Vec<&str> = RIGHTS.into_iter().filter(|right| !has.contains(right)).collect();
    if !lacks.is_empty() {
        let rights: Vec<String> =
            lacks.iter().map(|right| format!("channel-vk-right-{right}")).collect();
        let rights = vec![("rights", rights.join(", "))];
        report.findings.push(finding(Grade::Lacking, "channel-vk-found-no-rights", rights));
    }
    Ok(())
}

async fn long_poll(api: &Api<'_>, report: &mut Report) -> Result<(), Trouble> {
    let call = Call::ask("groups.getLongPollSettings").with("group_id", api.conf.group);
    let found = match api.call(&call).await {
        Ok(answer) if !is(&answer, "is_enabled") => {
            finding(Grade::Lacking, "channel-vk-found-longpoll-off", Vec::new())
        }
        Ok(answer) => {
            let events = answer.get("events").unwrap_or(&Value::Null);
            match EVENTS.iter().all(|event| is(events, event)) {
                true => finding(Grade::Good, "channel-vk-found-longpoll", Vec::new()),
                false => finding(Grade::Lacking, "channel-vk-found-no-events", Vec::new()),
            }
        }
        Err(fault) => match fault.trouble {
            Trouble::Refused(_) => {
                finding(Grade::Lacking, "channel-vk-found-longpoll-unknown", Vec::new())
            }
            trouble => return Err(trouble),
        },
    };
    report.findings.push(found);
    Ok(())
}

/// The string by which a server is confirmed: found out wherever it may be, missed only where it counts.
async fn confirmation(
    api: &Api<'_>,
    report: &mut Report,
    about: &mut About,
    called: bool,
) -> Result<(), Trouble> {
    let call = Call::ask("groups.getCallbackConfirmationCode").with("group_id", api.conf.group);
    let filled = api.link.settings.get("confirmation");
    let broken = |message| finding(Grade::Broken, message, Vec::new());
    match api.call(&call).await {
        Ok(answer) => {
            let code = text(&answer, "code");
            if called && !filled.is_empty() && !code.is_empty() && filled != code {
                report.findings.push(broken("channel-vk-found-other-confirmation"));
            }
            about.more.insert("confirmation".to_owned(), code.to_owned());
        }
        Err(fault) => match fault.trouble {
            Trouble::Refused(_) if called && filled.is_empty() => {
                report.findings.push(broken("channel-vk-found-no-confirmation"));
            }
            Trouble::Refused(_) => {}
            trouble => return Err(trouble),
        },
    }
    Ok(())
}

async fn callback(api: &Api<'_>, report: &mut Report) -> Result<(), Trouble> {
    let group = api.conf.group;
    let call = Call::ask("groups.getCallbackServers").with("group_id", group);
    let found = match api.call(&call).await {
        Ok(servers) => match ours(&servers, None).map(|server| text(server, "status")) {
            Some("ok") => finding(Grade::Good, "channel-vk-found-callback", Vec::new()),
            Some("failed") => {
                finding(Grade::Lacking, "channel-vk-found-callback-failed", Vec::new())
            }
            Some(_) => finding(Grade::Lacking, "channel-vk-found-callback-waits", Vec::new()),
            None => finding(Grade::Lacking, "channel-vk-found-no-callback", Vec::new()),
        },
        Err(fault) => match fault.trouble {
            Trouble::Refused(_) => {
                finding(Grade::Lacking, "channel-vk-found-callback-unknown", Vec::new())
            }
            trouble => return Err(trouble),
        },
    };
    report.findings.push(found);
    Ok(())
}

/// Whether the keys work that are not needed for everything.
async fn people(api: &Api<'_>, report: &mut Report) -> Result<(), Trouble> {
    if !api.conf.reads_walls() {
        report.findings.push(finding(Grade::Lacking, "channel-vk-found-no-user-token", Vec::new()));
    }
    for who in [Who::User, Who::Service] {
        if api.conf.key(who).is_none() {
            continue;
        }
        let call = Call::ask("wall.get").with("owner_id", api.conf.owner()).with("count", 1);
        let (good, bad) = match who {
            Who::User => ("channel-vk-found-user-token", "channel-vk-found-bad-user-token"),
            _ => ("channel-vk-found-service-token", "channel-vk-found-bad-service-token"),
        };
        match api.call_as(who, &call).await {
            Ok(_) => report.findings.push(finding(Grade::Good, good, Vec::new())),
            Err(fault) if matches!(fault.trouble, Trouble::Refused(_)) => {
                report.findings.push(finding(Grade::Lacking, bad, Vec::new()));
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(())
}

impl Discover for super::Live {
    fn discover<'a>(&'a self, link: &'a Link<'a>, _known: &'a [PlaceRef]) -> Work<'a, Vec<Found>> {
        Box::pin(discover(link))
    }
}

async fn discover(link: &Link<'_>) -> Result<Vec<Found>, Trouble> {
    let api = Api::of(link)?;
    let group = api.conf.group;
    let call = Call::ask("groups.getById").with("group_id", group);
    let answer = api.call(&call.with("fields", "screen_name,members_count")).await?;
    let us = listed(&answer).first().cloned().unwrap_or_default();
    let people = int(&us, "members_count").and_then(|count| u64::try_from(count).ok());
    let title = text(&us, "name").to_owned();
    let mut found =
        vec![Found { place: place(Spot::of(Kind::Wall, -group), &title), people, writable: true }];
    let call = Call::ask("messages.getConversations").with("group_id", group).with("count", 200);
    let talks = match api.call(&call).await {
        Ok(talks) => talks,
        // Messages of the community are switched off.
        Err(fault) if matches!(fault.trouble, Trouble::Refused(_)) => Value::Null,
        Err(fault) => return Err(fault.into()),
    };
    found.extend(list(&talks, "items").iter().filter_map(|talk| chat(talk, group)));
    Ok(found)
}

fn place(spot: Spot, title: &str) -> PlaceRef {
    PlaceRef {
        kind: KIND.to_owned(),
        remote_id: spot.to_string(),
        title: title.to_owned(),
        private: spot.is_private(),
    }
}

/// A talk of several. Those with one person are no places that anybody chooses.
fn chat(talk: &Value, group: i64) -> Option<Found> {
    let talk = talk.get("conversation")?;
    let spot = Spot::talk(group, id(talk.get("peer")?, "id")?);
    let settings = talk.get("chat_settings").unwrap_or(&Value::Null);
    let people = int(settings, "members_count").and_then(|count| u64::try_from(count).ok());
    let writable = talk.get("can_write").is_none_or(|can| is(can, "allowed"));
    spot.is_chat().then(|| Found { place: place(spot, text(settings, "title")), people, writable })
}

impl Reach for super::Live {
    fn reach<'a>(&'a self, link: &'a Link<'a>, messages: &'a [String]) -> Work<'a, Vec<Reached>> {
        Box::pin(reach(link, messages))
    }
}

async fn reach(link: &Link<'_>, messages: &[String]) -> Result<Vec<Reached>, Trouble> {
    let api = Api::of(link)?;
    let posts = messages.iter().filter_map(|key| Key::parse(key));
    let posts = posts.filter(|key| key.spot.kind == Kind::Wall && key.second.is_none());
    let posts: Vec<String> = posts.map(|key| format!("{}_{}", key.spot.owner, key.first)).collect();
    let mut reached = Vec::new();
    for some in posts.chunks(MOST) {
        let answer = api.call(&by_id(&some.join(","))).await?;
        reached.extend(posts_of(&answer).iter().filter_map(counts));
    }
    Ok(reached)
}

/// Posts by their names.
pub(super) fn by_id(posts: &str) -> Call {
    Call::ask("wall.getById").with("posts", posts)
}

/// The posts of an answer: a list of its own, or the answer itself in older versions.
pub(super) fn posts_of(answer: &Value) -> &[Value] {
    match answer.as_array() {
        Some(all) => all,
        None => list(answer, "items"),
    }
}

fn counts(post: &Value) -> Option<Reached> {
    let owner = id(post, "owner_id").or_else(|| id(post, "to_id"))?;
    let count = |name: &str| {
        let count = post.get(name).and_then(|counted| int(counted, "count"))?;
        u64::try_from(count).ok()
    };
    Some(Reached {
        message: Spot::of(Kind::Wall, owner).message(id(post, "id")?).to_string(),
        views: count("views"),
        shares: count("reposts"),
        reactions: count("likes"),
        comments: count("comments"),
    })
}
