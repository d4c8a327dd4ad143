//! Why something cannot be done with a channel, as a sentence that translations have the words of.

use kamerton_core::id::{ConnectionId, OutgoingId};

/// Why something cannot be done with a channel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelRefusal {
    /// There is no kind of channel of this word.
    #[error("«{word}» is no kind of channel that can be connected")]
    NoKind {
        /// What was given.
        word: String,
    },
    /// There is no such connection.
    #[error("there is no connected channel {0}: see `kamerton channel list`")]
    NoConnection(ConnectionId),
    /// A field that has to be filled in is empty.
    #[error("the field «{field}» is empty: nothing was stored")]
    EmptyField {
        /// Its name.
        field: String,
    },
    /// What was filled into a field cannot stand there.
    #[error("the field «{field}» cannot hold that: nothing was stored")]
    WrongField {
        /// Its name.
        field: String,
    },
    /// Certificates, proxy or hosts cannot be used.
    #[error("the way to the platform cannot be made with these certificates and this proxy")]
    NoWay,
    /// The channel has no name.
    #[error("name the channel: nothing was stored")]
    Nameless,
    /// Nothing connected reaches the place of a message.
    #[error("no connected channel reaches «{place}»: connect one there, or answer on the platform")]
    NotConnected {
        /// Title of the place.
        place: String,
    },
    /// The channel that reaches it is switched off.
    #[error("the channel «{channel}» is switched off: switch it on to answer")]
    SwitchedOff {
        /// Its name.
        channel: String,
    },
    /// The channel that reaches it has to be signed in anew.
    #[error("the platform refuses the sign-in of «{channel}»: sign it in anew, then answer")]
    SignedOut {
        /// Its name.
        channel: String,
    },
    /// The channel cannot do this at all.
    #[error("the channel «{channel}» cannot do this: {what}")]
    CannotDo {
        /// Its name.
        channel: String,
        /// What of it: the word of a kind of act.
        what: &'static str,
    },
    /// We may not write in this place.
    #[error("«{channel}» may not write in «{place}»: give it the right there")]
    NotWritable {
        /// Name of the channel.
        channel: String,
        /// Title of the place.
        place: String,
    },
    /// A file that came along cannot be fetched here.
    #[error("this file is given out to nobody but on its platform: open the message there")]
    NoFile,
    /// A file that came along was not given out just now.
    #[error("the platform did not give the file out: {why}")]
    NotFetched {
        /// Why, as [`super::Why`] keeps it.
        why: String,
    },
    /// Nobody reads answers in this place.
    #[error("nobody reads answers in «{place}»: write to the e-mail address or number they left")]
    AnswerElsewhere {
        /// Title of the place.
        place: String,
    },
    /// The person wrote too long ago to be answered there.
    #[error(
        "the platform lets us answer within {hours} hours of their last message, and these are over: \
         wait until they write again"
    )]
    WindowOver {
        /// For how many hours they may be answered.
        hours: i64,
    },
    /// A message was not said by the account of the channel.
    #[error("the account of «{channel}» did not say this: only what it said can be changed by it")]
    NotOurs {
        /// Name of the channel.
        channel: String,
    },
    /// What was said stands for too long to be changed.
    #[error("the platform lets us change a message for {hours} hours, and these are over")]
    EditsOver {
        /// For how many hours it could be changed.
        hours: i64,
    },
    /// A text is too long for the channel.
    #[error("the text has {has} characters, one message there may have {most}")]
    TooLong {
        /// How many it has.
        has: usize,
        /// How many it may have.
        most: usize,
    },
    /// More files than one message may have there.
    #[error("one message there may have {most} files")]
    TooManyFiles {
        /// How many it may have.
        most: usize,
    },
    /// A file is too large for the channel.
    #[error("«{name}» is too large: a file there may have {most} bytes")]
    FileTooLarge {
        /// Name of the file.
        name: String,
        /// How many bytes it may have.
        most: usize,
    },
    /// Neither text nor files.
    #[error("there is nothing to say: write a text")]
    NothingToSay,
    /// There is no such outgoing message.
    #[error("there is no outgoing message {0}")]
    NoOutgoing(OutgoingId),
    /// An outgoing message is in another state than is needed.
    #[error("this message is «{state}» by now: look again")]
    MovedOn {
        /// Its state.
        state: String,
    },
    /// A connection reaches no such place.
    #[error("the channel does not reach a place «{text}»: see `kamerton channel places`")]
    NotReached {
        /// What was given.
        text: String,
    },
    /// Two places cannot be one: they are of different kinds.
    #[error("«{place}» is of another kind of channel: it cannot be the same place")]
    OtherKind {
        /// Title of the place.
        place: String,
    },
    /// A place is one already that a connection brings by itself.
    #[error("«{place}» is connected itself: it cannot be adopted by another")]
    AlreadyLive {
        /// Title of the place.
        place: String,
    },
    /// What is private stays private: it is shown nowhere else, and nothing is published there.
    #[error("«{place}» is a private talk: answer there, nothing else")]
    PrivateTalk {
        /// Title of the place.
        place: String,
    },
    /// Places of two channels: a message is passed on within one.
    #[error("«{place}» is not reached by the channel that the message came by: write a post there")]
    OtherChannel {
        /// Title of the place.
        place: String,
    },
    /// A question without words, or without answers to choose from.
    #[error("a question needs from 2 to {most} different answers: nothing was sent")]
    NoAnswers {
        /// How many there may be.
        most: usize,
    },
    /// An answer to choose is too long.
    #[error("the answer «{text}» is too long: one may have {most} characters")]
    LongAnswer {
        /// The answer.
        text: String,
        /// How many characters it may have.
        most: usize,
    },
    /// Everybody sees there who chose what.
    #[error("the channel «{channel}» tells who chose what: ask openly")]
    OpenOnly {
        /// Its name.
        channel: String,
    },
    /// A moment that has passed.
    #[error("this moment has passed: choose a later one, or send at once")]
    TimePassed,
    /// Nobody said why somebody is to be restricted, or a message of others to go.
    #[error("say why: it is written down beside it, and nobody there sees it")]
    NoReason,
    /// The author of a message cannot be restricted: it is one of us, or nobody knows who it is.
    #[error("whoever wrote this cannot be restricted: it is one of us, or has no account any more")]
    NobodyToRestrict,
    /// The channel cannot restrict so.
    #[error("the channel «{channel}» cannot restrict anybody so")]
    NoSuchRestriction {
        /// Its name.
        channel: String,
    },
    /// The channel restricts for good only.
    #[error("the channel «{channel}» restricts for good only: leave the time out")]
    ForGoodOnly {
        /// Its name.
        channel: String,
    },
    /// The message is ours: it is taken back, not moderated.
    #[error("this is ours: take it back instead")]
    OursToTakeBack,
    /// The channel makes no invitations into this place.
    #[error("the channel «{channel}» makes no invitations into «{place}»")]
    NoInvitations {
        /// Its name.
        channel: String,
        /// Title of the place.
        place: String,
    },
    /// An invitation without a name, or with one that is too long.
    #[error("name the invitation, in {most} characters at most: by the name it is told apart")]
    NamelessInvitation {
        /// How many characters the name may have.
        most: usize,
    },
    /// The step has no message that could be answered.
    #[error("this step is about no message that could be answered")]
    NothingToAnswer,
}
