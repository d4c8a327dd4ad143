//! What the errors of the platform mean for us.

use std::time::Duration;

use serde_json::Value;

use super::settings::{Conf, Who};
use super::wire::{int, text};
use crate::live::Trouble;

/// After how long error 6, too many calls within a second, is forgotten.
pub(super) const TOO_MANY: Duration = Duration::from_secs(1);
/// The same for error 9: too many equal things. The platform names no time; bans of minutes are usual.
const FLOOD: Duration = Duration::from_secs(15 * 60);
/// The same for error 29: the daily amount of one method is used up.
const USED_UP: Duration = Duration::from_secs(60 * 60);

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The platform's number, where it answered.
    pub code: Option<i64>,
    pub trouble: Trouble,
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self { code: None, trouble }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        fault.trouble
    }
}

impl Fault {
    /// Whether this key may not do it and another may: nothing was done.
    pub fn is_of_the_key(&self) -> bool {
        matches!(self.code, Some(5 | 7 | 15 | 17 | 20 | 23 | 27 | 28 | 203 | 1051 | 1116))
    }

    /// Whether there were too many calls within a second.
    pub fn is_too_many(&self) -> bool {
        self.code == Some(6)
    }

    /// Whether the platform says that there is no such thing.
    pub fn is_missing(&self) -> bool {
        matches!(self.code, Some(104))
    }

    /// What an error of the platform means.
    pub fn of(error: &Value, method: &str, who: Who, does: bool, conf: &Conf<'_>) -> Self {
        let code = int(error, "error_code").unwrap_or(0);
        let words = conf.clean(text(error, "error_msg"));
        Self { code: Some(code), trouble: trouble(code, &words, method, who, does) }
    }
}

fn trouble(code: i64, words: &str, method: &str, who: Who, does: bool) -> Trouble {
    let why = format!("{method}: error {code}, {words}");
    let limited = |after, bucket: &str| Trouble::Limited {
        after,
        bucket: bucket.to_owned(),
        why: why.clone(),
    };
    let refused = |advice: &str| Trouble::Refused(format!("{why} — {advice}"));
    match code {
        6 => limited(TOO_MANY, who.bucket()),
        9 | 601 => limited(FLOOD, method),
        29 => limited(USED_UP, method),
        32 => limited(FLOOD, who.bucket()),
        // It says neither that it was done nor that it was not.
        0 | 1 | 10 | 13 | 36 if does => Trouble::Unknown(why),
        0 | 1 | 10 | 13 | 36 => Trouble::Passing(why),
        2 | 4 | 5 | 17 => match who {
            Who::Community => Trouble::SignIn(format!("{why} — make a new key of the community")),
            // The rest of the connection works without them.
            Who::User => refused("the key of the person does not work any more: make a new one"),
            Who::Service => refused(
                "the service key does not work any more: take it from the application again",
            ),
        },
        3 | 8 | 16 | 33 | 34 | 35 | 100..=103 | 113 | 125 => {
            refused("this is not as the platform wants it")
        }
        7 | 15 | 20 | 23 | 27 | 28 | 200 | 203 | 204 | 260 | 1051 | 1116 => match who {
            Who::Community => refused(
                "the key of the community may not do this: tick the right for it, or add the key of a person \
                 who runs the community",
            ),
            Who::User => {
                refused("the person whose key this is may not do this: they must run the community")
            }
            Who::Service => refused("the service key may only read what everybody may read"),
        },
        14 => refused(
            "the platform asks for a captcha: do it once by hand on vk.com, then try again later",
        ),
        24 | 25 => refused("the platform wants a person to confirm this: do it by hand on vk.com"),
        42 => Trouble::SignIn(format!(
            "{why} — the key may not be used from this address of the network"
        )),
        43 => refused("this section of the platform is switched off just now"),
        214 => refused("no more posts today, or one at that very minute is planned already"),
        222 => refused("links may not be posted there"),
        900 => refused("the person has blocked the community"),
        901 => refused(
            "the person has not allowed the community to write to them; they have to write first",
        ),
        902 => refused("the person takes no messages from communities"),
        909 => refused("it is too old to be changed"),
        914 => refused("the text is too long"),
        917 | 925 | 927 => refused("the community is not in that talk, or has no rights in it"),
        _ => Trouble::Refused(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Settings;

    fn of(code: i64, who: Who, does: bool) -> Trouble {
        let settings = Settings::new([
            ("group".to_owned(), "1".to_owned()),
            ("token".to_owned(), "vk1.a.secret".to_owned()),
        ]);
        let conf = Conf::read(&settings).unwrap();
        let error = serde_json::json!({ "error_code": code, "error_msg": "bad vk1.a.secret" });
        let fault = Fault::of(&error, "wall.post", who, does, &conf);
        assert_eq!(fault.code, Some(code));
        assert!(!fault.trouble.to_string().contains("vk1.a.secret"), "{}", fault.trouble);
        fault.trouble
    }

    #[test]
    fn every_error_says_what_to_do_next() {
        let limit = |code| match of(code, Who::User, true) {
            Trouble::Limited { after, bucket, .. } => (after.as_secs(), bucket),
            other => panic!("{code}: {other}"),
        };
        assert_eq!(limit(6), (1, "user".to_owned()));
        assert_eq!(limit(9), (900, "wall.post".to_owned()));
        assert_eq!(limit(29), (3_600, "wall.post".to_owned()));
        assert!(matches!(of(5, Who::Community, true), Trouble::SignIn(_)));
        assert!(matches!(of(5, Who::User, true), Trouble::Refused(_)));
        for code in [7, 14, 15, 27, 28, 100, 214, 901, 1_051, 99_999] {
            assert!(matches!(of(code, Who::Community, true), Trouble::Refused(_)), "{code}");
        }
        assert!(matches!(of(10, Who::Community, true), Trouble::Unknown(_)));
        assert!(matches!(of(10, Who::Community, false), Trouble::Passing(_)));
    }
}
