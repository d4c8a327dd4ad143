//! Who is staff, brand or bot, as the one who imports says.

use kamerton_core::fact::Account;
use kamerton_core::role::Role;
use kamerton_text::fold;

/// Who may say what an account is, from the weakest: a stronger word is not overridden.
const SOURCES: [&str; 4] = ["default", "channel", "import", "hand"];

/// How much the word of a source weighs.
pub fn strength(source: &str) -> usize {
    SOURCES.iter().position(|known| *known == source).unwrap_or_default()
}

/// Names, handles or ids and the role they have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleRules {
    rules: Vec<(String, Role)>,
}

impl RoleRules {
    /// Adds people of a role, each by display name, handle (with or without `@`) or platform id.
    pub fn add(&mut self, role: Role, names: impl IntoIterator<Item = String>) {
        let folded = names.into_iter().map(|name| fold(name.trim().trim_start_matches('@')));
        self.rules.extend(folded.filter(|name| !name.is_empty()).map(|name| (name, role)));
    }

    /// Whether anybody is named.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The names in the rules, folded.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(name, _)| name.as_str())
    }

    /// The role said of an account, if one is said.
    pub fn role(
        &self,
        remote_id: &str,
        handle_key: Option<&str>,
        name_key: Option<&str>,
    ) -> Option<Role> {
        self.rules
            .iter()
            .find(|(name, _)| {
                Some(name.as_str()) == handle_key
                    || Some(name.as_str()) == name_key
                    || name == remote_id
            })
            .map(|(_, role)| *role)
    }
}

/// The role of a new account and who said so.
pub fn first_role(
    rules: &RoleRules,
    account: &Account,
    handle_key: Option<&str>,
    name_key: Option<&str>,
) -> (Role, &'static str) {
    if account.deleted {
        return (Role::Unknown, "channel");
    }
    if let Some(role) = rules.role(&account.remote_id, handle_key, name_key) {
        return (role, "import");
    }
    account.role.map_or((Role::Member, "default"), |role| (role, "channel"))
}
