//! Audience and voice of a place (`P2`): the brand's, but for what is said otherwise there.

use kamerton_core::id::PlaceId;
use kamerton_store::notices::{self, Change};
use kamerton_store::places::PlaceRow;
use kamerton_store::{Store, places};
use serde::{Deserialize, Serialize};

use crate::brand::{Address, Brand, Voice};
use crate::error::Result;

/// What a place says otherwise than the brand; whatever is empty is the brand's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Own {
    /// Whom the place is for.
    pub audience: String,
    /// How people are addressed there.
    pub address: Option<Address>,
    /// Which words are used there.
    pub voice: Voice,
}

/// For whom and how we speak somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Speech {
    /// For whom.
    pub audience: String,
    /// «Вы» or «ты».
    pub address: Address,
    /// Which words.
    pub voice: Voice,
}

impl Own {
    /// What a stored place says; what cannot be read says nothing.
    pub fn of(place: &PlaceRow) -> Self {
        serde_json::from_str(&place.settings).unwrap_or_default()
    }

    /// How we speak there.
    pub fn speech(&self, brand: &Brand) -> Speech {
        let brands = &brand.settings;
        let words = |own: &Vec<String>, brands: &Vec<String>| {
            if own.is_empty() { brands.clone() } else { own.clone() }
        };
        Speech {
            audience: if self.audience.is_empty() { &brands.audience } else { &self.audience }
                .clone(),
            address: self.address.unwrap_or(brands.address),
            voice: Voice {
                say: words(&self.voice.say, &brands.voice.say),
                avoid: words(&self.voice.avoid, &brands.voice.avoid),
                examples: words(&self.voice.examples, &brands.voice.examples),
            },
        }
    }

    /// Without blanks around words, and without empty ones.
    fn tidy(&self) -> Self {
        let words = |words: &[String]| -> Vec<String> {
            let words = words.iter().map(|word| word.trim().to_owned());
            words.filter(|word| !word.is_empty()).collect()
        };
        Self {
            audience: self.audience.trim().to_owned(),
            address: self.address,
            voice: Voice {
                say: words(&self.voice.say),
                avoid: words(&self.voice.avoid),
                examples: words(&self.voice.examples),
            },
        }
    }
}

/// Stores what a place says otherwise than the brand.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn save(store: &Store, brand: &Brand, place: PlaceId, own: &Own) -> Result<()> {
    let text = serde_json::to_string(&own.tidy()).unwrap_or_else(|_| "{}".to_owned());
    let mut session = store.write().await?;
    super::find(&mut session, brand, place).await?;
    places::set_settings(&mut session, brand.id, place, &text).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::Places).await;
    Ok(())
}
