//! Bots Long Poll: we ask, the platform answers when there is something.
//! <https://dev.vk.com/api/bots-long-poll/getting-started>

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::api::Api;
use super::call::Call;
use super::people::lean;
use super::settings::is_theirs;
use super::webhook::every_event;
use super::wire::{as_int, int, list, text};
use super::{envelope, names};
use crate::live::{Link, Poll, Polled, Raw, Request, Trouble, Work};

/// The platform waits at most so long; more than this breaks at some proxies.
const LONGEST: Duration = Duration::from_secs(25);
/// Above what the platform waits: the way there and back.
const MORE: Duration = Duration::from_secs(10);

/// So often a session is mended within one look.
const MENDED: usize = 3;

/// From where to ask next. The key in it is one of a session that we opened; it lasts an hour or so.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Session {
    /// The address of the API by which it was opened: another one has other servers.
    of: String,
    server: String,
    key: String,
    ts: String,
}

impl Poll for super::Live {
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled> {
        Box::pin(poll(link, cursor, wait))
    }
}

async fn poll(link: &Link<'_>, cursor: &str, wait: Duration) -> Result<Polled, Trouble> {
    let api = Api::of(link)?;
    let mut session: Session = serde_json::from_str(cursor).unwrap_or_default();
    if session.of != api.conf.address || !is_theirs(&session.server, &api.conf) {
        let ts = std::mem::take(&mut session.ts);
        session = open(&api, &ts).await?;
    }
    for _ in 0..MENDED {
        let answer = api.plain(request(&session, wait), "Long Poll").await?;
        session = match int(&answer, "failed") {
            // What is too old is gone there, and what is newer is not.
            Some(1) => Session { ts: stamp(&answer).ok_or_else(no_stamp)?, ..session },
            // The key is too old: the place in the row is not.
            Some(2) => open(&api, &session.ts).await?,
            Some(_) => open(&api, "").await?,
            None => {
                let ts = stamp(&answer).ok_or_else(no_stamp)?;
                let raws = told(&api, &answer).await;
                let cursor = written(&Session { ts, ..session })?;
                return Ok(Polled { raws, cursor, ..Polled::default() });
            }
        };
    }
    Ok(Polled { cursor: written(&session)?, pause: MORE, ..Polled::default() })
}

fn no_stamp() -> Trouble {
    Trouble::Unreadable("Long Poll: there is no ts in the answer".to_owned().into())
}

/// The request that waits for news.
fn request(session: &Session, wait: Duration) -> Request {
    let wait = wait.min(LONGEST);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("act", "a_check")
        .append_pair("key", &session.key)
        .append_pair("ts", &session.ts)
        .append_pair("wait", &wait.as_secs().to_string())
        .finish();
    Request::get(format!("{}?{query}", session.server)).within(wait + MORE)
}

fn stamp(answer: &Value) -> Option<String> {
    match answer.get("ts")? {
        Value::String(text) => Some(text.clone()),
        number => as_int(number).map(|number| number.to_string()),
    }
}

fn written(session: &Session) -> Result<String, Trouble> {
    serde_json::to_string(session).map_err(|error| Trouble::Unreadable(error.to_string().into()))
}

/// Opens a session; it is asked from where the one before had come to.
async fn open(api: &Api<'_>, before: &str) -> Result<Session, Trouble> {
    let call = Call::ask("groups.getLongPollServer").with("group_id", api.conf.group);
    let answer = match api.call(&call).await {
        // It is switched off in the community: switched on it does no harm.
        Err(fault) if fault.code == Some(100) => {
            let on = Call::act("groups.setLongPollSettings").with("group_id", api.conf.group);
            api.call(&every_event(on.with("enabled", 1))).await?;
            api.call(&call).await?
        }
        other => other?,
    };
    let session = Session {
        of: api.conf.address.to_owned(),
        server: text(&answer, "server").to_owned(),
        key: text(&answer, "key").to_owned(),
        ts: match before {
            "" => stamp(&answer).ok_or_else(no_stamp)?,
            before => before.to_owned(),
        },
    };
    match is_theirs(&session.server, &api.conf) && !session.key.is_empty() {
        true => Ok(session),
        false => Err(Trouble::Unreadable(
            "groups.getLongPollServer: no server that can be asked".to_owned().into(),
        )),
    }
}

/// What was told, with the names of those who did it: events name people by number only.
async fn told(api: &Api<'_>, answer: &Value) -> Vec<Raw> {
    let now = (api.link.now)();
    let updates: Vec<_> = list(answer, "updates").iter().filter(|one| one.is_object()).collect();
    let ids: Vec<i64> = updates.iter().flat_map(|one| names::people(one)).collect();
    // Without names they are worth as much; names come another time.
    let known = names::ask(api, &ids).await.unwrap_or_default();
    let raw = |event: &&Value| {
        let ids = names::people(event);
        let mut raw = envelope::event((*event).clone(), now);
        let of = |sign: i64| -> Vec<Value> {
            let known = known.iter().filter(|(id, _)| id.signum() == sign && ids.contains(id));
            known.map(|(_, one)| lean(one)).collect()
        };
        envelope::with_names(&mut raw, of(1), of(-1));
        raw
    };
    updates.iter().map(raw).collect()
}
