//! What the errors of the platform mean for us.

use std::time::Duration;

use serde_json::Value;

use super::settings::{Conf, Who};
use super::wire::{int, text};
use crate::live::{Reason, Trouble};

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
        why: why.clone().into(),
    };
    let advised = |advice: &'static str| Reason::of(advice).saying(why.clone());
    let refused = |advice: &'static str| Trouble::Refused(advised(advice));
    match code {
        6 => limited(TOO_MANY, who.bucket()),
        9 | 601 => limited(FLOOD, method),
        29 => limited(USED_UP, method),
        32 => limited(FLOOD, who.bucket()),
        // It says neither that it was done nor that it was not.
        0 | 1 | 10 | 13 | 36 if does => Trouble::Unknown(why.into()),
        0 | 1 | 10 | 13 | 36 => Trouble::Passing(why.into()),
        2 | 4 | 5 | 17 => match who {
            Who::Community => Trouble::SignIn(advised("channel-vk-why-new-key")),
            // The rest of the connection works without them.
            Who::User => refused("channel-vk-why-user-key"),
            Who::Service => refused("channel-vk-why-service-key"),
        },
        3 | 8 | 16 | 33 | 34 | 35 | 100..=103 | 113 | 125 => refused("channel-vk-why-unwanted"),
        7 | 15 | 20 | 23 | 27 | 28 | 200 | 203 | 204 | 260 | 1051 | 1116 => match who {
            Who::Community => refused("channel-vk-why-no-right"),
            Who::User => refused("channel-vk-why-no-right-person"),
            Who::Service => refused("channel-vk-why-no-right-service"),
        },
        14 => refused("channel-vk-why-captcha"),
        24 | 25 => refused("channel-vk-why-by-hand"),
        42 => Trouble::SignIn(advised("channel-vk-why-other-address")),
        43 => refused("channel-vk-why-off"),
        214 => refused("channel-vk-why-no-more-posts"),
        222 => refused("channel-vk-why-no-links"),
        900 => refused("channel-vk-why-blocked"),
        901 => refused("channel-vk-why-write-first"),
        902 => refused("channel-vk-why-takes-none"),
        909 => refused("channel-vk-why-too-old"),
        914 => refused("channel-vk-why-too-long"),
        917 | 925 | 927 => refused("channel-vk-why-no-rights-there"),
        _ => Trouble::Refused(why.into()),
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
