//! The refused records as a file for spreadsheets.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_core::id::ImportId;
use kamerton_store::imports;

use super::id;
use super::reasons::{place, reason};
use crate::app::App;
use crate::format::csv::Table;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};

/// So many records are in memory at a time.
const PIECE: i64 = 500;

/// What is still to be sent.
struct Rest {
    app: App,
    visitor: Visitor,
    page: Page,
    import: ImportId,
    table: Table,
    after: i64,
    ended: bool,
}

/// Sends all refused records, piece by piece.
///
/// # Errors
/// When there is no such import, or the store cannot.
pub async fn refused(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
) -> Result<Response, WebError> {
    let import = id(&import)?;
    let mut session = app.store().read().await?;
    let row = imports::by_id(&mut session, visitor.brand.id, import).await?;
    drop(session);
    let row = row.ok_or(WebError::NotFound)?;
    let object = row.id.to_string();
    let deed = Deed::one("import.refused", &object);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    let page = Page::of(&app, &visitor, Section::People, "imports-title");
    let mut table = Table::new(page.lang);
    table.line(["where", "why", "raw"].map(|word| page.word("refused", word)));
    let rest = Rest { app, visitor, page, import, table, after: -1, ended: false };
    let pieces = futures_util::stream::try_unfold(rest, piece);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"refused.csv\""),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

async fn piece(mut rest: Rest) -> Result<Option<(Bytes, Rest)>, kamerton_store::StoreError> {
    if rest.ended {
        return Ok(None);
    }
    let mut session = rest.app.store().read().await?;
    let workspace = rest.visitor.brand.id;
    let rows = imports::refusals(&mut session, workspace, rest.import, rest.after, PIECE).await?;
    drop(session);
    for row in &rows {
        let words = rest.page.words();
        let (place, why) = (place(words, &row.place), reason(words, &row.why));
        rest.table.line([&place, &why, &row.raw]);
        rest.after = row.number;
    }
    rest.ended = rows.len() < PIECE as usize;
    let text = rest.table.take();
    Ok(Some((Bytes::from(text), rest)))
}
