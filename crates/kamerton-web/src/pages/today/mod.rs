//! Today: whom to write to, why now, and with which words.

mod act;
mod news;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::today::whose::{self, Doers};
use kamerton_app::today::{self, StepView};
use kamerton_app::{Brand, advance};
use kamerton_core::access::Action;
use kamerton_core::id::{PersonId, UserId};
use kamerton_core::plan::for_a_quarter;
use kamerton_core::time::{Day, Instant};
use kamerton_store::steps::StepRow;
use kamerton_store::{Session, imports, places};
use serde::Deserialize;

pub use act::{done, later, never, take, undo};
use news::News;

use super::large::Offers;
use super::page::{Page, Section, Toast};
use super::render;
use super::rings::Rings;
use crate::app::App;
use crate::format::{self, Language};
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::refusal_words;
use crate::step_words;
use crate::words::{Arg, Words};

/// Minutes that a step takes.
const MINUTES: usize = 3;
/// Later is in so many days.
const LATER_DAYS: i32 = 3;
/// So many days without a word are a silence: then nothing was done, there was nothing to do.
const SILENT_DAYS: i32 = 30;

/// A step as it is shown.
pub struct Step {
    row: StepRow,
    view: StepView,
    why: String,
    /// What to say first, in the language that is spoken with the person.
    say: String,
    /// That language.
    tongue: Language,
    /// With the language's marks of quotation.
    words: Option<String>,
    ago: Option<String>,
    grave: bool,
    /// Who has it or has done it, when it is a colleague.
    colleague: Option<String>,
    /// Whether a large model may be asked for words.
    proposes: bool,
}

impl Step {
    /// Tells of a step in the words of whoever reads; what is to be said is in those that are spoken with
    /// the person.
    fn new(
        (words, spoken): (&Words, &Words),
        row: StepRow,
        mut view: StepView,
        now: Instant,
    ) -> Self {
        let language = words.language();
        let grave = step_words::is_grave(&view);
        let spoken = if grave { words } else { spoken };
        // Planned in the morning, read now: what is said of time is said as of now.
        view.now = now;
        view.name = format::name(&view.name);
        view.other_name = view.other_name.as_deref().map(format::name);
        let text = view.last_words().map(|one| one.text.trim());
        let ago = step_words::ago(words, &view);
        let why = step_words::why(words, &view);
        Self {
            why: format::typeset(language, &why),
            say: format::typeset(spoken.language(), &step_words::say(spoken, &view)),
            tongue: spoken.language(),
            words: text.filter(|text| !text.is_empty()).map(|text| format::quoted(language, text)),
            // Where the reason says it, it is not said twice.
            ago: (!why.contains(&ago)).then(|| format::typeset(language, &ago)),
            grave,
            colleague: None,
            proposes: false,
            row,
            view,
        }
    }

    /// The person's page, at the message it is about.
    fn path(&self) -> String {
        let message = self.view.last_words().map(|one| one.id);
        let anchor = message.map_or_else(String::new, |id| format!("#message-{id}"));
        format!("/people/{}{anchor}", self.view.person)
    }

    fn is_open(&self) -> bool {
        self.row.status == "open"
    }
}

/// What may be asked of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// All steps of the day, not only those for a quarter of an hour.
    all: bool,
    /// Steps of all of us: `all`; else one's own.
    whose: String,
    /// What was done just now, where the browser runs no script.
    did: Option<String>,
    /// The step that was taken over just now.
    took: Option<String>,
    /// The step that somebody else was first with.
    late: Option<String>,
}

/// The switch between one's own steps and those of all: how many are open of each.
struct Switch {
    all: bool,
    mine: usize,
    of_all: usize,
}

#[derive(Template)]
#[template(path = "today/today.html")]
struct TodayPage {
    page: Page,
    rings: Rings,
    day: String,
    lead: String,
    open: Vec<Step>,
    done: Vec<Step>,
    hidden: usize,
    /// The day of the latest word, where there is no step because that was long ago.
    silent_since: Option<String>,
    switch: Option<Switch>,
    /// What follows the address of what is done with a step, so that one comes back to the same
    /// list.
    query: &'static str,
    news: News,
}

impl TodayPage {
    fn may_do(&self) -> bool {
        self.page.may(Action::DoSteps)
    }
}

#[derive(Template)]
#[template(path = "today/quiet.html")]
struct QuietPage {
    page: Page,
    brand: String,
    zone: String,
}

/// Shows today's steps; before there is any history, what to begin with.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = Page::of(&app, &visitor, Section::Today, "today-heading");
    if is_untouched(&app, &visitor.brand).await? {
        let (brand, zone) = (visitor.brand.name.clone(), visitor.brand.zone_name.clone());
        return render(&QuietPage { page, brand, zone });
    }
    let now = app.now();
    advance::soon(app.store(), &visitor.brand, now).await?;
    let steps = today::planned_today(app.store(), &visitor.brand, now, false).await?;
    let mut session = app.store().read().await?;
    let doers = Doers::of(&mut session, &visitor.brand).await?;
    let people: Vec<PersonId> = steps.iter().map(|(_, view)| view.person).collect();
    let rings = Rings::of(&app, &mut session, &visitor, &people).await?;
    let news = News::read(&mut session, &page, &visitor.brand, visitor.sight(), now).await?;
    page.toast = said(&mut session, &page, &asked, &steps).await?;
    let offers = Offers::of(&app, &mut session, &visitor).await?;
    let silence = match steps.is_empty() {
        true => silent_since(&mut session, &visitor.brand, now).await?,
        false => None,
    };
    let me = visitor.who.user.id;
    let switch = Switch::of(&doers, me, &asked, &steps);
    let (words, language) = (page.words(), Language::of(&visitor.brand.lang));
    let steps: Vec<Step> = steps
        .into_iter()
        .filter(|(row, _)| switch.as_ref().is_none_or(|one| one.shows(&doers, me, row)))
        .map(|(row, view)| {
            let owner = doers.owner(&row).filter(|owner| *owner != me);
            let colleague = owner.and_then(|owner| doers.name(owner)).map(str::to_owned);
            let view = view.seen_with(visitor.sight());
            let spoken = app.words(step_words::tongue(&view, language));
            let step = Step::new((words, spoken), row, view, now);
            let proposes = offers.drafts && !step.grave;
            Step { colleague, proposes, ..step }
        })
        .collect();
    let alone = !doers.are_several() && !asked.all;
    let today = visitor.brand.zone.day(now);
    let mut page = put_together(page, rings, steps, switch, news, alone, today);
    page.silent_since = silence.map(|day| format::date(page.page.lang, day));
    render(&page)
}

/// The day of the latest word anywhere, when that was long ago: nobody waits for anything then.
async fn silent_since(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<Option<Day>, WebError> {
    let all = places::all(session, brand.id).await?;
    let latest = all.iter().filter_map(|place| place.span).map(|(_, last)| last).max();
    let day = latest.map(|at| brand.zone.day(at));
    Ok(day.filter(|day| *day < brand.zone.day(now).plus(-SILENT_DAYS)))
}

/// What was done just now, or why it was not.
async fn said(
    session: &mut Session,
    page: &Page,
    asked: &Asked,
    steps: &[(StepRow, StepView)],
) -> Result<Option<Toast>, WebError> {
    let find = |id: &Option<String>| {
        steps.iter().find(|(row, _)| id.as_ref().is_some_and(|id| row.id.to_string() == *id))
    };
    if let Some((row, view)) = find(&asked.took) {
        let text = page.with("did-take", "name", &view.name);
        return Ok(Some(Toast { text, undo: Some(format!("/steps/{}/undo", row.id)) }));
    }
    if let Some((row, _)) = find(&asked.late) {
        let refusal = whose::first(session, row).await?;
        return Ok(Some(Toast { text: refusal_words::why(page.words(), &refusal), undo: None }));
    }
    Ok(find(&asked.did).map(|(row, view)| toast(page, row, &view.name)))
}

impl Switch {
    /// None where one person does everything.
    fn of(doers: &Doers, me: UserId, asked: &Asked, steps: &[(StepRow, StepView)]) -> Option<Self> {
        let open = || steps.iter().filter(|(row, _)| row.status == "open");
        let mine = open().filter(|(row, _)| doers.owner(row) == Some(me)).count();
        doers.are_several().then(|| Self {
            // Who does no steps has none of their own.
            all: asked.whose == "all" || !doers.has(me),
            mine,
            of_all: open().count(),
        })
    }

    fn shows(&self, doers: &Doers, me: UserId, row: &StepRow) -> bool {
        self.all || doers.owner(row) == Some(me)
    }
}

/// Whether nothing was brought in yet, by an import or by programs.
async fn is_untouched(app: &App, brand: &Brand) -> Result<bool, WebError> {
    let mut session = app.store().read().await?;
    let imported = !imports::all(&mut session, brand.id, 1).await?.is_empty();
    Ok(!imported && places::all(&mut session, brand.id).await?.is_empty())
}

fn put_together(
    page: Page,
    rings: Rings,
    steps: Vec<Step>,
    switch: Option<Switch>,
    news: News,
    alone: bool,
    today: Day,
) -> TodayPage {
    let (mut open, done): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(Step::is_open);
    let room = if alone { for_a_quarter(open.len(), done.len()) } else { open.len() };
    let hidden = open.len().saturating_sub(room);
    open.truncate(room);
    let lead = lead(&page, &open);
    let weekday = format::weekday(page.lang, today);
    let day = capital(&format!("{weekday}, {}", format::day(page.lang, today)));
    let query = if switch.as_ref().is_some_and(|one| one.all) { "?whose=all" } else { "" };
    let silent_since = None;
    TodayPage { page, rings, day, lead, open, done, hidden, silent_since, switch, query, news }
}

/// With a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn lead(page: &Page, open: &[Step]) -> String {
    let (count, minutes) = (open.len(), (open.len() * MINUTES) as i64);
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let args = [("count", Arg::Number(count)), ("minutes", Arg::Number(minutes))];
    page.words().say("today-lead", &args)
}

impl TodayPage {
    /// With whom to begin, and why.
    fn begin(&self, first: &Step) -> String {
        let why = small(&self.page.word("playbook", first.view.playbook.word()));
        let args = [("name", Arg::Text(&first.view.name)), ("why", Arg::Text(&why))];
        self.page.words().say("today-begin", &args)
    }
}

/// With a small letter at its beginning.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// What says that something was done with a step.
fn toast(page: &Page, row: &StepRow, name: &str) -> Toast {
    let text = page.with(&format!("did-{}", row.status), "name", name);
    let undo = (row.status != "open").then(|| format!("/steps/{}/undo", row.id));
    Toast { text, undo }
}
