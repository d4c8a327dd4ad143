//! Reads the corpus of `kamerton-text` in the form that its guide describes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kamerton_text::model::Judgement;
use kamerton_text::{Input, Lexicon};

/// Files with fewer lines are of one kind, communities by trade, and count as one source.
const SMALL: usize = 1_000;
/// The name of that source.
const TRADES: &str = "trades";

/// What holds for a part of a file: the brand that is talked of.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Whether it is the brand's own place.
    pub own: bool,
    /// The names as the analyser wants them.
    pub lexicon: Arc<Lexicon>,
}

/// A labelled message.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What holds for its part of the file.
    pub section: Arc<Section>,
    /// The words.
    pub text: String,
    /// What it stands under.
    pub context: Option<String>,
    /// The author is known to have bought.
    pub owner: bool,
    /// A picture or a video is attached.
    pub photo: bool,
    /// Flags `answers` or `misses`: whether it answers the question it stands under.
    pub answers: Option<bool>,
    /// Named targets with -1, 0, 1.
    pub targets: Vec<(String, i8)>,
    /// Topics in base form.
    pub topics: Vec<String>,
    /// Whether each judgement holds; nothing where nobody has said.
    pub labels: Vec<Option<bool>>,
    /// How much it counts in training.
    pub weight: f32,
    /// The file or set that it comes from; all small files are one source, the kinds of trade.
    pub source: Arc<str>,
}

impl Sample {
    /// The message as the analyser gets it.
    pub fn input(&self) -> Input<'_> {
        Input {
            text: &self.text,
            photo: self.photo,
            is_reply: self.context.is_some(),
            own_place: self.section.own,
            owner: self.owner,
            context: self.context.as_deref(),
            ..Input::default()
        }
    }
}

/// The folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../kamerton-text/corpus")
}

/// All messages of a language, in the order of files and lines.
///
/// # Errors
/// When a file cannot be read or has a line that the guide does not know.
pub fn read(lang: &str) -> Result<Vec<Sample>> {
    let folder = folder().join(lang);
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "tsv"));
    files.sort();
    let mut samples = Vec::new();
    for file in files {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let text = std::fs::read_to_string(&file)?;
        let is_small = text.split('\n').count() < SMALL;
        let source: Arc<str> = Arc::from(if is_small { TRADES } else { name.as_str() });
        let mut section = Arc::new(Section::default());
        for (number, line) in text.split('\n').enumerate() {
            let at = format!("{lang}/{name}:{}", number + 1);
            if let Some(head) = line.strip_prefix('#') {
                section = Arc::new(section_of(head));
            } else if !line.is_empty() {
                samples.push(sample(&section, &source, line).with_context(|| at)?);
            }
        }
    }
    Ok(samples)
}

fn section_of(head: &str) -> Section {
    let value = |name: &str| {
        let from = head.find(&format!("{name}="))? + name.len() + 1;
        let rest = head.get(from..)?;
        let known = [" domain=", " brand=", " products=", " competitors=", " own="];
        let end = known.iter().filter_map(|next| rest.find(next)).min().unwrap_or(rest.len());
        rest.get(..end).map(str::trim)
    };
    let list = |name: &str| -> Vec<String> {
        let names = value(name).unwrap_or("").split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let (brand, products, competitors) = (list("brand"), list("products"), list("competitors"));
    let lexicon = Arc::new(Lexicon::new(&brand, &products, &competitors));
    let own = value("own") == Some("yes");
    Section { own, lexicon }
}

fn sample(section: &Arc<Section>, source: &Arc<str>, line: &str) -> Result<Sample> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [acts, sentiment, targets, emotions, flags, confirmation, topics, sensitive, context, text] =
        columns.as_slice()
    else {
        bail!("{} columns instead of ten", columns.len());
    };
    let mut labels = vec![Some(false); Judgement::ALL.len()];
    let mut say = |word: &str| -> Result<()> {
        let judgement = Judgement::of_word(word).with_context(|| format!("what is «{word}»?"))?;
        if let Some(label) = labels.get_mut(judgement as usize) {
            *label = Some(true);
        }
        Ok(())
    };
    let parts = |column: &str| -> Vec<String> {
        column
            .split([',', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    for act in parts(acts) {
        say(&act)?;
    }
    match *sentiment {
        "-" => say("negative")?,
        "0" => say("neutral")?,
        "+" => say("positive")?,
        _ => bail!("what is the sentiment «{sentiment}»?"),
    }
    for emotion in parts(emotions) {
        let name = emotion.trim_end_matches(['1', '2']);
        say(name)?;
        if emotion.ends_with('2') {
            say(&format!("strong_{name}"))?;
        }
    }
    let flags = parts(flags);
    for flag in flags
        .iter()
        .filter(|flag| matches!(flag.as_str(), "toxic" | "spam" | "sarcasm" | "ours" | "theirs"))
    {
        say(flag)?;
    }
    if !confirmation.is_empty() {
        say(&format!("confirms_{confirmation}"))?;
    }
    for kind in parts(sensitive) {
        say(&kind)?;
    }
    let has = |flag: &str| flags.iter().any(|one| one == flag);
    let answers = if has("answers") { Some(true) } else { has("misses").then_some(false) };
    let targets = targets
        .split(';')
        .filter_map(|one| one.rsplit_once(':'))
        .map(|(name, tone)| {
            let tone = match tone.trim() {
                "-" => -1,
                "+" => 1,
                _ => 0,
            };
            (name.trim().to_owned(), tone)
        })
        .collect();
    let unescape = |text: &str| text.replace("\\n", "\n");
    Ok(Sample {
        section: Arc::clone(section),
        text: unescape(text),
        context: (!context.is_empty()).then(|| unescape(context)),
        owner: has("owner"),
        photo: has("photo") || has("video"),
        answers,
        targets,
        topics: parts(topics),
        labels,
        weight: 1.0,
        source: Arc::clone(source),
    })
}
