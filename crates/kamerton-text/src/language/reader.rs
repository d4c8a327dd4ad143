//! Reads a text for its language: counts letters by script and adds up what the words say.

use super::letters::{Word, is_address, words};
use super::model::{CYRILLIC, LATIN, Model};
use super::script::Script;

/// So many letters tell a language as well as a book would.
const ENOUGH: usize = 400;

/// What was read so far.
#[derive(Debug)]
pub(crate) struct Reader<'m> {
    model: &'m Model<'m>,
    letters: [usize; Script::ALL.len()],
    cyrillic: [i32; CYRILLIC.len()],
    latin: [i32; LATIN.len()],
}

impl<'m> Reader<'m> {
    pub fn new(model: &'m Model<'m>) -> Self {
        Self {
            model,
            letters: [0; Script::ALL.len()],
            cyrillic: [0; CYRILLIC.len()],
            latin: [0; LATIN.len()],
        }
    }

    /// Reads the talk of a text.
    pub fn read(&mut self, text: &str) {
        for run in text.split_whitespace().filter(|run| !is_address(run)) {
            if !self.read_words(run) {
                return;
            }
        }
    }

    /// Reads words; says whether more would tell more.
    pub fn read_words(&mut self, text: &str) -> bool {
        let mut more = true;
        words(text, |word| {
            self.take(word);
            more = self.letters.iter().sum::<usize>() < ENOUGH;
            more
        });
        more
    }

    fn take(&mut self, word: &mut Word) {
        if let Some(letters) = self.letters.get_mut(word.script as usize) {
            *letters += word.len();
        }
        match word.script {
            Script::Cyrillic => self.model.cyrillic.add(word.close(), &mut self.cyrillic),
            Script::Latin => self.model.latin.add(word.close(), &mut self.latin),
            _ => {}
        }
    }

    /// How many letters of a script there are.
    pub fn letters(&self, script: Script) -> usize {
        self.letters.get(script as usize).copied().unwrap_or_default()
    }

    /// The script of the talk. Names of tools and brands are Latin everywhere, so a third of another
    /// script is enough to be in it; a third of kana among Han is Japanese likewise.
    pub fn script(&self) -> Option<Script> {
        let all: usize = self.letters.iter().sum();
        let weight = |script: Script| {
            let letters = self.letters(script);
            let modest = matches!(script, Script::Latin | Script::Han);
            if !modest && letters * 3 >= all { letters + all } else { letters }
        };
        Script::ALL
            .into_iter()
            .filter(|script| self.letters(*script) > 0)
            .max_by_key(|s| weight(*s))
    }

    /// How likely each Cyrillic language is, in nats over the average.
    pub fn cyrillic(&self) -> [f32; CYRILLIC.len()] {
        self.cyrillic.map(|sum| sum as f32 * self.model.cyrillic.scale)
    }

    /// How likely each Latin language is, in nats over the average.
    pub fn latin(&self) -> [f32; LATIN.len()] {
        self.latin.map(|sum| sum as f32 * self.model.latin.scale)
    }
}
