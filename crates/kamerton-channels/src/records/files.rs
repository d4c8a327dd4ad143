//! Which files a list of files and folders means, in which order.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::import::{ImportError, io_error};

/// Folders within folders beyond this are a mistake or a trap.
const DEEPEST: usize = 64;

/// The files that `paths` mean: files as they are named, folders with everything below them whose
/// extension is one of `extensions` (without a dot, in any case; none given: all files). In
/// natural order, each once. Links inside a folder are not followed: they may lead out or around.
///
/// # Errors
/// [`ImportError::Io`] for a path that cannot be read, [`ImportError::Nothing`] when no file is
/// left.
pub fn files(paths: &[PathBuf], extensions: &[&str]) -> Result<Vec<PathBuf>, ImportError> {
    let mut found = Vec::new();
    for path in paths {
        let about = std::fs::metadata(path).map_err(io_error(path))?;
        if about.is_dir() {
            walk(path, extensions, 0, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    found.sort_by(|a, b| natural_order(&a.to_string_lossy(), &b.to_string_lossy()));
    found.dedup();
    if found.is_empty() {
        return Err(ImportError::Nothing(nothing(paths, extensions)));
    }
    Ok(found)
}

/// Bytes in all, as the files lie on disk; a file that vanished counts nothing.
pub fn total_bytes(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|about| about.len()).sum()
}

/// Compares texts so that numbers inside them count: `messages9` before `messages10`.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number, other) = (leading_digits(&mut left), leading_digits(&mut right));
            number.len().cmp(&other.len()).then_with(|| number.cmp(other))
        } else {
            left = left.get(first.len_utf8()..).unwrap_or_default();
            right = right.get(second.len_utf8()..).unwrap_or_default();
            // A folder comes whole before the next one whose name begins alike.
            rank(first).cmp(&rank(second))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn rank(letter: char) -> u32 {
    if letter == '/' { 0 } else { u32::from(letter) + 1 }
}

/// Takes the digits that `text` begins with, leading zeros left out.
fn leading_digits<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    digits.trim_start_matches('0')
}

fn walk(
    folder: &Path,
    extensions: &[&str],
    depth: usize,
    found: &mut Vec<PathBuf>,
) -> Result<(), ImportError> {
    if depth > DEEPEST {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(io_error(folder))? {
        let entry = entry.map_err(io_error(folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(io_error(&path))?;
        if kind.is_dir() {
            walk(&path, extensions, depth + 1, found)?;
        } else if kind.is_file() && has_extension(&path, extensions) {
            found.push(path);
        }
    }
    Ok(())
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extensions.is_empty()
        || extension.is_some_and(|extension| extensions.contains(&extension.as_str()))
}

fn nothing(paths: &[PathBuf], extensions: &[&str]) -> String {
    let named: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    let wanted: Vec<_> = extensions.iter().map(|extension| format!(".{extension}")).collect();
    format!("there is no {} file in {}", wanted.join(" or "), named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count() {
        let mut names = ["m10.html", "m2.html", "m.html", "m1.html", "a/z", "a-b/y", "m02.html"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["a/z", "a-b/y", "m.html", "m1.html", "m02.html", "m2.html", "m10.html"]);
    }

    #[test]
    fn folders_are_searched_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2018-12/messages.html", "2018-11/messages2.HTML", "2018-11/messages.html"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "x").unwrap();
        }
        std::fs::write(folder.path().join("2018-11/style.css"), "x").unwrap();
        let root = folder.path().to_path_buf();
        let found = files(&[root.clone(), root.join("2018-12/messages.html")], &["html"]).unwrap();
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            ["2018-11/messages.html", "2018-11/messages2.HTML", "2018-12/messages.html"]
        );
        assert_eq!(total_bytes(&found), 3);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/", folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("around")).unwrap();
        assert!(matches!(files(&[folder.path().into()], &["html"]), Err(ImportError::Nothing(_))));
    }
}
