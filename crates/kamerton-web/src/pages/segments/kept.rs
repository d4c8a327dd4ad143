//! Segments as they are stored, with who fits them.

use kamerton_app::people::list::Listed;
use kamerton_app::{AppError, Brand};
use kamerton_core::id::SegmentId;
use kamerton_core::segment::Tree;
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::people_lists::Count;

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;

/// A segment as it is stored.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Whom it holds.
    pub tree: Tree,
    /// When a snapshot was taken.
    pub taken_at: Option<Instant>,
}

impl Kept {
    /// Whether its members stay.
    pub const fn is_taken(&self) -> bool {
        self.taken_at.is_some()
    }
}

/// Whose people.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Who fits a condition.
    Fits(Tree),
    /// The members of a snapshot.
    Within(Kept),
}

impl Whom {
    /// The people of a segment.
    pub fn of(kept: Kept) -> Self {
        if kept.is_taken() { Self::Within(kept) } else { Self::Fits(kept.tree) }
    }
}

pub async fn all(_: &mut Session, _: &Brand) -> Result<Vec<Kept>, AppError> {
    Ok(Vec::new())
}
pub async fn one(_: &mut Session, _: &Brand, _: SegmentId) -> Result<Option<Kept>, AppError> {
    Ok(None)
}
pub async fn count(_: &mut Session, _: &Brand, _: &Whom, _: Instant) -> Result<Count, AppError> {
    Ok(Count::default())
}
pub async fn first(
    _: &mut Session,
    _: &Brand,
    _: &Whom,
    _: i64,
    _: Instant,
) -> Result<Vec<Listed>, AppError> {
    Ok(Vec::new())
}
pub async fn save(
    _: &App,
    _: &Visitor,
    _: Option<&Kept>,
    _: &str,
    _: &Tree,
    _: bool,
) -> Result<Result<SegmentId, String>, WebError> {
    Ok(Err(String::new()))
}
pub async fn remove(_: &App, _: &Visitor, _: SegmentId) -> Result<(), WebError> {
    Ok(())
}
