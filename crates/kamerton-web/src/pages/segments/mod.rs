//! Segments: conditions with names, by which people are found, counted and taken out.

mod choice;
mod draft;
mod edit;
mod tree;
mod wrong;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::segments::{self, Changed, Kind, NAME_LENGTH, New, Segment};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::SegmentId;
use kamerton_core::segment;
use serde::Deserialize;

use self::draft::{Draft, written};
use self::edit::Given;
use super::page::{Page, Section, Toast};
use super::{go, refuse, render};
use crate::app::App;
use crate::beside::{beside, reading};
use crate::format::{self, Language};
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::refusal_words;

/// Conditions that one may begin with: the word of the name, and the text in English.
const EXAMPLES: [(&str, &str); 4] = [
    ("lost", "state: warm and not talked for 30 days"),
    ("again", "purchases: repeat and stage: promoter"),
    ("unhappy", "state: detractor and bought"),
    ("beginners", "new: 30 days and not talked"),
];

/// A segment in the list.
struct Line {
    id: SegmentId,
    name: String,
    text: String,
    kind: &'static str,
    count: String,
    /// Its people among all people.
    people: String,
}

/// A condition that one may begin with.
struct Example {
    name: String,
    text: String,
    address: String,
}

#[derive(Template)]
#[template(path = "segments/list.html")]
struct ListPage {
    page: Page,
    segments: Vec<Line>,
    examples: Vec<Example>,
}

/// What is asked of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A segment was removed just now.
    removed: String,
}

/// Lists the segments.
///
/// # Errors
/// When the store cannot.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = Page::of(&app, &visitor, Section::People, "segments-title");
    if !asked.removed.is_empty() {
        page.toast = Some(Toast { text: page.say("segments-removed"), undo: None });
    }
    let (own, now) = (visitor.clone(), app.now());
    let read = reading(app.store(), move |mut session| async move {
        let mut counted = Vec::new();
        let all = segments::list(&mut session, &own.brand).await?;
        for segment in all {
            let count = segments::count_of(&mut session, &own.brand, &segment, now).await?;
            counted.push((segment, count));
        }
        Ok(counted)
    })
    .await?;
    let line = |(segment, count): (Segment, _)| Line {
        text: format::typeset(page.lang, &written(&segment.tree, page.lang)),
        kind: segment.kind.word(),
        count: super::people::number(&page, count),
        people: format!("/people?segment={}", segment.id),
        id: segment.id,
        name: segment.name,
    };
    let segments = read.into_iter().map(line).collect();
    render(&ListPage { segments, examples: examples(&page), page })
}

fn examples(page: &Page) -> Vec<Example> {
    let example = |(word, text): &(&str, &str)| {
        let tree = segment::parse(text).ok()?;
        let (name, text) = (page.word("segments-example", word), written(&tree, page.lang));
        // It may be kept as it stands there, and is not set as pages are.
        let draft = Draft {
            name: name.replace('\u{a0}', " "),
            text: Some(text.clone()),
            ..Draft::default()
        };
        let text = format::typeset(page.lang, &text);
        Some(Example { address: draft.address("/segments/new"), name, text })
    };
    EXAMPLES.iter().filter_map(example).collect()
}

/// The address of a new segment that begins with a condition.
pub(super) fn begun(tree: &segment::Tree, lang: Language) -> String {
    Draft { text: Some(written(tree, lang)), ..Draft::default() }.address("/segments/new")
}

impl ListPage {
    /// Whether the visitor may make segments.
    fn may_make(&self) -> bool {
        self.page.may(Action::NotePeople)
    }
}

/// Shows the form of a new segment, with what is typed and pressed in it.
///
/// # Errors
/// When the store cannot.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Query(draft): Query<Draft>,
) -> Result<Response, WebError> {
    let given = pressed(&app, &visitor, None, draft).await?;
    render(&edit::put_together(&app, &visitor, given).await?)
}

async fn pressed(
    app: &App,
    visitor: &Visitor,
    kept: Option<Segment>,
    draft: Draft,
) -> Result<Given, WebError> {
    let mut draft = draft.cut();
    if draft.press == "fix" {
        let mut session = app.store().read().await?;
        if let Err(wrong) = edit::understood(&mut session, visitor, draft.text()).await? {
            draft.fix(&wrong);
        }
    }
    let wrong_value = draft.press(visitor.lang).err();
    Ok(Given { wrong_value, ..Given::of(kept, draft) })
}

/// Shows a segment, or its form with what is typed and pressed in it.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(saved): Query<Saved>,
    Query(draft): Query<Draft>,
) -> Result<Response, WebError> {
    let kept = find(&app, &visitor, &id).await?;
    let given = if draft.text.is_none() || !visitor.who.may(Action::NotePeople) {
        let draft = Draft::of(&kept, visitor.lang);
        Given { saved: !saved.saved.is_empty(), ..Given::of(Some(kept), draft) }
    } else {
        pressed(&app, &visitor, Some(kept), draft).await?
    };
    render(&edit::put_together(&app, &visitor, given).await?)
}

/// Whether something was saved just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Saved {
    saved: String,
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Segment, WebError> {
    let id: SegmentId = id.parse().map_err(|_| WebError::NotFound)?;
    let mut session = app.store().read().await?;
    Ok(segments::by_id(&mut session, &visitor.brand, id).await?)
}

/// Makes a segment.
///
/// # Errors
/// When the store cannot.
pub async fn make(
    State(app): State<App>,
    visitor: Visitor,
    Form(draft): Form<Draft>,
) -> Result<Response, WebError> {
    save(&app, &visitor, None, draft.cut()).await
}

/// Changes a segment.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(draft): Form<Draft>,
) -> Result<Response, WebError> {
    let kept = find(&app, &visitor, &id).await?;
    save(&app, &visitor, Some(kept), draft.cut()).await
}

async fn save(
    app: &App,
    visitor: &Visitor,
    kept: Option<Segment>,
    mut draft: Draft,
) -> Result<Response, WebError> {
    // Who typed a value and pressed Enter meant to add it: nothing that was typed is lost.
    if draft.is_half_added() {
        let added = draft.add(visitor.lang);
        let notice = added.is_ok().then_some("segments-added");
        let given = Given { notice, wrong_value: added.err(), ..Given::of(kept, draft) };
        return refuse(&edit::put_together(app, visitor, given).await?);
    }
    let words = app.words(visitor.lang);
    let nameless = draft.name.is_empty().then(|| words.say("segments-wrong-name", &[]));
    if nameless.is_some() || draft.text().trim().is_empty() {
        let given = Given { wrong_name: nameless, strict: true, ..Given::of(kept, draft) };
        return refuse(&edit::put_together(app, visitor, given).await?);
    }
    let refusal = match stored(app, visitor, kept.as_ref(), &draft).await {
        Ok(id) => return Ok(go(&format!("/segments/{id}?saved=yes"))),
        Err(AppError::Refused(refusal)) => refusal,
        Err(other) => return Err(other.into()),
    };
    let mut given = Given::of(kept, draft);
    match &refusal {
        // Where it is in the text is told beside the text.
        Refusal::SegmentText { .. } => {}
        Refusal::SegmentTaken { .. } | Refusal::SegmentName { .. } => {
            given.wrong_name = Some(refusal_words::why(words, &refusal));
        }
        Refusal::NoSegment { .. } => return Err(WebError::NotFound),
        other => given.refused = Some(refusal_words::why(words, other)),
    }
    refuse(&edit::put_together(app, visitor, given).await?)
}

/// Stores what stands in the form. The members of a snapshot stay as they were where neither its
/// condition nor its kind has changed.
async fn stored(
    app: &App,
    visitor: &Visitor,
    kept: Option<&Segment>,
    draft: &Draft,
) -> Result<SegmentId, AppError> {
    let kind = if draft.is_living() { Kind::Living } else { Kind::Static };
    let own = (app.clone(), visitor.clone(), kept.cloned(), draft.clone());
    beside(move || async move {
        let (app, visitor, kept, draft) = own;
        let (brand, actor, now) = (&visitor.brand, visitor.who.actor(), app.now());
        let Some(kept) = kept else {
            let new = New { name: &draft.name, text: draft.text(), kind };
            return segments::create(app.store(), brand, &new, &actor, now).await;
        };
        let same = draft.tree().is_ok_and(|tree| tree.as_ref() == Some(&kept.tree));
        let changed = Changed {
            name: Some(&draft.name),
            text: (!same).then(|| draft.text()),
            kind: (kind != kept.kind).then_some(kind),
        };
        let changed = segments::change(app.store(), brand, kept.id, &changed, &actor, now).await?;
        Ok(changed.id)
    })
    .await
}

/// Removes a segment.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id: SegmentId = id.parse().map_err(|_| WebError::NotFound)?;
    segments::delete(app.store(), &visitor.brand, id, &visitor.who.actor(), app.now()).await?;
    Ok(go("/segments?removed=yes"))
}

impl Draft {
    /// A segment as it is stored.
    fn of(kept: &Segment, lang: Language) -> Self {
        Self {
            name: kept.name.clone(),
            text: Some(written(&kept.tree, lang)),
            kind: kept.kind.word().to_owned(),
            ..Self::default()
        }
    }

    /// Whether it is to count anew by itself.
    fn is_living(&self) -> bool {
        self.kind != "static"
    }
}
