//! The rings beside the names on a page, found with few questions whatever the number of people.

use std::collections::HashMap;

use kamerton_app::AppError;
use kamerton_app::people::ringing;
use kamerton_core::id::PersonId;
use kamerton_core::ringing::Ringing;
use kamerton_core::state::{PurchaseBasis, Stage, State};
use kamerton_store::Session;

use super::page::{Markup, Page};
use crate::app::App;
use crate::http::guard::Visitor;
use crate::ring::{Ring, Size, Tint};

/// Rings by person.
pub struct Rings {
    rings: HashMap<PersonId, Ringing>,
    threshold: f64,
}

impl Rings {
    /// The rings of these people as of now.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        app: &App,
        session: &mut Session,
        visitor: &Visitor,
        people: &[PersonId],
    ) -> Result<Self, AppError> {
        let rings = ringing::of(session, &visitor.brand, people, app.now()).await?;
        Ok(Self { rings, threshold: visitor.brand.policy().states.kamerton_ring })
    }

    /// The ring of one person, who is no community without one.
    pub fn one(visitor: &Visitor, person: PersonId, ringing: Option<Ringing>) -> Self {
        let rings = ringing.map(|ringing| (person, ringing)).into_iter().collect();
        Self { rings, threshold: visitor.brand.policy().states.kamerton_ring }
    }

    /// The ring beside a name. Whoever is no community has none.
    pub fn inline(&self, page: &Page, person: &PersonId, state: &State, stage: &Stage) -> Markup {
        self.drawn(page, person, *state, *stage, Size::Inline)
    }

    /// The ring on the person's own page.
    pub fn card(&self, page: &Page, person: &PersonId, state: &State, stage: &Stage) -> Markup {
        self.drawn(page, person, *state, *stage, Size::Card)
    }

    fn drawn(
        &self,
        page: &Page,
        person: &PersonId,
        state: State,
        stage: Stage,
        size: Size,
    ) -> Markup {
        let Some(ringing) = self.rings.get(person) else { return Markup(String::new()) };
        let ring = Ring::draw(ringing, self.threshold, state == State::Kamerton, size);
        // Whoever is past the first stage has bought or vouched for us.
        let purchase = if stage == Stage::I { PurchaseBasis::None } else { PurchaseBasis::Said };
        let tint = Tint::of(state, purchase, ringing.charge);
        Markup(ring.svg(tint, page.words()))
    }
}
