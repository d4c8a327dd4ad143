//! Measures the judgement on the corpora beside the repository, and shows what it set.
//!
//! `measure` prints precision and recall on every corpus that is there; `measure speed` times both
//! ways of reading; `measure show LABEL COUNT SEED [TERM]` prints random messages of the archive
//! that got the label (`-LABEL`: that did not); `measure counts [TERM]` gives the rate of every label;
//! `measure labels [TERM]` prints the labels of each message as a number, for programs that try a
//! policy on them; `measure errors CORPUS KIND COUNT SEED` goes through labelled errors.

use kamerton_text::{Input, Label, Labels, Lexicon, analyse, read};
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["speed"] => speed(),
        ["show", label, count, seed, terms @ ..] => show(label, count, seed, terms),
        ["counts", terms @ ..] => counts(terms),
        ["labels", terms @ ..] => labels(terms),
        ["errors", corpus, kind, count, seed] => errors(corpus, kind, count, seed),
        _ => corpora(),
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

/// The text of a corpus file, unpacked if need be; nothing where it is absent.
fn load(path: &str) -> Option<String> {
    let file = data().join(path);
    let bytes = if path.ends_with(".zst") {
        Command::new("zstdcat").arg(&file).output().ok().filter(|out| out.status.success())?.stdout
    } else {
        std::fs::read(&file).ok()?
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

struct Message {
    text: String,
    reply: bool,
    forwarded: bool,
    photo: bool,
}

/// The archive beside the repository, or the file of such lines that MEASURE_ARCHIVE names.
fn archive() -> Vec<Message> {
    let named = std::env::var("MEASURE_ARCHIVE").ok();
    let lines = match named {
        Some(path) => std::fs::read_to_string(path).ok(),
        None => load("qaload-telegram-ru/messages.jsonl.zst"),
    };
    let Some(lines) = lines else {
        eprintln!("skipped: the archive is not there");
        return Vec::new();
    };
    lines.split('\n').filter_map(message).collect()
}

fn message(line: &str) -> Option<Message> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    (text("type")? == "message").then(|| Message {
        text: text("text").unwrap_or_default(),
        reply: value.get("reply_to").is_some_and(|reply| !reply.is_null()),
        forwarded: value.get("forwarded_from").is_some_and(|from| !from.is_null()),
        photo: value.get("media").is_some_and(|media| media.to_string().contains("photo")),
    })
}

fn input(message: &Message) -> Input<'_> {
    Input {
        text: &message.text,
        photo: message.photo,
        forwarded: message.forwarded,
        is_reply: message.reply,
        own_place: true,
        ..Input::default()
    }
}

fn lexicon(terms: &[&str]) -> Lexicon {
    let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
    Lexicon::new(&terms, &[], &[])
}

fn speed() {
    let messages = archive();
    let lexicon = lexicon(&["jmeter", "джиметр"]);
    for _ in 0..3 {
        let start = Instant::now();
        let mut tokens = 0;
        for message in &messages {
            tokens += read(&lexicon, &input(message)).1.len();
        }
        let seconds = start.elapsed().as_secs_f64();
        println!("{:.0} messages/s, {tokens} tokens", messages.len() as f64 / seconds);
    }
}

fn label(name: &str) -> Option<Label> {
    Label::ALL.into_iter().find(|label| format!("{label:?}").eq_ignore_ascii_case(name))
}

fn next_random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn sample<T>(mut from: Vec<T>, count: usize, seed: &str) -> Vec<T> {
    let mut state = seed.parse::<u64>().unwrap_or(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut chosen = Vec::new();
    while chosen.len() < count && !from.is_empty() {
        let at = next_random(&mut state) as usize % from.len();
        chosen.push(from.swap_remove(at));
    }
    chosen
}

fn show(name: &str, count: &str, seed: &str, terms: &[&str]) {
    let lexicon = lexicon(terms);
    let wanted = !name.starts_with('-');
    let Some(label) = label(name.trim_start_matches('-')) else { return };
    let messages = archive();
    let found: Vec<_> = messages
        .iter()
        .map(|message| (message, analyse(&lexicon, &input(message))))
        .filter(|(_, analysis)| analysis.labels.has(label) == wanted)
        .collect();
    println!("{} of {}", found.len(), messages.len());
    for (message, analysis) in sample(found, count.parse().unwrap_or(60), seed) {
        let text: String = message.text.chars().take(600).collect();
        println!(
            "{}{} {}",
            if message.reply { "R" } else { "-" },
            analysis.sentiment,
            text.replace('\n', " ⏎ ")
        );
    }
}

fn labels(terms: &[&str]) {
    let lexicon = lexicon(terms);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for message in &archive() {
        let analysis = analyse(&lexicon, &input(message));
        if writeln!(out, "{}", analysis.labels.0).is_err() {
            return;
        }
    }
}

fn counts(terms: &[&str]) {
    let lexicon = lexicon(terms);
    let mut counts: HashMap<Label, usize> = HashMap::new();
    let mut languages: HashMap<&str, usize> = HashMap::new();
    let messages = archive();
    for message in &messages {
        let analysis = analyse(&lexicon, &input(message));
        *languages.entry(analysis.lang.word()).or_default() += 1;
        for label in analysis.labels.iter() {
            *counts.entry(label).or_default() += 1;
        }
    }
    for label in Label::ALL {
        let count = *counts.get(&label).unwrap_or(&0);
        let per_mille = 1_000.0 * count as f64 / messages.len().max(1) as f64;
        println!("{label:?} {count} {per_mille:.2}");
    }
    println!("{languages:?}");
}

/// One labelled text of a corpus: whether it truly is what is looked for.
struct Case {
    text: String,
    truth: bool,
}

fn table(
    path: &str,
    text: &str,
    truth: impl Fn(&HashMap<&str, &str>) -> Option<bool>,
) -> Vec<Case> {
    let Some(content) = load(path) else {
        eprintln!("skipped: {path} is not there");
        return Vec::new();
    };
    let mut lines = content.split('\n');
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let mut cases = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let row: HashMap<&str, &str> = header.iter().copied().zip(line.split('\t')).collect();
        if let (Some(text), Some(truth)) = (row.get(text), truth(&row)) {
            cases.push(Case { text: (*text).to_owned(), truth });
        }
    }
    cases
}

fn corpus(name: &str) -> (Vec<Label>, Vec<Case>) {
    let is = |key: &'static str, value: &'static str| {
        move |row: &HashMap<&str, &str>| row.get(key).map(|found| *found == value)
    };
    match name {
        "spam" => (
            vec![Label::Spam],
            table("telegram-spam-ru/tgspam.train.tsv", "text", is("label", "spam")),
        ),
        "sms" => {
            (vec![Label::Spam], table("sms-spam-en/sms.train.tsv", "text", is("label", "spam")))
        }
        "toxic" => (
            vec![Label::Toxic, Label::Conflict],
            table("vk-distorted-toxicity-ru/vk_toxicity.train.tsv", "text", is("toxicity", "1")),
        ),
        "complaint" => (
            vec![Label::Complaint, Label::Negative],
            table("complaints-en/complaints.train.tsv", "text", is("complaint", "1")),
        ),
        "airline" => (
            vec![Label::Complaint, Label::Negative],
            table(
                "airline-tweets-en/airline.train.tsv.zst",
                "text",
                is("airline_sentiment", "negative"),
            ),
        ),
        "nps" => (
            vec![Label::Question],
            table("nps-chat-en/nps_chat.train.tsv.zst", "text", |row| {
                row.get("cls").map(|cls| cls.ends_with("Question"))
            }),
        ),
        "thanks" => (
            vec![Label::Thanks],
            table("goemotions-en/goemotions.dev.tsv", "text", |row| {
                row.get("labels").map(|labels| labels.contains("gratitude"))
            }),
        ),
        "sensitive" => (
            vec![Label::Sensitive],
            table("inappropriate-sensitive-ru/inappropriate_v1.train.tsv.zst", "text", |row| {
                row.get("suicide").map(|value| value.parse::<f32>().unwrap_or(0.0) > 0.5)
            }),
        ),
        "inappropriate" => (
            vec![Label::Toxic, Label::Conflict],
            table("inappropriate-sensitive-ru/inappropriate_v1.train.tsv.zst", "text", |row| {
                row.get("inappropriate").map(|value| value.parse::<f32>().unwrap_or(0.0) > 0.5)
            }),
        ),
        "ruarg-sensitive" => (
            vec![Label::Sensitive],
            table("ruarg-vk-ru/ruarg.train.tsv.zst", "text", |_| Some(false)),
        ),
        "ruarg-toxic" => (
            vec![Label::Toxic, Label::Conflict],
            table("ruarg-vk-ru/ruarg.train.tsv.zst", "text", |_| Some(false)),
        ),
        _ => (Vec::new(), Vec::new()),
    }
}

fn labels_of(text: &str) -> Labels {
    let input = Input { text, own_place: true, ..Input::default() };
    analyse(&Lexicon::default(), &input).labels
}

fn corpora() {
    for name in [
        "spam",
        "sms",
        "toxic",
        "inappropriate",
        "complaint",
        "airline",
        "nps",
        "thanks",
        "sensitive",
        "ruarg-sensitive",
        "ruarg-toxic",
    ] {
        let (labels, cases) = corpus(name);
        let mut counts = [[0_u32; 2]; 2];
        for case in &cases {
            let found = labels_of(&case.text).any(&labels);
            counts[usize::from(case.truth)][usize::from(found)] += 1;
        }
        let [[_, wrong], [missed, right]] = counts;
        let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
        println!(
            "{name}: {labels:?} of {} texts: precision {:.3}, recall {:.3}, found {}",
            cases.len(),
            share(right, right + wrong),
            share(right, right + missed),
            right + wrong
        );
    }
    tone();
    unlabelled();
}

fn errors(name: &str, kind: &str, count: &str, seed: &str) {
    let (labels, cases) = corpus(name);
    let wanted = kind == "missed";
    let found: Vec<Case> = cases
        .into_iter()
        .filter(|case| case.truth == wanted && labels_of(&case.text).any(&labels) != wanted)
        .collect();
    println!("{} {kind}", found.len());
    for case in sample(found, count.parse().unwrap_or(30), seed) {
        println!("- {}", case.text.chars().take(300).collect::<String>());
    }
}

fn tone_of(text: &str) -> f64 {
    f64::from(
        analyse(&Lexicon::default(), &Input { text, own_place: true, ..Input::default() })
            .sentiment,
    )
}

/// Sentiment against people's: correlation where they gave numbers, agreement of three classes else.
fn tone() {
    for path in [
        "tweets.train.tsv",
        "amazonReviewSnippets.train.tsv",
        "movieReviewSnippets.train.tsv.zst",
        "nytEditorialSnippets.train.tsv",
    ] {
        let Some(content) = load(&format!("vader-groundtruth-en/{path}")) else { continue };
        let pairs: Vec<(f64, f64)> = content
            .split('\n')
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split('\t').skip(1);
                let truth = fields.next()?.parse().ok()?;
                Some((truth, tone_of(fields.next()?)))
            })
            .collect();
        println!("sentiment {path}: r {:.3}", correlation(&pairs));
    }
    for path in ["banks", "telecoms"] {
        let Some(content) = load(&format!("sentirueval-ru/sentirueval2015_{path}.train.jsonl.zst"))
        else {
            continue;
        };
        let cases: Vec<(i64, i64)> = content
            .split('\n')
            .filter_map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).ok()?;
                let truth = value.get("label")?.as_i64()?;
                Some((truth, class(tone_of(value.get("text")?.as_str()?))))
            })
            .collect();
        classes(path, &cases);
    }
    let airline: Vec<(i64, i64)> = load("airline-tweets-en/airline.train.tsv.zst")
        .unwrap_or_default()
        .split('\n')
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let truth = match *fields.get(1)? {
                "negative" => -1,
                "positive" => 1,
                _ => 0,
            };
            Some((truth, class(tone_of(fields.get(2)?))))
        })
        .collect();
    classes("airline", &airline);
}

fn class(tone: f64) -> i64 {
    if tone >= 20.0 {
        1
    } else if tone <= -20.0 {
        -1
    } else {
        0
    }
}

fn classes(name: &str, cases: &[(i64, i64)]) {
    print!("sentiment {name}: {} texts", cases.len());
    for wanted in [-1, 0, 1] {
        let both =
            cases.iter().filter(|(truth, found)| *truth == wanted && *found == wanted).count()
                as f64;
        let found = cases.iter().filter(|(_, found)| *found == wanted).count().max(1) as f64;
        let truth = cases.iter().filter(|(truth, _)| *truth == wanted).count().max(1) as f64;
        print!(", {wanted}: precision {:.3} recall {:.3}", both / found, both / truth);
    }
    println!();
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len().max(1) as f64;
    let (left, right) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (left, right) = (left / count, right / count);
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        both += (a - left) * (b - right);
        first += (a - left).powi(2);
        second += (b - right).powi(2);
    }
    both / (first * second).sqrt().max(f64::EPSILON)
}

/// Where nobody marked the truth only shares can be given.
fn unlabelled() {
    let Some(content) = load("twcs-spotify-en/support_requests.tsv.zst") else { return };
    let texts: Vec<&str> =
        content.split('\n').skip(1).filter_map(|line| line.split('\t').nth(4)).collect();
    let with = |label: Label| texts.iter().filter(|text| labels_of(text).has(label)).count();
    let marked = texts.iter().filter(|text| text.contains('?')).count();
    println!(
        "twcs-spotify: {} texts, {} with a question mark, Question {}, Complaint {}, Thanks {}",
        texts.len(),
        marked,
        with(Label::Question),
        with(Label::Complaint),
        with(Label::Thanks)
    );
}
