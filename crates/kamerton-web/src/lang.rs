//! The language of a page: the user's, else the brand's; for guests what their browser asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::http::cookies;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

/// Where a guest's choice is remembered.
pub const COOKIE: &str = "lang";

impl Lang {
    /// The language of a word; nothing when it is none of ours.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The other one, which pages offer.
    pub const fn other(self) -> Self {
        match self {
            Self::Ru => Self::En,
            Self::En => Self::Ru,
        }
    }

    /// What a guest chose, else what their browser prefers, else `usual`.
    pub fn of_guest(headers: &HeaderMap, usual: Self) -> Self {
        let chosen = cookies::value(headers, COOKIE).and_then(|word| Self::parse(&word));
        chosen.or_else(|| preferred(headers)).unwrap_or(usual)
    }
}

/// The first language of ours in the browser's list, which begins with what is liked best.
fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let list = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    list.split(',').find_map(|item| {
        let tag = item.split(';').next().unwrap_or_default().trim();
        Lang::parse(tag.split('-').next().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
    }

    #[test]
    fn browsers_are_listened_to() {
        let cases = [("de,en-GB;q=0.8,ru;q=0.5", Lang::En), ("ru-RU", Lang::Ru), ("de", Lang::Ru)];
        for (list, lang) in cases {
            assert_eq!(Lang::of_guest(&headers("accept-language", list), Lang::Ru), lang, "{list}");
        }
    }

    #[test]
    fn a_choice_outweighs_the_browser() {
        let mut both = headers("accept-language", "ru");
        both.extend(headers("cookie", "a=b; lang=en"));
        assert_eq!(Lang::of_guest(&both, Lang::Ru), Lang::En);
    }
}
