//! The words of the language, in Russian and English. The first of each is the one that is written.

use super::Condition;
use crate::role::Role;
use crate::state::{Commerce, Stage, State};

/// A language in which trees are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Russian.
    Russian,
    /// English.
    English,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// See [`Condition::State`]; so are the others called as conditions are.
    State,
    /// Stage.
    Stage,
    /// Commerce axis.
    Commerce,
    /// Charge.
    Charge,
    /// Wrote.
    Wrote,
    /// Talked with us.
    Talked,
    /// First seen lately.
    New,
    /// Joined a place.
    Joined,
    /// Wrote or joined in a place.
    Place,
    /// Tag.
    Tag,
    /// Name.
    Name,
    /// Kind of account.
    Account,
    /// Ordered.
    Bought,
    /// Number of orders.
    Orders,
    /// Number of messages.
    Messages,
    /// Answered another member's question.
    Helped,
    /// Number of people who turn to them.
    Listeners,
    /// Listened to most.
    Leader,
    /// Role.
    Role,
}

/// What follows a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One of its values ([`Field::choices`]), or a list of them.
    Choice,
    /// A text, or a list of them.
    Text,
    /// A comparison with a number.
    Number,
    /// Nothing, or a number of days.
    Lately,
    /// A number of days.
    Days,
    /// Nothing.
    Flag,
}

/// Words of both languages.
pub(super) struct Names {
    russian: &'static [&'static str],
    english: &'static [&'static str],
}

impl Names {
    const fn of(russian: &'static [&'static str], english: &'static [&'static str]) -> Self {
        Self { russian, english }
    }

    /// The word that is written.
    pub(super) fn written(&self, language: Language) -> &'static str {
        let words = match language {
            Language::Russian => self.russian,
            Language::English => self.english,
        };
        words.first().copied().unwrap_or_default()
    }

    /// All of its words.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.russian.iter().chain(self.english).copied()
    }
}

pub(super) static FIELDS: [(Field, Names); 19] = [
    (Field::State, Names::of(&["состояние"], &["state"])),
    (Field::Stage, Names::of(&["этап", "стадия", "ступень"], &["stage"])),
    (Field::Commerce, Names::of(&["покупки", "коммерция"], &["purchases", "commerce"])),
    (Field::Charge, Names::of(&["заряд"], &["charge"])),
    (
        Field::Wrote,
        Names::of(&["писал", "писала", "писали", "пишет"], &["wrote", "written", "active"]),
    ),
    (
        Field::Talked,
        Names::of(
            &[
                "общался с нами",
                "общалась с нами",
                "общались с нами",
                "общался",
                "общалась",
                "общались",
                "контакт",
            ],
            &["talked with us", "talked", "contact"],
        ),
    ),
    (Field::New, Names::of(&["новый", "новая", "новые", "появился"], &["new", "first seen"])),
    (Field::Joined, Names::of(&["вступил", "вступила", "вступили"], &["joined"])),
    (Field::Place, Names::of(&["место", "площадка", "где"], &["place"])),
    (Field::Tag, Names::of(&["тег", "метка", "тэг"], &["tag"])),
    (Field::Name, Names::of(&["имя", "зовут"], &["name"])),
    (Field::Account, Names::of(&["аккаунт", "учетная запись"], &["account"])),
    (
        Field::Bought,
        Names::of(
            &["покупал", "покупала", "покупали", "заказывал", "заказывала"],
            &["bought", "ordered"],
        ),
    ),
    (Field::Orders, Names::of(&["заказов", "заказы"], &["orders"])),
    (Field::Messages, Names::of(&["сообщений", "сообщения"], &["messages"])),
    (
        Field::Helped,
        Names::of(
            &["помогал другим", "помогала другим", "помогал", "помогала", "помогает"],
            &["helped others", "helped", "helps others"],
        ),
    ),
    (Field::Listeners, Names::of(&["слушателей", "слушатели", "слушают"], &["listeners"])),
    (Field::Leader, Names::of(&["лидер", "лидеры"], &["leader", "leaders"])),
    (Field::Role, Names::of(&["роль"], &["role"])),
];

static CHOICES: [(Condition, Names); 16] = [
    (Condition::State(State::Detractor), Names::of(&["противник", "критик"], &["detractor"])),
    (Condition::State(State::Cold), Names::of(&["холодный", "холодная", "холодные"], &["cold"])),
    (Condition::State(State::Warm), Names::of(&["тёплый", "тёплая", "тёплые"], &["warm"])),
    (
        Condition::State(State::PassivePromoter),
        Names::of(
            &["пассивный промоутер", "пассивные промоутеры"],
            &["passive promoter", "passive_promoter", "passive promoters"],
        ),
    ),
    (
        Condition::State(State::Kamerton),
        Names::of(&["камертон", "камертоны"], &["kamerton", "kamertons"]),
    ),
    (
        Condition::Stage(Stage::I),
        Names::of(&["знакомство", "потенциальный"], &["acquaintance", "potential", "1", "i"]),
    ),
    (
        Condition::Stage(Stage::II),
        Names::of(&["покупка", "клиент"], &["purchase", "client", "2", "ii"]),
    ),
    (
        Condition::Stage(Stage::III),
        Names::of(
            &["промоутер", "лояльный", "лояльная", "лояльные"],
            &["promoter", "loyal", "3", "iii"],
        ),
    ),
    (Condition::Commerce(Commerce::None), Names::of(&["нет", "без покупки"], &["none", "no"])),
    (
        Condition::Commerce(Commerce::First),
        Names::of(&["первая", "одна", "первая покупка"], &["first", "one", "first purchase"]),
    ),
    (
        Condition::Commerce(Commerce::Repeat),
        Names::of(&["повторные", "снова", "повторная"], &["repeat", "repeated"]),
    ),
    (Condition::Role(Role::Member), Names::of(&["участник", "участники"], &["member", "members"])),
    (Condition::Role(Role::Staff), Names::of(&["сотрудник", "свой", "сотрудники"], &["staff"])),
    (Condition::Role(Role::Brand), Names::of(&["бренд", "голос бренда"], &["brand"])),
    (Condition::Role(Role::Bot), Names::of(&["программа", "бот"], &["bot", "program"])),
    (Condition::Role(Role::Unknown), Names::of(&["неизвестно", "неизвестно кто"], &["unknown"])),
];

pub(super) const AND: Names = Names::of(&["и"], &["and"]);
pub(super) const OR: Names = Names::of(&["или"], &["or"]);
pub(super) const NOT: Names =
    Names::of(&["не", "никогда не", "кроме"], &["not", "never", "except"]);
pub(super) const EVERYBODY: Names = Names::of(&["все"], &["everybody", "everyone", "all"]);
/// Before a number of days.
pub(super) const WITHIN: Names = Names::of(
    &["за", "за последние", "последние", "в течение"],
    &["within", "in", "in the last", "within the last", "the last", "for", "last"],
);
pub(super) const EVER: Names = Names::of(&["когда-либо", "когда-нибудь"], &["ever"]);
pub(super) const FROM: Names = Names::of(&["от"], &["from"]);
pub(super) const TO: Names = Names::of(&["до"], &["to"]);
/// Units, and how many days each has.
pub(super) const UNITS: [(u32, Names); 4] = [
    (1, Names::of(&["день", "дня", "дней", "дн", "сутки", "суток"], &["days", "day", "d"])),
    (7, Names::of(&["неделя", "неделю", "недели", "недель", "нед"], &["weeks", "week", "w"])),
    (30, Names::of(&["месяц", "месяца", "месяцев", "мес"], &["months", "month"])),
    (365, Names::of(&["год", "года", "лет"], &["years", "year"])),
];

impl Field {
    /// All fields, in the order in which they are offered.
    pub const ALL: [Self; 19] = [
        Self::State,
        Self::Stage,
        Self::Commerce,
        Self::Charge,
        Self::Wrote,
        Self::Talked,
        Self::New,
        Self::Joined,
        Self::Place,
        Self::Tag,
        Self::Name,
        Self::Account,
        Self::Bought,
        Self::Orders,
        Self::Messages,
        Self::Helped,
        Self::Listeners,
        Self::Leader,
        Self::Role,
    ];

    /// What follows it.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Role | Self::State | Self::Stage | Self::Commerce => Shape::Choice,
            Self::Place | Self::Tag | Self::Name | Self::Account => Shape::Text,
            Self::Charge | Self::Orders | Self::Messages | Self::Listeners => Shape::Number,
            Self::Wrote | Self::Talked | Self::Bought | Self::Joined | Self::Helped => {
                Shape::Lately
            }
            Self::New => Shape::Days,
            Self::Leader => Shape::Flag,
        }
    }

    /// Its word as trees are written.
    pub fn word(self, language: Language) -> &'static str {
        let own = FIELDS.iter().find(|(field, _)| *field == self);
        own.map_or("", |(_, names)| names.written(language))
    }

    /// Its one English word, the key of translations too.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::State => "state",
            Self::Stage => "stage",
            Self::Commerce => "purchases",
            Self::Charge => "charge",
            Self::Orders => "orders",
            Self::Messages => "messages",
            Self::Listeners => "listeners",
            Self::Place => "place",
            Self::Tag => "tag",
            Self::Name => "name",
            Self::Account => "account",
            Self::Wrote => "wrote",
            Self::Talked => "talked",
            Self::Bought => "bought",
            Self::Joined => "joined",
            Self::Helped => "helped",
            Self::New => "new",
            Self::Leader => "leader",
        }
    }

    /// The field of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// All conditions that it may make, where it is a choice.
    pub fn choices(self) -> Vec<Condition> {
        let own = CHOICES.iter().map(|(condition, _)| condition);
        own.filter(|condition| condition.field() == self).cloned().collect()
    }

    /// The values of a choice with their words.
    pub(super) fn values(self) -> impl Iterator<Item = (&'static Condition, &'static Names)> {
        let own = CHOICES.iter().map(|(condition, names)| (condition, names));
        own.filter(move |(condition, _)| condition.field() == self)
    }
}

impl Condition {
    /// The word of the value of a choice.
    pub fn value_word(&self, language: Language) -> Option<&'static str> {
        let own = CHOICES.iter().find(|(condition, _)| condition == self);
        own.map(|(_, names)| names.written(language))
    }
}

/// A word as words are compared.
pub(super) fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}

/// What of these may have been meant: the nearest, where it is near.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let word: Vec<char> = plain(word).chars().collect();
    if word.len() > 40 {
        return None;
    }
    let most = match word.len() {
        0..=2 => return None,
        3..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    known
        .map(|name| (distance(&word, &plain(name).chars().collect::<Vec<_>>()), name))
        .filter(|(far, _)| *far <= most)
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name.to_owned())
}

/// How many letters have to be put, left out, changed or swapped.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, other_letter) in other.iter().enumerate() {
            let changed = rows[at][to] + usize::from(letter != other_letter);
            let mut best = changed.min(rows[at][to + 1] + 1).min(row[to] + 1);
            let swapped =
                at > 0 && to > 0 && one[at - 1] == *other_letter && *letter == other[to - 1];
            if swapped {
                best = best.min(rows[at - 1][to - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

/// A sign or words of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    AtLeast,
    Above,
    AtMost,
    Below,
    Equal,
}

pub(super) static COMPARISONS: [(Sign, Names); 4] = [
    (Sign::AtLeast, Names::of(&["не меньше", "не менее"], &["at least", "not less than"])),
    (Sign::AtMost, Names::of(&["не больше", "не более"], &["at most", "not more than"])),
    (Sign::Above, Names::of(&["больше", "более"], &["more than", "over", "above"])),
    (Sign::Below, Names::of(&["меньше", "менее"], &["less than", "under", "below"])),
];

/// A value of any choice as it is written whole, where a word is one.
pub(super) fn whole(word: &str) -> Option<String> {
    let word = plain(word);
    let (condition, names) =
        CHOICES.iter().find(|(_, names)| names.all().any(|name| plain(name) == word))?;
    let russian = word.chars().any(|letter| ('а'..='я').contains(&letter));
    let language = if russian { Language::Russian } else { Language::English };
    Some(format!("{}: {}", condition.field().word(language), names.written(language)))
}
