//! Which pairs are worth comparing: those that share something few share.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::account::Kind;
use crate::roster::{HandleInfo, Person, Roster, Word};

/// How many pairs per account are looked at, the rarest things first: where many columns may
/// speak, two things in common are worth a look; where names are all there is, few are.
const PAIRS: usize = 4;
const PAIRS_OF_TABLES: usize = 50;
/// Each has at most one partner in the other of two files.
const PAIRS_OF_LINKS: usize = 6;
/// Columns from which on accounts are a table.
const TABLE: usize = 3;
/// So many accounts are few.
const FEW: usize = 20_000;
/// So many pairs are looked at in any case.
const AT_LEAST: usize = 100_000;
/// What more accounts share is no reason to compare them.
const CROWD: usize = 150;
/// What no more accounts share needs no second thing to go with it.
const RARE: u32 = 6;

/// A hash of what may be shared.
fn key(kind: u8, one: u32, other: u32) -> u32 {
    let mut hasher = FixedState::with_seed(7).build_hasher();
    hasher.write_u64(u64::from(kind) << 56 ^ u64::from(one) << 28 ^ u64::from(other));
    let hash = hasher.finish();
    u32::try_from((hash ^ hash >> 32) & 0xffff_ffff).unwrap_or(0)
}

fn unordered(kind: u8, one: u32, other: u32) -> u32 {
    key(kind, one.min(other), one.max(other))
}

/// What a name may be looked for by: its readings and the full names behind it.
fn name_atoms(roster: &Roster, word: Word, given: bool, out: &mut Vec<u32>) {
    if let Some(info) = roster.info(word) {
        out.extend(info.keys.iter().take(3));
        if given {
            out.extend(info.full.iter().take(5).map(|full| 0x8000_0000 | u32::from(*full)));
        }
    }
}

/// First letters by which a given name may be shortened.
fn initials(roster: &Roster, word: Word) -> Option<u32> {
    roster.info(word).and_then(|info| info.sound.first()).map(|letter| u32::from(*letter))
}

/// Consonants of a word: vowels are where spellings part.
fn bones(sound: &[char]) -> u32 {
    let mut hasher = FixedState::with_seed(11).build_hasher();
    for (at, letter) in sound.iter().enumerate() {
        if at == 0 || !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'h') {
            hasher.write_u32(u32::from(*letter));
        }
    }
    u32::try_from(hasher.finish() & 0xffff_ffff).unwrap_or(0)
}

/// Keys by names, handles and addresses: enough to find an account among a million.
pub(crate) fn person_keys(roster: &Roster, person: &Person, out: &mut Vec<u32>) {
    let (mut given, mut surname) = (Vec::new(), Vec::new());
    name_atoms(roster, person.given, true, &mut given);
    name_atoms(roster, person.surname, false, &mut surname);
    for one in &given {
        for other in &surname {
            out.push(unordered(1, *one, *other));
        }
    }
    if let Some(initial) = initials(roster, person.given) {
        out.extend(surname.iter().map(|surname| key(2, *surname, initial)));
    }
    if let Some(initial) = initials(roster, person.surname) {
        out.extend(given.iter().take(1).map(|given| key(2, *given, initial)));
    }
    for word in &person.extra {
        if let Some(first) = roster.info(*word).and_then(|info| info.keys.first()) {
            out.push(key(3, *first, 0));
            out.extend(given.iter().chain(&surname).map(|name| unordered(1, *name, *first)));
        }
    }
    for handle in &person.handles {
        if let Some(info) = roster.handle_info(*handle) {
            handle_keys(roster, info, out);
        }
    }
    for (kind, values) in
        [(4, &person.emails), (5, &person.phones), (6, &person.pictures), (7, &person.talks)]
    {
        out.extend(values.iter().map(|value| key(kind, *value, 0)));
    }
}

/// A handle is looked for whole, without its digits, and by a name that it begins or ends with.
fn handle_keys(roster: &Roster, info: &HandleInfo, out: &mut Vec<u32>) {
    out.push(key(8, info.whole, 0));
    if info.letters > 0 {
        out.push(key(9, info.letters, 0));
    }
    if let [one, other, ..] = info.pieces.as_slice() {
        let (mut ones, mut others) = (Vec::new(), Vec::new());
        name_atoms(roster, *one, true, &mut ones);
        name_atoms(roster, *other, true, &mut others);
        for one in &ones {
            for other in &others {
                out.push(unordered(1, *one, *other));
            }
        }
        for (name, initial) in [(&ones, *other), (&others, *one)] {
            if let (Some(name), Some(initial)) = (name.first(), initials(roster, initial)) {
                out.push(key(2, *name, initial));
            }
        }
    }
    for cut in 1..info.key.len() {
        let (Some(front), Some(back)) = (info.key.get(..cut), info.key.get(cut..)) else {
            continue;
        };
        for (name, rest) in [(front, back), (back, front)] {
            if name.len() < 4 {
                continue;
            }
            if let Some(number) = roster.keys.find(name)
                && roster.surname_keys.contains_key(&number)
                && let Some(initial) = rest.chars().next()
            {
                out.push(key(2, number, u32::from(initial)));
            }
        }
    }
    if info.key.len() > 3
        && let Some(number) = roster.keys.find(&info.key)
    {
        out.push(key(3, number, 0));
    }
}

/// Keys by columns, and by two things that many share each.
fn column_keys(roster: &Roster, at: usize, person: &Person, mixed: bool, out: &mut Vec<u32>) {
    let mut common: Vec<(u8, u32)> = Vec::with_capacity(12);
    for (slot, word) in [(40_u8, person.given), (41, person.surname)] {
        if let Some(info) = roster.info(word) {
            let full = info.full.first().filter(|_| slot == 40 && info.full.len() == 1);
            let value = full.map_or_else(|| bones(&info.sound), |full| u32::from(*full));
            if !roster.columns.is_empty() {
                // Either may stand in the other's place.
                common.push((40, value));
                out.push(key(40, value, 0));
            }
        }
    }
    for (slot, column) in roster.columns.iter().enumerate() {
        let value = column.value(at);
        let many = column.count.get(value as usize).copied().unwrap_or(0);
        if value == 0 || many < 2 && column.kind != Kind::Birth {
            continue;
        }
        // Lines of an address change places.
        let slot = if column.kind == Kind::Address {
            63
        } else {
            42 + u8::try_from(slot.min(20)).unwrap_or(20)
        };
        let value = if slot == 63 { address_value(column, value) } else { value };
        if column.kind != Kind::Category && column.kind != Kind::Gender {
            out.push(key(slot, value, 0));
        }
        if many > RARE {
            common.push((slot, value));
        }
    }
    if !mixed {
        return;
    }
    for (index, (slot, value)) in common.iter().enumerate() {
        for (other_slot, other) in common.iter().skip(index + 1) {
            let mixed = key(*slot, *value, 1);
            let other = key(*other_slot, *other, 1);
            out.push(unordered(10, mixed >> 1, other >> 1));
        }
    }
}

fn address_value(column: &crate::roster::Column, value: u32) -> u32 {
    let mut hasher = FixedState::with_seed(13).build_hasher();
    for letter in
        column.letters.get(value as usize).into_iter().flatten().filter(|letter| **letter != ' ')
    {
        hasher.write_u32(u32::from(*letter));
    }
    u32::try_from(hasher.finish() & 0x0fff_ffff).unwrap_or(0)
}

/// Pairs to compare, each once, the smaller number first.
pub(crate) fn pairs(roster: &Roster, linking: bool) -> Vec<(u32, u32)> {
    // A given name and a city in common are no more than a crowd's, unless other columns may tell more
    // or so few accounts are there that all may be looked at.
    let mixed = roster.columns.len() >= TABLE || roster.people.len() < FEW;
    let mut keyed: Vec<u64> = Vec::with_capacity(roster.people.len() * 16);
    let mut keys: Vec<u32> = Vec::new();
    for (at, person) in roster.people.iter().enumerate() {
        keys.clear();
        person_keys(roster, person, &mut keys);
        column_keys(roster, at, person, mixed, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        keyed.extend(keys.iter().map(|key| u64::from(*key) << 32 | at as u64));
    }
    keyed.sort_unstable();
    let mut blocks: Vec<&[u64]> = keyed
        .chunk_by(|one, other| one >> 32 == other >> 32)
        .filter(|block| block.len() > 1 && block.len() <= CROWD)
        .collect();
    blocks.sort_by_key(|block| block.len());
    let pairs = match (linking, roster.columns.len()) {
        (true, _) => PAIRS_OF_LINKS,
        (false, ..TABLE) => PAIRS,
        (false, _) => PAIRS_OF_TABLES,
    };
    let mut left = (roster.people.len() * pairs).max(AT_LEAST);
    let mut found: Vec<u64> = Vec::new();
    for block in blocks {
        let cost = block.len() * (block.len() - 1) / 2;
        if cost > left {
            break;
        }
        left -= cost;
        spread(roster, block, linking, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|pair| (high(pair), low(pair))).collect()
}

fn spread(roster: &Roster, block: &[u64], linking: bool, found: &mut Vec<u64>) {
    for (index, one) in block.iter().enumerate() {
        for other in block.iter().skip(index + 1) {
            let (a, b) = (low(*one), low(*other));
            if may_be_one(roster, a, b, linking) {
                found.push(u64::from(a) << 32 | u64::from(b));
            }
        }
    }
}

fn may_be_one(roster: &Roster, a: u32, b: u32, linking: bool) -> bool {
    let (Some(a), Some(b)) = (roster.people.get(a as usize), roster.people.get(b as usize)) else {
        return false;
    };
    let one_platform = a.platform > 0 && a.platform == b.platform;
    let one_source = linking && a.source == b.source;
    !one_platform && !one_source
}

fn low(pair: u64) -> u32 {
    u32::try_from(pair & 0xffff_ffff).unwrap_or(0)
}

fn high(pair: u64) -> u32 {
    u32::try_from(pair >> 32).unwrap_or(0)
}
