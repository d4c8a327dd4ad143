//! Finding who may be one person where accounts lie in a database: what to keep of an account, what to
//! look up for a new one, and how to compare it with those who were found.
//!
//! Nothing is held in memory between calls. [`lookup`] says by which hashes an account is found and
//! which are counted; whoever has a database keeps them. [`candidates`] compares a new account with
//! those that have what it asks for, as rare as the counts say.

mod hash;
mod keys;

use std::collections::{BTreeSet, HashMap};

use crate::account::{Account, Kind};
use crate::link::{Settings, Suggestion};
use crate::model::Model;
use crate::names;
use crate::one::OneOfMany;
use crate::roster::Roster;

use hash::{What, hash};

/// Changes when keys or terms do: whoever keeps them makes them anew then.
pub const LOOKUP_VERSION: i64 = 1;

/// What an account is found by and what is counted of it: hashes that are the same in every process
/// and on every machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// Under what it is kept; few.
    pub kept: Vec<i64>,
    /// What it asks for among what others keep, the most telling first; at most sixty. Whoever comes
    /// later of two accounts finds the other.
    pub asked: Vec<i64>,
    /// Of what there is one more with this account.
    pub terms: Vec<i64>,
}

/// How many accounts there are, and how many have each term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Population {
    /// All accounts.
    pub accounts: u64,
    /// How many accounts have each term, of those at least that [`terms`] names; what is not here is
    /// as rare as among the accounts that are compared.
    pub terms: HashMap<i64, u64>,
}

/// What an account is found by. Whoever has no name, handle or address that tells anything (deleted
/// accounts, placeholders, mailboxes of offices) is found by nothing.
pub fn lookup(account: &Account, settings: &Settings) -> Lookup {
    let mut roster = Roster::of_few();
    roster.push(account, &settings.several);
    let Some(person) = roster.people.first() else { return Lookup::default() };
    let keys = keys::Keys::of(&roster, person);
    let mut terms = Vec::new();
    counted(&mut roster, |term, count| {
        if *count > 0 {
            terms.push(term);
        }
    });
    terms.sort_unstable();
    terms.dedup();
    Lookup { kept: keys.kept, asked: keys.asked, terms }
}

/// The terms whose counts [`candidates`] of these accounts reads.
pub fn terms(new: &Account, others: &[Account], settings: &Settings) -> Vec<i64> {
    let mut found = BTreeSet::new();
    counted(&mut together(new, others, settings), |term, _| {
        found.insert(term);
    });
    found.into_iter().collect()
}

/// Who of `others` may be the person of `new`, the likeliest first; never one of `never`, and nobody
/// of the same platform. Counts of handles, addresses, pictures and talks are those of `others`: they
/// should be all who share what `new` asks for and few share.
pub fn candidates(
    new: &Account,
    others: &[Account],
    population: &Population,
    settings: &Settings,
    model: Option<&Model>,
    never: &[String],
) -> Vec<Suggestion> {
    let mut roster = together(new, others, settings);
    roster.population = usize::try_from(population.accounts).unwrap_or(usize::MAX);
    counted(&mut roster, |term, count| {
        if let Some(known) = population.terms.get(&term) {
            *count = (*count).max(u32::try_from(*known).unwrap_or(u32::MAX));
        }
    });
    let mut model = model.cloned().unwrap_or_else(|| Model::beforehand(&roster));
    model.fit(&roster);
    let one_of = OneOfMany { roster: &roster, model: &model, settings, id: &new.id, at: 0 };
    let others = (1..).zip(others).map(|(at, other)| (at, other.id.as_str()));
    one_of.among(others.filter(|(_, id)| *id != new.id), never)
}

/// A roster of the new account and the others, in this order.
fn together(new: &Account, others: &[Account], settings: &Settings) -> Roster {
    let mut roster = Roster::of_few();
    for account in std::iter::once(new).chain(others) {
        roster.push(account, &settings.several);
    }
    roster
}

/// Looks at everything that is counted beyond the accounts in a roster, by term.
fn counted(roster: &mut Roster, mut look: impl FnMut(i64, &mut u32)) {
    let Roster { words, keys, handles, handle_letters, columns, full_count, .. } = roster;
    for word in words.iter() {
        if let Some(key) = word.keys.first() {
            let term = hash(What::Word, keys.text(*key), "");
            if let Some(count) = keys.count.get_mut(*key as usize) {
                look(term, count);
            }
        }
        for full in &word.full {
            let term = hash(What::Full, names::full(*full), "");
            look(term, full_count.entry(*full).or_insert(0));
        }
    }
    for handle in handles.iter().filter(|handle| handle.letters > 0) {
        let term = hash(What::HandleLetters, handle_letters.text(handle.letters), "");
        if let Some(count) = handle_letters.count.get_mut(handle.letters as usize) {
            look(term, count);
        }
    }
    let mut seen: Vec<Kind> = Vec::new();
    for column in columns {
        let number = seen.iter().filter(|kind| **kind == column.kind).count();
        seen.push(column.kind);
        let name = format!("{} {number}", name_of(column.kind));
        for (letters, count) in column.letters.iter().zip(&mut column.count).skip(1) {
            let text: String = letters.iter().collect();
            look(hash(What::Fact, &name, &text), count);
        }
    }
}

/// What a kind is called in hashes; stays as it is.
fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Birth => "birth",
        Kind::Gender => "gender",
        Kind::City => "city",
        Kind::Postcode => "postcode",
        Kind::Address => "address",
        Kind::Number => "number",
        Kind::Code => "code",
        Kind::Category => "category",
        Kind::Text => "text",
    }
}
