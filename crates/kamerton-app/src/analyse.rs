//! Text analysis on files: a JSON object a line in, a JSON object a line out.

use std::collections::BTreeMap;

pub use kamerton_text::Lexicon;
use kamerton_text::model::{self, Judged, Judgement};
use kamerton_text::{Input, Lang, check_draft, detect, read_all};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A line to be read.
#[derive(Debug, Deserialize)]
struct Line {
    id: Value,
    text: String,
    /// What it answers or stands under.
    #[serde(default)]
    context: Option<String>,
    #[serde(default)]
    photo: bool,
    #[serde(default)]
    owner: bool,
    #[serde(default)]
    own_place: bool,
}

/// What is said of a line. Scores run from 0 to 1, and from 0.5 on the thing is said to hold; a
/// sentiment's score runs from -1 to 1.
#[derive(Debug, Serialize)]
struct Said {
    id: Value,
    language: &'static str,
    sentiment: Option<Tone>,
    acts: BTreeMap<&'static str, f32>,
    emotions: BTreeMap<&'static str, f32>,
    toxicity: Option<Score>,
    spam: Option<Score>,
    sarcasm: Option<Score>,
    confirmation: Option<&'static str>,
    sensitive: Vec<&'static str>,
    topics: Vec<&'static str>,
    targets: Vec<Target>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Tone {
    label: &'static str,
    score: f32,
}

#[derive(Debug, Serialize)]
struct Score {
    score: f32,
}

#[derive(Debug, Serialize)]
struct Target {
    name: String,
    #[serde(flatten)]
    tone: Tone,
}

/// Reads one line (`{"id", "text"}` and optionally `context`, `photo`, `owner`, `own_place`) and
/// says what the message says.
///
/// # Errors
/// What is wrong with the line.
pub fn text(lexicon: &Lexicon, line: &[u8]) -> Result<String, String> {
    let line: Line = parse(line)?;
    let input = Input {
        text: &line.text,
        photo: line.photo,
        is_reply: line.context.is_some(),
        own_place: line.own_place,
        owner: line.owner,
        context: line.context.as_deref(),
        ..Input::default()
    };
    let (analysis, found, topics) = read_all(lexicon, &input);
    let towards = found.iter().find(|target| target.ours);
    let judged = analysis.judged.as_ref();
    let tone = judged
        .map(|judged| Tone { label: label(judged.sentiment()), score: short(judged.score()) });
    let score =
        |judgement| judged.map(|judged| Score { score: short(judged.stretched(judgement)) });
    let holding = |among: &[Judgement]| -> Vec<&'static str> {
        let held = among.iter().filter(|one| judged.is_some_and(|judged| judged.holds(**one)));
        held.map(|one| one.word()).collect()
    };
    let target = |target: &model::Target| Target {
        name: line.text.get(target.start..target.end).unwrap_or("").to_owned(),
        tone: Tone { label: label(target.sentiment), score: short(target.score) },
    };
    let said = Said {
        language: match analysis.lang {
            Lang::Other => detect(&line.text).language,
            known => known.word(),
        },
        sentiment: towards.map(|towards| target(towards).tone).or(tone),
        acts: scores(judged, Judgement::ACTS.iter().copied()),
        emotions: scores(judged, Judgement::EMOTIONS.iter().map(|(felt, _)| *felt)),
        toxicity: score(Judgement::Toxic),
        spam: score(Judgement::Spam),
        sarcasm: score(Judgement::Sarcasm),
        confirmation: judged
            .and_then(Judged::confirmation)
            .map(|kind| kind.word().trim_start_matches("confirms_")),
        sensitive: holding(Judgement::SENSITIVE),
        topics: topics.iter().map(|topic| topic.name).collect(),
        targets: found.iter().map(target).collect(),
        id: line.id,
    };
    serde_json::to_string(&said).map_err(|error| error.to_string())
}

/// A draft to be checked.
#[derive(Debug, Deserialize)]
struct DraftLine {
    id: Value,
    text: String,
    #[serde(default)]
    context: Option<String>,
}

/// Reads one line (`{"id", "text"}` and optionally `context`, the message that the draft answers)
/// and says what the composer would warn of.
///
/// # Errors
/// What is wrong with the line.
pub fn draft(line: &[u8]) -> Result<String, String> {
    let line: DraftLine = parse(line)?;
    let found = check_draft(&line.text, line.context.as_deref());
    let said = match found {
        None => serde_json::json!({ "id": line.id, "read": false }),
        Some(found) => {
            let told = |finding: kamerton_text::Finding| {
                serde_json::json!({
                    "probability": short(finding.probability), "holds": finding.holds,
                })
            };
            serde_json::json!({
                "id": line.id,
                "read": true,
                "begs": told(found.begs),
                "baits": told(found.baits),
                "about_product": told(found.about_product),
                "about_person": told(found.about_person),
                "praises_us": told(found.praises),
                "address": found.address.word(),
            })
        }
    };
    serde_json::to_string(&said).map_err(|error| error.to_string())
}

/// Bytes that are no UTF-8 are read as the sign for the unknown.
fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    serde_json::from_str(&String::from_utf8_lossy(line))
        .map_err(|error| format!("{error}; wanted is an object with \"id\" and \"text\""))
}

fn scores(
    judged: Option<&Judged>,
    among: impl Iterator<Item = Judgement>,
) -> BTreeMap<&'static str, f32> {
    let Some(judged) = judged else { return BTreeMap::new() };
    among.map(|one| (one.word(), short(judged.stretched(one)))).collect()
}

const fn label(tone: Judgement) -> &'static str {
    match tone {
        Judgement::Negative => "negative",
        Judgement::Positive => "positive",
        _ => "neutral",
    }
}

/// Four digits are more than the models know.
fn short(score: f32) -> f32 {
    (score * 10_000.0).round() / 10_000.0
}
