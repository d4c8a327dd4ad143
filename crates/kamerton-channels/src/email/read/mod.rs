//! What a live mail says, as facts.

mod addresses;
pub(crate) mod author;
pub(crate) mod checks;
pub(crate) mod codes;
pub(crate) mod nature;
pub(crate) mod undelivered;

use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef, SenderCheck};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant};
use mail_parser::{Message, MessageParser};

pub(super) use self::addresses::is_deaf;
use self::author::Author;
pub(crate) use self::nature::Nature;
use self::undelivered::{Failure, Notice};
use super::raw::Kept;
use super::{body, head};
use crate::import::MAX_TEXT;
use crate::live::{About, Unread};

/// The facts of a mail: one message, none for a draft.
///
/// # Errors
/// When it has no headers or no moment, or when it is not known whose mailbox it lies in.
pub fn facts(kept: &Kept, about: &About) -> Result<Vec<Fact>, Unread> {
    if kept.is_draft() {
        return Ok(Vec::new());
    }
    let unread = |why: &str| Unread(why.to_owned());
    let message = MessageParser::default()
        .parse(&kept.mail)
        .filter(|message| !message.headers().is_empty())
        .ok_or_else(|| unread("there are no headers in it"))?;
    let me = about.me.as_ref().ok_or_else(|| unread("it is not known whose mailbox this is"))?;
    let reading = Reading { message, kept, about, me };
    let fact = reading.fact().ok_or_else(|| unread("it has no date that can be read"))?;
    Ok(vec![Fact::Message(fact)])
}

/// Puts what a mail says, and what it answers, into a message that knows where, by whom and when it was
/// sent. A notice of a mail that did not arrive says whom it did not reach, and belongs to that mail.
pub(super) fn said(message: &Message<'_>, nature: Nature, base: MessageFact) -> MessageFact {
    if nature == Nature::Undelivered
        && let Some(notice) = Some(undelivered::read(message)).filter(Notice::tells)
    {
        let sentences: Vec<String> = notice.failures.iter().map(Failure::sentence).collect();
        let original = notice.original.map(|id| head::key_of(&id)).filter(|key| *key != base.key);
        let subject = notice.subject.as_deref().map(head::bare_subject);
        let subject = subject.filter(|subject| !subject.is_empty()).map(head::short);
        return MessageFact {
            text: sentences.join("\n").replace('\0', "\u{FFFD}"),
            reply_to: original.clone(),
            thread: subject.or_else(|| head::thread(message)),
            thread_root: original,
            ..base
        };
    }
    let body::Said { text, passed_on } = body::said(message);
    MessageFact {
        text,
        forwarded_from: passed_on,
        reply_to: head::answered(message).map(|id| head::key_of(&id)),
        thread: head::thread(message),
        thread_root: head::root(message).map(|id| head::key_of(&id)),
        attachments: body::attachments(message),
        ..base
    }
}

struct Reading<'a> {
    message: Message<'a>,
    kept: &'a Kept,
    about: &'a About,
    me: &'a Account,
}

impl Reading<'_> {
    fn fact(&self) -> Option<MessageFact> {
        let message = &self.message;
        let nature = Nature::of(message);
        let author = self.author(nature);
        let key = head::message_id(message)
            .map_or_else(|| head::key_of_bytes(&self.kept.mail), |id| head::key_of(&id));
        let base = MessageFact {
            place: self.place(),
            key,
            sent_at: self.sent_at()?,
            sender_check: Some(author.check),
            author: author.account,
            service: nature != Nature::Person,
            ..MessageFact::default()
        };
        let mut fact = said(message, nature, base);
        fact.text = cut(fact.text);
        Some(fact)
    }

    /// The list on which it was said, else our own mailbox.
    fn place(&self) -> PlaceRef {
        let list = head::list(&self.message).filter(|_| head::is_talk(&self.message));
        list.unwrap_or_else(|| mailbox(self.me, self.about))
    }

    /// When it was sent. Where a mail does not say so, when it came.
    fn sent_at(&self) -> Option<Instant> {
        let arrived = self.kept.arrived.map(Instant::from_seconds);
        let written = head::sent_at(&self.message, "", None);
        let ahead = |at: Instant| arrived.is_some_and(|arrived| at.since(arrived) > DAY);
        written.filter(|at| !ahead(*at)).or(arrived)
    }

    fn author(&self, nature: Nature) -> Author {
        let mut author = author::of(&self.message, "", nature);
        let Some(account) = author.account.as_mut().filter(|account| is(account, self.me)) else {
            return author;
        };
        if author.check == SenderCheck::Failed {
            // Somebody writes in our name: that is not us.
            account.remote_id = format!("~unproved/{}", account.remote_id);
            account.role = Some(Role::Unknown);
        } else {
            account.role = self.me.role.or(Some(Role::Brand));
        }
        author
    }
}

/// The place of what is written to us alone.
pub(crate) fn mailbox(me: &Account, about: &About) -> PlaceRef {
    let title = if about.title.is_empty() { &me.remote_id } else { &about.title };
    PlaceRef {
        kind: head::KIND.to_owned(),
        remote_id: me.remote_id.to_lowercase(),
        title: title.clone(),
        private: true,
    }
}

fn is(account: &Account, me: &Account) -> bool {
    account.remote_id.eq_ignore_ascii_case(&me.remote_id)
}

/// No more than a message may hold.
fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        let end = (0..=MAX_TEXT).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
    }
    text
}

#[cfg(test)]
mod tests;
