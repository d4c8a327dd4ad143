//! Reading what was before, and what was missed: walls with their comments, discussions, comments on photos,
//! videos and goods, talks.
//!
//! A walk goes page by page. Pages of comments that a page of posts shows to be there wait in the cursor;
//! up to 25 of them are asked for at once. A walk that was broken off goes on where it was: what is asked
//! twice has the same keys.

use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{Api, TOGETHER};
use super::call::Call;
use super::fault::Fault;
use super::settings::Who;
use super::wire::{id, int, list, moment};
use super::{envelope, names, people};
use crate::live::{Backfill, Link, Polled, Raw, Reconcile, Trouble, Work};

/// Posts on one page.
const POSTS: i64 = 50;
/// Comments on one page.
const COMMENTS: i64 = 100;
/// Messages and talks on one page.
const MESSAGES: i64 = 200;
/// Pages overlap by so much: what was deleted meanwhile moves the rest up.
const OVERLAP: i64 = 2;
/// Posts, videos and goods whose comments are looked through for what is recent: older ones are hardly
/// talked under.
const RECENT: i64 = 200;
/// Videos and goods on one page.
const THINGS: i64 = 200;

/// Where a walk is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct At {
    part: Part,
    offset: i64,
    pages: Vec<Page>,
}

/// What is walked through, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    #[default]
    Wall,
    Board,
    Photos,
    Videos,
    Goods,
    Talks,
    Done,
}

/// A page that waits to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Page {
    /// Comments of a post: post, offset.
    Post(i64, i64),
    /// Answers to a comment: post, comment, offset.
    Thread(i64, i64, i64),
    /// A discussion: topic, offset.
    Topic(i64, i64),
    /// Comments on a video: video, offset.
    Video(i64, i64),
    /// Answers to a comment on a video: video, comment, offset.
    VideoThread(i64, i64, i64),
    /// Comments on something that is sold: item, offset.
    Item(i64, i64),
    /// A talk: peer, offset.
    Talk(i64, i64),
}

impl Page {
    fn call(&self, api: &Api<'_>, newest_first: bool) -> Call {
        let (owner, group) = (api.conf.owner(), api.conf.group);
        let sort = if newest_first { "desc" } else { "asc" };
        let comments = |post: i64, offset: i64| {
            let call = Call::ask("wall.getComments").with("owner_id", owner).with("post_id", post);
            call.with("need_likes", 1).with("count", COMMENTS).with("offset", offset).extended()
        };
        match *self {
            Self::Post(post, offset) => {
                comments(post, offset).with("sort", sort).with("thread_items_count", 10)
            }
            // Answers come in their order whatever is asked.
            Self::Thread(post, comment, offset) => {
                comments(post, offset).with("comment_id", comment)
            }
            Self::Topic(topic, offset) => {
                let call =
                    Call::ask("board.getComments").with("group_id", group).with("topic_id", topic);
                let call =
                    call.with("need_likes", 1).with("count", COMMENTS).with("offset", offset);
                call.with("sort", sort).with("extended", 1)
            }
            Self::Video(video, offset) => {
                on_video(owner, video, offset).with("sort", sort).with("thread_items_count", 10)
            }
            Self::VideoThread(video, comment, offset) => {
                on_video(owner, video, offset).with("comment_id", comment)
            }
            Self::Item(item, offset) => {
                let call =
                    Call::ask("market.getComments").with("owner_id", owner).with("item_id", item);
                let call =
                    call.with("need_likes", 1).with("count", COMMENTS).with("offset", offset);
                call.with("sort", sort).extended()
            }
            Self::Talk(peer, offset) => {
                let call =
                    Call::ask("messages.getHistory").with("group_id", group).with("peer_id", peer);
                call.with("count", MESSAGES).with("offset", offset).extended()
            }
        }
    }

    fn later(&self, by: i64) -> Self {
        match *self {
            Self::Post(post, offset) => Self::Post(post, offset + by),
            Self::Thread(post, comment, offset) => Self::Thread(post, comment, offset + by),
            Self::Topic(topic, offset) => Self::Topic(topic, offset + by),
            Self::Video(video, offset) => Self::Video(video, offset + by),
            Self::VideoThread(video, comment, offset) => {
                Self::VideoThread(video, comment, offset + by)
            }
            Self::Item(item, offset) => Self::Item(item, offset + by),
            Self::Talk(peer, offset) => Self::Talk(peer, offset + by),
        }
    }

    fn offset(&self) -> i64 {
        let (Self::Post(_, at)
        | Self::Thread(_, _, at)
        | Self::Topic(_, at)
        | Self::Video(_, at)
        | Self::VideoThread(_, _, at)
        | Self::Item(_, at)
        | Self::Talk(_, at)) = self;
        *at
    }

    /// Whether it holds answers to one comment, which come in their order whatever is asked.
    const fn is_thread(&self) -> bool {
        matches!(self, Self::Thread(..) | Self::VideoThread(..))
    }

    /// Where more answers to a comment on this page are, behind so many.
    const fn thread(&self, comment: i64, offset: i64) -> Option<Self> {
        match *self {
            Self::Post(post, _) => Some(Self::Thread(post, comment, offset)),
            Self::Video(video, _) => Some(Self::VideoThread(video, comment, offset)),
            _ => None,
        }
    }
}

fn on_video(owner: i64, video: i64, offset: i64) -> Call {
    let call = Call::ask("video.getComments").with("owner_id", owner).with("video_id", video);
    call.with("need_likes", 1).with("count", COMMENTS).with("offset", offset).extended()
}

impl Backfill for super::Live {
    fn backfill<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str) -> Work<'a, Polled> {
        Box::pin(async move { Walk { api: Api::of(link)?, since: None }.step(cursor).await })
    }
}

impl Reconcile for super::Live {
    fn reconcile<'a>(
        &'a self,
        link: &'a Link<'a>,
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(async move { Walk { api: Api::of(link)?, since: Some(since) }.step(cursor).await })
    }
}

struct Walk<'a> {
    api: Api<'a>,
    since: Option<Instant>,
}

impl Walk<'_> {
    async fn step(&self, cursor: &str) -> Result<Polled, Trouble> {
        let mut at: At = match cursor {
            "" => At::default(),
            cursor => serde_json::from_str(cursor).map_err(|error| {
                Trouble::Unreadable(format!("the cursor of the walk: {error}").into())
            })?,
        };
        if matches!(at.part, Part::Wall | Part::Board) && !self.api.conf.reads_walls() {
            at.part = Part::Talks;
        }
        // Comments on these are given to people only.
        let things = matches!(at.part, Part::Photos | Part::Videos | Part::Goods);
        if things && self.api.conf.key(Who::User).is_none() {
            (at.part, at.offset) = (Part::Talks, 0);
        }
        let raws = match at.pages.is_empty() {
            false => self.pages(&mut at).await?,
            true => self.part(&mut at).await?,
        };
        let more = at.part != Part::Done || !at.pages.is_empty();
        let cursor = serde_json::to_string(&at)
            .map_err(|error| Trouble::Unreadable(error.to_string().into()))?;
        Ok(Polled { raws, cursor, more, ..Polled::default() })
    }

    /// Up to 25 of the pages that wait.
    async fn pages(&self, at: &mut At) -> Result<Vec<Raw>, Trouble> {
        let rest = at.pages.split_off(at.pages.len().min(TOGETHER));
        let now = std::mem::replace(&mut at.pages, rest);
        let calls: Vec<_> =
            now.iter().map(|page| page.call(&self.api, self.since.is_some())).collect();
        let answers = self.api.all(&calls).await?;
        let mut raws = Vec::new();
        let mut next = Vec::new();
        for (page, answer) in now.iter().zip(answers) {
            match answer {
                Ok(answer) => raws.extend(self.page(page, &answer, &mut next)),
                // Comments that are closed, a post that was deleted meanwhile: there is nothing.
                Err(fault) => gives_nothing(fault)?,
            }
        }
        next.append(&mut at.pages);
        at.pages = next;
        Ok(raws)
    }

    fn page(&self, page: &Page, answer: &Value, next: &mut Vec<Page>) -> Vec<Raw> {
        let items = list(answer, "items");
        let count = int(answer, "count").unwrap_or(0);
        let count = int(answer, "current_level_count").unwrap_or(count);
        let length = length(items);
        // Oldest first would mean that what follows is newer; newest first that it is older still.
        let old = self.since.is_some_and(|since| {
            !page.is_thread()
                && !items.is_empty()
                && items.iter().all(|one| moment(one, "date").is_some_and(|at| at < since))
        });
        if length > 0 && page.offset() + length < count && !old {
            next.push(page.later(length));
        }
        for comment in items {
            let thread = comment.get("thread").unwrap_or(&Value::Null);
            let shown = self::length(list(thread, "items"));
            let more = id(comment, "id").filter(|_| int(thread, "count").unwrap_or(0) > shown);
            next.extend(more.and_then(|comment| page.thread(comment, shown)));
        }
        let shown = items.iter().chain(match page {
            Page::Post(..) | Page::Video(..) => items.iter().flat_map(within).collect::<Vec<_>>(),
            _ => Vec::new(),
        });
        shown.filter(|one| self.is_wanted(one)).map(|one| self.raw(page, one, answer)).collect()
    }

    fn raw(&self, page: &Page, one: &Value, answer: &Value) -> Raw {
        let mut object = one.clone();
        let mut set = |name: &str, value: i64| {
            if let Some(members) = object.as_object_mut() {
                members.entry(name).or_insert(value.into());
            }
        };
        let kind = match *page {
            Page::Post(post, _) => {
                set("post_id", post);
                set("owner_id", self.api.conf.owner());
                "wall_reply_new"
            }
            Page::Thread(post, comment, _) => {
                set("post_id", post);
                set("owner_id", self.api.conf.owner());
                set("reply_to_comment", comment);
                "wall_reply_new"
            }
            Page::Topic(topic, _) => {
                set("topic_id", topic);
                set("topic_owner_id", self.api.conf.owner());
                "board_post_new"
            }
            Page::Video(video, _) => {
                set("video_id", video);
                set("video_owner_id", self.api.conf.owner());
                "video_comment_new"
            }
            Page::VideoThread(video, comment, _) => {
                set("video_id", video);
                set("video_owner_id", self.api.conf.owner());
                set("reply_to_comment", comment);
                "video_comment_new"
            }
            Page::Item(item, _) => {
                set("item_id", item);
                set("market_owner_id", self.api.conf.owner());
                "market_comment_new"
            }
            Page::Talk(peer, _) => {
                set("peer_id", peer);
                object = json!({ "message": object });
                "message_new"
            }
        };
        self.keep(kind, object, answer)
    }

    fn keep(&self, kind: &str, object: Value, answer: &Value) -> Raw {
        let known = people::only(answer, &names::people(&object));
        envelope::read(kind, object, self.api.conf.group, known, (self.api.link.now)())
    }

    fn is_wanted(&self, one: &Value) -> bool {
        let date = moment(one, "date").into_iter().chain(moment(one, "edited"));
        let date = date.chain(moment(one, "update_time")).max();
        self.since.is_none_or(|since| date.is_none_or(|date| date >= since))
    }

    /// The next page of the part, or the next part.
    async fn part(&self, at: &mut At) -> Result<Vec<Raw>, Trouble> {
        let offset = at.offset;
        match at.part {
            Part::Wall => {
                let answer = self.api.call(&wall(self.api.conf.owner(), offset)).await?;
                let posts = list(&answer, "items");
                let talked = posts.iter().filter(|post| {
                    post.get("comments").and_then(|comments| int(comments, "count")) > Some(0)
                });
                at.pages = talked.filter_map(|post| Some(Page::Post(id(post, "id")?, 0))).collect();
                let most = self.since.map(|_| RECENT);
                self.turn(at, &answer, most, Part::Board);
                let posts = posts.iter().filter(|post| self.is_wanted(post));
                Ok(posts.map(|post| self.keep("wall_post_new", post.clone(), &answer)).collect())
            }
            Part::Board => {
                let call = Call::ask("board.getTopics").with("group_id", self.api.conf.group);
                let call = call.with("order", 1).with("count", COMMENTS).with("offset", offset);
                let answer = match self.api.call(&call).await {
                    Ok(answer) => answer,
                    // Discussions are switched off.
                    Err(fault) => {
                        gives_nothing(fault)?;
                        Value::Null
                    }
                };
                let topics = list(&answer, "items").iter();
                let fresh = topics.filter(|topic| self.is_fresh(moment(topic, "updated")));
                at.pages =
                    fresh.filter_map(|topic| Some(Page::Topic(id(topic, "id")?, 0))).collect();
                // They come in the order in which somebody wrote there last.
                let done = at.pages.is_empty() && self.since.is_some();
                self.turn(at, &answer, done.then_some(0), Part::Photos);
                Ok(Vec::new())
            }
            Part::Photos => self.photos(at).await,
            Part::Videos => {
                let call = Call::ask("video.get").with("owner_id", self.api.conf.owner());
                let call = call.with("count", THINGS).with("offset", offset);
                let answer = self.section(&call).await?;
                let videos = list(&answer, "items").iter();
                let talked = videos.filter(|video| int(video, "comments") != Some(0));
                at.pages = talked.filter_map(|one| Some(Page::Video(id(one, "id")?, 0))).collect();
                self.turn(at, &answer, self.since.map(|_| RECENT), Part::Goods);
                Ok(Vec::new())
            }
            Part::Goods => {
                let call = Call::ask("market.get").with("owner_id", self.api.conf.owner());
                let call = call.with("count", THINGS).with("offset", offset);
                let answer = self.section(&call).await?;
                let items = list(&answer, "items").iter();
                // How many comments there are is not told: each is asked.
                at.pages = items.filter_map(|one| Some(Page::Item(id(one, "id")?, 0))).collect();
                self.turn(at, &answer, self.since.map(|_| RECENT), Part::Talks);
                Ok(Vec::new())
            }
            Part::Talks => {
                let call =
                    Call::ask("messages.getConversations").with("group_id", self.api.conf.group);
                let call = call.with("count", MESSAGES).with("offset", offset);
                let answer = match self.api.call(&call).await {
                    Ok(answer) => answer,
                    Err(fault) => {
                        gives_nothing(fault)?;
                        Value::Null
                    }
                };
                let talks = list(&answer, "items").iter();
                let fresh = talks.filter(|talk| {
                    let last = talk.get("last_message");
                    self.is_fresh(last.and_then(|last| moment(last, "date")))
                });
                at.pages = fresh.filter_map(|talk| Some(Page::Talk(peer(talk)?, 0))).collect();
                let done = at.pages.is_empty() && self.since.is_some();
                self.turn(at, &answer, done.then_some(0), Part::Done);
                Ok(Vec::new())
            }
            Part::Done => Ok(Vec::new()),
        }
    }

    /// A section of the community; nothing where it is switched off or shut.
    async fn section(&self, call: &Call) -> Result<Value, Trouble> {
        match self.api.call(call).await {
            Ok(answer) => Ok(answer),
            Err(fault) => gives_nothing(fault).map(|()| Value::Null),
        }
    }

    /// Comments on all photos of the community, the newest first.
    async fn photos(&self, at: &mut At) -> Result<Vec<Raw>, Trouble> {
        let owner = self.api.conf.owner();
        let call = Call::ask("photos.getAllComments").with("owner_id", owner);
        let call = call.with("need_likes", 1).with("count", COMMENTS).with("offset", at.offset);
        let answer = self.section(&call).await?;
        let items = list(&answer, "items");
        let wanted: Vec<&Value> = items.iter().filter(|one| self.is_wanted(one)).collect();
        let done = wanted.is_empty() && self.since.is_some();
        self.turn(at, &answer, done.then_some(0), Part::Videos);
        let raw = |one: &&Value| {
            let mut object = (*one).clone();
            if let Some(members) = object.as_object_mut() {
                members.entry("photo_owner_id").or_insert(owner.into());
            }
            self.keep("photo_comment_new", object, &answer)
        };
        Ok(wanted.iter().map(raw).collect())
    }

    fn is_fresh(&self, at: Option<Instant>) -> bool {
        self.since.is_none_or(|since| at.is_none_or(|at| at >= since))
    }

    /// Goes on to the next page of this part while there is one, and then to the next part.
    fn turn(&self, at: &mut At, answer: &Value, most: Option<i64>, next: Part) {
        let length = length(list(answer, "items"));
        let end = at.offset + length;
        let count = int(answer, "count").unwrap_or(0).min(most.unwrap_or(i64::MAX));
        // A page that overlaps by all that it has would be asked for over and over.
        if length > OVERLAP && end < count {
            at.offset = end - OVERLAP;
        } else {
            at.offset = 0;
            at.part = next;
        }
    }
}

/// A page of a wall.
pub(super) fn wall(owner: i64, offset: i64) -> Call {
    let call = Call::ask("wall.get").with("owner_id", owner);
    call.with("count", POSTS).with("offset", offset).extended()
}

fn peer(talk: &Value) -> Option<i64> {
    id(talk.get("conversation")?.get("peer")?, "id")
}

fn within(comment: &Value) -> &[Value] {
    comment.get("thread").map_or(&[], |thread| list(thread, "items"))
}

fn length(items: &[Value]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// What the platform refuses for good ends this page and not the walk.
fn gives_nothing(fault: Fault) -> Result<(), Trouble> {
    match fault.trouble {
        Trouble::Refused(_) => Ok(()),
        trouble => Err(trouble),
    }
}
