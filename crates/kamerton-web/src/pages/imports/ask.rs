//! What is asked of files before they are brought in: their kind, the place, the zone, what the
//! columns hold, and who of those in it is one of us.

use askama::Template;
use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::uploads::{self, Asked, Look, Trouble, Upload, columns_chosen};
use kamerton_core::time::Zone;

use super::{begin, called, find, id};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::{Page, Section};
use crate::pages::welcome::brand::{ZONES, words};
use crate::pages::{go, refuse, render};

/// A column of the table, with what it may hold.
pub(super) struct Column {
    name: String,
    taken_for: &'static str,
    /// What stands in its first rows.
    sample: String,
}

/// A message as it will be.
pub(super) struct Sample {
    who: String,
    when: String,
    place: String,
    text: String,
}

#[derive(Template)]
#[template(path = "imports/ask.html", blocks = ["form"])]
pub(super) struct AskPage {
    page: Page,
    id: String,
    name: String,
    size: String,
    kinds: Vec<&'static str>,
    kind: &'static str,
    /// Whether nobody but us said what it is.
    guessed: bool,
    takes_place: bool,
    place: String,
    asks_zone: bool,
    zone: String,
    wrong_zone: Option<String>,
    zones: &'static [&'static str],
    fields: Vec<&'static str>,
    columns: Vec<Column>,
    samples: Vec<Sample>,
    stopped: Option<String>,
    sentence: String,
    staff: String,
    brand: String,
    bots: String,
    /// Whether its import was begun before.
    begun: bool,
}

/// What the form says.
#[derive(Default)]
struct Given {
    asked: Asked,
    /// A field for each column.
    columns: Vec<String>,
    /// The kind that the columns were shown for.
    shown_kind: String,
}

fn given(body: &[u8]) -> Given {
    let mut given = Given::default();
    let kept = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "kind" => given.asked.kind = value.into_owned(),
            "shown_kind" => given.shown_kind = value.into_owned(),
            "place" => given.asked.place = kept(&value),
            "zone" => given.asked.zone = kept(&value),
            "column" => given.columns.push(value.into_owned()),
            "staff" => given.asked.staff = words(&value),
            "brand" => given.asked.brand = words(&value),
            "bots" => given.asked.bots = words(&value),
            _ => {}
        }
    }
    given
}

/// The page for an upload that waits.
///
/// # Errors
/// When the files cannot be looked at.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    upload: &Upload,
    asked: Asked,
) -> Result<AskPage, WebError> {
    let guessed = asked.kind.is_empty();
    let (asked, seen) = look_at(app, visitor, upload, asked).await?;
    Ok(put_together(app, visitor, upload, asked, seen, guessed))
}

/// Looks at the files; where times carry no zone, the brand's is proposed.
async fn look_at(
    app: &App,
    visitor: &Visitor,
    upload: &Upload,
    mut asked: Asked,
) -> Result<(Asked, Look), WebError> {
    let mut seen = app.uploads().look(upload, &asked).await?;
    let lacks_zone =
        |seen: &Look| seen.stopped.as_ref().is_some_and(|stopped| stopped.trouble == Trouble::Zone);
    if asked.zone.is_none() && lacks_zone(&seen) {
        asked.zone = Some(visitor.brand.zone_name.clone());
        seen = app.uploads().look(upload, &asked).await?;
    }
    Ok((asked, seen))
}

fn put_together(
    app: &App,
    visitor: &Visitor,
    upload: &Upload,
    asked: Asked,
    seen: Look,
    guessed: bool,
) -> AskPage {
    let page = Page::of(app, visitor, Section::People, "imports-title");
    let wrong_zone = asked.zone.as_deref().is_some_and(|zone| Zone::named(zone).is_err());
    let stopped = seen.stopped.as_ref().filter(|_| !wrong_zone);
    let mut shown = AskPage {
        id: upload.id.to_string(),
        name: called(&page, &upload.files, ""),
        size: format::bytes(page.lang, upload.bytes),
        kinds: uploads::kinds().collect(),
        kind: seen.kind,
        guessed: guessed && !seen.kind.is_empty(),
        takes_place: seen.takes_place,
        place: asked.place.unwrap_or_default(),
        asks_zone: asked.zone.is_some(),
        wrong_zone: wrong_zone.then(|| page.say("wrong-zone")),
        zone: asked.zone.unwrap_or_default(),
        zones: &ZONES,
        fields: Vec::new(),
        columns: Vec::new(),
        samples: samples(&page, visitor, &seen),
        stopped: stopped.map(|stopped| page.word("import-trouble", stopped.trouble.word())),
        sentence: stopped.map(|stopped| stopped.sentence.clone()).unwrap_or_default(),
        staff: asked.staff.join(", "),
        brand: asked.brand.join(", "),
        bots: asked.bots.join(", "),
        begun: upload.begun,
        page,
    };
    if let Some(table) = seen.table {
        shown.lacks(&table.missing);
        shown.columns = table
            .header
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                name: name.clone(),
                taken_for: table.taken_for.get(at).copied().flatten().unwrap_or_default(),
                sample: sample(&table.rows, at),
            })
            .collect();
        shown.fields = table.fields;
    }
    shown
}

/// So much of a column's first rows is shown.
const SAMPLE: usize = 120;

fn sample(rows: &[Vec<String>], column: usize) -> String {
    let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim());
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    format::clip(&cells.join(" · "), SAMPLE)
}

fn samples(page: &Page, visitor: &Visitor, seen: &Look) -> Vec<Sample> {
    seen.messages
        .iter()
        .map(|message| Sample {
            who: message.author.as_ref().map_or_else(String::new, |author| {
                let name = author.display_name.clone().or_else(|| author.handle.clone());
                format::name(&name.unwrap_or_else(|| author.remote_id.clone()))
            }),
            when: format::moment(page.lang, &visitor.brand.zone, message.sent_at),
            place: format::name(&message.place.title),
            text: format::quoted(page.lang, &format::clip(&message.text, 200)),
        })
        .collect()
}

impl AskPage {
    /// Says which columns are missing, in the words of the page.
    fn lacks(&mut self, missing: &[Vec<&'static str>]) {
        if missing.is_empty() {
            return;
        }
        let or = self.page.say("import-or");
        let groups: Vec<String> = missing
            .iter()
            .map(|group| {
                let words: Vec<String> =
                    group.iter().map(|word| self.page.word("field", word)).collect();
                words.join(&or)
            })
            .collect();
        let listed = groups.join("; ");
        self.stopped = Some(self.page.with("import-lacks", "columns", &listed));
        self.sentence = String::new();
    }

    /// What is wrong keeps it from being brought in.
    fn is_wrong(&self) -> bool {
        self.kind.is_empty() || self.stopped.is_some() || self.wrong_zone.is_some()
    }
}

/// Looks anew, as what the form says.
///
/// # Errors
/// When there is no such upload, or it cannot be looked at.
pub async fn look(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
    headers: axum::http::HeaderMap,
    RawForm(body): RawForm,
) -> Result<Response, WebError> {
    let (upload, asked) = understood(&app, &visitor, &import, &body).await?;
    let shown = page(&app, &visitor, &upload, asked).await?;
    if is_htmx(&headers) { render(&shown.as_form()) } else { render(&shown) }
}

/// Begins to bring it in.
///
/// # Errors
/// When there is no such upload, or it cannot be begun.
pub async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
    RawForm(body): RawForm,
) -> Result<Response, WebError> {
    let (upload, asked) = understood(&app, &visitor, &import, &body).await?;
    let (asked, seen) = look_at(&app, &visitor, &upload, asked).await?;
    let kind = seen.kind;
    let shown = put_together(&app, &visitor, &upload, asked.clone(), seen, false);
    if shown.is_wrong() {
        return refuse(&shown);
    }
    let asked = Asked { kind: kind.to_owned(), ..asked };
    begin(&app, &visitor, Upload { asked, ..upload }).await?;
    let deed = Deed::one("import.start", kind);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    Ok(go(&format!("/imports/{import}")))
}

/// The upload, and what the form says of it.
async fn understood(
    app: &App,
    visitor: &Visitor,
    import: &str,
    body: &[u8],
) -> Result<(Upload, Asked), WebError> {
    let upload = find(app, visitor, id(import)?).await?.ok_or(WebError::NotFound)?;
    let Given { mut asked, columns, shown_kind } = given(body);
    // Columns of another kind of table say nothing of this one.
    if !columns.is_empty() && (asked.kind.is_empty() || shown_kind == asked.kind) {
        let plain = Asked { columns: Vec::new(), ..asked.clone() };
        let seen = app.uploads().look(&upload, &plain).await?;
        if let Some(table) = seen.table {
            asked.columns = columns_chosen(&table, &columns);
        }
    }
    Ok((upload, asked))
}
