//! `GET /api/v1/messages`.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kamerton_app::channels::{self, Seen};
use kamerton_app::messages::{self, Enclosed, Filter, Listed, Order};
use kamerton_app::places::Sight;
use kamerton_core::id::MessageId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Problem, taken};
use crate::app::App;
use crate::format::Language;
use crate::http::guard::Program;
use crate::search_words;

/// Messages on a page at most, and when not said.
const MOST: usize = 100;
const USUAL: usize = 30;

/// What may be asked of a search.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What to search for: words in any form, "phrases", -exclusions and conditions (from: place:
    /// stage: state: kind: has: before: after: answered:), in English or Russian. Everything when
    /// not said.
    #[param(max_length = 1_000)]
    q: String,
    /// Order: newest (as when not said) or best; the best are chosen of the newest thousand with
    /// these words.
    #[param(pattern = "^(newest|best)$")]
    sort: Option<String>,
    /// How many: 30 when not said, 100 at most.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// What `next` of the page before said, under the same q and sort.
    #[param(
        pattern = "^(b[0-9a-f]{1,16}[.][0-9a-f]{1,8}|[0-9a-f]{1,16}[.][0-9a-f]{1,16}[.][0-9a-f]{32})$"
    )]
    cursor: Option<String>,
}

/// A page of messages of places that are open to members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessagesPage {
    messages: Vec<FoundMessage>,
    /// What asks for the next page; null at the end. A page may hold fewer messages than asked for
    /// and yet go on.
    next: Option<String>,
    /// Words that nobody wrote as they were typed, and the form that was searched for instead.
    readings: Vec<FoundReading>,
    /// What of the search was not understood, in English; the rest was searched for.
    notices: Vec<String>,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundMessage {
    id: String,
    /// RFC 3339.
    at: String,
    /// Id of the place.
    place: String,
    place_title: String,
    /// Id of the person who wrote it, where it is known.
    person: Option<String>,
    name: Option<String>,
    text: String,
    /// Where in the text stands what was searched for: from and to, in characters (Unicode code
    /// points).
    marks: Vec<Vec<usize>>,
    /// What it says: question, thanks, complaint and so on.
    labels: Vec<&'static str>,
    /// Id of the message that it answers.
    reply_to: Option<String>,
    /// What came along with it.
    files: Vec<FoundFile>,
    /// How many saw it, where it is ours and its platform counts that.
    reach: Option<Reach>,
}

/// Something that came along with a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundFile {
    /// photo, video, voice, audio, sticker, animation, poll, location, contact or file.
    kind: &'static str,
    /// File name or title, where given: the words of whoever sent it.
    name: Option<String>,
    /// How large it is, in bytes, where the platform says so.
    size: Option<u64>,
}

impl From<Enclosed> for FoundFile {
    fn from(of: Enclosed) -> Self {
        Self { kind: of.kind.word(), name: of.name, size: of.size }
    }
}

/// How many saw a message, as its platform counted last.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reach {
    /// How often it was seen.
    views: Option<i64>,
    /// How often it was passed on.
    shares: Option<i64>,
    /// How many reacted.
    reactions: Option<i64>,
    /// How many wrote something below it.
    comments: Option<i64>,
    /// When that was counted, RFC 3339.
    counted_at: String,
}

impl From<&Seen> for Reach {
    fn from(seen: &Seen) -> Self {
        let Seen { views, shares, reactions, comments, at } = *seen;
        Self { views, shares, reactions, comments, counted_at: at.rfc3339() }
    }
}

/// A word in another form.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundReading {
    typed: String,
    searched: String,
}

impl From<Listed> for FoundMessage {
    fn from(of: Listed) -> Self {
        let count = |bytes: usize| of.text.get(..bytes).map_or(0, |head| head.chars().count());
        let marks = of.marks.iter().map(|mark| vec![count(mark.start), count(mark.end)]).collect();
        let author = of.author.as_ref();
        Self {
            id: of.id.to_string(),
            at: of.at.rfc3339(),
            place: of.place.to_string(),
            place_title: of.place_title,
            person: author.and_then(|author| author.person).map(|person| person.to_string()),
            name: author.map(|author| author.name.clone()),
            marks,
            labels: of.labels.iter().map(|label| label.word()).collect(),
            reply_to: of.reply_to.map(|quoted| quoted.id.to_string()),
            text: of.text,
            files: of.files.into_iter().map(FoundFile::from).collect(),
            reach: None,
        }
    }
}

/// Search messages.
#[utoipa::path(
    get,
    path = "/api/v1/messages",
    tag = "messages",
    params(Asked),
    responses(
        (status = 200, body = MessagesPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<MessagesPage>, Problem> {
    let Query(asked) = asked?;
    let order = match asked.sort.as_deref() {
        None => Order::Newest,
        Some(word) => {
            Order::parse(word).ok_or_else(|| Problem::parameter("sort", "newest or best"))?
        }
    };
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::parameter("limit", format!("from 1 to {MOST}")));
    }
    if asked.q.chars().count() > 1_000 {
        return Err(Problem::parameter("q", "at most 1000 characters"));
    }
    let filter = Filter { words: asked.q, order, ..Filter::default() };
    let (brand, after) = (&caller.brand, asked.cursor.as_deref());
    let mut session = app.store().read().await?;
    let sight = Sight::Community;
    let page = messages::page(&mut session, brand, sight, &filter, after, limit, app.now()).await?;
    let ids: Vec<MessageId> = page.messages.iter().map(|one| one.id).collect();
    let seen = channels::seen(&mut session, brand, ids).await?;
    drop(session);
    taken::note(&app, &caller, "messages.read", page.messages.len()).await?;
    let words = app.words(Language::En);
    let readings = page.readings.into_iter();
    Ok(Json(MessagesPage {
        messages: page
            .messages
            .into_iter()
            .map(|one| FoundMessage {
                reach: seen.get(&one.id).map(Reach::from),
                ..FoundMessage::from(one)
            })
            .collect(),
        next: page.next,
        readings: readings
            .map(|one| FoundReading { typed: one.typed, searched: one.shown })
            .collect(),
        notices: page.notices.iter().map(|one| search_words::notice(words, one)).collect(),
    }))
}
