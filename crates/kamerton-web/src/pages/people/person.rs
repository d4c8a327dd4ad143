//! One person: do they ring, why, when will it fade, and what was said.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::AppError;
use kamerton_app::people::consents::{self, Consents};
use kamerton_app::people::open::Opened;
use kamerton_app::people::show::{self, Shown};
use kamerton_app::people::suggestions::{self as suggested, Pair};
use kamerton_app::people::timeline::Happened;
use kamerton_app::people::{self, comfort};
use kamerton_app::today::whose::Doers;
use kamerton_core::access::Action;
use kamerton_core::id::{PersonId, UserId};
use kamerton_core::money::minor_digits;
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::comfort::ComfortRow;
use serde::Deserialize;

use super::comfort::Asked as Comfort;
use super::consent::Card;
use super::listened;
use super::orders;
use super::stage;
use super::suggestions;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::large::Offers;
use crate::pages::messages::files;
use crate::pages::page::{Page, Section, Toast};
use crate::pages::render;
use crate::pages::rings::Rings;
use crate::words::Arg;

/// Entries of the timeline on a page.
const SHOWN: usize = 20;
/// So many lines of evidence are listed whatever they weigh.
const FEW: usize = 4;
/// What weighs less than this today goes into the rest.
const LITTLE: f64 = 0.2;
/// A change of state that is farther away says nothing to anybody.
const FORESEEN_DAYS: i32 = 365;

/// What the page is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    view: String,
    after: Option<String>,
    did: String,
    undo: String,
}

/// A line of evidence.
struct Ground {
    left: String,
    negative: bool,
    kind: String,
    text: Option<String>,
    place: Option<String>,
    day: String,
}

/// An entry of the timeline.
struct Entry {
    /// The month's heading, where a new one begins.
    month: Option<String>,
    kind: &'static str,
    /// What it was; a message goes without saying.
    what: Option<String>,
    at: String,
    place: Option<String>,
    /// Their words, with marks of quotation.
    words: Option<String>,
    /// Our words on it.
    text: String,
    /// What came along with it, in a line.
    files: Option<String>,
    /// As what it weighs, and how much of that is left.
    marks: Vec<(String, String)>,
    /// Whether it speaks for us.
    confirms: bool,
    id: String,
}

/// An account.
struct Account {
    kind: String,
    name: String,
    role: &'static str,
    source: String,
    basis: String,
    purpose: String,
    retention: String,
    first_seen: String,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Page,
    rings: Rings,
    view: &'static str,
    id: PersonId,
    name: String,
    role: Role,
    state: Loyalty,
    stage: Stage,
    charge: String,
    threshold: String,
    /// What is left of the bond, and how much the state needs; nothing of states that need none.
    bond: Option<(String, String)>,
    window: (String, String),
    bought: String,
    since: Option<String>,
    next: Option<(String, &'static str)>,
    evidence: Vec<Ground>,
    rest: Option<String>,
    timeline: Vec<Entry>,
    more: Option<String>,
    orders: Vec<orders::Bought>,
    /// What the tab with them is called.
    orders_view: String,
    notes: Vec<(String, String, String)>,
    tags: Vec<String>,
    accounts: Vec<Account>,
    corrected: bool,
    /// The sign of the currency that a purchase is entered in, and its digits after the point.
    currency: (String, u32),
    /// One of us, where several share the day: whose accounts these may be, with who it is.
    users: Vec<(UserId, String)>,
    user: Option<UserId>,
    offers: Offers,
    consents: Card,
    listened: listened::Card,
    comfort: Comfort,
    suggested: suggestions::Card,
}

/// Shows one person.
///
/// # Errors
/// When there is none of this id, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let id: PersonId = id.parse().map_err(|_| WebError::NotFound)?;
    let now = app.now();
    let (whose, after) = ((app.clone(), visitor.clone()), asked.after.clone());
    let known = reading(app.store(), move |session| read(session, whose, id, after, now)).await?;
    if known.shown.person.id != id {
        return Ok(crate::pages::go(&format!("/people/{}", known.shown.person.id)));
    }
    let rings = Rings::one(&visitor, id, known.shown.ringing.clone());
    let mut page = Page::of(&app, &visitor, Section::People, "nav-people");
    page.title = format::name(&known.shown.person.name);
    page.toast = toast(&page, &asked, id);
    render(&put_together(page, rings, &visitor, known, &asked, now))
}

/// What is known of somebody.
struct Known {
    shown: Shown,
    /// Of who is community.
    listened: Option<listened::Known>,
    consents: Consents,
    comfort: Option<ComfortRow>,
    offers: Offers,
    /// Of who is one of us.
    doers: Option<Doers>,
    pairs: Vec<Pair>,
}

/// Reads it, as of one moment.
async fn read(
    mut session: Session,
    (app, visitor): (App, Visitor),
    id: PersonId,
    after: Option<String>,
    now: Instant,
) -> Result<Known, AppError> {
    let (session, brand) = (&mut session, &visitor.brand);
    let opened = Opened::of(session, brand, &id.to_string(), visitor.sight()).await?;
    let role = Role::from_code(opened.row.role);
    let part = (after.as_deref(), SHOWN);
    let shown = show::opened_one(session, brand, &opened, part, now).await?;
    let listened = match role.is_community() {
        true => Some(listened::Known::of(session, brand, &opened, now).await?),
        false => None,
    };
    let doers = match role.is_ours() {
        true => Some(Doers::of(session, brand).await?),
        false => None,
    };
    let offers = Offers::of(&app, session, &visitor).await?;
    let own = people::ids(&opened.accounts);
    let pairs = suggested::of_person(session, brand, &own, now).await?;
    let comfort = comfort::of_accounts(session, brand, own).await?;
    let connectors = app.channels().connectors();
    let consents = consents::of_accounts(session, brand, connectors, opened.accounts).await?;
    Ok(Known { shown, listened, consents, comfort, offers, doers, pairs })
}

/// What was done just now, and how it is taken back.
fn toast(page: &Page, asked: &Asked, id: PersonId) -> Option<Toast> {
    let known = [
        "note",
        "unnote",
        "tag",
        "untag",
        "correct",
        "role",
        "user",
        "order",
        "merge",
        "split",
        "parted",
        "together",
        "added",
        "joined",
        "visit",
        "bought",
        "undone",
        "consent",
        "unconsent",
        "relationship",
        "comfort",
        "uncomfort",
        "never",
        "maybe",
    ];
    let word = known.into_iter().find(|word| *word == asked.did)?;
    let undo = match word {
        "tag" | "untag" if !asked.undo.is_empty() => {
            let tag = form_urlencoded::byte_serialize(asked.undo.as_bytes()).collect::<String>();
            let act = if word == "tag" { "untag" } else { "tag" };
            Some(format!("/people/{id}/{act}?tag={tag}"))
        }
        "note" if asked.undo.parse::<kamerton_core::id::NoteId>().is_ok() => {
            Some(format!("/people/{id}/notes/{}/forget", asked.undo))
        }
        "consent" | "unconsent" if asked.undo.parse::<kamerton_core::id::ConsentId>().is_ok() => {
            let act = if word == "consent" { "withdraw" } else { "restore" };
            Some(format!("/people/{id}/consents/{}/{act}", asked.undo))
        }
        "visit" | "bought" if !asked.undo.is_empty() => {
            let what = form_urlencoded::byte_serialize(asked.undo.as_bytes()).collect::<String>();
            Some(format!("/add/undo?what={what}"))
        }
        "merge" | "parted" if asked.undo.parse::<kamerton_core::id::MergeId>().is_ok() => {
            Some(format!("/people/{id}/merges/{}/undo", asked.undo))
        }
        "never" => suggestions::taken_back(id, &asked.undo),
        _ => None,
    };
    Some(Toast { text: page.word("person-did", word), undo })
}

fn put_together(
    page: Page,
    rings: Rings,
    visitor: &Visitor,
    known: Known,
    asked: &Asked,
    now: Instant,
) -> PersonPage {
    let shown = known.shown;
    let doers = known.doers.filter(Doers::are_several);
    let users = doers.iter().flat_map(Doers::all);
    let listened = known.listened.as_ref();
    let today = visitor.brand.zone.day(now);
    let views = ["orders", "data"];
    let masked = !visitor.who.may(Action::ReadContacts);
    let policy = visitor.brand.policy();
    let lang = page.lang;
    let grounds = grounds(&shown);
    let state = Loyalty::parse(shown.person.state).unwrap_or_default();
    let foreseen = today.plus(FORESEEN_DAYS).to_string();
    let window = (
        format::day(lang, today.plus(1 - kamerton_core::ringing::WINDOW_DAYS)),
        page.with("person-today", "charge", &format::decimal(lang, shown.person.ring, 1)),
    );
    PersonPage {
        view: views.into_iter().find(|view| *view == asked.view).unwrap_or("timeline"),
        id: shown.person.id,
        name: page.title.clone(),
        role: shown.person.role.parse().unwrap_or_default(),
        state,
        stage: stage(shown.person.stage),
        charge: format::decimal(lang, shown.person.ring, 1),
        threshold: format::decimal(lang, policy.states.kamerton_ring, 1),
        bond: match state {
            Loyalty::PassivePromoter => Some(policy.states.promoter_bond),
            Loyalty::Warm => Some(policy.states.warm_bond),
            _ => None,
        }
        .map(|least| {
            let bond = format::decimal(lang, shown.person.bond, 1);
            (bond, format::decimal(lang, least, 1))
        }),
        window,
        bought: orders::bought(&page, &shown),
        since: day(&page, shown.person.state_since.as_deref(), today),
        next: shown
            .why
            .next
            .as_ref()
            .filter(|next| next.day <= foreseen)
            .and_then(|next| Some((day(&page, Some(&next.day), today)?, next.state))),
        rest: rest(&page, &shown, &grounds),
        evidence: grounds.into_iter().map(|one| ground(&page, one, today)).collect(),
        timeline: timeline(&page, visitor, &shown, now),
        more: shown.timeline.next.as_ref().map(|next| format!("?after={next}")),
        orders: orders::all(&page, &shown, today),
        orders_view: orders::view(&page, &shown),
        notes: shown
            .notes
            .iter()
            .map(|note| (moment(&page, visitor, &note.at, now), note.by.clone(), note.text.clone()))
            .collect(),
        tags: shown.person.tags.clone(),
        accounts: shown.provenance.iter().map(|one| account(&page, visitor, one, masked)).collect(),
        corrected: shown
            .corrections
            .as_object()
            .is_some_and(|map| map.values().any(|v| !v.is_null())),
        currency: {
            let code = visitor.brand.settings.currency.code();
            (format::currency(lang, code).to_owned(), minor_digits(code))
        },
        users: users.map(|(id, name)| (id, name.to_owned())).collect(),
        offers: known.offers,
        consents: Card::of(visitor, &page, &known.consents, now),
        listened: listened
            .map_or_else(Default::default, |known| listened::Card::of(&page, visitor, known, now)),
        comfort: Comfort::of(visitor, &page, known.comfort.as_ref()),
        suggested: suggestions::Card::of(&page, shown.person.id, &known.pairs),
        user: shown.provenance.iter().find_map(|one| one.user),
        rings,
        page,
    }
}

/// A day as the page writes it.
pub(super) fn day(page: &Page, text: Option<&str>, today: Day) -> Option<String> {
    Some(format::day_near(page.lang, Day::parse(text?)?, today))
}

fn moment(page: &Page, visitor: &Visitor, text: &str, now: Instant) -> String {
    let at = Instant::parse_rfc3339(text);
    at.map_or_else(String::new, |at| format::moment_near(page.lang, &visitor.brand.zone, at, now))
}

fn ground(page: &Page, one: &show::Evidence, today: Day) -> Ground {
    let text = one.text.as_deref().map(|text| format::clip(text, 60));
    Ground {
        left: format::signed(page.lang, one.today, 1),
        negative: one.today < 0.0,
        kind: page.word("entry", one.kind),
        text: text.filter(|text| !text.is_empty()).map(|text| format::quoted(page.lang, &text)),
        place: one.place.clone(),
        day: day(page, Some(&one.day), today).unwrap_or_default(),
    }
}

/// The evidence that is listed. What has faded to nothing explains nothing; where there is more, a
/// word a day explains little.
fn grounds(shown: &Shown) -> Vec<&show::Evidence> {
    let all = || shown.why.evidence.iter().filter(|one| one.today != 0.0);
    let least = if all().count() > FEW { LITTLE } else { 0.0 };
    all().filter(|one| one.today.abs() >= least).collect()
}

/// What the evidence that is not listed gives together.
fn rest(page: &Page, shown: &Shown, listed: &[&show::Evidence]) -> Option<String> {
    let listed: f64 = listed.iter().map(|one| one.today).sum();
    let rest = shown.person.ring - listed;
    (rest.abs() >= 0.1).then(|| format::signed(page.lang, rest, 1))
}

fn account(page: &Page, visitor: &Visitor, one: &show::Provenance, masked: bool) -> Account {
    let is_contact = ["email", "phone"].contains(&one.kind.as_str());
    // Behind the word of an address stands the address, not the name that was sent along.
    let name = one.address.as_ref().unwrap_or(&one.name);
    let name = if one.kind == "phone" { format::phone(name) } else { name.clone() };
    let first = Instant::parse_rfc3339(&one.first_seen_at);
    Account {
        kind: page.word_or_raw("channel", &one.kind),
        name: if is_contact && masked { mask(&name) } else { format::name(&name) },
        role: one.role,
        source: source(page, &one.source),
        basis: page.word_or_raw("basis", &one.basis),
        purpose: page.word_or_raw("purpose", &one.purpose),
        retention: page.word_or_raw("retention", &one.retention),
        first_seen: first
            .map_or_else(String::new, |at| format::date(page.lang, visitor.brand.zone.day(at))),
    }
}

/// Where an account came from: what an import is of stands behind its colon.
fn source(page: &Page, source: &str) -> String {
    let Some(kind) = source.strip_prefix("import:") else {
        return page.word_or_raw("source", source);
    };
    let channel = format!("channel-{kind}");
    let of = if page.words().has(&channel) {
        page.say(&channel)
    } else {
        page.word_or_raw("kind", kind)
    };
    page.with("source-import", "kind", &of)
}

/// So much of a number or address that it can be told from others, and not used.
pub(super) fn mask(contact: &str) -> String {
    if let Some((local, host)) = contact.split_once('@') {
        let first: String = local.chars().take(1).collect();
        return format!("{first}···@{host}");
    }
    let digits = contact.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let letters = contact.chars().map(|letter| {
        seen += usize::from(letter.is_ascii_digit());
        let shown = !letter.is_ascii_digit() || seen <= 4 || seen + 2 > digits;
        if shown { letter } else { '·' }
    });
    letters.collect()
}

fn timeline(page: &Page, visitor: &Visitor, shown: &Shown, now: Instant) -> Vec<Entry> {
    let zone = &visitor.brand.zone;
    let mut last_month = String::new();
    let mut entries = Vec::with_capacity(shown.timeline.happened.len());
    for one in &shown.timeline.happened {
        let at = Instant::parse_rfc3339(&one.at).unwrap_or(now);
        let month = format::month(page.lang, zone.day(at), zone.day(now));
        let is_new = month != last_month;
        last_month.clone_from(&month);
        let mut made =
            entry(page, visitor, &shown.order_list, one, at, is_new.then_some(month), now);
        mark(page, &mut made, &shown.why);
        entries.push(made);
    }
    entries
}

/// Says of a message as what it weighs, when it is among the grounds of the state.
fn mark(page: &Page, entry: &mut Entry, why: &show::Why) {
    let is_it = |one: &&show::Evidence| one.message.is_some_and(|id| id.to_string() == entry.id);
    let weighing: Vec<&show::Evidence> = why.evidence.iter().filter(is_it).collect();
    let confirming = why.confirmations.iter().filter(is_it);
    let unlisted = confirming.filter(|one| weighing.iter().all(|known| known.kind != one.kind));
    entry.confirms = weighing.iter().any(|one| one.weight >= 1.0);
    entry.marks = weighing
        .iter()
        .copied()
        .chain(unlisted)
        .map(|one| {
            let left = format::signed(page.lang, one.today, 1);
            (page.word("entry", one.kind), page.with("person-delta", "charge", &left))
        })
        .collect();
}

/// A reaction and what it is to. Where a service has but one, it sends a word for a sign.
fn reacted(page: &Page, one: &Happened) -> String {
    let Some((sign, to)) = &one.reaction else { return one.text.clone() };
    let sign = if sign == "like" { page.say("reaction-like") } else { sign.clone() };
    match to {
        Some(words) => format!("{sign} {}", format::quoted(page.lang, words)),
        None => sign,
    }
}

fn entry(
    page: &Page,
    visitor: &Visitor,
    orders: &[show::Ordered],
    one: &Happened,
    at: Instant,
    month: Option<String>,
    now: Instant,
) -> Entry {
    let zone = &visitor.brand.zone;
    let speaks = one.kind == "message" && !one.text.trim().is_empty();
    let order = orders.iter().find(|order| one.kind == "order" && order.id.to_string() == one.id);
    let what = match order {
        Some(order) => Some(page.word("order", order.kind)),
        None => (one.kind != "message").then(|| page.word("happened", one.kind)),
    };
    let text = match one.kind {
        "message" if speaks => String::new(),
        "message" if !one.files.is_empty() => String::new(),
        "message" => page.say("person-wordless"),
        "order" => order.map(|order| orders::line(page, order)).unwrap_or_default(),
        "reaction" => reacted(page, one),
        "note" | "merge" | "split" | "merge_undone" | "split_undone" => one.text.clone(),
        "joined" if !one.text.is_empty() => page.with("happened-by-invitation", "name", &one.text),
        _ => String::new(),
    };
    let when = match one.kind {
        "reaction" | "order" => format::day_near(page.lang, zone.day(at), zone.day(now)),
        _ => format::moment_near(page.lang, zone, at, now),
    };
    Entry {
        month,
        kind: one.kind,
        what,
        at: when,
        place: one.place.clone().filter(|place| !place.is_empty()),
        words: speaks.then(|| format::quoted(page.lang, one.text.trim())),
        text,
        files: files::line(page, &one.files),
        marks: Vec::new(),
        confirms: false,
        id: one.id.clone(),
    }
}

impl PersonPage {
    fn may_note(&self) -> bool {
        self.page.may(Action::NotePeople)
    }

    fn may_correct(&self) -> bool {
        self.page.may(Action::CorrectPeople)
    }

    fn may_merge(&self) -> bool {
        self.page.may(Action::MergePeople)
    }

    /// What the state is called where it stands in the middle of a sentence.
    fn state_word(&self) -> String {
        self.page.word("state", self.state.word())
    }

    /// Why the state is what it is.
    fn why(&self) -> String {
        self.page.word("person-why", self.state.word())
    }

    /// How much it is, and how it fades.
    fn fades(&self) -> String {
        let numbers =
            [("charge", Arg::Text(&self.charge)), ("threshold", Arg::Text(&self.threshold))];
        let fades = self.page.words().say("person-fades", &numbers);
        let Some((bond, least)) = &self.bond else { return fades };
        let numbers = [("bond", Arg::Text(bond)), ("threshold", Arg::Text(least))];
        format!("{fades} {}", self.page.words().say("person-bond", &numbers))
    }

    /// Purchases and the stage, in words.
    fn standing(&self) -> String {
        format!("{}, {}", self.page.word("stage", self.stage.word()), self.bought)
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn contacts_are_masked() {
        assert_eq!(mask("+7 916 223-30-42"), "+7 916 ···-··-42");
        assert_eq!(mask("vera@example.org"), "v···@example.org");
        assert_eq!(mask(""), "");
    }
}
