//! Which of the messages that a walk comes by are wanted.

use std::collections::{BTreeSet, HashSet};

use kamerton_core::fact::{Attachment, AttachmentKind};
use kamerton_core::id::IdentityId;
use kamerton_core::reading::Labels;
use kamerton_core::search::Has;
use kamerton_store::Session;
use kamerton_store::messages::MessageRow;
use kamerton_text::search::Cut;

use super::asked::{Asked, Is, Writer};
use crate::brand::Brand;
use crate::error::Result;
use crate::people::authors::{Author, authors};
use crate::places::Known;

/// What a list wants.
pub struct Fitting<'a> {
    pub brand: &'a Brand,
    pub asked: &'a Asked,
    pub places: &'a Known,
}

impl Fitting<'_> {
    /// Those of these messages that belong into the list. Whether they are answered, and whether they
    /// have the words, is known by the walk.
    pub async fn of(
        &self,
        session: &mut Session,
        mut rows: Vec<MessageRow>,
    ) -> Result<Vec<MessageRow>> {
        rows.retain(|row| self.takes(row));
        if self.asked.writers.is_empty() || rows.is_empty() {
            return Ok(rows);
        }
        let accounts: BTreeSet<IdentityId> = rows.iter().filter_map(|row| row.identity).collect();
        let known = authors(session, self.brand, accounts).await?;
        rows.retain(|row| {
            let author = row.identity.and_then(|identity| known.get(&identity));
            self.asked.writers.iter().all(|writer| is_by(writer, author))
        });
        Ok(rows)
    }

    fn takes(&self, row: &MessageRow) -> bool {
        let asked = self.asked;
        let day = self.brand.zone.day(row.sent_at);
        let by_one_of = |accounts: &HashSet<IdentityId>| {
            row.identity.is_some_and(|identity| accounts.contains(&identity))
        };
        let is_said = !row.service && row.deleted_at.is_none();
        is_said
            && self.places.shows(row.place)
            && asked.places.as_ref().is_none_or(|places| places.contains(&row.place))
            && !asked.other_places.contains(&row.place)
            && asked.waiting.as_ref().is_none_or(|waiting| waiting.contains_key(&row.id))
            && asked.accounts.as_ref().is_none_or(by_one_of)
            && !by_one_of(&asked.other_accounts)
            && asked.labels.iter().all(|labels| any(row.labels, *labels))
            && !any(row.labels, asked.other_labels)
            && asked.from.is_none_or(|from| day >= from)
            && asked.to.is_none_or(|to| day <= to)
            && asked.has.iter().all(|(any, excluded)| has_any(row, any) != *excluded)
            && self.says(row)
    }

    /// Whether the phrases are there and what is not to be said is not. An index without order knows
    /// only that the words are.
    fn says(&self, row: &MessageRow) -> bool {
        let asked = self.asked;
        if asked.phrases.is_empty() && asked.unsaid.is_empty() && !asked.by_text {
            return true;
        }
        let cut = Cut::of(&row.text);
        let words = asked.words.iter().filter(|_| asked.by_text);
        words.chain(&asked.phrases).all(|sought| cut.has(sought))
            && !asked
                .unsaid
                .iter()
                .any(|all| !all.is_empty() && all.iter().all(|sought| cut.has(sought)))
    }
}

const fn any(labels: Labels, of: Labels) -> bool {
    labels.0 & of.0 != 0
}

fn is_by(writer: &Writer, author: Option<&Author>) -> bool {
    let Some(author) = author.filter(|author| author.person.is_some()) else { return false };
    let is = match &writer.is {
        Is::Stage(stages) => stages.contains(&author.stage),
        Is::State(states) => states.contains(&author.state),
        Is::Called(forms) => {
            let key = kamerton_text::sort_key(&author.name);
            let names = [key.as_str(), kamerton_text::tail(&key)];
            forms.iter().any(|form| names.iter().any(|name| name.starts_with(form.as_str())))
        }
    };
    is != writer.excluded
}

fn has_any(row: &MessageRow, any: &[Has]) -> bool {
    let attached = row.attachments.as_deref().map(attached).unwrap_or_default();
    any.iter().any(|has| match has {
        Has::Attachment => row.attachments.is_some(),
        Has::Link => has_link(&row.text),
        Has::Reply => row.reply_to.is_some() && !row.implied,
        Has::Forward => row.forwarded_from.is_some(),
        Has::Edit => row.edited_at.is_some(),
        other => attached.iter().any(|kind| is(*other, *kind)),
    })
}

fn attached(stored: &str) -> Vec<AttachmentKind> {
    let all: Vec<Attachment> = serde_json::from_str(stored).unwrap_or_default();
    all.into_iter().map(|one| one.kind).collect()
}

const fn is(has: Has, kind: AttachmentKind) -> bool {
    matches!(
        (has, kind),
        (Has::Photo, AttachmentKind::Photo)
            | (Has::Video, AttachmentKind::Video)
            | (Has::Voice, AttachmentKind::Voice)
            | (Has::Audio, AttachmentKind::Audio)
            | (Has::Sticker, AttachmentKind::Sticker | AttachmentKind::Animation)
            | (Has::Poll, AttachmentKind::Poll)
            | (Has::Location, AttachmentKind::Location)
            | (Has::Contact, AttachmentKind::Contact)
            | (Has::File, AttachmentKind::File)
    )
}

fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    ["https://", "http://", "www.", "t.me/"].iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_addresses_of_the_net() {
        for text in ["см. https://a.b/c", "HTTP://X", "www.a.ru", "(t.me/x)"] {
            assert!(has_link(text), "{text}");
        }
        assert!(!has_link("httpd и www"));
    }
}
