//! Where somebody belongs: which person holds what was first given to another.
//!
//! An account, a note or a tag has a *home*: the person it was first given to. Merges and splits are
//! an ordered log, and each may be taken back alone, at any time and in any order. Where something
//! belongs follows from its home and from those that hold, and from nothing else; so taking one back
//! leaves what would be there if it had never been.
//!
//! A split that is taken back dissolves the person it made: whatever was said of that person counts
//! as said of the one it was parted from, and a merge of that person says nothing any more.

use std::collections::BTreeMap;

use crate::id::PersonId;
use crate::person::Corrections;

/// What one of us did with who is whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// `from` became part of `into`.
    Merge,
    /// Some accounts of `from` became `into`, who was made by it.
    Split,
}

impl Act {
    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
        }
    }

    /// Reads [`Self::word`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Merge, Self::Split].into_iter().find(|one| one.word() == word)
    }
}

/// A line of the log of merges and splits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Its place in the log.
    pub number: i64,
    /// What was done.
    pub act: Act,
    /// Who became part, or from whom accounts were taken.
    pub from: PersonId,
    /// Whose part they became, or who was made.
    pub into: PersonId,
    /// Whether it was not taken back.
    pub holds: bool,
}

/// Who is part of whom, by a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// People that a split made which was taken back: from whom they had been parted.
    dissolved: BTreeMap<PersonId, PersonId>,
    /// Of whom somebody is part.
    parents: BTreeMap<PersonId, PersonId>,
}

impl Placement {
    /// Reads a log, in whatever order it comes.
    pub fn of(deeds: impl IntoIterator<Item = Deed>) -> Self {
        let mut deeds: Vec<Deed> = deeds.into_iter().collect();
        deeds.sort_by_key(|deed| deed.number);
        let mut placement = Self::default();
        for deed in &deeds {
            if deed.act == Act::Split && !deed.holds {
                placement.dissolved.insert(deed.into, deed.from);
            }
        }
        for deed in &deeds {
            if deed.act == Act::Merge && deed.holds {
                placement.join(deed);
            }
        }
        placement
    }

    /// A merge of somebody who is dissolved, who is part of another already, or whose part the other
    /// is, says nothing.
    fn join(&mut self, deed: &Deed) {
        let says_nothing = self.dissolved.contains_key(&deed.from)
            || self.parents.contains_key(&deed.from)
            || self.root(deed.into) == deed.from;
        if !says_nothing {
            self.parents.insert(deed.from, self.node(deed.into));
        }
    }

    /// The person, or of one who is dissolved, the one it was parted from.
    pub fn node(&self, person: PersonId) -> PersonId {
        let mut at = person;
        // People are made by splits one after another: there is no way round.
        while let Some(from) = self.dissolved.get(&at) {
            at = *from;
        }
        at
    }

    /// Whether a split that was taken back had made this person.
    pub fn is_dissolved(&self, person: PersonId) -> bool {
        self.dissolved.contains_key(&person)
    }

    /// All of whom a person is part, from themselves to who is left.
    pub fn path(&self, person: PersonId) -> Vec<PersonId> {
        let mut path = vec![self.node(person)];
        while let Some(next) = path.last().and_then(|at| self.parents.get(at)) {
            path.push(*next);
        }
        path
    }

    /// The person who is left of all of whom this one is part: the one that is shown.
    pub fn root(&self, person: PersonId) -> PersonId {
        let mut at = self.node(person);
        while let Some(next) = self.parents.get(&at) {
            at = *next;
        }
        at
    }
}

/// Which of the two people a thing is with that is on an account: the one whom the latest split that
/// holds gave it to, else its home. `splits` are those that hold the account.
pub fn account_node(home: PersonId, splits: impl IntoIterator<Item = Deed>) -> PersonId {
    splits
        .into_iter()
        .filter(|deed| deed.act == Act::Split && deed.holds)
        .max_by_key(|deed| deed.number)
        .map_or(home, |deed| deed.into)
}

/// A thing that is said of a person: a tag, or a correction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Saying {
    /// `tag`, or `correction`.
    pub what: String,
    /// The tag folded, or the name of the field.
    pub key: String,
    /// The tag as written, or the word.
    pub said: String,
    /// Of whom it was first said.
    pub home: PersonId,
    /// Taken off while its home was part of this person: not shown as long as it is.
    pub hidden_in: Option<PersonId>,
}

impl Saying {
    /// Whether it was taken off a person of whom its home is still part.
    pub fn is_hidden(&self, placement: &Placement) -> bool {
        self.hidden_in.is_some_and(|by| {
            let by = placement.node(by);
            let path = placement.path(self.home);
            path.first() != Some(&by) && path.contains(&by)
        })
    }
}

/// Of all that is said of people who are one now, what holds: of each key what is said of the one
/// who is left, else of the one with the smallest id.
pub fn holds<'a>(
    placement: &Placement,
    sayings: impl IntoIterator<Item = &'a Saying>,
) -> Vec<&'a Saying> {
    let mut best: BTreeMap<(&str, &str), (bool, PersonId, &Saying)> = BTreeMap::new();
    for saying in sayings.into_iter().filter(|one| !one.is_hidden(placement)) {
        let inherited = placement.root(saying.home) != placement.node(saying.home);
        let this = (inherited, saying.home, saying);
        best.entry((&saying.what, &saying.key))
            .and_modify(|known| {
                if (this.0, this.1) < (known.0, known.1) {
                    *known = this;
                }
            })
            .or_insert(this);
    }
    best.into_values().map(|(_, _, saying)| saying).collect()
}

/// The fields of corrections, with the words they are stored as.
pub fn words_of(corrections: Corrections) -> Vec<(&'static str, String)> {
    let state = corrections.state.map(|state| ("state", state.word().to_owned()));
    let stage = corrections.stage.map(|stage| ("stage", stage.code().to_string()));
    let purchase = corrections.purchase.map(|bought| ("purchase", bought.to_string()));
    [state, stage, purchase].into_iter().flatten().collect()
}

/// Reads [`words_of`]; what is not understood is left out.
pub fn corrections_of<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Corrections {
    use crate::state::{Stage, State};
    let mut corrections = Corrections::default();
    for (field, word) in words {
        match field {
            "state" => corrections.state = State::parse(word).ok(),
            "stage" => {
                corrections.stage =
                    Stage::ALL.into_iter().find(|stage| stage.code().to_string() == word);
            }
            "purchase" => corrections.purchase = word.parse().ok(),
            _ => {}
        }
    }
    corrections
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Act, Deed, Placement, Saying, account_node, corrections_of, holds, words_of};
    use crate::id::PersonId;
    use crate::person::Corrections;
    use crate::state::{Stage, State};

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn merge(number: i64, from: u128, into: u128) -> Deed {
        Deed { number, act: Act::Merge, from: person(from), into: person(into), holds: true }
    }

    fn split(number: i64, from: u128, into: u128) -> Deed {
        Deed { act: Act::Split, ..merge(number, from, into) }
    }

    const fn undone(deed: Deed) -> Deed {
        Deed { holds: false, ..deed }
    }

    fn said(home: u128, key: &str, hidden_in: Option<u128>) -> Saying {
        Saying {
            what: "tag".to_owned(),
            key: key.to_owned(),
            said: format!("{key} of {home}"),
            home: person(home),
            hidden_in: hidden_in.map(person),
        }
    }

    #[test]
    fn one_is_part_of_another_until_it_is_taken_back() {
        let (one, two) = (merge(1, 1, 2), merge(2, 2, 3));
        let all = Placement::of([two, one]);
        assert_eq!(all.root(person(1)), person(3));
        assert_eq!(all.path(person(1)), [1, 2, 3].map(person));
        // The first of two is taken back alone.
        let left = Placement::of([undone(one), two]);
        assert_eq!((left.root(person(1)), left.root(person(2))), (person(1), person(3)));
        assert_eq!(left, Placement::of([two]));
    }

    #[test]
    fn who_is_dissolved_is_the_one_they_were_parted_from() {
        // 9 was parted from 1; 2 became part of 9, and 9 of 3.
        let log = [split(1, 1, 9), merge(2, 2, 9), merge(3, 9, 3)];
        assert_eq!(Placement::of(log).root(person(2)), person(3));
        let dissolved = Placement::of([undone(log[0]), log[1], log[2]]);
        assert_eq!(dissolved.root(person(9)), person(1), "and 9 became part of nobody");
        assert_eq!(dissolved.root(person(2)), person(1));
        // Whom they were parted from became part of them: of themselves, once they are dissolved.
        let round = Placement::of([undone(split(1, 1, 9)), merge(2, 1, 9)]);
        assert_eq!(round.root(person(9)), person(1));
        let wide = Placement::of([undone(split(1, 1, 9)), merge(2, 1, 4), merge(3, 4, 9)]);
        assert_eq!([1, 4, 9].map(|n| wide.root(person(n))), [4, 4, 4].map(person));
    }

    #[test]
    fn an_account_goes_with_the_latest_split_that_holds() {
        let (first, second) = (split(1, 1, 8), split(2, 8, 9));
        assert_eq!(account_node(person(1), [second, first]), person(9));
        assert_eq!(account_node(person(1), [first, undone(second)]), person(8));
        assert_eq!(account_node(person(1), [undone(first), second]), person(9));
        assert_eq!(account_node(person(1), []), person(1));
    }

    #[test]
    fn what_is_said_of_who_is_left_wins() {
        let joined = Placement::of([merge(1, 1, 2)]);
        let words = [said(1, "a", None), said(2, "a", None), said(1, "b", None)];
        let found: Vec<&str> =
            holds(&joined, &words).into_iter().map(|one| one.said.as_str()).collect();
        assert_eq!(found, ["a of 2", "b of 1"]);
    }

    #[test]
    fn what_was_taken_off_comes_back_with_its_home() {
        let words = [said(1, "a", Some(2))];
        assert!(holds(&Placement::of([merge(1, 1, 2)]), &words).is_empty());
        assert!(holds(&Placement::of([merge(1, 1, 2), merge(2, 2, 3)]), &words).is_empty());
        assert_eq!(holds(&Placement::of([undone(merge(1, 1, 2))]), &words).len(), 1);
    }

    #[test]
    fn corrections_are_read_as_they_were_written() {
        let all = Corrections {
            state: Some(State::PassivePromoter),
            stage: Some(Stage::II),
            purchase: Some(false),
        };
        for corrections in [all, Corrections::default(), Corrections { state: None, ..all }] {
            let words = words_of(corrections);
            let read = corrections_of(words.iter().map(|(field, word)| (*field, word.as_str())));
            assert_eq!(read, corrections);
        }
        assert_eq!(corrections_of([("state", "king"), ("x", "1")]), Corrections::default());
    }

    /// Whatever was done and whatever of it was taken back: those that hold alone say the same, but
    /// for people whom a split had made, of whom nobody is part.
    #[test]
    fn what_was_taken_back_leaves_no_trace() {
        let mut seed = 7_u64;
        let mut below = move |end: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % end
        };
        for _ in 0..20_000 {
            let mut log: Vec<Deed> = Vec::new();
            let mut people: Vec<u128> = (1..=6).collect();
            for number in 0..10 {
                let now = Placement::of(log.iter().copied());
                let roots: Vec<u128> = people
                    .iter()
                    .copied()
                    .filter(|n| now.root(person(*n)) == person(*n) && !now.is_dissolved(person(*n)))
                    .collect();
                let (one, other) = (
                    roots[below(roots.len() as u64) as usize],
                    roots[below(roots.len() as u64) as usize],
                );
                match below(5) {
                    0 | 1 if one != other => log.push(merge(number, one, other)),
                    2 => {
                        people.push(100 + number as u128);
                        log.push(split(number, one, 100 + number as u128));
                    }
                    _ => {
                        let at = below(1 + log.len() as u64) as usize;
                        if let Some(deed) = log.get_mut(at) {
                            deed.holds = false;
                        }
                    }
                }
            }
            let all = Placement::of(log.iter().copied());
            for n in &people {
                let root = all.root(person(*n));
                assert_eq!(all.root(root), root);
                assert!(!all.is_dissolved(root), "who is dissolved holds nothing");
            }
            // Merges that were taken back are as if they had never been.
            let kept: Vec<Deed> =
                log.iter().copied().filter(|deed| deed.holds || deed.act == Act::Split).collect();
            assert_eq!(Placement::of(kept), all);
            // All taken back: everybody is themselves.
            let none = Placement::of(log.iter().copied().map(undone));
            assert!((1..=6).all(|n| none.root(person(n)) == person(n)));
        }
    }
}
