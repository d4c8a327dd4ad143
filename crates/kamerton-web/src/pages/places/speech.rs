//! For whom and how we speak in a place: what it says otherwise than the brand.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::brand::{Address, Voice};
use kamerton_app::places::{self, Own};
use kamerton_core::id::PlaceId;
use serde::Deserialize;

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::go;

/// Longer than this no text or list is.
const LONGEST: usize = 4_000;

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    audience: String,
    address: String,
    say: String,
    avoid: String,
    examples: String,
}

impl Given {
    fn own(&self) -> Own {
        let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
        Own {
            audience: cut(&self.audience),
            address: match self.address.as_str() {
                "vy" => Some(Address::Vy),
                "ty" => Some(Address::Ty),
                _ => None,
            },
            voice: Voice {
                say: words(&cut(&self.say)),
                avoid: words(&cut(&self.avoid)),
                examples: lines(&cut(&self.examples)),
            },
        }
    }
}

/// Words one a line or parted by commas.
fn words(text: &str) -> Vec<String> {
    text.split(['\n', ',', ';']).map(str::to_owned).collect()
}

/// Sentences one a line: they have commas of their own.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Stores what the place says otherwise.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let id: PlaceId = place.parse().map_err(|_| WebError::NotFound)?;
    places::save(app.store(), &visitor.brand, id, &given.own()).await?;
    let object = id.to_string();
    let deed = Deed::one("place.speech", &object);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    Ok(go(&format!("/places/{id}?saved=true")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_are_the_brands() {
        assert_eq!(Given::default().own().address, None);
        let given = Given {
            address: "ty".to_owned(),
            say: "чашка, кружка\nкофейня".to_owned(),
            examples: "Привет, как кофе?\nЗаходите".to_owned(),
            ..Given::default()
        };
        let own = given.own();
        assert_eq!(own.address, Some(Address::Ty));
        assert_eq!(own.voice.say.len(), 3);
        assert_eq!(own.voice.examples, ["Привет, как кофе?", "Заходите"]);
    }
}
