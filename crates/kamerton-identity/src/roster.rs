//! All accounts, taken apart once: words, handles and values are numbers, and how often each occurs is
//! counted.

use foldhash::HashMap;

use crate::account::{Account, Contact, Kind};
use crate::names::{self, Sex};
use crate::person_name::{self, Lore, Parts};
use crate::{shared, translit};

/// A word of a name; 0 is none.
pub(crate) type Word = u32;
/// A value of a column; 0 is none.
pub(crate) type Value = u32;

/// What is known of a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordInfo {
    /// Letters as compared one by one.
    pub letters: Vec<char>,
    /// The common reading.
    pub sound: Vec<char>,
    /// Number of the folded form: equal for Müller and Muller.
    pub fold: u32,
    /// Readings, as numbers; the first is the common one.
    pub keys: Vec<u32>,
    /// Full names that it may stand for.
    pub full: Vec<u16>,
    /// How frequent it is where Russian names are usual.
    pub beforehand: f32,
}

/// What is known of a handle.
#[derive(Clone, Debug, Default)]
pub(crate) struct HandleInfo {
    /// Number of its letters and digits.
    pub whole: u32,
    /// Number of the letters alone.
    pub letters: u32,
    /// Its letters alone in the common reading.
    pub key: String,
    /// Its pieces as words of names.
    pub pieces: Vec<Word>,
    /// How many bits it says by its length alone.
    pub bits: f32,
    /// How many digits it has.
    pub digits: u8,
    /// Whether its pieces are names that many bear.
    pub of_names: bool,
}

/// Values of a column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub kind: Kind,
    /// Value of each account.
    pub of: Vec<Value>,
    /// Letters of each value.
    pub letters: Vec<Vec<char>>,
    /// How many accounts have each value.
    pub count: Vec<u32>,
    numbers: HashMap<String, Value>,
}

/// An account, taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    pub given: Word,
    pub surname: Word,
    pub patronymic: Word,
    pub extra: Box<[Word]>,
    pub handles: Box<[u32]>,
    pub emails: Box<[u32]>,
    pub phones: Box<[u32]>,
    pub pictures: Box<[u32]>,
    pub talks: Box<[u32]>,
    pub platform: u32,
    pub source: u8,
    pub sex: Option<Sex>,
}

/// Strings as numbers; 0 is the empty one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    numbers: HashMap<String, u32>,
    pub count: Vec<u32>,
    /// The strings themselves, where they are compared letter by letter.
    texts: Option<Vec<Box<str>>>,
}

impl Strings {
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        if self.count.is_empty() {
            self.count.push(0);
        }
        if let Some(texts) = &mut self.texts {
            texts.resize(self.count.len(), Box::default());
            texts.push(text.into());
        }
        let number = u32::try_from(self.count.len()).unwrap_or(u32::MAX);
        self.count.push(0);
        self.numbers.insert(text.to_owned(), number);
        number
    }

    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn kept() -> Self {
        Self { texts: Some(Vec::new()), ..Self::default() }
    }

    pub fn text(&self, number: u32) -> &str {
        self.texts.as_ref().and_then(|texts| texts.get(number as usize)).map_or("", |text| text)
    }

    pub fn count_of(&self, number: u32) -> u32 {
        self.count.get(number as usize).copied().unwrap_or(0)
    }
}

/// All accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster {
    pub people: Vec<Person>,
    pub columns: Vec<Column>,
    pub words: Vec<WordInfo>,
    pub handles: Vec<HandleInfo>,
    pub word_numbers: HashMap<String, Word>,
    handle_numbers: HashMap<String, u32>,
    pub keys: Strings,
    pub folds: Strings,
    pub compacts: Strings,
    pub handle_letters: Strings,
    pub emails: Strings,
    pub phones: Strings,
    pub pictures: Strings,
    pub talks: Strings,
    platforms: Strings,
    lore: Lore,
    /// How many accounts have a given name that stands for this full name.
    pub full_count: HashMap<u16, u32>,
    /// Up to three surnames that a mailbox is used under.
    pub email_surnames: HashMap<u32, Vec<u32>>,
    /// Words by reading, for looking names up in handles.
    pub surname_keys: HashMap<u32, u32>,
    /// How many accounts there are, where more are counted than are here.
    pub population: usize,
}

impl Roster {
    /// No accounts.
    pub fn new() -> Self {
        Self { emails: Strings::kept(), ..Self::default() }
    }

    /// No accounts, for a few of many: texts are kept, as what was counted elsewhere goes by them.
    pub fn of_few() -> Self {
        Self {
            keys: Strings::kept(),
            compacts: Strings::kept(),
            handle_letters: Strings::kept(),
            phones: Strings::kept(),
            pictures: Strings::kept(),
            ..Self::new()
        }
    }

    /// How many accounts what is counted is counted among.
    pub fn many(&self) -> f32 {
        self.people.len().max(self.population) as f32
    }

    /// Makes room for so many accounts.
    pub fn reserve(&mut self, accounts: usize) {
        self.people.reserve(accounts);
        self.words.reserve(accounts);
        self.word_numbers.reserve(accounts);
        self.handles.reserve(accounts);
        self.handle_numbers.reserve(accounts);
        for strings in [&mut self.keys, &mut self.folds, &mut self.compacts] {
            strings.numbers.reserve(accounts);
            strings.count.reserve(accounts);
        }
    }

    /// Takes an account in.
    pub fn push(&mut self, account: &Account, several: &[String]) {
        let person = self.person(account, several);
        self.count(&person, 1);
        let at = self.people.len();
        self.people.push(person);
        for fact in &account.facts {
            let text = clean_value(fact.kind, &fact.text);
            if !text.is_empty() {
                let column = self.column(fact.kind, fact.column);
                if let Some(column) = self.columns.get_mut(column) {
                    column.set(at, text);
                }
            }
        }
        for column in &mut self.columns {
            column.of.resize(at + 1, 0);
        }
    }

    /// Where a column stands; a new one is made. The number keeps columns of one kind apart.
    fn column(&mut self, kind: Kind, number: u8) -> usize {
        let mut left = number;
        for (at, column) in self.columns.iter().enumerate() {
            if column.kind == kind {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
        }
        for _ in 0..=left {
            self.columns.push(Column::new(kind));
        }
        self.columns.len() - 1
    }

    /// What an account says, without counting it in.
    pub fn person(&mut self, account: &Account, several: &[String]) -> Person {
        let mut parts = person_name::read(
            &mut self.lore,
            &account.name,
            &account.given,
            &account.surname,
            &account.patronymic,
        );
        let handles = self.handles_of(account, &mut parts);
        let platform = if several.contains(&account.platform) {
            0
        } else {
            self.platforms.number(&account.platform)
        };
        Person {
            sex: sex_of(&mut self.lore, account, &parts),
            given: self.word(&parts.given),
            surname: self.word(&parts.surname),
            patronymic: self.word(&parts.patronymic),
            extra: parts
                .extra
                .iter()
                .map(|word| self.word(word))
                .filter(|word| *word > 0)
                .collect(),
            handles,
            emails: numbers(&account.emails, &mut self.emails, |text| shared::mailbox(text).whole),
            phones: numbers(&account.phones, &mut self.phones, phone),
            pictures: account
                .pictures
                .iter()
                .filter(|hash| !hash.is_empty())
                .map(|hash| self.pictures.number(hash))
                .collect(),
            talks: account
                .talks
                .iter()
                .filter(|talk| !talk.is_empty())
                .map(|talk| self.talks.number(talk))
                .collect(),
            platform: if account.platform.is_empty() { 0 } else { platform },
            source: account.source,
        }
    }

    fn handles_of(&mut self, account: &Account, parts: &mut Parts) -> Box<[u32]> {
        let mut found: Vec<u32> = Vec::new();
        let own = account.handles.iter().map(|handle| handle.trim_start_matches('@').to_owned());
        let locals = account.emails.iter().filter_map(|mail| shared::mailbox(&mail.value).local);
        for handle in own.chain(parts.handle.take()).chain(locals) {
            if !shared::is_placeholder(&handle) && handle.len() <= 60 {
                let number = self.handle(&handle);
                if number > 0 && !found.contains(&number) {
                    found.push(number);
                }
            }
        }
        found.truncate(6);
        found.into_boxed_slice()
    }

    /// The number of a word.
    pub fn word(&mut self, word: &str) -> Word {
        if word.is_empty() {
            return 0;
        }
        if let Some(number) = self.word_numbers.get(word) {
            return *number;
        }
        if self.words.is_empty() {
            self.words.push(WordInfo::default());
        }
        let folded = translit::fold(word);
        if folded.is_empty() {
            return 0;
        }
        let keys = translit::keys(word);
        let known = keys.first().and_then(|key| names::known(key));
        let info = WordInfo {
            letters: folded.chars().collect(),
            sound: keys.first().map(|key| key.chars().collect()).unwrap_or_default(),
            fold: self.folds.number(&folded),
            full: known.map(|known| known.full.clone()).unwrap_or_default(),
            beforehand: known.map_or(0.0, |known| known.given.max(known.surname)),
            keys: keys.iter().map(|key| self.keys.number(key)).collect(),
        };
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(info);
        self.word_numbers.insert(word.to_owned(), number);
        number
    }

    /// Whether all pieces but initials are names that are known beforehand.
    fn are_names(&self, pieces: &[Word]) -> bool {
        let long: Vec<&WordInfo> = pieces
            .iter()
            .filter_map(|piece| self.info(*piece))
            .filter(|info| info.letters.len() > 1)
            .collect();
        !long.is_empty() && long.iter().all(|info| info.beforehand > 0.0 || !info.full.is_empty())
    }

    fn handle(&mut self, handle: &str) -> u32 {
        if let Some(number) = self.handle_numbers.get(handle) {
            return *number;
        }
        if self.handles.is_empty() {
            self.handles.push(HandleInfo::default());
        }
        let compact = translit::fold(handle);
        let letters: String = compact.chars().filter(|c| c.is_alphabetic()).collect();
        if compact.chars().count() < 3 {
            return 0;
        }
        let digits = compact.chars().filter(char::is_ascii_digit).count();
        let key = translit::keys(&letters).into_iter().next().unwrap_or_default();
        let pieces: Vec<Word> = person_name::pieces(handle)
            .iter()
            .map(|piece| self.word(piece))
            .filter(|word| *word > 0)
            .collect();
        let info = HandleInfo {
            // A letter of a made-up name says some 2.3 bits, a digit nearly all of its 3.3: what comes
            // before tells much of it.
            bits: 2.3 * letters.chars().count() as f32 + 3.0 * digits as f32,
            digits: u8::try_from(digits).unwrap_or(u8::MAX),
            of_names: self.are_names(&pieces),
            whole: self.compacts.number(&compact),
            letters: if letters.chars().count() > 3 {
                self.handle_letters.number(&letters)
            } else {
                0
            },
            key,
            pieces,
        };
        let number = u32::try_from(self.handles.len()).unwrap_or(u32::MAX);
        self.handles.push(info);
        self.handle_numbers.insert(handle.to_owned(), number);
        number
    }

    /// Takes the last account out again; its words stay known.
    pub fn pop(&mut self) {
        let Some(person) = self.people.pop() else { return };
        self.count(&person, -1);
        let left = self.people.len();
        for column in &mut self.columns {
            if column.of.len() > left {
                let value = column.of.pop().unwrap_or(0);
                bump(&mut column.count, value, -1);
            }
        }
    }

    fn count(&mut self, person: &Person, by: i32) {
        let mut folds: Vec<u32> = Vec::with_capacity(4);
        let main = [person.given, person.surname, person.patronymic];
        for word in main.iter().chain(person.extra.iter()).filter(|word| **word > 0) {
            if let Some(info) = self.words.get(*word as usize) {
                let group = info.keys.first().copied().unwrap_or(0);
                if !folds.contains(&group) {
                    folds.push(group);
                    bump(&mut self.keys.count, group, by);
                }
            }
        }
        for word in [person.given, person.surname].iter().chain(person.extra.iter()) {
            if let Some(info) = self.words.get(*word as usize) {
                for full in if *word == person.given { info.full.as_slice() } else { &[] } {
                    add(self.full_count.entry(*full).or_insert(0), by);
                }
                if info.letters.len() > 3 {
                    for key in &info.keys {
                        add(self.surname_keys.entry(*key).or_insert(0), by);
                    }
                }
            }
        }
        let surname = self.words.get(person.surname as usize).and_then(|word| word.keys.first());
        if let (Some(surname), true) = (surname, by > 0) {
            for email in &person.emails {
                let names = self.email_surnames.entry(*email).or_default();
                if names.len() < 3 && !names.contains(surname) {
                    names.push(*surname);
                }
            }
        }
        for handle in &person.handles {
            if let Some(info) = self.handles.get(*handle as usize) {
                bump(&mut self.compacts.count, info.whole, by);
                bump(&mut self.handle_letters.count, info.letters, by);
            }
        }
        for (values, strings) in [
            (&person.emails, &mut self.emails),
            (&person.phones, &mut self.phones),
            (&person.pictures, &mut self.pictures),
            (&person.talks, &mut self.talks),
        ] {
            for value in values {
                bump(&mut strings.count, *value, by);
            }
        }
    }

    pub fn info(&self, word: Word) -> Option<&WordInfo> {
        if word == 0 { None } else { self.words.get(word as usize) }
    }

    pub fn handle_info(&self, handle: u32) -> Option<&HandleInfo> {
        self.handles.get(handle as usize)
    }
}

fn bump(count: &mut [u32], at: u32, by: i32) {
    if let Some(count) = count.get_mut(at as usize)
        && at > 0
    {
        add(count, by);
    }
}

fn add(count: &mut u32, by: i32) {
    *count = count.saturating_add_signed(by);
}

fn numbers(
    contacts: &[Contact],
    strings: &mut Strings,
    clean: impl Fn(&str) -> Option<String>,
) -> Box<[u32]> {
    let mut found: Vec<u32> = contacts
        .iter()
        .filter_map(|contact| clean(&contact.value))
        .map(|text| strings.number(&text))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_boxed_slice()
}

/// The last ten digits of a number: the country may be written or not.
pub(crate) fn phone(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let varied = digits.iter().any(|digit| Some(digit) != digits.last());
    let from = digits.len().saturating_sub(10);
    (digits.len() > 5 && varied).then(|| digits.iter().skip(from).collect())
}

fn sex_of(lore: &mut Lore, account: &Account, parts: &Parts) -> Option<Sex> {
    let said = account
        .facts
        .iter()
        .find(|fact| fact.kind == Kind::Gender)
        .map(|fact| clean_value(Kind::Gender, &fact.text));
    match said.as_deref() {
        Some("m") => Some(Sex::Man),
        Some("f") => Some(Sex::Woman),
        Some(_) | None => person_name::sex(lore, parts),
    }
}

/// A value in the form in which equal values are equal.
fn clean_value(kind: Kind, text: &str) -> String {
    let lower = text.trim().to_lowercase();
    if matches!(
        lower.as_str(),
        "null" | "none" | "nan" | "n/a" | "na" | "-" | "—" | "?" | "unknown" | "нет"
    ) {
        return String::new();
    }
    match kind {
        Kind::Gender => match lower.chars().next() {
            Some('m' | 'м') => "m".to_owned(),
            Some('f' | 'ж' | 'w') => "f".to_owned(),
            _ => String::new(),
        },
        Kind::Birth => birth(&lower),
        Kind::Code | Kind::Postcode | Kind::Number => {
            let plain: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
            // A table program eats zeros in front.
            let short = plain.trim_start_matches('0');
            if short.is_empty() { plain } else { short.to_owned() }
        }
        Kind::City | Kind::Address | Kind::Category | Kind::Text => {
            let words: Vec<&str> = lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            words.join(" ").replace('ё', "е")
        }
    }
}

/// A date as yyyymmdd where it can be read as one, else its digits.
fn birth(text: &str) -> String {
    let day = text.split(['t', ' ']).next().unwrap_or(text);
    let parts: Vec<&str> =
        day.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => format!("{year}{month:0>2}{day:0>2}"),
        [day, month, year] if year.len() == 4 => format!("{year}{month:0>2}{day:0>2}"),
        _ => parts.concat(),
    }
}

impl Column {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            of: Vec::new(),
            letters: vec![Vec::new()],
            count: vec![0],
            numbers: HashMap::default(),
        }
    }

    fn set(&mut self, at: usize, text: String) {
        let next = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        let value = match self.numbers.get(&text) {
            Some(value) => *value,
            None => {
                self.letters.push(text.chars().collect());
                self.count.push(0);
                self.numbers.insert(text, next);
                next
            }
        };
        self.of.resize(at + 1, 0);
        if let Some(of) = self.of.get_mut(at)
            && *of == 0
        {
            *of = value;
            bump(&mut self.count, value, 1);
        }
    }

    /// The value of an account.
    pub fn value(&self, at: usize) -> Value {
        self.of.get(at).copied().unwrap_or(0)
    }
}
