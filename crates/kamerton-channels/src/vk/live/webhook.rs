//! Callback API: the platform calls us. <https://dev.vk.com/api/callback/getting-started>

use serde_json::Value;

use super::api::Api;
use super::call::{Call, VERSION};
use super::envelope;
use super::settings::Conf;
use super::wire::{id, list, text};
use crate::live::{
    Call as Came, Link, Reason, Received, Refused, Reply, Settings, Trouble, Webhook, Work,
    same_secret,
};

/// The only answer to an event. «remove», which the platform obeys too, is never given.
const OK: &str = "ok";
/// What our server is called among the community's; at most 14 characters.
const TITLE: &str = "Kamerton";

/// What we want to be told of.
pub(super) const EVENTS: &[&str] = &[
    "message_new",
    "message_reply",
    "message_allow",
    "message_deny",
    "message_edit",
    "message_reaction_event",
    "wall_post_new",
    "wall_repost",
    "wall_reply_new",
    "wall_reply_edit",
    "wall_reply_delete",
    "wall_reply_restore",
    "photo_comment_new",
    "photo_comment_edit",
    "photo_comment_delete",
    "photo_comment_restore",
    "video_comment_new",
    "video_comment_edit",
    "video_comment_delete",
    "video_comment_restore",
    "market_comment_new",
    "market_comment_edit",
    "market_comment_delete",
    "market_comment_restore",
    "board_post_new",
    "board_post_edit",
    "board_post_restore",
    "board_post_delete",
    "like_add",
    "like_remove",
    "group_join",
    "group_leave",
    "user_block",
    "user_unblock",
    "poll_vote_new",
    "donut_subscription_create",
    "donut_subscription_prolonged",
    "donut_subscription_expired",
];

impl Webhook for super::Live {
    fn receive(&self, call: &Came<'_>, link: &Link<'_>) -> Result<Received, Refused> {
        receive(call, link)
    }

    fn is_wanted(&self, settings: &Settings) -> bool {
        settings.get("mode") == "callback"
    }

    fn is_in_vain<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, bool> {
        Box::pin(async move {
            let api = Api::of(link)?;
            let call = Call::ask("groups.getCallbackServers").with("group_id", api.conf.group);
            let servers = api.call(&call).await?;
            let status = ours(&servers, Some(address)).map(|one| text(one, "status"));
            Ok(status == Some("failed"))
        })
    }

    fn register<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, ()> {
        Box::pin(register(link, address))
    }

    fn unregister<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, ()> {
        Box::pin(unregister(link))
    }
}

fn receive(call: &Came<'_>, link: &Link<'_>) -> Result<Received, Refused> {
    // The secret stands in the body: until it fits nothing else of it is looked at.
    let event: Value = serde_json::from_slice(call.body).map_err(|_| Refused::NotTheirs)?;
    if !same_secret(text(&event, "secret").as_bytes(), link.settings.get("secret")) {
        return Err(Refused::NotTheirs);
    }
    let conf = Conf::of(link).map_err(|_| Refused::Unreadable)?;
    if id(&event, "group_id") != Some(conf.group) {
        return Err(Refused::Unreadable);
    }
    match text(&event, "type") {
        "" => Err(Refused::Unreadable),
        "confirmation" => {
            let known = link.about.more.get("confirmation").map_or("", String::as_str);
            match link.settings.get_or("confirmation", known) {
                "" => Err(Refused::Unreadable),
                code => Ok(Received { raws: Vec::new(), reply: Reply::Text(code.to_owned()) }),
            }
        }
        _ => Ok(Received {
            raws: vec![envelope::event(event, (link.now)())],
            reply: Reply::Text(OK.to_owned()),
        }),
    }
}

/// Our server among those of the community: the one that has our title, or our address.
pub(super) fn ours<'v>(servers: &'v Value, address: Option<&str>) -> Option<&'v Value> {
    let by = |test: &dyn Fn(&Value) -> bool| list(servers, "items").iter().find(|one| test(one));
    let same = |one: &Value| address.is_some_and(|address| text(one, "url") == address);
    by(&same).or_else(|| by(&|one| text(one, "title") == TITLE))
}

/// Adds our server, or sets right the one that is there, and says what it is to be told of.
async fn register(link: &Link<'_>, address: &str) -> Result<(), Trouble> {
    let api = Api::of(link)?;
    let secret = link.settings.get("secret");
    if secret.is_empty() {
        return Err(Trouble::Settings(Reason::of("channel-vk-why-no-secret")));
    }
    let group = api.conf.group;
    let servers = api.call(&Call::ask("groups.getCallbackServers").with("group_id", group)).await?;
    let known = ours(&servers, Some(address)).and_then(|one| id(one, "id"));
    let set =
        |call: Call| call.with("url", address).with("title", TITLE).with("secret_key", secret);
    let server = match known {
        Some(server) => {
            let call = Call::act("groups.editCallbackServer").with("group_id", group);
            api.call(&set(call.with("server_id", server))).await?;
            server
        }
        None => {
            let call = set(Call::act("groups.addCallbackServer").with("group_id", group));
            let added = api.call(&call).await?;
            id(&added, "server_id").ok_or_else(|| {
                Trouble::Unreadable(
                    "groups.addCallbackServer: no number of the server".to_owned().into(),
                )
            })?
        }
    };
    let call =
        Call::act("groups.setCallbackSettings").with("group_id", group).with("server_id", server);
    api.call(&every_event(call)).await?;
    Ok(())
}

/// With everything that we want to be told of.
pub(super) fn every_event(call: Call) -> Call {
    EVENTS.iter().fold(call.with("api_version", VERSION), |call, event| call.with(event, 1))
}

async fn unregister(link: &Link<'_>) -> Result<(), Trouble> {
    let api = Api::of(link)?;
    let group = api.conf.group;
    let servers = api.call(&Call::ask("groups.getCallbackServers").with("group_id", group)).await?;
    if let Some(server) = ours(&servers, None).and_then(|one| id(one, "id")) {
        let call = Call::act("groups.deleteCallbackServer").with("group_id", group);
        api.call(&call.with("server_id", server)).await?;
    }
    Ok(())
}
