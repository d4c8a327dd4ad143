//! Why something cannot be done with a channel, in the visitor's language.

use kamerton_app::channels::ChannelRefusal;

use crate::channel_words;
use crate::format;
use crate::words::{Arg, Words};

/// Why it cannot be done, in words.
pub fn why(words: &Words, refusal: &ChannelRefusal) -> String {
    let say = |id: &str| words.say(id, &[]);
    let text = |id: &str, text: &str| words.say(id, &[("text", Arg::Text(text))]);
    let count = |id: &str, count: usize| {
        words.say(id, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    };
    match refusal {
        ChannelRefusal::NoKind { word } => text("refused-channel-no-kind", word),
        ChannelRefusal::NoConnection(_) => say("refused-channel-no-connection"),
        ChannelRefusal::EmptyField { .. } => say("refused-channel-empty-field"),
        ChannelRefusal::WrongField { .. } => say("refused-channel-wrong-field"),
        ChannelRefusal::NoWay => say("refused-channel-no-way"),
        ChannelRefusal::Nameless => say("refused-channel-nameless"),
        ChannelRefusal::NotConnected { place } => text("refused-channel-not-connected", place),
        ChannelRefusal::SwitchedOff { channel } => text("refused-channel-off", channel),
        ChannelRefusal::SignedOut { channel } => text("refused-channel-signed-out", channel),
        ChannelRefusal::CannotDo { channel, what } => {
            let can = words.say(&format!("channel-act-{what}"), &[]);
            words.say(
                "refused-channel-cannot",
                &[("text", Arg::Text(channel)), ("what", Arg::Text(&can))],
            )
        }
        ChannelRefusal::NotWritable { channel, place } => words.say(
            "refused-channel-not-writable",
            &[("text", Arg::Text(place)), ("channel", Arg::Text(channel))],
        ),
        ChannelRefusal::NoFile => say("refused-channel-no-file"),
        ChannelRefusal::NotFetched { why } => words.say(
            "refused-channel-not-fetched",
            &[("why", Arg::Text(&channel_words::stored(words, why)))],
        ),
        ChannelRefusal::AnswerElsewhere { place } => text("refused-channel-elsewhere", place),
        ChannelRefusal::WindowOver { hours } => {
            words.say("refused-channel-window", &[("count", Arg::Number(*hours))])
        }
        ChannelRefusal::NotOurs { channel } => text("refused-channel-not-ours", channel),
        ChannelRefusal::EditsOver { hours } => {
            words.say("refused-channel-edits-over", &[("count", Arg::Number(*hours))])
        }
        ChannelRefusal::TooLong { has, most } => words.say(
            "refused-channel-long",
            &[
                ("count", Arg::Number(i64::try_from(*most).unwrap_or(i64::MAX))),
                ("has", Arg::Number(i64::try_from(*has).unwrap_or(i64::MAX))),
            ],
        ),
        ChannelRefusal::TooManyFiles { most } => count("refused-channel-files", *most),
        ChannelRefusal::FileTooLarge { name, most } => words.say(
            "refused-channel-file-large",
            &[
                ("text", Arg::Text(name)),
                ("size", Arg::Text(&format::bytes(words.language(), *most as u64))),
            ],
        ),
        ChannelRefusal::NothingToSay => say("refused-channel-nothing"),
        ChannelRefusal::NoOutgoing(_) => say("refused-channel-no-outgoing"),
        ChannelRefusal::MovedOn { .. } => say("refused-channel-moved-on"),
        ChannelRefusal::NotReached { text: given } => text("refused-channel-not-reached", given),
        ChannelRefusal::OtherKind { place } => text("refused-channel-other-kind", place),
        ChannelRefusal::AlreadyLive { place } => text("refused-channel-already-live", place),
        ChannelRefusal::PrivateTalk { place } => text("refused-channel-private", place),
        ChannelRefusal::OtherChannel { place } => text("refused-channel-other", place),
        ChannelRefusal::NoAnswers { most } => count("refused-channel-answers", *most),
        ChannelRefusal::LongAnswer { text: answer, most } => words.say(
            "refused-channel-long-answer",
            &[
                ("text", Arg::Text(answer)),
                ("count", Arg::Number(i64::try_from(*most).unwrap_or(i64::MAX))),
            ],
        ),
        ChannelRefusal::OpenOnly { channel } => text("refused-channel-open-only", channel),
        ChannelRefusal::TimePassed => say("refused-channel-time-passed"),
        ChannelRefusal::NoReason => say("refused-channel-no-reason"),
        ChannelRefusal::NobodyToRestrict => say("refused-channel-nobody"),
        ChannelRefusal::NoSuchRestriction { channel } => {
            text("refused-channel-no-restriction", channel)
        }
        ChannelRefusal::ForGoodOnly { channel } => text("refused-channel-for-good", channel),
        ChannelRefusal::OursToTakeBack => say("refused-channel-ours"),
        ChannelRefusal::NoInvitations { channel, place } => words.say(
            "refused-channel-no-invitations",
            &[("text", Arg::Text(place)), ("channel", Arg::Text(channel))],
        ),
        ChannelRefusal::NamelessInvitation { most } => {
            count("refused-channel-nameless-invitation", *most)
        }
        ChannelRefusal::NothingToAnswer => say("refused-channel-nothing-to-answer"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kamerton_core::id::{ConnectionId, OutgoingId};

    use super::*;

    pub fn all() -> Vec<ChannelRefusal> {
        let text = || "X1".to_owned();
        vec![
            ChannelRefusal::NoKind { word: text() },
            ChannelRefusal::NoConnection(ConnectionId::NIL),
            ChannelRefusal::EmptyField { field: "token".to_owned() },
            ChannelRefusal::WrongField { field: "token".to_owned() },
            ChannelRefusal::NoWay,
            ChannelRefusal::Nameless,
            ChannelRefusal::NotConnected { place: text() },
            ChannelRefusal::SwitchedOff { channel: text() },
            ChannelRefusal::SignedOut { channel: text() },
            ChannelRefusal::CannotDo { channel: text(), what: "reply" },
            ChannelRefusal::NotWritable { channel: text(), place: text() },
            ChannelRefusal::AnswerElsewhere { place: text() },
            ChannelRefusal::WindowOver { hours: 24 },
            ChannelRefusal::NotOurs { channel: text() },
            ChannelRefusal::EditsOver { hours: 24 },
            ChannelRefusal::TooLong { has: 5_000, most: 4_096 },
            ChannelRefusal::TooManyFiles { most: 10 },
            ChannelRefusal::FileTooLarge { name: text(), most: 1 << 20 },
            ChannelRefusal::NothingToSay,
            ChannelRefusal::NoOutgoing(OutgoingId::NIL),
            ChannelRefusal::MovedOn { state: "sent".to_owned() },
            ChannelRefusal::NotReached { text: text() },
            ChannelRefusal::OtherKind { place: text() },
            ChannelRefusal::AlreadyLive { place: text() },
            ChannelRefusal::PrivateTalk { place: text() },
            ChannelRefusal::OtherChannel { place: text() },
            ChannelRefusal::NoAnswers { most: 10 },
            ChannelRefusal::LongAnswer { text: text(), most: 100 },
            ChannelRefusal::OpenOnly { channel: text() },
            ChannelRefusal::TimePassed,
            ChannelRefusal::NoReason,
            ChannelRefusal::NobodyToRestrict,
            ChannelRefusal::NoSuchRestriction { channel: text() },
            ChannelRefusal::ForGoodOnly { channel: text() },
            ChannelRefusal::OursToTakeBack,
            ChannelRefusal::NoInvitations { channel: text(), place: text() },
            ChannelRefusal::NamelessInvitation { most: 32 },
            ChannelRefusal::NothingToAnswer,
        ]
    }

    #[test]
    fn every_act_has_words() {
        for lang in ["ru", "en"] {
            let words = Words::new(lang);
            for what in kamerton_app::channels::ACTS {
                let said = words.say(&format!("channel-act-{what}"), &[]);
                assert!(!said.contains("channel-act"), "{lang} {what}: {said}");
            }
        }
    }
}
