//! What every request works with: the store, the clock, the words, and how this program is set up.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_app::channels::{self, Channels, Connectors};
use kamerton_app::intake::{Intake, Intakes};
use kamerton_app::large_model::LargeModels;
use kamerton_app::outbound::Allowed;
use kamerton_app::sealed::Seal;
use kamerton_app::uploads::{Folder, Uploads};
use kamerton_app::{AppError, Brand};
use kamerton_core::id::WorkspaceId;
use kamerton_core::time::Instant;
use kamerton_store::Store;
use kamerton_store::notices;
use kamerton_store::workspaces::{self, WorkspaceRow};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::api::channel_hooks;
use crate::api::hooks::Senders;
use crate::api::taken::Taken;
use crate::chores::Chores;
use crate::format::Language;
use crate::http::limits::{Asker, Buckets, Limits, TooOften};
use crate::http::metrics::Metrics;
use crate::indexing;
use crate::listening;
use crate::pages::places::kept::{self, Kept};
use crate::rereading;
use crate::suggesting;
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
    /// Opens the secrets that are kept in the database.
    pub seal: Seal,
    /// How often one asker may ask.
    pub limits: Limits,
    /// What of the private network connected channels may ask all the same.
    pub channels_may_ask: Allowed,
    /// What can be connected.
    pub connectors: Connectors,
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
    buckets: Buckets,
    intakes: Intakes,
    channels: Channels,
    hooked_brands: channel_hooks::Brands,
    channel_work: Mutex<Option<JoinHandle<()>>>,
    senders: Senders,
    ending: watch::Sender<bool>,
    work: Work,
    uploads: Uploads,
    chores: Chores,
    brands: Mutex<HashMap<WorkspaceId, (WorkspaceRow, Brand)>>,
    places: Kept,
    taken: Taken,
    large_models: LargeModels,
    rereading: Notify,
}

impl App {
    /// An application on an open store.
    pub fn new(store: Store, options: Options) -> Self {
        let folder = Folder::new(options.uploads.clone(), MOST_UPLOADED);
        let connectors = options.connectors;
        let intakes = Intakes::new(store.clone(), options.clock, connectors);
        let for_channels = channels::Options {
            clock: options.clock,
            seal: options.seal.clone(),
            allowed: options.channels_may_ask.clone(),
            public_url: options.public_url.clone(),
            tempo: channels::Tempo::default(),
        };
        let channels = Channels::new(store.clone(), intakes.clone(), connectors, for_channels);
        Self(Arc::new(Inner {
            uploads: Uploads::new(folder, store.clone(), options.clock),
            store,
            buckets: Buckets::new(options.limits),
            options,
            russian: Words::for_pages("ru"),
            english: Words::for_pages("en"),
            metrics: Metrics::default(),
            intakes,
            channels,
            hooked_brands: channel_hooks::Brands::default(),
            channel_work: Mutex::default(),
            senders: Senders::default(),
            ending: watch::Sender::new(false),
            work: Work::default(),
            chores: Chores::default(),
            brands: Mutex::default(),
            places: Kept::default(),
            taken: Taken::default(),
            large_models: LargeModels::default(),
            rereading: Notify::new(),
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

    /// Counts a request of an asker.
    ///
    /// # Errors
    /// When they have asked too often.
    pub(crate) fn count(&self, asker: Asker) -> Result<(), TooOften> {
        let counted = self.0.buckets.take(asker, self.now());
        if counted.is_err() {
            self.metrics().limited(asker);
        }
        counted
    }

    /// Whose signed calls are taken.
    pub(crate) fn senders(&self) -> &Senders {
        &self.0.senders
    }

    /// Becomes true when the program is about to end.
    pub fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// The way in for events of a brand; begun when it is first needed.
    pub fn intake(&self, brand: &Brand) -> Arc<Intake> {
        self.0.intakes.of(brand)
    }

    /// Brands that platforms call about.
    pub(crate) fn hooked_brands(&self) -> &channel_hooks::Brands {
        &self.0.hooked_brands
    }

    /// Live channels.
    pub fn channels(&self) -> &Channels {
        &self.0.channels
    }

    /// Begins what goes on without being asked: what was acknowledged before the last end of the
    /// program is folded, what other nodes tell is passed on to open pages, and what an older version
    /// has read is read again.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn begin(&self) -> Result<(), AppError> {
        self.uploads().folder.tidy().await?;
        let store = self.store().clone();
        tokio::spawn(async move { notices::follow(&store).await });
        for brand in self.all_brands().await? {
            self.intake(&brand);
            tokio::spawn(kept::count_ahead(self.clone(), brand));
        }
        tokio::spawn(rereading::go_on(self.clone()));
        tokio::spawn(listening::go_on(self.clone()));
        tokio::spawn(indexing::go_on(self.clone()));
        tokio::spawn(suggesting::go_on(self.clone()));
        let work = tokio::spawn(self.channels().clone().run(self.ending()));
        *self.0.channel_work.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
        Ok(())
    }

    /// Tells what goes on by itself that the program is about to end.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Waits until everything that was acknowledged is as it should be on the disk.
    pub async fn settle(&self) {
        let work = self.0.channel_work.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(work) = work {
            // What it was sending comes to its end, and what it was given is handed in.
            let _ = work.await;
        }
        self.0.intakes.settle().await;
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

    /// Wakes whoever reads the history again.
    pub(crate) fn rereading(&self) -> &Notify {
        &self.0.rereading
    }

    /// Figures of places that were counted lately.
    pub fn places(&self) -> &Kept {
        &self.0.places
    }

    /// When programs were last written down as taking out lists.
    pub fn taken(&self) -> &Taken {
        &self.0.taken
    }

    /// What is known of the large models of all brands.
    pub fn large_models(&self) -> &LargeModels {
        &self.0.large_models
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

    /// All brands, for what goes on by itself. No reader is held when it returns.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn all_brands(&self) -> Result<Vec<Brand>, AppError> {
        let rows = workspaces::all(&mut self.store().read().await?).await?;
        rows.into_iter().map(|row| self.brand(row)).collect()
    }
}
