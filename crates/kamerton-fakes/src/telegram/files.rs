//! Files that can be fetched: `getFile` names a path, under which the server gives them out.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::state::{Did, State, no};

/// Bots are given files of up to so many bytes.
const MOST: usize = 20 << 20;

/// A file that people have sent.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Where it is given out, behind `/file/bot<token>/`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Keeps a file; gives it as messages show it.
pub(super) fn keep(state: &mut State, name: &str, bytes: Vec<u8>) -> Value {
    state.last_file += 1;
    let (number, size) = (state.last_file, bytes.len());
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let id = format!("BQACAgIAAxk{number}");
    let path = format!("documents/file_{number}.{ending}");
    state.files.insert(id.clone(), Held { path, bytes });
    json!({"file_id": id, "file_unique_id": format!("AgAD{number}"), "file_size": size,
           "file_name": name})
}

/// `getFile`
pub(super) fn find(state: &State, asked: &Asked) -> Did {
    let id = asked.text("file_id").unwrap_or_default();
    let Some(held) = state.files.get(&id) else {
        return no(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
    };
    if held.bytes.len() > MOST {
        return no(400, "Bad Request: file is too big");
    }
    Ok(json!({"file_id": id, "file_unique_id": "AgAD", "file_size": held.bytes.len(),
              "file_path": held.path}))
}

/// What is at `/file/bot<token>/<path>`.
pub(super) fn give(state: &State, asked: &Asked) -> Reply {
    let rest = asked.path.strip_prefix("/file/bot").unwrap_or_default();
    let (token, path) = rest.split_once('/').unwrap_or((rest, ""));
    if token != state.token || state.revoked {
        return Reply::json(
            401,
            &json!({"ok": false, "error_code": 401, "description": "Unauthorized"}),
        );
    }
    match state.files.values().find(|held| held.path == path) {
        Some(held) => Reply::text(200, "application/octet-stream", held.bytes.clone()),
        None => {
            Reply::json(404, &json!({"ok": false, "error_code": 404, "description": "Not Found"}))
        }
    }
}
