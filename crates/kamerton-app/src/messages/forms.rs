//! Words as they are sought: as typed, or, when nobody wrote them, as they read on the other keyboard,
//! in the other script or without a slip.

use kamerton_core::search::{Query, Shape, Term};
use kamerton_store::Session;
use kamerton_store::search::{self, Piece};
use kamerton_text::search::{Near, Sought, in_the_other_script, near, on_the_other_keyboard};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;

/// Shorter beginnings are begun by too many words.
const BEGINNING: usize = 3;
/// Readings in the other script are compared by how often they are written, up to here.
const OFTEN: i64 = 512;
/// At most so many words that nobody wrote are looked for in other forms.
const FORGIVEN: usize = 6;

/// A word that was sought in another form than it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// As it was typed.
    pub typed: String,
    /// As it was sought.
    pub shown: String,
}

/// A word, or several that were typed as one.
pub struct Word {
    /// What is sought: all of it.
    pub sought: Vec<Sought>,
    /// In which other form.
    pub reading: Option<Reading>,
}

/// The words of a query in the forms in which they are sought. `typing`: its last word may go on.
///
/// # Errors
/// When the store cannot.
pub async fn words(
    session: &mut Session,
    brand: &Brand,
    query: &Query,
    typing: bool,
) -> Result<Vec<Word>> {
    let last = query.terms.len().checked_sub(1).filter(|_| typing && query.open);
    let wanted = query.terms.iter().enumerate().filter(|(_, term)| is_word(term));
    let typed: Vec<(&Term, bool, Vec<Sought>)> = wanted
        .map(|(at, term)| {
            let begins = term.shape == Shape::Beginning || last == Some(at);
            (term, begins, sought(&term.text, begins))
        })
        .collect();
    let known = exist(session, brand, typed.iter().map(|(_, _, sought)| sought.as_slice())).await?;
    let (mut words, mut forgiven) = (Vec::new(), 0);
    for ((term, begins, sought), known) in typed.into_iter().zip(known) {
        let mut reading = None;
        if known == 0 && !sought.is_empty() && forgiven < FORGIVEN {
            forgiven += 1;
            reading = other(session, brand, &term.text, begins).await?;
        }
        words.push(match reading {
            Some((shown, sought)) => {
                let reading = Reading { typed: term.text.clone(), shown };
                Word { sought, reading: Some(reading) }
            }
            None => Word { sought, reading: None },
        });
    }
    Ok(words)
}

fn is_word(term: &Term) -> bool {
    !term.excluded && term.shape != Shape::Phrase
}

/// What is sought for a text; its last word may be a beginning.
pub fn sought(text: &str, begins: bool) -> Vec<Sought> {
    let mut all = Sought::words(text);
    if let Some(Sought::Word { token, form }) = all.last().filter(|_| begins).cloned()
        && form.chars().count() >= BEGINNING
    {
        all.pop();
        all.push(Sought::Beginning { token, form });
    }
    all
}

/// What documents have that hold what is sought: any of these.
pub fn pieces(sought: &Sought) -> Vec<Vec<Piece>> {
    match sought {
        Sought::Word { token, .. } => vec![vec![Piece::Token(token.clone())]],
        Sought::Beginning { token, form } => {
            vec![vec![Piece::Token(token.clone()), Piece::Beginning(form.clone())]]
        }
        Sought::Phrase(forms) => {
            let tokens = forms.iter().flat_map(|form| kamerton_text::index_tokens(form));
            tokens.map(|token| vec![Piece::Token(token)]).collect()
        }
    }
}

/// How many messages have each of these, up to a bound: of several words, the rarest counts.
async fn counted<'a>(
    session: &mut Session,
    brand: &Brand,
    all: impl Iterator<Item = &'a [Sought]>,
    most: i64,
) -> Result<Vec<i64>> {
    let groups: Vec<Vec<Vec<Piece>>> =
        all.map(|sought| sought.iter().flat_map(pieces).collect()).collect();
    let flat: Vec<Piece> = groups.iter().flatten().flatten().cloned().collect();
    let mut counts = search::count(session, brand.id, &flat, most).await?.into_iter();
    let mut of_any = |any: &Vec<Piece>| {
        let own: Vec<i64> = counts.by_ref().take(any.len()).collect();
        own.into_iter().max().unwrap_or(0)
    };
    Ok(groups
        .iter()
        .map(|group| group.iter().map(&mut of_any).collect::<Vec<i64>>())
        .map(|counts| counts.into_iter().min().unwrap_or(0))
        .collect())
}

async fn exist<'a>(
    session: &mut Session,
    brand: &Brand,
    all: impl Iterator<Item = &'a [Sought]>,
) -> Result<Vec<i64>> {
    counted(session, brand, all, 1).await
}

/// How many messages have each of these, up to `most`.
///
/// # Errors
/// When the store cannot.
pub async fn counts(
    session: &mut Session,
    brand: &Brand,
    all: &[Sought],
    most: i64,
) -> Result<Vec<i64>> {
    counted(session, brand, all.chunks(1), most).await
}

/// What a text that nobody wrote may have meant.
async fn other(
    session: &mut Session,
    brand: &Brand,
    text: &str,
    begins: bool,
) -> Result<Option<(String, Vec<Sought>)>> {
    let keyboard = on_the_other_keyboard(text);
    let mut readings: Vec<String> = keyboard.iter().cloned().collect();
    readings.extend(in_the_other_script(text));
    let candidates: Vec<(String, Vec<Sought>)> = readings
        .into_iter()
        .map(|text| {
            let sought = sought(&text, begins);
            (text, sought)
        })
        .filter(|(_, sought)| !sought.is_empty())
        .collect();
    let all = candidates.iter().map(|(_, sought)| sought.as_slice());
    let counts = counted(session, brand, all, OFTEN).await?;
    let mut best = None;
    for (candidate, count) in candidates.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
        if keyboard.as_ref() == Some(&candidate.0) {
            return Ok(Some(candidate));
        }
        if best.as_ref().is_none_or(|(_, most)| count > *most) {
            best = Some((candidate, count));
        }
    }
    if let Some((candidate, _)) = best {
        return Ok(Some(candidate));
    }
    without_slip(session, brand, text).await
}

async fn without_slip(
    session: &mut Session,
    brand: &Brand,
    text: &str,
) -> Result<Option<(String, Vec<Sought>)>> {
    // The likeliest slips are a fifth of all; where they lead to a usual word, the others need not be
    // looked up.
    let (likely, others): (Vec<Near>, Vec<Near>) =
        near(text).into_iter().partition(|near| near.cost < 2);
    let mut best = likeliest(session, brand, likely).await?;
    if best.as_ref().is_none_or(|(_, count, _)| *count < OFTEN) {
        let other = likeliest(session, brand, others).await?;
        best = match (best, other) {
            (Some(one), Some(other)) => Some(if other.0 > one.0 { other } else { one }),
            (one, other) => one.or(other),
        };
    }
    Ok(best.map(|(_, _, near)| {
        let sought = sought(&near.form, false);
        (near.form, sought)
    }))
}

/// The likeliest of these words that is written: how likely, and how often up to a bound.
async fn likeliest(
    session: &mut Session,
    brand: &Brand,
    words: Vec<Near>,
) -> Result<Option<(i64, i64, Near)>> {
    let pieces: Vec<Piece> = words.iter().map(|near| Piece::Token(near.token.clone())).collect();
    let counts = search::count(session, brand.id, &pieces, OFTEN).await?;
    let mut best: Option<(i64, i64, Near)> = None;
    for (near, count) in words.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
        let likely = 2 * i64::from(count.ilog2()) - 3 * i64::from(near.cost);
        if best.as_ref().is_none_or(|(most, _, _)| likely > *most) {
            best = Some((likely, count, near));
        }
    }
    Ok(best)
}
