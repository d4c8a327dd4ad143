//! The sets beside the repository, for measuring; nothing where they are absent.

use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of the sets.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

/// The text of a file, unpacked if its name ends in `.zst`.
pub fn text(path: &str) -> Option<String> {
    let bytes = std::fs::read(folder().join(path)).ok()?;
    if !path.ends_with(".zst") {
        return Some(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut out = Vec::new();
    zstd::Decoder::new(bytes.as_slice()).ok()?.read_to_end(&mut out).ok()?;
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// The columns `names` of a file with a head line.
pub fn columns<const N: usize>(path: &str, names: [&str; N]) -> Option<Vec<[String; N]>> {
    let text = text(path)?;
    let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    let head: Vec<&str> = lines.next()?.split('\t').collect();
    let at = names.map(|name| head.iter().position(|column| *column == name).unwrap_or(usize::MAX));
    let rows = lines.filter(|line| !line.is_empty()).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        at.map(|at| cells.get(at).copied().unwrap_or("").to_owned())
    });
    Some(rows.collect())
}

/// The objects of a file with one on each line.
pub fn objects(path: &str) -> Option<Vec<serde_json::Value>> {
    let text = text(path)?;
    Some(text.split('\n').filter_map(|line| serde_json::from_str(line).ok()).collect())
}
