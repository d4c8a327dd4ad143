//! What every request works with: the store, the clock, the words, and how this program is set up.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_app::uploads::{Folder, Uploads};
use kamerton_app::{AppError, Brand};
use kamerton_core::id::WorkspaceId;
use kamerton_core::time::Instant;
use kamerton_store::Store;
use kamerton_store::workspaces::WorkspaceRow;

use crate::chores::Chores;
use crate::format::Language;
use crate::http::metrics::Metrics;
use crate::welcome_work::Work;
use crate::words::Words;

/// How this program is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Reads the clock: pages have none of their own.
    pub clock: fn() -> Instant,
    /// The address under which browsers reach it, when it is known: `https://kamerton.example`.
    pub public_url: Option<String>,
    /// Language of pages for whoever has not signed in.
    pub lang: Language,
    /// What the very first visitor has to show, as the terminal printed it.
    pub first_key: String,
    /// Where uploaded files lie until they are imported, and backups until they are fetched.
    pub uploads: PathBuf,
}

/// Bytes that one upload may have: the largest exports of chats are about so large. What is larger
/// lies better on the machine itself, where the command line imports it.
pub const MOST_UPLOADED: u64 = 4 << 30;

impl Options {
    /// Whether browsers come by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The application as requests see it. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    options: Options,
    russian: Words,
    english: Words,
    metrics: Metrics,
    work: Work,
    uploads: Uploads,
    chores: Chores,
    brands: Mutex<HashMap<WorkspaceId, (WorkspaceRow, Brand)>>,
}

impl App {
    /// An application on an open store.
    pub fn new(store: Store, options: Options) -> Self {
        let folder = Folder::new(options.uploads.clone(), MOST_UPLOADED);
        Self(Arc::new(Inner {
            uploads: Uploads::new(folder, store.clone(), options.clock),
            store,
            options,
            russian: Words::new("ru"),
            english: Words::new("en"),
            metrics: Metrics::default(),
            work: Work::default(),
            chores: Chores::default(),
            brands: Mutex::default(),
        }))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// How it is set up.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// What goes on beside requests during the first steps.
    pub fn work(&self) -> &Work {
        &self.0.work
    }

    /// Uploads, and the imports that run of them.
    pub fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// Backups and recounts that go on beside requests.
    pub fn chores(&self) -> &Chores {
        &self.0.chores
    }

    /// The moment it is.
    pub fn now(&self) -> Instant {
        (self.0.options.clock)()
    }

    /// The words of a language.
    pub fn words(&self, lang: Language) -> &Words {
        match lang {
            Language::Ru => &self.0.russian,
            Language::En => &self.0.english,
        }
    }

    /// The brand of a workspace. Making one takes its lexicon apart, so it is kept for as long as
    /// nothing of it changes.
    ///
    /// # Errors
    /// When what is stored cannot be understood.
    pub fn brand(&self, row: WorkspaceRow) -> Result<Brand, AppError> {
        let mut kept = self.0.brands.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, brand)) = kept.get(&row.id).filter(|(known, _)| *known == row) {
            return Ok(brand.clone());
        }
        let brand = Brand::of(&row)?;
        kept.insert(row.id, (row, brand.clone()));
        Ok(brand)
    }
}
