//! What a use case can fail with.

use kamerton_channels::import::ImportError;
use kamerton_store::StoreError;

use crate::channels::ChannelRefusal;
use crate::refusal::Refusal;

/// The application's result.
pub type Result<T> = std::result::Result<T, AppError>;

/// Why a use case could not be carried out, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The import's source could not be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// What was asked for cannot be done, for a reason that people read in their own language.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was asked for cannot be done as asked, for a reason that only the command line, programs
    /// and logs get to read.
    #[error("{0}")]
    Asked(String),
}

impl From<ChannelRefusal> for AppError {
    fn from(refusal: ChannelRefusal) -> Self {
        Self::Refused(Refusal::Channel(refusal))
    }
}
