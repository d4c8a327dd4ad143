//! Cuts a text into words as the language model sees them: small letters of one script.

use super::script::Script;
use unicode_normalization::char::{compose, is_combining_mark};

/// The letter at either end of a word, and the one for an apostrophe within it: what follows
/// "l’" begins like a word.
const EDGE: u32 = 1;
/// Letters of a word that are looked at; longer words are names of chemistry or noise.
const LONGEST: usize = 30;

/// One word: its script and its letters between two edges.
#[derive(Debug)]
pub(crate) struct Word {
    pub script: Script,
    letters: [u32; LONGEST + 2],
    count: usize,
}

impl Word {
    fn begin(script: Script) -> Self {
        let mut letters = [0; LONGEST + 2];
        letters[0] = EDGE;
        Self { script, letters, count: 1 }
    }

    /// Adds a letter; a third same one in a row ("нууу") is a manner of writing, not spelling.
    fn push(&mut self, letter: u32) {
        let drawn = self.before(1) == letter && self.before(2) == letter;
        if drawn || self.count > LONGEST {
            return;
        }
        if let Some(place) = self.letters.get_mut(self.count) {
            *place = letter;
            self.count += 1;
        }
    }

    fn before(&self, back: usize) -> u32 {
        self.count.checked_sub(back).and_then(|at| self.letters.get(at)).copied().unwrap_or(EDGE)
    }

    /// Puts a combining mark onto the last letter where the two have a common character.
    fn mark(&mut self, mark: char) {
        let last = self.count.checked_sub(1).and_then(|at| self.letters.get_mut(at));
        let Some(last) = last else { return };
        if let Some(composed) = char::from_u32(*last).and_then(|letter| compose(letter, mark)) {
            *last = composed as u32;
        }
    }

    /// The letters with an edge before and after.
    pub fn close(&mut self) -> &[u32] {
        if let Some(place) = self.letters.get_mut(self.count) {
            *place = EDGE;
        }
        self.letters.get(..=self.count).unwrap_or(&[])
    }

    /// How many letters there are.
    pub const fn len(&self) -> usize {
        self.count - 1
    }
}

/// Hands every word of `text` to `take`, in order, until that says to stop.
pub(crate) fn words(text: &str, mut take: impl FnMut(&mut Word) -> bool) {
    let mut word: Option<Word> = None;
    let mut apostrophe = false;
    for letter in text.chars() {
        let Some(script) = Script::of(letter) else {
            if let Some(open) = word.as_mut() {
                if is_combining_mark(letter) {
                    open.mark(letter);
                    continue;
                }
                apostrophe = !apostrophe && matches!(letter, '\'' | '’' | 'ʼ' | '`');
                if !apostrophe && !word.take().is_some_and(|mut done| take(&mut done)) {
                    return;
                }
            }
            continue;
        };
        if word.as_ref().is_some_and(|open| open.script != script)
            && !word.take().is_some_and(|mut done| take(&mut done))
        {
            return;
        }
        let open = word.get_or_insert_with(|| {
            apostrophe = false;
            Word::begin(script)
        });
        if std::mem::take(&mut apostrophe) {
            open.push(EDGE);
        }
        open.push(small(letter));
    }
    if let Some(mut done) = word {
        take(&mut done);
    }
}

/// The small letter of a letter.
fn small(letter: char) -> u32 {
    let code = letter as u32;
    match letter {
        'a'..='z' | 'а'..='џ' => code,
        'A'..='Z' | 'А'..='Я' => code + 32,
        // Its small form is two characters, of which the second is a mark.
        'İ' => 'i' as u32,
        _ => letter.to_lowercase().next().map_or(code, u32::from),
    }
}

/// Whether a run of signs without a space is an address or a name rather than talk: a link, a
/// domain, a mail address, somebody's `@name`, a command to a bot.
pub(crate) fn is_address(run: &str) -> bool {
    let bytes = run.as_bytes();
    if matches!(bytes, [b'/', next, ..] if next.is_ascii_alphabetic()) || bytes.contains(&b'@') {
        return true;
    }
    bytes.windows(3).any(|three| match three {
        b"://" => true,
        [before, b'.', after] => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        words(text, |word| {
            let letters = word.close().iter().filter_map(|letter| char::from_u32(*letter));
            all.push(letters.map(|letter| if letter == '\u{1}' { '_' } else { letter }).collect());
            true
        });
        all
    }

    #[test]
    fn words_are_small_letters_of_one_script() {
        assert_eq!(cut("Нууу, iPhone-ом!"), ["_нуу_", "_iphone_", "_ом_"]);
        assert_eq!(cut("L’eau, з'явився 'so'"), ["_l_eau_", "_з_явився_", "_so_"]);
        assert_eq!(cut("и\u{306} İki"), ["_й_", "_iki_"]);
        assert_eq!(cut("x1y2"), ["_x_", "_y_"]);
        assert!(cut("🔥 12:30").is_empty());
    }

    #[test]
    fn addresses_are_no_talk() {
        for run in ["https://пример.рф", "example.com", "a@b.org", "@name", "/start"] {
            assert!(is_address(run), "{run}");
        }
        for run in ["да.Нет", "end...", "1/2", "слово", "/", ""] {
            assert!(!is_address(run), "{run}");
        }
    }
}
