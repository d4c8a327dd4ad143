//! The capability card: what a channel can do, in terms that screens and people understand.

use std::time::Duration;

use super::outgoing::Restriction;

/// What a channel can do, and within which bounds. Where a bound depends on the account, it is the
/// usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who may begin a private talk.
    pub starts: Start,
    /// For how long after a person's last private message they may be answered; `None` without end.
    pub window: Option<Duration>,
    /// The longest text of one message, in characters of the platform's own counting.
    pub longest_text: usize,
    /// Files in one message.
    pub most_files: usize,
    /// The largest file that can be sent, in bytes.
    pub largest_file: usize,
    /// For how long what we said can be changed; zero never, `None` without end.
    pub edits_for: Option<Duration>,
    /// How much of what was before can be read.
    pub history: History,
    /// Whether it names who is a member of a place.
    pub names_members: bool,
    /// Whether what was said in private is answered in the thread of the message, as a mail is, and not
    /// simply to the person.
    pub private_threads: bool,
    /// In what form a colleague takes over.
    pub hand_off: HandOff,
    /// What can be done there.
    pub acts: &'static [ActKind],
    /// What a question to the people of a place may be like, where they can be asked.
    pub asks: Option<Asks>,
    /// How somebody can be restricted.
    pub restricts: &'static [Restriction],
    /// Whether a restriction can end by itself.
    pub restricts_for_a_time: bool,
    /// What the platform does not allow and people would expect: ids of messages, `channel-<word>-no-…`.
    pub impossible: &'static [&'static str],
    /// What it would allow and we do not do: ids of messages, `channel-<word>-not-…`.
    pub left_out: &'static [&'static str],
}

/// What a question with ready answers may be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The longest question, in characters.
    pub longest_question: usize,
    /// How many answers there may be; two at least.
    pub most_answers: usize,
    /// The longest answer, in characters.
    pub longest_answer: usize,
    /// Whether it can stay unknown who chose what.
    pub anonymous: bool,
}

/// Who may begin a private talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Only the other person; we answer.
    OnlyThey,
    /// Either side.
    Anyone,
    /// There are no private talks.
    Nobody,
}

/// How much of what was before a channel was connected can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// Nothing: an import brings it.
    None,
    /// What the platform still shows, which is not all.
    Some,
    /// Everything.
    All,
}

/// In what form a colleague takes over a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOff {
    /// The dialogue stays the same, only another one writes.
    SameDialogue,
    /// The named colleague answers in the same thread from their own account.
    ColleagueInThread,
    /// The person is given a link.
    Link,
}

/// Kinds of [`crate::live::Act`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Answering a message in its thread.
    Reply,
    /// Writing to a person in private.
    Private,
    /// A message of its own in a place.
    Post,
    /// A message that appears at a time to come, kept by the platform.
    Schedule,
    /// Files along with a message.
    Files,
    /// Showing somebody else's message with a link to it.
    Repost,
    /// Changing what we said.
    Edit,
    /// Taking back what we said.
    Delete,
    /// Deleting what others said.
    Moderate,
    /// Pinning a message.
    Pin,
    /// Asking the people of a place with ready answers.
    Ask,
    /// Shutting somebody up or out.
    Restrict,
}

impl ActKind {
    /// Its word, the same everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Private => "private",
            Self::Post => "post",
            Self::Schedule => "schedule",
            Self::Files => "files",
            Self::Repost => "repost",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Moderate => "moderate",
            Self::Pin => "pin",
            Self::Ask => "ask",
            Self::Restrict => "restrict",
        }
    }
}

/// Abilities that a connector hands out, for tables of what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ability {
    /// See [`super::Poll`].
    Poll,
    /// See [`super::Webhook`].
    Webhook,
    /// See [`super::Backfill`].
    Backfill,
    /// See [`super::Reconcile`].
    Reconcile,
    /// See [`super::Discover`].
    Discover,
    /// See [`super::Send`].
    Send,
    /// See [`super::Prove`].
    Prove,
    /// See [`super::SearchMentions`].
    SearchMentions,
    /// See [`super::Follow`].
    FollowProfile,
    /// See [`super::Reach`].
    Reach,
    /// See [`super::Fetch`].
    Fetch,
    /// See [`super::Invite`].
    Invite,
    /// See [`super::Name`].
    Name,
    /// See [`super::Visit`].
    Visit,
}

impl Ability {
    /// What a connector hands out.
    pub fn of(connector: &dyn super::Connector) -> Vec<Self> {
        let has = [
            (Self::Poll, connector.poll().is_some()),
            (Self::Webhook, connector.webhook().is_some()),
            (Self::Backfill, connector.backfill().is_some()),
            (Self::Reconcile, connector.reconcile().is_some()),
            (Self::Discover, connector.discover().is_some()),
            (Self::Send, connector.send().is_some()),
            (Self::Prove, connector.prove().is_some()),
            (Self::SearchMentions, connector.search_mentions().is_some()),
            (Self::FollowProfile, connector.follow_profile().is_some()),
            (Self::Reach, connector.reach().is_some()),
            (Self::Fetch, connector.fetch().is_some()),
            (Self::Invite, connector.invite().is_some()),
            (Self::Name, connector.name().is_some()),
            (Self::Visit, connector.visit().is_some()),
        ];
        has.into_iter().filter(|(_, has)| *has).map(|(ability, _)| ability).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CONNECTORS;

    /// How often a card says that something cannot be had.
    fn denials(card: &Card, word: &str, what: &str) -> usize {
        let forms = [format!("channel-{word}-no-{what}"), format!("channel-{word}-not-{what}")];
        let said = card.impossible.iter().chain(card.left_out);
        said.filter(|id| forms.iter().any(|form| form == *id)).count()
    }

    #[test]
    fn what_can_be_done_is_not_denied_and_what_cannot_is_said_once() {
        for connector in CONNECTORS {
            let (card, word) = (connector.card(), connector.word());
            // Where nothing is said, one sentence tells it.
            if card.acts.is_empty() {
                continue;
            }
            let has = |kind| card.acts.contains(&kind);
            let edits = card.edits_for.is_none_or(|time| !time.is_zero());
            let silences = card.restricts.contains(&Restriction::Silent);
            let wanted = [
                ("first-word", card.starts == Start::OnlyThey),
                ("edit", !(has(ActKind::Edit) && edits)),
                ("files", !has(ActKind::Files)),
                ("schedule", has(ActKind::Post) && !has(ActKind::Schedule)),
                ("silence", has(ActKind::Restrict) && !silences),
            ];
            for (what, is_denied) in wanted {
                assert_eq!(denials(&card, word, what), usize::from(is_denied), "{word}: {what}");
            }
        }
    }

    #[test]
    fn limits_of_the_platform_and_ours_are_told_apart() {
        for connector in CONNECTORS {
            let (card, word) = (connector.card(), connector.word());
            let theirs = format!("channel-{word}-no-");
            let ours = format!("channel-{word}-not-");
            assert!(card.impossible.iter().all(|id| id.starts_with(&theirs)), "{word}");
            assert!(card.left_out.iter().all(|id| id.starts_with(&ours)), "{word}");
        }
    }
}
