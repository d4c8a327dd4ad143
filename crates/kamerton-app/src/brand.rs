//! The brand: a workspace with all that the rules need to know of it.

use kamerton_core::id::{ChannelId, IdentityId, PlaceId, WorkspaceId};
use kamerton_core::money::Currency;
use kamerton_core::policy::Policy;
use kamerton_core::time::{Instant, Zone};
use kamerton_store::workspaces::{self, WorkspaceRow};
use kamerton_store::{Session, Store, influence};
use kamerton_text::Lexicon;
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Result};
use crate::refusal::Refusal;
use crate::reread;

/// How the brand speaks to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// «Вы».
    #[default]
    Vy,
    /// «Ты».
    Ty,
}

/// The voice guide (`P2`): which words are ours and which are not, and how it sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Voice {
    /// Words we use.
    pub say: Vec<String>,
    /// Words we avoid.
    pub avoid: Vec<String>,
    /// Examples of what we would say.
    pub examples: Vec<String>,
}

/// What one sets of a brand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What the brand is called, with its spellings.
    pub brand_terms: Vec<String>,
    /// What its products are called.
    pub product_terms: Vec<String>,
    /// Named competitors.
    pub competitors: Vec<String>,
    /// Whom the community is for (`P2`).
    pub audience: String,
    /// How people are addressed (`P2`).
    pub address: Address,
    /// Which words are ours (`P2`).
    pub voice: Voice,
    /// What is paid in, where nobody says otherwise.
    pub currency: Currency,
    /// A new version of the analysis waits for one of us before what it reads takes over.
    pub ask_before_rereading: bool,
    /// Weights and thresholds.
    pub policy: Policy,
}

/// A workspace, ready for use.
#[derive(Clone)]
pub struct Brand {
    /// Which.
    pub id: WorkspaceId,
    /// Name.
    pub name: String,
    /// Zone that days are counted in.
    pub zone: Zone,
    /// Name of the zone.
    pub zone_name: String,
    /// Language of what is said to people: `ru` or `en`.
    pub lang: String,
    /// Whether it is the demo.
    pub demo: bool,
    /// What is set.
    pub settings: Settings,
    /// What text analysis needs.
    pub lexicon: std::sync::Arc<Lexicon>,
}

impl Brand {
    /// The brand of a stored workspace.
    ///
    /// # Errors
    /// When what is stored cannot be understood.
    pub fn of(row: &WorkspaceRow) -> Result<Self> {
        let settings: Settings = serde_json::from_str(&row.settings).map_err(|error| {
            AppError::Asked(format!("the settings of «{}» cannot be read: {error}", row.name))
        })?;
        Ok(Self {
            id: row.id,
            name: row.name.clone(),
            zone: zone(&row.zone)?,
            zone_name: row.zone.clone(),
            lang: row.lang.clone(),
            demo: row.demo,
            lexicon: std::sync::Arc::new(lexicon(&row.name, &settings)),
            settings,
        })
    }

    /// The policy in force.
    pub const fn policy(&self) -> &Policy {
        &self.settings.policy
    }

    /// The id of the channel of a kind that imports and accounts of that kind belong to.
    pub fn channel(&self, kind: &str) -> ChannelId {
        // The channel of mails was called so when the first stores were made: everything in it
        // hangs on the id, which stays.
        let named = if kind == "email" { "mail" } else { kind };
        ChannelId::derived(&[self.id.0.as_bytes(), named.as_bytes()])
    }

    /// The id of a place of a channel.
    pub fn place(&self, channel: ChannelId, remote_id: &str) -> PlaceId {
        PlaceId::derived(&[channel.0.as_bytes(), remote_id.as_bytes()])
    }

    /// The id of an account.
    pub fn identity(&self, kind: &str, remote_id: &str) -> IdentityId {
        IdentityId::derived(&[self.id.0.as_bytes(), kind.as_bytes(), remote_id.as_bytes()])
    }
}

/// The zone of a name.
///
/// # Errors
/// When there is none of this name.
pub fn zone(name: &str) -> Result<Zone> {
    Zone::named(name).map_err(|_| Refusal::NoZone { name: name.to_owned() }.into())
}

fn lexicon(name: &str, settings: &Settings) -> Lexicon {
    let mut brand = settings.brand_terms.clone();
    if brand.is_empty() {
        brand.push(name.to_owned());
    }
    Lexicon::new(&brand, &settings.product_terms, &settings.competitors)
}

/// What a new brand begins with.
#[derive(Clone, Debug)]
pub struct NewBrand {
    /// Name.
    pub name: String,
    /// Zone that days are counted in.
    pub zone: String,
    /// `ru` or `en`.
    pub lang: String,
    /// What is set.
    pub settings: Settings,
    /// Whether it is the demo.
    pub demo: bool,
}

/// Makes a brand.
///
/// # Errors
/// When the zone is unknown, a brand of this name exists, or the store cannot.
pub async fn create(session: &mut Session, new: &NewBrand, now: Instant) -> Result<Brand> {
    let known = workspaces::all(session).await?;
    if known.iter().any(|row| row.name == new.name) {
        return Err(Refusal::BrandTaken { name: new.name.clone() }.into());
    }
    let row = WorkspaceRow {
        id: WorkspaceId::derived(&[new.name.as_bytes(), &now.micros().to_le_bytes()]),
        name: new.name.clone(),
        zone: new.zone.clone(),
        lang: new.lang.clone(),
        settings: serde_json::to_string(&new.settings).unwrap_or_else(|_| "{}".to_owned()),
        demo: new.demo,
        created_at: now,
    };
    let brand = Brand::of(&row)?;
    workspaces::insert(session, &row).await?;
    reread::nothing_to_read(session, &brand, now).await?;
    Ok(brand)
}

/// What was changed of a brand beside its settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Days are counted in another zone: what follows from them has to be made anew.
    pub zone: bool,
}

/// Changes a brand. Its policy stays, how a new version of the analysis takes over, and whether it is
/// the demo.
///
/// # Errors
/// When the zone is unknown, another brand has the name, or the store cannot.
pub async fn change(session: &mut Session, id: WorkspaceId, new: &NewBrand) -> Result<Changed> {
    let known = workspaces::all(session).await?;
    if known.iter().any(|row| row.name == new.name && row.id != id) {
        return Err(Refusal::BrandTaken { name: new.name.clone() }.into());
    }
    let old = known.into_iter().find(|row| row.id == id);
    let old = old.ok_or(Refusal::BrandGone)?;
    let Settings { policy, ask_before_rereading, .. } = Brand::of(&old)?.settings;
    let settings = Settings { policy, ask_before_rereading, ..new.settings.clone() };
    let row = WorkspaceRow {
        name: new.name.clone(),
        zone: new.zone.clone(),
        lang: new.lang.clone(),
        settings: serde_json::to_string(&settings).unwrap_or_else(|_| "{}".to_owned()),
        ..old.clone()
    };
    Brand::of(&row)?;
    workspaces::update(session, &row).await?;
    // Its audience may be described otherwise: whose attention counts depends on that.
    influence::set_stale(session, id).await?;
    Ok(Changed { zone: row.zone != old.zone })
}

/// Sets whether a new version of the analysis waits for one of us before what it reads takes over.
///
/// # Errors
/// When the brand is gone or the store cannot; then the caller must not commit.
pub async fn ask_before_rereading(session: &mut Session, id: WorkspaceId, ask: bool) -> Result<()> {
    let known = workspaces::all(session).await?;
    let row = known.into_iter().find(|row| row.id == id).ok_or(Refusal::BrandGone)?;
    let settings = Settings { ask_before_rereading: ask, ..Brand::of(&row)?.settings };
    let settings = serde_json::to_string(&settings).unwrap_or_else(|_| row.settings.clone());
    workspaces::update(session, &WorkspaceRow { settings, ..row }).await?;
    Ok(())
}

/// The brand named `name`, or the only one. Without a name, real brands come before the demo.
///
/// # Errors
/// When there is none, or several and none is named.
pub async fn find(store: &Store, name: Option<&str>) -> Result<Brand> {
    let rows = workspaces::all(&mut store.read().await?).await?;
    if let Some(name) = name {
        let found = rows.iter().find(|row| row.name == name);
        return found.map_or_else(|| Err(unknown(name, &rows)), Brand::of);
    }
    let real: Vec<&WorkspaceRow> = rows.iter().filter(|row| !row.demo).collect();
    match (real.as_slice(), rows.first()) {
        ([one], _) => Brand::of(one),
        ([], Some(demo)) => Brand::of(demo),
        ([], None) => Err(AppError::Asked(
            "there is no brand here yet: make one with `kamerton init --brand NAME --admin EMAIL`, \
             or see the demo with `kamerton demo`"
                .to_owned(),
        )),
        _ => Err(AppError::Asked(format!("several brands here: name one with --brand: {}", names(&rows)))),
    }
}

fn unknown(name: &str, rows: &[WorkspaceRow]) -> AppError {
    AppError::Asked(format!("no brand «{name}» here; there are: {}", names(rows)))
}

fn names(rows: &[WorkspaceRow]) -> String {
    rows.iter().map(|row| format!("«{}»", row.name)).collect::<Vec<_>>().join(", ")
}
