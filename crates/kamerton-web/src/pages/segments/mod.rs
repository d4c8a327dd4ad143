//! Segments: conditions with names, by which people are found, counted and taken out.

mod choice;
mod draft;
mod edit;
pub mod kept;
mod tree;
mod wrong;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_core::access::Action;
use kamerton_core::id::SegmentId;
use kamerton_core::segment;
use serde::Deserialize;

use self::draft::{Draft, written};
use self::edit::Given;
use self::kept::Whom;
use super::page::{Page, Section, Toast};
use super::{go, refuse, render};
use crate::app::App;
use crate::beside::reading;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;

/// So many letters a name has at most.
const LONGEST_NAME: usize = 100;

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
        for kept in kept::all(&mut session, &own.brand).await? {
            let whom = Whom::of(kept.clone());
            let count = kept::count(&mut session, &own.brand, &whom, now).await?;
            counted.push((kept, count));
        }
        Ok(counted)
    })
    .await?;
    let line = |(kept, count): (kept::Kept, _)| Line {
        text: written(&kept.tree, page.lang),
        kind: if kept.is_taken() { "static" } else { "living" },
        count: super::people::number(&page, count),
        people: format!("/people?segment={}", kept.id),
        id: kept.id,
        name: kept.name,
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
        Some(Example { address: draft.address("/segments/new"), name, text })
    };
    EXAMPLES.iter().filter_map(example).collect()
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
    let given = pressed(&visitor, None, draft);
    render(&edit::put_together(&app, &visitor, given).await?)
}

fn pressed(visitor: &Visitor, kept: Option<kept::Kept>, draft: Draft) -> Given {
    let mut draft = draft.cut();
    let wrong_value = draft.press(visitor.lang).err();
    Given { wrong_value, ..Given::of(kept, draft) }
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
        pressed(&visitor, Some(kept), draft)
    };
    render(&edit::put_together(&app, &visitor, given).await?)
}

/// Whether something was saved just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Saved {
    saved: String,
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<kept::Kept, WebError> {
    let id: SegmentId = id.parse().map_err(|_| WebError::NotFound)?;
    let mut session = app.store().read().await?;
    kept::one(&mut session, &visitor.brand, id).await?.ok_or(WebError::NotFound)
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
    kept: Option<kept::Kept>,
    mut draft: Draft,
) -> Result<Response, WebError> {
    // Who typed a value and pressed Enter meant to add it: nothing that was typed is lost.
    if draft.is_half_added() {
        let added = draft.add(visitor.lang);
        let notice = added.is_ok().then_some("segments-added");
        let given = Given { notice, wrong_value: added.err(), ..Given::of(kept, draft) };
        return refuse(&edit::put_together(app, visitor, given).await?);
    }
    let say = |id: &str| app.words(visitor.lang).say(id, &[]);
    let nameless = draft.name.is_empty().then(|| say("segments-wrong-name"));
    let tree = draft.tree();
    let (None, Ok(Some(tree))) = (&nameless, tree) else {
        let given = Given { wrong_name: nameless, strict: true, ..Given::of(kept, draft) };
        return refuse(&edit::put_together(app, visitor, given).await?);
    };
    match kept::save(app, visitor, kept.as_ref(), &draft.name, &tree, draft.is_living()).await? {
        Ok(id) => Ok(go(&format!("/segments/{id}?saved=yes"))),
        Err(why) => {
            let given = Given { wrong_name: Some(why), ..Given::of(kept, draft) };
            refuse(&edit::put_together(app, visitor, given).await?)
        }
    }
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
    let kept = find(&app, &visitor, &id).await?;
    kept::remove(&app, &visitor, kept.id).await?;
    Ok(go("/segments?removed=yes"))
}

impl Draft {
    /// A segment as it is stored.
    fn of(kept: &kept::Kept, lang: Language) -> Self {
        Self {
            name: kept.name.clone(),
            text: Some(written(&kept.tree, lang)),
            kind: if kept.is_taken() { "static" } else { "living" }.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it is to count anew by itself.
    fn is_living(&self) -> bool {
        self.kind != "static"
    }
}
