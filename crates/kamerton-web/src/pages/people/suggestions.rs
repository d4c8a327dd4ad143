//! Who may be one person: pairs with how likely and why, what is done with them, and who was said to
//! be two.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::people::list::Listed;
use kamerton_app::people::suggestions::{self, Apart, Found, MOST_OPEN, MOST_WAITING, Pair, Side};
use kamerton_app::{AppError, Brand};
use kamerton_core::access::Action;
use kamerton_core::id::PersonId;
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_core::time::Instant;
use kamerton_store::Session;
use serde::Deserialize;

use super::act::{id, missing};
use super::person::mask;
use super::stage;
use crate::app::App;
use crate::beside::{beside, reading};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section, Toast};
use crate::pages::rings::Rings;
use crate::pages::{go, render};
use crate::suggestion_words::{self, Why};
use crate::words::Arg;

/// Pairs on a page.
const SHOWN: i64 = 20;
/// Pairs that were refused, and are shown.
const REFUSED: i64 = 50;
/// Pairs on a person's page.
const FEW: usize = 3;

type Answer = Result<Response, WebError>;

/// What the page is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
    /// What was done just now, and with whom.
    did: String,
    one: String,
    other: String,
}

/// One of two.
struct Half {
    id: PersonId,
    name: String,
    role: Role,
    state: Loyalty,
    stage: Stage,
    icon: &'static str,
    /// The account that was compared: «ВКонтакте: Вера К., @vera».
    kind: String,
    account: String,
    /// «12 сообщений, последнее вчера».
    messages: String,
}

/// Two who may be one.
struct Two {
    /// The first is left when they are merged.
    sides: [Half; 2],
    /// «Почти наверняка, 97 %».
    likely: String,
    why: Vec<Why>,
}

/// Two who were said to be two.
struct Parted {
    one: (PersonId, String),
    other: (PersonId, String),
    /// By whom and when.
    by: String,
}

#[derive(Template)]
#[template(path = "people/suggestions.html")]
struct SuggestionsPage {
    page: Page,
    rings: Rings,
    pairs: Vec<Two>,
    count: Option<String>,
    waiting: Option<String>,
    refused: Vec<Parted>,
    /// What the page was asked to begin after.
    after: String,
    next: Option<String>,
}

/// Everything that is read.
struct Read {
    found: Found,
    refused: Vec<Apart>,
    waiting: i64,
}

/// Shows who may be one person.
///
/// # Errors
/// When the cursor is none of ours, or the store cannot.
pub async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (brand, after, now) = (visitor.brand.clone(), asked.after.clone(), app.now());
    let read = reading(app.store(), move |session| read(session, brand, after, now)).await?;
    let mut page = Page::of(&app, &visitor, Section::People, "suggestions-title");
    page.toast = toast(&page, &asked);
    let sides = read.found.pairs.iter().flat_map(|pair| [&pair.one, &pair.other]);
    let ids: Vec<PersonId> = sides.map(|side| side.person.id).collect();
    let mut session = app.store().read().await?;
    let rings = Rings::of(&app, &mut session, &visitor, &ids).await?;
    let pairs = read.found.pairs.iter().map(|pair| two(&page, &visitor, pair, now)).collect();
    let refused = read.refused.iter().map(|one| parted(&page, &visitor, one, now)).collect();
    let next = read.found.next.as_deref().map(|next| address(&[("after", next)]));
    render(&SuggestionsPage {
        rings,
        pairs,
        count: counted(&page, "suggestions-count", read.found.open, MOST_OPEN),
        waiting: counted(&page, "suggestions-waiting", read.waiting, MOST_WAITING),
        refused,
        after: asked.after,
        next,
        page,
    })
}

async fn read(
    mut session: Session,
    brand: Brand,
    after: String,
    now: Instant,
) -> Result<Read, AppError> {
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    let found = suggestions::page(&mut session, &brand, after, SHOWN, now).await?;
    let refused = match after {
        None => suggestions::refused(&mut session, &brand, REFUSED, now).await?,
        Some(_) => Vec::new(),
    };
    let waiting = suggestions::waiting(&mut session, &brand).await?;
    Ok(Read { found, refused, waiting })
}

/// How many pairs are open, as a label has it; nothing where there is none.
pub(super) async fn open(
    app: &App,
    visitor: &Visitor,
    page: &Page,
) -> Result<Option<String>, AppError> {
    let brand = visitor.brand.clone();
    let open = reading(app.store(), move |mut session| async move {
        suggestions::open(&mut session, &brand).await
    });
    let open = open.await?;
    Ok((open > 0).then(|| number(page, open, MOST_OPEN)))
}

fn number(page: &Page, count: i64, most: i64) -> String {
    let more = if count >= most { "+" } else { "" };
    format!("{}{more}", format::count(page.lang, count))
}

fn counted(page: &Page, id: &str, count: i64, most: i64) -> Option<String> {
    let number = number(page, count, most);
    let args = [("count", Arg::Number(count)), ("number", Arg::Text(&number))];
    (count > 0).then(|| page.words().say(id, &args))
}

fn two(page: &Page, visitor: &Visitor, pair: &Pair, now: Instant) -> Two {
    Two {
        sides: [&pair.one, &pair.other].map(|side| half(page, visitor, side, now)),
        likely: begun(&suggestion_words::likely(page.words(), pair.probability)),
        why: pair.because.iter().map(|one| suggestion_words::why(page.words(), one)).collect(),
    }
}

fn half(page: &Page, visitor: &Visitor, side: &Side, now: Instant) -> Half {
    let person = &side.person;
    Half {
        id: person.id,
        name: format::name(&person.name),
        role: person.role.parse().unwrap_or_default(),
        state: Loyalty::parse(person.state).unwrap_or_default(),
        stage: stage(person.stage),
        icon: if side.kind == "email" { "mail" } else { "chat" },
        kind: page.word_or_raw("channel", &side.kind),
        account: account(visitor, side),
        messages: messages(page, visitor, person, now),
    }
}

/// What an account is called, with its handle; numbers and addresses are masked for whoever may not
/// read them.
fn account(visitor: &Visitor, side: &Side) -> String {
    let is_contact = ["email", "phone"].contains(&side.kind.as_str());
    let masked = is_contact && !visitor.who.may(Action::ReadContacts);
    let shown = |text: &String| if masked { mask(text) } else { format::name(text) };
    let name = side.name.as_ref().map(shown);
    let handle = side.handle.as_ref().map(|handle| match is_contact || handle.contains('@') {
        true => shown(handle),
        false => format!("@{handle}"),
    });
    [name, handle].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn messages(page: &Page, visitor: &Visitor, person: &Listed, now: Instant) -> String {
    if person.messages == 0 {
        return page.say("suggestions-silent");
    }
    let count = page.count("messages-count", &person.messages);
    let last = person.last_message_at.as_deref().and_then(Instant::parse_rfc3339);
    let zone = &visitor.brand.zone;
    let last = last.map(|at| format::day_near(page.lang, zone.day(at), zone.day(now)));
    match last {
        Some(day) => format!("{count}, {}", page.with("suggestions-last", "day", &day)),
        None => count,
    }
}

fn parted(page: &Page, visitor: &Visitor, apart: &Apart, now: Instant) -> Parted {
    let zone = &visitor.brand.zone;
    let named = |person: &Listed| (person.id, format::name(&person.name));
    let when = format::day_near(page.lang, zone.day(apart.at), zone.day(now));
    Parted {
        one: named(&apart.one),
        other: named(&apart.other),
        by: format!("{}, {when}", apart.by),
    }
}

/// A sentence from a piece of one.
fn begun(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// An address of the page.
fn address(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    format!("/people/suggestions?{}", query.finish())
}

/// What was done just now, and how it is taken back.
fn toast(page: &Page, asked: &Asked) -> Option<Toast> {
    let both = (id(&asked.one).ok(), id(&asked.other).ok());
    let undo = match (asked.did.as_str(), both) {
        ("never", (Some(one), Some(other))) => {
            Some(format!("/people/suggestions/maybe?one={one}&other={other}"))
        }
        ("never" | "maybe", _) => None,
        _ => return None,
    };
    Some(Toast { text: page.word("suggestions-did", &asked.did), undo })
}

/// Of whom something is said, in a form or, where it is taken back, in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    one: String,
    other: String,
    /// The person on whose page the form stands; empty on the page of suggestions.
    from: String,
    /// Where that page began.
    after: String,
}

/// Remembers that two people are two.
///
/// # Errors
/// When one of them is not there, both are one, or the store cannot.
pub async fn never(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Said>,
    Form(given): Form<Said>,
) -> Answer {
    say(&app, &visitor, "never", if given.one.is_empty() { asked } else { given }).await
}

/// Takes back that two people are two.
///
/// # Errors
/// When one of them is not there, or the store cannot.
pub async fn maybe(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Said>,
    Form(given): Form<Said>,
) -> Answer {
    say(&app, &visitor, "maybe", if given.one.is_empty() { asked } else { given }).await
}

async fn say(app: &App, visitor: &Visitor, what: &'static str, said: Said) -> Answer {
    let (one, other) = (id(&said.one)?.to_string(), id(&said.other)?.to_string());
    let own = (app.clone(), visitor.clone(), one.clone(), other.clone());
    let done = beside(move || async move {
        let (app, visitor, one, other) = own;
        let (store, brand, now) = (app.store(), &visitor.brand, app.now());
        match what {
            "never" => {
                let by = &visitor.who.user.name;
                suggestions::never(store, brand, &one, &other, by, now).await
            }
            _ => suggestions::maybe(store, brand, &one, &other).await,
        }
    });
    done.await.map_err(missing)?;
    let (word, object) = (format!("person.{what}"), format!("{one} {other}"));
    let deed = Deed::one(&word, &object);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    let Ok(from) = said.from.parse::<PersonId>() else {
        let pairs =
            [("did", what), ("one", &one), ("other", &other), ("after", said.after.as_str())];
        return Ok(go(&address(&pairs)));
    };
    let undo = if from.to_string() == one { other } else { one };
    Ok(go(&format!("/people/{from}?did={what}&undo={undo}")))
}

/// Where it is taken back from a person's page that they and another are two.
pub(super) fn taken_back(person: PersonId, other: &str) -> Option<String> {
    let other: PersonId = other.parse().ok()?;
    Some(format!("/people/suggestions/maybe?one={person}&other={other}&from={person}"))
}

/// Who may be the person of a page.
pub struct Card {
    lines: Vec<Line>,
}

/// Somebody who may be them.
pub struct Line {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// On which platform, how likely, and what speaks for it most.
    pub how: String,
    /// Who is left when both are merged, and who becomes part of them.
    pub merge: (PersonId, PersonId),
}

impl Card {
    /// What is shown of pairs.
    pub(super) fn of(page: &Page, person: PersonId, pairs: &[Pair]) -> Self {
        Self { lines: pairs.iter().take(FEW).map(|pair| line(page, person, pair)).collect() }
    }

    /// Those who may be them.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

fn line(page: &Page, person: PersonId, pair: &Pair) -> Line {
    let side = if pair.one.person.id == person { &pair.other } else { &pair.one };
    let words = page.words();
    let most =
        pair.because.iter().filter(|one| one.bits > 0.0).max_by(|a, b| a.bits.total_cmp(&b.bits));
    let kind = page.word_or_raw("channel", &side.kind);
    let likely = begun(&suggestion_words::likely(words, pair.probability));
    let why = most.map(|one| suggestion_words::why(words, one).text);
    let said = [Some(likely), why].into_iter().flatten().map(|text| format!("{text}."));
    Line {
        id: side.person.id,
        name: format::name(&side.person.name),
        how: std::iter::once(format!("{kind}.")).chain(said).collect::<Vec<_>>().join(" "),
        merge: (pair.one.person.id, pair.other.person.id),
    }
}

impl SuggestionsPage {
    /// Whether the visitor may say who is one person.
    fn may_merge(&self) -> bool {
        self.page.may(Action::MergePeople)
    }
}
