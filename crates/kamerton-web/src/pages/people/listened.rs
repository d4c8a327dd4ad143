//! On the page of a person: who listens to them, what they know, and what we have with them.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::brand::Brand;
use kamerton_app::people::heard::{self, Heard};
use kamerton_app::people::leaders::{self, Leader};
use kamerton_app::people::open::Opened;
use kamerton_app::people::relationship::{self, Written};
use kamerton_app::{AppError, influence as influences};
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use serde::Deserialize;

use super::act::id;
use super::leaders::{Figure, fit, influence, rated, reach, uncounted};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::go;
use crate::pages::page::Page;
use crate::words::Arg;

/// Somebody who listens.
pub struct Listener {
    pub id: PersonId,
    pub name: String,
    /// How often and when last.
    pub times: String,
    pub message: Option<MessageId>,
    pub words: Option<String>,
}

/// An answer to another member.
pub struct Answered {
    pub message: MessageId,
    pub words: Option<String>,
    pub day: String,
    pub confirmed: bool,
}

/// What is written down, as the form holds it.
#[derive(Default)]
pub struct Record {
    pub known_by: String,
    pub contact_day: String,
    pub next_step: String,
    pub next_day: String,
    pub rating: i64,
    pub followers: String,
    /// Who wrote it down and when.
    pub by: Option<String>,
}

/// What the page shows of it.
#[derive(Default)]
pub struct Card {
    pub influence: Option<Figure>,
    /// Why nobody has an influence, where none was computed.
    pub uncounted: Option<String>,
    pub listened: String,
    pub reach: Option<Figure>,
    pub fit: Option<Figure>,
    pub rated: Option<String>,
    pub listeners: Vec<Listener>,
    /// How many answers, and how many of them we confirmed.
    pub answers: Option<String>,
    pub topics: String,
    pub shown: Vec<Answered>,
    pub record: Record,
}

impl Card {
    /// What is known of a person, in words.
    pub fn of(page: &Page, visitor: &Visitor, known: &Known, now: Instant) -> Self {
        let Known { one, heard, listened_to } = known;
        let brand = &visitor.brand;
        let near = |text: &str| {
            let day = Day::parse(text);
            day.map_or_else(String::new, |day| {
                format::day_near(page.lang, day, brand.zone.day(now))
            })
        };
        let mut card = Self::heard(page, heard, &near);
        if let Some(record) = &one.relationship {
            card.rated = record.rating.map(|rating| rated(page, rating));
            let at = Instant::parse_rfc3339(&record.at);
            let when =
                at.map(|at| format::day_near(page.lang, brand.zone.day(at), brand.zone.day(now)));
            let when = when.unwrap_or_default();
            let args = [("by", Arg::Text(&record.by)), ("when", Arg::Text(&when))];
            card.record = Record {
                known_by: record.known_by.clone(),
                contact_day: record.contact_day.clone().unwrap_or_default(),
                next_step: record.next_step.clone(),
                next_day: record.next_day.clone().unwrap_or_default(),
                rating: record.rating.unwrap_or(0),
                followers: record.followers.map(|count| count.to_string()).unwrap_or_default(),
                by: Some(page.words().say("leaders-written", &args)),
            };
        }
        card.influence = influence(page, one.influence);
        card.uncounted = uncounted(page, *listened_to);
        card.listened = page.count("leaders-listeners", &one.listeners);
        card.reach = reach(page, one.reach);
        card.fit = fit(page, one.fit);
        card
    }

    fn heard(page: &Page, heard: &Heard, near: &dyn Fn(&str) -> String) -> Self {
        let quoted = |text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty());
            text.map(|text| format::quoted(page.lang, &format::clip(text, 120)))
        };
        let listeners = heard.listeners.iter().map(|one| Listener {
            id: one.id,
            name: format::name(&one.name),
            times: {
                let day = near(&one.last_day);
                let args = [("count", Arg::Number(one.times)), ("day", Arg::Text(&day))];
                page.words().say("leaders-times", &args)
            },
            message: one.message,
            words: quoted(&one.text),
        });
        let knows = &heard.knows;
        let answers = page.count("leaders-answers", &(knows.answers as i64));
        let confirmed = page.count("leaders-confirmed", &(knows.confirmed as i64));
        let topics: Vec<&str> = knows.topics.iter().map(|(topic, _)| topic.as_str()).collect();
        let shown = knows.shown.iter().map(|one| Answered {
            message: one.message,
            words: quoted(&one.text),
            day: near(&one.day),
            confirmed: one.confirmed,
        });
        Self {
            listeners: listeners.collect(),
            answers: (knows.answers > 0).then(|| format!("{answers}, {confirmed}")),
            topics: topics.join(", "),
            shown: shown.collect(),
            ..Self::default()
        }
    }
}

/// Who listens to somebody.
pub struct Known {
    one: Leader,
    heard: Heard,
    /// How many people are listened to at all.
    listened_to: Option<u64>,
}

impl Known {
    /// Reads it.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        opened: &Opened,
        now: Instant,
    ) -> Result<Self, AppError> {
        let compared = influences::compared(session, brand).await?;
        let listened_to = compared.as_ref().map(|compared| compared.influence.count());
        let scales = compared.unwrap_or_default();
        let one = leaders::one(session, brand, opened, &scales).await?;
        let heard = heard::of(session, brand, opened, now).await?;
        Ok(Self { one, heard, listened_to })
    }
}

/// What we have with somebody, as it is typed in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    known_by: String,
    contact_day: String,
    next_step: String,
    next_day: String,
    rating: String,
    followers: String,
}

impl Typed {
    fn written(&self) -> Result<Written, kamerton_app::Refusal> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => Day::parse(text)
                .map(Some)
                .ok_or_else(|| kamerton_app::Refusal::NoDay { text: text.to_owned() }),
        };
        let number = |text: &str| match text.split_whitespace().collect::<String>().as_str() {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| kamerton_app::Refusal::Relationship),
        };
        Ok(Written {
            known_by: self.known_by.clone(),
            contact_day: day(&self.contact_day)?,
            next_step: self.next_step.clone(),
            next_day: day(&self.next_day)?,
            rating: number(&self.rating)?,
            followers: number(&self.followers)?,
        })
    }
}

/// Writes down what we have with somebody.
///
/// # Errors
/// When a field cannot be, there is no such person, or the store cannot.
pub async fn write(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let person = id(&person)?;
    let written = typed.written().map_err(AppError::from)?;
    let (who, by) = (person.to_string(), visitor.who.actor());
    let done =
        relationship::write(app.store(), &visitor.brand, &who, &written, &by, app.now()).await;
    done?;
    Ok(go(&format!("/people/{person}?did=relationship#relationship")))
}
