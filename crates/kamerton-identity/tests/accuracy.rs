//! Sets beside the repository whose truth is known; without them nothing is tested, and said so.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::path::Path;

use kamerton_identity::table::{self, Field, Mapped};
use kamerton_identity::{Linkage, Settings};

/// Precision and recall over pairs; the truth is a column, or the number inside the id.
fn measure(files: &[&str], id: &str, truth: Option<&str>) -> Option<(f64, f64)> {
    let (mut accounts, mut people) = (Vec::new(), Vec::new());
    for (source, file) in (0_u8..).zip(files) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
        let Ok(bytes) = std::fs::read(path) else {
            println!("skipped: {file} is not beside the repository");
            return None;
        };
        let bytes = if file.ends_with(".zst") {
            zstd::decode_all(bytes.as_slice()).unwrap()
        } else {
            bytes
        };
        let read = table::read(&bytes, id, &[], source).unwrap();
        match truth {
            None => people.extend(
                read.accounts
                    .iter()
                    .map(|account| account.id.split('-').nth(1).unwrap().to_owned()),
            ),
            Some(column) => {
                let only: Vec<Mapped> = read
                    .columns
                    .iter()
                    .map(|(name, _)| Mapped {
                        field: if name == column { Field::Name } else { Field::Nothing },
                        column: name.clone(),
                    })
                    .collect();
                let told = table::read(&bytes, id, &only, source).unwrap();
                people.extend(told.accounts.into_iter().map(|account| account.name));
            }
        }
        accounts.extend(read.accounts);
    }
    let settings = Settings { one_to_one: files.len() > 1, ..Settings::default() };
    let (mut found, mut right) = (0.0, 0.0);
    for cluster in Linkage::new(&accounts, &[], settings).clusters() {
        found += pairs(cluster.members.len());
        right += true_pairs(cluster.members.iter().map(|at| people[*at].as_str()));
    }
    Some((right / found, right / true_pairs(people.iter().map(String::as_str))))
}

fn pairs(members: usize) -> f64 {
    members as f64 * (members as f64 - 1.0) / 2.0
}

fn true_pairs<'name>(people: impl Iterator<Item = &'name str>) -> f64 {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    people.for_each(|person| *sizes.entry(person).or_default() += 1);
    sizes.values().map(|size| pairs(*size)).sum()
}

#[track_caller]
fn at_least(measured: Option<(f64, f64)>, precision: f64, recall: f64, f1: f64) {
    let Some((p, r)) = measured else { return };
    let harmonic = 2.0 * p * r / (p + r);
    println!("precision {p:.4}, recall {r:.4}, F1 {harmonic:.4}");
    assert!(p >= precision && r >= recall && harmonic >= f1, "{p:.4} {r:.4} {harmonic:.4}");
}

#[test]
fn two_files_of_synthetic_people_are_linked() {
    let files = ["febrl-identity/dataset4a.csv", "febrl-identity/dataset4b.csv"];
    at_least(measure(&files, "rec_id", None), 0.999, 0.999, 0.9995);
}

#[test]
fn synthetic_people_are_found_again() {
    at_least(measure(&["febrl-identity/dataset1.csv"], "rec_id", None), 0.99, 0.99, 0.995);
    at_least(measure(&["febrl-identity/dataset2.csv"], "rec_id", None), 0.99, 0.99, 0.995);
    at_least(
        measure(&["splink-identity/fake_1000.csv"], "unique_id", Some("cluster")),
        0.97,
        0.9,
        0.94,
    );
}

#[test]
fn people_of_two_centuries_ago_are_found_again() {
    let files = ["splink-identity/historical_50k.train.tsv.zst"];
    at_least(measure(&files, "unique_id", Some("cluster")), 0.95, 0.9, 0.94);
}

#[test]
fn authors_of_a_program_are_found_by_name_and_mail() {
    let measured = measure(&["git-identities/sympy.tsv"], "identity", Some("person"));
    at_least(measured, 0.97, 0.8, 0.88);
}
