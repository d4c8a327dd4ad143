//! Documents point to what exists, and the method's table is whole.

use super::Finding;
use super::repository::{Repository, numbered};

/// The ids of the method: a letter and how many of it there are.
const METHOD: [(&str, usize); 6] = [("G", 8), ("P", 5), ("F", 3), ("R", 2), ("D", 8), ("M", 9)];

const METHOD_TABLE: &str = "docs/method.md";

/// Every task, idea and metric has a row that says where it works, or that it does not yet.
pub fn every_id_of_the_method_is_listed(repository: &Repository) -> Vec<Finding> {
    let text = repository.text(METHOD_TABLE).unwrap_or_default();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    let ids =
        METHOD.iter().flat_map(|(letter, count)| (1..=*count).map(move |n| format!("{letter}{n}")));
    ids.filter(|id| !rows.iter().any(|row| first_cell(row) == id))
        .map(|id| {
            let message = format!("{id} has no row: say where it works, or that it does not yet");
            Finding::new(METHOD_TABLE, 1, message)
        })
        .collect()
}

fn first_cell(row: &str) -> &str {
    row.trim_start_matches('|').split('|').next().unwrap_or_default().trim()
}

/// A link inside the repository leads to a file, and to a heading where it names one.
pub fn links_lead_somewhere(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in repository.files("md") {
        for (line, target) in links(text) {
            if let Some(problem) = problem_of(repository, path, target) {
                findings.push(Finding::new(path, line, problem));
            }
        }
    }
    findings
}

fn problem_of(repository: &Repository, path: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let resolved = if file.is_empty() { Some(path.to_owned()) } else { resolve(path, file) };
    let Some(resolved) = resolved.filter(|resolved| repository.holds(resolved)) else {
        return Some(format!("the link to «{target}» leads nowhere: correct or remove it"));
    };
    let document = repository.text(&resolved).filter(|_| resolved.ends_with(".md"))?;
    if heading.is_empty() || anchors(document).iter().any(|anchor| anchor == heading) {
        return None;
    }
    Some(format!("{resolved} has no heading «#{heading}»: correct the link"))
}

/// The path that a link means, seen from the file it stands in; `None` outside the repository.
fn resolve(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The targets of `[text](target)` with their lines; what is code is no link.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let mut in_code = false;
        for (at, character) in line.char_indices() {
            in_code ^= character == '`';
            let Some(rest) = line.get(at..).filter(|_| !in_code) else {
                continue;
            };
            let target = rest.strip_prefix("](").and_then(|rest| rest.split([')', ' ']).next());
            found.extend(target.map(|target| (number, target)));
        }
    }
    found
}

/// The lines outside fenced code.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    numbered(text).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The anchors that headings get on the page: small letters, dashes for spaces, nothing else.
fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    #[test]
    fn a_broken_link_is_found() {
        let files = [
            ("README.md", "[good](docs/a.md), [bad](docs/b.md) and `[code](c.md)`\n"),
            ("docs/a.md", "[up](../README.md)\n[out](../../x.md)\n[web](https://example.org/)\n"),
        ];
        assert_eq!(places(links_lead_somewhere, &files), ["README.md:1", "docs/a.md:2"]);
    }

    #[test]
    fn a_link_to_a_heading_needs_the_heading() {
        let text = "# One, two\n[a](#one-two)\n[b](#three)\n```\n[c](#four)\n```\n";
        assert_eq!(places(links_lead_somewhere, &[("a.md", text)]), ["a.md:3"]);
    }

    #[test]
    fn a_missing_id_is_found() {
        let all: String = METHOD
            .iter()
            .flat_map(|(letter, count)| (1..=*count).map(move |n| format!("| {letter}{n} | x |\n")))
            .collect();
        assert!(places(every_id_of_the_method_is_listed, &[(METHOD_TABLE, &all)]).is_empty());
        let fewer = all.replace("| D8 |", "| D9 |");
        assert_eq!(places(every_id_of_the_method_is_listed, &[(METHOD_TABLE, &fewer)]).len(), 1);
    }
}
