//! The form of the Bot API: how a method is asked, and what its answers mean.

use std::time::Duration;

use serde_json::{Map, Value};

use super::ids::{Target, integer};
use crate::fields;
use crate::live::{File, Link, Reason, Request, Settings, Trouble};
use crate::outbound::{Answer, OutboundError, place};

/// Where the Bot API is, unless the operator runs a server of their own.
const OFFICIAL: &str = "https://api.telegram.org";
/// How long a call may take that sends files along.
const FOR_FILES: Duration = Duration::from_secs(180);
/// How long to wait where Telegram wants it and names no time.
const USUAL_WAIT: u64 = 5;

/// The address of the server, without a slash at its end.
pub(super) fn base(settings: &Settings) -> &str {
    settings.get_or("address", OFFICIAL).trim_end_matches('/')
}

/// The host of the server.
pub(super) fn hosts(settings: &Settings) -> Vec<String> {
    place(base(settings)).map(|place| place.host).into_iter().collect()
}

/// A method with what it is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ask {
    pub(super) method: &'static str,
    /// The chat it is about; its number is filled in when it is asked.
    pub(super) target: Option<Target>,
    pub(super) fields: Map<String, Value>,
    /// Files, each with the name by which the fields speak of it.
    pub(super) files: Vec<(String, File)>,
}

impl Ask {
    pub(super) fn new(method: &'static str) -> Self {
        Self { method, ..Self::default() }
    }

    /// The same about a chat.
    pub(super) fn about(method: &'static str, target: Target) -> Self {
        let mut ask = Self { method, target: Some(target), ..Self::default() };
        let connection = ask.target.as_ref().and_then(|target| target.connection.clone());
        if let Some(connection) = connection {
            ask.set("business_connection_id", connection);
        }
        ask
    }

    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// The same for a chat by its number.
    #[must_use]
    pub(super) fn in_chat(&self, chat: i64) -> Self {
        self.clone().with("chat_id", chat)
    }

    /// The request. `id` makes the boundary between files.
    ///
    /// # Errors
    /// [`Trouble::Settings`] for a token that is none.
    pub(super) fn request(&self, settings: &Settings, id: &str) -> Result<Request, Trouble> {
        let token = token(settings)?;
        let url = format!("{}/bot{token}/{}", base(settings), self.method);
        if self.files.is_empty() {
            return Ok(Request::json(url, &Value::Object(self.fields.clone())));
        }
        let (kind, body) = multipart(&self.fields, &self.files, id);
        Ok(Request::post(url, &kind, body).within(FOR_FILES))
    }
}

/// The request for a file by the path that the server named; nothing where that is no path of its own.
///
/// # Errors
/// [`Trouble::Settings`] for a token that is none.
pub(super) fn file_request(settings: &Settings, path: &str) -> Result<Option<Request>, Trouble> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let is_part = |part: &str| !part.trim_matches('.').is_empty() && part.chars().all(is_letter);
    if !path.split('/').all(is_part) {
        return Ok(None);
    }
    let token = token(settings)?;
    Ok(Some(Request::get(format!("{}/file/bot{token}/{path}", base(settings)))))
}

/// The token, as it stands in addresses.
fn token(settings: &Settings) -> Result<&str, Trouble> {
    let token = settings.get("token");
    let is_token = |letter: char| letter.is_ascii_alphanumeric() || ":_-".contains(letter);
    if token.is_empty() || !token.chars().all(is_token) {
        let why = "channel-telegram-why-token";
        return Err(Trouble::Settings(Reason::of(why)));
    }
    Ok(token)
}

/// Fields and files as a form (RFC 7578). Names are escaped as browsers do it.
fn multipart(fields: &Map<String, Value>, files: &[(String, File)], id: &str) -> (String, Vec<u8>) {
    let letters = id.chars().filter(char::is_ascii_alphanumeric);
    let mut boundary = format!("kamerton{}", letters.take(40).collect::<String>());
    let is_inside = |boundary: &str| {
        let inside = |bytes: &[u8]| memchr::memmem::find(bytes, boundary.as_bytes()).is_some();
        files.iter().any(|(_, file)| inside(&file.bytes))
            || fields.values().any(|value| inside(value.to_string().as_bytes()))
    };
    while is_inside(&boundary) {
        boundary.push('x');
    }
    let escaped = |name: &str| {
        name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A").replace('\0', "")
    };
    let mut body = Vec::new();
    for (name, value) in fields {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    for (name, file) in files {
        let title = if file.name.trim().is_empty() { "file" } else { file.name.trim() };
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            escaped(title),
            kind(file)
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// The kind of a file, where it is one that can stand in a header.
fn kind(file: &File) -> &str {
    let kind = file.kind.trim();
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "/+-.;=_".contains(letter);
    if kind.contains('/') && kind.chars().all(is_letter) {
        kind
    } else {
        "application/octet-stream"
    }
}

/// Whether something that was lost on the way may have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// It only asks.
    Asking,
    /// It does something.
    Doing,
}

/// What a method gave, or why it did not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failed {
    /// The group is a supergroup now, with this number.
    Moved(i64),
    /// Anything else.
    Trouble(Trouble),
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Failed {
    /// A group that moved where that helps nobody.
    pub(super) fn into_trouble(self) -> Trouble {
        match self {
            Self::Trouble(trouble) => trouble,
            Self::Moved(_) => Trouble::Refused(Reason::of("channel-telegram-why-moved")),
        }
    }
}

/// Asks once.
pub(super) async fn ask(link: &Link<'_>, request: Request, aim: Aim) -> Result<Value, Failed> {
    let answer = link.ask(request).await.map_err(|error| lost(&error, aim))?;
    result(&answer, aim, link.settings.get("token"))
}

fn lost(error: &OutboundError, aim: Aim) -> Trouble {
    match aim {
        Aim::Asking => Trouble::asking(error),
        Aim::Doing => Trouble::doing(error),
    }
}

/// What an answer says.
pub(super) fn result(answer: &Answer, aim: Aim, token: &str) -> Result<Value, Failed> {
    let parsed: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let parsed = parsed.filter(|value| value.get("ok").is_some_and(Value::is_boolean));
    let Some(value) = parsed else {
        let why = Reason::of("channel-telegram-why-no-api").with("status", answer.status);
        return Err(Failed::Trouble(match (answer.status, aim) {
            (401, _) => Trouble::SignIn(why),
            (404, _) => Trouble::Settings(why),
            (429, _) => limited(answer.retry_after, why),
            (400..=499, _) => Trouble::Refused(why),
            (_, Aim::Doing) => Trouble::Unknown(why),
            (500..=599, Aim::Asking) => Trouble::Passing(why),
            (_, Aim::Asking) => Trouble::Unreadable(why),
        }));
    };
    if fields::flag(&value, "ok") {
        return match value.get("result") {
            Some(result) => Ok(result.clone()),
            None if aim == Aim::Doing => {
                Err(Trouble::Unknown(Reason::of("channel-telegram-why-unclear")).into())
            }
            None => {
                Err(Trouble::Unreadable("there is no result in the answer".to_owned().into())
                    .into())
            }
        };
    }
    Err(refused(&value, answer, aim, token))
}

fn limited(after: Option<Duration>, why: Reason) -> Trouble {
    let after = after.unwrap_or(Duration::from_secs(USUAL_WAIT));
    // It stops the whole bot, not one chat.
    Trouble::Limited { after, bucket: String::new(), why }
}

/// Why the Bot API did not do it. Its descriptions name no secrets; should one ever do, it is taken out.
fn refused(value: &Value, answer: &Answer, aim: Aim, token: &str) -> Failed {
    let parameters = value.get("parameters").unwrap_or(&Value::Null);
    if let Some(chat) = integer(parameters, "migrate_to_chat_id") {
        return Failed::Moved(chat);
    }
    let said = fields::text(value, "description").unwrap_or("no reason is given");
    let said = if token.is_empty() { said.to_owned() } else { said.replace(token, "…") };
    let said: String = said.chars().take(300).collect();
    let code = fields::number(value, "error_code").unwrap_or(u64::from(answer.status));
    let again = || {
        let named = fields::number(parameters, "retry_after").map(Duration::from_secs);
        named.or(answer.retry_after)
    };
    Failed::Trouble(match code {
        401 => Trouble::SignIn(said.into()),
        // A token that never was, or was revoked, is «not found»; so is a method on an old server.
        404 if said.trim() == "Not Found" => {
            Trouble::SignIn(Reason::of("channel-telegram-why-unknown-token").saying(said))
        }
        409 if said.contains("webhook") => {
            Trouble::Settings(Reason::of("channel-telegram-why-called").saying(said))
        }
        409 => Trouble::Settings(Reason::of("channel-telegram-why-two-programs").saying(said)),
        420 | 429 => limited(again(), said.into()),
        400..=499 => Trouble::Refused(said.into()),
        _ if again().is_some() => limited(again(), said.into()),
        _ if aim == Aim::Doing => Trouble::Unknown(said.into()),
        _ => Trouble::Passing(said.into()),
    })
}

/// Asks about a chat whose kind is not known: as what it likeliest is, then as what else it may be. A chat
/// that is not found was not touched. A group that became a supergroup is followed once. Gives the number
/// of the chat that was meant as well.
pub(super) async fn ask_in_chat(
    link: &Link<'_>,
    ask: &Ask,
    id: &str,
    aim: Aim,
) -> Result<(i64, Value), Trouble> {
    let chats = ask.target.as_ref().map(|target| target.chats.clone()).unwrap_or_default();
    let mut last = Trouble::Refused(Reason::of("channel-telegram-why-no-such-chat"));
    for chat in chats {
        match once(link, &ask.in_chat(chat), id, aim).await {
            Ok(result) => return Ok((chat, result)),
            Err(Failed::Moved(next)) => {
                let moved = moved(ask, next)?;
                let result = once(link, &moved, id, aim).await.map_err(Failed::into_trouble)?;
                return Ok((next, result));
            }
            Err(Failed::Trouble(trouble)) if is_not_found(&trouble) => last = trouble,
            Err(Failed::Trouble(trouble)) => return Err(trouble),
        }
    }
    Err(last)
}

/// The same in the supergroup that a group became. Messages have other numbers there: what is about one
/// of the group's would hit another.
fn moved(ask: &Ask, chat: i64) -> Result<Ask, Trouble> {
    let is_of_group = ask.fields.contains_key("message_id") && ask.method != "forwardMessage";
    if is_of_group {
        let why = "channel-telegram-why-moved";
        return Err(Trouble::Refused(Reason::of(why)));
    }
    let mut moved = ask.in_chat(chat);
    let replied = moved.fields.get("reply_parameters");
    if replied.is_some_and(|reply| reply.get("chat_id").is_none()) {
        moved.fields.remove("reply_parameters");
    }
    Ok(moved)
}

async fn once(link: &Link<'_>, ask: &Ask, id: &str, aim: Aim) -> Result<Value, Failed> {
    self::ask(link, ask.request(link.settings, id)?, aim).await
}

/// Asks without a chat.
pub(super) async fn ask_plain(link: &Link<'_>, ask: &Ask, aim: Aim) -> Result<Value, Trouble> {
    once(link, ask, "", aim).await.map_err(Failed::into_trouble)
}

fn is_not_found(trouble: &Trouble) -> bool {
    says(trouble, "chat not found")
}

/// Whether it was refused with these words.
pub(super) fn says(trouble: &Trouble, words: &str) -> bool {
    let Trouble::Refused(said) = trouble else { return false };
    said.said.to_ascii_lowercase().contains(&words.to_ascii_lowercase())
}
