//! Histories to import: a real one as often as needed, and the demo world.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kamerton_app::demo::{self, Plan};
use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;
use serde_json::{Value, json};

/// Numbers of the messages of one copy stay below this.
const COPY: i64 = 10_000_000;

/// A file to import, and how many messages are in it.
pub struct History {
    /// What to call it.
    pub name: String,
    /// JSON lines.
    pub file: PathBuf,
    /// Messages in it.
    pub messages: u64,
}

/// The archive of the Russian Telegram group, `copies` times with other numbers; `None` where it
/// is not on this machine.
pub fn real(folder: &Path, copies: u64) -> Result<Option<History>> {
    let packed =
        crate::repository_root().join("../shared/data/qaload-telegram-ru/messages.jsonl.zst");
    if !packed.is_file() {
        println!("{} is not there: the real archive is not measured", packed.display());
        return Ok(None);
    }
    let file = folder.join("archive.jsonl");
    let mut out = BufWriter::new(File::create(&file)?);
    let mut messages = 0;
    for copy in 0..copies as i64 {
        let lines = BufReader::new(zstd::Decoder::new(File::open(&packed)?)?).lines();
        for line in lines {
            let Some(line) = renumber(&line?, copy * COPY)? else { continue };
            writeln!(out, "{line}")?;
            messages += 1;
        }
    }
    out.flush()?;
    let name = format!("Telegram group of {} messages", messages / copies);
    let name = if copies == 1 { name } else { format!("{name}, {copies} times") };
    Ok(Some(History { name, file, messages }))
}

/// A line of the archive with its numbers moved. Service messages carry no author and pictures no
/// text: tables have no place for them, so they are left out.
fn renumber(line: &str, by: i64) -> Result<Option<Value>> {
    let mut record: Value = serde_json::from_str(line).context("the archive is not JSON lines")?;
    let silent = record["text"].as_str().is_none_or(|text| text.trim().is_empty());
    if record["type"] == "service" || record["date"].is_null() || silent {
        return Ok(None);
    }
    for field in ["id", "reply_to"] {
        if let Some(number) = record[field].as_i64() {
            record[field] = json!(number + by);
        }
    }
    Ok(Some(record))
}

/// The messages of the demo world.
pub fn world(folder: &Path, messages: u64, until: Instant) -> Result<History> {
    let file = folder.join("world.jsonl");
    let mut out = BufWriter::new(File::create(&file)?);
    let mut count = 0;
    for fact in demo::simulate(&Plan::load((messages / 20).max(1), messages, until)) {
        let Fact::Message(message) = fact else { continue };
        let (Some(author), None) = (message.author, message.edited_at) else { continue };
        if message.text.trim().is_empty() {
            continue;
        }
        let line = json!({
            "id": message.key,
            "date": message.sent_at.rfc3339(),
            "author": author.display_name,
            "author_id": format!("{}/{}", author.kind, author.remote_id),
            "text": message.text,
            "reply_to": message.reply_to,
        });
        writeln!(out, "{line}")?;
        count += 1;
    }
    out.flush()?;
    Ok(History { name: format!("demo world of {count} messages"), file, messages: count })
}
