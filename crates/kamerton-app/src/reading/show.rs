//! How a message was read, with the words that decided.

use kamerton_core::correction::{Aspect, side};
use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::corrections::{self, CorrectionRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_text::model::{Judged, Judgement, Span};
use kamerton_text::{Input, Lexicon};

use super::{judgements, with_lessons};
use crate::brand::Brand;
use crate::error::Result;
use crate::messages::{Listed, describe_one};
use crate::places::{Known, Sight};
use crate::prepare;
use crate::refusal::Refusal;

/// How a message was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The message.
    pub message: Listed,
    /// Its text, cut where words decided.
    pub runs: Vec<Run>,
    /// All aspects: what holds first, then what is thinkable, then the rest.
    pub aspects: Vec<Read>,
    /// What it is about, in base form.
    pub topics: Vec<&'static str>,
    /// The names in it as the settings have them, and -1, 0 or 1 for what is said of each.
    pub names: Vec<(String, i64)>,
    /// Whether its language is one that is read.
    pub is_read: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they decided something.
    pub decided: bool,
}

/// One aspect of a reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Which.
    pub aspect: Aspect,
    /// What is so: of the sentiment -1, 0 or 1, of all others 0 or 1.
    pub holds: i64,
    /// How probable the models find it, from 0 to 1; nothing for what only rules tell.
    pub probability: Option<f32>,
    /// Whether the models find it thinkable at least.
    pub thinkable: bool,
    /// The words that decided, where it holds.
    pub words: Vec<String>,
    /// Who said so, and when, where one of us did.
    pub said: Option<(String, Instant)>,
}

/// Reads a message again for show. What is stored of it stands; the probabilities and the words are
/// those of the models as they are now.
///
/// # Errors
/// When there is no such message for this reader, or the store cannot.
pub async fn show(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    id: MessageId,
    now: Instant,
) -> Result<Reading> {
    let places = Known::of(session, brand, sight).await?;
    let row = messages::by_id(session, brand.id, [id]).await?.pop();
    let row = row.filter(|row| places.shows_message(row));
    let row = row.ok_or(Refusal::NoMessage { id })?;
    let taught = with_lessons(session, brand).await?;
    let rows = corrections::of_messages(session, brand.id, [id]).await?;
    let message = describe_one(session, brand, &places, row.clone(), now).await?;
    Ok(read(&taught, &row, &rows, message))
}

fn read(brand: &Brand, row: &MessageRow, rows: &[CorrectionRow], message: Listed) -> Reading {
    let lexicon: &Lexicon = &brand.lexicon;
    let input = prepare::input(row);
    let (analysis, targets, topics) = kamerton_text::read_all(lexicon, &input);
    let judged = analysis.judged.as_ref();
    let mut spans: Vec<Span> = Vec::new();
    let mut aspects: Vec<Read> = Aspect::all()
        .map(|aspect| {
            let (read, decided) = aspect_of(lexicon, &input, row, rows, judged, aspect);
            spans.extend(decided);
            read
        })
        .collect();
    let rank = |read: &Read| match (read.aspect, read.holds, read.thinkable) {
        (Aspect::Sentiment, ..) => 0,
        (_, 1, _) => 1,
        (_, _, true) => 2,
        _ => 3,
    };
    aspects.sort_by_key(rank);
    let mut names: Vec<(String, i64)> = Vec::new();
    for target in &targets {
        let spoken = row.text.get(target.start..target.end).unwrap_or("");
        let side = i64::from(target.sentiment == Judgement::Positive)
            - i64::from(target.sentiment == Judgement::Negative);
        let name = (entered(brand, spoken), side);
        // Named twice, with the same said of it, it stands once.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Reading {
        runs: runs(&row.text, &spans),
        aspects,
        topics: topics.iter().map(|topic| topic.name).collect(),
        names,
        is_read: judged.is_some(),
        message,
    }
}

fn aspect_of(
    lexicon: &Lexicon,
    input: &Input<'_>,
    row: &MessageRow,
    rows: &[CorrectionRow],
    judged: Option<&Judged>,
    aspect: Aspect,
) -> (Read, Vec<Span>) {
    let said = rows.iter().rfind(|row| row.aspect == aspect.word());
    let said = said.and_then(|row| Some((row.holds?, row.by.clone(), row.at)));
    let model = |judgement: Judgement| judged.map(|judged| judged.probability(judgement));
    // Of several kinds the likeliest speaks.
    let likeliest = judgements(aspect).iter().copied().max_by(|one, other| {
        model(*one).unwrap_or_default().total_cmp(&model(*other).unwrap_or_default())
    });
    let holds = match aspect {
        Aspect::Sentiment => side(row.sentiment),
        Aspect::Label(label) => i64::from(row.labels.has(label)),
        _ => {
            let read = likeliest.zip(judged).is_some_and(|(one, judged)| judged.holds(one));
            said.as_ref().map_or(i64::from(read), |(holds, ..)| *holds)
        }
    };
    let shown = match aspect {
        Aspect::Sentiment => Judgement::SENTIMENTS.get((holds + 1) as usize).copied(),
        _ => likeliest,
    };
    let thinkable = likeliest.zip(judged).is_some_and(|(one, judged)| judged.is_thinkable(one));
    // A neutral message has no words that make it so.
    let has_reasons = holds != 0 && judged.is_some();
    let mut spans = match shown.filter(|_| has_reasons) {
        Some(judgement) => kamerton_text::reasons(lexicon, input, judgement),
        None => Vec::new(),
    };
    spans.iter_mut().for_each(|span| trim(input.text, span));
    let words = |span: &Span| input.text.get(span.start..span.end).map(str::to_owned);
    let read = Read {
        aspect,
        holds,
        probability: shown.and_then(model),
        thinkable,
        words: spans.iter().filter_map(words).collect(),
        said: said.map(|(_, by, at)| (by, at)),
    };
    (read, spans)
}

/// Takes the signs off the edges of words that decided: «коробки.» is «коробки». Signs alone, question
/// and exclamation marks and smiles stay, because they decide themselves.
fn trim(text: &str, span: &mut Span) {
    const AROUND: [char; 13] = ['.', ',', ';', '…', '«', '»', '„', '“', '”', '"', '—', '–', '-'];
    let is_around = |c: char| c.is_whitespace() || AROUND.contains(&c);
    let Some(words) = text.get(span.start..span.end) else { return };
    let from = words.trim_start_matches(is_around);
    let bare = from.trim_end_matches(|c: char| is_around(c) || c == ':');
    if bare.chars().any(char::is_alphanumeric) {
        span.start += words.len() - from.len();
        span.end = span.start + bare.len();
    }
}

/// A name as the settings have it, whatever case it was spoken in; as it was spoken where they have none.
fn entered(brand: &Brand, spoken: &str) -> String {
    let settings = &brand.settings;
    // The brand's own name comes before its spellings, among which it may stand inflected.
    let mut terms = std::iter::once(&brand.name)
        .chain(&settings.brand_terms)
        .chain(&settings.product_terms)
        .chain(&settings.competitors);
    terms.find(|term| is_form_of(spoken, term)).map_or(spoken, String::as_str).to_owned()
}

/// Whether what was spoken is this name in one of its cases.
fn is_form_of(spoken: &str, name: &str) -> bool {
    let one = Lexicon::new(&[name.to_owned()], &[], &[]);
    let input = Input { text: spoken, ..Input::default() };
    kamerton_text::model::names(&one, &input).contains(&(0, spoken.len()))
}

/// The text cut at the edges of the spans.
fn runs(text: &str, spans: &[Span]) -> Vec<Run> {
    let mut spans: Vec<(usize, usize)> = spans.iter().map(|span| (span.start, span.end)).collect();
    spans.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |from: usize, to: usize, decided: bool| {
        let part = text.get(from..to).unwrap_or("");
        if !part.is_empty() {
            runs.push(Run { text: part.to_owned(), decided });
        }
    };
    let mut done = 0;
    for (start, end) in spans {
        let start = start.max(done);
        if end <= start {
            continue;
        }
        push(done, start, false);
        push(start, end, true);
        done = end;
    }
    push(done, text.len(), false);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_all_its_cases() {
        for (spoken, name, is) in [
            ("Цапле", "Цапля", true),
            ("цаплю", "Цапля", true),
            ("Ясень Банке", "Ясень Банк", true),
            ("Ясень Банке", "Ясень", false),
            ("Сойка", "Цапля", false),
        ] {
            assert_eq!(is_form_of(spoken, name), is, "{spoken}, {name}");
        }
    }

    #[test]
    fn what_decided_is_shown_without_the_signs_around() {
        for (text, shown) in [
            ("коробки.", "коробки"),
            ("«Сойка», ", "Сойка"),
            ("— ужас…", "ужас"),
            ("супер!", "супер!"),
            ("класс :)", "класс :)"),
            ("...", "..."),
            ("!!", "!!"),
        ] {
            let mut span = Span { start: 0, end: text.len(), share: 0.5 };
            trim(text, &mut span);
            assert_eq!(&text[span.start..span.end], shown);
        }
    }

    #[test]
    fn a_text_is_cut_where_words_decided() {
        let span = |start, end| Span { start, end, share: 0.5 };
        let cut = |spans: &[Span]| -> Vec<(String, bool)> {
            runs("раз два три", spans).into_iter().map(|run| (run.text, run.decided)).collect()
        };
        let run = |text: &str, decided| (text.to_owned(), decided);
        assert_eq!(cut(&[]), [run("раз два три", false)]);
        assert_eq!(
            cut(&[span(7, 13), span(0, 6), span(0, 6)]),
            [run("раз", true), run(" ", false), run("два", true), run(" три", false)]
        );
        assert_eq!(cut(&[span(0, 13), span(7, 20)]), [run("раз два", true), run(" три", true)]);
    }
}
