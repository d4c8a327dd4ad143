//! The directory of an organisation: `realm.json` of an official export.
//!
//! It is read once and kept while the messages of its folder are read: users, streams, recipients
//! and the reactions, which lie apart from their messages. A reaction takes 16 bytes here, so that
//! a million of them takes 16 MB.

use std::collections::HashMap;
use std::path::Path;

use kamerton_core::fact::{Account, PlaceRef, ReactionCount};
use kamerton_core::time::Instant;
use serde_json::Value;

use super::{content, shared};
use crate::fields::{flag, number, owned, seconds, text};
use crate::import::{ImportError, Refusal};
use crate::records::{Element, JsonItems, json_value};
use crate::run::file_name;

/// Tables of `realm.json` that are kept; other exports put reactions beside the messages.
const TABLES: [&str; 8] = [
    "zerver_realm",
    "zerver_userprofile",
    "zerver_userprofile_mirrordummy",
    "zerver_userprofile_crossrealm",
    "zerver_stream",
    "zerver_recipient",
    "zerver_huddle",
    "zerver_reaction",
];

/// Recipient types: to one user, to a stream, to a group of users.
const TO_USER: u64 = 1;
const TO_STREAM: u64 = 2;
const TO_GROUP: u64 = 3;

/// An organisation.
#[derive(Default)]
pub(super) struct Realm {
    /// Its name in keys.
    pub slug: String,
    users: HashMap<u64, User>,
    streams: HashMap<u64, Stream>,
    recipients: HashMap<u64, Recipient>,
    groups: HashMap<u64, Vec<u64>>,
    reactions: Vec<Reaction>,
    emoji: Vec<String>,
    emoji_numbers: HashMap<String, u32>,
}

struct User {
    name: Option<String>,
    email: Option<String>,
    is_bot: bool,
    joined: Option<Instant>,
}

struct Stream {
    name: String,
    private: bool,
    created: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Recipient {
    kind: u64,
    target: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reaction {
    message: u64,
    user: u32,
    emoji: u32,
}

impl Realm {
    /// Reads `realm.json` and the reactions in `others`. What cannot be read is put into `refused`.
    ///
    /// # Errors
    /// [`ImportError::Io`], [`ImportError::Foreign`].
    pub(super) fn read(
        path: &Path,
        others: &[&Path],
        slug: Option<&str>,
        refused: &mut Vec<Refusal>,
    ) -> Result<Self, ImportError> {
        let mut realm = Self::default();
        realm.read_tables(path, &TABLES, refused)?;
        for other in others {
            realm.read_tables(other, &["zerver_reaction"], refused)?;
        }
        realm.read_groups(path)?;
        realm.reactions.sort_unstable();
        realm.reactions.dedup();
        if let Some(slug) = slug {
            realm.slug = slug.to_owned();
        }
        Ok(realm)
    }

    /// Who a user is; an unknown id is an account of that id without a name.
    pub(super) fn account(&self, user: u64) -> Option<Account> {
        let known = self.users.get(&user);
        let name = known.and_then(|user| user.name.as_deref());
        let email = known.and_then(|user| user.email.as_deref());
        let is_bot = known.is_some_and(|user| user.is_bot);
        shared::account(Some(user.to_string()), name, email, is_bot)
    }

    /// Where a message from `sender` to `recipient` was said, and whether that is a stream.
    pub(super) fn place(&self, recipient: u64, sender: u64) -> Option<(PlaceRef, bool)> {
        let known = self.recipients.get(&recipient)?;
        if known.kind == TO_STREAM {
            return self.stream(known.target).map(|place| (place, true));
        }
        let mut participants = match known.kind {
            TO_USER => vec![sender, known.target],
            _ => self.groups.get(&recipient).cloned().unwrap_or_default(),
        };
        if participants.is_empty() {
            let remote_id = format!("{}:group:{}", self.slug, known.target);
            let kind = shared::KIND.to_owned();
            return Some((
                PlaceRef { kind, title: remote_id.clone(), remote_id, private: true },
                false,
            ));
        }
        let mut participants: Vec<_> =
            participants.drain(..).map(|id| (id, self.name(id))).collect();
        Some((shared::direct(&self.slug, &mut participants), false))
    }

    /// The stream behind a recipient, with the first moment `user` can have been in it.
    pub(super) fn subscribed(&self, recipient: u64, user: u64) -> Option<(PlaceRef, Instant)> {
        let known = self.recipients.get(&recipient).filter(|known| known.kind == TO_STREAM)?;
        let joined = self.users.get(&user)?.joined?;
        let created = self.streams.get(&known.target)?.created.unwrap_or(joined);
        Some((self.stream(known.target)?, joined.max(created)))
    }

    /// The reactions to a message.
    pub(super) fn reactions(&self, message: u64) -> Vec<ReactionCount> {
        let from = self.reactions.partition_point(|reaction| reaction.message < message);
        let rest = self.reactions.get(from..).unwrap_or_default().iter();
        let mut counts = Vec::new();
        for reaction in rest.take_while(|reaction| reaction.message == message) {
            let emoji = usize::try_from(reaction.emoji).ok().and_then(|at| self.emoji.get(at));
            let account = self.account(u64::from(reaction.user));
            shared::add_reaction(&mut counts, emoji.cloned().unwrap_or_default(), account);
        }
        counts
    }

    fn stream(&self, id: u64) -> Option<PlaceRef> {
        let stream = self.streams.get(&id)?;
        Some(shared::stream(&self.slug, &id.to_string(), &stream.name, stream.private))
    }

    fn name(&self, user: u64) -> String {
        let name = self.users.get(&user).and_then(|user| user.name.clone());
        name.unwrap_or_else(|| user.to_string())
    }

    fn read_tables(
        &mut self,
        path: &Path,
        tables: &[&str],
        refused: &mut Vec<Refusal>,
    ) -> Result<(), ImportError> {
        let paths: Vec<&[&str]> = tables.iter().map(std::slice::from_ref).collect();
        let mut items = JsonItems::open_any(path, &paths)?;
        while let Some(element) = items.next()? {
            let table = items.array_key();
            let taken = match &element {
                Element::Json { bytes, .. } => json_value(bytes)
                    .and_then(|row| self.take(table, &row).ok_or("it lacks its id".to_owned())),
                _ => Err("it is too long, or the file ends inside it".to_owned()),
            };
            if let Err(why) = taken {
                let place = format!("{}: {table}", file_name(path));
                refused.push(Refusal::new(place, why, &raw(&element)));
            }
        }
        if items.cut_off() {
            let why = "the file ends before its end: names, places or reactions are missing";
            refused.push(Refusal::new(file_name(path), why, ""));
        }
        Ok(())
    }

    fn take(&mut self, table: &str, row: &Value) -> Option<()> {
        match table {
            "zerver_realm" => self.slug = owned(row, "string_id").unwrap_or_default(),
            "zerver_stream" => self.take_stream(row)?,
            "zerver_recipient" => self.take_recipient(row)?,
            "zerver_reaction" => self.take_reaction(row)?,
            "zerver_huddle" => {}
            table => self.take_user(row, table == "zerver_userprofile_crossrealm")?,
        }
        Some(())
    }

    fn take_user(&mut self, row: &Value, is_system: bool) -> Option<()> {
        let email = owned(row, "delivery_email").or_else(|| owned(row, "email"));
        let user = User {
            name: owned(row, "full_name").or_else(|| is_system.then(|| bot_name(email.as_deref()))),
            email,
            is_bot: is_system || flag(row, "is_bot"),
            joined: row.get("date_joined").and_then(seconds),
        };
        self.users.insert(number(row, "id")?, user);
        Some(())
    }

    fn take_stream(&mut self, row: &Value) -> Option<()> {
        let id = number(row, "id")?;
        let stream = Stream {
            name: owned(row, "name").unwrap_or_else(|| id.to_string()),
            private: flag(row, "invite_only"),
            created: row.get("date_created").and_then(seconds),
        };
        self.streams.insert(id, stream);
        Some(())
    }

    fn take_recipient(&mut self, row: &Value) -> Option<()> {
        let recipient = Recipient { kind: number(row, "type")?, target: number(row, "type_id")? };
        self.recipients.insert(number(row, "id")?, recipient);
        Some(())
    }

    fn take_reaction(&mut self, row: &Value) -> Option<()> {
        let emoji = emoji_of(row)?;
        let next = u32::try_from(self.emoji.len()).ok()?;
        let number_of_emoji = *self.emoji_numbers.entry(emoji.clone()).or_insert(next);
        if number_of_emoji == next {
            self.emoji.push(emoji);
        }
        let user = u32::try_from(number(row, "user_profile")?).ok()?;
        let message = number(row, "message")?;
        self.reactions.push(Reaction { message, user, emoji: number_of_emoji });
        Some(())
    }

    /// Who is in which group conversation; told by the subscriptions to its recipient, which may
    /// come before the recipients in the file.
    fn read_groups(&mut self, path: &Path) -> Result<(), ImportError> {
        if !self.recipients.values().any(|recipient| recipient.kind == TO_GROUP) {
            return Ok(());
        }
        let mut items = JsonItems::open(path, &["zerver_subscription"])?;
        while let Some(element) = items.next()? {
            let Element::Json { bytes, .. } = element else { continue };
            let Ok(row) = json_value(&bytes) else { continue };
            let (Some(recipient), Some(user)) =
                (number(&row, "recipient"), number(&row, "user_profile"))
            else {
                continue;
            };
            if self.recipients.get(&recipient).is_some_and(|known| known.kind == TO_GROUP) {
                self.groups.entry(recipient).or_default().push(user);
            }
        }
        Ok(())
    }
}

/// The emoji of a reaction: the character where there is one, else its name.
pub(super) fn emoji_of(row: &Value) -> Option<String> {
    let is_character = text(row, "reaction_type").is_none_or(|kind| kind == "unicode_emoji");
    let code = text(row, "emoji_code").filter(|_| is_character);
    code.and_then(content::emoji).or_else(|| owned(row, "emoji_name"))
}

/// `welcome-bot@…` is the Welcome Bot.
fn bot_name(email: Option<&str>) -> String {
    let local = email.and_then(|email| email.split('@').next()).unwrap_or("bot");
    let words = local.split('-').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or(String::new(), |first| first.to_uppercase().chain(letters).collect::<String>())
    });
    words.collect::<Vec<_>>().join(" ")
}

fn raw(element: &Element) -> String {
    let (Element::Json { bytes, .. }
    | Element::TooLong { beginning: bytes, .. }
    | Element::Truncated { beginning: bytes, .. }) = element;
    String::from_utf8_lossy(bytes).into_owned()
}
