//! A mail as it is kept: its bytes and where it lay.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kamerton_core::time::Instant;
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::head;
use crate::live::{Raw, Unread};

/// A mail that was found in a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The name of the mailbox, as the server writes it.
    pub mailbox: String,
    /// The epoch of its numbers.
    pub uidvalidity: u32,
    /// Its number there.
    pub uid: u32,
    /// Its flags.
    pub flags: Vec<String>,
    /// When it came into the mailbox (`INTERNALDATE`), in seconds since 1970, where it was asked for.
    pub arrived: Option<i64>,
    /// Its bytes; those of attachments may have been left away.
    pub mail: Vec<u8>,
}

/// The form on the disk.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Body {
    mailbox: String,
    uidvalidity: u32,
    uid: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived: Option<i64>,
    mail: String,
}

impl Kept {
    /// As it is handed over. The key comes from the bytes alone: a mail that lies in two mailboxes, or
    /// in one whose numbers begin anew, is one.
    pub fn to_raw(&self) -> Raw {
        let body = Body {
            mailbox: self.mailbox.clone(),
            uidvalidity: self.uidvalidity,
            uid: self.uid,
            flags: self.flags.clone(),
            arrived: self.arrived,
            mail: STANDARD.encode(&self.mail),
        };
        Raw {
            key: format!("mail:{:032x}", xxh3_128(&self.mail)),
            at: self.written_at(),
            // It is made of texts and numbers and can be written.
            body: serde_json::to_string(&body).unwrap_or_default(),
        }
    }

    /// Whether somebody still writes at it: it says nothing yet, and what becomes of it is another mail,
    /// perhaps of the same bytes.
    pub fn is_draft(&self) -> bool {
        self.flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Draft"))
    }

    /// As it was handed over.
    ///
    /// # Errors
    /// When it is not what [`Kept::to_raw`] makes.
    pub fn parse(body: &str) -> Result<Self, Unread> {
        let body: Body = serde_json::from_str(body)?;
        let mail = STANDARD
            .decode(&body.mail)
            .map_err(|error| Unread(format!("the bytes of the mail: {error}")))?;
        Ok(Self {
            mailbox: body.mailbox,
            uidvalidity: body.uidvalidity,
            uid: body.uid,
            flags: body.flags,
            arrived: body.arrived,
            mail,
        })
    }

    /// What its own headers say: the same wherever it lies.
    fn written_at(&self) -> Option<Instant> {
        let message = MessageParser::default().parse_headers(&self.mail)?;
        head::sent_at(&message, "", None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            mailbox: "INBOX".to_owned(),
            uidvalidity: 1,
            uid: 7,
            flags: vec!["\\Seen".to_owned()],
            arrived: Some(1_667_295_000),
            mail: b"Date: Tue, 1 Nov 2022 12:30:00 +0300\r\n\r\n\xff\0".to_vec(),
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        let raw = kept().to_raw();
        assert_eq!(Kept::parse(&raw.body), Ok(kept()));
        assert_eq!(raw.at.unwrap().rfc3339(), "2022-11-01T09:30:00Z");
        let older = r#"{"mailbox": "INBOX", "uidvalidity": 1, "uid": 7, "mail": "aGk=", "new": 1}"#;
        assert_eq!(Kept::parse(older).unwrap().mail, b"hi");
        assert!(Kept::parse("{\"mail\": \"?\"}").is_err() && Kept::parse("[1]").is_err());
    }

    #[test]
    fn where_it_lies_does_not_name_it() {
        let moved = Kept {
            mailbox: "Archive".to_owned(),
            uidvalidity: 2,
            uid: 1,
            flags: vec![],
            arrived: None,
            ..kept()
        };
        assert_eq!(moved.to_raw().key, kept().to_raw().key);
        assert_eq!(moved.to_raw().at, kept().to_raw().at);
        let other = Kept { mail: b"x".to_vec(), ..kept() };
        assert_ne!(other.to_raw().key, kept().to_raw().key);
    }
}
