//! Files: ask where to, bring them there, have them saved. Nobody sees any of it until something is said
//! with them, so what was lost on the way harms nothing and is asked for again.

use std::time::Duration;

use serde_json::Value;

use super::api::Api;
use super::call::Call;
use super::settings::is_theirs;
use super::target::Target;
use super::wire::{as_int, id, text};
use crate::live::{File, Reason, Request, Trouble};

/// What bringing a file may take.
const BRINGING: Duration = Duration::from_secs(180);

/// Brings files there; gives the names by which they are attached.
pub(super) async fn all(
    api: &Api<'_>,
    target: &Target,
    files: &[File],
    boundary: &str,
) -> Result<Vec<String>, Trouble> {
    let mut named = Vec::with_capacity(files.len());
    // Where to, of photos and of everything else: asked for once.
    let mut known: [Option<String>; 2] = [None, None];
    for file in files {
        let photo = is_photo(file);
        let [photos, others] = &mut known;
        let place = if photo { photos } else { others };
        let url = match place {
            Some(url) => url,
            None => place.insert(server(api, target, photo).await?),
        };
        let brought = api.plain(request(url, file, photo, boundary), "the upload").await?;
        let saved = api.patiently(&save(api, target, file, photo, &brought)?).await?;
        named.push(attached(&saved, photo).ok_or_else(|| {
            Trouble::Unreadable(format!("«{}» was brought and not saved", short(&file.name)).into())
        })?);
    }
    Ok(named)
}

async fn server(api: &Api<'_>, target: &Target, photo: bool) -> Result<String, Trouble> {
    let server = api.patiently(&where_to(api, target, photo)).await?;
    let url = text(&server, "upload_url");
    match is_theirs(url, &api.conf) {
        true => Ok(url.to_owned()),
        false => Err(Trouble::Unreadable(Reason::of("channel-vk-why-foreign-upload"))),
    }
}

/// What VK shows as a photo; everything else is a document.
fn is_photo(file: &File) -> bool {
    matches!(file.kind.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/jpg")
}

fn where_to(api: &Api<'_>, target: &Target, photo: bool) -> Call {
    let group = api.conf.group;
    match (target, photo) {
        (Target::Talk { peer, .. }, true) => {
            Call::ask("photos.getMessagesUploadServer").with("peer_id", peer)
        }
        (Target::Talk { peer, .. }, false) => {
            Call::ask("docs.getMessagesUploadServer").with("type", "doc").with("peer_id", peer)
        }
        (_, true) => Call::ask("photos.getWallUploadServer").with("group_id", group),
        (_, false) => Call::ask("docs.getWallUploadServer").with("group_id", group),
    }
}

/// The request that brings a file.
fn request(url: &str, file: &File, photo: bool, boundary: &str) -> Request {
    let field = if photo { "photo" } else { "file" };
    let kind: String = file.kind.chars().filter(|c| c.is_ascii_graphic()).collect();
    let name = file.name.replace(['"', '\\', '\r', '\n'], "_");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(&file.bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Request::post(url, &format!("multipart/form-data; boundary={boundary}"), body).within(BRINGING)
}

fn save(
    api: &Api<'_>,
    target: &Target,
    file: &File,
    photo: bool,
    brought: &Value,
) -> Result<Call, Trouble> {
    let field = |name: &str| match brought.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => as_int(value).map(|number| number.to_string()).unwrap_or_default(),
        None => String::new(),
    };
    let refused = || {
        let why = text(brought, "error_descr");
        let why = if why.is_empty() { text(brought, "error") } else { why };
        let refused = Reason::of("channel-vk-why-file-refused").with("file", short(&file.name));
        Trouble::Refused(refused.saying(api.conf.clean(why)))
    };
    if !photo {
        let file_field = field("file");
        return match file_field.is_empty() {
            true => Err(refused()),
            false => {
                Ok(Call::ask("docs.save").with("file", file_field).with_text("title", &file.name))
            }
        };
    }
    let (photo, server, hash) = (field("photo"), field("server"), field("hash"));
    if photo.is_empty() || photo == "[]" {
        return Err(refused());
    }
    let call = match target {
        Target::Talk { .. } => Call::ask("photos.saveMessagesPhoto"),
        _ => Call::ask("photos.saveWallPhoto").with("group_id", api.conf.group),
    };
    Ok(call.with("photo", photo).with_text("server", &server).with_text("hash", &hash))
}

/// The name by which what was saved is attached.
fn attached(saved: &Value, photo: bool) -> Option<String> {
    let (word, inner) = match photo {
        true => ("photo", saved.as_array().map_or(Some(saved), |all| all.first())?),
        false => ("doc", saved.get("doc").or_else(|| saved.as_array()?.first())?),
    };
    let (owner, number) = (id(inner, "owner_id")?, id(inner, "id")?);
    Some(match text(inner, "access_key") {
        "" => format!("{word}{owner}_{number}"),
        key => format!("{word}{owner}_{number}_{key}"),
    })
}

fn short(name: &str) -> String {
    name.chars().take(80).collect()
}
