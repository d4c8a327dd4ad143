//! Files and polls: asked where to, brought, saved, named.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::state::{Did, GROUP, No, State, no};

pub(super) fn by(state: &mut State, asked: &Asked, name: &str) -> Did {
    let text = |name: &str| asked.text(name).unwrap_or_default();
    match name {
        "photos.getWallUploadServer" | "photos.getMessagesUploadServer" => Ok(json!({
            "upload_url": format!("{}/upload/photo", state.base), "album_id": -14, "user_id": 0,
        })),
        "docs.getWallUploadServer" | "docs.getMessagesUploadServer" => {
            Ok(json!({ "upload_url": format!("{}/upload/doc", state.base) }))
        }
        "photos.saveWallPhoto" | "photos.saveMessagesPhoto" => {
            let hash = text("hash");
            let saved = state.uploads.remove(&hash);
            match saved.filter(|_| !text("photo").is_empty() && !text("server").is_empty()) {
                Some(_) => Ok(json!([keep(state, "photo", json!({ "sizes": [], "text": "" }))])),
                None => no(129, "Invalid photo"),
            }
        }
        "docs.save" => match state.uploads.remove(&text("file")) {
            Some(name) => {
                let title = Some(text("title")).filter(|title| !title.is_empty());
                let title = title.unwrap_or_else(|| name.as_str().unwrap_or_default().to_owned());
                Ok(json!({ "type": "doc", "doc": keep(state, "doc", json!({ "title": title,
                      "ext": "pdf" })) }))
            }
            None => no(105, "Couldn't save file"),
        },
        "polls.create" => {
            let answers = asked.value("add_answers").unwrap_or_default();
            let answers = answers.as_array().cloned().unwrap_or_default();
            if text("question").is_empty() || answers.is_empty() || answers.len() > 10 {
                return no(
                    100,
                    "One of the parameters specified was missing or invalid: add_answers",
                );
            }
            let shown = json!({
                "question": text("question"), "anonymous": asked.is_set("is_anonymous"),
                "multiple": asked.is_set("is_multiple"), "answers": answers, "votes": 0,
            });
            Ok(keep(state, "poll", shown))
        }
        _ => no(3, "Unknown method passed"),
    }
}

fn keep(state: &mut State, kind: &str, mut what: Value) -> Value {
    state.last_file += 1;
    if let Some(what) = what.as_object_mut() {
        what.insert("id".to_owned(), json!(state.last_file));
        what.insert("owner_id".to_owned(), json!(-GROUP));
        what.insert("access_key".to_owned(), json!(format!("a{}", state.last_file)));
    }
    let kept = json!({ "type": kind, kind: what });
    state.kept.insert(state.last_file, kept);
    what
}

/// Something is brought.
pub(super) fn brought(state: &mut State, asked: &Asked) -> Reply {
    let photo = asked.path.ends_with("/photo");
    let wanted = if photo { "photo" } else { "file" };
    let Some(file) = asked.files.iter().find(|file| file.field == wanted && !file.bytes.is_empty())
    else {
        return Reply::json(200, &json!({ "error": "ERR_UPLOAD_NO_FILE" }));
    };
    state.last_file += 1;
    let hash = format!("hash{}", state.last_file);
    state.uploads.insert(hash.clone(), json!(file.name));
    Reply::json(
        200,
        &match photo {
            true => {
                json!({ "server": 626_627, "photo": "[{\"markers_restarted\":true}]", "hash": hash })
            }
            false => json!({ "file": hash }),
        },
    )
}

/// What these names stand for, and one link at most.
pub(super) fn attached(state: &State, names: &str) -> Result<Vec<Value>, No> {
    let mut found = Vec::new();
    for name in names.split(',').filter(|name| !name.is_empty()) {
        if name.starts_with("http") {
            found.push(json!({ "type": "link", "link": { "url": name, "title": "" } }));
            continue;
        }
        if name.starts_with("wall-") {
            found.push(json!({ "type": "wall", "wall": { "id": 1, "owner_id": -GROUP } }));
            continue;
        }
        let number = name.split('_').nth(1).and_then(|number| number.parse::<i64>().ok());
        match number.and_then(|number| state.kept.get(&number)) {
            Some(one)
                if name.starts_with(one.get("type").and_then(Value::as_str).unwrap_or("?")) =>
            {
                found.push(one.clone());
            }
            _ => {
                return no(
                    100,
                    "One of the parameters specified was missing or invalid: attachments",
                );
            }
        }
    }
    let links = found.iter().filter(|one| one.get("link").is_some()).count();
    if links > 1 || found.len() > 10 {
        return no(
            100,
            "One of the parameters specified was missing or invalid: too many attachments",
        );
    }
    Ok(found)
}
