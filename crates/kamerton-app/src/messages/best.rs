//! The best of the newest messages with the words of a search.
//!
//! A band of the newest messages is ranked; behind its end the next band begins, so that every
//! message comes once. Where few have all words, those come after them that lack the commonest ones.

use std::collections::HashSet;

use kamerton_core::search::{Fit, score, weight};
use kamerton_core::time::DAY;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, search};
use kamerton_text::search::{Cut, Found, Sought};

use super::asked::Asked;
use super::fitting::Fitting;
use super::forms;
use crate::error::Result;
use crate::refusal::Refusal;

/// So many of the newest messages with all words are ranked together.
pub const BAND: usize = 1_000;
/// When fewer have all words, such are taken too that lack some.
const FEW: usize = 60;
/// So many of them for each word that is missing.
const LACKING: i64 = 150;
/// Words are not counted further when it is asked how rare they are.
const COUNTED: i64 = 256;

/// What nearness is worth to words that do not stand just as they were typed.
const APART: f64 = 0.8;

/// Where a page begins: before which document its band, and how many of the band lie before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub before: i64,
    pub skip: usize,
}

/// A page of rows, best first, and where the next begins.
pub async fn page(
    session: &mut Session,
    fitting: &Fitting<'_>,
    after: Option<Place>,
    limit: usize,
) -> Result<(Vec<MessageRow>, Option<Place>)> {
    let (asked, brand) = (fitting.asked, fitting.brand);
    let end = asked
        .to
        .map_or(i64::MAX, |to| search::doc_id(brand.zone.at_hour(to.plus(1), 0).micros(), 0));
    let place = after.unwrap_or(Place { before: end, skip: 0 });
    let Some(wanted) = asked.wanted() else { return Ok((Vec::new(), None)) };
    let ids = search::find_wanted(session, brand.id, &wanted, place.before, BAND as i64).await?;
    let is_whole = ids.len() < BAND;
    let mut rows = messages::by_id(session, brand.id, ids).await?;
    let last = rows.iter().map(|row| row.doc_id).min();
    let weights = weights(session, fitting).await?;
    if is_whole && rows.len() < FEW {
        let more = lacking(session, fitting, &weights, place.before, &rows).await?;
        rows.extend(more);
    }
    // What comes in meanwhile must not move what was seen: the first page sets the upper end.
    let newest = rows.iter().map(|row| row.doc_id).max();
    let before = newest.map_or(place.before, |doc| doc.saturating_add(1)).min(place.before);
    let rows = answered(session, fitting, rows).await?;
    let rows = fitting.of(session, rows).await?;
    let mut ranked = ranked(asked, &weights, rows);
    let seen = (place.skip + limit).min(ranked.len());
    let next = if seen < ranked.len() {
        Some(Place { before, skip: seen })
    } else {
        last.filter(|_| !is_whole).map(|last| Place { before: last, skip: 0 })
    };
    ranked.truncate(seen);
    Ok((ranked.split_off(place.skip.min(seen)), next))
}

/// What each word weighs.
async fn weights(session: &mut Session, fitting: &Fitting<'_>) -> Result<Vec<i64>> {
    let words = &fitting.asked.words;
    if words.len() < 2 {
        return Ok(vec![1; words.len()]);
    }
    let counts = forms::counts(session, fitting.brand, words, COUNTED).await?;
    Ok(counts.into_iter().map(weight).collect())
}

/// Messages that lack the commonest of the words.
async fn lacking(
    session: &mut Session,
    fitting: &Fitting<'_>,
    weights: &[i64],
    before: i64,
    known: &[MessageRow],
) -> Result<Vec<MessageRow>> {
    let asked = fitting.asked;
    let mut order: Vec<(&i64, &Sought)> = weights.iter().zip(&asked.words).collect();
    order.sort_by_key(|(weight, _)| std::cmp::Reverse(**weight));
    let mut words: Vec<Sought> = order.into_iter().map(|(_, word)| word.clone()).collect();
    let mut seen: HashSet<_> = known.iter().map(|row| row.id).collect();
    let (mut more, brand) = (Vec::new(), fitting.brand.id);
    while words.pop().is_some() && !words.is_empty() {
        let Some(wanted) = asked.wanted_of(&words) else { break };
        let ids = search::find_wanted(session, brand, &wanted, before, LACKING).await?;
        more.extend(ids.into_iter().filter(|id| seen.insert(*id)));
        if more.len() + known.len() >= FEW {
            break;
        }
    }
    Ok(messages::by_id(session, brand, more).await?)
}

async fn answered(
    session: &mut Session,
    fitting: &Fitting<'_>,
    rows: Vec<MessageRow>,
) -> Result<Vec<MessageRow>> {
    super::walk::as_answered(session, fitting.brand, fitting.asked.answered, rows).await
}

fn ranked(asked: &Asked, weights: &[i64], rows: Vec<MessageRow>) -> Vec<MessageRow> {
    let newest = rows.iter().map(|row| row.sent_at).max();
    let whole: i64 = weights.iter().sum();
    let phrase = as_phrase(&asked.words);
    let mut scored: Vec<(f64, MessageRow)> = rows
        .into_iter()
        .map(|row| {
            let cut = Cut::of(&row.text);
            let found = cut.find(&asked.words);
            let age = newest.map_or(0, |newest| newest.since(row.sent_at));
            let mut fit = fit(asked, weights, whole, &found, cut.len(), age);
            if !phrase.as_ref().is_none_or(|phrase| cut.has(phrase)) {
                fit.near *= APART;
            }
            (score(&fit), row)
        })
        .collect();
    scored.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| other.1.doc_id.cmp(&one.1.doc_id))
    });
    scored.into_iter().map(|(_, row)| row).collect()
}

/// Several words as they would stand in one sentence.
fn as_phrase(words: &[Sought]) -> Option<Sought> {
    let forms = words.iter().filter_map(|word| match word {
        Sought::Word { form, .. } | Sought::Beginning { form, .. } => Some(form.clone()),
        Sought::Phrase(_) => None,
    });
    let forms: Vec<String> = forms.collect();
    (forms.len() > 1).then_some(Sought::Phrase(forms))
}

fn fit(asked: &Asked, weights: &[i64], whole: i64, found: &[Found], words: usize, age: i64) -> Fit {
    let which: HashSet<usize> = found.iter().map(|one| one.which).collect();
    let exact: HashSet<usize> = found.iter().filter(|one| one.exact).map(|one| one.which).collect();
    let has: i64 = which.iter().filter_map(|which| weights.get(*which)).sum();
    let all = asked.words.len().max(1) as f64;
    let closest = kamerton_text::search::closest(found);
    let near = match (which.len(), closest) {
        (_, 0) => 1.0,
        (1, _) if asked.words.len() > 1 => 0.0,
        (count, span) => count as f64 / span as f64,
    };
    Fit {
        coverage: if whole > 0 { has as f64 / whole as f64 } else { 1.0 },
        exact: exact.len() as f64 / all,
        near,
        words,
        days: age as f64 / DAY as f64,
    }
}

impl Place {
    /// As text that is opaque to whoever hands it back.
    pub fn cursor(self) -> String {
        format!("b{:x}.{:x}", self.before, self.skip)
    }

    pub fn parse(text: &str) -> Result<Self> {
        let parts = text.trim().strip_prefix('b').and_then(|rest| rest.split_once('.'));
        let number = |digits: &str| u64::from_str_radix(digits, 16).ok();
        let place = parts.and_then(|(before, skip)| {
            let before = i64::try_from(number(before)?).ok()?;
            Some(Self { before, skip: usize::try_from(number(skip)?).ok()? })
        });
        place.ok_or_else(|| Refusal::NoPosition { text: text.to_owned() }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back() {
        let place = Place { before: i64::MAX, skip: 30 };
        assert_eq!(Place::parse(&place.cursor()).unwrap(), place);
        for wrong in ["", "b", "1.2", "b1", "b1.x", "bffffffffffffffff.0"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}
