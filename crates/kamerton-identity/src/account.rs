//! What an account says of itself.

use serde::{Deserialize, Serialize};

/// An account, a row of a table, or whatever else may be somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// What it is called by; unique among the accounts of one call. Nothing is read out of it.
    pub id: String,
    /// Where it is; empty where that is not known. Nobody has two accounts on one platform, unless
    /// [`Settings::several`](crate::Settings::several) names it.
    pub platform: String,
    /// Its id over there.
    pub remote_id: String,
    /// The file or system it came from, when two are linked.
    pub source: u8,
    /// The name as shown, in any order.
    pub name: String,
    /// The given name, where it is told apart.
    pub given: String,
    /// The surname, where it is told apart.
    pub surname: String,
    /// The patronymic or middle name, where it is told apart.
    pub patronymic: String,
    /// Handles.
    pub handles: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<Contact>,
    /// Telephone numbers.
    pub phones: Vec<Contact>,
    /// Hashes of pictures.
    pub pictures: Vec<String>,
    /// Talks and places it was seen in, as any ids.
    pub talks: Vec<String>,
    /// Profiles that it names as its own: `platform:remote id` or `platform:handle`.
    pub links: Vec<String>,
    /// Its ids in a CRM.
    pub crm: Vec<String>,
    /// Anything else that is compared.
    pub facts: Vec<Fact>,
}

/// A way to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address or number.
    pub value: String,
    /// Whether it was proven to be theirs.
    pub verified: bool,
}

impl From<&str> for Contact {
    fn from(value: &str) -> Self {
        Self { value: value.to_owned(), verified: false }
    }
}

/// One more thing known of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// How it is compared.
    pub kind: Kind,
    /// Which of the columns of this kind it is.
    pub column: u8,
    /// What is known.
    pub text: String,
}

/// How a thing is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A date of birth.
    Birth,
    /// Whose name it is: м, ж, male, f …
    Gender,
    /// A city or another place.
    City,
    /// A postal code.
    Postcode,
    /// A line of an address; several of them may stand in another order.
    Address,
    /// A number of a house, an age.
    Number,
    /// A long number of one person: of a passport, of insurance.
    Code,
    /// One of few words: a state, a trade.
    Category,
    /// Any other text.
    Text,
}

impl Account {
    /// An account of this id and name.
    pub fn named(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// Adds a fact, if there is one.
    #[must_use]
    pub fn with(mut self, kind: Kind, text: &str) -> Self {
        self.facts.push(Fact { kind, column: 0, text: text.to_owned() });
        self
    }
}
