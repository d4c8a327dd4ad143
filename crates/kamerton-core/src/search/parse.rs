//! From a text to a query.

use super::{Condition, Field, LONGEST, MOST, Notice, Query, Shape, Term, What, days, names};
use crate::reading::Labels;

/// Takes a text apart.
pub(super) fn parse(text: &str) -> Query {
    let mut query = Query::default();
    let cut = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    if cut < text.len() {
        query.notices.push(Notice::TooLong);
    }
    let mut reader = Reader(text.get(..cut).unwrap_or(text));
    while reader.begins() {
        query.open = false;
        let excluded = reader.minus();
        if let Some(phrase) = reader.quoted() {
            query.term(Term { text: phrase, shape: Shape::Phrase, excluded });
            continue;
        }
        if let Some((field, values)) = reader.condition() {
            query.condition(field, &values, excluded);
            continue;
        }
        let word = reader.word();
        query.notices.extend(unknown(word).map(|name| Notice::Field(name.to_owned())));
        let text = word.trim_end_matches('*');
        let shape = if text.len() < word.len() { Shape::Beginning } else { Shape::Word };
        query.open = reader.0.is_empty() && !excluded && shape == Shape::Word;
        query.term(Term { text: text.to_owned(), shape, excluded });
    }
    query.notices.dedup();
    let typed = text.get(..cut).unwrap_or(text).trim();
    if query.is_empty() && !typed.is_empty() && !typed.contains(char::is_alphanumeric) {
        query.notices.push(Notice::Signs(typed.to_owned()));
    }
    query
}

impl Query {
    fn term(&mut self, term: Term) {
        if !term.text.contains(|letter: char| letter.is_alphanumeric()) {
            return;
        }
        if self.terms.len() == MOST {
            self.notices.push(Notice::TooLong);
            return;
        }
        self.terms.push(term);
    }

    fn condition(&mut self, field: Field, values: &[String], excluded: bool) {
        if self.conditions.len() == MOST {
            self.notices.push(Notice::TooLong);
            return;
        }
        let mut unknown = Vec::new();
        let what = what(field, values, &mut unknown);
        self.notices.extend(unknown.into_iter().map(|value| Notice::Value(field, value)));
        let Some(what) = what else { return };
        let same = self.conditions.iter_mut().filter(|_| !excluded);
        let mut same = same.filter(|condition| !condition.excluded);
        if !same.any(|condition| joins(&mut condition.what, &what)) {
            self.conditions.push(Condition { what, excluded });
        }
    }
}

/// A message has one author and one place: asked for twice, either will do.
fn joins(known: &mut What, more: &What) -> bool {
    match (known, more) {
        (What::From(known), What::From(more)) | (What::Place(known), What::Place(more)) => {
            known.extend_from_slice(more);
        }
        (What::Stage(known), What::Stage(more)) => known.extend_from_slice(more),
        (What::State(known), What::State(more)) => known.extend_from_slice(more),
        _ => return false,
    }
    true
}

fn what(field: Field, values: &[String], unknown: &mut Vec<String>) -> Option<What> {
    Some(match field {
        Field::From => What::From(some(values.to_vec())?),
        Field::Place => What::Place(some(values.to_vec())?),
        Field::Stage => What::Stage(some(all(values, names::stage, unknown))?),
        Field::State => What::State(some(all(values, names::state, unknown))?),
        Field::Has => What::Has(some(all(values, names::has, unknown))?),
        Field::Kind => {
            let kinds = some(all(values, names::kind, unknown))?;
            What::Kind(kinds.into_iter().fold(Labels::default(), |all, one| Labels(all.0 | one.0)))
        }
        Field::Before => What::Before(all(values, days::first, unknown).into_iter().min()?),
        Field::After => What::After(all(values, days::first, unknown).into_iter().max()?),
        Field::Answered => What::Answered(all(values, names::answered, unknown).pop()?),
    })
}

fn some<T>(values: Vec<T>) -> Option<Vec<T>> {
    (!values.is_empty()).then_some(values)
}

/// The values that these words name.
fn all<T>(words: &[String], read: impl Fn(&str) -> Option<T>, unknown: &mut Vec<String>) -> Vec<T> {
    let mut values = Vec::new();
    for word in words {
        match read(word) {
            Some(value) => values.push(value),
            None => unknown.push(word.clone()),
        }
    }
    values
}

/// What looks like a field and is none. Times and addresses of the net are words.
fn unknown(word: &str) -> Option<&str> {
    let (name, value) = word.split_once(':')?;
    let named = !name.is_empty() && name.chars().all(char::is_alphabetic);
    let valued = value.starts_with(|letter: char| letter.is_alphanumeric());
    (named && valued).then_some(name)
}

/// What is left of the text.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    /// Whether something begins, after blanks.
    fn begins(&mut self) -> bool {
        self.0 = self.0.trim_start();
        !self.0.is_empty()
    }

    /// A minus right before what is unwanted.
    fn minus(&mut self) -> bool {
        let rest = self.0.strip_prefix(['-', '−']);
        let rest = rest.filter(|rest| {
            let next = rest.chars().next();
            next.is_some_and(|next| !next.is_whitespace() && next != '-' && next != '−')
        });
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// What stands in quotes; the last ones may still be open.
    fn quoted(&mut self) -> Option<String> {
        let opening = self.0.chars().next()?;
        let closing: &[char] = match opening {
            '"' => &['"'],
            '«' => &['»'],
            '“' | '„' => &['”', '“'],
            _ => return None,
        };
        let rest = self.0.get(opening.len_utf8()..)?;
        let (inside, after) = rest.split_once(closing).unwrap_or((rest, ""));
        self.0 = after;
        Some(inside.replace('"', " ").trim().to_owned())
    }

    /// A known field with its values.
    fn condition(&mut self) -> Option<(Field, Vec<String>)> {
        let (name, rest) = self.0.split_once(':')?;
        let field = names::field(name).filter(|_| !name.contains(char::is_whitespace))?;
        self.0 = rest;
        let mut values = Vec::new();
        loop {
            let value = self.quoted().unwrap_or_else(|| self.until(|letter| letter == ','));
            values.extend(Some(value).filter(|value| !value.trim().is_empty()));
            match self.0.strip_prefix(',') {
                Some(more) => self.0 = more,
                None => return Some((field, values)),
            }
        }
    }

    /// Everything up to a blank or a quote.
    fn word(&mut self) -> &'a str {
        let end = self.0.find(ends).unwrap_or(self.0.len());
        // A closing quote without an opening one stands alone.
        let end = if end == 0 { self.0.chars().next().map_or(0, char::len_utf8) } else { end };
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word
    }

    fn until(&mut self, stops: impl Fn(char) -> bool) -> String {
        let end = self.0.find(|letter| stops(letter) || ends(letter)).unwrap_or(self.0.len());
        let (value, rest) = self.0.split_at(end);
        self.0 = rest;
        value.to_owned()
    }
}

fn ends(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '«' | '»' | '“' | '”' | '„')
}
