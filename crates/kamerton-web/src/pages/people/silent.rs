//! Whom to write to first of those who are not heard (`P4`): who falls silent against their own rhythm, and
//! who reads along and never wrote, by place.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::people::silent::{self, Fading, Quiet, Whereabouts};
use kamerton_app::people::words::{self, LastWords};
use kamerton_core::fading::{self, Lurker};
use kamerton_core::id::{MessageId, PersonId, PlaceId};
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use serde::Deserialize;

use crate::app::App;
use crate::beside::reading;
use crate::format::{self, Language};
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;
use crate::pages::rings::Rings;
use crate::words::{Arg, Words};

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Of which place lurkers are shown; that of the latest talk without one.
    place: String,
}

/// Somebody who falls silent.
struct Missed {
    id: PersonId,
    name: String,
    state: Loyalty,
    stage: Stage,
    /// «обычно раз в 3 дня, молчит 21 день».
    why: String,
    words: Option<String>,
}

/// Somebody who never wrote.
struct Guest {
    id: PersonId,
    name: String,
    why: String,
    /// What they reacted to: message and words.
    liked: Option<(MessageId, String)>,
    /// What to say first.
    say: String,
}

#[derive(Template)]
#[template(path = "people/silent.html")]
struct SilentPage {
    page: Page,
    rings: Rings,
    missed: Vec<Missed>,
    /// What is said where nobody is missed.
    nobody: String,
    places: Vec<(PlaceId, String)>,
    place: Option<PlaceId>,
    guests: Vec<Guest>,
}

/// Everything that is read.
struct Read {
    fading: Vec<Fading>,
    words: std::collections::HashMap<PersonId, LastWords>,
    whereabouts: Whereabouts,
    place: Option<PlaceId>,
    lurkers: Vec<Quiet>,
}

/// Shows both lists.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let wanted = Some(asked.place.as_str()).filter(|place| !place.is_empty());
    let wanted: Option<PlaceId> =
        wanted.map(str::parse).transpose().map_err(|_| WebError::NotFound)?;
    let (now, own) = (app.now(), visitor.clone());
    let read = reading(app.store(), move |session| read(session, own, wanted, now)).await?;
    let page = Page::of(&app, &visitor, Section::People, "silent-title");
    let today = visitor.brand.zone.day(now);
    let ids: Vec<PersonId> = read.fading.iter().map(|one| one.id).collect();
    let mut session = app.store().read().await?;
    let rings = Rings::of(&app, &mut session, &visitor, &ids).await?;
    let missed = read.fading.iter().map(|one| missed(&page, one, read.words.get(&one.id)));
    let missed = missed.collect();
    // What is said is in the language that the brand speaks with people.
    let spoken = app.words(Language::of(&visitor.brand.lang));
    let guests = read.lurkers.into_iter().map(|one| guest((&page, spoken), one, today)).collect();
    let nobody = match read.whereabouts.ended(today) {
        Some(last) => page.with("silent-ended", "day", &format::day_near(page.lang, last, today)),
        None => page.say("silent-nobody-fades"),
    };
    let (places, place) = (read.whereabouts.places, read.place);
    render(&SilentPage { rings, missed, nobody, places, place, guests, page })
}

async fn read(
    mut session: Session,
    visitor: Visitor,
    wanted: Option<PlaceId>,
    now: Instant,
) -> Result<Read, AppError> {
    let brand = &visitor.brand;
    let fading = silent::fading(&mut session, brand, now).await?;
    let ids: Vec<PersonId> = fading.iter().map(|one| one.id).collect();
    let words = words::last(&mut session, brand, &ids, visitor.sight()).await?;
    let whereabouts = silent::where_to_look(&mut session, brand).await?;
    let place = wanted.or_else(|| whereabouts.places.first().map(|(id, _)| *id));
    let lurkers = match place {
        Some(place) => silent::lurkers(&mut session, brand, place, now).await?,
        None => Vec::new(),
    };
    Ok(Read { fading, words, whereabouts, place, lurkers })
}

fn missed(page: &Page, one: &Fading, last: Option<&LastWords>) -> Missed {
    let usual = page.count("silent-usual", &(one.rhythm.usual_days().round().max(1.0) as i64));
    let silent = page.count("silent-for", &one.silent_days);
    let args = [("usual", Arg::Text(&usual)), ("silent", Arg::Text(&silent))];
    let text = last.and_then(|last| last.text.as_deref()).filter(|text| !text.is_empty());
    Missed {
        id: one.id,
        name: format::name(&one.name),
        state: one.state,
        stage: one.stage,
        why: page.words().say("silent-why", &args),
        words: text.map(|text| format::quoted(page.lang, text)),
    }
}

fn guest((page, spoken): (&Page, &Words), one: Quiet, today: Day) -> Guest {
    let Lurker { joined, reactions, reacted } = one.lurker;
    let near = |day: Day| format::day_near(page.lang, day, today);
    let came = joined.map(|day| page.with("silent-joined", "day", &near(day)));
    let liked = reacted.map(|day| {
        let day = near(day);
        let args = [("count", Arg::Number(reactions)), ("day", Arg::Text(&day))];
        page.words().say("silent-reacted", &args)
    });
    let why: Vec<String> = [came, liked].into_iter().flatten().collect();
    let say = match (&one.liked, reacted) {
        (Some((_, text)), _) if fading::is_thought(text) => "silent-say-liked",
        (_, Some(_)) => "silent-say-reacted",
        (_, None) => "silent-say-joined",
    };
    Guest {
        id: one.id,
        name: format::name(&one.name),
        why: why.join(", "),
        liked: one.liked.map(|(id, text)| (id, format::quoted(page.lang, &text))),
        say: spoken.say(say, &[]),
    }
}

impl SilentPage {
    fn is_place(&self, id: &PlaceId) -> bool {
        self.place == Some(*id)
    }
}
