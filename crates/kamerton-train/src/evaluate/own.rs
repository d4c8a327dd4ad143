//! The test part of our own corpus.

use std::fmt::Write;

use anyhow::Result;
use kamerton_text::model::{Judged, Judgement};
use kamerton_text::{Address, DraftQuestion, analyse, check_draft, read_all};

use crate::corpus::Sample;
use crate::learn::Corpus;
use crate::metric::{Confusion, Counts, calibration_error};
use crate::{drafts, targets};

/// What the program says of a message of the corpus.
pub fn judge(sample: &Sample) -> Option<Judged> {
    analyse(&sample.section.lexicon, &sample.input()).judged
}

/// What was measured on the test part of a language.
#[derive(Debug)]
pub struct Figures {
    /// How many messages there are.
    pub messages: usize,
    /// The share of them that was read in their language, from 0 to 1.
    pub read: f64,
    /// Each judgement with right and wrong answers and its calibration error.
    pub judgements: Vec<(Judgement, Counts, f64)>,
    /// Negative, neutral, positive.
    pub tones: Confusion,
}

impl Figures {
    /// The mean F1 of the speech acts.
    pub fn acts(&self) -> f64 {
        let acts = self.judgements.iter().filter(|(one, ..)| Judgement::ACTS.contains(one));
        acts.map(|(_, counts, _)| counts.f1()).sum::<f64>() / Judgement::ACTS.len() as f64
    }
}

/// Measures the test part of a language.
pub fn figures(test: &[Sample]) -> Figures {
    let judged: Vec<(&Sample, Option<Judged>)> = test.iter().map(|s| (s, judge(s))).collect();
    let holds = |sample: &Sample, judgement: Judgement| {
        sample.labels.get(judgement as usize).copied().flatten().unwrap_or_default()
    };
    let of = |judgement: &Judgement| {
        let mut counts = Counts::default();
        let mut pairs = Vec::new();
        for (sample, judged) in &judged {
            let holds = holds(sample, *judgement);
            counts.add(judged.as_ref().is_some_and(|judged| said(judged, *judgement)), holds);
            let probability = judged.as_ref().map(|judged| judged.probability(*judgement));
            pairs.push((probability.unwrap_or_default(), holds));
        }
        (*judgement, counts, calibration_error(&pairs))
    };
    let mut tones = Confusion::new(3);
    for (sample, judged) in &judged {
        let true_tone = Judgement::SENTIMENTS.iter().position(|tone| holds(sample, *tone));
        tones.add(true_tone.unwrap_or(1), judged.as_ref().map_or(1, class));
    }
    let read = judged.iter().filter(|(_, judged)| judged.is_some()).count();
    Figures {
        messages: test.len(),
        read: read as f64 / test.len().max(1) as f64,
        judgements: Judgement::ALL.iter().map(of).collect(),
        tones,
    }
}

/// Writes the figures of a language.
///
/// # Errors
/// When the corpus cannot be read.
pub fn measure(lang: &str, report: &mut String) -> Result<()> {
    let test = Corpus::read(lang)?.test;
    let figures = figures(&test);
    writeln!(report, "## Our own test part, {lang}: {} messages\n", figures.messages)?;
    writeln!(report, "Read in its language: {:.1} %.\n", 100.0 * figures.read)?;
    writeln!(report, "| judgement | of the test | precision | recall | F1 | calibration error |")?;
    writeln!(report, "|---|---|---|---|---|---|")?;
    for (judgement, counts, error) in &figures.judgements {
        writeln!(
            report,
            "| {} | {} | {:.2} | {:.2} | {:.2} | {error:.3} |",
            judgement.word(),
            counts.having(),
            counts.precision(),
            counts.recall(),
            counts.f1(),
        )?;
    }
    writeln!(
        report,
        "\nSpeech acts, macro-F1: **{:.3}**. Sentiment: {}\n",
        figures.acts(),
        told(&figures.tones)
    )?;
    more(lang, &test, report)
}

/// What is said of names, and what drafts do.
fn more(lang: &str, test: &[Sample], report: &mut String) -> Result<()> {
    let mut answers = Counts::default();
    for sample in test {
        let Some(holds) = sample.answers else { continue };
        let said = judge(sample).is_some_and(|judged| judged.acts().contains(&Judgement::Answer));
        answers.add(said, holds);
    }
    writeln!(
        report,
        "Whether what stands behind a question answers it ({} do, {} do not): precision {:.3}, recall \
         {:.3}, F1 {:.3}\n",
        answers.having(),
        answers.false_alarm + answers.rest,
        answers.precision(),
        answers.recall(),
        answers.f1()
    )?;
    let mut table = Confusion::new(3);
    let mut names = 0;
    for (sample, place, tone) in targets::named(test) {
        names += 1;
        let (_, found, _) = read_all(&sample.section.lexicon, &sample.input());
        let found = found.iter().find(|one| one.start < place.1 && place.0 < one.end);
        let said = found.and_then(|found| {
            Judgement::SENTIMENTS.iter().position(|tone| *tone == found.sentiment)
        });
        table.add(usize::try_from(tone + 1).unwrap_or(1), said.unwrap_or(1));
    }
    writeln!(report, "Sentiment towards a name, {names} names: {}\n", told(&table))?;
    let (_, _, test) = drafts::ready(lang)?;
    let mut counts = [Counts::default(); DraftQuestion::COUNT];
    for draft in &test {
        let Some(found) = check_draft(&draft.text, draft.answers.as_deref()) else { continue };
        let said = [
            found.begs.holds,
            found.baits.holds,
            found.about_product.holds,
            found.about_person.holds,
            found.praises.holds,
            found.address == Address::Familiar,
            found.address == Address::Polite,
        ];
        for ((counts, said), holds) in counts.iter_mut().zip(said).zip(draft.labels) {
            counts.add(said, holds);
        }
    }
    let names = ["begs", "baits", "about the product", "about the person", "praises", "ты", "вы"];
    let line: Vec<String> = names
        .iter()
        .zip(counts)
        .map(|(name, counts)| format!("{name} {:.2} ({})", counts.f1(), counts.having()))
        .collect();
    writeln!(
        report,
        "Drafts, {} of them, F1 (how many have it): {}\n",
        test.len(),
        line.join(", ")
    )?;
    Ok(())
}

/// The acts as they are handed out, the rest by their thresholds.
fn said(judged: &Judged, judgement: Judgement) -> bool {
    if Judgement::SENTIMENTS.contains(&judgement) {
        return judged.sentiment() == judgement;
    }
    if Judgement::ACTS.contains(&judgement) {
        return judged.acts().contains(&judgement);
    }
    judged.holds(judgement)
}

/// The class of the sentiment: 0 negative, 1 neutral, 2 positive.
pub fn class(judged: &Judged) -> usize {
    Judgement::SENTIMENTS.iter().position(|tone| *tone == judged.sentiment()).unwrap_or(1)
}

/// A table of three classes in a line.
pub fn told(table: &Confusion) -> String {
    format!(
        "macro-F1 **{:.3}**, accuracy {:.3}, confusion (rows true, columns said; -, 0, +) {:?}",
        table.macro_f1(),
        table.accuracy(),
        table.0
    )
}
