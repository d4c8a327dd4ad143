//! People who are known, so that a new account is matched at once.

use foldhash::HashMap;

use crate::account::Account;
use crate::block;
use crate::link::{Settings, Suggestion};
use crate::model::Model;
use crate::one::OneOfMany;
use crate::roster::Roster;

/// What more accounts share finds nobody.
const CROWD: usize = 200;
/// Of the accounts found, the ones that share the rarest things are compared, up to so many.
const COMPARED: usize = 400;
/// No further account.
const END: u32 = u32::MAX;

/// An index of accounts.
#[derive(Debug)]
pub struct Index {
    roster: Roster,
    ids: Vec<Box<str>>,
    model: Model,
    settings: Settings,
    /// The last account with each key, and how many have it.
    last: HashMap<u32, (u32, u32)>,
    /// Account and the link before it with the same key.
    links: Vec<(u32, u32)>,
}

impl Index {
    /// No accounts. Without a model that was learnt, the weights are those of before any account.
    pub fn new(model: Option<Model>, settings: Settings) -> Self {
        let roster = Roster::new();
        let model = model.unwrap_or_else(|| Model::beforehand(&roster));
        Self {
            roster,
            ids: Vec::new(),
            model,
            settings,
            last: HashMap::default(),
            links: Vec::new(),
        }
    }

    /// How many accounts it knows.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Takes an account in.
    pub fn insert(&mut self, account: &Account) {
        let number = u32::try_from(self.ids.len()).unwrap_or(END);
        self.roster.push(account, &self.settings.several);
        self.ids.push(account.id.as_str().into());
        let Some(person) = self.roster.people.last() else { return };
        let mut keys = Vec::new();
        block::person_keys(&self.roster, person, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let link = u32::try_from(self.links.len()).unwrap_or(END);
            let (before, many) = self.last.get(&key).copied().unwrap_or((END, 0));
            // A crowd is no longer looked through, so it need not be kept.
            if (many as usize) < CROWD {
                self.links.push((number, before));
                self.last.insert(key, (link, many + 1));
            } else {
                self.last.insert(key, (before, many.saturating_add(1)));
            }
        }
    }

    /// Who may be the same person as an account that is not in it yet, the likeliest first; never one
    /// of `never`.
    pub fn candidates(&mut self, account: &Account, never: &[String]) -> Vec<Suggestion> {
        let person = self.roster.person(account, &self.settings.several);
        let mut keys = Vec::new();
        block::person_keys(&self.roster, &person, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        let found = self.found(&keys);
        let at = self.roster.people.len();
        // Facts are compared by their place in the columns: the account stands behind the last.
        self.roster.push(account, &self.settings.several);
        self.model.fit(&self.roster);
        let one_of = OneOfMany {
            roster: &self.roster,
            model: &self.model,
            settings: &self.settings,
            id: &account.id,
            at,
        };
        let others = found.iter().filter_map(|number| {
            let number = *number as usize;
            self.ids.get(number).map(|id| (number, &**id))
        });
        let suggestions = one_of.among(others, never);
        self.roster.pop();
        suggestions
    }

    fn found(&self, keys: &[u32]) -> Vec<u32> {
        let mut lists: Vec<(u32, u32)> = keys
            .iter()
            .filter_map(|key| self.last.get(key).copied())
            .map(|(link, many)| (many, link))
            .filter(|(many, _)| (*many as usize) < CROWD)
            .collect();
        lists.sort_unstable();
        let mut found = Vec::new();
        for (_, mut link) in lists {
            while link != END && found.len() < COMPARED {
                let Some((number, before)) = self.links.get(link as usize) else { break };
                found.push(*number);
                link = *before;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
