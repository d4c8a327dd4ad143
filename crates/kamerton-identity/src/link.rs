//! All accounts at once: which pairs may be one person, how likely, and which belong together.

use std::hash::{BuildHasher, Hasher};

use foldhash::HashSet;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::block;
use crate::compare::{self, COLUMNS, FIXED, Row};
use crate::model::{Model, Patterns, Seen, probability};
use crate::reason::{self, Because};
use crate::roster::Roster;

/// Pairs drawn without regard to anything, to see what chance does.
const DRAWN: usize = 10_000;

/// How accounts are looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Suggestions less likely are not made, and accounts are not joined for less.
    pub threshold: f32,
    /// Platforms on which one person may have several accounts.
    pub several: Vec<String>,
    /// Only accounts of different sources are compared, and each has at most one partner: two files
    /// without doubles.
    pub one_to_one: bool,
    /// Whether weights are learnt from the accounts; few accounts teach little and do no harm.
    pub learn: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let several =
            ["mail", "email", "site", "crm", "phone", "import"].map(str::to_owned).to_vec();
        Self { threshold: 0.5, several, one_to_one: false, learn: true }
    }
}

/// Two accounts that may be one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The id of the one.
    pub a: String,
    /// The id of the other.
    pub b: String,
    /// How likely.
    pub probability: f32,
    /// What speaks for it and against it, the strongest first.
    pub reasons: Vec<Because>,
}

/// Which accounts are taken for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Places of the accounts in the slice that was given.
    pub members: Vec<usize>,
    /// How likely its weakest bond is; 1 for a single account.
    pub probability: f32,
}

/// Accounts that were compared.
#[derive(Debug)]
pub struct Linkage {
    pub(crate) roster: Roster,
    /// The weights.
    pub model: Model,
    settings: Settings,
    /// Places in the slice that was given, by inner number.
    order: Vec<usize>,
    ids: Vec<String>,
    pairs: Vec<Seen>,
    weights: Vec<f32>,
    never: HashSet<(u32, u32)>,
}

/// Suggests who may be one person, never a pair of `never`; the likeliest first.
pub fn suggest(accounts: &[Account], never: &[(String, String)]) -> Vec<Suggestion> {
    Linkage::new(accounts, never, Settings::default()).suggestions()
}

/// Who is taken for one person.
pub fn cluster(
    accounts: &[Account],
    never: &[(String, String)],
    settings: Settings,
) -> Vec<Cluster> {
    Linkage::new(accounts, never, settings).clusters()
}

impl Linkage {
    /// Compares accounts. The order they come in makes no difference.
    pub fn new(accounts: &[Account], never: &[(String, String)], settings: Settings) -> Self {
        let order = canonical_order(accounts);
        let mut roster = Roster::new();
        roster.reserve(accounts.len());
        for at in &order {
            if let Some(account) = accounts.get(*at) {
                roster.push(account, &settings.several);
            }
        }
        roster.columns.truncate(COLUMNS);
        let ids = order
            .iter()
            .filter_map(|at| accounts.get(*at))
            .map(|account| account.id.clone())
            .collect();
        let mut model = Model::beforehand(&roster);
        let mut linkage = Self {
            never: HashSet::default(),
            order,
            ids,
            pairs: Vec::new(),
            weights: Vec::new(),
            model: model.clone(),
            settings,
            roster,
        };
        linkage.remember_never(never);
        model.set_chance(&linkage.drawn());
        let (pairs, patterns) = linkage.compared(&model);
        if linkage.settings.learn {
            model.learn(&pairs, &patterns, linkage.all_pairs());
        }
        let weights = model.pattern_weights(&patterns);
        linkage.weights = pairs
            .iter()
            .map(|pair| weights.get(pair.pattern as usize).copied().unwrap_or(0.0) + pair.bits)
            .collect();
        linkage.pairs = pairs;
        linkage.model = model;
        linkage
    }

    fn remember_never(&mut self, never: &[(String, String)]) {
        if never.is_empty() {
            return;
        }
        let numbers: foldhash::HashMap<&str, u32> =
            (0_u32..).zip(&self.ids).map(|(at, id)| (id.as_str(), at)).collect();
        self.never = never
            .iter()
            .filter_map(|(a, b)| Some((*numbers.get(a.as_str())?, *numbers.get(b.as_str())?)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
    }

    fn all_pairs(&self) -> f64 {
        let people = self.roster.people.len() as f64;
        if self.settings.one_to_one {
            let first = self.roster.people.first().map_or(0, |person| person.source);
            let ones =
                self.roster.people.iter().filter(|person| person.source == first).count() as f64;
            (ones * (people - ones)).max(1.0)
        } else {
            (people * (people - 1.0) / 2.0).max(1.0)
        }
    }

    /// Rows of pairs drawn by a fixed rule.
    fn drawn(&self) -> Vec<Row> {
        let people = self.roster.people.len() as u64;
        if people < 3 {
            return Vec::new();
        }
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % people).unwrap_or(0)
        };
        let wanted = DRAWN.min(self.roster.people.len() * 10);
        (0..wanted)
            .map(|_| (draw(), draw()))
            .filter(|(a, b)| a != b)
            .filter_map(|(a, b)| self.row(a, b))
            .collect()
    }

    fn row(&self, a: usize, b: usize) -> Option<Row> {
        let (one, other) = (self.roster.people.get(a)?, self.roster.people.get(b)?);
        Some(compare::compare(&self.roster, (one, a), (other, b)))
    }

    fn compared(&self, model: &Model) -> (Vec<Seen>, Patterns) {
        let mut patterns = Patterns::default();
        let pairs = block::pairs(&self.roster, self.settings.one_to_one)
            .into_iter()
            .filter(|pair| !self.never.contains(pair))
            .filter_map(|(a, b)| {
                let row = self.row(a as usize, b as usize)?;
                let pattern = patterns.number(&row);
                Some(Seen { a, b, pattern, bits: model.bits(&self.roster, &row) })
            })
            .collect();
        (pairs, patterns)
    }

    /// Pairs at least as likely as the threshold, with reasons; the likeliest first.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let mut found: Vec<Suggestion> = self
            .likely()
            .into_iter()
            .filter_map(|(weight, a, b)| {
                let row = self.row(a as usize, b as usize)?;
                Some(Suggestion {
                    a: self.ids.get(a as usize)?.clone(),
                    b: self.ids.get(b as usize)?.clone(),
                    probability: probability(weight),
                    reasons: reason::of(&self.roster, &self.model, &row, a as usize, b as usize),
                })
            })
            .collect();
        for suggestion in &mut found {
            if suggestion.a > suggestion.b {
                std::mem::swap(&mut suggestion.a, &mut suggestion.b);
            }
        }
        found
    }

    /// How many pairs are likely, without reasons.
    pub fn likely_pairs(&self) -> Vec<(usize, usize, f32)> {
        let place = |number: u32| self.order.get(number as usize).copied();
        self.likely()
            .into_iter()
            .filter_map(|(weight, a, b)| Some((place(a)?, place(b)?, probability(weight))))
            .collect()
    }

    /// How many pairs were compared.
    pub fn compared_pairs(&self) -> usize {
        self.pairs.len()
    }

    fn likely(&self) -> Vec<(f32, u32, u32)> {
        let mut found: Vec<(f32, u32, u32)> = self
            .pairs
            .iter()
            .zip(&self.weights)
            .filter(|(_, weight)| probability(**weight) >= self.settings.threshold)
            .map(|(pair, weight)| (*weight, pair.a, pair.b))
            .collect();
        found.sort_unstable_by(|one, other| {
            other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2)))
        });
        found
    }

    /// Who is taken for one person: the strongest bonds first, and two groups are joined only if their
    /// members agree on the whole, so that namesakes are not chained.
    pub fn clusters(&self) -> Vec<Cluster> {
        let mut groups = Groups::new(self.roster.people.len());
        for (weight, a, b) in self.likely() {
            let (one, other) = (groups.of(a), groups.of(b));
            if one == other {
                continue;
            }
            if self.settings.one_to_one {
                if groups.size(one) == 1 && groups.size(other) == 1 {
                    groups.join(one, other, weight);
                }
            } else if self.agree(groups.members(one), groups.members(other)) {
                groups.join(one, other, weight);
            }
        }
        let mut clusters: Vec<Cluster> = groups
            .into_members()
            .into_iter()
            .map(|(members, weight)| {
                let mut members: Vec<usize> = members
                    .into_iter()
                    .filter_map(|number| self.order.get(number as usize).copied())
                    .collect();
                members.sort_unstable();
                Cluster { members, probability: weight.map_or(1.0, probability) }
            })
            .collect();
        clusters.sort_by(|one, other| one.members.cmp(&other.members));
        clusters
    }

    /// Whether two groups agree on the whole. Up to so many of each speak.
    fn agree(&self, one: &[u32], other: &[u32]) -> bool {
        const SPEAK: usize = 6;
        let clash = |a: u32, b: u32| {
            let platform = |number: u32| {
                self.roster.people.get(number as usize).map_or(0, |person| person.platform)
            };
            self.never.contains(&(a.min(b), a.max(b)))
                || platform(a) > 0 && platform(a) == platform(b)
        };
        if (!self.never.is_empty() || self.roster.people.iter().any(|person| person.platform > 0))
            && one.iter().any(|a| other.iter().any(|b| clash(*a, *b)))
        {
            return false;
        }
        if one.len() == 1 && other.len() == 1 {
            return true;
        }
        let needed = -(self.model.prior.max(1e-9)).log2();
        let (mut sum, mut voices) = (0.0_f32, 0.0_f32);
        for a in one.iter().take(SPEAK) {
            for b in other.iter().take(SPEAK) {
                if let Some(row) = self.row(*a as usize, *b as usize).and_then(compare::telling) {
                    // Against the prior: what is not known of both speaks neither way.
                    let evidence = self.model.weight(&self.roster, &row) + needed;
                    sum += evidence.clamp(-needed, needed * 2.0);
                    voices += 1.0;
                }
            }
        }
        voices == 0.0 || sum > voices * needed * AGREEMENT
    }
}

/// How much of what a single bond needs all bonds of two groups must have on the mean.
const AGREEMENT: f32 = 0.7;

/// The order that does not depend on the order accounts came in: by what they say, then by id.
fn canonical_order(accounts: &[Account]) -> Vec<usize> {
    let mut keyed: Vec<(u64, &str, usize)> = accounts
        .iter()
        .enumerate()
        .map(|(at, account)| (content(account), account.id.as_str(), at))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, _, at)| at).collect()
}

fn content(account: &Account) -> u64 {
    let mut hasher = FixedState::with_seed(3).build_hasher();
    let mut write = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    for text in
        [&account.platform, &account.name, &account.given, &account.surname, &account.patronymic]
    {
        write(text);
    }
    account.handles.iter().for_each(|text| write(text));
    account.emails.iter().chain(&account.phones).for_each(|contact| write(&contact.value));
    account.pictures.iter().chain(&account.talks).for_each(|text| write(text));
    account.facts.iter().for_each(|fact| write(&fact.text));
    hasher.finish()
}

/// Groups that grow together.
struct Groups {
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
    weight: Vec<Option<f32>>,
}

impl Groups {
    fn new(people: usize) -> Self {
        let numbers = 0..u32::try_from(people).unwrap_or(u32::MAX);
        Self {
            group: numbers.clone().collect(),
            members: numbers.map(|number| vec![number]).collect(),
            weight: vec![None; people],
        }
    }

    fn of(&self, number: u32) -> u32 {
        self.group.get(number as usize).copied().unwrap_or(number)
    }

    fn members(&self, group: u32) -> &[u32] {
        self.members.get(group as usize).map_or(&[], Vec::as_slice)
    }

    fn size(&self, group: u32) -> usize {
        self.members(group).len()
    }

    fn join(&mut self, one: u32, other: u32, weight: f32) {
        let (into, from) =
            if self.size(one) < self.size(other) { (other, one) } else { (one, other) };
        let moved = self.members.get_mut(from as usize).map(std::mem::take).unwrap_or_default();
        for number in &moved {
            if let Some(group) = self.group.get_mut(*number as usize) {
                *group = into;
            }
        }
        let before = self.weight.get(from as usize).copied().flatten();
        if let Some(members) = self.members.get_mut(into as usize) {
            members.extend(moved);
        }
        if let Some(kept) = self.weight.get_mut(into as usize) {
            *kept = [Some(weight), before, *kept].into_iter().flatten().reduce(f32::min);
        }
    }

    fn into_members(self) -> Vec<(Vec<u32>, Option<f32>)> {
        self.members
            .into_iter()
            .zip(self.weight)
            .filter(|(members, _)| !members.is_empty())
            .collect()
    }
}

const _: () = assert!(FIXED + COLUMNS <= 21, "three bits each must fit into a pattern");
