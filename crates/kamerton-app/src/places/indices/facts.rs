//! What the indices of a place are made from, as its messages say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::answer::{self, Awaiting, kinds};
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::indices::{
    Arc, Facts, LOOK_BACK, Newcomer, Question, Spoke, Standing, Start, Whose,
};
use kamerton_core::policy::Answers;
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::place_figures::Span;
use kamerton_store::place_indices::{self as store, TalkRow};
use kamerton_store::{Session, people};

use super::touch::standing;
use crate::brand::Brand;
use crate::error::Result;

/// What messages say that is warm.
const WARM: [Label; 4] = [Label::Thanks, Label::Delight, Label::Recommendation, Label::Defence];

/// What is known of a place, with who the people are.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// What is known.
    pub facts: Facts,
    /// Who is who: the numbers in the facts are places in this list.
    pub people: Vec<PersonId>,
    /// Whether earlier messages were left out.
    pub cut: bool,
}

/// Everything that the tallies of a span follow from, by at most the latest `limit` messages.
pub(super) async fn load(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: Span,
    limit: i64,
) -> Result<Loaded> {
    let from = brand.zone.at_hour(span.from.plus(-LOOK_BACK), 0);
    let to = brand.zone.at_hour(span.to.plus(1), 0);
    let mut talk = store::talk(session, brand.id, place, (from, to), limit).await?;
    let cut = talk.len() as i64 >= limit;
    if talk.is_empty() {
        return Ok(Loaded::default());
    }
    let cast = Cast::of(session, brand, place, &mut talk).await?;
    let from = if cut { talk.first().map_or(from, |row| row.said.sent_at) } else { from };
    let mut waited = awaiting::between(session, brand.id, place, from, to).await?;
    // Words in a thread answer what began it, however long ago that was.
    let targets = talk.iter().filter_map(|row| row.said.reply_to);
    let earlier: BTreeSet<MessageId> =
        targets.filter(|target| target.sent_at < from).map(|target| target.message).collect();
    let earlier = awaiting::by_id(session, brand.id, earlier).await?;
    waited.extend(earlier.into_iter().filter(|row| row.place == place));
    let table = Table::of(&talk, &cast, &waited, &brand.policy().answers);
    let facts = Facts {
        spoken: table.spoken(),
        arcs: table.arcs(),
        questions: table.questions(),
        newcomers: table.newcomers(),
        starts: table.starts(),
        people: cast.standings.clone(),
    };
    Ok(Loaded { facts, people: cast.people, cut })
}

/// Who speaks.
struct Cast {
    /// The number of each account's person, in the order in which they first speak or are answered: it
    /// must not depend on ids that depend on who came first.
    numbers: HashMap<IdentityId, u32>,
    people: Vec<PersonId>,
    whose: Vec<Whose>,
    standings: Vec<Standing>,
    /// The first day on which each wrote in the place.
    first: Vec<Option<Day>>,
}

impl Cast {
    async fn of(
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        talk: &mut [TalkRow],
    ) -> Result<Self> {
        let named: Vec<IdentityId> = talk.iter().flat_map(accounts_of).collect();
        let wanted: BTreeSet<IdentityId> = named.iter().copied().collect();
        let accounts: HashMap<IdentityId, IdentityRow> =
            identities::by_id(session, brand.id, wanted)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        for row in talk.iter_mut() {
            let account = accounts.get(&row.said.identity);
            row.said.role = account.map_or(Role::Unknown, |account| account.role);
        }
        let (mut numbers, mut people) = (HashMap::new(), Vec::new());
        let mut known: HashMap<PersonId, u32> = HashMap::new();
        for id in named {
            let Some(person) = accounts.get(&id).and_then(|row| row.person) else { continue };
            let number = *known.entry(person).or_insert_with(|| {
                people.push(person);
                people.len() as u32 - 1
            });
            numbers.insert(id, number);
        }
        let mut cast = Self {
            numbers,
            whose: vec![Whose::Others; people.len()],
            standings: vec![Standing::default(); people.len()],
            first: vec![None; people.len()],
            people,
        };
        for row in people::by_id(session, brand.id, cast.people.iter().copied()).await? {
            let Some(at) = known.get(&row.id).map(|at| *at as usize) else { continue };
            put(&mut cast.whose, at, Whose::of(Role::from_code(row.role)));
            put(&mut cast.standings, at, standing(&row));
        }
        cast.find_first_days(session, brand, place, &known).await?;
        Ok(cast)
    }

    /// By any of their accounts.
    async fn find_first_days(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        known: &HashMap<PersonId, u32>,
    ) -> Result<()> {
        let all = identities::of_people(session, brand.id, self.people.iter().copied()).await?;
        let whose: HashMap<IdentityId, usize> = all
            .iter()
            .filter_map(|row| Some((row.id, *known.get(&row.person?)? as usize)))
            .collect();
        let days = store::first_days(session, brand.id, place, whose.keys().copied()).await?;
        for (account, day) in days {
            let Some(at) = whose.get(&account).copied() else { continue };
            if let Some(first) = self.first.get_mut(at) {
                *first = Some(first.map_or(day, |known| known.min(day)));
            }
        }
        Ok(())
    }

    fn whose(&self, number: u32) -> Whose {
        self.whose.get(number as usize).copied().unwrap_or(Whose::Others)
    }

    /// The number of whoever has an account.
    fn number(&self, account: IdentityId) -> Option<u32> {
        self.numbers.get(&account).copied()
    }

    /// The same, of members only.
    fn member(&self, account: IdentityId) -> Option<u32> {
        self.number(account).filter(|number| self.whose(*number) == Whose::Member)
    }
}

fn put<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// Whose a message is, and whom it answers.
fn accounts_of(row: &TalkRow) -> impl Iterator<Item = IdentityId> {
    let target = row.said.reply_to.map(|target| target.identity);
    std::iter::once(row.said.identity).chain(target.filter(|id| *id != IdentityId::NIL))
}

/// The messages of a place in order of time, and how to find them.
struct Table<'a> {
    talk: &'a [TalkRow],
    cast: &'a Cast,
    rules: &'a Answers,
    /// What waited, by message.
    waited: BTreeMap<MessageId, &'a AwaitingRow>,
    /// Where each message stands.
    at: HashMap<MessageId, usize>,
    /// What answers each message by a link.
    linked: HashMap<MessageId, Vec<usize>>,
}

impl<'a> Table<'a> {
    fn of(
        talk: &'a [TalkRow],
        cast: &'a Cast,
        waited: &'a [AwaitingRow],
        rules: &'a Answers,
    ) -> Self {
        let mut linked: HashMap<MessageId, Vec<usize>> = HashMap::new();
        for (at, row) in talk.iter().enumerate() {
            if let Some(target) = row.said.reply_to {
                linked.entry(target.message).or_default().push(at);
            }
        }
        Self {
            talk,
            cast,
            rules,
            waited: waited.iter().map(|row| (row.message, row)).collect(),
            at: talk.iter().enumerate().map(|(at, row)| (row.said.message, at)).collect(),
            linked,
        }
    }

    fn spoken(&self) -> Vec<Spoke> {
        let of = |row: &TalkRow| {
            let person = self.cast.number(row.said.identity)?;
            let toxic = row.said.labels.has(Label::Toxic);
            Some(Spoke {
                day: row.day,
                message: row.said.message,
                person,
                whose: self.cast.whose(person),
                toxic,
                warm: !toxic && row.said.labels.any(&WARM),
            })
        };
        self.talk.iter().filter_map(of).collect()
    }

    /// Members who answered members: by a link that the author made, or first to what waited.
    fn arcs(&self) -> Vec<Arc> {
        let mut arcs: Vec<Arc> = Vec::new();
        let mut add = |row: &TalkRow, to: IdentityId| {
            let (from, to) = (self.cast.member(row.said.identity), self.cast.member(to));
            if let (Some(from), Some(to)) = (from, to)
                && from != to
            {
                arcs.push(Arc { day: row.day, from, to, message: row.said.message });
            }
        };
        for row in self.talk.iter().filter(|row| !row.implied) {
            if let Some(target) = row.said.reply_to {
                add(row, target.identity);
            }
        }
        for waited in self.waited.values() {
            let row = waited.answered_by.and_then(|id| self.row(id));
            if let Some(row) = row.filter(|row| row.said.sent_at >= waited.sent_at) {
                add(row, waited.identity);
            }
        }
        arcs.sort_by_key(|arc| (arc.day, arc.message));
        arcs
    }

    fn row(&self, message: MessageId) -> Option<&TalkRow> {
        self.talk.get(*self.at.get(&message)?)
    }

    fn questions(&self) -> Vec<Question> {
        let asked = self.waited.values().filter(|row| row.kinds & kinds::QUESTION != 0);
        let of = |waited: &&AwaitingRow| {
            let asked = self.row(waited.message)?;
            let answer = waited.answered_by.and_then(|id| self.row(id)).and_then(|row| {
                let is_later = row.said.sent_at >= waited.sent_at;
                let who = self.cast.number(row.said.identity).filter(|_| is_later)?;
                Some((row.day, self.cast.whose(who), who, row.said.message))
            });
            let person = self.cast.number(waited.identity)?;
            Some(Question { day: asked.day, message: waited.message, person, answer })
        };
        let mut questions: Vec<Question> = asked.filter_map(of).collect();
        questions.sort_by_key(|question| (question.day, question.message));
        questions
    }

    fn newcomers(&self) -> Vec<Newcomer> {
        let mut found: BTreeMap<u32, Newcomer> = BTreeMap::new();
        for row in self.talk {
            let Some(person) = self.cast.member(row.said.identity) else { continue };
            let first = self.cast.first.get(person as usize).copied().flatten();
            match found.get_mut(&person) {
                Some(known) if known.again.is_none() && row.day > known.day => {
                    known.again = Some(row.day);
                }
                None if first == Some(row.day) => {
                    let newcomer = Newcomer {
                        day: row.day,
                        person,
                        message: row.said.message,
                        at: row.said.sent_at,
                        deserves: deserves(row),
                        answered: self.answered(row),
                        again: None,
                    };
                    found.insert(person, newcomer);
                }
                _ => {}
            }
        }
        let mut newcomers: Vec<Newcomer> = found.into_values().collect();
        newcomers.sort_by_key(|one| (one.day, one.at, one.message));
        newcomers
    }

    /// When a message was answered first. Of those that waited for something it is known.
    fn answered(&self, row: &TalkRow) -> Option<Instant> {
        // A clock that went wrong lets answers stand before what they answer: those are none.
        let is_later = |at: &Instant| *at >= row.said.sent_at;
        if let Some(waited) = self.waited.get(&row.said.message) {
            return waited.answered_at.filter(is_later);
        }
        let waiting = waiting(row);
        let linked = self.linked.get(&row.said.message);
        let linked = linked.into_iter().flatten().filter_map(|at| self.talk.get(*at));
        let linked = linked.filter(|one| answer::answers(&waiting, &one.said, self.rules));
        let next = self.next(row, &waiting).map(|one| one.said.sent_at);
        linked.map(|one| one.said.sent_at).chain(next).filter(is_later).min()
    }

    /// The first answer among the next words.
    fn next(&self, row: &TalkRow, waiting: &Awaiting) -> Option<&TalkRow> {
        let to = row.said.sent_at.plus(answer::window(row.said.thread, self.rules));
        let first = self.at.get(&row.said.message)? + 1;
        let mut next = self.talk.get(first..)?.iter().take_while(|one| one.said.sent_at <= to);
        next.find(|one| answer::answers(waiting, &one.said, self.rules))
    }

    /// Conversations: words that answer nothing, after which everything was silent for as long as the
    /// next words may be an answer, and that somebody took up within that time.
    fn starts(&self) -> Vec<Start> {
        let mut spoke: HashMap<i64, Instant> = HashMap::new();
        let mut starts = Vec::new();
        for row in self.talk {
            let said = &row.said;
            let before = spoke.insert(said.thread, said.sent_at);
            let window = answer::window(said.thread, self.rules);
            let was_silent = before.is_none_or(|before| said.sent_at.since(before) > window);
            let answers = said.reply_to.is_some() && !row.implied;
            if !was_silent || answers || !row.has_words || said.role == Role::Bot {
                continue;
            }
            let Some(person) = self.cast.number(said.identity) else { continue };
            if let Some(taken_up) = self.next(row, &waiting(row)) {
                let whose = self.cast.whose(person);
                starts.push(Start { day: taken_up.day, message: said.message, person, whose });
            }
        }
        starts.sort_by_key(|start| (start.day, start.message));
        starts
    }
}

fn waiting(row: &TalkRow) -> Awaiting {
    Awaiting {
        message: row.said.message,
        identity: row.said.identity,
        thread: row.said.thread,
        sent_at: row.said.sent_at,
    }
}

fn deserves(row: &TalkRow) -> bool {
    // Which words they are makes no difference.
    let words = if row.has_words { "…" } else { "" };
    answer::deserves_answer(row.said.labels, words, row.forwarded)
}
