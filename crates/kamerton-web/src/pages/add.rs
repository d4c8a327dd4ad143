//! Quick add, for the phone in one's hand: a person, a talk away from every channel, a purchase.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::accounts::secret;
use kamerton_app::people::add::{
    Adding, Bought, Given, NewPerson, NewVisit, Whom, known_by, places_before,
};
use kamerton_app::people::find::called;
use kamerton_app::people::list::{self, Listed};
use kamerton_app::{AppError, Refusal, contact};
use kamerton_core::access::Action;
use kamerton_core::id::{OrderId, PersonId};
use kamerton_core::time::{Day, HOUR, Instant, MINUTE};
use serde::Deserialize;

use super::page::{Page, Section};
use super::{go, refuse, render};
use crate::app::App;
use crate::beside::beside;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::refusal_words;

/// So many people are offered.
const OFFERED: usize = 6;
/// A form that lies open for longer is given anew.
const LONGEST: i64 = 24 * HOUR;
/// So long something can be taken back from the message that says it was done.
const UNDONE: i64 = HOUR;

/// What can be added.
const KINDS: [&str; 3] = ["person", "visit", "order"];

/// What a form brings; each kind uses its own fields.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    token: String,
    name: String,
    contact: String,
    note: String,
    tag: String,
    who: String,
    /// Whom of those who were offered: an id, `new`, or nothing yet.
    person: String,
    place: String,
    heard: String,
    when: String,
    text: String,
    amount: String,
    product: String,
}

/// What is asked of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    what: String,
    who: String,
    person: String,
}

/// Whom what was typed may mean.
#[derive(Template)]
#[template(path = "add/whom.html")]
struct Whoever {
    page: Page,
    people: Vec<Listed>,
    /// Somebody new, as they would be called.
    new: String,
    chosen: String,
}

#[derive(Template)]
#[template(path = "add/add.html")]
struct AddPage {
    page: Page,
    what: &'static str,
    filled: Filled,
    places: Vec<String>,
    latest: String,
    /// The sign of the currency, and how many digits its minor unit has.
    currency: (String, u32),
    whoever: Whoever,
    /// What is wrong, with which field.
    wrong: Option<(&'static str, String)>,
}

impl AddPage {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.as_ref().is_some_and(|(wrong, _)| *wrong == field)
    }

    fn why(&self) -> &str {
        self.wrong.as_ref().map_or("", |(_, why)| why)
    }

    fn day(&self) -> &str {
        self.filled.when.split('T').next().unwrap_or_default()
    }

    fn latest_day(&self) -> &str {
        self.latest.split('T').next().unwrap_or_default()
    }

    fn kinds(&self) -> Vec<&'static str> {
        let may = |kind: &&str| *kind != "order" || self.page.may(Action::CorrectPeople);
        KINDS.into_iter().filter(|kind| may(kind)).collect()
    }
}

/// Something is wrong with a field.
struct Wrong(&'static str, String);

/// Why nothing was added.
enum Stop {
    Wrong(Wrong),
    Error(WebError),
}

impl From<WebError> for Stop {
    fn from(error: WebError) -> Self {
        Self::Error(error)
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Error(error.into())
    }
}

impl From<kamerton_store::StoreError> for Stop {
    fn from(error: kamerton_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// One request.
#[derive(Clone)]
struct Here {
    app: App,
    visitor: Visitor,
}

impl Here {
    fn wrong(&self, field: &'static str, id: &str) -> Stop {
        Stop::Wrong(Wrong(field, self.app.words(self.visitor.lang).say(id, &[])))
    }

    fn refused(&self, field: &'static str, refusal: &Refusal) -> Stop {
        let words = self.app.words(self.visitor.lang);
        Stop::Wrong(Wrong(field, refusal_words::why(words, refusal)))
    }

    /// What a place is called when nobody says where it was; kept, and so not set as pages are.
    fn usual_place(&self) -> String {
        self.app.words(self.visitor.lang).say("add-where-usual", &[]).replace('\u{a0}', " ")
    }

    fn page(&self) -> Page {
        Page::of(&self.app, &self.visitor, Section::Elsewhere, "add-title")
    }

    fn purpose(&self, what: &str) -> String {
        format!("add {what} {} {}", self.visitor.brand.id, self.visitor.who.user.id)
    }

    /// A form that is given out now.
    fn token(&self) -> Result<String, WebError> {
        let text = format!("{} {}", self.app.now().micros(), secret::random(26)?);
        Ok(self.app.options().seal.seal(&self.purpose("form"), &text)?)
    }

    /// What was sealed here for this user, with its moment.
    fn opened(&self, what: &str, token: &str, longest: i64) -> Option<(Instant, String)> {
        let seal = &self.app.options().seal;
        let text = seal.open(&self.purpose(what), token).ok().filter(|_| token.len() < 2_000)?;
        let (at, rest) = text.split_once(' ')?;
        let at = Instant::from_micros(at.parse().ok()?);
        let open = (0..longest).contains(&self.app.now().since(at));
        open.then(|| (at, rest.to_owned()))
    }

    fn given(&self, filled: &Filled) -> Result<Given, Stop> {
        let opened = self.opened("form", &filled.token, LONGEST);
        let (at, id) = opened.ok_or_else(|| self.wrong("", "add-wrong-old"))?;
        Ok(Given { id, at, by: self.visitor.who.user.name.clone() })
    }

    /// Does something with the way in, on a thread of its own.
    async fn adding<T, Work>(&self, work: Work) -> Result<T, AppError>
    where
        T: Send + 'static,
        Work: AsyncFnOnce(Adding<'_>) -> Result<T, AppError> + Send + 'static,
    {
        let own = self.clone();
        beside(move || async move {
            let (brand, intake) = (&own.visitor.brand, own.app.intake(&own.visitor.brand));
            work(Adding { store: own.app.store(), intake: &intake, brand }).await
        })
        .await
    }

    /// Whom what was typed may mean.
    async fn whoever(&self, typed: &str, chosen: &str) -> Result<Whoever, WebError> {
        let brand = &self.visitor.brand;
        let mut session = self.app.store().read().await?;
        let mut found: Vec<PersonId> = Vec::new();
        if let Ok(id) = chosen.parse::<PersonId>() {
            found.push(id);
        }
        if let Some(account) = contact::account(typed) {
            found.extend(known_by(&mut session, brand, &account).await?);
        }
        if found.is_empty() && !typed.trim().is_empty() {
            found = called(&mut session, brand, typed, OFFERED).await?;
        }
        found.dedup();
        let people = list::describe(&mut session, brand, &found, self.app.now()).await?;
        let new = typed.trim().to_owned();
        Ok(Whoever { page: self.page(), people, new, chosen: chosen.to_owned() })
    }

    /// Whom a form means.
    async fn whom(&self, filled: &Filled) -> Result<Whom, Stop> {
        let typed = filled.who.trim();
        if let Ok(id) = filled.person.parse::<PersonId>() {
            return Ok(Whom::Known(id));
        }
        if typed.is_empty() {
            return Err(self.wrong("who", "add-wrong-nobody"));
        }
        let account = contact::account(typed);
        if filled.person != "new" {
            let found = self.whoever(typed, "").await?.people;
            match (found.first(), &account) {
                (None, _) => {}
                // A key names one.
                (Some(one), Some(_)) if found.len() == 1 => return Ok(Whom::Known(one.id)),
                (Some(_), _) => return Err(self.wrong("who", "add-wrong-whom")),
            }
        }
        let name = if account.is_some() { String::new() } else { typed.to_owned() };
        Ok(Whom::New(NewPerson { name, contact: account, ..NewPerson::default() }))
    }

    async fn put_together(
        &self,
        what: &str,
        mut filled: Filled,
        wrong: Option<Wrong>,
    ) -> Result<AddPage, WebError> {
        let brand = &self.visitor.brand;
        let what = KINDS.into_iter().find(|kind| *kind == what).unwrap_or("person");
        if self.opened("form", &filled.token, LONGEST).is_none() {
            filled.token = self.token()?;
        }
        let latest = brand.zone.clock(self.app.now()).unwrap_or_default();
        if filled.when.is_empty() {
            filled.when.clone_from(&latest);
        }
        let mut session = self.app.store().read().await?;
        let places = places_before(&mut session, brand).await?;
        drop(session);
        let page = self.page();
        if filled.place.is_empty() {
            filled.place = places.first().cloned().unwrap_or_else(|| self.usual_place());
        }
        let mut whoever = self.whoever(&filled.who, &filled.person).await?;
        let asks = wrong.as_ref().is_some_and(|Wrong(field, _)| *field == "who");
        if filled.person.is_empty() && !asks {
            whoever.people.clear();
            whoever.new.clear();
        }
        let code = brand.settings.currency.code();
        let sign = format::currency(page.lang, code).to_owned();
        let digits = kamerton_core::money::minor_digits(code);
        Ok(AddPage {
            what,
            places,
            latest,
            currency: (sign, digits),
            whoever,
            wrong: wrong.map(|Wrong(field, why)| (field, why)),
            filled,
            page,
        })
    }

    /// The answer to a form: the person, or the form again with what is wrong.
    async fn answer(
        &self,
        what: &str,
        filled: Filled,
        done: Result<(PersonId, &'static str, String), Stop>,
    ) -> Result<Response, WebError> {
        let (person, did, undo) = match done {
            Ok(done) => done,
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Wrong(wrong)) => {
                return refuse(&self.put_together(what, filled, Some(wrong)).await?);
            }
        };
        let (word, object) = (format!("add.{what}"), person.to_string());
        let (brand, by) = (&self.visitor.brand, self.visitor.who.actor());
        audit::note(self.app.store(), brand, &by, &Deed::one(&word, &object), self.app.now())
            .await?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("did", did);
        if !undo.is_empty() {
            let text = format!("{} {person} {undo}", self.app.now().micros());
            let sealed = self.app.options().seal.seal(&self.purpose("undo"), &text)?;
            query.append_pair("undo", &sealed);
        }
        Ok(go(&format!("/people/{person}?{}", query.finish())))
    }
}

/// Shows the form for what is to be added.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let filled =
        Filled { who: asked.who.clone(), person: asked.person.clone(), ..Filled::default() };
    render(&Here { app, visitor }.put_together(&asked.what, filled, None).await?)
}

/// Whom what was typed may mean, for the page that is open.
///
/// # Errors
/// When the store cannot.
pub async fn who(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&Here { app, visitor }.whoever(&asked.who, "").await?)
}

/// Adds a person.
///
/// # Errors
/// When the store cannot.
pub async fn person(
    State(app): State<App>,
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, WebError> {
    let here = Here { app, visitor };
    let done = add_person(&here, &filled).await;
    here.answer("person", filled, done).await
}

async fn add_person(
    here: &Here,
    filled: &Filled,
) -> Result<(PersonId, &'static str, String), Stop> {
    let given = here.given(filled)?;
    let typed = filled.contact.trim();
    let account = contact::account(typed);
    if account.is_none() && !typed.is_empty() {
        return Err(here.wrong("contact", "add-wrong-contact"));
    }
    if account.is_none() && filled.name.trim().is_empty() {
        return Err(here.wrong("name", "add-wrong-nobody"));
    }
    let known = match &account {
        Some(account) => {
            let mut session = here.app.store().read().await?;
            known_by(&mut session, &here.visitor.brand, account).await?
        }
        None => None,
    };
    let new = NewPerson {
        name: filled.name.clone(),
        contact: account,
        note: filled.note.clone(),
        tag: filled.tag.clone(),
    };
    let person = here.adding(async move |adding| adding.person(&given, &new).await).await?;
    Ok((person, if known.is_some() { "joined" } else { "added" }, String::new()))
}

/// Writes down a talk.
///
/// # Errors
/// When there is no such person, or the store cannot.
pub async fn visit(
    State(app): State<App>,
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, WebError> {
    let here = Here { app, visitor };
    let done = add_visit(&here, &filled).await;
    here.answer("visit", filled, done).await
}

async fn add_visit(here: &Here, filled: &Filled) -> Result<(PersonId, &'static str, String), Stop> {
    let given = here.given(filled)?;
    let whom = here.whom(filled).await?;
    if filled.text.trim().is_empty() {
        return Err(here.wrong("text", "add-wrong-said"));
    }
    let zone = &here.visitor.brand.zone;
    let at = zone.parse_clock(&filled.when).filter(|at| *at <= here.app.now().plus(MINUTE));
    let at = at.ok_or_else(|| here.wrong("when", "add-wrong-when"))?;
    let place: String = filled.place.trim().chars().take(100).collect();
    let visit = NewVisit {
        place: if place.is_empty() { here.usual_place() } else { place },
        private: filled.heard != "all",
        at,
        text: filled.text.clone(),
    };
    let done = here.adding(async move |adding| adding.visit(&given, &whom, &visit).await).await?;
    Ok((done.0, "visit", format!("visit {}", done.1)))
}

/// Enters a purchase.
///
/// # Errors
/// When there is no such person, or the store cannot.
pub async fn order(
    State(app): State<App>,
    visitor: Visitor,
    Form(filled): Form<Filled>,
) -> Result<Response, WebError> {
    let here = Here { app, visitor };
    let done = add_order(&here, &filled).await;
    here.answer("order", filled, done).await
}

async fn add_order(here: &Here, filled: &Filled) -> Result<(PersonId, &'static str, String), Stop> {
    let given = here.given(filled)?;
    let whom = here.whom(filled).await?;
    let brand = &here.visitor.brand;
    let currency = &brand.settings.currency;
    let amount = currency.minor(&filled.amount).filter(|amount| *amount >= 0);
    let text = filled.amount.clone();
    let amount_minor = amount.ok_or_else(|| here.refused("amount", &Refusal::NoAmount { text }))?;
    let day = filled.when.split('T').next().and_then(Day::parse);
    let day = day.filter(|day| *day <= brand.zone.day(here.app.now()));
    let day = day.ok_or_else(|| here.wrong("when", "add-wrong-when"))?;
    let product: String = filled.product.trim().chars().take(200).collect();
    let bought = Bought {
        at: brand.zone.at_hour(day, 12),
        amount_minor,
        currency: currency.code().to_owned(),
        product: Some(product).filter(|product| !product.is_empty()),
    };
    let done = here.adding(async move |adding| adding.order(&given, &whom, &bought).await).await?;
    Ok((done.0, "bought", format!("order {}", done.1)))
}

/// What is to be taken back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Undone {
    what: String,
}

/// Takes back what was added a moment ago, by whoever added it.
///
/// # Errors
/// When there is nothing to be taken back, or the store cannot.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Query(undone): Query<Undone>,
) -> Result<Response, WebError> {
    let here = Here { app, visitor };
    let (_, text) = here.opened("undo", &undone.what, UNDONE).ok_or(WebError::NotFound)?;
    let mut parts = text.splitn(3, ' ');
    let person: Option<PersonId> = parts.next().and_then(|text| text.parse().ok());
    let (what, name) = (parts.next(), parts.next().unwrap_or_default().to_owned());
    let person = person.ok_or(WebError::NotFound)?;
    let now = here.app.now();
    match what {
        Some("visit") => {
            here.adding(async move |adding| adding.forget_visit(&name, now).await).await?;
        }
        Some("order") => {
            let id: OrderId = name.parse().map_err(|_| WebError::NotFound)?;
            let gone = async move |adding: Adding<'_>| adding.forget_order(person, id, now).await;
            here.adding(gone).await?;
        }
        _ => return Err(WebError::NotFound),
    }
    let (object, by) = (person.to_string(), here.visitor.who.actor());
    let deed = Deed::one("add.undo", &object);
    audit::note(here.app.store(), &here.visitor.brand, &by, &deed, now).await?;
    Ok(go(&format!("/people/{person}?did=undone")))
}
