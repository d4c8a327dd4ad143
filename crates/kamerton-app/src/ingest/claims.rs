//! Messages whose senders choose the name by which they are known, as those of mails do: anybody can send
//! one under the name of another's. Whose was there first stays as it was said.

use std::collections::{BTreeSet, HashMap};

use kamerton_core::fact::{Account, MessageFact};
use kamerton_core::id::{ChannelId, IdentityId, MessageId};
use kamerton_store::{Session, messages};

use super::Batch;
use crate::error::Result;
use crate::prepare::Read;

type Known = HashMap<(ChannelId, String), MessageId>;

/// By whom a message is, and what it says.
#[derive(Clone)]
struct Standing {
    whose: Option<IdentityId>,
    text: String,
}

/// The key under which a message is kept whose own is that of a message of somebody else.
fn apart(key: &str, author: &Account) -> String {
    format!("{key}~{}", author.remote_id)
}

/// Whether a sender could choose the key of this message.
const fn is_claimed(message: &MessageFact) -> bool {
    message.sender_check.is_some()
}

/// The keys of messages that a message brings or speaks of.
pub(super) fn keys(message: &MessageFact) -> Vec<String> {
    let author = message.author.as_ref().filter(|_| is_claimed(message));
    [Some(&message.key), message.reply_to.as_ref(), message.thread_root.as_ref()]
        .into_iter()
        .flatten()
        .cloned()
        .chain(author.map(|author| apart(&message.key, author)))
        .collect()
}

impl Batch<'_> {
    /// Gives messages that claim the key of another author's one of their own, and takes another text
    /// from those of the same author: what such a platform delivers is never edited.
    pub(super) async fn keep_apart(
        &self,
        session: &mut Session,
        incoming: &mut [(MessageFact, Read)],
        known: &Known,
    ) -> Result<()> {
        let stored = self.standing(session, incoming, known).await?;
        let mut fresh: HashMap<(ChannelId, String), Standing> = HashMap::new();
        for (message, _) in incoming.iter_mut().filter(|(message, _)| is_claimed(message)) {
            let Some(author) = &message.author else { continue };
            let whose = self.account_id(author, Some(&message.place));
            let (channel, _) = self.place(&message.place);
            let apart = apart(&message.key, author);
            // Its own key, and where that is another's, the one that nobody else can have.
            for last in [false, true] {
                let at = (channel, message.key.clone());
                let stands = fresh.get(&at);
                let stands = stands.or_else(|| known.get(&at).and_then(|id| stored.get(id)));
                let Some(stands) = stands else {
                    let text = message.text.clone();
                    fresh.insert(at, Standing { whose: Some(whose), text });
                    break;
                };
                if last || stands.whose.is_none_or(|stands| stands == whose) {
                    if message.text != stands.text {
                        message.text.clone_from(&stands.text);
                        message.attachments.clear();
                    }
                    break;
                }
                message.key.clone_from(&apart);
            }
        }
        Ok(())
    }

    /// What is stored under the keys that are claimed.
    async fn standing(
        &self,
        session: &mut Session,
        incoming: &[(MessageFact, Read)],
        known: &Known,
    ) -> Result<HashMap<MessageId, Standing>> {
        let mut ids = BTreeSet::new();
        for (message, _) in incoming.iter().filter(|(message, _)| is_claimed(message)) {
            let (channel, _) = self.place(&message.place);
            let apart = message.author.as_ref().map(|author| apart(&message.key, author));
            for key in [Some(message.key.clone()), apart].into_iter().flatten() {
                ids.extend(known.get(&(channel, key)));
            }
        }
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = messages::by_id(session, self.brand.id, ids).await?;
        let standing =
            |row: messages::MessageRow| (row.id, Standing { whose: row.identity, text: row.text });
        Ok(rows.into_iter().map(standing).collect())
    }
}
