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
    /// The step has no message that could be answered.
    #[error("this step is about no message that could be answered")]
    NothingToAnswer,
}
