//! Messages as lists show them.

use std::collections::HashMap;
use std::ops::Range;

use kamerton_core::answer;
use kamerton_core::fact::{Attachment, AttachmentKind, Extra, SenderCheck};
use kamerton_core::id::{IdentityId, MessageId, PlaceId};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::time::{HOUR, Instant};
use kamerton_store::Session;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_text::search::{Cut, Sought};
use serde::Serialize;

use super::enclosed::{Enclosed, enclosed};
use crate::brand::Brand;
use crate::error::Result;
use crate::people::authors::{Author, authors};
use crate::people::show::short;
use crate::places::Known;
use crate::refusal::Refusal;
use crate::today::waits::{self, has_staff};

/// A message in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Which.
    pub id: MessageId,
    /// When.
    pub at: Instant,
    /// Where.
    pub place: PlaceId,
    /// Title of the place.
    pub place_title: String,
    /// Private talk.
    pub private: bool,
    /// Topic or thread, where the place has them.
    pub topic: Option<String>,
    /// With which account; none where nobody wrote.
    pub identity: Option<IdentityId>,
    /// Who.
    pub author: Option<Author>,
    /// Text.
    pub text: String,
    /// The bytes of the text at which stands what was sought.
    #[serde(skip)]
    pub marks: Vec<Range<usize>>,
    /// Whose words they are, when forwarded.
    pub forwarded_from: Option<String>,
    /// Whether it was edited.
    pub edited: bool,
    /// What came along with it.
    pub files: Vec<Enclosed>,
    /// Where everybody can see it on the web.
    pub link: Option<String>,
    /// Whether its author is the one that it names, as the server that received it found.
    pub sender_check: Option<SenderCheck>,
    /// What it says.
    pub labels: Vec<Label>,
    /// What it answers.
    pub reply_to: Option<Quoted>,
    /// Whether it waits for an answer.
    pub waits: Option<Wait>,
}

/// The beginning of a message that was answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quoted {
    /// Which.
    pub id: MessageId,
    /// Whose.
    pub name: Option<String>,
    /// The beginning of its text.
    pub text: String,
}

/// A message that waits or waited for an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// What for: bits of `kamerton_core::answer::kinds`.
    pub kinds: i64,
    /// When it was answered first.
    pub answered_at: Option<Instant>,
    /// Whether it waits still: for any answer, or, answered by somebody else, for ours.
    pub open: bool,
    /// Whether its due has passed without an answer; a reproach is due when a question is.
    pub overdue: bool,
}

impl Wait {
    /// That of a message known to wait still, whatever it asks for: a newcomer's first words ask for
    /// nothing and deserve an answer.
    pub fn still(known: Option<Self>) -> Self {
        Self { open: true, ..known.unwrap_or_default() }
    }
}

/// Rows with all that a list shows of them.
///
/// # Errors
/// When the store cannot.
pub async fn describe(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    rows: Vec<MessageRow>,
    sought: &[Sought],
    now: Instant,
) -> Result<Vec<Listed>> {
    let parents = parents(session, brand, places, &rows).await?;
    let accounts = rows.iter().chain(parents.values()).filter_map(|row| row.identity).collect();
    let known = authors(session, brand, accounts).await?;
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let waited: HashMap<MessageId, AwaitingRow> = awaiting::by_id(session, brand.id, ids)
        .await?
        .into_iter()
        .map(|row| (row.message, row))
        .collect();
    let is_settled = |row: &AwaitingRow| row.answered_at.is_some();
    let has_staff = waited.values().any(is_settled) && has_staff(session, brand).await?;
    let rules = &brand.policy().playbooks;
    let wait = |row: &AwaitingRow| {
        let open = answer::still_waits(&row.waited(), now, has_staff, rules) != 0;
        wait(row, open, brand.policy().question_due_hours * HOUR, now)
    };
    let firsts = waits::firsts_among(session, brand, &rows, now).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let parent = row.reply_to.and_then(|id| parents.get(&id));
            let quoted = parent.map(|parent| quoted(parent, &known));
            let wait = waited.get(&row.id).map(&wait);
            let wait = if firsts.contains(&row.id) { Some(Wait::still(wait)) } else { wait };
            Listed { marks: marks(&row.text, sought), ..listed(row, places, &known, quoted, wait) }
        })
        .collect())
}

/// As [`describe`], of one message.
///
/// # Errors
/// When the store cannot.
pub async fn describe_one(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    row: MessageRow,
    now: Instant,
) -> Result<Listed> {
    let id = row.id;
    let listed = describe(session, brand, places, vec![row], &[], now).await?.pop();
    listed.ok_or_else(|| Refusal::NoMessage { id }.into())
}

fn marks(text: &str, sought: &[Sought]) -> Vec<Range<usize>> {
    if sought.is_empty() {
        return Vec::new();
    }
    let cut = Cut::of(text);
    cut.marks(&cut.find(sought))
}

/// What these answer, as far as it is to be shown; a link that a thread implies tells nothing, nor one to
/// a service message: exports name the opening of a topic as what every message in it answers.
async fn parents(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    rows: &[MessageRow],
) -> Result<HashMap<MessageId, MessageRow>> {
    let linked = rows.iter().filter(|row| !row.implied);
    let wanted: Vec<MessageId> = linked.filter_map(|row| row.reply_to).collect();
    Ok(messages::by_id(session, brand.id, wanted)
        .await?
        .into_iter()
        .filter(|row| places.shows_message(row))
        .map(|row| (row.id, row))
        .collect())
}

fn quoted(parent: &MessageRow, known: &HashMap<IdentityId, Author>) -> Quoted {
    let author = parent.identity.and_then(|identity| known.get(&identity));
    Quoted {
        id: parent.id,
        name: author.map(|author| author.name.clone()),
        text: short(&parent.text),
    }
}

fn wait(row: &AwaitingRow, open: bool, patience: i64, now: Instant) -> Wait {
    let answered_at = row.answered_at.filter(|at| *at < now);
    let overdue = open && answered_at.is_none() && answer::is_due(&row.waited(), now, patience);
    Wait { kinds: row.kinds, answered_at, open, overdue }
}

/// What only some platforms tell of a message; nothing where nothing was stored.
pub(crate) fn extra(row: &MessageRow) -> Extra {
    row.extra.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// What is shown of a text; of a question with ready answers, which has none, the question.
fn shown(text: String, attachments: Option<&str>) -> String {
    if !text.trim().is_empty() {
        return text;
    }
    let all: Vec<Attachment> =
        attachments.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let poll = all.into_iter().find(|one| one.kind == AttachmentKind::Poll);
    poll.and_then(|poll| poll.name).unwrap_or(text)
}

fn listed(
    row: MessageRow,
    places: &Known,
    known: &HashMap<IdentityId, Author>,
    reply_to: Option<Quoted>,
    waits: Option<Wait>,
) -> Listed {
    let labels: Labels = row.labels;
    let extra = extra(&row);
    Listed {
        id: row.id,
        at: row.sent_at,
        place: row.place,
        place_title: places.title(row.place),
        private: places.is_private(row.place),
        topic: row.topic,
        author: row.identity.and_then(|identity| known.get(&identity)).cloned(),
        identity: row.identity,
        text: shown(row.text, row.attachments.as_deref()),
        marks: Vec::new(),
        forwarded_from: row.forwarded_from,
        edited: row.edited_at.is_some(),
        files: enclosed(row.attachments.as_deref()),
        link: extra.web_link().map(str::to_owned),
        sender_check: extra.sender_check,
        labels: labels.iter().collect(),
        reply_to,
        waits,
    }
}
