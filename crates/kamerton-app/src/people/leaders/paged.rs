//! The radar part by part and page by page, for programs that read it whole.

use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::people_lists::Position;
use serde::Serialize;

use super::{Basis, Found, Key, Leader, clients, compared, leaders, newcomers, outsiders, words};
use crate::brand::Brand;
use crate::error::Result;
use crate::people::list::{cursor, parse_cursor};
use crate::places::Sight;
use crate::refusal::Refusal;

/// A part of the radar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Leaders among our clients and loyal people, the most influential first.
    #[default]
    Clients,
    /// Newcomers who matter already, the latest first.
    Newcomers,
    /// Who speaks of us and never had to do with us, the most influential first.
    Outsiders,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Clients, Self::Newcomers, Self::Outsiders];

    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Newcomers => "newcomers",
            Self::Outsiders => "outsiders",
        }
    }

    /// The part of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// A page of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartPage {
    /// What it was computed from; nothing before the first time.
    pub compared: Option<Basis>,
    /// Who, in order.
    pub leaders: Vec<Leader>,
    /// What asks for the next page; nothing at the end. A page of clients may hold fewer people than
    /// were asked for and yet go on.
    pub next: Option<String>,
}

/// A page of a part of the radar as of `now`, after `after`. It costs what it looks at, as the radar does.
///
/// # Errors
/// When the cursor is none of ours, or the store cannot.
pub async fn part(
    session: &mut Session,
    brand: &Brand,
    (part, sight): (Part, Sight),
    after: Option<&str>,
    limit: usize,
    now: Instant,
) -> Result<PartPage> {
    let after = after.map(key_of).transpose()?;
    let compared = compared(session, brand).await?;
    let scales = compared.clone().unwrap_or_default();
    let is_after = |key: Key| after.is_none_or(|after| key < after);
    let (mut found, next) = match part {
        Part::Clients => clients(session, brand, &scales, (after, limit)).await?,
        Part::Newcomers => {
            let mut found = newcomers(session, brand, &scales, now).await?;
            found.retain(|one| is_after(one.key));
            let goes_on = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| goes_on).map(|one| one.key);
            (found, next)
        }
        Part::Outsiders => {
            let mut rows = outsiders(session, brand, now).await?;
            rows.retain(|(key, _)| is_after(*key));
            let goes_on = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().filter(|_| goes_on).map(|(key, _)| *key);
            (leaders(session, brand, &scales, rows).await?, next)
        }
    };
    if part == Part::Outsiders {
        let words = words(session, brand, sight, &found).await?;
        found.iter_mut().for_each(|one: &mut Found| {
            one.leader.words = words.get(&one.leader.id).cloned();
        });
    }
    Ok(PartPage {
        compared: compared.as_ref().map(Basis::of),
        leaders: found.into_iter().map(|one| one.leader).collect(),
        next: next.map(text_of),
    })
}

fn text_of(key: Key) -> String {
    let Key { rank, ground, id } = key;
    cursor(&Position { number: rank, text: ground.to_string(), id })
}

fn key_of(text: &str) -> Result<Key> {
    let Position { number, text: ground, id } = parse_cursor(text)?;
    let ground: MessageId =
        ground.parse().map_err(|_| Refusal::NoPosition { text: text.to_owned() })?;
    Ok(Key { rank: number, ground, id })
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::PersonId;

    use super::*;

    #[test]
    fn keys_stand_as_their_values_and_come_back_from_their_text() {
        let [low, high] = [0.5, 1_234.5]
            .map(|value| Key::by_value(value, PersonId::derived(&[b"somebody".as_slice()])));
        assert!(low < high);
        for key in [low, high] {
            assert_eq!(key_of(&text_of(key)).ok(), Some(key));
        }
        for wrong in ["", "1.2.3", "zz", "1.00000000000000000000000000000000.7a"] {
            assert!(key_of(wrong).is_err(), "{wrong}");
        }
    }
}
