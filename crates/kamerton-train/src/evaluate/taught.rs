//! How far corrections lead: right ones, and wrong ones.

use std::fmt::Write;

use anyhow::Result;
use kamerton_text::model::{Judgement, Lesson, Own};
use kamerton_text::{Input, Lexicon, analyse};

use super::own::class;
use crate::metric::Confusion;

/// A text and its class among [`Judgement::SENTIMENTS`].
pub type Labelled = (String, usize);

/// Macro-F1 of sentiment with what was taught: of nothing, of right corrections, of wrong ones.
#[derive(Clone, Copy, Debug)]
pub struct Taught {
    /// Before any correction.
    pub before: f64,
    /// After messages that were read wrong were put right.
    pub helped: f64,
    /// After messages that were read right were put wrong.
    pub poisoned: f64,
}

/// Measures the second half of a set after so many corrections from its first half.
pub fn measure(rows: &[Labelled], corrections: usize) -> Taught {
    let (first, second) = rows.split_at(rows.len() / 2);
    let bare = Lexicon::default();
    let read = |text: &str| said(&bare, text);
    let is_wrong = |(text, label): &&Labelled| read(text) != *label;
    let right = first.iter().filter(is_wrong).take(corrections);
    let right = taught(right.map(|(text, label)| (text.as_str(), *label)));
    // Whoever means harm says the opposite of what is plainly so.
    let wrong = first.iter().filter(|row| !is_wrong(row)).take(corrections);
    let wrong = taught(wrong.map(|(text, label)| (text.as_str(), 2 - label)));
    let of = |lexicon: &Lexicon| {
        let mut table = Confusion::new(3);
        second.iter().for_each(|(text, label)| table.add(*label, said(lexicon, text)));
        table.macro_f1()
    };
    Taught { before: of(&bare), helped: of(&right), poisoned: of(&wrong) }
}

/// Writes what corrections do to a set.
pub fn report(report: &mut String, name: &str, rows: &[Labelled]) -> Result<()> {
    for corrections in [50, 200, 1_000] {
        let taught = measure(rows, corrections);
        writeln!(
            report,
            "- {name}, {corrections} corrections: {:.3} before, {:.3} after right ones, {:.3} \
             after wrong ones",
            taught.before, taught.helped, taught.poisoned
        )?;
    }
    Ok(())
}

fn said(lexicon: &Lexicon, text: &str) -> usize {
    let input = Input { text, ..Input::default() };
    analyse(lexicon, &input).judged.as_ref().map_or(1, class)
}

fn taught<'a>(labelled: impl Iterator<Item = (&'a str, usize)>) -> Lexicon {
    let lessons = labelled.map(|(text, label)| Lesson {
        input: Input { text, ..Input::default() },
        said: Judgement::SENTIMENTS
            .iter()
            .enumerate()
            .map(|(at, one)| (*one, at == label))
            .collect(),
    });
    Lexicon::default().with_own(Own::taught(&Lexicon::default(), lessons))
}
