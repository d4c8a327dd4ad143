//! How quickly and how well a new account is found among accounts in a database, for which tables in
//! memory stand here, and how far that falls behind an index: `lookup [ACCOUNTS] [NEW] [OTHERS]`.

mod brand;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use brand::{brand, cpu};
use kamerton_identity::{
    Account, Index, Linkage, Lookup, Model, Population, Settings, Suggestion, candidates, lookup,
    terms,
};

/// What more accounts keep finds nobody.
const CROWD: usize = 150;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|word| word.parse().ok());
    let wanted = arguments.next().unwrap_or(100_000);
    let new = arguments.next().unwrap_or(2000);
    let most = arguments.next().unwrap_or(100);
    let (accounts, truth) = brand(wanted + new, 2);
    // Every so manieth account is new: what else its person has is known by then.
    let every = accounts.len() / new;
    let known = |at: &usize| !at.is_multiple_of(every) || at / every >= new;
    let (known, new): (Vec<usize>, Vec<usize>) = (0..accounts.len()).partition(known);
    let people: HashMap<&str, usize> =
        accounts.iter().map(|account| account.id.as_str()).zip(truth.iter().copied()).collect();
    let (sample, _) = brand(100_000.min(wanted), 3);
    let model = Linkage::new(&sample, &[], Settings::default()).model;
    drop(sample);
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    known.iter().for_each(|at| *sizes.entry(truth[*at]).or_default() += 1);
    let round = Round {
        true_pairs: new.iter().filter_map(|at| sizes.get(&truth[*at])).sum(),
        accounts: &accounts,
        people,
        new,
    };
    let by_index = round.of_index(&known, model.clone());
    let database = Database::of(&accounts, &known);
    round.of_lookup(&database, Some(&model), most, &by_index);
    round.of_lookup(&database, None, most, &by_index);
}

struct Round<'brand> {
    accounts: &'brand [Account],
    people: HashMap<&'brand str, usize>,
    new: Vec<usize>,
    true_pairs: usize,
}

impl Round<'_> {
    fn of_index(&self, known: &[usize], model: Model) -> HashSet<(String, String)> {
        let mut index = Index::new(Some(model), Settings::default());
        known.iter().for_each(|at| index.insert(&self.accounts[*at]));
        let (mut times, mut found) = (Vec::new(), Vec::new());
        for at in &self.new {
            let (suggestions, took) = quickest(|| index.candidates(&self.accounts[*at], &[]));
            found.extend(suggestions);
            times.push(took);
        }
        self.tell("index", &found, times);
        found.into_iter().map(|found| (found.a, found.b)).collect()
    }

    fn of_lookup(
        &self,
        database: &Database,
        model: Option<&Model>,
        most: usize,
        by_index: &HashSet<(String, String)>,
    ) {
        let settings = Settings::default();
        let (mut times, mut found, mut compared, mut asked, mut most_asked) =
            (Vec::new(), Vec::new(), 0, 0, 0);
        let (mut looking_up, mut comparing) = (Vec::new(), Vec::new());
        for at in &self.new {
            let new = &self.accounts[*at];
            let (what, looked_up) = quickest(|| lookup(new, &settings));
            let others: Vec<Account> = database
                .found(&what, most)
                .into_iter()
                .map(|other| self.accounts[other as usize].clone())
                .collect();
            let (suggestions, compared_in) = quickest(|| {
                let population = database.population(&terms(new, &others, &settings));
                candidates(new, &others, &population, &settings, model, &[])
            });
            found.extend(suggestions);
            looking_up.push(looked_up);
            comparing.push(compared_in);
            times.push(looked_up + compared_in);
            asked += what.asked.len();
            most_asked = most_asked.max(what.asked.len());
            compared += others.len();
        }
        let also =
            found.iter().filter(|found| by_index.contains(&(found.a.clone(), found.b.clone())));
        let by_id: HashMap<&str, &Account> =
            self.accounts.iter().map(|account| (account.id.as_str(), account)).collect();
        let turned = found.iter().filter(|found| {
            let kept = lookup(by_id[found.a.as_str()], &settings).kept;
            lookup(by_id[found.b.as_str()], &settings).asked.iter().any(|key| kept.contains(key))
        });
        let turned = turned.count() as f64 / found.len().max(1) as f64;
        println!(
            "  {:.3} of what the index finds; {turned:.3} would be found from the other side; {:.1} asked on the mean, {most_asked} at most; {:.1} compared on the mean",
            also.count() as f64 / by_index.len().max(1) as f64,
            asked as f64 / self.new.len() as f64,
            compared as f64 / self.new.len() as f64,
        );
        println!("  lookup {}; counts and comparing {}", told(looking_up), told(comparing));
        let how = if model.is_some() { "lookup, weights learnt" } else { "lookup, no weights" };
        self.tell(how, &found, times);
    }

    fn tell(&self, what: &str, found: &[Suggestion], times: Vec<Duration>) {
        let right = |at: f32| {
            let likely: Vec<_> = found.iter().filter(|found| found.probability >= at).collect();
            let right = likely
                .iter()
                .filter(|found| self.people[found.a.as_str()] == self.people[found.b.as_str()]);
            let right = right.count() as f64;
            format!(
                "precision {:.3}, recall {:.3}",
                right / likely.len().max(1) as f64,
                right / self.true_pairs.max(1) as f64
            )
        };
        println!(
            "{what}: {} found, {}; at .95 and more {}; a new one takes {}",
            found.len(),
            right(0.0),
            right(0.95),
            told(times),
        );
    }
}

/// What comes out, and the least time of three: the machine may be busy with other work.
fn quickest<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut once = || {
        let start = Instant::now();
        let out = work();
        (out, start.elapsed())
    };
    let rounds = [once(), once(), once()];
    rounds.into_iter().min_by_key(|(_, took)| *took).expect("three rounds")
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    format!(
        "{:.3} ms on the mean, {:.3} for 99 of 100, {:.3} at most",
        ms(times.iter().sum()) / times.len() as f64,
        ms(times[times.len() * 99 / 100]),
        ms(times[times.len() - 1])
    )
}

/// What stands for a database.
struct Database {
    accounts: u64,
    /// Keys and who keeps them, sorted.
    keys: Vec<(i64, u32)>,
    terms: HashMap<i64, u64>,
}

impl Database {
    fn of(accounts: &[Account], known: &[usize]) -> Self {
        let settings = Settings::default();
        let (mut keys, mut terms) = (Vec::new(), HashMap::new());
        let (mut most, mut counted) = (0, 0);
        let before = cpu();
        for at in known {
            let what = lookup(&accounts[*at], &settings);
            most = most.max(what.kept.len());
            counted += what.terms.len();
            keys.extend(what.kept.into_iter().map(|key| (key, *at as u32)));
            what.terms.into_iter().for_each(|term| *terms.entry(term).or_default() += 1);
        }
        let spent = cpu() - before;
        keys.sort_unstable();
        println!(
            "{} accounts: {:.2} kept on the mean, {most} at most; {:.2} terms, {} different ones, {} of them more than once; {:.1} µs each",
            known.len(),
            keys.len() as f64 / known.len() as f64,
            counted as f64 / known.len() as f64,
            terms.len(),
            terms.values().filter(|count| **count > 1).count(),
            spent.as_secs_f64() * 1e6 / known.len() as f64,
        );
        Self { accounts: known.len() as u64, keys, terms }
    }

    /// Who keeps what is asked for, the rarest keys first, up to so many.
    fn found(&self, what: &Lookup, most: usize) -> Vec<u32> {
        let mut lists: Vec<&[(i64, u32)]> = what
            .asked
            .iter()
            .map(|key| {
                let from = self.keys.partition_point(|(kept, _)| kept < key);
                let rest = &self.keys[from..];
                &rest[..rest.partition_point(|(kept, _)| kept == key)]
            })
            .filter(|list| list.len() <= CROWD)
            .collect();
        lists.sort_by_key(|list| list.len());
        let mut found = Vec::new();
        for (_, other) in lists.into_iter().flatten() {
            if found.len() < most && !found.contains(other) {
                found.push(*other);
            }
        }
        found
    }

    fn population(&self, terms: &[i64]) -> Population {
        let counts = terms.iter().filter_map(|term| Some((*term, *self.terms.get(term)?)));
        Population { accounts: self.accounts, terms: counts.collect() }
    }
}
