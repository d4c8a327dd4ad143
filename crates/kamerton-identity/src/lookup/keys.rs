//! What an account is found by, when who is known lies in a database.
//!
//! A row for each key of each account is dear and a question is cheap, so little is kept and much is
//! asked. Whatever is kept is asked as well, and where one side asks by a guess (an initial before a
//! surname, a handle cut in two), the other asks for what that guess would have made.

use crate::names::{self, Known};
use crate::roster::{HandleInfo, Person, Roster};
use crate::translit;

use super::hash::{What, hash, unordered};

/// No account keeps more.
const KEPT: usize = 16;
/// No account asks for more.
const ASKED: usize = 60;
/// Readings of a word that are followed.
const READINGS: usize = 3;
/// Full names behind a short form that it is kept under, and those that are asked for, the most
/// frequent first; fewer where the other word is a short form as well.
const KEPT_FORMS: usize = 8;
const ASKED_FORMS: usize = 12;
const FORMS_OF_BOTH: usize = 3;
/// Letters of a handle that are looked at for names.
const LONGEST: usize = 24;
/// Given names less frequent are worth looking for with an initial alone.
const FREQUENT: f32 = 1e-4;

/// Keys, the most telling first.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub kept: Vec<i64>,
    pub asked: Vec<i64>,
}

impl Keys {
    /// The keys of an account that was taken apart in a roster of few.
    pub fn of(roster: &Roster, person: &Person) -> Self {
        let mut keys = Self::default();
        for (what, values, strings) in [
            (What::Email, &person.emails, &roster.emails),
            (What::Phone, &person.phones, &roster.phones),
            (What::Picture, &person.pictures, &roster.pictures),
        ] {
            for value in values.iter().take(3) {
                keys.keep(hash(what, strings.text(*value), ""));
            }
        }
        keys.names(roster, person);
        for handle in &person.handles {
            if let Some(info) = roster.handle_info(*handle) {
                keys.handle(roster, info);
            }
        }
        keys
    }

    fn keep(&mut self, key: i64) {
        if self.kept.len() < KEPT && !self.kept.contains(&key) {
            self.kept.push(key);
        }
        self.ask(key);
    }

    fn ask(&mut self, key: i64) {
        if self.asked.len() < ASKED && !self.asked.contains(&key) {
            self.asked.push(key);
        }
    }

    fn put(&mut self, key: i64, keep: bool) {
        if keep { self.keep(key) } else { self.ask(key) }
    }

    fn names(&mut self, roster: &Roster, person: &Person) {
        let word = |number| Word::of_roster(roster, number);
        let (given, surname) = (word(person.given), word(person.surname));
        let further: Vec<Word> =
            person.extra.iter().take(2).filter_map(|number| word(*number)).collect();
        match (&given, &surname) {
            (Some(given), Some(surname)) => self.name(given, surname, true),
            // A name of one word is kept as a handle; so is what it is short for.
            (Some(only), None) | (None, Some(only)) if further.is_empty() => {
                for atom in only.atoms().into_iter().take(KEPT_FORMS) {
                    self.keep(hash(What::Letters, atom, ""));
                }
            }
            _ => {}
        }
        for (at, more) in further.iter().enumerate() {
            for other in [&surname, &given].into_iter().flatten().chain(further.iter().skip(at + 1))
            {
                self.pair(more, other, true);
            }
        }
    }

    /// Two names together, in whatever form each is.
    fn pair(&mut self, one: &Word, other: &Word, keep: bool) {
        if one.is_initial() || other.is_initial() {
            return;
        }
        let (ones, others) = (one.atoms(), other.atoms());
        let both = ones.len() > FORMS_OF_BOTH && others.len() > FORMS_OF_BOTH;
        for (at, one) in ones.iter().enumerate() {
            for (other_at, other) in others.iter().enumerate() {
                let form = at.max(other_at);
                if form < if both { FORMS_OF_BOTH } else { ASKED_FORMS } {
                    self.put(unordered(What::Names, one, other), keep && form < KEPT_FORMS);
                }
            }
        }
    }

    /// A name with the first letter of another.
    fn initial(&mut self, name: &Word, other: &Word, keep: bool) {
        if let (false, Some(initial)) = (name.is_initial(), other.initial()) {
            let mut letter = [0; 4];
            let initial = initial.encode_utf8(&mut letter);
            for name in name.atoms().into_iter().take(2) {
                self.put(hash(What::Initial, name, initial), keep);
            }
        }
    }

    /// All that a given name and a surname are found by.
    fn name(&mut self, given: &Word, surname: &Word, keep: bool) {
        self.pair(given, surname, keep);
        self.initial(surname, given, keep);
        self.initial(given, surname, keep && (surname.is_initial() || given.is_rare()));
        self.handles_of(given, surname);
    }

    /// Handles that a name would make: they are kept whole, whatever they are made of.
    fn handles_of(&mut self, given: &Word, surname: &Word) {
        let (one, other) = (given.letters.as_str(), surname.letters.as_str());
        let first: String = one.chars().take(1).collect();
        let sound: String = given.initial().into_iter().collect();
        if !surname.is_initial() {
            self.letters(other, false);
            for first in [&first, &sound] {
                self.letters(&format!("{first}{other}"), false);
                self.letters(&format!("{other}{first}"), false);
            }
        }
        if !given.is_initial() && !surname.is_initial() {
            self.letters(&format!("{one}{other}"), false);
            self.letters(&format!("{other}{one}"), false);
        }
    }

    fn letters(&mut self, letters: &str, keep: bool) {
        for reading in translit::keys(letters).iter().take(READINGS) {
            self.put(hash(What::Letters, reading, ""), keep);
        }
    }

    fn handle(&mut self, roster: &Roster, info: &HandleInfo) {
        let whole = roster.compacts.text(info.whole);
        let letters: String = whole.chars().filter(|c| c.is_alphabetic()).collect();
        let long = letters.chars().count();
        // Without digits a long handle is found by its letters as well as whole.
        if info.digits > 0 || long < 8 {
            self.keep(hash(What::Handle, whole, ""));
        }
        if long > 3 {
            self.letters(&letters, true);
        }
        let pieces: Vec<Word> = info
            .pieces
            .iter()
            .take(3)
            .filter_map(|piece| Word::of_roster(roster, *piece))
            .collect();
        if pieces.len() > 1 {
            self.pieces(&pieces);
        } else {
            self.cuts(&letters);
        }
    }

    /// A handle of several pieces: `sasha_ivanov_92`, `IvanovAlex`, `a.ivanov`.
    fn pieces(&mut self, pieces: &[Word]) {
        for (at, one) in pieces.iter().enumerate() {
            for other in pieces.iter().skip(at + 1) {
                let (one_given, other_given) = (one.is_given(), other.is_given());
                if one_given || other_given || one.is_initial() || other.is_initial() {
                    let turned = !one_given && (other_given || other.is_initial());
                    let (given, surname) = if turned { (other, one) } else { (one, other) };
                    self.name(given, surname, true);
                } else {
                    // Words of any kind: who bears them as a name asks for the handle.
                    self.pair(one, other, false);
                    self.initial(one, other, false);
                    self.initial(other, one, false);
                }
            }
        }
    }

    /// A handle of one piece: `aivanov`, `ivanova`, `sashaivanov`.
    fn cuts(&mut self, letters: &str) {
        let long = letters.chars().count();
        if !(5..=LONGEST).contains(&long) {
            return;
        }
        let mut split: Option<(bool, usize, &str, &str)> = None;
        let mut asked = Vec::new();
        for (cut, _) in letters.char_indices().skip(1) {
            let (front, back) = letters.split_at(cut);
            let (front_key, back_key) = (translit::common(front), translit::common(back));
            for (name, name_key, rest, rest_key) in
                [(back, &back_key, front, &front_key), (front, &front_key, back, &back_key)]
            {
                if name_key.len() < 4 || rest_key.is_empty() {
                    continue;
                }
                let initial = rest_key.get(..1).unwrap_or_default();
                asked.push(hash(What::Initial, name_key, initial));
                if rest_key.len() > 2 && names::known(rest_key).is_some_and(is_given) {
                    let surname = names::surname_sex(name_key).is_some()
                        || names::known(name_key).is_some_and(|known| known.surname > 0.0);
                    split = split.max(Some((surname, rest.len(), rest, name)));
                }
            }
        }
        if let Some((_, _, given, surname)) = split {
            // Romanenko is a surname and no Roman.
            let is_name = names::known(&translit::common(letters)).is_some();
            self.name(&Word::of_text(given), &Word::of_text(surname), !is_name);
        }
        for key in asked {
            self.ask(key);
        }
    }
}

/// A word that may be a name.
struct Word {
    letters: String,
    /// The most common first.
    readings: Vec<String>,
    known: Option<&'static Known>,
}

impl Word {
    fn new(letters: String, readings: Vec<String>) -> Self {
        let known = readings.first().and_then(|reading| names::known(reading));
        Self { letters, readings, known }
    }

    fn of_roster(roster: &Roster, number: u32) -> Option<Self> {
        let info = roster.info(number)?;
        let readings =
            info.keys.iter().take(READINGS).map(|key| roster.keys.text(*key).to_owned()).collect();
        Some(Self::new(info.letters.iter().collect(), readings))
    }

    fn of_text(text: &str) -> Self {
        let mut readings = translit::keys(text);
        readings.truncate(READINGS);
        Self::new(text.to_owned(), readings)
    }

    fn initial(&self) -> Option<char> {
        self.readings.first().and_then(|reading| reading.chars().next())
    }

    fn is_initial(&self) -> bool {
        self.letters.chars().nth(1).is_none()
    }

    fn is_given(&self) -> bool {
        self.known.is_some_and(is_given)
    }

    fn is_rare(&self) -> bool {
        self.known.is_none_or(|known| known.given < FREQUENT && known.full.is_empty())
    }

    /// The full names that it may stand for in any reading, itself first, then the most frequent; a
    /// reading that stands for none by itself.
    fn atoms(&self) -> Vec<&str> {
        let mut atoms: Vec<&str> = Vec::with_capacity(4);
        for reading in &self.readings {
            let full = names::known(reading).map_or(&[][..], |known| &known.full);
            if full.is_empty() {
                atoms.push(reading);
            }
            for number in full {
                let full = names::full(*number);
                if !atoms.contains(&full) {
                    atoms.push(full);
                }
            }
        }
        if atoms.len() > 2 {
            let frequent = |atom: &str| names::known(atom).map_or(0.0, |known| known.given);
            atoms.sort_by(|one, other| {
                let own = |atom: &str| self.readings.iter().any(|reading| reading == atom);
                let by_frequency = frequent(other).total_cmp(&frequent(one));
                own(other).cmp(&own(one)).then(by_frequency)
            });
        }
        atoms
    }
}

fn is_given(known: &Known) -> bool {
    known.given > 0.0 || !known.full.is_empty()
}
