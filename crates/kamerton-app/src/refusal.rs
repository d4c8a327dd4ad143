//! Why something cannot be done as asked, where people read it in their own language: which sentence
//! it is and what is in it. Translations have the words; what is displayed here is English, for
//! programs and logs.

use kamerton_core::id::{MessageId, PersonId, PlaceId, StepId};
use kamerton_core::segment::Wrong;
use kamerton_core::time::Day;

use crate::channels::ChannelRefusal;

/// Why something cannot be done as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no step of this id.
    #[error("there is no step {0}: see `kamerton today --json`")]
    NoStep(StepId),
    /// Nothing was done with a step that could be taken back.
    #[error("nothing was done with this step yet")]
    NothingDone,
    /// Somebody else was first to do something with a step.
    #[error("{} was first with this step: {status}", .by.as_deref().unwrap_or("the command line"))]
    StepSettled {
        /// What was done with it: `done`, `later`, `never`.
        status: String,
        /// Who did it; nobody for the command line.
        by: Option<String>,
    },
    /// Somebody else has a step that one wanted to have.
    #[error("{} has this step", .by.as_deref().unwrap_or("somebody else"))]
    StepTaken {
        /// Who.
        by: Option<String>,
    },
    /// There is no message of this id, or none that this reader may see.
    #[error("there is no message {id}")]
    NoMessage {
        /// Which was asked for.
        id: MessageId,
    },
    /// Something was said of a message that cannot be said.
    #[error(
        "this cannot be said of «{aspect}»: 1 is yes, 0 is no, and of the sentiment -1, 0 or 1"
    )]
    NoJudgement {
        /// Of what.
        aspect: &'static str,
    },
    /// There is no person of this id.
    #[error("there is no person {0}")]
    NoPerson(PersonId),
    /// A person is to be a user, and is none of us.
    #[error("{name} is none of us: say so first")]
    NoStaff {
        /// Their name.
        name: String,
    },
    /// A person has no account.
    #[error("{name} has no account to enter an order for")]
    NoAccount {
        /// Their name.
        name: String,
    },
    /// Nothing says whom somebody is to be added as.
    #[error("write a name, or an e-mail address, a number or a handle: nothing was stored")]
    Nobody,
    /// What was added is stored and not counted yet.
    #[error("it is stored and will be seen in a moment: there is a lot to do")]
    NotCountedYet,
    /// A tag without a word.
    #[error("the tag is empty: write a word")]
    EmptyTag,
    /// A note without a word.
    #[error("the note is empty: nothing was stored")]
    EmptyNote,
    /// A record of a relationship that is too long or out of range.
    #[error("at most 300 letters a field, a rating from 1 to 5: nothing was stored")]
    Relationship,
    /// Nothing says how a consent was given.
    #[error("say how the consent was given and in what words: nothing was stored")]
    ConsentHow,
    /// A consent of a day that is yet to come.
    #[error("the consent lies ahead: nothing was stored")]
    ConsentAhead,
    /// No account of a person can be followed.
    #[error("no account of {name} can be followed so: name one that is not followed yet")]
    CannotFollow {
        /// Their name.
        name: String,
    },
    /// There is no such consent, or it cannot hold again.
    #[error("there is no such consent, or it cannot hold again: write down a new one")]
    NoConsent,
    /// An order of a day that is yet to come.
    #[error("{0} lies ahead: nothing was stored")]
    OrderAhead(Day),
    /// What was given for a day is none.
    #[error("«{text}» is no day: write it as 2024-03-01")]
    NoDay {
        /// What was given.
        text: String,
    },
    /// What was given for an amount is none.
    #[error("«{text}» is no amount: write it as 1990 or 1990.50")]
    NoAmount {
        /// What was given.
        text: String,
    },
    /// Somebody is to be joined with themselves.
    #[error("both are {name}: nothing to join")]
    SamePerson {
        /// Their name.
        name: String,
    },
    /// There is no such merge.
    #[error("there is no merge «{text}»: give the id that `merge` or `split` printed")]
    NoMerge {
        /// What was given.
        text: String,
    },
    /// A merge was taken back before.
    #[error("this merge was taken back already")]
    MergeUndone,
    /// An account that is to be parted off a person is none of theirs.
    #[error("{name} has no such account")]
    NotTheirAccount {
        /// Their name.
        name: String,
    },
    /// No account is named that is to be parted off a person.
    #[error("name the accounts that are to be parted off {name}")]
    NothingToSplit {
        /// Their name.
        name: String,
    },
    /// All accounts of a person are to be parted off them.
    #[error("at least one account stays with {name}")]
    SplitsAll {
        /// Their name.
        name: String,
    },
    /// There is no place of this id.
    #[error("there is no place {0}")]
    NoPlace(PlaceId),
    /// A list is to go on where it has no place.
    #[error("«{text}» is no place in a list: give what `next` said")]
    NoPosition {
        /// What was given.
        text: String,
    },
    /// There is no zone of this name.
    #[error("«{name}» is no time zone: write it as Europe/Moscow")]
    NoZone {
        /// What was given.
        name: String,
    },
    /// There is no currency of this name.
    #[error("«{name}» is no currency: write it as RUB or EUR")]
    NoCurrency {
        /// What was given.
        name: String,
    },
    /// Nothing is imported from such a source.
    #[error("«{kind}» is no kind of source")]
    NoKind {
        /// What was given.
        kind: String,
    },
    /// Nothing was handed over.
    #[error("there is no file, or it is empty")]
    NoFile,
    /// Too many files were handed over.
    #[error("more than {most} files at a time")]
    TooManyFiles {
        /// How many may be.
        most: usize,
    },
    /// Too much was handed over.
    #[error("the files have more than {most} bytes: import them on the command line")]
    FilesTooLarge {
        /// How many bytes may be.
        most: u64,
    },
    /// An import runs that one wants to remove.
    #[error("it runs: stop it first")]
    ImportRuns,
    /// A form did not arrive whole.
    #[error("the form did not arrive whole")]
    BrokenForm,
    /// Another brand has this name.
    #[error("there is a brand «{name}» here already")]
    BrandTaken {
        /// The name.
        name: String,
    },
    /// The brand is not here any more, or not for them.
    #[error("this brand is not here any more")]
    BrandGone,
    /// This is no e-mail address.
    #[error("«{text}» is no e-mail address")]
    NoAddress {
        /// What was given.
        text: String,
    },
    /// Another user has this address.
    #[error("there is a user {email} already")]
    AddressTaken {
        /// The address.
        email: String,
    },
    /// Nobody has this address.
    #[error("there is no user {email}: see `kamerton user list`")]
    NoUser {
        /// The address.
        email: String,
    },
    /// A user is not here any more.
    #[error("there is no such user any more")]
    UserGone,
    /// Somebody else has become the administrator.
    #[error("there is an administrator already: sign in")]
    AdministratorThere,
    /// Nobody would own a brand.
    #[error("a brand needs an owner: make somebody else one first")]
    LastOwner,
    /// A password is too short.
    #[error("the password needs at least {least} characters")]
    ShortPassword {
        /// How many it needs.
        least: usize,
    },
    /// A password is too long.
    #[error("the password may have {most} characters at most")]
    LongPassword {
        /// How many it may have.
        most: usize,
    },
    /// The session has ended.
    #[error("the session has ended")]
    SessionEnded,
    /// A description of people is not understood.
    #[error("at letter {}: {wrong}", .wrong.column(.text))]
    SegmentText {
        /// What is wrong, and where.
        wrong: Wrong,
        /// What was given.
        text: String,
    },
    /// There is no segment of this name or id.
    #[error("there is no segment «{name}»")]
    NoSegment {
        /// What was given.
        name: String,
    },
    /// Another segment has this name.
    #[error("there is a segment «{name}» already")]
    SegmentTaken {
        /// The name.
        name: String,
    },
    /// A segment needs a name that is not too long.
    #[error("name the segment, in at most {most} letters: nothing was stored")]
    SegmentName {
        /// How many letters it may have.
        most: usize,
    },
    /// There are too many segments.
    #[error("there are {most} segments already: delete one first")]
    SegmentsFull {
        /// How many may be.
        most: i64,
    },
    /// Too many people are to be kept as members.
    #[error("more than {most} people fit: leave it living, or narrow it")]
    SegmentLarge {
        /// How many may be.
        most: i64,
    },
    /// A token without a name.
    #[error("name the token by what it is for")]
    NamelessToken,
    /// A token that may do nothing, or what there is not.
    #[error("say what the token may do: {known}")]
    ScopelessToken {
        /// What there is.
        known: String,
    },
    /// Something cannot be done with a channel.
    #[error(transparent)]
    Channel(#[from] ChannelRefusal),
}

impl Refusal {
    /// Whether what was asked for is not there: of such a thing nothing else is said.
    pub const fn is_of_missing(&self) -> bool {
        matches!(
            self,
            Self::NoStep(_)
                | Self::NothingDone
                | Self::NoPerson(_)
                | Self::NoMerge { .. }
                | Self::NoPlace(_)
                | Self::NoSegment { .. }
                | Self::UserGone
                | Self::Channel(
                    ChannelRefusal::NoConnection(_)
                        | ChannelRefusal::NoKind { .. }
                        | ChannelRefusal::NoOutgoing(_)
                )
        )
    }
}
