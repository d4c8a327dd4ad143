//! Requests to the platform: pure, so that each can be held against its description.

use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};

use super::convert::TYPES;
use crate::live::{Reason, Request, Settings, Trouble};

/// Where the platform is asked.
pub(super) const ADDRESS: &str = "https://platform-api2.max.ru";
/// Messages on one page, the most that are given.
pub(super) const PAGE: usize = 100;
/// The longest that the platform waits for news, in seconds.
const LONGEST_WAIT: u64 = 90;
/// Sending a large file takes its time.
const UPLOADING: Duration = Duration::from_mins(10);

/// The platform's address and our key to it.
pub(super) struct Api {
    base: Url,
    token: String,
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A chat or channel, by its id.
    Chat(i64),
    /// A user, by their id.
    User(i64),
}

/// Which bound of a time window a page of messages begins at. The description says that the newer one
/// is `from`; servers have been seen that read it the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// `from` is the newer bound, as it is written.
    From(i64),
    /// `to` is the newer bound.
    To(i64),
}

impl Api {
    /// The platform of these settings.
    pub(super) fn of(settings: &Settings) -> Result<Self, Trouble> {
        let token = settings.get("token");
        if token.is_empty() {
            return Err(Trouble::SignIn(Reason::of("channel-max-why-no-token")));
        }
        if !token.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(Trouble::SignIn(Reason::of("channel-max-why-odd-token")));
        }
        let base = Url::parse(settings.get_or("address", ADDRESS)).ok();
        let base = base.filter(|url| url.has_host() && !url.cannot_be_a_base());
        let base = base.ok_or_else(|| Trouble::Settings(Reason::of("channel-max-why-address")))?;
        Ok(Self { base, token: token.to_owned() })
    }

    /// What must never be told.
    pub(super) fn secret(&self) -> &str {
        &self.token
    }

    /// Who the bot is.
    pub(super) fn me(&self) -> Request {
        self.get(&["me"], &[])
    }

    /// What is new since the marker, waiting at most so long for it.
    pub(super) fn updates(&self, marker: &str, wait: Duration) -> Request {
        let seconds = wait.as_secs().min(LONGEST_WAIT);
        let (timeout, limit) = (seconds.to_string(), PAGE.to_string());
        let types = TYPES.join(",");
        let mut query =
            vec![("limit", limit.as_str()), ("timeout", timeout.as_str()), ("types", &types)];
        if !marker.is_empty() {
            query.push(("marker", marker));
        }
        self.get(&["updates"], &query).within(Duration::from_secs(seconds + 20)).at_most(32 << 20)
    }

    /// Whom the platform tells of news.
    pub(super) fn subscriptions(&self) -> Request {
        self.get(&["subscriptions"], &[])
    }

    /// The platform shall call this address and show this secret.
    pub(super) fn subscribe(&self, address: &str, secret: &str) -> Request {
        let body = json!({"url": address, "secret": secret, "update_types": TYPES});
        self.send("POST", &["subscriptions"], &[], &body)
    }

    /// The platform shall call this address no more.
    pub(super) fn unsubscribe(&self, address: &str) -> Request {
        self.delete(&["subscriptions"], &[("url", address)])
    }

    /// A page of the chats of the bot.
    pub(super) fn chats(&self, marker: Option<i64>) -> Request {
        let (count, marker) = (PAGE.to_string(), marker.map(|marker| marker.to_string()));
        let mut query = vec![("count", count.as_str())];
        query.extend(marker.as_deref().map(|marker| ("marker", marker)));
        self.get(&["chats"], &query)
    }

    /// A chat.
    pub(super) fn chat(&self, chat: i64) -> Request {
        self.get(&["chats", &chat.to_string()], &[])
    }

    /// What the bot may do in a chat.
    pub(super) fn membership(&self, chat: i64) -> Request {
        self.get(&["chats", &chat.to_string(), "members", "me"], &[])
    }

    /// Whether somebody is in a chat.
    pub(super) fn member(&self, chat: i64, user: i64) -> Request {
        let path = ["chats", &chat.to_string(), "members"];
        self.get(&path, &[("user_ids", &user.to_string())])
    }

    /// Shuts somebody out of a chat; where it has a link, they cannot come back by it.
    pub(super) fn remove(&self, chat: i64, user: i64) -> Request {
        let path = ["chats", &chat.to_string(), "members"];
        self.delete(&path, &[("user_id", &user.to_string()), ("block", "true")])
    }

    /// What is pinned in a chat.
    pub(super) fn pinned(&self, chat: i64) -> Request {
        self.get(&["chats", &chat.to_string(), "pin"], &[])
    }

    /// Pins a message.
    pub(super) fn pin(&self, chat: i64, message: &str) -> Request {
        let body = json!({"message_id": message});
        self.send("PUT", &["chats", &chat.to_string(), "pin"], &[], &body)
    }

    /// Lets go of what is pinned in a chat, whatever it is.
    pub(super) fn unpin(&self, chat: i64) -> Request {
        self.delete(&["chats", &chat.to_string(), "pin"], &[])
    }

    /// A page of the messages of a chat, the newest first.
    pub(super) fn messages(&self, chat: i64, bound: Option<Bound>) -> Request {
        let (chat, count) = (chat.to_string(), PAGE.to_string());
        let mut query = vec![("chat_id", chat.as_str()), ("count", count.as_str())];
        let bound = bound.map(|bound| match bound {
            Bound::From(at) => ("from", at.to_string()),
            Bound::To(at) => ("to", at.to_string()),
        });
        query.extend(bound.as_ref().map(|(name, at)| (*name, at.as_str())));
        self.get(&["messages"], &query).at_most(32 << 20)
    }

    /// Messages by their names.
    pub(super) fn messages_by_id(&self, messages: &[&str]) -> Request {
        self.get(&["messages"], &[("message_ids", &messages.join(","))])
    }

    /// A message.
    pub(super) fn message(&self, message: &str) -> Request {
        self.get(&["messages", message], &[])
    }

    /// Says something.
    pub(super) fn say(&self, target: &Target, body: &Value) -> Request {
        let (name, id) = match target {
            Target::Chat(id) => ("chat_id", id.to_string()),
            Target::User(id) => ("user_id", id.to_string()),
        };
        self.send("POST", &["messages"], &[(name, &id)], body)
    }

    /// Changes the text of a message; what is attached stays.
    pub(super) fn edit(&self, message: &str, text: &str) -> Request {
        self.send("PUT", &["messages"], &[("message_id", message)], &said(text, None, None))
    }

    /// Deletes a message.
    pub(super) fn delete_message(&self, message: &str) -> Request {
        self.delete(&["messages"], &[("message_id", message)])
    }

    /// Where a file of this kind is to be sent.
    pub(super) fn upload(&self, kind: &str) -> Request {
        self.get(&["uploads"], &[("type", kind)]).by("POST")
    }

    fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Request {
        Request::get(self.at(path, query)).with("authorization", self.token.as_str())
    }

    fn delete(&self, path: &[&str], query: &[(&str, &str)]) -> Request {
        self.get(path, query).by("DELETE")
    }

    fn send(
        &self,
        method: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
        body: &Value,
    ) -> Request {
        Request::json(self.at(path, query), body)
            .by(method)
            .with("authorization", self.token.as_str())
    }

    /// Parts of a path and of a query are put in as they are and cannot change the rest.
    fn at(&self, path: &[&str], query: &[(&str, &str)]) -> String {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url.set_query(None);
        url.set_fragment(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url.into()
    }
}

/// Takes a file. The address is the platform's; our key stays with us.
pub(super) fn put(address: &str, boundary: &str, name: &str, kind: &str, bytes: &[u8]) -> Request {
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
    let name = name.replace('\\', "_").replace('"', "%22");
    let kind: String =
        kind.chars().filter(|letter| letter.is_ascii_graphic() && *letter != '"').collect();
    let kind = if kind.is_empty() { "application/octet-stream" } else { kind.as_str() };
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"data\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let content = format!("multipart/form-data; boundary={boundary}");
    Request::post(address, &content, body).within(UPLOADING)
}

/// The body of a message.
pub(super) fn said(text: &str, attachments: Option<Value>, link: Option<(&str, &str)>) -> Value {
    let link = link.map(|(kind, message)| json!({"type": kind, "mid": message}));
    json!({"text": text, "attachments": attachments, "link": link})
}
