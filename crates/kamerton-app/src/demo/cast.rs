//! Who takes part in a conversation.

use kamerton_core::time::DAY;

use super::engine::Engine;
use super::people::{self, Path, PersonNumber};
use super::random::mix;
use super::script::{Script, Suits};

/// Stands for nobody in a cast.
pub const NOBODY: PersonNumber = people::OURS - 1;

/// Somebody who talks, and since which day of history.
#[derive(Clone, Copy, Debug, Default)]
struct Talker {
    person: PersonNumber,
    since: u32,
}

/// Those who talk often, by kind of channel.
#[derive(Debug, Default)]
pub struct Lists {
    regulars: [Vec<Talker>; 4],
    promoters: [Vec<Talker>; 4],
}

impl Engine {
    fn day(&self) -> u32 {
        (self.now.since(self.calendar.begins(0)).max(0) / DAY) as u32
    }

    /// From now on `person` is a regular wherever they have an account.
    pub(super) fn add_regular(&mut self, person: PersonNumber) {
        let (since, kinds) = (self.day(), self.traits(person).kinds);
        for (bit, list) in self.lists.regulars.iter_mut().enumerate() {
            if kinds >> bit & 1 == 1 {
                list.push(Talker { person, since });
            }
        }
    }

    /// From now on `person` recommends when asked.
    pub(super) fn add_promoter(&mut self, person: PersonNumber) {
        let (since, kinds) = (self.day(), self.traits(person).kinds);
        for (bit, list) in self.lists.promoters.iter_mut().enumerate() {
            if kinds >> bit & 1 == 1 {
                list.push(Talker { person, since });
            }
        }
    }

    /// The people of a conversation that `first` begins.
    pub(super) fn cast(
        &mut self,
        script: &Script,
        bit: u8,
        first: Option<PersonNumber>,
    ) -> [PersonNumber; 4] {
        let mut cast = [NOBODY; 4];
        for at in 0..script.members().min(cast.len()) {
            let chosen = match (at, first) {
                (0, Some(person)) => person,
                _ => self.suitable(script.suits, at == 0, bit, &cast),
            };
            cast[at] = chosen;
        }
        cast
    }

    fn suitable(
        &mut self,
        suits: Suits,
        begins: bool,
        bit: u8,
        taken: &[PersonNumber],
    ) -> PersonNumber {
        for _ in 0..5 {
            let found = match suits {
                Suits::SeldomFirst | Suits::Promoters if begins && self.random.chance(760) => {
                    self.seldom(bit)
                }
                Suits::Promoters if !begins && self.random.chance(600) => self.promoter(bit),
                // Those who write seldom put in a word, too.
                Suits::Regulars if self.random.chance(300) => self.seldom(bit),
                _ => self.regular(bit),
            };
            if let Some(person) = found.filter(|person| !taken.contains(person)) {
                return person;
            }
        }
        NOBODY
    }

    fn regular(&mut self, bit: u8) -> Option<PersonNumber> {
        let today = self.day();
        let list = self.lists.regulars.get(bit.trailing_zeros() as usize)?;
        for _ in 0..6 {
            // Half by habit, half by chance: a few write hundreds of messages, many some dozens.
            let length = list.len() as u64;
            let at = if self.random.chance(500) {
                self.random.skewed(length)
            } else {
                self.random.below(length)
            };
            let talker = list.get(at as usize)?;
            let stays = 30 + mix(self.seed ^ 0x5, u64::from(talker.person)) % 700;
            if u64::from(today.saturating_sub(talker.since)) < stays {
                return Some(talker.person);
            }
        }
        None
    }

    fn promoter(&mut self, bit: u8) -> Option<PersonNumber> {
        let list = self.lists.promoters.get(bit.trailing_zeros() as usize)?;
        list.get(self.random.below(list.len() as u64) as usize).map(|talker| talker.person)
    }

    /// Somebody who writes now and then and has an account of this kind.
    fn seldom(&mut self, bit: u8) -> Option<PersonNumber> {
        self.find(bit, |path| matches!(path, Path::Asker | Path::Buyer | Path::Newcomer))
    }

    /// Anybody with an account of this kind, those who never write included.
    pub(super) fn anybody(&mut self, bit: u8) -> Option<PersonNumber> {
        self.find(bit, |path| path != Path::Shopper)
    }

    fn find(&mut self, bit: u8, suits: impl Fn(Path) -> bool) -> Option<PersonNumber> {
        for _ in 0..24 {
            let person = self.random.below(u64::from(self.joined)) as PersonNumber;
            let traits = self.traits(person);
            let free = !self.stars.contains(&person) && !self.fresh.contains(&person);
            if self.joined > 0 && traits.kinds & bit != 0 && suits(traits.path) && free {
                return Some(person);
            }
        }
        None
    }
}
