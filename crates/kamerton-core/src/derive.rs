//! From a message and what it answers to entries of the ledger.
//!
//! Entries depend on one message, its parent and its grandparent, and on nothing else: not on the
//! order in which they arrived, not on a clock. Whatever changes one of them (an edit, a deletion,
//! a role) derives the entries of the message and of its direct answers anew.

use crate::entry::{Entry, EntryKind};
use crate::id::{IdentityId, MessageId};
use crate::policy::Policy;
use crate::reading::{Label, Labels};
use crate::role::Role;
use crate::time::Day;

/// A message as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Which.
    pub message: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// Its calendar day.
    pub day: Day,
    /// What it says.
    pub labels: Labels,
    /// Whether it counts at all: not deleted, not a service message, not forwarded words.
    pub counts: bool,
    /// What it answers.
    pub parent: Option<Parent>,
}

/// An author and their role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub identity: IdentityId,
    /// Its role.
    pub role: Role,
}

/// The message that a ground answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Who wrote it.
    pub author: Author,
    /// Its calendar day.
    pub day: Day,
    /// What it says.
    pub labels: Labels,
    /// Whether it counts.
    pub counts: bool,
    /// Who wrote what the parent answers, where it answers something.
    pub parent_author: Option<Author>,
}

/// What an own message is worth by its labels.
const OWN: [(Label, EntryKind); 15] = [
    (Label::Recommendation, EntryKind::Recommendation),
    (Label::Delight, EntryKind::Delight),
    (Label::CoCreation, EntryKind::CoCreation),
    (Label::EventPhoto, EntryKind::EventPhoto),
    (Label::BrandedPhoto, EntryKind::BrandedPhoto),
    (Label::Story, EntryKind::OwnStory),
    (Label::ProductTalk, EntryKind::ProductTalk),
    (Label::UsageQuestion, EntryKind::UsageQuestion),
    (Label::OwnerMention, EntryKind::OwnerMention),
    (Label::Complaint, EntryKind::Complaint),
    (Label::Conflict, EntryKind::Conflict),
    (Label::Negative, EntryKind::OtherNegative),
    (Label::Owns, EntryKind::Owns),
    (Label::Sensitive, EntryKind::Sensitive),
    (Label::Defence, EntryKind::Recommendation),
];

/// The kinds that the author of a message with these labels earns by it, each once.
pub fn own_kinds(labels: Labels) -> Vec<EntryKind> {
    let negative = labels.any(&[Label::Complaint, Label::Conflict, Label::Negative]);
    let mut kinds: Vec<EntryKind> = OWN
        .iter()
        .filter(|(label, _)| labels.has(*label))
        .map(|(_, kind)| *kind)
        // A negative mention is never a confirmation (method, section 4).
        .filter(|kind| !(negative && kind.is_confirmation()))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    keep_the_gravest(&mut kinds);
    kinds
}

/// Whether a message that is read otherwise, or an answer to it, may give other entries than before.
pub fn tells_otherwise(before: Labels, after: Labels) -> bool {
    // What answers look at, in themselves or in what they answer.
    const TOLD: [Label; 4] = [Label::Question, Label::Thanks, Label::Confirms, Label::Helps];
    before != after
        && (TOLD.iter().any(|label| before.has(*label) != after.has(*label))
            || own_kinds(before) != own_kinds(after))
}

/// One message is one reproach: the gravest kind counts.
fn keep_the_gravest(kinds: &mut Vec<EntryKind>) {
    let gravest =
        kinds.iter().copied().filter(|kind| kind.is_negative()).min_by_key(|k| Policy::weight(*k));
    kinds.retain(|kind| !kind.is_negative() || Some(*kind) == gravest);
}

/// The entries that follow from `ground`.
pub fn entries(ground: &Ground) -> Vec<Entry> {
    let mut entries = Vec::new();
    if !ground.counts {
        return entries;
    }
    if ground.author.role.is_community() {
        for kind in own_kinds(ground.labels) {
            entries.push(entry(ground, ground.author.identity, kind, IdentityId::NIL));
        }
    }
    if let Some(parent) = ground.parent.filter(|parent| parent.counts) {
        from_answer(ground, &parent, &mut entries);
    }
    entries.sort_unstable();
    entries
}

fn from_answer(ground: &Ground, parent: &Parent, entries: &mut Vec<Entry>) {
    let (us, them) = (ground.author, parent.author);
    if us.identity == them.identity || us.role == Role::Bot {
        return;
    }
    if us.role.is_community() && them.role.is_ours() {
        entries.push(entry(ground, us.identity, EntryKind::Contact, them.identity));
        if ground.labels.has(Label::Thanks) {
            entries.push(entry(ground, us.identity, EntryKind::ThanksToUs, IdentityId::NIL));
        }
    }
    if them.role.is_community() {
        to_member(ground, parent, entries);
    }
}

/// What an answer gives to the member who is answered, and to the one who answers a member.
fn to_member(ground: &Ground, parent: &Parent, entries: &mut Vec<Entry>) {
    let (us, them) = (ground.author, parent.author);
    if own_kinds(parent.labels).iter().any(|kind| kind.is_confirmation()) {
        entries.push(Entry {
            since: parent.day,
            day: ground.day.max(parent.day),
            ..entry(ground, them.identity, EntryKind::Echo, us.identity)
        });
    }
    if us.role.is_ours() {
        entries.push(entry(ground, them.identity, EntryKind::Contact, us.identity));
        entries.push(entry(ground, them.identity, EntryKind::AnsweredByStaff, us.identity));
        if ground.labels.has(Label::Thanks) {
            entries.push(entry(ground, them.identity, EntryKind::ThankedByUs, us.identity));
        }
        if let Some(asker) = confirmed_helper(ground, parent) {
            entries.push(entry(ground, them.identity, EntryKind::ConfirmedAnswer, asker));
        }
    } else if us.role.is_community()
        && parent.labels.has(Label::Question)
        && ground.labels.has(Label::Helps)
    {
        entries.push(entry(ground, us.identity, EntryKind::Helped, them.identity));
    }
}

/// Whom the parent helped, when this message of ours confirms it (`F1`).
fn confirmed_helper(ground: &Ground, parent: &Parent) -> Option<IdentityId> {
    let asker = parent.parent_author?;
    let confirms = ground.labels.any(&[Label::Confirms, Label::Thanks]);
    (confirms && asker.role.is_community() && asker.identity != parent.author.identity)
        .then_some(asker.identity)
}

fn entry(ground: &Ground, identity: IdentityId, kind: EntryKind, other: IdentityId) -> Entry {
    Entry {
        identity,
        day: ground.day,
        kind,
        ground: ground.message,
        weight: Policy::weight(kind),
        other,
        since: ground.day,
    }
}

/// The entry for having written or reacted on a day.
pub fn took_part(identity: IdentityId, day: Day) -> Entry {
    Entry {
        identity,
        day,
        kind: EntryKind::TookPart,
        ground: MessageId::NIL,
        weight: Policy::weight(EntryKind::TookPart),
        other: IdentityId::NIL,
        since: day,
    }
}

/// The entry for a question that found no answer by `due`.
pub fn question_overdue(identity: IdentityId, message: MessageId, due: Day) -> Entry {
    Entry {
        identity,
        day: due,
        kind: EntryKind::QuestionOverdue,
        ground: message,
        weight: Policy::weight(EntryKind::QuestionOverdue),
        other: IdentityId::NIL,
        since: due,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(name: &str, role: Role) -> Author {
        Author { identity: IdentityId::derived(&[name.as_bytes()]), role }
    }

    fn ground(author: Author, labels: &[Label], parent: Option<Parent>) -> Ground {
        Ground {
            message: MessageId::derived(&[b"m"]),
            author,
            day: Day(10),
            labels: Labels::of(labels),
            counts: true,
            parent,
        }
    }

    fn parent(author: Author, labels: &[Label], parent_author: Option<Author>) -> Parent {
        Parent { author, day: Day(9), labels: Labels::of(labels), counts: true, parent_author }
    }

    fn kinds(ground: &Ground) -> Vec<(IdentityId, EntryKind)> {
        entries(ground).iter().map(|entry| (entry.identity, entry.kind)).collect()
    }

    #[test]
    fn a_negative_mention_is_no_confirmation() {
        let anna = author("anna", Role::Member);
        let mixed = ground(anna, &[Label::Delight, Label::Complaint, Label::Negative], None);
        assert_eq!(kinds(&mixed), [(anna.identity, EntryKind::Complaint)]);
    }

    #[test]
    fn staff_brand_and_bots_earn_nothing() {
        for role in [Role::Staff, Role::Brand, Role::Bot, Role::Unknown] {
            let one = ground(author("x", role), &[Label::Delight, Label::Complaint], None);
            assert_eq!(kinds(&one), [], "{role}");
        }
    }

    #[test]
    fn an_answered_confirmation_echoes_on_the_day_of_the_answer() {
        let (anna, boris) = (author("anna", Role::Member), author("boris", Role::Member));
        let answer = ground(boris, &[], Some(parent(anna, &[Label::Delight], None)));
        let echo = entries(&answer)[0];
        assert_eq!((echo.kind, echo.identity), (EntryKind::Echo, anna.identity));
        assert_eq!((echo.day, echo.since, echo.other), (Day(10), Day(9), boris.identity));
    }

    #[test]
    fn talking_to_oneself_is_no_answer() {
        let anna = author("anna", Role::Member);
        let answer = ground(anna, &[Label::Thanks], Some(parent(anna, &[Label::Delight], None)));
        assert_eq!(kinds(&answer), []);
    }

    #[test]
    fn we_answer_thank_and_confirm() {
        let (anna, boris) = (author("anna", Role::Member), author("boris", Role::Member));
        let olga = author("olga", Role::Staff);
        let helped = parent(boris, &[Label::Helps], Some(anna));
        let confirmed = ground(olga, &[Label::Confirms, Label::Thanks], Some(helped));
        assert_eq!(
            kinds(&confirmed).into_iter().map(|(_, kind)| kind).collect::<Vec<_>>(),
            [
                EntryKind::ConfirmedAnswer,
                EntryKind::ThankedByUs,
                EntryKind::AnsweredByStaff,
                EntryKind::Contact,
            ]
        );
        assert!(kinds(&confirmed).iter().all(|(who, _)| *who == boris.identity));
    }

    #[test]
    fn helping_a_member_is_remembered() {
        let (anna, boris) = (author("anna", Role::Member), author("boris", Role::Member));
        let answer = ground(boris, &[Label::Helps], Some(parent(anna, &[Label::Question], None)));
        assert_eq!(kinds(&answer), [(boris.identity, EntryKind::Helped)]);
    }

    #[test]
    fn what_is_read_otherwise_and_tells_the_same_gives_the_same() {
        let (anna, olga) = (author("anna", Role::Member), author("olga", Role::Staff));
        let asker = Some(author("boris", Role::Member));
        // All pairs of sets of two labels: where nothing is told otherwise, every entry is the same.
        let pairs = Label::ALL.iter().flat_map(|one| Label::ALL.map(|other| [*one, other]));
        let sets: Vec<Labels> =
            std::iter::once(Labels(0)).chain(pairs.map(|pair| Labels::of(&pair))).collect();
        let all = |labels: Labels| -> Vec<Entry> {
            let plain = parent(olga, &[Label::Question, Label::Delight], asker);
            let members = Parent { author: author("vera", Role::Member), ..plain };
            let grounds = [
                Ground { labels, ..ground(anna, &[], None) },
                Ground { labels, ..ground(anna, &[], Some(plain)) },
                Ground { labels, ..ground(anna, &[], Some(members)) },
                Ground { labels, ..ground(olga, &[], Some(members)) },
                ground(olga, &[Label::Helps], Some(Parent { labels, ..members })),
                ground(anna, &[Label::Helps], Some(Parent { labels, ..members })),
            ];
            grounds.iter().flat_map(entries).collect()
        };
        let mut alike = 0;
        for before in &sets {
            for after in &sets {
                if !tells_otherwise(*before, *after) {
                    alike += 1;
                    assert_eq!(all(*before), all(*after), "{before:?} {after:?}");
                }
            }
        }
        assert!(alike > sets.len(), "some sets tell the same");
    }

    #[test]
    fn deleted_words_give_nothing() {
        let anna = author("anna", Role::Member);
        let gone = Ground { counts: false, ..ground(anna, &[Label::Delight], None) };
        assert_eq!(kinds(&gone), []);
    }
}
