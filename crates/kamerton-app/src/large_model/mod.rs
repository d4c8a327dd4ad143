//! A large model of the brand's own choice, at any address that speaks as OpenAI's does: for harder
//! judgements, drafts and summaries.
//!
//! It is asked when one of us presses a button, and never by itself. What is sent was masked
//! (`kamerton_text::mask`); what comes back is text that is shown, and nothing that anything is done
//! by: no tools are offered, no part of an answer names an action. Without it everything else goes on
//! as before: nothing waits for it, and the reading of messages knows nothing of it.

mod breaker;
mod budget;
mod client;
mod draft;
mod opinion;
mod prompts;
mod settings;
mod talk;
mod trouble;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_channels::outbound::Outbound;
use kamerton_core::id::WorkspaceId;
use kamerton_core::time::Instant;
use kamerton_store::Store;
use tokio::sync::Semaphore;

use crate::brand::Brand;
use crate::error::Result;
use breaker::Breaker;
pub use budget::{Spent, spent};
pub use client::{Prompt, Reply};
pub use draft::{Draft, Finding, draft, draft_prompt, summary, summary_prompt};
pub use opinion::{Opinion, opinion, opinion_prompt};
pub use settings::{Invalid, Key, Settings, Setup, load, save};
pub use talk::{Line, Talk, about_message, of_person};
pub use trouble::Trouble;

/// So many requests of one brand are on their way at a time.
const AT_ONCE: usize = 2;

/// What it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A second opinion on what a message says.
    Judgements,
    /// Words to begin with.
    Drafts,
    /// What a talk was about.
    Summaries,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Judgements, Self::Drafts, Self::Summaries];

    /// The word in forms, translations and the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Judgements => "judgements",
            Self::Drafts => "drafts",
            Self::Summaries => "summaries",
        }
    }
}

/// What came of asking: an answer, or why there is none. That there is none is no failure of ours.
pub type Answered<T> = std::result::Result<T, Trouble>;

/// What is known of the endpoints of all brands while the program runs.
#[derive(Default)]
pub struct LargeModels(Mutex<HashMap<WorkspaceId, Arc<Endpoint>>>);

/// What is known of one endpoint while the program runs.
struct Endpoint {
    breaker: Mutex<Breaker>,
    room: Semaphore,
    /// The way out, with what it was made for.
    way: Mutex<Option<((String, bool), Outbound)>>,
    /// Whether it wants the limit of an answer under its newer name.
    newer: AtomicBool,
}

impl Default for Endpoint {
    fn default() -> Self {
        Self {
            breaker: Mutex::default(),
            room: Semaphore::new(AT_ONCE),
            way: Mutex::default(),
            newer: AtomicBool::new(false),
        }
    }
}

/// Why it is not asked for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Until when.
    pub until: Instant,
    /// What went wrong last.
    pub trouble: Trouble,
}

impl LargeModels {
    fn endpoint(&self, workspace: WorkspaceId) -> Arc<Endpoint> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(workspace).or_default())
    }

    /// Why the endpoint of a brand is not asked at present, if it is not.
    pub fn pause(&self, workspace: WorkspaceId, now: Instant) -> Option<Pause> {
        let endpoint = self.endpoint(workspace);
        let breaker = endpoint.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker.pause(now)
    }

    /// Forgets what is known of an endpoint: it was set up anew.
    pub fn forget(&self, workspace: WorkspaceId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&workspace);
    }

    /// Asks for something that is switched on.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn ask(
        &self,
        store: &Store,
        brand: &Brand,
        setup: &Setup,
        what: Use,
        prompt: &Prompt,
        now: Instant,
    ) -> Result<Answered<Reply>> {
        if !setup.settings.is_on(what) {
            return Ok(Err(Trouble::Off));
        }
        if let Some(pause) = self.pause(brand.id, now) {
            return Ok(Err(Trouble::Paused(pause.until)));
        }
        self.ask_anyhow(store, brand, setup, prompt, now).await
    }

    /// Asks one tiny question, whatever is switched on and however often it has failed.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn check(
        &self,
        store: &Store,
        brand: &Brand,
        setup: &Setup,
        now: Instant,
    ) -> Result<Answered<Reply>> {
        self.ask_anyhow(store, brand, setup, &prompts::check(&brand.lang), now).await
    }

    async fn ask_anyhow(
        &self,
        store: &Store,
        brand: &Brand,
        setup: &Setup,
        prompt: &Prompt,
        now: Instant,
    ) -> Result<Answered<Reply>> {
        let endpoint = self.endpoint(brand.id);
        let Ok(_place) = endpoint.room.try_acquire() else { return Ok(Err(Trouble::Crowded)) };
        let key = match setup.usable() {
            Ok(key) => key,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let out = match endpoint.way(&setup.settings) {
            Ok(out) => out,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let reserved = match budget::reserve(store, brand, &setup.settings, prompt, now).await? {
            Ok(reserved) => reserved,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let asked = client::ask(&out, &setup.settings, key, prompt, &endpoint.newer).await;
        budget::settle(store, brand, &setup.settings, &reserved, &asked).await?;
        let mut breaker = endpoint.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker.note(asked.as_ref().err(), now);
        Ok(asked)
    }
}

impl Endpoint {
    /// The way out for these settings; made once, as certificates are read for it.
    fn way(&self, settings: &Settings) -> Answered<Outbound> {
        let mut way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = (settings.url.clone(), settings.near);
        if let Some((_, out)) = way.as_ref().filter(|(made_for, _)| *made_for == wanted) {
            return Ok(out.clone());
        }
        let out = Outbound::new(settings.allowed()?).map_err(|_| Trouble::Tls)?;
        *way = Some((wanted, out.clone()));
        Ok(out)
    }
}
