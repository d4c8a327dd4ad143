//! Who of us may do what: the roles of users and one table of permissions (`G7`).
//!
//! A user may hold several roles in a brand; whatever one of them allows is allowed. In a small
//! firm one person is the owner and holds everything.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a user is in a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserRole {
    /// Holds everything, the team and the keys included.
    Owner,
    /// Community manager.
    Cm,
    /// Runs the channels and the content.
    Smm,
    /// Takes over whoever wants to buy.
    Seller,
    /// Solves what does not work.
    Support,
    /// Makes the product.
    Product,
    /// Looks at the whole.
    Director,
}

impl UserRole {
    /// All roles, in the order in which they are listed everywhere.
    pub const ALL: [Self; 7] = [
        Self::Owner,
        Self::Cm,
        Self::Smm,
        Self::Seller,
        Self::Support,
        Self::Product,
        Self::Director,
    ];

    /// The word used in the database, on the command line and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Cm => "cm",
            Self::Smm => "smm",
            Self::Seller => "seller",
            Self::Support => "support",
            Self::Product => "product",
            Self::Director => "director",
        }
    }

    /// Whether this role allows `action`.
    pub const fn allows(self, action: Action) -> bool {
        use Action::{
            Answer, ChangeBrand, ChangePlaces, CorrectMessages, CorrectPeople, DoSteps, Export,
            Import, ManageChannels, MergePeople, Moderate, NotePeople, Publish, ReadBrand,
            ReadCommunity, ReadContacts, ReadPrivate,
        };
        match self {
            Self::Owner => true,
            Self::Cm => matches!(
                action,
                ReadCommunity
                    | ReadPrivate
                    | ReadContacts
                    | ReadBrand
                    | DoSteps
                    | NotePeople
                    | CorrectMessages
                    | CorrectPeople
                    | MergePeople
                    | ChangePlaces
                    | ChangeBrand
                    | Answer
                    | Publish
                    | Moderate
                    | ManageChannels
                    | Import
                    | Export
            ),
            Self::Smm => {
                matches!(
                    action,
                    ReadCommunity
                        | ReadBrand
                        | DoSteps
                        | NotePeople
                        | CorrectMessages
                        | ChangePlaces
                        | Answer
                        | Publish
                        | Moderate
                        | ManageChannels
                )
            }
            Self::Seller | Self::Support => {
                matches!(
                    action,
                    ReadCommunity
                        | ReadContacts
                        | ReadBrand
                        | DoSteps
                        | NotePeople
                        | CorrectMessages
                        | Answer
                )
            }
            Self::Product | Self::Director => matches!(action, ReadCommunity | ReadBrand),
        }
    }
}

impl fmt::Display for UserRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for UserRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.word() == text.trim()).ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|role| role.word()).collect();
            format!("«{text}» is no role of a user: use one of {}", words.join(", "))
        })
    }
}

/// What one may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See people, places, steps and what was said in places that are open to members.
    ReadCommunity,
    /// See what was said in private.
    ReadPrivate,
    /// See telephone numbers and addresses whole.
    ReadContacts,
    /// See how the brand is set up.
    ReadBrand,
    /// Say what was done with a step.
    DoSteps,
    /// Write notes and tags on people.
    NotePeople,
    /// Say of a message what was read wrong in it.
    CorrectMessages,
    /// Correct what is known of a person: state, stage, purchases, role.
    CorrectPeople,
    /// Merge and split people.
    MergePeople,
    /// Set up places.
    ChangePlaces,
    /// Set up the brand, its audience and voice.
    ChangeBrand,
    /// Answer people in the brand's name, and take back what was said so.
    Answer,
    /// Say something of its own in the brand's name, ask, show what others said, pin, invite.
    Publish,
    /// Delete what others said, shut somebody up or out.
    Moderate,
    /// Connect channels and look after them.
    ManageChannels,
    /// Bring in histories, people and orders.
    Import,
    /// Take lists of people out.
    Export,
    /// Let users and programs in; take a backup; remove the demo.
    ManageTeam,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 18] = [
        Self::ReadCommunity,
        Self::ReadPrivate,
        Self::ReadContacts,
        Self::ReadBrand,
        Self::DoSteps,
        Self::NotePeople,
        Self::CorrectMessages,
        Self::CorrectPeople,
        Self::MergePeople,
        Self::ChangePlaces,
        Self::ChangeBrand,
        Self::Answer,
        Self::Publish,
        Self::Moderate,
        Self::ManageChannels,
        Self::Import,
        Self::Export,
        Self::ManageTeam,
    ];
}

/// Whether a user with these roles may do `action`.
pub fn may(roles: &[UserRole], action: Action) -> bool {
    roles.iter().any(|role| role.allows(action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_holds_everything_and_nobody_else_does() {
        for action in Action::ALL {
            assert!(may(&[UserRole::Owner], action), "{action:?}");
        }
        for role in UserRole::ALL.into_iter().filter(|role| *role != UserRole::Owner) {
            assert!(!role.allows(Action::ManageTeam), "{role}");
        }
    }

    #[test]
    fn whoever_has_no_role_may_nothing() {
        assert!(Action::ALL.into_iter().all(|action| !may(&[], action)));
    }

    #[test]
    fn everybody_sees_the_community_and_few_see_what_is_private() {
        let may_read = |action| {
            let roles = UserRole::ALL.into_iter().filter(move |role| role.allows(action));
            roles.map(UserRole::word).collect::<Vec<_>>()
        };
        assert_eq!(may_read(Action::ReadCommunity).len(), UserRole::ALL.len());
        assert_eq!(may_read(Action::ReadPrivate), ["owner", "cm"]);
        assert_eq!(may_read(Action::ReadContacts), ["owner", "cm", "seller", "support"]);
        assert_eq!(may_read(Action::Publish), ["owner", "cm", "smm"]);
        assert_eq!(may_read(Action::Moderate), ["owner", "cm", "smm"]);
        // Lists that are taken out hold numbers and addresses whole.
        assert_eq!(may_read(Action::Export), ["owner", "cm"]);
    }

    #[test]
    fn roles_add_up() {
        let both = [UserRole::Director, UserRole::Seller];
        assert!(may(&both, Action::DoSteps));
        assert!(!may(&both[..1], Action::DoSteps));
    }

    #[test]
    fn words_lead_back() {
        for role in UserRole::ALL {
            assert_eq!(role.word().parse(), Ok(role));
        }
        assert!("admin".parse::<UserRole>().unwrap_err().contains("owner, cm"));
    }
}
