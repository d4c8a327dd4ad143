//! What is known of one human, folded from the facts of their accounts.

use serde::{Deserialize, Serialize};

use crate::charge::{self, Checkpoint, Folded};
use crate::entry::Entry;
use crate::fact::OrderKind;
use crate::id::IdentityId;
use crate::policy::Policy;
use crate::role::Role;
use crate::state::{Commerce, PurchaseBasis, Stage, State};
use crate::time::Day;

/// The role of a person by the roles of their accounts: one account of ours makes them ours.
pub fn role_of(roles: impl IntoIterator<Item = Role>) -> Role {
    let weight = |role: &Role| match role {
        Role::Staff => 4,
        Role::Brand => 3,
        Role::Bot => 2,
        Role::Member => 1,
        Role::Unknown => 0,
    };
    roles.into_iter().max_by_key(weight).unwrap_or(Role::Unknown)
}

/// What one of us set by hand; it outlives every recomputation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Corrections {
    /// The state, instead of the computed one.
    pub state: Option<State>,
    /// The stage, instead of the computed one.
    pub stage: Option<Stage>,
    /// Whether they are known to have bought.
    pub purchase: Option<bool>,
}

/// The purchases known of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purchases {
    /// How many orders that make a client.
    pub count: i64,
    /// Day of the first.
    pub first: Option<Day>,
    /// Day of the last.
    pub last: Option<Day>,
}

impl Purchases {
    /// Counts the orders that make a client.
    pub fn of(orders: impl IntoIterator<Item = (OrderKind, Day)>) -> Self {
        let days = orders.into_iter().filter(|(kind, _)| kind.is_purchase()).map(|(_, day)| day);
        days.fold(Self::default(), |known, day| Self {
            count: known.count + 1,
            first: Some(known.first.map_or(day, |first| first.min(day))),
            last: Some(known.last.map_or(day, |last| last.max(day))),
        })
    }
}

/// Where a person stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Loyalty state as of the day the fold went through, corrections included.
    pub state: State,
    /// Stage, corrections included.
    pub stage: Stage,
    /// Commerce axis.
    pub commerce: Commerce,
    /// From what a purchase is known.
    pub basis: PurchaseBasis,
    /// The fold behind it. For people who are no community it is empty.
    pub folded: Folded,
}

/// Folds the entries of a person onto `from` and says where the person stands.
///
/// `entries` are those after `from.day`, of all accounts in `own`. People who are no community
/// have no charge: their entries are not counted.
#[expect(clippy::too_many_arguments, reason = "facts, policy, now: each is one of them")]
pub fn standing(
    from: Checkpoint,
    entries: &[Entry],
    own: &[IdentityId],
    role: Role,
    purchases: Purchases,
    corrections: Corrections,
    through: Day,
    policy: &Policy,
) -> Standing {
    let sums = if role.is_community() { charge::day_sums(entries, own) } else { Vec::new() };
    let folded = charge::fold(from, &sums, through, policy);
    let basis = basis(&folded, purchases, corrections);
    let state = corrections.state.unwrap_or(folded.end.state);
    Standing {
        state,
        stage: corrections.stage.unwrap_or(Stage::of(state, basis)),
        commerce: Commerce::of(purchases.count, basis),
        basis,
        folded,
    }
}

/// An order is the best ground; what one of us marked outweighs what they said.
fn basis(folded: &Folded, purchases: Purchases, corrections: Corrections) -> PurchaseBasis {
    match corrections.purchase {
        _ if purchases.count > 0 => PurchaseBasis::Order,
        Some(true) => PurchaseBasis::Hand,
        Some(false) => PurchaseBasis::None,
        None if folded.end.owns_since.is_some() => PurchaseBasis::Said,
        None => PurchaseBasis::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_of_ours_makes_the_person_ours() {
        assert_eq!(role_of([Role::Member, Role::Staff]), Role::Staff);
        assert_eq!(role_of([Role::Unknown, Role::Member]), Role::Member);
        assert_eq!(role_of([]), Role::Unknown);
    }

    #[test]
    fn registrations_and_refunds_make_no_client() {
        let orders = [(OrderKind::Registration, Day(1)), (OrderKind::Refund, Day(2))];
        assert_eq!(Purchases::of(orders), Purchases::default());
        let orders = [(OrderKind::Purchase, Day(5)), (OrderKind::SubscriptionStart, Day(3))];
        let known = Purchases::of(orders);
        assert_eq!((known.count, known.first, known.last), (2, Some(Day(3)), Some(Day(5))));
    }
}
