//! Calls of the API: what is asked, in whose name, and the request that it becomes. Pure.

use serde_json::{Map, Value};

use super::settings::{Conf, Who};
use crate::live::Request;

/// The version of the API, for everything that we ask and are told. The one place where it stands.
pub(super) const VERSION: &str = "5.199";

/// A call of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub method: &'static str,
    pub params: Vec<(&'static str, String)>,
    /// Whether something is done by it, and not only asked.
    pub does: bool,
}

impl Call {
    /// Asks.
    pub fn ask(method: &'static str) -> Self {
        Self { method, params: Vec::new(), does: false }
    }

    /// Does.
    pub fn act(method: &'static str) -> Self {
        Self { does: true, ..Self::ask(method) }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// With a text, unless there is none.
    #[must_use]
    pub fn with_text(self, name: &'static str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(name, text) }
    }

    /// With names of people and communities in the answer.
    #[must_use]
    pub fn extended(self) -> Self {
        self.with("extended", 1).with("fields", "screen_name")
    }

    /// The request in somebody's name. The key stands in the body: nobody writes bodies down.
    pub fn request(&self, conf: &Conf<'_>, who: Who) -> Request {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.params);
        form.append_pair("v", VERSION)
            .append_pair("access_token", conf.key(who).unwrap_or_default());
        let url = format!("{}/method/{}", conf.address, self.method);
        Request::post(url, "application/x-www-form-urlencoded", form.finish().into_bytes())
    }

    /// The same as a piece of a script for `execute`.
    fn script(&self) -> String {
        let params = self.params.iter().map(|(name, value)| {
            (
                (*name).to_owned(),
                value.parse::<i64>().map_or_else(|_| value.as_str().into(), Value::from),
            )
        });
        format!("API.{}({})", self.method, Value::Object(params.collect::<Map<_, _>>()))
    }
}

/// Several calls in one: at most 25.
pub(super) fn batch(calls: &[Call]) -> Call {
    let calls: Vec<_> = calls.iter().map(Call::script).collect();
    Call::ask("execute").with("code", format!("return [{}];", calls.join(",")))
}

/// What the key of an application may ask as well.
const OPEN: &[&str] = &[
    "wall.get",
    "wall.getById",
    "wall.getComments",
    "wall.search",
    "newsfeed.search",
    "board.getTopics",
    "board.getComments",
];

/// What the platform gives to people only, by its own list (`access_token_type` of VKCOM/vk-api-schema);
/// some of it works with the key of a community all the same, `wall.post` among it, so that is tried
/// where there is no other.
const FOR_PEOPLE: &[&str] = &[
    "wall.post",
    "wall.edit",
    "wall.delete",
    "wall.pin",
    "wall.unpin",
    "wall.repost",
    "wall.getComment",
    "wall.editComment",
    "wall.deleteComment",
    "polls.create",
    "photos.getWallUploadServer",
    "photos.saveWallPhoto",
    "photos.getAllComments",
    "photos.createComment",
    "photos.editComment",
    "photos.deleteComment",
    "video.get",
    "video.getComments",
    "video.createComment",
    "video.editComment",
    "video.deleteComment",
    "market.get",
    "market.getComments",
    "market.createComment",
    "market.editComment",
    "market.deleteComment",
    "board.createComment",
    "board.editComment",
    "groups.ban",
    "groups.unban",
];

/// In whose name a method is called, the best first; only those whose key there is.
pub(super) fn who_may(method: &str, conf: &Conf<'_>) -> Vec<Who> {
    let order: &[Who] = match method {
        _ if OPEN.contains(&method) => &[Who::User, Who::Service, Who::Community],
        _ if FOR_PEOPLE.contains(&method) => &[Who::User, Who::Community],
        "execute" => &[Who::User],
        _ => &[Who::Community],
    };
    order.iter().copied().filter(|who| conf.key(*who).is_some()).collect()
}
