//! What is done to a fact before the transaction: its text is read, its time is checked. Pure, so
//! that it runs beside the writer.

use kamerton_core::fact::{Attachment, AttachmentKind, Fact, MessageFact};
use kamerton_core::reading::Labels;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::messages::MessageRow;
use kamerton_store::reread::OldRow;
use kamerton_text::Input;

use crate::brand::Brand;

/// A fact with what text analysis says of it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The fact.
    pub fact: Fact,
    /// For messages: what they say.
    pub reading: Option<Read>,
}

/// What text analysis says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Labels.
    pub labels: Labels,
    /// From -100 to 100.
    pub sentiment: i64,
    /// Language.
    pub lang: i64,
    /// Search tokens.
    pub tokens: Vec<String>,
}

/// Nothing on the networks we know is older than 1995-01-01T00:00:00Z.
const EARLIEST: Instant = Instant::from_seconds(788_918_400);

/// Reads a fact's text and checks its time.
///
/// # Errors
/// The fact and a sentence when its time cannot be true: it is then kept raw and never counted.
pub fn prepare(brand: &Brand, fact: Fact, now: Instant) -> Result<Prepared, (Box<Fact>, String)> {
    if let Err(why) = check(&fact, now) {
        return Err((Box::new(fact), why));
    }
    let reading = match &fact {
        Fact::Message(message) => Some(read(brand, message)),
        _ => None,
    };
    Ok(Prepared { fact, reading })
}

/// Checks a fact without reading it.
///
/// # Errors
/// A sentence when its time cannot be true.
pub fn check(fact: &Fact, now: Instant) -> Result<(), String> {
    time_of(fact).map_or(Ok(()), |at| check_time(at, now))
}

/// When it happened; `None` for what has no time of its own.
pub const fn time_of(fact: &Fact) -> Option<Instant> {
    match fact {
        Fact::Message(message) => Some(message.sent_at),
        Fact::Reaction(reaction) => Some(reaction.at),
        Fact::ReactionCounts(counted) => Some(counted.at),
        Fact::Membership(membership) => Some(membership.at),
        Fact::Deletion(deletion) => Some(deletion.at),
        Fact::Order(order) => Some(order.at),
        Fact::Profile(_) => None,
    }
}

fn check_time(at: Instant, now: Instant) -> Result<(), String> {
    if at < EARLIEST {
        return Err(format!("its date {} is before 1995: kept aside, not counted", at.rfc3339()));
    }
    if at > now.plus(DAY) {
        return Err(format!(
            "its date {} lies in the future: kept aside, not counted",
            at.rfc3339()
        ));
    }
    Ok(())
}

/// A stored message as text analysis takes it: the same as when it came.
pub fn input(row: &MessageRow) -> Input<'_> {
    let answers = row.reply_to_key.is_some() && !row.implied;
    let picture = shows_picture(&attached(row.attachments.as_deref()));
    put(&row.text, picture, row.forwarded_from.is_some(), answers)
}

/// Reads the text of a message.
pub fn read(brand: &Brand, message: &MessageFact) -> Read {
    if message.service {
        return Read { labels: Labels(0), sentiment: 0, lang: 0, tokens: Vec::new() };
    }
    let input = put(
        &message.text,
        shows_picture(&message.attachments),
        message.forwarded_from.is_some(),
        message.reply_to.is_some(),
    );
    let (analysis, tokens) = kamerton_text::read(&brand.lexicon, &input);
    let judged = judged(&analysis);
    Read { labels: judged.labels, sentiment: judged.sentiment, lang: judged.lang, tokens }
}

/// What a message says, without the words it is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Labels.
    pub labels: Labels,
    /// From -100 to 100.
    pub sentiment: i64,
    /// Language.
    pub lang: i64,
}

/// Reads a stored message as it was read when it came.
pub fn read_again(brand: &Brand, row: &OldRow) -> Judged {
    if row.service {
        return Judged { labels: Labels(0), sentiment: 0, lang: 0 };
    }
    // A link that the thread implies was not made by the author.
    let answers = row.reply_to_key.is_some() && !row.implied;
    let picture = shows_picture(&attached(row.attachments.as_deref()));
    let input = put(&row.text, picture, row.forwarded_from.is_some(), answers);
    judged(&kamerton_text::analyse(&brand.lexicon, &input))
}

const fn judged(analysis: &kamerton_text::Analysis) -> Judged {
    Judged {
        labels: Labels(analysis.labels.0),
        sentiment: analysis.sentiment as i64,
        lang: analysis.lang.code(),
    }
}

fn shows_picture(attachments: &[Attachment]) -> bool {
    attachments
        .iter()
        .any(|file| matches!(file.kind, AttachmentKind::Photo | AttachmentKind::Video))
}

/// Attachments as they are stored.
fn attached(json: Option<&str>) -> Vec<Attachment> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn put(text: &str, photo: bool, forwarded: bool, is_reply: bool) -> Input<'_> {
    Input { text, photo, forwarded, is_reply, own_place: true, ..Input::default() }
}

/// The version of the text analysis.
pub const fn analyser() -> i64 {
    kamerton_text::VERSION as i64
}

#[cfg(test)]
mod tests {
    /// The two crates know nothing of each other; the bits have to agree all the same.
    #[test]
    fn labels_mean_the_same_on_both_sides() {
        let ours: Vec<String> =
            kamerton_core::reading::Label::ALL.iter().map(|label| format!("{label:?}")).collect();
        let theirs: Vec<String> =
            kamerton_text::Label::ALL.iter().map(|label| format!("{label:?}")).collect();
        assert_eq!(ours, theirs);
        for (at, label) in kamerton_text::Label::ALL.into_iter().enumerate() {
            assert_eq!(label as usize, at);
        }
    }
}
