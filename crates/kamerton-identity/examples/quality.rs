//! Measures who is found to be one person on the sets beside the repository: `quality [errors SET COUNT]`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kamerton_identity::table::{self, Mapped, Table};
use kamerton_identity::{Account, Linkage, Settings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for set in SETS {
        match words.as_slice() {
            ["errors", name, count] if *name == set.name => set.errors(count.parse().unwrap_or(20)),
            ["errors", ..] => {}
            [name] if *name != set.name => {}
            _ => set.measure(),
        }
    }
}

struct Set {
    name: &'static str,
    files: &'static [&'static str],
    id: &'static str,
    truth: Truth,
}

enum Truth {
    /// The number inside the id.
    Number,
    /// A column.
    Column(&'static str),
}

const SETS: [Set; 6] = [
    Set {
        name: "febrl4",
        files: &["febrl-identity/dataset4a.csv", "febrl-identity/dataset4b.csv"],
        id: "rec_id",
        truth: Truth::Number,
    },
    Set {
        name: "febrl1",
        files: &["febrl-identity/dataset1.csv"],
        id: "rec_id",
        truth: Truth::Number,
    },
    Set {
        name: "febrl2",
        files: &["febrl-identity/dataset2.csv"],
        id: "rec_id",
        truth: Truth::Number,
    },
    Set {
        name: "historical",
        files: &["splink-identity/historical_50k.train.tsv.zst"],
        id: "unique_id",
        truth: Truth::Column("cluster"),
    },
    Set {
        name: "fake1000",
        files: &["splink-identity/fake_1000.csv"],
        id: "unique_id",
        truth: Truth::Column("cluster"),
    },
    Set {
        name: "sympy",
        files: &["git-identities/sympy.tsv"],
        id: "identity",
        truth: Truth::Column("person"),
    },
];

fn load(path: &str) -> Option<Vec<u8>> {
    let file: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let bytes = std::fs::read(file).ok()?;
    if path.ends_with(".zst") { zstd::decode_all(bytes.as_slice()).ok() } else { Some(bytes) }
}

struct Loaded {
    accounts: Vec<Account>,
    truth: Vec<String>,
    bytes: Vec<Vec<u8>>,
}

impl Set {
    fn load(&self) -> Option<Loaded> {
        let mut loaded = Loaded { accounts: Vec::new(), truth: Vec::new(), bytes: Vec::new() };
        for (source, file) in (0_u8..).zip(self.files) {
            let bytes = load(file)?;
            let table = self.table(&bytes, source);
            match self.truth {
                Truth::Number => loaded.truth.extend(
                    table
                        .accounts
                        .iter()
                        .map(|account| account.id.split('-').nth(1).unwrap_or_default().to_owned()),
                ),
                Truth::Column(column) => {
                    let mapped = Mapped { field: table::Field::Name, column: column.to_owned() };
                    let ignored: Vec<Mapped> = table
                        .columns
                        .iter()
                        .filter(|(name, _)| name != column)
                        .map(|(name, _)| Mapped {
                            field: table::Field::Nothing,
                            column: name.clone(),
                        })
                        .chain([mapped])
                        .collect();
                    let told =
                        table::read(&bytes, self.id, &ignored, source).expect("the set is a table");
                    loaded.truth.extend(told.accounts.into_iter().map(|account| account.name));
                }
            }
            loaded.accounts.extend(table.accounts);
            loaded.bytes.push(bytes);
        }
        Some(loaded)
    }

    fn table(&self, bytes: &[u8], source: u8) -> Table {
        table::read(bytes, self.id, &[], source).expect("the set is a table")
    }

    /// As on the command line; `THRESHOLD` tries another threshold.
    fn settings(&self) -> Settings {
        let usual = Settings::default();
        let threshold = std::env::var("THRESHOLD").ok().and_then(|text| text.parse().ok());
        Settings {
            one_to_one: self.files.len() > 1,
            threshold: threshold.unwrap_or(usual.threshold),
            ..usual
        }
    }

    fn measure(&self) {
        let Some(loaded) = self.load() else {
            println!("{}: skipped, it is not beside the repository", self.name);
            return;
        };
        let start = cpu();
        let accounts: Vec<Account> = (0_u8..)
            .zip(&loaded.bytes)
            .flat_map(|(source, bytes)| self.table(bytes, source).accounts)
            .collect();
        let read = cpu() - start;
        let linkage = Linkage::new(&accounts, &[], self.settings());
        let clusters = linkage.clusters();
        let spent = cpu() - start;
        let groups: Vec<Vec<usize>> = clusters.into_iter().map(|cluster| cluster.members).collect();
        let (precision, recall) = pairwise(&groups, &loaded.truth);
        let reached = {
            let likely =
                Linkage::new(&accounts, &[], Settings { threshold: 0.0, ..self.settings() })
                    .likely_pairs();
            let right =
                likely.iter().filter(|(a, b, _)| loaded.truth[*a] == loaded.truth[*b]).count();
            right as f64 / true_pairs(&loaded.truth).max(1.0)
        };
        println!(
            "{}: {} accounts, precision {precision:.4}, recall {recall:.4}, F1 {:.4}; compared {} pairs with {reached:.4} of the true; {:.3} s of CPU, {:.3} of them reading",
            self.name,
            accounts.len(),
            2.0 * precision * recall / (precision + recall).max(1e-9),
            linkage.compared_pairs(),
            spent.as_secs_f64(),
            read.as_secs_f64(),
        );
        if std::env::var("MODEL").is_ok() {
            for (at, shares) in linkage.model.shares.iter().enumerate() {
                println!("  {at}: {:.3?} | {:.5?}", &shares.same_person[1..], &shares.chance[1..]);
            }
            println!("  prior {}", linkage.model.prior);
        }
    }

    fn errors(&self, count: usize) {
        let Some(loaded) = self.load() else { return };
        let linkage = Linkage::new(&loaded.accounts, &[], self.settings());
        let mut group = vec![0; loaded.accounts.len()];
        for (number, cluster) in linkage.clusters().iter().enumerate() {
            for member in &cluster.members {
                group[*member] = number;
            }
        }
        let weights: HashMap<(usize, usize), f32> =
            Linkage::new(&loaded.accounts, &[], Settings { threshold: 0.0, ..self.settings() })
                .likely_pairs()
                .into_iter()
                .map(|(a, b, p)| ((a.min(b), a.max(b)), p))
                .collect();
        let mut shown = [0; 2];
        for a in 0..group.len() {
            for b in a + 1..group.len() {
                let (found, right) = (group[a] == group[b], loaded.truth[a] == loaded.truth[b]);
                if found != right && shown[usize::from(found)] < count {
                    shown[usize::from(found)] += 1;
                    println!(
                        "{} {:?}",
                        if found { "WRONG" } else { "MISSED" },
                        weights.get(&(a, b))
                    );
                    for at in [a, b] {
                        println!("    {}", brief(&loaded.accounts[at]));
                    }
                }
            }
        }
    }
}

fn brief(account: &Account) -> String {
    let facts: Vec<&str> = account.facts.iter().map(|fact| fact.text.as_str()).collect();
    let mails: Vec<&str> = account.emails.iter().map(|mail| mail.value.as_str()).collect();
    format!(
        "{} | {} {} | {} | {}",
        account.name,
        account.given,
        account.surname,
        mails.join(" "),
        facts.join(" | ")
    )
}

fn true_pairs(truth: &[String]) -> f64 {
    let mut sizes: HashMap<&str, f64> = HashMap::new();
    for person in truth {
        *sizes.entry(person).or_default() += 1.0;
    }
    sizes.values().map(|size| size * (size - 1.0) / 2.0).sum()
}

fn pairwise(groups: &[Vec<usize>], truth: &[String]) -> (f64, f64) {
    let (mut found, mut right) = (0.0, 0.0);
    for group in groups {
        found += (group.len() * (group.len() - 1)) as f64 / 2.0;
        let people: Vec<String> = group.iter().map(|at| truth[*at].clone()).collect();
        right += true_pairs(&people);
    }
    (right / f64::max(found, 1.0), right / true_pairs(truth).max(1.0))
}

/// Time of the processor that this process has used.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: u64 =
        after.split_whitespace().skip(11).take(2).filter_map(|cell| cell.parse::<u64>().ok()).sum();
    if ticks > 0 || cfg!(target_os = "linux") {
        // Ticks of a hundredth are too coarse; the scheduler counts in nanoseconds.
        let fine = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
        if let Some(nanos) = fine.split_whitespace().next().and_then(|cell| cell.parse().ok()) {
            return Duration::from_nanos(nanos);
        }
    }
    Duration::from_millis(ticks * 10)
}
