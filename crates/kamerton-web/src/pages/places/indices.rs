//! The indices of a place as cards, one of them with what stands behind it, and places compared by one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::places::indices::{self, Grounds, Shown};
use kamerton_core::id::PlaceId;
use kamerton_core::indices::{Index, Reading, Scale, Tally};
use kamerton_core::share::{Interval, Share, Trend};
use kamerton_core::time::{Day, MINUTE};
use serde::Deserialize;

use crate::app::App;
use crate::chart::{self, DateMark, Line, Plot, Spark, Twin, Whisker, date_marks, spark, whisker};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;
use crate::words::Arg;

/// The size of the small picture.
const SPARK: (u16, u16) = (96, 24);
/// A curve has a point for each week.
const STEP: usize = 7;
/// Fewer points than this make no picture.
const FEWEST: usize = 3;

/// The indices that belong together, with the word of their heading.
const GROUPS: [(&str, &[Index]); 4] = [
    ("mixing", &[Index::Mixing, Index::Assortativity, Index::Met]),
    (
        "comfort",
        &[Index::Welcomed, Index::Minutes, Index::Again, Index::Toxic, Index::Warm, Index::Voices],
    ),
    ("ties", &[Index::ByMembers, Index::Reciprocity, Index::Helpers]),
    ("initiators", &[Index::Initiators]),
];

/// An index as a card.
pub struct Card {
    /// Which.
    pub index: Index,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The interval, or of how many cases it is.
    pub interval: String,
    /// The drawing of the interval.
    pub whisker: Option<Whisker>,
    /// What the drawing says.
    pub label: String,
    /// The curve of the last year.
    pub spark: Option<Spark>,
    /// What the curve says.
    pub curve: String,
    /// How it stands to what it was.
    pub note: String,
    /// What it means, in a sentence.
    pub says: String,
}

/// The cards of a place.
pub struct Cards {
    /// By group: the word of its heading and its cards.
    pub groups: Vec<(&'static str, Vec<Card>)>,
    /// Of which day they are, in words; none while nothing is known.
    pub day: Option<String>,
    /// The alarm, in a sentence.
    pub alarm: Option<String>,
    /// Earlier days are being tallied.
    pub coming: bool,
    /// What is said where nothing is known.
    pub nothing: String,
    /// What newcomers say themselves: the value, its interval and the sentence.
    pub said: Option<(String, String, String)>,
}

impl Cards {
    /// The cards of a place; `said`: how many newcomers said that they feel comfortable.
    pub fn of(page: &Page, shown: &Shown, said: Share) -> Self {
        let groups = GROUPS.iter().filter_map(|(word, indices)| {
            let cards: Vec<Card> =
                indices.iter().filter_map(|index| Card::of(page, shown, *index)).collect();
            (!cards.is_empty()).then_some((*word, cards))
        });
        Self {
            groups: groups.collect(),
            day: shown.day.map(|day| format::day(page.words().language(), day)),
            alarm: alarm(page, shown),
            coming: shown.coming,
            // The day of the last message stands at the head of the page.
            nothing: match shown.ended {
                Some(_) if !shown.coming => page.say("indices-none"),
                _ => nothing(page, shown),
            },
            said: asked(page, said),
        }
    }
}

impl Cards {
    /// Whether a group is that of comfort, beside which stands what newcomers say themselves.
    pub fn is_comfort(&self, group: &str) -> bool {
        group == "comfort"
    }
}

/// Why nothing is known.
fn nothing(page: &Page, shown: &Shown) -> String {
    let language = page.words().language();
    match shown.ended {
        _ if shown.coming && shown.day.is_none() => page.say("indices-coming"),
        Some(last) => page.with("indices-ended", "day", &format::date(language, last)),
        None => page.say("indices-none"),
    }
}

fn asked(page: &Page, said: Share) -> Option<(String, String, String)> {
    let language = page.words().language();
    let (value, ends) = (said.value()?, said.interval()?);
    let (part, whole) = (page.number(&said.part), page.number(&said.whole));
    let args = [
        ("count", Arg::Number(said.whole)),
        ("part", Arg::Text(&part)),
        ("whole", Arg::Text(&whole)),
    ];
    let says = page.words().say("comfort-asked-says", &args);
    let interval = format::interval(language, ends.low, ends.high);
    Some((format::share(language, value), interval, says))
}

/// The alarm of a place where cold people outnumber what the core carries.
pub fn alarm(page: &Page, shown: &Shown) -> Option<String> {
    let (cold, loyal) = (page.number(&shown.tally.cold), page.number(&shown.tally.loyal));
    let args = [
        ("count", Arg::Number(shown.tally.cold)),
        ("cold", Arg::Text(&cold)),
        ("loyal", Arg::Text(&loyal)),
    ];
    shown.overloaded.then(|| page.words().say("index-overloaded", &args))
}

impl Card {
    fn of(page: &Page, shown: &Shown, index: Index) -> Option<Self> {
        let reading = shown.reading(index)?;
        let before = shown.reading_before(index);
        let past = before.map(|before| value(page, index, before.value)).unwrap_or_default();
        let (shown_value, range) =
            (value(page, index, reading.value), range(page, index, &reading));
        Some(Self {
            index,
            name: page.word("index", index.word()),
            whisker: drawn(index, &reading, before.map(|before| before.value)),
            label: page.whisker_label(&shown_value, &range, &past),
            spark: curve(&shown.history, index),
            curve: page.with("index-curve", "value", &shown_value),
            note: note(page, index, shown.trend(index), &past),
            says: says(page, index, &shown.tally, &reading),
            value: shown_value,
            interval: range,
        })
    }
}

/// A value of an index.
fn value(page: &Page, index: Index, value: f64) -> String {
    let language = page.words().language();
    match index.scale() {
        Scale::Share => format::share(language, value),
        Scale::Ratio => format::decimal(language, value, 2),
        Scale::Coefficient if index == Index::Voices => format::decimal(language, value, 2),
        Scale::Coefficient => format::signed(language, value, 2),
        Scale::Minutes => format::lasts(page.words(), (value * MINUTE as f64) as i64),
    }
}

/// Its interval; without one, of how many cases it is.
fn range(page: &Page, index: Index, reading: &Reading) -> String {
    let Some(Interval { low, high }) = reading.interval else {
        return page.figure("index-cases", reading.cases);
    };
    if index.scale() == Scale::Share {
        return format::interval(page.words().language(), low, high);
    }
    let (low, high) = (value(page, index, low), value(page, index, high));
    if low == high { low } else { format!("{low}\u{a0}… {high}") }
}

/// The interval with how many cases it is of; without one, the cases alone.
fn in_line(page: &Page, card: &Card, reading: &Reading) -> String {
    let cases = page.figure("index-cases", reading.cases);
    if reading.interval.is_none() {
        return cases;
    }
    let args = [("interval", Arg::Text(&card.interval)), ("cases", Arg::Text(&cases))];
    page.words().say("compare-interval", &args)
}

fn drawn(index: Index, reading: &Reading, past: Option<f64>) -> Option<Whisker> {
    let Interval { low, high } = reading.interval?;
    let most = high.max(past.unwrap_or_default());
    // A coefficient of assortativity lies around nothing: it is drawn from -1 on.
    let (shift, whole) = match (index, index.scale()) {
        (Index::Assortativity, _) => (1.0, 2.0),
        (_, Scale::Share | Scale::Coefficient) => (0.0, 1.0),
        (_, Scale::Ratio) => (0.0, most.max(2.0) * 1.1),
        (_, Scale::Minutes) => (0.0, most.max(1.0) * 1.1),
    };
    let past = past.map(|past| past + shift);
    Some(whisker(reading.value + shift, (low + shift, high + shift), past, whole))
}

/// Each week's value, the latest last.
fn weekly(history: &[(Day, Tally)]) -> Vec<&(Day, Tally)> {
    let mut weeks: Vec<&(Day, Tally)> = history.iter().rev().step_by(STEP).collect();
    weeks.reverse();
    weeks
}

fn curve(history: &[(Day, Tally)], index: Index) -> Option<Spark> {
    let shift = if index == Index::Assortativity { 1.0 } else { 0.0 };
    let known = weekly(history).into_iter().filter_map(|(_, tally)| tally.reading(index));
    let values: Vec<f64> = known.map(|reading| reading.value + shift).collect();
    (values.len() >= FEWEST).then(|| spark(&values, SPARK.0, SPARK.1))
}

fn note(page: &Page, index: Index, trend: Trend, past: &str) -> String {
    let word = match (trend, index.is_better_low()) {
        (Trend::Unknown, _) => "unknown",
        (Trend::Noise, _) => "noise",
        (Trend::Higher, false) | (Trend::Lower, true) => "better",
        (Trend::Higher, true) | (Trend::Lower, false) => "worse",
    };
    page.words().say(&format!("trend-{word}"), &[("before", Arg::Text(past))])
}

/// What an index means, with its own numbers.
fn says(page: &Page, index: Index, tally: &Tally, reading: &Reading) -> String {
    let (part, whole) = match index {
        Index::Mixing => (tally.loyal_partners, tally.partners),
        Index::Reciprocity => (tally.mutual, tally.tied),
        _ => tally.share(index).map_or((0, reading.cases), |share| (share.part, share.whole)),
    };
    let (part, shown) = (page.number(&part), page.number(&whole));
    let args =
        [("count", Arg::Number(whole)), ("part", Arg::Text(&part)), ("whole", Arg::Text(&shown))];
    let mut text = page.words().say(&format!("index-{}-says", index.word()), &args);
    if let (Index::Mixing, Some(interval)) = (index, reading.interval) {
        let word = match interval {
            Interval { low, .. } if low > 1.0 => "above",
            Interval { high, .. } if high < 1.0 => "below",
            _ => "neutral",
        };
        text.push(' ');
        text.push_str(&page.say(&format!("index-mixing-{word}")));
    }
    text
}

/// The curve of a year, with its interval and its table.
struct Curve {
    plot: Plot,
    label: String,
    dates: Vec<(DateMark, String)>,
    grid: Vec<String>,
    last: String,
    twin: Twin,
}

impl Curve {
    fn of(page: &Page, shown: &Shown, index: Index) -> Option<Self> {
        let language = page.words().language();
        let weeks = weekly(&shown.history);
        let readings: Vec<Option<Reading>> =
            weeks.iter().map(|(_, tally)| tally.reading(index)).collect();
        if readings.iter().flatten().count() < FEWEST {
            return None;
        }
        let values: Vec<Option<f64>> =
            readings.iter().map(|reading| reading.map(|reading| reading.value)).collect();
        let ends = |reading: &Option<Reading>| {
            reading.and_then(|one| one.interval).map(|ends| (ends.low, ends.high))
        };
        let band: Vec<Option<(f64, f64)>> = readings.iter().map(ends).collect();
        let scale = match index.scale() {
            Scale::Share => chart::Scale::Share,
            _ => chart::Scale::Amount,
        };
        let plot = Line { scale, values: &values, band: &band, comparison: &[] }.draw();
        let lines = weeks.iter().zip(&readings).rev().filter_map(|((day, _), reading)| {
            let reading = (*reading)?;
            Some(vec![
                format::date(language, *day),
                value(page, index, reading.value),
                range(page, index, &reading),
                page.number(&reading.cases),
            ])
        });
        let head = ["index-day-column", "index-value-column", "index-interval-column"];
        let mut head: Vec<String> = head.iter().map(|id| page.say(id)).collect();
        head.push(page.say("index-cases-column"));
        Some(Self {
            label: page.with("index-curve", "value", &shown_last(page, index, &readings)),
            dates: date_marks(weeks.len())
                .into_iter()
                .filter_map(|mark| Some((mark, format::short_day(language, weeks.get(mark.at)?.0))))
                .collect(),
            grid: plot.ticks.iter().map(|tick| value(page, index, tick.value)).collect(),
            last: shown_last(page, index, &readings),
            twin: Twin { head, lines: lines.collect() },
            plot,
        })
    }
}

fn shown_last(page: &Page, index: Index, readings: &[Option<Reading>]) -> String {
    let last = readings.last().copied().flatten();
    last.map(|reading| value(page, index, reading.value)).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "places/index.html")]
struct IndexPage {
    page: Page,
    place: PlaceId,
    title: String,
    index: Index,
    card: Option<Card>,
    /// What is said where there is none.
    nothing: String,
    curve: Option<Curve>,
    grounds: Grounds,
    day: Option<String>,
}

/// Shows an index of a place with the people and messages behind it.
///
/// # Errors
/// When there is no such place or index, or the store cannot.
pub async fn one(
    State(app): State<App>,
    visitor: Visitor,
    Path((place, index)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let id: PlaceId = place.parse().map_err(|_| WebError::NotFound)?;
    let index = Index::parse(&index).ok_or(WebError::NotFound)?;
    let (now, sight) = (app.now(), visitor.sight());
    let mut session = app.store().read().await?;
    let shown = indices::show(&mut session, &visitor.brand, id, now).await?;
    let grounds = match shown.day {
        Some(day) => {
            indices::grounds(&mut session, &visitor.brand, sight, (id, day), index).await?
        }
        None => Grounds::default(),
    };
    let mut page = Page::of(&app, &visitor, Section::Places, "places-title");
    page.title = page.word("index", index.word());
    render(&IndexPage {
        card: Card::of(&page, &shown, index),
        nothing: nothing(&page, &shown),
        curve: Curve::of(&page, &shown, index),
        day: shown.day.map(|day| format::day(page.words().language(), day)),
        place: id,
        title: shown.title,
        index,
        grounds,
        page,
    })
}

impl IndexPage {
    /// What is said of somebody behind the index: how often, after how long, or whether.
    fn remark(&self, one: &indices::Behind) -> String {
        match self.index {
            Index::Voices => self.page.figure("busiest-messages", one.count),
            Index::Helpers => self.page.figure("index-answers", one.count),
            Index::Initiators => self.page.figure("index-starts", one.count),
            Index::Minutes => format::lasts(self.page.words(), one.count * MINUTE),
            Index::Toxic | Index::Warm => String::new(),
            Index::Mixing | Index::Assortativity => self.yes_or_no("mixing", one.holds),
            _ => self.yes_or_no(self.index.word(), one.holds),
        }
    }

    fn yes_or_no(&self, word: &str, holds: bool) -> String {
        let end = if holds { "yes" } else { "no" };
        self.page.say(&format!("index-{word}-{end}"))
    }
}

/// A place in the comparison.
struct Compared {
    id: PlaceId,
    title: String,
    card: Card,
    cases: i64,
    /// The interval and the cases in a line, where there are no columns.
    range: String,
    /// Whether these are too few to compare.
    thin: bool,
    number: f64,
    overloaded: bool,
}

#[derive(Template)]
#[template(path = "places/compare.html")]
struct ComparePage {
    page: Page,
    by: Index,
    sort: String,
    lines: Vec<Compared>,
    without: usize,
}

/// What may be asked of the comparison.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// By which index.
    by: String,
    /// In which order: best, name or cases.
    sort: String,
}

/// Shows places side by side by one index.
///
/// # Errors
/// When the store cannot.
pub async fn compare(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let by = Index::parse(&asked.by).unwrap_or(Index::Mixing);
    let page = Page::of(&app, &visitor, Section::Places, "compare-title");
    let mut session = app.store().read().await?;
    let all = indices::compare(&mut session, &visitor.brand, app.now()).await?;
    let count = all.len();
    let mut lines: Vec<Compared> = all
        .into_iter()
        .filter_map(|shown| {
            let reading = shown.reading(by)?;
            let card = Card::of(&page, &shown, by)?;
            Some(Compared {
                range: in_line(&page, &card, &reading),
                card,
                id: shown.place,
                overloaded: shown.overloaded,
                cases: reading.cases,
                thin: reading.is_thin(),
                number: if by.is_better_low() { reading.value } else { -reading.value },
                title: shown.title,
            })
        })
        .collect();
    let sort = match asked.sort.as_str() {
        "name" => {
            lines.sort_by_cached_key(|line| line.title.to_lowercase());
            "name"
        }
        "cases" => {
            lines.sort_by_key(|line| std::cmp::Reverse(line.cases));
            "cases"
        }
        _ => {
            // What few cases say is chance: it is not the best of all, however high.
            lines.sort_by(|one, other| {
                one.thin.cmp(&other.thin).then(one.number.total_cmp(&other.number))
            });
            "best"
        }
    };
    let without = count - lines.len();
    render(&ComparePage { page, by, sort: sort.to_owned(), lines, without })
}

impl ComparePage {
    fn all(&self) -> [Index; 13] {
        Index::ALL
    }

    /// The address of the same table in another order.
    fn sorted(&self, sort: &str) -> String {
        format!("/places/compare?by={}&sort={sort}", self.by.word())
    }

    fn is_by(&self, index: &Index) -> bool {
        self.by == *index
    }

    fn is_sorted(&self, sort: &str) -> bool {
        self.sort == sort
    }
}
