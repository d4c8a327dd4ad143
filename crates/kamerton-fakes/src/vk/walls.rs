//! The wall of the community.

use serde_json::{Value, json};

use crate::request::Asked;

use super::files::attached;
use super::methods::need;
use super::state::{Did, Entry, GROUP, No, State, Who, no};

pub(super) fn by(state: &mut State, asked: &Asked, name: &str, who: Who) -> Did {
    match name {
        "wall.get" => get(state, asked),
        "wall.getById" => Ok(by_id(state, asked)),
        "wall.getComments" => comments(state, asked),
        "wall.getComment" => {
            let id = need(asked, "comment_id")?;
            match state.wall.get(&id).is_some_and(|one| one.post.is_some()) {
                true => Ok(with_people(state, vec![state.show(id)], 1)),
                false => no(211, "Access to wall's comment denied"),
            }
        }
        "wall.post" => post(state, asked, who),
        "wall.createComment" => comment(state, asked),
        "wall.edit" | "wall.editComment" => edit(state, asked, name),
        "wall.delete" | "wall.deleteComment" => delete(state, asked, name),
        "wall.pin" | "wall.unpin" => {
            let id = need(asked, "post_id")?;
            match state.wall.get_mut(&id).filter(|one| one.post.is_none()) {
                Some(post) => post.pinned = name == "wall.pin",
                None => return no(100, "post_id is invalid"),
            }
            Ok(json!(1))
        }
        "wall.repost" => repost(state, asked),
        "newsfeed.search" | "wall.search" => {
            let wanted = asked.text("q").or_else(|| asked.text("query")).unwrap_or_default();
            let found = |one: &Entry| one.post.is_none() && one.text.contains(&wanted);
            let found: Vec<_> =
                state.wall.iter().filter(|(_, one)| found(one)).map(|(id, _)| *id).collect();
            let items: Vec<_> = found.iter().rev().map(|id| state.show(*id)).collect();
            let count = items.len();
            Ok(with_people(state, items, count))
        }
        _ => no(3, "Unknown method passed"),
    }
}

fn ours(asked: &Asked) -> Result<(), No> {
    match asked.number("owner_id") {
        Some(owner) if owner == -GROUP => Ok(()),
        _ => no(15, "Access denied: there is one wall only"),
    }
}

/// Items with who is in them.
fn with_people(state: &State, items: Vec<Value>, count: usize) -> Value {
    let profiles: Vec<_> = state.people.keys().filter_map(|id| state.profile(*id)).collect();
    json!({ "count": count, "items": items, "profiles": profiles, "groups": [state.group()] })
}

/// A page of these.
fn page(state: &State, asked: &Asked, all: Vec<i64>, usual: usize) -> Value {
    let number = |name: &str| asked.number(name).and_then(|number| usize::try_from(number).ok());
    let (offset, count) =
        (number("offset").unwrap_or(0), number("count").unwrap_or(usual).min(100));
    let items = all.iter().skip(offset).take(count).map(|id| state.show(*id)).collect();
    with_people(state, items, all.len())
}

fn get(state: &State, asked: &Asked) -> Did {
    ours(asked)?;
    let waits = asked.text("filter").is_some_and(|filter| filter == "postponed");
    let fits = |one: &Entry| one.post.is_none() && one.waits_until.is_some() == waits;
    let all = state.wall.iter().filter(|(_, one)| fits(one)).map(|(id, _)| *id).rev().collect();
    Ok(page(state, asked, all, 20))
}

fn by_id(state: &State, asked: &Asked) -> Value {
    let posts = asked.text("posts").unwrap_or_default();
    let id = |post: &str| post.strip_prefix(&format!("-{GROUP}_"))?.parse::<i64>().ok();
    let posts = posts.split(',').filter_map(id);
    let found = posts.filter(|id| state.wall.get(id).is_some_and(|one| one.post.is_none()));
    let items: Vec<_> = found.map(|id| state.show(id)).collect();
    let count = items.len();
    with_people(state, items, count)
}

fn comments(state: &State, asked: &Asked) -> Did {
    ours(asked)?;
    let post = need(asked, "post_id")?;
    let mut all: Vec<i64> = match asked.number("comment_id") {
        Some(comment) => state.below(comment),
        None => {
            let fits = |one: &Entry| one.post == Some(post) && one.answers.is_none();
            state.wall.iter().filter(|(_, one)| fits(one)).map(|(id, _)| *id).collect()
        }
    };
    if asked.text("sort").is_some_and(|sort| sort == "desc") {
        all.reverse();
    }
    let level = all.len();
    let whole = state.wall.values().filter(|one| one.post == Some(post)).count();
    let mut page = page(state, asked, all, 10);
    if let Some(page) = page.as_object_mut() {
        page.insert("count".to_owned(), json!(whole));
        page.insert("current_level_count".to_owned(), json!(level));
    }
    Ok(page)
}

fn words(state: &State, asked: &Asked) -> Result<(String, Vec<Value>), No> {
    let text = asked.text("message").unwrap_or_default();
    let attachments = attached(state, &asked.text("attachments").unwrap_or_default())?;
    match text.is_empty() && attachments.is_empty() {
        true => {
            no(100, "One of the parameters specified was missing or invalid: message is undefined")
        }
        false => Ok((text, attachments)),
    }
}

fn post(state: &mut State, asked: &Asked, who: Who) -> Did {
    ours(asked)?;
    let (text, attachments) = words(state, asked)?;
    if let Some(done) = asked.text("guid").and_then(|guid| state.guids.get(&guid)) {
        return Ok(json!({ "post_id": done }));
    }
    if who == Who::Group && !asked.is_set("from_group") {
        return no(214, "Access to adding post denied");
    }
    let waits_until = asked.number("publish_date");
    if waits_until.is_some_and(|at| at <= state.clock.seconds()) {
        return no(
            100,
            "One of the parameters specified was missing or invalid: publish_date is in the past",
        );
    }
    state.limits.say(format!("post {text}"), asked.at)?;
    let copyright = asked.text("copyright");
    let from = -GROUP;
    let entry = Entry { from, text, attachments, waits_until, copyright, ..Entry::default() };
    let id = state.put_entry(entry);
    if let Some(guid) = asked.text("guid") {
        state.guids.insert(guid, id);
    }
    Ok(json!({ "post_id": id }))
}

fn comment(state: &mut State, asked: &Asked) -> Did {
    ours(asked)?;
    let post = need(asked, "post_id")?;
    let (text, attachments) = words(state, asked)?;
    if asked.number("from_group") != Some(GROUP) {
        return no(213, "Access to status replies denied");
    }
    if state.wall.get(&post).is_none_or(|one| one.post.is_some()) {
        return no(213, "Access to post comments denied");
    }
    let answers = match asked.number("reply_to_comment") {
        None => None,
        Some(answered) => match state.wall.get(&answered).filter(|one| one.post == Some(post)) {
            Some(one) => Some((answered, one.answers.map_or(answered, |(_, top)| top))),
            None => {
                return no(
                    100,
                    "One of the parameters specified was missing or invalid: reply_to_comment",
                );
            }
        },
    };
    if let Some(done) = asked.text("guid").and_then(|guid| state.guids.get(&guid)) {
        return Ok(json!({ "comment_id": done, "parents_stack": [] }));
    }
    state.limits.say(format!("comment {text}"), asked.at)?;
    let entry =
        Entry { from: -GROUP, text, attachments, post: Some(post), answers, ..Entry::default() };
    let id = state.put_entry(entry);
    if let Some(guid) = asked.text("guid") {
        state.guids.insert(guid, id);
    }
    let above: Vec<_> = answers.map(|(_, top)| top).into_iter().collect();
    Ok(json!({ "comment_id": id, "parents_stack": above }))
}

/// What is not named again is lost.
fn edit(state: &mut State, asked: &Asked, name: &str) -> Did {
    ours(asked)?;
    let comment = name == "wall.editComment";
    let id = need(asked, if comment { "comment_id" } else { "post_id" })?;
    let (text, attachments) = words(state, asked)?;
    let waits_until = asked.number("publish_date");
    let copyright = asked.text("copyright");
    match state.wall.get_mut(&id).filter(|one| one.post.is_some() == comment && one.from == -GROUP)
    {
        Some(one) => {
            (one.text, one.attachments, one.edited) = (text, attachments, true);
            (one.waits_until, one.copyright) = (waits_until, copyright);
        }
        None => return no(211, "Access to wall's comment denied"),
    }
    if comment {
        let shown = state.show(id);
        state.tell("wall_reply_edit", shown);
    }
    Ok(json!(1))
}

fn delete(state: &mut State, asked: &Asked, name: &str) -> Did {
    ours(asked)?;
    let comment = name == "wall.deleteComment";
    let id = need(asked, if comment { "comment_id" } else { "post_id" })?;
    match state.wall.get(&id).filter(|one| one.post.is_some() == comment) {
        None => no(211, "Access to wall's comment denied"),
        Some(_) => {
            state.remove(id, 1);
            Ok(json!(1))
        }
    }
}

impl State {
    /// Takes a post or comment away and tells of it.
    pub(super) fn remove(&mut self, id: i64, by: i64) {
        if let Some(entry) = self.wall.remove(&id)
            && let Some(post) = entry.post
        {
            let object = json!({
                "owner_id": -GROUP, "id": id, "user_id": entry.from, "deleter_id": by, "post_id": post,
            });
            self.tell("wall_reply_delete", object);
        }
    }
}

fn repost(state: &mut State, asked: &Asked) -> Did {
    let object = asked.text("object").unwrap_or_default();
    let id = object.strip_prefix(&format!("wall-{GROUP}_")).and_then(|id| id.parse::<i64>().ok());
    let Some(id) = id.filter(|id| state.wall.contains_key(id)) else {
        return no(100, "object is invalid");
    };
    if need(asked, "group_id")? != GROUP {
        return no(15, "Access denied");
    }
    let text = asked.text("message").unwrap_or_default();
    let copied = Some(state.show(id));
    let id = state.put_entry(Entry { from: -GROUP, text, copied, ..Entry::default() });
    Ok(json!({ "success": 1, "post_id": id, "reposts_count": 1, "likes_count": 0 }))
}
