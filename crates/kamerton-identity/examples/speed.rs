//! A brand of invented people with accounts on several platforms, and how quickly and how well they are
//! found: `speed [ACCOUNTS] [INDEXED]`.

mod brand;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use brand::{brand, cpu, resident};
use kamerton_identity::{Index, Linkage, Settings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|word| word.parse().ok());
    let accounts = arguments.next().unwrap_or(100_000);
    let indexed = arguments.next().unwrap_or(1_000_000);
    in_bulk(accounts);
    if indexed > 0 {
        one_by_one(indexed);
    }
}

fn in_bulk(wanted: usize) {
    let (accounts, truth) = brand(wanted, 1);
    let before = cpu();
    let linkage = Linkage::new(&accounts, &[], Settings::default());
    let compared = cpu() - before;
    let suggestions = linkage.suggestions();
    let spent = cpu() - before;
    let people: HashMap<&str, usize> =
        accounts.iter().map(|account| account.id.as_str()).zip(truth.iter().copied()).collect();
    let right = suggestions
        .iter()
        .filter(|found| people[found.a.as_str()] == people[found.b.as_str()])
        .count();
    let sure: Vec<_> = suggestions.iter().filter(|found| found.probability >= 0.95).collect();
    let sure_right =
        sure.iter().filter(|found| people[found.a.as_str()] == people[found.b.as_str()]).count();
    let pairs = true_pairs(&truth);
    println!(
        "{wanted} accounts: {} suggestions, precision {:.3}, recall {:.3}; of those at .95 and more {:.3}, {:.3}; {} pairs compared; {:.3} s of CPU, {:.3} of them without reasons",
        suggestions.len(),
        right as f64 / suggestions.len().max(1) as f64,
        right as f64 / pairs,
        sure_right as f64 / sure.len().max(1) as f64,
        sure_right as f64 / pairs,
        linkage.compared_pairs(),
        spent.as_secs_f64(),
        compared.as_secs_f64(),
    );
}

fn true_pairs(truth: &[usize]) -> f64 {
    let mut sizes: HashMap<usize, f64> = HashMap::new();
    for person in truth {
        *sizes.entry(*person).or_default() += 1.0;
    }
    sizes.values().map(|size| size * (size - 1.0) / 2.0).sum()
}

fn one_by_one(wanted: usize) {
    const NEW: usize = 2000;
    let memory = resident();
    let (mut accounts, truth) = brand(wanted + NEW, 2);
    let (sample, _) = brand(100_000.min(wanted), 3);
    let model = Linkage::new(&sample, &[], Settings::default()).model;
    // Every so manieth account is new: what else its person has is known by then.
    let every = accounts.len() / NEW;
    let (mut new, mut truth_of_new) = (Vec::new(), Vec::new());
    let mut at = 0;
    let mut truth_of_known = truth.clone();
    accounts.retain(|account| {
        at += 1;
        if at % every == 0 && new.len() < NEW {
            new.push(account.clone());
            truth_of_new.push(truth[at - 1]);
            truth_of_known[at - 1] = usize::MAX;
            return false;
        }
        true
    });
    truth_of_known.retain(|person| *person != usize::MAX);
    let truth: Vec<usize> = truth_of_known.into_iter().chain(truth_of_new).collect();
    let with_accounts = resident();
    let before = cpu();
    let mut index = Index::new(Some(model), Settings::default());
    for account in &accounts {
        index.insert(account);
    }
    let filled = cpu() - before;
    let of_index = resident().saturating_sub(with_accounts);
    let people: HashMap<&str, usize> = accounts
        .iter()
        .chain(&new)
        .map(|account| account.id.as_str())
        .zip(truth.iter().copied())
        .collect();
    let mut times = Vec::new();
    let (mut found, mut right) = (0_usize, 0_usize);
    for account in &new {
        let start = Instant::now();
        let candidates = index.candidates(account, &[]);
        times.push(start.elapsed());
        found += candidates.len();
        right += candidates
            .iter()
            .filter(|candidate| people[candidate.a.as_str()] == people[candidate.b.as_str()])
            .count();
    }
    times.sort_unstable();
    let total: Duration = times.iter().sum();
    println!(
        "{} accounts in the index, filled in {:.1} s of CPU, {of_index} MB ({} MB more for the accounts themselves); a new one takes {:.3} ms on the mean, {:.3} for 99 of 100, {:.3} at most; {found} found, {:.3} of them right",
        index.len(),
        filled.as_secs_f64(),
        with_accounts.saturating_sub(memory),
        total.as_secs_f64() * 1000.0 / times.len() as f64,
        times[times.len() * 99 / 100].as_secs_f64() * 1000.0,
        times[times.len() - 1].as_secs_f64() * 1000.0,
        right as f64 / found.max(1) as f64,
    );
}
