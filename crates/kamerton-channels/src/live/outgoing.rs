//! What goes out.

use std::sync::Arc;

use kamerton_core::fact::MessageFact;
use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::card::ActKind;

/// Something to be said or done, with its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its name in our house, the same at every try: 32 hexadecimal digits. Where a platform takes a key
    /// against doing things twice, this or a number made of it is given.
    pub id: String,
    /// What.
    pub act: Act,
}

/// What is to be said or done. Messages are named by their remote keys, places and people by the
/// platform's own ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Say something.
    Say(Say),
    /// Change the text of what we said.
    Edit {
        /// Which message.
        message: String,
        /// Its new text.
        text: String,
    },
    /// Delete a message, ours or, where we moderate, another's.
    Delete {
        /// Which message.
        message: String,
    },
    /// Show a message elsewhere, with a link to where it stands.
    Repost {
        /// Which message.
        message: String,
        /// In which place.
        place: String,
        /// What we say to it.
        text: String,
    },
    /// Ask the people of a place.
    Ask {
        /// In which place.
        place: String,
        /// Its thread, where the place has threads.
        thread: Option<String>,
        /// The question.
        question: String,
        /// The answers to choose from.
        answers: Vec<String>,
        /// Whether it stays unknown who chose what.
        anonymous: bool,
        /// Whether several may be chosen.
        several: bool,
    },
    /// Pin a message, or let go of it.
    Pin {
        /// Which message.
        message: String,
        /// Pinned, or not any more.
        pinned: bool,
    },
    /// Shut somebody up or out, or let them in again.
    Restrict {
        /// In which place.
        place: String,
        /// Whom.
        account: String,
        /// How.
        restriction: Restriction,
        /// Until when; `None` for good.
        until: Option<Instant>,
    },
}

/// How somebody is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restriction {
    /// May read and not write.
    Silent,
    /// Is out.
    Out,
    /// May do everything again.
    Lifted,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// To whom or where.
    pub to: To,
    /// The text, plain.
    pub text: String,
    /// Files along with it.
    pub files: Vec<File>,
    /// When it is to appear, if the platform shall wait.
    pub at: Option<Instant>,
}

/// To whom or where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum To {
    /// Into a place, as a message of its own.
    Place {
        /// Which.
        place: String,
        /// Its thread, where the place has threads.
        thread: Option<String>,
    },
    /// As an answer to a message, where it stands.
    Message {
        /// The place where it stands.
        place: String,
        /// Which message, by its remote key.
        message: String,
        /// Its thread, where the place has threads.
        thread: Option<String>,
    },
    /// To a person, in private.
    Person {
        /// The platform's own id of their account.
        account: String,
    },
}

/// A file. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its kind: `image/jpeg`.
    pub kind: String,
    /// What is in it; the house keeps it beside what is written down.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
}

/// Kinds by the ending of a name: what people send, and platforms show otherwise than any file.
const KINDS: &[(&str, &str)] = &[
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/wav"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

impl File {
    /// A file whose kind follows from the ending of its name, as nobody said it.
    pub fn named(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let name = name.into();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let known = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending));
        let kind = known.map_or("application/octet-stream", |(_, kind)| kind).to_owned();
        Self { name, kind, bytes: bytes.into() }
    }
}

/// What came of something that was done, as the platform says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// Remote key of the message that was made, the same under which it comes back to us. `None` where
    /// nothing was made: a deletion, a pin.
    pub key: Option<String>,
    /// When, by the platform's clock.
    pub at: Option<Instant>,
    /// Where it can be seen by everybody.
    pub address: Option<String>,
    /// What was made, as it is told when it comes back, where the platform's answer shows it.
    pub made: Option<Box<MessageFact>>,
}

impl Act {
    /// Its kinds: what a channel has to be able to do for it.
    pub fn kinds(&self) -> Vec<ActKind> {
        match self {
            Self::Say(say) => {
                let mut kinds = vec![match say.to {
                    To::Place { .. } => ActKind::Post,
                    To::Message { .. } => ActKind::Reply,
                    To::Person { .. } => ActKind::Private,
                }];
                kinds.extend((!say.files.is_empty()).then_some(ActKind::Files));
                kinds.extend(say.at.map(|_| ActKind::Schedule));
                kinds
            }
            Self::Edit { .. } => vec![ActKind::Edit],
            Self::Delete { .. } => vec![ActKind::Delete],
            Self::Repost { .. } => vec![ActKind::Repost],
            Self::Ask { .. } => vec![ActKind::Ask],
            Self::Pin { .. } => vec![ActKind::Pin],
            Self::Restrict { .. } => vec![ActKind::Restrict],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn the_kind_follows_from_the_ending() {
        let cases = [
            ("чек.PDF", "application/pdf"),
            ("a.b.jpeg", "image/jpeg"),
            ("README", "application/octet-stream"),
            ("x.", "application/octet-stream"),
            ("run.exe", "application/octet-stream"),
        ];
        for (name, kind) in cases {
            assert_eq!(File::named(name, *b"x").kind, kind, "{name}");
        }
    }
}
