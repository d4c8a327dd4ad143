//! One segment: its condition, the builder beside it, and who fits.

use askama::Template;
use kamerton_app::people::list::{self, Listed};
use kamerton_app::segments::{self, Kind, Segment};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::{PersonId, SegmentId};
use kamerton_core::segment::{Field, LENGTH, Tree, Wrong};
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_core::time::{Instant, Zone};
use kamerton_store::people_lists::{self, Count, Sort};
use kamerton_store::{Session, places};

use super::choice::{self, Choice, Part};
use super::draft::{Draft, written};
use super::tree::{self, Joint, What};
use super::wrong::Shown;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section, Toast};
use crate::pages::rings::Rings;

/// So many letters of a line stand in the list of what can be tied to.
const SHORT: usize = 60;
/// Lines further in are not indented more: a phone has no room.
const DEEPEST: usize = 3;
/// So many of those who fit are shown.
const SHOWN: i64 = 10;

/// A line of the builder.
struct Line {
    path: String,
    depth: usize,
    joint: Option<&'static str>,
    negated: bool,
    text: String,
    short: String,
}

/// Somebody who fits.
struct Row {
    id: PersonId,
    name: String,
    state: Loyalty,
    stage: Stage,
    charge: String,
    contact: Option<String>,
}

#[derive(Template)]
#[template(path = "segments/segment.html")]
pub(super) struct SegmentPage {
    page: Page,
    /// Of a segment that is stored.
    id: Option<SegmentId>,
    draft: Draft,
    /// When a snapshot was taken.
    taken: Option<String>,
    /// Its people among all people.
    people_address: Option<String>,
    notice: Option<String>,
    refused: Option<String>,
    wrong_name: Option<String>,
    wrong: Option<Shown>,
    wrong_value: Option<String>,
    longest: usize,
    lines: Vec<Line>,
    choice: Choice,
    count: Option<String>,
    first: String,
    nobody: String,
    people: Vec<Row>,
    rings: Rings,
}

/// What a page is put together from.
pub(super) struct Given {
    /// The segment as it is stored.
    pub kept: Option<Segment>,
    /// What the form holds.
    pub draft: Draft,
    /// What was saved just now.
    pub saved: bool,
    /// What is said above the form.
    pub notice: Option<&'static str>,
    /// What is wrong with the name.
    pub wrong_name: Option<String>,
    /// What is wrong with the builder's value.
    pub wrong_value: Option<&'static str>,
    /// Why it cannot be stored, where it is none of the fields.
    pub refused: Option<String>,
    /// Whether what is missing is told: nobody is told so before they have begun.
    pub strict: bool,
}

impl Given {
    /// A form that nothing is said about.
    pub fn of(kept: Option<Segment>, draft: Draft) -> Self {
        Self {
            kept,
            draft,
            saved: false,
            notice: None,
            wrong_name: None,
            wrong_value: None,
            refused: None,
            strict: false,
        }
    }
}

/// Puts the page together.
///
/// # Errors
/// When the store cannot.
pub(super) async fn put_together(
    app: &App,
    visitor: &Visitor,
    given: Given,
) -> Result<SegmentPage, WebError> {
    let Given { kept, draft, saved, notice, wrong_name, wrong_value, refused, strict } = given;
    let mut page = Page::of(app, visitor, Section::People, "segments-new");
    if let Some(kept) = &kept {
        page.title = format::typeset(page.lang, &kept.name);
    }
    if saved {
        page.toast = Some(Toast { text: page.say("segments-saved"), undo: None });
    }
    let now = app.now();
    let Found { tree, count, people } = found(app, visitor, kept.as_ref(), &draft, now).await?;
    let mut session = app.store().read().await?;
    let ids: Vec<PersonId> = people.iter().map(|one| one.id).collect();
    let rings = Rings::of(app, &mut session, visitor, &ids).await?;
    let known = known(&mut session, visitor, draft.field()).await?;
    drop(session);
    let wrong = match &tree {
        Err(wrong) => Some(Shown::of(&page, draft.text(), wrong)),
        Ok(None) if strict => Some(Shown::plain(page.say("segments-wrong-text"))),
        Ok(_) => None,
    };
    // A place that there is not stands in a line as the others do.
    let lines = draft.tree().ok().flatten();
    let lines = lines.map(|tree| lines_of(&page, &tree)).unwrap_or_default();
    let nobody = match (&tree, count.is_some()) {
        (Err(_), _) => "segments-found-wrong",
        (Ok(_), false) => "segments-found-empty",
        (Ok(_), true) => "segments-found-none",
    };
    let near = |at| format::moment_near(page.lang, &visitor.brand.zone, at, now);
    let taken = kept.as_ref().filter(|kept| kept.kind == Kind::Static);
    let taken = taken.map(|kept| kept.changed_at);
    let zone = &visitor.brand.zone;
    Ok(SegmentPage {
        id: kept.as_ref().map(|kept| kept.id),
        taken: taken.map(|at| page.with("segments-taken-at", "when", &near(at))),
        people_address: kept.as_ref().map(|kept| format!("/people?segment={}", kept.id)),
        notice: notice.map(|id| page.say(id)),
        refused,
        wrong_name,
        wrong,
        wrong_value: wrong_value.map(|id| page.say(id)),
        longest: LENGTH,
        lines,
        choice: Choice::of(&page, draft.field(), known),
        count: count.map(|count| crate::pages::people::number(&page, count)),
        first: page.count("segments-found-first", &people.len()),
        nobody: page.say(nobody),
        people: people.iter().map(|one| row(&page, zone, one, now)).collect(),
        rings,
        draft,
        page,
    })
}

/// Who fits what stands in the form.
struct Found {
    /// What stands there; nothing where there is nothing yet.
    tree: Result<Option<Tree>, Wrong>,
    count: Option<Count>,
    people: Vec<Listed>,
}

/// How many fit what stands in the form, and the first of them: of a snapshot whose condition was not
/// changed, its members.
async fn found(
    app: &App,
    visitor: &Visitor,
    kept: Option<&Segment>,
    draft: &Draft,
    now: Instant,
) -> Result<Found, WebError> {
    if draft.text().trim().is_empty() {
        return Ok(Found { tree: Ok(None), count: None, people: Vec::new() });
    }
    let (visitor, kept, draft) = (visitor.clone(), kept.cloned(), draft.clone());
    let found = reading(app.store(), move |mut session| async move {
        let (session, brand) = (&mut session, &visitor.brand);
        let tree = match understood(session, &visitor, draft.text()).await? {
            Ok(tree) => tree,
            Err(wrong) => return Ok(Found { tree: Err(wrong), count: None, people: Vec::new() }),
        };
        let own = kept
            .filter(|kept| kept.kind == Kind::Static && !draft.is_living() && kept.tree == tree);
        let filter = match &own {
            Some(kept) => segments::filter_of(session, brand, kept, now).await?,
            None => segments::filter(session, brand, &tree, now).await?,
        };
        let count = people_lists::count(session, brand.id, &filter).await?;
        let first = list::first(session, brand, &filter, Sort::Charge, None, SHOWN, now).await?;
        Ok(Found { tree: Ok(Some(tree)), count: Some(count), people: first.people })
    });
    Ok(found.await?)
}

/// A condition, or what is wrong with it.
///
/// # Errors
/// When the store cannot.
pub(super) async fn understood(
    session: &mut Session,
    visitor: &Visitor,
    text: &str,
) -> Result<Result<Tree, Wrong>, AppError> {
    match segments::read(session, &visitor.brand, text).await {
        Ok(tree) => Ok(Ok(tree)),
        Err(AppError::Refused(Refusal::SegmentText { wrong, .. })) => Ok(Err(wrong)),
        Err(other) => Err(other),
    }
}

/// What is known to occur as a value of this.
async fn known(
    session: &mut Session,
    visitor: &Visitor,
    field: Field,
) -> Result<Vec<String>, WebError> {
    if field != Field::Place {
        return Ok(Vec::new());
    }
    let mut rows = places::all(session, visitor.brand.id).await?;
    rows.retain(|row| !row.private || visitor.may_read_private());
    let mut titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles.dedup();
    Ok(titles)
}

fn lines_of(page: &Page, tree: &Tree) -> Vec<Line> {
    let lines = tree::lines(tree);
    let line = |line: tree::Line<'_>| {
        let text = match line.what {
            What::One(one) => written(one, page.lang),
            What::Group(joint) => page.word("segments-group", joint.word()),
        };
        let text = if line.negated { format!("{} {text}", page.say("segments-not")) } else { text };
        let text = format::typeset(page.lang, &text);
        Line {
            path: line.path,
            depth: line.depth.min(DEEPEST),
            joint: line.joint.map(Joint::word),
            negated: line.negated,
            short: format::clip(&text, SHORT),
            text,
        }
    };
    lines.into_iter().map(line).collect()
}

fn row(page: &Page, zone: &Zone, one: &Listed, now: Instant) -> Row {
    let contact = one.contact.as_ref().and_then(|contact| contact.at.as_deref());
    let contact = contact.and_then(Instant::parse_rfc3339);
    Row {
        id: one.id,
        name: format::name(&one.name),
        state: Loyalty::parse(one.state).unwrap_or_default(),
        stage: Stage::ALL.into_iter().find(|stage| stage.word() == one.stage).unwrap_or_default(),
        charge: format::decimal(page.lang, one.ring, 1),
        contact: contact.map(|at| format::days_since(page.words(), zone.day(at), zone.day(now))),
    }
}

impl SegmentPage {
    /// Whether the visitor may make and change segments.
    fn may_make(&self) -> bool {
        self.page.may(Action::NotePeople)
    }

    /// The condition for those who cannot change it.
    fn shown(&self) -> String {
        format::typeset(self.page.lang, self.draft.text())
    }

    /// Where the form is shown anew.
    fn form(&self) -> String {
        self.id.map_or_else(|| "/segments/new".to_owned(), |id| format!("/segments/{id}"))
    }

    /// Where the form is saved.
    fn action(&self) -> String {
        self.id.map_or_else(|| "/segments".to_owned(), |id| format!("/segments/{id}"))
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.draft.is_living() == (kind == "living")
    }

    fn kind_help(&self, kind: &str) -> &'static str {
        if kind == "living" { "segments-living-help" } else { "segments-static-help" }
    }

    fn parts(&self) -> Vec<Part> {
        choice::parts()
    }
}
