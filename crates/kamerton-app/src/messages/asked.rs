//! What a list is asked for: its filter and the text of its search, looked up in what there is.

use std::collections::{HashMap, HashSet};

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::reading::Labels;
use kamerton_core::search::{Condition, Field, Has, Notice, Query, Shape, Term, What};
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::search::{Piece, Wanted};
use kamerton_store::{Session, identities};
use kamerton_text::search::Sought;

use super::forms::{self, Reading};
use super::{Filter, Order};
use crate::brand::Brand;
use crate::error::Result;
use crate::people;
use crate::places::Known;
use crate::today::waits;

/// Of so many people of one name the accounts are known; of more it is seen by each message whether
/// one of them wrote it.
const NAMESAKES: usize = 20;
/// With words that more messages have, the messages of whoever is asked for are walked and not those
/// with the words.
const COMMON: i64 = 1_000;

/// A condition on whoever wrote.
pub struct Writer {
    pub is: Is,
    pub excluded: bool,
}

/// What whoever wrote is to be.
pub enum Is {
    /// In any of these stages.
    Stage(Vec<Stage>),
    /// In any of these states.
    State(Vec<State>),
    /// Called by a name whose sort key begins in any of these ways.
    Called(Vec<String>),
}

/// What a list is asked for.
#[derive(Default)]
pub struct Asked {
    /// Words that may be missing from what is best.
    pub words: Vec<Sought>,
    /// Phrases that may not.
    pub phrases: Vec<Sought>,
    /// What is not to be said.
    pub unsaid: Vec<Vec<Sought>>,
    pub accounts: Option<HashSet<IdentityId>>,
    pub other_accounts: HashSet<IdentityId>,
    pub places: Option<HashSet<PlaceId>>,
    pub other_places: HashSet<PlaceId>,
    /// Any of each.
    pub labels: Vec<Labels>,
    pub other_labels: Labels,
    pub has: Vec<(Vec<Has>, bool)>,
    pub writers: Vec<Writer>,
    /// Whether the words are looked for in the texts of what some people wrote.
    pub by_text: bool,
    pub answered: Option<bool>,
    /// What waits for an answer, with when it was sent.
    pub waiting: Option<HashMap<MessageId, Instant>>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub readings: Vec<Reading>,
    pub notices: Vec<Notice>,
}

impl Asked {
    /// Looks up what a filter asks for.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        places: &Known,
        filter: &Filter,
        now: Instant,
    ) -> Result<Self> {
        let query = Query::parse(&filter.words);
        let mut asked = Self {
            places: filter.place.map(|place| HashSet::from([place])),
            labels: Some(filter.labels).filter(|labels| labels.0 != 0).into_iter().collect(),
            answered: filter.answered,
            from: filter.from,
            to: filter.to,
            notices: query.notices.clone(),
            ..Self::default()
        };
        if filter.waiting {
            let waiting = waits::all(session, brand, places, now).await?.messages();
            let waiting = waiting.into_iter().map(|(message, (sent_at, _))| (message, sent_at));
            asked.waiting = Some(waiting.collect());
        }
        if let Some(person) = filter.person {
            asked.accounts = Some(accounts(session, brand, [person]).await?);
        }
        for word in forms::words(session, brand, &query, filter.typing).await? {
            asked.words.extend(word.sought);
            asked.readings.extend(word.reading);
        }
        for term in &query.terms {
            asked.term(term);
        }
        for condition in &query.conditions {
            asked.condition(session, brand, places, condition).await?;
        }
        if asked.accounts.is_some() && !asked.words.is_empty() && filter.order == Order::Newest {
            let counts = forms::counts(session, brand, &asked.words, COMMON).await?;
            asked.by_text = counts.iter().all(|count| *count >= COMMON);
        }
        Ok(asked)
    }

    fn term(&mut self, term: &Term) {
        match (term.shape, term.excluded) {
            (Shape::Phrase, false) => self.phrases.push(Sought::phrase(&term.text)),
            (Shape::Phrase, true) => self.unsaid.push(vec![Sought::phrase(&term.text)]),
            (shape, true) => {
                self.unsaid.push(forms::sought(&term.text, shape == Shape::Beginning));
            }
            (_, false) => {}
        }
    }

    async fn condition(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        places: &Known,
        condition: &Condition,
    ) -> Result<()> {
        let excluded = condition.excluded;
        match &condition.what {
            What::From(names) => self.named(session, brand, names, excluded).await?,
            What::Place(titles) => {
                let found = self.titled(places, titles);
                match (found, excluded) {
                    (Some(found), true) => self.other_places.extend(found),
                    (Some(found), false) => both(&mut self.places, found),
                    (None, _) => {}
                }
            }
            What::Stage(stages) => {
                self.writers.push(Writer { is: Is::Stage(stages.clone()), excluded });
            }
            What::State(states) => {
                self.writers.push(Writer { is: Is::State(states.clone()), excluded });
            }
            What::Kind(labels) if excluded => self.other_labels.0 |= labels.0,
            What::Kind(labels) => self.labels.push(*labels),
            What::Has(has) => self.has.push((has.clone(), excluded)),
            What::Before(day) if excluded => self.from = self.from.max(Some(*day)),
            What::After(day) if !excluded => self.from = self.from.max(Some(*day)),
            What::Before(day) | What::After(day) => {
                let last = day.plus(-1);
                self.to = Some(self.to.map_or(last, |to| to.min(last)));
            }
            What::Answered(yes) => self.answered = Some(*yes != excluded),
        }
        Ok(())
    }

    /// Takes note of whoever is called so.
    async fn named(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        names: &[String],
        excluded: bool,
    ) -> Result<()> {
        let (mut people, mut forms, mut many) = (Vec::new(), Vec::new(), false);
        for name in names {
            let found = people::find::called(session, brand, name, NAMESAKES + 1).await?;
            if found.is_empty() {
                self.notice(Field::From, name);
                continue;
            }
            many |= found.len() > NAMESAKES;
            people.extend(found);
            forms.extend(people::find::meant(session, brand, name).await?);
        }
        if people.is_empty() {
            return Ok(());
        }
        if many {
            self.writers.push(Writer { is: Is::Called(forms), excluded });
            return Ok(());
        }
        let found = accounts(session, brand, people).await?;
        if excluded {
            self.other_accounts.extend(found);
        } else {
            both(&mut self.accounts, found);
        }
        Ok(())
    }

    /// The places that are called so; nothing when none is.
    fn titled(&mut self, places: &Known, titles: &[String]) -> Option<HashSet<PlaceId>> {
        let mut all = HashSet::new();
        for title in titles {
            let found = places.titled(title);
            if found.is_empty() {
                self.notice(Field::Place, title);
            }
            all.extend(found);
        }
        (!all.is_empty()).then_some(all)
    }

    fn notice(&mut self, field: Field, value: &str) {
        let notice = Notice::Value(field, value.to_owned());
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// What the index is asked for; nothing when no word is sought.
    pub fn wanted(&self) -> Option<Wanted> {
        self.wanted_of(&self.words)
    }

    /// The same with only some of the words.
    pub fn wanted_of(&self, words: &[Sought]) -> Option<Wanted> {
        let sought = words.iter().chain(&self.phrases);
        let all: Vec<Vec<Piece>> = sought.flat_map(forms::pieces).collect();
        // The index knows nothing of the order of words, so phrases are looked at by themselves.
        let words = self.unsaid.iter().filter(|unsaid| !unsaid.iter().any(is_phrase));
        let none = words.map(|unsaid| unsaid.iter().map(rarest).collect()).collect();
        (!all.is_empty()).then_some(Wanted { all, none })
    }

    /// Everything whose places in a text are shown.
    pub fn shown(&self) -> Vec<Sought> {
        self.words.iter().chain(&self.phrases).cloned().collect()
    }

    /// The one place asked for.
    pub fn place(&self) -> Option<PlaceId> {
        let places = self.places.as_ref()?;
        places.iter().next().copied().filter(|_| places.len() == 1)
    }
}

const fn is_phrase(sought: &Sought) -> bool {
    matches!(sought, Sought::Phrase(_))
}

fn rarest(sought: &Sought) -> Piece {
    match sought {
        Sought::Word { token, .. } => Piece::Token(token.clone()),
        Sought::Beginning { form, .. } => Piece::Beginning(form.clone()),
        Sought::Phrase(forms) => Piece::Token(forms.concat()),
    }
}

fn both<T: Eq + std::hash::Hash>(known: &mut Option<HashSet<T>>, found: HashSet<T>) {
    match known {
        Some(known) => known.retain(|one| found.contains(one)),
        None => *known = Some(found),
    }
}

/// The accounts of people.
async fn accounts(
    session: &mut Session,
    brand: &Brand,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashSet<IdentityId>> {
    let rows = identities::of_people(session, brand.id, people).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
