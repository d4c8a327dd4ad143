//! Uploads on the disk.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kamerton_core::id::{ImportId, WorkspaceId};
use kamerton_core::time::Instant;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::{Asked, Upload};
use crate::error::{AppError, Result};
use crate::refusal::Refusal;

/// The note beside the files.
const NOTE: &str = "upload.json";
/// The folder of the files.
const FILES: &str = "files";
/// So many files are one upload at most.
const MOST_FILES: usize = 2_000;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// Where uploads lie.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    /// Bytes that one upload may have.
    most_bytes: u64,
}

impl Folder {
    /// Uploads below `root`, each of at most so many bytes. The folder is made when it is needed.
    pub const fn new(root: PathBuf, most_bytes: u64) -> Self {
        Self { root, most_bytes }
    }

    /// Bytes that one upload may have.
    pub const fn most_bytes(&self) -> u64 {
        self.most_bytes
    }

    /// Begins an upload.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub async fn begin(&self, workspace: WorkspaceId, at: Instant) -> Result<Writing> {
        let id = ImportId(uuid::Uuid::now_v7());
        let path = self.path(id);
        private_folder(&path.join(FILES)).await?;
        let upload = Upload {
            id,
            workspace,
            at,
            files: Vec::new(),
            bytes: 0,
            asked: Asked::default(),
            begun: false,
            failed: None,
        };
        Ok(Writing { path, upload, most_bytes: self.most_bytes, file: None, is_kept: false })
    }

    /// The upload of an id, if it is there and this workspace's.
    ///
    /// # Errors
    /// When its note cannot be read.
    pub async fn find(&self, workspace: WorkspaceId, id: ImportId) -> Result<Option<Upload>> {
        let found = read_note(&self.path(id)).await?;
        Ok(found.filter(|upload| upload.workspace == workspace))
    }

    /// All uploads of a workspace, latest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn all(&self, workspace: WorkspaceId) -> Result<Vec<Upload>> {
        let mut entries = match fs::read_dir(&self.root).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("read", &self.root, &error)),
        };
        let mut found = Vec::new();
        while let Some(entry) =
            entries.next_entry().await.map_err(|error| failed("read", &self.root, &error))?
        {
            found.extend(read_note(&entry.path()).await?);
        }
        found.retain(|upload| upload.workspace == workspace);
        found.sort_by_key(|upload| std::cmp::Reverse((upload.at, upload.id)));
        Ok(found)
    }

    /// Keeps what is known of an upload.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub async fn note(&self, upload: &Upload) -> Result<()> {
        write_note(&self.path(upload.id), upload).await
    }

    /// The files of an upload.
    pub fn files(&self, upload: &Upload) -> Vec<PathBuf> {
        let folder = self.path(upload.id).join(FILES);
        upload.files.iter().map(|name| folder.join(name)).collect()
    }

    /// Removes an upload with its files.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub async fn remove(&self, id: ImportId) -> Result<()> {
        let path = self.path(id);
        match fs::remove_dir_all(&path).await {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed("remove", &path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Removes what a killed program left half-done: uploads without a note, and backups that nobody
    /// can fetch any more. What is not named as ours is not touched. Called when the program starts and nothing is being written.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn tidy(&self) -> Result<()> {
        let mut entries = match fs::read_dir(&self.root).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed("read", &self.root, &error)),
        };
        while let Some(entry) =
            entries.next_entry().await.map_err(|error| failed("read", &self.root, &error))?
        {
            let path = entry.path();
            if is_ours(&path) && read_note(&path).await?.is_none() {
                let removed = match path.is_dir() {
                    true => fs::remove_dir_all(&path).await,
                    false => fs::remove_file(&path).await,
                };
                removed.map_err(|error| failed("remove", &path, &error))?;
            }
        }
        Ok(())
    }

    fn path(&self, id: ImportId) -> PathBuf {
        self.root.join(id.0.simple().to_string())
    }
}

/// An upload that is being written. Dropped before it is kept, it is removed.
pub struct Writing {
    path: PathBuf,
    upload: Upload,
    most_bytes: u64,
    file: Option<fs::File>,
    is_kept: bool,
}

impl Writing {
    /// Begins the next file. Of its name only the last part counts, without what no name needs.
    ///
    /// # Errors
    /// When there are too many files, or it cannot be made.
    pub async fn file(&mut self, name: &str) -> Result<()> {
        self.close().await?;
        if self.upload.files.len() >= MOST_FILES {
            return Err(Refusal::TooManyFiles { most: MOST_FILES }.into());
        }
        let name = free_name(&plain_name(name), &self.upload.files);
        let path = self.path.join(FILES).join(&name);
        let file = fs::File::create_new(&path).await;
        self.file = Some(file.map_err(|error| failed("write", &path, &error))?);
        self.upload.files.push(name);
        Ok(())
    }

    /// Adds bytes to the file at hand.
    ///
    /// # Errors
    /// When it is more than one upload may have, or the disk is full.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.upload.bytes += bytes.len() as u64;
        if self.upload.bytes > self.most_bytes {
            return Err(Refusal::FilesTooLarge { most: self.most_bytes }.into());
        }
        if let Some(file) = &mut self.file {
            file.write_all(bytes).await.map_err(|error| failed("write", &self.path, &error))?;
        }
        Ok(())
    }

    /// Keeps the upload.
    ///
    /// # Errors
    /// When there is no file in it, or it cannot be written.
    pub async fn keep(mut self) -> Result<Upload> {
        self.close().await?;
        if self.upload.bytes == 0 {
            return Err(Refusal::NoFile.into());
        }
        write_note(&self.path, &self.upload).await?;
        self.is_kept = true;
        Ok(self.upload.clone())
    }

    async fn close(&mut self) -> Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let written = async {
            file.flush().await?;
            file.sync_all().await
        };
        written.await.map_err(|error| failed("write", &self.path, &error))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.is_kept {
            // Whoever broke off an upload does not wait for it to be cleared away.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Whether it is named as our uploads and backups are: by an id, or by a hash.
fn is_ours(path: &Path) -> bool {
    let named = |name: Option<&std::ffi::OsStr>| {
        let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.len() >= 32 && name.chars().all(|c| c.is_ascii_hexdigit())
    };
    match path.extension() {
        None => path.is_dir() && named(path.file_name()),
        Some(extension) => extension == "backup" && path.is_file() && named(path.file_stem()),
    }
}

/// People's words lie in these folders: nobody else on the machine reads them.
async fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(path).await.map_err(|error| failed("make", path, &error))
}

async fn read_note(path: &Path) -> Result<Option<Upload>> {
    let path = path.join(NOTE);
    match fs::read_to_string(&path).await {
        Ok(text) => Ok(serde_json::from_str(&text).ok()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(failed("read", &path, &error)),
    }
}

/// Written aside and put in place at once: a half-written note would lose the upload.
async fn write_note(folder: &Path, upload: &Upload) -> Result<()> {
    let (path, aside) = (folder.join(NOTE), folder.join("upload.json.new"));
    let text = serde_json::to_string(upload).unwrap_or_default();
    let written = async {
        fs::write(&aside, text).await?;
        fs::rename(&aside, &path).await
    };
    written.await.map_err(|error| failed("write", &path, &error))
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> AppError {
    AppError::Asked(format!("cannot {what} {}: {error}", path.display()))
}

/// The last part of a name, of letters that every file system takes.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        .collect();
    let kept = kept.trim().trim_start_matches('.');
    let length = kept.chars().count();
    // What is too long loses its beginning: the end tells what it is.
    let kept: String = kept.chars().skip(length.saturating_sub(LONGEST_NAME)).collect();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

/// The name, with a number before it when another file has it.
fn free_name(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let numbered = (2..).map(|number| format!("{number} {name}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_the_folder() {
        for (name, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Аня\\чат.html", "чат.html"),
            (".bashrc", "bashrc"),
            ("..", "file"),
            ("a\u{0}b\n.csv", "ab.csv"),
            ("", "file"),
        ] {
            assert_eq!(plain_name(name), kept);
        }
        let long = format!("{}.csv", "я".repeat(300));
        assert!(plain_name(&long).ends_with("яяя.csv"));
        assert_eq!(plain_name(&long).chars().count(), LONGEST_NAME);
        let taken = ["a.csv".to_owned(), "2 a.csv".to_owned()];
        assert_eq!(free_name("a.csv", &taken), "3 a.csv");
    }
}
