//! What a list of people is asked for, in the address of the page.

use kamerton_app::people::list;
use kamerton_app::segments::{self, Kind, Segment};
use kamerton_app::{AppError, Brand, Refusal};
use kamerton_core::id::{PlaceId, SegmentId};
use kamerton_core::segment::{Condition, Lately, Tree};
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::Session;
use kamerton_store::people_lists::{Filter, NEVER, Sort};
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
    /// A segment.
    pub segment: String,
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
        let fields = [&self.q, &self.state, &self.stage, &self.commerce, &self.tag, &self.place];
        fields.iter().chain([&&self.segment]).any(|asked| !asked.trim().is_empty())
    }

    /// Whether nothing is asked beside a segment.
    pub fn is_only_segment(&self) -> bool {
        !Self { segment: String::new(), ..self.clone() }.is_narrowed()
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

    /// Filter and order, with whom the segment holds.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn whole_filter(
        &self,
        session: &mut Session,
        brand: &Brand,
        now: Instant,
    ) -> Result<(Filter, Sort), AppError> {
        let (filter, sort) = self.filter(now);
        let Some(segment) = self.asked_segment(session, brand).await? else {
            return Ok((filter, sort));
        };
        let held = segments::filter_of(session, brand, &segment, now).await?;
        Ok((Filter { role: held.role, member: held.member, tree: held.tree, ..filter }, sort))
    }

    /// The segment, unless it is gone: what cannot be understood is not asked.
    pub async fn asked_segment(
        &self,
        session: &mut Session,
        brand: &Brand,
    ) -> Result<Option<Segment>, AppError> {
        let Ok(id) = self.segment.parse::<SegmentId>() else { return Ok(None) };
        match segments::by_id(session, brand, id).await {
            Ok(segment) => Ok(Some(segment)),
            Err(AppError::Refused(Refusal::NoSegment { .. })) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The same people as a condition, where one says it: members of a snapshot are no condition.
    pub fn condition(
        &self,
        places: &[(PlaceId, String)],
        segment: Option<&Segment>,
        now: Instant,
    ) -> Option<Tree> {
        if segment.is_some_and(|segment| segment.kind == Kind::Static) {
            return None;
        }
        let (filter, _) = self.filter(now);
        let ago = |at: Option<Instant>| {
            at.map(|at| {
                if at == NEVER {
                    return Lately::Ever;
                }
                let days = now.since(at).max(0) / DAY;
                u32::try_from(days).map_or(Lately::Ever, |days| Lately::Days(days.max(1)))
            })
        };
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let new = match ago(filter.seen_from) {
            Some(Lately::Days(days)) => Some(Condition::New(days)),
            _ => None,
        };
        let place = filter.place.and_then(|id| places.iter().find(|(known, _)| *known == id));
        let hold = [
            filter.state.map(Condition::State),
            filter.stage.map(Condition::Stage),
            filter.commerce.map(Condition::Commerce),
            ago(filter.contact_from).map(Condition::Talked),
            ago(filter.active_from).map(Condition::Wrote),
            filter.orders.filter(|has| *has).map(|_| Condition::Bought(Lately::Ever)),
            new,
            place.map(|(_, title)| Condition::Place(title.clone())),
            text(&self.tag).map(Condition::Tag),
            text(&self.q).map(Condition::Name),
        ];
        let do_not = [
            ago(filter.contact_before).map(Condition::Talked),
            ago(filter.active_before).map(Condition::Wrote),
            filter.orders.filter(|has| !*has).map(|_| Condition::Bought(Lately::Ever)),
        ];
        let hold = hold.into_iter().flatten().map(Tree::One);
        let do_not = do_not.into_iter().flatten().map(|one| Tree::none_of(Tree::One(one)));
        let held = segment.map(|segment| segment.tree.clone());
        let tree = Tree::all(held.into_iter().chain(hold).chain(do_not));
        (!tree.is_everybody() && tree.check().is_ok()).then_some(tree)
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
            ("segment", &self.segment),
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

    #[test]
    fn what_is_asked_is_said_as_a_condition() {
        let said = |asked: Asked| {
            let place = (PlaceId::NIL, "Чат «А»".to_owned());
            asked.condition(&[place], None, NOW).map(|tree| {
                kamerton_core::segment::write(&tree, kamerton_core::segment::Language::English)
            })
        };
        let list = |list: &str| said(Asked { list: list.into(), ..Asked::default() });
        for (word, text) in [
            ("kamertons", "state: kamerton"),
            ("warm-without-contact", "state: warm and not talked with us for 30 days"),
            ("fading-promoters", "state: passive promoter and not wrote for 30 days"),
            ("new-this-month", "new: 30 days"),
            ("clients-without-contact", "bought and not talked with us"),
            ("detractors-lately", "state: detractor and wrote within 30 days"),
            ("loyal-without-purchase", "stage: promoter and purchases: none"),
            ("repeat-buyers", "purchases: repeat"),
            ("in-contact", "talked with us within 30 days"),
            ("silent-buyers", "bought and not wrote for 90 days"),
        ] {
            assert_eq!(list(word).as_deref(), Some(text));
        }
        assert_eq!(list(""), None);
        let narrowed = Asked {
            q: " Ан ".into(),
            tag: "вип".into(),
            place: PlaceId::NIL.to_string(),
            stage: "II".into(),
            ..Asked::default()
        };
        let text = "stage: purchase and place: \"Чат «А»\" and tag: \"вип\" and name: \"Ан\"";
        assert_eq!(said(narrowed).as_deref(), Some(text));
    }
}
