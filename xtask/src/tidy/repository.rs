//! The text of the repository, read once.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

/// Kinds of file that have rules.
const KINDS: [&str; 4] = ["rs", "md", "toml", "ftl"];

/// Folders that hold nothing of ours.
const FOREIGN_FOLDERS: [&str; 3] = ["target", "data", "node_modules"];

/// Every file that has rules, by its path from the root; and the names of all other files, for
/// links that point to them.
#[derive(Default)]
pub struct Repository {
    texts: BTreeMap<String, String>,
    paths: std::collections::BTreeSet<String>,
}

impl Repository {
    /// Reads a checkout.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut repository = Self::default();
        repository.read_folder(root, "")?;
        Ok(repository)
    }

    /// The files of one kind, `rs` or `md`, with their texts.
    pub fn files(&self, kind: &str) -> impl Iterator<Item = (&str, &str)> {
        let ending = format!(".{kind}");
        self.texts
            .iter()
            .filter(move |(path, _)| path.ends_with(&ending))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether a file or folder of this path exists.
    pub fn holds(&self, path: &str) -> bool {
        self.paths.contains(path.trim_end_matches('/'))
    }

    /// How many files have rules.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    fn read_folder(&mut self, root: &Path, folder: &str) -> anyhow::Result<()> {
        let here = root.join(folder);
        let entries = std::fs::read_dir(&here)
            .with_context(|| format!("cannot list the folder {}", here.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if entry.file_type()?.is_dir() {
                if !is_foreign(folder, &name) {
                    self.paths.insert(path.clone());
                    self.read_folder(root, &path)?;
                }
            } else {
                self.read_file(root, path)?;
            }
        }
        Ok(())
    }

    /// A file that is gone between listing and reading was somebody's temporary one.
    fn read_file(&mut self, root: &Path, path: String) -> anyhow::Result<()> {
        let has_rules = KINDS.iter().any(|kind| path.ends_with(&format!(".{kind}")));
        if has_rules && let Ok(bytes) = std::fs::read(root.join(&path)) {
            let text = String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
            self.texts.insert(path.clone(), text);
        }
        self.paths.insert(path);
        Ok(())
    }

    /// A repository of the given files.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut repository = Self::default();
        for (path, text) in files {
            repository.texts.insert((*path).to_owned(), (*text).to_owned());
            let folders = path.match_indices('/').map(|(at, _)| path[..at].to_owned());
            repository.paths.extend(folders);
            repository.paths.insert((*path).to_owned());
        }
        repository
    }
}

/// `data` is the demo's folder only at the root: a crate may well have a module of that name.
fn is_foreign(folder: &str, name: &str) -> bool {
    let hidden = name.starts_with('.') && name != ".ci" && name != ".cargo";
    hidden || FOREIGN_FOLDERS.contains(&name) && (folder.is_empty() || name == "node_modules")
}

/// The lines of a text with their numbers from 1.
pub fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_others_are_left_out() {
        assert!(is_foreign("", "target"));
        assert!(is_foreign("", ".git"));
        assert!(is_foreign("crates/kamerton-ui", "node_modules"));
        assert!(!is_foreign("crates/kamerton-text/src", "data"));
        assert!(!is_foreign("", ".ci"));
    }

    #[test]
    fn a_checkout_is_read_whole() -> anyhow::Result<()> {
        let repository = Repository::read(&crate::repository_root())?;
        assert!(repository.text("xtask/src/main.rs").is_some());
        assert!(repository.holds("xtask/src"));
        assert!(!repository.holds("target"));
        Ok(())
    }
}
