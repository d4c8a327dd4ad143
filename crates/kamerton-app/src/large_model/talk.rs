//! A talk as it is sent: the last words of one person with what was said to them, masked.

use std::collections::{BTreeSet, HashSet};

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::{Session, identities, messages as stored};
use kamerton_text::{Lang, Mask};

use super::Settings;
use crate::accounts::users;
use crate::brand::Brand;
use crate::error::Result;
use crate::messages::{self, Filter, Listed};
use crate::people;
use crate::places::Sight;

/// Messages of a talk.
const LINES: usize = 20;
/// Letters of each.
const LETTERS: usize = 600;
/// Days before the last words that belong to the talk, and after.
const DAYS: (i32, i32) = (14, 2);
/// Messages of the place that are looked at.
const LOOKED_AT: usize = 80;

/// A line of a talk, masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who: a placeholder.
    pub who: String,
    /// What.
    pub text: String,
}

/// A talk, masked, with what puts it back.
#[derive(Debug)]
pub struct Talk {
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// Whom it is about: a placeholder.
    pub about: String,
    /// Their last words, as they are.
    pub last: String,
    /// What the small models say of the last words.
    pub labels: Vec<Label>,
    /// From -100 to 100, as the small models say.
    pub sentiment: i64,
    /// Hides more of the same talk, and puts back what was hidden.
    pub mask: Mask,
}

impl Talk {
    /// Whether a human has to find the words.
    pub fn is_grave(&self) -> bool {
        self.labels.contains(&Label::Sensitive)
    }

    /// The lines as they are sent.
    pub fn written(&self) -> String {
        self.lines.iter().map(|line| format!("{}: {}\n", line.who, line.text)).collect()
    }
}

/// What may be sent of what somebody may see.
fn sent(settings: &Settings, sight: Sight) -> Sight {
    if settings.private { sight } else { Sight::Community }
}

/// The last talk of a person, as far as it may be sent; nothing when there is none.
///
/// # Errors
/// When there is no such person, or the store cannot.
pub async fn of_person(
    session: &mut Session,
    brand: &Brand,
    settings: &Settings,
    person: PersonId,
    sight: Sight,
    now: Instant,
) -> Result<Option<Talk>> {
    let person = people::find(session, brand, &person.to_string()).await?.id;
    let sight = sent(settings, sight);
    let theirs = Filter { person: Some(person), ..Filter::default() };
    let found = messages::page(session, brand, sight, &theirs, None, 1, now).await?;
    let Some(last) = found.messages.into_iter().next() else { return Ok(None) };
    around(session, brand, sight, last, now).await.map(Some)
}

/// A message with what was said before it, as far as it may be sent; nothing when it may not.
///
/// # Errors
/// When the store cannot.
pub async fn about_message(
    session: &mut Session,
    brand: &Brand,
    settings: &Settings,
    message: MessageId,
    sight: Sight,
    now: Instant,
) -> Result<Option<Talk>> {
    let sight = sent(settings, sight);
    let Some(last) = messages::one(session, brand, sight, message, now).await? else {
        return Ok(None);
    };
    let mut talk = around(session, brand, sight, last, now).await?;
    // The message stands last: what came after it is not judged.
    let at = talk.lines.iter().rposition(|line| line.who == talk.about);
    talk.lines.truncate(at.map_or(0, |at| at + 1));
    Ok(Some(talk))
}

async fn around(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    last: Listed,
    now: Instant,
) -> Result<Talk> {
    let day = brand.zone.day(last.at);
    let near = Filter {
        place: Some(last.place),
        from: Some(day.plus(-DAYS.0)),
        to: Some(day.plus(DAYS.1)),
        ..Filter::default()
    };
    let mut said =
        messages::page(session, brand, sight, &near, None, LOOKED_AT, now).await?.messages;
    if !said.iter().any(|one| one.id == last.id) {
        said.push(last.clone());
    }
    said.reverse();
    said.sort_by_key(|one| one.at);
    let mut lines = belonging(said, &last);
    lines.drain(..lines.len().saturating_sub(LINES));
    let mut mask = Mask::new(if brand.lang == "en" { Lang::En } else { Lang::Ru });
    let names = Names::learn(session, brand, &mut mask, &lines, &last).await?;
    let row = stored::by_id(session, brand.id, [last.id]).await?.pop();
    Ok(Talk {
        lines: lines.iter().map(|one| names.line(&mut mask, one)).collect(),
        about: names.of(&last),
        last: last.text.clone(),
        labels: last.labels.clone(),
        sentiment: row.map_or(0, |row| row.sentiment),
        mask,
    })
}

/// What of a place belongs to the talk: what the person said, what that answers and what answers it; all
/// of it where they are alone with us.
fn belonging(said: Vec<Listed>, last: &Listed) -> Vec<Listed> {
    let is_theirs = |one: &Listed| match person_of(last) {
        Some(person) => person_of(one) == Some(person),
        None => one.identity == last.identity,
    };
    let own: HashSet<MessageId> =
        said.iter().filter(|one| is_theirs(one)).map(|one| one.id).collect();
    let answered: HashSet<MessageId> = said
        .iter()
        .filter(|one| is_theirs(one))
        .filter_map(|one| Some(one.reply_to.as_ref()?.id))
        .collect();
    let mut after_theirs = false;
    said.into_iter()
        .filter(|one| {
            let answers = one.reply_to.as_ref().map(|quoted| quoted.id);
            let ours = one.author.as_ref().is_some_and(|author| author.role.is_ours());
            let follows = after_theirs && ours && answers.is_none();
            after_theirs = is_theirs(one);
            one.topic == last.topic
                && (one.private
                    || own.contains(&one.id)
                    || answered.contains(&one.id)
                    || answers.is_some_and(|id| own.contains(&id))
                    || follows)
        })
        .filter(|one| one.id == last.id || !one.text.trim().is_empty())
        .collect()
}

fn person_of(one: &Listed) -> Option<PersonId> {
    one.author.as_ref().and_then(|author| author.person)
}

/// Who is who in a talk.
struct Names {
    we: String,
    others: Vec<(Whose, String)>,
}

/// By what a speaker is told from others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Person(PersonId),
    Account(Option<IdentityId>),
}

impl Whose {
    fn of(one: &Listed) -> Self {
        person_of(one).map_or(Self::Account(one.identity), Self::Person)
    }
}

fn is_ours(one: &Listed) -> bool {
    one.author.as_ref().is_some_and(|author| author.role.is_ours())
}

impl Names {
    /// Teaches a mask all the names of a talk: the person first, then whoever speaks or is quoted in it,
    /// and those of us.
    async fn learn(
        session: &mut Session,
        brand: &Brand,
        mask: &mut Mask,
        lines: &[Listed],
        last: &Listed,
    ) -> Result<Self> {
        let speakers: Vec<&Listed> = std::iter::once(last).chain(lines).collect();
        let mut ours = BTreeSet::new();
        let mut others: Vec<(Whose, String)> = Vec::new();
        for one in &speakers {
            let spellings = spellings(session, brand, one).await?;
            if is_ours(one) {
                ours.extend(spellings);
            } else if others.iter().all(|(known, _)| *known != Whose::of(one)) {
                let shown = one.author.as_ref().map_or("", |author| author.name.as_str());
                let placeholder = mask.person(shown, spellings.iter().map(String::as_str));
                others.push((Whose::of(one), placeholder));
            }
        }
        // Whoever is answered need not speak in what is left of the talk.
        for one in &speakers {
            if let Some(name) = one.reply_to.as_ref().and_then(|quoted| quoted.name.as_deref()) {
                mask.person(name, []);
            }
            if let Some(name) = one.forwarded_from.as_deref() {
                mask.person(name, []);
            }
        }
        ours.extend(users::team(session, brand.id).await?.into_iter().map(|one| one.user.name));
        let staff = identities::of_roles(session, brand.id, &[Role::Staff]).await?;
        ours.extend(staff.into_iter().filter_map(|row| row.name));
        let we = mask.ours(ours.iter().map(String::as_str)).to_owned();
        Ok(Self { we, others })
    }

    fn of(&self, one: &Listed) -> String {
        let known = self.others.iter().find(|(whose, _)| *whose == Whose::of(one));
        known.map_or_else(|| self.we.clone(), |(_, placeholder)| placeholder.clone())
    }

    fn line(&self, mask: &mut Mask, one: &Listed) -> Line {
        // Lines begin with who speaks, so a text has none of its own.
        let text: String = one.text.trim().chars().take(LETTERS).collect();
        let text = mask.hide(&text).split_whitespace().collect::<Vec<_>>().join(" ");
        Line { who: self.of(one), text }
    }
}

/// All names under which a speaker is known.
async fn spellings(session: &mut Session, brand: &Brand, one: &Listed) -> Result<Vec<String>> {
    let rows = match person_of(one) {
        Some(person) => people::accounts(session, brand, person).await?,
        None => identities::by_id(session, brand.id, one.identity).await?,
    };
    let names = rows.into_iter().flat_map(|row| [row.name, row.handle, Some(row.remote_id)]);
    let shown = one.author.as_ref().map(|author| author.name.clone());
    Ok(names.flatten().chain(shown).collect())
}
