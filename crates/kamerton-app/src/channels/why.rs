//! Why something of a channel does not work, as it is kept: a message with what stands in it and the
//! platform's own words, so that everybody reads it in their language.

use std::collections::BTreeMap;

use kamerton_channels::live::{Reason, Trouble};
use serde::{Deserialize, Serialize};

/// Why something does not work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// Of which kind the trouble is, in a word ([`Trouble::word`]); empty where it is none of a platform.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The id of the message that says it; empty where there are words of the platform only.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What stands in the message, by the names of its arguments.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
    /// The platform's own words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub said: String,
}

impl Why {
    /// A message of ours.
    pub fn of(message: &'static str) -> Self {
        Self { message: message.to_owned(), ..Self::default() }
    }

    /// The same with words in which somebody else said it.
    #[must_use]
    pub fn saying(mut self, said: impl Into<String>) -> Self {
        self.said = said.into();
        self
    }

    /// As it is kept.
    pub fn stored(&self) -> String {
        // Texts alone always become JSON.
        serde_json::to_string(self).unwrap_or_else(|_| self.said.clone())
    }

    /// Of what is kept. What an older version kept are words.
    pub fn read(stored: &str) -> Self {
        let known = stored.starts_with('{').then(|| serde_json::from_str(stored).ok()).flatten();
        known.unwrap_or_else(|| Self { said: stored.to_owned(), ..Self::default() })
    }
}

impl From<&Trouble> for Why {
    fn from(trouble: &Trouble) -> Self {
        let Reason { message, arguments, said } = trouble.reason();
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Self {
            kind: trouble.word().to_owned(),
            message: (*message).to_owned(),
            arguments: arguments.collect(),
            said: said.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_so_are_the_words_of_older_versions() {
        let reason = Reason::of("channel-x-why-y").with("host", "a").saying("{no}");
        for trouble in [Trouble::Refused(reason), Trouble::Passing("{\"odd".to_owned().into())] {
            let why = Why::from(&trouble);
            assert_eq!(Why::read(&why.stored()), why);
        }
        let old = Why { said: "not now: nobody answers".to_owned(), ..Why::default() };
        assert_eq!(Why::read("not now: nobody answers"), old);
        assert_eq!(Why::read("{broken").said, "{broken");
    }
}
