//! The language of a page: the user's, else the brand's; for guests what their browser asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::format::Language;
use crate::http::cookies;

/// Where a guest's choice is remembered.
pub const COOKIE: &str = "lang";

impl Language {
    /// The language of a tag; nothing when it is none of ours.
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::Ru, Self::En].into_iter().find(|language| language.tag() == tag)
    }

    /// The other one, which pages offer.
    pub const fn other(self) -> Self {
        match self {
            Self::Ru => Self::En,
            Self::En => Self::Ru,
        }
    }
}

/// What a guest chose, else what their browser prefers, else `usual`.
pub fn of_guest(headers: &HeaderMap, usual: Language) -> Language {
    let chosen = cookies::value(headers, COOKIE).and_then(|tag| Language::parse(&tag));
    chosen.or_else(|| preferred(headers)).unwrap_or(usual)
}

/// What a browser prefers, whatever was chosen on our pages.
pub fn of_browser(headers: &HeaderMap) -> Option<Language> {
    preferred(headers)
}

/// The first language of ours in the browser's list, which begins with what is liked best.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let list = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    list.split(',').find_map(|item| {
        let tag = item.split(';').next().unwrap_or_default().trim();
        Language::parse(tag.split('-').next().unwrap_or_default())
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
        let ours = [
            ("de,en-GB;q=0.8,ru;q=0.5", Language::En),
            ("ru-RU", Language::Ru),
            ("de", Language::Ru),
        ];
        for (list, lang) in ours {
            let headers = headers("accept-language", list);
            assert_eq!(of_guest(&headers, Language::Ru), lang, "{list}");
        }
    }

    #[test]
    fn a_choice_outweighs_the_browser() {
        let mut both = headers("accept-language", "ru");
        both.extend(headers("cookie", "a=b; lang=en"));
        assert_eq!(of_guest(&both, Language::Ru), Language::En);
    }
}
