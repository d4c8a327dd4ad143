//! One place: is a newcomer comfortable here, who speaks, and is it getting better.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::brand::{Address, Brand};
use kamerton_app::people::authors::Author;
use kamerton_app::people::{comfort, ringing};
use kamerton_app::places::show::{Busy, Group, Shown};
use kamerton_app::places::welcome::{LOOKED_AT, Waiting};
use kamerton_app::places::{Sight, indices};
use kamerton_core::access::Action;
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_core::share::{Share, Trend};
use kamerton_core::time::Instant;
use kamerton_store::Session;
use serde::Deserialize;

use super::indices::Cards;
use super::weeks::Activity;
use crate::app::App;
use crate::chart::{Bar, Drawn, Kind, bars};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::figures::Fact;
use crate::pages::page::{Markup, Page, Section, Toast};
use crate::pages::render;
use crate::ring::{Ring, Size, Tint};
use crate::words::Arg;

/// Rings of people by id.
pub type Rings = HashMap<PersonId, Markup>;

/// A group of voices.
struct Voices {
    word: &'static str,
    group: Group,
    share: String,
    bar: Drawn,
}

#[derive(Template)]
#[template(path = "places/place.html")]
struct PlacePage {
    page: Page,
    channel: String,
    shown: Shown,
    lead: String,
    lead_trend: Option<String>,
    newcomers: Vec<Fact>,
    questions: Vec<Fact>,
    voices: Vec<Voices>,
    voices_lead: String,
    speakers: i64,
    activity: Option<Activity>,
    cards: Cards,
    busiest: Vec<Busy>,
    waiting: Vec<(Waiting, String)>,
    rings: Rings,
    hidden: bool,
    may_change: bool,
    /// Whether something can be written there from here.
    may_write: bool,
}

/// What may be asked of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The speech was saved just now.
    saved: bool,
}

/// Shows a place.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let now = app.now();
    let sight = visitor.sight();
    let may_write = may_write(&app, &visitor, &place).await?;
    let mut session = app.store().read().await?;
    let shown = find(&app, &visitor, &mut session, &place, now).await?;
    let mut page = Page::of(&app, &visitor, Section::Places, "places-title");
    page.title.clone_from(&shown.place.title);
    if asked.saved {
        page.toast = Some(Toast { text: page.say("speech-saved"), undo: None });
    }
    let busiest = shown.busiest.iter().map(|busy| &busy.author);
    let waiting = shown.welcome.now.waiting.iter().map(|one| &one.author);
    let people: Vec<(PersonId, &Author)> =
        busiest.chain(waiting).filter_map(|author| Some((author.person?, author))).collect();
    let rings = rings(&mut session, &page, &visitor.brand, &people, now).await?;
    let may_change = visitor.who.may(Action::ChangePlaces);
    let zone = &visitor.brand.zone;
    let last = shown.place.last_message_at.map(|at| format::date(page.lang, zone.day(at)));
    let indices = indices::show(&mut session, &visitor.brand, shown.place.id, now).await?;
    let said = comfort::of_place(&mut session, &visitor.brand, shown.place.id, now).await?;
    let cards = Cards::of(&page, &indices, said);
    render(&put_together(page, shown, cards, rings, (sight, may_change, may_write), now, last))
}

/// Whether a visitor may write in a place in the brand's name, and a channel can.
async fn may_write(app: &App, visitor: &Visitor, place: &str) -> Result<bool, WebError> {
    let id: PlaceId = place.parse().map_err(|_| WebError::NotFound)?;
    if !visitor.who.may(Action::Publish) {
        return Ok(false);
    }
    match app.channels().possible(&visitor.brand, id).await {
        Ok(possible) => Ok(possible.is_any()),
        Err(AppError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The place of a path, as far as the visitor may see it.
///
/// # Errors
/// When there is none.
pub async fn find(
    app: &App,
    visitor: &Visitor,
    session: &mut Session,
    place: &str,
    now: Instant,
) -> Result<Shown, WebError> {
    let id: PlaceId = place.parse().map_err(|_| WebError::NotFound)?;
    let shown = app.places().figures(app, session, &visitor.brand, id, now).await?;
    Ok(shown.seen_with(visitor.sight()))
}

/// The rings of people, drawn to stand beside their names.
///
/// # Errors
/// When the store cannot.
pub async fn rings(
    session: &mut Session,
    page: &Page,
    brand: &Brand,
    people: &[(PersonId, &Author)],
    now: Instant,
) -> Result<Rings, WebError> {
    let ids: Vec<PersonId> = people.iter().map(|(person, _)| *person).collect();
    let ringing = ringing::of(session, brand, &ids, now).await?;
    let threshold = brand.policy().states.kamerton_ring;
    let mut rings = Rings::new();
    for (person, author) in people {
        let Some(ringing) = ringing.get(person) else { continue };
        let is_kamerton = author.state == kamerton_core::state::State::Kamerton;
        let tint = Tint::of(author.state, author.basis, ringing.charge);
        let ring = Ring::draw(ringing, threshold, is_kamerton, Size::Inline);
        rings.insert(*person, Markup(ring.svg(tint, page.words())));
    }
    Ok(rings)
}

fn put_together(
    page: Page,
    shown: Shown,
    cards: Cards,
    rings: Rings,
    (sight, may_change, may_write): (Sight, bool, bool),
    now: Instant,
    last: Option<String>,
) -> PlacePage {
    let (lead, lead_trend) = lead(&page, &shown, last);
    let (voices, voices_lead) = voices(&page, &shown);
    PlacePage {
        channel: page.channel(&shown.place.kind),
        newcomers: newcomers(&page, &shown),
        questions: questions(&page, &shown),
        speakers: voices.iter().map(|one| one.group.people).sum(),
        activity: Activity::of(&page, &shown),
        busiest: shown.busiest.clone(),
        waiting: shown
            .welcome
            .now
            .waiting
            .iter()
            .map(|one| (one.clone(), format::lasts(page.words(), now.since(one.at))))
            .collect(),
        hidden: shown.place.private && sight == Sight::Community,
        lead,
        lead_trend,
        cards,
        voices,
        voices_lead,
        page,
        shown,
        rings,
        may_change,
        may_write,
    }
}

/// The conclusion: whether the interval of answered newcomers lies above or below a half; where nobody
/// wrote, the day of the last word.
fn lead(page: &Page, shown: &Shown, last: Option<String>) -> (String, Option<String>) {
    if shown.place.messages == 0 {
        let last = last.map(|day| page.with("place-lead-last", "day", &day));
        return (page.say("place-lead-silent"), last);
    }
    let word = match shown.welcome.now.answered.interval() {
        None if shown.welcome.now.newcomers > 0 => return (page.say("newcomers-early"), None),
        None => return (page.say("place-lead-none"), None),
        Some(interval) if interval.low >= 0.5 => "good",
        Some(interval) if interval.high <= 0.5 => "poor",
        Some(_) => "mixed",
    };
    let trend = match shown.welcome.trend() {
        Trend::Higher => Some("better"),
        Trend::Lower => Some("worse"),
        // What may be chance is no conclusion; the figure below says so of itself.
        Trend::Noise => None,
        Trend::Unknown => Some("unknown"),
    };
    (page.word("place-lead", word), trend.map(|trend| page.word("place-lead-trend", trend)))
}

fn newcomers(page: &Page, shown: &Shown) -> Vec<Fact> {
    let (now, before) = (&shown.welcome.now, &shown.welcome.before);
    let answered = page.share_fact("newcomers-answered", now.answered, before.answered);
    let minutes = page.minutes_fact("newcomers-minutes", now.minutes, before.minutes);
    answered.into_iter().chain(minutes).collect()
}

fn questions(page: &Page, shown: &Shown) -> Vec<Fact> {
    let (now, before) = (&shown.answers.now, &shown.answers.before);
    let answered = page.share_fact("questions-answered", now.answered, before.answered);
    let minutes = page.minutes_fact("questions-minutes", now.minutes, before.minutes);
    // How many of them members answered first stands with the ties among members.
    answered.into_iter().chain(minutes).collect()
}

/// Who speaks, and in a sentence who does most.
fn voices(page: &Page, shown: &Shown) -> (Vec<Voices>, String) {
    let made_up = &shown.made_up;
    let groups = [
        ("loyal", made_up.loyal, Kind::Loyal),
        ("clients", made_up.clients, Kind::Loyal),
        ("potential", made_up.potential, Kind::Potential),
        ("ours", made_up.ours, Kind::Ink),
        ("others", made_up.others, Kind::Ink),
    ];
    let whole: i64 = groups.iter().map(|(_, group, _)| group.messages).sum();
    let values =
        groups.map(|(_, group, kind)| Bar { kind, value: group.messages as f64, expected: None });
    let drawn = bars(&values, Some(whole as f64));
    let share = |group: &Group| {
        let share = Share::of(group.messages, whole).value().unwrap_or_default();
        format::share(page.words().language(), share)
    };
    let most = groups[..4].iter().max_by_key(|(_, group, _)| group.messages);
    let lead = match most.filter(|(_, group, _)| group.messages > 0) {
        Some((word, group, _)) => {
            let share = share(group);
            page.words().say(&format!("voices-most-{word}"), &[("share", Arg::Text(&share))])
        }
        None => page.say("voices-none"),
    };
    let voices = groups.into_iter().zip(drawn).filter(|((_, group, _), _)| group.messages > 0);
    let voices =
        voices.map(|((word, group, _), bar)| Voices { word, share: share(&group), group, bar });
    (voices.collect(), lead)
}

impl PlacePage {
    fn ring(&self, person: &Option<PersonId>) -> Option<&Markup> {
        self.rings.get(&(*person)?)
    }

    fn is_cut_short(&self) -> bool {
        self.shown.welcome.now.newcomers > self.looked_at()
    }

    /// Of so many newcomers the first messages are looked at.
    fn looked_at(&self) -> i64 {
        LOOKED_AT as i64
    }

    fn address(&self, address: &Address) -> String {
        let word = match address {
            Address::Vy => "vy-short",
            Address::Ty => "ty-short",
        };
        self.page.word("address", word)
    }

    fn is_own_address(&self, word: &str) -> bool {
        match self.shown.own.address {
            None => word.is_empty(),
            Some(Address::Vy) => word == "vy",
            Some(Address::Ty) => word == "ty",
        }
    }
}
