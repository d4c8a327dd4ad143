//! `tidy`: the repository checks its own rules.
//!
//! What a compiler cannot see but everybody relies on stands here as code: which crate may use
//! which, what the rules of the community may not touch, how a file looks, that both languages say
//! the same and that documents point to what exists. A rule is a function from the text of the
//! repository to findings; it reads nothing else, so its test is a few lines of text.

mod channels;
mod crates;
mod documents;
mod form;
mod repository;
mod source;
mod sources;
mod translations;

use std::process::ExitCode;

use repository::Repository;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// Path from the root of the repository, with `/`.
    file: String,
    /// Counted from 1.
    line: usize,
    /// What is wrong and what to do about it.
    message: String,
}

impl Finding {
    fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

/// A rule of the repository.
type Rule = fn(&Repository) -> Vec<Finding>;

const RULES: &[Rule] = &[
    crates::own_crates_keep_their_direction,
    crates::outside_crates_stay_in_their_place,
    sources::core_touches_no_world,
    sources::leaf_crates_are_not_async,
    sources::sql_stays_in_the_store,
    channels::a_channel_is_known_by_its_folder,
    sources::connections_go_the_one_way_out,
    sources::nothing_is_left_unfinished,
    sources::no_loop_holds_a_session,
    sources::only_the_binary_prints,
    form::every_file_says_what_it_is,
    form::no_file_is_too_long,
    form::whitespace_is_clean,
    translations::languages_say_the_same,
    documents::links_lead_somewhere,
    documents::every_id_of_the_method_is_listed,
];

/// Checks the checkout and prints every finding as `file:line: message`.
pub fn run(arguments: &[String]) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(arguments.is_empty(), "takes no arguments");
    let repository = Repository::read(&crate::repository_root())?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&repository)).collect();
    findings.sort();
    for finding in &findings {
        println!("{}:{}: {}", finding.file, finding.line, finding.message);
    }
    if findings.is_empty() {
        println!("tidy: {} files keep {} rules", repository.count(), RULES.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!("tidy: {} places to mend", findings.len());
    Ok(ExitCode::FAILURE)
}

/// What tests of the rules share.
#[cfg(test)]
mod testing {
    use super::{Finding, Repository, Rule};

    /// Applies a rule to a repository of the given files and returns `file:line` of each finding.
    pub fn places(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
        let findings: Vec<Finding> = rule(&Repository::of(files));
        findings.iter().map(|finding| format!("{}:{}", finding.file, finding.line)).collect()
    }
}
