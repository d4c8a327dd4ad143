//! Finding out what became of something whose answer was lost: it is looked for where it would stand.

use kamerton_core::time::{Instant, MINUTE};
use serde_json::Value;

use super::api::Api;
use super::call::Call;
use super::fault::Fault;
use super::send::read;
use super::spot::{Key, Kind, Spot};
use super::target::{Target, random_id};
use super::text::plain;
use super::walk::wall;
use super::wire::{as_int, id, int, is, list, moment, text};
use crate::live::{Act, Link, Outgoing, Prove, Reason, Restriction, Say, Sent, To, Trouble, Work};

/// Clocks may differ by so much.
const SLACK: i64 = MINUTE;
/// So many of the newest are looked at.
const NEWEST: i64 = 100;

impl Prove for super::Live {
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        tried_at: Instant,
    ) -> Work<'a, Option<Sent>> {
        Box::pin(prove(link, outgoing, tried_at))
    }
}

/// What is looked for.
struct Wanted<'a> {
    text: String,
    /// The question of a poll, or the address of what was passed on.
    with: Option<&'a str>,
    files: bool,
    random: i64,
    since: Instant,
}

async fn prove(
    link: &Link<'_>,
    outgoing: &Outgoing,
    tried_at: Instant,
) -> Result<Option<Sent>, Trouble> {
    let api = Api::of(link)?;
    let since = tried_at.plus(-SLACK);
    let random = random_id(&outgoing.id);
    let wanted = |text: &str, with, files| Wanted { text: same(text), with, files, random, since };
    let place = |place: &str| To::Place { place: place.to_owned(), thread: None };
    match &outgoing.act {
        Act::Say(say) => {
            let target = Target::of(&say.to, &api.conf)?;
            find(&api, &target, &wanted(&say.text, None, !say.files.is_empty()), waits(say)).await
        }
        Act::Ask { place: at, question, .. } => {
            let target = Target::of(&place(at), &api.conf)?;
            find(&api, &target, &wanted("", Some(question), true), false).await
        }
        Act::Repost { place: at, text, message } => {
            let target = Target::of(&place(at), &api.conf)?;
            let _ = parsed(message)?;
            find(&api, &target, &wanted(text, None, true), false).await
        }
        Act::Edit { message, text: wanted } => {
            let key = parsed(message)?;
            let now = read(&api, key).await.map_err(unknown)?;
            let now = now.ok_or_else(|| Trouble::Unknown(Reason::of("channel-vk-why-gone")))?;
            Ok((same(text(&now, "text")) == same(wanted)).then(|| sent(key, None)))
        }
        Act::Delete { message } => {
            let found = read(&api, parsed(message)?).await.map_err(unknown)?;
            Ok(found.is_none().then(Sent::default))
        }
        Act::Pin { message, pinned } => {
            let key = parsed(message)?;
            let found = read(&api, key).await.map_err(unknown)?;
            match found {
                Some(post) if key.spot.kind == Kind::Wall => {
                    Ok((is(&post, "is_pinned") == *pinned).then(Sent::default))
                }
                _ => Err(Trouble::Unknown(Reason::of("channel-vk-why-pin-untold"))),
            }
        }
        Act::Restrict { place, account, restriction, .. } => {
            banned(&api, place, account, *restriction).await
        }
    }
}

fn waits(say: &Say) -> bool {
    say.at.is_some()
}

fn parsed(message: &str) -> Result<Key, Trouble> {
    Key::parse(message).ok_or_else(|| Trouble::Refused(Reason::of("channel-vk-why-no-message")))
}

/// What may not be looked at stays unknown; the platform's other words count.
fn unknown(fault: Fault) -> Trouble {
    match fault.trouble {
        Trouble::Refused(why) | Trouble::Unreadable(why) => Trouble::Unknown(why),
        trouble => trouble,
    }
}

fn sent(key: Key, at: Option<Instant>) -> Sent {
    Sent { key: Some(key.to_string()), at, address: key.address(), made: None }
}

/// The same words are the same whatever became of spaces and mentions.
fn same(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn find(
    api: &Api<'_>,
    target: &Target,
    wanted: &Wanted<'_>,
    waits: bool,
) -> Result<Option<Sent>, Trouble> {
    let mut looked = vec![newest(api, target, waits)];
    // An answer to a comment stands in its thread, which has the name of the comment above all.
    if let Target::Comment { owner, post, answered: Some(answered) } = *target {
        let root = root(api, owner, answered).await.map_err(unknown)?;
        looked =
            vec![comments("wall.getComments", owner, "post_id", post).with("comment_id", root)];
    }
    let mut whole = true;
    for call in &looked {
        let answer = api.call(call).await.map_err(unknown)?;
        let items = list(&answer, "items");
        let found = items.iter().find(|one| is_it(api, one, wanted, waits));
        if let Some(found) = found {
            let number = match target {
                Target::Talk { .. } => id(found, "conversation_message_id"),
                _ => id(found, "id"),
            };
            let number = number.ok_or_else(|| {
                Trouble::Unreadable("a message without a number".to_owned().into())
            })?;
            return Ok(Some(sent(target.key(&api.conf, number, waits), moment(found, "date"))));
        }
        let all =
            int(&answer, "current_level_count").or_else(|| int(&answer, "count")).unwrap_or(0);
        let older = items.iter().any(|one| moment(one, "date").is_some_and(|at| at < wanted.since));
        whole &= waits || older || i64::try_from(items.len()).unwrap_or(0) >= all;
    }
    match whole {
        true => Ok(None),
        false => Err(Trouble::Unknown(Reason::of("channel-vk-why-too-much"))),
    }
}

/// The newest of what stands there.
fn newest(api: &Api<'_>, target: &Target, waits: bool) -> Call {
    let (owner, group) = (api.conf.owner(), api.conf.group);
    match *target {
        Target::Post if waits => wall(owner, 0).with("filter", "postponed"),
        Target::Post => wall(owner, 0),
        Target::Comment { owner, post, .. } => comments("wall.getComments", owner, "post_id", post),
        Target::Under { kind: Kind::Photo, owner, below, .. } => {
            comments("photos.getComments", owner, "photo_id", below)
        }
        Target::Under { kind: Kind::Video, owner, below, .. } => {
            comments("video.getComments", owner, "video_id", below)
        }
        Target::Under { owner, below, .. } => {
            comments("market.getComments", owner, "item_id", below)
        }
        Target::Topic { topic } => {
            let call =
                Call::ask("board.getComments").with("group_id", group).with("topic_id", topic);
            call.with("count", NEWEST).with("sort", "desc")
        }
        Target::Talk { peer, .. } => {
            let call =
                Call::ask("messages.getHistory").with("group_id", group).with("peer_id", peer);
            call.with("count", NEWEST)
        }
    }
}

fn comments(method: &'static str, owner: i64, name: &'static str, below: i64) -> Call {
    let call = Call::ask(method).with("owner_id", owner).with(name, below);
    call.with("count", NEWEST).with("sort", "desc")
}

/// The comment above all others of a thread.
async fn root(api: &Api<'_>, owner: i64, comment: i64) -> Result<i64, Fault> {
    let found = read(api, Spot::of(Kind::Wall, owner).comment(0, comment)).await?;
    let above = found.as_ref().and_then(|one| list(one, "parents_stack").first().and_then(as_int));
    Ok(above.unwrap_or(comment))
}

fn is_it(api: &Api<'_>, one: &Value, wanted: &Wanted<'_>, waits: bool) -> bool {
    let ours = id(one, "from_id").is_none_or(|from| from == api.conf.owner());
    let later = waits || moment(one, "date").is_some_and(|at| at >= wanted.since);
    // A message carries the number that we gave it.
    match id(one, "random_id") {
        Some(random) if ours && random == wanted.random => return true,
        Some(_) => return false,
        None => {}
    }
    let attached = list(one, "attachments");
    let asked = wanted.with.is_none_or(|question| {
        attached
            .iter()
            .any(|one| one.get("poll").is_some_and(|poll| text(poll, "question") == question))
    });
    let files = !wanted.files || !attached.is_empty() || !list(one, "copy_history").is_empty();
    ours && later && asked && files && same(text(one, "text")) == wanted.text
}

async fn banned(
    api: &Api<'_>,
    place: &str,
    account: &str,
    how: Restriction,
) -> Result<Option<Sent>, Trouble> {
    let nobody_knows = || Trouble::Unknown(Reason::of("channel-vk-why-out-untold"));
    let spot = Spot::parse(place).filter(|spot| !spot.is_chat()).ok_or_else(nobody_knows)?;
    let call = Call::ask("groups.getBanned").with("group_id", spot.owner.saturating_abs());
    let is_banned = match api.call(&call.with("owner_id", account)).await {
        Ok(answer) => !list(&answer, "items").is_empty(),
        Err(fault) if fault.is_missing() => false,
        Err(fault) => return Err(unknown(fault)),
    };
    Ok((is_banned == (how != Restriction::Lifted)).then(Sent::default))
}
