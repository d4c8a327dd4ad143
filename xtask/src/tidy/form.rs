//! Rules about how a file looks.

use super::Finding;
use super::repository::{Repository, numbered};

/// A file longer than this is several rooms under one roof.
const MOST_LINES: usize = 600;

/// Files that may be longer, each with the reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// The first line of a source says what the file is for.
pub fn every_file_says_what_it_is(repository: &Repository) -> Vec<Finding> {
    let silent = repository.files("rs").filter(|(_, text)| !text.starts_with("//! "));
    silent
        .map(|(path, _)| {
            Finding::new(path, 1, "begin the file with a line `//! …` that says what it is for")
        })
        .collect()
}

/// Long files are split, or listed with a reason; a listing without need is taken out.
pub fn no_file_is_too_long(repository: &Repository) -> Vec<Finding> {
    find_long_files(repository, LONG_FILES)
}

fn find_long_files(repository: &Repository, exceptions: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in repository.files("rs") {
        let count = text.lines().count();
        let excepted = exceptions.iter().any(|(listed, _)| *listed == path);
        if count > MOST_LINES && !excepted {
            let message =
                format!("{count} lines, {MOST_LINES} are allowed: split the file by what it tells");
            findings.push(Finding::new(path, MOST_LINES + 1, message));
        }
    }
    for (path, _) in exceptions {
        let count = repository.text(path).map_or(0, |text| text.lines().count());
        if count <= MOST_LINES {
            let message = format!("{path} needs no exception any more: take it out of LONG_FILES");
            findings.push(Finding::new("xtask/src/tidy/form.rs", 1, message));
        }
    }
    findings
}

/// Spaces for indentation, none at a line's end, one line end at the end of the file.
pub fn whitespace_is_clean(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in ["rs", "md", "toml", "ftl"].iter().flat_map(|kind| repository.files(kind)) {
        if path.contains("/fixtures/") {
            continue;
        }
        for (number, line) in numbered(text) {
            if line.contains('\t') {
                findings.push(Finding::new(path, number, "a tab: use spaces, or \\t in a string"));
            }
            if line.ends_with([' ', '\r']) {
                findings.push(Finding::new(path, number, "white space at the end of the line"));
            }
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") {
            let last = text.lines().count().max(1);
            findings.push(Finding::new(path, last, "end the file with one line end"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    #[test]
    fn a_file_without_a_first_line_is_found() {
        let files = [("a.rs", "//! Why.\n"), ("b.rs", "use x;\n//! Late.\n")];
        assert_eq!(places(every_file_says_what_it_is, &files), ["b.rs:1"]);
    }

    #[test]
    fn long_files_need_a_reason() {
        let long = "\n".repeat(MOST_LINES + 1);
        let repository = Repository::of(&[("a.rs", &long), ("b.rs", "\n")]);
        assert_eq!(find_long_files(&repository, &[]).len(), 1);
        assert_eq!(find_long_files(&repository, &[("a.rs", "a table")]), []);
    }

    #[test]
    fn an_exception_without_need_is_found() {
        let repository = Repository::of(&[("b.rs", "\n")]);
        assert_eq!(find_long_files(&repository, &[("b.rs", "was a table")]).len(), 1);
    }

    #[test]
    fn white_space_is_found() {
        let files = [
            ("a.md", "good\nbad \n"),
            ("b.toml", "\ta = 1\n"),
            ("c.ftl", "a = b"),
            ("d/fixtures/e.md", "as it came \n"),
        ];
        assert_eq!(places(whitespace_is_clean, &files), ["a.md:2", "b.toml:1", "c.ftl:1"]);
    }
}
