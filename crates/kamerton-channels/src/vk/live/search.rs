//! Searching: in all news, and on walls that are named in the settings. Also following a person's own
//! wall, where their consent is recorded.

use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api::Api;
use super::call::Call;
use super::walk::wall;
use super::wire::{id, int, list, moment, seconds, text};
use super::{envelope, names, people};
use crate::live::{Follow, Link, Polled, Raw, Reason, SearchMentions, Trouble, Work};

/// Posts on a page of news.
const NEWS: i64 = 200;
/// Posts on a page of a wall.
const PAGE: i64 = 100;

/// Where a search is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct At {
    /// Which name, counted on over names and walls.
    round: usize,
    /// From where on in the news.
    from: String,
    /// From where on a wall.
    offset: i64,
}

impl SearchMentions for super::Live {
    fn search<'a>(
        &'a self,
        link: &'a Link<'a>,
        names: &'a [String],
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(search(link, names, since, cursor))
    }
}

impl Follow for super::Live {
    fn follow<'a>(
        &'a self,
        link: &'a Link<'a>,
        account: &'a str,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(follow(link, account, cursor))
    }
}

async fn search(
    link: &Link<'_>,
    names: &[String],
    since: Instant,
    cursor: &str,
) -> Result<Polled, Trouble> {
    let api = Api::of(link)?;
    if !api.conf.reads_walls() {
        return Err(Trouble::Refused(Reason::of("channel-vk-why-no-search-key")));
    }
    let mut at: At = serde_json::from_str(cursor).unwrap_or_default();
    // First all news for every name, then every wall for every name.
    let walls: Vec<&str> = link.settings.lines("walls").collect();
    let rounds = names.len() * (1 + walls.len());
    let Some(name) = at.round.checked_rem(names.len()).and_then(|at| names.get(at)) else {
        return Ok(Polled::default());
    };
    if at.round >= rounds {
        return Ok(Polled { cursor: cursor.to_owned(), ..Polled::default() });
    }
    let wall = (at.round / names.len()).checked_sub(1).and_then(|at| walls.get(at));
    let call = match wall {
        None => news(name, since, &at.from),
        Some(wall) => on_wall(wall, name, at.offset),
    };
    let answer = api.call(&call).await?;
    let items = list(&answer, "items");
    let new = items.iter().filter(|post| moment(post, "date").is_some_and(|date| date >= since));
    let raws: Vec<_> = new.map(|post| kept(&api, post, &answer)).collect();
    let next = text(&answer, "next_from");
    let end = at.offset + i64::try_from(items.len()).unwrap_or(i64::MAX);
    match wall {
        None if !next.is_empty() && !items.is_empty() && next != at.from => {
            at.from = next.to_owned()
        }
        // A wall shows what is new first.
        Some(_) if !raws.is_empty() && end < int(&answer, "count").unwrap_or(0) => at.offset = end,
        _ => at = At { round: at.round + 1, ..At::default() },
    }
    let more = at.round < rounds;
    let cursor = serde_json::to_string(&at)
        .map_err(|error| Trouble::Unreadable(error.to_string().into()))?;
    Ok(Polled { raws, cursor, more, ..Polled::default() })
}

fn news(name: &str, since: Instant, from: &str) -> Call {
    let call = Call::ask("newsfeed.search").with("q", name).with("start_time", seconds(since));
    call.with("count", NEWS).with_text("start_from", from).extended()
}

fn on_wall(wall: &str, name: &str, offset: i64) -> Call {
    let call =
        Call::ask("wall.search").with("query", name).with("count", PAGE).with("offset", offset);
    let wall = wall.trim_end_matches('/').rsplit('/').next().unwrap_or(wall);
    let call = match super::settings::group_number(wall) {
        Some(group) => call.with("owner_id", -group),
        None => call.with("domain", wall),
    };
    call.extended()
}

fn kept(api: &Api<'_>, post: &Value, answer: &Value) -> Raw {
    let known = people::only(answer, &names::people(post));
    envelope::read("wall_post_new", post.clone(), api.conf.group, known, (api.link.now)())
}

async fn follow(link: &Link<'_>, account: &str, cursor: &str) -> Result<Polled, Trouble> {
    let api = Api::of(link)?;
    let owner: i64 = account
        .parse()
        .ok()
        .filter(|owner| *owner != 0)
        .ok_or_else(|| Trouble::Refused(Reason::of("channel-vk-why-no-account")))?;
    let newest: i64 = cursor.parse().unwrap_or(0);
    let answer = api.call(&wall(owner, 0)).await?;
    let posts = list(&answer, "items");
    let new = posts.iter().filter(|post| id(post, "id").is_some_and(|id| id > newest));
    let last = posts.iter().filter_map(|post| id(post, "id")).fold(newest, i64::max);
    Ok(Polled {
        raws: new.map(|post| kept(&api, post, &answer)).collect(),
        cursor: last.to_string(),
        pause: std::time::Duration::from_secs(900),
        more: false,
    })
}
