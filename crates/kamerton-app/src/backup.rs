//! Backups and moves of a whole installation: the store copies, this crate knows how texts are cut
//! into search words.

use std::path::Path;

use kamerton_store::backup::{self, Counts};
use kamerton_store::copy::Progress;
use kamerton_store::{Store, Target};

use crate::error::Result;

/// Writes a backup of everything into one file; see [`backup::write`].
///
/// # Errors
/// When the file cannot be written or its content is not what the store holds.
pub async fn write(
    store: &Store,
    file: &Path,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Counts> {
    Ok(backup::write(store, file, &kamerton_text::index_tokens, progress).await?)
}

/// Restores a backup into an empty place; see [`backup::restore`].
///
/// # Errors
/// When the file is no sound backup or the place is not empty; then nothing is changed.
pub async fn restore(
    file: &Path,
    target: &Target,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Counts> {
    Ok(backup::restore(file, target, &kamerton_text::index_tokens, progress).await?)
}
