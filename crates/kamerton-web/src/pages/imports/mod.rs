//! Imports: files are handed over, looked at, brought in while one watches or does something else.

mod ask;
mod list;
mod reasons;
mod refused;
mod run;
mod upload;

use kamerton_app::uploads::Upload;
use kamerton_core::id::ImportId;

pub use ask::{look, start};
pub use list::list;
pub use refused::refused;
pub use run::{discard, resume, show, stop};
pub use upload::upload;

use super::page::Page;
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::words::Arg;

/// The upload of a path.
async fn find(app: &App, visitor: &Visitor, id: ImportId) -> Result<Option<Upload>, WebError> {
    Ok(app.uploads().folder.find(visitor.brand.id, id).await?)
}

/// What an upload or a run is called: its file, or the first with how many more there are. What
/// has none goes by `otherwise`.
fn called(page: &Page, files: &[String], otherwise: &str) -> String {
    match files {
        [] => otherwise.to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => {
            let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
            let args = [("name", Arg::Text(first)), ("count", Arg::Number(count))];
            page.words().say("import-and-more", &args)
        }
    }
}

/// Begins an import, or goes on with it; open pages hear when it has ended.
async fn begin(app: &App, visitor: &Visitor, upload: Upload) -> Result<(), WebError> {
    Ok(app.uploads().start(&visitor.brand, upload).await?)
}

/// The id in a path.
fn id(text: &str) -> Result<ImportId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}
