//! The model of the languages that share a script: for each piece of a word a row of small weights,
//! one for each language, found by hash and read in place.

use super::alphabet::{FOREIGN, lacking_letter};
use super::letters;
use super::script::Script;

/// The languages of the Cyrillic script, in the order of the weights.
pub const CYRILLIC: [&str; 8] = ["be", "bg", "kk", "mk", "mn", "ru", "sr", "uk"];
/// The languages of the Latin script, in the order of the weights.
pub const LATIN: [&str; 10] = ["az", "de", "en", "es", "et", "fr", "it", "pl", "pt", "tr"];

/// The beginning of the file.
const MAGIC: &[u8; 8] = b"KAMLNG01";
/// Rows of a script. Pieces that share a row have learnt to live with each other, which costs less
/// than keeping a mark of each piece would.
pub const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 17;
/// Letters of the longest piece.
const LONGEST_PIECE: usize = 5;

/// The rows of one script.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a, const N: usize> {
    /// What a weight is multiplied with to give nats.
    pub scale: f32,
    rows: &'a [[u8; N]],
}

/// The model, read where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// The rows of the Cyrillic script.
    pub cyrillic: Table<'a, { CYRILLIC.len() }>,
    /// The rows of the Latin script.
    pub latin: Table<'a, { LATIN.len() }>,
}

impl<'a> Model<'a> {
    /// Reads a model; nothing if the bytes are none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (cyrillic, rest) = Table::read(rest)?;
        let (latin, rest) = Table::read(rest)?;
        rest.is_empty().then_some(Self { cyrillic, latin })
    }
}

impl<'a, const N: usize> Table<'a, N> {
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (scale, rest) = bytes.split_first_chunk()?;
        let (rows, rest) = rest.split_at_checked(SLOTS * N)?;
        let (rows, _) = rows.as_chunks();
        Some((Self { scale: f32::from_le_bytes(*scale), rows }, rest))
    }

    /// Adds the weights of a word's pieces to `sums` and takes off what its foreign letters cost.
    pub fn add(&self, letters: &[u32], sums: &mut [i32; N]) {
        pieces(letters, |slot| {
            let Some(row) = self.rows.get(slot) else { return };
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(*weight as i8);
            }
        });
        for letter in letters {
            let lacking = lacking_letter(*letter);
            if lacking != 0 {
                let cost = (FOREIGN / self.scale) as i32;
                for (number, sum) in sums.iter_mut().enumerate() {
                    *sum -= cost * i32::from(lacking >> number & 1);
                }
            }
        }
    }
}

/// Hands the row of every piece of a word to `take`: one to five letters in a row, the edges of the
/// word among them. The word comes with its edges.
pub fn pieces(letters: &[u32], mut take: impl FnMut(usize)) {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut rest = letters;
    while let [first, after @ ..] = rest {
        rest = after;
        // An edge by itself tells nothing.
        let mut hash = u64::from(*first).wrapping_mul(PRIME);
        if *first > 1 {
            take((hash >> (u64::BITS - SLOT_BITS)) as usize);
        }
        for letter in after.iter().take(LONGEST_PIECE - 1) {
            hash = (hash.rotate_left(23) ^ u64::from(*letter)).wrapping_mul(PRIME);
            take((hash >> (u64::BITS - SLOT_BITS)) as usize);
        }
    }
}

/// Hands the letters of every word of the talk of `text` in the Cyrillic (or else the Latin) script
/// to `take`, with their edges, as the model reads them: for the trainer.
pub fn words(text: &str, cyrillic: bool, mut take: impl FnMut(&[u32])) {
    let wanted = if cyrillic { Script::Cyrillic } else { Script::Latin };
    for run in text.split_whitespace().filter(|run| !letters::is_address(run)) {
        letters::words(run, |word| {
            if word.script == wanted {
                take(word.close());
            }
            true
        });
    }
}

/// Writes a model from the weights of both scripts in nats, row after row.
pub fn write(cyrillic: &[f32], latin: &[f32]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for (weights, languages) in [(cyrillic, CYRILLIC.len()), (latin, LATIN.len())] {
        write_table(weights, languages, &mut out);
    }
    out
}

/// A weight says how much likelier a language is than the others on average, so the mean of a row
/// is taken off it.
fn write_table(weights: &[f32], languages: usize, out: &mut Vec<u8>) {
    // The few weights beyond are cut: finer steps for all the others are worth more.
    const FARTHEST: f32 = 4.0;
    let scale = FARTHEST / 127.0;
    out.extend(scale.to_le_bytes());
    for row in weights.chunks_exact(languages) {
        let mean = row.iter().sum::<f32>() / languages as f32;
        out.extend(row.iter().map(|weight| {
            let steps = libm::roundf((weight - mean) / scale);
            steps.clamp(-127.0, 127.0) as i8 as u8
        }));
    }
}
