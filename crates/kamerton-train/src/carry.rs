//! How far what is learnt carries: each source of the corpus is read by models that have learnt the
//! others. Settings are chosen by these figures, and by no set that is measured beside the repository.

use anyhow::{Context, Result};
use kamerton_text::model::{Judgement, Model};

use crate::corpus::Sample;
use crate::fit::{Example, Settings, fit};
use crate::learn::{self, Corpus};
use crate::metric::{Confusion, Counts};
use crate::shipped;

/// Prints the figures of all sources of these languages: of messages as they came, and of their words alone.
///
/// # Errors
/// When the corpus cannot be read.
pub fn run(langs: &[&str]) -> Result<()> {
    println!("source: sentiment, macro-F1, as it came and bare; complaints, F1, so too");
    for lang in langs {
        // What is only measured is looked at by nothing here.
        let Corpus { train, dev, .. } = Corpus::read(lang)?;
        let others = shipped::all(lang)?;
        let mut sources: Vec<&str> = train.iter().chain(&others).map(|s| &*s.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut means = [(0.0, 0_usize); 4];
        for source in sources {
            let figures = held_out(source, &train, &dev, &others)?;
            if figures.iter().all(Option::is_none) {
                continue;
            }
            println!("{lang} {source}: {}", told(&figures));
            for (mean, figure) in means.iter_mut().zip(figures) {
                *mean =
                    (mean.0 + figure.unwrap_or_default(), mean.1 + usize::from(figure.is_some()));
            }
        }
        let means = means.map(|(sum, count)| Some(sum / count.max(1) as f64));
        println!("{lang}, all alike: {}", told(&means));
    }
    Ok(())
}

fn told(figures: &[Option<f64>]) -> String {
    let of = |figure: &Option<f64>| figure.map_or_else(|| "-".to_owned(), |f| format!("{f:.4}"));
    figures.iter().map(of).collect::<Vec<_>>().join(" ")
}

/// The figures of one source by models of the others; none of what it says nothing of.
fn held_out(
    source: &str,
    train: &[Sample],
    dev: &[Sample],
    others: &[Sample],
) -> Result<[Option<f64>; 4]> {
    let without = |samples: &[Sample]| -> Vec<Sample> {
        samples.iter().filter(|sample| &*sample.source != source).cloned().collect()
    };
    let held = train.iter().chain(dev).chain(others).filter(|sample| &*sample.source == source);
    let held: Vec<&Sample> = held.collect();
    let known = |judgement: Judgement| {
        held.iter().any(|sample| label(&sample.labels, judgement) == Some(true))
    };
    let (own, dev) = (without(train), learn::made_ready(&without(dev)));
    let mut train = learn::to_learn(&own);
    train.extend(learn::bare(&own));
    let mut figures = [None; 4];
    let [tone, tone_bare, complaint, complaint_bare] = &mut figures;
    let views = |held: &[&Sample], bare: bool| -> Vec<Example> {
        let of = |sample: &&Sample| {
            if bare { Example::bare(sample) } else { Example::of(sample, true) }
        };
        held.iter().map(of).collect()
    };
    if known(Judgement::Complaint) {
        let bytes = fit(&train, &dev, &[Judgement::Complaint as usize], &learn::acts_settings());
        let model = Model::read(&bytes).context("no model was learnt")?;
        *complaint = Some(complaints(&model, &views(&held, false)).f1());
        *complaint_bare = Some(complaints(&model, &views(&held, true)).f1());
    }
    if known(Judgement::Neutral) {
        train.extend(learn::made_ready(&without(others)));
        train.iter_mut().for_each(learn::forget_places);
        let settings = Settings { spread: learn::carries, ..learn::tone_settings() };
        let heads = Judgement::SENTIMENTS.map(|tone| tone as usize);
        let bytes = fit(&train, &dev, &heads, &settings);
        let model = Model::read(&bytes).context("no model was learnt")?;
        *tone = Some(tones(&model, &views(&held, false)).macro_f1());
        *tone_bare = Some(tones(&model, &views(&held, true)).macro_f1());
    }
    Ok(figures)
}

fn label(labels: &[Option<bool>], judgement: Judgement) -> Option<bool> {
    labels.get(judgement as usize).copied().flatten()
}

fn complaints(model: &Model<'_>, held: &[Example]) -> Counts {
    let threshold = model.heads().first().map_or(0.5, |head| head.threshold);
    let mut counts = Counts::default();
    for example in held {
        let said = model.probabilities(&example.features).first().is_some_and(|p| *p >= threshold);
        counts.add(said, label(&example.labels, Judgement::Complaint) == Some(true));
    }
    counts
}

/// The class that is farthest above its threshold, as the program says it.
fn tones(model: &Model<'_>, held: &[Example]) -> Confusion {
    let mut table = Confusion::new(3);
    for example in held {
        let holds = |tone: &Judgement| label(&example.labels, *tone) == Some(true);
        let Some(class) = Judgement::SENTIMENTS.iter().position(holds) else { continue };
        let probabilities = model.probabilities(&example.features);
        let heights = probabilities.iter().zip(model.heads());
        let heights = heights.map(|(probability, head)| probability / head.threshold.max(0.05));
        let highest = heights.enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other));
        table.add(class, highest.map_or(1, |(class, _)| class));
    }
    table
}
