//! Two people side by side: how far each thing agrees, and how many bits say that it is no chance.

use crate::account::Kind;
use crate::distance::distance;
use crate::roster::{Column, HandleInfo, Person, Roster, Word, WordInfo};

/// What is compared before the columns.
pub(crate) const GIVEN: usize = 0;
pub(crate) const SURNAME: usize = 1;
pub(crate) const MIDDLE: usize = 2;
pub(crate) const ALIAS: usize = 3;
pub(crate) const EMAIL: usize = 4;
pub(crate) const PHONE: usize = 5;
pub(crate) const PICTURE: usize = 6;
pub(crate) const TALK: usize = 7;
pub(crate) const SEX: usize = 8;
pub(crate) const FIXED: usize = 9;
/// How many columns are compared at most: three bits each must fit into one number.
pub(crate) const COLUMNS: usize = 12;

/// How far a thing agrees.
pub(crate) const MISSING: u8 = 0;
pub(crate) const DIFFERS: u8 = 1;
pub(crate) const INITIAL: u8 = 2;
pub(crate) const NEAR: u8 = 3;
pub(crate) const CLOSE: u8 = 4;
pub(crate) const VARIANT: u8 = 5;
pub(crate) const SAME: u8 = 6;
pub(crate) const MOVED: u8 = 7;
pub(crate) const LEVELS: usize = 8;

/// No single agreement says more.
const MOST: f32 = 20.0;
/// As if so many people more were known: a small file does not make names rare.
const BEFORE: f32 = 200.0;
/// The share of a name that nothing is known of.
const UNSEEN: f32 = 1e-4;

/// How far one thing agrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Agreement {
    pub level: u8,
    /// Bits against chance, where they are known of the very value.
    pub bits: Option<f32>,
}

fn at(level: u8) -> Agreement {
    Agreement { level, bits: None }
}

fn of(level: u8, bits: f32) -> Agreement {
    Agreement { level, bits: Some(bits.clamp(0.0, MOST)) }
}

/// All agreements of a pair.
pub(crate) type Row = [Agreement; FIXED + COLUMNS];

/// Compares two people; `one_at` and `other_at` are their places in the columns.
pub(crate) fn compare(roster: &Roster, one: (&Person, usize), other: (&Person, usize)) -> Row {
    let mut row = Row::default();
    let ((a, a_at), (b, b_at)) = (one, other);
    let [given, surname, middle] = names(roster, a, b);
    let email = email(roster, a, b);
    // The same address has the same part before the at sign: that is no second proof.
    // A name of one word may be either; what it says must not be said twice.
    let said = if middle.level >= VARIANT && surname.level < CLOSE { middle } else { surname };
    let alias = match alias(roster, a, b, given, said) {
        again
            if a.emails.iter().any(|email| b.emails.contains(email)) && again.level >= VARIANT =>
        {
            Agreement::default()
        }
        alias => alias,
    };
    let sex = match (a.sex, b.sex) {
        (Some(a), Some(b)) => at(if a == b { SAME } else { DIFFERS }),
        _ => Agreement::default(),
    };
    let fixed = [
        given,
        surname,
        middle,
        alias,
        email,
        shared(roster, &a.phones, &b.phones, |value| roster.phones.count_of(value)),
        shared(roster, &a.pictures, &b.pictures, |value| roster.pictures.count_of(value)),
        shared(roster, &a.talks, &b.talks, |value| roster.talks.count_of(value)),
        sex,
    ];
    for (slot, agreement) in row.iter_mut().zip(fixed) {
        *slot = agreement;
    }
    for (slot, column) in row.iter_mut().skip(FIXED).zip(&roster.columns) {
        *slot = value(roster, column, column.value(a_at), column.value(b_at));
    }
    moved_addresses(roster, &mut row, a_at, b_at);
    row
}

/// How rare it is that somebody else has what `count` have, these two among them.
fn rare(roster: &Roster, count: u32, beforehand: f32) -> f32 {
    let people = roster.many();
    let others = (count as f32 - 1.5).max(0.5);
    -((others + BEFORE * beforehand.max(UNSEEN)) / (people + BEFORE)).log2()
}

fn word_bits(roster: &Roster, word: Word) -> f32 {
    roster.info(word).map_or(0.0, |info| {
        let count = info.keys.first().map_or(0, |key| roster.keys.count_of(*key));
        rare(roster, count, info.beforehand)
    })
}

/// How far two words of names agree.
fn words(roster: &Roster, a: Word, b: Word, given: bool) -> Agreement {
    let (Some(one), Some(other)) = (roster.info(a), roster.info(b)) else {
        return Agreement::default();
    };
    if a == b || one.fold == other.fold {
        let bits = word_bits(roster, a);
        return if one.letters.len() == 1 { of(INITIAL, bits.min(4.0)) } else { of(SAME, bits) };
    }
    let script = |word: &WordInfo| word.letters.first().is_some_and(char::is_ascii);
    let one_script = script(one) == script(other);
    if one.keys.iter().any(|key| other.keys.contains(key)) {
        // In another script there is no way to write it the same.
        let level = if one_script { VARIANT } else { SAME };
        return of(level, word_bits(roster, a).min(word_bits(roster, b)));
    }
    if given && let Some(full) = one.full.iter().find(|full| other.full.contains(full)) {
        let count = roster.full_count.get(full).copied().unwrap_or(0);
        return of(VARIANT, rare(roster, count, one.beforehand.max(other.beforehand)));
    }
    let (short, long) =
        if one.letters.len() < other.letters.len() { (one, other) } else { (other, one) };
    if short.sound.len() == 1 && long.sound.first() == short.sound.first() {
        return at(INITIAL);
    }
    let (one, other) =
        if one_script { (&one.letters, &other.letters) } else { (&one.sound, &other.sound) };
    if given && short.sound.len() > 2 && long.sound.starts_with(&short.sound) {
        return at(NEAR);
    }
    letters(one, other)
}

/// How far two strings agree letter by letter.
fn letters(one: &[char], other: &[char]) -> Agreement {
    let length = one.len().min(other.len());
    let close = match length {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    };
    let near = (one.len().max(other.len()) / 3).min(6);
    match distance(one, other, near.max(close)) {
        0 => at(CLOSE),
        far if far <= close => at(CLOSE),
        far if far <= near => at(NEAR),
        _ => at(DIFFERS),
    }
}

fn names(roster: &Roster, a: &Person, b: &Person) -> [Agreement; 3] {
    let mut given = words(roster, a.given, b.given, true);
    let mut surname = words(roster, a.surname, b.surname, false);
    if given.level < VARIANT || surname.level < VARIANT {
        let crossed =
            (words(roster, a.given, b.surname, false), words(roster, a.surname, b.given, false));
        let straight = given.level.max(1) + surname.level.max(1);
        if crossed.0.level >= CLOSE
            && crossed.1.level >= CLOSE
            && crossed.0.level + crossed.1.level > straight
        {
            given = moved(crossed.0);
            surname = moved(crossed.1);
        } else if given.level <= DIFFERS && surname.level <= DIFFERS {
            if crossed.0.level >= VARIANT {
                (given, surname) = (Agreement::default(), moved(crossed.0));
            } else if crossed.1.level >= VARIANT {
                (given, surname) = (Agreement::default(), moved(crossed.1));
            }
        }
    }
    let mut used: [Word; 2] = [0; 2];
    for (slot, (agreement, pair)) in used
        .iter_mut()
        .zip([(&mut given, (a.given, b.given)), (&mut surname, (a.surname, b.surname))])
    {
        if agreement.level < CLOSE && agreement.level != INITIAL {
            let found =
                elsewhere(roster, pair.0, &b.extra).or_else(|| elsewhere(roster, pair.1, &a.extra));
            if let Some((word, bits)) = found {
                (*agreement, *slot) = (of(MOVED, bits - 1.0), word);
            }
        }
    }
    [given, surname, middle(roster, a, b, used)]
}

fn moved(agreement: Agreement) -> Agreement {
    Agreement { level: MOVED, bits: Some((agreement.bits.unwrap_or(6.0) - 1.0).max(0.0)) }
}

/// Whether a word is among the further words of the other.
fn elsewhere(roster: &Roster, word: Word, extra: &[Word]) -> Option<(Word, f32)> {
    extra.iter().find_map(|candidate| {
        let agreement = words(roster, word, *candidate, true);
        let bits = agreement.bits.unwrap_or(0.0);
        (agreement.level >= VARIANT).then_some((*candidate, bits))
    })
}

fn middle(roster: &Roster, a: &Person, b: &Person, used: [Word; 2]) -> Agreement {
    let patronymics = words(roster, a.patronymic, b.patronymic, false);
    if patronymics.level != MISSING {
        return patronymics;
    }
    let mut best = Agreement::default();
    for word in a.extra.iter().filter(|word| !used.contains(word)) {
        for other in b.extra.iter().filter(|word| !used.contains(word)) {
            let agreement = words(roster, *word, *other, false);
            let better = agreement.bits.unwrap_or(0.0) > best.bits.unwrap_or(0.0);
            if agreement.level >= VARIANT && better {
                best = of(SAME, agreement.bits.unwrap_or(0.0) - 1.0);
            }
        }
    }
    best
}

fn email(roster: &Roster, a: &Person, b: &Person) -> Agreement {
    let found = shared(roster, &a.emails, &b.emails, |value| roster.emails.count_of(value));
    if found.level == SAME {
        // A mailbox under three surnames is a family's or an office's.
        let own = a.emails.iter().any(|email| {
            b.emails.contains(email)
                && roster.email_surnames.get(email).is_none_or(|names| names.len() < 3)
        });
        // That two people have one address is rarer by far than that they have one name.
        let further = if own { 9.0 } else { 0.0 };
        return of(SAME, found.bits.unwrap_or(0.0) + further);
    }
    if found.level != DIFFERS {
        return found;
    }
    for one in &a.emails {
        let one = roster.emails.text(*one);
        for other in &b.emails {
            let other = roster.emails.text(*other);
            if one.len().abs_diff(other.len()) < 3 && one.len() > 9 {
                let (one, other): (Vec<char>, Vec<char>) =
                    (one.chars().collect(), other.chars().collect());
                if distance(&one, &other, 2) < 3 {
                    return at(CLOSE);
                }
            }
        }
    }
    found
}

/// Whether two sets share a value, and how rare the rarest of the shared is.
fn shared(roster: &Roster, one: &[u32], other: &[u32], count: impl Fn(u32) -> u32) -> Agreement {
    if one.is_empty() || other.is_empty() {
        return Agreement::default();
    }
    let rarest = one.iter().filter(|value| other.contains(value)).map(|value| count(*value)).min();
    rarest.map_or(at(DIFFERS), |count| of(SAME, rare(roster, count, 0.0)))
}

/// Handles against handles, and handles against names.
fn alias(
    roster: &Roster,
    a: &Person,
    b: &Person,
    given: Agreement,
    surname: Agreement,
) -> Agreement {
    let mut best = Agreement::default();
    for one in &a.handles {
        for other in &b.handles {
            best = better(best, handles(roster, *one, *other, a, given, surname));
        }
    }
    let matched = (given.level >= CLOSE, surname.level >= CLOSE);
    if best.level < VARIANT && matched != (true, true) {
        for (handles, person) in [(&a.handles, b), (&b.handles, a)] {
            for handle in handles {
                if let Some(info) = roster.handle_info(*handle) {
                    best = better(best, derived(roster, info, person).agreement(matched));
                }
            }
        }
    }
    best
}

fn better(one: Agreement, other: Agreement) -> Agreement {
    let worth = |agreement: Agreement| (agreement.bits.unwrap_or(0.0), agreement.level);
    if worth(other) > worth(one) { other } else { one }
}

fn handles(
    roster: &Roster,
    a: u32,
    b: u32,
    person: &Person,
    given: Agreement,
    surname: Agreement,
) -> Agreement {
    let (Some(one), Some(other)) = (roster.handle_info(a), roster.handle_info(b)) else {
        return Agreement::default();
    };
    let (level, bits) = if one.whole == other.whole {
        (SAME, handle_bits(roster, one))
    } else if one.letters > 0 && one.letters == other.letters {
        let count = roster.handle_letters.count_of(one.letters);
        let bits = rare(roster, count, 0.0).max(one.bits.min(other.bits)).min(16.0);
        (
            VARIANT,
            if of_names(roster, one) || of_names(roster, other) {
                rare(roster, count, 0.0) - 3.0
            } else {
                bits
            },
        )
    } else {
        return at(DIFFERS);
    };
    // What the names have said already is not said again: namesakes make the same handles.
    let told = derived(roster, one, person);
    let known = if given.level >= CLOSE { told.given } else { 0.0 }
        + if surname.level >= CLOSE { told.surname } else { 0.0 };
    let left = if known > 0.0 { (bits - known - 3.0).clamp(1.0, 6.0) } else { bits };
    of(level, left)
}

/// How rare a handle is: as rare as it is among these accounts, unless it is made of names, which many
/// would make the same way.
fn handle_bits(roster: &Roster, info: &HandleInfo) -> f32 {
    let counted = rare(roster, roster.compacts.count_of(info.whole), 0.0);
    if of_names(roster, info) {
        let names: f32 = info.pieces.iter().map(|piece| word_bits(roster, *piece)).sum();
        counted.min(names + 2.6 * f32::from(info.digits))
    } else {
        counted.max(info.bits.min(16.0))
    }
}

/// Whether all pieces of a handle but initials are names, known beforehand or borne by somebody here.
fn of_names(roster: &Roster, info: &HandleInfo) -> bool {
    info.of_names
        || !info.pieces.is_empty()
            && info.pieces.iter().filter_map(|piece| roster.info(*piece)).all(|word| {
                let borne = word.keys.first().is_some_and(|key| roster.keys.count_of(*key) > 0);
                word.letters.len() == 1 || word.beforehand > 0.0 || borne
            })
}

/// What of a name a handle tells, in bits.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    given: f32,
    surname: f32,
}

impl Told {
    /// How far it agrees; what is known already is not counted again.
    fn agreement(self, (given, surname): (bool, bool)) -> Agreement {
        let level = if self.given > 0.0 && self.surname > 0.0 { CLOSE } else { NEAR };
        let left = if given { 0.0 } else { self.given } + if surname { 0.0 } else { self.surname };
        if left < 3.0 { Agreement::default() } else { of(level, left - 1.0) }
    }
}

fn derived(roster: &Roster, handle: &HandleInfo, person: &Person) -> Told {
    let mut told = Told::default();
    let surnames = std::iter::once(&person.surname).chain(person.extra.iter());
    for surname in surnames {
        let found = with_surname(roster, handle, person.given, *surname);
        if found.given + found.surname > told.given + told.surname {
            told = found;
        }
    }
    told
}

/// A handle against a given name and a surname: `sasha_zimin`, `ZiminAlex`, `azimin`, `zimina`.
fn with_surname(roster: &Roster, handle: &HandleInfo, given: Word, surname: Word) -> Told {
    let mut told = Told::default();
    let mut rest: &str = &handle.key;
    let by_piece = |word: Word, is_given: bool| {
        handle
            .pieces
            .iter()
            .find(|piece| words(roster, **piece, word, is_given).level >= VARIANT)
            .copied()
    };
    let surname_piece = by_piece(surname, false);
    let surname_sound: String =
        roster.info(surname).map(|info| info.sound.iter().collect()).unwrap_or_default();
    if surname_piece.is_some() {
        told.surname = word_bits(roster, surname);
    } else if surname_sound.len() > 3
        && let Some(left) = cut(rest, &surname_sound)
    {
        told.surname = word_bits(roster, surname) - 1.0;
        rest = left;
    }
    let given_sound: String =
        roster.info(given).map(|info| info.sound.iter().collect()).unwrap_or_default();
    let whole = by_piece(given, true).is_some_and(|piece| Some(piece) != surname_piece);
    if whole {
        told.given = word_bits(roster, given);
    } else if given_sound.len() > 2
        && let Some(left) = cut(rest, &given_sound)
    {
        told.given = word_bits(roster, given) - 1.0;
        rest = left;
    } else if told.surname > 0.0 && short_form(rest, roster, given) {
        told.given = word_bits(roster, given) - 1.0;
    } else if told.surname > 0.0 && initial(handle, rest, &given_sound, roster) {
        told.given = 3.0;
    }
    if told.surname == 0.0 && told.given > 0.0 && initial(handle, rest, &surname_sound, roster) {
        told.surname = 3.0;
    }
    told
}

/// What is left of a handle when a name at its start or end is taken off.
fn cut<'handle>(handle: &'handle str, name: &str) -> Option<&'handle str> {
    handle.strip_prefix(name).or_else(|| handle.strip_suffix(name))
}

/// Whether what is left is a short form of the name.
fn short_form(rest: &str, roster: &Roster, given: Word) -> bool {
    let Some(info) = roster.info(given) else { return false };
    rest.len() > 2
        && crate::names::known(rest)
            .is_some_and(|known| known.full.iter().any(|full| info.full.contains(full)))
}

/// Whether what is left of a handle begins the name: `a` or `al` of Alexander.
fn initial(handle: &HandleInfo, rest: &str, sound: &str, roster: &Roster) -> bool {
    if sound.is_empty() {
        return false;
    }
    let by_rest = !rest.is_empty()
        && rest.len() < 4
        && (sound.starts_with(rest)
            || rest.len() < 3 && sound.starts_with(rest.get(..1).unwrap_or("\0")));
    by_rest
        || handle.pieces.iter().filter_map(|piece| roster.info(*piece)).any(|info| {
            info.sound.len() == 1 && info.sound.first() == sound.chars().next().as_ref()
        })
}

fn value(roster: &Roster, column: &Column, a: u32, b: u32) -> Agreement {
    if a == 0 || b == 0 {
        return Agreement::default();
    }
    if a == b {
        let count = column.count.get(a as usize).copied().unwrap_or(0);
        return of(SAME, rare(roster, count, 0.0));
    }
    let empty = Vec::new();
    let one = column.letters.get(a as usize).unwrap_or(&empty);
    let other = column.letters.get(b as usize).unwrap_or(&empty);
    at(match column.kind {
        Kind::Gender | Kind::Category => DIFFERS,
        Kind::Birth => birth(one, other),
        Kind::Postcode => postcode(one, other),
        Kind::Code => {
            if distance(one, other, 1) < 2 && one.len() > 3 {
                CLOSE
            } else {
                DIFFERS
            }
        }
        Kind::Number => {
            if distance(one, other, 1) < 2 && one.len() > 1 && other.len() > 1 {
                CLOSE
            } else {
                DIFFERS
            }
        }
        Kind::City | Kind::Address | Kind::Text => text(one, other),
    })
}

fn birth(one: &[char], other: &[char]) -> u8 {
    if distance(one, other, 1) < 2 {
        return CLOSE;
    }
    let same = |mine: (usize, usize), theirs: (usize, usize)| {
        let part = one.get(mine.0..mine.1);
        part.is_some() && part == other.get(theirs.0..theirs.1)
    };
    let (year, month, day) = ((0, 4), (4, 6), (6, 8));
    if same(year, year) && same(month, day) && same(day, month) {
        return CLOSE;
    }
    let alike = [year, month, day].into_iter().filter(|part| same(*part, *part)).count();
    if alike == 2 { NEAR } else { DIFFERS }
}

fn postcode(one: &[char], other: &[char]) -> u8 {
    if distance(one, other, 1) < 2 {
        return CLOSE;
    }
    let alike = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    if alike * 2 >= one.len().min(other.len()) && alike > 1 { NEAR } else { DIFFERS }
}

fn text(one: &[char], other: &[char]) -> u8 {
    let level = letters(one, other).level;
    let inside = level == DIFFERS
        && one.len().min(other.len()) > 3
        && (contains(one, other) || contains(other, one));
    if inside { NEAR } else { level }
}

/// Whether all words of the one are words of the other.
fn contains(long: &[char], short: &[char]) -> bool {
    short.len() < long.len()
        && short
            .split(|c| *c == ' ')
            .all(|word| long.split(|c| *c == ' ').any(|other| other == word))
}

/// Lines of an address may have changed places.
fn moved_addresses(roster: &Roster, row: &mut Row, a_at: usize, b_at: usize) {
    let mut lines =
        roster.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Address);
    let (Some((first, one)), Some((second, other))) = (lines.next(), lines.next()) else { return };
    let of_row = |row: &Row, at: usize| row.get(FIXED + at).copied().unwrap_or_default();
    let straight = (of_row(row, first), of_row(row, second));
    if straight.0.level > NEAR || straight.1.level > NEAR {
        return;
    }
    let across = |one_value: u32, from: &Column, other_value: u32, to: &Column| {
        let empty = Vec::new();
        let a = from.letters.get(one_value as usize).unwrap_or(&empty);
        let b = to.letters.get(other_value as usize).unwrap_or(&empty);
        let count = from.count.get(one_value as usize).copied().unwrap_or(1);
        match (one_value > 0 && other_value > 0, a == b) {
            (false, _) => Agreement::default(),
            (true, true) => of(MOVED, rare(roster, count + 1, 0.0)),
            (true, false) if text(a, b) >= CLOSE => of(MOVED, 8.0),
            _ => Agreement::default(),
        }
    };
    let turned = (
        across(one.value(a_at), one, other.value(b_at), other),
        across(other.value(a_at), other, one.value(b_at), one),
    );
    for (slot, agreement) in [(first, turned.0), (second, turned.1)] {
        if agreement.level == MOVED
            && let Some(cell) = row.get_mut(FIXED + slot)
        {
            *cell = agreement;
        }
    }
}

/// A row without what two accounts of one person need not share, if enough is left to tell whether
/// they may be: one may write from two mailboxes under two handles.
pub(crate) fn telling(mut row: Row) -> Option<Row> {
    for agreement in row.iter_mut().take(SEX).skip(ALIAS) {
        if agreement.level == DIFFERS {
            *agreement = Agreement::default();
        }
    }
    let known = |at: usize, agreement: &Agreement| {
        agreement.level > MISSING && !(ALIAS..FIXED).contains(&at)
    };
    let told = row.iter().enumerate().filter(|(at, agreement)| known(*at, agreement)).count();
    (told > 1).then_some(row)
}
