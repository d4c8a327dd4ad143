//! What came along with a message, as it may be shown.

use kamerton_core::fact::{Attachment, AttachmentKind};
use serde::Serialize;

/// Something that came along with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Enclosed {
    /// What it is.
    pub kind: AttachmentKind,
    /// File name or title, where given: the sender's words.
    pub name: Option<String>,
    /// How large it is, in bytes, where the platform says so.
    pub size: Option<u64>,
}

/// What came along, of what is stored.
pub fn enclosed(stored: Option<&str>) -> Vec<Enclosed> {
    let shown = |one: Attachment| Enclosed { kind: one.kind, name: one.name, size: one.size };
    attachments(stored).into_iter().map(shown).collect()
}

/// The same as it was told by the channel.
pub(crate) fn attachments(stored: Option<&str>) -> Vec<Attachment> {
    stored.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}
