//! What is filled in to connect a community, and what is made of it.

use crate::live::{Field, FieldKind, Link, Reason, Settings, Trouble};

/// Where the API is asked.
pub(super) const OFFICIAL: &str = "https://api.vk.com";

/// The fields of the page.
pub(super) const FIELDS: &[Field] = &[
    Field { name: "group", kind: FieldKind::Text, required: true },
    Field { name: "token", kind: FieldKind::Secret, required: true },
    Field { name: "mode", kind: FieldKind::Choice(&["longpoll", "callback"]), required: true },
    Field { name: "secret", kind: FieldKind::OwnSecret, required: false },
    Field { name: "confirmation", kind: FieldKind::Text, required: false },
    Field { name: "user-token", kind: FieldKind::Secret, required: false },
    Field { name: "service-token", kind: FieldKind::Secret, required: false },
    Field { name: "walls", kind: FieldKind::Lines, required: false },
    Field { name: "address", kind: FieldKind::Address, required: false },
];

/// In whose name something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// The community.
    Community,
    /// A person who runs it.
    User,
    /// The application: reads what everybody may read.
    Service,
}

impl Who {
    /// The name of their bucket.
    pub const fn bucket(self) -> &'static str {
        match self {
            Self::Community => "community",
            Self::User => "user",
            Self::Service => "service",
        }
    }

    /// Calls within a second (dev.vk.com, «Ограничения»).
    pub const fn per_second(self) -> u32 {
        match self {
            Self::Community => 20,
            Self::User => 3,
            Self::Service => 5,
        }
    }
}

/// The settings, read.
#[derive(Clone, Copy)]
pub(super) struct Conf<'a> {
    /// Number of the community.
    pub group: i64,
    /// Where the API is asked, without a slash at the end.
    pub address: &'a str,
    settings: &'a Settings,
}

impl<'a> Conf<'a> {
    /// Reads the settings of a link.
    ///
    /// # Errors
    /// When they are none that can be used.
    pub fn of(link: &Link<'a>) -> Result<Self, Trouble> {
        Self::read(link.settings)
    }

    /// Reads settings.
    ///
    /// # Errors
    /// When they are none that can be used.
    pub fn read(settings: &'a Settings) -> Result<Self, Trouble> {
        let group = group_number(settings.get("group"))
            .ok_or_else(|| Trouble::Settings(Reason::of("channel-vk-why-no-group")))?;
        let address = settings.get_or("address", OFFICIAL).trim_end_matches('/');
        Ok(Self { group, address, settings })
    }

    /// The key of somebody, where there is one.
    pub fn key(&self, who: Who) -> Option<&'a str> {
        let name = match who {
            Who::Community => "token",
            Who::User => "user-token",
            Who::Service => "service-token",
        };
        Some(self.settings.get(name)).filter(|key| !key.is_empty())
    }

    /// Whether walls and discussions can be read: the key of a community may not.
    pub fn reads_walls(&self) -> bool {
        self.key(Who::User).or_else(|| self.key(Who::Service)).is_some()
    }

    /// The wall of the community as its owner.
    pub const fn owner(&self) -> i64 {
        -self.group
    }

    /// Text without any of the keys in it.
    pub fn clean(&self, text: &str) -> String {
        let keys =
            [Who::Community, Who::User, Who::Service].into_iter().filter_map(|who| self.key(who));
        let clean = keys.fold(text.to_owned(), |text, key| text.replace(key, "…"));
        clean.chars().take(300).collect()
    }
}

/// The number of a community, also where it was filled in as `-123`, `club123` or as an address.
pub(super) fn group_number(text: &str) -> Option<i64> {
    let last = text.trim().trim_end_matches('/').rsplit('/').next()?;
    let last = ["club", "public", "event", "-"]
        .iter()
        .fold(last, |text, word| text.strip_prefix(word).unwrap_or(text));
    let digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    last.parse().ok().filter(|number| digits && (1..=1 << 52).contains(number))
}

/// Hosts that may be asked. VK itself names the hosts of Long Poll and of uploads in its answers, and
/// they change; what it names is looked at in [`is_theirs`].
pub(super) fn hosts(settings: &Settings) -> Option<Vec<String>> {
    match settings.get("address") {
        "" => None,
        address => {
            Some(crate::outbound::place(address).map(|place| place.host).into_iter().collect())
        }
    }
}

/// Whether an address that an answer names is one of the platform's: the key of a poll and people's files
/// go nowhere else.
pub(super) fn is_theirs(address: &str, conf: &Conf<'_>) -> bool {
    let Some(place) = crate::outbound::place(address) else { return false };
    if conf.address != OFFICIAL {
        return crate::outbound::place(conf.address).is_some_and(|own| own.host == place.host);
    }
    let under = |domain: &&str| {
        place.host == **domain
            || place.host.strip_suffix(*domain).is_some_and(|sub| sub.ends_with('.'))
    };
    place.secure && ["vk.com", "vk.ru", "vk.me", "userapi.com", "vkuser.net"].iter().any(under)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_is_named_in_many_ways() {
        for text in ["123", "-123", "club123", "public123", "https://vk.com/club123/", " 123 "] {
            assert_eq!(group_number(text), Some(123), "{text}");
        }
        for text in ["", "0", "club", "birds", "12a", "99999999999999999999"] {
            assert_eq!(group_number(text), None, "{text}");
        }
    }

    #[test]
    fn only_hosts_of_the_platform_are_believed() {
        let settings = Settings::new([("group".to_owned(), "1".to_owned())]);
        let conf = Conf::read(&settings).unwrap();
        assert!(is_theirs("https://lp.vk.com/wh1", &conf));
        assert!(is_theirs("https://pu.vk.ru/c1/upload.php?act=x", &conf));
        for other in
            ["http://lp.vk.com/wh1", "https://evilvk.com/", "https://vk.com.example.org/", "x"]
        {
            assert!(!is_theirs(other, &conf), "{other}");
        }
    }
}
