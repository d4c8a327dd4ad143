//! What may be asked of the list, in the address of the page.

use form_urlencoded::Serializer;
use kamerton_app::messages::{Filter, Order};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::search::Query;
use kamerton_core::time::Day;
use serde::Deserialize;

use crate::format;
use crate::pages::page::Page;

/// Saved lists, in the order of their tabs.
pub const VIEWS: [&str; 7] =
    ["all", "waiting", "questions", "confirmations", "thanks", "negatives", "intents"];

/// What was asked. Whatever cannot be understood is not asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words.
    pub q: String,
    view: String,
    /// Which place.
    pub place: String,
    person: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The order.
    pub sort: String,
    /// Whether the last word may go on.
    pub typing: String,
    after: String,
}

impl Asked {
    /// Takes note of whether a first page is asked for while one types: a script asks then, a person
    /// who is done does not.
    pub fn begins(&mut self, by_script: bool) {
        if self.after.is_empty() {
            self.typing = if by_script { "1".to_owned() } else { String::new() };
        }
    }

    /// What the list holds.
    pub fn filter(&self) -> Filter {
        Filter {
            place: self.place.parse().ok(),
            person: self.person.parse().ok(),
            labels: self.labels(),
            answered: None,
            waiting: self.view() == "waiting",
            from: Day::parse(&self.from),
            to: Day::parse(&self.to),
            words: self.q.clone(),
            order: Order::parse(&self.sort).unwrap_or_default(),
            typing: !self.typing.is_empty(),
        }
    }

    fn labels(&self) -> Labels {
        match self.view() {
            "questions" => Labels::of(&[Label::Question, Label::UsageQuestion]),
            "confirmations" => Labels::of(&[
                Label::Recommendation,
                Label::Defence,
                Label::Delight,
                Label::CoCreation,
                Label::EventPhoto,
                Label::BrandedPhoto,
                Label::Story,
                Label::ProductTalk,
                Label::UsageQuestion,
                Label::OwnerMention,
            ]),
            "thanks" => Labels::of(&[Label::Thanks]),
            "negatives" => Labels::of(&[Label::Complaint, Label::Conflict, Label::Negative]),
            "intents" => Labels::of(&[Label::PurchaseIntent]),
            _ => Labels::default(),
        }
    }

    /// The saved list.
    pub fn view(&self) -> &str {
        if VIEWS.contains(&self.view.as_str()) { &self.view } else { "all" }
    }

    /// Where the page begins.
    pub fn after(&self) -> Option<&str> {
        Some(self.after.as_str()).filter(|after| !after.is_empty())
    }

    /// The words, when there are any.
    pub fn words(&self) -> Option<&str> {
        Some(self.q.trim()).filter(|words| !words.is_empty())
    }

    /// The days, in words.
    pub fn days(&self, page: &Page) -> Option<String> {
        let language = page.words().language();
        let day = |text: &str| Day::parse(text).map(|day| format::date(language, day));
        match (day(&self.from), day(&self.to)) {
            (None, None) => None,
            (Some(from), None) => Some(page.with("messages-since", "day", &from)),
            (None, Some(to)) => Some(page.with("messages-until", "day", &to)),
            (Some(from), Some(to)) => Some(format!("{from}\u{a0}– {to}")),
        }
    }

    /// Whether nothing at all is asked for.
    pub fn is_bare(&self) -> bool {
        let order = Order::default();
        Filter { order, typing: false, ..self.filter() } == Filter::default()
    }

    /// Whether what fits best is to come first.
    pub fn is_best(&self) -> bool {
        self.sort == "best"
    }

    /// The address of the same list in an order.
    pub fn with_sort(&self, sort: &str) -> String {
        let sort = if sort == "newest" { "" } else { sort };
        Self { sort: sort.to_owned(), after: String::new(), ..self.clone() }.address()
    }

    /// The address of a search with a word taken literally.
    pub fn literally(&self, word: &str) -> String {
        let q = Query::parse(&self.q).literally(word).to_string();
        Self { q, after: String::new(), typing: String::new(), ..self.clone() }.address()
    }

    /// The address of a search in all messages.
    pub fn searching(&self, words: &str) -> String {
        Self { q: words.to_owned(), ..Self::default() }.address()
    }

    /// The address of the same list under another tab.
    pub fn with_view(&self, view: &str) -> String {
        Self { view: view.to_owned(), after: String::new(), ..self.clone() }.address()
    }

    /// The address of the next page.
    pub fn with_after(&self, after: &str) -> String {
        Self { after: after.to_owned(), ..self.clone() }.address()
    }

    /// The address without one of the conditions.
    pub fn without(&self, name: &str) -> String {
        let mut rest = Self { after: String::new(), ..self.clone() };
        match name {
            "q" => rest.q.clear(),
            "place" => rest.place.clear(),
            "person" => rest.person.clear(),
            _ => {
                rest.from.clear();
                rest.to.clear();
            }
        }
        rest.address()
    }

    /// What the form hands on unseen.
    pub fn unseen(&self) -> [(&'static str, &str); 3] {
        [("view", self.view()), ("person", &self.person), ("sort", &self.sort)]
    }

    fn address(&self) -> String {
        let view = if self.view() == "all" { "" } else { self.view() };
        let pairs = [
            ("q", self.q.as_str()),
            ("view", view),
            ("place", &self.place),
            ("person", &self.person),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", &self.sort),
            // A further page goes on as the first began.
            ("typing", if self.after.is_empty() { "" } else { &self.typing }),
            ("after", &self.after),
        ];
        let mut query = Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() { "/messages".to_owned() } else { format!("/messages?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_dropped_and_the_others_stay() {
        let asked = Asked {
            q: "где шипы?".to_owned(),
            view: "thanks".to_owned(),
            from: "2026-11-01".to_owned(),
            after: "1.2.3".to_owned(),
            ..Asked::default()
        };
        let words = "%D0%B3%D0%B4%D0%B5+%D1%88%D0%B8%D0%BF%D1%8B%3F";
        assert_eq!(asked.without("days"), format!("/messages?q={words}&view=thanks"));
        assert_eq!(asked.without("q"), "/messages?view=thanks&from=2026-11-01");
        assert_eq!(asked.with_view("all"), format!("/messages?q={words}&from=2026-11-01"));
        assert!(asked.with_after("4.5.6").ends_with("&after=4.5.6"));
    }

    #[test]
    fn a_search_is_ordered_and_taken_literally() {
        let asked = Asked { q: "доствка от:Анна".to_owned(), ..Asked::default() };
        let word = "%D0%B4%D0%BE%D1%81%D1%82%D0%B2%D0%BA%D0%B0";
        let literal = asked.literally("доствка");
        assert!(literal.starts_with(&format!("/messages?q=%22{word}%22+from%3A")), "{literal}");
        assert!(asked.with_sort("best").ends_with("&sort=best"));
        assert!(!asked.with_sort("newest").contains("sort"));
        let typed = Asked { typing: "1".to_owned(), ..asked };
        assert!(typed.with_after("1.2.3").ends_with("&typing=1&after=1.2.3"));
        assert!(!typed.with_sort("best").contains("typing"));
    }

    #[test]
    fn what_cannot_be_understood_is_not_asked_for() {
        let asked = Asked {
            view: "x".to_owned(),
            place: "y".to_owned(),
            from: "вчера".to_owned(),
            ..Asked::default()
        };
        assert!(asked.is_bare());
        assert_eq!(asked.view(), "all");
        assert!(!Asked { view: "waiting".to_owned(), ..Asked::default() }.is_bare());
    }
}
