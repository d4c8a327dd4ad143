//! A list of people as a file, for whoever may take lists out.

use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::people::export::chosen_by;

use super::Asked;
use crate::app::App;
use crate::beside::beside;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::attachment;
use crate::people_file::{self, Kind, Wanted};

/// The list for anything that reads tables.
///
/// # Errors
/// When the store or the disk cannot.
pub async fn csv(
    state: State<App>,
    visitor: Visitor,
    asked: Query<Asked>,
) -> Result<Response, WebError> {
    file(state, visitor, asked, Kind::Csv).await
}

/// The list for Excel.
///
/// # Errors
/// As [`csv`].
pub async fn xlsx(
    state: State<App>,
    visitor: Visitor,
    asked: Query<Asked>,
) -> Result<Response, WebError> {
    file(state, visitor, asked, Kind::Xlsx).await
}

/// Writes the whole file, notes in the audit log how many people are in it, and only then begins to
/// hand it out. It has no name on the disk, so that nothing of it stays.
async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    kind: Kind,
) -> Result<Response, WebError> {
    let now = app.now();
    let name = people_file::name(&visitor.brand, kind, now);
    let file = beside(async move || {
        let mut session = app.store().read().await?;
        let brand = &visitor.brand;
        let (filter, sort) = asked.whole_filter(&mut session, brand, now).await?;
        let segment = asked.asked_segment(&mut session, brand).await?;
        drop(session);
        let folder = &app.options().uploads;
        let unnamed = || {
            std::fs::create_dir_all(folder)?;
            tempfile::tempfile_in(folder)
        };
        let mut file = unnamed().map_err(people_file::failed)?;
        let wanted = Wanted { brand: &visitor.brand, filter: &filter, sort, now };
        let words = app.words(visitor.lang);
        let count = people_file::write(app.store(), &wanted, words, kind, &mut file).await?;
        let mut object = format!("{} {}", kind.word(), chosen_by(&filter, sort));
        if let Some(segment) = segment {
            object = object.replace("segment=*", &format!("segment={}", segment.id));
        }
        let deed = Deed { what: "people.export", object: &object, count };
        audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, now).await?;
        Ok::<_, AppError>(file)
    })
    .await?;
    attachment(file, kind.media_type(), &name)
}
