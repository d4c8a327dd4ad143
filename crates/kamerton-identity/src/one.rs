//! One account against others: what those who are known already and those who are looked up share.

use crate::compare;
use crate::link::{Settings, Suggestion};
use crate::model::{Model, probability};
use crate::reason;
use crate::roster::Roster;

/// An account among those that it is compared with.
pub(crate) struct OneOfMany<'roster> {
    pub roster: &'roster Roster,
    pub model: &'roster Model,
    pub settings: &'roster Settings,
    /// What it is called by.
    pub id: &'roster str,
    /// Its place.
    pub at: usize,
}

impl OneOfMany<'_> {
    /// Who of others, by place and id, may be the same person, the likeliest first; never one of
    /// `never`, and nobody of the same platform.
    pub fn among<'id>(
        &self,
        others: impl Iterator<Item = (usize, &'id str)>,
        never: &[String],
    ) -> Vec<Suggestion> {
        let mut found: Vec<Suggestion> = others
            .filter(|(_, id)| !never.iter().any(|never| never == id))
            .filter_map(|(other, id)| self.against(other, id))
            .collect();
        found.sort_by(|one, other| {
            other.probability.total_cmp(&one.probability).then_with(|| one.b.cmp(&other.b))
        });
        found
    }

    fn against(&self, at: usize, id: &str) -> Option<Suggestion> {
        let new = self.roster.people.get(self.at)?;
        let other = self.roster.people.get(at)?;
        if new.platform > 0 && new.platform == other.platform {
            return None;
        }
        let row = compare::compare(self.roster, (new, self.at), (other, at));
        let probability = probability(self.model.weight(self.roster, &row));
        (probability >= self.settings.threshold).then(|| Suggestion {
            a: self.id.to_owned(),
            b: id.to_owned(),
            probability,
            reasons: reason::of(self.roster, self.model, &row, self.at, at),
        })
    }
}
