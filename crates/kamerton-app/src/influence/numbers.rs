//! People as numbers.

use kamerton_core::id::PersonId;

/// The number of each person is their place in the order of ids. A list and the places where each first
/// two bytes begin take less than half of what a table of hashes takes, and are as quick: most ids are
/// hashes themselves.
pub(super) struct Numbers {
    people: Vec<PersonId>,
    /// Where the ids of each first two bytes begin, and the end.
    starts: Vec<u32>,
}

impl Numbers {
    /// The numbers of these people.
    pub fn new(mut people: Vec<PersonId>) -> Self {
        people.sort_unstable();
        people.dedup();
        let mut starts = vec![0; (1 << 16) + 1];
        for person in &people {
            if let Some(count) = starts.get_mut(first(*person) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { people, starts }
    }

    /// How many people.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Everybody, by number.
    pub fn people(&self) -> &[PersonId] {
        &self.people
    }

    /// The number of a person who is among them.
    pub fn of(&self, person: PersonId) -> Option<u32> {
        let [from, to] = self.starts.get(first(person)..first(person) + 2)? else { return None };
        let near = self.people.get(*from as usize..*to as usize)?;
        let at = near.binary_search(&person).ok()?;
        u32::try_from(at).ok().map(|at| from + at)
    }
}

/// The first two bytes of an id.
fn first(person: PersonId) -> usize {
    (person.0.as_u128() >> 112) as usize
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn everybody_has_their_place() {
        let id = |number: u128| PersonId(Uuid::from_u128(number));
        let spread = (0..500_u128).map(|step| id(step * 0x0083_0000_0000_0000_0000_0000_0000_0017));
        let near = (0..50).map(id).chain([id(u128::MAX), id(u128::MAX - 1)]);
        let people: Vec<PersonId> = spread.chain(near).collect();
        let numbers = Numbers::new(people.clone());
        for person in &people {
            let number = numbers.of(*person).unwrap();
            assert_eq!(numbers.people()[number as usize], *person);
        }
        assert!(numbers.people().is_sorted());
        assert_eq!(numbers.of(id(51)), None);
        assert_eq!(numbers.of(id(u128::MAX - 2)), None);
        assert_eq!(Numbers::new(Vec::new()).of(id(1)), None);
    }
}
