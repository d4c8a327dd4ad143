//! A look at files before they are imported: what they are, what has to be asked, what is in them.

use std::path::{Path, PathBuf};

use kamerton_core::time::Zone;

use crate::import::{ImportError, Item, Options};
use crate::kinds::{KINDS, Kind};

/// So many records tell what a file is.
const ENOUGH: usize = 20;

/// A table before it is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableLook {
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its first rows; a row may be shorter than the header.
    pub rows: Vec<Vec<String>>,
    /// What columns can hold, in the words of a map.
    pub fields: Vec<&'static str>,
    /// What each column is taken for.
    pub taken_for: Vec<Option<&'static str>>,
    /// Groups of fields of which one is needed and none was found.
    pub missing: Vec<Vec<&'static str>>,
}

/// Looks at a table, with a map of fields to columns.
pub type LookAtTable = fn(&Path, &[(String, String)]) -> Result<TableLook, ImportError>;

/// The kind of these files, told by trying to read them: the first of [`KINDS`] that opens them
/// and makes facts of more than a quarter of their first records: real tables have bad rows, but
/// what is read as something else has hardly a good one.
pub fn detect(paths: &[PathBuf]) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| fits(kind, paths).unwrap_or(false))
}

fn fits(kind: &Kind, paths: &[PathBuf]) -> Result<bool, ImportError> {
    // Whatever the zone is: only what kind of file it is is asked.
    let options = Options { place: None, zone: Some(Zone::utc()), columns: Vec::new() };
    let items = beginning(kind, paths, &options, ENOUGH)?;
    let facts = items.iter().filter(|item| matches!(item, Item::Fact(_))).count();
    Ok(facts * 4 > items.len())
}

/// The first items of a source.
///
/// # Errors
/// As the importer's.
pub fn beginning(
    kind: &Kind,
    paths: &[PathBuf],
    options: &Options,
    most: usize,
) -> Result<Vec<Item>, ImportError> {
    let mut importer = (kind.open)(paths, options)?;
    let mut items = Vec::new();
    while items.len() < most {
        let Some(item) = importer.next()? else { break };
        items.push(item);
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(fixtures: &[&str]) -> Option<&'static str> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let paths: Vec<PathBuf> = fixtures.iter().map(|name| root.join(name)).collect();
        detect(&paths).map(|kind| kind.word)
    }

    #[test]
    fn every_kind_is_known_by_its_content() {
        for (fixture, kind) in [
            ("telegram/fixtures/messages.html", "telegram"),
            ("telegram/fixtures/result.json", "telegram"),
            ("zulip/fixtures/answer.json", "zulip"),
            ("discourse/fixtures/topic.json", "discourse"),
            ("discord/fixtures/channel.json", "discord"),
            ("discord/fixtures/lines.jsonl", "discord"),
            ("slack/fixtures/export", "slack"),
            ("email/fixtures/club.mbox", "mbox"),
            ("table/fixtures/messages.csv", "messages"),
            ("table/fixtures/people.csv", "people"),
            ("table/fixtures/orders.csv", "orders"),
        ] {
            assert_eq!(word(&[fixture]), Some(kind), "{fixture}");
        }
    }

    #[test]
    fn names_of_files_say_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("orders.csv");
        std::fs::copy(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table/fixtures/people.csv"),
            &path,
        )
        .unwrap();
        assert_eq!(detect(&[path]).map(|kind| kind.word), Some("people"));
        let path = folder.path().join("result.json");
        std::fs::write(&path, "\u{89}PNG\r\n").unwrap();
        assert_eq!(detect(&[path]).map(|kind| kind.word), None);
        assert_eq!(detect(&[folder.path().join("gone")]).map(|kind| kind.word), None);
    }

    #[test]
    fn a_table_is_shown_as_it_is_understood() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "Когда;Кто;Отзыв;Город\n1.2.2024;Анна;Хорошо;Казань\n").unwrap();
        let kind = crate::kinds::find("messages").unwrap();
        let look = |map: &[(String, String)]| (kind.table.unwrap())(&path, map).unwrap();
        let first = look(&[]);
        assert_eq!(first.header, ["Когда", "Кто", "Отзыв", "Город"]);
        assert_eq!(first.rows, [["1.2.2024", "Анна", "Хорошо", "Казань"]]);
        assert_eq!(first.taken_for.get(2), Some(&Some("text")));
        let dated = look(&[
            ("date".to_owned(), "Когда".to_owned()),
            ("author".to_owned(), "Кто".to_owned()),
        ]);
        assert_eq!(dated.missing, Vec::<Vec<&str>>::new());
        assert_eq!(dated.taken_for, [Some("date"), Some("author"), Some("text"), None]);
    }
}
