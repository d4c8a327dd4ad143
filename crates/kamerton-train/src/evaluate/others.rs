//! Sets that lie beside the repository, none of which taught anything but where it says so.

use std::fmt::Write;

use anyhow::Result;
use kamerton_text::model::{Judged, Judgement, Model, Table};
use kamerton_text::{Input, Lexicon, analyse};

use super::own::{class, told};
use super::taught;
use crate::corpus::Sample;
use crate::fit::{Example, Settings, fit};
use crate::learn::{Corpus, forget_places, to_learn, tone_settings};
use crate::metric::{Confusion, Counts, pearson};
use crate::{others, shipped};

fn judge(text: &str) -> Option<Judged> {
    analyse(&Lexicon::default(), &Input { text, ..Input::default() }).judged
}

/// Writes the figures of all sets that are there.
pub fn measure(report: &mut String) -> Result<()> {
    writeln!(report, "## Real talk, never trained on\n")?;
    let mut sets: Vec<(String, Vec<taught::Labelled>)> = Vec::new();
    for name in ["banks", "telecoms"] {
        let path = format!("sentirueval-ru/sentirueval2015_{name}.train.jsonl.zst");
        let rows = others::objects(&path).unwrap_or_default();
        let labelled = rows.iter().filter_map(|row| {
            let class = usize::try_from(row.get("label")?.as_i64()? + 1).ok()?;
            Some((row.get("text")?.as_str()?.to_owned(), class))
        });
        sets.push((format!("sentirueval-ru, {name}"), labelled.collect()));
    }
    let class_of = |word: &str| match word.to_lowercase().get(..3) {
        Some("neg") => 0,
        Some("pos") => 2,
        _ => 1,
    };
    for (name, path, column) in [
        ("airline-tweets-en", "airline-tweets-en/airline.train.tsv.zst", "airline_sentiment"),
        ("brand-tweets-en", "brand-tweets-en/sxsw_brands.train.tsv.zst", "label"),
    ] {
        let rows = others::columns(path, ["text", column]).unwrap_or_default();
        let labelled = rows.into_iter().map(|[text, label]| (text, class_of(&label)));
        sets.push((name.to_owned(), labelled.collect()));
    }
    for (name, rows) in &sets {
        tones(report, name, rows)?;
    }
    let rows = others::columns("vader-groundtruth-en/tweets.train.tsv", ["mean_valence", "text"]);
    let pairs: Vec<(f64, f64)> = rows
        .unwrap_or_default()
        .iter()
        .filter_map(|[valence, text]| {
            Some((
                valence.parse().ok()?,
                judge(text).map_or(0.0, |judged| f64::from(judged.score())),
            ))
        })
        .collect();
    if !pairs.is_empty() {
        writeln!(
            report,
            "- vader-groundtruth-en, tweets: {} messages, Pearson r **{:.3}**",
            pairs.len(),
            pearson(&pairs)
        )?;
    }
    let rows = others::columns("complaints-en/complaints.train.tsv", ["text", "complaint"]);
    let mut counts = Counts::default();
    for [text, label] in rows.unwrap_or_default() {
        counts.add(judge(&text).is_some_and(|j| j.holds(Judgement::Complaint)), label == "1");
    }
    if counts.having() > 0 {
        writeln!(
            report,
            "- complaints-en: precision {:.3}, recall {:.3}, F1 **{:.3}**",
            counts.precision(),
            counts.recall(),
            counts.f1()
        )?;
    }
    writeln!(
        report,
        "\n## What corrections teach: macro-F1 of sentiment on the half that they are not of\n"
    )?;
    for (name, rows) in &sets {
        taught::report(report, name, rows)?;
    }
    writeln!(report, "\n## Three-fold: two thirds learnt beside ours, the third measured\n")?;
    for (name, samples, judgement) in [
        ("vk-distorted-toxicity-ru", shipped::vk()?, Judgement::Toxic),
        ("telegram-spam-ru", shipped::telegram()?, Judgement::Spam),
    ] {
        let (yes, no) = folds(&samples, judgement)?;
        writeln!(
            report,
            "- {name}: macro-F1 **{:.3}** ({:.3} of those that are, {:.3} of those that are not)",
            f64::midpoint(yes.f1(), no.f1()),
            yes.f1(),
            no.f1()
        )?;
    }
    Ok(())
}

fn tones(report: &mut String, name: &str, rows: &[taught::Labelled]) -> Result<()> {
    if rows.is_empty() {
        writeln!(report, "- {name}: skipped, it is not there")?;
        return Ok(());
    }
    let mut table = Confusion::new(3);
    for (text, holds) in rows {
        table.add(*holds, judge(text).as_ref().map_or(1, class));
    }
    writeln!(report, "- {name}: {} messages, {}", rows.len(), told(&table))?;
    Ok(())
}

/// How much a message of ours counts beside one of a set that is measured in parts: what a set calls
/// toxic or spam is its own affair.
const BESIDE: f32 = 0.1;

/// A set in three parts, each measured by a model that has learnt the two others beside our corpus,
/// which counts a tenth; a fifth of the two others sets the threshold.
fn folds(samples: &[Sample], judgement: Judgement) -> Result<(Counts, Counts)> {
    let mut own = to_learn(&Corpus::read("ru")?.train);
    own.iter_mut().for_each(forget_places);
    own.iter_mut().for_each(|example| example.weight *= BESIDE);
    let at = judgement as usize;
    let mut examples: Vec<Example> =
        samples.iter().map(|sample| Example::of(sample, true)).collect();
    examples.iter_mut().for_each(forget_places);
    // In a set of its own everything is as in the set.
    let settings = Settings { share: |_| None, ..tone_settings() };
    let (mut yes, mut no) = (Counts::default(), Counts::default());
    let heads: Vec<usize> = Table::Tone
        .judgements()
        .iter()
        .filter(|one| **one == judgement)
        .map(|one| *one as usize)
        .collect();
    for fold in 0..3 {
        let rest: Vec<&Example> =
            examples.iter().enumerate().filter(|(n, _)| n % 3 != fold).map(|(_, e)| e).collect();
        let part = |sets_threshold: bool| {
            rest.iter()
                .enumerate()
                .filter(move |(n, _)| (n % 5 == 1) == sets_threshold)
                .map(|(_, e)| (*e).clone())
        };
        let train: Vec<Example> = own.iter().cloned().chain(part(false)).collect();
        let dev: Vec<Example> = part(true).collect();
        let bytes = fit(&train, &dev, &heads, &settings);
        let Some(model) = Model::read(&bytes) else { continue };
        for example in examples.iter().enumerate().filter(|(n, _)| n % 3 == fold).map(|(_, e)| e) {
            let probability =
                model.probabilities(&example.features).first().copied().unwrap_or_default();
            let threshold = model.heads().first().map_or(0.5, |head| head.threshold);
            let holds = example.labels.get(at) == Some(&Some(true));
            yes.add(probability >= threshold, holds);
            no.add(probability < threshold, !holds);
        }
    }
    Ok((yes, no))
}
