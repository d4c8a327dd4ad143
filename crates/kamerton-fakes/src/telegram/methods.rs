//! Which method does what, and how it is answered.

use std::time::Duration;

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::state::{Did, Hook, No, State, no};
use super::{FILE, Inner, chats, files, send};

/// The longest wait of `getUpdates`.
const MOST_WAIT: u64 = 50;

impl Inner {
    /// Does what is asked.
    pub(super) async fn ask(&self, asked: &Asked) -> Reply {
        if asked.name == FILE {
            return files::give(&self.lock(), asked);
        }
        reply(match self.enter(asked) {
            Ok(()) if asked.name == "getUpdates" => self.updates(asked).await,
            Ok(()) => self.act(asked),
            Err(no) => Err(no),
        })
    }

    /// Whether the token is the bot's.
    fn enter(&self, asked: &Asked) -> Result<(), No> {
        let state = self.lock();
        let mut parts = asked.path.trim_start_matches('/').split('/');
        let token = parts.next().and_then(|part| part.strip_prefix("bot")).unwrap_or_default();
        match token.replace("%3A", ":").replace("%3a", ":") {
            token if !token.contains(':') => no(404, "Not Found"),
            token if token != state.token || state.revoked => no(401, "Unauthorized"),
            _ => Ok(()),
        }
    }

    fn act(&self, asked: &Asked) -> Did {
        let done = perform(&mut self.lock(), asked);
        self.news.notify_waiters();
        done
    }

    /// Waits for updates, as long as is asked.
    async fn updates(&self, asked: &Asked) -> Did {
        let wait = asked.number("timeout").and_then(|wait| u64::try_from(wait).ok()).unwrap_or(0);
        let until = tokio::time::Instant::now() + Duration::from_secs(wait.min(MOST_WAIT));
        let mine = {
            let mut state = self.lock();
            if let Some(allowed) = allowed(asked) {
                state.allowed = Some(allowed);
            }
            state.poller += 1;
            confirm(&mut state, asked.number("offset").unwrap_or(0));
            state.poller
        };
        // Another that waits is told that it waits no more.
        self.news.notify_waiters();
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            {
                let mut state = self.lock();
                if state.revoked {
                    return no(401, "Unauthorized");
                }
                if state.hook.is_some() {
                    return no(
                        409,
                        "Conflict: can't use getUpdates method while webhook is active; use \
                         deleteWebhook to delete the webhook first",
                    );
                }
                if state.poller != mine {
                    return no(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one bot \
                         instance is running",
                    );
                }
                state.forget();
                let limit = asked.number("limit").unwrap_or(100).clamp(1, 100);
                let limit = usize::try_from(limit).unwrap_or(100);
                let found: Vec<Value> =
                    state.waiting.iter().take(limit).map(|update| update.body.clone()).collect();
                if !found.is_empty() {
                    return Ok(Value::Array(found));
                }
            }
            if tokio::time::timeout_at(until, news).await.is_err() {
                return Ok(json!([]));
            }
        }
    }
}

/// An answer in the platform's form.
pub(super) fn reply(done: Did) -> Reply {
    match done {
        Ok(result) => Reply::json(200, &json!({"ok": true, "result": result})),
        Err(no) => {
            let mut body =
                json!({"ok": false, "error_code": no.code, "description": no.description});
            let after = no.parameters.as_ref().and_then(|known| known.get("retry_after")).cloned();
            if let (Some(parameters), Some(body)) = (no.parameters, body.as_object_mut()) {
                body.insert("parameters".to_owned(), parameters);
            }
            let reply = Reply::json(no.code, &body);
            match after {
                Some(after) => reply.with("retry-after", after.to_string()),
                None => reply,
            }
        }
    }
}

/// What is before the offset has arrived; a negative one counts from the end.
fn confirm(state: &mut State, offset: i64) {
    if offset > state.last_update + 11 {
        // An offset from before numbers began anew lies in the future: it confirms nothing, and everything
        // is given from the beginning (TQueue::get of tdlib, and how its Bot API server falls back).
    } else if offset > 0 {
        state.waiting.retain(|update| update.id >= offset);
    } else if offset < 0 {
        let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        let drop = state.waiting.len().saturating_sub(keep);
        state.waiting.drain(..drop);
    }
}

fn allowed(asked: &Asked) -> Option<Vec<String>> {
    let list = asked.value("allowed_updates")?;
    let words = list.as_array()?.iter().filter_map(|word| word.as_str().map(str::to_owned));
    Some(words.collect())
}

pub(super) fn perform(state: &mut State, asked: &Asked) -> Did {
    match asked.name.as_str() {
        "getMe" => {
            let mut me = state.user(state.bot);
            if let Some(me) = me.as_object_mut() {
                me.insert("can_join_groups".to_owned(), json!(true));
                me.insert("can_read_all_group_messages".to_owned(), json!(state.hears_all));
                for no in ["supports_inline_queries", "can_connect_to_business", "has_main_web_app"]
                {
                    me.insert(no.to_owned(), json!(false));
                }
            }
            Ok(me)
        }
        "setWebhook" => set_webhook(state, asked),
        "getFile" => files::find(state, asked),
        "deleteWebhook" => {
            state.hook = None;
            if asked.is_set("drop_pending_updates") {
                state.waiting.clear();
            }
            Ok(json!(true))
        }
        "getWebhookInfo" => {
            state.forget();
            let hook = state.hook.clone().unwrap_or_default();
            let mut info = json!({"url": hook.url, "has_custom_certificate": false,
                "pending_update_count": state.waiting.len()});
            if let (Some(info), false) = (info.as_object_mut(), hook.url.is_empty()) {
                info.insert("max_connections".to_owned(), json!(hook.max_connections));
                info.insert("ip_address".to_owned(), json!("127.0.0.1"));
                if let Some((at, why)) = hook.last_error {
                    info.insert("last_error_date".to_owned(), json!(at));
                    info.insert("last_error_message".to_owned(), json!(why));
                }
                if let Some(allowed) = state.allowed.as_ref().filter(|list| !list.is_empty()) {
                    info.insert("allowed_updates".to_owned(), json!(allowed));
                }
            }
            Ok(info)
        }
        "sendMessage" => send::message(state, asked),
        "sendPhoto" => send::file(state, asked, "photo"),
        "sendDocument" => send::file(state, asked, "document"),
        "sendVideo" => send::file(state, asked, "video"),
        "sendAudio" => send::file(state, asked, "audio"),
        "sendVoice" => send::file(state, asked, "voice"),
        "sendAnimation" => send::file(state, asked, "animation"),
        "sendMediaGroup" => send::album(state, asked),
        "sendPoll" => send::poll(state, asked),
        "copyMessage" => send::again(state, asked, false),
        "forwardMessage" => send::again(state, asked, true),
        "editMessageText" => send::edit(state, asked, "text"),
        "editMessageCaption" => send::edit(state, asked, "caption"),
        "deleteMessage" => {
            let wanted = asked.number("message_id").unwrap_or(0);
            send::delete(state, asked, wanted)
        }
        "deleteMessages" => {
            let list = asked.value("message_ids").unwrap_or(Value::Null);
            for id in list.as_array().into_iter().flatten().filter_map(Value::as_i64) {
                // Those that are not there are skipped.
                match send::delete(state, asked, id) {
                    Err(no) if !no.description.contains("not found") => return Err(no),
                    _ => {}
                }
            }
            Ok(json!(true))
        }
        "pinChatMessage" => chats::pin(state, asked, true),
        "unpinChatMessage" => chats::pin(state, asked, false),
        "restrictChatMember" => chats::restrict(state, asked),
        "banChatMember" => chats::ban(state, asked),
        "unbanChatMember" => chats::unban(state, asked),
        "createChatInviteLink" => chats::invite(state, asked),
        "getChat" => chats::get(state, asked),
        "getChatMember" => chats::member(state, asked),
        "getChatMemberCount" => chats::count(state, asked),
        "getChatAdministrators" => chats::administrators(state, asked),
        "sendChatAction" | "answerCallbackQuery" | "banChatSenderChat" | "unbanChatSenderChat" => {
            Ok(json!(true))
        }
        _ => no(404, "Not Found: method not found"),
    }
}

fn set_webhook(state: &mut State, asked: &Asked) -> Did {
    let url = asked.text("url").unwrap_or_default();
    if asked.is_set("drop_pending_updates") {
        state.waiting.clear();
    }
    if url.is_empty() {
        state.hook = None;
        return Ok(json!(true));
    }
    // A server of one's own takes plain HTTP, the official one does not.
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1") {
        return no(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    }
    let secret = asked.text("secret_token").unwrap_or_default();
    if secret.len() > 256 {
        return no(400, "Bad Request: secret token is too long");
    }
    if !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
        return no(400, "Bad Request: secret token contains unallowed characters");
    }
    if let Some(allowed) = allowed(asked) {
        state.allowed = Some(allowed);
    }
    let max_connections = asked.number("max_connections").unwrap_or(40).clamp(1, 100);
    state.hook = Some(Hook { url, secret, max_connections, last_error: None });
    for update in &mut state.waiting {
        (update.next_try, update.tries) = (None, 0);
    }
    Ok(json!(true))
}
