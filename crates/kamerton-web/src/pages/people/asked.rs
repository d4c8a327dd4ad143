//! What a list of people is asked for, in the address of the page.

use kamerton_app::people::list;
use kamerton_core::id::PlaceId;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::Instant;
use kamerton_store::people_lists::{Filter, Sort};
use serde::Deserialize;

/// Orders with their words.
const SORTS: [(&str, Sort); 5] = [
    ("charge", Sort::Charge),
    ("active", Sort::Active),
    ("contact", Sort::Contact),
    ("name", Sort::Name),
    ("new", Sort::New),
];

/// Positions of the commerce axis with their words.
const COMMERCE: [(&str, Commerce); 3] =
    [("none", Commerce::None), ("first", Commerce::First), ("repeat", Commerce::Repeat)];

/// The query of the page. What is empty is not asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A list that is asked for often.
    pub list: String,
    /// The beginning of a first or second name.
    pub q: String,
    /// A state.
    pub state: String,
    /// A stage.
    pub stage: String,
    /// A position of the commerce axis.
    pub commerce: String,
    /// A tag.
    pub tag: String,
    /// A place.
    pub place: String,
    /// An order.
    pub sort: String,
    after: String,
}

impl Asked {
    /// Whether everybody is asked for.
    pub fn is_bare(&self) -> bool {
        self.list.is_empty() && self.after.is_empty() && !self.is_narrowed()
    }

    /// Whether a condition is set, beside the list.
    pub fn is_narrowed(&self) -> bool {
        [&self.q, &self.state, &self.stage, &self.commerce, &self.tag, &self.place]
            .iter()
            .any(|asked| !asked.trim().is_empty())
    }

    /// The address of the same list without conditions.
    pub fn widened(&self) -> String {
        let (list, sort) = (self.list.clone(), self.sort.clone());
        Self { list, sort, ..Self::default() }.with_after("")
    }

    /// The same without a list that there is not.
    #[must_use]
    pub fn known(mut self) -> Self {
        if !list::NAMED.iter().any(|named| named.word == self.list) {
            self.list.clear();
        }
        self
    }

    /// The words of orders.
    pub fn sorts(&self) -> impl Iterator<Item = &'static str> {
        SORTS.iter().map(|(word, _)| *word)
    }

    /// The words of states.
    pub fn states(&self) -> impl Iterator<Item = &'static str> {
        State::ALL.iter().rev().map(|state| state.word())
    }

    /// The words of stages.
    pub fn stages(&self) -> impl Iterator<Item = &'static str> {
        Stage::ALL.iter().map(|stage| stage.word())
    }

    /// The words of the commerce axis.
    pub fn commerces(&self) -> impl Iterator<Item = &'static str> {
        COMMERCE.iter().map(|(word, _)| *word)
    }

    /// Filter and order.
    pub fn filter(&self, now: Instant) -> (Filter, Sort) {
        let named = list::NAMED.iter().find(|named| named.word == self.list);
        let (filter, usual) =
            named.map_or_else(Default::default, |named| ((named.filter)(now), named.sort));
        let sort = SORTS.iter().find(|(word, _)| *word == self.sort).map(|(_, sort)| *sort);
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let stage = Stage::ALL.into_iter().find(|stage| stage.word() == self.stage);
        let commerce = COMMERCE.iter().find(|(word, _)| *word == self.commerce);
        let filter = Filter {
            state: State::parse(&self.state).ok().or(filter.state),
            stage: stage.or(filter.stage),
            commerce: commerce.map(|(_, commerce)| *commerce).or(filter.commerce),
            name: text(&self.q).map(|name| list::name_key(&name)),
            tag: text(&self.tag).map(|tag| list::tag_key(&tag)),
            place: self.place.parse::<PlaceId>().ok(),
            ..filter
        };
        (filter, sort.unwrap_or(usual))
    }

    /// Where the page begins, when it is not the first.
    pub fn after(&self) -> Option<&str> {
        Some(self.after.as_str()).filter(|after| !after.is_empty())
    }

    /// The address of the page after the one that ends there.
    pub fn with_after(&self, after: &str) -> String {
        self.address("/people", after)
    }

    /// The address of the whole list as a file.
    pub fn file(&self, kind: &str) -> String {
        self.address(&format!("/people/export.{kind}"), "")
    }

    fn address(&self, path: &str, after: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("list", self.list.as_str()),
            ("q", &self.q),
            ("state", &self.state),
            ("stage", &self.stage),
            ("commerce", &self.commerce),
            ("tag", &self.tag),
            ("place", &self.place),
            ("sort", &self.sort),
            ("after", after),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_seconds(1_700_000_000);

    #[test]
    fn a_list_is_narrowed_by_what_is_asked() {
        let asked = Asked {
            list: "kamertons".into(),
            q: " Ёж ".into(),
            commerce: "repeat".into(),
            ..Asked::default()
        };
        let (filter, sort) = asked.filter(NOW);
        assert_eq!(filter.state, Some(State::Kamerton));
        assert_eq!(filter.commerce, Some(Commerce::Repeat));
        assert_eq!((filter.name.as_deref(), sort), (Some("еж"), Sort::Charge));
    }

    #[test]
    fn nonsense_asks_for_nothing() {
        let asked = Asked {
            list: "x".into(),
            state: "x".into(),
            stage: "9".into(),
            place: "x".into(),
            sort: "x".into(),
            ..Asked::default()
        };
        assert_eq!(asked.filter(NOW), (Filter::default(), Sort::Charge));
        assert_eq!(asked.known().list, "");
        let kamertons = Asked { list: "kamertons".into(), ..Asked::default() };
        assert_eq!(kamertons.known().list, "kamertons");
    }

    #[test]
    fn the_next_page_keeps_what_was_asked() {
        let asked = Asked { q: "a&b".into(), sort: "name".into(), ..Asked::default() };
        assert_eq!(asked.with_after("c.1"), "/people?q=a%26b&sort=name&after=c.1");
        assert_eq!(asked.file("csv"), "/people/export.csv?q=a%26b&sort=name");
        assert_eq!(Asked::default().file("xlsx"), "/people/export.xlsx");
    }

    #[test]
    fn conditions_are_cleared_and_the_list_stays() {
        let asked = Asked { list: "kamertons".into(), ..Asked::default() };
        assert!(!asked.is_narrowed() && !asked.is_bare(), "a list is no condition");
        let narrowed = Asked { tag: "b2b".into(), ..asked };
        assert!(narrowed.is_narrowed());
        assert_eq!(narrowed.widened(), "/people?list=kamertons");
        assert!(!Asked { q: " ".into(), ..Asked::default() }.is_narrowed());
    }
}
