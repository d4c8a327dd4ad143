//! Looking whether it works, and what is there.

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use kamerton_core::time::{HOUR, Instant};
use serde_json::{Map, Value};

use super::super::KIND;
use super::Live;
use super::api::{Aim, Ask, ask_in_chat, ask_plain};
use super::ids::{Target, integer, user};
use super::incoming::WANTED;
use crate::fields;
use crate::live::{
    About, Discover, Finding, Found, Grade, Invitation, Invite, Link, Reason, Report, Trouble, Work,
};

/// The longest name of an invitation.
const LONGEST_NAME: usize = 32;

fn finding(grade: Grade, message: &'static str, arguments: Vec<(&'static str, String)>) -> Finding {
    Finding { grade, message, arguments }
}

/// See [`crate::live::Connector::check`].
pub(super) async fn check(link: &Link<'_>) -> Result<Report, Trouble> {
    let me = match ask_plain(link, &Ask::new("getMe"), Aim::Asking).await {
        Ok(me) => me,
        Err(Trouble::SignIn(_)) => {
            let broken = finding(Grade::Broken, "channel-telegram-found-token-refused", Vec::new());
            return Ok(Report { about: None, findings: vec![broken] });
        }
        Err(trouble) => return Err(trouble),
    };
    let about = about(&me)?;
    let hook = ask_plain(link, &Ask::new("getWebhookInfo"), Aim::Asking).await?;
    let mut findings = of_bot(&me, &about);
    findings.extend(of_hook(&hook, link.settings.get("mode") == "webhook", (link.now)()));
    // What is broken stands first, then what is missing.
    findings.sort_by_key(|finding| match finding.grade {
        Grade::Broken => 0,
        Grade::Lacking => 1,
        Grade::Good => 2,
    });
    Ok(Report { about: Some(about), findings })
}

/// What is known of our bot.
pub(super) fn about(me: &Value) -> Result<About, Trouble> {
    let bot: Option<Account> = user(me, &About::default());
    let mut bot =
        bot.ok_or_else(|| Trouble::Unreadable("the bot has no number".to_owned().into()))?;
    // It speaks in the brand's name.
    bot.role = Some(Role::Brand);
    bot.deleted = false;
    let title = bot.display_name.clone().or_else(|| bot.handle.clone()).unwrap_or_default();
    let mut more = std::collections::BTreeMap::new();
    if let Some(handle) = &bot.handle {
        more.insert("address".to_owned(), format!("https://t.me/{handle}"));
    }
    Ok(About { me: Some(bot), title, more, ..About::default() })
}

fn of_bot(me: &Value, about: &About) -> Vec<Finding> {
    let handle = about.me.as_ref().and_then(|me| me.handle.clone()).unwrap_or_default();
    let name = || vec![("name", about.title.clone()), ("handle", handle.clone())];
    let mut findings = vec![finding(Grade::Good, "channel-telegram-found-bot", name())];
    // Only where it is told: old servers do not say it.
    let denied = |field: &str| me.get(field).and_then(Value::as_bool) == Some(false);
    findings.push(if denied("can_read_all_group_messages") {
        finding(Grade::Lacking, "channel-telegram-found-privacy", name())
    } else {
        finding(Grade::Good, "channel-telegram-found-reads-all", Vec::new())
    });
    if denied("can_join_groups") {
        findings.push(finding(Grade::Lacking, "channel-telegram-found-no-groups", name()));
    }
    if fields::flag(me, "can_connect_to_business") {
        findings.push(finding(Grade::Good, "channel-telegram-found-business", name()));
    }
    findings
}

/// Whether something waits for this address while the latest call to it has failed.
pub(super) fn is_in_vain(hook: &Value, address: &str, now: Instant) -> bool {
    let waits = fields::number(hook, "pending_update_count").unwrap_or_default() > 0;
    let failed = integer(hook, "last_error_date").map(Instant::from_seconds);
    let ours = fields::text(hook, "url").unwrap_or_default() == address;
    ours && waits && failed.is_some_and(|failed| now.since(failed) < HOUR)
}

pub(super) fn of_hook(hook: &Value, wanted: bool, now: Instant) -> Vec<Finding> {
    let address = fields::text(hook, "url").unwrap_or_default();
    let pending = fields::number(hook, "pending_update_count").unwrap_or_default().to_string();
    let host = crate::outbound::place(address).map(|place| place.host).unwrap_or_default();
    let mut findings = Vec::new();
    match (wanted, address.is_empty()) {
        (false, false) => {
            let host = vec![("host", host)];
            findings.push(finding(Grade::Lacking, "channel-telegram-found-hook-elsewhere", host));
            return findings;
        }
        (true, true) => {
            findings.push(finding(Grade::Lacking, "channel-telegram-found-no-hook", Vec::new()));
            return findings;
        }
        (false, true) => {
            findings.push(finding(
                Grade::Good,
                "channel-telegram-found-polls",
                vec![("pending", pending)],
            ));
            return findings;
        }
        (true, false) => {}
    }
    let failed = integer(hook, "last_error_date").map(Instant::from_seconds);
    if failed.is_some_and(|failed| now.since(failed) < HOUR) {
        let why = fields::owned(hook, "last_error_message").unwrap_or_default();
        let arguments = vec![("why", why), ("pending", pending), ("host", host)];
        findings.push(finding(Grade::Lacking, "channel-telegram-found-hook-fails", arguments));
    } else {
        let arguments = vec![("pending", pending), ("host", host)];
        findings.push(finding(Grade::Good, "channel-telegram-found-hook", arguments));
    }
    let told: Vec<&str> =
        fields::items(hook, "allowed_updates").iter().filter_map(Value::as_str).collect();
    if WANTED.iter().any(|one| !told.contains(one)) {
        findings.push(finding(Grade::Lacking, "channel-telegram-found-untold", Vec::new()));
    }
    findings
}

impl Discover for Live {
    /// Telegram names no bot the chats it is in: those that are known already are looked at.
    fn discover<'a>(&'a self, link: &'a Link<'a>, known: &'a [PlaceRef]) -> Work<'a, Vec<Found>> {
        Box::pin(async move {
            let mut found = Vec::new();
            for place in known.iter().filter(|place| place.kind == KIND) {
                let Some(target) = Target::place(&place.remote_id) else { continue };
                match look_at(link, place, target).await {
                    Ok(one) => found.push(one),
                    // We are not there any more, or never were.
                    Err(Trouble::Refused(_)) => {
                        let place = place.clone();
                        found.push(Found { place, people: None, writable: false });
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(found)
        })
    }
}

async fn look_at(link: &Link<'_>, place: &PlaceRef, target: Target) -> Result<Found, Trouble> {
    // Only chats of our own are looked at; those of a business account have no such page.
    let target = Target { connection: None, ..target };
    let ask = Ask::about("getChat", target.clone());
    let (number, chat) = ask_in_chat(link, &ask, "", Aim::Asking).await?;
    let mut place = place.clone();
    if let Some(title) = fields::text(&chat, "title") {
        title.trim().clone_into(&mut place.title);
    }
    if target.private {
        return Ok(Found { place, people: None, writable: true });
    }
    let there = Target { chats: vec![number], ..target };
    let count = Ask::about("getChatMemberCount", there.clone());
    let people = match ask_in_chat(link, &count, "", Aim::Asking).await {
        Ok((_, count)) => count.as_u64(),
        Err(Trouble::Refused(_)) => None,
        Err(trouble) => return Err(trouble),
    };
    let member = match own_number(link) {
        None => Value::Null,
        Some(me) => {
            let ask = Ask::about("getChatMember", there).with("user_id", me);
            match ask_in_chat(link, &ask, "", Aim::Asking).await {
                Ok((_, member)) => member,
                Err(Trouble::Refused(_)) => Value::Null,
                Err(trouble) => return Err(trouble),
            }
        }
    };
    Ok(Found { place, people, writable: may_write(&member, &chat) })
}

/// The number of our bot: as the last check found it, else what its token begins with.
fn own_number(link: &Link<'_>) -> Option<i64> {
    let known = link.about.me.as_ref().and_then(|me| me.remote_id.strip_prefix("user"));
    let known = known.or_else(|| link.settings.get("token").split(':').next())?;
    known.parse().ok()
}

pub(super) fn may_write(member: &Value, chat: &Value) -> bool {
    let is_channel = fields::text(chat, "type") == Some("channel");
    match fields::text(member, "status").unwrap_or_default() {
        "creator" => true,
        "administrator" => !is_channel || fields::flag(member, "can_post_messages"),
        "member" => {
            let all = chat.get("permissions").and_then(|all| all.get("can_send_messages"));
            !is_channel && all.and_then(Value::as_bool) != Some(false)
        }
        "restricted" => {
            fields::flag(member, "is_member") && fields::flag(member, "can_send_messages")
        }
        _ => false,
    }
}

pub(super) fn invite_ask(target: Target, name: &str) -> Ask {
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    Ask::about("createChatInviteLink", target).with("name", name)
}

impl Invite for Live {
    fn invite<'a>(
        &'a self,
        link: &'a Link<'a>,
        place: &'a str,
        name: &'a str,
    ) -> Work<'a, Invitation> {
        Box::pin(async move {
            let target = Target::place(place).filter(|target| !target.private);
            let nowhere = || {
                Trouble::Refused(
                    Reason::of("channel-telegram-why-nobody-invited").with("what", place),
                )
            };
            let ask = invite_ask(target.ok_or_else(nowhere)?, name);
            let (_, made) = ask_in_chat(link, &ask, "", Aim::Doing).await?;
            invitation(&made)
        })
    }
}

fn invitation(made: &Value) -> Result<Invitation, Trouble> {
    let none = Map::new();
    let members = made.as_object().unwrap_or(&none);
    let text = |field: &str| members.get(field).and_then(Value::as_str).map(str::to_owned);
    let address = text("invite_link").filter(|address| !address.is_empty());
    let lost = || Trouble::Unknown(Reason::of("channel-telegram-why-unclear"));
    Ok(Invitation { address: address.ok_or_else(lost)?, name: text("name").unwrap_or_default() })
}
