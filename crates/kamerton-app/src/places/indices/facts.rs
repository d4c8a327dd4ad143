//! What the indices of a place are made from, as its messages say.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

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
use kamerton_store::identities;
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

/// Messages that are read at a time, about: of a busy place more than that are never in memory.
const AT_A_TIME: usize = 20_000;

/// Everything that the tallies of a span follow from, by at most the latest `limit` messages.
pub(super) async fn load(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    span: Span,
    limit: Option<i64>,
) -> Result<Loaded> {
    let first = span.from.plus(-LOOK_BACK);
    let from = brand.zone.at_hour(first, 0);
    let to = brand.zone.at_hour(span.to.plus(1), 0);
    let mut reader = Reader::new(brand, place, from);
    if let Some(limit) = limit {
        let talk = store::talk(session, brand.id, place, (from, to), limit).await?;
        reader.cut = talk.len() as i64 >= limit;
        if reader.cut {
            reader.from = talk.first().map_or(from, |row| row.said.sent_at);
        }
        let from = reader.from;
        reader.take(session, talk, (from, to)).await?;
        return Ok(reader.finish());
    }
    let (mut day, mut days) = (first, 1);
    while day <= span.to {
        let next = day.plus(days).min(span.to.plus(1));
        let part = (brand.zone.at_hour(day, 0), brand.zone.at_hour(next, 0));
        let talk = store::talk(session, brand.id, place, part, i64::MAX).await?;
        days = match talk.len() {
            few if few < AT_A_TIME / 2 => (days * 2).min(LOOK_BACK),
            many if many > AT_A_TIME => (days / 2).max(1),
            _ => days,
        };
        reader.take(session, talk, part).await?;
        day = next;
    }
    Ok(reader.finish())
}

/// Who speaks.
#[derive(Default)]
struct Cast {
    /// The role of each account and the number of its person, in the order in which they first speak or
    /// are answered: it must not depend on ids that depend on who came first.
    accounts: HashMap<IdentityId, (Role, Option<u32>)>,
    known: HashMap<PersonId, u32>,
    people: Vec<PersonId>,
    whose: Vec<Whose>,
    standings: Vec<Standing>,
    /// The first day on which each wrote in the place.
    first: Vec<Option<Day>>,
}

impl Cast {
    /// Gets to know everybody who is new among those who speak and are answered.
    async fn meet(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        talk: &mut [TalkRow],
    ) -> Result<()> {
        let is_new = |id: &IdentityId| !self.accounts.contains_key(id);
        let new: Vec<IdentityId> = talk.iter().flat_map(accounts_of).filter(is_new).collect();
        let wanted: BTreeSet<IdentityId> = new.iter().copied().collect();
        let found: HashMap<IdentityId, (Role, Option<PersonId>)> =
            identities::by_id(session, brand.id, wanted)
                .await?
                .into_iter()
                .map(|row| (row.id, (row.role, row.person)))
                .collect();
        let before = self.people.len();
        for id in new {
            let (role, person) = found.get(&id).copied().unwrap_or((Role::Unknown, None));
            let people = &mut self.people;
            let number = person.map(|person| {
                *self.known.entry(person).or_insert_with(|| {
                    people.push(person);
                    people.len() as u32 - 1
                })
            });
            self.accounts.insert(id, (role, number));
        }
        for row in talk.iter_mut() {
            let account = self.accounts.get(&row.said.identity);
            row.said.role = account.map_or(Role::Unknown, |(role, _)| *role);
        }
        self.whose.resize(self.people.len(), Whose::Others);
        self.standings.resize(self.people.len(), Standing::default());
        self.first.resize(self.people.len(), None);
        let new = self.people.get(before..).unwrap_or_default().to_vec();
        for row in people::by_id(session, brand.id, new.iter().copied()).await? {
            let Some(at) = self.known.get(&row.id).map(|at| *at as usize) else { continue };
            put(&mut self.whose, at, Whose::of(Role::from_code(row.role)));
            put(&mut self.standings, at, standing(&row));
        }
        self.find_first_days(session, brand, place, new).await
    }

    /// By any of their accounts.
    async fn find_first_days(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        people: Vec<PersonId>,
    ) -> Result<()> {
        let all = identities::of_people(session, brand.id, people).await?;
        let whose: HashMap<IdentityId, usize> = all
            .iter()
            .filter_map(|row| Some((row.id, *self.known.get(&row.person?)? as usize)))
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
        self.accounts.get(&account).and_then(|(_, number)| *number)
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

/// Somebody waited, and this message is said to answer them.
struct Waited {
    message: MessageId,
    identity: IdentityId,
    sent_at: Instant,
    question: bool,
}

/// Reads the messages of a place in order of time and keeps what the tallies follow from. A message is
/// judged when everything that may be its next words has been read, and is then let go.
struct Reader<'a> {
    brand: &'a Brand,
    place: PlaceId,
    /// Messages before that are not read.
    from: Instant,
    /// Whether earlier messages were left out.
    cut: bool,
    cast: Cast,
    facts: Facts,
    /// Messages that were read and not yet judged.
    ahead: VecDeque<TalkRow>,
    /// Those of them that waited: what for and since when they are answered.
    waited: HashMap<MessageId, (i64, Option<Instant>)>,
    /// What waits for its answer to come by, by that answer.
    answers: HashMap<MessageId, Vec<Waited>>,
    /// The answers of questions that came by.
    answered: HashMap<MessageId, (Day, Whose, u32, MessageId)>,
    newcomers: BTreeMap<u32, Newcomer>,
    /// First messages that may yet be answered by a link.
    firsts: HashMap<MessageId, (u32, Awaiting)>,
    /// When each thread was last spoken in.
    spoke: HashMap<i64, Instant>,
}

impl<'a> Reader<'a> {
    fn new(brand: &'a Brand, place: PlaceId, from: Instant) -> Self {
        Self {
            brand,
            place,
            from,
            cut: false,
            cast: Cast::default(),
            facts: Facts::default(),
            ahead: VecDeque::new(),
            waited: HashMap::new(),
            answers: HashMap::new(),
            answered: HashMap::new(),
            newcomers: BTreeMap::new(),
            firsts: HashMap::new(),
            spoke: HashMap::new(),
        }
    }

    /// Reads the next messages: all of a stretch of time that follows what was read before.
    async fn take(
        &mut self,
        session: &mut Session,
        mut talk: Vec<TalkRow>,
        (from, to): (Instant, Instant),
    ) -> Result<()> {
        self.cast.meet(session, self.brand, self.place, &mut talk).await?;
        let mut waited = awaiting::between(session, self.brand.id, self.place, from, to).await?;
        waited.retain(|row| row.sent_at < to);
        // Words in a thread answer what began it, however long ago that was.
        let targets = talk.iter().filter_map(|row| row.said.reply_to);
        let earlier: BTreeSet<MessageId> =
            targets.filter(|target| target.sent_at < self.from).map(|one| one.message).collect();
        let earlier = awaiting::by_id(session, self.brand.id, earlier).await?;
        waited.extend(earlier.into_iter().filter(|row| row.place == self.place));
        for row in waited {
            self.expect(&row);
        }
        self.ahead.extend(talk);
        self.judge(Some(to));
        Ok(())
    }

    fn expect(&mut self, row: &AwaitingRow) {
        let is_new = self.waited.insert(row.message, (row.kinds, row.answered_at)).is_none();
        if let Some(by) = row.answered_by.filter(|_| is_new) {
            self.answers.entry(by).or_default().push(Waited {
                message: row.message,
                identity: row.identity,
                sent_at: row.sent_at,
                question: row.kinds & kinds::QUESTION != 0,
            });
        }
    }

    /// Judges the messages whose next words have all been read.
    fn judge(&mut self, read_to: Option<Instant>) {
        let brand = self.brand;
        let rules = &brand.policy().answers;
        let longest = answer::window(0, rules).max(answer::window(1, rules));
        let is_due = |row: &mut TalkRow| {
            read_to.is_none_or(|read_to| row.said.sent_at.plus(longest) < read_to)
        };
        while let Some(row) = self.ahead.pop_front_if(is_due) {
            self.judge_one(&row, rules);
        }
    }

    fn judge_one(&mut self, row: &TalkRow, rules: &Answers) {
        let number = self.cast.number(row.said.identity);
        let waited = self.waited.remove(&row.said.message);
        if let Some(person) = number {
            let toxic = row.said.labels.has(Label::Toxic);
            self.facts.spoken.push(Spoke {
                day: row.day,
                message: row.said.message,
                person,
                whose: self.cast.whose(person),
                toxic,
                warm: !toxic && row.said.labels.any(&WARM),
            });
            if waited.is_some_and(|(kinds, _)| kinds & kinds::QUESTION != 0) {
                let (day, message) = (row.day, row.said.message);
                self.facts.questions.push(Question { day, message, person, answer: None });
            }
        }
        if let Some(target) = row.said.reply_to.filter(|_| !row.implied) {
            self.tie(row, target.identity);
        }
        for waited in self.answers.remove(&row.said.message).unwrap_or_default() {
            // A clock that went wrong lets answers stand before what they answer: those are none.
            if row.said.sent_at < waited.sent_at {
                continue;
            }
            self.tie(row, waited.identity);
            if let Some(who) = number.filter(|_| waited.question) {
                let answer = (row.day, self.cast.whose(who), who, row.said.message);
                self.answered.insert(waited.message, answer);
            }
        }
        self.welcome(row, waited, rules);
        self.start(row, rules);
    }

    /// A member answered a member: by a link that the author made, or first to what waited.
    fn tie(&mut self, row: &TalkRow, to: IdentityId) {
        let (from, to) = (self.cast.member(row.said.identity), self.cast.member(to));
        if let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            self.facts.arcs.push(Arc { day: row.day, from, to, message: row.said.message });
        }
    }

    /// A newcomer's first message, its answers, and the next day on which they wrote.
    fn welcome(&mut self, row: &TalkRow, waited: Option<(i64, Option<Instant>)>, rules: &Answers) {
        if let Some(target) = row.said.reply_to
            && let Some((person, waiting)) = self.firsts.get(&target.message)
            && row.said.sent_at >= waiting.sent_at
            && answer::answers(waiting, &row.said, rules)
            && let Some(newcomer) = self.newcomers.get_mut(person)
        {
            let at = row.said.sent_at;
            newcomer.answered = Some(newcomer.answered.map_or(at, |known| known.min(at)));
        }
        let Some(person) = self.cast.member(row.said.identity) else { return };
        if let Some(known) = self.newcomers.get_mut(&person) {
            if known.again.is_none() && row.day > known.day {
                known.again = Some(row.day);
            }
            return;
        }
        if self.cast.first.get(person as usize).copied().flatten() != Some(row.day) {
            return;
        }
        let is_later = |at: &Instant| *at >= row.said.sent_at;
        let waiting = waiting(row);
        // Of those that waited for something it is known when they were answered.
        let answered = match waited {
            Some((_, answered_at)) => answered_at,
            None => {
                self.firsts.insert(row.said.message, (person, waiting));
                self.next(row, &waiting, rules).map(|one| one.said.sent_at)
            }
        };
        let newcomer = Newcomer {
            day: row.day,
            person,
            message: row.said.message,
            at: row.said.sent_at,
            deserves: deserves(row),
            answered: answered.filter(is_later),
            again: None,
        };
        self.newcomers.insert(person, newcomer);
    }

    /// The first answer among the next words.
    fn next(&self, row: &TalkRow, waiting: &Awaiting, rules: &Answers) -> Option<&TalkRow> {
        let to = row.said.sent_at.plus(answer::window(row.said.thread, rules));
        let mut next = self.ahead.iter().take_while(|one| one.said.sent_at <= to);
        next.find(|one| answer::answers(waiting, &one.said, rules))
    }

    /// A conversation: words that answer nothing, after which everything was silent for as long as the
    /// next words may be an answer, and that somebody took up within that time.
    fn start(&mut self, row: &TalkRow, rules: &Answers) {
        let said = &row.said;
        let before = self.spoke.insert(said.thread, said.sent_at);
        let window = answer::window(said.thread, rules);
        let was_silent = before.is_none_or(|before| said.sent_at.since(before) > window);
        let answers = said.reply_to.is_some() && !row.implied;
        if !was_silent || answers || !row.has_words || said.role == Role::Bot {
            return;
        }
        let Some(person) = self.cast.number(said.identity) else { return };
        if let Some(taken_up) = self.next(row, &waiting(row), rules) {
            let (day, message) = (taken_up.day, said.message);
            let whose = self.cast.whose(person);
            self.facts.starts.push(Start { day, message, person, whose });
        }
    }

    /// Everything that was read: nothing follows.
    fn finish(mut self) -> Loaded {
        self.judge(None);
        let Self { mut facts, cast, answered, newcomers, cut, .. } = self;
        for question in &mut facts.questions {
            question.answer = answered.get(&question.message).copied();
        }
        facts.newcomers = newcomers.into_values().collect();
        facts.arcs.sort_by_key(|arc| (arc.day, arc.message));
        facts.questions.sort_by_key(|question| (question.day, question.message));
        facts.newcomers.sort_by_key(|one| (one.day, one.at, one.message));
        facts.starts.sort_by_key(|start| (start.day, start.message));
        facts.people = cast.standings;
        Loaded { facts, people: cast.people, cut }
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
