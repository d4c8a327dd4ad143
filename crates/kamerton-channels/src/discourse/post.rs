//! Posts of a topic turned into facts.

use std::collections::HashMap;

use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, DeletionFact, Fact, MessageFact, PlaceRef, ReactionCount,
};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use serde_json::{Map, Value};

use super::KIND;
use crate::deleted::is_deleted_account_name;
use crate::html::{Quoting, render};
use crate::import::MAX_TEXT;
use crate::slug::slug;

/// `actions_summary` counts likes under this id.
const LIKE: i64 = 2;

/// Posts of this type are the forum's own notes: closed, split, pinned.
const SMALL_ACTION: i64 = 3;

type Members = Map<String, Value>;

/// The forum that is being read.
#[derive(Clone, Debug)]
pub(super) struct Forum {
    slug: String,
    title: String,
}

impl Forum {
    pub(super) fn named(title: Option<&str>) -> Self {
        let title = title.map(str::trim).filter(|title| !title.is_empty()).unwrap_or("Discourse");
        Self { slug: slug(title), title: title.to_owned() }
    }

    fn key(&self, post: i64) -> String {
        format!("{KIND}:{}:{post}", self.slug)
    }

    /// Private messages of a forum are a place of their own.
    fn place(&self, private: bool) -> PlaceRef {
        let slug = if private { format!("{}/messages", self.slug) } else { self.slug.clone() };
        PlaceRef { kind: KIND.to_owned(), remote_id: slug, title: self.title.clone(), private }
    }
}

/// What the posts of one topic share.
#[derive(Debug, Default)]
pub(super) struct Topic {
    id: Option<i64>,
    title: String,
    private: bool,
    /// The ids of its posts by their numbers in it.
    numbers: HashMap<i64, i64>,
}

impl Topic {
    /// Reads a whole topic.
    pub(super) fn of(topic: &Members) -> Self {
        let mut own = Self {
            id: topic.get("id").and_then(Value::as_i64),
            title: text_of(topic, "title").trim().to_owned(),
            private: text_of(topic, "archetype") == "private_message",
            numbers: HashMap::new(),
        };
        for post in posts(topic).unwrap_or_default() {
            own.note(post);
        }
        own
    }

    /// Remembers the number of a post, so that answers to it find it.
    pub(super) fn note(&mut self, post: &Value) {
        let number = |name: &str| post.get(name).and_then(Value::as_i64);
        self.id = self.id.or(number("topic_id"));
        if let (Some(number), Some(id)) = (number("post_number"), number("id")) {
            self.numbers.insert(number, id);
        }
        if self.title.is_empty() {
            self.title = post
                .get("topic_slug")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .replace('-', " ");
        }
    }

    fn thread(&self) -> Option<String> {
        self.id.map(|id| format!("{id}:{}", self.title))
    }
}

/// The posts of a topic, when it is one.
pub(super) fn posts(topic: &Members) -> Option<&[Value]> {
    topic.get("post_stream")?.get("posts")?.as_array().map(Vec::as_slice)
}

/// How many posts of the topic its file does not hold: the API hands out twenty at a time.
pub(super) fn missing(topic: &Members) -> usize {
    let stream = topic.get("post_stream").and_then(|stream| stream.get("stream"));
    let held = posts(topic).map_or(0, <[Value]>::len);
    stream.and_then(Value::as_array).map_or(0, Vec::len).saturating_sub(held)
}

/// The facts of one post.
///
/// # Errors
/// A sentence saying why it cannot be used.
pub(super) fn facts(post: &Value, topic: &Topic, forum: &Forum) -> Result<Vec<Fact>, String> {
    let post = post.as_object().ok_or("this is not an object")?;
    let number = |name: &str| post.get(name).and_then(Value::as_i64);
    let id = number("id").ok_or("this post has no id")?;
    let sent_at = time(post, "created_at").ok_or("this post has no date that can be read")?;
    // Discourse counts these among the posts of a topic, and so do we: somebody closed it, pinned
    // it, moved it. They say nothing, so nothing follows from them.
    let small_action =
        number("post_type") == Some(SMALL_ACTION) || !text_of(post, "action_code").is_empty();
    let said = match post.get("cooked").and_then(Value::as_str) {
        Some(cooked) => render(cooked, Quoting::LeaveOut),
        None => render("", Quoting::LeaveOut),
    };
    let written = [said.text.as_str(), text_of(post, "raw"), text_of(post, "action_code")];
    let alternatives = if small_action { 3 } else { 1 + usize::from(!post.contains_key("cooked")) };
    let text = written.into_iter().take(alternatives).find(|text| !text.trim().is_empty());
    let text = text.unwrap_or_default().trim().to_owned();
    if text.len() > MAX_TEXT {
        return Err("the text is longer than 1 MiB".to_owned());
    }
    let key = forum.key(id);
    let message = MessageFact {
        place: forum.place(topic.private),
        key: key.clone(),
        author: Some(author(post)),
        sent_at,
        edited_at: edited_at(post, sent_at),
        text,
        reply_to: reply_to(post, topic, forum),
        thread: topic.thread(),
        thread_root: topic.numbers.get(&1).map(|id| forum.key(*id)),
        attachments: attachments(&said.pictures, &said.files),
        reactions: likes(post),
        ..MessageFact::default()
    };
    let deleted = time(post, "deleted_at")
        .map(|at| Fact::Deletion(DeletionFact { kind: KIND.to_owned(), message: key, at }));
    Ok(std::iter::once(Fact::Message(message)).chain(deleted).collect())
}

fn author(post: &Members) -> Account {
    let id = post.get("user_id").and_then(Value::as_i64);
    let handle = Some(text_of(post, "username").trim()).filter(|name| !name.is_empty());
    let name = Some(text_of(post, "name").trim()).filter(|name| !name.is_empty());
    let deleted = match (id, handle) {
        (None, None) => true,
        (_, handle) => handle.is_some_and(is_deleted_account_name),
    };
    let is = |name: &str| post.get(name).and_then(Value::as_bool).unwrap_or(false);
    let role = match id {
        _ if deleted => Some(Role::Unknown),
        Some(..=0) => Some(Role::Bot),
        _ if is("admin") || is("moderator") || is("staff") => Some(Role::Staff),
        _ => None,
    };
    Account {
        kind: KIND.to_owned(),
        remote_id: id.map(|id| id.to_string()).unwrap_or_default(),
        handle: handle.map(str::to_owned),
        display_name: name.or(handle).map(str::to_owned),
        role,
        deleted,
    }
}

/// A new version is an edit; `updated_at` alone also moves when the forum renders a post anew.
fn edited_at(post: &Members, sent_at: Instant) -> Option<Instant> {
    let version = post.get("version").and_then(Value::as_i64).unwrap_or(1);
    time(post, "updated_at").filter(|at| version > 1 && *at > sent_at)
}

/// Answers name a number within the topic. A post that is not in the file is named by it, so that
/// the answer still counts as one.
fn reply_to(post: &Members, topic: &Topic, forum: &Forum) -> Option<String> {
    let number = post.get("reply_to_post_number")?.as_i64()?;
    if let Some(id) = topic.numbers.get(&number) {
        return Some(forum.key(*id));
    }
    let topic = post.get("topic_id").and_then(Value::as_i64).or(topic.id)?;
    Some(format!("{KIND}:{}:t{topic}/{number}", forum.slug))
}

fn attachments(pictures: &[String], files: &[String]) -> Vec<Attachment> {
    let named = |kind, name: Option<&str>| Attachment {
        kind,
        name: name.map(str::to_owned),
        ..Attachment::default()
    };
    let picture = |address: &String| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().filter(|name| !name.is_empty() && name.len() <= 255);
        // A picture written into the page itself has no name.
        named(AttachmentKind::Photo, name.filter(|_| !address.starts_with("data:")))
    };
    let file = |name: &String| named(AttachmentKind::File, Some(name));
    pictures.iter().map(picture).chain(files.iter().map(file)).collect()
}

fn likes(post: &Members) -> Vec<ReactionCount> {
    let actions = post.get("actions_summary").and_then(Value::as_array).into_iter().flatten();
    let count = |action: &Value| action.get("count").and_then(Value::as_u64).unwrap_or(0);
    let likes = actions.filter(|action| action.get("id").and_then(Value::as_i64) == Some(LIKE));
    let total = u32::try_from(likes.map(count).fold(0, u64::saturating_add)).unwrap_or(u32::MAX);
    if total == 0 {
        return Vec::new();
    }
    vec![ReactionCount { emoji: "like".to_owned(), count: total, accounts: Vec::new() }]
}

fn time(members: &Members, name: &str) -> Option<Instant> {
    members.get(name).and_then(Value::as_str).and_then(Instant::parse_rfc3339)
}

fn text_of<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}
