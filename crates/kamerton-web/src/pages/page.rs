//! What all pages share: language, look, the navigation, and how templates get their words.

use std::fmt;
use std::sync::LazyLock;

use axum::http::HeaderMap;
use kamerton_core::access::Action;
use kamerton_core::id::WorkspaceId;

use crate::app::App;
use crate::format::Language;
use crate::http::assets;
use crate::http::guard::Visitor;
use crate::words::Arg;

/// The sections of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Whom to write to today.
    Today,
    /// What was said.
    Inbox,
    /// Who there is.
    People,
    /// Where they meet.
    Places,
    /// How all is set up.
    Settings,
    /// None of them.
    Elsewhere,
}

impl Section {
    /// The word of its icon and its translation.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Inbox => "inbox",
            Self::People => "people",
            Self::Places => "places",
            Self::Settings => "settings",
            Self::Elsewhere => "",
        }
    }
}

/// An entry of the navigation.
pub struct Entry {
    /// Where.
    pub section: Section,
    /// Its address.
    pub path: &'static str,
    /// The key that leads there after G, by its place on the keyboard.
    pub key: &'static str,
    /// Whether it stands in the strip of a phone, and not behind «More».
    pub near: bool,
}

/// The navigation: four words, and the settings.
const ENTRIES: [Entry; 5] = [
    Entry { section: Section::Today, path: "/", key: "KeyT", near: true },
    Entry { section: Section::Inbox, path: "/messages", key: "KeyI", near: true },
    Entry { section: Section::People, path: "/people", key: "KeyP", near: true },
    Entry { section: Section::Places, path: "/places", key: "KeyL", near: true },
    Entry { section: Section::Settings, path: "/settings", key: "KeyS", near: false },
];

/// Text that is HTML already.
pub struct Markup(pub String);

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// What says what happened, with the way back.
pub struct Toast {
    /// What happened.
    pub text: String,
    /// Where the way back is posted to, if there is one.
    pub undo: Option<String>,
}

/// Who looks at a page, as far as the layout shows it.
pub struct Frame {
    visitor: Visitor,
    section: Section,
}

/// What all pages share. Templates call it `page`.
pub struct Page {
    app: App,
    /// The language.
    pub lang: Language,
    /// What stands in the browser's tab.
    pub title: String,
    /// Who looks, when somebody has signed in.
    pub frame: Option<Frame>,
    /// What has just happened.
    pub toast: Option<Toast>,
}

impl Page {
    /// A page for somebody who has signed in; `title` is the id of its title.
    pub fn of(app: &App, visitor: &Visitor, section: Section, title: &str) -> Self {
        let mut page = Self::of_guest(app, visitor.lang, title);
        page.frame = Some(Frame { visitor: visitor.clone(), section });
        page
    }

    /// A page for whoever comes.
    pub fn of_guest(app: &App, lang: Language, title: &str) -> Self {
        let title = app.words(lang).say(title, &[]);
        Self { app: app.clone(), lang, title, frame: None, toast: None }
    }

    /// The sentence of an id.
    pub fn say(&self, id: &str) -> String {
        self.app.words(self.lang).say(id, &[])
    }

    /// The sentence of an id with a number in it, as `$count`.
    pub fn count<N: TryInto<i64> + Copy>(&self, id: &str, count: &N) -> String {
        let count = (*count).try_into().unwrap_or(i64::MAX);
        self.app.words(self.lang).say(id, &[("count", Arg::Number(count))])
    }

    /// The sentence of an id with a text in it.
    pub fn with(&self, id: &str, name: &str, text: &str) -> String {
        self.app.words(self.lang).say(id, &[(name, Arg::Text(text))])
    }

    /// The sentence of the id that is put together from two words: `state-` and `warm`.
    pub fn word(&self, kind: &str, word: &str) -> String {
        self.say(&format!("{kind}-{word}"))
    }

    /// As [`Page::word`]; a word that nobody has translated is shown as it is.
    pub fn word_or_raw(&self, kind: &str, word: &str) -> String {
        let id = format!("{kind}-{word}");
        if self.words().has(&id) { self.say(&id) } else { word.to_owned() }
    }

    /// The words of the page's language.
    pub fn words(&self) -> &crate::words::Words {
        self.app.words(self.lang)
    }

    /// The address of one of the browser's files.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// An icon, which says nothing to those who listen.
    pub fn icon(&self, name: &str) -> Markup {
        static SPRITE: LazyLock<String> = LazyLock::new(|| assets::address("icons.svg"));
        Markup(format!(
            "<svg class=\"i\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">\
             <use href=\"{}#{name}\"/></svg>",
            *SPRITE
        ))
    }

    /// Light or dark, when one was chosen.
    pub fn theme(&self) -> Option<&str> {
        self.frame.as_ref().and_then(|frame| frame.visitor.who.preferences.theme.as_deref())
    }

    /// Whether whoever looks may do this.
    pub fn may(&self, action: Action) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.visitor.who.may(action))
    }

    /// Whether whoever looks may add this: `person`, `visit` or `order`.
    pub fn may_add(&self, what: &str) -> bool {
        self.may(if what == "order" { Action::CorrectPeople } else { Action::NotePeople })
    }

    /// Whether single keys do something.
    pub fn shortcuts(&self) -> bool {
        self.frame.as_ref().is_none_or(|frame| frame.visitor.who.preferences.shortcuts)
    }
}

impl Frame {
    /// The navigation.
    pub fn entries(&self) -> &'static [Entry] {
        &ENTRIES
    }

    /// Whether this is the section one is in.
    pub fn is_here(&self, entry: &Entry) -> bool {
        self.section == entry.section
    }

    /// How many steps of today are left for whoever looks.
    pub fn left(&self) -> &usize {
        &self.visitor.left
    }

    /// The brand's name.
    pub fn brand(&self) -> &str {
        &self.visitor.brand.name
    }

    /// Whether the brand is the demo.
    pub fn is_demo(&self) -> bool {
        self.visitor.brand.demo
    }

    /// The user's name.
    pub fn user(&self) -> &str {
        &self.visitor.who.user.name
    }

    /// The user's other brands.
    pub fn others(&self) -> &[(WorkspaceId, String)] {
        &self.visitor.others
    }
}

/// Where a form came from, to go back there: a path of ours, else the first page.
pub fn back(headers: &HeaderMap) -> String {
    let from = headers.get("referer").and_then(|from| from.to_str().ok());
    let path = from
        .and_then(|from| from.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    path.filter(|path| is_own_path(path)).unwrap_or_else(|| "/".to_owned())
}

/// Whether this is a path of ours and cannot lead elsewhere.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        // Browsers take a backslash for a slash, and pass over tabs and ends of lines.
        && !path.contains(|letter: char| letter == '\\' || letter.is_control())
        && path.len() < 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_followed() {
        assert!(is_own_path("/people?list=kamertons"));
        for path in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "/\t/e"]
        {
            assert!(!is_own_path(path), "{path}");
        }
    }
}
